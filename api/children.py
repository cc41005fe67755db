"""Processes of ours: how each is started, and the running of those that do one thing and end."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import Any

from api.failures import QueryFailed
from api.sandbox import child_environment


async def start(
    *command: str, stdin: int = asyncio.subprocess.DEVNULL, **options: Any
) -> asyncio.subprocess.Process:
    """Start a program, with nothing to read unless ``stdin`` says so. Given up in the middle, none is left behind."""
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(*command, stdin=stdin, env=child_environment(), **options)
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        process = await starting
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
        raise


async def run(module: str, *arguments: str) -> None:
    """Run ``python -m module`` to its end; it is killed when the waiting is given up.

    Raises:
        QueryFailed: ``store``, with what the process said last, if it fails.

    """
    process = await start(
        sys.executable, "-P", "-m", module, *arguments,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, said = await process.communicate()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        raise QueryFailed("store", lines[-1] if lines else "The store could not be read.")
