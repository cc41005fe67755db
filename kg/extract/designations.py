"""Designations of weapons: how one is spelled in how many ways, and what looks like one that nobody knows yet.

``F-16`` is also written ``F16`` and ``F 16``, ``F-16C/D`` names two variants, and other scripts spell the
letters out (``إف-16``). A calibre (``155 mm``) is no designation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from kg.fold import Folded

_BETWEEN = re.compile(r"(?<=[^\W\d_])[- ]?(?=\d)|(?<=\d) (?=[^\W\d_]{1,4}\b)")
_SPACE_OR_HYPHEN = re.compile(r"[- ]")
_SLASH = re.compile(r"^(?P<stem>.*\d)(?P<first>[A-Z]{1,2})/(?P<second>[A-Z]{1,2})$")
_SPOKEN = re.compile(r"^(?P<letters>[A-Za-z]+)(?P<gap>[- ]?)(?P<rest>\d[\w./-]*)$")
_WORD_AND_NUMBER = re.compile(
    r"^(?P<word>(?:[^\W\d_]{4,}|[^\W\d_\x00-\x7f]{2,})(?: [^\W\d_]+)*)[- ]?(?P<rest>[^\W\d_]{0,2}\d.*)$"
)
_MOST_VARIANTS = 48
_NOTHING = re.compile(r"(?!)")

# A letter or a short run of letters, then a number: XQ-77, Х-999, M142. Matched in the original text.
UNKNOWN = re.compile(
    r"(?<![\w.,/-])(?:[A-ZА-ЯІЇЄҐ]{1,4}|[A-ZА-ЯІЇЄҐ][a-zа-яіїєґ]{1,2})-?\d{1,4}[A-ZА-ЯІЇЄҐ]{0,3}\d?(?![\w])(?!-?\d)"
)
# Letters and numbers that name something else: meetings, viruses, paper, quarters, times, roads.
NO_DESIGNATION = re.compile(
    r"^(?:G-?\d{1,2}|B20|COVID-?\d+|[QH][1-4]|FY-?\d+|CY-?\d+|A[0-5]|D-?Day|UTC.*|GMT.*|No\d+|Nr\d+|Art\d+|GPT.*|CO2|PM2|5G)$",
    re.IGNORECASE,
)


def has_number(name: str) -> bool:
    """Whether a name is of letters and digits, so that its spelling varies like that of a designation."""
    return any(c.isdigit() for c in name) and any(c.isalpha() for c in name)


def spellings(
    name: str, letters: Mapping[str, tuple[str, ...]], letter_words: frozenset[str]
) -> Iterator[str]:
    """All spellings of a designation, itself first.

    Args:
        name: as the reference has it.
        letters: Latin letters of designations -> how the language writes them (``F`` -> ``إف``).
        letter_words: single letters that are words of the language, folded: before a number and a space they
            are no designation ("a 50").

    """
    seen: set[str] = set()
    for whole in _unfolded_slash(name):
        for variant in _joints(whole, letter_words):
            if variant not in seen:
                seen.add(variant)
                yield variant
        for spoken in _spoken(whole, letters):
            for variant in _joints(spoken, letter_words):
                if variant not in seen:
                    seen.add(variant)
                    yield variant
    yield from _closing_quote_inside(name)


def _unfolded_slash(name: str) -> Iterator[str]:
    yield name
    slash = _SLASH.match(name)
    if slash:
        yield slash["stem"] + slash["first"]
        yield slash["stem"] + slash["second"]


def _closing_quote_inside(name: str) -> Iterator[str]:
    """The spellings of a word and a number where only the word stands in quotation marks: “翼龙”-2, «Герань»-2."""
    match = _WORD_AND_NUMBER.match(name)
    if match:
        yield from (f'{match["word"]}"{glue}{match["rest"]}' for glue in ("-", " ", ""))


def _joints(name: str, letter_words: frozenset[str]) -> Iterator[str]:
    """Hyphen, nothing and space where letters meet a number."""
    yield name
    parts = _BETWEEN.split(name)
    if len(parts) == 1 or len(parts) > 4:
        if "-" in name:
            yield name.replace("-", " ")
        return
    gaps = _BETWEEN.findall(name)
    for glue in product(*(_choices(parts, i, gaps, letter_words) for i in range(len(gaps)))):
        joined = parts[0] + "".join(g + p for g, p in zip(glue, parts[1:], strict=True))
        yield joined


def _choices(parts: list[str], index: int, gaps: list[str], letter_words: frozenset[str]) -> tuple[str, ...]:
    if index > 1:
        return (gaps[index],)
    before, after = parts[index], parts[index + 1]
    last_word = _SPACE_OR_HYPHEN.split(before)[-1].casefold()
    digits = len(after) - len(after.lstrip("0123456789"))
    if not digits:
        return (" ", "")
    if last_word in letter_words or (len(last_word) == 1 and digits < 2):
        return ("-", "") if len(last_word) > 1 or digits > 1 or gaps[index] != " " else ("-", " ", "")
    if len(last_word) > 4:  # a word, not letters: Hermes 900
        return ("-", " ", "") if digits > 1 else ("-", " ")
    return ("-", " ", "")


def _spoken(name: str, letters: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The designation with its letters as the language spells them."""
    match = _SPOKEN.match(name)
    if not match or not letters:
        return
    trailing = re.match(r"(?P<number>\d[\d./-]*)(?P<suffix>.*)$", match["rest"])
    assert trailing is not None  # noqa: S101 - the pattern above begins with a digit
    suffixes = list(_spell(trailing["suffix"], letters)) if trailing["suffix"] else [""]
    for head, suffix in product(_spell(match["letters"], letters), suffixes):
        yield f"{head}-{trailing['number']}{' ' if suffix else ''}{suffix}"
        if suffix and len(suffix) == 1:
            yield f"{head}-{trailing['number']}{suffix}"


def _spell(text: str, letters: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if text in letters:
        yield from letters[text]
        return
    if not text.isupper() or len(text) > 3 or any(letter not in letters for letter in text):
        return
    for count, choice in enumerate(product(*(letters[letter] for letter in text))):
        if count >= _MOST_VARIANTS:
            return
        yield " ".join(choice)


def spoken_patterns(
    letters: Mapping[str, tuple[str, ...]], fold_word: Callable[[str], str]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for folded text, by the spellings of single letters.

    The first finds the letters of a variant behind a designation (`` كيو.ايه`` after ``اف-15``), the second a
    designation that is spelled out (``اكس كيو-77``).
    """
    single = {
        fold_word(s) for name, spoken in letters.items() if len(name) == 1 for s in spoken if len(s) > 1
    }
    if not single:
        return _NOTHING, _NOTHING
    one = "|".join(sorted((re.escape(s) for s in single), key=len, reverse=True))
    suffix = re.compile(rf"[ -]?(?:{one})(?:[ .-]?(?:{one}))*(?!\w)")
    number = re.compile(rf"(?<!\w)(?:{one})(?:[ .-]?(?:{one}))*[ -]?\d{{1,4}}(?![\w])")
    return suffix, number


def unknown(text: str, folded: Folded, *patterns: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where something in the text looks like a designation; whether it is one, its neighbours decide.

    ``patterns`` are those of the language, for folded text.
    """
    for match in UNKNOWN.finditer(text):
        if not NO_DESIGNATION.match(match.group()):
            yield match.span()
    for pattern in patterns:
        for match in pattern.finditer(folded.text):
            yield folded.start_of(match.start()), folded.end_of(match.end())
