"""What the goods are called: the exact model, the name that a state gives them, the programme they belong to."""

from __future__ import annotations

import re

from kg.read.sipri.comment_model import Designation, Mark, Portion, Version, Words
from kg.read.sipri.comment_parts import MOST
from kg.read.sipri.comment_scan import NOTHING, Hit, Scan, Token

_ALSO_NAMED = re.compile(r"(?:,| and/or| and| or) (?=[A-Z0-9'])")
_MORE_NAMES = re.compile(r"; (?=[A-Z0-9'])")
_MODELS = re.compile(r"( and/or | and | or )(?![^(]{0,90}\))")
_WORDS = re.compile(r"[\s()]+")
_COUNT = re.compile(r"(\d{1,5}) ")
_BEHIND_BRACKETS = re.compile(r"\) (?:and/or|and|or) (?=[^)]{1,60}$)")
_POWER = re.compile(r"[±\d-]{1,12} ?hp")


def designation(scan: Scan, hit: Hit) -> int:
    """A name that a state gives the weapon: "Afghan designation Jengi"."""
    holder = scan.unread_words(hit.start)
    if holder is None or not scan.grammar.holder.fullmatch(holder.text):
        return NOTHING
    text, start, end = scan.text, hit.end, hit.end
    names: list[Words] = []
    limit = scan.end
    while len(names) < MOST and (name := scan.grammar.designation.match(text, start, limit)):
        names.append(scan.words(name.start(), name.end()))
        end = name.end()
        joint = _ALSO_NAMED.match(text, end, limit)
        if joint is None and end == scan.end and len(names) == 1:
            limit = _listed_to(scan, end)
            joint = _MORE_NAMES.match(text, end, limit)
        elif joint is None and limit > scan.end:
            joint = _MORE_NAMES.match(text, end, limit)
        if joint is None:
            break
        start = joint.end()
    for named in names:
        scan.add(
            "designations",
            Designation,
            holder.start,
            named.end,
            holder=holder,
            name=named,
            hedge=hit.words("hedge"),
        )
    scan.skip = max(end, scan.skip)
    return end if names else NOTHING


def designated(scan: Scan, hit: Hit) -> int:
    """The same in other words: "designated Hangor in Pakistan"."""
    name = scan.grammar.designation.match(scan.text, hit.end, scan.end)
    if name is None or not scan.text.startswith(" in ", name.end(), scan.end):
        return NOTHING
    listed, end = scan.parties(name.end() + len(" in "))
    for party in listed:
        called = scan.words(name.start(), name.end())
        scan.add("designations", Designation, hit.start, end, holder=party.name, name=called)
    return end if listed else NOTHING


def _listed_to(scan: Scan, end: int) -> int:
    """Where a list of names ends that goes on behind a semicolon, which stands for a comma before "B and C"."""
    pattern = scan.grammar.designation
    position = end
    for _ in range(MOST):
        joint = _MORE_NAMES.match(scan.text, position)
        name = pattern.match(scan.text, joint.end()) if joint else None
        if name is None:
            break
        position = name.end()
        also = _ALSO_NAMED.match(scan.text, position)
        last = pattern.match(scan.text, also.end()) if also else None
        if last and scan.text[last.end() : last.end() + 1] in ("", ";"):
            return last.end()
    return scan.end


def version(scan: Scan, hit: Hit) -> int:
    """The models of the goods: what stands before "version", if it reads as names of models."""
    name = scan.unread_words(hit.start)
    if name and (behind := _BEHIND_BRACKETS.search(name.text)) and not _is_model(scan, name.text):
        name = scan.words(name.start + behind.end(), hit.start)
    if name is None or not _is_model(scan, name.text):
        return NOTHING
    start = name.start
    for piece in _MODELS.split(name.text):
        if not piece.startswith(" "):
            _add_version(scan, start, start + len(piece), hit.end)
        start += len(piece)
    return hit.end


def _add_version(scan: Scan, start: int, name_end: int, end: int) -> None:
    """One of the models before "version", with its number: "8 M-577 and 2 ARV version" are two."""
    portion = None
    if count := _COUNT.match(scan.text, start, name_end):
        portion = Portion(scan.words(start, count.end(1)), int(count[1]), int(count[1]))
        start = count.end()
    name = scan.words(start, name_end)
    if name.text:
        scan.add("versions", Version, start, end, "weapon", name=name, portion=portion)


def engine(scan: Scan, hit: Hit) -> int:
    """The model of an engine: "Cummins ISB-6 (275hp) diesel engine". Its power alone is no model."""
    name = scan.unread_words(hit.start)
    if name is None:
        return NOTHING
    if _POWER.fullmatch(name.text):
        return hit.end
    if not _is_model(scan, name.text) or not any(c.isupper() for c in name.text):
        return NOTHING
    scan.add("versions", Version, name.start, hit.end, "weapon", name=name, engine=True)
    return hit.end


def _is_model(scan: Scan, name: str) -> bool:
    """Whether words read as a model: each has a capital or a digit, or is one that models have, such as "armed"."""
    if len(name) > scan.grammar.version_longest or "'" in name or ":" in name:
        return False
    known = scan.grammar.version_words
    return name.count("(") == name.count(")") and all(
        any(c.isupper() or c.isdigit() for c in word) or word in known or word in "&/-"
        for word in _WORDS.split(name)
    )


def variant(scan: Scan, token: Token) -> int:
    """A version by its bare name, of a portion of the goods ("incl 4 ARV") or as all that the segment says."""
    g = scan.grammar
    match = g.variant.match(scan.text, token.start, scan.end) if scan.clear else None
    if match is None:
        return NOTHING
    portion = scan.portion
    if portion is None and (token.start, match.end()) != (scan.start, scan.end):
        return NOTHING
    counted = portion is not None and portion.words.text[0].isdigit()
    behind = g.variant_ends if counted else g.variant_goes_on
    if not behind.match(scan.text, match.end(), scan.end):
        return NOTHING
    name = scan.words(token.start, match.end())
    scan.add("versions", Version, token.start, match.end(), "weapon", name=name)
    return match.end()


def programme(scan: Scan, hit: Hit) -> int:
    """The name of the deal or of the programme that it is part of."""
    name = hit.words("programme")
    scan.add("programmes", Mark, hit.start, hit.end, value="programme", programme=name)
    return hit.end
