"""Releases of registers: which there are, what each covers, and which one holds for a deal.

They stand in ``graph/releases``. Of two releases of one register the later published one holds for all deals that its
files can contain; outside of that the earlier one stays current.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF

from kg.facts import Coverage, Facts, Release
from kg.index import Index
from kg.namespaces import AG, graph_iri, register_iri, release_iri
from kg.store import Store
from kg.store.terms import ag, xsd

_A = ox.NamedNode(str(RDF.type))
_ISSUED = str(DCTERMS.issued)
_EVERYTHING = Coverage()


@dataclass
class KnownRelease:
    """A release that is stored, or about to be. Without a day of publication it counts as older than all others."""

    register: str
    name: str
    published: str | None
    covers: list[Coverage] = field(default_factory=list)

    @property
    def age(self) -> tuple[str, str]:
        """By this the releases of a register are put in order."""
        return self.published or "", self.name

    @property
    def holds_all(self) -> bool:
        """Whether its files would contain every deal of the register."""
        return any(coverage.model_copy(update={"shapes": ()}) == _EVERYTHING for coverage in self.covers)

    def holds(self, facts: Facts) -> bool:
        """Whether its files would contain a deal, if it were still known as these facts tell it."""
        return any(_covers(coverage, facts) for coverage in self.covers)


class Releases:
    """The releases of one store."""

    def __init__(self, store: Store, base: str) -> None:
        self._base = base
        self.graph = graph_iri("releases", base)
        self.by_name: dict[str, KnownRelease] = {
            release.name: release for release in _read(Index(store.triples(self.graph)))
        }

    def learn(self, release: Release) -> list[ox.Triple]:
        """Take note of a release; what there is to write down about it is returned."""
        coverage = release.covers or _EVERYTHING
        known = self.by_name.get(release.name)
        if known is not None and coverage in known.covers:
            return []
        if known is None:
            known = KnownRelease(release.register_name, release.name, release.published)
            self.by_name[release.name] = known
        known.covers.append(coverage)
        return list(_describe(known, coverage, self._base))

    def lacking(self, release: Release) -> list[str]:
        """Kinds of files from which a release was stored before, and which are not among those read now."""
        known = self.by_name.get(release.name)
        shapes = {shape for coverage in (known.covers if known else ()) for shape in coverage.shapes}
        return sorted(shapes - set((release.covers or _EVERYTHING).shapes))

    def describe(self, releases: Iterable[KnownRelease]) -> Iterator[ox.Triple]:
        """All there is to write down about some releases."""
        for release in releases:
            for coverage in release.covers:
                yield from _describe(release, coverage, self._base)

    def of(self, register: str) -> list[KnownRelease]:
        """The releases of a register, the oldest first."""
        found = (release for release in self.by_name.values() if release.register == register)
        return sorted(found, key=lambda release: release.age)

    def later(self, release: KnownRelease, until: str | None = None) -> list[KnownRelease]:
        """The later releases of the same register; ``until`` leaves out those that came after that day."""
        return [
            other
            for other in self.of(release.register)
            if other.age > release.age and (until is None or (other.published or "") <= until)
        ]


def held_by(releases: Iterable[KnownRelease], facts: str) -> bool:
    """Whether the files of one of these releases would contain a deal, given as the JSON of its facts.

    The JSON is only read if that has to be asked: most files hold the whole register.
    """
    asked = list(releases)
    if not asked or any(release.holds_all for release in asked):
        return bool(asked)
    deal = Facts.model_validate_json(facts)
    return any(release.holds(deal) for release in asked)


def _covers(coverage: Coverage, facts: Facts) -> bool:
    for transfer in facts.transfers:
        if coverage.suppliers is not None and transfer.supplier not in coverage.suppliers:
            return False
        if coverage.recipients is not None and transfer.recipient not in coverage.recipients:
            return False
    first, last = coverage.first_year, coverage.last_year
    years = _years(facts)
    if not years:
        return True
    return any((first is None or first <= year) and (last is None or year <= last) for year in years)


def _years(facts: Facts) -> set[int]:
    """The years in which something was delivered, as far as they are told apart."""
    years: set[int] = set()
    for transfer in facts.transfers:
        years.update(delivery.year for item in transfer.items for delivery in item.deliveries)
        if (when := transfer.delivered) is not None:
            years.update(day.year for bounds in (when.start, when.end) if bounds for day in bounds)
    return years


def _describe(release: KnownRelease, coverage: Coverage, base: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(str(release_iri(release.name, base)))
    register = ox.NamedNode(str(register_iri(release.register, base)))
    yield ox.Triple(register, _A, ag("Register"))
    yield ox.Triple(node, _A, ag("Release"))
    yield ox.Triple(node, ag("register"), register)
    yield ox.Triple(node, ag("releaseName"), ox.Literal(release.name))
    if release.published:
        day = ox.Literal(release.published, datatype=xsd("date"))
        yield ox.Triple(node, ox.NamedNode(_ISSUED), day)
    # The exact form of what is covered is kept as JSON: it is compared, and asked for by nobody else.
    form = coverage.model_dump_json(exclude_defaults=True)
    part = ox.NamedNode(f"{node.value}#covers-{hashlib.sha256(form.encode()).hexdigest()[:10]}")
    yield ox.Triple(node, ag("covers"), part)
    yield ox.Triple(part, _A, ag("Coverage"))
    yield ox.Triple(part, ag("coverage"), ox.Literal(form))


def _read(stated: Index) -> Iterator[KnownRelease]:
    for node in sorted(stated.of_type(str(AG.Release))):
        register = stated.text(node, str(AG.register)) or ""
        yield KnownRelease(
            register.rsplit("/", 1)[-1],
            stated.text(node, str(AG.releaseName)) or "",
            stated.text(node, _ISSUED),
            list(_coverages(stated, stated.texts(node, str(AG.covers)))),
        )


def _coverages(stated: Index, nodes: Iterable[str]) -> Iterator[Coverage]:
    for node in sorted(nodes):
        if form := stated.text(node, str(AG.coverage)):
            yield Coverage.model_validate_json(form)
