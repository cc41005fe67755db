"""Which things a row may mean: candidates by name and by properties, with what speaks for each and what against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from api.reconciling.comparing import comparison, iri_of, text_of, things_meant
from api.reconciling.facts import Known
from api.reconciling.questions import MOST_CANDIDATES, Given, Question
from api.reconciling.schema import Type, schema
from api.searching import Match, fold, search

_DEFAULT_CANDIDATES = 10
_PROPERTIES_COUNT = 0.3
"""What properties are worth beside a name."""
_WRONG_TYPE = 0.8
"""What is left of the score of a thing that is of none of the types that a row should have."""
_CLEAR_MARGIN = 0.05
_NAMES_THAT_TELL = frozenset({"name", "other name", "code", "designation", "SIPRI name"})
"""Of one thing alone, as far as we know; a demonym or the short name of a person may be that of others."""
_CODE = "code"
_TOO_SHORT_TO_TELL = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a row may mean. ``score`` is 0 to 1; ``features`` are what it was worked out from."""

    iri: str
    types: list[Type]
    score: float
    features: dict[str, float | bool]
    found: Match | None
    is_certain: bool


_Named = tuple[str, Match | None, bool]
"""The IRI of a thing that may be meant, how a name of it fits, and whether the row says its very identifier."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    iri: str
    types: list[Type]
    found: Match | None
    identified: bool
    properties: dict[str, float]
    right_type: bool | None

    @property
    def name(self) -> float | None:
        if self.identified:
            return 1.0
        return None if self.found is None else self.found.fit.score

    @property
    def score(self) -> float:
        score = self.name
        if self.properties:
            mean = sum(self.properties.values()) / len(self.properties)
            score = mean if score is None else (1 - _PROPERTIES_COUNT) * score + _PROPERTIES_COUNT * mean
        return (score or 0.0) * (_WRONG_TYPE if self.right_type is False else 1.0)

    @property
    def is_contradicted(self) -> bool:
        return self.right_type is False or any(value == 0 for value in self.properties.values())

    @property
    def is_confirmed(self) -> bool:
        return any(value == 1 for value in self.properties.values()) and not self.is_contradicted

    @property
    def is_exact(self) -> bool:
        return self.identified or (self.found is not None and self.found.fit.how == "exact")

    @property
    def tells(self) -> bool:
        """Whether the name alone is enough to know it by."""
        if self.identified:
            return True
        if self.found is None or self.found.fit.how != "exact":
            return False
        entry = self.found.entry
        long_enough = len(fold(entry.name).replace(" ", "")) > _TOO_SHORT_TO_TELL
        return entry.use in _NAMES_THAT_TELL and (long_enough or entry.use == _CODE)

    def features(self) -> dict[str, float | bool]:
        told: dict[str, float | bool] = {"identifier": self.identified, "exact_name": self.is_exact}
        if self.name is not None:
            told["name"] = round(self.name, 4)
        if self.found is not None:
            for part in self.found.fit.parts:
                told[f"name_{part.feature.replace(' ', '_')}"] = round(part.value, 4)
        if self.right_type is not None:
            told["type"] = self.right_type
        return told | {f"property_{name}": value for name, value in self.properties.items()}


def candidates(question: Question, known: Known) -> list[Candidate]:
    """The things that a row may mean, best first.

    The first is certain if its name is the same, no other has that name or all others are ruled out by properties, and
    nothing that was given speaks against it. An ambiguous or very short name needs a property that confirms it.
    """
    kinds = _Kinds.of(question)
    comparisons = _comparisons(question.properties, known)
    weighed = [_weigh(one, comparisons, kinds, known) for one in _found(question, kinds, known)]
    weighed.sort(key=lambda one: (-round(one.score, 6), one.iri))
    certain = bool(weighed) and _is_certain(weighed[0], weighed[1:], known)
    limit = min(question.limit or _DEFAULT_CANDIDATES, MOST_CANDIDATES)
    return [
        Candidate(one.iri, one.types, one.score, one.features(), one.found, certain and i == 0)
        for i, one in enumerate(weighed[:limit])
    ]


def _is_certain(best: _Weighed, others: list[_Weighed], known: Known) -> bool:
    if best.is_contradicted or not best.is_exact:
        return False
    is_ambiguous = "true" in known.values(best.iri, "ambiguous")
    if not (best.is_confirmed or best.identified or (best.tells and not is_ambiguous)):
        return False
    if any(other.is_exact and not other.is_contradicted for other in others):
        return False
    return all(best.score - other.score >= _CLEAR_MARGIN for other in others)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Which types are wanted, and how strictly."""

    wanted: list[Type]
    unknown: bool
    strict: str

    @classmethod
    def of(cls, question: Question) -> _Kinds:
        types = schema().types
        wanted = [types[name] for name in question.type if name in types]
        return cls(wanted, len(wanted) < len(question.type), question.type_strict)

    @property
    def searched(self) -> frozenset[str]:
        """The classes that are searched for."""
        limited = self.wanted and self.strict != "should"
        return schema().kinds(self.wanted if limited else schema().types.values())

    def admits(self, types: list[Type]) -> bool:
        """Whether a thing of these types may be a candidate. Of a type that there is not, nothing is."""
        if not types:
            return False
        if self.strict == "should" or not (self.wanted or self.unknown):
            return True
        if self.strict == "all":
            return not self.unknown and all(one in types for one in self.wanted)
        return any(one in types for one in self.wanted)

    def fits(self, types: list[Type]) -> bool | None:
        """Whether it has one of the types; None if none was asked for."""
        return any(one in types for one in self.wanted) if self.wanted or self.unknown else None


def _found(question: Question, kinds: _Kinds, known: Known) -> Iterator[_Named]:
    """The things that may be meant, each once."""
    text = (question.query or "").strip()
    seen: set[str] = set()

    def is_new(iri: str) -> bool:
        if iri in seen or not kinds.admits(schema().types_of(iri, known.kinds(iri))):
            return False
        seen.add(iri)
        return True

    if (iri := iri_of(text)) is not None and is_new(iri):
        yield iri, None, True
    if text:
        found = search(known.index, text, kinds.searched)
        for match in found.page(limit=4 * MOST_CANDIDATES):
            if is_new(match.entry.iri):
                yield match.entry.iri, match, False
            if len(seen) >= 2 * MOST_CANDIDATES:
                return
    else:
        for iri in _having(question.properties, known):
            if is_new(iri):
                yield iri, None, False


def _having(given: Iterable[Given], known: Known) -> list[str]:
    """The things that have one of the values of each property that is known."""
    found: set[str] | None = None
    for one in given:
        known_property = schema().properties.get(one.pid)
        if known_property is None or known_property.value not in ("thing", "text"):
            continue
        by_value = known.having.get(one.pid, {})
        having: set[str] = set()
        if known_property.value == "thing":
            wanted = things_meant(one, known)
            for value, things in by_value.items():
                if not wanted.isdisjoint(known.with_wholes([value], known_property.within)):
                    having.update(things)
        else:
            texts = {fold(text_of(value)) for value in one.v}
            for value, things in by_value.items():
                if fold(value) in texts:
                    having.update(things)
        found = having if found is None else found & having
    return sorted(found or ())


def _comparisons(properties: Iterable[Given], known: Known) -> dict[str, Callable[[str], float]]:
    """By property; of one that is given twice the last counts."""
    given = {one.pid: one for one in properties}
    compared = {name: comparison(one, known) for name, one in given.items()}
    return {name: compare for name, compare in compared.items() if compare is not None}


def _weigh(
    candidate: _Named, comparisons: Mapping[str, Callable[[str], float]], kinds: _Kinds, known: Known
) -> _Weighed:
    iri, found, identified = candidate
    types = schema().types_of(iri, known.kinds(iri))
    properties = {name: compare(iri) for name, compare in comparisons.items()}
    return _Weighed(iri, types, found, identified, properties, kinds.fits(types))
