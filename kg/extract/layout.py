"""How a text is laid out: body, headings and boilerplate by line; sentences within lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.patterns import flat
from kg.facts import Region

_TERMINAL = re.compile(r"[.!?؟。！？…:][\"'”»)\]]*\s*$")
_BULLET = re.compile(r"(?:[-–—•*·▪]|\d{1,2}[.)])\s")
_HEADING_WORDS = 14
_LONGEST = 3_000
"""So many characters are a sentence at most. What has no full stop is cut all the same: each part of a sentence is
held against every other, so that a sentence ten times as long costs a thousand times as much."""
_BREAKS = (re.compile(r"[,;:،؛、，；：]"), re.compile(r"\s"))
"""Where a sentence that is too long is cut: behind a comma, else at a blank."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, with the number of the line it stands in and its own number within the document."""

    start: int
    end: int
    line: int
    number: int = 0

    def __contains__(self, position: int) -> bool:
        return self.start <= position < self.end


def regions(text: str, lexicon: Lexicon, flat_text: str | None = None) -> tuple[Region, ...]:
    """One region a line; the line break between two lines belongs to none. ``flat_text`` is ``flat(text)``, if known.

    A line that matches a boilerplate pattern of the language (an offer to subscribe, a cookie notice) is
    boilerplate, and so is what follows it to the end where such an offer cuts an article off. A short line
    without a full stop that another line follows is a heading.
    """
    lines = list(_lines(text))
    flat_text = flat(text) if flat_text is None else flat_text
    kinds = [_kind(text[start:end], flat_text[start:end], lexicon) for start, end in lines]
    for index, kind in enumerate(kinds):
        rest = kinds[index:]
        if kind == "boilerplate" and index >= len(kinds) // 2 and rest.count("body") <= len(rest) // 2:
            kinds[index:] = ["boilerplate"] * len(rest)
            break
    return tuple(
        Region(start=start, end=end, kind=kind) for (start, end), kind in zip(lines, kinds, strict=True)
    )


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"\r\n|\r|\n|\u2028|\u2029", text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _kind(line: str, flat_line: str, lexicon: Lexicon) -> str:
    if lexicon.boilerplate is not None and lexicon.boilerplate.search(flat_line):
        return "boilerplate"
    words = len(line.split()) if lexicon.spaced else len(line) // 2
    if words <= _HEADING_WORDS and not _TERMINAL.search(line):
        return "heading"
    return "body"


def sentences(text: str, layout: tuple[Region, ...], lexicon: Lexicon) -> list[Sentence]:
    """The sentences of all lines that are not boilerplate, white space at their ends left out."""
    found: list[Sentence] = []
    for number, region in enumerate(layout):
        if region.kind == "boilerplate":
            continue
        start = region.start
        for match in lexicon.sentence_end.finditer(text, region.start, region.end):
            if _ends(text, start, match, lexicon):
                found.extend(pieces(text, start, match.end(), number))
                start = match.end()
        found.extend(pieces(text, start, region.end, number))
    return [
        Sentence(one.start, one.end, one.line, number) for number, one in enumerate(_with_lists(text, found))
    ]


def _with_lists(text: str, found: list[Sentence]) -> list[Sentence]:
    """A sentence that ends in a colon takes in the lines with bullets below it: they list what it speaks of."""
    made: list[Sentence] = []
    for sentence in found:
        last = made[-1] if made else None
        if (
            last is not None
            and sentence.line > last.line
            and sentence.end - last.start <= _LONGEST
            and _BULLET.match(text, sentence.start)
            and (text[last.end - 1] in ":：" or (last.line != sentence.line and _in_list(text, last)))
        ):
            made[-1] = Sentence(last.start, sentence.end, last.line)
        else:
            made.append(sentence)
    return made


def _in_list(text: str, sentence: Sentence) -> bool:
    """Whether a sentence has taken in a list already."""
    return (
        re.search(r"[:：]\s*[\r\n]+\s*(?:[-–—•*·▪]|\d{1,2}[.)])\s", text[sentence.start : sentence.end])
        is not None
    )


def pieces(text: str, start: int, end: int, line: int, longest: int = _LONGEST) -> Iterator[Sentence]:
    """A stretch without blanks at its ends; in several pieces where it is longer than ``longest`` characters."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > longest:
        cut = _break(text, start + longest // 2, start + longest)
        yield Sentence(start, cut, line)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Sentence(start, end, line)


def _break(text: str, start: int, end: int) -> int:
    """The last place in a stretch behind which a sentence may be cut; its end if there is none."""
    for pattern in _BREAKS:
        if found := [match.end() for match in pattern.finditer(text, start, end)]:
            return found[-1]
    return end


def _ends(text: str, start: int, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether a full stop ends the sentence, rather than an abbreviation, an initial or a number."""
    if not match.group().startswith("."):
        return True
    end, after = match.start(), text[match.end() : match.end() + 1]
    if after.isdigit() or (after.isalpha() and after.islower()):
        return False
    first = end
    while first > start and (text[first - 1].isalnum() or text[first - 1] in "_."):
        first -= 1
    word = flat(text[first:end])
    if word in lexicon.abbreviations or re.fullmatch(r"(?:\w\.)+\w|[^\W\d_]", word):
        # "U.S." ends a sentence only where a new one plainly begins.
        return False
    if after.isspace() or not after:
        return True
    # "…droits de l'homme.Le contrat": a space was lost, a capital follows a small letter.
    return after.isupper() and text[max(start, end - 1) : end].islower()
