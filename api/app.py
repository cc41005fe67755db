"""The service, put together. Nothing happens on import; ``create_app`` makes an application for one store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import errors, linked_data, openapi, rate_limits, sparql
from api.access_log import AccessLog
from api.audit import Audit, place_of
from api.bodies import Bodies
from api.clients import Proxied, Trusted
from api.dumper import Dumps
from api.failures import QueryFailed
from api.jobs import Jobs
from api.lifecycle import Lifecycle
from api.metrics import Metrics
from api.middleware import Edge
from api.moments import Moments
from api.observed import Observed, Routed
from api.pool import Pool
from api.public import PublicCopy
from api.routes import (
    dump,
    health,
    home,
    leaders,
    metrics,
    records,
    search,
    states,
    transfers,
    volumes,
    weapons,
    write,
)
from api.tokens import Tokens
from kg.configuration import load
from kg.errors import InputError
from kg.settings import Settings
from kg.store.opening import is_url

_DESCRIPTION = """Who supplied which arms to whom, and who says so in which words.

Every transfer is computed from the claims of records; each claim keeps its quote, its source and its status, and
where claims disagree the choice and its reason are given. `/sparql` answers any question, the paths here the
usual ones. All data are open to read; nothing can be written here.
"""
_TAGS = [
    {"name": "Transfers", "description": "Transfers with their claims, quotes, rivals and choices."},
    {"name": "Volumes", "description": "Sums of trend-indicator values: capability, not money."},
    {"name": "Actors", "description": "States and leaders."},
    {"name": "Weapons", "description": "Weapon systems: makers, families, variants, operators, suppliers."},
    {"name": "Records", "description": "Where claims come from."},
    {"name": "Search", "description": "Names in any script."},
    {"name": "SPARQL", "description": "The SPARQL 1.1 Protocol."},
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
        processes: how many queries of the public run side by side; as many as there are processors if left out.
        everything: answer also from what the terms of the records forbid to pass on.

    Raises:
        InputError: for a SPARQL server without ``everything``: nothing could be kept back of what it holds.

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
    pool = Pool(
        copy.place if copy else where,
        seconds=settings.query_seconds,
        megabytes=settings.query_megabytes,
        snapshot=settings.snapshot_megabytes,
        size=processes,
    )

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(_warm(app))
        try:
            yield
        finally:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
            if settings.write_tokens:
                await app.state.jobs.close()
            await dumps.close()
            await moments.close()
            await pool.close()
            if copy:
                await copy.close()
            access_log.flush()

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
    errors.install(app)
    openapi.install(app)
    app.state.metrics = Metrics()
    app.state.lifecycle = Lifecycle()
    app.state.access_log = access_log = AccessLog()
    _add_layers(app, settings)
    if settings.write_tokens:
        _allow_writes(app, where, settings)
    app.include_router(sparql.router)
    for module in (transfers, volumes, states, leaders, weapons, records, search):
        app.include_router(module.router, prefix="/api/v1")
        app.include_router(module.router, include_in_schema=False)
    for router in (linked_data.router, dump.router, health.router, metrics.router, home.router):
        app.include_router(router)
    return app


def _allow_writes(app: FastAPI, where: str, settings: Settings) -> None:
    """Add the routes that write.

    Raises:
        InputError: for a SPARQL server, unless the settings allow it: others may rely on what it holds.

    """
    if is_url(where) and not settings.write_remote:
        raise InputError(
            "this is a SPARQL server, and writes over HTTP are only for a store in a folder",
            place=where,
            advice="Set ARMSGRAPH_WRITE_REMOTE, or take the write_tokens away",
        )
    app.state.write_tokens = Tokens(settings.write_tokens)
    app.state.jobs = Jobs(settings, where, Audit(place_of(settings, where)), app.state.metrics)
    app.include_router(write.router, prefix="/api/v1")


def _add_layers(app: FastAPI, settings: Settings) -> None:
    """What a request passes through before a route takes it; the innermost comes first."""
    app.add_middleware(Routed)
    app.add_middleware(Edge)
    app.add_middleware(
        Bodies,
        seconds=settings.body_seconds,
        rate=settings.body_bytes_per_second,
        header_bytes=settings.max_header_bytes,
        header_fields=settings.max_headers,
    )
    if rate_limits.are_on(settings):
        app.add_middleware(rate_limits.RateLimits, settings=settings, metrics=app.state.metrics)
    app.add_middleware(
        Observed, metrics=app.state.metrics, log=app.state.access_log if settings.log_requests else None
    )
    if settings.trusted_proxies:
        app.add_middleware(Proxied, trusted=Trusted(settings.trusted_proxies), header=settings.proxy_header)


async def _warm(app: FastAPI) -> None:
    """Start query processes and make the search index, so that the first visitor need not wait."""
    moments: Moments = app.state.moments
    with contextlib.suppress(QueryFailed):  # /readyz says what is wrong
        await moments.now.search.index()
    lifecycle: Lifecycle = app.state.lifecycle
    lifecycle.is_warm()
