"""The words of time of one language, compiled: what ``<language>/time.yaml`` says, as regular expressions.

Members of the file (all but the months may be left out):

``boundary``         ``false`` for a script without spaces between words; ``right_boundary`` the same for word ends
``proclitics``       letters that may be written onto the front of any word ("and"); they stay outside the quote
``numeric_order``    ``dmy`` or ``mdy`` for 03.04.2023
``capital_months``   month and weekday names alone count only with a capital
``months`` ``solar_months`` ``lunar_months`` ``weekdays`` (1 = Monday) ``seasons`` (21-24) ``days``   number -> spellings
``month_words`` ``year_words``   -1, 0, 1 -> "last year", "this year", "next year" (may stand where a year stands)
``year_before`` ``year_after``   words that mark a number as a year; ``lunar_marks`` those of a Hijri year
``decades``          ``before``, ``after`` a year that ends in 0, and ``words``: 1990 -> "nineties"
``day_after``        what may follow the number of a day ("st", "-го")
``parts``            ``prefix`` and ``suffix``: begin, early, mid, late, end, h1, h2, q1-q4 -> words
``units``            day, week, month, year, decade -> all their forms; ``units_two`` words that mean two of them
``prefixes`` ``suffixes``   in, since, from, after, before, between, onward -> words before or behind a time
``links``            ``to`` and ``and``: words between the two ends of a range
``dates``            forms of a date, first fit first; ``!`` in front: only behind a preposition or beside a part
``relative``         forms that count from the publication date: ``form``, ``op`` (shift, ago, ahead, past, future,
                     named), ``unit``, ``by``, ``n``, ``part``, ``opens``
``designators``      words after which a number in brackets is no year
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from kg.errors import KnowledgeError
from kg.extract.languages import load
from kg.extract.time_resolve import Relative
from kg.extract.time_text import DIGIT, SPACE, WORD_ENDS, alternation, fold, literal, opening, variants, words
from kg.garbage import collector_paused

_SLOT = re.compile(r"\{(\w+)\}")
_PUNCTUATED = re.compile(r"[()|?]")
_CHUNK = 10
"""So many letters of what an expression may begin with are looked for before it is read."""


@dataclass(frozen=True, slots=True)
class RelativeForm:
    """One form of ``relative``: what it means besides the slots that it has."""

    relative: Relative
    opens: bool
    part: str | None


class Kinds:
    """Words of several kinds that may stand at one place; the longest decides."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self._patterns = tuple((kind, re.compile(pattern)) for kind, pattern in patterns.items())
        self.any = "|".join(patterns.values()) or r"(?!)"
        self._any = re.compile(self.any)

    def match(self, text: str, position: int) -> tuple[str, int] | None:
        """The kind of the longest word at a place and its end; None if there is none."""
        if self._any.match(text, position) is None:
            return None
        found = [
            (kind, match.end())
            for kind, pattern in self._patterns
            if (match := pattern.match(text, position))
        ]
        return max(found, key=lambda one: one[1])


@dataclass(slots=True)
class TimeLanguage:
    """Everything that the parser of times needs of one language."""

    data: Mapping[str, Any]
    right: str = ""
    lookups: dict[str, dict[str, Any]] = field(default_factory=dict)
    slots: dict[str, str] = field(default_factory=dict)
    starts: dict[str, set[str]] = field(default_factory=dict)
    start: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    point: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    core: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    marked: frozenset[int] = frozenset()
    relative: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    relative_forms: tuple[RelativeForm, ...] = ()
    prefix: Kinds = field(default_factory=lambda: Kinds({}))
    suffix: Kinds = field(default_factory=lambda: Kinds({}))
    part_prefix: Kinds = field(default_factory=lambda: Kinds({}))
    part_suffix: Kinds = field(default_factory=lambda: Kinds({}))
    link_to: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    link_and: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    weekday: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    designator: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))

    def value(self, slot: str, spelling: str) -> Any:
        """What a word that a slot matched means."""
        return self.lookups[slot][re.sub(r"\s+", " ", spelling)]


def _lookup(forms: Mapping[Any, Iterable[str]]) -> dict[str, Any]:
    return {spelling: value for value, entries in forms.items() for spelling in words(entries)}


@cache
@collector_paused()
def time_language(language: str) -> TimeLanguage:
    """The compiled words of a language; ``KnowledgeError`` if its file is missing or broken."""
    data = load(language, "time")
    compiled = TimeLanguage(data)
    compiled.right = r"(?!\w)" if data.get("right_boundary", data.get("boundary", True)) else ""
    try:
        _slots(compiled, load(language, "amounts"))
        _forms(compiled)
        _around(compiled)
        _start(compiled)
    except (KeyError, TypeError, AttributeError, IndexError, re.error) as error:
        place = f"kg/extract/languages/{language}/time.yaml"
        raise KnowledgeError(f"{place}: not as the format wants it: {error!r}") from error
    return compiled


def _slots(compiled: TimeLanguage, amounts: Mapping[str, Any]) -> None:
    data, right = compiled.data, compiled.right
    months: dict[str, Any] = {}
    for key, name in (("lunar_months", "lunar"), ("solar_months", "solar"), ("months", "gregorian")):
        for spelling, number in _lookup(data.get(key, {})).items():
            months[spelling] = (name, number)
    month_words = _lookup(data.get("month_words", {}))
    compiled.lookups = {
        "month": months,
        "Month": month_words,
        "weekday": _lookup(data.get("weekdays", {})),
        "season": _lookup(data.get("seasons", {})),
        "day": _lookup(data.get("days", {})),
        "decade": _lookup(data.get("decades", {}).get("words", {})),
        "unit": _lookup(data.get("units", {})),
        "two": _lookup(data.get("units_two", {})),
        "n": _lookup({n: forms for n, forms in amounts.get("numbers", {}).items() if 0 < n < 100}),
        "year": _lookup(data.get("year_words", {})),
    }
    several = words(amounts.get("several", ()))
    compiled.lookups["n"].update(dict.fromkeys(several))
    named = {slot: alternation(lookup) + right for slot, lookup in compiled.lookups.items()}
    compiled.starts = {
        slot: {_chunk(spelling) for spelling in lookup} for slot, lookup in compiled.lookups.items()
    }
    month = (
        f"(?:{alternation(months)}{right}(?: ?/ ?{alternation(months)}{right}| ?\\({alternation(months)}\\))?"
    )
    compiled.slots["month"] = f"{month})"
    for slot in ("Month", "weekday", "season", "unit", "two"):
        compiled.slots[slot] = named[slot]
    day_after = alternation(words(data.get("day_after", ())))
    day = rf"(?<![\d.,:])(?:3[01]|[12]\d|0?[1-9])(?![\d%])(?: ?{day_after}{right})?"
    compiled.slots["day"] = f"(?:{day}|{named['day']})"
    compiled.slots["n"] = rf"(?:(?<![\d.,])\d{{1,3}}(?![\d%])|{named['n']})"
    before, after = words(data.get("year_before", ())), words(data.get("year_after", ()))
    lunar = words(data.get("lunar_marks", ()))
    number = (
        r"(?<![\w.,$€£])(?:1[3-9]|2[01])\d\d(?!\d|[.,]\d| ?%)"
        if right
        else r"(?<!\d)(?:19|20)\d\d(?!\d|[.,]\d| ?%)"
    )
    if data.get("glued_years"):
        number = number.replace(r"(?<![\w.,$€£])", r"(?<![\d.,])")
    lead = f"{alternation(before)}(?:{SPACE})?"
    tail = f"(?: ?{alternation([*after, *lunar])}{right})"
    numbers = f"(?:(?:{lead})?{number}{tail}?{right})" if right else f"(?:(?:{lead})?{number}{tail}?)"
    compiled.slots["year"] = f"(?:{numbers}|{named['year']})"
    compiled.slots["Year"] = f"(?:{lead}{number}{tail}?{right}|{number}{tail}|{named['year']})"
    compiled.starts["year"] |= _before_digits(before)
    compiled.starts["Year"] = compiled.starts["year"]
    decades = data.get("decades", {})
    d_before, d_after = words(decades.get("before", ())), words(decades.get("after", ()))
    d_tail = f" ?{alternation(d_after)}{right}"
    if d_before and decades.get("before_is_enough"):
        d_tail = f"(?:{d_tail})?"
    d_lead = f"(?:{alternation(d_before)}(?:{SPACE})?)"
    d_lead = d_lead if decades.get("before_is_enough") else f"{d_lead}?"
    compiled.slots["decade"] = rf"(?:{d_lead}(?<!\d)(?:19|20)\d0{d_tail}|{named['decade']})"
    compiled.slots["decade2"] = rf"(?<![\d.])'?[2-9]0{d_tail}"
    compiled.starts["decade"] |= _before_digits(d_before)
    compiled.starts["decade2"] = {"'"}
    for slot in ("day", "n", "year", "Year", "decade", "decade2"):
        compiled.starts[slot].add(DIGIT)


def _chunk(word: str) -> str:
    """The beginning of a word behind which another may begin."""
    return (word + WORD_ENDS)[:_CHUNK]


def _before_digits(spellings: Iterable[str]) -> set[str]:
    """The beginnings of words that digits follow, with or without a space."""
    return {f"{spelling}{space}{DIGIT}"[:_CHUNK] for spelling in spellings for space in ("", " ")}


def _template(compiled: TimeLanguage, form: str, name: str) -> str:
    """A form with slots as a regular expression; the slots become groups ``<name>_<slot>``."""
    pieces: list[str] = []
    for index, piece in enumerate(_SLOT.split(form)):
        if index % 2:
            pieces.append(f"(?P<{name}_{piece}>{compiled.slots[piece]})")
            continue
        for letter in re.split(r"([()|?])", fold(piece)):
            if letter == "?":
                pieces.append("?")
            elif _PUNCTUATED.fullmatch(letter):
                pieces.append("(?:" if letter == "(" else letter)
            else:
                # the last letter is a piece of its own, so that a question mark binds to it alone
                pieces.extend(f"(?:{literal(one)})" for one in (letter[:-1], letter[-1:]) if one)
    return "".join(pieces)


def _first_chunks(compiled: TimeLanguage, form: str) -> set[str]:
    """What a text may begin with that matches a form, as far as its first slot."""
    slots: list[str] = []

    def mark(match: re.Match[str]) -> str:
        slots.append(match[1])
        return chr(0xE000 + len(slots) - 1)

    found: set[str] = set()
    for spelling in variants(_SLOT.sub(mark, form)):
        slot = re.search("[\ue000-\ue0ff]", spelling)
        if slot is None:
            found.add(_chunk(spelling) if spelling else "")
        else:
            starts = compiled.starts[slots[ord(slot[0]) - 0xE000]]
            found |= {(spelling[: slot.start()] + start)[:_CHUNK] for start in starts}
    return found - {""}


def _forms(compiled: TimeLanguage) -> None:
    dates = [str(form) for form in compiled.data.get("dates", ())]
    compiled.marked = frozenset(index for index, form in enumerate(dates) if form.startswith("!"))
    core = [
        f"(?:{_template(compiled, form.removeprefix('!'), f't{index}')}{compiled.right}(?P<t{index}>))"
        for index, form in enumerate(dates)
    ]
    compiled.core = re.compile("|".join(core) or r"(?!)")
    entries = list(compiled.data.get("relative", ()))
    compiled.relative_forms = tuple(
        RelativeForm(
            Relative(entry["op"], entry.get("unit"), entry.get("by", 0), entry.get("n")),
            bool(entry.get("opens")),
            entry.get("part"),
        )
        for entry in entries
    )
    relative = [
        f"(?:{_template(compiled, entry['form'], f'r{index}')}{compiled.right}(?P<r{index}>))"
        for index, entry in enumerate(entries)
    ]
    compiled.relative = re.compile("|".join(relative) or r"(?!)")


def _before(spellings: Iterable[str]) -> str:
    """Words before a time: a space follows unless the entry ends in ``~``."""
    glued = [s for s in spellings if s.endswith("~")]
    free = [s for s in spellings if not s.endswith("~")]
    choices = [f"{alternation(free)}{SPACE}"] if free else []
    return "(?:" + "|".join([*choices, *([alternation(glued)] if glued else [])] or [r"(?!)"]) + ")"


def _behind(compiled: TimeLanguage, spellings: Iterable[str]) -> str:
    """Words behind a time: a space or nothing precedes; nothing if the entry begins with ``~``."""
    glued = [s[1:] for s in spellings if s.startswith("~")]
    free = [s for s in spellings if not s.startswith("~")]
    space = rf"(?:,?{SPACE})" + ("" if compiled.right else "?")
    choices = [f"{space}{alternation(free)}{compiled.right}"] if free else []
    return (
        "(?:"
        + "|".join([*choices, *([f"{alternation(glued)}{compiled.right}"] if glued else [])] or ["(?!)"])
        + ")"
    )


def _kinds(compiled: TimeLanguage, table: Mapping[str, Iterable[str]], *, behind: bool) -> Kinds:
    return Kinds(
        {
            kind: _behind(compiled, words(entries)) if behind else _before(words(entries))
            for kind, entries in table.items()
        }
    )


def _around(compiled: TimeLanguage) -> None:
    data = compiled.data
    compiled.prefix = _kinds(compiled, data.get("prefixes", {}), behind=False)
    compiled.suffix = _kinds(compiled, data.get("suffixes", {}), behind=True)
    parts = data.get("parts", {})
    compiled.part_prefix = _kinds(compiled, parts.get("prefix", {}), behind=False)
    compiled.part_suffix = _kinds(compiled, parts.get("suffix", {}), behind=True)
    links = data.get("links", {})
    space = rf"(?:{SPACE})"
    to_words, and_words = words(links.get("to", ())), words(links.get("and", ()))
    tail = space if compiled.right else f"{space}?"
    to_glued = alternation(s for s in to_words if s.endswith("~"))
    to_free = alternation(s for s in to_words if not s.endswith("~"))
    and_glued = alternation(s for s in and_words if s.endswith("~"))
    and_free = alternation(s for s in and_words if not s.endswith("~"))
    compiled.link_to = re.compile(rf"{space}?-{space}?|{space}?{to_glued} ?|{tail}{to_free}{tail}")
    compiled.link_and = re.compile(rf"{space}?-{space}?|{tail}{and_glued} ?|{tail}{and_free}{tail}")
    compiled.weekday = re.compile(
        rf"{alternation(compiled.lookups['weekday'])}{compiled.right}(?: ?\(|,)?{SPACE}"
    )
    compiled.designator = re.compile(rf"{alternation(words(data.get('designators', ())))}[^\n.;]{{0,25}}$")


def _start(compiled: TimeLanguage) -> None:
    """What an expression, and a point in time behind a preposition, may begin with."""
    data = compiled.data
    chunks: set[str] = set()
    for form in data.get("dates", ()):
        chunks |= _first_chunks(compiled, str(form).removeprefix("!"))
    for entry in data.get("relative", ()):
        chunks |= _first_chunks(compiled, entry["form"])
    chunks |= _chunks_of(data.get("parts", {}).get("prefix", {}))
    chunks |= compiled.starts["weekday"] | compiled.starts["month"]
    begins = opening({chunk for chunk in chunks if not chunk.startswith(DIGIT)}, compiled.right)
    compiled.point = re.compile(rf"\d|{begins}")
    left = r"(?<![^\W_])" if data.get("boundary", True) else ""
    proclitics = f"[{fold(data['proclitics'])}]?" if data.get("proclitics") else ""
    compiled.start = re.compile(
        rf"{left}{proclitics}(?P<at>(?<!\d)\d|{begins}|(?:{compiled.prefix.any})(?=\d|{begins}))"
    )


def _chunks_of(table: Mapping[str, Iterable[str]]) -> set[str]:
    """Beginnings of words before a time: a space follows them but for those with ``~``."""
    return {
        spelling.replace("~", "")[:_CHUNK] if "~" in spelling else _chunk(spelling)
        for entries in table.values()
        for spelling in words(entries)
    }
