"""The documents that describe a thing: their formats and addresses, and what their headers say of them.

A thing and a document about it are two. The IRI of the thing answers with 200 and one of the documents, and names it in
Content-Location; each document also has its own address, that of the thing with a suffix. Whoever follows the published
IRIs comes over the redirect of their host, so a 303 of ours would be a second round trip that tells nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from api import negotiate
from api.errors import Problem
from api.negotiate import Format
from api.routes.common import not_found
from kg.namespaces import BASE

FORMATS = (negotiate.TURTLE, negotiate.JSON_LD, negotiate.N_TRIPLES, negotiate.RDF_XML, negotiate.HTML)
"""What a thing is to be had in; the first is given to who doesn't mind."""
_SPDX = re.compile(r"(?:CC0|CC-BY(?:-NC)?(?:-SA|-ND)?|ODbL|ODC-By|PDDL|OGL-UK|MIT)(?:-\d\.\d)?", re.ASCII)
_LICENSE = ox.NamedNode("http://purl.org/dc/terms/license")
_RECORD = ox.NamedNode(BASE + "ontology#record")
_SAFE = "/:@!$&'()*+,;=~"


def split_suffix(path: str) -> tuple[str, Format] | None:
    """The path without the suffix of a document, and the format that it names; None for a path without one."""
    return negotiate.split_suffix(path, FORMATS)


def format_of(path: str) -> Format:
    """The format that the suffix of a path names. Raises a 404 Problem if there is none."""
    split = split_suffix(path)
    if split is None:
        stem = path.partition(".")[0]
        raise not_found(f"There is no {path}.", f"GET /{stem}.ttl gives it as Turtle.")
    return split[1]


def pick(accept: str | None, name: str | None, suffix: Format | None) -> tuple[Format, str]:
    """The format to answer in and its Content-Type: that of the suffix, else of ``?format=``, else of Accept.

    Raises:
        Problem: 406 if there is no such format, 400 if suffix and parameter contradict each other.

    """
    if suffix is None:
        return negotiate.pick(accept, name, FORMATS)
    if name is not None and negotiate.pick(None, name, FORMATS)[0] is not suffix:
        raise Problem(
            400,
            "bad-request",
            f"The suffix of the address asks for {suffix.media_type}, the parameter format for another.",
            advice="Leave one of them out.",
        )
    return suffix, suffix.content_type


@dataclass(frozen=True, slots=True)
class Document:
    """One description of a thing.

    ``path`` is that of the thing on this service (``/id/state/RUS``), ``iri`` its IRI, ``format`` that of the document,
    ``parameters`` what else the address says (``as_of``, ``incoming``, ``lang``) and ``license`` the address of the licence, if
    one holds for all of it.
    """

    path: str
    iri: str
    format: Format
    parameters: tuple[tuple[str, str], ...] = ()
    license: str | None = None

    def address(self, form: Format | None = None) -> str:
        """Where it stands in a format; in its own if none is named."""
        suffix = f".{(form or self.format).names[0]}"
        query = f"?{urlencode(self.parameters)}" if self.parameters else ""
        return quote(self.path + suffix, safe=_SAFE) + query

    def with_parameter(self, name: str, value: str) -> Document:
        """The same document with another value of one of its parameters."""
        others = tuple(pair for pair in self.parameters if pair[0] != name)
        return replace(self, parameters=(*others, (name, value)))

    def links(self) -> list[str]:
        """The values of its ``Link`` header (RFC 8288): other formats, the thing itself, how to cite it, its licence."""
        others = [form for form in FORMATS if form is not self.format]
        return [
            *(link(self.address(form), "alternate", type=form.media_type) for form in others),
            link(self.iri, "canonical"),
            link(self.iri, "cite-as"),
            *(
                link(self.address(form), "describedby", type=form.media_type)
                for form in (negotiate.TURTLE, negotiate.JSON_LD)
            ),
            *([link(self.license, "license")] if self.license else []),
        ]

    def headers(self, content_type: str, more_links: Iterable[str] = ()) -> dict[str, str]:
        """The headers of an answer with this document."""
        page = self.format is negotiate.HTML
        return {
            "Content-Type": content_type,
            "Content-Location": self.address(),
            "Vary": "Accept, Accept-Language" if page else "Accept",
            "Link": ", ".join([*self.links(), *more_links]),
        }


def link(target: str, relation: str, **attributes: str) -> str:
    """One value of a ``Link`` header. The target is an address or an IRI; what a header cannot hold is encoded."""
    target = quote(target, safe="%#?[]" + _SAFE)
    written = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{target}>; rel="{relation}"{written}'


def license_of(iri: str, triples: Iterable[ox.Triple]) -> str | None:
    """The address of the licence of a thing, or else of all the records behind it; None unless it is one and known."""
    named: dict[str, set[str | None]] = {}
    records: set[str] = set()
    for triple in triples:
        if triple.predicate == _LICENSE:
            address = license_address(triple.object.value)  # type: ignore[union-attr]
            named.setdefault(triple.subject.value, set()).add(address)  # type: ignore[union-attr]
        elif triple.predicate == _RECORD:
            records.add(triple.object.value)  # type: ignore[union-attr]
    holders = [iri] if iri in named else sorted(records)
    found = {address for holder in holders for address in named.get(holder, {None})}
    return found.pop() if len(found) == 1 else None


def license_address(value: str) -> str | None:
    """The address of a licence that is named by one, or by its SPDX identifier; None for any other wording."""
    if value.startswith(("http://", "https://")):
        return value
    return f"https://spdx.org/licenses/{value}" if _SPDX.fullmatch(value) else None
