"""The weapon of a deal as an entity: one name, whatever the shape of the register that it stands in."""

from __future__ import annotations

from functools import lru_cache

from kg.facts import Entity
from kg.namespaces import slug
from kg.read.sipri.descriptions import category_of
from kg.read.sipri.names import Aliases, is_generic, plain
from kg.read.sipri.rows import DealRow, YearRow


def weapon_of(
    row: DealRow | None, first: YearRow | None, more_names: tuple[str, ...], aliases: Aliases
) -> Entity:
    """The weapon of a deal that stands in one shape of the register or in both.

    It is called what the 17 columns call it; a deal of the 16 alone takes that name over from the others. The other
    designation, and what the comment says that it is called, are further names.
    """
    names = [plain(one.designation) for one in (first, row) if one]
    if first is None and row is not None and (known := aliases.name_of(row.designation, row.description)):
        names.insert(0, known)
    descriptions = [one.description for one in (first, row) if one]
    generic = any(
        is_generic(name, description) for name in names for description in descriptions if description
    )
    category = first.category if first else None
    further = tuple(dict.fromkeys([*names[1:], *more_names]))
    return _entity(names[0], further, descriptions[0], category, generic=generic)


@lru_cache(maxsize=16_384)
def _entity(
    name: str, further: tuple[str, ...], description: str, sipri_category: str | None, *, generic: bool
) -> Entity:
    kind = category_of(description, sipri_category)
    if generic:
        # No model is named, so the kind of weapon is all there is; ``ship engine 2501-4000`` is another name of it.
        further = (name, *further)
        name = description or name
    return Entity(
        id=f"{'cls' if generic else 'wpn'}:{slug(name)}",
        type="weapon_class" if generic else "weapon_system",
        name=name,
        weapon_class=kind,
        aliases=tuple(one for one in further if one != name),
    )
