"""What the dataset holds, and how good it is."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api import models as m
from kg.facts import Number


class RecordCount(m.Model):
    """Records of one kind, language and year of publication."""

    kind: str = Field(examples=["Document"])
    language: str | None = Field(None, examples=["ar"])
    year: int | None = Field(
        None, description="Null where the day of publication is not known.", examples=[2023]
    )
    records: int = Field(examples=[412])


class ClaimCount(m.Model):
    """Claims of one kind and epistemic status."""

    kind: str = Field(examples=["TransferReport"])
    epistemic: m.Thing | None = None
    claims: int = Field(examples=[1204])


class Completeness(m.Model):
    """How often transfers state a property, how often it is said to be unknown, how often nothing is said.

    The shares of these three, in per cent, add up to a hundred but for rounding.
    """

    property: str = Field(examples=["quantity"])
    stated: int = Field(examples=[802])
    unknown: int = Field(description="Said to be unknown, and not stated.", examples=[117])
    missing: int = Field(description="Nothing is said.", examples=[81])
    stated_share: Number = Field(examples=[80.2])
    unknown_share: Number = Field(examples=[11.7])
    missing_share: Number = Field(examples=[8.1])


class TransferQuality(m.Model):
    """Transfers that want a second look."""

    transfers: int = Field(description="How many there are in all.", examples=[1000])
    with_rivals: int = Field(description="Where claims disagree on a value.", examples=[64])
    denied: int = Field(description="Which a claim denies.", examples=[12])
    without_date: int = Field(description="Neither ordered, delivered nor dated otherwise.", examples=[31])
    without_quantity: int = Field(examples=[198])
    with_provisional_weapon: int = Field(
        description="Of a system that the reference knowledge does not know.", examples=[57]
    )
    single_claim: int = Field(description="Which rest on one claim alone.", examples=[910])


class Quality(m.Model):
    """The quality of the data in one answer. What the builder refused is no part of the dataset."""

    records: int = Field(examples=[1310])
    claims: int = Field(examples=[1422])
    by_kind: dict[str, int] = Field(description="Records by kind.", examples=[{"Document": 1310}])
    by_language: dict[str, int] = Field(description="Records by language.", examples=[{"ar": 512, "en": 798}])
    by_year: dict[str, int] = Field(description="Records by year of publication.", examples=[{"2023": 412}])
    record_counts: list[RecordCount] = Field(description="The same, by kind, language and year at once.")
    claim_counts: list[ClaimCount]
    transfers: TransferQuality
    completeness: list[Completeness] = Field(description="Of transfers, by property.")


class Terms(m.Model):
    """The terms of some records: what may be passed on, and the licence that they name."""

    redistribution: str | None = Field(None, description="full, facts or none.", examples=["facts"])
    license: str | None = Field(None, examples=["https://creativecommons.org/licenses/by/4.0/"])
    records: int = Field(examples=[412])


class CatalogueRelease(m.Model):
    """A release that the dataset holds."""

    name: str = Field(examples=["sipri-2025"])
    register_name: str = Field(alias="register", examples=["sipri"])
    published: str | None = Field(None, examples=["2025-03-10"])

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Catalogue(m.Model):
    """What there is: how much of what, as of which version, under which terms, and where."""

    dataset: str = Field(description="Version of the dataset.", examples=["3f9c2a"])
    base: str = Field(
        description="Where the IRIs of the dataset begin.", examples=["https://w3id.org/armsgraph/"]
    )
    counts: dict[str, int] = Field(examples=[{"transfers": 1000, "states": 217}])
    releases: list[CatalogueRelease] = []
    terms: list[Terms] = []
    links: dict[str, str] = Field(examples=[{"transfers": "/api/v1/transfers", "sparql": "/sparql"}])
