"""Which languages a reader wants: of the words of the interface, and of the labels of things."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from api.direction import of_language

_DEFAULT = "en"
_ENTRY = re.compile(r"([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,30})?\s*(?:;\s*q\s*=\s*([0-9.]{1,5}))?", re.ASCII)
_MOST = 10
"""So many languages of a header are heeded."""


@cache
def interface_texts() -> dict[str, dict[str, str]]:
    """The words of the pages by language, one file each in ``api/pages/texts``."""
    folder = files("api") / "pages" / "texts"
    return {
        file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".json")
    }


@dataclass(frozen=True, slots=True)
class Languages:
    """The primary languages that a reader takes, best first, and what follows from them."""

    wanted: tuple[str, ...]

    @classmethod
    def of(cls, parameter: str | None, header: str | None) -> Languages:
        """From ``?lang=`` and the Accept-Language header; what is no language tag is passed over."""
        named = _parsed(parameter or "")[:1]
        return cls(tuple(dict.fromkeys([*named, *_parsed(header or "")[:_MOST]])))

    @property
    def interface(self) -> str:
        """The language of the words of the page: the first wanted one that there are words in, else English."""
        known = interface_texts()
        # Only before a language that the labels can follow: who puts Hebrew first is not given Arabic words.
        first = self.wanted[0] if self.wanted else _DEFAULT
        return first if first in known else _DEFAULT

    @property
    def labels(self) -> tuple[str, ...]:
        """The languages in which labels are looked for, one after the other."""
        return tuple(dict.fromkeys([*self.wanted, _DEFAULT]))

    @property
    def direction(self) -> str:
        """Which way the page runs: that of the language that is wanted most."""
        return of_language(self.wanted[0] if self.wanted else _DEFAULT)

    @property
    def texts(self) -> dict[str, str]:
        """The words of the page."""
        return interface_texts()[self.interface]

    def best(self, texts: Iterable[ox.Literal]) -> ox.Literal | None:
        """The text that the reader can best read; of equal ones the first by its letters."""
        order = {language: place for place, language in enumerate(self.labels)}

        def rank(text: ox.Literal) -> tuple[int, str]:
            language = (text.language or "").partition("-")[0].lower()
            return order.get(language, len(order) + bool(language)), text.value

        return min(texts, key=rank, default=None)


def _parsed(header: str) -> list[str]:
    entries = []
    for place, part in enumerate(header.split(",")[: 5 * _MOST]):
        match = _ENTRY.fullmatch(part.strip())
        if match is None:
            continue
        try:
            quality = float(match[2]) if match[2] else 1.0
        except ValueError:
            continue
        if quality > 0:
            entries.append((-quality, place, match[1].lower()))
    return [language for _, _, language in sorted(entries)]
