"""Text and facts to measure on: the examples over and over, each time between other states."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from kg.facts import Document
from kg.read import Refusal, read
from kg.reference import load
from kg.settings import Settings

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def documents(language: str, characters: int, seed: int = 1) -> list[Document]:
    """Documents of a language with at least that many characters together; the same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311 - texts to measure on
    originals = [source.document for source in _examples() if source.document.lang == language]
    names = _state_names(language)
    known = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True))
    )
    made: list[Document] = []
    total = 0
    while total < characters:
        for original in originals:
            others: dict[str, str] = {}
            text = known.sub(
                lambda match, others=others: others.setdefault(match[0], chance.choice(names)),
                original.text or "",
            )
            made.append(
                original.model_copy(update={"id": f"{original.id}-{len(made)}", "text": text, "sha256": None})
            )
            total += len(text)
    return made


def _examples() -> list[Any]:
    found = read([str(EXAMPLES / "*.md")], Settings())
    return [source for source in found if not isinstance(source, Refusal)]


def _state_names(language: str) -> list[str]:
    names = {
        name.text
        for state in load().of_kind("state")
        for name in state.names
        if name.language == language and name.use == "name"
    }
    return sorted(name for name in names if name.isalpha())


def facts_lines(count: int) -> list[str]:
    """Facts records made of the example register, with other quantities, so that no two are alike."""
    rows = (EXAMPLES / "register.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        json.dumps(_varied(json.loads(rows[number % len(rows)]), number), ensure_ascii=False)
        for number in range(count)
    ]


def _varied(record: dict[str, Any], number: int) -> dict[str, Any]:
    """The record under another id, with its number behind the row, so that all offsets stay."""
    text = f"{record['document']['text']} | Row: {number}"
    record["document"] |= {"id": f"{record['document']['id']}-{number}", "text": text}
    for transfer in record["transfers"]:
        transfer["evidence"] = [{"start": 0, "end": len(text), "text": text}]
    return record
