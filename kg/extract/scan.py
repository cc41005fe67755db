"""The automaton's finds that stand as words: at boundaries, in the right case, in a context that allows them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.boundaries import JOINED, is_sentence_start, is_within_word, word_end, word_start
from kg.extract.gazetteer import Entry, Gazetteer
from kg.extract.hits import Hit
from kg.fold import Folded, fold

# Letters and digits behind a designation that name a variant: Su-35S, S-300PMU2, F-16C/D, Ми-17В-5. Chinese and Korean
# words follow without a space.
_LETTER = r"[^\W\u1100-\u11ff\u3400-\u9fff\uac00-\ud7af]"
_VARIANT = re.compile(rf"(?!\d){_LETTER}{{1,4}}(?:[-/]{_LETTER}{{1,2}}(?!{_LETTER}|-))?(?!{_LETTER})")


@dataclass(frozen=True, slots=True)
class Scan:
    """A text with its folding and the gazetteer of its language."""

    text: str
    folded: Folded
    known: Gazetteer

    @classmethod
    def of(cls, text: str, known: Gazetteer) -> Scan:
        """Fold a text once for all that look at it."""
        return cls(text, fold(text), known)

    @property
    def string(self) -> str:
        """The folded text."""
        return self.folded.text

    def original(self, start: int, end: int) -> str:
        """What stands in the text as received where the folded text has ``start`` to ``end``."""
        return self.text[self.folded.start_of(start) : self.folded.end_of(end)]

    def is_capital(self, position: int) -> bool:
        """Whether the letter at ``position`` of the folded text is a capital."""
        return self.text[self.folded.start_of(position)].isupper()

    def hits(self) -> list[Hit]:
        """All forms that could be a name, in the order in which they end."""
        if not len(self.known.automaton):
            return []
        found: list[Hit] = []
        string = self.string
        for last, (length, entries, standing) in self.known.automaton.iter(string):
            start = last - length + 1
            if start and JOINED[string[start - 1 : start + 1]]:
                hit = self._within_word(start, last + 1, entries)
            else:
                hit = self._right(start, start, last + 1, standing)
            if hit is not None:
                found.append(hit)
        return found

    def _within_word(self, start: int, end: int, entries: tuple[Entry, ...]) -> Hit | None:
        """A name behind a clitic, or in a longer word."""
        string = self.string
        clitic = word_start(string, start)
        plain, absorbed = self.known.clitics[string[clitic:start]]
        if not plain and not absorbed:
            return self._inside_word(clitic, start, end, entries)
        fitting = [e for e in entries if (plain and e.absorbed != 1) or (absorbed and e.absorbed)]
        return self._right(clitic, start, end, fitting)

    def _inside_word(self, word: int, start: int, end: int, entries: tuple[Entry, ...]) -> Hit | None:
        """A name that may stand at the end of a longer word: bodies in some languages, class nouns in others."""
        rules = self.known.rules
        if rules.bodies_attached:
            attached = [entry for entry in entries if entry.kind == "body"]
            if attached:
                return self._right(start, start, end, attached)
        if rules.compound_shortest and end - start >= rules.compound_shortest:
            heads = [entry for entry in entries if entry.kind == "weapon_class"]
            # a clitic before the compound cannot be told from its first part
            return self._right(word, word, end, heads) if heads else None
        return None

    def _right(self, clitic: int, start: int, end: int, entries: list[Entry]) -> Hit | None:
        string = self.string
        rest = ""
        if is_within_word(string, end):
            rest = string[end : word_end(string, end)]
        furthest = end
        allowed: list[Entry] = []
        for entry in entries:
            stop: int | None = end
            if entry.numbered:
                stop = self._variant(end, rest, entry)
            elif rest:
                stop = self._ending(start, end, rest, entry)
            if stop is not None and (not entry.capital or self._capitals_fit(start, end, entry)):
                furthest = max(furthest, stop)
                allowed.append(entry)
        if not allowed or not self._context_allows(clitic, start, end):
            return None
        if allowed[0].abbreviation and not self._abbreviation_allowed(start, end):
            allowed = [entry for entry in allowed if not entry.abbreviation]
        return Hit(start, furthest, clitic, tuple(allowed)) if allowed else None

    def _variant(self, end: int, rest: str, entry: Entry) -> int | None:
        """Where a designation ends, with the letters of its variant; None if its number goes on."""
        string = self.string
        numeral = string[end - 1].isdigit()
        if rest:
            variant = _VARIANT.match(string, end) if numeral and self.is_capital(end) else None
            if variant:
                return variant.end()
            return end if rest == "s" or self._is_ending(rest, entry) else None
        if not numeral:
            return end
        if string[end : end + 1] in {".", ","} and string[end + 1 : end + 2].isdigit():
            return None
        spoken = self.known.spoken_suffix.match(string, end)
        return spoken.end() if spoken else end

    def _ending(self, start: int, end: int, rest: str, entry: Entry) -> int | None:
        """Where a name ends behind which its word goes on, None if that makes it another word."""
        rules = self.known.rules
        if self._is_ending(rest, entry):
            return end + len(rest) if entry.kind in rules.after_inside else end
        if entry.kind == "weapon_class" and rules.compound_tails.fullmatch(rest):
            return end
        if rules.glued_shortest and end - start >= rules.glued_shortest and rules.glued.fullmatch(rest):
            return end
        return None

    def _is_ending(self, rest: str, entry: Entry) -> bool:
        after = self.known.rules.after
        pattern = after.get(entry.kind) or after.get("default")
        return pattern is not None and pattern.fullmatch(rest) is not None

    def _capitals_fit(self, start: int, end: int, entry: Entry) -> bool:
        if not self.known.rules.cased:
            return True
        original = self.original(start, end)
        if entry.capital == 2:
            return original.isupper()
        return original[:1].isupper() or not original[:1].isalpha()

    def _context_allows(self, clitic: int, start: int, end: int) -> bool:
        context = self.known.rules.contexts.get(self.string[start:end])
        if context is None:
            return True
        return context.allows(self.string, clitic, end, initial=is_sentence_start(self.string, clitic))

    def _abbreviation_allowed(self, start: int, end: int) -> bool:
        rules = self.known.rules
        if self.string[start:end] in rules.always:
            return True
        around = rules.abbreviation_context
        return around is not None and around.allows(self.string, start, end, initial=False)
