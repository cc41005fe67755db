"""Who reads documents: the rules, a language model, or both. One reader serves one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from kg import __version__
from kg.facts import Document, Facts
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.extract.llm.asking import Model

_RULES, _MODEL = "rules", "llm"


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts of a document, and sentences for the user on what was left out of them."""

    facts: Facts
    remarks: tuple[str, ...] = ()


class Reader(Protocol):
    """Reads documents. ``name`` tells readers apart that may give different facts for the same text."""

    @property
    def name(self) -> str: ...

    def read(self, document: Document) -> Reading:
        """The facts of a document.

        Raises:
            ModelError: if a language model was needed and gave no answer; asked again it may.

        """
        ...

    def summary(self) -> str | None:
        """What the run has used, as a sentence; None if there is nothing to tell."""
        ...

    def close(self) -> None:
        """Let go what is open."""
        ...


class Rules:
    """The rules of ``kg.extract``, which ask nobody."""

    name = _RULES

    def read(self, document: Document) -> Reading:
        """The facts that ``kg.extract.extract`` gives."""
        from kg.extract import extract

        return Reading(extract(document))

    def summary(self) -> str | None:
        """Nothing: rules cost nothing."""
        return None

    def close(self) -> None:
        """There is nothing to close."""


class LanguageModel:
    """A language model on one server. Transfers come from it; mentions are found in the text as ever."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.name = f"{_MODEL} {model.name}"

    def read(self, document: Document) -> Reading:
        """What the model says and the text bears out. See ``Reader.read``."""
        from kg.extract.llm.telling import Teller

        answers = self.model.answers(document)
        teller = Teller(document)
        facts = teller.facts(answers, f"armsgraph-llm {__version__} ({self.model.name})")
        remarks = [
            f"left out of what the language model said: {number:,} ({reason})"
            for reason, number in sorted(teller.left_out.items())
        ]
        return Reading(facts, tuple(remarks))

    def summary(self) -> str | None:
        """What the model was asked and what that cost."""
        return self.model.summary()

    def would_ask(self, document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
        """What would be sent where to read a document; nothing is sent."""
        return self.model.would_ask(document)

    def estimate(self) -> str:
        """What all that would be sent comes to, as a sentence."""
        return self.model.estimate()

    def close(self) -> None:
        """Close what is open to the server."""
        self.model.close()


class Both(LanguageModel):
    """The rules and a language model, each on its own, and then compared."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.name = f"both {model.name}"

    def read(self, document: Document) -> Reading:
        """The facts of both. Without the model's answer there are none: half a reading would pass for a whole one."""
        from kg.extract.agreement import together

        second, first = super().read(document), Rules().read(document)
        return Reading(together(first.facts, second.facts, (_RULES, _MODEL)), second.remarks)


def reader_of(settings: Settings) -> Reader:
    """The reader that the settings name. Nothing is contacted yet.

    Raises:
        InputError: if it is a language model and a setting of it is missing, or the library that asks it.

    """
    if settings.reader == _RULES:
        return Rules()
    from kg.extract.llm.asking import Model

    return (LanguageModel if settings.reader == _MODEL else Both)(Model(settings))
