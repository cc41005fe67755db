"""The service, put together. Nothing happens on import; ``create_app`` makes an application for one store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import compression, errors, graph_store, linked_data, openapi, operation, redirects, sparql
from api.budget import share_out
from api.dumper import Dumps
from api.failures import QueryFailed
from api.figures import Figures
from api.lifecycle import Lifecycle
from api.metrics import Metrics
from api.middleware import Edge
from api.moments import MOST_VIEWS, Moments
from api.pool import Pool
from api.public import PublicCopy
from api.readers import Limits, Readers
from api.routes import (
    actors,
    candidates,
    claims,
    dump,
    flows,
    health,
    home,
    leaders,
    overview,
    reading,
    reconcile,
    reconcile_help,
    records,
    releases,
    search,
    states,
    transfers,
    void,
    volumes,
    weapons,
)
from api.shortcut import Shortcut
from api.statistics import StatisticsCache
from api.versions import Answers, Versioned
from kg.configuration import load
from kg.errors import InputError
from kg.settings import Settings
from kg.store.opening import is_url

_DESCRIPTION = """Who supplied which arms to whom, and who says so in which words.

Every transfer is computed from the claims of records; each claim keeps its quote, its source and its status, and
where claims disagree the choice and its reason are given. `/sparql` answers any question, the paths here the
usual ones. All data are open to read; who has no token of the operator can write nothing.
"""
_TAGS = [
    {"name": "Transfers", "description": "Transfers with their claims, quotes, rivals and choices."},
    {"name": "Volumes", "description": "Sums of trend-indicator values: capability, not money."},
    {"name": "Actors", "description": "States and leaders."},
    {"name": "Weapons", "description": "Weapon systems: makers, families, variants, operators, suppliers."},
    {"name": "Records", "description": "Where claims come from."},
    {"name": "Search", "description": "Names in any script."},
    {
        "name": "Reading",
        "description": "Texts in, facts out; RDF in, a report of SHACL out. Nothing is kept.",
    },
    {
        "name": "Reconciliation",
        "description": "Names in a table matched to things: the Reconciliation Service API 0.2.",
    },
    {
        "name": "SPARQL",
        "description": "The SPARQL 1.1 Protocol, the Graph Store HTTP Protocol for reading, and what the dataset holds.",
    },
    {"name": "Linked data", "description": "Every thing at its own address."},
    {"name": "Service", "description": "Health, dump and pages."},
]


def create_app(
    store: str | None = None,
    settings: Settings | None = None,
    *,
    processes: int | None = None,
    everything: bool = False,
) -> FastAPI:
    """The application for a store.

    Args:
        store: folder of the embedded store or URL of a SPARQL server; that of the settings if left out.
        settings: base IRI and limits.
        processes: how many processors there are for queries; all if left out.
        everything: answer also from what the terms of the records forbid to pass on.

    Raises:
        InputError: if the memory of the settings does not suffice; for a SPARQL server without ``everything``: nothing could be
            kept back of what it holds.

    """
    settings = settings or load()
    where = str(store if store is not None else settings.store)
    copy = None if everything else PublicCopy(where, settings.base)
    if copy and is_url(where):
        raise InputError(
            "a SPARQL server answers from all that it holds, also from what may not be passed on",
            place=where,
            advice="Say --everything, if all of it may be seen or nobody else can see it",
        )
    budget = share_out(settings, views=MOST_VIEWS, processes=processes)
    metrics = Metrics()
    pool = Pool(copy or where, budget, seconds=settings.query_seconds, tell=metrics.query_ended)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(_warm(app))
        try:
            yield
        finally:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
            await operation.close(app)
            await extraction.close()
            await validation.close()
            await dumps.close()
            await moments.close()
            await pool.close()
            if copy:
                await copy.close()

    app = FastAPI(
        title="armsgraph",
        version="1",
        summary="A knowledge graph of arms transfers",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        license_info={"name": "MIT"},
        lifespan=life,
        docs_url=None,  # the usual page loads scripts from elsewhere; ours is at /docs
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.moments = moments = Moments(where, settings, pool, everything=everything)
    app.state.dumps = dumps = Dumps(where, settings.base)
    extraction = Readers("extract", Limits(settings.extraction_seconds, settings.extraction_megabytes))
    validation = Readers("validate", Limits(settings.validation_seconds, settings.validation_megabytes))
    app.state.extraction, app.state.validation = extraction, validation
    app.state.statistics = StatisticsCache()
    errors.install(app)
    redirects.install(app)
    openapi.install(app)
    operation.prepare(app, settings, where, metrics)
    app.add_middleware(Shortcut)
    app.add_middleware(compression.compressed)
    answers = Answers(settings.cache_megabytes)
    app.add_middleware(Versioned, source=pool.source, answers=answers)
    app.add_middleware(Edge)
    operation.surround(app, settings)
    metrics.watch(Figures(pool, answers))
    for router in (sparql.router, graph_store.router, void.router):
        app.include_router(router)
    for module in (transfers, claims, candidates, volumes, flows, states, leaders, actors, weapons, records, releases,
                   search, overview, reading):  # fmt: skip
        app.include_router(module.router, prefix="/api/v1")
        app.include_router(module.router, include_in_schema=False)
    for router in (
        reconcile.router, reconcile_help.router, linked_data.router, dump.router, health.router, home.router,
    ):  # fmt: skip
        app.include_router(router)
    return app


async def _warm(app: FastAPI) -> None:
    """Start query processes, make the search index and count what there is, so that the first visitor need not wait."""
    moments: Moments = app.state.moments
    lifecycle: Lifecycle = app.state.lifecycle
    statistics: StatisticsCache = app.state.statistics
    with contextlib.suppress(QueryFailed):  # /readyz says what is wrong
        await moments.now.lookups.ask("ready.rq")
    lifecycle.is_warm()
    with contextlib.suppress(QueryFailed):
        await moments.now.facts.known()
        moment = await moments.at([])
        try:
            await statistics.of(moment)
        finally:
            moment.let_go()
