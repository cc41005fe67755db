"""How the names of the reference knowledge look in running text: inflected, with articles, in the plural.

The rules are data (``languages/<code>/morphology.yaml``); this module applies them and knows no language.
A phrase is inflected word by word, all its words in the same slot of their paradigms, as far as ``reach`` says:
an adjective and its noun agree, what follows the noun stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, product
from typing import Any, Literal

from kg.errors import KnowledgeError
from kg.extract.languages import load
from kg.fold import fold, key

Reach = Literal["none", "first", "last", "all", "until_link", "through_noun"]
_MOST_FORMS = 60  # of one name: more would be a fault of the data
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Row:
    """One paradigm: the forms that replace ``ending``, slot by slot; each slot has any number of forms.

    It is for words that end in ``stem`` and then ``ending``.
    """

    stem: str
    ending: str
    slots: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Inflection:
    """How one kind of name inflects: how far into the phrase, and by which groups of paradigms, in this order."""

    reach: Reach
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """When a form that is also an ordinary word is not the name: patterns on what stands around it."""

    unless_before: re.Pattern[str]
    unless_after: re.Pattern[str]
    only_before: re.Pattern[str] | None
    only_after: re.Pattern[str] | None
    unless_initial: bool

    def allows(self, text: str, start: int, end: int, *, initial: bool) -> bool:
        """Whether the form at ``start``-``end`` of a folded text may be the name."""
        before, after = text[max(0, start - 40) : start], text[end : end + 40]
        if self.unless_before.search(before) or self.unless_after.match(after):
            return False
        if self.unless_initial and initial:
            return False
        if self.only_before is None and self.only_after is None:
            return True
        return bool(
            (self.only_before is not None and self.only_before.search(before))
            or (self.only_after is not None and self.only_after.match(after))
        )


@dataclass(frozen=True, slots=True)
class Morphology:
    """The content of one ``morphology.yaml``, with its patterns compiled. docs/languages.md explains every key."""

    language: str
    cased: bool
    spaced: bool
    shortest: int
    borrows: tuple[str, ...]
    plain_words: str
    article: str
    article_kinds: frozenset[str]
    article_links: frozenset[str]
    before: re.Pattern[str]
    absorbed: re.Pattern[str]
    after: Mapping[str, re.Pattern[str]]
    after_inside: frozenset[str]
    glued_shortest: int
    glued: re.Pattern[str]
    compound_shortest: int
    compound_tails: re.Pattern[str]
    links: frozenset[str]
    names_in_capitals: bool
    leading_articles: frozenset[str]
    words: Mapping[str, tuple[Row, ...]]
    inflect: Mapping[str, tuple[Inflection, ...]]
    stop: frozenset[str]
    ordinary: frozenset[str]
    contexts: Mapping[str, Context]
    designations: re.Pattern[str]
    letters: Mapping[str, tuple[str, ...]]
    letter_words: frozenset[str]
    weapon_words: tuple[str, ...]
    title_before: re.Pattern[str]
    title_after: re.Pattern[str]
    abbreviations: Mapping[str, str]
    abbreviation_context: Context | None
    always: frozenset[str] = frozenset()
    bodies_attached: bool = False
    bodies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body_before_state: re.Pattern[str] = _NOTHING
    state_before_body: re.Pattern[str] = _NOTHING


@cache
def morphology(language: str) -> Morphology:
    """The morphology of a language.

    Raises:
        KnowledgeError: if the file is missing or has a key or a pattern that is wrong.

    """
    place = f"kg/extract/languages/{language}/morphology.yaml"
    data = dict(load(language, "morphology"))
    unknown = set(data) - _KEYS
    if unknown:
        raise KnowledgeError(f"{place}: unknown key {min(unknown)!r}")
    try:
        return _morphology(language, data)
    except (re.error, KeyError, TypeError, ValueError, AttributeError) as error:
        raise KnowledgeError(f"{place}: {error}") from error


_KEYS = {
    "cased", "spaced", "shortest", "borrows", "plain_words", "article", "before", "absorbed", "after", "after_inside", "glued",
    "compound_shortest", "compound_tails", "links", "words", "inflect", "stop", "ordinary", "contexts", "letters", "letter_words", "weapon_words",
    "titles", "abbreviations", "bodies", "designations", "names_in_capitals", "leading_articles",
}  # fmt: skip


def _pattern(text: str | None, ending: str = "") -> re.Pattern[str]:
    """Patterns are matched against folded text, so their literal letters are folded too."""
    return _NOTHING if text is None else re.compile(f"(?:{fold(text).text}){ending}")


def _morphology(language: str, data: dict[str, Any]) -> Morphology:
    article = data.get("article") or {}
    glued = data.get("glued") or {}
    titles = data.get("titles") or {}
    abbreviations = data.get("abbreviations") or {}
    bodies = data.get("bodies") or {}
    return Morphology(
        language=language,
        cased=data["cased"],
        spaced=data["spaced"],
        shortest=data["shortest"],
        borrows=tuple(data.get("borrows") or ()),
        plain_words=_plain_words(data),
        article=article.get("prefix", ""),
        article_kinds=frozenset(article.get("kinds") or ()),
        article_links=frozenset(key(w) for w in article.get("links") or ()),
        before=_pattern(data.get("before")),
        absorbed=_pattern(data.get("absorbed")),
        after={kind: _pattern(text) for kind, text in (data.get("after") or {}).items()},
        after_inside=frozenset(data.get("after_inside") or ()),
        glued_shortest=glued.get("shortest", 0),
        glued=_pattern(glued.get("rest")),
        compound_shortest=data.get("compound_shortest", 0),
        compound_tails=_pattern(data.get("compound_tails")),
        names_in_capitals=data.get("names_in_capitals", False),
        leading_articles=frozenset(key(w) for w in data.get("leading_articles") or ()),
        links=frozenset(key(w) for w in data.get("links") or ()),
        words={group: tuple(_rows(rows)) for group, rows in (data.get("words") or {}).items()},
        inflect={
            kind: tuple(
                Inflection(rule["reach"], tuple(rule.get("words") or ()))
                for rule in (declared if isinstance(declared, list) else [declared])
            )
            for kind, declared in (data.get("inflect") or {}).items()
        },
        stop=frozenset(key(word) for word in data.get("stop") or ()),
        ordinary=frozenset(key(word) for word in data.get("ordinary") or ()),
        contexts=_contexts(data.get("contexts") or ()),
        designations=_pattern(data.get("designations")),
        letters={
            letters: tuple(str(spoken).split("/")) for letters, spoken in (data.get("letters") or {}).items()
        },
        letter_words=frozenset(key(w) for w in data.get("letter_words") or ()),
        weapon_words=tuple(data.get("weapon_words") or ()),
        title_before=_words(titles.get("before") or (), r"(?:^|\W)\w{0,2}(?:", r")(?:\s\w+){0,2}[\s,]+$"),
        title_after=_words(titles.get("after") or (), r"[\s,(]*(?:", r")"),
        abbreviations={key(form): iso3 for form, iso3 in (abbreviations.get("states") or {}).items()},
        abbreviation_context=_context(abbreviations) if abbreviations else None,
        always=frozenset(key(form) for form in abbreviations.get("always") or ()),
        bodies_attached=bodies.get("attached", False),
        bodies={slug: tuple(nouns) for slug, nouns in (bodies.get("nouns") or {}).items()},
        body_before_state=_pattern(bodies.get("then_state")),
        state_before_body=_pattern(bodies.get("state_then")),
    )


def _plain_words(data: dict[str, Any]) -> str:
    chosen = str(data.get("plain_words", "all"))
    if chosen not in {"all", "own", "none"}:
        raise ValueError(f"plain_words is all, own or none, not {chosen!r}")
    return chosen


def _words(words: list[str] | tuple[str, ...], opening: str, closing: str) -> re.Pattern[str]:
    if not words:
        return _NOTHING
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(opening + "|".join(re.escape(key(word)) for word in longest_first) + closing)


def _contexts(rules: Any) -> dict[str, Context]:
    found: dict[str, Context] = {}
    for rule in rules:
        context = _context(rule)
        for form in rule["forms"]:
            found[key(form)] = context
    return found


def _context(rule: dict[str, Any]) -> Context:
    only_before, only_after = rule.get("only_before"), rule.get("only_after")
    return Context(
        unless_before=_pattern(rule.get("unless_before"), "$"),
        unless_after=_pattern(rule.get("unless_after")),
        only_before=_pattern(only_before, "$") if only_before else None,
        only_after=_pattern(only_after) if only_after else None,
        unless_initial=rule.get("unless_initial", False),
    )


def _rows(rows: dict[str, Any]) -> Iterator[Row]:
    for endings, paradigms in rows.items():
        for ending in str(endings).split("/"):
            for paradigm in [paradigms] if isinstance(paradigms, str) else paradigms:
                stem, _, last = ("" if ending == "*" else ending).rpartition("-")
                slots = tuple(tuple(_forms(slot, last)) for slot in paradigm.split())
                yield Row(stem, last, slots)


def _forms(slot: str, ending: str) -> Iterator[str]:
    """The forms of one slot: ``0`` no ending, ``-`` no form, ``=`` the ending of the base form."""
    for form in slot.split("/"):
        if form != "-":
            yield "" if form == "0" else form.replace("=", ending)


def forms(name: str, kind: str, rules: Morphology) -> list[str]:
    """All forms of a name of that kind in that language, the name itself first; not folded.

    ``kind`` is a key of ``inflect``: ``state``, ``demonym``, ``person``, ``organisation``, ``weapon_class``, ...
    """
    found = dict.fromkeys([name])
    words = name.split(" ")
    for inflection in rules.inflect.get(kind, ()):
        paradigms = _paradigms(words, inflection, rules)
        if any(paradigms):
            found.update(dict.fromkeys(islice(_inflected(words, paradigms), _MOST_FORMS)))
    if rules.article and kind in rules.article_kinds:
        for form in list(found):
            found.update(dict.fromkeys(_with_article(form, kind, rules)))
    return list(found)


def _paradigms(words: list[str], inflection: Inflection, rules: Morphology) -> list[tuple[Row, ...]]:
    """For each word of a phrase its rows; none where the word stays as it is."""
    found: list[tuple[Row, ...]] = [()] * len(words)
    reach = inflection.reach
    order = range(len(words))
    if reach == "none":
        return found
    if reach == "first":
        order = range(1)
    elif reach == "last":
        order = range(len(words) - 1, len(words))
    for position in order:
        word = words[position]
        if reach == "until_link" and position and key(word) in rules.links:
            break
        if "'" in word[1:3] and position and reach == "until_link":
            break
        last = position == len(words) - 1
        group, rows = _matching(word, inflection.groups, rules, all_groups=last)
        found[position] = rows
        if reach == "through_noun" and group != "adjective":
            break
    return found


def _matching(
    word: str, groups: tuple[str, ...], rules: Morphology, *, all_groups: bool
) -> tuple[str | None, tuple[Row, ...]]:
    """The rows with the longest fitting ending, of the first group that has one.

    At the end of a phrase an ending alone does not tell a noun from an adjective: there all groups count.
    """
    lower = word.lower()
    for group in [" ".join(groups)] if all_groups else groups:
        fitting = [
            (len(row.stem) + len(row.ending), row)
            for part in group.split()
            for row in rules.words[part]
            if lower.endswith(row.stem + row.ending) and len(lower) > len(row.ending)
        ]
        if fitting:
            longest = max(length for length, _ in fitting)
            return group, tuple(row for length, row in fitting if length == longest)
    return None, ()


def _inflected(words: list[str], paradigms: list[tuple[Row, ...]]) -> Iterator[str]:
    moving = [position for position, rows in enumerate(paradigms) if rows]
    for rows in product(*(paradigms[position] for position in moving)):
        for slot in range(max(len(row.slots) for row in rows)):
            if any(slot >= len(row.slots) for row in rows):
                continue
            choices = [row.slots[slot] for row in rows]
            for endings in product(*choices):
                form = list(words)
                for position, row, ending in zip(moving, rows, endings, strict=True):
                    word = words[position]
                    stem = word[: len(word) - len(row.ending)] if row.ending else word
                    form[position] = stem + (ending.upper() if word.isupper() and len(word) > 1 else ending)
                yield " ".join(form)


def _is_definite(word: str, rules: Morphology) -> bool:
    """Whether a word has its article already; of an article of one letter that cannot be told."""
    return len(rules.article) > 1 and word.startswith(rules.article) and len(word) > len(rules.article) + 2


def _with_article(form: str, kind: str, rules: Morphology) -> Iterator[str]:
    """The article on all words, and for nouns also on the first ones only or on the last only."""
    words = form.split(" ")
    if _is_definite(words[0], rules):
        return
    reach = len(words)
    for position, word in enumerate(words):
        if key(word) in rules.article_links:
            reach = position
            break
    definite = [word if _is_definite(word, rules) else rules.article + word for word in words]
    whole = " ".join(definite[:reach] + words[reach:])
    if reach:
        yield whole
    if kind == "demonym":
        return
    for until in range(1, reach):
        yield " ".join(definite[:until] + words[until:])
    if reach > 1:
        yield " ".join(words[: reach - 1] + definite[reach - 1 : reach] + words[reach:])
