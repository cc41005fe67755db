"""Which language a text is in, where nobody says."""

from __future__ import annotations

from functools import cache
from typing import Any

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "he", "ko", "ru", "tr", "uk", "zh")
"""The languages that are told apart (ISO 639-1)."""

_OTHER_CODES = {"iw": "he", "ara": "ar", "deu": "de", "ger": "de", "eng": "en", "spa": "es", "fas": "fa", "per": "fa",
                "fra": "fr", "fre": "fr", "heb": "he", "kor": "ko", "rus": "ru", "tur": "tr", "ukr": "uk", "zho": "zh",
                "chi": "zh", "cmn": "zh"}  # fmt: skip
"""Further codes of the same languages, as metadata have them."""

_ENOUGH = 20_000
"""So many characters tell the language as well as the whole text."""


def language_of(text: str) -> str:
    """The most likely of ``LANGUAGES`` for a text."""
    language: str = _identifier().classify(text[:_ENOUGH])[0]
    return language


def language_code(given: str | None) -> str | None:
    """ISO 639-1 for a language tag as metadata give it (``ar-EG``, ``en_GB``, ``rus``); None if it is no tag."""
    if not given:
        return None
    code = given.strip().lower().replace("_", "-").split("-")[0]
    code = _OTHER_CODES.get(code, code)
    return code if code.isascii() and code.isalpha() and len(code) in {2, 3} else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier
