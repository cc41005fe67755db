"""How much a run may use: tokens and money, estimated before each request and counted after it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from threading import Lock

from kg.errors import ModelError
from kg.extract.llm.apis import Usage

_BYTES_PER_TOKEN = 3
"""Of UTF-8. English has about four, Arabic and Chinese two to four: an estimate on the safe side."""
_MILLION = Decimal(1_000_000)


def tokens_in(text: str) -> int:
    """About how many tokens a text is, rather too many than too few."""
    return -(-len(text.encode("utf-8", "surrogatepass")) // _BYTES_PER_TOKEN)


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens that are read, and of a million that are written, in whatever currency; None: not known."""

    read: Decimal | None = None
    written: Decimal | None = None

    def of(self, usage: Usage) -> Decimal | None:
        """What some tokens cost."""
        if self.read is None or self.written is None:
            return None
        return (self.read * usage.read + self.written * usage.written) / _MILLION


class BudgetReached(ModelError):  # noqa: N818 - named for what has happened
    """The next request might go beyond a ceiling of the run."""


class Budget:
    """What a run has used so far, and the ceilings that it must not pass. Threads may share it."""

    def __init__(
        self, prices: Prices, max_tokens: int | None = None, max_cost: Decimal | None = None
    ) -> None:
        self._prices = prices
        self._max_tokens = max_tokens
        self._max_cost = max_cost
        self._used = Usage(0, 0)
        self._lock = Lock()

    @property
    def used(self) -> Usage:
        """What was used, and what is set aside for requests that are under way."""
        return self._used

    @property
    def cost(self) -> Decimal | None:
        """What that costs; None if the prices are not known."""
        return self._prices.of(self._used)

    def set_aside(self, most: Usage) -> None:
        """Take the most that a request may need out of the budget, before it is sent.

        Raises:
            BudgetReached: if there is not so much left; nothing is taken then.

        """
        with self._lock:
            after = Usage(self._used.read + most.read, self._used.written + most.written)
            if self._max_tokens is not None and after.read + after.written > self._max_tokens:
                raise BudgetReached(
                    f"the ceiling of {self._max_tokens:,} tokens for this run would be passed",
                    advice="Run again to go on, or raise ARMSGRAPH_LLM_MAX_TOKENS. What was answered is kept",
                )
            cost = self._prices.of(after)
            if self._max_cost is not None and cost is not None and cost > self._max_cost:
                raise BudgetReached(
                    f"the ceiling of {self._max_cost} for the cost of this run would be passed",
                    advice="Run again to go on, or raise ARMSGRAPH_LLM_MAX_COST. What was answered is kept",
                )
            self._used = after

    def settle(self, most: Usage, actual: Usage) -> None:
        """Put back what a request did not need of what was set aside, or take what it needed beyond that."""
        with self._lock:
            self._used = Usage(
                self._used.read - most.read + actual.read, self._used.written - most.written + actual.written
            )
