"""What one request asked of the store: its queries as they ran, and the statements that they gave.

The answer in other formats than JSON is made from it: the triples as RDF, the queries as text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox


@dataclass
class Trace:
    """Filled by the ``Lookups`` of a request, in the order of the questions; what is asked twice is kept once."""

    queries: dict[str, str] = field(default_factory=dict)
    """Text of a query, with its parameters bound -> the name of its file."""
    answers: list[list[ox.Triple]] = field(default_factory=list)
    """What each CONSTRUCT gave."""
    version: str | None = None
    """Of the dataset that answered last."""

    def asked(self, name: str, query: str) -> None:
        self.queries.setdefault(query, name)

    def gave(self, triples: list[ox.Triple]) -> None:
        self.answers.append(triples)

    def triples(self) -> set[ox.Triple]:
        """All statements that were given."""
        return set().union(*self.answers)
