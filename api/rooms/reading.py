"""Views on what bears on actors: embargoes, tenures, events, organisations. Shared by the rooms."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyoxigraph as ox

from api.graph import Triples
from api.lookups import Lookups, Values
from api.models import actors as a
from api.views import Views
from kg.infer.days import Span, held_throughout, holding

TOP = 50
"""How many members a list in a profile has at most."""
_NO_KIND = frozenset({"Actor"})


class Reading(Views):
    """Views on actors and what bears on them."""

    def embargo(self, iri: str) -> a.Embargo:
        return a.Embargo(
            **self._thing_fields(iri),
            imposers=self._things(iri, "ag:imposer"),
            targets=self._things(iri, "ag:target"),
            from_=self._t.text(iri, "ag:from"),
            until=self._t.text(iri, "ag:until"),
            kind=self._t.text(iri, "ag:embargoKind"),
            scope=self._texts(iri, "ag:scope"),
            legal_bases=[literal.value for literal in self._t.literals(iri, "ag:legalBasis")],
        )

    def all_embargoes(self) -> list[a.Embargo]:
        """All embargoes in this answer, oldest first."""
        found = [self.embargo(iri) for iri in self._t.of_type("ag:Embargo")]
        return sorted(found, key=lambda embargo: (embargo.from_ or "", embargo.iri))

    def office(self, node: str, person: str | None = None, on: date | None = None) -> a.OfficeHeld | None:
        """A tenure; None if it does not hold on the day asked for."""
        start, until = self._t.text(node, "ag:from"), self._t.text(node, "ag:until")
        certainty: a.Certainty | None = None
        if on is not None:
            asked, held, certain = Span(on, on), holding(start, until), held_throughout(start, until)
            if held is None or not held.meets(asked):
                return None
            certainty = "certain" if certain is not None and asked.lies_in(certain) else "possible"
        return a.OfficeHeld(
            person=self.thing(person) if person else None,
            office=self._first(node, "ag:office"),
            title=self._texts(node, "ag:officeTitle"),
            state=self._first(node, "ag:officeOf"),
            from_=start,
            until=until,
            certainty=certainty,
        )

    def offices(self, tenures: Iterable[str], on: date | None = None) -> list[a.OfficeHeld]:
        """These tenures with the persons, newest first."""
        found = [
            held
            for node in tenures
            for person in self._t.subjects("ag:tenure", node)
            if (held := self.office(node, person, on)) is not None
        ]
        return sorted(found, key=lambda held: held.from_ or "", reverse=True)

    def event(self, iri: str) -> a.Event:
        record = self._t.iri(iri, "ag:record")
        return a.Event(
            iri=iri,
            id=self.path(iri),
            type=self._first(iri, "ag:eventType"),
            when=self._interval(iri, "ag:when"),
            places=self._things(iri, "ag:place"),
            participants=[
                a.Participant(role=self._first(node, "ag:role"), party=self._first(node, "ag:participant"))
                for node in self._t.iris(iri, "ag:participation")
            ],
            epistemic=self._first(iri, "ag:epistemicStatus"),
            outcome=self._t.text(iri, "ag:outcome"),
            stance=self._t.text(iri, "ag:stanceWording"),
            quotes=self._texts(iri, "ag:quote"),
            record=self.record_summary(record) if record else None,
        )

    def events(self) -> list[a.Event]:
        """All events in this answer, the newest first, those without a time last."""
        found = [self.event(iri) for iri in self._t.of_type("ag:EventReport")]
        return sorted(
            found, key=lambda event: ((event.when and event.when.edtf) or "", event.iri), reverse=True
        )

    def of_state(self, iri: str) -> dict[str, Any]:
        """What the profile of a state says beside what a list shows."""
        return {
            "iso2": self._t.text(iri, "ag:iso2"),
            "names": self._names(iri),
            "capitals": self._things(iri, "ag:capital"),
            "succeeded_by": self._things(iri, "ag:succeededBy"),
            "same_as": self._t.iris(iri, "skos:exactMatch"),
        }

    def person(self, iri: str) -> dict[str, Any]:
        """What the profile of a person says beside what a list shows."""
        return {
            "names": self._names(iri),
            "states": self._things(iri, "ag:ofState"),
            "same_as": self._t.iris(iri, "skos:exactMatch"),
        }

    def identity(self, iri: str) -> dict[str, Any]:
        """What a profile says beside what a list shows."""
        return {
            "names": self._names(iri),
            "same_as": self._t.iris(iri, "skos:exactMatch"),
            "existed_from": self._t.text(iri, "ag:existedFrom"),
            "existed_until": self._t.text(iri, "ag:existedUntil"),
            "part_of": self._things(iri, "ag:partOf"),
            "members": self._things(iri, "ag:memberState"),
            "headquarters": self._things(iri, "ag:headquarters"),
        }

    def actor(self, iri: str) -> a.Actor:
        return a.Actor(
            **self._thing_fields(iri),
            kinds=sorted({*self.classes(iri)} - _NO_KIND),
            kind_of_organisation=self._t.text(iri, "ag:organisationKind"),
            states=self._things(iri, "ag:ofState"),
            active_in=self._things(iri, "ag:activeIn"),
            provisional=self._t.flag(iri, "ag:provisional"),
        )


async def reading(lookups: Lookups, iris: Iterable[str]) -> Reading:
    """The labels of some things."""
    things = [ox.NamedNode(iri) for iri in sorted(set(iris))]
    triples = await lookups.triples("labels.rq", {"thing": things}) if things else Triples([])
    return Reading(triples, lookups.base)


async def page_of(
    lookups: Lookups, query: str, thing: str, values: Values, *, limit: int, offset: int
) -> tuple[int, list[ox.NamedNode]]:
    """How many things fit, and a page of them: what ``QUERY-count.rq`` and the variable of that name in ``QUERY.rq`` give."""
    count, rows = await asyncio.gather(
        lookups.rows(f"{query}-count.rq", values),
        lookups.rows(f"{query}.rq", values, limit=limit, offset=offset),
    )
    return int(count[0]["total"].value), [ox.NamedNode(row[thing].value) for row in rows]


async def described(lookups: Lookups, things: list[ox.NamedNode]) -> tuple[ox.NamedNode, Triples] | None:
    """The first of the things that an address may mean that is there, with all that is said of it.

    What was replaced by another is not there any more: ``api.redirects`` leads on from it.
    """
    if not things:
        return None
    triples = await lookups.triples("things.rq", {"thing": things})
    iri = next((node for node in things if _is_there(node.value, triples)), None)
    return None if iri is None else (iri, triples)


def _is_there(iri: str, triples: Triples) -> bool:
    return iri in triples and not triples.iris(iri, "dcterms:isReplacedBy")


async def embargoes(lookups: Lookups, actor: ox.NamedNode) -> tuple[list[a.Embargo], list[a.Embargo]]:
    """The embargoes against an actor, and those that it imposes."""
    against, by = await asyncio.gather(
        lookups.triples("embargoes.rq", {"target": actor}),
        lookups.triples("embargoes.rq", {"imposer": actor}),
    )
    return Reading(against, lookups.base).all_embargoes(), Reading(by, lookups.base).all_embargoes()


async def office_holders(lookups: Lookups, actor: ox.NamedNode, on: date | None) -> list[a.OfficeHeld]:
    """Who held which office of an actor, the newest first; with a day, who did on that day."""
    triples = await lookups.triples("office-holders.rq", {"state": actor})
    return Reading(triples, lookups.base).offices(triples.subjects("ag:officeOf", actor.value), on)


async def events(
    lookups: Lookups, actor: ox.NamedNode, *, limit: int, offset: int = 0
) -> tuple[int, list[ox.NamedNode]]:
    """How many events an actor takes part in, and some of them, the newest first."""
    return await page_of(lookups, "events", "event", {"actor": actor}, limit=limit, offset=offset)


async def shown_events(lookups: Lookups, found: list[ox.NamedNode]) -> list[a.Event]:
    """Events as lists show them."""
    if not found:
        return []
    views = Reading(await lookups.triples("events-described.rq", {"event": found}), lookups.base)
    return [views.event(node.value) for node in found]
