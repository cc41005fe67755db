"""From a handful of triples to the typed answers."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from api import models as m
from api.graph import Triples
from kg.namespaces import AG, BASE

_NAMES = {
    "skos:prefLabel": "name",
    "skos:altLabel": "other name",
    "ag:shortName": "short name",
    "ag:demonym": "demonym",
    "ag:metonym": "metonym",
    "ag:localDesignation": "designation",
}
PARTIES = {
    "suppliers": "ag:supplier",
    "recipients": "ag:recipient",
    "end_users": "ag:endUser",
    "intermediaries": "ag:intermediary",
    "financiers": "ag:financier",
    "origins": "ag:origin",
    "supplier_bodies": "ag:supplierBody",
    "recipient_bodies": "ag:recipientBody",
    "weapons": "ag:weapon",
    "categories": "ag:category",
    "modes": "ag:mode",
}
"""Members that list things -> the property that gives them."""


class Views:
    """Reads one answer of the store. ``base`` is where the IRIs that a build mints start."""

    def __init__(self, triples: Triples, base: str) -> None:
        self._t = triples
        self._base = base

    # --- small parts ---

    def path(self, iri: str) -> str:
        """The path of a thing on this service; its IRI if it is from elsewhere."""
        for base in (self._base, BASE):
            if iri.startswith(base + "id/"):
                return iri.removeprefix(base + "id/")
        return iri

    def classes(self, iri: str) -> list[str]:
        """The names of our classes that a thing is of."""
        return [_local(kind) for kind in self._t.iris(iri, "rdf:type") if kind.startswith(str(AG))]

    def class_of(self, iri: str, general: str) -> str:
        """The most telling of the classes of a thing: not the general one where another is given."""
        return next((name for name in self.classes(iri) if name != general), general)

    def _thing_fields(self, iri: str) -> dict[str, Any]:
        labels = self._t.texts(iri, "skos:prefLabel")
        label = labels.get("en") or labels.get("und") or next(iter(labels.values()), self.path(iri))
        return {"iri": iri, "id": self.path(iri), "label": label, "labels": labels}

    def thing(self, iri: str) -> m.Thing:
        return m.Thing(**self._thing_fields(iri))

    def _things(self, iri: str, name: str) -> list[m.Thing]:
        return [self.thing(value) for value in self._t.iris(iri, name)]

    def _first(self, iri: str, name: str) -> m.Thing | None:
        value = self._t.iri(iri, name)
        return self.thing(value) if value else None

    def _texts(self, iri: str, name: str) -> list[m.Text]:
        return [_text(literal) for literal in self._t.literals(iri, name)]

    def _names(self, iri: str) -> list[m.Name]:
        return [
            m.Name(text=literal.value, language=literal.language, use=use)
            for name, use in _NAMES.items()
            for literal in self._t.literals(iri, name)
        ]

    def _quantity(self, iri: str, name: str) -> m.Quantity | None:
        node = self._t.iri(iri, name)
        if node is None:
            return None
        return m.Quantity(
            minimum=self._t.number(node, "ag:minimum"),
            maximum=self._t.number(node, "ag:maximum"),
            unit=self._t.text(node, "ag:unit"),
            approximate=self._t.flag(node, "ag:approximate"),
            wording=self._t.text(node, "ag:wording"),
        )

    def _interval(self, iri: str, name: str) -> m.Interval | None:
        node = self._t.iri(iri, name)
        if node is None:
            return None
        return m.Interval(
            edtf=self._t.text(node, "ag:edtf"),
            earliest_start=self._t.text(node, "ag:earliestStart"),
            latest_start=self._t.text(node, "ag:latestStart"),
            earliest_end=self._t.text(node, "ag:earliestEnd"),
            latest_end=self._t.text(node, "ag:latestEnd"),
            end_state=self._t.text(node, "ag:endState"),
        )

    def _money(self, iri: str) -> m.Money | None:
        node = self._t.iri(iri, "ag:value")
        if node is None:
            return None
        return m.Money(
            amount=self._t.number(node, "ag:amount"),
            maximum_amount=self._t.number(node, "ag:maximumAmount"),
            currency=self._t.text(node, "ag:currency"),
        )

    def _deliveries(self, iri: str) -> list[m.Delivery]:
        found = [
            m.Delivery(
                year=int(year[:4]), count=self._t.number(node, "ag:count"), tiv=self._t.number(node, "ag:tiv")
            )
            for node in self._t.iris(iri, "ag:delivery")
            if (year := self._t.text(node, "ag:year"))
        ]
        return sorted(found, key=lambda delivery: delivery.year)

    def _description(self, iri: str) -> dict[str, Any]:
        return {
            **{field: self._things(iri, name) for field, name in PARTIES.items()},
            "quantity": self._quantity(iri, "ag:quantity"),
            "quantity_delivered": self._quantity(iri, "ag:quantityDelivered"),
            "when": self._interval(iri, "ag:when"),
            "ordered": self._interval(iri, "ag:ordered"),
            "delivered": self._interval(iri, "ag:delivered"),
            "deliveries": self._deliveries(iri),
            "stage": self._first(iri, "ag:stage"),
            "kind": self._first(iri, "ag:kind"),
            "value": self._money(iri),
            "epistemic": self._first(iri, "ag:epistemicStatus"),
            "unknown": [_local(value) for value in self._t.iris(iri, "ag:unknownProperty")],
        }

    # --- transfers and claims ---

    def transfer_summary(self, iri: str) -> m.TransferSummary:
        return m.TransferSummary(**self._transfer_fields(iri))

    def transfer(self, iri: str) -> m.Transfer:
        return m.Transfer(
            **self._transfer_fields(iri),
            claims=[self.claim(claim) for claim in self._claims(iri)],
            denied_by=self._t.iris(iri, "ag:deniedBy"),
            choices=[self._choice(choice) for choice in self._t.iris(iri, "ag:choice")],
        )

    def _transfer_fields(self, iri: str) -> dict[str, Any]:
        return {
            "iri": iri,
            "id": self.path(iri),
            "claims_count": len(self._claims(iri)),
            "denied": bool(self._t.iris(iri, "ag:deniedBy")),
            **self._description(iri),
        }

    def _claims(self, iri: str) -> list[str]:
        return sorted({*self._t.iris(iri, "ag:claim"), *self._t.iris(iri, "ag:deniedBy")})

    def claim(self, iri: str) -> m.Claim:
        record = self._t.iri(iri, "ag:record")
        return m.Claim(
            iri=iri,
            id=self.path(iri),
            **self._description(iri),
            quotes=self._texts(iri, "ag:quote"),
            evidence=self._evidence(iri),
            attributions=[self.attribution(node) for node in self._t.iris(iri, "ag:attribution")],
            attributed_to=self._things(iri, "ag:attributedTo"),
            confidence=self._t.number(iri, "ag:confidence"),
            record=self.record_summary(record) if record else None,
        )

    def _evidence(self, iri: str) -> list[m.Evidence]:
        found = [
            m.Evidence(
                exact=exact,
                prefix=self._t.text(node, "oa:prefix"),
                suffix=self._t.text(node, "oa:suffix"),
                start=self._t.whole(node, "oa:start"),
                end=self._t.whole(node, "oa:end"),
            )
            for node in self._t.iris(iri, "ag:evidence")
            if (exact := self._t.text(node, "oa:exact")) is not None
        ]
        return sorted(found, key=lambda evidence: (evidence.start or 0, evidence.end or 0))

    def attribution(self, node: str) -> m.Attribution:
        return m.Attribution(
            source=self._first(node, "ag:source"),
            source_kind=self._t.text(node, "ag:sourceKind"),
            kind=self._first(node, "ag:attributionKind"),
            stance=self._first(node, "ag:stance"),
            evidence=self._evidence(node),
        )

    def _choice(self, node: str) -> m.Choice:
        return m.Choice(
            property=_local(self._t.iri(node, "ag:chosenProperty") or ""),
            chosen_from=self._t.iris(node, "ag:chosenFrom"),
            rivals=self._t.iris(node, "ag:rival"),
            rule=self._first(node, "ag:rule"),
            reason=next(iter(self._texts(node, "ag:reason")), None),
        )

    # --- records ---

    def _record_fields(self, iri: str) -> dict[str, Any]:
        return {
            "iri": iri,
            "id": self.path(iri),
            "title": next(iter(self._texts(iri, "dcterms:title")), None),
            "language": self._t.text(iri, "dcterms:language"),
            "issued": self._t.text(iri, "dcterms:issued"),
            "publisher": self._t.text(iri, "dcterms:publisher"),
            "source": self._t.iri(iri, "dcterms:source") or self._t.text(iri, "dcterms:source"),
            "license": self._t.iri(iri, "dcterms:license") or self._t.text(iri, "dcterms:license"),
        }

    def record_summary(self, iri: str) -> m.RecordSummary:
        return m.RecordSummary(**self._record_fields(iri))

    def record(self, iri: str) -> m.Record:
        redistribution = self._t.text(iri, "ag:redistribution")
        return m.Record(
            **self._record_fields(iri),
            kind=self.class_of(iri, "Record"),
            redistribution=redistribution,
            text=self._t.text(iri, "ag:text") if redistribution == "full" else None,
            mentions=self._things(iri, "ag:mentions"),
            claims=[
                m.ClaimSummary(
                    iri=claim,
                    id=self.path(claim),
                    kind=self.class_of(claim, "Claim"),
                    quotes=self._texts(claim, "ag:quote"),
                    transfers=self._t.subjects("ag:claim", claim),
                )
                for claim in self._t.subjects("ag:record", iri)
            ],
        )

    # --- reference knowledge ---

    def state_summary(self, iri: str) -> m.StateSummary:
        return m.StateSummary(**self._state_fields(iri))

    def _state_fields(self, iri: str) -> dict[str, Any]:
        return {
            **self._thing_fields(iri),
            "code": self._t.text(iri, "ag:iso3") or iri.rsplit("/", 1)[-1],
            "existed_from": self._t.text(iri, "ag:existedFrom"),
            "existed_until": self._t.text(iri, "ag:existedUntil"),
        }


def _text(literal: ox.Literal) -> m.Text:
    return m.Text(text=literal.value, language=literal.language)


def _local(iri: str) -> str:
    return iri.removeprefix(str(AG)).rsplit("/", 1)[-1]
