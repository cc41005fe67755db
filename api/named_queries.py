"""The queries behind the REST answers: one ``.rq`` file each, with parameters bound as terms, never as text.

A parameter is a ``VALUES ?name { UNDEF }`` in the file, so that each file runs as it stands and then asks for
everything. Binding puts terms in place of UNDEF. A parameter that opens a group of its own is optional: without a
value, the group goes, with one it loses its braces, so that the engine goes on from what was found before it. One with a
default in place of UNDEF keeps it. All others need a value. LIMIT and OFFSET are replaced by whole numbers, ``ASC(?name)``
by ``DESC(?name)`` for the names that are to descend. ``# include: file.rq`` takes in a pattern that several queries share
(``kg.volumes/file.rq`` that of another package), ``# slot: name`` those files that are chosen for it, in which ``?value``
gets the number of its place: ``?value1``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import pyoxigraph as ox

from kg.store.scan import Token, tokens

Term = ox.NamedNode | ox.Literal
_SLOT = re.compile(r"^[ \t]*# slot: (\S+)[ \t]*$", re.MULTILINE)
_VALUE = re.compile(r"\?value\b")
_INCLUDE = re.compile(r"^[ \t]*# include: (\S+)[ \t]*$", re.MULTILINE)


@cache
def load(name: str) -> str:
    """The text of a query, by the name of its file."""
    package, _, file = name.rpartition("/")
    text = (files(package or "api") / "queries" / file).read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda match: load(match[1]), text)


def parameters(name: str) -> list[str]:
    """The names of the parameters of a query, in the order of the file."""
    return _parameters(_read(name, ())[1])


def bind(
    name: str,
    values: Mapping[str, Iterable[Term] | Term | None] | None = None,
    *,
    limit: int | None = None,
    offset: int | None = None,
    descending: Collection[str] = (),
    slots: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """A query with its parameters bound.

    Args:
        name: of its file.
        values: terms by name of the parameter; None is no value.
        limit: how many rows at most.
        offset: how many rows to pass over.
        descending: names of the variables that are sorted downwards.
        slots: files of this folder by name of the slot that they fill.

    Raises:
        KeyError: for a value without its parameter, or a parameter without its value: a mistake of the caller.

    """
    text, stream = _read(name, tuple((slot, tuple(chosen)) for slot, chosen in (slots or {}).items()))
    bound = {key: _terms(value) for key, value in (values or {}).items()}
    numbers = {"LIMIT": limit, "OFFSET": offset}
    changes: list[tuple[int, int, str]] = []
    passed = 0
    for i, token in enumerate(stream):
        if token.start < passed:
            continue
        word = token.text.upper()
        if numbers.get(word) is not None:
            changes.append((token.start, stream[i + 1].end, f"{word} {numbers[word]}"))
        elif word == "ASC" and stream[i + 2].text[1:] in descending:
            changes.append((token.start, token.end, "DESC"))
        elif word == "VALUES" and _is_parameter(stream, i):
            found = _bound(name, stream, i, bound)
            changes += found
            if len(found) == 1:  # all of it is dealt with; what stands in a group that was kept is not
                passed = found[0][1]
    if missing := set(bound) - set(_parameters(stream)):
        raise KeyError(f"{name} has no parameter {', '.join(sorted(missing))}")
    changes.sort()
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    return text


def _bound(
    name: str, stream: Sequence[Token], i: int, bound: Mapping[str, list[Term] | None]
) -> list[tuple[int, int, str]]:
    """What becomes of one parameter: (start, end, new text), or nothing for a default that is kept."""
    parameter = stream[i + 1].text[1:]
    terms = bound.get(parameter)
    if terms is not None:
        values = (
            stream[i].start,
            stream[i + 4].end,
            f"VALUES ?{parameter} {{ {' '.join(map(str, terms))} }}",
        )
        if not _opens_its_group(stream, i):
            return [values]
        last = _closing(stream, i - 1)
        end = "" if stream[last - 1].text == "." else "."
        return [
            (stream[i - 1].start, stream[i].start, ""),
            values,
            (stream[last - 1].end, stream[last].end, end),
        ]
    if stream[i + 3].text != "UNDEF":
        return []
    if not _opens_its_group(stream, i):
        raise KeyError(f"{name} needs a value for {parameter}")
    return [(stream[i - 1].start, stream[_closing(stream, i - 1)].end, "")]


@lru_cache(maxsize=1000)
def _read(name: str, slots: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, tuple[Token, ...]]:
    """The text of a query with files in its slots, and its tokens: finding these takes longer than all the rest."""
    chosen = dict(slots)
    text = _SLOT.sub(
        lambda match: "".join(
            _VALUE.sub(f"?value{i}", load(file)) for i, file in enumerate(chosen.get(match[1], ()), 1)
        ),
        load(name),
    )
    return text, tuple(tokens(text))


def _terms(value: Iterable[Term] | Term | None) -> list[Term] | None:
    if value is None:
        return None
    return [value] if isinstance(value, ox.NamedNode | ox.Literal) else list(value)


def _is_parameter(stream: Sequence[Token], i: int) -> bool:
    following = stream[i + 1 : i + 5]
    return (
        len(following) == 4
        and following[0].kind == "variable"
        and following[1].text == "{"
        and following[3].text == "}"
    )


def _parameters(stream: Sequence[Token]) -> list[str]:
    return [
        stream[i + 1].text[1:]
        for i, token in enumerate(stream)
        if token.text.upper() == "VALUES" and _is_parameter(stream, i)
    ]


def _opens_its_group(stream: Sequence[Token], i: int) -> bool:
    """Whether a parameter comes first in a group that stands for itself: no WHERE or OPTIONAL, no branch of a UNION."""
    if stream[i - 1].text != "{" or stream[i - 2].kind == "word" or stream[i - 3].text.upper() == "GRAPH":
        return False
    return stream[_closing(stream, i - 1) + 1].text.upper() != "UNION"


def _closing(stream: Sequence[Token], opening: int) -> int:
    """The place of the brace that closes the group opened at this one."""
    depth = 0
    for i in range(opening, len(stream)):
        depth += (stream[i].text == "{") - (stream[i].text == "}")
        if depth == 0:
            return i
    raise ValueError("a brace is not closed")
