"""States, organisations, companies and armed groups: what they supply and receive, and what bears on it."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api import models as m
from kg.facts import Number

Tiv = Number | None
Certainty = Literal["certain", "possible"]


class Partner(m.Model):
    """Another party: transfers with it, and the years in which the first and the last of them began."""

    party: m.Thing
    transfers: int = Field(examples=[12])
    first: int | None = Field(None, examples=[2017])
    last: int | None = Field(None, examples=[2023])
    tiv: Tiv = Field(None, description="What was delivered, in millions of TIV.", examples=[512.5])


class TradingPartner(Partner):
    """A partner and the direction of the trade, seen from the state asked for."""

    direction: Literal["export", "import"]


class Trade(m.Model):
    """How much a party supplies (exports) and receives (imports)."""

    exports: int = Field(0, description="Transfers in which it is the supplier.", examples=[12])
    imports: int = Field(0, description="Transfers in which it is the recipient.", examples=[3])
    export_tiv: Tiv = Field(None, description="Delivered by it, in millions of TIV.", examples=[812.5])
    import_tiv: Tiv = Field(None, description="Delivered to it, in millions of TIV.", examples=[40.25])


class TradeOfYear(Trade):
    """The trade of one year: transfers by the year in which they began, TIV by the year of delivery."""

    year: int = Field(examples=[2019])


class TradeInCategory(Trade):
    """The trade in weapons of one category."""

    category: m.Thing


class TradeInWeapon(Trade):
    """The trade in one weapon system, and the years in which the first and the last transfer began."""

    weapon: m.Thing
    first: int | None = Field(None, examples=[2017])
    last: int | None = Field(None, examples=[2023])


class OfficeHeld(m.Model):
    """A person in an office. With a day asked for, whether it was held on that day for certain or possibly."""

    person: m.Thing | None = None
    office: m.Thing | None = None
    title: list[m.Text] = []
    state: m.Thing | None = None
    from_: str | None = Field(None, alias="from", examples=["2011-12"])
    until: str | None = None
    certainty: Certainty | None = Field(
        None, description="`possible` where only a month or a year is known of a bound that decides."
    )

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Embargo(m.Thing):
    """An embargo: by whom, on whom, from when until when, on what, and by which decision."""

    imposers: list[m.Thing] = []
    from_: str | None = Field(None, alias="from", examples=["2006-10-14"])
    until: str | None = None
    targets: list[m.Thing] = []
    kind: str | None = Field(None, examples=["mandatory"])
    scope: list[m.Text] = []
    legal_bases: list[str] = Field([], examples=[["Security Council resolution 1718 (2006)"]])

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Participant(m.Model):
    """Who took part in an event, as what. The party is null where the record does not say who."""

    role: m.Thing | None = None
    party: m.Thing | None = None


class Event(m.Identified):
    """What one record says about a happening that bears on transfers: a visit, an agreement, a position taken."""

    type: m.Thing | None = None
    when: m.Interval | None = None
    places: list[m.Thing] = []
    participants: list[Participant] = []
    epistemic: m.Thing | None = None
    outcome: str | None = None
    stance: str | None = Field(None, description="The position taken, as worded.")
    quotes: list[m.Text] = []
    record: m.RecordSummary | None = None


class Actor(m.Thing):
    """A company, an armed group or another organisation as lists show it."""

    kinds: list[str] = Field(examples=[["Company", "Organisation"]])
    kind_of_organisation: str | None = Field(None, examples=["ministry"])
    states: list[m.Thing] = Field([], description="The state that it belongs to.")
    active_in: list[m.Thing] = Field([], description="Where an armed group is active.")
    provisional: bool = Field(False, description="Named by a record and unknown to the reference knowledge.")


class ActorProfile(Actor):
    """A company, an armed group or another organisation, and its part in transfers.

    Lists hold at most fifty members; ``totals`` says how many there are, ``lists`` where all of them are.
    """

    names: list[m.Name] = []
    same_as: list[str] = []
    existed_from: str | None = None
    existed_until: str | None = None
    part_of: list[m.Thing] = []
    parts: list[m.Thing] = []
    members: list[m.Thing] = Field([], description="Member states of an international organisation.")
    headquarters: list[m.Thing] = []
    trade: Trade
    roles: dict[str, int] = Field(
        {},
        description="In how many transfers it takes part, by what it is in them.",
        examples=[{"supplier": 4, "supplier_body": 2, "intermediary": 1}],
    )
    recipients: list[Partner] = Field([], description="Whom it supplies.")
    suppliers: list[Partner] = Field([], description="Who supplies it.")
    manufactures: list[m.Thing] = Field([], description="Weapon systems that it makes.")
    embargoes: list[Embargo] = Field([], description="Against it.")
    embargoes_imposed: list[Embargo] = Field([], description="By it.")
    leaders: list[OfficeHeld] = []
    events: list[Event] = []
    totals: dict[str, int] = Field({}, examples=[{"manufactures": 64}])
    lists: dict[str, str] = Field(
        {}, examples=[{"transfers": "/api/v1/transfers?supplier=company/almaz-antey"}]
    )
