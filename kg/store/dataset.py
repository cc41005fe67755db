"""``FROM <.../graph/as-of/2024-03-31>``: how a query itself says as of when it asks."""

from __future__ import annotations

from urllib.parse import unquote

from kg.errors import BadQuery
from kg.namespaces import graph_iri
from kg.store.scan import tokens


def take_as_of(query: str, base: str) -> tuple[str, str | None]:
    """A query without such a clause, and the day or release that stood in it, or None.

    What is taken out becomes spaces, so that the places of later faults stay what they are. A dataset of its own that
    the query has besides holds within the view.

    Raises:
        BadQuery: if a query names two of them.

    """
    prefix = graph_iri("as-of/", base)
    found: dict[str, None] = {}
    kept = query
    before = None
    for token in tokens(query):
        if token.kind == "iri" and token.text.startswith(f"<{prefix}") and before is not None:
            found[unquote(token.text[len(prefix) + 1 : -1])] = None
            blank = "".join(c if c in "\r\n" else " " for c in query[before : token.end])
            kept = kept[:before] + blank + kept[token.end :]
        before = token.start if token.kind == "word" and token.text.upper() == "FROM" else None
    if len(found) > 1:
        raise BadQuery(f"a query asks as of one time, this one names {' and '.join(found)}")
    return kept, next(iter(found), None)
