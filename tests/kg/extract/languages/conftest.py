"""What the tests of every language need: a text in, its transfers and events out in a form that compares."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract import extract
from kg.facts import Document, Facts, problems

Told = tuple[str | None, str | None, str, str, str]


@pytest.fixture(scope="session")
def read() -> Callable[..., Facts]:
    """Extract a text; the record that comes out must be sound."""

    def read_text(language: str, text: str, day: str | None = "2024-10-15") -> Facts:
        found = extract(Document(id="t", lang=language, text=text, date=day))
        assert problems(found) == []
        return found

    return read_text


@pytest.fixture(scope="session")
def told(read: Callable[..., Facts]) -> Callable[..., list[Told]]:
    """Supplier, recipient, class, stage and epistemic status of each item that a text tells of, sorted."""

    def told_by(language: str, text: str, day: str | None = "2024-10-15") -> list[Told]:
        return sorted(
            (
                (t.supplier, t.recipient, item.weapon_class, t.stage, t.epistemic)
                for t in read(language, text, day).transfers
                for item in t.items
            ),
            key=str,
        )

    return told_by


@pytest.fixture(scope="session")
def same() -> Callable[[list[Told], list[Told]], None]:
    """Compare told transfers with expected ones: a class may be narrower than expected, a stage left open."""

    def compare(given: list[Told], expected: list[Told]) -> None:
        assert len(given) == len(expected), given
        for want, have in zip(sorted(expected, key=str), given, strict=True):
            assert have[:2] == want[:2], given
            assert have[2].startswith(want[2]), given
            assert have[3] == (want[3] or have[3]), given
            assert have[4] == want[4], given

    return compare
