"""Stretches of the folded text that could be a name, and which of them are: the longest wins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.extract.gazetteer import Entry

# Of several things with one name: which is meant first. The others become alternatives.
_FIRST = ("state", "group", "organisation", "weapon_system", "facility", "person", "place", "weapon_class")
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
        return any(entry.kind in kinds for entry in self.entries)

    def only(self, kinds: frozenset[str], without: frozenset[str] = frozenset()) -> Hit | None:
        """The hit with the entries of these kinds alone, None if there are none."""
        entries = tuple(e for e in self.entries if e.kind in kinds and e.entity not in without)
        return self._replace(entries=entries) if entries else None

    @property
    def best(self) -> Entry:
        """The entry that is meant first."""
        return min(self.entries, key=order)


def order(entry: Entry) -> int:
    """Rank among entries of one name: states first, full names before short ones, names before metonyms."""
    return kind_order(entry) * 4 + (2 if entry.short else 0) + (1 if entry.form == "metonym" else 0)


def kind_order(entry: Entry) -> int:
    """Rank among entries of one name by what kind of thing they are."""
    return _FIRST.index(entry.kind) if entry.kind in _FIRST else len(_FIRST)


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The longest first; of what is inside a longer one only a state or body inside an organisation is kept."""
    accepted: list[Hit] = []
    cover: dict[int, Hit] = {}
    inner: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start, order(h.best))):
        outer = next((cover[p] for p in (hit.start, hit.end - 1) if p in cover), None)
        if outer is not None:
            nested = _nested(hit, outer, inner.setdefault(outer.start, []))
            if nested is not None:
                inner[outer.start].append(nested)
                accepted.append(nested)
            continue
        if any(position in cover for position in range(hit.start, hit.end)):
            continue
        for position in range(hit.start, hit.end):
            cover[position] = hit
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
