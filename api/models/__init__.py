"""The answers of the REST paths, as types: what the OpenAPI description is made from."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from kg.facts import Number

Labels = Annotated[
    dict[str, str],
    Field(
        description="Language -> label; `und` where a label has no language.",
        examples=[{"en": "Russia", "ar": "روسيا"}],
    ),
]
Item = TypeVar("Item")


class Model(BaseModel):
    """Answers are what they say: nothing undeclared is sent."""

    model_config = ConfigDict(extra="forbid")


class Thing(Model):
    """Something by its IRI, with its labels."""

    iri: str = Field(examples=["https://w3id.org/armsgraph/id/state/RUS"])
    id: str = Field(description="The path of its address on this service.", examples=["state/RUS"])
    label: str = Field(description="The English label, or the first there is.", examples=["Russia"])
    labels: Labels


class Text(Model):
    """A text and its language."""

    text: str = Field(examples=["روسيا سلمت تركيا أربع بطاريات"])
    language: str | None = Field(None, examples=["ar"])


class Quantity(Model):
    """An amount: exact if both bounds are equal; a bound that is not known is null."""

    minimum: Number | None = Field(None, examples=[2])
    maximum: Number | None = Field(None, examples=[4])
    unit: str | None = Field(None, examples=["piece"])
    approximate: bool = False
    wording: str | None = Field(None, description="As the record puts it.", examples=["dozens"])


class Interval(Model):
    """A time as far as it is known, in EDTF and as the bounds of its start and its end."""

    edtf: str | None = Field(None, examples=["2019-07"])
    earliest_start: str | None = Field(None, examples=["2019-07-01"])
    latest_start: str | None = Field(None, examples=["2019-07-31"])
    earliest_end: str | None = Field(None, examples=["2019-07-01"])
    latest_end: str | None = Field(None, examples=["2019-07-31"])
    end_state: str | None = Field(None, description="closed, open or unknown.", examples=["closed"])


class Money(Model):
    """A price in whole currency units."""

    amount: Number | None = None
    maximum_amount: Number | None = None
    currency: str | None = Field(None, examples=["USD"])


class Delivery(Model):
    """What was delivered in one year."""

    year: int = Field(examples=[2019])
    count: Number | None = None
    tiv: Number | None = Field(None, description="Trend-indicator value in millions, as SIPRI counts.")


class Identified(Model):
    """Something that has an address of its own."""

    iri: str = Field(examples=["https://w3id.org/armsgraph/id/transfer/rus-tur-s-400-2017"])
    id: str = Field(
        description="The path of its address on this service.", examples=["transfer/rus-tur-s-400-2017"]
    )


class Description(Model):
    """What a claim says, and what a transfer was worked out to be: the same properties."""

    suppliers: list[Thing] = []
    recipients: list[Thing] = []
    end_users: list[Thing] = []
    intermediaries: list[Thing] = []
    financiers: list[Thing] = []
    origins: list[Thing] = []
    supplier_bodies: list[Thing] = []
    recipient_bodies: list[Thing] = []
    weapons: list[Thing] = []
    categories: list[Thing] = []
    quantity: Quantity | None = Field(None, description="What was agreed, or all that is known.")
    quantity_delivered: Quantity | None = Field(None, description="What was handed over.")
    when: Interval | None = None
    ordered: Interval | None = None
    delivered: Interval | None = None
    deliveries: list[Delivery] = []
    stage: Thing | None = None
    kind: Thing | None = None
    modes: list[Thing] = []
    value: Money | None = None
    epistemic: Thing | None = Field(None, description="How the records vouch for it.")
    unknown: list[str] = Field(
        [],
        description="Properties that are said to be unknown, which is not the same as left out.",
        examples=[["quantity"]],
    )


class RecordSummary(Model):
    """Where a claim stands."""

    iri: str
    id: str = Field(examples=["record/3f2a"])
    title: Text | None = None
    language: str | None = Field(None, examples=["ar"])
    issued: str | None = Field(None, description="Day of publication.", examples=["2023-09-20"])
    publisher: str | None = None
    source: str | None = Field(
        None, description="Where it was published.", examples=["https://example.org/report"]
    )
    license: str | None = None


class Evidence(Model):
    """A verbatim piece of a record: characters `start` to `end` (half-open, from 0) and what stands around it."""

    exact: str = Field(examples=["سلمت تركيا أربع بطاريات"])
    prefix: str | None = None
    suffix: str | None = None
    start: int | None = None
    end: int | None = None


class Attribution(Model):
    """Who says so, in which way."""

    source: Thing | None = None
    source_kind: str | None = Field(None, description="narrator, unnamed or entity.", examples=["unnamed"])
    kind: Thing | None = None
    stance: Thing | None = None
    evidence: list[Evidence] = []


class Claim(Description, Identified):
    """What one record says about a transfer."""

    quotes: list[Text] = []
    evidence: list[Evidence] = []
    attributions: list[Attribution] = []
    attributed_to: list[Thing] = []
    confidence: Number | None = None
    record: RecordSummary | None = None


class Choice(Model):
    """Which value was taken where claims disagree, from which claim, by which rule, and who lost."""

    property: str = Field(examples=["quantity"])
    chosen_from: list[str] = Field(description="IRIs of the claims whose value was taken.")
    rivals: list[str] = Field(description="IRIs of the claims that say otherwise.")
    rule: Thing | None = None
    reason: Text | None = None


class TransferSummary(Description, Identified):
    """A transfer as lists show it."""

    claims_count: int = Field(0, description="How many claims it rests on.", examples=[2])
    denied: bool = Field(False, description="Whether a claim denies it.")


class Transfer(TransferSummary):
    """A transfer with all that it rests on."""

    claims: list[Claim] = Field([], description="All claims about it, those that deny it too.")
    denied_by: list[str] = Field([], description="IRIs of the claims that deny it.")
    choices: list[Choice] = []


class Page(Model, Generic[Item]):
    """A part of a list. `next` and `previous` are addresses, null at the ends."""

    total: int = Field(description="How many there are in all.", examples=[137])
    limit: int = Field(examples=[50])
    offset: int = Field(examples=[0])
    next: str | None = None
    previous: str | None = None
    items: list[Item]


class StateSummary(Thing):
    """A state as lists show it."""

    code: str = Field(description="ISO 3166-1 alpha-3, also of states that are gone.", examples=["RUS"])
    existed_from: str | None = None
    existed_until: str | None = Field(None, examples=["1991-12-26"])


class Name(Text):
    """One of the names of a thing."""

    use: Literal["name", "other name", "short name", "demonym", "metonym", "designation"]


class ClaimSummary(Model):
    """A claim as its record lists it."""

    iri: str
    id: str
    kind: str = Field(examples=["TransferReport"])
    quotes: list[Text] = []
    transfers: list[str] = Field([], description="IRIs of the transfers that rest on it.")


class Record(RecordSummary):
    """A record and the claims that it makes. The text is shown where its terms allow that."""

    kind: str = Field(examples=["Document"])
    redistribution: str | None = Field(None, description="full, facts or none.", examples=["full"])
    text: str | None = None
    mentions: list[Thing] = []
    claims: list[ClaimSummary] = []


class Health(Model):
    """Whether the service is well."""

    status: Literal["ok", "unavailable"]
    detail: str | None = None
    dataset: str | None = Field(None, description="Version of the dataset.")


class VolumeRelease(Model):
    """A release of a register that an answer rests on."""

    iri: str = Field(examples=["https://w3id.org/armsgraph/id/release/sipri-2025"])
    name: str = Field(examples=["sipri-2025"])
    register_name: str = Field(alias="register", examples=["sipri"])
    published: str | None = Field(None, examples=["2025-03-10"])
    deals: int = Field(description="How many of the deals counted stand in it.", examples=[3120])

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Unplaced(Model):
    """Deals whose years of delivery no source tells apart and that do not lie within the years asked for: in no sum."""

    tiv: Number = Field(examples=[12.5])
    deals: int = Field(examples=[2])
    note: str


class VolumeLine(Model):
    """The volume of one group; which of the first four there are depends on the grouping.

    A party is null where no source names it.
    """

    supplier: Thing | None = None
    recipient: Thing | None = None
    category: Thing | None = None
    year: int | None = Field(None, examples=[2021])
    tiv: Number = Field(description="Millions of TIV.", examples=[1234.5])
    deals: int = Field(examples=[17])
    share: Number | None = Field(
        None, description="Per cent of the world total of these years, if asked for.", examples=[42.64]
    )


class VolumeBasis(Model):
    """What volumes are and what they rest on."""

    unit: Literal["million TIV"] = "million TIV"
    note: str = Field(description="What the numbers mean; they are not money.")
    from_: int | None = Field(None, alias="from", examples=[2020])
    to: int | None = Field(None, examples=[2024])
    releases: list[VolumeRelease] = Field(
        description="The releases of registers that the deals counted stand in."
    )
    deals: int = Field(description="How many different deals count.", examples=[3120])
    tiv: Number = Field(description="The sum of all lines, in millions of TIV.", examples=[140000.25])
    unplaced: Unplaced

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Volumes(VolumeBasis):
    """Volumes of transfers by supplier, recipient, category, year or two of these."""

    by: str = Field(examples=["supplier"])
    world_tiv: Number | None = Field(None, description="What shares are taken of, if asked for.")
    total: int = Field(description="How many lines there are in all.", examples=[64])
    limit: int = Field(examples=[500])
    items: list[VolumeLine]


class SupplierShare(Model):
    """What a recipient has from one supplier. The supplier is null where no source names it."""

    supplier: Thing | None = None
    tiv: Number = Field(examples=[512.5])
    share: Number = Field(description="Per cent of all that the recipient received.", examples=[61.2])


class RecipientConcentration(VolumeBasis):
    """How far a recipient depends on few suppliers."""

    recipient: Thing
    definition: str = Field(description="How the index is defined.")
    index: Number | None = Field(
        None, description="Herfindahl-Hirschman index, 0 to 1; null if nothing was received.", examples=[0.41]
    )
    number: int = Field(description="How many suppliers are known by name.", examples=[5])
    largest_share: Number | None = Field(None, examples=[61.2])
    unknown_share: Number | None = Field(
        None, description="Per cent from suppliers that nobody could name; they count as one.", examples=[0]
    )
    suppliers: list[SupplierShare] = Field([], description="The largest first.")
