"""Which paragraphs of a text are in which language, told by scripts and by the small words of each language.

A text is in the language that is given for it, but for paragraphs that are plainly in another: one line in doubt is
better read in the language of its surroundings than in a wrong one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

UNKNOWN = "unknown"
"""Stands for a language in a script that none of those that are told apart is written in."""

_SCRIPTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Latin": ("A-Za-zÀ-ɏ", ("de", "en", "es", "fr", "tr")),
    "Arabic": ("ء-ي٠-ۿݐ-ݿ", ("ar", "fa")),
    "Cyrillic": ("Ѐ-ԯ", ("ru", "uk")),
    "Hebrew": ("א-ת", ("he",)),
    "Hangul": ("가-힣", ("ko",)),
    "Kana": ("ぁ-ヿ", ()),
    "Han": ("㐀-鿿", ("zh",)),
}
"""Script -> its letters, and the languages that are written in it."""

_LETTERS = {name: re.compile(f"[{letters}]+") for name, (letters, _) in _SCRIPTS.items()}
_OTHERS = {
    script: re.compile(
        "[" + "".join(letters for name, (letters, _) in _SCRIPTS.items() if name != script) + "]+"
    )
    for script in _SCRIPTS
}
"""Script -> letters of any other."""
_WORD = re.compile(r"[^\W\d_]+")

_WEIGHT = {"Han": 3, "Hangul": 3, "Kana": 3}
"""A syllable or an ideograph says as much as so many letters: a Chinese sentence that quotes an English one is Chinese."""
_LONG_ENOUGH = 30
"""So many letters make a paragraph whose language can be told."""
_MOST = 0.6
"""So much of a paragraph is in one script if it is in that script; the rest are names and figures."""
_SURE_WORDS, _SURE_TIMES = 3, 4
"""A paragraph is in another language of the same script if it has so many small words of that, and so many times more."""
_LOOKED_AT = 2_000
"""Characters of a paragraph that tell its language as well as all of it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs in one language that follow one another; offsets are code points of the text."""

    start: int
    end: int
    language: str


def stretches(text: str, language: str) -> tuple[Stretch, ...]:
    """The text cut at paragraphs where the language changes; together the stretches are the whole text.

    Args:
        text: any text; a paragraph is a line.
        language: the language of the text as a whole (ISO 639-1).

    A paragraph too short to tell goes with the one before it, at the beginning with the one behind it.

    """
    found: list[Stretch] = []
    for start, end in _lines(text):
        told = _told(text[start : min(end, start + _LOOKED_AT)], language)
        if told is None or (found and found[-1].language == told):
            if found:
                found[-1] = Stretch(found[-1].start, end, found[-1].language)
        else:
            found.append(Stretch(found[-1].end if found else 0, end, told))
    if not found:
        return (Stretch(0, len(text), language),)
    found[-1] = Stretch(found[-1].start, len(text), found[-1].language)
    return tuple(found)


def _lines(text: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in re.finditer(r"\n+", text)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if end > start]


def _told(line: str, language: str) -> str | None:
    """The language of a paragraph; None if it is too short, or mixed within."""
    expected = _script_of(language)
    rest = "".join(_OTHERS[expected].findall(line))
    letters = {
        name: _WEIGHT.get(name, 1) * sum(map(len, pattern.findall(part)))
        for name, pattern in _LETTERS.items()
        if (part := line if name == expected else rest)
    }
    known = sum(letters.values())
    if known < _LONG_ENOUGH:
        # Letters of a script that is not listed: worth a look only where there are hardly any others.
        others = sum(map(len, _WORD.findall(line))) - known
        return UNKNOWN if others > 2 * _LONG_ENOUGH else None
    if letters.get("Kana", 0) * 10 > known:
        return UNKNOWN
    script = max(letters, key=lambda name: letters[name])
    if letters[script] < _MOST * known:
        return None
    languages = _SCRIPTS[script][1]
    if len(languages) == 1 and language not in languages:
        return languages[0]
    return _by_words(line, language, languages)


@cache
def _script_of(language: str) -> str:
    """The script that most letters of a text in a language will be of."""
    return next((script for script, (_, languages) in _SCRIPTS.items() if language in languages), "Latin")


def _by_words(line: str, language: str, languages: tuple[str, ...]) -> str | None:
    """Which of the languages of a script it is; that of the text unless another is beyond doubt."""
    if languages == (language,):
        return language
    counts = Counter(map(_small_words().get, _WORD.findall(line.lower())))
    best = max(languages, key=lambda name: counts[name])
    sure = counts[best] >= _SURE_WORDS and all(
        counts[best] >= _SURE_TIMES * counts[name] for name in languages if name != best
    )
    if sure:
        return best
    return language if language in languages else None


@cache
def _small_words() -> dict[str, str]:
    """Each small word with its language; those that two languages of one script share tell nothing."""
    file = resources.files("kg.read").joinpath("small_words.json")
    words: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    shared = Counter(word for group in words.values() for word in group)
    return {word: language for language, group in words.items() for word in group if shared[word] == 1}
