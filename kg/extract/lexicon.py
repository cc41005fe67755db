"""The words of a language, compiled: triggers, markers of parties, status cues, events. See ``patterns`` for the notation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.errors import KnowledgeError
from kg.extract.languages import load
from kg.extract.openings import Index, Places
from kg.extract.patterns import MARK, Boundary, Patterns, expand, flat, flat_char
from kg.garbage import collector_paused


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
    index, marker_index = (Index(boundary.word, boundary.proclitics, flat_char, MARK) for _ in range(2))
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
