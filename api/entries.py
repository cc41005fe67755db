"""What is known of one request while it is answered: the line that is logged of it, and what is counted.

No personal data: neither who asked, nor with what program, nor the words of a query; the route stands for the address.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from starlette.types import Scope

_KEY = "entry"


@dataclass(slots=True)
class Entry:
    """One request. Whoever learns something of it writes it here; see ``entry``.

    Attributes:
        id: of the request, as in ``X-Request-Id``.
        method: of HTTP, as the client sent it.
        route: the template of the path, such as ``/api/v1/states/{code}``; empty where no route took it.
        status: of HTTP; 0 until the answer begins.
        received: bytes of the body that came.
        sent: bytes of the body that went out, before the server frames them.
        dataset: version of the dataset that the answer is from.
        query: kind of its answer, as the engine names it: ``table``, ``truth`` or ``graph``.
        ended: ``ok``, ``refused``, ``busy``, ``time``, ``memory``, ``died``, ``client gone``, ``cut off``, ``mistake``, or
            the code of another ``QueryFailed``. Left empty it is told by the answer.
        token: name of the token that a write came with.

    """

    id: str
    method: str
    route: str = ""
    status: int = 0
    received: int = 0
    sent: int = 0
    dataset: str = ""
    query: str = ""
    ended: str = ""
    token: str = ""
    began: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.began


def attach(scope: Scope, entry: Entry) -> None:
    """Give a request its entry, which copies of the scope share."""
    scope.setdefault("state", {})[_KEY] = entry


def entry(scope: Scope) -> Entry:
    """The entry of a request; one that goes nowhere, if the request came in by another door (as in a test of one part)."""
    found = scope.setdefault("state", {}).get(_KEY)
    if found is None:
        found = Entry("", scope.get("method", ""))
        scope["state"][_KEY] = found
    return found  # type: ignore[no-any-return]
