"""What a row says of a thing beside its name, compared with what is known of the thing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from api.reconciling.facts import Known
from api.reconciling.intervals import may_be_within
from api.reconciling.questions import Given, Reference
from api.reconciling.schema import ID_SPACE, Property, schema
from api.searching import fold

NOT_KNOWN = 0.5
"""What a property is worth that is not known of a thing: it speaks neither for it nor against."""
_SAME_NUMBER = 0.05
"""By how much of itself a number may differ: ranges and calibres are rounded."""
_ALWAYS = "../.."
_ID = re.compile(r"[a-z-]+/[^\s/]+")


def comparison(given: Given, known: Known) -> Callable[[str], float] | None:
    """How a thing fits what is given: 1 if it has one of the values, 0 if it has others, in between if none is known.

    None if there is no such property, or no value is given. What the values mean is worked out once, for all things.
    """
    asked = schema().date if given.pid == schema().date.id else schema().properties.get(given.pid)
    if asked is None or not given.v:
        return None
    fits = _fitting(asked, given, known)

    def compare(iri: str) -> float:
        values = _values(iri, asked, known)
        return NOT_KNOWN if fits is None or not values else float(fits(values))

    return compare


def _values(iri: str, asked: Property, known: Known) -> Sequence[str]:
    if asked is schema().date:
        return [interval for name in schema().fits_date for interval in known.values(iri, name)]
    return known.names(iri, asked) if asked.value == "name" else known.values(iri, asked.id)


def _fitting(asked: Property, given: Given, known: Known) -> Callable[[Sequence[str]], bool] | None:
    """Whether one of the values of a thing is one of those given; None if nothing can be made of those."""
    if asked.value == "thing":
        things = things_meant(given, known)
        return (lambda own: not things.isdisjoint(known.with_wholes(own, asked.within))) if things else None
    if asked.value == "number":
        numbers = {number for value in given.v if (number := _number(value)) is not None}

        def is_close(own: Sequence[str]) -> bool:
            return any(
                math.isclose(one, float(value), rel_tol=_SAME_NUMBER) for one in numbers for value in own
            )

        return is_close if numbers else None
    if asked.value == "interval":
        days = {day for value in given.v if may_be_within(day := text_of(value), _ALWAYS) is not None}
        return (lambda own: any(may_be_within(day, one) for day in days for one in own)) if days else None
    texts = {fold(text_of(value)) for value in given.v}
    return lambda own: not texts.isdisjoint(map(fold, own))


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
