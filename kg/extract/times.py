"""Finds the words of a text that date something, and works out which days they mean.

A time is an optional preposition ("since"), an optional part ("early"), a date or a relative expression, and what may
stand behind it; two of them with a link between make a range. All words come from ``languages/<language>/time.yaml``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from kg.extract.spans import TimeExpression
from kg.extract.time_language import TimeLanguage, time_language
from kg.extract.time_resolve import Partial, Relative, Span, resolve, year_fits
from kg.extract.time_text import Plain, plain
from kg.facts import Quote, When

_NUMERIC = re.compile(
    r"(?<![\w.,/-])(?:(?P<y>(?:19|20)\d\d|1[34]\d\d)(?P<s>[-/.]) ?(?P<m>0?[1-9]|1[0-2])(?P=s) ?(?P<d>3[01]|[12]\d|0?[1-9])\.?"
    r"|(?P<a>3[01]|[12]\d|0?[1-9])(?P<t>[-/.])(?P<b>3[01]|[12]\d|0?[1-9])(?P=t)(?P<z>(?:19|20)\d\d|1[34]\d\d))(?![\w]|[/-]\d)"
)
_YEARS = re.compile(r"(?<![\w.,/-])(?P<a>(?:19|20)\d\d) ?[-/] ?(?P<b>(?:19|20)\d\d)(?![\w/%-]|[.,]\d)")
_SHORT_YEARS = re.compile(r"(?P<a>(?:19|20)\d\d)[-/](?P<b>\d\d)(?![\w/%-]|[.,]\d)")
_BRACKETED = re.compile(r"(?<=\()(?:19|20)\d\d(?=\))")
_DAY = re.compile(r"(?<![\d.,])(?:3[01]|[12]\d|0?[1-9])(?!\d|[.,]\d)")
_DIGITS = re.compile(r"\d+")

_ROUND = {1900, 2000, 2100}
_OPEN = {"since", "onward"}
_UNKNOWN = {"from", "after"}
_END_ONLY = {"before"}


class _Found(NamedTuple):
    """A point in time that words from ``start`` to ``end`` of the plain text give."""

    point: Partial
    end: int


class _Parsed(NamedTuple):
    """A whole expression before it is dated: its points, and how they are meant."""

    end: int
    first: Partial
    last: Partial | None = None
    kind: str = ""


def find_times(text: str, language: str, reference: date | None) -> list[TimeExpression]:
    """All times of a text, longest first fit, in their order and without overlap.

    ``reference`` is the publication date, which relative expressions count from; without one they have no ``when``.
    """
    words = time_language(language)
    view = plain(text)
    parser = _Parser(words, view)
    found: list[TimeExpression] = []
    position = 0
    while match := words.start.search(view.text, position):
        position = match.start("at") + 1
        # with and without the letter that may be a conjunction
        for at in sorted({match.start(), match.start("at")}):
            parsed = parser.parse(at)
            expression = _dated(parsed, view, at, reference) if parsed else None
            if parsed is not None and expression is not None:
                found.append(expression)
                position = parsed.end
                break
    return found


class _Parser:
    """Reads one expression at a place of a plain text.

    What stands at a place is asked for many times, as the beginning of several longer readings; it is read once.
    """

    def __init__(self, words: TimeLanguage, view: Plain) -> None:
        self.words = words
        self.view = view
        self.text = view.text
        self._cores: dict[tuple[int, bool], _Found | None] = {}
        self._others: dict[int, tuple[_Found | None, _Found | None]] = {}
        self._leads: dict[int, tuple[tuple[str, int] | None, re.Match[str] | None]] = {}

    def parse(self, at: int) -> _Parsed | None:
        """The longest expression that begins here."""
        found: list[_Parsed] = []
        prefix = self.words.prefix.match(self.text, at)
        if prefix:
            found.extend(self._after(prefix[1], prefix[0]))
        found.extend(self._after(at, ""))
        return max(found, key=lambda parsed: parsed.end, default=None)

    def _after(self, at: int, kind: str) -> list[_Parsed]:
        """What can be read from a place that a preposition of that kind stands before."""
        found: list[_Parsed] = []
        if self.words.point.match(self.text, at) is None:
            return found
        years = _YEARS.match(self.text, at) or (_SHORT_YEARS.match(self.text, at) if kind else None)
        if years and (parsed := _year_range(years)):
            found.append(parsed)
        if parsed := self._range(at, kind):
            found.append(parsed)
        if kind != "between" and (point := self.point(at, marked=bool(kind))):
            suffix = self.words.suffix.match(self.text, point.end)
            if suffix:
                meant, end = suffix
                found.append(_Parsed(end, point.point, kind=kind if meant == "in" and kind else meant))
            else:
                found.append(_Parsed(point.end, point.point, kind=kind))
        return found

    def _range(self, at: int, kind: str) -> _Parsed | None:
        """Two points with a link between: "between May and July 2022", "2-5 June"."""
        if kind in ("since", "before"):
            return None
        first = self.point(at, marked=True, loose=True)
        day = _DAY.match(self.text, at)
        starts = [first] if first else []
        if day and (first is None or first.end != day.end()):
            starts.append(_Found(Partial(day=int(day[0])), day.end()))
        for start in starts:
            link = (self.words.link_and if kind == "between" else self.words.link_to).match(
                self.text, start.end
            )
            if link is None or link.end() == start.end:
                continue
            last = self.point(link.end(), marked=True)
            if last is None:
                continue
            low, high = start.point, last.point
            dash = "-" in self.text[start.end : link.end()]
            years = (
                self.text[at : start.end].isdecimal()
                and low.day is None
                and not (dash or self.words.data.get("bare_years"))
            )
            suffix = self.words.suffix.match(self.text, last.end)
            enclosed = suffix is not None and suffix[0] == "between"
            if kind == "" and not enclosed and (high.is_relative or years):
                continue
            if low.month is None and low.day is not None and high.day is None:
                continue
            merged = _filled(low, high)
            if merged is not None:
                end = last.end
                if suffix and suffix[0] in ("in", "between", "before"):
                    end = suffix[1]
                return _Parsed(end, merged, high)
        return None

    def point(self, at: int, *, marked: bool, loose: bool = False) -> _Found | None:
        """One point in time, with the part of it that is meant, if the text says so."""
        found = [self._bare(at, marked=marked, loose=loose)]
        if at not in self._leads:
            self._leads[at] = (
                self.words.part_prefix.match(self.text, at),
                self.words.weekday.match(self.text, at),
            )
        part, weekday = self._leads[at]
        if part:
            inner = self._bare(part[1], marked=True)
            if inner and inner.point.day is None and inner.point.part is None:
                found.append(_Found(inner.point._replace(part=part[0]), inner.end))
        if weekday:
            inner = self._bare(weekday.end(), marked=False)
            if inner and inner.point.day is not None:
                found.append(inner)
        return _longest(found)

    def _bare(self, at: int, *, marked: bool, loose: bool = False) -> _Found | None:
        if at not in self._others:
            self._others[at] = self._numeric(at), self._relative(at)
        (numeric, relative), core = self._others[at], self._core_at(at, marked=marked)
        found = [numeric, core, relative]
        if not loose and core is None and (open_core := self._core_at(at, marked=True)):
            # a part behind the date marks it as well: "2024 başında"
            tail = self.words.part_suffix.match(self.text, open_core.end)
            if tail:
                found.append(_Found(open_core.point._replace(part=tail[0]), tail[1]))
        best = _longest(found)
        if best and best.point.day is None and best.point.part is None:
            tail = self.words.part_suffix.match(self.text, best.end)
            if tail:
                return _Found(best.point._replace(part=tail[0]), tail[1])
        return best

    def _numeric(self, at: int) -> _Found | None:
        match = _NUMERIC.match(self.text, at)
        if match is None:
            bracketed = _BRACKETED.match(self.text, at)
            if bracketed and not self.words.designator.search(self.text, max(0, at - 60), at):
                return _Found(Partial(year=int(bracketed[0])), bracketed.end())
            return None
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            year, day, month = int(match["z"]), int(match["a"]), int(match["b"])
            if (self.words.data.get("numeric_order") == "mdy" and day <= 12) or month > 12:
                day, month = month, day
            if month > 12:
                return None
        name = "gregorian" if year >= 1900 else ("solar" if "solar_months" in self.words.data else "lunar")
        if not year_fits(year, name):
            return None
        return _Found(Partial(calendar=name, year=year, month=month, day=day), match.end())

    def _core_at(self, at: int, *, marked: bool) -> _Found | None:
        key = at, marked
        if key not in self._cores:
            self._cores[key] = self._core(at, marked=marked)
        return self._cores[key]

    def _core(self, at: int, *, marked: bool) -> _Found | None:
        match = self.words.core.match(self.text, at)
        if match is None or match.lastgroup is None:
            return None
        name = match.lastgroup
        if int(name[1:]) in self.words.marked and not marked and not self._stands_alone(match):
            return None
        slots = {key[len(name) + 1 :]: value for key, value in match.groupdict().items()
                 if value is not None and key.startswith(f"{name}_")}  # fmt: skip
        point = self._partial(slots)
        if point is None:
            return None
        if slots.keys() == {"year"} and point.year in _ROUND and self._before_noun(match.end()):
            return None
        if self.words.data.get("capital_months") and not (slots.keys() & {"year", "Year", "day"}):
            for slot in ("month", "weekday"):
                if slot in slots and not self.view.is_upper(match.start(f"{name}_{slot}")):
                    return None
        return _Found(point, match.end())

    def _stands_alone(self, match: re.Match[str]) -> bool:
        """Whether four digits are a year without any preposition, where the language has that ("hatte 2013 bestellt")."""
        if (
            not self.words.data.get("bare_years")
            or not match[0].isdecimal()
            or not 1950 <= int(match[0]) <= 2050
        ):
            return False
        following = self.text[match.end() : match.end() + 2]
        if following[:1] not in ("", " ", ",", ".", ")", ";") or self.text[
            match.start() - 1 : match.start()
        ] not in ("", " ", "("):
            return False
        before = self.text[max(0, match.start() - 30) : match.start()]
        name = len(following) == 2 and following[1].isalnum() and self.view.is_upper(match.end() + 1)
        return not name and self.words.designator.search(before) is None

    def _before_noun(self, end: int) -> bool:
        """Whether a word that is no name follows: "of 2000 tanks"."""
        following = self.text[end : end + 2]
        return (
            len(following) == 2
            and following[0] == " "
            and following[1].isalpha()
            and not self.view.is_upper(end + 1)
        )

    def _relative(self, at: int) -> _Found | None:
        match = self.words.relative.match(self.text, at)
        if match is None or match.lastgroup is None:
            return None
        name = match.lastgroup
        form = self.words.relative_forms[int(name[1:])]
        slots = {key[len(name) + 1 :]: value for key, value in match.groupdict().items()
                 if value is not None and key.startswith(f"{name}_")}  # fmt: skip
        unit, count = form.relative.unit, form.relative.count
        if "unit" in slots:
            unit = self.words.value("unit", slots.pop("unit"))
        if "two" in slots:
            unit, count = self.words.value("two", slots.pop("two")), 2
        if "n" in slots:
            spelling = slots.pop("n")
            count = int(spelling) if spelling.isdigit() else self.words.value("n", spelling)
        point = self._partial(slots)
        if point is None:
            return None
        relative = Relative(form.relative.op, unit, form.relative.by, count)
        return _Found(point._replace(relative=relative, opens=form.opens, part=form.part), match.end())

    def _partial(self, slots: dict[str, str]) -> Partial | None:  # noqa: C901 - one step for each slot
        """The point that the words in the slots of a form give; None if they do not fit together."""
        said: dict[str, Any] = {}
        if "month" in slots:
            said["calendar"], said["month"] = self.words.value(
                "month", re.split(r"[ \n]?[/(]", slots["month"])[0]
            )
        if "Month" in slots:
            said["month_by"] = self.words.value("Month", slots["Month"])
        spelling = slots.get("year") or slots.get("Year")
        if spelling:
            number = _DIGITS.search(spelling)
            if number is None:
                said["year_by"] = self.words.value("year", spelling)
            else:
                year, tail = int(number[0]), spelling[number.end() :]
                said["year"], said["calendar"] = year, self._calendar(Partial(**said), year, tail)
                if not year_fits(year, said["calendar"]):
                    return None
        if "day" in slots:
            number = _DIGITS.match(slots["day"])
            said["day"] = int(number[0]) if number else self.words.value("day", slots["day"])
        if "weekday" in slots:
            said["weekday"] = int(self.words.value("weekday", slots["weekday"])) - 1
        if "season" in slots:
            said["season"] = int(self.words.value("season", slots["season"]))
        for slot in ("decade", "decade2"):
            if slot in slots:
                said["decade"] = self._decade(slots[slot])
        return Partial(**said)

    def _calendar(self, point: Partial, year: int, tail: str) -> str:
        if point.calendar != "gregorian" or year >= 1900:
            return point.calendar
        if tail.strip() and any(tail.strip() == mark for mark in self._lunar_marks()):
            return "lunar"
        if point.month is None and "solar_months" in self.words.data:
            return "solar"
        return "gregorian"

    def _lunar_marks(self) -> list[str]:
        return [plain(mark).text for mark in self.words.data.get("lunar_marks", ())]

    def _decade(self, spelling: str) -> int:
        known = self.words.lookups["decade"].get(re.sub(r"\s+", " ", spelling))
        if known is not None:
            return int(known)
        number = _DIGITS.search(spelling)
        value = int(number[0]) if number else 0
        return value if value > 100 else 1900 + value


def _longest(found: list[_Found | None]) -> _Found | None:
    """The first of those that end last."""
    best: _Found | None = None
    for one in found:
        if one is not None and (best is None or one.end > best.end):
            best = one
    return best


def _year_range(match: re.Match[str]) -> _Parsed | None:
    low = int(match["a"])
    high = int(match["b"]) if len(match["b"]) == 4 else low // 100 * 100 + int(match["b"])
    if low >= high:
        return None
    return _Parsed(match.end(), Partial(year=low), Partial(year=high))


def _filled(low: Partial, high: Partial) -> Partial | None:
    """The first end of a range with what only the second one says: "from 3 to 5 June 2022"."""
    if low.relative is not None or high.relative is not None or low.decade is not None:
        return low
    if low.month is None and low.day is not None:
        low = low._replace(month=high.month, month_by=high.month_by, calendar=high.calendar)
    if (
        low.is_relative
        and low.year_by is None
        and (low.month is not None or low.season is not None or low.part)
    ):
        year = high.year
        if year is not None and low.month is not None and high.month is not None and low.month > high.month:
            year -= 1
        low = low._replace(year=year, year_by=high.year_by, calendar=high.calendar)
    return low


def _dated(parsed: _Parsed, view: Plain, at: int, reference: date | None) -> TimeExpression | None:
    """The expression with its days; None if there is no such day."""
    start, end = view.span(at, parsed.end)
    text = view.original[start:end]
    relative = parsed.first.is_relative or (parsed.last is not None and parsed.last.is_relative)
    try:
        first = resolve(parsed.first, reference, forward=parsed.kind in _END_ONLY)
        last = resolve(parsed.last, reference) if parsed.last else None
    except (ValueError, OverflowError):
        return None
    if first is None or (parsed.last is not None and last is None):
        return TimeExpression(start, end, text, None, relative) if relative and reference is None else None
    quote = Quote(start=start, end=end, text=text)
    when = _range_when(first, last, quote) if last else _when(first, parsed, quote)
    return TimeExpression(start, end, text, when, relative) if when else None


def _range_when(first: Span, last: Span, quote: Quote) -> When | None:
    if first.earliest > last.latest:
        return None
    return When(
        edtf=f"{first.first}/{last.last}",
        start=(first.earliest, first.latest),
        end=(last.earliest, last.latest),
        quote=quote,
    )


def _when(span: Span, parsed: _Parsed, quote: Quote) -> When:
    bounds = (span.earliest, span.latest)
    kind = parsed.kind
    if kind in _END_ONLY:
        return When(edtf=f"../{span.last}", start=None, end=bounds, quote=quote)
    # from the beginning of a time on is since then
    if kind in _OPEN or parsed.first.opens or (kind == "from" and parsed.first.part == "begin"):
        return When(edtf=f"{span.first}/..", start=bounds, end=None, end_state="open", quote=quote)
    if kind in _UNKNOWN:
        return When(edtf=f"{span.first}/", start=bounds, end=None, end_state="unknown", quote=quote)
    return When(edtf=span.edtf, start=bounds, end=bounds, quote=quote)
