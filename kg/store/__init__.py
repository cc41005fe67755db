"""Where the graph lives: a folder (Oxigraph inside this process) or any SPARQL 1.1 server by its URL.

Everything else of the project talks to the ``Store`` protocol alone. Changes go in as one ``Change`` that is
applied whole or not at all, so that a build that is killed leaves the last committed state.
"""

from __future__ import annotations

from kg.store.base import Answer, Change, Store, read_graph
from kg.store.opening import open_existing, open_store

__all__ = ["Answer", "Change", "Store", "open_existing", "open_store", "read_graph"]
