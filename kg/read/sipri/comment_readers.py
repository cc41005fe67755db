"""Which function reads what: the values that ``gives`` may have in ``comments.yaml``."""

from __future__ import annotations

from collections.abc import Callable

from kg.read.sipri import comment_events as events
from kg.read.sipri import comment_names as names
from kg.read.sipri import comment_purposes as purposes
from kg.read.sipri import comment_roles as roles
from kg.read.sipri import comment_terms as terms
from kg.read.sipri.comment_scan import Hit, Scan

Reader = Callable[[Scan, Hit], int]

_ALL: tuple[Reader, ...] = (
    terms.aid, terms.condition, terms.exchange, terms.kind, terms.offset, terms.price, terms.used,
    roles.diversion, roles.financier, roles.former, roles.intended, roles.intermediary, roles.lessor, roles.line,
    roles.made, roles.ordered_from, roles.other_party, roles.source,
    names.designated, names.designation, names.engine, names.programme, names.version,
    purposes.carrier_of, purposes.operator, purposes.purpose, purposes.spares,
    events.capture, events.doubt, events.embargo, events.extra, events.illegal, events.milestone, events.number,
    events.option, events.original, events.reported, events.setback,
)  # fmt: skip
READERS: dict[str, Reader] = {reader.__name__: reader for reader in _ALL}
