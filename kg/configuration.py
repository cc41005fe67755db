"""Where settings come from: what is given on the line, the environment, the file ``armsgraph.toml``, the defaults.

Each goes before those behind it. The file is ``--config FILE``, else ``ARMSGRAPH_CONFIG``, else ``armsgraph.toml`` in the
working directory if there is one; its keys are the names of the settings, in no table but those that a setting is.
"""

from __future__ import annotations

import os
import re
import tomllib
from contextvars import ContextVar
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, TomlConfigSettingsSource
from pydantic_settings.exceptions import SettingsError

from kg.errors import InputError
from kg.settings import Settings

NAME = "armsgraph.toml"
VARIABLE = "ARMSGRAPH_CONFIG"
_PREFIX = "ARMSGRAPH_"
_FIELD = re.compile(r'field "(\w+)"')
_file: ContextVar[Path | None] = ContextVar("_file", default=None)


class _Configured(Settings):
    """The settings with the file as one more source."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - of the base
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = _file.get()
        own = () if file is None else (TomlConfigSettingsSource(settings_cls, toml_file=file),)
        return (init_settings, env_settings, *own)


def load(config: str | Path | None = None, **given: Any) -> Settings:
    """The settings of a command.

    Args:
        config: the file; found as said above if left out.
        given: what stands on the command line. None is as if it were not given.

    Raises:
        InputError: if the file can't be read, has a key that is no setting, or a value is not what it should be. It
            names the file, or the variable, and the setting, and repeats no value, which may be secret.

    """
    given = {name: value for name, value in given.items() if value is not None}
    file = _found(config)
    keys: set[str] = set()
    if file is not None:
        keys = _keys(file)
    token = _file.set(file)
    try:
        # Made anew without its sources: what is handed on is of the plain class, and can be sent to other processes.
        return Settings.model_construct(**dict(_Configured(**given)))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        name = str(fault["loc"][0])
        within = "".join(f".{step}" for step in fault["loc"][1:])
        reason = fault["msg"].removeprefix("Value error, ")
        place, advice = _source(name, given, file if name in keys else None)
        raise InputError(f"the setting {name}{within}: {reason}", place=place, advice=advice) from None
    except SettingsError as error:
        named = _FIELD.search(str(error))
        variable = f"{_PREFIX}{named[1].upper()}" if named else "the variables of the environment"
        raise InputError("a setting is not JSON, as it must be", advice=f"Check {variable}") from None
    finally:
        _file.reset(token)


def _found(config: str | Path | None) -> Path | None:
    named = config if config is not None else os.environ.get(VARIABLE) or None
    if named is not None:
        return Path(named)
    return Path(NAME) if Path(NAME).is_file() else None


def _keys(file: Path) -> set[str]:
    """What the file sets."""
    try:
        members = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"the configuration cannot be read: {reason}", place=str(file)) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"this is not TOML: {error}", place=str(file)) from None
    for key in members:
        if key not in Settings.model_fields:
            near = get_close_matches(key, Settings.model_fields, 1)
            raise InputError(
                f"there is no setting {key!r}",
                place=str(file),
                advice=f"Is it {near[0]}?" if near else "docs/settings.md lists all",
            )
    return set(members)


def _source(name: str, given: dict[str, Any], file: Path | None) -> tuple[str | None, str]:
    """Where a wrong value stands: the file, if it does there, and what to do."""
    variable = f"{_PREFIX}{name.upper()}"
    if name in given:
        return None, f"Check what was given for it, or {variable}"
    if variable in {key.upper() for key in os.environ} or file is None:
        return None, f"Check {variable}"
    return str(file), "docs/settings.md says what it may be"
