"""The parts that statements are made of: numbers, years, sums of money, names of parties. Each is read at a place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kg import reference
from kg.read.sipri.comment_model import Words
from kg.read.sipri.comment_rules import Grammar, Money

KnownParty = Callable[[str], bool]

_NAME_WORD = re.compile(r"[^\W_][\w’-]*(?:['.][^\W_][\w’-]*)*|&")
_LONGEST_NAME = 6
"""How many words the name of a party may have ("Trinidad and Tobago", "Democratic Republic of the Congo")."""
_JOIN = re.compile(r"(?: (?P<or>or|and/or) (?:from )?| and (?:from )?|/|, | & )(?:the )?")


@cache
def default_parties() -> frozenset[str]:
    """The names, abbreviations and demonyms of all states, organisations and groups of the reference knowledge."""
    found: set[str] = set()
    for entity in reference.load():
        if entity.kind in ("state", "organisation", "group"):
            found.update(
                name.text for name in entity.names if name.language in (None, "en") and name.use != "capital"
            )
            found.update(name.rstrip("*") for name in entity.sipri_names)
    return frozenset(found)


def words(text: str, start: int, end: int) -> Words:
    """The piece of a text between two offsets, without blanks at its ends."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return Words(start, start + len(piece), piece)


def year_of(match: re.Match[str], name: str = "year") -> int | None:
    """The number in a group of a match, None if it has no such group or the group took no part."""
    groups = match.groupdict()
    return int(groups[name]) if groups.get(name) else None


def years_of(match: re.Match[str]) -> tuple[int | None, int | None]:
    """First and last year of the part ``years``; the two are the same if it names one, ten apart in "1980s"."""
    found = [year for name in ("year", "year2", "year3") if (year := year_of(match, name)) is not None]
    if not found:
        return None, None
    first = found[0]
    found = [year if year > 99 else first - first % 100 + year for year in found]  # "2024-25"
    if match["decade"]:
        found.append(max(found) + 9)
    return min(found), max(found)


def range_of(match: re.Match[str]) -> tuple[int | None, int | None]:
    """The bounds that the part ``number`` gives; the two are the same if it names one number."""
    least, most = year_of(match, "least"), year_of(match, "most")
    return (least, least) if most is None else (least, most)


_MOST_SUMS = 4
MOST = 12
"""How long a list of parties, platforms or names may be: no comment has a longer one, hostile text might."""
_OR = re.compile(r" or |/")

# Money -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money at a place. ``scaled``: with a word such as "m" or "b". ``restated``: the one before it again."""

    start: int
    end: int
    amount: Decimal
    max: Decimal | None
    currency: str | None
    approximate: bool
    scaled: bool
    restated: bool


def sums(money: Money, text: str, start: int, end: int) -> list[Sum]:
    """One sum, or several that are alternatives ("$38 m or $40 m"); none if there is none at ``start``."""
    matches: list[re.Match[str]] = []
    while len(matches) < _MOST_SUMS and (match := money.sum.match(text, start, end)):
        matches.append(match)
        link = _OR.match(text, match.end(), end)
        if not link:
            break
        start = link.end()
    found: list[Sum] = []
    scale: str | None = None
    for match in reversed(matches):  # "$38 or $40 m": the scale stands behind the last
        scale = match["scale"] or match["scale1"] or scale
        restated = match is not matches[0] and text[match.start() - 1] == "/"
        found.append(_sum(money, match, scale, restated=restated))
    return found[::-1]


def _sum(money: Money, match: re.Match[str], scale: str | None, *, restated: bool) -> Sum:
    factor = money.scales[scale] if scale else Decimal(1)
    first = money.scales[match["scale1"]] if match["scale1"] else factor
    low = _whole(match["low"], first)
    high = _whole(match["high"], factor) if match["high"] else None
    if high is not None and high <= low:
        high = None
    return Sum(
        start=match.start(),
        end=match.end(),
        amount=low,
        max=high,
        currency=money.signs[match["sign"]],
        approximate=match["around"] is not None,
        scaled=scale is not None,
        restated=restated,
    )


def _whole(digits: str, scale: Decimal) -> Decimal:
    """The number in whole units, written without needless zeros: 25000000, not 25000000.00."""
    amount = Decimal(digits.replace(",", ".")) * scale
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


# Parties -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """A party at a place: its name, what of it is meant ("company"), and whether it is one of several candidates."""

    name: Words
    body: Words | None = None
    alternative: bool = False


def party_name(known: KnownParty, text: str, start: int, end: int) -> Words | None:
    """The longest name of a party that begins at ``start``."""
    best: Words | None = None
    position = start
    if not text[start : start + 1].isupper():
        return None
    for _ in range(_LONGEST_NAME):
        match = _NAME_WORD.match(text, position, end)
        if not match:
            break
        if known(text[start : match.end()]):
            best = Words(start, match.end(), text[start : match.end()])
        position = match.end()
        if text[position : position + 1] != " ":
            break
        position += 1
    return best


def parties(grammar: Grammar, known: KnownParty, text: str, start: int, end: int) -> tuple[list[Party], int]:
    """The parties that are listed from ``start`` on, and where the list ends. Empty if the first is not one.

    A name counts only if what follows it shows that it is whole: in "Polish Steel Works", "Polish" is none.
    """
    found: list[Party] = []
    done = start
    either = False
    while len(found) < MOST and (read := _party(grammar, known, text, start, end)) is not None:
        party, done = read
        found.append(party)
        join = _JOIN.match(text, done, end)
        if not join:
            break
        start = join.end()
        if _party(grammar, known, text, start, end) is None:
            if text[start : start + 1].isupper() and grammar.body.match(
                text, _word_end(text, start, end), end
            ):
                return [], done  # "French and Ruritanian company": what is French is not a party either
            break
        either = either or join["or"] is not None
    if len(found) > 1 and found[-1].body and found[-1].body.text.endswith("companies"):
        found = [Party(party.name, party.body or found[-1].body) for party in found]
    if either:
        found = [Party(party.name, party.body, alternative=True) for party in found]
    return found, done


def _word_end(text: str, start: int, end: int) -> int:
    match = _NAME_WORD.match(text, start, end)
    return match.end() if match else start


def _party(grammar: Grammar, known: KnownParty, text: str, start: int, end: int) -> tuple[Party, int] | None:
    inside = grammar.body_in.match(text, start, end)  # "a company in Singapore"
    name = party_name(known, text, inside.end() if inside else start, end)
    if name is None:
        return None
    body: Words | None = None
    done = name.end
    if inside:
        body = words(text, start, inside.end() - len(" in "))
    elif match := grammar.body.match(text, name.end, end):
        body, done = words(text, match.start(), match.end()), match.end()
    elif match := grammar.aid_tail.match(text, name.end, end):
        # what the party gives is read on its own: it stands behind the list; but who gives privately is not the state
        body = words(text, match.start(), match.end()) if "private" in match[0] else None
        return Party(name, body), match.end() if _JOIN.match(text, match.end(), end) else name.end
    if not grammar.closed.match(text, done, end):
        return None
    return Party(name, body), done
