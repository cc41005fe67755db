"""States, leaders, weapons and records over REST."""

from __future__ import annotations

import pytest


def test_all_states_also_those_that_are_gone(client):
    page = client.get("/states").json()
    assert [state["code"] for state in page["items"]] == ["EGY", "PRK", "RUS", "SUN", "TUR"]
    gone = next(state for state in page["items"] if state["code"] == "SUN")
    assert gone["existed_until"] == "1991-12-26"
    assert [s["code"] for s in client.get("/states?limit=2&offset=1").json()["items"]] == ["PRK", "RUS"]


@pytest.mark.parametrize("code", ["RUS", "rus"])
def test_a_state_with_names_and_partners(client, code):
    state = client.get(f"/states/{code}").json()
    assert state["label"] == "Russia"
    assert {"text": "روسي", "language": "ar", "use": "demonym"} in state["names"]
    assert {"text": "روسيا الاتحادية", "language": "ar", "use": "other name"} in state["names"]
    assert [(p["party"]["id"], p["transfers"]) for p in state["recipients"]] == [
        ("state/EGY", 1),
        ("state/TUR", 1),
    ]
    assert [(p["party"]["label"], p["transfers"]) for p in state["suppliers"]] == [("North Korea", 1)]
    assert (state["exports"], state["imports"]) == (2, 1)
    assert state["capitals"][0]["labels"]["ar"] == "موسكو"
    assert state["same_as"] == ["http://www.wikidata.org/entity/Q159"]


def test_a_state_with_embargoes_and_office_holders(client):
    state = client.get("/states/PRK").json()
    assert [(e["id"], e["from"], e["until"]) for e in state["embargoes"]] == [
        ("embargo/un-north-korea", "2006-10-14", None)
    ]
    (tenure,) = state["leaders"]
    assert tenure["person"]["label"] == "Kim Jong Un"
    assert tenure["office"]["id"] == "office/head-of-state"
    assert client.get("/states/SUN").json()["succeeded_by"][0]["id"] == "state/RUS"


def test_a_leader_with_the_offices_held(client):
    leader = client.get("/leaders/kim-jong-un").json()
    assert leader["labels"]["ko"] == "김정은"
    assert {"text": "Kim", "language": "en", "use": "short name"} in leader["names"]
    (tenure,) = leader["tenures"]
    assert (tenure["from"], tenure["until"]) == ("2011-12", None)
    assert tenure["title"] == [{"text": "Supreme Leader", "language": "en"}]
    assert tenure["state"]["labels"]["ar"] == "كوريا الشمالية"


def test_a_weapon_with_makers_operators_and_suppliers(client):
    weapon = client.get("/weapons/s-400").json()
    assert weapon["range_km"] == 400
    assert weapon["categories"][0]["id"] == "category/missile.sam"
    assert weapon["manufacturers"][0]["label"] == "Almaz-Antey"
    (operator,) = weapon["operators"]
    assert (operator["party"]["id"], operator["transfers"]) == ("state/TUR", 1)
    assert (operator["first"], operator["last"]) == (2019, 2019)
    assert weapon["suppliers"][0]["party"]["id"] == "state/RUS"
    assert {"text": "S-400", "language": None, "use": "other name"} in weapon["names"]


def test_a_record_with_its_claims_and_their_transfers(client):
    record = client.get("/records/r-ar").json()
    assert record["title"] == {"text": "صواريخ وقذائف", "language": "ar"}
    assert record["kind"] == "Document"
    claims = {claim["id"]: claim for claim in record["claims"]}
    assert set(claims) == {"claim/r-ar/t1", "claim/r-ar/t2", "claim/r-ar/t3"}
    assert claims["claim/r-ar/t1"]["kind"] == "TransferReport"
    assert claims["claim/r-ar/t1"]["transfers"] == ["https://w3id.org/armsgraph/id/transfer/rus-tur-s-400"]


@pytest.mark.parametrize(
    "path", ["/states/ZZZ", "/leaders/nobody", "/weapons/a b", "/records/x", "/states/<"]
)
def test_what_is_not_there(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["instance"] == response.request.url.path
