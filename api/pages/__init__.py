"""The pages for people: small, whole in themselves, with nothing loaded from elsewhere."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(name: str, **values: Any) -> str:
    """A page, filled in; every value is escaped."""
    return _environment().get_template(name).render(**values)


def json_in_page(text: str) -> Markup:
    """JSON as the content of a ``script`` element: the same JSON, with no sign in it that could end the element."""
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    # Line ends of Unicode are allowed in JSON, and were not always in what reads it.
    return Markup(escaped.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - escaped above
