"""Who a request is from, as far as the service must know: to share itself out fairly, and for nothing else.

A client is an IPv4 address or an IPv6 network of 64 bits, which is what one household or server gets. What a header says of
it counts only from a reverse proxy that the operator has named, and only the one header that this proxy is said to set: a
client may send whatever it likes, and a proxy passes on what it does not know.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from starlette.types import ASGIApp, Receive, Scope, Send

UNKNOWN = "unknown"
"""The client of a request over no network, and of one whose proxy does not say."""
_LONGEST = 4000
_FOR = re.compile(r'(?:^|[;\s])for=(?:"([^"\\]*)"|([^\s;,"]+))', re.IGNORECASE)
_PROTO = re.compile(r'(?:^|[;\s])proto="?(https?)\b', re.IGNORECASE)
_PORT = re.compile(r":\d{1,5}$")
_IPV6_PREFIX = 64


def client_key(scope: Scope) -> str:
    """What a request's client is known by: its IPv4 address, or its IPv6 network as ``2001:db8::/64``.

    Behind a trusted proxy (see ``Proxied``) it is that of the client before the proxy. For limits and for turns in a queue;
    it is not to be logged or kept.
    """
    client = scope.get("client")
    return _key(client[0]) if client else UNKNOWN


@lru_cache(maxsize=4096)
def _key(host: str) -> str:
    address = _address(host)
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as it stands in a header or a socket; one of IPv4 that comes as IPv6 (``::ffff:192.0.2.1``) as what it is."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = _PORT.sub("", text)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class Trusted:
    """The networks whose word on others is taken."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks: list[IPv4Network | IPv6Network] = [ipaddress.ip_network(text) for text in networks]
        self._known = lru_cache(maxsize=1024)(self._look_up)

    def __contains__(self, host: str) -> bool:
        return self._known(host)

    def _look_up(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(address in network for network in self._networks)


class Proxied:
    """Puts the client and the scheme that a trusted proxy names in the place of the proxy's own."""

    def __init__(self, app: ASGIApp, trusted: Trusted, header: str) -> None:
        self.app = app
        self._trusted = trusted
        self._header = header.encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if scope["type"] == "http" and client and client[0] in self._trusted:
            said = b",".join(value for name, value in scope["headers"] if name == self._header)
            text = said.decode("latin-1")[-_LONGEST:]
            scope["client"] = (self._before(text) or UNKNOWN, 0)
            if scheme := self._scheme(scope, text):
                scope["scheme"] = scheme
        await self.app(scope, receive, send)

    def _before(self, text: str) -> str | None:
        """The client: from the right, which the proxies wrote, the first that is not one of them."""
        hop = None
        for part in reversed(text.split(",")):
            hop = part.strip()
            if self._header == b"forwarded":
                found = _FOR.search(hop)
                hop = (found[1] or found[2] or "") if found else ""
            if hop not in self._trusted:
                break
        return hop

    def _scheme(self, scope: Scope, text: str) -> str | None:
        if self._header == b"forwarded":
            found = _PROTO.search(text.rpartition(",")[2])
            return found[1].lower() if found else None
        said = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-proto")
        scheme = said.rpartition(b",")[2].strip().lower()
        return scheme.decode("ascii") if scheme in (b"http", b"https") else None
