"""Weapons that only their neighbours tell: names that are ordinary words, and designations that nobody knows."""

from __future__ import annotations

import re
from bisect import bisect_left

from kg.extract import designations
from kg.extract.hits import Hit
from kg.extract.scan import Scan
from kg.extract.spans import FoundMention

_NEARBY = 40  # characters in which the words around a name are looked for
_NUMBER = 12
_COUNTED = re.compile(r"(?<![\w.,])\d{1,3}(?:[ .,]?\d{3})? $")
"""A number that counts what comes next."""
_BREAKS = frozenset(".!?;\n؟؛。，、,،")


def clear_ambiguous(scan: Scan, hits: list[Hit]) -> list[Hit]:
    """Leave out weapons whose name is an ordinary word and stands there as one.

    A cased script needs a word for a kind of weapon at most three words away, quotation marks or a number before it; a
    script without case needs such a word right beside the name.
    """
    clues = [hit for hit in hits if hit.of("weapon_word", "weapon_class")]
    clue_ends, clue_starts = {hit.end for hit in clues}, {hit.start for hit in clues}
    kept: list[Hit] = []
    for hit in hits:
        entries = [entry for entry in hit.entries if entry.kind != "weapon_word"]
        unclear = [entry for entry in entries if entry.ambiguous]
        if unclear and not _is_clear(scan, hit, clue_ends, clue_starts):
            entries = [entry for entry in entries if not entry.ambiguous]
        if entries:
            kept.append(hit if len(entries) == len(hit.entries) else hit._replace(entries=tuple(entries)))
    return kept


def _is_clear(scan: Scan, hit: Hit, clue_ends: set[int], clue_starts: set[int]) -> bool:
    string, cased = scan.string, scan.known.rules.cased
    if any(start in clue_starts for start in range(hit.start, hit.end)):
        return True  # "TOW missiles": the word that makes the name clear is part of it
    most = 3 if cased else 0
    for end in range(hit.clitic, max(-1, hit.clitic - _NEARBY), -1):
        if end in clue_ends:
            if _few_words(string[end : hit.clitic], most):
                return True
            break
    for start in range(hit.end, min(len(string), hit.end + _NEARBY)):
        if start in clue_starts:
            if _few_words(string[hit.end : start], most):
                return True
            break
    if cased and _COUNTED.search(string[max(0, hit.clitic - _NUMBER) : hit.clitic]):
        return True  # "14 Gepard"
    quotes = {'"', "'"}
    return cased and string[hit.clitic - 1 : hit.clitic] in quotes and string[hit.end : hit.end + 1] in quotes


def _few_words(between: str, most: int) -> bool:
    return _BREAKS.isdisjoint(between) and len(between.strip(" \"'-()").split()) <= most


def unknown(scan: Scan, mentions: list[FoundMention]) -> list[FoundMention]:
    """Letters and a number beside a class noun, at most one word between: a weapon that the reference lacks."""
    nouns = sorted((m for m in mentions if m.kind == "weapon_class"), key=lambda m: m.start)
    starts = [noun.start for noun in nouns]
    taken = {position for m in mentions for position in range(m.start, m.end)}
    found: list[FoundMention] = []
    patterns = scan.known.spoken_number, scan.known.rules.designations
    for start, end in designations.unknown(scan.text, scan.folded, *patterns):
        if start in taken or end - 1 in taken:
            continue
        place = bisect_left(starts, start)
        beside = _beside(scan.text, start, end, nouns[max(0, place - 1) : place + 1])
        if beside is not None:
            taken.update(range(start, end))
            text = scan.text[start:end]
            found.append(
                FoundMention(start, end, text, "weapon_system", "designation", None, beside.category)
            )
    return found


def _beside(text: str, start: int, end: int, nouns: list[FoundMention]) -> FoundMention | None:
    for noun in nouns:
        between = text[noun.end : start] if noun.end <= start else text[end : noun.start]
        if len(between) < _NEARBY and _few_words(between, 1):
            return noun
    return None
