"""The word patterns of a language, compiled: triggers, markers, status cues, events.

A pattern in a language file is a phrase of that language with a little notation on top:

===========  ==========================================================
``a b``      the words a and b with any white space between
``stem*``    a word that starts with ``stem``
``(a|b)``    one of several; ``(a )?`` something that may be missing
``~``        up to three words of any kind
``<`` ``>``  where the mention of an entity begins and ends (markers and events only)
===========  ==========================================================

Patterns are matched against ``flat(text)``, which has the same length as the text, so that every match is a
span of the text as stored.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

from kg.errors import KnowledgeError
from kg.extract.languages import load
from kg.extract.openings import Index, Places
from kg.garbage import collector_paused
from kg.han import SIMPLIFIED

_FOLD = str.maketrans(
    "أإآٱىیةؤئکھ’‘ʼ`´׳“”„«»״「」『』–—‑‐−־\u00a0\u202f\u200c", 'ااااييهويكه\'\'\'\'\'\'""""""""""------   '
)
_MARK = "\u064b"
"""Stands in flat text for every vowel mark and elongation. They may follow any letter, so that a pattern is full of
them, and to compile a class of such characters takes far longer than one character.
"""
_IS_MARK = re.compile("[\u064b-\u0652\u0670\u0640\u05b0-\u05bc]")
_ABJAD = re.compile("[\u0621-\u064a\u0671-\u06d3\u05d0-\u05ea]")


_FEW = 60
"""So many different letters are replaced faster one by one than each letter of a text is looked up."""


@cache
def _flat_char(char: str) -> str:
    if "\uac00" <= char <= "\ud7a3":
        return char  # a Korean syllable decomposes into its letters, of which the first is not the syllable
    if _IS_MARK.match(char):
        return _MARK
    folded = char.translate(_FOLD)
    base = unicodedata.normalize("NFD", folded)[0].lower()
    base = SIMPLIFIED.get(base, base)
    if len(base) == 1 and not unicodedata.combining(base):
        return base.translate(_FOLD)
    return char


def flat(text: str) -> str:
    """The text in one case, without accents, with one form of each letter, mark and hyphen, of equal length."""
    changed = {char: folded for char in set(text) if (folded := _flat_char(char)) != char}
    if len(changed) > _FEW:
        return "".join(map(_flat_char, text))
    for char, folded in changed.items():  # what is flat stays as it is, so that the order does not matter
        text = text.replace(char, folded)
    return text


class Cue(NamedTuple):
    """A stretch of text that one of the patterns of a language matched, with what the language file says of it."""

    start: int
    end: int
    group: int
    attributes: dict[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        return self.attributes.get(name, default)


class _Group(NamedTuple):
    """A group of patterns: its number, what the language file says of it, and the expression for all of them."""

    number: int
    attributes: dict[str, Any]
    compiled: re.Pattern[str]

    def cue(self, match: re.Match[str]) -> Cue:
        return Cue(*match.span("x"), self.number, self.attributes)

    def at(self, places: list[int], flat_text: str, start: int, stop: int) -> list[Cue]:
        """What ``finditer`` would find, for an expression that matches at none but some places."""
        found: list[Cue] = []
        after, compiled = start, self.compiled
        for place in places[bisect_left(places, start) : bisect_left(places, stop)]:
            if place >= after and (match := compiled.match(flat_text, place, stop)):
                after = match.end()
                found.append(self.cue(match))
        return found


class Patterns:
    """Groups of patterns, each with attributes, found in one pass over the text.

    Where two groups match at one place the longer match wins, then the earlier group of the file. With an ``index``
    the expressions are tried only where one of them may begin.
    """

    def __init__(
        self,
        groups: Sequence[tuple[dict[str, Any], Sequence[str]]],
        boundary: Boundary,
        index: Index | None = None,
    ) -> None:
        self._listed: dict[int, _Group] = {}
        self._loose: list[_Group] = []
        for number, (attributes, patterns) in enumerate(groups):
            if patterns:
                group = _Group(number, attributes, boundary.compile(patterns))
                listed = index.add(patterns, boundary.ends) if index is not None else None
                if listed is None:
                    self._loose.append(group)
                else:
                    self._listed[listed] = group

    def find(
        self, flat_text: str, start: int = 0, end: int | None = None, places: Places | None = None
    ) -> list[Cue]:
        """All cues in a stretch of a flat text, none inside another, in order.

        ``places`` are those of the index for the whole of the text.
        """
        stop = len(flat_text) if end is None else end
        found: list[Cue] = []
        for group in self._loose if places is not None else [*self._loose, *self._listed.values()]:
            found += map(group.cue, group.compiled.finditer(flat_text, start, stop))
        if places:
            for listed in self._listed.keys() & places.keys():
                found += self._listed[listed].at(places[listed], flat_text, start, stop)
        if len(found) < 2:
            return found
        taken, kept = bytearray(stop - start), []
        for cue in sorted(found, key=lambda cue: (cue.start - cue.end, cue.group, cue.start)):
            low, high = cue.start - start, cue.end - start
            if taken.find(1, low, high) < 0:
                taken[low:high] = b"\x01" * (high - low)
                kept.append(cue)
        return sorted(kept, key=lambda cue: cue.start)


@dataclass(frozen=True, slots=True)
class Boundary:
    """What may stand before and after a word of the language: ``layout.yaml`` says which.

    ``word`` is ``both`` (spaced scripts), ``left`` (particles are glued on behind) or ``none`` (no spaces).
    ``proclitics`` is a character class of letters that may be glued on in front.
    """

    word: str
    proclitics: str

    def compile(self, patterns: Sequence[str]) -> re.Pattern[str]:
        left = "" if self.word == "none" else r"(?<!\w)"
        if self.proclitics:
            left += f"(?:{self.proclitics})?"
        bodies = [expand(pattern) + (r"(?!\w)" if self.ends(pattern) else "") for pattern in patterns]
        return re.compile(f"{left}(?P<x>{'|'.join(sorted(bodies, key=len, reverse=True))})")

    def ends(self, pattern: str) -> bool:
        """Whether no letter may follow a pattern: one that ends in ``(?=...)`` says itself what does."""
        return self.word == "both" and not _LOOKS_AHEAD.search(pattern)


_LOOKS_AHEAD = re.compile(r"\(\?=(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)$")


_NOTATION = {"*": r"\w*", "~": r"(?:[^\s<>]+\s+){0,3}?", " ": r"\s+", ".": r"\.", "’": "'", "‘": "'"}


def _expanded(char: str) -> str:
    if char in _NOTATION:
        return _NOTATION[char]
    if _ABJAD.match(char):
        return f"{_flat_char(char)}{_MARK}*"
    return _flat_char(char) if char.isalpha() else char


def expand(pattern: str) -> str:
    """A pattern of a language file as a regular expression over flat text.

    Raises:
        KnowledgeError: if it is no valid pattern.

    """
    parts: list[str] = []
    escaped = False
    for char in pattern:
        if char == " " and parts and parts[-1] == _NOTATION["~"]:
            continue
        # Letters are folded, those of classes are not: \\S is not \\s.
        parts.append(char if escaped else _expanded(char))
        escaped = char == "\\" and not escaped
    expression = "".join(parts)
    try:
        re.compile(expression)
    except re.error as error:
        raise KnowledgeError(f"the pattern {pattern!r} of a language file is not valid: {error}") from error
    return f"(?:{expression})"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All patterns of one language, compiled once; ``index`` says where in a text they may begin.

    ``preverbal``: parties with their markers stand before the verb. ``amount_behind``: numbers follow what they count.
    ``of_type``: what links a class of weapons to a name behind it ("fighters, of the type Rafale").
    ``objects_marked``: a name that is an object has a marker, so that a bare one right behind a verb is its subject.
    ``negation_in_clause``: "not" denies the verb of its own clause, on either side of it.
    """

    language: str
    index: Index
    order: str
    spaced: bool
    preverbal: bool
    amount_reach: int
    amount_behind: bool
    objects_marked: bool
    negation_in_clause: bool
    sentence_end: re.Pattern[str]
    abbreviations: frozenset[str]
    boilerplate: re.Pattern[str] | None
    triggers: Patterns
    not_triggers: Patterns
    markers: tuple[Marker, ...]
    marker_index: Index
    proclitic_markers: dict[str, str]
    light_verbs: Patterns
    conjunction: re.Pattern[str]
    status: Patterns
    attribution: Patterns
    goods_use: Patterns
    both: Patterns
    own: Patterns
    ours: Patterns
    units: re.Pattern[str] | None
    of_type: re.Pattern[str] | None
    buys_in: bool
    further: Patterns
    cargo: Patterns
    counts_others: re.Pattern[str] | None
    rulers_before: re.Pattern[str] | None
    rulers_behind: re.Pattern[str] | None
    rulers_of: re.Pattern[str] | None
    beneficiary: Patterns
    kinds: Patterns
    modes: Patterns
    events: Patterns
    offices: Patterns


FRAME_MEMBERS = frozenset(
    {
        "triggers", "not_triggers", "skip", "markers", "proclitic_markers", "conjunctions", "light_verbs", "beneficiary",
        "both_parties", "own_country", "we", "rulers_before", "rulers_behind", "possessive", "goods_use", "units", "of_type", "further",
        "cargo", "counts_others", "buys_in", "kinds", "modes",
    }
)  # fmt: skip
"""The members of ``frames.yaml``. docs/languages.md says what each is for."""


def _flatten(tree: dict[str, Any], name: str) -> list[tuple[dict[str, Any], list[str]]]:
    """A list of groups, each ``{patterns: [...], attribute: value, ...}``, as a pattern table wants it."""
    return [
        ({key: value for key, value in group.items() if key != "patterns"}, list(group["patterns"]))
        for group in tree.get(name, [])
    ]


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker of parties: expressions over a ``window`` of the text around a mention.

    ``led`` have words in front of the mention that may begin at the places of ``group`` in the lexicon's index of
    markers, ``loose`` anywhere; ``bare`` begin at the mention itself.
    """

    name: str
    led: re.Pattern[str] | None
    group: int | None
    loose: re.Pattern[str] | None
    bare: re.Pattern[str] | None

    def marks(self, view: str, at: int, places: Places) -> bool:
        """Whether a mention is marked so; ``at`` is where it begins in its window."""
        if self.bare is not None and self.bare.match(view, at):
            return True
        if self.led is not None and self.group is not None:
            for place in places.get(self.group, ()):
                if self.led.match(view, place):
                    return True
        return self.loose is not None and self.loose.search(view) is not None


def _markers(frames: dict[str, Any], boundary: Boundary, index: Index) -> tuple[Marker, ...]:
    edge = "" if boundary.word == "none" else r"(?<!\w)"
    if boundary.proclitics:
        edge += f"(?:{boundary.proclitics})?"
    skip = "|".join(expand(word) for word in frames.get("skip", []))
    # Each word to skip needs white space behind it, or a hyphen or apostrophe that glues it on (l', d').
    fill = f"(?:(?:{skip})(?:\\s+|(?<=')))*" if skip else ""
    made: list[Marker] = []
    for name, patterns in frames.get("markers", {}).items():
        led: list[str] = []
        loose: list[str] = []
        bare: list[str] = []
        leads: list[str] = []
        for pattern in patterns:
            before, _, rest = pattern.partition("<")
            inside, _, after = rest.partition(">")
            lead = before.strip()
            gap = r"\s+" if before.endswith(" ") else r"\s*"
            body = (
                (f"{edge}{expand(lead)}{gap}{fill}[\"'(]*" if lead else "")
                + "<"
                + (expand(inside) if inside else "[^<>]*")
                + ">"
                + (expand(after) if after else "")
            )
            if not lead:
                bare.append(body)
            elif index.knows(lead):
                led.append(body)
                leads.append(before.lstrip())
            else:
                loose.append(body)
        group = index.add(leads, lambda _: False) if leads else None
        made.append(Marker(name, _one_of(led), group, _one_of(loose), _one_of(bare)))
    return tuple(made)


def _one_of(bodies: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{body})" for body in bodies)) if bodies else None


def _behind(patterns: Sequence[str], boundary: Boundary) -> re.Pattern[str] | None:
    """What may stand right behind something."""
    if not patterns:
        return None
    space = r"\s*" if boundary.word == "none" else r"\s+"
    return re.compile(
        rf"{space}(?:{'|'.join(map(expand, patterns))})" + (r"(?!\w)" if boundary.word == "both" else "")
    )


def _of_type(patterns: Sequence[str]) -> re.Pattern[str] | None:
    """What links a class of weapons to the name of one behind it: up to three adjectives, then words like "of type"."""
    if not patterns:
        return None
    body = "|".join(map(expand, patterns))
    return re.compile(rf"(?:\s+\w+){{0,3}}[\s,،]*(?:{body})[\s,،:«\"'(]*")


def _rulers(patterns: Sequence[str], *, behind: bool, link: str | None = "") -> re.Pattern[str] | None:
    """Nouns for those who rule, right before or right behind a state's adjective or a leader's name.

    ``link`` is what stands between a state's name and the noun, None where a language has nothing of the kind.
    """
    if not patterns or link is None:
        return None
    body = "|".join(map(expand, patterns))
    return re.compile(rf"{expand(link)}\s+(?:{body})(?!\w)" if behind else rf"(?<!\w)(?:{body})\s+$")


@cache
@collector_paused()
def lexicon(language: str) -> Lexicon:
    """The compiled word patterns of a language.

    Raises:
        KnowledgeError: if a file of the language is missing or broken.

    """
    layout, frames = load(language, "layout"), load(language, "frames")
    if unknown := set(frames) - FRAME_MEMBERS:
        raise KnowledgeError(f"kg/extract/languages/{language}/frames.yaml: unknown member {min(unknown)!r}")
    status, events = load(language, "status"), load(language, "events")
    boundary = Boundary(str(layout.get("word", "both")), str(layout.get("proclitics", "")))
    index, marker_index = (Index(boundary.word, boundary.proclitics, _flat_char, _MARK) for _ in range(2))
    boilerplate = [expand(pattern) for pattern in layout.get("boilerplate", [])]
    return Lexicon(
        language=language,
        index=index,
        order=str(layout.get("order", "svo")),
        spaced=boundary.word != "none",
        preverbal=bool(layout.get("preverbal", layout.get("order") == "sov")),
        amount_behind=bool(layout.get("amount_behind", False)),
        objects_marked=bool(layout.get("objects_marked", False)),
        negation_in_clause=bool(layout.get("negation_in_clause", False)),
        amount_reach=int(layout.get("amount_reach", 3)),
        sentence_end=re.compile(str(layout.get("sentence_end", "[.!?]"))),
        abbreviations=frozenset(flat(str(word)) for word in layout.get("abbreviations", [])),
        boilerplate=re.compile("|".join(boilerplate)) if boilerplate else None,
        triggers=Patterns(_flatten(frames, "triggers"), boundary, index),
        not_triggers=Patterns([({}, list(frames.get("not_triggers", [])))], boundary, index),
        markers=_markers(frames, boundary, marker_index),
        marker_index=marker_index,
        proclitic_markers={str(k): str(v) for k, v in frames.get("proclitic_markers", {}).items()},
        light_verbs=Patterns([({}, list(frames.get("light_verbs", [])))], boundary, index),
        conjunction=re.compile(
            r"[\s,،、]*(?:"
            + "|".join(expand(word) for word in frames.get("conjunctions", ["and"]))
            + r")?\s*"
        ),
        status=Patterns(_flatten(status, "cues"), boundary, index),
        attribution=Patterns(_flatten(status, "attribution"), boundary, index),
        goods_use=Patterns([({}, list(frames.get("goods_use", [])))], boundary, index),
        both=Patterns([({}, list(frames.get("both_parties", [])))], boundary, index),
        further=Patterns([({}, list(frames.get("further", [])))], boundary, index),
        cargo=Patterns([({}, list(frames.get("cargo", [])))], boundary, index),
        counts_others=_behind(frames.get("counts_others", []), boundary),
        own=Patterns([({}, list(frames.get("own_country", [])))], boundary, index),
        ours=Patterns([({}, list(frames.get("we", [])))], boundary, index),
        units=_behind(frames.get("units", []), boundary),
        of_type=_of_type(frames.get("of_type", [])),
        buys_in=bool(frames.get("buys_in", False)),
        rulers_before=_rulers(frames.get("rulers_before", []), behind=False),
        rulers_behind=_rulers(frames.get("rulers_behind", []), behind=True),
        rulers_of=_rulers(frames.get("rulers_behind", []), behind=True, link=frames.get("possessive")),
        beneficiary=Patterns([({}, list(frames.get("beneficiary", [])))], boundary, index),
        kinds=Patterns(_flatten(frames, "kinds"), boundary, index),
        modes=Patterns(_flatten(frames, "modes"), boundary, index),
        events=Patterns(_flatten(events, "events"), boundary, index),
        offices=Patterns(_flatten(events, "offices"), boundary, index),
    )


_NO_BRACKETS = str.maketrans("<>", "  ")


def window(flat_text: str, start: int, end: int, before: int = 60, after: int = 48) -> str:
    """The surroundings of a mention within its line, with ``<`` and ``>`` at its ends, as markers want it."""
    left = flat_text[max(0, start - before) : start].rpartition("\n")[2]
    inside = flat_text[start:end]
    right = flat_text[end : end + after].partition("\n")[0]
    if "<" in flat_text or ">" in flat_text:
        left, inside, right = (part.translate(_NO_BRACKETS) for part in (left, inside, right))
    return f"{left}<{inside}>{right}"


class Words:
    """Counts the words between two places of a text; in a script without spaces two characters count as one."""

    def __init__(self, flat_text: str, *, spaced: bool) -> None:
        self._text = flat_text
        self._pattern = r"\w+" if spaced else r"\w{1,2}"

    @cached_property
    def _spans(self) -> tuple[list[int], list[int]]:
        """Where the words start and end; most texts tell of nothing, and are never asked."""
        spans = [match.span() for match in re.finditer(self._pattern, self._text)]
        return [start for start, _ in spans], [end for _, end in spans]

    def between(self, start: int, end: int) -> int:
        """How many words lie wholly between two offsets; 0 if the first is not before the second."""
        if end <= start:
            return 0
        starts, ends = self._spans
        return max(0, bisect_right(ends, end) - bisect_left(starts, start))
