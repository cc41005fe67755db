"""The queries behind the REST answers: one ``.rq`` file each, with parameters bound as terms, never as text.

A parameter is a ``VALUES ?name { UNDEF }`` in the file, so that each file runs as it stands and then asks for
everything. Binding puts terms in place of UNDEF; a parameter without a value loses its clause, and where the clause
opens a group, the group. A parameter may have a default in place of UNDEF. LIMIT and OFFSET are replaced by whole
numbers. ``# include: file.rq`` takes in a pattern that several queries share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from api.scan import Token, tokens

Term = ox.NamedNode | ox.Literal
_INCLUDE = re.compile(r"^[ \t]*# include: (\S+)[ \t]*$", re.MULTILINE)


@cache
def load(name: str) -> str:
    """The text of a query, by the name of its file."""
    text = (files("api") / "queries" / name).read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda match: load(match[1]), text)


def bind(
    name: str,
    values: Mapping[str, Iterable[Term] | Term | None] | None = None,
    *,
    limit: int | None = None,
    offset: int | None = None,
) -> str:
    """A query with its parameters bound.

    Raises:
        KeyError: for a value whose parameter the query does not have: a mistake of the caller.

    """
    text = load(name)
    stream = list(tokens(text))
    bound = {key: _terms(value) for key, value in (values or {}).items()}
    changes: list[tuple[int, int, str]] = []
    met: set[str] = set()
    skip_to = 0
    for i, token in enumerate(stream):
        if token.start < skip_to:
            continue
        word = token.text.upper()
        if word == "VALUES" and _is_parameter(stream, i):
            parameter = stream[i + 1].text[1:]
            terms = bound.get(parameter)
            met.add(parameter)
            if terms is not None:
                new = f"VALUES ?{parameter} {{ {' '.join(map(str, terms))} }}"
                changes.append((token.start, stream[i + 4].end, new))
            elif stream[i + 3].text == "UNDEF":
                opens = stream[i - 1].text == "{"
                first, last = (i - 1, _closing(stream, i - 1)) if opens else (i, i + 4)
                skip_to = stream[last].end
                changes.append((stream[first].start, skip_to, ""))
                met.update(_parameters(stream[first:last]))
        elif word in ("LIMIT", "OFFSET"):
            number = limit if word == "LIMIT" else offset
            if number is not None:
                changes.append((token.start, stream[i + 1].end, f"{word} {int(number)}"))
    if missing := set(bound) - met:
        raise KeyError(f"{name} has no parameter {', '.join(sorted(missing))}")
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    return text


def _terms(value: Iterable[Term] | Term | None) -> list[Term] | None:
    if value is None:
        return None
    return [value] if isinstance(value, ox.NamedNode | ox.Literal) else list(value)


def _is_parameter(stream: list[Token], i: int) -> bool:
    following = stream[i + 1 : i + 5]
    return (
        len(following) == 4
        and following[0].kind == "variable"
        and following[1].text == "{"
        and following[3].text == "}"
    )


def _parameters(stream: list[Token]) -> set[str]:
    return {
        stream[i + 1].text[1:]
        for i, token in enumerate(stream)
        if token.text.upper() == "VALUES" and _is_parameter(stream, i)
    }


def _closing(stream: list[Token], opening: int) -> int:
    """The place of the brace that closes the group opened at this one."""
    depth = 0
    for i in range(opening, len(stream)):
        depth += (stream[i].text == "{") - (stream[i].text == "}")
        if depth == 0:
            return i
    raise ValueError("a brace is not closed")
