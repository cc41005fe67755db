"""Which deals are asked for, by their parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.differences.values import Name, Slim
from kg.fold import key as folded
from kg.link.registers import party
from kg.reference import load

Role = Literal["supplier", "recipient"]
_PARTIES = ("state", "organisation", "group")


@dataclass(frozen=True)
class Wanted:
    """What a party may be called: IRIs and folded names; None: any party."""

    supplier: frozenset[str] | None
    recipient: frozenset[str] | None

    def fits(self, deal: Slim) -> bool:
        """Whether a deal has these parties."""
        return self.has("supplier", deal) and self.has("recipient", deal)

    def has(self, role: Role, deal: Slim) -> bool:
        """Whether a deal has the one party."""
        if role == "supplier":
            return _fits(deal.supplier, self.supplier)
        return _fits(deal.recipient, self.recipient)


def wanted(supplier: str | None, recipient: str | None) -> Wanted:
    """The deals with these parties, each by a name in any language, a register's spelling, a code or an IRI."""
    return Wanted(_meant(supplier), _meant(recipient))


def _fits(name: Name | None, meant: frozenset[str] | None) -> bool:
    if meant is None:
        return True
    return name is not None and not meant.isdisjoint({name.identity, folded(name.label), folded(name.words)})


def _meant(name: str | None) -> frozenset[str] | None:
    if name is None:
        return None
    wanted_name = folded(name.rstrip("* "))
    found = {name, wanted_name, folded(name)}
    found.update(
        entity.iri
        for entity in load()
        if entity.kind in _PARTIES
        and (
            name.upper() in {entity.iso3, entity.iso2}
            or any(one.use in {"name", "short"} and folded(one.text) == wanted_name for one in entity.names)
        )
    )
    if iri := party(name).iri:
        found.add(iri)
    return frozenset(found)
