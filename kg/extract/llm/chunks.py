"""A text in pieces that a language model is asked about one by one: whole sentences, with their numbers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.languages import is_complete
from kg.extract.layout import Sentence, pieces, regions, sentences
from kg.extract.lexicon import lexicon

SIZE = 3_000
"""About how many characters of text are asked about at once."""
_ENDS = re.compile(r"[.!?؟。！？…]+[\"'”»)\]]*(?=\s|$)|[。！？]|[\r\n\u2028\u2029]+")
"""Where a sentence ends in a language that has no data of its own."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some sentences of a text that follow each other. A sentence is shown with its ``number`` plus one."""

    text: str
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end

    @property
    def fence(self) -> str:
        """A line that the same text always gets and that stands nowhere in it."""
        shown = self.numbered
        mark = _mark(shown)
        while mark in shown:
            mark = _mark(mark)
        return f"=== {mark} ==="

    @property
    def numbered(self) -> str:
        """The sentences as they are shown, each on a line of its own behind its number."""
        return "\n".join(f"[{one.number + 1}] {self.text[one.start : one.end]}" for one in self.sentences)

    def sentence(self, shown_number: int) -> Sentence | None:
        """The sentence that was shown with that number, None if none was."""
        return next((one for one in self.sentences if one.number + 1 == shown_number), None)


def chunks(text: str, language: str, size: int = SIZE) -> list[Chunk]:
    """The sentences of a text in pieces of at most ``size`` characters, boilerplate left out.

    A sentence that is longer is cut behind a comma or between words.
    """
    made: list[Chunk] = []
    together: list[Sentence] = []
    for sentence in _numbered(text, language, size):
        if together and sentence.end - together[0].start > size:
            made.append(Chunk(text, tuple(together)))
            together = []
        together.append(sentence)
    if together:
        made.append(Chunk(text, tuple(together)))
    return made


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _numbered(text: str, language: str, size: int) -> list[Sentence]:
    found = _sentences(text, language)
    cut = [piece for one in found for piece in pieces(text, one.start, one.end, one.line, size)]
    return [replace(piece, number=number) for number, piece in enumerate(cut)]


def _sentences(text: str, language: str) -> Sequence[Sentence]:
    if is_complete(language):
        words = lexicon(language)
        return sentences(text, regions(text, words), words)
    found: list[Sentence] = []
    start = 0
    for end in (*(match.end() for match in _ENDS.finditer(text)), len(text)):
        found.extend(pieces(text, start, end, 0))
        start = end
    return found
