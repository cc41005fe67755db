"""Answers packed for the way: gzip and zstd, for who takes them."""

from __future__ import annotations

from starlette.types import ASGIApp
from starlette_compress import CompressMiddleware, add_compress_type

from api.negotiate import GRAPHS, RESULTS

_MINIMUM_BYTES = 1000


def compressed(app: ASGIApp) -> CompressMiddleware:
    """The layer that packs answers of the types that the service gives."""
    for media_type in ("application/problem+json", "application/sparql-query", "application/link-format"):
        add_compress_type(media_type)
    for offered in (*RESULTS, *GRAPHS):
        add_compress_type(offered.media_type)
    return CompressMiddleware(app, minimum_size=_MINIMUM_BYTES, brotli=False, zstd_level=3, gzip_level=5)
