"""On what terms goods were handed over: the price, offsets, barter, aid or lease, new or used.

Here and in its siblings, a reader gets the scan and a hit, notes down what it understands, and returns where that
ends; or it returns ``NOTHING``, and the next rule is tried.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, cast

from kg.facts import Kind
from kg.read.sipri.comment_model import KindMark, Mark, Offset, Price, Words
from kg.read.sipri.comment_parts import Sum, sums, year_of
from kg.read.sipri.comment_scan import NOTHING, Hit, Scan

_SMALLEST_BARE_SUM = 10_000
"""A sum without "m" or "b" below this has lost its scale to a slip of the pen."""
_MOST_NAMES = 3
_QUOTED = re.compile(r" {0,2}(?:(?:or|and) )?'(?P<name>[^'; ][^';]{0,60})'")
_OPENING = re.compile(r" ?[(\[]")
_CLOSING = re.compile(r"[)\]]|(?= deal[)\]])")
_ABBREVIATION = re.compile(r"[A-Z]{2,6}'?")
"""A programme of aid without its quotation marks."""


def price(scan: Scan, hit: Hit) -> int:
    """A sum of money, with what it is the price of: "part of $300 m 'Peace Echo-4' deal"."""
    money, text = scan.grammar.money, scan.text
    head = money.before.match(text, hit.start, scan.end)
    start = head.end() if head else hit.start
    found = sums(money, text, start, scan.end)
    if not found or not (found[0].scaled or found[0].amount >= _SMALLEST_BARE_SUM):
        return NOTHING
    before = text[hit.start : start].lower()
    converted, end = _converted(scan, found[-1].end)
    per_unit = money.per_unit.match(text, end, scan.end)
    names, end = _names(scan, per_unit.end() if per_unit else end)
    noun = money.noun.match(text, end, scan.end)
    part_of = "part" in before
    whole = part_of or per_unit is not None
    of = money.nouns[noun["noun"].lower()] if noun else _of(before, names, whole=whole)
    if noun and of != "option":
        end = noun.end()
    says = {
        "of": of, "part_of": part_of, "per_unit": per_unit is not None,
        "approximate": found[0].approximate or "about" in before or "around" in before,
    }  # fmt: skip
    member = _list_of(scan, of, part_of=part_of)
    hedge = scan.grammar.hedge.search(text, hit.start, start)
    for one in found:
        first = hit.start if one is found[0] else one.start
        several = sum(not each.restated for each in found) > 1
        _add_price(scan, member, one, first, hedge, converted=one.restated, alternative=several, **says)
    for one in converted:
        _add_price(
            scan, member, one, one.start, hedge, converted=True, alternative=len(converted) > 1, **says
        )
    for name in names:
        scan.add("programmes", Mark, name.start, name.end, value="programme", programme=name)
    if of in ("aid", "lease"):
        programme = names[0] if names and of == "aid" else None
        said = noun.span("noun") if noun else (hit.start, start)
        scan.add("kinds", KindMark, *said, "kind", value=of, programme=programme)
    scan.aside = member in ("costs", "credits")
    scan.priced = end
    return end


def _converted(scan: Scan, end: int) -> tuple[list[Sum], int]:
    """The same sum in brackets in another currency, and where the brackets end."""
    opening = _OPENING.match(scan.text, end, scan.end)
    found = sums(scan.grammar.money, scan.text, opening.end(), scan.end) if opening else []
    closing = _CLOSING.match(scan.text, found[-1].end, scan.end) if found else None
    return (found, closing.end()) if closing else ([], end)


def _names(scan: Scan, end: int) -> tuple[list[Words], int]:
    """The names of the deal in quotation marks, with words such as "10-year" between, and where they end."""
    names: list[Words] = []
    for _ in range(_MOST_NAMES):
        if quoted := _QUOTED.match(scan.text, end, scan.end):
            names.append(Words(quoted.start("name"), quoted.end("name"), quoted["name"]))
            end = quoted.end()
        if filler := scan.grammar.money.filler.match(scan.text, end, scan.end):
            end = filler.end()
    return names, end


def _of(before: str, names: list[Words], *, whole: bool) -> str | None:
    """What a sum is of, without a noun behind it; ``whole``: it is said to be of the deal in other words."""
    if "aid worth" in before:
        return "aid"
    if "worth" in before:
        return "deal"
    if names:
        return "programme"
    return "deal" if whole else None


def _list_of(scan: Scan, of: str | None, *, part_of: bool) -> str:
    if of == "offsets":
        return "offsets"
    if of == "credit":
        return "credits"
    own = of in scan.grammar.money.prices or (of == "modernization" and part_of)
    return "prices" if own and scan.clear and scan.portion is None else "costs"


def _add_price(
    scan: Scan, member: str, one: Sum, start: int, hedge: re.Match[str] | None, **says: Any
) -> None:
    says |= {"amount": one.amount, "max": one.max, "currency": one.currency}
    if member == "offsets":
        given = Price(words=scan.words(start, one.end), **says)
        scan.add(member, Offset, start, one.end, sum=given)
        return
    doubted = Words(hedge.start(), hedge.end(), hedge[0]) if hedge else None
    scan.add(member, Price, start, one.end, "value" if member == "prices" else None, hedge=doubted, **says)


def offset(scan: Scan, hit: Hit) -> int:
    """Offsets: "offsets 60-80%", "120% offsets", "offsets at least $233 m"."""
    low, high = hit.group("low"), hit.group("high")
    end, given = hit.end, None
    if low is None and (found := sums(scan.grammar.money, scan.text, end + 1, scan.end)):
        one = found[0]
        given = Price(
            words=scan.words(one.start, one.end),
            amount=one.amount,
            max=one.max,
            currency=one.currency,
            of="offsets",
        )
        _, end = _converted(scan, one.end)
    percent, percent_max = Decimal(low) if low else None, Decimal(high) if high else None
    scan.add("offsets", Offset, hit.start, end, sum=given, percent=percent, percent_max=percent_max)
    scan.priced = end
    return end


def exchange(scan: Scan, hit: Hit) -> int:
    """What was given instead of money."""
    scan.add("exchanges", Mark, hit.start, hit.end, "value", value=hit.rule.says["value"])
    return hit.end


def aid(scan: Scan, hit: Hit) -> int:
    """Aid, on its own or by the name of its programme: "aid", "'MAP' aid", "US aid"."""
    start = hit.start
    if not scan.clear:
        giver = scan.unread_words(hit.start)
        if giver is None or not (scan.known(giver.text) or _ABBREVIATION.fullmatch(giver.text)):
            return NOTHING
        start = giver.start
    scan.add("kinds", KindMark, start, hit.end, "kind", value="aid", programme=hit.words("programme"))
    return hit.end


def kind(scan: Scan, hit: Hit) -> int:
    """A lease or a loan, with the year to which it ran."""
    value, until = cast("Kind", hit.rule.says["value"]), year_of(hit.match, "until")
    scan.add("kinds", KindMark, hit.start, hit.end, "kind", value=value, until=until)
    return hit.end


def used(scan: Scan, hit: Hit) -> int:
    """Second-hand goods, and whether they were rebuilt."""
    done = hit.words("done")
    end = hit.token.end if hit.group("gap") is None else hit.end
    first = hit.end if "gap" not in hit.match.re.groupindex else hit.token.end
    scan.add("conditions", Mark, hit.start, first, "condition", value="second-hand")
    if done:
        hedge = hit.words("hedge")
        scan.add("conditions", Mark, done.start, done.end, "condition", value="modernized", hedge=hedge)
    return max(first, end)


def condition(scan: Scan, hit: Hit) -> int:
    """Work done on the goods before they were handed over."""
    scan.add("conditions", Mark, hit.start, hit.end, "condition", value=hit.rule.says["value"])
    return hit.end
