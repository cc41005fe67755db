"""How commands that only read go through their inputs: facts as they come, and what was refused told on the way."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from kg.facts import Document, Facts
    from kg.read import Refusal
    from kg.readers import Reader
    from kg.settings import Settings

_Outcome: TypeAlias = "tuple[str, str | None, tuple[str, ...]]"
"""The place of what was read, its facts as JSON, if there are any, and remarks or the reason."""
_TOGETHER = 100_000
"""Characters that a process is given at once: some tens of articles."""


@dataclass(slots=True)
class Given:
    """The inputs of a command. ``given`` and ``refused`` count what was gone through so far."""

    names: Iterable[str]
    settings: Settings
    given: int = 0
    refused: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def records(self, reader: Reader) -> Iterator[str]:
        """The facts of all inputs as JSON, in their order; documents are read by the reader.

        The rules read in as many processes as the settings say; what has a budget is asked by one, which knows what is
        left of it. At the end, what was left out is told.

        Raises:
            InputError: if an input names nothing.

        """
        from kg.readers import Rules
        from kg.workers import Workers, batches

        count = self.settings.workers if isinstance(reader, Rules) else 1
        full = _TOGETHER if count > 1 else 1
        with Workers(count) as workers:
            together = batches(self._sound(), full, _characters)
            for _, outcomes in workers.map(partial(_read_all, reader=reader), together):
                yield from self._taken(outcomes)
        if said := reader.summary():
            tell(f"note: the language model: {said}")
        self._tell_left_out()

    def _sound(self) -> Iterator[tuple[str, Document | Facts]]:
        """What can be read, with its place; the rest is told."""
        from kg.read import Refusal, read

        for found in read(self.names, self.settings):
            if isinstance(found, Refusal):
                self._refuse(found)
            else:
                yield found.place, found.content

    def _taken(self, outcomes: Iterable[_Outcome]) -> Iterator[str]:
        for place, record, remarks in outcomes:
            if record is None:
                self.refused += 1
                tell(f"{place}: {remarks[0]}")
                continue
            for remark in remarks:
                tell(f"note: {place}: {remark}")
            self.given += 1
            yield record

    def _tell_left_out(self) -> None:
        """A crawl leaves out thousands; a line for each would hide what was refused."""
        for reason, count in sorted(self.left_out.items()):
            tell(f"{count:,} {reason}")

    def documents(self) -> Iterator[tuple[str, Document]]:
        """The documents of all inputs with their places; facts are passed over."""
        from kg.facts import Document

        for place, content in self._sound():
            if isinstance(content, Document):
                yield place, content
        self._tell_left_out()

    def _refuse(self, found: Refusal) -> None:
        if found.on_purpose:
            self.left_out[found.what] += 1
        else:
            self.refused += 1
            tell(str(found))


def _characters(found: tuple[str, Document | Facts]) -> int:
    from kg.facts import Document

    content = found[1]
    return len(content.text or "") + 1 if isinstance(content, Document) else 1


def _read_all(found: list[tuple[str, Document | Facts]], reader: Reader) -> list[_Outcome]:
    """What becomes of each: a record with remarks, or no record and why. A model that gives no answer costs no other."""
    return [_read_one(place, content, reader) for place, content in found]


def _read_one(place: str, content: Document | Facts, reader: Reader) -> _Outcome:
    from kg.errors import ModelError
    from kg.facts import Facts

    if isinstance(content, Facts):
        return place, content.to_json(), ()
    try:
        reading = reader.read(content)
    except ModelError as error:
        return place, None, (str(error),)
    return place, reading.facts.to_json(), reading.remarks


def tell(message: str) -> None:
    """Say something to the user on standard error."""
    from kg.text import isolate

    print(f"armsgraph: {isolate(message)}", file=sys.stderr)
