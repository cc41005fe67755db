"""Things and values as a reader sees them on a page: labels in the language asked for, links, short forms of parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from api.graph import Node, Triples
from api.linked_data.languages import Languages
from kg.namespaces import BASE, PREFIXES

_LABELS = ("skos:prefLabel", "rdfs:label", "dcterms:title")


MOST_VALUES = 100
"""How many values of one property a page shows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text on a page: its language where it has one, and where it leads."""

    text: str
    language: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one property; ``more`` is how many are left out."""

    property: Shown
    name: str
    values: list[Shown]
    more: int = 0


class Describing:
    """Reads the statements of one page. ``as_of`` is the time that its links keep to."""

    def __init__(
        self, triples: Triples, languages: Languages, base: str, as_of: str | None = None, lang: str | None = None
    ) -> None:  # fmt: skip
        self.triples = triples
        self.languages = languages
        self._base = base
        kept = [(name, value) for name, value in (("as_of", as_of), ("lang", lang)) if value]
        self._kept = urlencode(kept)

    def label(self, iri: str) -> Shown:
        """The name of a thing in the best language there is; a short form of its IRI if it has none."""
        for name in _LABELS:
            best = self.languages.best(self.triples.literals(iri, name))
            if best is not None:
                return Shown(best.value, best.language)
        return Shown(self._part_name(iri) or shorten(iri))

    def _part_name(self, iri: str) -> str | None:
        whole, hash_, part = iri.partition("#")
        return f"#{part}" if hash_ and whole.startswith((self._base + "id/", BASE + "id/")) else None

    def link(self, iri: str) -> Shown:
        """A thing with its name and its address: here for what is described here, else elsewhere."""
        label = self.label(iri)
        return Shown(label.text, label.language, self.href(iri))

    def href(self, iri: str) -> str | None:
        """The address of a thing; None for what cannot be gone to."""
        for base in (self._base, BASE):
            if iri.startswith(base):
                path, hash_, part = iri.removeprefix(base).partition("#")
                address = "/" + quote(path, safe="/:@!$&'()*+,;=~%")
                return address + (f"?{self._kept}" if self._kept else "") + hash_ + quote(part)
        return iri if iri.startswith(("http://", "https://")) else None

    def shown(self, value: Node) -> Shown:
        """A value: a text in its language, or a thing. Parts say briefly what they hold."""
        if isinstance(value, ox.Literal):
            return Shown(value.value, value.language)
        if isinstance(value, ox.NamedNode):
            brief = self.brief(value.value)
            return Shown(brief, None, self.href(value.value)) if brief else self.link(value.value)
        return Shown(str(value))

    def values(self, iri: str, name: str) -> list[Shown]:
        """The values of a property."""
        return [self.shown(value) for value in self.triples.all(iri, name)]

    def rows(
        self,
        iri: str,
        of: Triples,
        left_out: Mapping[tuple[str, str], int],
        *,
        without: Iterable[str] = (),
    ) -> list[Row]:
        """The properties that ``of`` has of a thing, but some; ``left_out`` counts values by thing and property."""
        passed_over = set(without)
        found = []
        for name, values in of.properties(iri):
            short = shorten(name)
            if short not in passed_over:
                shown = [self.shown(value) for value in values[:MOST_VALUES]]
                more = len(values) - len(shown) + left_out.get((iri, name), 0)
                found.append(Row(self.link(name), short, shown, more))
        return sorted(found, key=lambda row: row.name != "rdf:type")

    def brief(self, iri: str) -> str | None:
        """A quantity, time, price or year of delivery in a few signs; None for any other thing."""
        read = self.triples
        if (edtf := read.text(iri, "ag:edtf")) is not None:
            return edtf
        if (amount := read.text(iri, "ag:amount")) is not None:
            most = read.text(iri, "ag:maximumAmount") or amount
            return _joined(_span(_number(amount), _number(most)), read.text(iri, "ag:currency"))
        kinds = read.iris(iri, "rdf:type")
        if BASE + "ontology#Quantity" in kinds:
            low, high = read.text(iri, "ag:minimum"), read.text(iri, "ag:maximum")
            about = "~" if read.flag(iri, "ag:approximate") else ""
            if low is None and high is None:
                return read.text(iri, "ag:wording")
            return _joined(about + _span(_number(low), _number(high)), read.text(iri, "ag:unit"))
        if BASE + "ontology#Delivery" in kinds:
            count = _number(read.text(iri, "ag:count"))
            return f"{(read.text(iri, 'ag:year') or '?')[:4]}: {count or '?'}"
        return None


def shorten(iri: str) -> str:
    """``ag:supplier`` for its IRI, where a prefix fits."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and len(iri) > len(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def _number(text: str | None) -> str | None:
    """Without the zeros behind the point that some writers put there."""
    if text is None or "." not in text:
        return text
    return text.rstrip("0").rstrip(".")


def _span(low: str | None, high: str | None) -> str:
    if low is None:
        return f"≤ {high}"
    if high is None:
        return f"≥ {low}"
    return low if low == high else f"{low}–{high}"


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
