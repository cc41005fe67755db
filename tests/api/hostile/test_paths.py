"""Ways out of the place where an address should stay, at every route that takes a path or an id."""

from __future__ import annotations

import pytest
from hostile import is_clean

# As they go over the wire: nothing between here and the service tidies them up.
WAYS_OUT = {
    "dots": "../../../../../../etc/passwd",
    "one dot": "./././etc/passwd",
    "dots encoded": "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "dots and strokes encoded": "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "encoded twice": "%252e%252e%252f%252e%252e%252fetc%252fpasswd",
    "encoded thrice": "%25252e%25252e%25252fetc%25252fpasswd",
    "other strokes": "..\\..\\..\\etc\\passwd",
    "other strokes encoded": "..%5c..%5c..%5cetc%5cpasswd",
    "mixed strokes": "..\\../..%5c..%2fetc/passwd",
    "four dots": "....//....//etc/passwd",
    "a semicolon": "..;/..;/etc/passwd",
    "an absolute path": "/etc/passwd",
    "an absolute path encoded": "%2fetc%2fpasswd",
    "many strokes": "/" * 2_000 + "etc/passwd",
    "a file": "file:///etc/passwd",
    "a drive": "C:%5cwindows%5cwin.ini",
    "a share": "%5c%5cserver%5cshare",
    "a null behind": "RUS%00",
    "a null and an end": "../../etc/passwd%00.ttl",
    "an overlong stroke": "..%c0%af..%c0%afetc%c0%afpasswd",
    "a stroke of full width": "..%ef%bc%8f..%ef%bc%8fetc",
    "dots of full width": "%ef%bc%8e%ef%bc%8e/etc/passwd",
    "a percent sign alone": "%",
    "a percent sign cut short": "%2",
    "no hexadecimal": "%zz%u0041",
    "a process": "../../../proc/self/environ",
    "the store": "../../../armsgraph.store/CURRENT",
    "the code": "../../api/app.py",
    "a query within": "a%3fquery=ASK%7B%7D",
    "a fragment within": "a%23b",
    "a new line": "a%0d%0aX-Injected:%20yes",
    "a tab": "a%09b",
    "deep": "a/" * 5_000,
    "long": "a" * 50_000,
    "a suffix of all": ".ttl.json.csv.rq.html",
    "a suffix alone": ".ttl",
    "nothing": "",
}
ROUTES = (
    "/{}", "/api/v1/states/{}", "/api/v1/leaders/{}", "/api/v1/weapons/{}", "/api/v1/transfers/{}", "/api/v1/records/{}",
    "/states/{}/concentration", "/id/{}", "/id/state/{}", "/ontology/{}", "/docs/{}", "/static/{}", "/dumps/{}",
)  # fmt: skip


@pytest.mark.parametrize("name", WAYS_OUT)
def test_no_address_leads_out_of_the_service(strangers, name):
    for route in ROUTES:
        answer = strangers.get(route.format(WAYS_OUT[name]))
        is_clean(answer)
        for secret in (b"root:", b"PATH=", b"MANIFEST", b"from __future__"):
            assert secret not in answer.body, (route, answer.text[:300])
        assert "x-injected" not in answer.headers


LOCATIONS = {
    "another server": "//evil.example/",
    "another server behind dots": "/..//evil.example/",
    "another server by other strokes": "/\\evil.example/",
    "another scheme": "/https:/evil.example",
}


@pytest.mark.parametrize("name", LOCATIONS)
def test_no_address_leads_to_another_server(strangers, name):
    for target in (LOCATIONS[name], LOCATIONS[name] + "api/v1/states/RUS/", f"/id{LOCATIONS[name]}"):
        answer = strangers.get(target)
        is_clean(answer)
        assert not answer.headers.get("location", "/").startswith(("//", "/\\", "http"))
