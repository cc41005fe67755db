"""Pieces of evidence in their context, as typed answers."""

from __future__ import annotations

from collections.abc import Mapping

from api.direction import direction
from api.graph import Triples
from api.models.transfers import EvidenceInContext
from api.views import Views
from kg.namespaces import AG

_OWNERS = (
    "quantity", "quantityDelivered", "when", "ordered", "delivered", "value", "attribution",
)  # fmt: skip
"""Parts of a claim that can have evidence of their own: their IRIs end with the name of their property."""


def in_context(
    iri: str, triples: Triples, views: Views, around: Mapping[str, tuple[str, str]]
) -> EvidenceInContext:
    """One piece of evidence.

    Args:
        iri: of the evidence; that of its claim stands before the ``#``.
        triples: what ``evidence.rq`` gave.
        views: of these triples.
        around: IRI -> the text before and after, of those whose text may be shown.

    """
    exact = next(iter(triples.literals(iri, "oa:exact")), None)
    text = exact.value if exact is not None else ""
    claim = iri.partition("#")[0]
    record = triples.iri(iri, "oa:hasSource")
    language = (exact.language if exact is not None else None) or (
        triples.text(record, "dcterms:language") if record else None
    )
    kept = triples.text(iri, "oa:prefix"), triples.text(iri, "oa:suffix")
    before, after = around.get(iri, (kept[0] or "", kept[1] or ""))
    return EvidenceInContext(
        iri=iri,
        id=views.path(iri),
        claim=claim,
        supports=_supports(iri, claim, triples),
        exact=text,
        before=before,
        after=after,
        context="text" if iri in around else "none" if kept == (None, None) else "selector",
        start=triples.whole(iri, "oa:start"),
        end=triples.whole(iri, "oa:end"),
        language=language,
        direction=direction(text, language),
        attributions=[views.attribution(node) for node in triples.iris(claim, "ag:attribution")],
        record=views.record_summary(record) if record else None,
    )


def _supports(iri: str, claim: str, triples: Triples) -> list[str]:
    """The properties that rest on it: those that it names, and those whose value it is the evidence of."""
    named = [value.removeprefix(str(AG)) for value in triples.iris(iri, "ag:supports")]
    parts = [owner.removeprefix(claim + "#") for owner in triples.subjects("ag:evidence", iri)]
    return sorted({*named, *(name for part in parts if (name := part.partition("-")[0]) in _OWNERS)})
