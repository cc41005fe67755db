"""The two shapes in which servers of language models are asked and answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from kg.errors import ModelError
from kg.extract.llm.answers import BadAnswer, answer_schema
from kg.extract.llm.prompt import Prompt

_NAME = "arms_transfers"
_LONGER = "Raise ARMSGRAPH_LLM_MAX_ANSWER_TOKENS"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that were read and written."""

    read: int
    written: int


class Api(Protocol):
    """How a server is asked, and where in its reply the answer stands."""

    path: str

    def headers(self, key: str | None) -> dict[str, str]: ...

    def body(self, model: str, prompt: Prompt, most: int) -> dict[str, Any]: ...

    def answer(self, reply: Mapping[str, Any]) -> str | dict[str, Any]: ...

    def usage(self, reply: Mapping[str, Any]) -> Usage | None: ...


class OpenAI:
    """Chat completions with the schema as the format of the response.

    The schema stands in the task as well: a server that holds the model to it does not always show it.
    """

    path = "chat/completions"

    def headers(self, key: str | None) -> dict[str, str]:
        """What tells the server who asks."""
        return {"authorization": f"Bearer {key}"} if key else {}

    def body(self, model: str, prompt: Prompt, most: int) -> dict[str, Any]:
        """The request; ``most`` is how many tokens may be written."""
        schema = json.dumps(answer_schema(), separators=(",", ":"))
        task = f"{prompt.task}Answer with one JSON object of this schema and nothing else:\n{schema}\n"
        return {
            "model": model,
            "temperature": 0,
            "max_tokens": most,
            "messages": [
                {"role": "system", "content": task},
                {"role": "user", "content": prompt.data},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": _NAME, "strict": True, "schema": answer_schema()},
            },
        }

    def answer(self, reply: Mapping[str, Any]) -> str | dict[str, Any]:
        """The text of the first choice.

        Raises:
            BadAnswer: if there is none.
            ModelError: if it was cut off, or the model declines.

        """
        choice = _member(_member(reply, "choices"), 0)
        if _member(choice, "finish_reason") == "length":
            raise ModelError("the answer was cut off", advice=_LONGER)
        message = _member(choice, "message")
        content = _member(message, "content")
        if isinstance(content, str):
            return content
        if _member(message, "refusal"):
            raise ModelError("the model declines to answer")
        raise BadAnswer("there is no text in it")

    def usage(self, reply: Mapping[str, Any]) -> Usage | None:
        """What the server says that it read and wrote, None if it does not say it."""
        return _usage(reply, ("prompt_tokens",), "completion_tokens")


class Anthropic:
    """Messages with one tool that the model has to use, whose input is the answer."""

    path = "messages"

    def headers(self, key: str | None) -> dict[str, str]:
        """What tells the server who asks, and in which version of the interface."""
        return {"anthropic-version": "2023-06-01"} | ({"x-api-key": key} if key else {})

    def body(self, model: str, prompt: Prompt, most: int) -> dict[str, Any]:
        """The request; ``most`` is how many tokens may be written."""
        return {
            "model": model,
            "temperature": 0,
            "max_tokens": most,
            "system": prompt.task,
            "messages": [{"role": "user", "content": prompt.data}],
            "tools": [
                {
                    "name": _NAME,
                    "description": "Takes in the arms transfers of the document.",
                    "input_schema": answer_schema(),
                }
            ],
            "tool_choice": {"type": "tool", "name": _NAME},
        }

    def answer(self, reply: Mapping[str, Any]) -> str | dict[str, Any]:
        """The input of the tool.

        Raises:
            BadAnswer: if the tool was not used.
            ModelError: if the answer was cut off, or the model declines.

        """
        match _member(reply, "stop_reason"):
            case "max_tokens":
                raise ModelError("the answer was cut off", advice=_LONGER)
            case "refusal":
                raise ModelError("the model declines to answer")
        content = _member(reply, "content")
        for block in content if isinstance(content, list) else ():
            given = _member(block, "input")
            if _member(block, "type") == "tool_use" and isinstance(given, dict):
                return given
        raise BadAnswer("the tool was not used")

    def usage(self, reply: Mapping[str, Any]) -> Usage | None:
        """What the server says that it read and wrote, None if it does not say it."""
        read = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        return _usage(reply, read, "output_tokens")


APIS: dict[Literal["openai", "anthropic"], Api] = {"openai": OpenAI(), "anthropic": Anthropic()}


def _member(value: Any, name: str | int) -> Any:
    """A member of what a server sent, None if it is not there."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list) and isinstance(name, int) and name < len(value):
        return value[name]
    return None


def _usage(reply: Mapping[str, Any], read: tuple[str, ...], written: str) -> Usage | None:
    said = _member(reply, "usage")
    numbers = [_member(said, name) or 0 for name in (*read, written)]
    if not all(type(one) is int and 0 <= one <= 10**9 for one in numbers):
        return None
    total = sum(numbers[:-1])
    return Usage(total, numbers[-1]) if total else None
