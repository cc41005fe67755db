"""The profile of a state."""

from __future__ import annotations

from pydantic import Field

from api import models as m
from api.models.actors import (
    Actor,
    Embargo,
    Event,
    OfficeHeld,
    Partner,
    Tiv,
    TradeInCategory,
    TradeInWeapon,
    TradeOfYear,
)


class State(m.StateSummary):
    """A state in one answer: names, trade, partners, embargoes, office-holders, companies, forces, groups, events.

    Lists hold at most fifty members, the largest or newest; ``totals`` says how many there are in all, ``lists`` where
    all of them are. Successors and predecessors are linked and never counted in.
    """

    iso2: str | None = Field(None, examples=["RU"])
    names: list[m.Name] = []
    capitals: list[m.Thing] = []
    succeeded_by: list[m.Thing] = []
    succeeds: list[m.Thing] = []
    same_as: list[str] = []
    exports: int = Field(0, description="Transfers in which it is the supplier.")
    imports: int = Field(0, description="Transfers in which it is the recipient.")
    export_tiv: Tiv = Field(None, description="All that it delivered, in millions of TIV.", examples=[812.5])
    import_tiv: Tiv = Field(None, description="All that it received, in millions of TIV.", examples=[40.25])
    undated: int = Field(0, description="Transfers that are counted in no year, as none is known.")
    years: list[TradeOfYear] = Field([], description="All years in which there is anything, the first first.")
    categories: list[TradeInCategory] = []
    weapons: list[TradeInWeapon] = []
    recipients: list[Partner] = Field([], description="Whom it supplies.")
    suppliers: list[Partner] = Field([], description="Who supplies it.")
    embargoes: list[Embargo] = Field([], description="Against it.")
    embargoes_imposed: list[Embargo] = Field([], description="By it.")
    leaders: list[OfficeHeld] = Field(
        [], description="Leaders and ministers, the newest first; with `on`, those in office on that day."
    )
    companies: list[Actor] = []
    armed_forces: list[Actor] = []
    government_bodies: list[Actor] = []
    groups: list[Actor] = Field([], description="Non-state armed groups that are active in it.")
    events: list[Event] = Field([], description="Events in which it takes part, the newest first.")
    totals: dict[str, int] = Field(
        {}, description="How many members each list has in all.", examples=[{"recipients": 137, "groups": 4}]
    )
    lists: dict[str, str] = Field(
        {}, description="Where each list is whole.", examples=[{"partners": "/api/v1/states/RUS/partners"}]
    )
