"""All errors that this project raises on purpose.

::

    ArmsgraphError
    ├── InputError            a file, record or argument that cannot be used as it is
    │   ├── UnreadableFile    not text, wrong encoding, broken syntax: nothing of it could be read
    │   ├── BadRecord         one record of a file; the others are read on
    │   └── BadQuery          a query that does not parse or asks for what is refused
    ├── ModelError            a language model gives no answer that can be used, this time
    ├── StoreError            the graph store cannot be opened, read or written
    │   └── StoreLocked       another process is writing to it
    └── KnowledgeError        the ontology, the reference knowledge or a language file is broken

The command line turns each into one line on standard error; ``InputError`` exits with 2.
"""

from __future__ import annotations


class ArmsgraphError(Exception):
    """The base of every error of this project. ``str(error)`` is a sentence for the user."""


class InputError(ArmsgraphError):
    """Something that the user handed in cannot be used.

    ``place`` is where: a file name, with ``:line`` or ``, member`` where known. ``advice`` says what to do.
    """

    def __init__(self, what: str, *, place: str | None = None, advice: str | None = None) -> None:
        self.what = what
        self.place = place
        self.advice = advice
        message = f"{place}: {what}" if place else what
        super().__init__(f"{message}. {advice}" if advice else message)


class UnreadableFile(InputError):  # noqa: N818 - named for what is wrong, as in the standard library
    """A whole file cannot be read."""


class BadRecord(InputError):  # noqa: N818
    """One record of a file is wrong; the records beside it are not touched."""


class BadQuery(InputError):  # noqa: N818
    """A query does not parse, or asks for something that is refused."""


class ModelError(ArmsgraphError):
    """A language model was not asked, or gave no answer that can be used. Asked again, it may.

    ``advice`` says what to do.
    """

    def __init__(self, what: str, *, advice: str | None = None) -> None:
        self.what = what
        self.advice = advice
        super().__init__(f"{what}. {advice}" if advice else what)


class StoreError(ArmsgraphError):
    """The store cannot be opened, read or written."""


class StoreLocked(StoreError):  # noqa: N818
    """Another process is writing to the store."""


class KnowledgeError(ArmsgraphError):
    """A file of the ontology, the reference knowledge or a language is broken: a fault of ours, not of the input."""
