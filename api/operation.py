"""What an operator needs of the service, put around its routes: counts, logs, limits per client, writes."""

from __future__ import annotations

from fastapi import FastAPI

from api import rate_limits
from api.access_log import AccessLog
from api.audit import Audit, place_of
from api.bodies import Bodies
from api.clients import Proxied, Trusted
from api.jobs import Jobs
from api.lifecycle import Lifecycle
from api.metrics import Metrics
from api.observed import Observed, Routed, Templates
from api.routes import metrics, write
from api.tokens import Tokens
from kg.errors import InputError
from kg.settings import Settings
from kg.store.opening import is_url


def prepare(app: FastAPI, settings: Settings, where: str, metrics_: Metrics) -> None:
    """Add what goes within all other layers, and routes. To be called before any layer is added.

    ``app.state`` gets ``metrics``, ``lifecycle`` and ``access_log``; where writes are allowed also ``jobs``.

    Raises:
        InputError: for writes to a SPARQL server, unless the settings allow it: others may rely on what it holds.

    """
    app.state.metrics = metrics_
    app.state.lifecycle = Lifecycle()
    app.state.access_log = AccessLog()
    app.state.templates = Templates()
    app.add_middleware(Routed, templates=app.state.templates)
    app.include_router(metrics.router)
    if not settings.write_tokens:
        return
    if is_url(where) and not settings.write_remote:
        raise InputError(
            "this is a SPARQL server, and writes over HTTP are only for a store in a folder",
            place=where,
            advice="Set ARMSGRAPH_WRITE_REMOTE, or take the write_tokens away",
        )
    app.state.write_tokens = Tokens(settings.write_tokens)
    app.state.jobs = Jobs(settings, where, Audit(place_of(settings, where)), app.state.metrics)
    app.include_router(write.router, prefix="/api/v1")


def surround(app: FastAPI, settings: Settings) -> None:
    """Add what goes around all other layers. To be called when all of them are added."""
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
        Observed,
        metrics=app.state.metrics,
        log=app.state.access_log if settings.log_requests else None,
        templates=app.state.templates,
    )
    if settings.trusted_proxies:
        app.add_middleware(Proxied, trusted=Trusted(settings.trusted_proxies), header=settings.proxy_header)


async def close(app: FastAPI) -> None:
    """End a write that goes on, or wait for it, and write what is left of the log."""
    jobs: Jobs | None = getattr(app.state, "jobs", None)
    if jobs is not None:
        await jobs.close()
    access_log: AccessLog = app.state.access_log
    access_log.flush()
