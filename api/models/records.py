"""Records, and the releases of registers that they come from."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api import models as m


class RecordLine(m.RecordSummary):
    """A record as lists show it."""

    kind: str = Field(examples=["Document"], description="Document or RegisterEntry.")
    redistribution: str | None = Field(None, description="full, facts or none.", examples=["full"])
    register_name: str | None = Field(None, alias="register", examples=["sipri"])
    release: str | None = Field(None, examples=["sipri-2025"])
    claims: int = Field(0, description="How many claims it makes.", examples=[3])

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Coverage(m.Model):
    """What the files of a release can contain. Null means without a bound."""

    suppliers: list[str] | None = Field(None, examples=[["RUS"]])
    recipients: list[str] | None = None
    first_year: int | None = Field(None, examples=[1950])
    last_year: int | None = Field(None, examples=[2024])
    shapes: list[str] = Field([], description="Kinds of files that were read.", examples=[["deals"]])


class Release(m.Identified):
    """A dated version of a register."""

    name: str = Field(examples=["sipri-2025"])
    register_name: str = Field(alias="register", examples=["sipri"])
    published: str | None = Field(None, examples=["2025-03-10"])
    later: list[str] = Field(
        [], description="Later releases of the register that are stored.", examples=[["sipri-2026"]]
    )
    records: int = Field(0, description="Entries that can be shown here.", examples=[29515])
    transfers: int = Field(0, description="Transfers that rest on it.", examples=[29515])
    covers: list[Coverage] = []
    lists: dict[str, str] = Field({}, examples=[{"records": "/api/v1/records?release=sipri-2025"}])

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Releases(m.Model):
    """All releases of all registers, by register and day of publication."""

    total: int = Field(examples=[3])
    items: list[Release]
