"""Making a ``Source`` of a text and its metadata, the same way for every format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from kg.errors import BadRecord
from kg.facts import Document, content_hash
from kg.identity import record_id
from kg.read.language import language_code, language_of
from kg.read.model import Source
from kg.settings import Settings

NAMES = {
    "id": "id",
    "title": "title",
    "date": "date",
    "published": "date",
    "language": "lang",
    "lang": "lang",
    "url": "url",
    "publisher": "publisher",
    "licence": "licence",
    "license": "licence",
    "redistribution": "redistribution",
    "genre": "genre",
    "translated_from": "translated_from",
    "translation": "translation",
}
"""What metadata are called, in front matter and in JSON Lines -> member of ``kg.facts.Document``."""

_LONGEST_ID = 300
_SURROGATE = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?$")


def make_source(
    text: str,
    metadata: Mapping[str, Any],
    *,
    place: str,
    key: str,
    settings: Settings,
    mended: tuple[str, ...] = (),
) -> Source:
    """A document that carries what its metadata say; the language is found out if they don't.

    ``key`` is what the record is known by where metadata give neither an id nor a URL.

    Raises:
        BadRecord: if the text is empty, too long or no Unicode text, or if a metadatum is not what it should be.

    """
    _check_text(text, place, settings)
    members = {
        NAMES[name]: value for name, value in metadata.items() if name in NAMES and value not in (None, "")
    }
    chosen = str(members.get("id") or members.get("url") or key)
    members["id"] = chosen if len(chosen) <= _LONGEST_ID else record_id(chosen)
    for name in ("title", "url", "publisher", "licence", "genre"):
        if name in members:
            members[name] = str(members[name])
    if "date" in members:
        members["date"] = _day(members["date"], place)
    members["lang"] = _language(members.get("lang"), text, place)
    try:
        document = Document(text=text, sha256=content_hash(text), length=len(text), **members)
    except ValidationError as error:
        raise BadRecord(explain(error), place=place) from error
    return Source(place, chosen, document, mended)


def explain(error: ValidationError) -> str:
    """What pydantic found wrong, as one line: the first faults with where they are."""
    faults = [
        f"{'.'.join(str(step) for step in fault['loc']) or 'the record'}: {fault['msg']}"
        for fault in error.errors()
    ]
    more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
    return "; ".join(faults[:3]) + more


def _check_text(text: str, place: str, settings: Settings) -> None:
    if not text.strip():
        raise BadRecord("there is no text in it", place=place)
    if len(text) > settings.max_document_chars:
        raise BadRecord(
            f"the text has {len(text):,} characters, {settings.max_document_chars:,} are allowed",
            place=place,
            advice="Split it, or raise ARMSGRAPH_MAX_DOCUMENT_CHARS",
        )
    if "\x00" in text:
        raise BadRecord("the text has a NUL character", place=place, advice="Take it out")
    if match := _SURROGATE.search(text):
        raise BadRecord(
            f"the text has half of a surrogate pair at character {match.start()}, which is no character",
            place=place,
            advice="Repair the program that wrote it",
        )


def _day(value: object, place: str) -> str:
    if match := _DAY.match(str(value).strip()):
        try:
            return date.fromisoformat(match.group(1)).isoformat()
        except ValueError:
            pass
    raise BadRecord(f"the date {value!r} is no day", place=place, advice="Write it as YYYY-MM-DD")


def _language(value: object, text: str, place: str) -> str:
    if value is None:
        return language_of(text)
    if code := language_code(str(value)):
        return code
    raise BadRecord(
        f"the language {value!r} is no language code", place=place, advice="Write it as ar, en, fr ..."
    )
