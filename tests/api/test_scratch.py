"""Temporary folders of services that live, that ended, and that were killed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from api.scratch import Scratch

KILLED = "import os, signal; from api.scratch import Scratch; Scratch(); os.kill(os.getpid(), signal.SIGKILL)"


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_there_until_it_is_removed(temporary):
    scratch = Scratch()
    (scratch.path / "file").write_text("x")
    assert list(temporary.iterdir()) == [scratch.path]
    scratch.remove()
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_killed_process_goes_and_that_of_a_living_one_stays(temporary):
    living = Scratch()
    other = temporary / "armsgraph-of-somebody"
    other.mkdir()
    environment = {"TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    assert len(list(temporary.iterdir())) == 3
    scratch = Scratch()
    assert set(temporary.iterdir()) == {living.path, other, scratch.path}
    for one in (living, scratch):
        one.remove()
    shutil.rmtree(other)
