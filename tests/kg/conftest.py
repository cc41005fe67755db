"""What the tests of the builder share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.cli import main
from kg.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(settings: Settings, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the store of the test; gives exit code, standard output and standard error."""
    monkeypatch.setenv("ARMSGRAPH_STORE", settings.store)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capfd.readouterr()
        return code, out, err

    return command
