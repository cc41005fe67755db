"""Times as a language model tells them: its words must stand in the text, and what the text's own dates say counts first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from kg.extract.llm.answers import Dated
from kg.extract.llm.words import Place
from kg.extract.spans import TimeExpression, starting
from kg.extract.time_resolve import Span, of_day, of_months, of_years
from kg.facts import Quote, When
from kg.fold import key

_FIRST, _LAST = 1900, 2100
_REACH = 200
"""No words that date something are longer."""
_YEAR = re.compile(r"\d{4}")


def when(
    told: Dated, place: Place, text: str, times: Sequence[TimeExpression], published: date | None
) -> When | None:
    """The time that words at a place of the text give, None if they give none.

    The finder of times has read the same words: where it knows what they mean, it is believed. Elsewhere the model is, if
    the year stands in its words or can be counted from the day of publication.
    """
    quote = Quote(start=place.start, end=place.end, text=text[place.start : place.end])
    for time in starting(times, place.start - _REACH, place.end):
        if place.meets(time) and time.when is not None:
            return time.when.model_copy(update={"quote": time.when.quote or quote})
    stated = set(_YEAR.findall(key(quote.text)))
    if published is None and not set(_YEAR.findall(told.value)) <= stated:
        return None
    try:
        ends = [_span(part) for part in told.value.split("/")]
    except ValueError:
        return None
    first, last = ends[0], ends[-1]
    if first.earliest.year < _FIRST or last.latest.year > _LAST or first.earliest > last.latest:
        return None
    edtf = first.edtf if first == last else f"{first.edtf}/{last.edtf}"
    return When(
        edtf=edtf,
        start=(first.earliest, first.latest),
        end=(last.earliest, last.latest),
        quote=quote,
        note="worked out by a language model",
    )


def _span(value: str) -> Span:
    numbers = [int(part) for part in value.split("-")]
    if len(numbers) == 1:
        return of_years(numbers[0], numbers[0])
    if len(numbers) == 2:
        return of_months(numbers[0], numbers[1], numbers[0], numbers[1])
    return of_day(date(numbers[0], numbers[1], numbers[2]))
