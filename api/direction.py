"""In which direction a text is to be set."""

from __future__ import annotations

import unicodedata
from typing import Literal

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})


def of_language(language: str) -> Literal["ltr", "rtl"]:
    """That of a language, named by its tag (BCP 47)."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def direction(text: str, language: str | None) -> Literal["ltr", "rtl"]:
    """That of its language; without one, that of its first letter with a direction (UAX #9, rules P2 and P3)."""
    if language:
        return of_language(language)
    strong = next(
        (kind for char in text if (kind := unicodedata.bidirectional(char)) in ("L", "R", "AL")), "L"
    )
    return "ltr" if strong == "L" else "rtl"
