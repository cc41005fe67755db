"""The answers about transfers beyond the transfer itself: facets, timelines, rivals, claims and evidence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models import (
    Attribution,
    Claim,
    Delivery,
    Identified,
    Interval,
    Model,
    Money,
    Page,
    Quantity,
    RecordSummary,
    Text,
    Thing,
    TransferSummary,
)
from kg.facts import Number


class FacetCount(Model):
    """How many of the transfers that fit have one value."""

    value: str = Field(
        description="What the filter of the same name takes; of a year, `from` and `to`.",
        examples=["state/RUS"],
    )
    thing: Thing | None = Field(None, description="What that is; null for a year.")
    transfers: int = Field(examples=[12])


class TransferPage(Page[TransferSummary]):
    """A part of the list of transfers. `next` holds a cursor, which stays right as long as the dataset is the same."""

    facets: dict[str, list[FacetCount]] | None = Field(
        None,
        description="Counts over all that fits, as asked for: at most 50 values each, the most frequent first.",
    )


class PropertyValue(Model):
    """The value of one property; which member it is in depends on the property."""

    things: list[Thing] = Field([])
    quantity: Quantity | None = None
    interval: Interval | None = None
    money: Money | None = None
    deliveries: list[Delivery] = Field([])


class ClaimedValue(PropertyValue):
    """What one claim says of a property."""

    claim: str = Field(description="IRI of the claim.")
    record: RecordSummary | None = None
    epistemic: Thing | None = Field(None, description="How the record vouches for it.")
    confidence: Number | None = None
    taken: bool = Field(description="Whether it is the value that was taken.")
    denies: bool = Field(
        False, description="Whether the claim denies the transfer: then it gives it no value."
    )


class PropertyRivals(Model):
    """A property with what every claim says of it, side by side."""

    property: str = Field(examples=["quantity"])
    contested: bool = Field(description="Whether there was a choice to make.")
    taken: PropertyValue = Field(description="The value of the transfer.")
    rule: Thing | None = Field(None, description="The rule by which the choice was made.")
    reason: Text | None = None
    values: list[ClaimedValue]


class Rivals(Identified):
    """What the claims about a transfer say, property by property."""

    items: list[PropertyRivals]


class EventSource(Model):
    """A claim that an event rests on, and where it stands."""

    claim: str = Field(description="IRI of the claim.")
    record: RecordSummary | None = None


class TimelineEvent(Model):
    """Something that happened in the life of a deal, or that was published about it."""

    date: str | None = Field(
        None,
        description="The first day on which it can have been; null if nobody says.",
        examples=["2019-07-01"],
    )
    kind: Literal["order", "delivery", "yearly delivery", "stage", "publication"]
    interval: Interval | None = None
    year: int | None = Field(None, examples=[2019])
    count: Number | None = Field(None, description="Delivered in that year.", examples=[2])
    tiv: Number | None = Field(None, description="Delivered in that year, in millions of TIV.")
    stage: Thing | None = None
    epistemic: Thing | None = Field(None, description="How the record vouches for it.")
    text: list[Text] = Field([], description="The words of the claim.")
    sources: list[EventSource] = Field([])


class Timeline(Identified):
    """The life of a deal in order, what is not dated last."""

    items: list[TimelineEvent]


class ClaimDetail(Claim):
    """A claim with the transfers that rest on it."""

    type: str = Field(description="The class of the claim.", examples=["TransferReport"])
    transfers: list[str] = Field(
        [], description="IRIs of the transfers that it is about, those that it denies too."
    )


class EvidenceInContext(Identified):
    """A verbatim piece of a record with the text around it; what it is evidence for, and who says so."""

    claim: str = Field(description="IRI of the claim.")
    supports: list[str] = Field(
        [],
        description="The properties that rest on these words; empty if it is the claim as a whole.",
        examples=[["quantity"]],
    )
    exact: str = Field(examples=["سلمت تركيا أربع بطاريات"])
    before: str = Field("", description="The text just before it.")
    after: str = Field("", description="The text just after it.")
    context: Literal["text", "selector", "none"] = Field(
        description="Where the text around it is from: the stored text, or, where its terms do not let it be shown, the "
        "few characters kept with the quote."
    )
    start: int | None = Field(
        None, description="Offset of the first character in the text, from 0.", examples=[15]
    )
    end: int | None = Field(None, description="Offset after the last character.", examples=[61])
    language: str | None = Field(None, examples=["ar"])
    direction: Literal["ltr", "rtl"] = Field(description="In which direction it is to be set.")
    attributions: list[Attribution] = Field([])
    record: RecordSummary | None = None
