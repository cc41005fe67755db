"""Names in a text: who and what of the reference knowledge is named where.

One pass of the language's automaton over the folded text gives every form that could be a name. What stands as a
word competes for the text: the longest wins, and a state named inside the name of one of its bodies is kept
beside it as ``nested``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from kg.extract import bodies, persons, weapons
from kg.extract.boundaries import is_sentence_start, word_start
from kg.extract.gazetteer import Entry, Gazetteer, gazetteer
from kg.extract.hits import Hit, kind_order, longest, order
from kg.extract.scan import Scan
from kg.extract.spans import FoundMention
from kg.facts import EntityType

describe = bodies.describe

_NAMED: frozenset[str] = frozenset(get_args(EntityType))


def find_mentions(text: str, language: str) -> list[FoundMention]:
    """All names in a text, sorted by start, the longer before one nested in it.

    Raises:
        KnowledgeError: if the language has no folder, or its data or the reference knowledge is broken.

    """
    return find(text, gazetteer(language))


def find(text: str, known: Gazetteer) -> list[FoundMention]:
    """As ``find_mentions``, with a gazetteer of one's own."""
    scan = Scan.of(text, known)
    hits = weapons.clear_ambiguous(scan, _spelled_out(scan, scan.hits()))
    composed, used = bodies.compose(scan, hits)
    others = [hit for hit in hits if hit not in used] if used else hits
    shorts: list[Hit] = []
    full: list[Hit] = []
    for hit in others:
        if (named := hit.only(_NAMED)) is not None:
            (shorts if all(entry.short for entry in named.entries) else full).append(named)
    chosen = longest([*composed, *_without_parts(scan, full)])
    if people := persons.resolve(scan, shorts, chosen) + persons.near_misses(scan, chosen):
        chosen = longest([*chosen, *people])
    mentions = _merged(scan, _mentions(scan, chosen))
    mentions += weapons.unknown(scan, mentions)
    return sorted(mentions, key=lambda mention: (mention.start, -mention.end))


def _spelled_out(scan: Scan, hits: list[Hit]) -> list[Hit]:
    """Abbreviations of states as those that the text named last by a name that begins so: 伊 is Iraq behind 伊拉克."""
    if not scan.known.rules.abbreviations:
        return hits
    meant: dict[str, str] = {}
    read: dict[Hit, Hit] = {}
    for hit in sorted(hits, key=lambda hit: hit.start):
        first = scan.string[hit.start]
        for entry in hit.entries:
            if entry.kind == "state" and entry.form == "name" and not entry.abbreviation:
                meant[first] = entry.entity
            elif entry.abbreviation and hit.end - hit.start == 1 and first in meant:
                one = entry._replace(entity=meant[first])
                read[hit] = hit._replace(entries=tuple(one if e is entry else e for e in hit.entries))
    return [read.get(hit, hit) for hit in hits]


def _without_parts(scan: Scan, hits: list[Hit]) -> list[Hit]:
    """Leave out one-word names that are a part of a longer name that nobody knows: Victoria Nuland, Global Times."""
    if not scan.known.rules.names_in_capitals:
        return hits
    starts, ends = {hit.start for hit in hits}, {hit.end for hit in hits}
    return [
        hit
        for hit in hits
        if " " in scan.string[hit.start : hit.end]
        or not (_goes_on(scan, hit, starts) or _has_begun(scan, hit, ends))
    ]


def _goes_on(scan: Scan, hit: Hit, starts: set[int]) -> bool:
    """A city that stands for its state, followed by a name: that is a person or another town."""
    following = hit.end + 1
    return (
        hit.best.form == "metonym"
        and scan.string[hit.end : following] == " "
        and following < len(scan.string)
        and following not in starts
        and scan.is_capital(following)
    )


def _has_begun(scan: Scan, hit: Hit, ends: set[int]) -> bool:
    """An organisation with an ordinary word for a name, directly after another name."""
    string, space = scan.string, hit.start - 1
    if hit.best.kind != "organisation" or hit.best.capital != 1 or string[max(0, space) : hit.start] != " ":
        return False
    if space in ends or not string[space - 1].isalpha():
        return False
    before = word_start(string, space - 1)
    return scan.is_capital(before) and not is_sentence_start(string, before)


def _mentions(scan: Scan, hits: Sequence[Hit]) -> list[FoundMention]:
    found: list[FoundMention] = []
    sure = {
        hit.entries[0].entity
        for hit in hits
        if len(hit.entries) == 1 or len({entry.entity for entry in hit.entries}) == 1
    }
    for hit in hits:
        begin = hit.start - 1 if _opens_quote(scan, hit) else hit.start
        start, end = scan.folded.start_of(begin), scan.folded.end_of(hit.end)
        text = scan.text[start:end]
        ranked = hit.entries if len(hit.entries) == 1 else sorted(hit.entries, key=_meant(text, sure))
        first = ranked[0]
        alternatives = dict.fromkeys(entry.entity for entry in ranked if entry.entity != first.entity)
        found.append(
            FoundMention(
                start=start,
                end=end,
                text=text,
                kind=first.kind,  # type: ignore[arg-type]  # bodies and weapon words are gone by now
                form=first.form,
                entity=first.entity,
                category=first.category,
                alternatives=tuple(alternatives),
                proclitic=scan.text[scan.folded.start_of(hit.clitic) : start] or None,
                nested=hit.nested,
                short=first.short,
            )
        )
    return sorted(found, key=lambda mention: (mention.start, -mention.end))


def _opens_quote(scan: Scan, hit: Hit) -> bool:
    """Whether the quotation marks that close inside of a designation (“翼龙”-2) open right before it."""
    string = scan.string
    return string[hit.start : hit.end].count('"') == 1 and string[hit.start - 1 : hit.start] == '"'


def _meant(written: str, sure: set[str]) -> Callable[[Entry], tuple[bool, int, bool, int]]:
    """How to rank entries of one name: by its vowel marks; then, of one kind, who is named otherwise in the text."""

    def rank(entry: Entry) -> tuple[bool, int, bool, int]:
        return (entry.marked != written, kind_order(entry), entry.entity not in sure, order(entry))

    return rank


def _merged(scan: Scan, mentions: list[FoundMention]) -> list[FoundMention]:
    """Two class nouns side by side that say the same, the one narrower, are one (طائرات الهليكوبتر)."""
    merged: list[FoundMention] = []
    for mention in mentions:
        narrower = _narrower(scan, merged[-1], mention) if merged else None
        if narrower is None:
            merged.append(mention)
        else:
            text = scan.text[merged[-1].start : mention.end]
            merged[-1] = merged[-1]._replace(
                end=mention.end, text=text, entity=narrower.entity, category=narrower.category
            )
    return merged


def _narrower(scan: Scan, first: FoundMention, second: FoundMention) -> FoundMention | None:
    """The narrower of two neighbouring class nouns of which one contains the other, else None."""
    if first.kind != "weapon_class" or second.kind != "weapon_class" or second.proclitic:
        return None
    if not first.category or not second.category or scan.text[first.end : second.start] != " ":
        return None
    if scan.known.reference.is_within(second.category, first.category):
        return second
    return first if scan.known.reference.is_within(first.category, second.category) else None
