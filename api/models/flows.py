"""Flows: how much goes from whom to whom, for maps and networks."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api import models as m
from kg.facts import Number


class FlowParty(m.Thing):
    """A supplier or recipient, with what places it on a map."""

    code: str | None = Field(None, description="ISO 3166-1 alpha-3 of a state.", examples=["TUR"])
    capitals: list[m.Thing] = Field([], description="Where two are seats of government, both.")


class Flow(m.Model):
    """What goes from one party to another. A party is null where no source names it."""

    supplier: FlowParty | None = None
    recipient: FlowParty | None = None
    year: int | None = Field(None, description="If flows are asked for by year.", examples=[2019])
    transfers: int = Field(examples=[12])
    with_quantity: int = Field(description="Transfers of which a quantity is known.", examples=[9])
    tiv: Number | None = Field(
        None, description="Delivered in the years asked for, in millions of TIV.", examples=[512.5]
    )
    first: int | None = Field(None, description="The year in which the first of them began.", examples=[2017])
    last: int | None = Field(None, examples=[2023])


class Flows(m.Model):
    """Flows, the largest first."""

    by: Literal["pair", "pair-year"]
    from_: int | None = Field(None, alias="from", examples=[2015])
    to: int | None = Field(None, examples=[2024])
    transfers: int = Field(description="How many transfers there are in all flows.", examples=[3120])
    total: int = Field(description="How many flows there are in all.", examples=[640])
    limit: int = Field(examples=[1000])
    offset: int = Field(examples=[0])
    next: str | None = None
    previous: str | None = None
    items: list[Flow]

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
