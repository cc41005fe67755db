"""The queries behind an answer, as a text to read, to keep and to run elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from kg.namespaces import PREFIXES
from kg.store.scan import tokens

_UNION = "# The default graph is the union of all graphs."


def document(queries: Mapping[str, str], *, as_of: str | None = None) -> str:
    """Queries with the comments of their files and the prefixes that they use, so that each runs as it stands.

    Args:
        queries: text of a query -> name of its file. Several are told apart by a line ``# ---- 1 of 2: name.rq ----``:
            an endpoint takes one query at a time.
        as_of: the day that the dataset was asked as of, which a query cannot say for itself.

    """
    parts = [_standing_alone(text, as_of) for text in queries]
    if len(parts) > 1:
        parts = [
            f"# ---- {i} of {len(parts)}: {name} ----\n{part}"
            for i, (part, name) in enumerate(zip(parts, queries.values(), strict=True), 1)
        ]
    return "\n".join(parts)


def _standing_alone(text: str, as_of: str | None) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    body = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    used = {token.text.partition(":")[0] for token in tokens(text) if token.kind == "name"}
    header = [_UNION]
    if as_of is not None:
        header.append(f"# As of {as_of}: at /sparql, say as-of={as_of} beside the query.")
    header += [f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items() if prefix in used]
    return "\n".join([*lines[:body], *header, *lines[body:]]) + "\n"
