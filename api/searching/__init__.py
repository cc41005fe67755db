"""Names in any script: an index in memory of all names of all things, and matches that explain themselves."""

from api.searching.folding import fold
from api.searching.index import Index
from api.searching.names import Entry, Row
from api.searching.search import Found, Match, search

__all__ = ["Entry", "Found", "Index", "Match", "Row", "fold", "search"]
