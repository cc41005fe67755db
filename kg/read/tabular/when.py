"""The times of a mapping for one row: bounds for what is left out, and an end that is open, unknown or given."""

from __future__ import annotations

from pydantic import ValidationError

from kg.facts import When
from kg.read.tabular.cells import RowFault, RowReader
from kg.read.tabular.times import Date, month_number, read_date, whole_number
from kg.read.tabular.values import Day, Time, Value


def when_of(reader: RowReader, spec: Time | None, what: str) -> When | None:
    """The time that a row gives, or None if it gives none.

    Raises:
        RowFault: if a cell holds no date, or the end comes before the beginning.

    """
    if spec is None:
        return None
    try:
        if spec.from_ is None:
            return _point(reader, spec, what)
        return _interval(reader, spec, what)
    except ValidationError as error:
        raise RowFault(f"{what}: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from error


def date_of(reader: RowReader, spec: Day, what: str) -> Date | None:
    """The date that a row gives, as far as it goes; None if not even the year is there.

    Raises:
        RowFault: if a cell holds something else, or there is no such day.

    """
    try:
        if spec.date is not None:
            text = reader.words(spec.date, what)
            return read_date(text, spec.order) if text else None
        year = reader.words(spec.year, what)
        if not year:
            return None
        month = reader.words(spec.month, what)
        day = reader.words(spec.day, what)
        return Date(
            whole_number(year, "year"),
            month_number(month) if month else None,
            whole_number(day, "day") if month and day else None,
        )
    except ValueError as error:
        raise RowFault(f"{what}: {error}") from error


def _point(reader: RowReader, spec: Time, what: str) -> When | None:
    date = date_of(reader, spec.point(), what)
    if date is None:
        return None
    bounds = date.bounds()
    # A date that stands in one cell has its words; of several cells that lie apart there is no one stretch.
    value: Value | None = spec.date or (None if spec.month else spec.year)
    found = reader.one(value, what)
    return When(
        edtf=date.edtf,
        start=bounds,
        end=bounds,
        estimate=_estimate(reader, spec),
        quote=found.quote if found else None,
    )


def _interval(reader: RowReader, spec: Time, what: str) -> When | None:
    start = date_of(reader, spec.from_, what) if spec.from_ else None
    until = date_of(reader, spec.until, what) if spec.until else None
    if spec.open_if and reader.holds(spec.open_if):
        until, state = None, "open"
    else:
        state = "closed" if until else spec.without_end
    if start is None and until is None:
        return None
    end = until.edtf if until else ".." if state == "open" else ""
    return When(
        edtf=f"{start.edtf if start else ''}/{end}",
        start=start.bounds() if start else None,
        end=until.bounds() if until else None,
        end_state=state,
        estimate=_estimate(reader, spec),
    )


def _estimate(reader: RowReader, spec: Time) -> bool | None:
    return True if spec.estimate_if and reader.holds(spec.estimate_if) else None
