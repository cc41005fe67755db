"""A store that is a SPARQL 1.1 server somewhere: Query and Update over HTTP, nothing else is asked of it."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from http.client import HTTPException
from typing import IO

import pyoxigraph as ox

from kg.errors import BadQuery, StoreError
from kg.index import Term
from kg.namespaces import PREFIXES
from kg.store.base import MEDIA_TYPES, Answer, Change, Triples
from kg.store.guard import refuse_outside_access

_ACCEPT = f"{MEDIA_TYPES['json']}, {MEDIA_TYPES['nt']};q=0.9, {MEDIA_TYPES['ttl']};q=0.8"
_LOAD_STEP = 20_000
"""Statements that go in one request when a store is filled."""
_DROP_STEP = 500
"""Graphs that are dropped in one request."""


class ServerStore:
    """Talks to one server.

    ``where`` is one URL or two with a comma between them (query, update). A single URL that ends in ``/query``
    has its update endpoint at ``/update`` beside it; one with a path is used for both; one without gets
    ``/query`` and ``/update``. ``user:password@`` in the URL answers Basic and Digest challenges.
    A change is one Update request: it is atomic where the server runs a request as one transaction.
    """

    def __init__(self, where: str, *, read_only: bool = False, timeout: float = 60.0) -> None:
        query, update = _endpoints(where)
        self._query_url, credentials = _without_credentials(query)
        self._update_url, _ = _without_credentials(update)
        self._where = self._query_url
        self._read_only = read_only
        self._timeout = timeout
        handlers: list[urllib.request.BaseHandler] = []
        if credentials:
            passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            for url in (self._query_url, self._update_url):
                passwords.add_password(None, url, *credentials)
            handlers = [
                urllib.request.HTTPBasicAuthHandler(passwords),
                urllib.request.HTTPDigestAuthHandler(passwords),
            ]
        self._opener = urllib.request.build_opener(*handlers)
        self.query("ASK {}")  # so that a wrong address is told at once

    def query(
        self,
        sparql: str,
        *,
        union: bool = True,
        prefixes: Mapping[str, str] = PREFIXES,
        base: str | None = None,
    ) -> Answer:
        found = refuse_outside_access(sparql)
        # The prologue stands in one line, so that line numbers of syntax errors stay those of the user.
        prologue = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in prefixes.items())
        if base:
            prologue = f"BASE <{base}> {prologue}"
        form = {"query": prologue + sparql}
        if union and not found.dataset:
            # Understood by Oxigraph; servers whose default graph is the union anyway pass over it.
            form["union-default-graph"] = "true"
        with self._post(self._query_url, form, accept=_ACCEPT) as response:
            media_type = response.headers.get_content_type()  # type: ignore[attr-defined]
            body = response.read()
        if results := ox.QueryResultsFormat.from_media_type(media_type):
            return Answer(ox.parse_query_results(body, format=results))
        if rdf := ox.RdfFormat.from_media_type(media_type):
            return Answer(quad.triple for quad in ox.parse(body, format=rdf))
        raise StoreError(f"{self._where}: the server answered with {media_type}, which is no SPARQL answer")

    def commit(self, change: Change) -> None:
        if self._read_only:
            raise StoreError(f"{self._where}: the store was opened for reading only")
        if update := change.as_update():
            with self._post(self._update_url, {"update": update}, accept="*/*") as response:
                response.read()

    def replace(self, graphs: Mapping[str, Triples], drop: Iterable[str] = ()) -> None:
        self.commit(Change(put=graphs, drop=tuple(drop)))

    def bulk_load(self, graphs: Mapping[str, Triples]) -> None:
        for name, triples in graphs.items():
            # Blank nodes are known within one request only, so a graph that has some goes in one.
            rest = list(triples)
            whole = any(
                isinstance(end, ox.BlankNode) for triple in rest for end in (triple.subject, triple.object)
            )
            step = len(rest) or 1 if whole else _LOAD_STEP
            for start in range(0, len(rest), step):
                self.commit(Change(add={name: rest[start : start + step]}))

    def extend(self, quads: bytes) -> None:
        waiting: dict[str, list[ox.Triple]] = {}
        for number, quad in enumerate(ox.parse(input=quads, format=ox.RdfFormat.N_QUADS), 1):
            waiting.setdefault(quad.graph_name.value, []).append(quad.triple)
            if number % _LOAD_STEP == 0:
                self.commit(Change(add=waiting))
                waiting = {}
        self.commit(Change(add=waiting))

    def drop(self, graphs: Iterable[str]) -> None:
        names = list(graphs)
        for start in range(0, len(names), _DROP_STEP):
            self.commit(Change(drop=tuple(names[start : start + _DROP_STEP])))

    def begin_anew(self, without: Iterable[str]) -> bool:  # noqa: ARG002 - a server has one state, and all see it
        return False

    def take_over(self) -> None:
        """Nothing was begun."""

    def match(
        self,
        graph: str,
        subject: str | None = None,
        predicate: str | None = None,
        value: Term | None = None,
    ) -> Iterator[ox.Triple]:
        s = "?s" if subject is None else str(ox.NamedNode(subject))
        p = "?p" if predicate is None else str(ox.NamedNode(predicate))
        o = "?o" if value is None else str(value)
        return self.query(
            f"CONSTRUCT {{ {s} {p} {o} }} WHERE {{ GRAPH {ox.NamedNode(graph)} {{ {s} {p} {o} }} }}"
        ).triples()

    def graphs(self, prefix: str = "") -> Iterator[tuple[str, list[ox.Triple]]]:
        for name in self.graph_names():
            if name.startswith(prefix):
                yield name, list(self.triples(name))

    def triples(self, graph: str) -> Iterator[ox.Triple]:
        return self.query(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
        ).triples()

    def quads(self) -> Iterator[ox.Quad]:
        for name in self.graph_names():
            for triple in self.triples(name):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(name))

    def graph_names(self) -> list[str]:
        rows = self.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }").rows()
        return sorted(row["g"].value for row in rows)

    def count(self, graph: str | None = None) -> int:
        where = "?g" if graph is None else str(ox.NamedNode(graph))
        rows = self.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {where} {{ ?s ?p ?o }} }}").rows()
        return int(next(rows)["n"].value)

    def close(self) -> None:
        self._opener.close()

    def _post(self, url: str, form: Mapping[str, str], accept: str) -> IO[bytes]:
        request = urllib.request.Request(  # noqa: S310 - the address is http or https, see open_store
            url,
            data=urllib.parse.urlencode(form).encode(),
            headers={"Accept": accept, "User-Agent": "armsgraph"},
        )
        try:
            answer: IO[bytes] = self._opener.open(request, timeout=self._timeout)
        except urllib.error.HTTPError as error:
            detail = error.read(500).decode("utf-8", "replace").strip()
            if error.code == 400 and "query" in form:
                raise BadQuery(f"the query does not parse: {detail}") from error
            raise StoreError(f"{url}: the server answered {error.code} {error.reason}: {detail}") from error
        except TimeoutError as error:
            raise StoreError(f"{url}: the server gave no answer within {self._timeout:g} s") from error
        except (urllib.error.URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            raise StoreError(f"{url}: the server cannot be reached: {reason}") from error
        return answer


def _endpoints(where: str) -> tuple[str, str]:
    query, comma, update = where.partition(",")
    if comma:
        return query.strip(), update.strip()
    path = urllib.parse.urlsplit(query).path
    if path in {"", "/"}:
        return query.rstrip("/") + "/query", query.rstrip("/") + "/update"
    if path.endswith("/query"):
        return query, query.removesuffix("/query") + "/update"
    return query, query


def _without_credentials(url: str) -> tuple[str, tuple[str, str] | None]:
    parts = urllib.parse.urlsplit(url)
    if parts.username is None:
        return url, None
    host = parts.netloc.rpartition("@")[2]
    user, password = urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or "")
    return urllib.parse.urlunsplit(parts._replace(netloc=host)), (user, password)
