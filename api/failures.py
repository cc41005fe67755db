"""What a question that gets no answer ends with, wherever on its way that was found out."""

from __future__ import annotations

from typing import Any


class QueryFailed(Exception):  # noqa: N818 - the handlers turn it into an answer
    """A question without an answer.

    ``code``: syntax, complex, service, update, dataset, not_acceptable, too_large (the question's fault); time, memory, busy,
    making, store, died (the service's); as_of (see ``Question.base``). ``more`` has line, column or kind where known.
    """

    def __init__(self, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.more = more
