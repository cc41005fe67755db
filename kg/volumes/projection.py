"""The fused transfers as columns: one row for each transfer and year of delivery, in a Parquet file beside the store.

It is made from the graph, holds nothing that the graph does not, and can be deleted at any time. Its name says which
state of the store it is of; when the store has changed, it is made anew.

Columns: ``transfer``, ``supplier``, ``recipient``, ``category`` (by which volumes are grouped), ``sipri`` and ``own``
(SIPRI's armament category, and the one of the tree), ``releases`` (a list), ``first`` and ``last`` (the years that
the volume belongs to: the same for a year's delivery), ``tiv`` (millions, 38 digits, 18 of them decimals).
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.namespaces import BASE, graph_iri
from kg.store import Store, open_store
from kg.store.opening import is_url
from kg.store.version import fingerprint
from kg.volumes.sparql import bind

if TYPE_CHECKING:
    import duckdb

_DECIMAL = "DECIMAL(38, 18)"
"""The range and precision of the store's own decimals, so that nothing is rounded on the way."""
_AG = "https://w3id.org/armsgraph/ontology#"
_PROJECT = f"""
COPY (
  SELECT transfer, supplier, recipient,
         coalesce(sipri, regexp_replace(own, '(/category/[^./]+)[.].*$', '\\1')) AS category,
         sipri, own, coalesce(releases, []) AS releases, first, last, tiv
  FROM amounts LEFT JOIN (
    SELECT transfer,
           max(value) FILTER (property = '{_AG}supplier') AS supplier,
           max(value) FILTER (property = '{_AG}recipient') AS recipient,
           max(value) FILTER (property = '{_AG}sipriCategory') AS sipri,
           max(value) FILTER (property = '{_AG}category') AS own,
           list(value ORDER BY value) FILTER (property = '{_AG}release') AS releases
    FROM deals GROUP BY transfer
  ) USING (transfer)
  ORDER BY first, transfer, tiv
) TO '{{target}}' (FORMAT parquet)
"""  # noqa: S608 - fixed parts


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches nothing and writes nothing of its own."""
    import duckdb

    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "",
    }
    return duckdb.connect(":memory:", config=settings)


def project(store: Store, target: Path, base: str = BASE) -> None:
    """Write the projection of an open store into a file."""
    import duckdb

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="new-") as folder, connect() as database:
        columns = {
            "amounts": {"transfer": "VARCHAR", "first": "INTEGER", "last": "INTEGER", "tiv": _DECIMAL},
            "deals": {"transfer": "VARCHAR", "property": "VARCHAR", "value": "VARCHAR"},
        }
        partial = Path(folder) / "whole.parquet"
        try:
            for name, types in columns.items():
                rows = Path(folder) / f"{name}.csv"
                rows.write_bytes(store.query(bind(f"{name}.rq", base=base)).serialize("csv"))
                table = database.read_csv(  # the store writes RFC 4180, so nothing is left to be guessed
                    str(rows),
                    header=True,
                    sep=",",
                    quotechar='"',
                    escapechar='"',
                    columns=types,
                    auto_detect=False,
                )
                table.create(name)
            database.execute(_PROJECT.format(target=str(partial).replace("'", "''")))
        except duckdb.Error as error:
            raise StoreError(f"the transfers cannot be put into columns: {error}") from error
        partial.replace(target)


def place_of(where: str, base: str = BASE) -> Path | None:
    """The file of the projection of a store in its present state; None for a server, or what is no folder.

    The file need not be there.
    """
    if is_url(where):
        return None
    folder = Path(where)
    try:
        state = fingerprint(folder)
    except OSError:
        return None
    suffix = "" if base == BASE else "-" + "".join(c for c in graph_iri("", base) if c.isalnum())[:80]
    return folder.with_name(folder.name + ".columns") / f"transfers-{state}{suffix}.parquet"


def kept(where: str, base: str = BASE) -> Path:
    """The projection of a store in a folder, made now if the store has changed since the last one.

    It is made from a view of the store that is opened here, so that it is of the state that its name says.

    Raises:
        StoreError: if the store is a server or keeps changing.

    """
    for _ in range(3):
        place = place_of(where, base)
        if place is None:
            raise StoreError(f"{where}: only a store in a folder has a projection; ask by SPARQL")
        if place.exists():
            return place
        store = open_store(where, read_only=True)
        try:
            project(store, place, base)
        finally:
            store.close()
        if place_of(where, base) == place:
            _remove_all_but(place)
            return place
        place.unlink(missing_ok=True)
    raise StoreError(
        f"{where}: the store is being changed; ask again when the build has ended, or ask by SPARQL"
    )


def _remove_all_but(place: Path) -> None:
    for old in place.parent.glob("transfers-*.parquet"):
        if old != place:
            with suppress(OSError):  # another process may read or remove it just now
                old.unlink()
