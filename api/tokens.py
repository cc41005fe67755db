"""Bearer tokens (RFC 6750): whose token a request carries, told in a time that says nothing of the tokens."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

from pydantic import SecretStr
from starlette.types import Scope

from api.errors import Problem

_DIGEST = "sha256:"
_REALM = 'Bearer realm="armsgraph"'


class Tokens:
    """Tokens by the names of those who hold them. Only digests are kept."""

    def __init__(self, tokens: Mapping[str, SecretStr]) -> None:
        self._digests = {name: _digest(token.get_secret_value()) for name, token in tokens.items()}

    def holder(self, scope: Scope) -> str:
        """The name that the token of a request belongs to.

        Raises:
            Problem: 401, with ``WWW-Authenticate``, if there is no token in the request, or one that is nobody's.

        """
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        scheme, _, token = (given[0] if len(given) == 1 else b"").partition(b" ")
        if scheme.lower() != b"bearer" or not token.strip():
            raise _unauthorized("There is no bearer token in the request.", _REALM)
        digest = sha256(token.strip()).digest()
        # All are compared, so that it takes as long for the first as for none.
        found = [name for name, known in self._digests.items() if hmac.compare_digest(digest, known)]
        if not found:
            raise _unauthorized("The token is not known here.", f'{_REALM}, error="invalid_token"')
        return found[0]


def _digest(token: str) -> bytes:
    if token.startswith(_DIGEST):
        return bytes.fromhex(token.removeprefix(_DIGEST))
    return sha256(token.encode()).digest()


def _unauthorized(detail: str, challenge: str) -> Problem:
    return Problem(
        401,
        "unauthorized",
        detail,
        advice="Send Authorization: Bearer and the token that the operator gave you.",
        headers={"WWW-Authenticate": challenge},
    )
