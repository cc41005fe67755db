"""Names in a text: who and what of the reference knowledge is named where.

One pass of the language's automaton over the folded text gives every form that could be a name. What stands at
word boundaries, in the right case and in a context that allows it, competes for the text: the longest wins, and
a state named inside the name of one of its bodies is kept beside it as ``nested``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from kg.extract import bodies, designations, persons
from kg.extract.boundaries import is_joined, is_sentence_start, word_end, word_start
from kg.extract.fold import Folded, fold
from kg.extract.gazetteer import Entry, Gazetteer, gazetteer
from kg.extract.hits import Hit, longest, order
from kg.extract.spans import FoundMention
from kg.facts import EntityType

describe = bodies.describe

_NAMED = frozenset(
    {"state", "person", "organisation", "group", "place", "facility", "weapon_system", "weapon_class"}
)
_NEARBY = 40  # characters in which the words around a name are looked for


def find_mentions(text: str, language: str) -> list[FoundMention]:
    """All names in a text, sorted by start, the longer before one nested in it.

    Raises:
        KnowledgeError: if the language has no folder, or its data or the reference knowledge is broken.
    """
    return find(text, gazetteer(language))


def find(text: str, known: Gazetteer) -> list[FoundMention]:
    """As ``find_mentions``, with a gazetteer of one's own."""
    folded = fold(text)
    hits = _hits(text, folded, known)
    hits = _with_weapon_context(folded.text, hits, known)
    composed = bodies.compose(folded.text, hits, known)
    hits = [kept for hit in hits if (kept := hit.only(_NAMED)) is not None]
    full = [hit for hit in hits if not _is_short(hit)]
    if known.rules.names_in_capitals:
        starts, ends = {hit.start for hit in full}, {hit.end for hit in full}
        full = [hit for hit in full if not _in_longer_name(text, folded, hit, starts, ends)]
    chosen = longest([*composed, *full])
    shorts = persons.resolve([hit for hit in hits if _is_short(hit)], chosen, text, folded, known)
    near = persons.near_misses(text, folded, chosen, known)
    chosen = longest([*chosen, *(hit for hit in [*shorts, *near])])
    mentions = _merged(text, _mentions(text, folded, chosen), known)
    mentions += _unknown_designations(text, folded, mentions, known)
    return sorted(mentions, key=lambda m: (m.start, -m.end))


def _hits(text: str, folded: Folded, known: Gazetteer) -> list[Hit]:
    if not len(known.automaton):
        return []
    found: list[Hit] = []
    string = folded.text
    for last, (length, entries) in known.automaton.iter(string):
        hit = _bounded(text, folded, last - length + 1, last + 1, entries, known)
        if hit is not None:
            found.append(hit)
    return found


def _bounded(
    text: str, folded: Folded, start: int, end: int, entries: tuple[Entry, ...], known: Gazetteer
) -> Hit | None:
    rules, string = known.rules, folded.text
    plain, absorbed, clitic = True, False, start
    if start and is_joined(string[start - 1], string[start]):
        if end - start < 2 and not entries[0].abbreviation:
            return None
        clitic = word_start(string, start)
        prefix = string[clitic:start]
        plain = rules.before.fullmatch(prefix) is not None
        absorbed = rules.absorbed.fullmatch(prefix) is not None
        if not plain and not absorbed:
            attached = tuple(e for e in entries if e.kind == "body") if rules.bodies_attached else ()
            if attached:
                entries, plain, clitic = attached, True, start
            elif _compounds(end - start, entries, known):
                entries = tuple(e for e in entries if e.kind == "weapon_class")
                start, plain = clitic, True
            else:
                return None
    allowed: list[Entry] = []
    furthest = end
    rest = ""
    if end < len(string) and is_joined(string[end - 1], string[end]):
        rest = string[end : word_end(string, end)]
    for entry in entries:
        if not ((plain and entry.absorbed != 1) or (absorbed and entry.absorbed)):
            continue
        stop = _right(text, folded, start, end, rest, entry, known)
        if stop is None or not _capitals_fit(text, folded, start, end, entry, known):
            continue
        if stop > furthest:
            furthest = stop
        allowed.append(entry)
    if not allowed:
        return None
    context = rules.contexts.get(string[start:end])
    if context is not None and not context.allows(
        string, clitic, end, initial=is_sentence_start(string, clitic)
    ):
        return None
    if allowed[0].abbreviation:
        around = rules.abbreviation_context
        always = string[start:end] in rules.always
        if not always and (around is None or not around.allows(string, start, end, initial=False)):
            allowed = [entry for entry in allowed if not entry.abbreviation]
            if not allowed:
                return None
    return Hit(start, furthest, clitic, tuple(allowed))


def _compounds(length: int, entries: tuple[Entry, ...], known: Gazetteer) -> bool:
    """Whether a class noun may be the head of a word written in one (Transporthubschrauber)."""
    least = known.rules.compound_shortest
    return bool(least) and length >= least and any(entry.kind == "weapon_class" for entry in entries)


def _right(
    text: str, folded: Folded, start: int, end: int, rest: str, entry: Entry, known: Gazetteer
) -> int | None:
    """Where the mention ends, None if the word goes on in a way that makes it another word."""
    rules, string = known.rules, folded.text
    if entry.numbered:
        if rest:
            if not rest[0].isalpha() or len(rest) > 4 or not string[end - 1].isdigit():
                return end if _is_ending(rest, entry, known) else None
            original = text[folded.start_of(end) : folded.end_of(end + len(rest))]
            if original[0].isupper():
                return end + len(rest)
            return end if _is_ending(rest, entry, known) else None
        if (
            string[end : end + 1] in {".", ","}
            and string[end + 1 : end + 2].isdigit()
            and string[end - 1].isdigit()
        ):
            return None
        spoken = known.spoken_suffix.match(string, end) if string[end - 1].isdigit() else None
        return spoken.end() if spoken else end
    if not rest:
        return end
    if _is_ending(rest, entry, known):
        return end + len(rest) if entry.kind in rules.after_inside else end
    if rules.glued_shortest and end - start >= rules.glued_shortest and rules.glued.fullmatch(rest):
        return end
    return None


def _is_ending(rest: str, entry: Entry, known: Gazetteer) -> bool:
    after = known.rules.after
    pattern = after.get(entry.kind) or after.get("default")
    return pattern is not None and pattern.fullmatch(rest) is not None


def _capitals_fit(text: str, folded: Folded, start: int, end: int, entry: Entry, known: Gazetteer) -> bool:
    if not entry.capital or not known.rules.cased:
        return True
    original = text[folded.start_of(start) : folded.end_of(end)]
    if entry.capital == 2:
        return original.isupper()
    return original[:1].isupper() or not original[:1].isalpha()


def _is_short(hit: Hit) -> bool:
    return all(entry.short for entry in hit.entries)


def _with_weapon_context(string: str, hits: list[Hit], known: Gazetteer) -> list[Hit]:
    """Leave out weapons whose name is an ordinary word and stands there as one."""
    clues_end: dict[int, bool] = {}
    clues_start: dict[int, bool] = {}
    for hit in hits:
        if hit.of("weapon_word", "weapon_class"):
            clues_end[hit.end] = clues_start[hit.start] = True
    kept: list[Hit] = []
    for hit in hits:
        if hit.of("weapon_word"):
            entries = tuple(entry for entry in hit.entries if entry.kind != "weapon_word")
            if not entries:
                continue
            hit = replace(hit, entries=entries)
        if any(entry.ambiguous for entry in hit.entries) and not _is_clear(
            string, hit, clues_end, clues_start, known
        ):
            entries = tuple(entry for entry in hit.entries if not entry.ambiguous)
            if not entries:
                continue
            hit = replace(hit, entries=entries)
        kept.append(hit)
    return kept


def _is_clear(
    string: str, hit: Hit, clues_end: dict[int, bool], clues_start: dict[int, bool], known: Gazetteer
) -> bool:
    quoted = string[max(0, hit.clitic - 1) : hit.clitic] in {'"', "'"} and string[hit.end : hit.end + 1] in {
        '"',
        "'",
    }
    words = 3 if known.rules.cased else 1
    before = string[max(0, hit.clitic - _NEARBY) : hit.clitic]
    after = string[hit.end : hit.end + _NEARBY]
    for end in range(hit.clitic, max(0, hit.clitic - _NEARBY) - 1, -1):
        if end in clues_end:
            if _few_words(before[len(before) - (hit.clitic - end) :], words - 1):
                return True
            break
    for start in range(hit.end, min(len(string), hit.end + _NEARBY)):
        if start in clues_start:
            if _few_words(after[: start - hit.end], words - 1):
                return True
            break
    return quoted and known.rules.cased


def _few_words(between: str, most: int) -> bool:
    if any(mark in between for mark in ".!?;\n؟؛。，、,،"):
        return False
    return len(between.strip(" \"'-()").split()) <= most


def _in_longer_name(text: str, folded: Folded, hit: Hit, starts: set[int], ends: set[int]) -> bool:
    """Whether a one-word name is only a part of a longer one that nobody knows: Victoria Nuland, Global Times."""
    string = folded.text
    if " " in string[hit.start : hit.end]:
        return False
    first = hit.entries[0]
    after = hit.end + 1
    if first.form == "metonym" and string[hit.end : after] == " " and after < len(string):
        return text[folded.start_of(after)].isupper() and after not in starts
    if first.kind == "organisation" and first.capital == 1 and string[hit.start - 1 : hit.start] == " ":
        before = (
            word_start(string, hit.start - 2)
            if hit.start > 1 and string[hit.start - 2].isalpha()
            else hit.start
        )
        return (
            before < hit.start
            and text[folded.start_of(before)].isupper()
            and not is_sentence_start(string, before)
            and hit.start - 1 not in ends
        )
    return False


def _mentions(text: str, folded: Folded, hits: Sequence[Hit]) -> list[FoundMention]:
    found: list[FoundMention] = []
    for hit in hits:
        first, *others = sorted(hit.entries, key=order)
        start, end = folded.start_of(hit.start), folded.end_of(hit.end)
        alternatives = dict.fromkeys(e.entity for e in others if e.entity != first.entity)
        found.append(
            FoundMention(
                start=start,
                end=end,
                text=text[start:end],
                kind=_kind(first),
                form=first.form,
                entity=first.entity,
                category=first.category,
                alternatives=tuple(alternatives),
                proclitic=text[folded.start_of(hit.clitic) : start] if hit.clitic < hit.start else None,
                nested=hit.nested,
                short=first.short,
            )
        )
    return found


def _merged(text: str, mentions: list[FoundMention], known: Gazetteer) -> list[FoundMention]:
    """Two class nouns side by side that say the same, the one narrower, are one (طائرات الهليكوبتر)."""
    merged: list[FoundMention] = []
    within = known.reference.is_within
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.kind == mention.kind == "weapon_class"
            and text[last.end : mention.start] == " "
            and last.category is not None
            and mention.category is not None
            and not mention.proclitic
            and (within(mention.category, last.category) or within(last.category, mention.category))
        ):
            narrow = mention if within(mention.category, last.category) else last
            merged[-1] = replace(
                last,
                end=mention.end,
                text=text[last.start : mention.end],
                entity=narrow.entity,
                category=narrow.category,
            )
        else:
            merged.append(mention)
    return merged


def _kind(entry: Entry) -> EntityType:
    return entry.kind  # type: ignore[return-value]


def _unknown_designations(
    text: str, folded: Folded, mentions: list[FoundMention], known: Gazetteer
) -> list[FoundMention]:
    """Letters and a number beside a class noun: a weapon that the reference does not know."""
    nouns = sorted((m for m in mentions if m.kind == "weapon_class"), key=lambda m: m.start)
    starts = [noun.start for noun in nouns]
    taken = {position for m in mentions for position in range(m.start, m.end)}
    found: list[FoundMention] = []
    for start, end in designations.unknown(text, folded, known.spoken_number):
        if not nouns or start in taken or end - 1 in taken:
            continue
        place = bisect_left(starts, start)
        before = nouns[place - 1] if place else None
        after = nouns[place] if place < len(nouns) else None
        beside = None
        if before is not None and start - before.end < _NEARBY and _few_words(text[before.end : start], 1):
            beside = before
        elif after is not None and after.start - end < _NEARBY and _few_words(text[end : after.start], 1):
            beside = after
        if beside is not None:
            taken.update(range(start, end))
            found.append(
                FoundMention(
                    start, end, text[start:end], "weapon_system", "designation", None, beside.category
                )
            )
    return found
