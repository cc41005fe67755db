"""What one request asked of the store: its queries as they ran, and the statements that they gave.

The answer in other formats than JSON is made from it: the triples as RDF, the queries as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox


@dataclass
class Trace:
    """Filled by the ``Lookups`` of a request, in the order of the questions; what is asked twice is kept once."""

    queries: dict[str, str] = field(default_factory=dict)
    """Text of a query, with its parameters bound -> the name of its file."""
    triples: dict[ox.Triple, None] = field(default_factory=dict)
    version: str | None = None
    """Of the dataset that answered last."""

    def asked(self, name: str, query: str) -> None:
        self.queries.setdefault(query, name)

    def gave(self, triples: Iterable[ox.Triple]) -> None:
        self.triples.update(dict.fromkeys(triples))
