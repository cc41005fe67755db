"""What transfers, events and relations of a row have in common: whether they are made, who says so, what is the same."""

from __future__ import annotations

from typing import Any

from kg.facts import NARRATOR, Attribution
from kg.read.tabular.cells import Found, RowFault, RowReader, shown
from kg.read.tabular.check import allowed
from kg.read.tabular.mapping import Attributed, Made, MakesRelation
from kg.read.tabular.parties import entity_of
from kg.read.tabular.record import Record
from kg.read.tabular.values import Value


def one_of(reader: RowReader, made: Made | MakesRelation, member: str) -> str | None:
    """The word that a member is for a row, which must be one that exists.

    Raises:
        RowFault: if it is another.

    """
    words = reader.words(getattr(made, member), member)
    checked(words, made, member)
    return words


def checked(words: str | None, made: Made | MakesRelation, member: str) -> None:
    """Raise ``RowFault`` if a member has a value that it cannot have."""
    values = allowed(made)[member]
    if words is not None and words not in values:
        some = ", ".join(sorted(values)[:15])
        raise RowFault(
            f"{member} is {shown(words)}, which is none of {some}; a 'lookup' can lead to one of these"
        )


def party_id(record: Record, reader: RowReader, value: Value | None, what: str) -> str | None:
    """The id of the one party that a value names, or None."""
    found = reader.one(value, what)
    return record.add(entity_of(found, reader, what)) if found else None


def party_ids(record: Record, reader: RowReader, value: Value | None, what: str) -> dict[str, Found]:
    """The ids of all parties that a value names, each with the words that name it."""
    ids: dict[str, Found] = {}
    for found in reader.all(value, what):
        ids.setdefault(record.add(entity_of(found, reader, what)), found)
    return ids


def attributions(record: Record, reader: RowReader, given: tuple[Attributed, ...]) -> tuple[Attribution, ...]:
    """Who says so; the register itself where the mapping names nobody or the row says nothing."""
    found = []
    for one in given:
        words = reader.one(one.who, "attributed_to")
        if words is None:
            continue
        source = (
            words.text
            if words.text in {"narrator", "unnamed"}
            else record.add(entity_of(words, reader, "attributed_to"))
        )
        found.append(Attribution(source=source, kind=one.kind, stance=one.stance, quote=words.quote))
    return tuple(found) or (NARRATOR,)


def sense(content: Any) -> Any:
    """What a claim says, without its id and without the places of its words: equal for rows that say the same."""
    if isinstance(content, dict):
        if {"start", "end", "text"} <= content.keys() and isinstance(content["start"], int):
            return content["text"]
        return tuple(
            (name, sense(value))
            for name, value in sorted(content.items())
            if name not in {"id", "evidence", "deliveries", "supports"}
        )
    if isinstance(content, list | tuple):
        return tuple(sense(one) for one in content)
    return content
