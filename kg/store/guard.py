"""Keeps queries of users from making the store open connections or change.

SERVICE asks another server, DEFINE is how Virtuoso is told to fetch, and a server that takes updates where it takes
queries would LOAD. What counts as one of these is decided in ``kg.store.scan``, for every engine alike.
"""

from __future__ import annotations

from kg.errors import BadQuery
from kg.store.scan import Scan, scan


def refuse_outside_access(sparql: str) -> Scan:
    """What stands in a query. Raises ``BadQuery`` if it would have the store reach out, or is no query at all."""
    found = scan(sparql)
    for name, there in (("SERVICE", found.service), ("DEFINE", found.define)):
        if there:
            raise BadQuery(
                f"{name} is refused: a query may not ask other servers",
                advice="Ask the other server on its own and join the answers.",
            )
    if found.is_update:
        raise BadQuery(
            f"{found.form} is refused: this is an update, and only queries are answered",
            advice="Records go in with `armsgraph build` and out with `armsgraph retract`.",
        )
    return found
