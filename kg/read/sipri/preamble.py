"""What the lines above the column names say: when the file was made, and which years of delivery it covers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GENERATED = re.compile(r"\bgenerated:?\s*(?P<day>[^;\"]+)", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?P<d>\d{1,2})\.?[ -](?P<m>[A-Za-z]{3})[a-z]*[ -](?P<y>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<m>[A-Za-z]{3})[a-z]* (?P<d>\d{1,2}),? (?P<y>\d{4})")
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)")
_WINDOW = re.compile(r"year range '(?P<first>[^']*)' to '(?P<last>[^']*)'", re.IGNORECASE)
_EVERYBODY = re.compile(r"from all countries\s+to all countries", re.IGNORECASE)
_ALL_SUPPLIERS = re.compile(r"\bfrom all countries\b", re.IGNORECASE)
_ALL_RECIPIENTS = re.compile(r"\bto all countries\b", re.IGNORECASE)
_OLD_WINDOW = re.compile(r"\bfor (?P<first>\d{4}) to (?P<last>\d{4})\b")


@dataclass(frozen=True, slots=True)
class Window:
    """The years of delivery that a file covers; an end that is None is not limited.

    ``stated``: the file says so, and it is not only taken from the years in its rows.
    """

    first: int | None = None
    last: int | None = None
    stated: bool = True

    def __contains__(self, year: int) -> bool:
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)

    def within(self, years: Iterable[int]) -> tuple[int, ...]:
        """Those of some years that it covers."""
        return tuple(year for year in years if year in self)


ALL_YEARS = Window()


@dataclass(frozen=True, slots=True)
class Preamble:
    """What a file says of itself. ``window`` is None if it does not say which years it covers."""

    generated: date | None
    window: Window | None
    everybody: bool = False
    """Whether it holds the transfers of all suppliers to all recipients."""
    all_suppliers: bool = False
    all_recipients: bool = False


def preamble_of(lines: Iterable[str]) -> Preamble:
    """What these lines say, wherever among them it stands."""
    text = "\n".join(lines)
    generated = _GENERATED.search(text)
    window = _WINDOW.search(text) or _OLD_WINDOW.search(text)
    return Preamble(
        day_of(generated["day"]) if generated else None,
        Window(_year(window["first"]), _year(window["last"])) if window else None,
        _EVERYBODY.search(text) is not None,
        _ALL_SUPPLIERS.search(text) is not None,
        _ALL_RECIPIENTS.search(text) is not None,
    )


def day_of(text: str) -> date | None:
    """The day that a text such as ``12 Feb 2026 12:26:12 PM`` names, or None."""
    for form in (_ISO, _DAY_FIRST, _MONTH_FIRST):
        if found := form.search(text):
            month = found["m"].lower()
            if not month.isdigit() and month not in _MONTHS:
                continue
            number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
            try:
                return date(int(found["y"]), number, int(found["d"]))
            except ValueError:
                continue
    return None


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{4}", text) else None
