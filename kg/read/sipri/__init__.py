"""The SIPRI Arms Transfers Database: its trade register in all its shapes, and its tables of volumes.

``register_file`` (with ``lines``, ``columns``, ``records``, ``rows``) reads one file, ``gather`` and ``join`` put the
rows of all files of one release together to deals, ``deal`` (with ``commented``) tells each deal as facts.
"""

from __future__ import annotations

from kg.read.sipri.register import REGISTER
from kg.read.sipri.tables import TivTable, read_table

__all__ = ["REGISTER", "TivTable", "read_table"]
