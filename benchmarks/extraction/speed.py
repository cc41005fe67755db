"""Extraction, in characters per second, beside the tokenizer and phrase matcher of spaCy on the same text.

The peer does much less: it splits words and looks names of states up, and knows no inflection, no weapon, no time, no role
and no source. It shows what looking at the text at all costs. ``find_mentions`` alone is the nearest part of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from benchmarks.corpus import documents
from benchmarks.harness import Figure, Report, seconds, timed
from kg.extract import extract
from kg.extract.amounts import find_amounts
from kg.extract.languages import is_complete
from kg.extract.mentions import find_mentions
from kg.extract.money import find_money
from kg.extract.scene import reference_date
from kg.extract.times import find_times
from kg.facts import Document
from kg.reference import load

LANGUAGES = ("ar", "en")


def measure(characters: int = 200_000, repeats: int = 3) -> Report:
    """Extraction of a generated corpus of each language, a half of ``characters`` each."""
    report = Report("extraction", "characters per second")
    profile: dict[str, float] = {}
    whole = 0.0
    for language in filter(is_complete, LANGUAGES):
        texts = documents(language, characters // 2)
        total = sum(len(one.text or "") for one in texts)
        extract(texts[0])  # the name tables are made on first use
        ours = seconds(lambda texts=texts: [extract(one) for one in texts], repeats)
        named = seconds(
            lambda texts=texts, language=language: [find_mentions(one.text or "", language) for one in texts],
            repeats,
        )
        whole += ours
        _profile(texts, language, profile)
        matcher = _spacy(language)
        if matcher is None:
            report.skipped.append(
                f"{language}: spaCy is not installed (pip install 'armsgraph[bench]'); ours: {total / ours:,.0f} characters/s"
            )
            continue
        theirs = seconds(
            lambda texts=texts, matcher=matcher: [matcher(one.text or "") for one in texts], repeats
        )
        peer = "spaCy blank + PhraseMatcher"
        report.figures.append(
            Figure(
                f"extract, {language}",
                "characters",
                total / ours,
                peer,
                total / theirs,
                "facts against names",
            )
        )
        report.figures.append(
            Figure(f"find_mentions, {language}", "characters", total / named, peer, total / theirs)
        )
    report.parts = {part: spent / whole for part, spent in profile.items()}
    return report


def _profile(texts: list[Document], language: str, into: dict[str, float]) -> None:
    """Time of each finder by itself."""
    for one in texts:
        text = one.text or ""
        with timed(into, "find_mentions"):
            find_mentions(text, language)
        with timed(into, "find_times"):
            find_times(text, language, reference_date(one))
        with timed(into, "find_amounts"):
            find_amounts(text, language)
        with timed(into, "find_money"):
            find_money(text, language)


def _spacy(language: str) -> Callable[[str], object] | None:
    """A blank pipeline with a matcher of the names of all states, as the reference knowledge has them."""
    spacy = _imported()
    if spacy is None:
        return None
    from spacy.matcher import PhraseMatcher

    pipeline = spacy.blank(language)
    pipeline.max_length = 10_000_000
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    names = {
        name.text
        for state in load().of_kind("state")
        for name in state.names
        if name.language in (language, None)
    }
    matcher.add("state", [pipeline.make_doc(name) for name in sorted(names)])
    return lambda text: matcher(pipeline.make_doc(text))


def _imported() -> ModuleType | None:
    try:
        import spacy
    except ImportError:
        return None
    return spacy
