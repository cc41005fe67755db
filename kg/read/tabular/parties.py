"""Who is meant by a cell: a state by its code, anybody by name."""

from __future__ import annotations

from kg.facts import Entity, EntityType
from kg.fold import key
from kg.link.index import index
from kg.link.registers import party, state_by_cow, state_by_iso2
from kg.namespaces import ID_PREFIXES, slug
from kg.read.tabular.cells import Found, RowFault, RowReader, shown
from kg.read.tabular.times import whole_number
from kg.read.tabular.values import Party
from kg.reference import load

_CODES = {"iso2": "ISO 3166-1 alpha-2", "iso3": "ISO 3166-1 alpha-3", "cow": "Correlates of War"}
_PARTIES = {"state", "organisation", "group"}


def entity_of(found: Found, reader: RowReader, what: str) -> Entity:
    """The entity that a party of a mapping is for one row.

    Raises:
        RowFault: if it is named by a code that nobody has.

    """
    spec = found.value
    if not isinstance(spec, Party):
        return party(found.text, reader.mapping.register_name)
    if spec.as_ != "name":
        return _by_code(found.text, spec, reader, what)
    kind = spec.type or reader.mapping.types.get(found.text)
    if kind is None or kind in _PARTIES:
        entity = party(found.text, reader.mapping.register_name)
        if kind is None or (entity.iri and entity.type == kind):
            return entity
    return _of_type(found.text, kind, spec, reader)


def _by_code(code: str, spec: Party, reader: RowReader, what: str) -> Entity:
    if spec.as_ == "iso2":
        entity = state_by_iso2(code)
    elif spec.as_ == "cow":
        year = reader.words(spec.year, "year")
        entity = state_by_cow(code, _year(year) if year else None)
    else:
        entity = _by_iso3(code)
    if entity is None:
        raise RowFault(f"{what}: no state has the {_CODES[spec.as_]} code {shown(code)}")
    return entity


def _year(text: str) -> int:
    try:
        return whole_number(text, "year")
    except ValueError as error:
        raise RowFault(str(error)) from error


def _by_iso3(code: str) -> Entity | None:
    known = load().state_by_iso3(code.upper())
    if known is None or known.iso3 is None:
        return None
    return Entity(id=known.iso3, type="state", name=known.label, iso3=known.iso3, iri=known.iri)


def _of_type(name: str, kind: EntityType, spec: Party, reader: RowReader) -> Entity:
    """Somebody of a kind that the mapping knows; found by that name later, or provisional."""
    home = reader.one(spec.state, "state")
    state = entity_of(home, reader, "state") if home else None
    apart = reader.words(spec.told_apart_by, "told_apart_by")
    whole = f"{name} ({apart})" if apart else name
    return Entity(
        id=f"{ID_PREFIXES.get(kind, 'org')}:{slug(whole)}",
        type=kind,
        name=whole,
        state=(state.iso3 or state.id) if state else None,
        aliases=(name,) if apart else (),
    )


def weapon_of(name: str, notation: str | None) -> Entity:
    """A weapon system by its designation."""
    return Entity(id=f"wpn:{slug(name)}", type="weapon_system", name=name, **{"class": notation or None})


def goods_of(words: str | None, notation: str) -> Entity:
    """Goods by their words: a weapon system if one of that very name is known, else something of a category."""
    if words is not None:
        system = weapon_of(words, notation)
        if iri := index().find(system, None):
            return system.model_copy(update={"iri": iri})
    else:
        known = load().category(notation)
        words = known.label if known else notation
    return Entity(id=f"cls:{slug(words)}", type="weapon_class", name=words, **{"class": notation})


def is_same(one: Entity, other: Entity) -> bool:
    """Whether two entities of one record are one."""
    return (one.type, one.iri, key(one.name)) == (other.type, other.iri, key(other.name))
