"""Blocks that have to be fused together: one by itself, or several that a person's decision ties to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.fuse.decisions import Decisions


def units(
    blocks: Iterable[str], decisions: Decisions, block_of_claim: Callable[[str], Iterable[str]]
) -> list[list[str]]:
    """Groups of blocks, each sorted, in order.

    Claims of two blocks that somebody said are of one transfer tie the blocks together, and with them the blocks of
    all pairs of their parties, because the transfer may take one party from each.

    Args:
        blocks: those to begin with.
        decisions: of persons.
        block_of_claim: where a claim stands.

    """
    ties: dict[str, set[str]] = {}
    for decision in decisions.all:
        if decision.verdict != "same":
            continue
        tied: set[str] = set()
        for claim in (decision.one, decision.other):
            tied.update(block_of_claim(claim))
        tied |= _crossed(tied)
        for block in tied:
            ties.setdefault(block, set()).update(tied)
    groups: list[list[str]] = []
    seen: set[str] = set()
    for block in sorted(blocks):
        if block in seen:
            continue
        group, waiting = set[str](), {block}
        while waiting:
            one = waiting.pop()
            group.add(one)
            waiting |= ties.get(one, set()) - group
        seen |= group
        groups.append(sorted(group))
    return groups


def _crossed(blocks: set[str]) -> set[str]:
    """The blocks of all pairs of the parties of some blocks."""
    pairs = [block.split(" ") for block in blocks if " " in block]
    return {f"{supplier} {recipient}" for supplier, _ in pairs for _, recipient in pairs}
