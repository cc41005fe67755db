"""A document in several languages: each read by its own words, as if the others were not there.

For each language the paragraphs of the others are emptied, so that all offsets stay those of the whole text. What is
told in one language and again in another is two statements here; it is for fusion to see that they are one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kg.facts import Document, Entity, Facts
from kg.read.stretches import Stretch

_WORDS = frozenset({"text", "name", "aliases"})
"""Members that hold words of the text, in which no id is looked for."""


def extract_mixed(
    document: Document,
    parts: Sequence[Stretch],
    languages: Sequence[str],
    extract: Callable[[Document], Facts],
) -> Facts:
    """The facts of all parts of a document, ids of those in its own language unchanged.

    Args:
        document: with its text.
        parts: the text cut by language.
        languages: those to be read, the language of the document first.
        extract: gives the facts of a document in one language.

    """
    text = document.text or ""
    found = [
        _whole(extract(_only(document, parts, language)), text, "" if number == 0 else f"{language}-")
        for number, language in enumerate(languages)
    ]
    regions = [
        region
        for language, facts in zip(languages, found, strict=True)
        for region in facts.regions
        if _language_at(parts, region.start) == language
    ]
    return Facts(
        document=document,
        regions=tuple(sorted(regions, key=lambda region: region.start)),
        entities=_joined([entity for facts in found for entity in facts.entities]),
        mentions=tuple(
            sorted((m for facts in found for m in facts.mentions), key=lambda m: (m.start, -m.end))
        ),
        relations=tuple(relation for facts in found for relation in facts.relations),
        transfers=tuple(transfer for facts in found for transfer in facts.transfers),
        events=tuple(event for facts in found for event in facts.events),
        extractor=found[0].extractor,
    )


def _only(document: Document, parts: Sequence[Stretch], language: str) -> Document:
    """The document with line breaks in the place of all that is in another language."""
    text = document.text or ""
    kept = "".join(
        text[part.start : part.end] if part.language == language else "\n" * (part.end - part.start)
        for part in parts
    )
    return document.model_copy(update={"text": kept, "lang": language})


def _whole(facts: Facts, text: str, prefix: str) -> Facts:
    """The facts with quotes of the whole text, and with ids that no other part has."""
    content = facts.model_dump(by_alias=True)
    ids = {
        one["id"]: prefix + one["id"]
        for name in ("mentions", "relations", "transfers", "events")
        for one in (*content[name], *(item for whole in content[name] for item in whole.get("items", ())))
        if isinstance(one, dict) and one.get("id")
    }
    del content["document"]
    return Facts.model_validate({"document": facts.document, **_mended(content, text, ids)})


def _mended(value: Any, text: str, ids: dict[str, str]) -> Any:
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, (list, tuple)):
        return tuple(_mended(one, text, ids) for one in value)
    if not isinstance(value, dict):
        return value
    made = {
        name: one if name in _WORDS and isinstance(one, (str, tuple)) else _mended(one, text, ids)
        for name, one in value.items()
    }
    if isinstance(value.get("text"), str) and isinstance(value.get("start"), int):
        made["text"] = text[value["start"] : value["end"]]
    return made


def _language_at(parts: Sequence[Stretch], position: int) -> str:
    return next(part.language for part in parts if position < part.end)


def _joined(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Each entity once, with the names that it goes by in all parts."""
    made: dict[str, Entity] = {}
    for entity in entities:
        known = made.setdefault(entity.id, entity)
        aliases = tuple(dict.fromkeys((*known.aliases, *entity.aliases)))
        made[entity.id] = known.model_copy(update={"aliases": aliases})
    return tuple(made.values())
