"""Which yearly release of SIPRI's database a file was downloaded from."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import ValidationError

from kg.errors import InputError
from kg.facts import Release
from kg.yaml_data import yaml_data

REGISTER = "sipri"
_USUAL_DAY = (3, 15)
"""The releases come in the middle of March, give or take some days; stands in where the day is not known."""
_YEAR_AT_END = re.compile(r"(?:^|[.-])((?:19|20)\d\d)$")


def release_of(generated: date | None, last_delivery: int | None, named: str | None = None) -> Release:
    """The release of a file that was made on a day and whose last delivery is of a year.

    A file that was made before the release of its year is from the release before. But a release tells of the years
    before its own, so it is later than the last delivery. ``named``: what the user calls it, which wins; a bare
    year is the release of that year.

    Raises:
        InputError: if the user's name can't be the name of a release, or nothing tells the release.

    """
    if named:
        return _named(named.strip(), generated, last_delivery)
    year = _year(generated, last_delivery)
    if year is None:
        raise InputError(
            "nothing tells of which release the file is: it has no line 'Data generated: DATE' and no delivery",
            advice="Name the release, as in `--release sipri-2025`",
        )
    return Release(register_name=REGISTER, name=f"{REGISTER}-{year}", published=release_day(year).isoformat())


def release_day(year: int) -> date:
    """The day of the release of that year; where it is not known, the middle of March."""
    return _days().get(year) or date(year, *_USUAL_DAY)


@cache
def _days() -> dict[int, date]:
    return yaml_data(files("kg.read.sipri").joinpath("releases.yaml"))  # type: ignore[no-any-return]


def _year(generated: date | None, last_delivery: int | None) -> int | None:
    years = [] if last_delivery is None else [last_delivery + 1]
    if generated is not None:
        years.append(generated.year if generated >= release_day(generated.year) else generated.year - 1)
    return max(years, default=None)


def _named(name: str, generated: date | None, last_delivery: int | None) -> Release:
    if re.fullmatch(r"\d{4}", name):
        name = f"{REGISTER}-{name}"
    year = _YEAR_AT_END.search(name)
    told = int(year[1]) if year else _year(generated, last_delivery)
    day = release_day(told).isoformat() if told is not None else None
    try:
        return Release(register_name=REGISTER, name=name, published=day)
    except ValidationError as error:
        raise InputError(
            f"{name!r} can't be the name of a release",
            advice="Use small letters, digits, points and hyphens, as in sipri-2025",
        ) from error
