"""Which releases of registers a store holds, with what each covers and how many of its entries are current."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rdflib.namespace import RDF

from kg.facts import Coverage
from kg.ledger import Ledger
from kg.namespaces import AG
from kg.releases import KnownRelease, Releases
from kg.settings import Settings
from kg.store import Store
from kg.store.terms import ag


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """One release. ``current`` entries hold, ``superseded`` ones have made way for a later release."""

    register: str
    name: str
    published: str | None
    covers: tuple[Coverage, ...]
    current: int
    superseded: int

    @property
    def extent(self) -> str:
        """What its files hold, in words."""
        return "; ".join(map(_extent, self.covers)) or "everything"


def releases_of(store: Store, settings: Settings) -> list[ReleaseInfo]:
    """All releases, by register and then the oldest first."""
    known = Releases(store, settings.base).by_name.values()
    ledger = Ledger(store, settings.base)
    entries = _entries(store, ledger)
    aside = {
        triple.subject.value  # type: ignore[union-attr]
        for triple in store.match(ledger.meta, None, str(AG.superseded))
    }
    return [
        _info(release, entries.get(release.name, set()), aside)
        for release in sorted(known, key=lambda one: (one.register, one.age))
    ]


def as_json(info: ReleaseInfo) -> dict[str, Any]:
    """The same for JSON."""
    members = asdict(info)
    members["covers"] = [one.model_dump(mode="json", exclude_defaults=True) for one in info.covers]
    return members


def _entries(store: Store, ledger: Ledger) -> dict[str, set[str]]:
    """Name of a release -> the nodes of its entries. They are not read: a release has tens of thousands."""
    found: dict[str, set[str]] = {}
    books = {
        triple.subject.value  # type: ignore[union-attr]
        for triple in store.match(ledger.meta, None, str(RDF.type), ag("LedgerEntry"))
    }
    for triple in store.match(ledger.meta, None, str(AG.releaseName)):
        node = triple.subject.value  # type: ignore[union-attr]
        if node in books:
            found.setdefault(triple.object.value, set()).add(node)  # type: ignore[union-attr]
    return found


def _info(release: KnownRelease, entries: set[str], aside: set[str]) -> ReleaseInfo:
    superseded = len(entries & aside)
    covers = tuple(release.covers)
    return ReleaseInfo(
        release.register, release.name, release.published, covers, len(entries) - superseded, superseded
    )


def _extent(coverage: Coverage) -> str:
    parts = []
    if coverage.suppliers is not None:
        parts.append(f"supplied by {', '.join(coverage.suppliers)}")
    if coverage.recipients is not None:
        parts.append(f"received by {', '.join(coverage.recipients)}")
    if coverage.first_year is not None or coverage.last_year is not None:
        parts.append(f"delivered {coverage.first_year or ''}-{coverage.last_year or ''}")
    return ", ".join(parts) or "everything"
