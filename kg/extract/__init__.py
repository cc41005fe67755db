"""Text in, facts out: who supplied what to whom, how many, when, at which stage, and who says so in which words.

The stages, each in a file of its own: ``layout`` (regions, sentences), the finders (``mentions``, ``times``,
``amounts``, ``money``), ``lexicon`` (the words of a language), ``scene`` (all of these together), ``goods``,
``parties``, ``ties``, ``scoring`` and ``roles`` (who is who), ``status`` (stage, certainty, sources), ``drafts`` (one
sentence), ``fill`` (what it leaves open), ``cast``, ``traits`` and ``choice`` (the whole document), ``merge`` (its deals),
``events``, ``assemble`` (the record), ``mixed`` (several languages). docs/extraction.md walks through an example.
"""

from __future__ import annotations

from kg import __version__
from kg.extract.assemble import mentions, transfers
from kg.extract.book import Book
from kg.extract.choice import choose
from kg.extract.draft import Draft
from kg.extract.drafts import attach_prices, drafts_of
from kg.extract.events import events, relations
from kg.extract.fill import fill
from kg.extract.languages import is_complete
from kg.extract.merge import deals
from kg.extract.mixed import extract_mixed
from kg.extract.scene import Scene, look
from kg.extract.spans import starting
from kg.facts import Document, Facts, content_hash
from kg.read.stretches import stretches

_MADE_BY = f"armsgraph-rules {__version__}"


def extract(document: Document) -> Facts:
    """The facts of a document, every one with a quote that stands in the text at its offsets.

    Args:
        document: ``text`` must be there and ``lang`` one that ``is_complete``; another language gives a record
            without transfers, so that nothing is lost. Paragraphs in another language are read in that.

    """
    text = document.text or ""
    described = document.model_copy(update={"sha256": content_hash(text), "length": len(text)})
    if not is_complete(document.lang) or not text.strip():
        return Facts(document=described, extractor=_MADE_BY)
    parts = stretches(text, document.lang)
    others = sorted({part.language for part in parts} - {document.lang})
    if not others:
        return _extract(described)
    languages = [document.lang, *(language for language in others if is_complete(language))]
    return extract_mixed(described, parts, languages, _extract)


def drafted(document: Document) -> tuple[Scene, list[Draft]]:
    """What is to be seen in a document in one language, and what the rules make of its sentences one by one."""
    scene = look(document)
    telling = (
        sentence for sentence in scene.sentences if starting(scene.triggers, sentence.start, sentence.end)
    )
    drafts = [draft for sentence in telling for draft in drafts_of(scene.within(sentence), sentence)]
    attach_prices(scene, drafts)
    fill(scene, drafts)
    return scene, drafts


def _extract(document: Document) -> Facts:
    """The facts of a document that is read as one in its language."""
    scene, drafts = drafted(document)
    book = Book(scene)
    named = mentions(scene, book)
    told = transfers(scene, deals(scene, choose(scene, drafts)), book)
    happened = events(scene, book)
    related = relations(scene, book)
    return Facts(
        document=document,
        regions=scene.regions,
        entities=book.entities,
        mentions=named,
        relations=related,
        transfers=told,
        events=happened,
        extractor=_MADE_BY,
    )
