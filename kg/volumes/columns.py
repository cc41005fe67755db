"""Volumes from the columnar projection, by DuckDB: the same numbers as by SPARQL, in milliseconds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.volumes.categories import is_sipri_category
from kg.volumes.model import FIRST, LAST, Counted, Line, Question, Unplaced, Used
from kg.volumes.projection import connect

_WITHIN = "first >= $from AND last <= $to AND last - first < $span"
_CUT = f"last >= $from AND first <= $to AND NOT ({_WITHIN})"
_SUM = "sum(tiv), count(DISTINCT transfer)"


def count(projection: Path, question: Question) -> Counted:
    """Answer a question from the file of a projection."""
    chosen, values = _chosen(question)
    given: dict[str, Any] = {
        "from": FIRST if question.first is None else question.first,
        "to": LAST if question.last is None else question.last,
        "span": question.span,
        **values,
    }
    keys = ", ".join("first" if name == "year" else name for name in question.columns)
    with connect() as database:
        database.read_parquet(str(projection)).create_view("transfers")

        def ask(sql: str) -> list[tuple[Any, ...]]:
            return database.execute(sql, given).fetchall()

        lines = ask(f"SELECT {keys}, {_SUM} FROM transfers WHERE {_WITHIN}{chosen} GROUP BY {keys}")  # noqa: S608 - fixed parts
        used = ask(f"SELECT releases, {_SUM} FROM transfers WHERE {_WITHIN}{chosen} GROUP BY releases")  # noqa: S608
        unplaced = ask(f"SELECT {_SUM} FROM transfers WHERE {_CUT}{chosen}")  # noqa: S608
    return Counted(
        tuple(Line(tuple(key), tiv, deals) for *key, tiv, deals in lines),
        tuple(Used(frozenset(releases), deals, tiv) for releases, tiv, deals in used),
        *(Unplaced(Decimal(0) if tiv is None else tiv, deals) for tiv, deals in unplaced),
    )


def _chosen(question: Question) -> tuple[str, dict[str, Any]]:
    """The filters of a question as SQL, and the values in them."""
    sql = ""
    values: dict[str, Any] = {}
    for column, wanted in (("supplier", question.suppliers), ("recipient", question.recipients)):
        if wanted:
            sql += f" AND list_contains(${column}, {column})"
            values[column] = list(wanted)
    if question.releases:
        sql += " AND list_has_any(releases, $releases)"
        values["releases"] = list(question.releases)
    if question.category is not None:
        values["category"] = question.category
        if is_sipri_category(question.category):
            sql += " AND sipri = $category"
        else:
            sql += " AND (own = $category OR starts_with(own, $category || '.'))"
    return sql, values
