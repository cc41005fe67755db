"""Whatever lies in a folder is read or refused with its place; nothing goes missing and nothing stops the rest."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, UnreadableFile
from kg.facts import Document, Facts, content_hash
from kg.read import Refusal, Source, expand, read
from kg.read.decode import decode
from kg.read.language import LANGUAGES, language_code, language_of
from kg.read.pdf import is_reversed
from kg.read.text import split_front_matter
from kg.settings import Settings

ARABIC = "قالت وزارة الدفاع إن روسيا سلمت مصر اثنتي عشرة طائرة مقاتلة من طراز سو-35 في عام 2021.\n"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read_all(*inputs: str, **limits: int) -> list[Source | Refusal]:
    return list(read(inputs or ["."], Settings(**limits)))


def one(data: bytes | str, name: str = "report.txt", **limits: int) -> Source | Refusal:
    path = Path(name)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (found,) = read_all(name, **limits)
    return found


def document(found: Source | Refusal) -> Document:
    assert isinstance(found, Source), found
    return found.document


# Which files -----------------------------------------------------------------------------------


def test_a_folder_is_read_to_its_ground_in_order_without_hidden_files_queries_and_settings() -> None:
    for name in (
        "b.txt",
        "a/z.txt",
        "a/b/c.txt",
        ".hidden.txt",
        ".git/x.txt",
        "a/who.rq",
        "a/x.toml",
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("Some text.")
    assert [path.as_posix() for path in expand(["."])] == ["a/b/c.txt", "a/z.txt", "b.txt"]
    assert [path.as_posix() for path in expand(["**/*.txt", "b.txt"])] == ["a/b/c.txt", "a/z.txt", "b.txt"]
    assert [path.as_posix() for path in expand([".hidden.txt", "a/who.rq"])] == [".hidden.txt", "a/who.rq"]


def test_an_input_that_names_nothing_is_told_before_anything_is_read() -> None:
    Path("a.txt").write_text("Some text.")
    Path("empty").mkdir()
    for missing in ("b.txt", "*.pdf", "empty"):
        with pytest.raises(InputError, match="no such file"):
            read_all("a.txt", missing)


# Plain text ------------------------------------------------------------------------------------


def test_text_is_kept_exactly_as_it_is() -> None:
    text = "First line \r\n\r\n second\ttab, no end"
    found = document(one(text))
    assert found.text == text
    assert (found.id, found.lang, found.length) == ("report.txt", "en", len(text))
    assert found.sha256 == content_hash(text)


def test_front_matter_is_metadata_and_no_part_of_the_text() -> None:
    source = one(
        "---\nid: r-7\ntitle: A deal\ndate: 2021-06-01\nlanguage: en-GB\nurl: https://example.org/a\n"
        "publisher: Example News\nlicence: CC-BY-4.0\nredistribution: full\ncolour: blue\n---\nThe text.\n",
        "report.md",
    )
    found = document(source)
    assert found.text == "The text.\n"
    assert (found.id, found.title, found.date, found.lang) == ("r-7", "A deal", "2021-06-01", "en")
    assert (found.url, found.publisher, found.licence, found.redistribution) == (
        "https://example.org/a", "Example News", "CC-BY-4.0", "full",
    )  # fmt: skip
    assert isinstance(source, Source)
    assert source.key == "r-7"
    assert source.mended == ("front matter: the member 'colour' is not known and was left out",)


def test_a_url_is_the_key_where_there_is_no_id() -> None:
    source = one("---\nurl: https://example.org/a\n---\nThe text.\n")
    assert isinstance(source, Source)
    assert source.key == "https://example.org/a"


@pytest.mark.parametrize(
    "text", ["---\nA line between rules\n---\nText.", "--- no front matter", "---\nnever: ended"]
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    assert document(one(text)).text == text


@pytest.mark.parametrize(
    ("matter", "place", "what"),
    [
        ("title: [open\nid: x", "report.txt:3", "not YAML"),
        ("date: yesterday", "report.txt", "no day"),
        ("date: 2021-13-45", "report.txt", "no day"),
        ("id: x\nlanguage: '12'", "report.txt", "no language code"),
        ("id: x\nredistribution: perhaps", "report.txt", "redistribution"),
    ],
)
def test_front_matter_that_is_wrong_is_refused_with_its_place(matter: str, place: str, what: str) -> None:
    found = one(f"---\n{matter}\n---\nText.")
    assert isinstance(found, Refusal)
    assert found.place == place
    assert what in found.what


@given(st.text(), st.text())
def test_splitting_front_matter_never_loses_text(matter: str, body: str) -> None:
    text = f"---\nid: x\n---\n{body}"
    assert split_front_matter(text, "x")[1] == body
    try:
        _, rest, _ = split_front_matter(matter, "x")
    except UnreadableFile:
        return
    assert matter.endswith(rest)


# Encodings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        (ARABIC.encode(), None),
        (codecs.BOM_UTF8 + ARABIC.encode(), None),
        (codecs.BOM_UTF16_LE + ARABIC.encode("utf-16-le"), "read as UTF-16"),
        (codecs.BOM_UTF16_BE + ARABIC.encode("utf-16-be"), "read as UTF-16"),
        (codecs.BOM_UTF32_LE + ARABIC.encode("utf-32-le"), "read as UTF-32"),
        (ARABIC.encode("cp1256"), "read as windows-1256"),
    ],
)
def test_arabic_is_read_in_every_encoding_and_the_mending_is_told(data: bytes, remark: str | None) -> None:
    source = one(data)
    assert document(source).text == ARABIC
    assert document(source).lang == "ar"
    assert isinstance(source, Source)
    assert source.mended == ((remark,) if remark else ())


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("Россия поставила Египту двенадцать истребителей в 2021 году, сообщили в министерстве.", "cp1251", "windows-1251"),
        ("La France a livré à l'Égypte vingt-quatre avions de combat, a déclaré le ministère, « très satisfait ».", "cp1252", "windows-1252"),
    ],
)  # fmt: skip
def test_other_code_pages_are_recognised_by_their_script(text: str, encoding: str, name: str) -> None:
    decoded = decode(text.encode(encoding), "x")
    assert (decoded.text, decoded.mended) == (text, f"read as {name}")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"text \x00\x01\x02 more", "NUL"),
        (b"PK\x03\x04rest of a docx", "zip or Office"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"abc \x81\x8d\x8f\x90\x9d def", "not UTF-8 (byte 4, line 1)"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "byte"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, what: str) -> None:
    found = one(data)
    assert isinstance(found, Refusal)
    assert found.place == "report.txt"
    assert what in found.what


@given(st.binary())
def test_decoding_gives_a_text_or_a_clear_refusal(data: bytes) -> None:
    try:
        decoded = decode(data, "x")
    except UnreadableFile:
        return
    # What is not mended is what the bytes say, less the mark.
    assert decoded.mended or decoded.text.encode() == data.removeprefix(codecs.BOM_UTF8)


def test_a_document_that_is_too_long_is_refused_and_not_cut() -> None:
    found = one("word " * 30, max_document_chars=100)
    assert isinstance(found, Refusal)
    assert "150 characters, 100 are allowed" in found.what
    large = one("x" * 1000, max_document_chars=100)
    assert isinstance(large, Refusal)
    assert "bytes" in large.what


# Web pages and PDF -----------------------------------------------------------------------------


PAGE = """<!DOCTYPE html><html lang="ar"><head><meta charset="{charset}"><title>صفقة</title>
<link rel="canonical" href="https://example.org/news/1">
<meta property="og:site_name" content="Example News">
<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2021-06-01T10:00:00Z"}}</script>
</head><body><nav>القائمة الرئيسية</nav><article><h1>صفقة</h1><p>{text}</p><p>{text}</p></article></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_a_page_gives_its_main_text_and_what_its_head_says(charset: str) -> None:
    page = PAGE.format(charset=charset, text=ARABIC.strip() * 3)
    source = one(page.encode(charset), "page.data")
    found = document(source)
    assert found.text is not None
    assert ARABIC.strip() in found.text
    assert "القائمة" not in found.text
    assert (found.title, found.date, found.lang) == ("صفقة", "2021-06-01", "ar")
    assert (found.url, found.publisher) == ("https://example.org/news/1", "Example News")
    assert isinstance(source, Source)
    assert source.mended == (() if charset == "utf-8" else ("read as windows-1256",))


def test_a_page_without_text_is_refused() -> None:
    found = one("<html><head></head><body></body></html>", "page.html")
    assert isinstance(found, Refusal)
    assert "no main text" in found.what


def pdf(*lines: str) -> bytes:
    """A PDF with these lines, in Latin letters, on one page."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 700 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF"
    return data + f"xref\n0 6\n0000000000 65535 f \n{table}{trailer}".encode()


def test_a_pdf_gives_its_text() -> None:
    found = document(
        one(pdf("Russia delivered twelve fighters to Egypt", "in the year 2021."), "anything.bin")
    )
    assert found.text is not None
    assert "Russia delivered twelve fighters to Egypt" in found.text
    assert found.lang == "en"


@pytest.mark.parametrize(("data", "what"), [(pdf(), "no text layer"), (b"%PDF-1.4\nnonsense", "broken")])
def test_a_pdf_without_text_is_refused(data: bytes, what: str) -> None:
    found = one(data, "report.pdf")
    assert isinstance(found, Refusal)
    assert what in found.what


def test_right_to_left_text_that_came_out_backwards_is_noticed() -> None:
    words = "قال إن الطائرات من روسيا إلى مصر في عام على متن سفن"
    assert not is_reversed(words)
    assert is_reversed(words[::-1])
    assert not is_reversed("Nothing of this kind here")
    assert not is_reversed("")


# JSON ------------------------------------------------------------------------------------------


def test_each_line_of_json_lines_is_a_record_of_its_own(make_facts: Callable[..., dict[str, Any]]) -> None:
    lines = [
        json.dumps({"id": "a", "language": "ar", "published": "2021-06-01", "url": "https://example.org/a", "text": ARABIC, "topic": "x"}),
        '{"id": "b", "text": ',
        "",
        json.dumps(make_facts("c")),
        json.dumps({"id": "d"}),
        "[1, 2]",
        json.dumps({"text": "Text without an id."}),
        json.dumps({"id": "e", "text": "half \ud800 of a pair"}),
        json.dumps({"id": "f", "text": "NUL \x00 inside"}),
        json.dumps(make_facts("g", supplyer="RUS")),
    ]  # fmt: skip
    Path("records.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = read_all("records.jsonl")
    assert [getattr(one, "key", None) or one.place for one in found] == [
        "a", "records.jsonl:2", "c", "records.jsonl:5", "records.jsonl:6", "records.jsonl:7",
        "records.jsonl:8", "records.jsonl:9", "records.jsonl:10",
    ]  # fmt: skip
    arabic = document(found[0])
    assert (arabic.text, arabic.lang, arabic.date) == (ARABIC, "ar", "2021-06-01")
    refused = {one.place: one.what for one in found if isinstance(one, Refusal)}
    assert "not JSON" in refused["records.jsonl:2"]
    assert "neither a facts record" in refused["records.jsonl:5"]
    assert "an array" in refused["records.jsonl:6"]
    assert "surrogate" in refused["records.jsonl:8"]
    assert "NUL" in refused["records.jsonl:9"]
    assert "supplyer" in refused["records.jsonl:10"]
    assert isinstance(found[2], Source)
    assert isinstance(found[2].content, Facts)
    assert found[2].document.sha256 == content_hash(found[2].document.text or "")


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read() -> None:
    lines = [json.dumps({"id": "a", "text": "x" * 500}), json.dumps({"id": "b", "text": "Short."})]
    Path("records.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    refusal, source = read_all("records.jsonl", max_line_chars=200)
    assert isinstance(refusal, Refusal)
    assert (refusal.place, refusal.what) == ("records.jsonl:1", "the line has more than 200 characters")
    assert document(source).id == "b"


@pytest.mark.parametrize("end", ["\n", "", "\r\n"])
def test_a_line_of_just_the_limit_is_read(end: str) -> None:
    line = json.dumps({"id": "a", "text": "Short."})
    Path("records.jsonl").write_bytes((line + end).encode())
    assert document(read_all("records.jsonl", max_line_chars=len(line + end.strip("\n")))[0]).id == "a"


def test_json_lines_may_be_utf_16_but_bad_bytes_are_refused_line_by_line() -> None:
    line = json.dumps({"id": "a", "text": ARABIC}, ensure_ascii=False)
    Path("wide.jsonl").write_bytes(codecs.BOM_UTF16_LE + f"{line}\n{line}\n".encode("utf-16-le"))
    assert [document(one).text for one in read_all("wide.jsonl")] == [ARABIC, ARABIC]
    Path("bad.jsonl").write_bytes(line.encode("cp1256") + b"\n" + codecs.BOM_UTF8[:0] + line.encode() + b"\n")
    refusal, source = read_all("bad.jsonl")
    assert isinstance(refusal, Refusal)
    assert "not UTF-8" in refusal.what
    assert document(source).text == ARABIC


def test_a_json_file_is_one_record_an_array_or_lines(make_facts: Callable[..., dict[str, Any]]) -> None:
    Path("one.json").write_text(json.dumps(make_facts("a"), indent=1))
    Path("many.json").write_text(json.dumps([make_facts("b"), {"no": 1}, {"id": "c", "text": "Some text."}]))
    Path("lines.json").write_text("\n".join(json.dumps(make_facts(name)) for name in "de"))
    found = read_all("one.json", "many.json", "lines.json")
    assert [getattr(one, "key", None) or one.place for one in found] == [
        "a",
        "b",
        "many.json, member 1",
        "c",
        "d",
        "e",
    ]


def test_a_json_file_that_is_broken_is_refused_with_line_and_column() -> None:
    found = one('{\n "id": "a",\n "text": oops\n}', "broken.json")
    assert isinstance(found, Refusal)
    assert "line 3, column 10" in found.what


def test_facts_may_have_their_text_in_a_file_beside_them(make_facts: Callable[..., dict[str, Any]]) -> None:
    record = make_facts("a")
    text = record["document"].pop("text")
    Path("a.txt").write_text(text)
    record["document"]["text_file"] = "a.txt"
    assert document(one(json.dumps(record), "a.gold.json")).text == text
    for elsewhere in ("../a.txt", "/etc/hosts", "missing.txt"):
        record["document"]["text_file"] = elsewhere
        found = one(json.dumps(record), "b.gold.json")
        assert isinstance(found, Refusal)
        assert "not beside it" in found.what


# RDF and tables --------------------------------------------------------------------------------


def test_rdf_is_refused_with_advice_and_broken_rdf_with_its_line() -> None:
    good = one("@prefix e: <http://example.org/> .\ne:a e:b e:c .\n", "good.ttl")
    broken = one("@prefix e: <http://example.org/> .\ne:a e:b .\n", "broken.txt")
    entities = one('<!DOCTYPE r [<!ENTITY a "b">]><r/>', "x.rdf")
    assert isinstance(good, Refusal)
    assert "1 statements" in good.what
    assert "validate" in (good.advice or "")
    assert isinstance(broken, Refusal)
    assert broken.place == "broken.txt:2"
    assert "broken Turtle" in broken.what
    assert isinstance(entities, Refusal)
    assert "DOCTYPE" in entities.what


def test_tables_are_refused_and_not_taken_for_text() -> None:
    found = one("supplier,recipient\nRUS,EGY\n", "deals.csv")
    assert isinstance(found, Refusal)
    assert "tables" in found.what


# Languages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", ARABIC),
        ("de", "Deutschland hat der Ukraine vierzehn Kampfpanzer geliefert, sagte der Minister."),
        ("en", "The government has approved the sale of forty tanks to Poland."),
        ("es", "España entregó a Ucrania veinte vehículos blindados, según el ministerio."),
        ("fa", "وزارت دفاع اعلام کرد که روسیه این جنگنده‌ها را به ایران تحویل داده است."),
        ("fr", "La France a livré dix-huit avions de combat à la Grèce, selon le ministère."),
        ("he", "משרד הביטחון הודיע כי ישראל מכרה טילים לגרמניה."),
        ("ko", "한국은 폴란드에 전차를 인도했다고 국방부가 밝혔다."),
        ("ru", "Россия поставила Индии зенитные ракетные системы, сообщили в министерстве."),
        ("tr", "Türkiye, Ukrayna'ya insansız hava araçları teslim etti, dedi bakanlık."),
        ("uk", "Польща передала Україні танки, повідомило міністерство оборони."),
        ("zh", "俄罗斯向印度交付了防空导弹系统，国防部表示。"),
    ],
)
def test_the_twelve_languages_are_told_apart(language: str, text: str) -> None:
    assert language in LANGUAGES
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("given", "code"), [("ar-EG", "ar"), ("EN_gb", "en"), ("rus", "ru"), ("iw", "he"), ("zh-Hans-CN", "zh"), ("", None), ("123", None), ("it", "it")]
)  # fmt: skip
def test_language_tags_are_read_as_metadata_have_them(given: str, code: str | None) -> None:
    assert language_code(given) == code
