"""Transfers to parties under an embargo."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api import models as m
from api.models.actors import Certainty, Embargo


class Phase(m.Model):
    """When the goods can have been ordered or delivered, and whether the embargo was in force then.

    `certain`: on each of these days; `possible`: on some of them, or where only the month or year of a bound of the
    embargo is known.
    """

    phase: Literal["ordered", "delivered"]
    first: str = Field(description="The first day on which it can have been.", examples=["2016-01-01"])
    last: str = Field(description="The last day on which it can have begun.", examples=["2016-12-31"])
    certainty: Certainty


class CandidateClaim(m.Identified):
    """A claim that a candidate rests on, in the words of its record."""

    quotes: list[m.Text] = []
    epistemic: m.Thing | None = None
    denies: bool = Field(False, description="Whether it denies the transfer.")
    record: m.RecordSummary | None = None


class EmbargoCandidate(m.Model):
    """A transfer whose recipient was under an embargo on the day, or can have been.

    Whether the embargo covered the goods (`scope` says what it is on) is for a person to judge.
    """

    transfer: m.TransferSummary
    embargo: Embargo
    certainty: Certainty = Field(description="That of the phase that is surest.")
    phases: list[Phase] = []
    claims: list[CandidateClaim] = []
