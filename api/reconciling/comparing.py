"""What a row says of a thing beside its name, compared with what is known of the thing."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from api.reconciling.facts import Known
from api.reconciling.intervals import may_be_within
from api.reconciling.questions import Given, Reference
from api.reconciling.schema import ID_SPACE, Property, schema
from api.searching import fold

NOT_KNOWN = 0.5
"""What a property is worth that is not known of a thing: it speaks neither for it nor against."""
_SAME_NUMBER = 0.05
"""By how much of itself a number may differ: ranges and calibres are rounded."""
_ID = re.compile(r"[a-z-]+/[^\s/]+")


def compare(iri: str, given: Given, known: Known) -> float | None:
    """How a thing fits what is given: 1 if it has one of the values, 0 if it has others, in between if none is known.

    None if there is no such property, or no value is given.
    """
    asked = schema().date if given.pid == schema().date.id else schema().properties.get(given.pid)
    if asked is None or not given.v:
        return None
    values = _values(iri, asked, known)
    fits = _fits(values, asked, given, known) if values else None
    return NOT_KNOWN if fits is None else float(fits)


def _values(iri: str, asked: Property, known: Known) -> Sequence[str]:
    if asked is schema().date:
        return [interval for name in schema().fits_date for interval in known.values(iri, name)]
    return known.names(iri, asked) if asked.value == "name" else known.values(iri, asked.id)


def _fits(values: Sequence[str], asked: Property, given: Given, known: Known) -> bool | None:
    """Whether one of the values is one of those given; None if nothing can be made of those."""
    if asked.value == "thing":
        wanted = things_meant(given, known)
        return not wanted.isdisjoint(known.with_wholes(values, asked.within)) if wanted else None
    if asked.value == "number":
        numbers = [number for value in given.v if (number := _number(value)) is not None]
        close = (math.isclose(one, float(own), rel_tol=_SAME_NUMBER) for one in numbers for own in values)
        return any(close) if numbers else None
    if asked.value == "interval":
        answers = [may_be_within(text_of(day), interval) for day in given.v for interval in values]
        return any(answers) if any(answer is not None for answer in answers) else None
    return not {fold(text_of(value)) for value in given.v}.isdisjoint(fold(own) for own in values)


def things_meant(given: Given, known: Known) -> set[str]:
    """The things that values mean: by their identifiers, or by a name that is the same."""
    found: set[str] = set()
    for value in given.v:
        text = value.id if isinstance(value, Reference) else text_of(value)
        iri = iri_of(text)
        if iri is not None and known.index.thing(iri) is not None:
            found.add(iri)
        else:
            found |= known.index.named(text)
    return found


def iri_of(text: str) -> str | None:
    """The IRI that an identifier, or an IRI, stands for; None for what is neither."""
    text = text.strip()
    if "://" in text:
        return text
    return ID_SPACE + text if _ID.fullmatch(text) else None


def text_of(value: str | float | Reference) -> str:
    """A value as it may be written."""
    if isinstance(value, Reference):
        return value.name or value.id
    return str(value)


def _number(value: str | float | Reference) -> float | None:
    try:
        number = float(text_of(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
