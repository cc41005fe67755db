"""How commands that only read go through their inputs: facts as they come, and what was refused told on the way."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.facts import Document, Facts
    from kg.read import Refusal
    from kg.readers import Reader
    from kg.settings import Settings


@dataclass(slots=True)
class Given:
    """The inputs of a command. ``given`` and ``refused`` count what was gone through so far."""

    names: Iterable[str]
    settings: Settings
    given: int = 0
    refused: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def facts(self, reader: Reader) -> Iterator[Facts]:
        """The facts of all inputs; documents are read by the reader. At the end, what was left out is told.

        Raises:
            InputError: if an input names nothing.

        """
        from kg.errors import ModelError
        from kg.facts import Facts
        from kg.read import Refusal, read

        for found in read(self.names, self.settings):
            if isinstance(found, Refusal):
                self._refuse(found)
                continue
            facts = found.content
            if not isinstance(facts, Facts):
                try:
                    reading = reader.read(facts)
                except ModelError as error:
                    self.refused += 1
                    tell(f"{found.place}: {error}")
                    continue
                facts = reading.facts
                for remark in reading.remarks:
                    tell(f"note: {found.place}: {remark}")
            self.given += 1
            yield facts
        if said := reader.summary():
            tell(f"note: the language model: {said}")
        self._tell_left_out()

    def _tell_left_out(self) -> None:
        """A crawl leaves out thousands; a line for each would hide what was refused."""
        for reason, count in sorted(self.left_out.items()):
            tell(f"{count:,} {reason}")

    def documents(self) -> Iterator[tuple[str, Document]]:
        """The documents of all inputs with their places; facts are passed over."""
        from kg.facts import Document
        from kg.read import Refusal, read

        for found in read(self.names, self.settings):
            if isinstance(found, Refusal):
                self._refuse(found)
            elif isinstance(found.content, Document):
                yield found.place, found.content
        self._tell_left_out()

    def _refuse(self, found: Refusal) -> None:
        if found.on_purpose:
            self.left_out[found.what] += 1
        else:
            self.refused += 1
            tell(str(found))


def tell(message: str) -> None:
    """Say something to the user on standard error."""
    from kg.text import isolate

    print(f"armsgraph: {isolate(message)}", file=sys.stderr)
