"""Which of two values comes first, with the answers that pySHACL gives, which are those of rdflib.

rdflib takes long to find out how two literals compare. Where it ends up with comparing their values, that is done
without it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from math import isnan
from typing import Any

from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

Comparison = Callable[[Any, Any], Any]

DIRECT: dict[Node | None, type] = {XSD.integer: int, XSD.decimal: Decimal, XSD.date: date}
"""Datatypes of which two literals compare as their values do."""
_BLANK = URIRef("urn:x-armsgraph:blank-node")
"""The datatype of the literals that stand for blank nodes."""


class _Incomparable(Literal):
    """A literal that is neither below, at nor above any other, as SHACL has it of one without a value.

    rdflib raises errors there, of which pySHACL expects only some.
    """

    @property
    def ill_typed(self) -> bool | None:
        """Decimals know no NaN, although those of Python do."""
        return super().ill_typed or self.datatype == XSD.decimal

    def eq(self, _other: Any) -> bool:
        raise TypeError(str(self))

    def __lt__(self, _other: Any) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__


def comparable(node: Node, *, ordered: bool = False) -> Node:
    """The node as pySHACL can compare it with any other: the same, with no order to it if it has no value or is not a number.

    Where the shapes ask for an order (``ordered``), a literal stands for a blank node, at which pySHACL gives up; ``as_given``
    leads back.
    """
    if ordered and isinstance(node, BNode):
        return _Incomparable(node, datatype=_BLANK)
    if not isinstance(node, Literal):
        return node
    value = node.value
    is_nan = value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and isnan(value)
    return _Incomparable(node) if node.ill_typed or is_nan else node


def as_given(node: Node | None) -> Node | None:
    """The node of the data for which ``comparable`` gave this one."""
    return BNode(node) if isinstance(node, Literal) and node.datatype == _BLANK else node


class Unsure(Exception):  # noqa: N818 - no error: pySHACL will tell
    """Two values of which cannot be said here how they compare."""


def order(one: Literal, other: Literal) -> int | None:
    """Below, at or above zero, as ``one`` is below, equal to or above ``other``; None if they have no order.

    Raises:
        Unsure: if rdflib fails at it.

    """
    try:
        return _order(one, other)
    except TypeError:
        return None
    except Exception as error:
        raise Unsure(f"{one!r} and {other!r}") from error


def _order(one: Literal, other: Literal) -> int:
    if _as_values(one, other):
        return _sign(one.value, other.value)
    if one.eq(other):
        return 0
    if type(one.value) in {datetime, time}:
        return _sign(one.value, other.value)
    return 1 if one > other else -1


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)


def holds(comparison: Comparison, one: Node, other: Node) -> bool:
    """Whether a comparison of Python holds between two nodes; it does not if only one of them is a text.

    Raises:
        Unsure: if rdflib fails at it.

    """
    try:
        if _as_values(one, other):
            return bool(comparison(one.value, other.value))  # type: ignore[attr-defined]
        text, other_text = _text(one), _text(other)
        if text is None and other_text is None:
            return bool(comparison(one, other))
        return text is not None and other_text is not None and bool(comparison(text, other_text))
    except Exception as error:
        raise Unsure(f"{one!r} and {other!r}") from error


def _as_values(one: Node, other: Node) -> bool:
    if not isinstance(one, Literal) or not isinstance(other, Literal):
        return False
    kind = DIRECT.get(one.datatype)
    return type(one.value) is kind is type(other.value) and one.datatype == other.datatype


def _text(node: Node) -> str | None:
    """What a node is compared by if that is a text."""
    if isinstance(node, BNode):
        raise Unsure(f"{node!r} has no order")
    value = node.value if isinstance(node, Literal) else str(node)
    return value if isinstance(value, str) else None
