"""What reading gives."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import InputError
from kg.facts import Document, Facts


@dataclass(frozen=True, slots=True)
class Source:
    """One record as it was read: a document to be extracted from, or facts that somebody else extracted.

    ``key`` tells it from every other record and stays when it is edited: an id that it carries, else its URL, else
    the path of its file. ``mended`` says what had to be put right, in sentences for the user. ``rows`` says how many
    rows of which file went into an entry of a register; a document is no rows.
    """

    place: str
    key: str
    content: Document | Facts
    mended: tuple[str, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()

    @property
    def document(self) -> Document:
        """The document, of which the facts are or will be taken."""
        return self.content.document if isinstance(self.content, Facts) else self.content


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or one record of a file, that could not be read: where, why, and what to do about it.

    ``rows``: as in ``Source``. ``on_purpose``: it has no fault and is left out for a reason, such as that a mapping says so.
    """

    place: str
    what: str
    advice: str | None = None
    rows: tuple[tuple[str, int], ...] = ()
    on_purpose: bool = False

    @classmethod
    def of(cls, error: InputError, place: str) -> Refusal:
        """The refusal that an error stands for; ``place`` is used where the error names none."""
        return cls(error.place or place, error.what, error.advice)

    def __str__(self) -> str:
        return str(InputError(self.what, place=self.place, advice=self.advice))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a file of a register held: all of them stand in the ``rows`` of its sources and refusals.

    ``remarks`` are sentences for the user about the file as a whole.
    """

    file: str
    rows: int
    remarks: tuple[str, ...] = ()
