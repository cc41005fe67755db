"""What kind of weapon SIPRI's register means: its descriptions, of any release, in our tree and in SIPRI's own.

The register with 16 columns describes a weapon ("infantry fighting vehicle") without its armament category; the one
with 17 has both. Older releases abbreviate ("IFV"), newer ones spell out ("surface-to-air missile" for "SAM").
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from kg.yaml_data import yaml_data

__all__ = ["category_of", "sipri_category_of"]

_ALL = "arms"


class _Kind(NamedTuple):
    category: str
    sipri_category: str | None


class _Tables(NamedTuple):
    words: dict[str, str]
    kinds: dict[str, _Kind]
    last_words: dict[str, str]
    wide: dict[str, str]


def category_of(description: str, sipri_category: str | None = None) -> str:
    """The notation of the weapon category that a description means, such as ``armour.ifv``.

    What is described in words that are not known is as wide as SIPRI's armament category, or simply ``arms``.
    """
    tables = _tables()
    if (kind := tables.kinds.get(_spelled_out(description))) is not None:
        return kind.category
    for name in (sipri_category, sipri_category_of(description)):
        if name and (wide := tables.wide.get(_plain(name))):
            return wide
    return _ALL


def sipri_category_of(description: str) -> str | None:
    """The armament category, as SIPRI names it, of what is described so, or None if that is not sure."""
    tables = _tables()
    plain = _spelled_out(description)
    if (kind := tables.kinds.get(plain)) is not None:
        return kind.sipri_category
    return tables.last_words.get(plain.rpartition(" ")[2].rpartition("/")[2])


@lru_cache(maxsize=10_000)
def _spelled_out(description: str) -> str:
    words = _tables().words
    return "".join(words.get(part, part) for part in re.split(r"([ /])", _plain(description)))


def _plain(text: str) -> str:
    return re.sub(r" ?/ ?", "/", " ".join(text.casefold().replace("-", " ").split()))


@cache
def _tables() -> _Tables:
    data = yaml_data(files("kg.read.sipri").joinpath("descriptions.yaml"))
    kinds = {description: _Kind(category, None) for description, category in data["undecided"].items()}
    for sipri_category, descriptions in data["descriptions"].items():
        kinds |= {one: _Kind(category, sipri_category) for one, category in descriptions.items()}
    wide = {_plain(name): category for name, category in data["wide"].items()}
    return _Tables(data["words"], kinds, data["last_words"], wide)
