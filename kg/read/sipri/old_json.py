"""The register in the words of the old website, as JSON: a list of the deals of one state, the other side of each.

``supplier`` is whatever party the old page listed, which on a supplier's page is the RECIPIENT: ``sup_type`` says it
(R recipient, L licensee; S supplier on a recipient's page). Brackets mark what is uncertain, ranges of years are closed.
The state whose page it was stands nowhere inside, so it is looked for in the file's name, and each record says that
this party was inferred.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import UnreadableFile
from kg.read.model import Refusal
from kg.read.sipri.lines import text_of
from kg.read.sipri.parties import party_in_file_name
from kg.read.sipri.register_file import RegisterFile
from kg.read.sipri.rows import DealRow, Place, WrongRow
from kg.read.sipri.values import WrongValue, count_of, year_of

_MEMBERS = (
    "supplier", "sup_type", "weapon_nr", "weapon_nr_txt", "weapon_designation", "weapon_description",
    "order_year", "deliver_year", "nr_delivered", "comments",
)  # fmt: skip
_TELLING = ("weapon_designation", "order_year", "deliver_year", "sup_type")
_RANGE = re.compile(r"(\(?\d{4}\)?)\s*[-–]\s*(\(?\d{4}\)?)")


def looks_like_old_json(beginning: str) -> bool:
    """Whether a file that begins so is of this kind."""
    return beginning.lstrip()[:1] == "[" and all(f'"{member}"' in beginning for member in _TELLING)


def read_old_json(path: Path) -> RegisterFile:
    """Read such a file.

    Raises:
        UnreadableFile: if it is no JSON, or if nothing tells whose page it was.

    """
    name = str(path)
    try:
        members = json.loads(text_of(path.read_bytes(), name))
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"not JSON: {error.msg} (column {error.colno})",
            place=f"{name}:{error.lineno}",
            advice="The file may have been cut off: download it again",
        ) from error
    except RecursionError as error:
        raise UnreadableFile("the JSON is nested too deeply", place=name) from error
    if not isinstance(members, list):
        raise UnreadableFile("this is no list of deals", place=name)
    ours = party_in_file_name(path.stem)
    if ours is None:
        raise UnreadableFile(
            "the file does not say whose transfers these are",
            place=name,
            advice="Put the name of that one state into the name of the file, as in transfers-of-Germany-2014.json",
        )
    we_supply = _we_supply(members, name)
    side = "supplier" if we_supply else "recipient"
    file = RegisterFile(name, count=len(members), inferred_party=side)
    file.remarks = (f"the {side} of all deals, {ours.name}, was taken from the name of the file",)
    for number, member in enumerate(members, 1):
        place = Place(name, number, member=True)
        try:
            file.deals.append(_deal(member, place, ours.name, we_supply=we_supply))
        except (WrongRow, WrongValue) as error:
            advice = "Mend that member of the list"
            file.refusals.append(Refusal(str(place), str(error), advice, ((name, 1),)))
    return file


def _we_supply(members: list[Any], name: str) -> bool:
    kinds = {str(member.get("sup_type", "")).strip() for member in members if isinstance(member, dict)}
    if ("R" in kinds) == ("S" in kinds):
        raise UnreadableFile(
            "'sup_type' does not tell whether the parties listed are recipients (R) or suppliers (S)",
            place=name,
            advice="Give it R or S for deliveries, L for licences",
        )
    return "R" in kinds


def _deal(member: object, place: Place, ours: str, *, we_supply: bool) -> DealRow:
    if not isinstance(member, dict):
        raise WrongRow("this is no JSON object")
    values = {name: " ".join(str(member.get(name) or "").split()) for name in _MEMBERS}
    if "\x00" in "".join(values.values()):
        raise WrongRow("it has a NUL character")
    theirs = values["supplier"]
    designation = values["weapon_designation"] or values["weapon_description"]
    if not theirs or not designation:
        raise WrongRow(f"{'supplier' if not theirs else 'weapon_designation'!r} is empty")
    order_year, order_estimate = _checked(values, "order_year", year_of)
    ordered, ordered_estimate = _checked(
        values, "weapon_nr_txt" if values["weapon_nr_txt"] else "weapon_nr", count_of
    )
    delivered, delivered_estimate = _checked(values, "nr_delivered", count_of)
    years, every_year = _years(values["deliver_year"])
    text = ",".join(values[name] for name in _MEMBERS)
    return DealRow(
        place=place,
        text=text,
        supplier=ours if we_supply else theirs,
        recipient=theirs if we_supply else ours,
        order_year=order_year,
        order_estimate=order_estimate,
        ordered=ordered,
        ordered_estimate=ordered_estimate,
        designation=designation,
        description=values["weapon_description"],
        delivered=delivered,
        delivered_estimate=delivered_estimate,
        years=years,
        condition=None,
        comments=values["comments"],
        comment_at=len(text) - len(values["comments"]),
        unit=None,
        tiv_ordered=None,
        tiv_delivered=None,
        licence=values["sup_type"] == "L",
        every_year=every_year,
    )


def _checked(values: Mapping[str, str], name: str, read: Any) -> tuple[Any, bool]:
    try:
        return read(values[name])  # type: ignore[no-any-return]
    except WrongValue as error:
        raise WrongRow(f"{name!r}: {error}") from None


def _years(text: str) -> tuple[tuple[int, ...], bool]:
    """The years of delivery, and whether these are all: of a range only the first and the last are known."""
    if not text:
        return (), True
    if parts := _RANGE.fullmatch(text.strip("()")) or _RANGE.fullmatch(text):
        first, last = sorted(
            _checked({"deliver_year": part}, "deliver_year", year_of)[0] for part in parts.groups()
        )
        return ((first, last), last - first <= 1) if first != last else ((first,), True)
    return (_checked({"deliver_year": text}, "deliver_year", year_of)[0],), True
