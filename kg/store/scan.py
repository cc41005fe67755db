"""What a SPARQL query asks for, found without running it: another server, an update, a dataset of its own.

The engine's parser accepts keywords with no space around them (``SERVICESILENT<...>``), so this scanner does
not look for words: it takes away all that may hold any text (comments, strings, IRIs, variables, names) and
looks at what is left. Wherever a text can be read in two ways, the reading that is refused wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\r\n]* )
    | (?P<string>  \"\"\" (?: [^"\\] | \\. | "(?!"") )* \"\"\"
                 | ''' (?: [^'\\] | \\. | '(?!'') )* '''
                 | " (?: [^"\\\r\n] | \\. )* "
                 | ' (?: [^'\\\r\n] | \\. )* ' )
    | (?P<iri>     < (?: [^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )* > )
    | (?P<variable> [?$]\w+ )
    | (?P<tag>     @[A-Za-z]+ (?: -[A-Za-z0-9]+ )* )
    | (?P<name>    (?P<prefix> (?: [^\W\d_][\w\-]* (?: \.+[\w\-]+ )* )? ) :
                   (?: (?: [\w:%] | \\. ) (?: [\w\-:%·] | \\. | \.+ (?=[\w\-:%\\]) )* )? )
    | (?P<word>    [^\W\d]\w* )
    | (?P<number>  \d+ )
    | (?P<space>   \s+ )
    | (?P<other>   \\. | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
# `?a<?b)SERVICE#>` is an IRI to one reading; to another, a comparison, the word and a comment.
_HIDDEN_IN_IRI = re.compile(r"\).*service.*\#", re.IGNORECASE | re.DOTALL)
UPDATE_WORDS = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)
QUERY_WORDS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query. ``kind`` is a group of the table above; comments and space are left out."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in a query: a SERVICE call; a DEFINE; a FROM clause; the first word that says what it is; a GRAPH."""

    service: bool
    define: bool
    dataset: bool
    form: str | None
    graph: bool = False

    @property
    def is_update(self) -> bool:
        return self.form in UPDATE_WORDS


def tokens(query: str) -> Iterator[Token]:
    """All tokens but comments and space, in order, with their places."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "other"
        if kind == "prefix":
            kind = "name"
        if kind not in ("comment", "space"):
            yield Token(kind, match.group(), match.start(), match.end())


def scan(query: str) -> Scan:
    """Look at a query as it stands and, as the standard has it, with its code point escapes decoded."""
    found = _scan(query)
    if "\\" not in query or found.service:
        return found
    try:
        decoded = _ESCAPE.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)), query)
    except (ValueError, OverflowError):  # beyond U+10FFFF: the parser will say so
        return found
    behind = _scan(decoded)
    return replace(
        found,
        service=behind.service,
        define=found.define or behind.define,
        dataset=found.dataset or behind.dataset,
        graph=found.graph or behind.graph,
        # An update by either reading is refused; what is no update is told by the query as it stands.
        form=behind.form if behind.is_update else found.form,
    )


def _scan(query: str) -> Scan:
    service = define = dataset = graph = False
    form: str | None = None
    previous = ""
    named_service = False
    for token in tokens(query):
        text = token.text
        if token.kind == "word":
            upper = text.upper()
            service = service or "SERVICE" in upper
            define = define or upper == "DEFINE"
            dataset = dataset or "FROM" in upper
            graph = graph or "GRAPH" in upper
            if form is None and (upper in UPDATE_WORDS or upper in QUERY_WORDS):
                form = upper
        elif token.kind == "iri":
            service = service or _HIDDEN_IN_IRI.search(text) is not None
        elif token.kind == "name":
            graph = graph or "GRAPH" in text.split(":")[0].upper()
        if named_service and text == "{":
            service = True
        named_service = (
            token.kind == "name" and "SERVICE" in text.split(":")[0].upper() and previous != "GRAPH"
        )
        previous = text.upper()
    return Scan(service, define, dataset, form, graph)
