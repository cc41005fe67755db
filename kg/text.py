"""Text from outside in messages for people: harmless on a terminal, and readable when directions mix."""

from __future__ import annotations

import re

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

_RIGHT_TO_LEFT = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RUN = re.compile(rf"[{_RIGHT_TO_LEFT}](?:[^A-Za-z\u00c0-\u024f\n]*[{_RIGHT_TO_LEFT}])?")
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def isolate(text: str) -> str:
    """A message with each stretch of right-to-left text set apart, so that it does not turn its surroundings round.

    Control characters, which a terminal would obey, are replaced.
    """
    safe = _UNSAFE.sub("\ufffd", text)
    return _RUN.sub(lambda run: f"{FIRST_STRONG_ISOLATE}{run.group()}{POP_ISOLATE}", safe)


def isolate_whole(value: str) -> str:
    """A value that stands on its own, such as a title or a quote: set apart as one if anything in it runs leftwards."""
    safe = _UNSAFE.sub("\ufffd", value)
    return f"{FIRST_STRONG_ISOLATE}{safe}{POP_ISOLATE}" if _RUN.search(safe) else safe
