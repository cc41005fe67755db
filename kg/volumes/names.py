"""From what a user writes to what a question is about: parties, categories and releases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.errors import InputError
from kg.fold import key
from kg.link.registers import party as party_of_register
from kg.namespaces import BASE, ID, slug
from kg.populate.names import provisional_iri
from kg.reference import load
from kg.store import Store
from kg.volumes import sparql
from kg.volumes.categories import sipri_categories
from kg.volumes.model import Release

_PARTIES = frozenset({"state", "organisation", "group"})


def party(text: str, store: Store, base: str = BASE) -> str:
    """The IRI of a party: by IRI, ISO 3166-1 alpha-3 code, the path of its IRI (``group/hamas``), or a name.

    Names are those that SIPRI uses, those of the reference knowledge in every language, and those of parties that
    only records know.

    Raises:
        InputError: if nobody or more than one is called so.

    """
    written = " ".join(text.split())
    if iri := _spelt_out(written):
        return iri
    if written and (found := party_of_register(written)).iri:
        return found.iri
    names = (
        (entity.iri, n.text)
        for entity in load()
        if entity.kind in _PARTIES
        for n in entity.names
        if n.use in {"name", "short"}
    )
    if iri := _only(written, names):
        return iri
    stored = (
        (row["party"].value, row["name"].value)
        for row in sparql.rows(store, sparql.bind("parties.rq", base=base))
    )
    if iri := _only(written, stored):
        return iri
    raise InputError(
        f"no party is called {text!r}",
        advice="Give an ISO 3166-1 alpha-3 code such as FRA, a name, or the IRI of a party",
    )


def party_of_table(name: str, base: str = BASE) -> str:
    """The IRI that a party of one of SIPRI's tables has in the graph, of the reference knowledge or provisional."""
    entity = party_of_register(name)
    return entity.iri or str(provisional_iri(entity, base))


def category(text: str) -> str:
    """The IRI of a category: by IRI, name or path. One of SIPRI's goes before one of the category tree.

    ``category/aircraft`` and ``aircraft.combat`` are of the tree; ``aircraft`` and ``Naval weapons`` are SIPRI's.

    Raises:
        InputError: if there is none of that name.

    """
    written = " ".join(text.split())
    if written.startswith(("http://", "https://")):
        return _iri(written)
    known = sipri_categories()
    if (iri := str(ID[f"sipri-category/{slug(written)}"])) in known or (iri := str(ID[written])) in known:
        return iri
    if found := load().category(written.removeprefix("category/")):
        return found.iri
    names = (
        (one.iri, n.text) for one in load().of_kind("weapon_class") for n in one.names if n.use == "name"
    )
    if iri := _only(written, names) or "":
        return iri
    labels = sorted(known.values())
    raise InputError(
        f"there is no category {text!r}",
        advice=f"SIPRI's are {', '.join(labels)}; those of the tree have notations such as missile.ballistic",
    )


def release(text: str, known: Mapping[str, Release]) -> tuple[str, ...]:
    """The IRIs of the releases that a name means: of a release, of a register (all of its releases), or an IRI.

    Raises:
        InputError: if the store holds none of that name.

    """
    found = tuple(sorted(one.iri for one in known.values() if text in (one.name, one.iri, one.register)))
    if not found:
        names = ", ".join(sorted(one.name for one in known.values())) or "none"
        raise InputError(f"the store holds no release {text!r}", advice=f"Those that it holds: {names}")
    return found


def _spelt_out(text: str) -> str | None:
    """The IRI that an IRI, a code or a path says outright."""
    if text.startswith(("http://", "https://")):
        return _iri(text)
    if len(text) == 3 and text.isascii() and (state := load().state_by_iso3(text.upper())):
        return state.iri
    return str(ID[text]) if "/" in text and str(ID[text]) in load() else None


def _iri(text: str) -> str:
    try:
        return ox.NamedNode(text).value
    except ValueError as error:
        raise InputError(f"{text!r} is not an IRI") from error


def _only(text: str, names: Iterable[tuple[str, str]]) -> str | None:
    """The one thing that is called so, None if nothing is."""
    wanted = key(text)
    found = sorted({iri for iri, name in names if key(name) == wanted}) if wanted else []
    if len(found) > 1:
        raise InputError(f"{text!r} may be any of {len(found)}", advice=f"Name one: {', '.join(found)}")
    return found[0] if found else None
