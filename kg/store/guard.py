"""Keeps queries of users from making the store open connections.

SERVICE asks another server, and DEFINE is how Virtuoso is told to fetch. Both are refused by looking at the
tokens of the query, so that neither a name such as ``category:service`` nor a quoted word is mistaken for one.
"""

from __future__ import annotations

import re

from kg.errors import BadQuery

_REFUSED = frozenset({"service", "define"})

_TOKEN = re.compile(
    r"""
    (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<text> \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
            | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' )
  | (?P<comment> \#[^\r\n]* )
  | (?P<variable> [?$]\w+ )
  | (?P<tag> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<name> (?:[^\W\d][\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)* )
  | (?P<word> [^\W\d]\w* )
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def refuse_outside_access(sparql: str) -> None:
    """Raise ``BadQuery`` if the query would have the store reach out.

    SPARQL lets any character be written as an escape; whether an engine resolves these before or after it
    looks for keywords differs, so both readings must be harmless.
    """
    for reading in {sparql, _unescaped(sparql)}:
        for match in _TOKEN.finditer(reading):
            if match.lastgroup == "word" and match.group().lower() in _REFUSED:
                raise BadQuery(
                    f"{match.group().upper()} is refused: a query may not ask other servers",
                    advice="Ask the other server on its own and join the answers.",
                )


def _unescaped(sparql: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        return chr(code) if code < 0x110000 else match.group()

    return _ESCAPE.sub(character, sparql)
