"""JSON and JSON Lines: facts records, and documents that wait for extraction."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kg.errors import BadRecord, InputError, UnreadableFile
from kg.facts import Facts, content_hash
from kg.read.decode import mark_of
from kg.read.documents import explain, make_source
from kg.read.files import key_of
from kg.read.model import Refusal, Source
from kg.read.whole import read_whole
from kg.settings import Settings

_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json_lines(path: Path, settings: Settings) -> Iterator[Source | Refusal]:
    """One record per line. A line that is too long, no UTF-8 or no JSON is refused; the others are read on."""
    with path.open("rb") as file:
        mark = mark_of(file.read(4))
    encoding, name = (mark[0], mark[2]) if mark else ("utf-8", None)
    mended = (f"read as {name}",) if name else ()
    # Bytes that do not fit become surrogates, so that one bad line does not end the file.
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    with path.open(encoding=encoding, errors=errors, newline="\n") as file:
        if mark:
            file.read(1)
        limit = settings.max_line_chars
        number = 0
        while line := file.readline(limit + 1):
            number += 1
            place = f"{path}:{number}"
            if len(line) > limit and not line.endswith("\n"):
                while (rest := file.readline(limit)) and not rest.endswith("\n"):
                    pass
                yield Refusal(
                    place,
                    f"the line has more than {limit:,} characters",
                    "Split it into records, or raise ARMSGRAPH_MAX_LINE_CHARS",
                )
            elif line.strip():
                yield from _record(line, path, place, settings, mended)


def read_json(path: Path, settings: Settings) -> Iterator[Source | Refusal]:
    """A file that is one JSON object or array, or JSON Lines under another name."""
    with path.open("rb") as file:
        first = file.readline(settings.max_line_chars * 4)
        more = bool(file.read(1))
    if more and _is_object(first):
        yield from read_json_lines(path, settings)
        return
    text, mended = read_whole(path, settings)
    place = str(path)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        what, place, advice = _not_json(error, place)
        raise UnreadableFile(what, place=place, advice=advice) from error
    if isinstance(content, list):
        for number, member in enumerate(content):
            yield from _members(member, path, f"{place}, member {number}", settings, mended)
    else:
        yield from _members(content, path, place, settings, mended)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _record(
    line: str, path: Path, place: str, settings: Settings, mended: tuple[str, ...]
) -> Iterator[Source | Refusal]:
    if match := _SURROGATE.search(line):
        yield Refusal(place, f"not UTF-8 (character {match.start()} of the line)", "Save the file as UTF-8")
        return
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        what, place_there, advice = _not_json(error, place)
        yield Refusal(place_there, what, advice)
        return
    yield from _members(content, path, place, settings, mended)


def _not_json(error: Exception, place: str) -> tuple[str, str, str]:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})", place, "Mend it there"
    return f"not JSON: {error}", place, "Mend it"


def _members(
    content: object, path: Path, place: str, settings: Settings, mended: tuple[str, ...]
) -> Iterator[Source | Refusal]:
    try:
        yield _source(content, path, place, settings, mended)
    except InputError as error:
        yield Refusal.of(error, place)


def _source(content: object, path: Path, place: str, settings: Settings, mended: tuple[str, ...]) -> Source:
    if not isinstance(content, dict):
        raise BadRecord(f"a record is a JSON object, this is {_kind(content)}", place=place)
    if _SURROGATE.search(json.dumps(content, ensure_ascii=False)):
        raise BadRecord("half of a surrogate pair stands where a character should", place=place)
    if "document" in content:
        return _facts(content, path, place, settings, mended)
    if isinstance(text := content.get("text"), str):
        return make_source(
            text, content, place=place, key=_key(path, place), settings=settings, mended=mended
        )
    raise BadRecord(
        "this is neither a facts record (no member 'document') nor a document (no member 'text')",
        place=place,
        advice="docs/facts.md shows both forms",
    )


def _facts(
    content: dict[str, Any], path: Path, place: str, settings: Settings, mended: tuple[str, ...]
) -> Source:
    try:
        facts = Facts.model_validate(content)
    except ValidationError as error:
        raise BadRecord(explain(error), place=place, advice="docs/facts.md explains every member") from error
    document = facts.document
    if document.text is None and document.text_file:
        beside = path.parent / document.text_file
        # The text of a facts file stands beside it: a path that leads elsewhere would let input read any file.
        if Path(document.text_file).name != document.text_file or not beside.is_file():
            raise BadRecord(f"the text file {document.text_file!r} is not beside it", place=place)
        text, _ = read_whole(beside, settings)
        facts = facts.model_copy(update={"document": document.model_copy(update={"text": text})})
    if facts.document.text is not None and facts.document.sha256 is None:
        update = {"sha256": content_hash(facts.document.text)}
        facts = facts.model_copy(update={"document": facts.document.model_copy(update=update)})
    return Source(place, document.id, facts, mended)


def _key(path: Path, place: str) -> str:
    """The key of a document without id: its file, and where in it."""
    return key_of(path) + place.removeprefix(str(path))


def _kind(value: object) -> str:
    return {list: "an array", str: "a string", type(None): "null", bool: "a truth value"}.get(
        type(value), "a number"
    )
