"""What is asked of the servers: the same queries of all, with parameters drawn from the dataset by a fixed chance."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from benchmarks.serve.client import Request, get
from benchmarks.serve.dataset import Dataset
from benchmarks.serve.servers import OXIGRAPH, RDFLIB, Server
from kg.namespaces import BASE

NUMBER = "NUMBER"
"""Stands in a query where the client puts a number of eight digits that is never the same and changes no answer."""
_JSON = "application/sparql-results+json"
_PREFIXES = (
    f"PREFIX ag: <{BASE}ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)


@dataclass(frozen=True, slots=True)
class Query:
    """A query and how many rows it has. ``variable`` is bound in each row."""

    text: str
    variable: str
    rows: int

    def once(self) -> str:
        """As it is asked when it is repeated exactly."""
        return self.text.replace(NUMBER, "90000000")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the report. ``goals``: what the ratio of requests per second to a peer is to be at least."""

    name: str
    queries: tuple[Query, ...]
    repeated: bool
    goals: dict[str, float]

    def requests(self, server: Server) -> tuple[Request, ...]:
        """As they go to a server."""
        found = []
        for query in self.queries:
            text = query.once() if self.repeated else query.text
            wire = get(server.address(text), server.port, _JSON)
            mark = f'"{query.variable}":'.encode()
            found.append(Request(tuple(wire.split(NUMBER.encode())), mark, query.rows))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RestCase:
    """Addresses of our REST interface, and in how many ways they may be asked."""

    name: str
    paths: tuple[str, ...]

    def requests(self, server: Server) -> tuple[Request, ...]:
        """As they go to the server."""
        return tuple(Request((get(path, server.port, "application/json"),)) for path in self.paths)


def look_up(iri: str) -> str:
    """All statements of one thing. rdflib gives one that stands in two graphs twice, so each is asked for once."""
    return f"SELECT DISTINCT ?property ?value WHERE {{ <{iri}> ?property ?value }} LIMIT {NUMBER}"


def between(supplier: str, recipient: str, category: str, first: int, last: int) -> str:
    """Transfers of a kind of weapon between two states that were ordered in some years, the newest first."""
    return (
        f"{_PREFIXES} SELECT ?transfer ?label ?weapon ?stage ?ordered ?minimum WHERE {{ ?transfer a ag:Transfer ; "
        f"ag:supplier <{supplier}> ; ag:recipient <{recipient}> ; ag:stage ?stage ; ag:category ?category ; "
        "ag:ordered/ag:earliestStart ?ordered ; <http://www.w3.org/2000/01/rdf-schema#label> ?label . "
        f"?category skos:broader* <{BASE}id/category/{category}> . "
        "OPTIONAL { ?transfer ag:weapon ?weapon } OPTIONAL { ?transfer ag:quantity/ag:minimum ?minimum } "
        f'FILTER (LANG(?label) = "en" && ?ordered >= "{first}-01-01"^^xsd:date && ?ordered <= "{last}-12-31"^^xsd:date) '
        f"FILTER (!BOUND(?minimum) || ?minimum < {NUMBER}000) }} ORDER BY DESC(?ordered) ?transfer LIMIT 20"
    )


def volumes(first: int, last: int) -> str:
    """What each supplier delivered in each year: pieces and trend-indicator values, summed."""
    return (
        f"{_PREFIXES} SELECT ?supplier ?year (SUM(?count) AS ?pieces) (SUM(?tiv) AS ?volume) WHERE {{ "
        "?transfer a ag:Transfer ; ag:supplier ?supplier ; ag:delivery ?delivery . "
        "?delivery ag:year ?year ; ag:count ?count ; ag:tiv ?tiv . "
        f"FILTER (?year >= {first} && ?year <= {last}) }} GROUP BY ?supplier ?year ORDER BY ?supplier ?year LIMIT {NUMBER}"
    )


def cases(data: Dataset) -> list[Case]:
    """The three kinds of question, each with ever new parameters and repeated exactly."""
    store = ox.Store.read_only(str(data.store))
    chance = random.Random(data.quads)  # noqa: S311 - a choice, not a secret
    kinds = {
        "entity look-up": (_look_ups(store, chance), {OXIGRAPH: 0.5, RDFLIB: 20.0}),
        "transfers between two states": (_betweens(store, chance), {OXIGRAPH: 1.0, RDFLIB: 20.0}),
        "aggregate by supplier and year": (_volumes(store, chance), {OXIGRAPH: 1.0, RDFLIB: 20.0}),
    }
    found = [
        Case(f"{name}, varied", tuple(queries), False, goals) for name, (queries, goals) in kinds.items()
    ]
    return found + [
        Case(f"{name}, repeated", tuple(queries[:10]), True, {OXIGRAPH: 1.0, RDFLIB: 20.0})
        for name, (queries, _) in kinds.items()
    ]


def _rows(store: ox.Store, query: str) -> ox.QuerySolutions:
    answer = store.query(query.replace(NUMBER, "90000000"), use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - for the type checker
    return answer


def _counted(store: ox.Store, texts: Iterable[str], variable: str) -> list[Query]:
    return [Query(text, variable, sum(1 for _ in _rows(store, text))) for text in texts]


def things(store: ox.Store, kind: str) -> list[str]:
    """IRIs of all things of a class of the ontology, in order."""
    return sorted(
        row["thing"].value for row in _rows(store, f"SELECT ?thing {{ ?thing a <{BASE}ontology#{kind}> }}")
    )


def deals(store: ox.Store) -> list[tuple[str, str, str, int]]:
    """Supplier, recipient, the notation of the category, and the year of the order of each transfer."""
    rows = _rows(
        store,
        f"{_PREFIXES} SELECT ?s ?r ?c ?on {{ ?t a ag:Transfer ; ag:supplier ?s ; ag:recipient ?r ; ag:category ?c ; "
        "ag:ordered/ag:earliestStart ?on }",
    )
    return sorted(
        (row["s"].value, row["r"].value, row["c"].value.rsplit("/", 1)[-1], int(row["on"].value[:4]))
        for row in rows
    )


def _look_ups(store: ox.Store, chance: random.Random) -> list[Query]:
    """Half transfers, half claims, states, weapons and records, whatever there is."""
    transfers = things(store, "Transfer")
    others = [
        iri for kind in ("TransferReport", "State", "WeaponSystem", "Document") for iri in things(store, kind)
    ]
    iris = chance.sample(transfers, min(1000, len(transfers))) + chance.sample(others, min(1000, len(others)))
    chance.shuffle(iris)
    return _counted(store, map(look_up, iris), "property")


def _betweens(store: ox.Store, chance: random.Random) -> list[Query]:
    """Pairs by how much passes between them, and kinds and years in which something did: visitors ask for what there is."""
    texts = []
    for supplier, recipient, category, year in chance.choices(deals(store), k=400):
        wide = category.partition(".")[0] if chance.random() < 0.7 else category
        first, last = year - chance.randint(0, 15), year + chance.randint(0, 15)
        texts.append(between(supplier, recipient, wide, first, last))
    return _counted(store, texts, "transfer")


def _volumes(store: ox.Store, chance: random.Random) -> list[Query]:
    texts = [volumes(first, first + chance.randint(10, 30)) for first in range(1985, 2005)]
    chance.shuffle(texts)
    return _counted(store, texts, "supplier")


def rest_cases(data: Dataset) -> list[RestCase]:
    """Look-ups of our own interface: no peer has one."""
    store = ox.Store.read_only(str(data.store))
    chance = random.Random(data.quads)  # noqa: S311
    codes = [iri.rsplit("/", 1)[-1] for iri in things(store, "State")]
    transfers = [iri.removeprefix(f"{BASE}id/transfer/") for iri in things(store, "Transfer")]
    listed = [
        f"/api/v1/transfers?supplier={s.rsplit('/', 1)[-1]}&recipient={r.rsplit('/', 1)[-1]}&limit={chance.randint(1, 50)}"
        for s, r, _, _ in chance.choices(deals(store), k=400)
    ]
    found = {
        "GET /states/X": [f"/api/v1/states/{code}" for code in codes],
        "GET /transfers?supplier&recipient": listed,
        "GET /transfers/ID": [
            f"/api/v1/transfers/{quote(one)}" for one in chance.sample(transfers, min(1000, len(transfers)))
        ],
    }
    return [RestCase(f"{name}, many", tuple(paths)) for name, paths in found.items()] + [
        RestCase(f"{name}, one", tuple(paths[:1])) for name, paths in found.items()
    ]


# --- whether servers agree ---


def differences(case: Case, servers: Sequence[Server], data: Dataset, sample: int = 3) -> list[str]:
    """Where a server answers some queries of a case otherwise than the engine alone; sentences, none if all agree."""
    store = ox.Store.read_only(str(data.store))
    found = []
    for query in case.queries[:sample]:
        expected = Counter(_engine_row(row) for row in _named_rows(store, query.once()))
        for server in servers:
            status, body = server.ask(server.address(query.once()))
            if status != 200:
                found.append(f"{server.name}: {case.name}: status {status}: {body[:200]!r}")
            elif Counter(map(_json_row, json.loads(body)["results"]["bindings"])) != expected:
                found.append(f"{server.name}: {case.name}: other rows for {query.once()}")
    return found


def _named_rows(store: ox.Store, text: str) -> list[dict[str, Any]]:
    solutions = _rows(store, text)
    names = [variable.value for variable in solutions.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in solutions]


_Cell = tuple[str, str, str, str]


def _engine_row(row: dict[str, Any]) -> frozenset[_Cell]:
    cells = []
    for name, term in row.items():
        if isinstance(term, ox.Literal):
            cells.append((name, _plain(term.value, term.datatype.value), term.language or "", "literal"))
        else:
            kind = "uri" if isinstance(term, ox.NamedNode) else "bnode"
            cells.append((name, "" if kind == "bnode" else term.value, "", kind))
    return frozenset(cells)


def _json_row(row: dict[str, dict[str, str]]) -> frozenset[_Cell]:
    return frozenset(
        (
            name,
            "" if cell["type"] == "bnode" else _plain(cell["value"], cell.get("datatype", "")),
            cell.get("xml:lang", ""),
            "literal" if cell["type"] == "typed-literal" else cell["type"],
        )
        for name, cell in row.items()
    )


def _plain(value: str, datatype: str) -> str:
    """A number by its value: servers write 2 and 2.0 alike."""
    if datatype.endswith(("#decimal", "#integer", "#double")):
        try:
            return f"{Decimal(value).normalize():f}"
        except InvalidOperation:
            return value
    return value
