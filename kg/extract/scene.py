"""All that the finders saw in one document, ready for the frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from kg.extract.amounts import find_amounts
from kg.extract.anaphora import office_holders
from kg.extract.knowledge import Actor, actor
from kg.extract.layout import Sentence, regions, sentences
from kg.extract.lexicon import Lexicon, lexicon
from kg.extract.mentions import find_mentions
from kg.extract.money import find_money
from kg.extract.openings import Places
from kg.extract.patterns import Cue, Patterns, flat
from kg.extract.roles import Party
from kg.extract.spans import (
    Amount,
    Cover,
    FoundMention,
    MoneyAmount,
    Placed,
    Span,
    TimeExpression,
    starting,
)
from kg.extract.times import find_times
from kg.extract.words import Words
from kg.facts import Document, Region, Stage

_LONGEST = 120
_SILENCE = 30
"""How many characters behind a ban a delivery is still the banned one."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells of a transfer, with the frame that says who does what.

    ``open``: the word leaves the stage to others of the sentence ("agreed to deliver", "the sale was approved").
    ``goods``: the category of what it tells of by itself ("military aid"), where the sentence names no goods.
    """

    start: int
    end: int
    frame: str
    stage: Stage
    kind: str
    weak: bool
    get_source_is_to: bool
    open: bool
    goods: str | None = None

    @property
    def nominal(self) -> bool:
        return self.frame.startswith("nominal")

    @property
    def buys(self) -> bool:
        """Whether somebody buys: who orders "in Italy" orders from there, who receives in Italy may not."""
        return self.kind == "sale" and self.frame in ("get", "get_passive", "nominal_get")

    @classmethod
    def of(cls, cue: Cue) -> Trigger:
        return cls(
            cue.start,
            cue.end,
            str(cue.get("frame")),
            cast("Stage", cue.get("stage", "delivered")),
            str(cue.get("kind", "unknown")),
            bool(cue.get("weak", False)),
            bool(cue.get("to_is_source", False)),
            bool(cue.get("open", str(cue.get("frame")).startswith(("nominal", "deal")))),
            cue.get("goods"),
        )


@dataclass(slots=True)
class Goods:
    """One kind of goods in a sentence: a named system, or a class noun, or both where they stand together.

    ``origin`` is the state of today that makes the system, ``makers`` also the successors of one that is gone.
    ``named_before`` is where an earlier sentence names them, if this one only points at them ("the cargo").
    """

    mentions: list[FoundMention]
    entity: str | None
    category: str
    name: str
    origin: str | None
    makers: frozenset[str] = frozenset()
    amount: Amount | None = None
    named_before: tuple[int, int] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        return [(m.start, m.end) for m in self.mentions]

    @property
    def start(self) -> int:
        return min(m.start for m in self.mentions)

    @property
    def end(self) -> int:
        return max(m.end for m in self.mentions)

    @property
    def named(self) -> bool:
        return any(m.kind == "weapon_system" for m in self.mentions)


@dataclass(slots=True)
class Scene:
    """A document with all finders' results, each list in order. Built by ``look``; the frames change nothing in it.

    ``within`` gives the part of it that one sentence is; its ``before`` still holds all mentions of the document,
    and ``whole`` is the document.
    """

    document: Document
    text: str
    flat: str
    words: Words
    lexicon: Lexicon
    places: Places
    regions: tuple[Region, ...]
    sentences: list[Sentence]
    mentions: list[FoundMention]
    times: list[TimeExpression]
    amounts: list[Amount]
    money: list[MoneyAmount]
    triggers: list[Trigger]
    light_verbs: list[Cue]
    beneficiary: list[Cue]
    both: list[Cue]
    own: list[Cue]
    ours: list[Cue]
    further: list[Cue]
    cargo: list[Cue]
    status: list[Cue]
    attribution: list[Cue]
    before: list[FoundMention]
    whole: Scene | None = None
    _actors: dict[str, Actor] = field(default_factory=dict)
    markers: dict[FoundMention, str | None] = field(default_factory=dict)
    """Markers that were looked for already."""
    parties: dict[int, list[Party]] = field(default_factory=dict)
    """The parties of the sentences that were looked at already, by the start of each."""

    def within(self, sentence: Sentence) -> Scene:
        """The same with only what stands in one sentence, so that the cost of a sentence is its own length."""
        found: dict[str, Any] = {
            name: starting(getattr(self, name), sentence.start, sentence.end) for name in _FOUND
        }
        return replace(self, whole=self.whole or self, **found)

    def cues(self, patterns: Patterns, sentence: Sentence) -> list[Cue]:
        """What some patterns of the lexicon find in a sentence."""
        return patterns.find(self.flat, sentence.start, sentence.end, self.places)

    def entity(self, iri: str) -> Actor:
        """What is known of an entity, looked up once."""
        if iri not in self._actors:
            self._actors[iri] = actor(iri)
        return self._actors[iri]


_FOUND = (
    "mentions", "times", "amounts", "money", "triggers", "light_verbs", "beneficiary", "both", "own", "ours", "further", "cargo", "status",
    "attribution",
)  # fmt: skip


def reference_date(document: Document) -> date | None:
    """The day against which relative times are resolved: only a stated publication date counts."""
    return date.fromisoformat(document.date) if document.date else None


def look(document: Document) -> Scene:
    """Run every finder over a document. ``document.text`` must be there."""
    text = document.text or ""
    words = lexicon(document.lang)
    flat_text = flat(text)
    counter = Words(flat_text, spaced=words.spaced)
    places = words.index.places(flat_text)
    layout = regions(text, words, flat_text)
    body = Cover(len(text), [region for region in layout if region.kind != "boilerplate"])

    def kept(spans: Iterable[Placed]) -> list[Placed]:
        return [span for span in spans if body.holds(span)]

    def found(patterns: Patterns) -> list[Cue]:
        return kept(patterns.find(flat_text, places=places))

    named = kept(find_mentions(text, document.lang))
    holders = office_holders(text, counter, found(words.offices), named, reference_date(document))
    named = sorted([*named, *holders], key=lambda m: (m.start, -m.end))
    goods = [m for m in named if m.kind in ("weapon_system", "weapon_class")]
    times, money = find_times(text, document.lang, reference_date(document)), find_money(text, document.lang)
    taken = [(time.start, time.end) for time in times] + [(price.start, price.end) for price in money]
    amounts = kept(find_amounts(text, document.lang, taken=taken))
    times, money = kept(times), kept(money)
    names = Cover(len(text), goods)
    counted: list[Span] = [*times, *amounts, *money]
    numbers = Cover(len(text), counted)

    firsts = {
        mention.start: mention.end for mention in goods if text[mention.end : mention.end + 1].isalpha()
    }

    def words_for_themselves(patterns: Patterns) -> list[Cue]:
        """Cues that are no part of a name and lie in no number or date ("up to 72" tells of no arrival).

        Of a word whose first part names goods ("Panzerlieferung") the rest counts.
        """
        apart = (
            cue._replace(start=firsts[cue.start]) if firsts.get(cue.start, cue.end) < cue.end else cue
            for cue in found(patterns)
        )
        return [cue for cue in apart if not names.touches(cue) and not numbers.holds(cue)]

    silenced = found(words.not_triggers)
    triggers = [
        Trigger.of(cue)
        for cue in words_for_themselves(words.triggers)
        if not any(
            cue.start - n.end <= _SILENCE and _same_clause(flat_text, n, cue)
            for n in starting(silenced, cue.start - _LONGEST, cue.start + 1)
        )
    ]
    return Scene(
        document=document,
        text=text,
        flat=flat_text,
        words=counter,
        lexicon=words,
        places=places,
        regions=layout,
        sentences=sentences(text, layout, words),
        mentions=named,
        times=times,
        amounts=amounts,
        money=money,
        triggers=triggers,
        light_verbs=found(words.light_verbs),
        beneficiary=found(words.beneficiary),
        both=found(words.both),
        own=found(words.own),
        ours=found(words.ours),
        further=found(words.further),
        cargo=found(words.cargo),
        status=words_for_themselves(words.status),
        attribution=found(words.attribution),
        before=named,
    )


def _same_clause(flat_text: str, earlier: Cue, later: Cue) -> bool:
    return not any(mark in flat_text[earlier.end : later.start] for mark in ".!?؟。;؛\n")
