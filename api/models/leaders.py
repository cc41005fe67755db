"""Leaders and ministers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api import models as m
from api.models.actors import OfficeHeld


class LeaderSummary(m.Thing):
    """A person with the offices held that fit what was asked."""

    tenures: list[OfficeHeld] = []


class Tenure(OfficeHeld):
    """An office held, and where the transfers of its state in those days are listed."""

    supplied: str | None = Field(
        None, examples=["/api/v1/transfers?supplier=PRK&from=2011-12"], description="Transfers by the state."
    )
    received: str | None = Field(None, description="Transfers to the state.")


class TransfersInOffice(m.Model):
    """Transfers of a state that fall into the time of a leader: by what the state is in them, order and delivery apart.

    Those that can have fallen into it count too, where of a day only a month, a year or a range is known.
    """

    state: m.Thing
    role: Literal["supplier", "recipient"]
    phase: Literal["ordered", "delivered"]
    transfers: int = Field(examples=[12])


class Leader(m.Thing):
    """A person, the offices held, and the transfers of the state while in a leading office."""

    names: list[m.Name] = []
    states: list[m.Thing] = []
    tenures: list[Tenure] = []
    transfers: list[TransfersInOffice] = Field(
        [],
        description="Of leading offices only: head of state or government, minister of defence and the like.",
    )
    same_as: list[str] = []
