"""Which release of its register a table is: as its mapping says, as its cells say, or as the user says."""

from __future__ import annotations

import re

from pydantic import ValidationError

from kg.facts import Release
from kg.namespaces import slug
from kg.read.tabular.cells import RowFault, RowReader, shown
from kg.read.tabular.mapping import Mapping
from kg.read.tabular.times import read_date

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}")


def release_of(reader: RowReader, option: str | None) -> Release:
    """The release of the record that a row is in. ``option`` is the name that the user gave for this register.

    Raises:
        RowFault: if nobody says which, or it cannot be called so.

    """
    mapping = reader.mapping
    stated = reader.words(mapping.release.name, "release")
    name = option or (stated if stated is None or _NAME.fullmatch(stated) else slug(stated))
    if not name:
        raise RowFault("it is not said of which release it is; give --release, or 'release' in the mapping")
    # The day in the mapping is that of the release in the mapping, not of another that the user names.
    published = None if option and option != stated else reader.words(mapping.release.published, "published")
    try:
        day = read_date(published, "year-month-day") if published else None
        if day is not None and day.day is None:
            raise RowFault(f"a release comes out on a day, and {shown(published or '')} is none")
        return Release.model_validate(
            {
                "register": mapping.register_name,
                "name": name,
                "published": day.edtf if day else None,
                "covers": mapping.release.covers and mapping.release.covers.model_dump(),
            }
        )
    except ValidationError as error:
        raise RowFault(
            f"a release cannot be called {shown(name)}: small letters, digits, points and hyphens are allowed"
        ) from error
    except ValueError as error:
        raise RowFault(f"release: {error}") from error


def option_for(mapping: Mapping, option: str | None, registers: frozenset[str]) -> str | None:
    """The release that the user named, if it is one of this register.

    ``sipri-2025`` is said of the register ``sipri`` and leaves the other tables of the same build alone.
    """
    if option is None:
        return None
    owners = [name for name in registers if option == name or option.startswith(f"{name}-")]
    return option if not owners or mapping.register_name in owners else None
