"""Who is meant where SIPRI's words name a party outside the columns for it: in a comment, or in a file's name."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from kg.facts import Entity
from kg.link.registers import party
from kg.reference import load

_LONGEST_NAME = 4
"""Words."""


@cache
def party_named(words: str) -> Entity | None:
    """The known party that is called so, or whose people are ("Afghan"); None if that is not sure."""
    plain = " ".join(words.split())
    found = party(plain)
    if found.iri:
        return found
    states = _by_people().get(plain.casefold(), set())
    state = load().get(next(iter(states))) if len(states) == 1 else None
    return party(state.label) if state else None


def party_in_file_name(stem: str) -> Entity | None:
    """The one state whose name, or whose people's name, stands in the name of a file; None if there isn't just one."""
    words = [word for word in re.split(r"[^\w']+|_|\d+", stem) if word]
    found: dict[str, Entity] = {}
    taken = 0
    for start in range(len(words)):
        if start < taken:
            continue
        for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
            one = party_named(" ".join(words[start:end]))
            if one is not None and one.type == "state":
                found[one.id] = one
                taken = end
                break
    return next(iter(found.values())) if len(found) == 1 else None


@cache
def _by_people() -> dict[str, set[str]]:
    """What the people of a state are called in English, folded -> IRIs of states."""
    found: dict[str, set[str]] = defaultdict(set)
    for state in load().of_kind("state"):
        for name in state.names:
            if name.use == "demonym" and name.language == "en":
                found[name.text.casefold()].add(state.iri)
    return found
