"""Text in, facts out: who supplied what to whom, how many, when, at which stage, and who says so in which words.

The stages, each in a file of its own: ``layout`` (regions, sentences), the finders (``mentions``, ``times``,
``amounts``, ``money``), ``lexicon`` (the words of a language), ``scene`` (all of these together), ``goods``,
``parties``, ``ties``, ``scoring`` and ``roles`` (who is who), ``status`` (stage, certainty, sources), ``drafts`` (one sentence),
``merge`` (one document), ``events``, ``assemble`` (the record). docs/extraction.md walks through an example.
"""

from __future__ import annotations

from kg import __version__
from kg.extract.assemble import Book, mentions, transfers
from kg.extract.drafts import attach_prices, drafts_of
from kg.extract.events import events, relations
from kg.extract.languages import is_complete
from kg.extract.merge import deals
from kg.extract.scene import look
from kg.facts import Document, Facts, content_hash


def extract(document: Document) -> Facts:
    """The facts of a document, every one with a quote that stands in the text at its offsets.

    Args:
        document: ``text`` must be there and ``lang`` one that ``is_complete``; another language gives a record
            without transfers, so that nothing is lost.

    """
    text = document.text or ""
    described = document.model_copy(update={"sha256": content_hash(text), "length": len(text)})
    made_by = f"armsgraph-rules {__version__}"
    if not is_complete(document.lang) or not text.strip():
        return Facts(document=described, extractor=made_by)
    scene = look(described)
    drafts = [draft for sentence in scene.sentences for draft in drafts_of(scene.within(sentence), sentence)]
    attach_prices(scene, drafts)
    book = Book(scene)
    named = mentions(scene, book)
    told = transfers(scene, deals(scene, drafts), book)
    happened = events(scene, book)
    related = relations(scene, book)
    return Facts(
        document=described,
        regions=scene.regions,
        entities=book.entities,
        mentions=named,
        relations=related,
        transfers=told,
        events=happened,
        extractor=made_by,
    )
