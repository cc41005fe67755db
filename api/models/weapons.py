"""Weapon systems."""

from __future__ import annotations

from pydantic import Field

from api import models as m
from api.models.actors import Partner
from kg.facts import Number


class WeaponSummary(m.Thing):
    """A weapon system as lists show it."""

    categories: list[m.Thing] = []
    families: list[m.Thing] = []
    manufacturers: list[m.Thing] = []
    origin_states: list[m.Thing] = []
    provisional: bool = Field(False, description="Named by a record and unknown to the reference knowledge.")


class Relative(m.Thing):
    """A weapon system of the same family tree, and what ties it to the next one towards the root."""

    link: str = Field(description="variantOf, family or derivedFrom.", examples=["variantOf"])
    to: str = Field(description="IRI of the system or family that it is tied to.")


class WeaponYear(m.Model):
    """Transfers of one year: the year in which delivery began, else of the order, else of the time given."""

    year: int = Field(examples=[2019])
    transfers: int = Field(examples=[3])


class Weapon(WeaponSummary):
    """A weapon system: what it is, its family tree, who makes it, who has it from whom.

    Lists of parties hold at most fifty members; ``totals`` says how many there are, ``lists`` where all are.
    """

    names: list[m.Name] = []
    variant_of: list[m.Thing] = []
    derived_from: list[m.Thing] = []
    variants: list[m.Thing] = []
    tree: list[Relative] = Field(
        [], description="All systems that variants, families and derivation tie to it."
    )
    range_km: Number | None = Field(None, examples=[400])
    warhead_kg: Number | None = Field(None, examples=[500])
    calibre_mm: Number | None = Field(None, examples=[155])
    introduced_in: str | None = Field(None, examples=["2007"])
    typical_use: list[m.Text] = []
    sipri_categories: list[m.Thing] = []
    unroca_categories: list[m.Thing] = []
    kinds: list[str] = Field(
        [], description="Classes that follow from category and range.", examples=[["CruiseMissile"]]
    )
    same_as: list[str] = []
    transfers: int = Field(0, description="How many transfers there are of this very system.", examples=[12])
    years: list[WeaponYear] = []
    operators: list[Partner] = Field([], description="Recipients in transfers.")
    suppliers: list[Partner] = []
    totals: dict[str, int] = {}
    lists: dict[str, str] = Field({}, examples=[{"transfers": "/api/v1/transfers?weapon=s-400"}])
