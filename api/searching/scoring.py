"""How well a name fits, as a sum that anyone can add up: each feature's value times its weight."""

from __future__ import annotations

from dataclasses import dataclass
from operator import mul
from typing import Literal

How = Literal["exact", "prefix", "word", "transliterated", "similar"]

WEIGHTS = {
    "spelling": 0.45,  # how alike the letters are, or the sounds
    "whole": 0.05,  # it is the name and not a part of it
    "coverage": 0.20,  # how much of the name was asked for
    "beginning": 0.10,  # what was asked for begins the name
    "order": 0.05,  # its words come in the order in which they were asked for
    "script": 0.10,  # both are written in one script
    "use": 0.05,  # what the name is to its thing
    "named otherwise": -0.05,  # the thing has names in the script of the question, which do not fit
}
"""Feature -> weight. Values are 0 to 1; of a name that is the same and the proper one all but the last are 1."""
USE_VALUES = {
    "name": 1.0, "code": 1.0, "designation": 0.9, "other name": 0.8, "SIPRI name": 0.7, "short name": 0.6,
    "title": 0.6, "demonym": 0.4, "metonym": 0.3,
}  # fmt: skip
OTHER_USE_VALUE = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """One feature of a score."""

    feature: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How one name fits what was asked for. Values as in ``WEIGHTS``."""

    how: How
    spelling: float
    coverage: float
    use: float
    whole: bool = False
    beginning: bool = True
    order: bool = True
    script: bool = True
    named_otherwise: bool = False

    @property
    def score(self) -> float:
        """The sum, between 0 and 1."""
        return float(sum(map(mul, self._values, WEIGHTS.values())))

    @property
    def parts(self) -> list[Part]:
        """What the sum is made of."""
        return [
            Part(feature, float(value), weight)
            for (feature, weight), value in zip(WEIGHTS.items(), self._values, strict=True)
        ]

    @property
    def _values(self) -> tuple[float, ...]:
        """In the order of ``WEIGHTS``."""
        return (
            self.spelling, self.whole, self.coverage, self.beginning, self.order, self.script, self.use,
            self.named_otherwise,
        )  # fmt: skip
