"""Whether the service should be sent requests: not before it can answer, and no more when it is about to stop."""

from __future__ import annotations

import asyncio

_PROBE_SECONDS = 0.5
"""So long a probe waits for the service to be ready, rather than come again."""


class Lifecycle:
    """From the start to the end of one service."""

    def __init__(self) -> None:
        self.is_stopping = False
        """Set when the service was told to stop, while it still answers."""
        self._warm = asyncio.Event()

    def is_warm(self) -> None:
        """The first snapshot is there, or it is known that none can be made."""
        self._warm.set()

    async def obstacle(self) -> str | None:
        """Why no requests should be sent now; None if nothing is known that speaks against it."""
        if self.is_stopping:
            return "The service is about to stop."
        try:
            await asyncio.wait_for(self._warm.wait(), _PROBE_SECONDS)
        except TimeoutError:
            return "The service is starting: what it answers from is still being made."
        return None
