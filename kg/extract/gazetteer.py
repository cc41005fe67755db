"""The names of the reference knowledge as they look in one language, in an automaton that finds them all at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import ahocorasick

from kg.extract import designations
from kg.extract.surface import Morphology, forms, morphology
from kg.facts import EntityType, MentionForm
from kg.fold import key
from kg.garbage import collector_paused
from kg.namespaces import ID
from kg.reference import Name, Reference, ReferenceEntity, load

BODY_PATH = str(ID) + "organisation/"
_JOINER = "\u200c"
"""The zero-width non-joiner: folded to a space, and lost on many pages, so that two parts of a word run together."""
_ACRONYM = re.compile(r"^[^\W\d_]{2,6}$")
_BORROWED_KINDS = {"person", "weapon_system", "organisation", "facility"}
_FORMS: dict[str, MentionForm] = {
    "demonym": "demonym", "capital": "metonym", "metonym": "metonym",
}  # fmt: skip


_Table = dict[str, dict["Entry", None]]


_LONGEST_CLITIC = 3
_REMEMBERED = 50_000
"""So many words are remembered with what was found out about them."""


class Entry(NamedTuple):
    """What one surface form stands for, and under which conditions.

    ``entity`` is an IRI, of a ``body`` ("army", to be joined with a state) its slug. ``capital``: 1 if the first
    letter must be one, 2 if all must. ``absorbed``: 1 if the form is one without its article and stands only
    after a clitic that has swallowed it, 2 if it also stands alone. ``marked`` is the name as written where it has
    vowel marks, which may be all that tells two names apart (عُمان, عمّان).
    """

    entity: str
    kind: str
    form: MentionForm
    category: str | None = None
    capital: int = 0
    absorbed: int = 0
    short: bool = False
    ambiguous: bool = False
    numbered: bool = False
    abbreviation: bool = False
    marked: str | None = None


PersonName = tuple[tuple[str, ...], int, str]
"""The words of a whole name, which of them is meant, and whose name it is."""


class Clitics(dict[str, tuple[bool, bool]]):
    """What may be written together before a name -> whether it is a clitic; whether one that took an article."""

    def __init__(self, rules: Morphology) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, prefix: str) -> tuple[bool, bool]:
        if len(self) > _REMEMBERED:
            self.clear()
        rules = self._rules
        told = self[prefix] = (
            rules.before.fullmatch(prefix) is not None,
            rules.absorbed.fullmatch(prefix) is not None,
        )
        return told


class Persons(dict[str, tuple[PersonName, ...]]):
    """A word of a text, folded -> the whole names with it, or with what it is after a clitic; for names with a slip."""

    def __init__(self, names: dict[str, list[PersonName]], rules: Morphology) -> None:
        super().__init__()
        self._names = names
        self._rules = rules

    @property
    def known(self) -> bool:
        return bool(self._names)

    def __missing__(self, token: str) -> tuple[PersonName, ...]:
        if len(self) > _REMEMBERED:
            self.clear()
        names = self._names
        found = list(names.get(token, ()))
        for cut in range(1, min(_LONGEST_CLITIC, len(token) - 1) + 1):
            if token[cut:] in names and self._rules.before.fullmatch(token[:cut]):
                found += (name for name in names[token[cut:]] if name[1] == 0)
        told = self[token] = tuple(found)
        return told


@dataclass(slots=True)
class Gazetteer:
    """The automaton of one language, and what is asked of it again and again.

    The automaton gives for each form its length, its entries, and those that it has where it stands by itself.
    """

    rules: Morphology
    reference: Reference
    automaton: Any
    clitics: Clitics
    persons: Persons
    spoken_suffix: re.Pattern[str]
    spoken_number: re.Pattern[str]


@cache
def gazetteer(language: str) -> Gazetteer:
    """The gazetteer of the reference knowledge of this package, built once per process and language."""
    return build(load(), morphology(language))


def build(reference: Reference, rules: Morphology) -> Gazetteer:
    """Build the automaton from all names that can stand in a text of that language."""
    with collector_paused():  # a hundred thousand small things are made that all stay
        return _build(reference, rules)


def _build(reference: Reference, rules: Morphology) -> Gazetteer:
    table: _Table = {}
    for entity in reference:
        if entity.is_unknown:
            continue  # "unknown supplier" in a text names nobody
        for name in entity.names:
            if _usable(name, entity, rules):
                _add(table, entity, name, rules)
    _add_abbreviations(table, reference, rules)
    _add_nouns(table, rules)
    automaton = ahocorasick.Automaton()
    for surface, entries in table.items():
        standing = [entry for entry in entries if entry.absorbed != 1]
        automaton.add_word(surface, (len(surface), tuple(entries), standing))
    if table:
        automaton.make_automaton()
    suffix, number = designations.spoken_patterns(rules.letters, key)
    persons = Persons(_words_of_persons(reference, rules), rules)
    return Gazetteer(rules, reference, automaton, Clitics(rules), persons, suffix, number)


def _words_of_persons(reference: Reference, rules: Morphology) -> dict[str, list[PersonName]]:
    index: dict[str, list[PersonName]] = {}
    for person in reference.of_kind("person"):
        for name in person.names:
            words = tuple(key(name.text).split())
            if name.use == "name" and len(words) > 1 and _usable(name, person, rules):
                for position, word in enumerate(words):
                    index.setdefault(word, []).append((words, position, person.iri))
    return index


def _usable(name: Name, entity: ReferenceEntity, rules: Morphology) -> bool:
    if name.language is None or name.language.partition("-")[0] == rules.language:
        return True
    if name.use in {"demonym", "capital", "metonym"} or entity.kind not in _BORROWED_KINDS:
        return False
    return name.language.partition("-")[0] in rules.borrows


def _add(table: _Table, entity: ReferenceEntity, name: Name, rules: Morphology) -> None:
    own = name.language is None or name.language.partition("-")[0] == rules.language
    kind = name.use if name.use == "demonym" else "state" if name.use == "capital" else entity.kind
    form = _FORMS.get(name.use) or _form_of(entity.kind)
    numbered = entity.kind == "weapon_system" and designations.has_number(name.text)
    capital = _capital(name, entity, numbered=numbered)
    plain = Entry(
        entity=entity.iri,
        kind=entity.kind,
        form=form,
        category=entity.category,
        capital=capital,
        short=name.use == "short",
        ambiguous=(_is_word(name, entity, rules) or key(name.text) in rules.ordinary) and not numbered,
        numbered=numbered,
        marked=name.text if any(map(unicodedata.combining, name.text)) else None,
    )
    entries = [plain._replace(absorbed=absorbed) for absorbed in range(3)]
    shortest = 1 if _may_be_short(plain) else rules.shortest
    for surface, absorbed in _all_surfaces(name, kind, rules, numbered=numbered, own=own, entity=entity):
        _put(table, surface, entries[absorbed], rules, shortest)


def _is_word(name: Name, entity: ReferenceEntity, rules: Morphology) -> bool:
    """Whether a name that is a word may be one in this language as well.

    Not where no word is written in Latin letters (``own``), nor where names are taken over by their sound (``none``).
    """
    if not entity.ambiguous or rules.plain_words == "all":
        return entity.ambiguous
    return rules.plain_words == "own" and not name.text.isascii()


def _form_of(kind: EntityType) -> MentionForm:
    return "designation" if kind == "weapon_system" else "class" if kind == "weapon_class" else "name"


def _capital(name: Name, entity: ReferenceEntity, *, numbered: bool) -> int:
    """Names are told from ordinary words by their capital letters, in the scripts that have them."""
    if entity.kind == "weapon_class" or not name.text[:1].isupper():
        return 0
    if numbered:
        return 0 if len(key(name.text)) > 4 else 1
    return _acronym(name.text) or 1


def _acronym(name: str) -> int:
    return 2 if _ACRONYM.match(name) and name.isupper() else 0


def _all_surfaces(
    name: Name, kind: str, rules: Morphology, *, numbered: bool, own: bool, entity: ReferenceEntity
) -> Iterator[tuple[str, int]]:
    if numbered:
        for spelling in designations.spellings(name.text, rules.letters, rules.letter_words):
            yield spelling, 0
    elif own:
        yield from _surfaces(name.text, kind, rules)
        if (
            rules.cased
            and kind in {"state", "organisation"}
            and _ACRONYM.match(name.text)
            and name.text.isupper()
        ):
            yield ".".join(name.text) + ".", 0
            yield ".".join(name.text), 0
    else:
        yield name.text, 0
        if "-" in name.text and entity.kind == "weapon_system":
            yield name.text.replace("-", " "), 0


def _surfaces(name: str, kind: str, rules: Morphology) -> Iterator[tuple[str, int]]:
    """Forms with what they need of the clitic before them (see ``Entry.absorbed``)."""
    article = rules.article if len(rules.article) > 1 else ""
    first, _, remaining = name.partition(" ")
    if remaining and key(first) in rules.leading_articles:
        yield from _surfaces(remaining, kind, rules)
    for form in forms(name, kind, rules):
        if article and form.startswith(article):
            yield form, 0
            yield form[len(article) :], 1
        else:
            yield form, 2 if kind in rules.article_kinds else 0


def _may_be_short(entry: Entry) -> bool:
    """Whether something may have a name of so few letters that most words like it are other words."""
    return entry.numbered or entry.capital == 2 or entry.short or entry.kind in {"body", "weapon_word"}


def _put(table: _Table, surface: str, entry: Entry, rules: Morphology, shortest: int) -> None:
    if _JOINER in surface:
        _put(table, surface.replace(_JOINER, ""), entry, rules, shortest)
    folded = key(surface)
    if len(folded) < shortest or not folded or folded in rules.stop:
        return
    if folded in table:
        table[folded][entry] = None
    else:
        table[folded] = {entry: None}


def _add_nouns(table: _Table, rules: Morphology) -> None:
    """Nouns for bodies of states, and words that tell a weapon's name from an ordinary word."""
    for slug, nouns in rules.bodies.items():
        for noun in nouns:
            for surface, absorbed in _surfaces(noun, "body", rules):
                _put(
                    table,
                    surface,
                    Entry(slug, "body", "name", capital=_acronym(noun), absorbed=absorbed),
                    rules,
                    shortest=1,
                )
    for word in rules.weapon_words:
        for surface, absorbed in _surfaces(word, "weapon_class", rules):
            _put(table, surface, Entry(word, "weapon_word", "class", absorbed=absorbed), rules, shortest=1)


def _add_abbreviations(table: _Table, reference: Reference, rules: Morphology) -> None:
    for form, iso3 in rules.abbreviations.items():
        state = reference.state_by_iso3(iso3)
        if state is not None:
            table.setdefault(form, {})[Entry(state.iri, "state", "name", abbreviation=True)] = None
