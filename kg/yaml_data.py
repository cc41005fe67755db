"""Reading the YAML files that this package brings along."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

# The parser in C does the same ten times as fast; it is not there on every platform.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_data(file: Traversable | Path) -> Any:
    """What a YAML file says, in plain types.

    Raises:
        yaml.YAMLError: if it is none.

    """
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - both loaders are safe
