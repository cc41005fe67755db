"""Tables: CSV and its kin, XLSX, Parquet and JSON arrays, each with a mapping that says what its rows mean.

The mapping is a YAML file that lies beside the table, or one of those in ``mappings``, which know their tables by
their columns. A new register that is a table is a new file there and nothing else. docs/tables.md is the guide.
"""

from __future__ import annotations

from kg.read.tabular.register import Tables

__all__ = ["REGISTER"]

REGISTER = Tables()
