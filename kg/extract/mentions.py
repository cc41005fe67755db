"""Names in a text: who and what of the reference knowledge is named where.

One pass of the language's automaton over the folded text gives every form that could be a name. What stands at
word boundaries, in the right case and in a context that allows it, competes for the text: the longest wins, and
a state named inside the name of one of its bodies is kept beside it as ``nested``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.extract import bodies, designations, persons
from kg.extract.boundaries import is_joined, is_sentence_start, word_end, word_start
from kg.extract.fold import Folded, fold
from kg.extract.gazetteer import Entry, Gazetteer, gazetteer
from kg.extract.spans import FoundMention
from kg.facts import EntityType

describe = bodies.describe

# Of several things with one name: which is meant first. The others become alternatives.
_FIRST = ("state", "group", "organisation", "weapon_system", "facility", "person", "place", "weapon_class")
_NEARBY = 40  # characters in which the words around a name are looked for
_INSIDE_ORGANISATION = {"state", "organisation", "group"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of the folded text and the entries that its words allow. ``clitic`` is where its clitic begins."""

    start: int
    end: int
    clitic: int
    entries: tuple[Entry, ...]

    def of(self, *kinds: str) -> bool:
        """Whether one of the entries is of one of these kinds."""
        return any(entry.kind in kinds for entry in self.entries)


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
    full = [hit for hit in hits if not _is_short(hit)]
    chosen = _longest([*composed, *full])
    shorts = persons.resolve([hit for hit in hits if _is_short(hit)], chosen, text, folded, known)
    near = persons.near_misses(text, folded, chosen, known)
    chosen = _longest([*chosen, *(hit for hit in [*shorts, *near])])
    mentions = _mentions(text, folded, chosen)
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
    if context is not None and not context.allows(string, clitic, end, initial=is_sentence_start(string, clitic)):
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
        if string[end : end + 1] in {".", ","} and string[end + 1 : end + 2].isdigit() and string[end - 1].isdigit():
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
        if any(entry.ambiguous for entry in hit.entries) and not _is_clear(string, hit, clues_end, clues_start, known):
            entries = tuple(entry for entry in hit.entries if not entry.ambiguous)
            if not entries:
                continue
            hit = replace(hit, entries=entries)
        kept.append(hit)
    return kept


def _is_clear(
    string: str, hit: Hit, clues_end: dict[int, bool], clues_start: dict[int, bool], known: Gazetteer
) -> bool:
    quoted = string[max(0, hit.clitic - 1) : hit.clitic] in {'"', "'"} and string[hit.end : hit.end + 1] in {'"', "'"}
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


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """The longest first; of what is inside a longer one only a state or body inside an organisation is kept."""
    accepted: list[Hit] = []
    cover: dict[int, Hit] = {}
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start, _rank(h))):
        if hit.of("body"):
            hit = replace(hit, entries=tuple(e for e in hit.entries if e.kind != "body"))
            if not hit.entries:
                continue
        around = {id(outer): outer for outer in (cover.get(p) for p in range(hit.start, hit.end)) if outer is not None}
        if around:
            outer = next(iter(around.values()))
            inside = len(around) == 1 and outer.start <= hit.start and hit.end <= outer.end
            same = outer.start == hit.start and outer.end == hit.end
            if same or not inside or not outer.of("organisation") or not hit.of(*_INSIDE_ORGANISATION):
                continue
            named = {entry.entity for entry in outer.entries}
            entries = tuple(e for e in hit.entries if e.kind in _INSIDE_ORGANISATION and e.entity not in named)
            if not entries:
                continue
            hit = replace(hit, entries=entries)
            if any(a.start == hit.start and a.end == hit.end for a in accepted):
                continue
            if any(a is not outer and a.start < hit.end and hit.start < a.end and a.of("state") for a in accepted):
                continue
            accepted.append(hit)
            continue
        for position in range(hit.start, hit.end):
            cover[position] = hit
        accepted.append(hit)
    return accepted


def _rank(hit: Hit) -> int:
    return min(_order(entry) for entry in hit.entries)


def _order(entry: Entry) -> int:
    place = _FIRST.index(entry.kind) if entry.kind in _FIRST else len(_FIRST)
    return place * 4 + (2 if entry.short else 0) + (1 if entry.form == "metonym" else 0)


def _mentions(text: str, folded: Folded, hits: Sequence[Hit]) -> list[FoundMention]:
    outer = defaultdict(list)
    for hit in hits:
        if hit.of("organisation"):
            outer[hit.end].append(hit)
    found: list[FoundMention] = []
    for hit in hits:
        first, *others = sorted(hit.entries, key=_order)
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
                proclitic=text[folded.start_of(hit.clitic) : start] or None if hit.clitic < hit.start else None,
                nested=any(o is not hit and o.start <= hit.start and hit.end <= o.end for os in outer.values() for o in os),
                short=first.short,
            )
        )
    return found


def _kind(entry: Entry) -> EntityType:
    return entry.kind  # type: ignore[return-value]


def _unknown_designations(
    text: str, folded: Folded, mentions: list[FoundMention], known: Gazetteer
) -> list[FoundMention]:
    classes = [m for m in mentions if m.kind == "weapon_class"]
    if not classes:
        return []
    taken = sorted((m.start, m.end) for m in mentions)
    found: list[FoundMention] = []
    for start, end in designations.unknown(text, folded, known.spoken_number):
        if any(a < end and start < b for a, b in taken):
            continue
        beside = _class_beside(text, start, end, classes)
        if beside is not None:
            found.append(
                FoundMention(start, end, text[start:end], "weapon_system", "designation", None, beside.category)
            )
    return found


def _class_beside(text: str, start: int, end: int, classes: list[FoundMention]) -> FoundMention | None:
    """The class noun directly before or behind, at most one word between."""
    for noun in classes:
        if noun.end <= start and start - noun.end < _NEARBY and _few_words(text[noun.end : start], 1):
            return noun
    for noun in classes:
        if end <= noun.start and noun.start - end < _NEARBY and _few_words(text[end : noun.start], 1):
            return noun
    return None
