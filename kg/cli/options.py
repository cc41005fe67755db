"""Options that several commands share, and the settings that they make."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.settings import Settings
    from kg.store import Store

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-s",
        metavar="DIR|URL",
        help="Folder of the embedded store, or URL of a SPARQL 1.1 server. Default: ARMSGRAPH_STORE, else ./armsgraph.store",
    ),
]
ReaderOption = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="rules|llm|both",
        help="Who reads documents: the rules, a language model, or both. Default: ARMSGRAPH_READER, else rules",
        show_default=False,
    ),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", "-w", min=1, help="Processes that work side by side. Default: 1")
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE|RELEASE",
        help="What was published by then: a day, month or year, or a release of a register in the store.",
        show_default=False,
    ),
]


@contextmanager
def opened_as_of(settings: Settings, when: str | None) -> Iterator[Store]:
    """The store, open for reading, or its view as of a day or a release."""
    if when is not None:
        from kg.asof import as_of

        with as_of(settings, when, watch=lambda words: print(f"armsgraph: {words}", file=sys.stderr)) as view:
            yield view
        return
    from kg.store import open_store

    opened = open_store(settings.store, read_only=True)
    try:
        yield opened
    finally:
        opened.close()


def settings_of(config: str | None = None, **given: Any) -> Settings:
    """The settings: what was given on the line, else the environment, else the file, else the default.

    Raises:
        InputError: if one of them is not what it should be.

    """
    from kg.configuration import load

    return load(config, **given)
