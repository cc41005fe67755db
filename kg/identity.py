"""How a record is known: its key as the user gave it, and the id that stands in IRIs."""

from __future__ import annotations

import hashlib

from kg.namespaces import slug


def record_id(key: str) -> str:
    """A readable id that no other key shares: the slug of the key and ten hex digits of its SHA-256."""
    return f"{slug(key)}-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
