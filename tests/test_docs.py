"""The documentation says what is true of the program: whatever it must name, it names, and what it shows, the program gives."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from pydantic import BaseModel

from kg import facts
from kg.namespaces import PREFIXES
from kg.settings import Settings
from shapes import shape_files

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = (
    README,
    ROOT / "CHANGELOG.md",
    ROOT / "benchmarks" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
)
MODELS = [
    model
    for model in vars(facts).values()
    if isinstance(model, type) and issubclass(model, BaseModel) and model not in (BaseModel, facts.Model)
]


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["docs_generate"] = module
    spec.loader.exec_module(module)
    return module


def test_what_is_generated_is_up_to_date(generate):
    stale = [str(path.relative_to(ROOT)) for path in generate.outdated()]
    assert not stale, f"{stale}: run `make docs` and look at what changed"


def test_every_generated_block_stands_in_some_page(generate):
    used = set(re.findall(r"<!-- generated: ([\w-]+) -->", "".join(map(text_of, generate.PAGES))))
    assert used == set(generate.BLOCKS)


def test_the_published_schema_is_that_of_the_models():
    published = json.loads((ROOT / "docs" / "facts.schema.json").read_text(encoding="utf-8"))
    assert published == facts.json_schema()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_member_of_the_facts_format_is_explained(model):
    page = text_of(ROOT / "docs" / "facts.md")
    section = re.search(rf"^## {model.__name__}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert section, f"docs/facts.md has no section {model.__name__}"
    explained = re.findall(r"^\| `(\w+)` \| \S", section[1], re.MULTILINE)
    assert explained == [field.alias or name for name, field in model.model_fields.items()]


@pytest.mark.parametrize(
    "kind", ["Stage", "Epistemic", "EventType", "Kind", "AttributionKind", "Stance", "MentionForm"]
)
def test_every_value_of_the_facts_format_is_named(kind):
    page = text_of(ROOT / "docs" / "facts.md")
    assert [value for value in getattr(facts, kind).__args__ if f"`{value}`" not in page] == []


def test_every_setting_is_named():
    page = text_of(ROOT / "docs" / "settings.md")
    assert [name for name in Settings.model_fields if f"`ARMSGRAPH_{name.upper()}`" not in page] == []


def test_every_command_is_named():
    from kg.cli import app

    commands = [one.callback.__name__ for one in app.registered_commands]
    groups = [
        f"{group.name} {one.name or one.callback.__name__}"
        for group in app.registered_groups
        for one in group.typer_instance.registered_commands
    ]
    page = text_of(ROOT / "docs" / "commands.md")
    assert [name for name in (*commands, *groups) if f"`armsgraph {name}`" not in page] == []


def test_every_route_is_named():
    from api.app import create_app

    page = text_of(ROOT / "docs" / "service.md")
    named = [path for path in create_app("memory:").openapi()["paths"] if path in page]
    assert sorted(create_app("memory:").openapi()["paths"]) == sorted(named)


def test_every_file_of_shapes_is_named():
    page = text_of(ROOT / "docs" / "shapes.md")
    assert [file.name for file in shape_files() if f"`{file.name}`" not in page] == []


def test_every_frame_is_explained():
    from kg.extract.roles import weights

    page = text_of(ROOT / "docs" / "extraction.md")
    assert [frame for frame in weights()["frames"] if f"| `{frame}` |" not in page] == []


def test_every_stage_of_extraction_is_named():
    from kg.extract.languages import PARTS

    page = text_of(ROOT / "docs" / "languages.md")
    assert [part for part in PARTS if f"| `{part}.yaml` |" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_sparql_example_parses(page):
    store = ox.Store()
    for query in re.findall(r"```sparql\n(.*?)```", text_of(page), re.DOTALL):
        store.query(query, prefixes=PREFIXES)


def test_the_queries_of_the_examples_parse():
    queries = sorted((ROOT / "examples" / "queries").glob("*.rq"))
    assert len(queries) >= 3
    for query in queries:
        ox.Store().query(text_of(query), prefixes=PREFIXES)


def test_the_readme_names_the_two_commands():
    makefile = text_of(ROOT / "Makefile")
    for command in ("demo", "test"):
        assert f"$ make {command} " in text_of(README)
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = unquote(target).partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name}: {target} leads nowhere"
        assert not anchor or anchor in _anchors(there), f"{page.name}: {target}: there is no such heading"


def _anchors(page: Path) -> set[str]:
    """The anchors that git hosts give the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_picture_is_sound_and_fetches_nothing():
    from xml.etree import ElementTree as ET

    picture = ROOT / "docs" / "data-flow.svg"
    ET.fromstring(text_of(picture))  # noqa: S314 - our own file
    assert "href" not in text_of(picture)


def test_the_citation_names_the_version_of_the_package():
    from kg import __version__

    assert f"\nversion: {__version__}\n" in text_of(ROOT / "CITATION.cff")


def test_the_languages_that_the_readme_calls_ready_are():
    from kg.extract.languages import is_complete

    assert is_complete("ar")
    assert is_complete("en")
