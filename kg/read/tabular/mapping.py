"""What a mapping may say: how a table is read, and what each of its rows makes. docs/tables.md explains each member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from kg.facts import AttributionKind, EntityType, Stance
from kg.read.tabular.patterns import Pattern
from kg.read.tabular.values import (
    AmountOrText,
    Conditions,
    Key,
    Part,
    PartyOrText,
    Price,
    Time,
    Value,
    ValueOrText,
    Words,
    listed,
)

MadeRelation = Literal["holds_office", "operates", "made_in", "same_as", "is_a"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]


class Attributed(Part):
    """Who says so."""

    who: PartyOrText
    kind: AttributionKind = "official-statement"
    stance: Stance = "affirm"


class Handover(Part):
    """What was handed over in one year."""

    year: ValueOrText
    count: AmountOrText


class Made(Part):
    """What all that a row makes has in common."""

    if_: Conditions = Field((), alias="if")
    when: Time | None = None
    epistemic: ValueOrText = Value(constant="asserted")
    attributed_to: Annotated[tuple[Attributed, ...], BeforeValidator(listed)] = ()
    note: ValueOrText | None = None


class MakesTransfer(Made):
    """A transfer. Several suppliers or recipients make one each, several categories an item each."""

    supplier: PartyOrText | None = None
    recipient: PartyOrText | None = None
    end_user: PartyOrText | None = None
    intermediaries: PartyOrText | None = None
    financier: PartyOrText | None = None
    origin: PartyOrText | None = None
    weapon: ValueOrText | None = None
    goods: ValueOrText | None = None
    category: ValueOrText | None = None
    description: ValueOrText | None = None
    quantity: AmountOrText | None = None
    quantity_delivered: AmountOrText | None = None
    deliveries: tuple[Handover, ...] = ()
    stage: ValueOrText
    kind: ValueOrText | None = None
    condition: ValueOrText | None = None
    ordered: Time | None = None
    delivered: Time | None = None
    value: Price | None = None
    tags: ValueOrText | None = None

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.supplier is None and self.recipient is None:
            raise ValueError("a transfer needs a 'supplier' or a 'recipient'")
        if self.weapon is None and self.goods is None and self.category is None:
            raise ValueError("a transfer needs a 'weapon', 'goods' or a 'category'")
        return self


class Participation(Part):
    """One part in an event; several names in it have the part each."""

    role: str
    who: PartyOrText


class MakesEvent(Made):
    """Something that explains transfers."""

    type: ValueOrText
    participants: tuple[Participation, ...] = Field(min_length=1)
    means: ValueOrText | None = None
    outcome: ValueOrText | None = None


_NEEDED = {
    "holds_office": ("person", "office"),
    "operates": ("who", "system"),
    "made_in": ("system", "state"),
    "same_as": ("system", "alias"),
    "is_a": ("system", "category"),
}


class MakesRelation(Part):
    """A standing relation."""

    if_: Conditions = Field((), alias="if")
    type: MadeRelation
    person: PartyOrText | None = None
    office: ValueOrText | None = None
    state: PartyOrText | None = None
    when: Time | None = None
    who: PartyOrText | None = None
    system: ValueOrText | None = None
    alias: ValueOrText | None = None
    category: ValueOrText | None = None
    note: ValueOrText | None = None

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if absent := [name for name in _NEEDED[self.type] if getattr(self, name) is None]:
            raise ValueError(f"{self.type} needs {' and '.join(map(repr, absent))}")
        return self


class Make(Part):
    """One thing that each row makes."""

    transfer: MakesTransfer | None = None
    event: MakesEvent | None = None
    relation: MakesRelation | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(one is not None for one in (self.transfer, self.event, self.relation)) != 1:
            raise ValueError("each entry of 'makes' is exactly one of 'transfer', 'event' and 'relation'")
        return self


class LeaveOut(Part):
    """Rows that make nothing, and why: they are refused with this reason."""

    if_: Conditions = Field(alias="if", min_length=1)
    because: str = Field(min_length=1)


class Layout(Part):
    """How the rows stand in the file."""

    columns: tuple[str, ...] = ()
    delimiter: str | None = None
    sheet: str | None = None
    short_rows: Literal["refuse", "fill"] = "refuse"

    @model_validator(mode="after")
    def _one_sign(self) -> Self:
        if self.delimiter not in {None, "tab"} and len(self.delimiter or "") != 1:
            raise ValueError("a delimiter is one character, or the word tab")
        return self


class Recognise(Part):
    """How a built-in mapping knows its files: by names in the header, or by what stands in columns without names."""

    columns: tuple[str, ...] = ()
    cells: dict[str, Pattern] = Field(default_factory=dict)


class Years(Part):
    """The years of the register that a table holds; outside of them an older release stays current."""

    first_year: int | None = None
    last_year: int | None = None


class ReleaseFrom(Part):
    """Which version of the register a table is. Without a name it must be given with ``--release``."""

    name: ValueOrText | None = None
    published: ValueOrText | None = None
    covers: Years | None = None


class Mapping(Part):
    """A whole mapping."""

    register_name: Slug = Field(alias="register")
    about: str | None = None
    release: ReleaseFrom = ReleaseFrom()
    publisher: str | None = None
    licence: str | None = None
    url: ValueOrText | None = None
    language: str = Field("en", pattern="^[a-z]{2,3}$")
    redistribution: Literal["full", "facts", "none"] = "facts"
    table: Layout = Layout()
    recognise: Recognise | None = None
    missing: Words = ()
    key: Key = ()
    same_key: Literal["refuse", "number", "together"] = "refuse"
    register_id: ValueOrText | None = None
    title: ValueOrText | None = None
    expect: dict[str, Pattern] = Field(default_factory=dict)
    leave_out: tuple[LeaveOut, ...] = ()
    lookups: dict[str, dict[str, str]] = Field(default_factory=dict)
    types: dict[str, EntityType] = Field(default_factory=dict)
    makes: tuple[Make, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _key_given(self) -> Self:
        if self.same_key == "together" and not self.key:
            raise ValueError("'same_key: together' needs a 'key'")
        return self


Path = tuple[str | int, ...]


def parts(part: BaseModel, at: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """A part of a mapping and all parts within it, each with the path of members that leads to it."""
    yield at, part
    for name, field in type(part).model_fields.items():
        yield from _within(getattr(part, name), (*at, field.alias or name))


def _within(value: object, at: Path) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(value, BaseModel):
        yield from parts(value, at)
    elif isinstance(value, tuple):
        for index, member in enumerate(value):
            yield from _within(member, (*at, index))
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _within(member, (*at, name))
