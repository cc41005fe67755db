"""The rows of SIPRI's trade register: what one line of a file says, each value with its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.facts import Condition
from kg.read.sipri.columns import Header
from kg.read.sipri.values import (
    Estimate,
    WrongValue,
    condition_of,
    count_of,
    decimal_of,
    flag_of,
    id_of,
    mark_of_doubt,
    year_of,
    years_of,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its file, its first line, how many lines it takes, and what was mended in it.

    ``member``: it is no line but a member of a list, the one with that number.
    """

    file: str
    line: int
    lines: int = 1
    mended: tuple[str, ...] = ()
    member: bool = False

    def __str__(self) -> str:
        return f"{self.file}, deal {self.line}" if self.member else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class YearRow:
    """What was handed over of one deal in one year: a row of the register's 17 columns."""

    place: Place
    text: str
    id: str | None
    supplier: str
    recipient: str
    designation: str
    description: str
    category: str | None
    order_year: int
    order_estimate: Estimate
    number: Decimal | None
    number_estimate: Estimate
    year: int
    year_estimate: Estimate
    condition: Condition | None
    new_unit: Decimal | None
    unit: Decimal | None
    tiv: Decimal | None
    local_production: Estimate


@dataclass(frozen=True, slots=True)
class DealRow:
    """One deal: a row of the register's 16 columns, or an entry of the older register.

    ``years`` are those that are named; a deal of the older register has only the first and the last. ``text`` is the
    row itself, in which the comment begins at ``comment_at``. ``licence``: the recipient makes the weapon itself.
    """

    place: Place
    text: str
    supplier: str
    recipient: str
    order_year: int
    order_estimate: Estimate
    ordered: Decimal | None
    ordered_estimate: Estimate
    designation: str
    description: str
    delivered: Decimal | None
    delivered_estimate: Estimate
    years: tuple[int, ...]
    condition: Condition | None
    comments: str
    comment_at: int
    unit: Decimal | None
    tiv_ordered: Decimal | None
    tiv_delivered: Decimal | None
    licence: bool | None = None
    every_year: bool = True


class WrongRow(Exception):  # noqa: N818
    """A row that can't be read: what is wrong with it, with the column."""


class Fields:
    """The fields of one row by the names of their columns. A field that is wrong is told with its column."""

    def __init__(self, values: Sequence[str], header: Header) -> None:
        self._values = values
        self._header = header

    def text(self, column: str) -> str:
        """A text without the blanks around it; empty if the file has no such column."""
        place = self._header.places.get(column)
        return "" if place is None else self._values[place].strip()

    def name(self, column: str) -> str:
        """A text that can't be empty.

        Raises:
            WrongRow: if it is.

        """
        if value := self.text(column):
            return value
        raise WrongRow(f"{self._header.at(column)} is empty")

    def wrong(self, column: str, error: WrongValue) -> WrongRow:
        """The error with the column it is in."""
        return WrongRow(f"{self._header.at(column)}: {error}")

    def row(self) -> str:
        """The row as SIPRI writes it: the values in SIPRI's order with commas between.

        The same whatever the file went through on its way, so that one deal is one text.
        """
        return ",".join([self._values[place] for place in self._header.order])

    def before(self, column: str) -> int:
        """Where in ``row`` the text of a column begins."""
        place = self._header.places.get(column)
        if place is None:
            return 0
        order = self._header.order
        earlier = [self._values[one] for one in order[: order.index(place)]]
        value = self._values[place]
        return sum(map(len, earlier)) + len(earlier) + len(value) - len(value.lstrip())


def deal_row(values: Sequence[str], header: Header, place: Place, latest: int) -> DealRow:
    """A row of the shape of 16 columns. No year can be later than ``latest``.

    Raises:
        WrongRow: if a column does not hold what it is for.

    """
    row = Fields(values, header)
    column = "order_year"
    try:
        order_year, order_bracket = year_of(row.text(column))
        order_mark = mark_of_doubt(row.text(column := "order_flag"))
        ordered, ordered_bracket = count_of(row.text(column := "ordered"))
        ordered_mark = mark_of_doubt(row.text(column := "ordered_flag"))
        delivered, delivered_bracket = count_of(row.text(column := "delivered"))
        delivered_mark = mark_of_doubt(row.text(column := "delivered_flag"))
        years = years_of(row.text(column := "years"))
        condition = condition_of(row.text(column := "status"))
        unit = decimal_of(row.text(column := "unit"))
        tiv_ordered = decimal_of(row.text(column := "tiv_ordered"))
        tiv_delivered = decimal_of(row.text(column := "tiv_delivered"))
    except WrongValue as error:
        raise row.wrong(column, error) from None
    _not_to_come({"order_year": order_year, "years": max(years, default=0)}, latest, header)
    description = row.text("description")
    comments = row.text("comments")
    return DealRow(
        place=place,
        text=row.row(),
        supplier=row.name("supplier"),
        recipient=row.name("recipient"),
        order_year=order_year,
        order_estimate=_doubt(order_mark, order_bracket, "order_flag", header),
        ordered=ordered,
        ordered_estimate=_doubt(ordered_mark, ordered_bracket, "ordered_flag", header),
        designation=row.text("designation") or description or row.name("designation"),
        description=description,
        delivered=delivered,
        delivered_estimate=_doubt(delivered_mark, delivered_bracket, "delivered_flag", header),
        years=years,
        condition=condition,
        comments="" if comments == "NA" else comments,
        comment_at=row.before("comments"),
        unit=unit,
        tiv_ordered=tiv_ordered,
        tiv_delivered=tiv_delivered,
    )


def year_row(values: Sequence[str], header: Header, place: Place, latest: int) -> YearRow:
    """A row of the shape of 17 columns. No year can be later than ``latest``.

    Raises:
        WrongRow: if a column does not hold what it is for.

    """
    row = Fields(values, header)
    column = "id"
    try:
        deal_id = id_of(row.text(column))
        order_year, order_bracket = year_of(row.text(column := "order_year"))
        order_flag = flag_of(row.text(column := "order_flag"))
        number, number_bracket = count_of(row.text(column := "number"))
        number_flag = flag_of(row.text(column := "number_flag"))
        year, year_bracket = year_of(row.text(column := "year"))
        year_flag = flag_of(row.text(column := "year_flag"))
        condition = condition_of(row.text(column := "status"))
        new_unit = decimal_of(row.text(column := "new_unit"))
        unit = decimal_of(row.text(column := "unit"))
        tiv = decimal_of(row.text(column := "tiv"))
        local = flag_of(row.text(column := "local"))
    except WrongValue as error:
        raise row.wrong(column, error) from None
    _not_to_come({"order_year": order_year, "year": year}, latest, header)
    description = row.text("description")
    return YearRow(
        place=place,
        text=row.row(),
        id=deal_id,
        supplier=row.name("supplier"),
        recipient=row.name("recipient"),
        designation=row.text("designation") or description or row.name("designation"),
        description=description,
        category=row.text("category") or None,
        order_year=order_year,
        order_estimate=order_bracket or order_flag,
        number=number,
        number_estimate=number_bracket or number_flag,
        year=year,
        year_estimate=year_bracket or year_flag,
        condition=condition,
        new_unit=new_unit,
        unit=unit,
        tiv=tiv,
        local_production=local,
    )


def _doubt(mark: Estimate, bracketed: bool, column: str, header: Header) -> Estimate:
    """Whether a value is uncertain; not known if the file has no column to say so."""
    if bracketed:
        return True
    return mark if column in header.places else None


def _not_to_come(years: Mapping[str, int], latest: int, header: Header) -> None:
    for column, year in years.items():
        if year > latest:
            raise WrongRow(
                f"{header.at(column)}: {year} is after {latest}, the year in which the file was made"
            )
