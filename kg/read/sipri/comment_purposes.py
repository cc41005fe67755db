"""What "for" introduces in a comment: who uses the goods, what they are fitted to, what they are to do."""

from __future__ import annotations

import re

from kg.read.sipri.comment_model import Mark, Platform, Role, Words
from kg.read.sipri.comment_parts import MOST, party_name
from kg.read.sipri.comment_platforms import Carrier, carriers
from kg.read.sipri.comment_scan import NOTHING, Hit, Scan

_USE_BY = re.compile(r"use by (?:the )?", re.IGNORECASE)
_USE_WITH = re.compile(r"use (?P<how>with|on|aboard) (?:the )?", re.IGNORECASE)
_USE = re.compile(r"use (?:in|as|against|during|at|over|from|until|for|with|on)[^;()]{1,80}", re.IGNORECASE)
_WORK = re.compile(
    r"(?:'[^';]{1,40}'(?: \([^()]{1,20}\))? )?(?:planned )?(?P<how>modernization|modernisation|modification|conversion|modernized|modified)(?: programme)?(?: of)? ",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"[A-Z][\w/-]{0,20}\d[\w/.-]{0,20}(?: (?:and|or|and/or) [A-Z][\w/-]{0,20}\d[\w/.-]{0,20})?"
)
_ALSO = re.compile(r"(?: and/or| and| or|/) ?(?:for )?")


def purpose(scan: Scan, hit: Hit) -> int:
    """The first reading that holds, from the most to the least exact."""
    if scan.priced == hit.start - 1:
        return NOTHING  # "part of $40 m deal for 8 Lynx helicopters" tells what the wider deal is about
    start, text = hit.end, scan.text
    if by := _USE_BY.match(text, start, scan.end):
        return _end_users(scan, hit.start, by.end())
    if use := _USE_WITH.match(text, start, scan.end):
        end = _end_users(scan, hit.start, use.end(), bare=False)
        if end == NOTHING:
            end = _platforms(scan, hit.start, use.end(), f"use {use['how'].lower()}")
        if end != NOTHING:
            return end
    if use := _USE.match(text, start, scan.end):
        scan.add("uses", Mark, hit.start, use.end(), value="use")
        return use.end()
    if work := _WORK.match(text, start, scan.end):
        return _worked_on(scan, hit.start, work)
    for read in (_platforms, _end_users, _use, _bare):
        end = read(scan, hit.start, start)
        if end != NOTHING:
            return end
    return NOTHING


def _worked_on(scan: Scan, start: int, work: re.Match[str]) -> int:
    """What the goods help to modernize or to modify."""
    how = "modification" if work["how"].lower().startswith(("modif", "conver")) else "modernization"
    end = _platforms(scan, start, work.end(), how)
    if end == NOTHING:
        scan.add("uses", Mark, start, work.end(), value=how)
        scan.turned = True
        end = work.end()
    return end


def operator(scan: Scan, hit: Hit) -> int:
    """Who operates the goods: "owned and operated by UK company"."""
    return _end_users(scan, hit.start, hit.end, how="operated")


def spares(scan: Scan, hit: Hit) -> int:
    """Spare parts, and for what."""
    end = _platforms(scan, hit.start, hit.end, "spares")
    return end if end != NOTHING else _bare(scan, hit.start, hit.end, "spares")


def carrier_of(scan: Scan, hit: Hit) -> int:
    """The system that the goods are a part of: "part of 3 SA-6 SAM batteries"."""
    return _platforms(scan, hit.start, hit.end, "part of")


def more_platforms(scan: Scan, start: int) -> bool:
    """Whether a segment only goes on with the platforms of the one before: "For MiG-17; MiG-19 and MiG-21 aircraft"."""
    found, end = carriers(scan.grammar, scan.known, scan.text, start, scan.end)
    if not found or scan.text[end : scan.end].strip(" .)"):
        return False
    scan.portion = None
    for one in found:
        _add_platform(scan, start, one, end, "for")
    return True


def _platforms(scan: Scan, first: int, start: int, how: str = "for") -> int:
    found, end = carriers(scan.grammar, scan.known, scan.text, start, scan.end)
    for one in found:
        _add_platform(scan, first, one, end, how)
    if not found:
        return NOTHING
    # what follows is about the platform: "for 6 F-5E combat aircraft leased from USA"
    scan.turned = True
    return end


def _add_platform(scan: Scan, start: int, one: Carrier, end: int, how: str) -> None:
    scan.add(
        "platforms", Platform, start, end, how=how, name=one.name, description=one.description,
        least=one.least, most=one.most, maker=one.maker, hedge=one.hedge,
    )  # fmt: skip


def _bare(scan: Scan, first: int, start: int, how: str = "for") -> int:
    """A model without a word for what it is: "for F-4 and F-5"."""
    match = _BARE.match(scan.text, start, scan.end)
    if match is None or not scan.grammar.closed.match(scan.text, match.end(), scan.end):
        return NOTHING
    name = scan.words(match.start(), match.end())
    scan.add("platforms", Platform, first, match.end(), how=how, name=name, description=None)
    scan.turned = True
    return match.end()


def _use(scan: Scan, first: int, start: int) -> int:
    match = scan.grammar.use.match(scan.text, start, scan.end)
    if match is None:
        return NOTHING
    scan.add("uses", Mark, first, match.end(), value=match[0].lower())
    return match.end()


def _end_users(scan: Scan, first: int, start: int, *, bare: bool = True, how: str = "for") -> int:
    """Forces and parties that use the goods. With ``bare``, the name of a party alone will do."""
    bare = bare and scan.portion is None  # "(incl 6 for Norway)" is said of a wider deal
    end = NOTHING
    for _ in range(MOST):
        read = _end_user(scan, start, bare=bare)
        if read is None:
            break
        party, body, last = read
        scan.add("end_users", Role, first, last, "endUser", party=party, body=body, how=how)
        end = last
        also = _ALSO.match(scan.text, end, scan.end)
        if not also:
            break
        start = also.end()
    return end


def _end_user(scan: Scan, start: int, *, bare: bool) -> tuple[Words | None, Words | None, int] | None:
    grammar, text = scan.grammar, scan.text
    name = party_name(scan.known, text, start, scan.end)
    if name is None and (territory := grammar.users.match(text, start, scan.end)):
        name = Words(territory.start(), territory.end(), territory[0])
    behind = name.end + 1 if name else start
    if force := grammar.force.match(text, behind, scan.end):
        body = scan.words(force.start(), force.end())
        closed = grammar.closed.match(text, force.end(), scan.end)
        # "for police anti-narcotics operations" is said of the police, "for government VIP transport" of the use
        working = "government" not in body.text.lower() and grammar.use.match(text, force.end() + 1, scan.end)
        return (name, body, force.end()) if closed or working else None
    if name is None:
        return None
    if company := grammar.body.match(text, name.end, scan.end):
        return name, scan.words(company.start(), company.end()), company.end()
    return (name, None, name.end) if bare and grammar.ended.match(text, name.end, scan.end) else None
