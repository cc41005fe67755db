"""What a language model is told: the task, and a piece of a document as data behind a fence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.extract.llm.chunks import Chunk
from kg.facts import Document


@dataclass(frozen=True, slots=True)
class Prompt:
    """``task`` is ours; ``data`` holds the words of the document and nothing that we ask of the model."""

    task: str
    data: str

    def told_again(self, fault: str) -> Prompt:
        """The same with what was wrong with the first answer."""
        again = (
            f"Your first answer to this was refused: {fault}\nAnswer again, in the form that is asked for."
        )
        return Prompt(f"{self.task}\n{again}\n", self.data)


def prompt(document: Document, chunk: Chunk) -> Prompt:
    """The prompt for a piece of a document."""
    fence = chunk.fence
    published = f"It was published on {document.date}." if document.date else "Its date is not known."
    task = _task().replace("{fence}", fence)
    return Prompt(
        f"{task}\nThe document is in the language {document.lang}. {published}\n",
        f"{fence}\n{chunk.numbered}\n{fence}",
    )


@cache
def _task() -> str:
    return files("kg.extract.llm").joinpath("prompt.txt").read_text(encoding="utf-8")
