"""The facts format: what every reader and extractor hands on, and all that ``populate`` needs.

One JSON object per record and line (``armsgraph-facts/1``). Offsets are Unicode code points into
``document.text``, zero-based and half-open; wherever a quote stands, ``text[start:end]`` is that quote.
Whoever has an extractor of their own hands in these objects; whoever wants ours gets them from
``armsgraph extract``. The published JSON Schema is ``json_schema()``; docs/facts.md explains every member.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator

SCHEMA = "armsgraph-facts/1"

EntityType = Literal[
    "state", "person", "organisation", "group", "place", "facility", "weapon_system", "weapon_class"
]
MentionForm = Literal["name", "designation", "metonym", "demonym", "class", "description", "role", "anaphor"]
Stage = Literal[
    "requested", "negotiated", "planned", "announced", "approved", "agreed", "ordered",
    "delivering", "delivered", "stopped", "cancelled", "prohibited",
]  # fmt: skip
"""How far a deal has come, in the words of the text. ``delivering``: began, not said to be finished."""
STAGES: tuple[Stage, ...] = get_args(Stage)
"""The stages in the order of a deal's life."""
Epistemic = Literal[
    "asserted", "observed", "confirmed", "claimed", "rumoured", "hedged", "denied", "hypothetical"
]
"""How the record vouches for what it says."""
Kind = Literal["sale", "aid", "licence", "lease", "loan", "secondhand", "unknown"]
Condition = Literal["new", "second-hand", "modernized"]
"""New; used before; or used before and modernised for the recipient."""
AttributionKind = Literal[
    "statement", "official-statement", "leak", "satellite-imagery", "rumour", "report", "document"
]
Stance = Literal["affirm", "confirm", "deny", "doubt"]
EventType = Literal[
    "armed_attack", "strike", "position", "military_support", "distancing", "deployment", "casualties", "sanction",
    "embargo", "relations_change", "negotiation", "agreement", "interoperability", "visit", "meeting", "assessment",
    "description",
]  # fmt: skip
RelationType = Literal["holds_office", "same_as", "is_a", "counterpart_of", "operates", "made_in"]
RoleStatus = Literal["explicit", "implicit", "inferred"]
"""Whether the text names a party of a transfer, implies it, or leaves it to be worked out."""

Identifier = Annotated[str, Field(min_length=1, max_length=300)]
Number = Annotated[
    Decimal,
    PlainSerializer(
        lambda n: int(n) if n == n.to_integral_value() else float(n),
        return_type=int | float,
        when_used="json",
    ),
]
"""A decimal that is a plain JSON number on the wire."""


class Model(BaseModel):
    """Unknown members are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Quote(Model):
    """A verbatim piece of the document: ``document.text[start:end] == text``."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str = Field(min_length=1)

    @model_validator(mode="after")
    def _length_fits(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(
                f"quote {self.start}-{self.end} spans {self.end - self.start} characters, its text has {len(self.text)}"
            )
        return self


Bounds = tuple[date, date]
"""Earliest and latest day of one end of an interval, both included."""


class When(Model):
    """A time as far as the text gives it: EDTF level 1, and the bounds of its start and of its end.

    ``end_state`` is ``open`` if it is said to go on, ``unknown`` if nothing is said about the end.
    ``estimate``: whether the record marks it as an estimate; null if it says neither.
    """

    edtf: str
    start: Bounds | None = None
    end: Bounds | None = None
    end_state: Literal["closed", "open", "unknown"] = "closed"
    estimate: bool | None = None
    quote: Quote | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name, bounds in (("start", self.start), ("end", self.end)):
            if bounds and bounds[0] > bounds[1]:
                raise ValueError(f"{name}: earliest {bounds[0]} is after latest {bounds[1]}")
        if self.start and self.end and self.start[0] > self.end[1]:
            raise ValueError(f"start {self.start[0]} is after end {self.end[1]}")
        return self


class Quantity(Model):
    """An amount: exact if ``min == max``, a range, at least (``max`` null), or only a wording (both null).

    A null quantity of an item means that the text states none, which is not the same as zero.
    ``estimate``: whether the record marks it as an estimate; null if it says neither.
    """

    text: Quote | None = None
    min: Number | None = Field(None, ge=0)
    max: Number | None = Field(None, ge=0)
    unit: str = "piece"
    shared_with: tuple[str, ...] = ()
    approximate: bool = False
    estimate: bool | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        return self


class Money(Model):
    """A price as stated: amount in whole currency units, ISO 4217 code."""

    amount: Number | None = Field(None, ge=0)
    max: Number | None = Field(None, ge=0)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    text: Quote | None = None
    shared_with: tuple[str, ...] = ()


class Attribution(Model):
    """Who says so: an entity id, ``narrator`` (the record in its own voice) or ``unnamed``."""

    source: Identifier
    kind: AttributionKind = "statement"
    stance: Stance = "affirm"
    quote: Quote | None = None


NARRATOR = Attribution(source="narrator")


class Entity(Model):
    """Somebody or something that the record speaks of.

    ``id`` is the ISO 3166-1 alpha-3 code of a state, otherwise ``per: org: grp: loc: fac: wpn: cls:`` and a slug.
    ``iri`` is the entity of the reference knowledge that it is linked to; null means not linked (yet).
    ``class`` is a notation of the weapon category tree, such as ``missile.ballistic.srbm``.
    ``state`` is the state that it belongs to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Identifier
    type: EntityType
    name: str = Field(min_length=1)
    subtype: str | None = None
    iso3: str | None = Field(None, pattern="^[A-Z]{3}$")
    wikidata: str | None = Field(None, pattern=r"^Q[1-9]\d*$")
    iri: str | None = None
    state: str | None = None
    part_of: str | None = None
    weapon_class: str | None = Field(None, alias="class")
    origin: str | None = None
    aliases: tuple[str, ...] = ()
    scored: bool = True
    note: str | None = None


class Mention(Model):
    """Where an entity is named. An anaphor that stands for several uses ``entities``."""

    id: Identifier | None = None
    entity: str | None
    entities: tuple[str, ...] = ()
    alt_entities: tuple[str, ...] = ()
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str = Field(min_length=1)
    form: MentionForm = "name"
    scored: bool = True
    proclitic: str | None = None
    nested_in: str | None = None
    note: str | None = None


class Relation(Model):
    """A standing relation that the record states: an office held, a second name, the class of a system.

    ``operates``: ``a`` uses the system ``b``. ``made_in``: the system ``a`` comes from the state ``b``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Identifier
    type: RelationType
    evidence: Quote
    person: str | None = None
    office: str | None = None
    state: str | None = None
    as_of: str | None = None
    when: When | None = None
    entity: str | None = None
    a: str | None = None
    b: str | None = None
    weapon_class: str | None = Field(None, alias="class")
    note: str | None = None


class Delivery(Model):
    """What was handed over in one calendar year. ``tiv``: SIPRI's trend-indicator value, in millions.

    Each estimate flag is null where the register says neither that it is one nor that it is none.
    """

    year: int = Field(ge=1900, le=2100)
    count: Number | None = Field(None, ge=0)
    tiv: Number | None = Field(None, ge=0)
    year_estimate: bool | None = None
    count_estimate: bool | None = None


class Volume(Model):
    """SIPRI's trend-indicator values of a deal, in millions: military capability, not money.

    Of one new unit, of one unit of this deal, of all that was ordered, of all that was handed over so far.
    """

    new_unit: Number | None = Field(None, ge=0)
    unit: Number | None = Field(None, ge=0)
    ordered: Number | None = Field(None, ge=0)
    delivered: Number | None = Field(None, ge=0)


class Support(Model):
    """Which words carry one value: ``property`` is the name of a property of the ontology, such as ``financier``."""

    property: str = Field(pattern="^[a-z][A-Za-z]*$")
    quote: Quote


class Item(Model):
    """One kind of goods within a transfer. ``weapon`` is an entity id; ``class_alt`` other classes that fit.

    ``quantity`` is how many the deal is about, ``delivered`` how many were handed over so far. ``description`` and
    ``sipri_category`` are the words of a register, the latter one of SIPRI's armament categories.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Identifier
    weapon: Identifier
    weapon_class: str = Field("arms", alias="class")
    class_alt: tuple[str, ...] = ()
    quantity: Quantity | None = None
    delivered: Quantity | None = None
    deliveries: tuple[Delivery, ...] = ()
    volume: Volume | None = None
    description: str | None = None
    sipri_category: str | None = None


class Disagreement(Model):
    """Where another reader of the same text differs: ``property`` is a member of the transfer or of its item."""

    property: str = Field(pattern="^[a-z][a-z_]*$")
    reader: str = Field(min_length=1)
    value: str


class Transfer(Model):
    """What one record says about one deal or flow between one supplier and one recipient.

    ``when`` dates the stage; ``ordered`` and ``delivered`` say it where the record tells them apart.
    ``uncertain`` names the properties that the record itself puts a reservation on, ``supports`` the words that
    carry single values. Evidence quotes are not optional: a statement without one is no fact. ``readers`` names those
    that saw the transfer where several read the text, ``disagreements`` where the others differ from what stands here.
    """

    id: Identifier
    supplier: str | None
    recipient: str | None
    items: tuple[Item, ...] = Field(min_length=1)
    stage: Stage
    epistemic: Epistemic
    evidence: tuple[Quote, ...] = Field(min_length=1)
    end_user: str | None = None
    intermediaries: tuple[str, ...] = ()
    financier: str | None = None
    origin: str | None = None
    supplier_orgs: tuple[str, ...] = ()
    recipient_orgs: tuple[str, ...] = ()
    mode: str | None = None
    kind: Kind = "unknown"
    condition: Condition | None = None
    local_production: bool | None = None
    status_tags: tuple[str, ...] = ()
    when: When | None = None
    ordered: When | None = None
    delivered: When | None = None
    value: Money | None = None
    attributions: tuple[Attribution, ...] = (NARRATOR,)
    roles: dict[str, RoleStatus] = Field(default_factory=dict)
    confidence: Number | None = Field(None, ge=0, le=1)
    confidence_class: Literal["high", "medium", "low"] | None = None
    uncertain: tuple[str, ...] = ()
    supports: tuple[Support, ...] = ()
    readers: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    notes: str | None = None


class Participant(Model):
    """One part in an event. A null entity is a part that the text names without saying who."""

    role: str
    entity: str | None


class Event(Model):
    """Something that explains a transfer: a visit, a meeting, an embargo, a deployment, a position taken."""

    id: Identifier
    type: EventType
    participants: tuple[Participant, ...]
    evidence: tuple[Quote, ...] = Field(min_length=1)
    when: When | None = None
    place: str | None = None
    epistemic: Epistemic = "asserted"
    attributions: tuple[Attribution, ...] = (NARRATOR,)
    stance: str | None = None
    items: tuple[str, ...] = ()
    quantity: Quantity | None = None
    duration: str | None = None
    trend: str | None = None
    direction: str | None = None
    means: str | None = None
    outcome: str | None = None
    about_transfer: str | None = None
    part_of: str | None = None
    note: str | None = None


class Region(Model):
    """A stretch of the text. Nothing is extracted from boilerplate."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    kind: Literal["body", "heading", "boilerplate"]


class Negative(Model):
    """A span that looks like a transfer and is none. Gold files have them; systems need not."""

    id: Identifier
    reason: str
    span: Quote


class Coverage(Model):
    """Which deals a file of a register can hold, where that is not all: those of some parties, in some years.

    Parties are ids of entities; null means all. Years are those of deliveries, both included; null is no bound.
    ``shapes`` names the kinds of files that were read together, where a register comes in several.
    """

    suppliers: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    first_year: int | None = None
    last_year: int | None = None
    shapes: tuple[str, ...] = ()


class Release(Model):
    """One dated version of a register, such as ``sipri`` and ``sipri-2025``. ``published``: the day it came out.

    ``covers`` says which part of the register its file holds; an older release stays current outside of that.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    register_name: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,60}$", alias="register")
    name: str = Field(pattern="^[a-z0-9][a-z0-9.-]{0,60}$")
    published: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None
    covers: Coverage | None = None


class Document(Model):
    """What is known about the text itself. ``sha256`` is of its UTF-8 bytes.

    ``redistribution`` says what a public dump may hold: ``full`` (with the text), ``facts`` (claims and quotes,
    the default) or ``none``. An entry of a register has the ``release`` in which it stands, and in ``register_id``
    the id that the register itself gives it, if it does.
    """

    id: Identifier
    lang: str = Field(pattern="^[a-z]{2,3}$")
    text: str | None = None
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")
    length: int | None = None
    date: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None
    date_estimate: tuple[str, str] | None = None
    reference_date: str | None = None
    reference_date_basis: str | None = None
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    genre: str | None = None
    release: Release | None = None
    register_id: str | None = None
    licence: str | None = None
    redistribution: Literal["full", "facts", "none"] = "facts"
    translated_from: str | None = None
    translation: Literal["human", "machine"] | None = None
    text_file: str | None = None
    offset_unit: str | None = None


class Facts(Model):
    """All that one record gives."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    format: Literal["armsgraph-facts/1", "arms-gold/1"] = Field("armsgraph-facts/1", alias="schema")
    document: Document
    regions: tuple[Region, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    events: tuple[Event, ...] = ()
    negatives: tuple[Negative, ...] = ()
    annotation: dict[str, Any] | None = None
    extractor: str | None = Field(None, description="Name and version of what made these facts.")

    def entity(self, entity_id: str) -> Entity:
        """The entity with that id; ``KeyError`` if there is none."""
        for entity in self.entities:
            if entity.id == entity_id:
                return entity
        raise KeyError(entity_id)

    def to_json(self) -> str:
        """One line of JSON, members that say nothing left out, text in its own script."""
        return self.model_dump_json(by_alias=True, exclude_none=False, exclude_defaults=False)


def content_hash(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of a text, as lower-case hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a facts record, as published."""
    return Facts.model_json_schema(by_alias=True)


def quotes(facts: Facts) -> Iterator[tuple[str, Quote]]:
    """Every quote of a record with the path of where it stands, such as ``transfers[0].evidence[1]``."""
    yield from _quotes(facts, "")


def _quotes(value: object, path: str) -> Iterator[tuple[str, Quote]]:
    if isinstance(value, Quote):
        yield path, value
    elif isinstance(value, Mention):
        yield path, Quote(start=value.start, end=value.end, text=value.text)
    elif isinstance(value, BaseModel):
        for name in _with_quotes(type(value)):
            if member := getattr(value, name):
                yield from _quotes(member, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, member in enumerate(value):
            yield from _quotes(member, f"{path}[{index}]")


@cache
def _with_quotes(model: type[BaseModel]) -> tuple[str, ...]:
    """The members of a model that may hold a quote, at whatever depth. Most are words and numbers."""
    return tuple(name for name, field in model.model_fields.items() if _may_quote(field.annotation))


def _may_quote(annotation: object) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation in (Quote, Mention) or bool(_with_quotes(annotation))
    return any(_may_quote(part) for part in get_args(annotation))


def problems(facts: Facts) -> list[str]:
    """What is wrong with a record beyond its form: quotes that are not in the text, ids that do not exist.

    An empty list means that the record is sound. Each entry names the place and is a sentence for the user.
    """
    found: list[str] = []
    text = facts.document.text
    if text is not None:
        if facts.document.sha256 and content_hash(text) != facts.document.sha256:
            found.append("document.sha256 is not the hash of document.text")
        for path, quote in quotes(facts):
            if text[quote.start : quote.end] != quote.text:
                found.append(
                    f"{path}: the quote {quote.text!r} is not in the text at {quote.start}-{quote.end}; "
                    f"the text there is {text[quote.start : quote.end]!r}"
                )
    known = {entity.id for entity in facts.entities}
    if len(known) != len(facts.entities):
        found.append("two entities have the same id")
    for path, entity_id in _references(facts):
        if entity_id not in known:
            found.append(f"{path}: there is no entity {entity_id!r}")
    for name in ("transfers", "events", "relations"):
        ids = [member.id for member in getattr(facts, name)]
        found.extend(
            f"{name}: the id {one!r} is used twice" for one in sorted({i for i in ids if ids.count(i) > 1})
        )
    return found


_PARTIES = ("supplier", "recipient", "end_user", "financier", "origin")
_BODIES = ("intermediaries", "supplier_orgs", "recipient_orgs")


def _references(facts: Facts) -> Iterator[tuple[str, str]]:
    """Every place that names an entity by id, with that id."""
    for i, mention in enumerate(facts.mentions):
        for entity_id in (mention.entity, *mention.entities, *mention.alt_entities):
            if entity_id:
                yield f"mentions[{i}]", entity_id
    for i, transfer in enumerate(facts.transfers):
        yield from _parties(f"transfers[{i}]", transfer)
        yield from _sources(f"transfers[{i}]", transfer.attributions)
    for i, event in enumerate(facts.events):
        for j, participant in enumerate(event.participants):
            if participant.entity:
                yield f"events[{i}].participants[{j}]", participant.entity
        if event.place:
            yield f"events[{i}].place", event.place
        yield from _sources(f"events[{i}]", event.attributions)


def _parties(at: str, transfer: Transfer) -> Iterator[tuple[str, str]]:
    for role in _PARTIES:
        if value := getattr(transfer, role):
            yield f"{at}.{role}", value
    for role in _BODIES:
        for value in getattr(transfer, role):
            yield f"{at}.{role}", value
    for j, item in enumerate(transfer.items):
        yield f"{at}.items[{j}].weapon", item.weapon


def _sources(at: str, attributions: tuple[Attribution, ...]) -> Iterator[tuple[str, str]]:
    for j, attribution in enumerate(attributions):
        if attribution.source not in ("narrator", "unnamed"):
            yield f"{at}.attributions[{j}].source", attribution.source
