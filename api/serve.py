"""Runs the service, for ``armsgraph serve``: from the socket it listens on to the signal that ends it."""

from __future__ import annotations

import logging
import resource
import socket
import sys
import time
from math import ceil
from types import FrameType

import uvicorn

from api import logs
from api.app import create_app
from api.connections import LARGEST_READ, Guard, protocol
from api.lifecycle import Lifecycle
from api.supervisor import tell
from kg.errors import ArmsgraphError, InputError
from kg.settings import Settings

_ALL = "::"
_OTHER_DESCRIPTORS = 512
"""For what the service opens itself: the dataset, query processes."""
_log = logging.getLogger("armsgraph.serve")


def serve(settings: Settings, *, everything: bool = False) -> None:
    """Serve the store of the settings until told to stop by SIGTERM or SIGINT; then return.

    Told once, it stops to accept, ends the answers that have begun, if that takes no longer than ``shutdown_seconds``, and
    ends its processes. Told again, it hurries: it leaves out ``drain_seconds``, and then the answers too.

    ``everything``: also what the terms of the records forbid to pass on.

    Raises:
        StoreError: if there is no store, so that a wrong path is known at once and not at the first question.
        InputError: if the address can't be listened on.
        ArmsgraphError: if the service could not start.

    """
    from kg.store import open_store

    open_store(settings.store, read_only=True).close()
    form = settings.log_format or ("text" if sys.stderr.isatty() else "json")
    logs.configure(form, settings.log_level)
    _have_descriptors(2 * settings.max_connections + _OTHER_DESCRIPTORS)
    app = create_app(settings.store, settings, everything=everything)
    listening = listen(settings.host, settings.port)
    config = uvicorn.Config(
        app,
        http=protocol(Guard(settings, app.state.metrics)),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        # Who a client is is told by api.clients, from proxies that the operator names.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=ceil(settings.shutdown_seconds),
        h11_max_incomplete_event_size=settings.max_header_bytes + LARGEST_READ,
    )
    server = Server(config, app.state.lifecycle, settings.drain_seconds)
    try:
        server.run(sockets=[listening])
    finally:
        listening.close()
    if not server.started:
        raise ArmsgraphError("the service could not start; what it logged says why")
    _log.info("stopped")


def _have_descriptors(wanted: int) -> None:
    """Have as many files and connections open at once as are wanted, or as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < wanted:
        _log.warning("only %d files may be open at once, and max_connections asks for %d", allowed, wanted)


def listen(host: str, port: int) -> socket.socket:
    """A socket on an address; ``::`` takes IPv4 in as well, and is only that where there is no IPv6.

    Raises:
        InputError: if the address is not one of this machine, is taken, or may not be used.

    """
    if host == _ALL and not socket.has_dualstack_ipv6():
        host = "0.0.0.0"  # noqa: S104 - what the operator asked for
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, number)
    except OSError as error:
        raise InputError(f"{host} is no address: {error.strerror}", advice="Check --host") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if host == _ALL else 1)
        listening.bind(address)
    except OSError as error:
        listening.close()
        raise InputError(
            f"{host}, port {port}, cannot be listened on: {error.strerror}",
            advice="Choose another with --port, or end what listens there",
        ) from None
    return listening


class Server(uvicorn.Server):
    """The server, which says when it is ready and when it is about to stop."""

    def __init__(self, config: uvicorn.Config, lifecycle: Lifecycle, drain_seconds: float) -> None:
        super().__init__(config)
        self._lifecycle = lifecycle
        self._drain_seconds = drain_seconds
        self._stop_at: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port, *_ = sockets[0].getsockname()
            shown = f"[{host}]" if ":" in host else host
            _log.info("listening", extra={logs.FIELDS: {"address": f"http://{shown}:{port}"}})
            tell("READY=1")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - of the base
        """A signal. It is not raised again afterwards: an end that was asked for is no failure."""
        if self.should_exit:
            self.force_exit = True
        elif self._lifecycle.is_stopping:
            self.should_exit = True
        else:
            self._lifecycle.is_stopping = True
            self._stop_at = time.monotonic() + self._drain_seconds
            self.should_exit = self._drain_seconds == 0

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop now; asked ten times a second."""
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop to listen, wait for answers, close the application."""
        self._lifecycle.is_stopping = True
        tell("STOPPING=1")
        await super().shutdown(sockets)
