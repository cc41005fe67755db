"""Reads the comments of SIPRI's trade register: prices, aid, who paid, through whom it came, what is in doubt.

::

    >>> comment = read_comment("Probably $25 m deal; financed by USA; ordered via UAE")
    >>> [(price.amount, price.currency, price.hedge.text) for price in comment.prices]
    [(Decimal('25000000'), 'USD', 'Probably')]

The words and patterns are data, in ``comments.yaml``. What is not understood is left alone: a statement is taken only
where the words before it in its clause were understood too, and a name only if it reads as that of a party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.read.sipri.comment_model import Comment, Portion, Words
from kg.read.sipri.comment_names import variant
from kg.read.sipri.comment_parts import KnownParty, default_parties, range_of, words
from kg.read.sipri.comment_purposes import more_platforms
from kg.read.sipri.comment_readers import READERS
from kg.read.sipri.comment_roles import asked_party
from kg.read.sipri.comment_rules import grammar
from kg.read.sipri.comment_scan import NOTHING, Hit, Scan, Token

__all__ = ["Comment", "read_comment"]

_SEGMENT = re.compile(r"[^;]+")
_SHARE = re.compile(r"[\d.]{1,6}%|\d{1,4}(?:-\d{1,4})?")
_COUNT = re.compile(r"(?P<least>\d{1,4})(?:-(?P<most>\d{1,4}))?")
_FOR = re.compile(r"\s*(?:(?:incl|probably|possibly) ){0,2}for ", re.IGNORECASE)


def read_comment(comment: str, known_party: KnownParty | None = None) -> Comment:
    """What a comment says.

    ``known_party`` tells whether words are the name of a party; by default, whether the reference knowledge has a
    state, organisation or group of that name, abbreviation or demonym. It is asked about words as they are written.
    """
    scan = Scan(grammar(), known_party or default_parties().__contains__, comment)
    rest: list[Words] = []
    about_platforms = False
    for start, end in _segments(comment):
        if end <= scan.skip:
            continue
        scan.begin(start, end)
        _read_segment(scan)
        about_platforms = _FOR.match(comment, start, end) is not None or (
            about_platforms and not scan.read and more_platforms(scan, start)
        )
        if not scan.read:
            rest.append(words(comment, start, end))
    found = {member: tuple(statements) for member, statements in scan.found.items()}
    return Comment(rest=tuple(rest), doubts=scan.doubts, **found)


def _segments(comment: str) -> Iterator[tuple[int, int]]:
    """Where each segment begins and ends, without blanks. SIPRI turns commas into semicolons, so lists fall apart."""
    for match in _SEGMENT.finditer(comment):
        segment = words(comment, match.start(), match.end())
        if segment.text:
            yield segment.start, segment.end


def _read_segment(scan: Scan) -> None:
    done = scan.start
    for match in scan.grammar.token.finditer(scan.text, scan.start, scan.end):
        if match.start() < done:
            continue
        token = Token(match.start(), match.end(), match[0].lower(), match.lastgroup == "money")
        end = _read(scan, token)
        if end != NOTHING:
            scan.understood(end)
        else:
            end = _between(scan, token)
        done = max(token.end, end)
    scan.finish()


def _read(scan: Scan, token: Token) -> int:
    """The end of the statement that begins at a word, or ``NOTHING``."""
    key, place = token.lower, token.end
    rules = scan.grammar.rules.get("money" if token.is_money else key)
    if rules is None:
        if key[0].isdigit():
            rules, place = scan.grammar.rules["#"], token.start
        elif key.startswith("ex-"):
            rules = scan.grammar.rules["ex-"]
        else:
            return variant(scan, token)
    for rule in rules:
        if (rule.where == "clause" and not scan.clear) or (rule.where != "anywhere" and scan.turned):
            continue
        match = rule.then.match(scan.text, place, scan.end)
        if match and (end := READERS[rule.gives](scan, Hit(rule, token, match))) != NOTHING:
            return end
    return variant(scan, token)


def _between(scan: Scan, token: Token) -> int:
    """What stands between statements: hedges, portions, words that change nothing, and all the others."""
    g, lower = scan.grammar, token.lower
    if lower in g.hedges:
        return _wait_hedged(scan, token.start, token.end)
    if (phrase := g.hedge_phrases.get(lower)) and (match := phrase.match(scan.text, token.end, scan.end)):
        return _wait_hedged(scan, token.start, match.end())
    if lower in g.portions and (match := g.portion_tail.match(scan.text, token.end, scan.end)):
        scan.wait(match.end(), portion=Portion(scan.words(token.start, match.end()), *range_of(match)))
        return match.end()
    share = _SHARE.match(scan.text, token.start, scan.end) if scan.clear else None
    if share and share.end() >= token.end:
        count = _COUNT.fullmatch(share[0])
        bounds = range_of(count) if count else (None, None)
        scan.wait(share.end(), portion=Portion(scan.words(token.start, share.end()), *bounds))
        return share.end()
    if lower in "()[]":
        scan.bracket(token)
    elif lower in g.neutral:
        scan.join(token)
    else:
        scan.lose(token)
    return token.end


def _wait_hedged(scan: Scan, start: int, end: int) -> int:
    scan.wait(end, hedge=scan.words(start, end))
    last = asked_party(scan, start, end)
    if last == NOTHING:
        return end
    scan.understood(last)
    return last
