"""Answers on disk: what was asked once is not paid for again, not even after an interruption."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import ModelError
from kg.extract.llm.answers import Answer, BadAnswer, parse

_FORM = 1
"""To be counted up when what is stored changes its form."""


def key_of(api: str, body: Mapping[str, Any]) -> str:
    """What an answer is found by: a hash of all that is asked (text, prompt, schema, model) and of the interface.

    The address and the key of the server are no part of it.
    """
    asked = json.dumps([_FORM, api, body], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()


class Cache:
    """A folder of answers, each in a file that is there whole or not at all. It is made when there is an answer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Answer | None:
        """The answer to what was asked; None if there is none, or none that can be used any more."""
        try:
            return parse(self._path(key).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, BadAnswer):
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer.

        Raises:
            ModelError: if the folder cannot be written.

        """
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(answer.model_dump_json(by_alias=True))
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise ModelError(
                f"an answer cannot be kept in {self._folder}: {error.strerror}",
                advice="Set ARMSGRAPH_LLM_CACHE to a folder that can be written",
            ) from error

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"
