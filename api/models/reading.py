"""What is sent to be read, and what is told of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.models import Model


class TextToRead(BaseModel):
    """A text and what is known of it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "text": "سلمت روسيا تركيا بطاريتين من منظومة إس-400 في يوليو 2019.",
                    "language": "ar",
                    "published": "2019-07-13",
                    "title": "وصول منظومة إس-400",
                    "url": "https://example.org/news/1",
                }
            ]
        },
    )

    text: Annotated[str, Field(min_length=1, description="The text, of which the offsets count characters.")]
    language: Annotated[str, StringConstraints(max_length=35)] | None = Field(
        None, description="Its language as a tag (BCP 47); found out if left out."
    )
    published: date | None = Field(
        None, description="The day it came out, by which words such as `yesterday` are read."
    )
    title: Annotated[str, StringConstraints(max_length=1000)] | None = Field(
        None, description="Its title; recorded."
    )
    url: Annotated[str, StringConstraints(max_length=2000)] | None = Field(
        None, description="Where it is from; recorded, never fetched."
    )


class ValidationResult(Model):
    """One thing that is wrong, or may be (`sh:ValidationResult`)."""

    focus: str = Field(description="The thing that it is about.", examples=["urn:example:transfer"])
    path: str | None = Field(
        None,
        description="The property, or a property path with the project's prefixes; null for the thing as a whole.",
    )
    value: str | None = Field(None, description="The value that is wrong.")
    severity: Literal["Violation", "Warning", "Info"]
    message: str = Field(description="What is wrong, in English.")
    message_ar: str = Field("", description="The same in Arabic, where there is a wording.")
    shape: str = Field(description="The IRI of the shape that it breaks.")
    constraint: str = Field("", description="The IRI of the component of SHACL that failed.")


class ValidationReport(Model):
    """What a validation found (`sh:ValidationReport`), violations first."""

    conforms: bool = Field(
        description="Whether nothing violates a shape; warnings do not count.", examples=[True]
    )
    statements: int = Field(description="How many statements were read.", examples=[12])
    results: list[ValidationResult]
