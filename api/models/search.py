"""What a search found, and why."""

from __future__ import annotations

from pydantic import Field

from api.models import Model, Thing
from api.searching.scoring import How


class ScorePart(Model):
    """One feature of a score. The score is the sum of all values times their weights."""

    feature: str = Field(examples=["coverage"])
    value: float = Field(description="0 to 1.", examples=[0.8])
    weight: float = Field(examples=[0.2])


class Hit(Thing):
    """A thing that a search found, and why."""

    kind: str = Field(examples=["State"])
    score: float = Field(description="1 for the same name, less the further it is.", examples=[0.93])
    matched: str = Field(description="The name that matched.", examples=["روسيا"])
    language: str | None = Field(None, examples=["ar"])
    use: str = Field(description="What that name is to the thing.", examples=["name"])
    how: How = Field(
        description="exact: the same name; prefix: the name begins so; word: words of it do; transliterated: a name in "
        "another script reads so; similar: it is spelt almost so, or sounds the same."
    )
    explain: list[ScorePart] = Field(description="What the score is made of.")


class Facets(Model):
    """How many of the things found are of which class, and were found by a name in which language."""

    kind: dict[str, int] = Field(examples=[{"State": 1, "WeaponSystem": 3}])
    language: dict[str, int] = Field(
        description="`und`: a name that is the same in all languages.", examples=[{"ar": 2, "und": 2}]
    )


class SearchResult(Model):
    """What a search found, best first."""

    query: str
    folded: str = Field(
        description="The query as it was compared: case, vowel marks, digits and hyphens put aside."
    )
    total: int
    limit: int
    offset: int
    items: list[Hit]
    facets: Facets


class Suggestion(Model):
    """A thing that may be meant, in as few words as possible."""

    id: str = Field(description="The path of its address on this service.", examples=["state/RUS"])
    label: str = Field(description="The label in the language of the name that fitted.", examples=["روسيا"])
    matched: str = Field(description="The name that fitted.", examples=["روسيا الاتحادية"])
    language: str | None = Field(None, examples=["ar"])
    kind: str = Field(examples=["State"])


class Suggestions(Model):
    """What may be meant by what was typed so far, best first."""

    prefix: str
    items: list[Suggestion]
