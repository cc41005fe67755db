"""Writing over HTTP: only with a token, one at a time, and never without a line in the audit log."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.audit import Audit, place_of
from api.errors import Problem
from api.jobs import Jobs, Work
from api.metrics import Metrics
from api.writer import secret_free
from kg.errors import InputError
from kg.settings import Settings

ANN_NAME = "ann"
ANN, BOB = "a-token-that-is-only-of-ann", "b-token-that-is-only-of-bob"
EXAMPLES = Path(__file__).parents[2] / "examples"
REGISTER = (EXAMPLES / "register.jsonl").read_bytes()
ARTICLE = (EXAMPLES / "ar-egypt-rafale.md").read_bytes()
FACTS = {"Content-Type": "application/x-ndjson"}
WAIT = {"Prefer": "wait=60"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def settings_for(store: str | Path, **more: object) -> Settings:
    given = {"store": str(store), "write_tokens": {"ann": ANN, "bob": BOB}, "query_megabytes": 1024, **more}
    return Settings(**given)


def app_for(store: str | Path, **more: object):
    settings = settings_for(store, **more)
    # Without a copy for the public, which would be made anew after each write.
    return create_app(settings.store, settings, processes=1, everything=True)


def audit_of(store: str | Path) -> list[dict]:
    path = Path(f"{store}.audit.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("writes") / "a.store"


@pytest.fixture(scope="module")
def service(place):
    """A service that may be written to, with the records of the examples' register in it."""
    with pytest.MonkeyPatch.context() as patch, TestClient(app_for(place)) as client:
        # However slow the machine, who asks after a write waits for what was written.
        patch.setattr("api.generations._WAIT_SECONDS", 600.0)
        first = client.post("/api/v1/records", content=REGISTER, headers={**bearer(ANN), **FACTS, **WAIT})
        assert first.status_code == 200, first.text
        yield client


# --- who may ---


def test_without_a_token_in_the_settings_nothing_can_be_written(client):
    for method, path in (
        ("POST", "/records"),
        ("DELETE", "/records/x"),
        ("POST", "/reviews"),
        ("GET", "/jobs/x"),
    ):
        response = client.request(method, f"/api/v1{path}", headers=bearer(ANN))
        assert response.status_code in (404, 405)
    assert "/api/v1/reviews" not in client.get("/openapi.json").json()["paths"]


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ({}, 'Bearer realm="armsgraph"'),
        ({"Authorization": f"Basic {ANN}"}, 'Bearer realm="armsgraph"'),
        ({"Authorization": "Bearer"}, 'Bearer realm="armsgraph"'),
        ({"Authorization": f"Bearer {ANN[:-1]}"}, 'Bearer realm="armsgraph", error="invalid_token"'),
        ({"Authorization": f"Bearer {ANN}{ANN}"}, 'Bearer realm="armsgraph", error="invalid_token"'),
        (
            {"Authorization": "Bearer \u00e9".encode("latin-1")},
            'Bearer realm="armsgraph", error="invalid_token"',
        ),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/records"), ("DELETE", "/records/x"), ("POST", "/reviews"), ("GET", "/jobs/x")],
)
def test_who_has_no_token_is_asked_for_one(  # noqa: PLR0917 - of a test
    service, place, method, path, headers, challenge
):
    before = audit_of(place)
    response = service.request(method, f"/api/v1{path}", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == challenge
    assert response.headers["content-type"] == "application/problem+json"
    assert ANN not in response.text
    assert audit_of(place) == before


def test_two_tokens_in_one_request_are_none(service):
    both = [("Authorization", f"Bearer {ANN}"), ("Authorization", f"Bearer {BOB}")]
    assert service.get("/api/v1/jobs/x", headers=both).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_no_page_of_another_site_may_write(service, place, headers):
    before = audit_of(place)
    response = service.post("/api/v1/records", content=REGISTER, headers={**bearer(ANN), **FACTS, **headers})
    assert response.status_code == 403
    assert audit_of(place) == before
    own = {**bearer(ANN), "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert service.get("/api/v1/jobs/x", headers=own).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/records"), ("DELETE", "/records/x"), ("POST", "/reviews")]
)
def test_no_browser_is_told_that_it_may_write_from_elsewhere(service, method, path):
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization",
    }
    told = service.options(f"/api/v1{path}", headers=asked).headers
    assert method in told["allow"].split(", ")
    assert "authorization" not in told.get("access-control-allow-headers", "").lower()
    assert "DELETE" not in told.get("access-control-allow-methods", "")
    assert "access-control-allow-credentials" not in told


def test_a_server_is_not_written_to_unless_that_is_allowed():
    with pytest.raises(InputError, match="WRITE_REMOTE"):
        create_app("http://127.0.0.1:9/", settings_for("http://127.0.0.1:9/"), everything=True)
    create_app("http://127.0.0.1:9/", settings_for("http://127.0.0.1:9/", write_remote=True), everything=True)


# --- what is done ---


def test_what_was_written_is_there_and_noted(service, place):
    first, last = audit_of(place)[:2]
    assert (first["event"], last["event"], last["outcome"]) == ("begun", "ended", "done")
    assert {first["token"], last["token"]} == {"ann"}
    assert first["job"] == last["job"]
    assert first["what"]["bytes"] == len(REGISTER)
    assert len(last["records"]) == len(REGISTER.splitlines())
    assert place.with_name("a.store.audit.jsonl").stat().st_mode & 0o007 == 0
    record = service.get(f"/api/v1/records/{last['records'][0]}")
    assert record.status_code == 200


def test_a_document_comes_and_goes(service, place):
    added = service.post(
        "/api/v1/records?key=rafale.md",
        content=ARTICLE,
        headers={**bearer(BOB), "Content-Type": "text/markdown; charset=utf-8", **WAIT},
    )
    assert added.status_code == 200, added.text
    job = added.json()
    assert (job["outcome"], job["by"], job["summary"]["added"]) == ("done", "bob", 1)
    (record,) = job["records"]
    assert service.get(f"/api/v1/records/{record}").status_code == 200
    again = service.post(
        "/api/v1/records?key=rafale.md",
        content=ARTICLE,
        headers={**bearer(BOB), "Content-Type": "text/markdown", **WAIT},
    ).json()
    assert (again["outcome"], again["records"], again["summary"]["unchanged"]) == ("done", [record], 1)

    gone = service.delete(f"/api/v1/records/{record}", headers={**bearer(ANN), **WAIT})
    assert (gone.status_code, gone.json()["records"]) == (200, [record])
    assert service.get(f"/api/v1/records/{record}").status_code == 404
    missing = service.delete(f"/api/v1/records/{record}", headers={**bearer(ANN), **WAIT})
    assert missing.status_code == 404
    lines = audit_of(place)
    assert [line["outcome"] for line in lines if line["event"] == "ended"][-4:] == [
        "done",
        "done",
        "done",
        "not found",
    ]
    assert (lines[-3]["event"], lines[-3]["token"]) == ("ended", ANN_NAME)
    assert lines[-4]["what"] == {"record": record}


def test_a_review_decides_about_two_claims_in_the_name_of_the_token(service, place):
    query = "SELECT ?c { ?t ag:claim ?c } ORDER BY ?c LIMIT 2"
    rows = service.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    one, other = (row["c"]["value"] for row in rows)
    review = {"kind": "decision", "one": one, "other": other, "verdict": "not-same", "reason": "Two deals."}
    done = service.post("/api/v1/reviews", json=review, headers={**bearer(BOB), **WAIT})
    assert (done.status_code, done.json()["outcome"]) == (200, "done"), done.text
    listed = subprocess.run(
        [
            sys.executable,
            "-c",
            "from kg.cli import run; run()",
            "decide",
            "list",
            "--json",
            "--store",
            str(place),
        ],
        capture_output=True,
        check=True,
    )
    (decision,) = json.loads(listed.stdout)
    assert (decision["by"], decision["verdict"], decision["reason"]) == ("bob", "not-same", "Two deals.")
    assert audit_of(place)[-2]["what"]["verdict"] == "not-same"
    unknown = service.post(
        "/api/v1/reviews", json={**review, "one": "nothing"}, headers={**bearer(BOB), **WAIT}
    )
    assert unknown.status_code == 422
    assert unknown.json()["job"].startswith("/api/v1/jobs/")


def test_a_review_corrects_a_record(service):
    facts = json.loads(REGISTER.splitlines()[0])
    facts["document"]["title"] = "As a person has corrected it"
    done = service.post(
        "/api/v1/reviews", json={"kind": "correction", "facts": facts}, headers={**bearer(ANN), **WAIT}
    )
    assert done.status_code == 200, done.text
    assert done.json()["summary"]["replaced"] == 1
    (record,) = done.json()["records"]
    assert "As a person has corrected it" in service.get(f"/api/v1/records/{record}").text


@pytest.mark.parametrize(
    ("path", "content", "headers", "status"),
    [
        ("/records", b"x", {"Content-Type": "image/png"}, 415),
        ("/records", b"x", {}, 415),
        ("/records", b" \n", {"Content-Type": "text/plain"}, 400),
        ("/records?key=../../etc/passwd", b"x", {"Content-Type": "text/plain"}, 422),
        ("/records?key=.hidden", b"x", {"Content-Type": "text/plain"}, 422),
        ("/records", b'{"schema": "armsgraph-facts/1"}', FACTS, 422),
        ("/records", b"\x00\x01\x02" * 50, {"Content-Type": "text/plain"}, 422),
        ("/records", b"%PDF-1.7 nonsense", {"Content-Type": "application/pdf"}, 422),
        ("/reviews", b"{", {"Content-Type": "application/json"}, 422),
        ("/reviews", b'{"kind": "decision"}', {}, 422),
        ("/reviews", b'{"kind": "other"}', {}, 422),
        ("/reviews", b"[" * 50_000, {}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_a_clean_refusal(service, path, content, headers, status):
    response = service.post(f"/api/v1{path}", content=content, headers={**bearer(ANN), **headers, **WAIT})
    assert response.status_code == status, response.text
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["detail"]
    assert "Traceback" not in response.text
    assert "armsgraph-" not in response.text, "it names a temporary folder"


def test_who_does_not_wait_gets_a_job(service):
    accepted = service.post(
        "/api/v1/records", content=REGISTER, headers={**bearer(ANN), **FACTS, "Prefer": "respond-async"}
    )
    assert accepted.status_code == 202
    assert accepted.json()["outcome"] is None
    place = accepted.headers["location"]
    # Another one meanwhile is told to come again.
    busy = service.post("/api/v1/records", content=REGISTER, headers={**bearer(BOB), **FACTS})
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert service.get(place).status_code == 401
    job = service.get(place, headers={**bearer(BOB), **WAIT}).json()
    assert job["outcome"] == "done"
    assert job["by"] == "ann"
    assert job["ended"] > job["begun"]


def test_while_a_build_is_at_work_writes_are_turned_away(service, place):
    program = "import sys, kg.store as s; o = s.open_existing(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as building:
        assert building.stdout.readline() == b"open\n"
        locked = service.post("/api/v1/records", content=REGISTER, headers={**bearer(ANN), **FACTS, **WAIT})
        building.stdin.close()
        building.wait()
    assert locked.status_code == 409
    assert locked.headers["retry-after"]
    assert locked.json()["type"].endswith("/locked")
    assert audit_of(place)[-1]["outcome"] == "locked"


def test_readers_are_answered_while_a_write_goes_on(service):
    accepted = service.post(
        "/api/v1/records", content=REGISTER, headers={**bearer(ANN), **FACTS, "Prefer": "respond-async"}
    )
    assert service.get("/states").status_code == 200
    job = service.get(accepted.headers["location"], headers={**bearer(ANN), **WAIT}).json()
    assert job["outcome"] == "done"


# --- the audit ---


def test_what_cannot_be_noted_is_not_done(tmp_path):
    (tmp_path / "a").mkdir()
    app = app_for(tmp_path / "a.store", audit_log=str(tmp_path / "a"))  # a folder: no line can be written
    client = TestClient(app)
    response = client.post("/api/v1/records", content=REGISTER, headers={**bearer(ANN), **FACTS, **WAIT})
    assert response.status_code == 503
    assert "noted" in response.json()["detail"]
    assert not (tmp_path / "a.store").exists()


def test_the_audit_only_grows_and_each_line_is_whole(tmp_path):
    audit = Audit(tmp_path / "audit.jsonl")
    audit.path.write_text('{"earlier": true}\n', "utf-8")

    async def story() -> None:
        await asyncio.gather(*(audit.note("begun", job=str(n), what="x" * 5000) for n in range(50)))

    asyncio.run(story())
    lines = [json.loads(line) for line in audit.path.read_text("utf-8").splitlines()]
    assert lines[0] == {"earlier": True}
    assert sorted(int(line["job"]) for line in lines[1:]) == list(range(50))


def test_the_audit_is_beside_the_store_or_where_the_settings_say(tmp_path):
    store = str(tmp_path / "a.store")
    assert place_of(Settings(), store) == tmp_path / "a.store.audit.jsonl"
    assert place_of(Settings(audit_log=str(tmp_path / "b")), store) == tmp_path / "b"


# --- the process that writes ---


def test_the_process_that_writes_gets_no_token():
    text = json.dumps(secret_free(settings_for("a", metrics_token=BOB, llm_key="of-the-model")))
    assert [secret for secret in (ANN, BOB, "of-the-model") if secret in text] == []
    asked = secret_free(settings_for("a", reader="llm", llm_key="of-the-model"))
    assert asked["llm_key"] == "of-the-model"
    assert Settings(**secret_free(settings_for("a"))).write_tokens == {}


@contextmanager
def jobs_with(monkeypatch, tmp_path, program, **more):
    """Jobs whose process runs a program of ours."""
    module = tmp_path / "modules" / "stand_in.py"
    module.parent.mkdir()
    module.write_text(program)
    environment = {"PYTHONPATH": str(module.parent)}
    start = asyncio.create_subprocess_exec

    async def stand_in(executable, *arguments, **options):
        return await start(executable, "-m", "stand_in", **{**options, "env": environment})

    monkeypatch.setattr(asyncio, "create_subprocess_exec", stand_in)
    settings = settings_for(tmp_path / "a.store", **more)
    audit = Audit(tmp_path / "audit.jsonl")
    yield Jobs(settings, settings.store, audit, Metrics()), audit.path


ENDLESS = "import sys, threading; sys.stdin.read(); threading.Event().wait()"


@pytest.mark.parametrize(
    ("program", "more", "detail"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", {}, "ended before its work"),
        ("raise SystemExit(3)", {}, "ended before its work"),
        (ENDLESS, {"write_seconds": 0.5}, "stopped after 0.5 seconds"),
    ],
)
def test_a_process_that_dies_or_never_ends_is_a_failed_job(monkeypatch, tmp_path, program, more, detail):
    async def story() -> None:
        with jobs_with(monkeypatch, tmp_path, program, **more) as (jobs, audit):
            job = await jobs.begin(Work("build", {}, {}), token=ANN_NAME, request="r")
            await job.over.wait()
            assert job.result["outcome"] == "failed"
            assert detail in job.result["detail"]
            assert [json.loads(line)["event"] for line in audit.read_text().splitlines()] == [
                "begun",
                "ended",
            ]
            again = await jobs.begin(Work("build", {}, {}), token=ANN_NAME, request="r")
            await jobs.close()
            assert again.result

    asyncio.run(story())


def test_when_the_service_stops_a_write_that_goes_on_is_stopped_and_that_is_noted(monkeypatch, tmp_path):
    async def story() -> None:
        with jobs_with(monkeypatch, tmp_path, ENDLESS, shutdown_seconds=0.1) as (jobs, audit):
            await jobs.begin(Work("retract", {}, {"record": "x"}), token=ANN_NAME, request="r")
            try:
                with pytest.raises(Problem, match="Another write"):
                    await jobs.begin(Work("retract", {}, {}), token=ANN_NAME, request="s")
            finally:
                await jobs.close()
            last = json.loads(audit.read_text().splitlines()[-1])
            assert (last["event"], last["outcome"], last["token"]) == ("ended", "failed", "ann")
            assert "end of the service" in last["detail"]

    asyncio.run(story())


def test_a_write_that_is_stopped_while_its_process_starts_leaves_none_behind(monkeypatch, tmp_path):
    async def story() -> None:
        with jobs_with(monkeypatch, tmp_path, ENDLESS, shutdown_seconds=0) as (jobs, _):
            start, started = asyncio.create_subprocess_exec, asyncio.Queue()

            async def slowly(*command, **options):
                process = await start(*command, **options)
                started.put_nowait(process)
                await asyncio.sleep(0.05)
                return process

            monkeypatch.setattr(asyncio, "create_subprocess_exec", slowly)
            job = await jobs.begin(Work("retract", {}, {}), token=ANN_NAME, request="r")
            process = await started.get()
            await jobs.close()
            assert process.returncode is not None
            assert job.result["outcome"] == "failed"

    asyncio.run(story())
