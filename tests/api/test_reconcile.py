"""Matching of tables by the Reconciliation Service API 0.2, as OpenRefine asks and as the specification answers."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Annotated, Literal
from urllib.parse import quote

import pytest
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, TypeAdapter

from api.named_queries import load
from api.reconciling.facts import Known
from api.reconciling.intervals import may_be_within
from api.reconciling.matching import candidates
from api.reconciling.questions import BATCH_SIZE, read_batch
from api.reconciling.schema import schema
from api.searching import Index, Row

SPACE = "https://w3id.org/armsgraph/id/"


# --- the answers as the specification has them, written down apart from the service ---


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SpecType(Strict):
    id: StrictStr = Field(min_length=1)
    name: StrictStr = Field(min_length=1)
    broader: list[SpecType] = []


class SpecFeature(Strict):
    id: StrictStr
    value: StrictBool | StrictInt | StrictFloat


class SpecCandidate(Strict):
    id: StrictStr = Field(min_length=1)
    name: StrictStr = Field(min_length=1)
    description: StrictStr = ""
    type: list[SpecType]
    score: StrictInt | StrictFloat
    features: list[SpecFeature] = []
    match: StrictBool


class SpecResult(Strict):
    result: list[SpecCandidate]


class SpecPlace(Strict):
    service_url: StrictStr
    service_path: StrictStr
    flyout_service_url: StrictStr = ""
    flyout_service_path: Annotated[StrictStr, Field(pattern=r"\$\{id\}")] = "${id}"


class SpecView(Strict):
    url: Annotated[StrictStr, Field(pattern=r"\{\{id\}\}")]


class SpecPreview(SpecView):
    width: StrictInt
    height: StrictInt


class SpecManifest(Strict):
    versions: list[Literal["0.2"]] = Field(min_length=1)
    name: StrictStr
    identifierSpace: Annotated[StrictStr, Field(pattern="^https?://")]  # noqa: N815
    schemaSpace: Annotated[StrictStr, Field(pattern="^https?://")]  # noqa: N815
    documentation: StrictStr = ""
    serviceVersion: StrictStr = ""  # noqa: N815
    defaultTypes: list[SpecType] = []  # noqa: N815
    view: SpecView
    preview: SpecPreview
    suggest: dict[Literal["entity", "property", "type"], SpecPlace]
    extend: dict[Literal["propose_properties"], SpecPlace]
    batchSize: StrictInt  # noqa: N815


class SpecThing(Strict):
    id: StrictStr
    name: StrictStr


class SpecText(Strict):
    str: StrictStr


class SpecNumber(Strict):
    float: StrictFloat | StrictInt


class SpecMeta(Strict):
    id: StrictStr
    name: StrictStr
    type: SpecType | None = None


class SpecExtension(Strict):
    meta: list[SpecMeta]
    rows: dict[str, dict[str, list[SpecThing | SpecText | SpecNumber]]]


class SpecSuggestion(Strict):
    id: StrictStr
    name: StrictStr
    description: StrictStr = ""
    notable: list[SpecType] = []


class SpecSuggestions(Strict):
    result: list[SpecSuggestion]


RESULTS = TypeAdapter(dict[str, SpecResult])


def reconcile(client, queries, **parameters):
    response = client.post("/reconcile", data={"queries": json.dumps(queries)}, params=parameters)
    assert response.status_code == 200, response.text
    RESULTS.validate_python(response.json())
    return response.json()


# --- the service ---


def test_the_manifest(client):
    response = client.get("/reconcile")
    manifest = SpecManifest.model_validate(response.json())
    assert manifest.identifierSpace == SPACE
    assert manifest.batchSize == BATCH_SIZE
    assert {one.id for one in manifest.defaultTypes} == {
        "State", "Person", "WeaponSystem", "Organisation", "NonStateGroup", "Category",
    }  # fmt: skip
    assert response.headers["access-control-allow-origin"] == "*"


def test_every_address_of_the_manifest_answers(client):
    manifest = client.get("/reconcile").json()
    thing = quote("weapon/s-400", safe="")
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        response = client.get(template.replace("{{id}}", thing))
        assert response.status_code == 200, template
    for what, identifier in (("entity", thing), ("type", "State"), ("property", "state")):
        place = manifest["suggest"][what]
        found = client.get(place["service_url"] + place["service_path"], params={"prefix": "S"}).json()
        assert SpecSuggestions.model_validate(found).result, what
        flyout = place["flyout_service_url"] + place["flyout_service_path"].replace("${id}", identifier)
        shown = client.get(flyout).json()
        assert set(shown) == {"id", "html"}
    place = manifest["extend"]["propose_properties"]
    proposed = client.get(
        place["service_url"] + place["service_path"], params={"type": "State", "limit": 3}
    ).json()
    assert (proposed["type"], proposed["limit"], len(proposed["properties"])) == ("State", 3, 3)


def test_addresses_are_those_by_which_the_service_is_reached_from_outside(store, serving):
    with serving(store, public_url="https://arms.example.org/data/") as client:
        manifest = client.get("/reconcile").json()
    assert manifest["view"]["url"] == "https://arms.example.org/data/id/{{id}}"
    assert manifest["suggest"]["entity"]["service_url"] == "https://arms.example.org/data"


@pytest.mark.parametrize(
    "path", ["/reconcile", "/reconcile/preview?id=weapon/s-400", "/reconcile/flyout/entity?id=weapon/s-400"]
)
def test_the_host_that_one_client_names_is_not_told_to_another(client, path):
    assert "evil.example" in client.get(path, headers={"host": "evil.example"}).text
    assert "evil.example" not in client.get(path).text
    assert client.get(path).headers["cache-control"] == "no-store"


def test_a_batch_as_openrefine_sends_it(client):
    queries = {
        "q0": {"query": "С-400 «Триумф»", "type": "WeaponSystem", "type_strict": "should", "limit": 3},
        "q1": {"query": "روسيا", "type": ["State"], "properties": []},
        "q2": {"query": "nobody at all"},
    }
    answer = reconcile(client, queries)
    assert list(answer) == ["q0", "q1", "q2"]
    assert [answer[key]["result"][0]["id"] for key in ("q0", "q1")] == ["weapon/s-400", "state/RUS"]
    assert all(answer[key]["result"][0]["match"] for key in ("q0", "q1"))
    assert answer["q1"]["result"][0]["type"] == [{"id": "State", "name": "State"}]
    assert answer["q2"] == {"result": []}


def test_get_asks_the_same_as_post(client):
    queries = {"q0": {"query": "Kim Jong Un"}}
    by_get = client.get("/reconcile", params={"queries": json.dumps(queries)})
    assert by_get.json() == reconcile(client, queries)


@pytest.mark.parametrize("text", ["state/RUS", f"{SPACE}state/RUS"])
def test_an_identifier_means_its_thing(client, text):
    found = reconcile(client, {"q": {"query": text}})["q"]["result"]
    assert (found[0]["id"], found[0]["score"], found[0]["match"]) == ("state/RUS", 100, True)


def test_features_say_what_a_score_is_from(client):
    found = reconcile(client, {"q": {"query": "Russ", "properties": [{"pid": "iso3", "v": "RUS"}]}})["q"][
        "result"
    ]
    features = {one["id"]: one["value"] for one in found[0]["features"]}
    assert features["property_iso3"] == 1.0
    assert features["exact_name"] is False
    assert features["name_coverage"] == pytest.approx(4 / 6, abs=0.001)
    assert found[0]["score"] == pytest.approx(100 * (0.7 * features["name"] + 0.3), abs=0.01)


def test_records_and_other_concepts_are_not_matched_to(client):
    for text in ("Missile parts land near Ankara", "delivered", "Moscow"):
        assert reconcile(client, {"q": {"query": text}})["q"]["result"] == []


def test_properties_of_things(client):
    asked = {
        "ids": ["weapon/s-400", "person/kim-jong-un", "state/SUN", "nothing", "\u202e"],
        "properties": [
            {"id": one, "settings": {"limit": 1}}
            for one in (
                "state",
                "label_ar",
                "range_km",
                "in_office",
                "existed",
                "category",
                "no_such_property",
            )
        ],
    }
    response = client.post("/reconcile", data={"extend": json.dumps(asked)})
    answer = response.json()
    SpecExtension.model_validate(answer)
    assert answer["meta"][0] == {"id": "state", "name": "State", "type": {"id": "State", "name": "State"}}
    assert "no_such_property" not in {one["id"] for one in answer["meta"]}
    rows = answer["rows"]
    assert list(rows) == asked["ids"]
    assert rows["weapon/s-400"]["state"] == [{"id": "state/RUS", "name": "Russia"}]
    assert rows["weapon/s-400"]["label_ar"] == [{"str": "إس-400"}]
    assert rows["weapon/s-400"]["range_km"] == [{"float": 400.0}]
    assert rows["person/kim-jong-un"]["in_office"] == [{"str": "2011-12/.."}]
    assert rows["person/kim-jong-un"]["state"] == [{"id": "state/PRK", "name": "North Korea"}]
    assert rows["state/SUN"]["existed"] == [{"str": "/1991-12-26"}]
    assert all(cells == [] for cells in rows["nothing"].values())
    assert client.get("/reconcile", params={"extend": json.dumps(asked)}).json() == answer


def test_suggestions(client):
    def ids(what, prefix, cursor=0):
        found = client.get(f"/reconcile/suggest/{what}", params={"prefix": prefix, "cursor": cursor}).json()
        SpecSuggestions.model_validate(found)
        return [one["id"] for one in found["result"]]

    assert ids("entity", "روس") == ["state/RUS"]
    assert ids("entity", "weapon/s-400")[0] == "weapon/s-400"
    assert ids("entity", "s-")[1:] == ids("entity", "s-", cursor=1)
    assert ids("entity", "") == []
    assert ids("type", "weapon system")[0] == "WeaponSystem"
    assert ids("type", "group") == ["NonStateGroup"]
    assert set(ids("type", "")) == set(schema().types)
    assert ids("property", "category")[0] == "category"
    assert ids("property", "date")[0] == "date"


class _Texts(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def test_a_preview_is_a_page_for_a_frame(client):
    response = client.get("/reconcile/preview", params={"id": "weapon/s-400"})
    assert "frame-ancestors *" in response.headers["content-security-policy"]
    assert "script" not in response.text
    seen = _Texts(response.text).seen
    assert ("html", {"lang": "en"}) in seen
    assert ("bdi", {"lang": "ar", "dir": "auto"}) in seen
    assert all("dir" in attributes for tag, attributes in seen if tag in ("bdi", "h1", "p") and attributes)


def test_names_are_text_in_previews(tmp_path, serving):
    import pyoxigraph as ox

    nasty = "<script>alert(1)</script>\"'&"
    where = str(tmp_path / "store")
    opened = ox.Store(where)
    for name, value in (
        (
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
            ox.NamedNode("https://w3id.org/armsgraph/ontology#State"),
        ),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", ox.Literal(nasty, language="en")),
    ):
        opened.add(ox.Quad(ox.NamedNode(f"{SPACE}state/ZZZ"), ox.NamedNode(name), value))
    opened.flush()
    del opened
    with serving(where, everything=True) as client:
        page = client.get("/reconcile/preview", params={"id": "state/ZZZ"}).text
        flyout = client.get("/reconcile/flyout/entity", params={"id": "state/ZZZ"}).json()["html"]
    for html in (page, flyout):
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_post_is_allowed_and_said_so(client):
    assert "POST" in client.options("/reconcile").headers["allow"]


def test_a_time_is_carried_through_the_manifest(client):
    manifest = client.get("/reconcile", params={"as_of": "2020"}).json()
    assert manifest["view"]["url"].endswith("/id/{{id}}?as_of=2020")
    assert manifest["preview"]["url"].endswith("/reconcile/preview?id={{id}}&as_of=2020")
    assert manifest["suggest"]["entity"]["flyout_service_path"].endswith("?id=${id}&as_of=2020")


def test_rows_are_matched_to_what_was_known_then(client):
    response = client.post(
        "/reconcile", params={"as_of": "2020"}, data={"queries": '{"q": {"query": "Russia"}}'}
    )
    assert response.json()["q"]["result"][0]["id"] == "state/RUS"
    assert "memento-datetime" in response.headers
    assert client.post("/reconcile", params={"as_of": "soon"}, data={"queries": "{}"}).status_code == 422


# --- when a match is certain, on the reference knowledge of the package ---


def best(known, **question):
    found = candidates(read_batch(json.dumps({"q": question}))["q"], known)
    return (found[0].iri.removeprefix(SPACE), found[0].is_certain) if found else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"query": "Russia"}, ("state/RUS", True)),
        ({"query": "Россия", "type": "State"}, ("state/RUS", True)),
        ({"query": "S-300"}, ("weapon/s-300", True)),
        ({"query": "Boeing", "type": "Organisation"}, ("company/boeing", True)),
        ({"query": "missiles", "type": "Category"}, ("category/missile", True)),
        # Spelt otherwise: likely, never certain.
        ({"query": "Boing", "type": "Company"}, ("company/boeing", False)),
        ({"query": "Russ"}, ("state/RUS", False)),
        # A name that many have, or that could be another's.
        ({"query": "Kim"}, ("person/kim-dae-jung", False)),
        ({"query": "Congo"}, ("state/COD", False)),
        ({"query": "Erdogan"}, ("person/recep-tayyip-erdogan", False)),
        ({"query": "Patriot"}, ("weapon/patriot", False)),
        # What else is known decides.
        ({"query": "Erdogan", "properties": [{"pid": "state", "v": "تركيا"}]}, ("person/recep-tayyip-erdogan", True)),
        ({"query": "Erdogan", "properties": [{"pid": "state", "v": "Russia"}]}, ("person/recep-tayyip-erdogan", False)),
        ({"query": "Congo", "properties": [{"pid": "iso3", "v": "cog"}]}, ("state/COG", True)),
        ({"query": "Patriot", "properties": [{"pid": "category", "v": {"id": "category/air_defence"}}]}, ("weapon/patriot", True)),
        ({"query": "MiG-29", "properties": [{"pid": "category", "v": ["ship", "category/aircraft"]}]}, ("weapon/mig-29", True)),
        ({"query": "MiG-29", "properties": [{"pid": "category", "v": "category/ship"}]}, ("weapon/mig-29", False)),
        ({"query": "Soviet Union", "properties": [{"pid": "date", "v": "1985"}]}, ("state/SUN", True)),
        ({"query": "Soviet Union", "properties": [{"pid": "date", "v": 2005}]}, ("state/SUN", False)),
        ({"query": "Sergei Lavrov", "properties": [{"pid": "date", "v": "2015-05-01T00:00:00Z"}]}, ("person/sergei-lavrov", True)),
        # What is not known of a thing, and properties that there are not, speak neither for nor against.
        ({"query": "Boeing", "properties": [{"pid": "date", "v": "1985"}]}, ("company/boeing", True)),
        ({"query": "Boeing", "properties": [{"pid": "date", "v": "long ago"}, {"pid": "colour", "v": "blue"}]}, ("company/boeing", True)),
        # Types.
        ({"query": "Boeing", "type": "State"}, None),
        ({"query": "Boeing", "type": "Nonsense"}, None),
        ({"query": "Boeing", "type": ["State", "Company"]}, ("company/boeing", True)),
        ({"query": "Boeing", "type": ["State", "Company"], "type_strict": "all"}, None),
        ({"query": "Boeing", "type": ["Organisation", "Company"], "type_strict": "all"}, ("company/boeing", True)),
        ({"query": "Boeing", "type": ["Company", "Nonsense"], "type_strict": "all"}, None),
        ({"query": "Boeing", "type": ["Company", "Nonsense"]}, ("company/boeing", True)),
        ({"query": "Boeing", "type": "State", "type_strict": "should"}, ("company/boeing", False)),
    ],
)  # fmt: skip
def test_the_best_candidate_and_whether_it_is_certain(known, question, expected):
    assert best(known, **question) == expected


def test_a_namesake_of_whom_less_is_known_is_not_ruled_out():
    rows = [Row(f"{SPACE}person/{key}", "Person", "name", "Ali Hassan", "en") for key in ("a", "b")]
    facts = {f"{SPACE}person/a": {"state": (f"{SPACE}state/IRQ",)}}
    asked = {"query": "Ali Hassan", "properties": [{"pid": "state", "v": f"{SPACE}state/IRQ"}]}
    rows.append(Row(f"{SPACE}state/IRQ", "State", "name", "Iraq", "en"))
    index = Index.build("", rows)
    assert best(Known(index, facts, {}), **asked) == ("person/a", False)
    facts[f"{SPACE}person/b"] = {"state": (f"{SPACE}state/SYR",)}
    assert best(Known(index, facts, {}), **asked) == ("person/a", True)


def test_properties_alone_find_things(known):
    question = {
        "type": "Person",
        "properties": [{"pid": "state", "v": {"id": "state/IRN"}}, {"pid": "date", "v": "2015"}],
        "limit": 50,
    }
    found = candidates(read_batch(json.dumps({"q": question}))["q"], known)
    assert f"{SPACE}person/hassan-rouhani" in {one.iri for one in found if one.score == 1}
    assert all(f"{SPACE}state/IRN" in known.values(one.iri, "state") for one in found)
    assert not any(one.is_certain for one in found)


def test_each_label_is_certain_or_another_thing_has_it_too(known):
    states = [iri for iri in known.index.names.iris if "/state/" in iri]
    for iri in states[::9]:
        for text in known.index.labels(iri).values():
            found = candidates(read_batch(json.dumps({"q": {"query": text, "type": "State"}}))["q"], known)
            if found[0].is_certain:
                assert found[0].iri == iri
            else:
                assert iri in {one.iri for one in found}


@pytest.mark.parametrize(
    ("day", "interval", "expected"),
    [
        ("2015", "2013-08-03/2021-08-03", True),
        ("2013", "2013-08-03/2021-08-03", True),
        ("2013-08", "2013-08-03/2021-08-03", True),
        ("2013-08-02", "2013-08-03/2021-08-03", False),
        ("2021-08-04", "2013-08-03/2021-08-03", False),
        ("2022", "2013-08-03/2021-08-03", False),
        ("2030", "2011-12/..", True),
        ("2011-11", "2011-12/..", False),
        ("2011-12-31", "2011-12/..", True),
        ("1900", "/1991-12-26", True),
        ("soon", "2011-12/..", None),
    ],
)
def test_days_within_intervals(day, interval, expected):
    assert may_be_within(day, interval) is expected


def test_every_property_is_asked_for_and_every_type_can_be_told():
    text = load("reconcile-facts.rq")
    for one in schema().properties.values():
        if one.value != "name":
            assert f'"{one.id}"' in text, one.id
        assert one.of is None or one.of in schema().types
        assert one.types <= set(schema().types)
