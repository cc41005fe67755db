"""Options that several commands share, and the settings that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kg.settings import Settings

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-s",
        metavar="DIR|URL",
        help="Folder of the embedded store, or URL of a SPARQL 1.1 server. Default: ARMSGRAPH_STORE, else ./armsgraph.store",
    ),
]


def settings_of(**given: Any) -> Settings:
    """The settings: what was given on the line, else the environment, else the default.

    Raises:
        InputError: if one of them is not what it should be.

    """
    from pydantic import ValidationError

    from kg.errors import InputError
    from kg.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        fault = error.errors()[0]
        name = "_".join(str(step) for step in fault["loc"])
        raise InputError(
            f"the setting {name}: {fault['msg']}", advice=f"Check ARMSGRAPH_{name.upper()}"
        ) from error
