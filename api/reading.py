"""A process that reads what strangers send: texts for their facts, or RDF for what breaks the shapes.

Started by ``api.readers`` as ``python -m api.reading extract|validate MEGABYTES SECONDS``. Messages on standard input and
output are JSON objects, each after its length. The first that it sends is empty and says that it is ready; then each job is
answered by one:

========== ============================================================== ==========================================
work       job                                                            answer
========== ============================================================== ==========================================
extract    ``text``, ``metadata`` as in a line of JSON Lines              ``body``: the facts as JSON
validate   ``data``, ``media_type``, ``report`` (json, ttl, html), ``most``  ``body``: the report in that format
========== ============================================================== ==========================================

or by ``problem``: the arguments of an ``api.errors.Problem``. ``last`` says that the process is to be replaced, having grown.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4
from xml.parsers import expat

from api import sandbox
from api.readers import HEADER
from kg.errors import ArmsgraphError, InputError

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat
    from rdflib import Graph

_DEEPEST = 100
"""Levels of elements, objects or lists. The parsers of RDF/XML and JSON-LD need time by the square of it."""
_NICE = 5
_KEEPS_MEGABYTES = 1024
"""What the process may grow to have for good beyond what it begins with, as it meets languages, before it is replaced."""
_PLACE = re.compile(r"(?:Parser error at |at )?line (\d+)(?:,? column (\d+))?", re.IGNORECASE)
_JSON_SIGNS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_REMOTE_CONTEXT = "LoadDocumentCallback"
_BASE = "urn:x-base:"
"""What relative references are resolved against: nothing that could be there."""
Job = dict[str, Any]


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """What was sent cannot be taken; ``body`` has the arguments of a Problem."""

    def __init__(self, status: int, slug: str, detail: str, advice: str | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.body = {"status": status, "slug": slug, "detail": detail, "advice": advice, **more}


def extract(job: Job) -> Job:
    """The facts of a text, linked to the reference knowledge."""
    from kg.facts import content_hash
    from kg.read.documents import make_source
    from kg.settings import Settings
    from kg.work import facts_of

    metadata = {name: value for name, value in job["metadata"].items() if value is not None}
    try:
        key = f"text-{content_hash(job['text'])[:16]}"
        source = make_source(job["text"], metadata, place="text", key=key, settings=Settings())
    except InputError as error:
        raise Refused(422, "invalid-parameter", error.what, error.advice) from None
    return {"body": facts_of(source.content).to_json()}


def validate(job: Job) -> Job:
    """The report on some RDF."""
    from kg.validate import validate_graph

    graph, count = parse(job["data"], job["media_type"], job["most"])
    report = validate_graph(graph)
    if job["report"] == "ttl":
        # A name of its own, so that reports can be put together.
        return {"body": report.to_turtle(f"urn:uuid:{uuid4()}")}
    if job["report"] == "html":
        return {"body": report.to_html()}
    told = json.loads(report.to_json())
    return {
        "body": json.dumps({"conforms": told["conforms"], "statements": count, "results": told["results"]})
    }


def parse(data: str, media_type: str, most: int) -> tuple[Graph, int]:
    """The statements of a document of RDF as one graph, and how many they are. Named graphs are taken together.

    Nothing is fetched, and nothing declared that could grow.

    Raises:
        Refused: if it has more than ``most`` statements, is nested too deeply, or does not parse.

    """
    import pyoxigraph as ox
    from rdflib import Graph

    from kg.store.terms import to_rdflib

    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None  # noqa: S101 - the route has looked it up
    _look_through(data, form)
    graph = Graph(bind_namespaces="none")
    count = 0
    try:
        for quad in ox.parse(data, form, base_iri=_BASE):
            count += 1
            if count > most:
                raise Refused(
                    413, "too-large", f"The data have more than {most:,} statements.", "Send them in parts."
                )
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    except (SyntaxError, ValueError) as error:
        raise _broken(form.name, error) from None
    return graph, count


def _look_through(data: str, form: RdfFormat) -> None:
    """Refuse what a parser should not even begin with."""
    import pyoxigraph as ox

    if form == ox.RdfFormat.RDF_XML:
        _look_through_xml(data)
    elif form == ox.RdfFormat.JSON_LD:
        depth = deepest = 0
        for match in _JSON_SIGNS.finditer(data):
            sign = match[0]
            depth += (sign in "{[") - (sign in "}]")
            deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            raise _too_deep()


def _look_through_xml(data: str) -> None:
    depth = 0

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _too_deep()

    def closed(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:
        raise _has_dtd()

    # A parser sees a declaration wherever it stands and however it is written, and where it is only quoted.
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(data.encode(), True)
    except expat.ExpatError as error:
        raise _broken("RDF/XML", SyntaxError(str(error))) from None


def _has_dtd() -> Refused:
    return Refused(
        400,
        "rdf-syntax",
        "RDF/XML with a document type declaration is refused: entities can grow without bound.",
        "Write the entities out, or send Turtle.",
    )


def _too_deep() -> Refused:
    return Refused(
        400, "rdf-syntax", f"The data are nested more than {_DEEPEST} levels deep.", "Name what is nested."
    )


def _broken(name: str, error: Exception) -> Refused:
    message = _short(error)
    if _REMOTE_CONTEXT in message:
        return Refused(
            400,
            "rdf-syntax",
            "The JSON-LD names a context at another address, and nothing is fetched here.",
            "Write the context into the document.",
        )
    match = _PLACE.search(message)
    place: dict[str, Any] = {"line": int(match[1]), "column": int(match[2] or 1)} if match else {}
    return Refused(400, "rdf-syntax", f"The data do not parse as {name}: {message}", **place)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _load(work: str) -> Callable[[Job], Job]:
    """Load what the work needs by doing some of it, so that a job begins with all at hand."""
    if work == "extract":
        extract({"text": "France delivered 24 Rafale fighters to Egypt in 2016.", "metadata": {}})
        return extract
    validate({"data": "<urn:a> a <urn:b> .", "media_type": "text/turtle", "most": 1, "report": "ttl"})
    import pyshacl  # noqa: F401 - most data need it, and loading takes a while

    return validate


def _send(out: IO[bytes], answer: Job) -> None:
    body = json.dumps(answer).encode()
    out.write(HEADER.pack(len(body)) + body)
    out.flush()


def _serve(
    work: Callable[[Job], Job], source: IO[bytes], out: IO[bytes], megabytes: int, seconds: float
) -> None:
    most = _megabytes_at_most() + _KEEPS_MEGABYTES
    while len(header := source.read(HEADER.size)) == HEADER.size:
        (length,) = HEADER.unpack(header)
        job = json.loads(source.read(length))
        sandbox.limit_processor(seconds * (os.cpu_count() or 1))
        _limit_memory(megabytes)
        try:
            answer = work(job)
        except Refused as refused:
            answer = {"problem": refused.body}
        except ArmsgraphError as error:
            answer = {"problem": {"status": 422, "slug": "unreadable", "detail": str(error)}}
        except RecursionError:
            answer = {"problem": _too_deep().body}
        except MemoryError:
            # Whatever was half made cannot be trusted: the parent is told by the end of this process.
            os.abort()
        except Exception as error:  # noqa: BLE001 - libraries stumble over what nobody thought of; no job may end others
            detail = f"What was sent cannot be worked on ({type(error).__name__})."
            answer = {"problem": {"status": 422, "slug": "unreadable", "detail": detail}, "last": True}
        sandbox.may_take_anything()
        _send(out, {"last": _megabytes_at_most() > most, **answer})


def _limit_memory(megabytes: int) -> None:
    """Bound what one job may take beyond what jobs before have loaded, such as the words of a language."""
    try:
        sandbox.may_take(megabytes)
    except ValueError:
        sandbox.may_take_anything()  # no more than is left to the process as a whole


def _megabytes_at_most() -> int:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    """Load, say so, and do one job after the other until standard input ends."""
    name, megabytes, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    source, out = sys.stdin.buffer, sys.stdout.buffer
    sandbox.die_with_parent()
    sandbox.no_core_dumps()
    sandbox.no_sockets()
    os.nice(_NICE)
    work = _load(name)
    sandbox.limit_memory(megabytes, at_most=megabytes + _KEEPS_MEGABYTES)
    _send(out, {})
    _serve(work, source, out, megabytes, seconds)


if __name__ == "__main__":
    main()
