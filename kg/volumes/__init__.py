"""Volumes of arms transfers, in millions of SIPRI's trend-indicator value (TIV).

A TIV stands for military capability, not for money. Numbers are decimals and are never rounded on the way; what is
summed is what the fused transfers say, and every answer names the releases that it rests on.

``volumes`` answers a ``Question`` out of an open store, by SPARQL or from a columnar projection of the transfers;
both give the same. Shares, top lists, concentration and the check against SIPRI's own tables work on its answers.
"""

from __future__ import annotations

from kg.volumes.ask import volumes
from kg.volumes.concentration import Concentration, concentration
from kg.volumes.model import GROUPINGS, NOTE, By, Line, Question, ReleaseUsed, Unplaced, Volumes
from kg.volumes.shares import percent, top

__all__ = [
    "GROUPINGS",
    "NOTE",
    "By",
    "Concentration",
    "Line",
    "Question",
    "ReleaseUsed",
    "Unplaced",
    "Volumes",
    "concentration",
    "percent",
    "top",
    "volumes",
]
