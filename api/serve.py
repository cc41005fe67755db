"""Runs the service, for ``armsgraph serve``."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from kg.settings import Settings


def serve(settings: Settings, *, everything: bool = False) -> None:
    """Serve the store of the settings until told to stop.

    ``everything``: also what the terms of the records forbid to pass on.

    Raises:
        StoreError: if there is no store, so that a wrong path is known at once and not at the first question.

    """
    from kg.store import open_store

    open_store(settings.store, read_only=True).close()
    uvicorn.run(
        create_app(settings.store, settings, everything=everything),
        host=settings.host,
        port=settings.port,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
