"""Linked data: every IRI that the dataset mints answers at its own path, in RDF and as a page, now and as of a day."""

from __future__ import annotations

from fastapi import APIRouter

from api.linked_data import memento, shapes, things, vocabulary

router = APIRouter()
for part in (things, vocabulary, shapes, memento):
    router.include_router(part.router)
