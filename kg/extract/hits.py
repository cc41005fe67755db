"""Stretches of the folded text that could be a name, and which of them are: the longest wins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.gazetteer import Entry

# Of several things with one name: which is meant first. The others become alternatives.
_FIRST = ("state", "group", "organisation", "weapon_system", "facility", "person", "place", "weapon_class")
_RANKS = {kind: rank for rank, kind in enumerate(_FIRST)}
_INSIDE_ORGANISATION = frozenset({"state", "organisation", "group"})


class Hit(NamedTuple):
    """A stretch of the folded text and the entries that its words allow.

    ``clitic`` is where what is written together before it begins. ``nested``: it is part of a longer name.
    """

    start: int
    end: int
    clitic: int
    entries: tuple[Entry, ...]
    nested: bool = False

    def of(self, *kinds: str) -> bool:
        """Whether one of the entries is of one of these kinds."""
        for entry in self.entries:  # noqa: SIM110 - asked of all that the automaton finds
            if entry.kind in kinds:
                return True
        return False

    def only(self, kinds: frozenset[str], without: frozenset[str] = frozenset()) -> Hit | None:
        """The hit with the entries of these kinds alone, None if there are none."""
        entries = [e for e in self.entries if e.kind in kinds and e.entity not in without]
        if len(entries) == len(self.entries):
            return self
        return self._replace(entries=tuple(entries)) if entries else None

    @property
    def best(self) -> Entry:
        """The entry that is meant first."""
        return self.entries[0] if len(self.entries) == 1 else min(self.entries, key=order)


def order(entry: Entry) -> int:
    """Rank among entries of one name: states first, full names before short ones, names before metonyms."""
    return kind_order(entry) * 4 + (2 if entry.short else 0) + (1 if entry.form == "metonym" else 0)


def kind_order(entry: Entry) -> int:
    """Rank among entries of one name by what kind of thing they are."""
    return _RANKS.get(entry.kind, len(_FIRST))


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """The longest first; of what is inside a longer one only a state or body inside an organisation is kept."""
    accepted: list[Hit] = []
    cover: list[Hit | None] = [None] * max((hit.end for hit in hits), default=0)
    inner: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start, order(h.best))):
        outer = cover[hit.start] or cover[hit.end - 1]
        if outer is not None:
            nested = _nested(hit, outer, inner.setdefault(outer.start, []))
            if nested is not None:
                inner[outer.start].append(nested)
                accepted.append(nested)
            continue
        if not any(cover[hit.start : hit.end]):
            cover[hit.start : hit.end] = [hit] * (hit.end - hit.start)
            accepted.append(hit)
    return accepted


def _nested(hit: Hit, outer: Hit, others: list[Hit]) -> Hit | None:
    """The hit as part of the name ``outer``, None if it is no name of its own there."""
    shorter = hit.end - hit.start < outer.end - outer.start
    if not shorter or hit.start < outer.start or outer.end < hit.end or not outer.of("organisation"):
        return None
    for other in others:
        if (
            other.start < hit.end
            and hit.start < other.end
            and (other.of("state") or other.end - other.start == hit.end - hit.start)
        ):
            return None
    kept = hit.only(_INSIDE_ORGANISATION, frozenset(entry.entity for entry in outer.entries))
    return kept._replace(nested=True) if kept is not None else None
