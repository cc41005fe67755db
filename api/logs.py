"""Logs on standard error: an object per line (JSON Lines), or lines for people.

Members of every object: ``time`` (RFC 3339, UTC), ``level``, ``logger``, ``message``; of one that tells of a request also
what ``api.access_log`` puts in; of a mistake the ``traceback``.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

FIELDS = "fields"
"""The attribute of a record that holds further members."""
_NAMES = ("armsgraph", "uvicorn")


class Json(logging.Formatter):
    """One object in one line, with no line break within, whatever was logged."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        members: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        members.update(getattr(record, FIELDS, None) or {})
        if record.exc_info:
            members["traceback"] = self.formatException(record.exc_info)
        return json.dumps(members, ensure_ascii=True, separators=(",", ":"), default=str)


class Text(logging.Formatter):
    """One line for people; further members as ``name=value``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        members = getattr(record, FIELDS, None) or {}
        shown = "".join(f" {name.replace(' ', '_')}={_shown(value)}" for name, value in members.items())
        said = record.getMessage().encode("unicode_escape").decode("ascii")
        line = f"{time} {record.levelname.lower():7} {record.name}: {said}{shown}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _shown(value: object) -> str:
    text = str(value)
    return json.dumps(text) if not text.isprintable() or " " in text or not text else text


def configure(form: str, level: str, stream: TextIO | None = None) -> None:
    """Send what the service and its server log to a stream (standard error), as ``json`` or ``text``, from a level on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Json() if form == "json" else Text())
    for name in _NAMES:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level.upper())
        logger.propagate = False
    # Its lines name the client and the whole address; ours stands in its place.
    access = logging.getLogger("uvicorn.access")
    access.handlers, access.propagate, access.disabled = [], False, True
    # It tells of each connection and of what strangers send that is not HTTP: anyone could fill a disk with that.
    logging.getLogger("uvicorn.error").addFilter(_not_of_strangers)


def stream() -> TextIO | None:
    """Where the log goes; None before it was configured."""
    handlers = logging.getLogger("armsgraph").handlers
    return handlers[0].stream if handlers and isinstance(handlers[0], logging.StreamHandler) else None


def is_json() -> bool:
    """Whether its lines are objects."""
    handlers = logging.getLogger("armsgraph").handlers
    return bool(handlers) and isinstance(handlers[0].formatter, Json)


_OF_STRANGERS = (
    "Invalid HTTP request",
    "Unsupported upgrade",
    "No supported WebSocket",
    "Exceeded concurrency",
)


def _not_of_strangers(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_OF_STRANGERS)
