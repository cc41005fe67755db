"""Who had a part in the deal beside its supplier and recipient, and where the goods were made."""

from __future__ import annotations

import re
from typing import Any, Literal, cast

from kg.facts import Kind
from kg.read.sipri.comment_model import KindMark, Origin, Role, Scope, Words
from kg.read.sipri.comment_parts import Party, party_name
from kg.read.sipri.comment_scan import NOTHING, Hit, Scan

_KIND_OF: dict[str, Kind] = {
    "sold": "sale", "bought": "sale", "purchased": "sale", "sale": "sale", "lease": "lease", "leased": "lease",
}  # fmt: skip
_OR = re.compile(r"( and/or | and | or )")
_FROM_KITS = re.compile(r" from kits?(?![\w-])")
_KNOWN_AS = re.compile(r" (?:incl )?as (?=[A-Z0-9'])")
_AND_MORE = re.compile(r" and \d{1,4} (?:assembled|produced)(?!\w)")
"""The place stands behind the second: "12 assembled and 30 produced in India"."""
_LICENCE = re.compile(r"licen[cs]e")
_COMPONENTS = re.compile(r"of [^/]{0,20}(?:components|parts)")


def _add(
    scan: Scan, member: str, listed: list[Party], span: tuple[int, int], *, how: str,
    scope: Scope | None = None, hedge: Words | None = None,
) -> None:  # fmt: skip
    for party in listed:
        scan.add(
            member, Role, *span, scope, party=party.name, body=party.body, how=how,
            alternative=party.alternative, hedge=hedge,
        )  # fmt: skip


def financier(scan: Scan, hit: Hit) -> int:
    """Who pays: "75% financed by EU", "financed by aid from Denmark"."""
    listed, end = scan.parties(hit.end)
    if not listed:
        return NOTHING
    tail = scan.grammar.aid_tail.match(scan.text, end, scan.end)
    how = "loan" if hit.group("lent") or (tail and tail["lent"]) else hit.token.lower
    _add(scan, "financiers", listed, (hit.start, end), how=how, scope="financier")
    if tail and tail["aid"]:
        name = scan.words(*tail.span("programme")) if tail["programme"] else None
        scan.add("kinds", KindMark, tail.start("aid"), tail.end("aid"), "kind", value="aid", programme=name)
    elif given := hit.words("aid"):
        scan.add("kinds", KindMark, given.start, given.end, "kind", value="aid")
    return tail.end() if tail else end


def intermediary(scan: Scan, hit: Hit) -> int:
    """Through whom the goods came: "ordered via UAE", "bought via and financed by USA"."""
    listed, end = scan.parties(hit.end)
    if not listed:
        return NOTHING
    if scan.clear and (value := _KIND_OF.get(hit.token.lower)):
        scan.add("kinds", KindMark, hit.start, hit.token.end, "kind", value=value)
    _add(scan, "intermediaries", listed, (hit.start, end), how=hit.token.lower, scope="intermediary")
    if paid := hit.words("paid"):
        _add(scan, "financiers", listed, (paid.start, end), how="financed", scope="financier")
    return end


def lessor(scan: Scan, hit: Hit) -> int:
    """Who lends: "leased from Belgian company"."""
    listed, end = scan.parties(hit.end)
    if not listed:
        return NOTHING
    how = hit.rule.says["how"]
    value: Kind = "loan" if how == "loaned" else "lease"
    scan.add("kinds", KindMark, hit.start, hit.token.end, "kind", value=value)
    _add(scan, "lessors", listed, (hit.start, end), how=how)
    return end


def line(scan: Scan, hit: Hit) -> int:
    """The production line that the goods come from: "from Czechoslovak or Polish production line"."""
    places = [place] if (place := _whole_name(scan, hit.words("in"))) else _names(scan, hit.words("of"))
    either = len(places) > 1 and re.search(r"\bor\b", hit.match[0]) is not None
    for place in places:
        scan.add(
            "origins",
            Origin,
            hit.start,
            hit.end,
            "origin",
            party=place,
            how="production line",
            alternative=either,
        )
    return hit.end if places else NOTHING


def _whole_name(scan: Scan, words: Words | None) -> Words | None:
    return party_name(scan.known, scan.text, words.start, words.end) if words else None


def _names(scan: Scan, words: Words | None) -> list[Words]:
    found: list[Words] = []
    if words:
        start = words.start
        for piece in _OR.split(words.text):
            if name := party_name(scan.known, scan.text, start, start + len(piece)):
                found.append(name)
            start += len(piece)
    return found


def made(scan: Scan, hit: Hit) -> int:
    """Where the goods were made, and under what terms: "assembled from kits in India", "produced under licence"."""
    said = scan.text[hit.start : hit.end].lower()
    licence = _LICENCE.search(said) is not None and "without" not in said
    listed: list[Party] = []
    end = hit.end
    if said.endswith(" "):  # ... in, by
        listed, end = scan.parties(hit.end)
        if not listed:
            return NOTHING
    elif _COMPONENTS.search(said) or not (
        licence or "kit" in said or _AND_MORE.match(scan.text, end, scan.end)
    ):
        return NOTHING
    if kits := _FROM_KITS.match(scan.text, end, scan.end):
        said, end = said + kits[0], kits.end()
    known_as, end = _known_as(scan, end)
    says: dict[str, Any] = {"how": _made_how(said, licence=licence), "known_as": known_as}
    for party in listed:
        scan.add(
            "origins", Origin, hit.start, end, "origin", party=party.name, body=party.body,
            alternative=party.alternative, **says,
        )  # fmt: skip
    if not listed:
        scan.add("origins", Origin, hit.start, end, "origin", party=None, **says)
    if licence:
        scan.add("kinds", KindMark, hit.start, end, "kind", value="licence")
    return end


def _known_as(scan: Scan, end: int) -> tuple[Words | None, int]:
    named = _KNOWN_AS.match(scan.text, end, scan.end)
    name = scan.grammar.designation.match(scan.text, named.end(), scan.end) if named else None
    return (scan.words(name.start(), name.end()), name.end()) if name else (None, end)


def _made_how(said: str, *, licence: bool) -> str:
    if _COMPONENTS.search(said):
        return "components"
    if licence:
        return "licence"
    if "kit" in said:
        return "kits"
    return "assembled" if "assembl" in said and "produc" not in said else "produced"


def ordered_from(scan: Scan, hit: Hit) -> int:
    """A deal that one state made and another carried out: "ordered from Soviet Union and delivered from Russia"."""
    first, what = hit.words("first"), hit.words("what")
    if first is None or what is None or not scan.known(first.text):
        return NOTHING
    _add(scan, "suppliers", [Party(first)], (hit.start, first.end), how="ordered from", scope="supplier")
    if hit.group("licence"):
        scan.add("kinds", KindMark, what.start, hit.end, "kind", value="licence")
        return hit.end
    listed, end = scan.parties(hit.end)
    _add(scan, "suppliers", listed, (what.start, end), how=f"{what.text.lower()} from", scope="supplier")
    return end if listed else first.end


def source(scan: Scan, hit: Hit) -> int:
    """Where the goods came from: a fact about them, or in doubt another supplier than the one that the row names."""
    listed, end = scan.parties(hit.end)
    if not listed or (scan.portion is not None and scan.in_brackets):
        return NOTHING  # "part of $300 m deal (incl 6 from France)" is said of a wider deal
    if scan.hedge is not None:
        _add(scan, "suppliers", listed, (hit.start, end), how="from", scope="supplier")
        return end
    for party in listed:
        scan.add(
            "origins", Origin, hit.start, end, party=party.name, body=party.body, how="from",
            alternative=party.alternative,
        )  # fmt: skip
    return end


def former(scan: Scan, hit: Hit) -> int:
    """Whose the goods were before: "former GDR equipment", "ex-Jordanian"."""
    start = hit.end if hit.token.lower == "former" else hit.start + len("ex-")
    name = party_name(scan.known, scan.text, start, scan.end)
    if name is None:
        return NOTHING
    scan.add("former_holders", Role, hit.start, name.end, party=name, how="former")
    return name.end


def intended(scan: Scan, hit: Hit) -> int:
    """For whom the goods were first meant; what follows is about that other deal."""
    listed, end = scan.parties(hit.end)
    if not listed:
        return NOTHING
    _add(scan, "intended", listed, (hit.start, end), how=(hit.group("how") or "").lower())
    scan.turned = True
    return end


def diversion(scan: Scan, hit: Hit) -> int:
    """Where the goods went instead."""
    listed, end = scan.parties(hit.end)
    _add(scan, "diversions", listed, (hit.start, end), how="to")
    return end if listed else NOTHING


def other_party(scan: Scan, hit: Hit) -> int:
    """A party that may stand in the place of the one in the register's column: "supplier could be Cuba"."""
    role = cast("Literal['supplier', 'recipient']", hit.token.lower)
    hedge = hit.words("hedge") or scan.words(hit.token.end, hit.end)
    listed, end = scan.parties(hit.end)
    _add(scan, f"{role}s", listed, (hit.start, end), how="may be", scope=role, hedge=hedge)
    if not listed:
        scan.doubt(hedge, role)
        scan.read += 1
        scan.turned = True
    scan.hedge = hedge
    return end if listed else hit.end


def asked_party(scan: Scan, start: int, end: int) -> int:
    """The party behind a hedge where its name was asked for: "supplier uncertain (possibly Slovakia)"."""
    if scan.asked is None:
        return NOTHING
    role = cast("Literal['supplier', 'recipient']", scan.asked)
    listed, last = scan.parties(end + 1)
    _add(scan, f"{role}s", listed, (start, last), how="may be", scope=role)
    return last if listed else NOTHING
