"""The parties of registers: from the spelling or the code of a register to an entity of the reference knowledge.

A register has no sentence around a name that would say who is meant, but it writes the same party in the same way
thousands of times. So the name must fit exactly, by the register's own spelling first, and what fits nothing becomes
a provisional party of its own: a deal booked to the wrong party would spoil every sum.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from kg.facts import Entity, EntityType
from kg.fold import key
from kg.namespaces import ID_PREFIXES, slug
from kg.reference import Reference, ReferenceEntity, load
from kg.yaml_data import yaml_data

__all__ = ["is_unknown", "party", "state_by_cow", "state_by_iso2"]

_STARS: dict[int, tuple[EntityType, ...]] = {0: ("state", "organisation", "group"), 1: ("group",)}
"""What a party can be by the stars behind its name: none, one, or (every other count) two."""
_TURNED = re.compile(r"(?P<head>[^,(]+)(?:, (?P<rest>[^,(]+)| \((?P<within>[^()]+)\))")
"""``Korea, Republic of`` and ``Iran (Islamic Republic of)``."""
_HOST = re.compile(r"(?P<name>.+) \((?P<states>[^()]+)\)")
"""``Amal (Lebanon)``."""


@lru_cache(maxsize=10_000)
def party(name: str, register: str = "sipri") -> Entity:
    """The supplier or recipient that a register names.

    In SIPRI's spelling one star marks an armed group, two an organisation. The spellings of ``sipri`` are known to
    the reference knowledge; another register's parties are found by their English names. A party that is not known
    has no ``iri``: it is provisional, and the same name gives the same one again.
    """
    written = " ".join(name.split())
    found = _find(written, register)
    return _provisional(written, register) if found is None else _linked(found, written)


def is_unknown(entity: Entity) -> bool:
    """Whether this party stands for one that the register could not name."""
    known = load().get(entity.iri) if entity.iri else None
    return known is not None and known.is_unknown


@cache
def state_by_iso2(code: str) -> Entity | None:
    """The state with that two-letter code, of ISO 3166-1 or of the European Union (EL and UK), or None."""
    code = code.strip().upper()
    iso3 = _codes()["iso2"].get(code) or _names().iso2.get(code)
    return _state(iso3)


@cache
def state_by_cow(letters: str, year: int | None = None) -> Entity | None:
    """The state that the Correlates of War project abbreviates so, or None.

    The project keeps a state's letters when another takes its place: RUS is the Soviet Union up to 1990. ``year``
    (from 1945 on) tells which is meant; without it the letters mean the state of today.
    """
    meant = _codes()["cow"].get(letters.strip().upper())
    if isinstance(meant, dict):
        last_years = sorted(last for last in meant if isinstance(last, int))
        until = next((last for last in last_years if year is not None and year <= last), "today")
        meant = meant.get(until)
    return _state(meant)


@cache
def _codes() -> dict[str, dict[str, Any]]:
    return yaml_data(files("kg.link").joinpath("codes.yaml"))  # type: ignore[no-any-return]


def _state(iso3: str | None) -> Entity | None:
    found = load().state_by_iso3(iso3) if iso3 else None
    return None if found is None else _linked(found, found.label)


_SAME = {"(s)": "s", "(the)": "", "&": " and ", "'": "", ".": " ", "-": " "}
"""Pieces of names that registers write in several ways, and what they are read as."""


class _Names:
    """All names of parties of the reference knowledge, by the ways in which they are looked up."""

    def __init__(self, reference: Reference) -> None:
        self.exact: dict[str, ReferenceEntity] = {}
        self.iso2: dict[str, str] = {}
        self.spellings: dict[str, dict[str, ReferenceEntity]] = defaultdict(dict)
        self.labels: dict[tuple[str, str], dict[str, ReferenceEntity]] = defaultdict(dict)
        for entity in reference:
            if entity.kind not in _STARS[0]:
                continue
            if entity.iso2 and entity.iso3:
                self.iso2[entity.iso2] = entity.iso3
            for spelling in entity.sipri_names:
                self.exact[spelling] = entity
                self.spellings[_folded(spelling.rstrip("*"))][entity.iri] = entity
            for name in entity.names:
                if name.use == "name" and name.language in {None, "en"}:
                    self.labels[entity.kind, _folded(name.text)][entity.iri] = entity

    def find(self, name: str, kinds: tuple[EntityType, ...]) -> ReferenceEntity | None:
        """The one party with that name in English; of several kinds, the first that has one."""
        for kind in kinds:
            found = self.labels.get((kind, _folded(name)), {})
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                return None
        return None


@cache
def _names() -> _Names:
    return _Names(load())


def _find(written: str, register: str) -> ReferenceEntity | None:
    names = _names()
    if register == "sipri" and written in names.exact:
        return names.exact[written]
    bare = written.rstrip("* ")
    kinds = _kinds(written, register)
    spelt = [one for one in names.spellings.get(_folded(bare), {}).values() if one.kind in kinds]
    if register == "sipri" and len(spelt) == 1:
        return spelt[0]
    for name in _orders(bare):
        if found := names.find(name, kinds):
            return found
    return _hosted(bare, names) or (spelt[0] if len(spelt) == 1 else None)


def _kinds(written: str, register: str) -> tuple[EntityType, ...]:
    stars = len(written) - len(written.rstrip("*")) if register == "sipri" else 0
    return _STARS.get(stars, ("organisation",))


def _orders(name: str) -> Iterator[str]:
    """The name as it stands, and with what follows it put first."""
    yield name
    if turned := _TURNED.fullmatch(name):
        yield f"{turned['rest'] or turned['within']} {turned['head']}"


def _hosted(name: str, names: _Names) -> ReferenceEntity | None:
    """An armed group that is named with the state where it fights, if it does fight there."""
    if not (parts := _HOST.fullmatch(name)):
        return None
    group = names.find(parts["name"], ("group",))
    states = (_find(state, "sipri") for state in parts["states"].split("/"))
    return group if group and any(state and state.iri in group.active_in for state in states) else None


def _folded(name: str) -> str:
    """A name without what differs between registers: case, accents, points, hyphens, the article, ``St`` and ``&``."""
    plain = key(name)
    for written, read in _SAME.items():
        plain = plain.replace(written, read)
    words = plain.split()
    if words and words[0] == "the":
        del words[0]
    return " ".join("saint" if word == "st" else word for word in words)


def _linked(found: ReferenceEntity, written: str) -> Entity:
    last = found.iri.rsplit("/", 1)[-1]
    is_state = found.kind == "state"
    return Entity(
        id=last if is_state else f"{ID_PREFIXES[found.kind]}:{last}",
        type=found.kind,
        name=found.label,
        subtype=_subtype(found),
        iso3=found.iso3 if is_state else None,
        wikidata=found.wikidata,
        iri=found.iri,
        state=found.state.rsplit("/", 1)[-1] if found.state and not is_state else None,
        aliases=() if written == found.label else (written,),
    )


def _subtype(found: ReferenceEntity) -> str | None:
    if found.is_unknown:
        return "unknown_party"
    if found.organisation_kind:
        return found.organisation_kind
    if "Company" in found.classes:
        return "company"
    return "international_organisation" if "InternationalOrganisation" in found.classes else None


def _provisional(written: str, register: str) -> Entity:
    kind = _kinds(written, register)[0]
    bare = written.rstrip("* ") or written or "?"
    return Entity(
        # A state without a code has no prefix of its own among the ids of facts; it goes with the bodies of states.
        id=f"{ID_PREFIXES.get(kind, ID_PREFIXES['organisation'])}:{slug(bare)}",
        type=kind,
        name=bare,
        subtype="international_organisation" if kind == "organisation" else None,
        aliases=() if written in {bare, ""} else (written,),
    )
