"""From the answers of a language model to facts: what the text bears out comes in, the rest is counted and left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from kg.extract.assemble import CONFIDENCE, mentions
from kg.extract.book import Book, Entities
from kg.extract.goods import compatible
from kg.extract.languages import is_complete
from kg.extract.llm.answers import Answer, Count, Dated, Source, Told
from kg.extract.llm.chunks import Chunk
from kg.extract.llm.dates import when
from kg.extract.llm.grounding import Named, Names
from kg.extract.llm.words import Place, Words, nearest
from kg.extract.numbers import tidy
from kg.extract.parties import with_rulers
from kg.extract.scene import Scene, look, reference_date
from kg.extract.spans import Amount, FoundMention, TimeExpression, starting
from kg.extract.surface import morphology
from kg.facts import (
    NARRATOR,
    Attribution,
    Document,
    Entity,
    Facts,
    Item,
    Mention,
    Quantity,
    Quote,
    Transfer,
    When,
    content_hash,
)
from kg.namespaces import ID_PREFIXES, slug

_REACH = 200
"""No words that count something are longer."""

_LONGEST_NAME = 1_000


class NotInText(ValueError):  # noqa: N818 - named for what is wrong
    """A transfer that the text does not bear out. ``str(error)`` is the reason, as it is counted."""


class Teller:
    """Turns what a model says of one document into facts."""

    def __init__(self, document: Document) -> None:
        self.text = document.text or ""
        self.document = document.model_copy(
            update={"sha256": content_hash(self.text), "length": len(self.text)}
        )
        self.left_out: Counter[str] = Counter()
        self._published = reference_date(document)
        complete = is_complete(document.lang)
        self._words = Words(self.text, morphology(document.lang) if complete else None)
        self._scene: Scene | None = look(self.document) if complete else None
        self._cast = Entities()
        self._mentions: tuple[Mention, ...] = ()
        self._times: Sequence[TimeExpression] = ()
        self._amounts: Sequence[Amount] = ()
        if self._scene is not None:
            book = Book(self._scene)
            self._mentions = mentions(self._scene, book)
            self._cast = book
            self._times = self._scene.times
            self._amounts = self._scene.amounts
        self._names = Names(self._words, document.lang, _phrases(self._scene) if self._scene else ())

    def facts(self, answers: Iterable[tuple[Chunk, Answer]], made_by: str) -> Facts:
        """The facts of a document. What was left out of them is counted in ``left_out``."""
        told: dict[str, Transfer] = {}
        for chunk, answer in answers:
            for one in answer.transfers:
                try:
                    transfer = self._transfer(one, chunk, f"t{len(told) + 1}")
                except NotInText as error:
                    self.left_out[str(error)] += 1
                    continue
                told.setdefault(_said(transfer), transfer)
        return Facts(
            document=self.document,
            regions=self._scene.regions if self._scene else (),
            entities=self._cast.entities,
            mentions=self._mentions,
            transfers=tuple(told.values()),
            extractor=made_by,
        )

    def _transfer(self, told: Told, chunk: Chunk, name: str) -> Transfer:
        place = self._quoted(told, chunk)
        supplier, recipient = self._party(told.supplier, "supplier"), self._party(told.recipient, "recipient")
        if supplier is None and recipient is None:
            raise NotInText("neither a supplier nor a recipient is named")
        if supplier and recipient and (supplier.kind, supplier.iri, supplier.name) == (
            recipient.kind, recipient.iri, recipient.name,
        ):  # fmt: skip
            raise NotInText("the supplier is the recipient")
        goods = self._names.goods(told.weapon, told.weapon_class)
        if goods is None:
            raise NotInText("the goods do not stand in the text")
        named = [one for one in (supplier, recipient, goods) if one is not None]
        if not any(_meets(place, one) for one in named):
            raise NotInText("the quote names neither the goods nor a party")
        sides = {"supplier": supplier, "recipient": recipient}
        plain = all(side is not None and side.how == "explicit" for side in sides.values())
        confidence = "medium" if plain else "low"
        return Transfer(
            id=name,
            supplier=self._entered(supplier) if supplier else None,
            recipient=self._entered(recipient) if recipient else None,
            supplier_orgs=self._bodies(supplier),
            recipient_orgs=self._bodies(recipient),
            items=(
                Item(
                    id=f"{name}.1",
                    weapon=self._entered(goods),
                    quantity=self._quantity(told.quantity, place),
                    **{"class": _category(goods, told.weapon_class)},
                ),
            ),
            stage=told.stage,
            epistemic=told.epistemic,
            kind=told.kind,
            when=self._when(told.date, place),
            ordered=self._when(told.ordered, place),
            delivered=self._when(told.delivered, place),
            attributions=(self._attribution(told.source),),
            roles={role: side.how for role, side in sides.items() if side is not None},
            evidence=(self._quote(place),),
            confidence=CONFIDENCE[confidence],
            confidence_class=confidence,
        )

    def _quoted(self, told: Told, chunk: Chunk) -> Place:
        """Where the quote stands in the piece that was shown: of several places, in the sentence that is named."""
        places = self._words.quotes(told.quote, chunk)
        if not places:
            raise NotInText("the quote does not stand in the text")
        sentence = chunk.sentence(told.sentence)
        near = sentence.start if sentence else chunk.start
        return min(
            places, key=lambda place: (not (sentence and place.start in sentence), abs(place.start - near))
        )

    def _party(self, name: str | None, role: str) -> Named | None:
        if name is None:
            return None
        found = self._names.party(name)
        if found is None:
            raise NotInText(f"the {role} does not stand in the text")
        return found

    def _entered(self, named: Named) -> str:
        """The id of who or what was named, entered as a provisional entity if nobody knows it."""
        if named.iri is not None:
            return self._cast.use(named.kind, named.iri)
        return self._cast.enter(
            Entity(
                id=f"{ID_PREFIXES[named.kind]}:{slug(named.name)}",
                type=named.kind,
                name=named.name,
                aliases=(named.name,),
                **{"class": named.category},
            )
        )

    def _bodies(self, side: Named | None) -> tuple[str, ...]:
        return (self._cast.use("organisation", side.body),) if side and side.body else ()

    def _quote(self, place: Place) -> Quote:
        return Quote(start=place.start, end=place.end, text=self.text[place.start : place.end])

    def _near(self, words: str, place: Place) -> Place | None:
        """Where words stand in the text nearest to the quote."""
        return nearest(self._words.names(words), place.start)

    def _quantity(self, told: Count | None, place: Place) -> Quantity | None:
        """The number, if its words stand in the text. What the finder of amounts reads in them counts first."""
        if told is None:
            return None
        there = self._near(told.words, place)
        if there is None:
            self.left_out["numbers that do not stand in the text"] += 1
            return None
        near = starting(self._amounts, there.start - _REACH, there.end)
        amount = next((a for a in near if there.meets(a) and not a.ordinal), None)
        if amount is not None:
            return Quantity(
                text=Quote(start=amount.start, end=amount.end, text=self.text[amount.start : amount.end]),
                min=amount.min,
                max=amount.max,
                approximate=amount.approximate,
            )
        low, high = _decimal(told.min), _decimal(told.max)
        if low is not None and high is not None and low > high:
            low, high = high, low
        return Quantity(text=self._quote(there), min=low, max=high, approximate=told.approximate)

    def _when(self, told: Dated | None, place: Place) -> When | None:
        if told is None:
            return None
        there = self._near(told.words, place)
        found = when(told, there, self.text, self._times, self._published) if there else None
        if found is None:
            self.left_out["dates that the text does not bear out"] += 1
        return found

    def _attribution(self, told: Source | None) -> Attribution:
        if told is None:
            return NARRATOR
        named = self._names.source(told.name) if told.name else None
        if told.name and named is None:
            self.left_out["sources that do not stand in the text"] += 1
        source = self._entered(named) if named else "unnamed"
        quote = self._quote(named.places[0]) if named else None
        return Attribution(source=source, kind=told.kind, stance=told.stance, quote=quote)


def _meets(place: Place, named: Named) -> bool:
    """Whether a quote holds a name, or a part of one."""
    near = starting(named.places, place.start - _LONGEST_NAME, place.end)
    return any(place.meets(there) for there in near)


def _phrases(scene: Scene) -> list[FoundMention]:
    """The mentions of a document, and what they are a part of where that names the same: "the Egyptian government"."""
    wider = [with_rulers(scene, mention) for mention in scene.mentions]
    return list(dict.fromkeys([*scene.mentions, *wider]))


def _category(goods: Named, said: str) -> str:
    """The class of goods: what the knowledge says, or a narrower one within it that the model gives to a noun."""
    known = goods.category or "arms"
    if goods.kind == "weapon_class" and compatible(known, said) and len(said) > len(known):
        return said
    return said if known == "arms" else known


def _said(transfer: Transfer) -> str:
    """All that a transfer says, without its ids: a model may give one twice."""
    return transfer.model_dump_json(exclude={"id": True, "items": {0: {"id"}}})


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else tidy(Decimal(str(value)))
