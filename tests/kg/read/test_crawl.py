"""Each page of a crawl is a document; whatever else lies in it is counted, and what is damaged costs only itself."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Iterable
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import document, refusal
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kg.read import Refusal, Source, read, warc_stream
from kg.read.http_answer import body_of_answer, head_of_answer
from kg.read.warc_records import Archive, Damage, Record
from kg.settings import Settings

# warcio leaves temporary files to the garbage collector, which is no matter of ours.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)

ENGLISH = "Russia delivered 12 Su-35 fighters to Egypt in 2021, the ministry said. "
ARABIC = "قالت وزارة الدفاع إن روسيا سلمت مصر اثنتي عشرة طائرة مقاتلة في عام 2021. "
HTML = "text/html; charset=utf-8"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def page(text: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body><article><p>{text * 3}</p></article></body></html>"


class Crawl:
    """An archive written by warcio, which is not ours."""

    def __init__(self, *, packed: bool = True) -> None:
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=packed)
        self.starts: list[int] = []

    def add(self, body: bytes | str, url: str | None = None, status: str = "200 OK", **fields: str) -> Crawl:
        self.starts.append(self._out.tell())
        given = {"content-type": HTML} | {name.replace("_", "-"): value for name, value in fields.items()}
        head = StatusAndHeaders(status, list(given.items()), protocol="HTTP/1.1")
        data = body.encode() if isinstance(body, str) else body
        url = url or f"https://example.org/{len(self.starts)}"
        self._writer.write_record(
            self._writer.create_warc_record(url, "response", payload=io.BytesIO(data), http_headers=head)
        )
        return self

    def add_record(self, kind: str, content: bytes = b"", url: str = "https://example.org/x") -> Crawl:
        self.starts.append(self._out.tell())
        self._writer.write_record(
            self._writer.create_warc_record(
                url, kind, payload=io.BytesIO(content), warc_content_type="text/plain"
            )
        )
        return self

    @property
    def data(self) -> bytes:
        return self._out.getvalue()


def read_all(data: bytes, name: str = "news", **limits: int) -> list[Source | Refusal]:
    Path(name).write_bytes(data)
    return list(read([name], Settings(**limits)))


def what(found: Source | Refusal) -> str:
    return refusal(found).what


def urls(found: Iterable[Source | Refusal]) -> list[str | None]:
    return [document(one).url for one in found if isinstance(one, Source)]


# Pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_is_a_document_known_by_its_address(packed: bool) -> None:
    stated = '<link rel="canonical" href="https://example.org/c"><meta itemprop="datePublished" content="2021-06-01">'
    crawl = Crawl(packed=packed).add(page(ENGLISH, stated), "https://example.org/a b").add(page(ARABIC))
    first, second = read_all(crawl.data)
    assert isinstance(first, Source)
    assert first.key == document(first).url == "https://example.org/a%20b"
    assert first.place == "news: record 1 (https://example.org/a%20b)"
    assert (document(first).date, document(first).lang) == ("2021-06-01", "en")
    # There was a day on which it was crawled, but that is not the day of the page.
    assert (document(second).date, document(second).lang) == (None, "ar")


def test_pages_texts_and_pdfs_are_read_and_all_else_is_counted_in_few_sentences() -> None:
    crawl = (
        Crawl()
        .add_record("warcinfo")
        .add(ENGLISH, content_type="text/plain")
        .add("", status="301 Moved", location="/x")
        .add(page("Not found. "), status="404 Not Found")
        .add(b"\x89PNG", content_type="image/png")
        .add("body {}", content_type="text/css")
        .add("User-agent: *", "https://example.org/robots.txt", content_type="text/plain")
        .add_record("request", b"GET / HTTP/1.1\r\n\r\n")
        .add_record("metadata")
        .add_record("revisit")
        .add_record("response", b"gopher", "dns:example.org")
        .add(b"%PDF-1.4 broken", content_type="application/pdf")
    )
    found = read_all(crawl.data)
    assert len(found) == 12
    assert document(found[1]).text == ENGLISH
    reasons = [one.what for one in found if isinstance(one, Refusal) and one.on_purpose]
    assert len(reasons) == 10
    assert len(set(reasons)) == 5
    assert "PDF is broken" in what(found[-1])


@pytest.mark.parametrize("declared", ["head", "meta", "nowhere"])
def test_the_charset_is_that_of_the_answer_else_that_of_the_page_else_what_fits(declared: str) -> None:
    # The answer goes before the page, which may have been written for another server.
    meta = {"head": '<meta charset="utf-8">', "meta": '<meta charset="windows-1256">', "nowhere": ""}[
        declared
    ]
    content_type = "text/html; charset=windows-1256" if declared == "head" else "text/html"
    crawl = Crawl().add(page(ARABIC, meta).encode("cp1256"), content_type=content_type)
    (source,) = read_all(crawl.data)
    assert ARABIC.strip() in (document(source).text or "")
    assert isinstance(source, Source)
    assert source.mended == ("read as windows-1256",)


def chunked(data: bytes, size: int) -> bytes:
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;note\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "DEFLATE": deflated,
    "br": brotli.compress, "identity": bytes,
}  # fmt: skip


@given(st.binary(min_size=1, max_size=500), st.sampled_from(sorted(PACKERS)), st.integers(1, 600))
def test_whatever_was_packed_and_sent_in_chunks_comes_out_again(data: bytes, coding: str, size: int) -> None:
    body = chunked(PACKERS[coding](data), size)
    head = head_of_answer(
        f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: {coding}\r\n\r\n".encode()
    )
    assert head is not None
    assert body_of_answer(head, body, 500) == (data, True)
    if len(data) > 1:
        cut, whole = body_of_answer(head, body[: len(body) // 2], 500)
        assert (
            coding in {"deflate", "DEFLATE", "br"} or (data.startswith(cut) and not whole) or len(body) < 60
        )


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_a_body_that_was_unpacked_under_its_old_head_is_read_as_it_is(coding: str) -> None:
    crawl = Crawl().add(page(ENGLISH), content_encoding=coding, transfer_encoding="chunked")
    assert len(urls(read_all(crawl.data))) == 1


def test_a_page_that_the_crawler_cut_is_read_and_that_is_told() -> None:
    body = gzip.compress(page(" ".join(f"{ENGLISH} {number}" for number in range(500))).encode())
    (source,) = read_all(Crawl().add(body[: len(body) * 2 // 3], content_encoding="gzip").data)
    assert isinstance(source, Source)
    assert source.mended == ("the crawl kept only the beginning of the page",)


# Damage ----------------------------------------------------------------------------------------


def five(*, packed: bool) -> Crawl:
    crawl = Crawl(packed=packed)
    for number in range(5):
        crawl.add(page(f"{number} {ENGLISH}"))
    return crawl


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_breaks_off_is_read_to_there(packed: bool) -> None:
    crawl = five(packed=packed)
    found = read_all(crawl.data[: crawl.starts[3] + 200])
    assert urls(found) == [f"https://example.org/{number}" for number in (1, 2, 3)]
    assert isinstance(found[-1], Refusal)
    assert found[-1].place == "news: record 4"
    assert "breaks off" in found[-1].what
    assert f"byte {crawl.starts[3]:,}" in found[-1].what


def test_what_is_damaged_in_a_packed_file_costs_one_record() -> None:
    crawl = five(packed=True)
    for at in (0, 2, 40, 150):
        data = bytearray(crawl.data)
        start = crawl.starts[2] + at
        data[start : start + 20] = b"\xff" * 20
        found = read_all(bytes(data))
        assert urls(found) == [f"https://example.org/{number}" for number in (1, 2, 4, 5)], at
        assert [one.place for one in found if isinstance(one, Refusal)] == ["news: record 3"]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(("length", "lost"), [(b"9", {3}), (b"x", {3}), (b"-4", {3}), (b"", {3})])
def test_a_length_that_is_wrong_costs_one_record(packed: bool, length: bytes, lost: set[int]) -> None:
    plain, starts = five(packed=False).data, five(packed=False).starts
    parts = [plain[a:b] for a, b in zip(starts, [*starts[1:], len(plain)], strict=True)]
    name = b"Content-Length: "
    before, _, behind = parts[2].partition(name)
    parts[2] = before + name + length + behind[behind.index(b"\r\n") :]
    found = read_all(b"".join(gzip.compress(part) if packed else part for part in parts))
    assert urls(found) == [f"https://example.org/{number}" for number in range(1, 6) if number not in lost]
    assert any(isinstance(one, Refusal) and not one.on_purpose for one in found)


def test_a_record_that_says_it_is_longer_than_its_member_ends_with_it() -> None:
    crawl = five(packed=False)
    parts = [crawl.data[a:b] for a, b in zip(crawl.starts, [*crawl.starts[1:], None], strict=True)]
    before, _, behind = parts[1].partition(b"Content-Length: ")
    parts[1] = before + b"Content-Length: 99" + behind
    found = read_all(b"".join(map(gzip.compress, parts)))
    assert urls(found) == [f"https://example.org/{number}" for number in (1, 3, 4, 5)]
    assert "shorter than it says" in what(found[1])


@pytest.mark.parametrize("size", [100, 997])
def test_members_may_end_anywhere(size: int) -> None:
    plain = five(packed=False).data
    members = [gzip.compress(plain[at : at + size]) for at in range(0, len(plain), size)]
    assert len(urls(read_all(b"".join(members)))) == 5
    assert len(urls(read_all(gzip.compress(plain)))) == 5


def test_garbage_between_records_is_told_and_passed_over() -> None:
    crawl = five(packed=False)
    cut = crawl.starts[2]
    found = read_all(crawl.data[:cut] + b"garbage\n" * 3 + crawl.data[cut:])
    assert len(urls(found)) == 5
    assert "does not begin like one" in what(found[2])


# Limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_page_that_unpacks_without_end_is_refused(coding: str) -> None:
    crawl = Crawl().add(PACKERS[coding](b" " * 5_000_000), content_encoding=coding).add(page(ENGLISH))
    found = read_all(crawl.data, max_crawled_bytes=100_000)
    assert "unpacks to more than 100,000 bytes" in what(found[0])
    assert len(urls(found)) == 1


def test_a_page_that_is_too_large_is_refused_and_a_film_is_no_page() -> None:
    crawl = (
        Crawl().add(page(ENGLISH * 9000)).add(b"\0" * 500_000, content_type="video/mp4").add(page(ENGLISH))
    )
    found = read_all(crawl.data, max_crawled_bytes=200_000)
    assert "200,000 are allowed" in what(found[0])
    assert [isinstance(one, Refusal) and one.on_purpose for one in found] == [False, True, False]
    assert len(urls(found)) == 1


def test_a_member_that_is_a_bomb_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_stream, "_SUSPECT_BYTES", 1_000_000)
    bomb = gzip.compress(
        b"WARC/1.0\r\nContent-Length: 9000000\r\nWARC-Type: response\r\n\r\n" + b"\0" * 9_000_000
    )
    found = read_all(bomb + Crawl().add(page(ENGLISH)).data)
    assert len(urls(found)) == 1
    assert any("far more than any page" in one.what for one in found if isinstance(one, Refusal))


@pytest.mark.parametrize(
    "head",
    [
        b"WARC/1.0\r\n" + b"a" * 300_000,
        b"WARC/1.0\r\n" + b"a: b\r\n" * 100_000,
        b"WARC/1.0\r\nno field\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 5\r\nWARC-Type: response\r\nWARC-Target-URI: http://[/\r\n\r\nHTTP/",
    ],
)
def test_heads_without_end_or_sense_cost_one_record(head: bytes) -> None:
    found = read_all(head + b"\r\n" + Crawl(packed=False).add(page(ENGLISH)).data)
    assert len(urls(found)) == 1
    assert any(isinstance(one, Refusal) and not one.on_purpose for one in found)


def test_memory_does_not_grow_with_the_archive() -> None:
    class Endless(io.RawIOBase):
        """A hundred times the same records; it counts what is read ahead."""

        def __init__(self, data: bytes, times: int) -> None:
            self.data, self.times, self.given = data, times, 0

        def readable(self) -> bool:
            return True

        def tell(self) -> int:
            return self.given

        def read(self, size: int = -1) -> bytes:
            if self.given >= len(self.data) * self.times:
                return b""
            at = self.given % len(self.data)
            block = self.data[at : at + size]
            self.given += len(block)
            return block

    crawl = five(packed=False)
    source = Endless(crawl.data, 100)
    ahead = []
    for number, record in enumerate(Archive(source), 1):
        assert isinstance(record, Record)
        ahead.append(source.given - number * len(crawl.data) / 5)
    assert len(ahead) == 500
    assert max(ahead) < 2 * 65_536


# Against another reader ------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [True, False])
@given(bodies=st.lists(st.binary(max_size=300), max_size=5))
def test_records_are_those_that_warcio_reads(packed: bool, bodies: list[bytes]) -> None:
    crawl = Crawl(packed=packed)
    for body in bodies:
        crawl.add(body)
    ours = [
        (one.head["warc-record-id"], one.take(one.left))
        for one in Archive(io.BufferedReader(io.BytesIO(crawl.data)))  # type: ignore[arg-type]
        if isinstance(one, Record)
    ]
    theirs = [
        (one.rec_headers.get_header("WARC-Record-ID"), one.raw_stream.read())
        for one in ArchiveIterator(io.BytesIO(crawl.data), no_record_parse=True)
    ]
    assert ours == theirs


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_whose_first_bytes_are_lost_gives_its_other_records(packed: bool) -> None:
    data = b"\x00\x00\x00" + five(packed=packed).data[3:]
    found = list(Archive(io.BufferedReader(io.BytesIO(data))))  # type: ignore[arg-type]
    good = {one.head.get("warc-target-uri") for one in found if isinstance(one, Record)}
    assert good == {f"https://example.org/{number}" for number in range(2, 6)}


@given(st.integers(), st.integers(1, 60), st.booleans())
def test_whatever_happens_to_an_archive_reading_ends_and_good_records_stay(
    seed: int, size: int, packed: bool
) -> None:
    crawl = five(packed=packed)
    chance = random.Random(seed)  # noqa: S311
    data = bytearray(crawl.data)
    at = chance.randrange(len(data))
    data[at : at + size] = chance.randbytes(size)
    found = list(Archive(io.BufferedReader(io.BytesIO(bytes(data)))))  # type: ignore[arg-type]
    # What was overwritten lies in two records at most; the one before can lose its end.
    good = {one.head.get("warc-target-uri") for one in found if isinstance(one, Record)}
    assert len(good & {f"https://example.org/{number}" for number in range(1, 6)}) >= (3 if packed else 2)
    assert len([one for one in found if isinstance(one, Damage)]) <= 4


@given(st.binary(max_size=400))
def test_bytes_that_only_begin_like_an_archive_are_refused(data: bytes) -> None:
    for found in read_all(b"WARC/1.0\r\n" + data):
        assert isinstance(found, Refusal)
