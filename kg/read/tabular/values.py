"""The values of a mapping: where each comes from in a row, and what is done to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kg.facts import EntityType
from kg.read.tabular.patterns import Pattern

CodeKind = Literal["name", "iso2", "iso3", "cow"]
Order = Literal["year-month-day", "day-month-year", "month-day-year"]


class Part(BaseModel):
    """A part of a mapping. Unknown members are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


def listed(value: Any) -> Any:
    """A single value where a list may stand."""
    return value if isinstance(value, list) or value is None else [value]


Words = Annotated[tuple[str, ...], BeforeValidator(listed)]
"""One string, or a list of them."""


class Condition(Part):
    """Something that holds for a row or not."""

    column: str
    is_: Words | None = Field(None, alias="is")
    contains: str | None = None
    matches: Pattern | None = None
    missing: bool | None = None
    not_: bool = Field(False, alias="not")

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if sum(test is not None for test in (self.is_, self.contains, self.matches, self.missing)) != 1:
            raise ValueError("a condition has exactly one of 'is', 'contains', 'matches' and 'missing'")
        return self


Conditions = Annotated[tuple[Condition, ...], BeforeValidator(listed)]
"""One condition, or several of which all must hold."""

_SOURCES = ("column", "constant", "template", "first", "choose", "flags")


def _constant(value: Any) -> Any:
    return {"constant": value} if isinstance(value, str) else value


class Value(Part):
    """Where a value comes from, and what is done to it. A plain string is a constant."""

    column: str | None = None
    constant: str | None = Field(None, min_length=1)
    template: str | None = None
    first: tuple[ValueOrText, ...] | None = None
    choose: str | None = None
    cases: dict[str, ValueOrText] | None = None
    flags: dict[str, str] | None = None
    if_: Conditions = Field((), alias="if")
    optional: bool = False
    missing: Words = ()
    split: str | None = Field(None, min_length=1)
    keep: Words = ()
    part: Pattern | None = None
    replace: dict[str, str] = Field(default_factory=dict)
    rename: str | dict[str, str] = Field(default_factory=dict)
    lookup: str | dict[str, str] | None = None
    otherwise: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in _SOURCES if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"a value comes from exactly one of {', '.join(_SOURCES)}; here: {', '.join(given) or 'none'}"
            )
        if (self.choose is None) != (self.cases is None):
            raise ValueError("'choose' names a column and 'cases' what its cells choose: one needs the other")
        return self


ValueOrText = Annotated[Value, BeforeValidator(_constant)]


def _column(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


Key = Annotated[tuple[Annotated[Value, BeforeValidator(_column)], ...], BeforeValidator(listed)]
"""What tells a record from others: names of columns, or values."""


class Party(Value):
    """Somebody: found by name or by code. ``told_apart_by`` is added to a name that several may have."""

    first: tuple[PartyOrText, ...] | None = None
    cases: dict[str, PartyOrText] | None = None  # type: ignore[assignment]
    as_: CodeKind = Field("name", alias="as")
    type: EntityType | None = None
    year: ValueOrText | None = None
    state: PartyOrText | None = None
    told_apart_by: ValueOrText | None = None


PartyOrText = Annotated[Party, BeforeValidator(_constant)]


class Amount(Value):
    """A number, a range or words for one. ``times``: what the number is multiplied by."""

    decimal: Literal[".", ","] = "."
    unit: str | None = None
    times: Decimal = Decimal(1)
    words: Literal["keep", "leave", "refuse"] = "keep"


AmountOrText = Annotated[Amount, BeforeValidator(_constant)]


class Price(Part):
    """What is paid."""

    amount: AmountOrText
    currency: ValueOrText | None = None


class Day(Part):
    """A day, a month or a year: from one cell, or from several of which the later ones may be missing."""

    date: ValueOrText | None = None
    order: Order = "year-month-day"
    year: ValueOrText | None = None
    month: ValueOrText | None = None
    day: ValueOrText | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.date is None) == (self.year is None):
            raise ValueError("a date comes from either 'date' or 'year' (with 'month' and 'day')")
        if self.day and not self.month:
            raise ValueError("a 'day' needs a 'month'")
        return self


class Time(Part):
    """A date, or the time from one to another."""

    date: ValueOrText | None = None
    order: Order = "year-month-day"
    year: ValueOrText | None = None
    month: ValueOrText | None = None
    day: ValueOrText | None = None
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    open_if: Conditions = ()
    without_end: Literal["open", "unknown"] = "unknown"
    estimate_if: Conditions = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.from_ is None:
            if self.until or self.open_if:
                raise ValueError("'until' and 'open_if' need a 'from'")
            self.point()
        elif self.date or self.year:
            raise ValueError("a time is either one date or goes 'from' one 'until' another")
        return self

    def point(self) -> Day:
        """The one date that it is."""
        return Day(date=self.date, order=self.order, year=self.year, month=self.month, day=self.day)
