"""A query says with FROM as of when it asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadQuery
from kg.namespaces import BASE
from kg.store.dataset import take_as_of

AS_OF = f"<{BASE}graph/as-of/"


@pytest.mark.parametrize(
    ("query", "kept", "when"),
    [
        (
            f"DESCRIBE * FROM {AS_OF}2024-03-31> WHERE {{ ?s ?p ?o }}",
            "DESCRIBE * WHERE {?s ?p ?o}",
            "2024-03-31",
        ),
        (f"ASK from\n{AS_OF}sipri-2024> {{}}", "ASK {}", "sipri-2024"),
        ("DESCRIBE * FROM <urn:other> {}", "DESCRIBE * FROM <urn:other> {}", None),
        (f"DESCRIBE * FROM <urn:x> FROM {AS_OF}2024> {{}}", "DESCRIBE * FROM <urn:x> {}", "2024"),
        (f'DESCRIBE * {{ ?s ?p "FROM {AS_OF}2024>" }}', f'DESCRIBE * {{ ?s ?p "FROM {AS_OF}2024>" }}', None),
        (f"DESCRIBE * {{ GRAPH {AS_OF}2024> {{}} }}", f"DESCRIBE * {{ GRAPH {AS_OF}2024> {{}} }}", None),
    ],
)
def test_the_clause_is_taken_out_and_nothing_else(query, kept, when):
    found, day = take_as_of(query, BASE)
    assert (found.replace(" ", "").replace("\n", ""), day) == (kept.replace(" ", ""), when)
    assert len(found) == len(query)


def test_two_times_in_one_query_are_refused():
    with pytest.raises(BadQuery, match="one time"):
        take_as_of(f"DESCRIBE * FROM {AS_OF}2023> FROM {AS_OF}2024> {{}}", BASE)


@given(st.text(max_size=200))
def test_any_text_keeps_its_length_and_its_lines(text):
    found, _ = take_as_of(text, BASE)
    assert len(found) == len(text)
    assert found.count("\n") == text.count("\n")
