"""Telling the supervisor of the process how it stands: the protocol of ``sd_notify`` (systemd), where it is spoken."""

from __future__ import annotations

import contextlib
import os
import socket


def tell(state: str) -> None:
    """Send a line such as ``READY=1`` to the socket that ``NOTIFY_SOCKET`` names, if it names one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address[:1] not in ("/", "@"):
        return
    name = "\0" + address[1:] if address[0] == "@" else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as opened:
        opened.sendto(state.encode("ascii"), name)
