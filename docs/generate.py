"""Fills what is generated in the documentation, so that it shows what the program does and not what it once did.

    python docs/generate.py           write it
    python docs/generate.py --check   say which files are out of date; exit code 1 if any is

A generated stretch stands between ``<!-- generated: name -->`` and ``<!-- end -->``; ``name`` is a function below.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.facts import Facts

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
SCHEMA = ROOT / "docs" / "facts.schema.json"
EXAMPLE = ROOT / "examples" / "ar-egypt-rafale.md"
_BLOCK = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))

BLOCKS: dict[str, Callable[[], str]] = {}


def block(function: Callable[[], str]) -> Callable[[], str]:
    """Make a function a block that a page can name."""
    BLOCKS[function.__name__.replace("_", "-")] = function
    return function


def filled(page: str) -> str:
    """A page with all its generated stretches made anew."""
    return _BLOCK.sub(lambda match: f"{match[1]}{BLOCKS[match[2]]().strip()}\n{match[3]}", page)


def schema() -> str:
    """The content of the published JSON Schema."""
    from kg.facts import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def outdated() -> dict[Path, str]:
    """The files whose generated parts are not what they should be, with what they should hold."""
    wanted = {page: filled(page.read_text("utf-8")) for page in PAGES} | {SCHEMA: schema()}
    return {
        path: text for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text
    }


def fenced(text: str, language: str = "") -> str:
    """A code block. Trailing blanks go, and so do marks of direction, which a browser sets by itself."""
    lines = [line.rstrip() for line in text.translate(_ISOLATES).strip("\n").splitlines()]
    return f"```{language}\n" + "\n".join(lines) + "\n```"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    shown = [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in (" | ".join(head), " | ".join("---" for _ in head), *shown))


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@cache
def _built() -> tuple[Path, str]:
    """A folder with the examples and the graph that is built from them, and what the build printed."""
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="armsgraph-docs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder, _run(folder, "build", "examples")


def _run(folder: Path, *arguments: str) -> str:
    """What a command prints, run in a folder."""
    from kg.cli import main

    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "utf-8", write_through=True)
    with _working_in(folder), redirect_stdout(out):
        code = main(arguments)
    if code:
        raise SystemExit(f"armsgraph {' '.join(arguments)} ended with {code}")
    return raw.getvalue().decode()


def _asked(page: Path, number: int) -> str:
    """The answer to the n-th SPARQL example of a page, as a person sees it."""
    query = sparql_examples(page)[number]
    return fenced(_run(_built()[0], "query", query))


def sparql_examples(page: Path) -> list[str]:
    """The queries that a page shows, in order."""
    return re.findall(r"```sparql\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


# --- README


@block
def readme_build() -> str:
    return fenced("$ armsgraph build examples\n" + _built()[1], "console")


@block
def readme_first_answer() -> str:
    return _asked(ROOT / "README.md", 0)


@block
def readme_second_answer() -> str:
    return _asked(ROOT / "README.md", 1)


@block
def readme_third_answer() -> str:
    return _asked(ROOT / "README.md", 2)


# --- model.md


def _example_facts() -> Facts:
    from kg.extract import extract
    from kg.facts import Document
    from kg.link import link
    from kg.read import read
    from kg.settings import Settings

    with _working_in(_built()[0]):
        (source,) = read([str(EXAMPLE.relative_to(ROOT))], Settings())
    assert isinstance(source.content, Document)  # noqa: S101 - a document was read
    return link(extract(source.content))


@block
def model_text() -> str:
    return fenced(EXAMPLE.read_text("utf-8"))


@block
def model_mentions() -> str:
    facts = _example_facts()
    rows = [
        (f"{m.start}–{m.end}", f"<bdi>{m.text}</bdi>", m.form, f"`{m.entity}`", m.proclitic or "")
        for m in facts.mentions
    ]
    return table(("where", "words", "form", "entity", "written onto it"), rows)


def _json(value: object) -> str:
    return fenced(json.dumps(value, ensure_ascii=False, indent=2), "json")


@block
def model_facts() -> str:
    return _json(_example_facts().transfers[0].model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _turtle(query: str) -> str:
    """What a CONSTRUCT gives, as Turtle for the eye: a prefix for each kind of thing."""
    from rdflib import Graph

    from kg.namespaces import PREFIXES

    graph = Graph(bind_namespaces="none")
    graph.parse(data=_run(_built()[0], "query", "--format", "ttl", query), format="turtle")
    names = {str(term) for triple in graph for term in triple if str(term).startswith(PREFIXES["id"])}
    for name in sorted(names):
        whole, _, part = name.partition("#")
        place, _, last = whole.rpartition("/")
        if part:
            kind = "deal" if place.endswith("/transfer") else re.sub(r"\W", "-", last)
            graph.bind(kind, whole + "#", override=True)
        elif place.startswith(PREFIXES["id"] + "claim/"):
            graph.bind("claim-" + place.rsplit("/", 1)[-1].split("-")[0], place + "/", override=True)
        else:
            graph.bind(place.rsplit("/", 1)[-1], place + "/", override=True)
    for prefix, iri in PREFIXES.items():
        if prefix != "id":
            graph.bind(prefix, iri, override=True)
    return fenced(graph.serialize(format="turtle"), "turtle")


_CLAIM = "?claim a ag:TransferReport ; ag:localId 't1.1' ; ag:record/dcterms:identifier 'ar-egypt-rafale'"


@block
def model_claim() -> str:
    return _turtle(f"""CONSTRUCT {{ ?node ?p ?o }} WHERE {{
      {_CLAIM} ; (ag:quantity|ag:when|ag:value|ag:attribution|ag:evidence)? ?node .
      GRAPH ?graph {{ ?node ?p ?o }} FILTER(CONTAINS(STR(?graph), "/graph/record/"))
      FILTER(?p NOT IN (oa:prefix, oa:suffix)) }}""")


@block
def model_transfer() -> str:
    return _turtle(f"""CONSTRUCT {{ ?node ?p ?o }} WHERE {{
      {_CLAIM} . ?transfer a ag:Transfer ; ag:claim ?claim ; (ag:choice|ag:quantity|ag:ordered)? ?node .
      GRAPH ?graph {{ ?node ?p ?o }} FILTER(STRENDS(STR(?graph), "/graph/transfers")) }}""")


# --- extraction.md


@block
def extraction_trace() -> str:
    """How the first sentence of the Arabic example is read: triggers, ties, scores."""
    from kg.extract.goods import goods_of
    from kg.extract.parties import parties
    from kg.extract.roles import assign
    from kg.extract.scene import look
    from kg.extract.scoring import score
    from kg.read import read
    from kg.settings import Settings

    with _working_in(_built()[0]):
        (source,) = read([str(EXAMPLE.relative_to(ROOT))], Settings())
    scene = look(source.document)
    sentence = scene.sentences[0]
    triggers = [t for t in scene.triggers if t.start in sentence]
    found = parties(scene, sentence.start, sentence.end)
    goods = goods_of(scene, sentence)[0]
    first, *others = sorted(triggers, key=lambda t: (t.frame == "deal", t.start))
    candidates = [score(scene, party, [first, *others], goods, found) for party in found]
    chosen = assign(candidates)
    told = [(f"<bdi>{scene.text[t.start : t.end]}</bdi>", f"`{t.frame}`", t.stage, t.kind) for t in triggers]
    scored = [
        (
            f"<bdi>{c.party.mention.text}</bdi>",
            c.party.marker or "",
            f"{c.supplier:.1f}",
            f"{c.recipient:.1f}",
            ", ".join(c.reasons),
        )
        for c in candidates
    ]
    names = " ".join(m.text for m in goods.mentions)
    amount = goods.amount.min if goods.amount else "none"
    winners = f"Supplier: `{_last(chosen.supplier)}`; recipient: `{_last(chosen.recipient)}`"
    parts = [
        f"Goods: <bdi>{names}</bdi>, category `{goods.category}`, amount {amount}.",
        table(("trigger", "frame", "stage", "kind"), told),
        table(("party", "marker", "supplier", "recipient", "what counted"), scored),
        f"{winners}; the next best pair is {chosen.margin:.1f} behind.",
    ]
    return "\n\n".join(parts)


def _last(candidate: object) -> str:
    actor = getattr(getattr(candidate, "party", None), "actor", "none")
    return str(actor).rsplit("/", 1)[-1]


# --- the other pages


@block
def languages() -> str:
    from kg.extract.languages import PARTS, is_complete
    from kg.extract.languages import languages as codes

    folder = ROOT / "kg" / "extract" / "languages"
    rows = [
        (
            f"`{code}`",
            *("yes" if (folder / code / f"{part}.yaml").exists() else "" for part in PARTS),
            "yes" if is_complete(code) else "",
        )
        for code in codes()
    ]
    return table(("language", *(f"`{part}.yaml`" for part in PARTS), "extracted from"), rows)


@block
def settings() -> str:
    from kg.settings import Settings

    rows = [
        (f"`{name}`", f"`ARMSGRAPH_{name.upper()}`", f"`{field.default}`", field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return table(("setting", "environment variable", "default", "what it does"), rows)


@block
def commands() -> str:
    import typer

    from kg.cli import app

    parts = []
    for name, command in _leaves(typer.main.get_command(app), ()):
        rows = []
        for parameter in command.params:
            if parameter.name != "help":
                named = getattr(parameter, "metavar", None) or str(parameter.name).upper()
                shown = named if parameter.param_type_name == "argument" else ", ".join(parameter.opts)
                rows.append((f"`{shown}`", getattr(parameter, "help", "") or ""))
        parts += [
            f"### `armsgraph {name}`",
            (command.help or "").strip(),
            table(("", "what it is"), rows) if rows else "",
        ]
    return "\n\n".join(part for part in parts if part)


def _leaves(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    members = getattr(command, "commands", None)
    if members is None:
        yield " ".join(path), command
        return
    for name, member in members.items():
        yield from _leaves(member, (*path, name))


@block
def routes() -> str:
    from api.app import create_app

    described = create_app("memory:").openapi()["paths"]
    rows = [
        (f"`{method.upper()} {path}`", operation.get("summary", ""))
        for path, methods in sorted(described.items())
        for method, operation in methods.items()
    ]
    return table(("route", "what it gives"), rows)


@block
def shapes() -> str:
    from rdflib import Graph, URIRef
    from rdflib.namespace import SH

    from shapes import shape_files

    parts = []
    for file in shape_files():
        graph = Graph().parse(data=file.read_text("utf-8"), format="turtle")
        targets = sorted({str(t).rsplit("#", 1)[-1] for t in graph.objects(None, SH.targetClass)})
        rows = []
        for shape, severity in graph.subject_objects(SH.severity):
            texts = [m for m in graph.objects(shape, SH.message) if getattr(m, "language", None) == "en"]
            if isinstance(shape, URIRef):
                name = str(shape).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
                rows.append((f"`{name}`", str(severity).rsplit("#", 1)[-1], str(texts[0]) if texts else ""))
        kinds = ", ".join(f"`{t}`" for t in targets)
        parts += [
            f"## `{file.name}`",
            f"For {kinds}." if kinds else "",
            table(("shape", "severity", "message"), sorted(rows)),
        ]
    return "\n\n".join(part for part in parts if part)


def main() -> int:
    """Write what is out of date, or with ``--check`` only name it."""
    found = outdated()
    for path, text in found.items():
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    return 1 if found and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
