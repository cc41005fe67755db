"""The words and patterns of ``comments.yaml``, compiled: what the readers of comments go by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from kg.errors import KnowledgeError
from kg.yaml_data import yaml_data

Where = Literal["clause", "segment", "anywhere"]
_PLACE = "kg/read/sipri/comments.yaml"
_WORD_END = r"(?![\w-])"
_Text = str | list[str]
"""A pattern, or the pieces that it was cut into."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is read where one of its words stands; ``then`` must match behind it (at it, for a number).

    ``says`` are the rule's own constants, such as ``value`` and ``how``.
    """

    gives: str
    then: re.Pattern[str]
    where: Where
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Money:
    """How sums of money are written."""

    signs: Mapping[str, str | None]
    scales: Mapping[str, Decimal]
    sum: re.Pattern[str]
    before: re.Pattern[str]
    filler: re.Pattern[str]
    nouns: Mapping[str, str]
    noun: re.Pattern[str]
    prices: frozenset[str]
    per_unit: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Setbacks:
    """What a word such as "cancelled" is said of, by the end of what stands before it."""

    value: str
    what: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """All of ``comments.yaml``; its comments say what each member is."""

    token: re.Pattern[str]
    rules: Mapping[str, tuple[Rule, ...]]
    hedges: frozenset[str]
    hedge_phrases: Mapping[str, re.Pattern[str]]
    hedge: re.Pattern[str]
    portions: frozenset[str]
    portion_tail: re.Pattern[str]
    neutral: frozenset[str]
    joining: frozenset[str]
    turns: frozenset[str]
    money: Money
    body: re.Pattern[str]
    body_in: re.Pattern[str]
    closed: re.Pattern[str]
    ended: re.Pattern[str]
    aid_tail: re.Pattern[str]
    users: re.Pattern[str]
    force: re.Pattern[str]
    use: re.Pattern[str]
    platform_nouns: frozenset[str]
    platform_qualifiers: frozenset[str]
    platform_inside: frozenset[str]
    platform_followed: re.Pattern[str]
    platform_maker: re.Pattern[str]
    variant: re.Pattern[str]
    variant_ends: re.Pattern[str]
    variant_goes_on: re.Pattern[str]
    version_words: frozenset[str]
    version_longest: int
    designation: re.Pattern[str]
    holder: re.Pattern[str]
    setbacks: Mapping[str, Setbacks]
    setback_tail: re.Pattern[str]
    embargo_before: re.Pattern[str]
    embargo_in_force: re.Pattern[str]
    scopes: Mapping[str, str]


@cache
def grammar() -> Grammar:
    """The compiled patterns, read once per process.

    Raises:
        KnowledgeError: if ``comments.yaml`` is broken.

    """
    try:
        return _compile(data())
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise KnowledgeError(f"{_PLACE}: not as the format wants it: {error!r}") from error


@cache
def data() -> dict[str, Any]:
    """``comments.yaml`` as it stands.

    Raises:
        KnowledgeError: if it is missing or no YAML.

    """
    try:
        content: dict[str, Any] = yaml_data(resources.files(__package__) / "comments.yaml")
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"{_PLACE}: cannot be read: {error}") from error
    return content


class _Patterns:
    """Compiles patterns with the parts put in for their names."""

    def __init__(self, parts: Mapping[str, _Text], hedges: Iterable[str]) -> None:
        self._parts = {name: _joined(part) for name, part in parts.items()}
        self._parts["hedge"] = f"(?P<hedge>{_either(hedges)})"

    def __call__(self, text: _Text, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
        text = _joined(text)
        for name in reversed(self._parts):  # a part may hold an earlier one
            text = text.replace("{" + name + "}", self._parts[name])
        return re.compile(text, flags)


def _joined(text: _Text) -> str:
    return text if isinstance(text, str) else "".join(text)


def _compile(d: Mapping[str, Any]) -> Grammar:
    pattern = _Patterns(d["parts"], d["hedges"])
    exact = re.NOFLAG
    money = _money(d["money"], pattern)
    parties, platforms, names, variants = d["parties"], d["platforms"], d["designations"], d["variants"]
    adjectives, name = _either(parties["adjectives"]), _joined(names["name"])
    body = rf" (?:{adjectives} ){{0,3}}{_joined(parties['bodies'])}{_WORD_END}(?: [A-Z][\w-]{{1,30}})?"
    aid = rf"(?: {adjectives}){{0,2}}(?: '{{quoted}})? {{aid}}{_WORD_END}"
    return Grammar(
        token=_token(money.signs),
        rules=_rules(d["rules"], pattern),
        hedges=frozenset(d["hedges"]),
        hedge_phrases={word: pattern(then) for word, then in d["hedge_phrases"].items()},
        hedge=pattern(f"{_either(d['hedges'])}{_WORD_END}"),
        portions=frozenset(d["portions"]),
        portion_tail=pattern(d["portion_tail"]),
        neutral=frozenset(d["neutral"]),
        joining=frozenset(d["joining"]),
        turns=frozenset(d["turns"]),
        money=money,
        body=pattern(body, exact),
        body_in=pattern(parties["body_in"]),
        closed=_followed_by(r"""[;,.()\]:/'"-]|\d""", parties["closers"]),
        ended=_followed_by("[;()]", parties["ends"]),
        aid_tail=pattern(aid),
        users=pattern(f"{_either(parties['users'])}{_WORD_END}", exact),
        force=pattern(_phrases(d["forces"]) + "(?! agenc)"),
        use=pattern(_phrases(d["uses"])),
        platform_nouns=frozenset(platforms["nouns"]),
        platform_qualifiers=frozenset(platforms["qualifiers"]),
        platform_inside=frozenset(platforms["inside"]),
        platform_followed=_followed_by(r"[^\w\s]|[A-Z\d]", platforms["followers"]),
        platform_maker=pattern(platforms["makers"]),
        variant=pattern(
            f"(?:{_either(variants['words'])}|{_either(variants['phrases'])}(?! [a-z])|{variants['models']})"
            r"(?![\w/-])",
            exact,
        ),
        variant_ends=pattern(variants["ends"], exact),
        variant_goes_on=pattern(variants["goes_on"], exact),
        version_words=frozenset(d["versions"]["words"]),
        version_longest=int(d["versions"]["longest"]),
        designation=pattern(rf"{name}(?: {name}){{0,4}}(?: \([A-Z][^()]{{0,25}}\))?", exact),
        holder=pattern(names["holder"], exact),
        setbacks={
            name: Setbacks(table["value"], tuple((what, pattern(before)) for what, *before in table["what"]))
            for name, table in d["setbacks"].items()
        },
        setback_tail=pattern(d["setback_tail"], exact),
        embargo_before=pattern(d["embargo_before"], exact),
        embargo_in_force=pattern(d["embargo_in_force"]),
        scopes=d["scopes"],
    )


def _rules(
    entries: Iterable[Mapping[str, Any]], pattern: Callable[[_Text], re.Pattern[str]]
) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for entry in entries:
        says = {key: value for key, value in entry.items() if key not in {"gives", "at", "then", "where"}}
        rule = Rule(entry["gives"], pattern(entry.get("then", "")), entry.get("where", "clause"), says)
        for word in entry["at"]:
            found[word].append(rule)
    return {word: tuple(rules) for word, rules in found.items()}


def _token(signs: Iterable[str]) -> re.Pattern[str]:
    """Signs of currencies before a digit, words (with hyphens, slashes and points inside), and single marks."""
    return re.compile(rf"(?P<money>{_either(signs)}(?= ?\d))|\w+(?:[-/'’.+&]\w+)*|[^\w\s]")


def _money(d: Mapping[str, Any], pattern: Callable[[_Text], re.Pattern[str]]) -> Money:
    signs = {sign: code for code, forms in d["signs"].items() for sign in forms}
    nouns = {word: noun for noun, forms in d["nouns"].items() for word in forms}
    sign, scale, number = _either(signs), _either(d["scales"]), r"\d{1,7}(?:[.,]\d{1,7})?"
    return Money(
        signs=signs,
        scales={word: Decimal(value) for word, value in d["scales"].items()},
        sum=re.compile(
            rf"(?:(?P<around>{_either(d['around'])}) )?(?P<sign>{sign}) ?(?P<low>{number})"
            rf"(?: ?(?P<scale1>{scale})(?![A-Za-z]))?"
            rf"(?:-(?:{sign})? ?(?P<high>{number}))?"
            rf"(?:\.? ?(?P<scale>{scale})(?:(?![A-Za-z])|(?=deal)))?"
        ),
        before=pattern(d["before"]),
        filler=pattern(d["filler"]),
        nouns=nouns,
        noun=pattern(rf"[ '.]{{0,3}}(?P<noun>{_either(nouns)}){_WORD_END}"),
        prices=frozenset(d["prices"]),
        per_unit=pattern(d["per_unit"]),
    )


def _phrases(d: Mapping[str, list[str]]) -> str:
    """A pattern for one of some words, with up to three of others before it."""
    return f"(?:{_either(d['before'])} ){{0,3}}{_either(d['words'])}{_WORD_END}"


def _followed_by(marks: str, words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for a place behind which the text ends, or one of some marks or words stands."""
    return re.compile(rf"(?=\s{{0,3}}(?:$|{marks}|{_either(words)}{_WORD_END}))")


def _either(words: Iterable[str]) -> str:
    """A pattern for any of the words; the longest first, so that none hides another that begins like it."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) + ")"
