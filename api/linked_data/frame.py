"""What the frame of every page of linked data shows (``linked.html``): its language, and the same in others and in data."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from api.linked_data.documents import FORMATS, Document
from api.linked_data.languages import Languages, interface_texts


def of(document: Document, languages: Languages) -> dict[str, Any]:
    """The values that the frame of a page has need of."""
    return {
        "t": languages.texts,
        "lang": languages.interface,
        "dir": languages.direction,
        "iri": document.iri,
        "formats": [
            {"name": form.names[0], "href": document.address(form), "type": form.media_type}
            for form in FORMATS
        ],
        "switches": [
            {
                "language": language,
                "name": texts["language_name"],
                "href": with_parameters(document, lang=language),
            }
            for language, texts in sorted(interface_texts().items())
        ],
    }


def with_parameters(document: Document, **changes: str | None) -> str:
    """The address of the same page with other parameters, without those that are None."""
    asked = {**dict(document.parameters), **changes}
    return "?" + urlencode({name: value for name, value in asked.items() if value})
