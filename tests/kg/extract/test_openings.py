"""Where patterns may begin: the index leaves out nothing that a plain search of the whole text finds."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.languages import load
from kg.extract.lexicon import lexicon
from kg.extract.openings import Index, openings
from kg.extract.parties import marker
from kg.extract.patterns import Boundary, Patterns, flat
from kg.extract.spans import FoundMention

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "he", "ko", "ru", "tr", "uk", "zh")
MARK = flat("\u064e")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("deliver*", {"deliver"}),
        ("(bought|purchased) by", {"bought\1", "purchased\1"}),
        ("placed( an)? order", {"placed\1"}),
        ("hand(ed)?over", {"handover", "handedover"}),
        ("defen[cs]e aid", {"defence\1", "defense\1"}),
        (r"(\w+-?)?lieferung", {"lieferung", "\0lieferung", "\0-lieferung"}),
        (r"(?<=arms[^a-z])packages", {"packages"}),
        ("(?=sell (no|few))", {"sell\1"}),
        ("u.s.", {"u\1"}),
        (r"(\w+ )?sold", None),
        ("[a-z]+ sold", None),
        ("~ sold", None),
        ("-foo", None),
    ],
)
def test_what_a_pattern_may_begin_with(pattern, expected):
    assert openings(pattern, str) == expected


def test_a_pattern_that_no_letter_may_follow_is_a_whole_word():
    assert openings("sold", str, ends=True) == {"sold\1"}


def _text_of(language: str) -> str:
    """All words of the patterns of a language, beside each other."""
    found: list[str] = []

    def gather(data: object) -> None:
        if isinstance(data, str):
            found.append(re.sub(r"\\.|\(\?[=!:<]+|[()|*~<>?\[\]{}]", " ", data))
        elif isinstance(data, dict):
            for one in data.values():
                gather(one)
        elif isinstance(data, list):
            for one in data:
                gather(one)

    for name in ("frames", "status", "events"):
        gather(load(language, name))
    return ". ".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cue_is_missed(language):
    words, text = lexicon(language), flat(_text_of(language))
    marked = re.sub(r"(\w\w)(\w)", rf"\1{MARK}\2", text)
    for one in (text.replace(" ", "-"), marked if language in {"ar", "fa", "he"} else text):
        places = words.index.places(one)
        for field in fields(words):
            patterns = getattr(words, field.name)
            if isinstance(patterns, Patterns):
                assert patterns.find(one, places=places) == patterns.find(one), field.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_marker_is_missed(language):
    words, text = lexicon(language), flat(_text_of(language))
    places_of_all = [match.start() for match in re.finditer(r"(?<=\s)\w", text)][::29]
    for start in places_of_all:
        mention = FoundMention(start, start + 1, text[start], "state", "name", None)
        told = marker(words, text, mention)
        assert told == _searched(words, text, mention)


def _searched(words, text, mention):
    """The marker by searching the window for each expression."""
    left = text[max(0, mention.start - 60) : mention.start].rpartition("\n")[2]
    right = text[mention.end : mention.end + 24].partition("\n")[0]
    clean = str.maketrans("<>", "  ")
    view = f"{left.translate(clean)}<{text[mention.start].translate(clean)}>{right.translate(clean)}"
    for one in words.markers:
        if any(part is not None and part.search(view) for part in (one.led, one.loose, one.bare)):
            return one.name
    inside = text[mention.start : mention.start + 2]
    return next(
        (name for letters, name in words.proclitic_markers.items() if len(letters) > 1 and inside == letters),
        None,
    )


@given(st.text(alphabet=f"abا{MARK}و-' ", max_size=30))
def test_marks_hyphens_and_proclitics_hide_no_word(text):
    boundary = Boundary("both", "[او]{1,2}")
    index = Index(boundary.word, boundary.proclitics, flat, MARK)
    groups = [({}, ["ab", "a(b)?a b", "با*"]), ({}, [r"\w{0,9}ab", "b'a"])]
    patterns = Patterns(groups, boundary, index)
    text = flat(text)
    assert patterns.find(text, places=index.places(text)) == patterns.find(text)
