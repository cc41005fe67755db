"""Volumes by SPARQL: the queries in ``queries``, bound to what is asked, and their rows read.

A line of a query with ``VALUES ?name { UNDEF }`` holds one parameter: terms go in place of UNDEF, and without any
the line goes. ``VALUES ?name { 0 }`` has a default. Values go in as terms and never as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from kg.errors import StoreError
from kg.namespaces import BASE
from kg.store import Store
from kg.volumes.categories import is_sipri_category
from kg.volumes.model import FIRST, LAST, Counted, Key, Line, Question, Release, Unplaced, Used

Term = ox.NamedNode | ox.Literal
Row = Mapping[str, Term]
Bound = Mapping[str, Iterable[Term | int]]

_INCLUDE = re.compile(r"^[ \t]*# include: (\S+)[ \t]*$", re.MULTILINE)
_PARAMETER = re.compile(r"VALUES \?(\w+) \{ (UNDEF|\d+) \}")


@cache
def load(name: str) -> str:
    """The text of a query by the name of its file, with what it includes."""
    text = (files("kg.volumes") / "queries" / name).read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda match: load(match[1]).rstrip("\n"), text)


def bind(name: str, values: Bound | None = None, base: str = BASE) -> str:
    """A query with its parameters bound; ``base`` is where the IRIs of graphs begin."""
    given = {key: " ".join(map(str, terms)) for key, terms in (values or {}).items()}

    def filled(match: re.Match[str]) -> str:
        return f"VALUES ?{match[1]} {{ {given.get(match[1], match[2])} }}"

    lines = []
    for line in load(name).replace(f"<{BASE}graph/", f"<{base}graph/").splitlines():
        wanted = [m[1] for m in _PARAMETER.finditer(line) if m[2] == "UNDEF"]
        if all(parameter in given for parameter in wanted):
            lines.append(_PARAMETER.sub(filled, line))
    return "\n".join(lines)


def _parameters(question: Question) -> dict[str, list[Term | int]]:
    """The filters of a question."""
    given: dict[str, list[Term | int]] = {
        "supplier": [ox.NamedNode(iri) for iri in question.suppliers],
        "recipient": [ox.NamedNode(iri) for iri in question.recipients],
        "release": [ox.NamedNode(iri) for iri in question.releases],
    }
    if question.category is not None:
        kind = "sipri" if is_sipri_category(question.category) else "within"
        given[kind] = [ox.NamedNode(question.category)]
    return {name: terms for name, terms in given.items() if terms}


def queries(question: Question, base: str = BASE) -> dict[str, str]:
    """The three queries that answer a question: ``lines``, ``used`` and ``unplaced``."""
    given = _parameters(question)
    given["from"] = [FIRST if question.first is None else question.first]
    given["to"] = [LAST if question.last is None else question.last]
    within: dict[str, list[Term | int]] = {**given, "span": [question.span]}
    return {
        "lines": bind(f"by-{question.by}.rq", given, base),
        "used": bind("used.rq", within, base),
        "unplaced": bind("unplaced.rq", within, base),
    }


def counted(question: Question, rows: Mapping[str, Iterable[Row]]) -> Counted:
    """The numbers in the rows of those queries."""
    lines = tuple(Line(_key(question, row), _volume(row), _deals(row)) for row in rows["lines"])
    used: dict[frozenset[str], Used] = {}
    for row in rows["used"]:
        releases = frozenset(row["releases"].value.split()) if "releases" in row else frozenset()
        before = used.get(releases, Used(releases, 0, Decimal(0)))
        used[releases] = Used(releases, before.deals + _deals(row), before.tiv + _volume(row))
    unplaced = [Unplaced(_volume(row), _deals(row)) for row in rows["unplaced"]]
    return Counted(lines, tuple(used.values()), unplaced[0] if unplaced else Unplaced())


def _key(question: Question, row: Row) -> Key:
    return tuple(
        None if name not in row else int(row[name].value) if name == "year" else row[name].value
        for name in question.columns
    )


def _volume(row: Row) -> Decimal:
    if "volume" not in row:
        # The engine leaves a sum out rather than give a wrong one: a value is no number, or too long for it.
        raise StoreError("a trend-indicator value in the graph is no decimal that can be summed")
    return Decimal(row["volume"].value)


def _deals(row: Row) -> int:
    return int(row["deals"].value)


def rows(store: Store, query: str) -> list[dict[str, Term]]:
    """The rows of a query, without the variables that have no value."""
    found = store.query(query)
    names = found.variables
    return [{name: row[name] for name in names if row[name] is not None} for row in found.rows()]


def count(store: Store, question: Question, base: str = BASE) -> Counted:
    """Answer a question out of the graph."""
    asked = queries(question, base)
    return counted(question, {name: rows(store, query) for name, query in asked.items()})


def releases_in(found: Iterable[Row]) -> dict[str, Release]:
    """The rows of ``releases.rq``, by IRI."""
    return {
        row["release"].value: Release(
            row["release"].value,
            row["name"].value,
            row["register"].value.rsplit("/", 1)[-1],
            row["published"].value if "published" in row else None,
        )
        for row in found
    }


def labels_in(found: Iterable[Row]) -> dict[str, str]:
    """The rows of ``labels.rq``, one label for each thing: the English one before one without a language."""
    labels: dict[str, tuple[bool, str]] = {}
    for row in found:
        this = (row["language"].value != "en", row["label"].value)
        thing = row["thing"].value
        labels[thing] = min(this, labels.get(thing, this))
    return {thing: label for thing, (_, label) in labels.items()}
