"""What the columns of SIPRI's trade register are called, in both of its shapes and in all spellings met so far.

Headers move between releases and are rewritten by the programs that a file passes through, so names are compared by
their letters and digits alone, and a column with an unknown name is told by its place where that leaves no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.errors import UnreadableFile

_DEALS: dict[str, tuple[str, ...]] = {
    "recipient": ("Recipient", "Buyer"),
    "supplier": ("Supplier", "Seller"),
    "order_year": ("Year of order", "Order year", "Order date"),
    "order_flag": (),
    "ordered": ("Number ordered", "No. ordered"),
    "ordered_flag": (),
    "designation": ("Weapon designation", "Designation"),
    "description": ("Weapon description", "Description"),
    "delivered": ("Number delivered", "Deliveries in the Year Range", "Numbers delivered"),
    "delivered_flag": (),
    "years": ("Year(s) of delivery", "Year(s) of deliveries", "Years of delivery", "Delivery year(s)"),
    "status": ("Status",),
    "comments": ("Comments", "Comment"),
    "unit": ("SIPRI TIV per unit", "TIV per unit"),
    "tiv_ordered": ("SIPRI TIV for total order", "TIV for total order"),
    "tiv_delivered": ("SIPRI TIV of delivered weapons", "TIV of delivered weapons"),
}
"""One row per deal: 16 columns, of which the three flags have a blank header."""

_YEARS: dict[str, tuple[str, ...]] = {
    "id": ("SIPRI AT Database ID", "Deal ID"),
    "supplier": ("Supplier", "Seller"),
    "recipient": ("Recipient", "Buyer"),
    "designation": ("Designation", "Weapon designation"),
    "description": ("Description", "Weapon description"),
    "category": ("Armament category", "Weapon category"),
    "order_year": ("Order date", "Order year", "Year of order"),
    "order_flag": ("Order date is estimate", "Order year is estimate"),
    "number": ("Numbers delivered", "Number delivered"),
    "number_flag": ("Numbers delivered is estimate", "Number delivered is estimate"),
    "year": ("Delivery year", "Year of delivery"),
    "year_flag": ("Delivery year is estimate", "Year of delivery is estimate"),
    "status": ("Status",),
    "new_unit": ("SIPRI estimate",),
    "unit": ("TIV deal unit",),
    "tiv": ("TIV delivery values", "TIV delivery value"),
    "local": ("Local production",),
}
"""One row per deal and delivery year: 17 columns."""

_FLAG_BEHIND = {"order_flag": "order_year", "ordered_flag": "ordered", "delivered_flag": "delivered"}
_ENOUGH = 8
"""So many known names make a line the row of column names; no sentence has as many."""
_SEPARATORS = (",", ";", "\t", "|")
_PARTY = re.compile(r"supplier|seller|recipient|buyer", re.IGNORECASE)
_LONGEST = 4_000
"""Characters; the names of all columns take some 300."""
_NO_NAME = re.compile(r"(?:unnamed|x|v)?\d*")
"""What is left of a blank header, as it is and as pandas and R fill it: ``Unnamed: 3``, ``X.1``, ``...4``."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One of the two shapes of the register. ``columns`` in SIPRI's order; ``needed`` a row says nothing without."""

    name: str
    columns: dict[str, tuple[str, ...]]
    needed: tuple[str, ...]

    def title(self, column: str) -> str:
        """What SIPRI calls a column now."""
        names = self.columns[column]
        return names[0] if names else f"'?' behind {self.title(_FLAG_BEHIND[column])}"


DEALS = Shape("deals", _DEALS, ("recipient", "supplier", "order_year", "designation", "delivered", "years"))
YEARS = Shape(
    "years", _YEARS, ("supplier", "recipient", "designation", "order_year", "number", "year", "tiv")
)
SHAPES = (YEARS, DEALS)


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column stands in the rows of one file. ``remarks`` are sentences for the user."""

    shape: Shape
    separator: str
    width: int
    places: dict[str, int]
    stray: str = ""
    remarks: tuple[str, ...] = ()
    order: tuple[int, ...] = field(default=())

    def at(self, column: str) -> str:
        """A column as the user finds it: its number from 1 and its name."""
        return f"column {self.places[column] + 1} ({self.shape.title(column)})"


def known_as(name: str) -> str:
    """What is compared of a column's name: ``Year.of.order`` is ``Year of order``."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_NAMES = {
    shape.name: {known_as(name): column for column, names in shape.columns.items() for name in names}
    for shape in SHAPES
}


def looks_like_header(line: str) -> bool:
    """Whether a line is the row of column names, good or with faults."""
    # Nearly every line of nearly every file is told here, before it is taken apart.
    return _PARTY.search(line) is not None and len(line) < _LONGEST and _best(line)[0] >= _ENOUGH


def header_of(line: str, place: str, number: int) -> Header:
    """The header that a line is.

    Raises:
        UnreadableFile: if a column is missing that no deal can do without.

    """
    _, shape, separator = _best(line)
    cells = [cell.strip().strip('"').strip() for cell in line.split(separator)]
    stray = ""
    if separator != ";" and cells[-1].endswith(";"):
        cells[-1], stray = cells[-1].rstrip(";"), ";"
    standard = len(shape.columns)
    while len(cells) > standard and not cells[-1]:
        cells.pop()
    names = _NAMES[shape.name]
    places: dict[str, int] = {}
    for index, cell in enumerate(cells):
        column = names.get(known_as(cell))
        if column and column not in places:
            places[column] = index
    remarks = _by_place(shape, cells, places)
    if missing := [shape.title(column) for column in shape.needed if column not in places]:
        strange = [
            f"{cell!r} (column {i + 1})" for i, cell in enumerate(cells) if i not in places.values() and cell
        ]
        raise UnreadableFile(
            f"the column {', '.join(map(repr, missing))} is not there"
            + (f"; not known is {', '.join(strange)}" if strange else ""),
            place=f"{place}:{number}",
            advice="Give the columns the names that SIPRI gives them, or download the register again",
        )
    left_out = [
        f"the column {cell!r} ({index + 1}) is none of SIPRI's and was left out"
        for index, cell in enumerate(cells)
        if index not in places.values() and not _NO_NAME.fullmatch(known_as(cell))
    ]
    order = tuple(places[column] for column in shape.columns if column in places)
    return Header(shape, separator, len(cells), places, stray, (*remarks, *left_out), order)


def _best(line: str) -> tuple[int, Shape, str]:
    """How many names of which shape a line holds, with the separator that shows most."""
    found = []
    for separator in _SEPARATORS:
        cells = {known_as(cell) for cell in line.split(separator)}
        found += [(len(cells & _NAMES[shape.name].keys()), shape, separator) for shape in SHAPES]
    return max(found, key=lambda one: one[0])


def _by_place(shape: Shape, cells: Sequence[str], places: dict[str, int]) -> list[str]:
    """Find the columns that have no name, or one that is new, and say which was read by its place."""
    taken = set(places.values())
    for flag, behind in _FLAG_BEHIND.items():
        if flag in shape.columns and shape is DEALS and behind in places:
            after = places[behind] + 1
            if after < len(cells) and after not in taken and _NO_NAME.fullmatch(known_as(cells[after])):
                places[flag] = after
                taken.add(after)
    remarks = []
    if len(cells) == len(shape.columns):
        for index, column in enumerate(shape.columns):
            if column not in places and index not in taken and column not in _FLAG_BEHIND:
                places[column] = index
                taken.add(index)
                remarks.append(
                    f"the column {cells[index]!r} ({index + 1}) was read as {shape.title(column)!r}, by its place"
                )
    return remarks
