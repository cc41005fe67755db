"""Which format a client gets: by ``?format=``, or by the Accept header with its q-values and wildcards."""

from __future__ import annotations

from dataclasses import dataclass

from api.errors import Problem


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation: its short names for ``?format=``, its media type, and other types that ask for it."""

    names: tuple[str, ...]
    media_type: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The header. Only ``text/*`` types take a charset; the others are UTF-8 by their definition."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


JSON_RESULTS = Format(("json", "srj"), "application/sparql-results+json", ("application/json",))
XML_RESULTS = Format(("xml", "srx"), "application/sparql-results+xml", ("application/xml", "text/xml"))
CSV = Format(("csv",), "text/csv")
TSV = Format(("tsv",), "text/tab-separated-values")
TURTLE = Format(("ttl", "turtle"), "text/turtle", ("application/x-turtle",))
N_TRIPLES = Format(("nt", "ntriples", "n-triples"), "application/n-triples", ("text/plain",))
RDF_XML = Format(("rdf", "rdfxml", "rdf-xml", "owl"), "application/rdf+xml", ("application/xml", "text/xml"))
JSON_LD = Format(("jsonld", "json-ld"), "application/ld+json", ("application/json",))
N_QUADS = Format(("nq", "nquads", "n-quads"), "application/n-quads")
TRIG = Format(("trig",), "application/trig")
HTML = Format(("html",), "text/html", ("application/xhtml+xml",))

RESULTS = (JSON_RESULTS, XML_RESULTS, CSV, TSV)
"""For SELECT and ASK; the first is given to who doesn't mind."""
GRAPHS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, N_QUADS, TRIG)
"""For CONSTRUCT and DESCRIBE."""


@dataclass(frozen=True, slots=True)
class Range:
    """One entry of an Accept header. ``rank``: 2 for a type, 1 for ``type/*``, 0 for ``*/*``."""

    main: str
    sub: str
    quality: float

    @property
    def rank(self) -> int:
        return (self.main != "*") + (self.sub != "*")

    def covers(self, media_type: str) -> bool:
        main, _, sub = media_type.partition("/")
        return self.main in ("*", main) and self.sub in ("*", sub)


def parse_accept(header: str | None) -> list[Range]:
    """The entries of an Accept header; broken ones are left out, and an empty header accepts everything."""
    ranges = []
    for entry in (header or "").split(","):
        media_type, *parameters = (part.strip() for part in entry.split(";"))
        main, slash, sub = media_type.lower().partition("/")
        if not slash or not main or not sub:
            continue
        ranges.append(Range(main, sub, _quality(parameters)))
    return ranges if header and header.strip() else [Range("*", "*", 1.0)]


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def preference(ranges: list[Range], media_type: str) -> float:
    """How much a client wants a type, 0 to 1: the most specific entry that covers it decides."""
    covering = [entry for entry in ranges if entry.covers(media_type)]
    return max(covering, key=lambda entry: entry.rank).quality if covering else 0.0


def choose(header: str | None, offered: tuple[Format, ...]) -> tuple[Format, str] | None:
    """The format that the client likes best and the Content-Type to name; None if it takes none.

    Of formats that it likes equally the first offered wins. Who names only an alias such as
    ``application/json`` is told that type.
    """
    ranges = parse_accept(header)
    best: tuple[Format, str] | None = None
    most = 0.0
    for offer in offered:
        for media_type in (offer.media_type, *offer.aliases):
            liked = preference(ranges, media_type)
            if media_type != offer.media_type and not any(
                r.rank == 2 and r.covers(media_type) for r in ranges
            ):
                continue
            if liked > most:
                most = liked
                best = offer, (offer.content_type if media_type == offer.media_type else _typed(media_type))
    return best


def _typed(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def by_name(name: str, offered: tuple[Format, ...]) -> Format | None:
    """The format that ``?format=`` names, by short name or media type."""
    wanted = name.strip().lower()
    # A plus sign in a query string arrives as a space.
    wanted = wanted.replace(" ", "+")
    return next((f for f in offered if wanted == f.media_type or wanted in f.names), None)


def split_suffix(path: str, offered: tuple[Format, ...]) -> tuple[str, Format] | None:
    """``state/RUS.ttl`` -> (``state/RUS``, Turtle); None if no suffix of a format follows a name. Any other dot is part of one."""
    stem, _, suffix = path.rpartition(".")
    if not stem or stem.endswith("/"):
        return None
    return next(((stem, offer) for offer in offered if suffix == offer.names[0]), None)


def pick(header: str | None, name: str | None, offered: tuple[Format, ...]) -> tuple[Format, str]:
    """What to answer in. ``name`` (of ``?format=``) goes before the header. Raises a 406 Problem."""
    if name is not None:
        found = by_name(name, offered)
        chosen = (found, found.content_type) if found else None
    else:
        chosen = choose(header, offered)
    if chosen is None:
        raise not_acceptable(offered)
    return chosen


def not_acceptable(offered: tuple[Format, ...]) -> Problem:
    """The 406 that says what there is."""
    types = [offer.media_type for offer in offered]
    return Problem(
        406,
        "not-acceptable",
        "None of the formats asked for is to be had here.",
        advice=f"Ask for one of {', '.join(types)}, in the Accept header or as ?format={offered[0].names[0]}.",
        available=types,
        headers={"Vary": "Accept"},
    )
