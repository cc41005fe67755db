"""Asking about a piece of a document: from the cache if that has the answer, within the budget if not."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from kg.errors import InputError, ModelError
from kg.extract.llm.answers import Answer, BadAnswer, parse
from kg.extract.llm.apis import APIS, Usage
from kg.extract.llm.budget import Budget, BudgetReached, Prices, tokens_in
from kg.extract.llm.cache import Cache, key_of
from kg.extract.llm.chunks import Chunk, chunks
from kg.extract.llm.client import Client, NotAllowed, ServerGone, TimedOut, Wait
from kg.extract.llm.prompt import Prompt, prompt
from kg.facts import Document
from kg.settings import Settings

_TRIES = 2
"""An answer that is not of the form that was asked for is asked for once more."""
_GIVE_UP = 3
"""After so many failures in a row to get a reply, the server is not asked again in this run."""
_NOTHING = Usage(0, 0)


class Model:
    """A language model on one server, for one run."""

    def __init__(self, settings: Settings, wait: Wait = time.sleep) -> None:
        """Nothing is contacted yet.

        Raises:
            InputError: if a setting is missing or does not fit the others, or the library that asks is missing.

        """
        if not settings.llm_url or not settings.llm_model:
            raise InputError(
                "there is no language model to ask", advice="Set ARMSGRAPH_LLM_URL and ARMSGRAPH_LLM_MODEL"
            )
        self.prices = Prices(settings.llm_price_read, settings.llm_price_written)
        if settings.llm_max_cost is not None and self.prices.of(_NOTHING) is None:
            raise InputError(
                "a ceiling for the cost needs prices",
                advice="Set ARMSGRAPH_LLM_PRICE_READ and ARMSGRAPH_LLM_PRICE_WRITTEN, each of a million tokens",
            )
        self.name = settings.llm_model
        self._settings = settings
        self._api = APIS[settings.llm_api]
        secret = settings.llm_key.get_secret_value() if settings.llm_key else None
        self._client = Client(
            settings.llm_url,
            self._api.path,
            self._api.headers(secret or None),
            secret=secret or None,
            timeout=settings.llm_timeout,
            wait=wait,
        )
        self._cache = Cache(Path(settings.llm_cache))
        self._budget = Budget(self.prices, settings.llm_max_tokens, settings.llm_max_cost)
        self._closed: ModelError | None = None
        self._without_reply = 0
        self._sent = self._kept = 0
        self._asked = _NOTHING
        self._lock = Lock()

    def close(self) -> None:
        """Close what is open to the server."""
        self._client.close()

    def answers(self, document: Document) -> list[tuple[Chunk, Answer]]:
        """What the model says about each piece of a document.

        Raises:
            ModelError: if there is no answer to one of them. The others are kept and need not be paid for again.

        """
        pieces = chunks(document.text or "", document.lang)
        asked = [prompt(document, piece) for piece in pieces]
        if self._settings.llm_concurrency == 1 or len(asked) < 2:
            return list(zip(pieces, map(self._answer, asked), strict=True))
        with ThreadPoolExecutor(self._settings.llm_concurrency) as pool:
            return list(zip(pieces, pool.map(self._answer, asked), strict=True))

    def would_ask(self, document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
        """What would be sent where about a document, without the key: one request for each piece not answered yet."""
        for piece in chunks(document.text or "", document.lang):
            body = self._body(prompt(document, piece))
            if self._cache.get(key_of(self._settings.llm_api, body)) is not None:
                self._kept += 1
                continue
            most = self._most(body)
            self._asked = Usage(self._asked.read + most.read, self._asked.written + most.written)
            self._sent += 1
            yield self._client.address, body

    def estimate(self) -> str:
        """What all that ``would_ask`` gave comes to, as a sentence."""
        cost = self.prices.of(self._asked)
        price = "not known, for want of prices" if cost is None else f"about {cost:.4f} at most"
        return (
            f"requests: {self._sent:,}; answers in {self._settings.llm_cache} already: {self._kept:,}; "
            f"tokens to read: about {self._asked.read:,}, to write: {self._asked.written:,} at most; cost: {price}"
        )

    def summary(self) -> str:
        """What the run has used so far, as a sentence."""
        used, cost = self._budget.used, self._budget.cost
        price = "" if cost is None else f"; cost: about {cost:.4f}"
        return (
            f"requests sent: {self._sent:,}; answers from {self._settings.llm_cache}: {self._kept:,}; "
            f"tokens read: {used.read:,}, written: {used.written:,}{price}"
        )

    def _answer(self, asked: Prompt) -> Answer:
        key = key_of(self._settings.llm_api, self._body(asked))
        kept = self._cache.get(key)
        if kept is not None:
            with self._lock:
                self._kept += 1
            return kept
        answer = self._ask(asked)
        try:
            self._cache.put(key, answer)
        except ModelError as error:
            # To go on would be to pay for what the next run has to pay for again.
            self._closed = error
            raise
        return answer

    def _ask(self, asked: Prompt) -> Answer:
        fault = ""
        for _ in range(_TRIES):
            body = self._body(asked.told_again(fault) if fault else asked)
            reply = self._reply(body)
            try:
                return parse(self._api.answer(reply))
            except BadAnswer as error:
                fault = str(error)
        raise ModelError(
            f"the model's answer is not of the form that was asked for, {_TRIES} times: {fault}",
            advice="Another model may do better, or a server that holds the model to a schema",
        )

    def _reply(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send a request within the budget. Who was refused for good once is not asked again in this run."""
        if self._closed is not None:
            raise self._closed
        most = self._most(body)
        actual = _NOTHING
        try:
            self._budget.set_aside(most)
        except BudgetReached as error:
            self._closed = error
            raise
        try:
            with self._lock:
                self._sent += 1
            reply = self._client.post(body)
            actual = self._api.usage(reply) or Usage(most.read, tokens_in(json.dumps(reply)))
            self._without_reply = 0
        except TimedOut as error:
            actual = Usage(most.read, 0)
            self._count(error)
            raise
        except NotAllowed as error:
            self._closed = error
            raise
        except ServerGone as error:
            self._count(error)
            raise
        finally:
            self._budget.settle(most, actual)
        return reply

    def _count(self, error: ServerGone) -> None:
        with self._lock:
            self._without_reply += 1
            if self._without_reply >= _GIVE_UP:
                self._closed = ModelError(
                    f"the server gave no reply {_GIVE_UP} times in a row and is not asked again in this run; "
                    f"the last time, {error.what}",
                    advice=error.advice,
                )

    def _body(self, asked: Prompt) -> dict[str, Any]:
        body = self._api.body(self.name, asked, self._settings.llm_max_answer_tokens)
        merged = body | self._settings.llm_options
        return {name: value for name, value in merged.items() if value is not None}

    def _most(self, body: dict[str, Any]) -> Usage:
        """The most that a request may need: what is read is estimated, what is written has a bound."""
        return Usage(tokens_in(json.dumps(body, ensure_ascii=False)), self._settings.llm_max_answer_tokens)
