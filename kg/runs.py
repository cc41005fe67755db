"""What the builder writes down about a run: the clock stands here and nowhere else in the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

import pyoxigraph as ox
from rdflib.namespace import PROV, RDF

from kg import __version__
from kg.store.terms import ag, xsd
from kg.summary import FileCounts

_COUNTS = {
    "rows": "rowsRead",
    "found": "recordsRead",
    "mended": "recordsMended",
    "added": "recordsAdded",
    "replaced": "recordsReplaced",
    "superseded": "recordsSuperseded",
    "left_out": "recordsLeftOut",
    "refused": "recordsRefused",
    "claims": "claimCount",
}


@dataclass(frozen=True, slots=True)
class BuildRun:
    """One run of the builder that changed something, with the counts of each file."""

    iri: str
    started: datetime
    ended: datetime
    files: Mapping[str, FileCounts]
    total: FileCounts
    refusals: tuple[tuple[str, str], ...]
    left_out: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def triples(self) -> Iterator[ox.Triple]:
        """The run as an ``ag:BuildRun``, which is a ``prov:Activity``."""
        node = ox.NamedNode(self.iri)
        for kind in (ag("BuildRun"), _prov("Activity")):
            yield ox.Triple(node, _A, kind)
        for name, moment in (("startedAtTime", self.started), ("endedAtTime", self.ended)):
            yield ox.Triple(node, _prov(name), ox.Literal(moment.isoformat(), datatype=xsd("dateTime")))
        yield ox.Triple(node, ag("softwareVersion"), ox.Literal(__version__))
        yield from _counts(node, self.total)
        for place, reason in self.refusals:
            yield ox.Triple(node, ag("refusalReason"), ox.Literal(f"{place}: {reason}"))
        for (place, reason), rows in self.left_out.items():
            parts = self.files[place].parts
            yield ox.Triple(
                node, ag("leftOutReason"), ox.Literal(f"{place}: {rows:,} of its {parts} {reason}")
            )
        for number, (file, counts) in enumerate(sorted(self.files.items())):
            part = ox.NamedNode(f"{self.iri}#file-{number}")
            yield ox.Triple(node, ag("inputFile"), part)
            yield ox.Triple(part, _A, ag("InputFile"))
            yield ox.Triple(part, ag("inputPlace"), ox.Literal(file))
            yield from _counts(part, counts)


_A = ox.NamedNode(str(RDF.type))


def _prov(name: str) -> ox.NamedNode:
    return ox.NamedNode(str(PROV[name]))


def _counts(node: ox.NamedNode, counts: FileCounts) -> Iterator[ox.Triple]:
    given = asdict(counts)
    for name, term in _COUNTS.items():
        yield ox.Triple(node, ag(term), ox.Literal(str(given[name]), datatype=xsd("integer")))
    unchanged = str(counts.unchanged + counts.same)
    yield ox.Triple(node, ag("recordsUnchanged"), ox.Literal(unchanged, datatype=xsd("integer")))
