"""The answers of the Reconciliation Service API, made from what was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.models import reconcile as m
from api.reconciling.comparing import iri_of
from api.reconciling.extending import identifier, name_of, rows, wanted_properties
from api.reconciling.facts import Known
from api.reconciling.matching import Candidate, candidates
from api.reconciling.questions import BATCH_SIZE, Extension, Question
from api.reconciling.schema import ID_SPACE, SCHEMA_SPACE, Property, Type, schema
from api.searching import Match, search
from kg import __version__

_PREVIEW_WIDTH, _PREVIEW_HEIGHT = 430, 220
_SUGGESTIONS = 20
_SHOWN_VALUES = 5
_SHOWN_NAMES = 8
_SHOWN_FIRST = (
    "state", "category", "manufacturer", "office", "in_office", "part_of", "active_in", "existed", "capital",
    "organisation_kind", "range_km", "broader", "iso3",
)  # fmt: skip


def type_of(one: Type, *, with_broader: bool = False) -> m.TypeOf:
    """A type as it is told."""
    broader = schema().types[one.broader] if with_broader and one.broader else None
    return m.TypeOf(id=one.id, name=one.name, broader=[type_of(broader)] if broader else None)


def manifest(address: str, more: str) -> m.Manifest:
    """What the service at an address offers. ``more`` follows the ``?`` or ``&`` of addresses that may say more."""

    def suggest(what: str) -> m.SuggestService:
        return m.SuggestService(
            service_url=address,
            service_path=f"/reconcile/suggest/{what}",
            flyout_service_url=address,
            flyout_service_path=f"/reconcile/flyout/{what}?id=${{id}}{f'&{more}' if more else ''}",
        )

    return m.Manifest(
        versions=["0.2"],
        name="armsgraph: arms transfers",
        identifierSpace=ID_SPACE,
        schemaSpace=SCHEMA_SPACE,
        documentation=f"{address}/docs",
        serviceVersion=__version__,
        defaultTypes=[type_of(one, with_broader=True) for one in schema().default_types],
        view=m.View(url=f"{address}/id/{{{{id}}}}{f'?{more}' if more else ''}"),
        preview=m.Preview(
            url=f"{address}/reconcile/preview?id={{{{id}}}}{f'&{more}' if more else ''}",
            width=_PREVIEW_WIDTH,
            height=_PREVIEW_HEIGHT,
        ),
        suggest=m.SuggestServices(
            entity=suggest("entity"), property=suggest("property"), type=suggest("type")
        ),
        extend=m.Extend(
            propose_properties=m.Address(service_url=address, service_path="/reconcile/properties")
        ),
        batchSize=BATCH_SIZE,
    )


def results(batch: dict[str, Question], known: Known) -> dict[str, m.ReconciliationResult]:
    """The candidates for each question of a batch, each looked for on its own."""
    return {
        key: m.ReconciliationResult(result=[_candidate(one, known) for one in candidates(question, known)])
        for key, question in batch.items()
    }


def _candidate(one: Candidate, known: Known) -> m.ReconciliationCandidate:
    return m.ReconciliationCandidate(
        id=identifier(one.iri),
        name=name_of(one.iri, known),
        description=_description(one.iri, one.types, known, one.found),
        type=[type_of(kind) for kind in one.types],
        score=round(100 * one.score, 2),
        match=one.is_certain,
        features=[m.Feature(id=name, value=value) for name, value in one.features.items()],
    )


def _description(iri: str, types: list[Type], known: Known, found: Match | None = None) -> str:
    """What tells a thing from its namesakes: its type, its state or category, and the name that it was found by."""
    parts = [one.name for one in types[:1]]
    for name in ("state", "category"):
        parts += [name_of(value, known) for value in known.values(iri, name)[:1]]
    if found is not None and found.entry.name != name_of(iri, known):
        language = f" ({found.entry.language})" if found.entry.language else ""
        parts.append(f"found as {found.entry.name}{language}")
    return "; ".join(parts)


def extension(asked: Extension, known: Known) -> m.ExtensionAnswer:
    """The values of properties, with what the properties are."""
    meta = []
    for one in wanted_properties(asked):
        of = type_of(schema().types[one.of]) if one.of else None
        meta.append(m.ExtendedProperty(id=one.id, name=one.name, type=of))
    # The cells are validated as what they are by the model.
    return m.ExtensionAnswer.model_validate({"meta": meta, "rows": rows(asked, known)})


def proposed(type_id: str, limit: int | None) -> m.ProposedProperties:
    """The properties of a type; of every type for one that is not known."""
    found = schema().properties_of(type_id)[:limit]
    properties = [m.PropertyOf(id=one.id, name=one.name) for one in found]
    return m.ProposedProperties(type=type_id, properties=properties, limit=limit)


def suggested_entities(prefix: str, start: int, known: Known) -> m.SuggestedEntities:
    """The things whose names begin so, or are alike; the thing itself for an identifier."""
    kinds = schema().kinds(schema().types.values())
    found: dict[str, Match | None] = {}
    if (iri := iri_of(prefix)) is not None and known.index.thing(iri) is not None:
        found[iri] = None
    for match in search(known.index, prefix, kinds).page(limit=start + 4 * _SUGGESTIONS):
        found.setdefault(match.entry.iri, match)
    told = []
    for iri, fitting in found.items():
        if types := schema().types_of(iri, known.kinds(iri)):
            told.append(
                m.SuggestedEntity(
                    id=identifier(iri),
                    name=name_of(iri, known),
                    description=_description(iri, types, known, fitting),
                    notable=[type_of(one) for one in types],
                )
            )
    return m.SuggestedEntities(result=told[start : start + _SUGGESTIONS])


def suggested_terms(found: Iterable[Type | Property], start: int) -> m.SuggestedTerms:
    """Types or properties as suggestions."""
    told = [m.SuggestedTerm(id=one.id, name=one.name, description=describe(one)) for one in found]
    return m.SuggestedTerms(result=told[start : start + _SUGGESTIONS])


def describe(term: Type | Property) -> str | None:
    """What there is to say of a type or property beside its name."""
    if isinstance(term, Type):
        return f"A kind of {schema().types[term.broader].name}" if term.broader else None
    return "Of " + ", ".join(sorted(schema().types[name].name for name in term.types))


def preview(iri: str, known: Known, address: str) -> dict[str, Any]:
    """What a preview of a thing shows, for its page."""
    labels = known.index.labels(iri)
    name = name_of(iri, known)
    language = next((code for code, text in labels.items() if text == name), "und")
    types = schema().types_of(iri, known.kinds(iri))
    facts = []
    for key in _SHOWN_FIRST:
        one = schema().properties[key]
        values = known.values(iri, key)[:_SHOWN_VALUES]
        texts = [name_of(value, known) if one.value == "thing" else value for value in values]
        if texts:
            facts.append({"name": one.name, "texts": texts})
    others = [
        {"language": code, "text": text}
        for code, text in sorted(labels.items())
        if text != name and code != "und"
    ]
    return {
        "label": name,
        "language": language,
        "href": f"{address}/id/{identifier(iri)}" if "://" not in identifier(iri) else iri,
        "description": ", ".join(one.name for one in types[:1]),
        "names": others[:_SHOWN_NAMES],
        "facts": facts,
    }
