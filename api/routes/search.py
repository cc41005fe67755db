"""Search by name, in any script, and completion of what is being typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers import TableRoute
from api.graph import Triples
from api.models.search import Facets, Hit, ScorePart, SearchResult, Suggestion, Suggestions
from api.routes.common import ERRORS, Limit, LookupsDep, MomentDep, Offset, invalid
from api.searching import Index, Match, fold
from api.searching.query import LONGEST_QUERY
from api.views import Views

router = APIRouter(route_class=TableRoute, tags=["Search"], responses=ERRORS)

_MOST_VALUES = 20
Kinds = Annotated[
    list[str] | None,
    Query(
        max_length=_MOST_VALUES,
        description="Only things of this class or a narrower one; repeated: of any of them.",
        examples=["State"],
    ),
]
Languages = Annotated[
    list[str] | None,
    Query(
        max_length=_MOST_VALUES,
        description="Only by names in this language; repeated: in any of them. `und`: names that are the same in all.",
        examples=["ar"],
    ),
]
SuggestionLimit = Annotated[int, Query(ge=1, le=50, description="How many at most.", examples=[10])]


@router.get("/search", summary="Search by name")
async def search_names(
    *,
    moment: MomentDep,
    lookups: LookupsDep,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=LONGEST_QUERY,
            description="A name, or its beginning, or words of it.",
            examples=["روسيا", "S-400"],
        ),
    ],
    kind: Kinds = None,
    language: Languages = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> SearchResult:
    """Things by any of their names, in any language and script, best first, each with the name that matched.

    Hyphens, case, vowel marks and the seats of hamza make no difference: `s400` finds `S-400`. What finds little as it is
    written is also looked for by its sound in other scripts and with slips of the pen. `explain` says what a score is
    made of.
    """
    folded = _folded("q", q)
    found = await moment.search.search(q, frozenset(kind or ()), frozenset(language or ()))
    lookups.rests_on("names.rq")
    views = Views(Triples([]), lookups.base)
    return SearchResult(
        query=q,
        folded=folded,
        total=len(found),
        limit=limit,
        offset=offset,
        items=[_hit(found.index, match, views) for match in found.page(offset, limit)],
        facets=Facets(kind=found.kinds(), language=found.languages()),
    )


def _folded(parameter: str, text: str) -> str:
    folded = fold(text)
    if not folded:
        raise invalid(parameter, "give at least one letter or digit")
    return folded


def _hit(index: Index, match: Match, views: Views) -> Hit:
    entry, fit = match.entry, match.fit
    return Hit(
        iri=entry.iri,
        id=views.path(entry.iri),
        label=index.label(entry.iri) or entry.name,
        labels=index.labels(entry.iri),
        kind=entry.kind,
        score=round(fit.score, 4),
        matched=entry.name,
        language=entry.language,
        use=entry.use,
        how=fit.how,
        explain=[
            ScorePart(feature=part.feature, value=round(part.value, 4), weight=part.weight)
            for part in fit.parts
        ],
    )


@router.get("/suggest", summary="Complete a name")
async def suggest_names(
    *,
    moment: MomentDep,
    lookups: LookupsDep,
    prefix: Annotated[
        str,
        Query(
            min_length=1,
            max_length=LONGEST_QUERY,
            description="What was typed so far, in any script.",
            examples=["روس", "s40"],
        ),
    ],
    kind: Kinds = None,
    language: Languages = None,
    limit: SuggestionLimit = 10,
) -> Suggestions:
    """The things that may be meant by what was typed so far: those of `/search`, in a few words each."""
    _folded("prefix", prefix)
    found = await moment.search.search(prefix, frozenset(kind or ()), frozenset(language or ()))
    lookups.rests_on("names.rq")
    views = Views(Triples([]), lookups.base)
    items = []
    for match in found.page(limit=limit):
        entry = match.entry
        label = found.index.label(entry.iri, entry.language or "en") or entry.name
        items.append(
            Suggestion(
                id=views.path(entry.iri),
                label=label,
                matched=entry.name,
                language=entry.language,
                kind=entry.kind,
            )
        )
    return Suggestions(prefix=prefix, items=items)
