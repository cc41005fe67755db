"""How far a deal has come, how the text vouches for it, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.extract.layout import Sentence
from kg.extract.patterns import Cue
from kg.extract.scene import Scene, Trigger
from kg.extract.spans import FoundMention
from kg.facts import AttributionKind, Epistemic, Stage, Stance

_NEGATION_REACH = 3
_CLAUSE_REACH = 9
_CLAUSE_END = re.compile("[,;:]")
_MODAL_REACH = 6
_SPEAKER_REACH = 9


@dataclass(frozen=True, slots=True)
class Voice:
    """One source of a statement: the mention that names it, or None for an unnamed one."""

    speaker: FoundMention | None
    kind: AttributionKind
    stance: Stance
    start: int
    end: int
    accuses: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """Stage and epistemic status of a transfer, with the voices behind it."""

    stage: Stage
    epistemic: Epistemic
    voices: tuple[Voice, ...]


def voices(scene: Scene, sentence: Sentence) -> list[Voice]:
    """Everybody who is said to say something in a sentence."""
    found = []
    for cue in scene.attribution:
        if cue.start in sentence:
            speaker = None if cue.get("unnamed") else _speaker(scene, sentence, cue)
            if cue.get("needs_speaker") and speaker is None:
                continue
            start, end = cue.start, cue.end
            if speaker is not None:
                start, end = min(start, speaker.start), max(end, speaker.end)
            found.append(
                Voice(
                    speaker,
                    cue.get("kind", "statement"),
                    cue.get("stance", "affirm"),
                    start,
                    end,
                    accuses=bool(cue.get("accuses", False)),
                )
            )
    return found


def speakers(heard: Sequence[Voice]) -> tuple[list[FoundMention], list[FoundMention]]:
    """The mentions that accuse others, and those that only say something."""
    accusing = [voice.speaker for voice in heard if voice.accuses and voice.speaker]
    saying = [voice.speaker for voice in heard if not voice.accuses and voice.speaker]
    return accusing, saying


def _speaker(scene: Scene, sentence: Sentence, cue: Cue) -> FoundMention | None:
    """The person, body or state whose words are reported: the best named one near the verb."""
    sides = {"before": ("before",), "after": ("after",)}.get(
        str(cue.get("side", "either")), ("before", "after")
    )
    if len(sides) == 2 and scene.lexicon.order == "vso":
        sides = ("after", "before")
    rank = {"person": 0, "organisation": 1, "group": 2, "state": 3}
    for side in sides:
        near = []
        for mention in scene.mentions:
            if mention.start not in sentence or mention.kind not in rank or mention.form == "demonym":
                continue
            if side == "before" and mention.end <= cue.start:
                if '"' in scene.flat[mention.end : cue.start]:
                    continue  # "... arms to Ukraine", said the minister: named in what is said
                gap = scene.words.between(mention.end, cue.start)
            elif side == "after" and mention.start >= cue.end:
                gap = scene.words.between(cue.end, mention.start)
            else:
                continue
            if gap <= (_SPEAKER_REACH if mention.kind in ("person", "organisation") else 1):
                near.append((rank[mention.kind] * 2 + gap, gap, mention))
        if near:
            return min(near, key=lambda entry: entry[:2])[2]
    return None


def status_of(scene: Scene, sentence: Sentence, trigger: Trigger, heard: Sequence[Voice]) -> Status:
    """Stage, epistemic status and voices of the transfer that a trigger tells of."""
    cues = [cue for cue in scene.status if cue.start in sentence]
    named = _stage(scene, cues, trigger)
    return Status(named or trigger.stage, _epistemic(scene, cues, heard, trigger, named), tuple(heard))


def _stage(scene: Scene, cues: Iterable[Cue], trigger: Trigger) -> Stage | None:
    """The stage named nearest to the trigger; a finished deed ("delivered") only gives way to its undoing."""
    options: list[tuple[float, str]] = []
    for cue in cues:
        stage = cue.get("stage")
        if stage is None or (cue.start < trigger.end and trigger.start < cue.end):
            continue
        undoing = stage in ("cancelled", "stopped")
        if not trigger.open and not undoing and not cue.get("strong"):
            continue
        before = cue.end <= trigger.start
        gap = (
            scene.words.between(cue.end, trigger.start)
            if before
            else scene.words.between(trigger.end, cue.start)
        )
        between = (cue.end, trigger.start) if before else (trigger.end, cue.start)
        crossed = sum(
            1 for t in scene.triggers if between[0] <= t.start and t.end <= between[1] and t.frame != "deal"
        )
        reach = float(cue.get("reach", 12))
        if gap > reach:
            continue
        options.append(
            (gap + 5.0 * crossed + (0.0 if before else 2.0) - (6.0 if undoing else 0.0), str(stage))
        )
    return min(options)[1] if options else None  # type: ignore[return-value]


_SETTLED = ("approved",)


def _epistemic(
    scene: Scene, cues: Iterable[Cue], heard: Sequence[Voice], trigger: Trigger, named: Stage | None
) -> Epistemic:
    """The first that fits, in the order of the facts format: a denial first, the text's own word last."""
    if any(cue.get("negation") and _negates(scene, cue, trigger) for cue in cues):
        return "denied"
    stances = {voice.stance for voice in heard}
    if "deny" in stances and "affirm" not in stances and "confirm" not in stances:
        return "denied"
    # "approved the possible sale": what is possible there is the sale, not the approval.
    if named not in _SETTLED and _governs(scene, cues, trigger, "hypothetical", _MODAL_REACH):
        return "hypothetical"
    kinds = {voice.kind for voice in heard}
    if "rumour" in kinds:
        return "rumoured"
    if "satellite-imagery" in kinds:
        return "observed"
    if "confirm" in stances:
        return "confirmed"
    if heard and any(voice.stance == "affirm" for voice in heard):
        return "claimed"
    # A hedge on a noun presupposes the transfer: "it seems that the transfer of X is a ceiling".
    if not trigger.nominal and _governs(scene, cues, trigger, "hedged", _MODAL_REACH * 2):
        return "hedged"
    return "asserted"


def _governs(scene: Scene, cues: Iterable[Cue], trigger: Trigger, epistemic: str, reach: int) -> bool:
    return any(cue.get("epistemic") == epistemic and _reaches(scene, cue, trigger, reach) for cue in cues)


def _negates(scene: Scene, cue: Cue, trigger: Trigger) -> bool:
    """Whether a word of negation or refusal denies a trigger.

    Where a language says so, "not" denies the verb of its own clause from either side ("liefert ... keine Munition").
    A word with a reach of its own ("refuses") may stand that many words away.
    """
    own = cue.get("reach")
    if not scene.lexicon.negation_in_clause:
        return _reaches(scene, cue, trigger, int(own or _NEGATION_REACH))
    before = cue.end <= trigger.start
    low, high = (cue.end, trigger.start) if before else (trigger.end, cue.start)
    gap = scene.words.between(low, high)
    if own is not None:
        return low <= high and gap <= int(own)
    if trigger.nominal or trigger.frame == "deal":
        return before and gap <= _NEGATION_REACH
    crossed = any(low <= t.start and t.end <= high for t in scene.triggers)
    return (
        low <= high and gap <= _CLAUSE_REACH and not crossed and not _CLAUSE_END.search(scene.flat, low, high)
    )


def _reaches(scene: Scene, cue: Cue, trigger: Trigger, reach: int) -> bool:
    """Whether a cue governs a trigger: from before it, or from behind where the verb comes last."""
    if cue.end <= trigger.start:
        return scene.words.between(cue.end, trigger.start) <= reach
    behind = scene.lexicon.order == "sov" and cue.start >= trigger.end
    return behind and scene.words.between(trigger.end, cue.start) <= reach
