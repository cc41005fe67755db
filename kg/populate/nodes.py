"""Writes the small nodes that every kind of claim has: evidence, times, amounts, attributions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

from kg.facts import Attribution, Delivery, Document, Money, Quantity, Quote, Support, When
from kg.namespaces import AG, OA
from kg.populate.names import Names, concept

_AROUND = 40
"""Characters before and after a quote that are kept with it, so that it can be found again in an edited text."""


Triple = tuple[URIRef, URIRef, Node]


class Writer:
    """Collects the statements of one record, each once and in the order in which they were made."""

    def __init__(self, document: Document, names: Names) -> None:
        self.statements: dict[Triple, None] = {}
        self.document = document
        self.names = names

    def add(self, subject: URIRef, predicate: URIRef, value: Node | None) -> None:
        """State something, unless there is nothing to state."""
        if value is not None:
            self.statements[subject, predicate, value] = None

    def add_all(self, subject: URIRef, predicate: URIRef, values: Iterable[Node]) -> None:
        """State the same property with several values."""
        for value in values:
            self.statements[subject, predicate, value] = None

    def literal(self, value: str | bool | int | None) -> Literal | None:
        """A plain literal, or None for nothing."""
        return None if value is None else _plain(value)

    def decimal(self, value: Decimal | None) -> Literal | None:
        """A number as xsd:decimal, always written out in full."""
        return None if value is None else _decimal(value)

    def day(self, value: object | None) -> Literal | None:
        """A day as xsd:date."""
        return None if value is None else _day(str(value))

    def words(self, text: str | None) -> Literal | None:
        """Words of the document, tagged with its language."""
        return None if text is None else Literal(text, lang=self.document.lang)

    def unknown(self, claim: URIRef, *properties: URIRef) -> None:
        """State that the record does not say these."""
        self.add_all(claim, AG.unknownProperty, properties)

    def entities(self, subject: URIRef, predicate: URIRef, ids: Iterable[str | None]) -> None:
        """State entities by their ids."""
        self.add_all(subject, predicate, (self.names.entity(one) for one in ids if one))

    def claim(self, local_id: str, kind: URIRef, evidence: Sequence[Quote]) -> URIRef:
        """Begin a claim: its record, its id, its quotes."""
        claim = self.names.claim(local_id)
        self.add(claim, RDF.type, kind)
        self.add(claim, AG.record, self.names.record)
        self.add(claim, AG.localId, _plain(local_id))
        for number, quote in enumerate(evidence):
            self.add(claim, AG.quote, self.words(quote.text))
            self.evidence(claim, claim, f"evidence-{number}", quote)
        return claim

    def evidence(self, owner: URIRef, claim: URIRef, name: str, quote: Quote | None) -> None:
        """The stretch of the text on which ``owner``, a claim or a node of one, rests."""
        if quote is None:
            return
        node = URIRef(f"{claim}#{name}")
        self.add(owner, AG.evidence, node)
        self.add(node, RDF.type, AG.Evidence)
        self.add(node, OA.hasSource, self.names.record)
        self.add(node, OA.start, _plain(quote.start))
        self.add(node, OA.end, _plain(quote.end))
        self.add(node, OA.exact, self.words(quote.text))
        if text := self.document.text:
            self.add(node, OA.prefix, self.words(text[max(0, quote.start - _AROUND) : quote.start] or None))
            self.add(node, OA.suffix, self.words(text[quote.end : quote.end + _AROUND] or None))

    def interval(self, claim: URIRef, name: str, when: When | None) -> None:
        """``ag:when``, ``ag:ordered`` or ``ag:delivered`` of a claim."""
        if when is None:
            return
        node = URIRef(f"{claim}#{name}")
        self.add(claim, AG[name], node)
        self.add(node, RDF.type, AG.Interval)
        self.add(node, AG.edtf, _plain(when.edtf))
        for bounds, end in ((when.start, "Start"), (when.end, "End")):
            if bounds:
                self.add(node, AG[f"earliest{end}"], self.day(bounds[0]))
                self.add(node, AG[f"latest{end}"], self.day(bounds[1]))
        self.add(node, AG.endState, _plain(when.end_state))
        self.add(node, AG.isEstimate, self.literal(when.estimate))
        self.add(node, SKOS.note, self.literal(when.note))
        if when.quote:
            self.add(node, AG.wording, self.words(when.quote.text))
        self.evidence(node, claim, f"{name}-evidence", when.quote)

    def quantity(self, claim: URIRef, quantity: Quantity, name: str = "quantity") -> None:
        """How many: ``ag:quantity`` or ``ag:quantityDelivered`` of a claim."""
        node = URIRef(f"{claim}#{name}")
        self.add(claim, AG[name], node)
        self.add(node, RDF.type, AG.Quantity)
        self.add(node, AG.minimum, self.decimal(quantity.min))
        self.add(node, AG.maximum, self.decimal(quantity.max))
        self.add(node, AG.unit, _plain(quantity.unit))
        self.add(node, AG.approximate, _plain(quantity.approximate))
        self.add(node, AG.isEstimate, self.literal(quantity.estimate))
        self.add_all(node, AG.sharedWith, self._shared(quantity.shared_with, claim))
        if quantity.text:
            self.add(node, AG.wording, self.words(quantity.text.text))
        self.evidence(node, claim, f"{name}-evidence", quantity.text)

    def deliveries(self, claim: URIRef, deliveries: Iterable[Delivery]) -> None:
        """What was handed over in each year."""
        seen: Counter[int] = Counter()
        for one in deliveries:
            seen[one.year] += 1
            again = f"-{seen[one.year]}" if seen[one.year] > 1 else ""
            node = URIRef(f"{claim}#delivery-{one.year}{again}")
            self.add(claim, AG.delivery, node)
            self.add(node, RDF.type, AG.Delivery)
            self.add(node, AG.year, _plain(one.year))
            self.add(node, AG["count"], self.decimal(one.count))
            self.add(node, AG.tiv, self.decimal(one.tiv))
            self.add(node, AG.yearIsEstimate, self.literal(one.year_estimate))
            self.add(node, AG.countIsEstimate, self.literal(one.count_estimate))

    def supports(self, claim: URIRef, supports: Iterable[Support]) -> None:
        """The words that carry single values of a claim."""
        for number, support in enumerate(supports):
            name = f"support-{number}"
            self.evidence(claim, claim, name, support.quote)
            self.add(URIRef(f"{claim}#{name}"), AG.supports, AG[support.property])

    def money(self, claim: URIRef, money: Money) -> None:
        """What is paid."""
        node = URIRef(f"{claim}#value")
        self.add(claim, AG.value, node)
        self.add(node, RDF.type, AG.MonetaryValue)
        self.add(node, AG.amount, self.decimal(money.amount))
        self.add(node, AG.maximumAmount, self.decimal(money.max))
        self.add(node, AG.currency, self.literal(money.currency))
        self.add_all(node, AG.sharedWith, self._shared(money.shared_with, claim))
        if money.text:
            self.add(node, AG.wording, self.words(money.text.text))
        self.evidence(node, claim, "value-evidence", money.text)

    def _shared(self, ids: Iterable[str], claim: URIRef) -> list[URIRef]:
        return [other for one in ids for other in self.names.claims_about(one) if other != claim]

    def attributions(self, claim: URIRef, attributions: Sequence[Attribution]) -> None:
        """Who says so."""
        for number, attribution in enumerate(attributions):
            node = URIRef(f"{claim}#attribution-{number}")
            self.add(claim, AG.attribution, node)
            self.add(node, RDF.type, AG.Attribution)
            named = attribution.source not in {"narrator", "unnamed"}
            self.add(node, AG.sourceKind, _plain("entity" if named else attribution.source))
            if named:
                self.entities(node, AG.source, [attribution.source])
                self.entities(claim, AG.attributedTo, [attribution.source])
            self.add(node, AG.attributionKind, concept("attribution-kind", attribution.kind))
            self.add(node, AG.stance, concept("stance", attribution.stance))
            self.evidence(node, claim, f"attribution-{number}-evidence", attribution.quote)

    def note(self, subject: URIRef, note: str | None) -> None:
        """A remark of whoever made the facts; its language is not known."""
        self.add(subject, SKOS.note, self.literal(note))

    def title(self, subject: URIRef, title: str | None) -> None:
        """The title of a document."""
        self.add(subject, DCTERMS.title, self.words(title))


# A register says the same few numbers, days and flags tens of thousands of times, and a literal is dear to make.


@lru_cache(maxsize=65_536, typed=True)
def _plain(value: str | bool | int) -> Literal:
    return Literal(value)


@lru_cache(maxsize=65_536)
def _decimal(value: Decimal) -> Literal:
    return Literal(f"{value.normalize():f}", datatype=XSD.decimal, normalize=False)


@lru_cache(maxsize=65_536)
def _day(value: str) -> Literal:
    return Literal(value, datatype=XSD.date, normalize=False)
