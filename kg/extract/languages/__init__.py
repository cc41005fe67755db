"""One folder per language, data only: how its words inflect, which words tell of a transfer, a time, an amount.

The engine knows no language by name: it reads these files. A new language is a new folder; docs/languages.md
shows how to write one.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

from kg.errors import KnowledgeError
from kg.yaml_data import yaml_data


@cache
def languages() -> tuple[str, ...]:
    """The ISO 639-1 codes of all languages that have a folder, sorted."""
    return tuple(
        sorted(
            entry.name
            for entry in resources.files(__name__).iterdir()
            if entry.is_dir() and len(entry.name) == 2
        )
    )


PARTS = ("layout", "morphology", "time", "amounts", "frames", "status", "events")
"""The files that a language needs to be extracted from."""


@cache
def is_complete(language: str) -> bool:
    """Whether a language has all its files."""
    folder = resources.files(__name__) / language
    return language in languages() and all((folder / f"{part}.yaml").is_file() for part in PARTS)


@cache
def load(language: str, part: str) -> dict[str, Any]:
    """The content of ``<language>/<part>.yaml``.

    Raises:
        KnowledgeError: if the file is missing, is not YAML, is no mapping, or has a key that YAML does not read
            as text (an unquoted ``no`` or ``on``).

    """
    place = f"kg/extract/languages/{language}/{part}.yaml"
    file = resources.files(__name__) / language / f"{part}.yaml"
    try:
        content = yaml_data(file)
    except FileNotFoundError as error:
        raise KnowledgeError(f"{place}: there is no such file") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{place}: not YAML: {error}") from error
    if not isinstance(content, dict):
        raise KnowledgeError(f"{place}: must be a mapping at the top")
    _check(content, place)
    return content


def _check(value: object, place: str) -> None:
    """YAML reads some bare words as truth values; in a word list that is always a slip."""
    if isinstance(value, dict):
        for key, member in value.items():
            if isinstance(key, bool) or not isinstance(key, str | int | float):
                raise KnowledgeError(f"{place}: the key {key!r} must be quoted")
            _check(member, f"{place}, {key}")
    elif isinstance(value, list):
        for member in value:
            if isinstance(member, bool):
                raise KnowledgeError(f"{place}: {member!r} in a list of words must be quoted")
            _check(member, place)
