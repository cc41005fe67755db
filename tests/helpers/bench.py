"""A store in memory that is changed record by record, and small records to change it with."""

from __future__ import annotations

from datetime import date

from kg.derive import refresh
from kg.facts import Delivery, Document, Entity, Facts, Item, Quantity, Quote, Release, Transfer, When
from kg.intake import Intake
from kg.ledger import DERIVED, Ledger
from kg.namespaces import BASE, graph_iri
from kg.settings import Settings
from kg.store import Change
from kg.store.embedded import EmbeddedStore
from kg.work import Task, work

SETTINGS = Settings(store="memory:")
TEXT = "Some words about a deal."
STATES = ["FRA", "EGY", "IND", None]
WEAPONS = {"wpn:rafale": "Rafale", "wpn:mirage": "Mirage 2000", "wpn:none-such": "Unheard-of X-99"}


def record(
    name: str,
    supplier: str | None,
    recipient: str | None,
    weapon: str,
    *,
    count: int | None = None,
    year: int | None = None,
    denied: bool = False,
    release: Release | None = None,
) -> Facts:
    """One transfer in the facts format; an entry of a register if it has a release."""
    quote = Quote(start=0, end=len(TEXT), text=TEXT)
    when = year and When(edtf=str(year), start=(date(year, 1, 1), date(year, 12, 31)))
    parties = {code for code in (supplier, recipient) if code}
    return Facts(
        document=Document(
            id=name,
            lang="en",
            text=TEXT,
            genre="register entry" if release else None,
            release=release,
            register_id=name if release else None,
        ),
        entities=(
            *(Entity(id=code, type="state", name=code, iso3=code) for code in sorted(parties)),
            Entity(id=weapon, type="weapon_system", name=WEAPONS[weapon], weapon_class="aircraft.combat"),
        ),
        transfers=(
            Transfer(
                id="t",
                supplier=supplier,
                recipient=recipient,
                items=(
                    Item(
                        id="i",
                        weapon=weapon,
                        weapon_class="aircraft.combat",
                        quantity=None if count is None else Quantity(min=count, max=count),
                        deliveries=(Delivery(year=year, count=count, tiv=5),) if release and year else (),
                    ),
                ),
                stage="ordered",
                epistemic="denied" if denied else "asserted",
                evidence=(quote,),
                ordered=when or None,
            ),
        ),
    )


def task(facts: Facts) -> Task:
    return Task.of(facts.document.id, "f", facts.document.id, facts)


class Bench:
    """A store in memory that is changed record by record."""

    def __init__(self) -> None:
        self.store = EmbeddedStore()
        self.ledger = Ledger(self.store, BASE)
        refresh(self.store, self.ledger, SETTINGS)

    def take_in(self, *records: Facts, whole_files: bool = False) -> None:
        intake = Intake(self.store, self.ledger, SETTINGS)
        tasks = [task(one) for one in records]
        for done, outcome in zip(tasks, work(tasks, SETTINGS), strict=True):
            assert outcome.reason is None
            intake.accept(done, outcome)
        intake.finish({one.record_id for one in tasks} if whole_files else None)
        refresh(self.store, self.ledger, SETTINGS)

    def retract(self, name: str) -> None:
        record_id = self.ledger.find(name)
        assert record_id is not None
        Intake(self.store, self.ledger, SETTINGS).retract(record_id)
        refresh(self.store, self.ledger, SETTINGS)

    def derived(self) -> set[str]:
        return {str(t) for name in DERIVED for t in self.store.triples(graph_iri(name))}

    def from_nothing(self) -> set[str]:
        """The same, after all of it was thrown away and made anew."""
        self.store.commit(Change(add={self.ledger.meta: self.ledger.all_stale()}))
        refresh(self.store, self.ledger, SETTINGS)
        return self.derived()


def release(year: int) -> Release:
    """SIPRI's release of a year."""
    return Release(register_name="sipri", name=f"sipri-{year}", published=f"{year}-03-10")
