"""The queries behind the REST answers: one ``.rq`` file each, with parameters bound as terms, never as text.

A parameter is a ``VALUES ?name { UNDEF }`` in the file, so that each file runs as it stands and then asks for
everything. Binding puts terms in place of UNDEF. A parameter that opens a group of its own is optional: without a
value, the group goes. One with a default in place of UNDEF keeps it. All others need a value. LIMIT and OFFSET are
replaced by whole numbers. ``# include: file.rq`` takes in a pattern that several queries share, ``# include:
kg.volumes/file.rq`` one of another package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from kg.store.scan import Token, tokens

Term = ox.NamedNode | ox.Literal
_INCLUDE = re.compile(r"^[ \t]*# include: (\S+)[ \t]*$", re.MULTILINE)


@cache
def load(name: str) -> str:
    """The text of a query, by the name of its file."""
    package, _, file = name.rpartition("/")
    text = (files(package or "api") / "queries" / file).read_text(encoding="utf-8")
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
        KeyError: for a value without its parameter, or a parameter without its value: a mistake of the caller.

    """
    text = load(name)
    stream = list(tokens(text))
    bound = {key: _terms(value) for key, value in (values or {}).items()}
    numbers = {"LIMIT": limit, "OFFSET": offset}
    changes: list[tuple[int, int, str]] = []
    met: set[str] = set()
    passed = 0
    for i, token in enumerate(stream):
        if token.start < passed:
            continue
        word = token.text.upper()
        if numbers.get(word) is not None:
            changes.append((token.start, stream[i + 1].end, f"{word} {numbers[word]}"))
        elif word == "VALUES" and _is_parameter(stream, i):
            met.add(stream[i + 1].text[1:])
            changes += _bound(name, stream, i, bound)
            passed = changes[-1][1] if changes else 0
    if missing := set(bound) - met:
        raise KeyError(f"{name} has no parameter {', '.join(sorted(missing))}")
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    return text


def _bound(
    name: str, stream: list[Token], i: int, bound: Mapping[str, list[Term] | None]
) -> list[tuple[int, int, str]]:
    """What becomes of one parameter: (start, end, new text), or nothing for a default that is kept."""
    parameter = stream[i + 1].text[1:]
    terms = bound.get(parameter)
    if terms is not None:
        return [
            (stream[i].start, stream[i + 4].end, f"VALUES ?{parameter} {{ {' '.join(map(str, terms))} }}")
        ]
    if stream[i + 3].text != "UNDEF":
        return []
    if not _opens_its_group(stream, i):
        raise KeyError(f"{name} needs a value for {parameter}")
    return [(stream[i - 1].start, stream[_closing(stream, i - 1)].end, "")]


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


def _opens_its_group(stream: list[Token], i: int) -> bool:
    """Whether a parameter comes first in a group that stands for itself: no WHERE, no branch of a UNION."""
    if stream[i - 1].text != "{" or stream[i - 2].text.upper() in ("WHERE", "UNION"):
        return False
    return stream[_closing(stream, i - 1) + 1].text.upper() != "UNION"


def _closing(stream: list[Token], opening: int) -> int:
    """The place of the brace that closes the group opened at this one."""
    depth = 0
    for i in range(opening, len(stream)):
        depth += (stream[i].text == "{") - (stream[i].text == "}")
        if depth == 0:
            return i
    raise ValueError("a brace is not closed")
