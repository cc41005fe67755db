"""All names of one state of the dataset, in columns: tens of thousands of small objects would take most of the memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from api.searching.folding import fold, spelt_out, tight
from api.searching.romanising import NO_SCRIPT, script_of

NARROWER = {
    "Organisation": ("Company", "GovernmentBody", "ArmedForce", "InternationalOrganisation"),
    "Record": ("Document", "RegisterEntry"),
    "Place": ("Facility",),
    "WeaponSystem": ("WeaponFamily",),
}
"""Class -> classes whose members are members of it too."""
_GENERAL = frozenset(NARROWER)
NO_LANGUAGE = "und"


class Row(NamedTuple):
    """One name as the dataset has it; ``kind`` is the local name of a class, ``language`` None if the name has none."""

    iri: str
    kind: str
    use: str
    name: str
    language: str | None


class Entry(NamedTuple):
    """One name of one thing."""

    iri: str
    kind: str
    use: str
    name: str
    language: str | None


class _Numbered(dict[str, int]):
    """Strings by the number that stands for them."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


@dataclass
class Names:
    """The columns. A name is its number; so is a thing, and things are numbered in the order of their IRIs."""

    iris: list[str] = field(default_factory=list)
    kinds: list[frozenset[str]] = field(default_factory=list)
    things: array[int] = field(default_factory=lambda: array("I"))
    texts: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """The folded names with Hangul by its letters: what is looked up."""
    uses: array[int] = field(default_factory=lambda: array("B"))
    languages: array[int] = field(default_factory=lambda: array("H"))
    scripts: array[int] = field(default_factory=lambda: array("B"))
    lengths: array[int] = field(default_factory=lambda: array("H"))
    use_names: list[str] = field(default_factory=list)
    language_names: list[str] = field(default_factory=list)
    script_names: list[str] = field(default_factory=list)
    labels: list[dict[str, str]] = field(default_factory=list)
    spoken: list[frozenset[int]] = field(default_factory=list)
    """Of each thing, the scripts that it has names in."""

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Names:
        """The columns of these names. Names without a letter or digit are left out; each name of a thing stands once."""
        self = cls()
        kinds: dict[str, set[str]] = {}
        unique: dict[tuple[str, str, str, str], None] = {}
        for iri, kind, use, text, language in rows:
            kinds.setdefault(iri, set()).add(kind)
            unique.setdefault((iri, use, language or NO_LANGUAGE, text))
        numbers = {iri: number for number, iri in enumerate(sorted(kinds))}
        self.iris = list(numbers)
        self.kinds = [frozenset(kinds[iri]) for iri in self.iris]
        self.labels = [{} for _ in self.iris]
        uses, languages, scripts = _Numbered(), _Numbered(), _Numbered()
        spoken: list[set[int]] = [set() for _ in self.iris]
        for iri, use, language, text in sorted(unique, key=_order):
            thing = numbers[iri]
            if use == "name":
                self.labels[thing].setdefault(language, text)
            folded = fold(text)
            if not folded:
                continue
            script = scripts[script_of(folded)]
            spoken[thing].add(script)
            self.things.append(thing)
            self.texts.append(text)
            key = spelt_out(folded)
            self.folded.append(folded)
            self.keys.append(key)
            self.uses.append(uses[use])
            self.languages.append(languages[language])
            self.scripts.append(script)
            self.lengths.append(min(len(tight(key)), 0xFFFF))
        self.use_names, self.language_names, self.script_names = list(uses), list(languages), list(scripts)
        silent = scripts.get(NO_SCRIPT)
        self.spoken = [frozenset(found - {silent}) for found in spoken]
        return self

    def __len__(self) -> int:
        return len(self.texts)

    def entry(self, number: int) -> Entry:
        """A name with all that is known of it."""
        thing = self.things[number]
        language = self.language_names[self.languages[number]]
        return Entry(
            self.iris[thing],
            self.kind(thing),
            self.use_names[self.uses[number]],
            self.texts[number],
            None if language == NO_LANGUAGE else language,
        )

    def kind(self, thing: int) -> str:
        """The most telling of the classes of a thing."""
        kinds = self.kinds[thing]
        return min(kinds - _GENERAL or kinds)

    def script(self, number: int) -> str:
        """The script of a name."""
        return self.script_names[self.scripts[number]]

    def is_any_of(self, thing: int, kinds: frozenset[str]) -> bool:
        """Whether a thing is of one of these classes, or of one that is narrower."""
        return not kinds.isdisjoint(self.kinds[thing]) or any(
            not self.kinds[thing].isdisjoint(NARROWER[kind]) for kind in kinds & _GENERAL
        )


def _order(name: tuple[str, str, str, str]) -> tuple[str, str, bool, str, str]:
    """By things and uses, English first: of equal names the first one is told."""
    iri, use, language, text = name
    return iri, use, language not in (NO_LANGUAGE, "en"), language, text
