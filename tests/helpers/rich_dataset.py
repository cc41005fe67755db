"""The dataset of fixture.trig with the transfers of transfers.trig beside it, served by the real application."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

HERE = Path(__file__).parent.parent / "api"
FILES = (HERE / "fixture.trig", HERE / "transfers.trig")
S400, SHELLS, S300 = "transfer/rus-tur-s-400", "transfer/prk-rus-shells", "transfer/rus-egy-s-300"
IRAN, ROCKETS = "transfer/rus-irn-s-300", "transfer/irn-hezbollah-rockets"
ALL = {S400, SHELLS, S300, IRAN, ROCKETS}


def load(folder: Path) -> str:
    """A store in a folder, with both files in it."""
    store = ox.Store(str(folder))
    for file in FILES:
        store.bulk_load(path=str(file), format=ox.RdfFormat.TRIG)
    store.flush()
    return str(folder)


def ids(response):
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]
