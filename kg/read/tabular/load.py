"""Reading a mapping file: YAML without any of its magic, and errors that name the line and say what to do."""

from __future__ import annotations

import difflib
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from kg.errors import InputError, UnreadableFile
from kg.read.tabular.check import wrong_with
from kg.read.tabular.mapping import Mapping, Path

_LONGEST = 300_000
_DEEPEST = 40
_ADVICE = "docs/tables.md explains every member"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A mapping with the place of each of its members, for messages."""

    name: str
    mapping: Mapping
    lines: dict[Path, int] = field(default_factory=dict, repr=False)

    def place(self, at: Path) -> str:
        """File and line of a member, or of the nearest one above it."""
        return _place(self.name, self.lines, at)


def load(text: str, name: str, *, ours: bool = False) -> Loaded:
    """The mapping that a text holds. ``name`` is what its file is called in messages.

    What is ``ours`` is checked by the tests and not each time.

    Raises:
        InputError: if it is no mapping; the place is the line of the first thing that is wrong.

    """
    if len(text) > _LONGEST:
        raise UnreadableFile(f"a mapping has at most {_LONGEST:,} characters", place=name)
    content, lines = _content(text, name, _FastLoader if ours else _Loader)
    if not isinstance(content, dict):
        raise UnreadableFile("this is no mapping: it has no members", place=name, advice=_ADVICE)
    try:
        mapping = Mapping.model_validate(content)
    except ValidationError as error:
        raise _explained(error, name, lines) from error
    loaded = Loaded(name, mapping, lines)
    for at, what in () if ours else wrong_with(mapping):
        raise InputError(what, place=loaded.place(at), advice=_ADVICE)
    return loaded


@cache
def built_in() -> tuple[Loaded, ...]:
    """The mappings that come with this package, by name."""
    folder = files("kg.read.tabular").joinpath("mappings")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda f: f.name)
    return tuple(load(file.read_text("utf-8"), file.name, ours=True) for file in found)


class _Loader(yaml.BaseLoader):
    """All scalars stay the text that they are: ``NO`` is Norway and ``NA`` Namibia, and 007 keeps its zeros."""


# The parser in C does the same ten times as fast; it is not there on every platform, and words its errors otherwise.
_FastLoader: type[Any] = getattr(yaml, "CBaseLoader", _Loader)


def _content(text: str, name: str, loader: type[Any]) -> tuple[Any, dict[Path, int]]:
    lines: dict[Path, int] = {}
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise UnreadableFile("this goes too deep for a mapping", place=f"{name}:{line}")
            # An alias can make a small file unfold to a large one, and says nothing that cannot be written out.
            if isinstance(event, yaml.AliasEvent):
                raise UnreadableFile(
                    "aliases (*name) are not read in a mapping",
                    place=f"{name}:{line}",
                    advice="Write it out, in quotation marks if it is text",
                )
        node = yaml.compose(text, Loader=loader)
        return (None if node is None else _plain(node, (), name, lines)), lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or str(error)
        raise UnreadableFile(f"not YAML: {problem}", place=place, advice="Mend it there") from error


def _plain(node: yaml.Node, at: Path, name: str, lines: dict[Path, int]) -> Any:
    """The content of a node, writing down the line of each member."""
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(member, (*at, index), name, lines) for index, member in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    content: dict[Hashable, Any] = {}
    for key, value in node.value:
        place = f"{name}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableFile(
                "the name of a member is text", place=place, advice="Put '{...}' into quotation marks"
            )
        if key.value in content:
            raise UnreadableFile(f"{key.value!r} stands here twice", place=place, advice="Keep one of them")
        content[key.value] = _plain(value, (*at, key.value), name, lines)
        lines[(*at, key.value)] = key.start_mark.line + 1
    return content


def _place(name: str, lines: dict[Path, int], at: Path) -> str:
    while at and at not in lines:
        at = at[:-1]
    return f"{name}:{lines[at]}" if at in lines else name


def _explained(error: ValidationError, name: str, lines: dict[Path, int]) -> InputError:
    """The first fault, where it is, and what was perhaps meant."""
    fault = error.errors()[0]
    at = tuple(fault["loc"])
    member = ".".join(map(str, at)) or "the mapping"
    what = f"{member}: {fault['msg'].removeprefix('Value error, ')}"
    advice = _ADVICE
    if fault["type"] == "extra_forbidden":
        what = f"{member}: there is no such member"
        known = _members(at[:-1])
        if near := difflib.get_close_matches(str(at[-1]), known, n=1):
            advice = f"Is {near[0]!r} meant?"
        elif known:
            advice = f"Here may stand: {', '.join(known)}"
    elif fault["type"] == "missing":
        what = f"{'.'.join(map(str, at[:-1])) or 'the mapping'}: {str(at[-1])!r} is missing"
        at = at[:-1]
    return InputError(what, place=_place(name, lines, at), advice=advice)


def _members(at: Path) -> list[str]:
    """What may stand at a place of a mapping, following the models down."""
    model: Any = Mapping
    for step in at:
        model = _model_of(model, step)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [one.alias or name for name, one in model.model_fields.items()]


def _model_of(model: Any, step: str | int) -> Any:
    """The model of a member; a place in a list or a name in a table has that of the list or table."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return model
    fields = {one.alias or name: one.annotation for name, one in model.model_fields.items()}
    return _unwrapped(fields[str(step)]) if step in fields else model


def _unwrapped(annotation: Any) -> Any:
    """The model within ``tuple[Model, ...]``, ``Annotated``, ``Model | None`` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _unwrapped(argument)
        if found is not None:
            return found
    return None
