"""Values of spreadsheets and typed files as the text that a person would have written."""

from __future__ import annotations

import json
import math
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from kg.errors import UnreadableFile


def as_text(value: object) -> str:
    """One value as text: nothing for nothing, a whole number without a point, a day as ``YYYY-MM-DD``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=as_text)
    return str(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def missing_library(what: str, path: Path) -> UnreadableFile:
    """The error for a format whose library is an extra that is not installed."""
    return UnreadableFile(
        f"{what} are read with an extra of this program that is not installed",
        place=str(path),
        advice="pip install 'armsgraph[tables]'",
    )
