"""What the Reconciliation Service API 0.2 answers, in its own words."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from api.reconciling.questions import BATCH_SIZE


class Answer(BaseModel):
    """Fields without a value are left out: the API knows no null."""

    model_config = ConfigDict(extra="forbid")


class TypeOf(Answer):
    """A type by its id and its name."""

    id: str = Field(examples=["WeaponSystem"])
    name: str = Field(examples=["Weapon system"])
    broader: list[TypeOf] | None = None


class Address(Answer):
    """An address in two parts, to be put together."""

    service_url: str = Field(examples=["https://arms.example.org"])
    service_path: str = Field(examples=["/reconcile/suggest/entity"])


class SuggestService(Address):
    """Where suggestions come from, and the small previews of them."""

    flyout_service_url: str
    flyout_service_path: str = Field(examples=["/reconcile/flyout/entity?id=${id}"])


class SuggestServices(Answer):
    """Suggestions of each sort."""

    entity: SuggestService
    property: SuggestService
    type: SuggestService


class View(Answer):
    """An address with a place for an id."""

    url: str = Field(examples=["https://arms.example.org/id/{{id}}"])


class Preview(View):
    """A page for a frame of that many pixels."""

    width: int
    height: int


class Extend(Answer):
    """Where properties are proposed."""

    propose_properties: Address


class Manifest(Answer):
    """What the service offers, and where."""

    versions: list[str] = Field(examples=[["0.2"]])
    name: str
    identifierSpace: str  # noqa: N815 - the name of the standard
    schemaSpace: str  # noqa: N815
    documentation: str
    serviceVersion: str  # noqa: N815
    defaultTypes: list[TypeOf]  # noqa: N815
    view: View
    preview: Preview
    suggest: SuggestServices
    extend: Extend
    batchSize: int = Field(examples=[BATCH_SIZE])  # noqa: N815


class Feature(Answer):
    """Something that speaks for a candidate, or against it."""

    id: str = Field(examples=["name_coverage"])
    value: bool | float = Field(examples=[0.8])


class ReconciliationCandidate(Answer):
    """A thing that a row may mean."""

    id: str = Field(examples=["state/RUS"])
    name: str = Field(examples=["Russia"])
    description: str = Field(examples=["State; found as Россия (ru)"])
    type: list[TypeOf]
    score: float = Field(description="0 to 100.", examples=[98.6])
    match: bool = Field(description="Whether it is certain.")
    features: list[Feature]


class ReconciliationResult(Answer):
    """The candidates of one query, best first."""

    result: list[ReconciliationCandidate]


class ExtendedProperty(Answer):
    """A property that was asked for."""

    id: str = Field(examples=["state"])
    name: str = Field(examples=["State"])
    type: TypeOf | None = None


class ThingCell(Answer):
    """A value that is a thing."""

    id: str
    name: str


class TextCell(Answer):
    """A value that is text."""

    str: str


class NumberCell(Answer):
    """A value that is a number."""

    float: float


class ExtensionAnswer(Answer):
    """The values of properties: id -> property -> cells."""

    meta: list[ExtendedProperty]
    rows: dict[str, dict[str, list[ThingCell | TextCell | NumberCell]]]


class PropertyOf(Answer):
    """A property by its id and its name."""

    id: str
    name: str


class ProposedProperties(Answer):
    """What can be asked of things of a type."""

    type: str
    properties: list[PropertyOf]
    limit: int | None = None


class SuggestedEntity(Answer):
    """A thing that may be meant."""

    id: str
    name: str
    description: str
    notable: list[TypeOf]


class SuggestedEntities(Answer):
    """Things that may be meant, best first."""

    result: list[SuggestedEntity]


class SuggestedTerm(Answer):
    """A type or property that may be meant."""

    id: str
    name: str
    description: str | None = None


class SuggestedTerms(Answer):
    """Types or properties that may be meant, best first."""

    result: list[SuggestedTerm]


class Flyout(Answer):
    """A small preview."""

    id: str
    html: str
