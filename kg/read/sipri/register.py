"""SIPRI's trade register as one of the registers that can be read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.errors import InputError, UnreadableFile
from kg.facts import Release
from kg.read.kinds import head_of
from kg.read.model import Refusal, Source, Tally
from kg.read.registers import Head
from kg.read.sipri.coverage import Coverage, part_of_register, shapes_of
from kg.read.sipri.deal import facts_of
from kg.read.sipri.gather import entries, yearly_deals
from kg.read.sipri.join import Deal, Joined, join
from kg.read.sipri.keys import with_keys
from kg.read.sipri.lines import lines_of
from kg.read.sipri.old_json import looks_like_old_json, read_old_json
from kg.read.sipri.outdated import current
from kg.read.sipri.register_file import RegisterFile, looks_like_register, read_register_file
from kg.read.sipri.releases import REGISTER as NAME
from kg.read.sipri.releases import release_of
from kg.read.sipri.tables import looks_like_table
from kg.settings import Settings


class SipriRegister:
    """The trade register of the SIPRI Arms Transfers Database, in all shapes that it has been handed out in.

    Its tables of volumes by year are recognised too, to say what they are for: they hold no deals.
    """

    name = NAME

    def recognises(self, head: Head, /) -> bool:
        """Whether a file is one of SIPRI's, by its column names."""
        return _shape(head.text) is not None

    def read(self, paths: Sequence[Path], settings: Settings, /) -> Iterator[Source | Refusal | Tally]:
        """All deals of these files; the files of one release are put together."""
        releases: dict[str, tuple[Release, list[RegisterFile]]] = {}
        for path in paths:
            try:
                file = _read(path)
                if not (file.deals or file.years):
                    yield from file.refusals
                    yield Tally(file.name, file.count, (*file.remarks, "there is no deal in it"))
                    continue
                release = release_of(file.generated, file.last_delivery, settings.release)
            except (InputError, OSError) as error:
                yield _refused(error, path)
                yield Tally(str(path), 0)
                continue
            releases.setdefault(release.name, (release, []))[1].append(file)
        for release, files in releases.values():
            yield from _deals(files, release)


REGISTER = SipriRegister()


def _shape(text: str) -> str | None:
    if looks_like_old_json(text):
        return "old"
    lines = lines_of(text)
    if looks_like_register(lines):
        return "register"
    return "table" if looks_like_table(lines) else None


def _read(path: Path) -> RegisterFile:
    """One file, by what it looks like."""
    shape = _shape(head_of(path).text)
    if shape == "old":
        return read_old_json(path)
    if shape == "table":
        raise UnreadableFile(
            "this is a table of volumes by year, not a register of deals",
            place=str(path),
            advice="Compare the graph with it: `armsgraph volumes --against FILE`",
        )
    return read_register_file(path)


def _refused(error: InputError | OSError, path: Path) -> Refusal:
    if isinstance(error, InputError):
        return Refusal.of(error, str(path))
    return Refusal(str(path), f"cannot be opened: {error.strerror or error}")


def _deals(files: Sequence[RegisterFile], release: Release) -> Iterator[Source | Refusal | Tally]:
    """All deals of the files of one release, then what was left out or refused of them, then their tallies."""
    deals, old_deals = current(entries(files), [file for file in files if file.deals])
    years, old_years = current(yearly_deals(files), [file for file in files if file.years])
    joined = join(deals, years, Coverage(files))
    shapes = shapes_of(files)
    parts = {
        file.name: release.model_copy(update={"covers": part_of_register(file, shapes)}) for file in files
    }
    for key, deal in with_keys(joined.deals, release):
        yield _source(key, deal, joined, parts)
    yield from old_deals
    yield from old_years
    for file in files:
        yield from file.refusals
    remarks = _remarks(joined)
    for file in files:
        yield Tally(file.name, file.count, (*file.remarks, *remarks.get(file.name, ())))


def _source(key: str, deal: Deal, joined: Joined, parts: Mapping[str, Release]) -> Source:
    """The record of a deal, in the release as far as the first file that has it goes."""
    places = [place for side in (deal.entry, deal.yearly) if side for place in side.places]
    rows: Counter[str] = Counter()
    for place in places:
        rows[place.file] += place.lines
    mended = [sentence for place in places for sentence in place.mended]
    mended += deal.yearly.remarks if deal.yearly else ()
    facts = facts_of(deal, key, parts[places[0].file], joined.aliases)
    return Source(str(places[0]), key, facts, tuple(dict.fromkeys(mended)), tuple(rows.items()))


def _remarks(joined: Joined) -> dict[str, list[str]]:
    """File -> what is to be said of it: how many of its deals stand in the other shape as well, and which do not."""
    both = [deal for deal in joined.deals if deal.entry and deal.yearly]
    remarks: dict[str, list[str]] = defaultdict(list)
    for file in dict.fromkeys(deal.yearly.first.place.file for deal in both if deal.yearly):
        remarks[file].append(
            f"deals that stand in both shapes of this release and are one record each: {len(both):,} "
            f"({joined.exactly:,} agree in all years, {joined.by_window:,} in the years that both files cover, "
            f"{joined.revised:,} were given other numbers between the two files)"
        )
    alone: dict[str, list[str]] = defaultdict(list)
    withdrawn: dict[str, list[str]] = defaultdict(list)
    for deal in joined.deals:
        if deal.yearly and not deal.entry and both:
            first = deal.yearly.first
            alone[first.place.file].append(f"id {first.id}" if first.id else f"line {first.place.line}")
        elif deal.entry and deal.withdrawn:
            withdrawn[deal.entry.row.place.file].append(f"line {deal.entry.row.place.line}")
    for file, named in alone.items():
        remarks[file].append(
            f"deals that fit none of the 16 columns and are records of their own: {len(named):,} ({_some(named)}); "
            "one that has other numbers there stands twice"
        )
    for file, named in withdrawn.items():
        remarks[file].append(
            f"deals that a file of 17 columns, which covers their years and was not made earlier, does not have: "
            f"{len(named):,} ({_some(named)}); they are records of their own and count in no single year"
        )
    return remarks


def _some(named: Sequence[str]) -> str:
    return ", ".join(named[:10]) + (", ..." if len(named) > 10 else "")
