"""What became of the deal, and when, and what is uncertain about it."""

from __future__ import annotations

from typing import Literal, cast

from kg.read.sipri.comment_model import (
    Capture,
    Extra,
    Mark,
    Milestone,
    Number,
    Option,
    Portion,
    Scope,
    Setback,
    Words,
)  # fmt: skip
from kg.read.sipri.comment_parts import party_name, range_of, year_of, years_of
from kg.read.sipri.comment_scan import NOTHING, Hit, Scan


def doubt(scan: Scan, hit: Hit) -> int:
    """A property that is said to be uncertain: "designation and supplier uncertain"."""
    words = scan.words(hit.start, hit.end)
    for name in (hit.token.lower, hit.group("second")):
        if name:
            scope = cast("Scope", scan.grammar.scopes.get(name.lower(), "deal"))
            if scope == "quantity" and "delivered" in words.text:
                scope = "delivered"
            scan.doubt(words, scope)
            scan.doubted = scope
            if scope in ("supplier", "recipient"):
                scan.asked = scope
    scan.read += 1
    return hit.end


def reported(scan: Scan, hit: Hit) -> int:
    """How the source called the goods."""
    words = hit.words("name") or hit.words("plain")
    if words is None:
        return NOTHING
    scan.found["reported_as"].append(words)
    scan.read += 1
    return hit.end


def number(scan: Scan, hit: Hit) -> int:
    """Another number that may hold: "no. delivered could be up to 24"."""
    least, most = range_of(hit.match)
    found = [(least, most)]
    if hit.group("up"):
        found = [(None, most)]
    elif hit.group("over") or hit.group("more"):
        found = [(least, None)]
    elif hit.group("most") and " or " in hit.match[0]:
        found = [(least, least), (most, most)]
    of: Literal["quantity", "delivered"] = "delivered" if hit.group("delivered") else "quantity"
    for low, high in found:
        scan.add(
            "numbers", Number, hit.start, hit.end, of, hedge=hit.words("may"), of=of, least=low, most=high
        )
    return hit.end


def extra(scan: Scan, hit: Hit) -> int:
    """More that do not count: delivered for spare parts."""
    least, most = range_of(hit.match)
    scan.add(
        "extras", Extra, hit.start, hit.end, hedge=hit.words("hedge"),
        purpose=hit.rule.says["purpose"], least=least, most=most,
    )  # fmt: skip
    return hit.end


def option(scan: Scan, hit: Hit) -> int:
    """An option on more, and whether it was used."""
    least, most = range_of(hit.match)
    used = False if hit.group("unused") else None
    scan.add(
        "options", Option, hit.start, hit.end, hedge=hit.words("hedge"), least=least, most=most, used=used
    )
    return hit.end


def setback(scan: Scan, hit: Hit) -> int:
    """What was cancelled, embargoed, delayed, suspended or blocked, by what stands before that word."""
    table = scan.grammar.setbacks[hit.rule.says["table"]]
    before = scan.before(hit.start)
    what, match = next(
        ((what, match) for what, pattern in table.what if (match := pattern.search(before))), (None, None)
    )
    if match is None:
        return NOTHING
    start = hit.start - len(before) + match.start()
    hedge = scan.grammar.hedge.search(scan.text, max(start, scan.start), hit.start)
    least, most = range_of(match)
    tail = scan.grammar.setback_tail.match(scan.text, hit.end, scan.end)
    from_year, to_year = years_of(tail) if tail else (None, None)
    end = tail.end() if tail else hit.end
    scan.portion = None  # the number says how many were cancelled, not how many of the goods this is about
    scan.add(
        "setbacks", Setback, max(start, scan.start), end, value=table.value, what=what, least=least, most=most,
        by=_party(scan, Words(*tail.span("by"), tail["by"])) if tail and tail["by"] else None,
        from_year=from_year, to_year=to_year, hedge=Words(*hedge.span(), hedge[0]) if hedge else None,
    )  # fmt: skip
    return end


def _party(scan: Scan, *found: Words | None) -> Words | None:
    """The first of these words that name a party."""
    for words in found:
        if words and (name := party_name(scan.known, scan.text, words.start, words.end)) == words:
            return name
    return None


def embargo(scan: Scan, hit: Hit) -> int:
    """An embargo that is spoken of: who imposed it, and whether the delivery went on in spite of it."""
    before = scan.before(hit.start)
    by: Words | None = None
    if imposed := scan.grammar.embargo_before.search(before):
        at = hit.start - len(before)
        by = party_name(scan.known, scan.text, at + imposed.start("by"), at + imposed.end("by"))
    in_force = scan.grammar.embargo_in_force.search(before) is not None
    start = by.start if by else hit.start
    scan.add("setbacks", Setback, start, hit.end, value="embargo", by=by, in_force=in_force)
    return hit.end


def capture(scan: Scan, hit: Hit) -> int:
    """That the goods were taken from somebody."""
    by = _party(scan, hit.words("by"), hit.words("by2"))
    owner, year = _party(scan, hit.words("owner")), year_of(hit.match)
    scan.add("captures", Capture, hit.start, hit.end, how=hit.token.lower, by=by, owner=owner, year=year)
    return hit.end


def illegal(scan: Scan, hit: Hit) -> int:
    """That the transfer broke the law. What it was ("delivered via ...") is read on its own."""
    scan.add("illegal", Mark, hit.start, hit.end, "deal", value="illegal")
    return hit.token.end


def milestone(scan: Scan, hit: Hit) -> int:
    """A dated step: "delivery planned 2026-2028", "selected 2014 but not yet ordered by end-2024"."""
    value = hit.rule.says["value"]
    scope: Scope = "delivered" if value.startswith("delivery") else "ordered"
    if chosen := hit.words("chosen"):
        year = int(chosen.text)
        scan.add(
            "milestones",
            Milestone,
            hit.start,
            chosen.end,
            scope,
            value="selected",
            from_year=year,
            to_year=year,
        )
    bound = "from" if hit.group("from") else "by" if hit.group("by") else "in"
    from_year, to_year = years_of(hit.match)
    scan.add(
        "milestones", Milestone, hit.start, hit.end, scope, hedge=hit.words("hedge"),
        value=value, from_year=from_year, to_year=to_year, bound=bound,
    )  # fmt: skip
    return hit.end


def original(scan: Scan, hit: Hit) -> int:
    """How many were ordered or planned at first; what follows is about that."""
    least, most = range_of(hit.match)
    from_year, to_year = years_of(hit.match)
    start, end = hit.match.start("least"), max(hit.match.end("least"), hit.match.end("most"))
    scan.add(
        "milestones", Milestone, hit.start, hit.end, "ordered", value="original order",
        from_year=from_year, to_year=to_year, portion=Portion(scan.words(start, end), least, most),
    )  # fmt: skip
    scan.turned = True
    return hit.end
