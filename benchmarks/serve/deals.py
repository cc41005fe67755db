"""Made-up deals and what registers and the press say of them, as facts: the input of the dataset to serve.

The parties, weapons and speakers are those of the reference knowledge; who sold what to whom is invented. The same
arguments give the same facts on every machine.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate
from pathlib import Path
from string import Formatter

import yaml

from kg.facts import (
    Attribution,
    Delivery,
    Document,
    Entity,
    Epistemic,
    Event,
    Facts,
    Item,
    Kind,
    Money,
    Participant,
    Quantity,
    Quote,
    Release,
    Stage,
    Transfer,
    Volume,
    When,
    content_hash,
)  # fmt: skip
from kg.reference import ReferenceEntity, load

_FIRST_YEAR, _LAST_YEAR = 1990, 2024
_SUCCESSORS = {"SUN": "RUS", "CSK": "CZE", "YUG": "SRB", "DDR": "DEU"}
_RELEASE = Release.model_validate(
    {
        "register": "made-up",
        "name": "made-up-2025",
        "published": "2025-03-10",
    }
)
_COUNTS = (1, 2, 4, 6, 12, 24, 36, 60, 100, 200, 500)
_KINDS: tuple[Kind, ...] = ("sale", "sale", "sale", "aid", "licence", "lease", "secondhand", "unknown")
_STATUS: tuple[Epistemic, ...] = (
    "asserted", "asserted", "asserted", "confirmed", "claimed", "observed", "rumoured", "denied",
)  # fmt: skip
_SIPRI = {"aircraft": "Aircraft", "missile": "Missiles", "armour": "Armoured vehicles", "ship": "Ships",
          "artillery": "Artillery", "sensor": "Sensors", "air_defence": "Air defence systems"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deal:
    """What happened in the invented world: registers and the press report it more or less exactly."""

    number: int
    supplier: ReferenceEntity
    recipient: ReferenceEntity
    weapon: ReferenceEntity
    count: int
    ordered: date
    years: tuple[int, ...]
    kind: Kind


@cache
def wordings() -> Mapping[str, Mapping[str, str]]:
    """How made-up reports tell of a deal, by language."""
    read: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("wordings.yaml").read_text(encoding="utf-8")
    )
    return read


@cache
def _weapons() -> Mapping[str, Sequence[ReferenceEntity]]:
    """By the code of the state that they come from today."""
    found: dict[str, list[ReferenceEntity]] = defaultdict(list)
    for weapon in load().of_kind("weapon_system"):
        if weapon.category and weapon.origin:
            code = weapon.origin.rsplit("/", 1)[-1]
            found[_SUCCESSORS.get(code, code)].append(weapon)
    return {code: sorted(weapons, key=lambda one: one.iri) for code, weapons in sorted(found.items())}


@cache
def _parties() -> tuple[
    Sequence[ReferenceEntity], Sequence[float], Sequence[ReferenceEntity], Sequence[float]
]:
    """Suppliers and recipients with summed weights: few sell much, and most sell little."""
    states = sorted(
        (state for state in load().of_kind("state") if not state.existed_until), key=lambda one: one.iri
    )
    suppliers = sorted(
        (s for s in states if _weapons().get(s.iso3 or "")), key=lambda s: -len(_weapons()[s.iso3 or ""])
    )
    shuffled = random.Random("recipients").sample(states, len(states))  # noqa: S311 - nothing is to be kept secret
    weights = [1 / (rank + 2) for rank in range(len(states))]
    return (
        suppliers,
        list(accumulate(weights[: len(suppliers)])),
        shuffled,
        list(accumulate(1 / (rank + 20) for rank in range(len(shuffled)))),
    )


@cache
def _speakers() -> Mapping[str, Sequence[ReferenceEntity]]:
    found: dict[str, list[ReferenceEntity]] = defaultdict(list)
    for person in load().of_kind("person"):
        if person.state:
            found[person.state].append(person)
    return {state: sorted(persons, key=lambda one: one.iri) for state, persons in found.items()}


def deal(number: int) -> Deal:
    """The deal of that number, the same each time."""
    chance = random.Random(f"deal {number}")  # noqa: S311
    suppliers, sellers, recipients, buyers = _parties()
    supplier = chance.choices(suppliers, cum_weights=sellers)[0]
    recipient = supplier
    while recipient is supplier:
        recipient = chance.choices(recipients, cum_weights=buyers)[0]
    ordered = date(_FIRST_YEAR, 1, 1) + timedelta(days=chance.randrange(365 * (_LAST_YEAR - _FIRST_YEAR - 3)))
    first = ordered.year + chance.randint(1, 2)
    years = tuple(range(first, min(_LAST_YEAR, first + chance.choice((0, 0, 1, 2, 4))) + 1))
    return Deal(
        number,
        supplier,
        recipient,
        chance.choice(_weapons()[supplier.iso3 or ""]),
        chance.choice(_COUNTS),
        ordered,
        years,
        chance.choice(_KINDS),
    )


def reports(of: Deal) -> Iterator[Facts]:
    """What is said of a deal: an entry of a register of most, none to three documents, in languages by chance."""
    chance = random.Random(f"reports {of.number}")  # noqa: S311
    in_register = chance.random() < 0.85
    if in_register:
        yield _entry(of, chance)
    for number in range(chance.choice((0, 0, 0, 1, 2) if in_register else (1, 2))):
        yield _document(of, number, chance)


def _entry(of: Deal, chance: random.Random) -> Facts:
    """One row of the made-up register, with what was delivered in each year and its volume."""
    tiv = Decimal(chance.randint(1, 900)) / 20
    shares = _shared_out(of.count, len(of.years))
    names = {role: party.label for role, party in (("Supplier", of.supplier), ("Recipient", of.recipient))}
    text = " | ".join(
        f"{key}: {value}"
        for key, value in {
            **names,
            "Designation": of.weapon.label,
            "Number ordered": of.count,
            "Year of order": of.ordered.year,
            "Years of delivery": "; ".join(map(str, of.years)),
        }.items()
    )
    item = Item(
        id="t1.1",
        weapon=_weapon_id(of.weapon),
        weapon_class=of.weapon.category or "arms",
        quantity=Quantity(min=Decimal(of.count), max=Decimal(of.count), estimate=chance.random() < 0.2),
        delivered=Quantity(min=Decimal(sum(shares)), max=Decimal(sum(shares))),
        deliveries=tuple(
            Delivery(
                year=year,
                count=Decimal(share),
                tiv=tiv * share,
                year_estimate=chance.random() < 0.1,
                count_estimate=False,
            )
            for year, share in zip(of.years, shares, strict=True)
        ),
        volume=Volume(new_unit=tiv, unit=tiv, ordered=tiv * of.count, delivered=tiv * sum(shares)),
        description=(of.weapon.category or "arms").rsplit(".", 1)[-1].replace("_", " "),
        sipri_category=_SIPRI.get((of.weapon.category or "").partition(".")[0]),
    )
    transfer = Transfer(
        id="t1",
        supplier=of.supplier.iso3,
        recipient=of.recipient.iso3,
        items=(item,),
        stage="delivered" if sum(shares) == of.count else "delivering",
        epistemic="asserted",
        evidence=(Quote(start=0, end=len(text), text=text),),
        kind=of.kind,
        condition=chance.choice(("new", "new", "second-hand", None)),
        ordered=_years(of.ordered.year, of.ordered.year, estimate=chance.random() < 0.15),
        delivered=_years(of.years[0], of.years[-1]),
        confidence=Decimal("0.95"),
        confidence_class="high",
    )
    document = Document(
        id=f"made-up-{of.number}",
        lang="en",
        text=text,
        sha256=content_hash(text),
        publisher="Made-up register",
        title=f"{of.supplier.label} to {of.recipient.label}: {of.weapon.label}",
        genre="register entry",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        redistribution="full",
        release=_RELEASE,
        register_id=str(of.number),
    )
    return Facts(document=document, entities=_entities(of), transfers=(transfer,), extractor="benchmark 1")


def _document(of: Deal, number: int, chance: random.Random) -> Facts:
    """One report of the press, with the words that carry each value."""
    language = chance.choice(sorted(wordings()))
    stage: Stage = chance.choice(("delivered", "ordered"))
    told = of.count if chance.random() < 0.7 else max(1, of.count + chance.choice((-2, 2, 10)))
    on = of.ordered if stage == "ordered" else date(of.years[0], 1, 1) + timedelta(days=chance.randrange(360))
    speakers = _speakers().get(of.supplier.iri, ()) or _speakers().get(of.recipient.iri, ())
    speaker = chance.choice(speakers) if speakers else None
    values = {
        "supplier": _called(of.supplier, language),
        "recipient": _called(of.recipient, language),
        "weapon": _called(of.weapon, language),
        "number": str(told),
        "day": on.isoformat(),
        "speaker": _called(speaker, language) if speaker else "—",
    }
    sentence, spans = _filled(wordings()[language][stage], values)
    text = f"{sentence} {wordings()[language]['after']}"
    exact = Decimal(told)
    quantity = Quantity(
        text=spans["number"],
        min=exact,
        max=exact if chance.random() < 0.9 else None,
        approximate=chance.random() < 0.2,
    )
    when = When(edtf=on.isoformat(), start=(on, on), end=(on, on), quote=spans["day"])
    transfer = Transfer(
        id="t1",
        supplier=of.supplier.iso3 if chance.random() < 0.97 else None,
        recipient=of.recipient.iso3,
        items=(
            Item(
                id="t1.1",
                weapon=_weapon_id(of.weapon),
                weapon_class=of.weapon.category or "arms",
                quantity=quantity,
            ),
        ),
        stage=stage,
        epistemic=chance.choice(_STATUS),
        evidence=(Quote(start=0, end=len(sentence), text=sentence),),
        mode=chance.choice((None, None, "sea", "air", "rail")),
        kind=of.kind if chance.random() < 0.8 else "unknown",
        when=when,
        ordered=when if stage == "ordered" else None,
        delivered=when if stage == "delivered" else None,
        value=Money(amount=Decimal(chance.randint(1, 900) * 1_000_000), currency="USD")
        if chance.random() < 0.3
        else None,
        attributions=(_attribution(speaker, spans["speaker"], chance),),
        roles={"supplier": "explicit", "recipient": "explicit"},
        confidence=Decimal(chance.randint(40, 99)) / 100,
        confidence_class=chance.choice(("high", "medium", "low")),
    )
    issued = on + timedelta(days=chance.randint(0, 20))
    document = Document(
        id=f"report-{of.number}-{number}",
        lang=language,
        text=text,
        sha256=content_hash(text),
        date=issued.isoformat(),
        url=f"https://news.example/{language}/{of.number}-{number}",
        publisher=f"Made-up Gazette {chance.randint(1, 40)}",
        title=sentence[:80],
        genre="news",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        redistribution="full",
    )
    return Facts(
        document=document,
        entities=_entities(of, *([speaker] if speaker else [])),
        transfers=(transfer,),
        events=(_visit(speaker, of, when, sentence),) if speaker and chance.random() < 0.1 else (),
        extractor="benchmark 1",
    )


def _attribution(speaker: ReferenceEntity | None, words: Quote, chance: random.Random) -> Attribution:
    if speaker is None:
        return Attribution(source="unnamed", kind="leak")
    return Attribution(
        source=_person_id(speaker),
        kind=chance.choice(("statement", "official-statement")),
        stance="affirm",
        quote=words,
    )


def _visit(speaker: ReferenceEntity, of: Deal, when: When, sentence: str) -> Event:
    return Event(
        id="e1",
        type="visit",
        participants=(
            Participant(role="visitor", entity=_person_id(speaker)),
            Participant(role="host", entity=of.recipient.iso3),
        ),
        evidence=(Quote(start=0, end=len(sentence), text=sentence),),
        when=when,
    )


def _filled(wording: str, values: Mapping[str, str]) -> tuple[str, dict[str, Quote]]:
    """A wording with its gaps filled, and where each value stands."""
    text, spans = "", {}
    for literal, name, _, _ in Formatter().parse(wording):
        text += literal
        if name:
            spans[name] = Quote(start=len(text), end=len(text) + len(values[name]), text=values[name])
            text += values[name]
    return text, spans


def _called(thing: ReferenceEntity, language: str) -> str:
    names = [name.text for name in thing.names if name.language == language and name.use == "name"]
    return thing.labels.get(language) or (names[0] if names else thing.label)


def _years(first: int, last: int, *, estimate: bool | None = None) -> When:
    begun, ended = (date(first, 1, 1), date(first, 12, 31)), (date(last, 1, 1), date(last, 12, 31))
    edtf = str(first) if first == last else f"{first}/{last}"
    return When(edtf=edtf, start=begun, end=ended, estimate=estimate)


def _shared_out(count: int, years: int) -> list[int]:
    """A number of pieces over so many years, as evenly as can be."""
    return [count * (year + 1) // years - count * year // years for year in range(years)]


def _entities(of: Deal, *persons: ReferenceEntity) -> tuple[Entity, ...]:
    states = (
        Entity(id=state.iso3 or "", type="state", name=state.label, iso3=state.iso3, iri=state.iri)
        for state in (of.supplier, of.recipient)
    )
    weapon = Entity(
        id=_weapon_id(of.weapon),
        type="weapon_system",
        name=of.weapon.label,
        weapon_class=of.weapon.category,
        iri=of.weapon.iri,
    )
    return (
        *states,
        weapon,
        *(Entity(id=_person_id(one), type="person", name=one.label, iri=one.iri) for one in persons),
    )


def _weapon_id(weapon: ReferenceEntity) -> str:
    return f"wpn:{weapon.iri.rsplit('/', 1)[-1]}"


def _person_id(person: ReferenceEntity) -> str:
    return f"per:{person.iri.rsplit('/', 1)[-1]}"
