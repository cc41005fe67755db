"""The filters of the list of transfers: parameters of the address on one side, terms for the query on the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

import pyoxigraph as ox
from fastapi import Depends, Query

from api.errors import Problem
from api.lookups import Lookups, Values
from api.named_queries import Term
from api.routes.common import LookupsDep, invalid
from api.routes.filters import Statuses, between, named
from kg.facts import Kind
from kg.store.terms import ag, boolean, decimal

Stage = Literal[
    "prohibited", "requested", "negotiated", "planned", "announced", "approved", "agreed", "ordered",
    "delivering", "delivered", "stopped", "cancelled",
]  # fmt: skip
Mode = Literal["rail", "sea", "air", "road"]
Property = Literal["supplier", "recipient", "weapon", "quantity", "kind", "value", "when"]

_CODE = re.compile(r"[A-Za-z]{3}", re.ASCII)
_BODIES = ("organisation", "company")
_MOST = Decimal(10) ** 17

Names = list[str] | None
Day = str | None
Amount = Annotated[Decimal | None, Query(ge=0, le=10**15, max_digits=24, decimal_places=6)]


def _party(description: str, example: str = "RUS") -> object:
    return Query(
        description=f"{description}: code of a state, path (`group/hezbollah`) or IRI; repeated: any of them.",
        examples=[example],
    )


def _body(description: str) -> object:
    return Query(
        description=f"{description}: id of an organisation, path or IRI; repeated: any of them.",
        examples=["company/almaz-antey"],
    )


async def _filters(
    *,
    lookups: LookupsDep,
    supplier: Annotated[Names, _party("Who gives the goods")] = None,
    recipient: Annotated[Names, _party("Who gets them", "TUR")] = None,
    end_user: Annotated[Names, _party("Who is to use them")] = None,
    intermediary: Annotated[Names, _party("Who passes them on")] = None,
    financier: Annotated[Names, _party("Who pays")] = None,
    origin: Annotated[Names, _party("Where they were made")] = None,
    supplier_body: Annotated[Names, _body("Who acts for the supplier")] = None,
    recipient_body: Annotated[Names, _body("Who acts for the recipient")] = None,
    weapon: Annotated[
        Names, Query(description="Id of a weapon system (`s-400`), path or IRI.", examples=["s-400"])
    ] = None,
    variants: Annotated[
        bool,
        Query(description="Also variants of these weapons and members of these families, at any remove."),
    ] = False,
    category: Annotated[
        Names,
        Query(description="Notation of a category; includes all that is narrower.", examples=["missile.sam"]),
    ] = None,
    kind: Annotated[
        list[Kind] | None, Query(description="On what terms the goods pass.", examples=["sale"])
    ] = None,
    mode: Annotated[list[Mode] | None, Query(description="How the goods travel.", examples=["sea"])] = None,
    stage: Annotated[
        list[Stage] | None, Query(description="How far the deal has come.", examples=["delivered"])
    ] = None,
    epistemic: Statuses = None,
    currency: Annotated[
        str | None, Query(pattern="^[A-Za-z]{3}$", description="ISO 4217 code.", examples=["USD"])
    ] = None,
    value_min: Annotated[
        Amount,
        Query(
            description="Worth at least this, in whole units of whatever currency; say which.",
            examples=[1000000],
        ),
    ] = None,
    value_max: Annotated[Amount, Query(description="Worth at most this.", examples=[9000000])] = None,
    quantity_min: Annotated[
        Amount,
        Query(description="At least so many, as far as is known: ranges need only touch.", examples=[2]),
    ] = None,
    quantity_max: Annotated[Amount, Query(description="At most so many.", examples=[4])] = None,
    from_: Annotated[
        Day, Query(alias="from", description="Not over before this year, month or day.", examples=["2017"])
    ] = None,
    to: Annotated[
        Day,
        Query(description="Begun by this year, month or day, both ends included.", examples=["2019-12-31"]),
    ] = None,
    ordered_from: Annotated[Day, Query(description="Ordered not before this.", examples=["2017"])] = None,
    ordered_to: Annotated[Day, Query(description="Ordered by this.", examples=["2017-12"])] = None,
    delivered_from: Annotated[
        Day,
        Query(
            description="Delivered in part or whole not before this. Where the years of deliveries are told apart, by year.",
            examples=["2019"],
        ),
    ] = None,
    delivered_to: Annotated[
        Day, Query(description="Delivered in part or whole by this.", examples=["2020"])
    ] = None,
    record: Annotated[
        Names, Query(description="Id of a record that a claim stands in, or IRI.", examples=["r-en"])
    ] = None,
    release: Annotated[
        Names, Query(description="Name of a release that a claim stands in.", examples=["sipri-2025"])
    ] = None,
    register: Annotated[
        Names, Query(description="Name of a register that a claim stands in.", examples=["sipri"])
    ] = None,
    source: Annotated[
        Names,
        Query(
            description="Who says so: name of the publisher as the record has it, or code, path or IRI of whom the claim "
            "is attributed to.",
            examples=["Example Gazette"],
        ),
    ] = None,
    language: Annotated[
        list[Annotated[str, Query(pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]] | None,
        Query(description="Language of the record of a claim (BCP 47).", examples=["ar"]),
    ] = None,
    min_confidence: Annotated[
        Decimal | None,
        Query(
            ge=0,
            le=1,
            max_digits=12,
            decimal_places=10,
            examples=[0.8],
            description="A claim was extracted with at least this confidence, 0 to 1.",
        ),
    ] = None,
    contested: Annotated[bool | None, Query(description="Whether claims disagree about a value.")] = None,
    denied: Annotated[bool | None, Query(description="Whether a claim denies it.")] = None,
    embargoed: Annotated[
        bool | None,
        Query(
            description="Whether an embargo on the recipient was in force when the goods can have been ordered or delivered "
            "(a candidate; whether it covered them is for a person to judge). Needs a dataset with inferences."
        ),
    ] = None,
    unknown: Annotated[
        list[Property] | None,
        Query(
            description="A property that is said to be unknown; repeated: any of them.", examples=["quantity"]
        ),
    ] = None,
) -> Values:
    """What is bound to the parameters of ``_transfer-filter.rq``. Raises a 422 Problem."""
    weapons = named(lookups, "weapon", weapon, "weapon")
    return {
        "supplier": named(lookups, "supplier", supplier, "state"),
        "recipient": named(lookups, "recipient", recipient, "state"),
        "end_user": named(lookups, "end_user", end_user, "state"),
        "intermediary": named(lookups, "intermediary", intermediary, "state"),
        "financier": named(lookups, "financier", financier, "state"),
        "origin": named(lookups, "origin", origin, "state"),
        "supplier_body": named(lookups, "supplier_body", supplier_body, *_BODIES),
        "recipient_body": named(lookups, "recipient_body", recipient_body, *_BODIES),
        "weapon": None if variants else weapons,
        "weapon_line": weapons if variants else None,
        "category": named(lookups, "category", category, "category"),
        "kind": named(lookups, "kind", kind, "kind"),
        "mode": named(lookups, "mode", mode, "mode"),
        "stage": named(lookups, "stage", stage, "stage"),
        "epistemic": named(lookups, "epistemic", epistemic, "epistemic"),
        "record": named(lookups, "record", record, "record"),
        "release": named(lookups, "release", release, "release"),
        "register": named(lookups, "register", register, "register"),
        "source": _sources(lookups, source),
        "language": _languages(language),
        "min_confidence": None if min_confidence is None else decimal(min_confidence),
        "currency": None if currency is None else ox.Literal(currency.upper()),
        "unknown": [ag(name) for name in unknown] if unknown else None,
        **_switch("contested", "uncontested", contested),
        **_switch("denied", "undenied", denied),
        **_switch("embargoed", "unembargoed", embargoed),
        **_numbers("value", value_min, value_max),
        **_numbers("quantity", quantity_min, quantity_max),
        **between(from_, to),
        **between(ordered_from, ordered_to, first="ordered_from", last="ordered_to"),
        **between(delivered_from, delivered_to, first="delivered_from", last="delivered_to"),
    }


FiltersDep = Annotated[Values, Depends(_filters)]
"""The terms that a request binds to ``_transfer-filter.rq``; None for a filter that it leaves out."""


def _sources(lookups: Lookups, values: Sequence[str] | None) -> list[Term] | None:
    """Publishers by their names, and whatever a claim can be attributed to."""
    if not values:
        return None
    found: dict[Term, None] = {}
    for value in values:
        if not value:
            raise invalid("source", "give a name, a path or an IRI")
        found[ox.Literal(value)] = None
        if value.startswith(("http://", "https://")) or "/" in value or _CODE.fullmatch(value):
            try:
                found.update(dict.fromkeys(named(lookups, "source", [value], "state") or ()))
            except Problem:
                continue  # no IRI, so it can only be the name of a publisher
    return list(found)


def _languages(values: Sequence[str] | None) -> list[Term] | None:
    return (
        [ox.Literal(tag) for value in values for tag in dict.fromkeys((value, value.lower()))]
        if values
        else None
    )


def _switch(yes: str, no: str, value: bool | None) -> dict[str, Term | None]:
    return {yes: boolean(True) if value else None, no: boolean(True) if value is False else None}


def _numbers(name: str, low: Decimal | None, high: Decimal | None) -> dict[str, Term | None]:
    if low is None and high is None:
        return {f"{name}_min": None, f"{name}_max": None}
    if low is not None and high is not None and low > high:
        raise invalid(f"{name}_min", f"{low} is more than {high}")
    return {
        f"{name}_min": decimal(low if low is not None else Decimal(0)),
        f"{name}_max": decimal(high if high is not None else _MOST),
    }
