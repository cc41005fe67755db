"""The documents about a thing: addresses, headers, languages, quotes in context, pages of what points at it; Memento."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.errors import Problem
from api.linked_data.documents import license_address, split_suffix
from api.linked_data.languages import Languages, interface_texts
from api.linked_data.memento import accept_datetime, chosen
from kg.namespaces import BASE

RDF = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
POINTING = 230


@pytest.fixture(scope="module")
def linked(tmp_path_factory, serving):
    where = str(tmp_path_factory.mktemp("linked"))
    store = ox.Store(where)
    store.bulk_load(path=str(Path(__file__).with_name("linked.trig")), format=ox.RdfFormat.TRIG)
    in_category = ox.NamedNode(f"{BASE}ontology#category")
    category = ox.NamedNode(f"{BASE}id/category/missile.sam")
    much, similar = ox.NamedNode(f"{BASE}id/weapon/much"), ox.NamedNode(f"{BASE}ontology#similarTo")
    for number in range(POINTING):
        thing = ox.NamedNode(f"{BASE}id/weapon/w{number}")
        store.add(ox.Quad(much, similar, thing, ox.NamedNode(f"{BASE}graph/reference")))
        store.add(ox.Quad(thing, in_category, category, ox.NamedNode(f"{BASE}graph/reference")))
    store.flush()
    del store
    with serving(where, query_seconds=20) as client:
        yield client


def triples(response) -> set[ox.Triple]:
    assert response.status_code == 200, response.text
    form = ox.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    return {quad.triple for quad in ox.parse(response.content, form)}


def links(response) -> list[tuple[str, str, dict[str, str]]]:
    """(relation, target, attributes) of the Link headers, read as RFC 8288 has it."""
    header = ", ".join(response.headers.get_list("link"))
    found = []
    for target, attributes in re.findall(r'<([^>]*)>((?:\s*;\s*[a-z]+="[^"]*")*)', header):
        named = dict(re.findall(r'([a-z]+)="([^"]*)"', attributes))
        found.append((named.pop("rel"), target, named))
    return found


def vary(response) -> set[str]:
    return set(re.split(r"\s*,\s*", response.headers["vary"]))


def targets(response, relation: str) -> list[str]:
    return [target for found, target, _ in links(response) if relation in found.split()]


class Page(HTMLParser):
    """Reads a page: the elements with their attributes, and the text within some."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        for tag in self._open:
            self.texts[tag][-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(client, path: str, **options) -> Page:
    response = client.get(path, headers={"accept": "text/html", **options.pop("headers", {})}, params=options)
    assert response.status_code == 200, response.text
    return Page(response.text)


# --- addresses and headers ---


@pytest.mark.parametrize("suffix", RDF)
def test_every_format_has_an_address_and_tells_the_same(linked, suffix):
    response = linked.get(f"/id/state/RUS.{suffix}", headers={"accept": "text/html"})
    assert response.headers["content-type"].partition(";")[0] == RDF[suffix]
    assert triples(response) == triples(linked.get("/id/state/RUS", params={"format": "nt"}))


def test_a_dotted_id_stays_whole(linked):
    assert triples(linked.get("/id/category/missile.sam"))
    told = triples(linked.get("/id/weapon/odd.ttl", headers={"accept": "application/n-triples"}))
    assert {t.subject.value for t in told} >= {f"{BASE}id/weapon/odd.ttl"}
    assert linked.get("/id/weapon/odd.ttl.ttl").headers["content-type"] == "text/turtle; charset=utf-8"
    assert linked.get("/id/state/RUS.csv").status_code == 404
    assert linked.get("/id/state/RUS.ttl.nt").status_code == 404


def test_the_answer_names_its_document_and_the_thing_stays_apart_from_it(linked):
    response = linked.get("/id/state/RUS", headers={"accept": "application/ld+json"})
    assert response.headers["content-location"] == "/id/state/RUS.jsonld"
    assert targets(response, "canonical") == targets(response, "cite-as") == [f"{BASE}id/state/RUS"]
    again = linked.get(response.headers["content-location"])
    assert triples(again) == triples(response)


def test_links_lead_to_all_other_formats(linked):
    response = linked.get("/id/state/RUS", headers={"accept": "text/html"})
    others = {
        target: attributes["type"]
        for relation, target, attributes in links(response)
        if relation == "alternate"
    }
    assert others == {f"/id/state/RUS.{suffix}": media_type for suffix, media_type in RDF.items()}
    for address, media_type in others.items():
        assert linked.get(address).headers["content-type"].partition(";")[0] == media_type
    assert "/id/state/RUS.ttl" in targets(response, "describedby")


def test_suffix_and_parameter_must_agree(linked):
    assert linked.get("/id/state/RUS.ttl", params={"format": "turtle"}).status_code == 200
    refused = linked.get("/id/state/RUS.ttl", params={"format": "nt"})
    assert refused.status_code == 400
    assert refused.headers["content-type"] == "application/problem+json"


def test_the_licence_is_named_where_it_is_one(linked):
    assert targets(linked.get("/id/record/one"), "license") == ["https://spdx.org/licenses/CC-BY-4.0"]
    assert targets(linked.get("/id/claim/one/t1"), "license") == ["https://spdx.org/licenses/CC-BY-4.0"]
    assert targets(linked.get("/id/record/two"), "license") == []
    assert targets(linked.get("/id/transfer/rus-tur"), "license") == []
    assert targets(linked.get("/ontology"), "license") == ["https://spdx.org/licenses/MIT"]
    assert license_address("https://example.org/terms") == "https://example.org/terms"


def test_labels_of_all_that_is_named_come_along(linked):
    told = triples(linked.get("/id/transfer/rus-tur.nt"))
    labels = {
        (t.subject.value.removeprefix(BASE), t.object.value) for t in told if "abel" in t.predicate.value
    }
    assert ("ontology#supplier", "المورد") in labels
    assert ("id/state/TUR", "Türkiye") in labels
    assert ("id/stage/delivered", "مسلّمة") in labels


def test_what_a_transfer_rests_on_comes_along(linked):
    told = {
        (t.subject.value, t.predicate.value.rpartition("/")[2])
        for t in triples(linked.get("/id/transfer/rus-tur.nt"))
    }
    for record in ("one", "two"):
        assert (f"{BASE}id/claim/{record}/t1", "ontology#record") in told
        assert (f"{BASE}id/record/{record}", "issued") in told


def test_parts_of_parts_come_along(linked):
    told = {t.subject.value for t in triples(linked.get("/id/person/someone.nt"))}
    assert {f"{BASE}id/person/someone#tenure-1", f"{BASE}id/person/someone#tenure-1-evidence"} <= told


def test_what_is_only_pointed_at_answers_too(linked):
    told = triples(linked.get("/id/register/reg.nt"))
    assert f"{BASE}id/release/reg-2022" in {t.subject.value for t in told}


# --- what points at a thing ---


def test_all_that_points_at_a_thing_is_told_page_by_page(linked):
    category = ox.NamedNode(f"{BASE}id/category/missile.sam")
    address, found, pages = "/id/category/missile.sam.nt", set(), 0
    while address:
        response = linked.get(address)
        here = {t.subject.value for t in triples(response) if t.object == category}
        assert not here & found
        found |= here
        pages += 1
        address = next(iter(targets(response, "next")), None)
    assert (len(found), pages) == (POINTING, 3)
    assert targets(response, "prev") == ["/id/category/missile.sam.nt?incoming=2"]
    assert linked.get("/id/category/missile.sam", params={"incoming": 4}).status_code == 404


def test_a_page_links_its_neighbours(linked):
    first = page(linked, "/id/category/missile.sam")
    assert [a["href"] for a in first.of("a") if a.get("rel") == "next"] == ["?incoming=2#incoming"]
    second = page(linked, "/id/category/missile.sam", incoming="2")
    relations = {a.get("rel"): a["href"] for a in second.of("a") if a.get("rel")}
    assert relations == {"prev": "?incoming=1#incoming", "next": "?incoming=3#incoming"}


def test_a_page_of_a_thing_with_very_many_values_stays_short(linked):
    found = page(linked, "/id/weapon/much")
    assert f"+ {POINTING - 100} {interface_texts()['en']['more_values']}" in " ".join(found.texts["small"])
    shown = [a["href"] for a in found.of("a") if a["href"].startswith("/id/weapon/w")]
    assert len(shown) == 100
    assert (
        sum(t.predicate.value.endswith("similarTo") for t in triples(linked.get("/id/weapon/much.nt")))
        == POINTING
    )


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e9", "100001"])
def test_pages_that_are_none(linked, number):
    assert linked.get("/id/state/RUS", params={"incoming": number}).status_code == 422


# --- pages for people ---


def test_a_page_speaks_the_language_of_its_reader(linked):
    arabic = page(linked, "/id/state/RUS", headers={"accept-language": "ar-EG, en;q=0.5"})
    assert arabic.of("html") == [{"lang": "ar", "dir": "rtl"}]
    assert arabic.texts["h1"] == ["روسيا"]
    assert interface_texts()["ar"]["incoming"] in arabic.texts["h2"]
    chosen_here = page(linked, "/id/state/RUS", headers={"accept-language": "ar"}, lang="en")
    assert chosen_here.of("html") == [{"lang": "en", "dir": "ltr"}]
    hebrew = page(linked, "/id/state/RUS", lang="he")
    assert hebrew.of("html") == [{"lang": "en", "dir": "rtl"}]
    assert hebrew.texts["h1"] == ["רוסיה"]
    turkish = page(linked, "/id/state/TUR", lang="tr")
    assert turkish.texts["h1"] == ["Türkiye"]


def test_a_page_says_what_it_depends_on(linked):
    response = linked.get("/id/state/RUS", headers={"accept": "text/html", "accept-language": "ar"})
    assert {"Accept", "Accept-Language"} <= vary(response)
    assert response.headers["content-language"] == "ar"


def test_links_of_a_page_keep_to_its_language(linked):
    found = page(linked, "/id/transfer/rus-tur", lang="ar")
    assert "/id/state/RUS?lang=ar" in {a["href"] for a in found.of("a")}


def test_every_text_has_its_direction_and_names_stand_apart(linked):
    found = page(linked, "/id/state/RUS")
    assert {"dir": "auto", "lang": "ar"} in found.of("bdi")
    assert {"dir": "auto", "lang": "ru"} in found.of("bdi")
    quoted = page(linked, "/id/claim/one/t1")
    assert all(block["dir"] == "auto" for block in quoted.of("blockquote"))


def test_a_quote_stands_in_its_context(linked):
    found = page(linked, "/id/claim/one/t1")
    assert found.texts["blockquote"][0].strip() == "قالت مصادر إن روسيا سلمت تركيا بطاريتين. انتهى."
    assert found.texts["mark"][0] == "روسيا سلمت تركيا بطاريتين"
    assert found.of("blockquote")[0] == {"dir": "auto", "lang": "ar", "cite": "https://example.org/1"}


def test_a_transfer_has_a_timeline_and_its_claims_side_by_side(linked):
    found = page(linked, "/id/transfer/rus-tur")
    items = [re.sub(r"\s+", " ", text).strip() for text in found.texts["li"]]
    order = [
        next(i for i, text in enumerate(items) if start in text)
        for start in ("2017-12", "2019:", "2019-07-13", "2020-02-01")
    ]
    assert order == sorted(order)
    assert len(found.of("ol")) == 1
    table = next(text for text in found.texts["table"] if "It speaks in its own voice." in text)
    for wanted in (
        "2 battery",
        "3–4 battery",
        "a named source goes first",
        "A denial",
        interface_texts()["en"]["denies"],
    ):
        assert wanted in table
    taken = [attributes for attributes in found.of("td") if attributes.get("class") == "taken"]
    assert len(taken) == 1


def test_a_state_lists_its_transfers_in_and_out(linked):
    supplier = page(linked, "/id/state/RUS").texts
    recipient = page(linked, "/id/state/TUR").texts
    words = interface_texts()["en"]
    assert words["transfers_as_supplier"] in supplier["h2"]
    assert words["transfers_as_recipient"] not in supplier["h2"]
    assert words["transfers_as_recipient"] in recipient["h2"]
    row = next(text for text in supplier["tr"] if "Russia to Türkiye: S-400" in text)
    for word in ("Türkiye", "S-400", "2 battery", "2017-12", "delivered"):
        assert word in row


def test_where_a_thing_is_from_is_told(linked):
    found = page(linked, "/id/transfer/rus-tur")
    hrefs = {a["href"] for a in found.of("a")}
    assert {"/id/record/one", "/id/record/two", "/graph/transfers", "https://example.org/1"} <= hrefs
    assert any("Example Gazette" in text and "CC-BY-4.0" in text for text in found.texts["table"])


def test_hostile_names_stay_text(linked):
    response = linked.get("/id/weapon/odd.ttl.html")
    found = Page(response.text)
    assert [script["type"] for script in found.of("script")] == ["application/ld+json"]
    assert not found.of("img")
    assert not [a for a in found.of("a") if (a["href"] or "").startswith("javascript:")]
    assert not set("<>&") & set(found.texts["script"][0])
    embedded = json.loads(found.texts["script"][0])
    assert "</script><script>alert(1)</script>" in json.dumps(embedded)
    for tag, attributes in found.elements:
        assert not [name for name in attributes if name.startswith("on")], tag


def test_a_page_loads_nothing_and_embeds_its_statements(linked):
    found = page(linked, "/id/transfer/rus-tur")
    assert not [attributes for _, attributes in found.elements if "src" in attributes]
    assert {link["rel"] for link in found.of("link")} == {"canonical", "alternate"}
    quads = list(ox.parse(found.texts["script"][0], ox.RdfFormat.JSON_LD))
    assert f"{BASE}id/transfer/rus-tur#choice-quantity" in {quad.subject.value for quad in quads}


def test_the_markup_can_be_followed_by_ear(linked):
    for path in ("/id/transfer/rus-tur", "/id/state/RUS", "/ontology"):
        found = page(linked, path)
        assert len(found.of("h1")) == len(found.of("main")) == 1
        ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        labels = {
            attributes["aria-labelledby"]
            for _, attributes in found.elements
            if "aria-labelledby" in attributes
        }
        assert labels <= set(ids)
        assert all(cell.get("scope") for cell in found.of("th"))


@pytest.mark.parametrize("path", ["/ontology", "/ontology.html", "/id/state/RUS"])
def test_the_same_page_in_another_language_is_of_the_same_day(linked, path):
    found = page(linked, path, as_of="2020-02-01")
    others = {
        attributes["hreflang"]: attributes["href"] for attributes in found.of("a") if "hreflang" in attributes
    }
    assert others["ar"] == "?as_of=2020-02-01&lang=ar"


def test_the_words_of_the_interface_are_there_in_every_language():
    english, *others = (interface_texts()[language] for language in ("en", "ar"))
    for texts in others:
        assert texts.keys() == english.keys()
        assert all(texts.values())


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_wish_for_a_language_can_be_met(parameter, header):
    languages = Languages.of(parameter, header)
    assert languages.texts
    assert languages.direction in ("ltr", "rtl")
    assert "en" in languages.labels


@given(st.text(max_size=40))
def test_a_suffix_is_split_off_or_nothing(path):
    split = split_suffix(path)
    assert split is None or path.startswith(split[0] + ".")


# --- Memento ---


def gate(client, path: str, when: str | None = None, **params):
    headers = {"accept-datetime": when} if when else {}
    return client.get(f"/timegate/id/{path}", headers=headers, params=params, follow_redirects=False)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (None, "2022-03-01"),
        ("Sun, 31 Dec 2023 23:59:59 GMT", "2022-03-01"),
        ("Tue, 01 Mar 2022 00:00:00 GMT", "2022-03-01"),
        ("Mon, 28 Feb 2022 23:59:59 GMT", "2021-03-01"),
        ("Sat, 13 Jul 2019 00:00:00 GMT", "2019-07-13"),
        ("Fri, 12 Jul 2019 00:00:00 GMT", "2019-07-13"),
    ],
)
def test_a_timegate_sends_on_to_the_day_that_fits(linked, when, day):
    response = gate(linked, "state/RUS", when)
    assert response.status_code == 302
    assert response.headers["location"] == f"/id/state/RUS?as_of={day}"
    assert response.headers["vary"].lower() == "accept-datetime"
    assert "memento-datetime" not in response.headers
    assert targets(response, "original") == ["/id/state/RUS"]
    assert targets(response, "timemap")[0] == "/timemap/link/id/state/RUS"
    assert targets(response, "first") == ["/id/state/RUS?as_of=2019-07-13"]
    assert targets(response, "last") == ["/id/state/RUS?as_of=2022-03-01"]


@pytest.mark.parametrize(
    "when",
    [
        "yesterday",
        "2019-07-13",
        "Sat, 13 Jul 2019 00:00:00 +0200",
        "Sat, 13 Jul 2019 00:00:00",
        "Sat, 31 Feb 2019 00:00:00 GMT",
        "Sat, 13 Jul 2019 24:00:00 GMT",
        "Sat, 13 Jul 0000 00:00:00 GMT",
        "Sat, 13 Jul 2019 00:00:00 GMT, Sat, 13 Jul 2019 00:00:00 GMT",
        "Sat, ١٣ Jul ٢٠١٩ 00:00:00 GMT".encode(),
        "x" * 5000,
    ],
)
def test_a_malformed_time_is_a_bad_request(linked, when):
    response = gate(linked, "state/RUS", when)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


def test_a_timegate_keeps_what_else_was_asked(linked):
    response = gate(linked, "state/RUS.ttl", "Sat, 13 Jul 2019 00:00:00 GMT", lang="ar", as_of="1990")
    assert response.headers["location"] == "/id/state/RUS.ttl?as_of=2019-07-13&lang=ar"


def test_the_way_on_stays_here(linked):
    for path in ("//evil.example/x", "%2F%2Fevil.example", "x%0d%0aSet-Cookie:a=b", "..%2f..%2fx", "a<b"):
        response = gate(linked, path)
        assert response.status_code in (302, 404)
        assert response.headers.get("location", "/id/").startswith("/id/")
        assert "set-cookie" not in response.headers


def test_only_what_concerns_a_thing_is_listed(linked):
    listed = {}
    for path in (
        "transfer/rus-tur",
        "claim/one/t1",
        "record/one",
        "weapon/s-400",
        "state/RUS",
        "release/reg-2021",
        "person/someone",
    ):
        answer = linked.get(f"/timemap/json/id/{path}").json()
        listed[path] = [memento["datetime"][:10] for memento in answer["mementos"]["list"]]
    assert listed == {
        "transfer/rus-tur": ["2019-07-13", "2020-02-01"],
        "claim/one/t1": ["2019-07-13"],
        "record/one": ["2019-07-13"],
        "weapon/s-400": ["2019-07-13", "2020-02-01"],
        "state/RUS": ["2019-07-13", "2020-02-01", "2021-03-01", "2022-03-01"],
        "release/reg-2021": ["2021-03-01", "2022-03-01"],
        "person/someone": [],
    }  # fmt: skip


def test_a_timemap_is_in_the_format_of_links(linked):
    response = linked.get("/timemap/link/id/transfer/rus-tur", headers={"host": "data.example"})
    assert response.headers["content-type"] == "application/link-format"
    values = [line.rstrip(",") for line in response.text.splitlines()]
    assert values[0] == '<http://data.example/id/transfer/rus-tur>; rel="original"'
    assert values[1] == '<http://data.example/timegate/id/transfer/rus-tur>; rel="timegate"'
    assert 'rel="self"; type="application/link-format"; from="Sat, 13 Jul 2019 00:00:00 GMT"' in values[2]
    assert values[3:] == [
        '<http://data.example/id/transfer/rus-tur?as_of=2019-07-13>; rel="first memento"; datetime="Sat, 13 Jul 2019 00:00:00 GMT"',
        '<http://data.example/id/transfer/rus-tur?as_of=2020-02-01>; rel="last memento"; datetime="Sat, 01 Feb 2020 00:00:00 GMT"',
    ]  # fmt: skip


def test_the_address_from_outside_goes_before_the_host(store, serving):
    with serving(store, public_url="https://arms.example/data/") as client:
        listed = client.get("/timemap/json/id/transfer/rus-tur-s-400").json()
    assert listed["original_uri"] == "https://arms.example/data/id/transfer/rus-tur-s-400"


def test_a_forged_host_gets_into_no_address(linked):
    response = linked.get("/timemap/link/id/state/RUS", headers={"host": 'evil"><x>'})
    assert "evil" not in response.text
    assert response.text.startswith("</id/state/RUS>")


def test_long_timemaps_have_pages(linked, monkeypatch):
    monkeypatch.setattr("api.linked_data.memento.DAYS_TOGETHER", 3)
    # The address is one that no other test asks for: answers are kept.
    first = linked.get("/timemap/json/id/state/RUS.rdf").json()
    second = linked.get("/timemap/json/id/state/RUS.rdf", params={"page": 2}).json()
    assert [len(one["mementos"]["list"]) for one in (first, second)] == [3, 1]
    assert unquote(first["pages"]["next"]) == second["self"]
    assert first["mementos"]["last"] == second["mementos"]["last"]
    assert '?page=2>; rel="timemap"' in linked.get("/timemap/link/id/state/RUS.rdf").text
    assert linked.get("/timemap/json/id/state/RUS.rdf", params={"page": 3}).status_code == 404


def test_an_original_names_its_timegate_and_timemap(linked):
    response = linked.get("/id/state/RUS.ttl")
    assert targets(response, "timegate") == ["/timegate/id/state/RUS"]
    assert targets(response, "timemap")[0] == "/timemap/link/id/state/RUS"
    assert vary(response) >= {"Accept"}
    assert "accept-datetime" not in response.headers["vary"].lower()


@pytest.mark.parametrize(
    "path", ["/timemap/link/id/state/ZZZ", "/timemap/xml/id/state/RUS", "/timegate/id/", "/timemap/json/id/"]
)
def test_there_is_no_map_of_nothing(linked, path):
    response = linked.get(path, follow_redirects=False)
    assert response.status_code in (404, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_without_days_the_time_itself_is_taken():
    asked = accept_datetime(["Sat, 13 Jul 2019 10:00:00 GMT"])
    assert chosen([], asked) == "2019-07-13"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", chosen([], None))


@given(st.text(max_size=40))
def test_no_time_makes_it_stumble(text):
    with pytest.raises(Problem) as refused:
        accept_datetime([text])
    assert refused.value.status == 400


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(["/id/", "/timegate/id/", "/timemap/link/id/", "/timemap/json/id/", "/ontology."]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_makes_it_stumble(linked, path, room, accept, lang):
    response = linked.get(
        room + quote(path, safe="/."),
        params={"lang": lang},
        headers={"accept": accept},
        follow_redirects=False,
    )
    assert response.status_code < 500
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
