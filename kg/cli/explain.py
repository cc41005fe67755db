"""The command ``armsgraph explain``: why a fused transfer is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import StoreOption, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.explanation import ClaimView, Comparison, Explanation, TakenValue
    from kg.fuse import Decision

_MANY = 20
"""Of more claims than this, each is compared with the first on paper; --json has all pairs."""


def explain(
    transfer: Annotated[
        str,
        typer.Argument(metavar="TRANSFER|CLAIM", help="IRI of a transfer or claim, or the last part of it."),
    ],
    store: StoreOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the claims of a transfer, which values were taken and why, and what speaks for it being one transfer."""
    from kg.explanation import explain as explained
    from kg.store import open_store

    settings = settings_of(store=store)
    opened = open_store(settings.store, read_only=True)
    try:
        found = explained(opened, settings, transfer)
    finally:
        opened.close()
    if as_json:
        import json
        from dataclasses import asdict

        print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    for line in _lines(found):
        print(line)


def _lines(found: Explanation) -> Iterator[str]:
    from kg.text import isolate, isolate_whole

    yield isolate(found.transfer)
    if found.label:
        yield isolate_whole(found.label)
    if found.stale:
        yield "The store has changed since the transfers were worked out; the next build works them out again."
    numbers = {claim.iri: str(number) for number, claim in enumerate(found.claims, 1)}
    yield from ("", f"Claims ({len(found.claims)})")
    for claim in found.claims:
        yield from _claim(claim, numbers[claim.iri])
    yield from ("", "Values")
    for value in found.values:
        yield from _value(value, numbers)
    yield from _compared(found, numbers)
    denials = [numbers[claim.iri] for claim in found.claims if claim.denies]
    if denials:
        yield from ("", f"Denied by [{'], ['.join(denials)}]")
    if found.decisions:
        yield from ("", "Decisions of persons")
        for decision in found.decisions:
            yield _decision(decision, numbers)


def _compared(found: Explanation, numbers: dict[str, str]) -> Iterator[str]:
    if not found.comparisons:
        return
    yield from ("", f"Compared (together from {found.threshold:g} on; the mean is {found.mean:.2f})")
    first = found.comparisons[0].one
    shown = [one for one in found.comparisons if len(numbers) <= _MANY or one.one == first]
    for comparison in shown:
        yield _comparison(comparison, numbers)
    if len(shown) < len(found.comparisons):
        yield f"  and {len(found.comparisons) - len(shown):,} more pairs, which --json shows"


def _claim(claim: ClaimView, number: str) -> Iterator[str]:
    from kg.text import isolate, isolate_whole

    standing = ", ".join(
        [claim.epistemic, claim.stage]
        + (["official"] if claim.official else [])
        + (["denial"] if claim.denies else [])
    )
    yield f"  [{number}] {isolate(claim.iri)}  ({standing})"
    about = [isolate_whole(part) for part in (claim.title or claim.record_key, claim.source) if part]
    about += [isolate(part) for part in (claim.release, claim.register_id, claim.issued) if part]
    yield f"      {'; '.join(about)}"
    for quote in claim.quotes:
        yield f'      "{isolate_whole(" ".join(quote.split()))}"'


def _value(value: TakenValue, numbers: dict[str, str]) -> Iterator[str]:
    from kg.text import isolate_whole

    yield f"  {value.property:<18} {isolate_whole(value.taken.value)}  {_cited(value.taken.claims, numbers)}"
    if value.rule:
        yield f"    by {value.rule}: {value.reason}"
    for rival in value.rivals:
        yield f"    not {isolate_whole(rival.value)}  {_cited(rival.claims, numbers)}"


def _cited(claims: tuple[str, ...], numbers: dict[str, str]) -> str:
    return "".join(f"[{numbers.get(claim, '?')}]" for claim in claims)


def _comparison(comparison: Comparison, numbers: dict[str, str]) -> str:
    terms = ", ".join(f"{one.feature} {one.outcome} {one.score:+.2f}" for one in comparison.observations)
    pair = f"[{numbers[comparison.one]}] [{numbers[comparison.other]}]"
    return f"  {pair} {comparison.score:+.2f}: {terms or 'nothing to compare'}"


def _decision(decision: Decision, numbers: dict[str, str]) -> str:
    from kg.text import isolate, isolate_whole

    ends = " and ".join(
        f"[{numbers[claim]}]" if claim in numbers else isolate(claim)
        for claim in (decision.one, decision.other)
    )
    why = f": {isolate_whole(decision.reason)}" if decision.reason else ""
    return f"  {ends} {decision.verdict}, by {isolate_whole(decision.by)} at {decision.made}{why}"
