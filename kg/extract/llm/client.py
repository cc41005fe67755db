"""One server, asked over HTTP: no redirects, no proxies, no other host, no reply without bounds, no wait without end."""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.errors import InputError, ModelError

if TYPE_CHECKING:
    import httpx

_MOST_BYTES = 4_000_000
"""An answer has some thousand characters; a reply that is longer than this is none."""
_ATTEMPTS = 4
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 60.0
_SHOWN = 200
_TOO_MANY = 429
_LAST_DAY = 3_153_600_000.0
_NO_REPLY = 0
_ADVICE = "Set ARMSGRAPH_LLM_URL to an address such as https://HOST/v1"

Wait = Callable[[float], None]


class ServerGone(ModelError):  # noqa: N818 - named for what is wrong
    """The server could not be reached, did not reply in time, or not with sense: the next document may fare the same."""


class TimedOut(ServerGone):
    """There was no reply in time. The server may have done the work all the same, and may charge for it."""


class NotAllowed(ModelError):  # noqa: N818
    """The server refuses whoever asks, or knows no such model: it will refuse the next document too."""


class Client:
    """Sends requests to one address and gives what is replied.

    ``wait`` is called with the seconds to wait before a request that a busy server refused is sent again.
    """

    def __init__(
        self,
        url: str,
        path: str,
        headers: Mapping[str, str],
        *,
        secret: str | None = None,
        timeout: float = 120.0,
        wait: Wait = time.sleep,
    ) -> None:
        """Nothing is contacted yet.

        Raises:
            InputError: if the address is not one that a key may be sent to, or the library for it is missing.

        """
        self.address = _address(url, path, with_key=secret is not None)
        if secret is not None and not (secret.isascii() and secret.isprintable() and " " not in secret):
            raise InputError(
                "the key of the language model has characters that no key has",
                advice="Check ARMSGRAPH_LLM_KEY",
            )
        self._httpx = _library()
        try:
            self._httpx.URL(self.address)
        except self._httpx.InvalidURL as error:
            raise InputError("the address of the language model cannot be read", advice=_ADVICE) from error
        self._secret = secret
        self._timeout = timeout
        self._wait = wait
        self._http = self._httpx.Client(
            headers={**headers, "content-type": "application/json", "accept-encoding": "identity"},
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Close what is open to the server."""
        self._http.close()

    def post(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send a request, again if the server is busy, and give its reply.

        Raises:
            ModelError: if there is no reply that can be used; ``ServerGone``, ``TimedOut`` and ``NotAllowed`` are.

        """
        content = json.dumps(body).encode()
        for attempt in range(_ATTEMPTS):
            status, headers, reply = self._send(content)
            if status == 200:
                return self._read(reply)
            if not (status in {_TOO_MANY, _NO_REPLY} or status >= 500):
                raise self._refused(status, reply)
            wait = _wait_of(headers.get("retry-after"), _FIRST_WAIT * 2**attempt)
            if wait > _LONGEST_WAIT:
                raise ServerGone(
                    f"the server is busy (HTTP {status}) and asks to wait {wait:.0f} seconds",
                    advice="Run again later",
                )
            if attempt + 1 < _ATTEMPTS:
                self._wait(wait)
        how = "could not be reached" if status == _NO_REPLY else f"was busy (HTTP {status})"
        raise ServerGone(f"the server {how} {_ATTEMPTS} times{self._words(reply)}", advice="Run again later")

    def _send(self, content: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """One request. A connection that breaks counts as a busy server."""
        until = time.monotonic() + self._timeout
        try:
            with self._http.stream("POST", self.address, content=content) as response:
                if response.headers.get("content-encoding", "identity") != "identity":
                    raise ServerGone("the server sent its reply compressed, although it was asked not to")
                return response.status_code, response.headers, self._all_of(response, until)
        except self._httpx.TimeoutException:
            raise self._late() from None
        except self._httpx.TransportError as error:
            # Without the chain: what the library raises holds the request, and that the key.
            return _NO_REPLY, {}, f"{type(error).__name__}: {error}".encode()

    def _all_of(self, response: httpx.Response, until: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_raw():
            size += len(part)
            if size > _MOST_BYTES:
                raise ServerGone(f"the server's reply is longer than {_MOST_BYTES:,} bytes")
            if time.monotonic() > until:
                raise self._late()
            parts.append(part)
        return b"".join(parts)

    def _late(self) -> TimedOut:
        return TimedOut(
            f"the server did not reply within {self._timeout:g} seconds",
            advice="Run again to ask again, or raise ARMSGRAPH_LLM_TIMEOUT",
        )

    def _read(self, reply: bytes) -> dict[str, Any]:
        try:
            value = json.loads(reply)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise ServerGone(
                "the server's reply is no JSON object",
                advice="See that ARMSGRAPH_LLM_URL is right, with the version, such as /v1",
            )
        return value

    def _refused(self, status: int, reply: bytes) -> ModelError:
        if 300 <= status < 400:
            return NotAllowed(
                f"the server sends on to another address (HTTP {status}), which is not followed",
                advice="Set ARMSGRAPH_LLM_URL to the address itself",
            )
        words = self._words(reply)
        if status in {401, 403}:
            return NotAllowed(
                f"the server refuses the key (HTTP {status}){words}", advice="Check ARMSGRAPH_LLM_KEY"
            )
        if status in {404, 405}:
            return NotAllowed(
                f"the server knows no such address or model (HTTP {status}){words}",
                advice="Check ARMSGRAPH_LLM_URL, ARMSGRAPH_LLM_API and ARMSGRAPH_LLM_MODEL",
            )
        return ModelError(
            f"the server refuses the request (HTTP {status}){words}",
            advice="If it names a member of the request, see ARMSGRAPH_LLM_OPTIONS",
        )

    def _words(self, reply: bytes) -> str:
        """The beginning of what a server says, without the key, should it repeat that."""
        words = " ".join(reply.decode("utf-8", "replace").split())
        if self._secret:
            words = words.replace(self._secret, "***")
        return f": {words[:_SHOWN]}" if words else ""


def _library() -> Any:
    try:
        import httpx
    except ImportError as error:
        raise InputError(
            "to ask a language model needs the library httpx", advice="pip install 'armsgraph[llm]'"
        ) from error
    return httpx


def _address(url: str, path: str, *, with_key: bool) -> str:
    """Where requests go. What is wrong with an address is told without it: it might hold a password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError("the address of the language model cannot be read", advice=_ADVICE) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise InputError("the address of the language model is no http or https address", advice=_ADVICE)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError(
            "the address of the language model holds more than a host and a path",
            advice=f"{_ADVICE}, and the key in ARMSGRAPH_LLM_KEY",
        )
    if with_key and parts.scheme == "http" and not _is_here(host):
        raise InputError(
            "the key of the language model would be sent unencrypted",
            advice="Use https, or a tunnel to 127.0.0.1",
        )
    stem = url.rstrip("/")
    return stem if stem.endswith(f"/{path}") else f"{stem}/{path}"


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wait_of(said: str | None, otherwise: float) -> float:
    """The seconds to wait, from ``Retry-After``: a number or a date; ours where it says nothing."""
    if not said:
        return otherwise
    try:
        seconds = float(said)
    except ValueError:
        try:
            when = parsedate_to_datetime(said)
        except ValueError:
            return otherwise
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), _LAST_DAY) if seconds == seconds else otherwise  # noqa: PLR0124 - not a number
