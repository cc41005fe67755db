"""A dataset of so many quads in the project's own shape: the reference knowledge, records and their fused transfers.

The records are made up (``deals``); what is made of them is what a build makes, by the same functions, without the
checks with SHACL and the builder's book. The same number gives the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph as ox

from benchmarks.serve.deals import deal, reports
from kg.fuse import TransferClaim, claims_of, fused
from kg.identity import record_id
from kg.index import Index
from kg.infer import kinds, packaged_background, transfers
from kg.knowledge import load_knowledge
from kg.ledger import Ledger
from kg.namespaces import BASE, GRAPH_ONTOLOGY, GRAPH_REFERENCE, graph_iri, record_graph_iri
from kg.populate import statements
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.terms import index_of, n_quads, n_quads_of
from kg.workers import Workers, batches

_FORMAT = 1
"""Goes up when the same number would give other quads, so that a kept dataset is made anew."""
_TOGETHER = 100
_TRANSFERS, _INFERRED = graph_iri("transfers"), graph_iri("inferred")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Where it is, as N-Quads and as a store of the project, and how many quads it has. ``deals``: made-up ones."""

    file: Path
    store: Path
    quads: int
    deals: int


@contextmanager
def dataset(quads: int, keep: Path | None = None, *, workers: int = 2) -> Iterator[Dataset]:
    """A dataset of about so many quads, at least those of the reference knowledge; gone at the end.

    ``keep``: a folder that holds it from one run to the next.
    """
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield _kept(keep, quads) or make(keep, quads, workers=workers)
        return
    with tempfile.TemporaryDirectory(prefix="armsgraph-benchmark-") as name:
        yield make(Path(name), quads, workers=workers)


def make(folder: Path, quads: int, *, workers: int = 1) -> Dataset:
    """Write ``dataset.nq`` and fill ``store`` in a folder where neither is."""
    lines, deals = _lines(quads, workers)
    made = Dataset(folder / "dataset.nq", folder / "store", len(lines), deals)
    made.file.write_bytes(b"\n".join(lines) + b"\n")
    del lines
    store = ox.Store(str(made.store))
    store.bulk_load(path=str(made.file), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    told = {"format": _FORMAT, "asked": quads, **asdict(made)}
    (folder / "dataset.json").write_text(json.dumps(told, default=str), encoding="utf-8")
    return made


def _kept(folder: Path, quads: int) -> Dataset | None:
    try:
        told = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if (told["format"], told["asked"]) != (_FORMAT, quads):
        raise FileExistsError(f"{folder} holds another dataset; name another folder or remove it")
    return Dataset(folder / "dataset.nq", folder / "store", told["quads"], told["deals"])


def _lines(quads: int, workers: int) -> tuple[list[bytes], int]:
    """The sorted statements, each once, and how many deals they tell of."""
    found = set(_split(knowledge_quads()))
    deals = 0
    with Workers(workers) as pool:
        for _, made in pool.map(_of_deals, batches(_numbers(), _TOGETHER)):
            for together in made:
                if len(found) >= quads:
                    return sorted(found), deals
                found.update(_split(together))
                deals += 1
    raise AssertionError  # the numbers never end


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def _split(quads: bytes) -> list[bytes]:
    return quads.splitlines() if b"\r" not in quads else quads.rstrip(b"\n").split(b"\n")


def _of_deals(numbers: Sequence[int]) -> list[bytes]:
    return [deal_quads(number) for number in numbers]


def deal_quads(number: int) -> bytes:
    """All quads of one deal: a graph for each record, the transfer fused of their claims, and what follows from it."""
    settings = Settings(base=BASE)
    parts: list[bytes] = []
    claims: list[TransferClaim] = []
    for facts in reports(deal(number)):
        name = record_id(facts.document.id)
        stated = statements(facts, name, settings)
        parts.append(n_quads_of(stated, record_graph_iri(name)))
        claims += claims_of(index_of(stated))
    new = fused(claims, BASE)
    follows = set(transfers(Index(new), packaged_background()))
    return b"".join([*parts, n_quads(new, _TRANSFERS), n_quads(follows, _INFERRED)])


def knowledge_quads() -> bytes:
    """The ontology and the reference knowledge, each in its graph, and what follows from them."""
    store = EmbeddedStore(None)
    load_knowledge(store, Ledger(store, BASE))
    graphs = {name: _named_alike(store.triples(name)) for name in (GRAPH_ONTOLOGY, GRAPH_REFERENCE)}
    known = Index(triple for triples in graphs.values() for triple in triples)
    graphs[_INFERRED] = [triple for thing in known if ":" in thing for triple in kinds(thing, known, known)]
    return b"".join(n_quads(triples, name) for name, triples in graphs.items())


def _named_alike(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The same statements with labels of blank nodes that follow from the content."""
    graph = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in graph]
