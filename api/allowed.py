"""Which methods an address takes, for the Allow header (RFC 9110, section 10.2.1) of a 405 and of OPTIONS."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match
from starlette.types import Scope

_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


def allowed(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """The methods that some route takes at the path of a scope, sorted.

    Where GET is one, so is HEAD, and OPTIONS is answered everywhere (``api.middleware``).
    """
    all_routes = list(routes)
    taken = {
        method
        for method in _METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in all_routes)
    }
    return sorted(taken | {"OPTIONS"} | ({"HEAD"} if "GET" in taken else set()))
