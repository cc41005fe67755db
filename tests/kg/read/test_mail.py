"""An e-mail is a document, and so is each document that is attached to it; nothing in it goes missing unsaid."""

from __future__ import annotations

import base64
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sources import document, refusal

from kg.read import Refusal, Source, read
from kg.read.mail import is_mail, is_mailbox
from kg.read.mail_text import own_words
from kg.settings import Settings

ARABIC = "قالت وزارة الدفاع إن روسيا سلمت مصر اثنتي عشرة طائرة مقاتلة في عام 2021."
RUSSIAN = "Россия поставила Египту двенадцать истребителей в 2021 году, сообщили в министерстве."
CHINESE = "国防部称，俄罗斯于二〇二一年向埃及交付了十二架战斗机。"
ENGLISH = "Russia delivered 12 Su-35 fighters to Egypt in 2021, the ministry said."


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def mail(
    text: str | None = ENGLISH, *, message_id: str | None = "<a1@example.org>", **text_as: Any
) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "A deal"
    made["From"] = "Example News <desk@example.org>"
    made["Date"] = "Tue, 01 Jun 2021 23:30:00 -0500"
    if message_id:
        made["Message-ID"] = message_id
    if text is not None:
        made.set_content(text, **text_as)
    return made


def read_all(data: EmailMessage | bytes, name: str = "mail.eml", **limits: int) -> list[Source | Refusal]:
    Path(name).write_bytes(data if isinstance(data, bytes) else data.as_bytes())
    return list(read([name], Settings(**limits)))


# The message -----------------------------------------------------------------------------------


def test_the_head_gives_title_day_publisher_and_key() -> None:
    (source,) = read_all(mail())
    found = document(source)
    # By the sender's clock; in Greenwich it was the next day.
    assert (found.title, found.date, found.publisher) == ("A deal", "2021-06-01", "Example News")
    assert (found.text, found.lang, found.url) == (ENGLISH, "en", None)
    assert isinstance(source, Source)
    assert (source.key, source.place, source.mended) == ("mid:a1@example.org", "mail.eml", ())


def test_without_a_name_the_domain_is_the_publisher_and_without_an_id_the_path_is_the_key() -> None:
    made = mail(message_id=None)
    made.replace_header("From", "desk@example.org")
    (source,) = read_all(made)
    assert document(source).publisher == "example.org"
    assert isinstance(source, Source)
    assert source.key == "mail.eml"


def test_a_date_that_is_none_is_left_out_and_told() -> None:
    made = mail().as_bytes().replace(b"Tue, 01 Jun 2021 23:30:00 -0500", b"some time in June")
    (source,) = read_all(made)
    assert document(source).date is None
    assert isinstance(source, Source)
    assert source.mended == ("its Date is no day and was left out",)


@pytest.mark.parametrize(
    ("text", "charset", "transfer"),
    [
        (ARABIC, "windows-1256", "base64"),
        (ARABIC, "utf-8", "quoted-printable"),
        (ARABIC, "iso-8859-6", "8bit"),
        (RUSSIAN, "koi8-r", "quoted-printable"),
        (RUSSIAN, "windows-1251", "8bit"),
        (CHINESE, "gb18030", "base64"),
        (CHINESE, "big5", "8bit"),
        (ENGLISH, "us-ascii", "7bit"),
    ],
)
def test_every_charset_and_transfer_encoding_gives_the_text(text: str, charset: str, transfer: str) -> None:
    if charset == "big5":
        text = "國防部稱，俄羅斯向埃及交付了十二架戰鬥機。"
    made = mail(None)
    made.set_content(text.encode(charset), "text", "plain", cte=transfer, params={"charset": charset})
    made.replace_header("Content-Type", f'text/plain; charset="{charset}"')
    (found,) = read_all(made)
    assert document(found).text == text


def test_encoded_words_of_the_head_are_read_in_every_script() -> None:
    def word(text: str, charset: str) -> str:
        return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="

    head = (
        f"From: {word('وكالة الأنباء', 'windows-1256')} <desk@example.org>\n"
        f"Subject: {word('Поставка', 'koi8-r')} {word('истребителей', 'utf-8')}\nMIME-Version: 1.0\n"
    )
    (found,) = read_all(f"{head}Content-Type: text/plain; charset=utf-8\n\n{RUSSIAN}\n".encode())
    # White space between two encoded words is no part of the text (RFC 2047).
    assert (document(found).publisher, document(found).title) == ("وكالة الأنباء", "Поставкаистребителей")


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_a_head_and_text_in_bare_bytes_without_any_charset_are_read_too(charset: str) -> None:
    data = f"From: desk@example.org\nSubject: {ARABIC}\nMIME-Version: 1.0\n\n{ARABIC}\n".encode(charset)
    (found,) = read_all(data)
    assert (document(found).title, document(found).text) == (ARABIC, ARABIC)


def test_a_charset_that_does_not_fit_is_told_and_no_codec_that_is_no_charset_is_run() -> None:
    for charset in ("us-ascii", "punycode", "unicode_escape", "klingon"):
        made = f'From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; charset="{charset}"\n\n{ARABIC}\n'
        (source,) = read_all(made.encode())
        assert document(source).text == ARABIC
        assert isinstance(source, Source)
        assert source.mended == (f"declares {charset}, read as UTF-8",)


# What the sender wrote -------------------------------------------------------------------------


def test_of_alternatives_the_plain_text_is_taken_and_of_a_page_its_main_text() -> None:
    page = f"<html><body><p>{RUSSIAN}</p></body></html>"
    both = mail()
    both.add_alternative(page, subtype="html")
    assert [document(found).text for found in read_all(both)] == [ENGLISH]
    only_page = mail(None)
    only_page.set_content(page, subtype="html", charset="koi8-r")
    assert [document(found).text for found in read_all(only_page)] == [RUSSIAN]
    empty_text = mail("\n")
    empty_text.add_alternative(page, subtype="html")
    assert [document(found).text for found in read_all(empty_text)] == [RUSSIAN]


def test_quoted_replies_and_the_signature_are_left_out() -> None:
    text = (
        "What I wrote.\n\nOn Mon, 3 May 2021 at 10:05, B. Sender <b@example.org>\nwrote:\n\n> quoted\n>> deeper\n"
        "\n> quoted after a blank line\n\nMy answer:\nit goes on.\n-- \nThe Desk\nExample News\n"
    )
    (found,) = read_all(mail(text))
    assert document(found).text == "What I wrote.\n\nMy answer:\nit goes on."


def test_words_before_a_quote_stay_unless_they_only_say_who_wrote_it() -> None:
    assert own_words("I do not agree with this:\n> It is so.\nNo.") == "I do not agree with this:\nNo."
    assert own_words("كتب أحمد في 3 مايو 2021:\n> نص\nردي") == "ردي"


def test_quotes_and_signatures_of_pages_are_left_out() -> None:
    made = mail(None)
    made.set_content(
        f"<div>{ENGLISH}</div><div class='gmail_quote'>On 3 May 2021 B wrote:<blockquote>{RUSSIAN}</blockquote></div>"
        f"<blockquote type='cite'><p>{RUSSIAN}</p></blockquote><div class='gmail_signature'>The desk of news</div>",
        subtype="html",
    )
    assert [document(found).text for found in read_all(made)] == [ENGLISH]


def test_a_page_that_is_passed_on_whole_is_read() -> None:
    made = mail(None)
    made.set_content(f"<div class='gmail_quote'>Forwarded:<p>{ENGLISH}</p></div>", subtype="html")
    (found,) = read_all(made)
    assert ENGLISH in (document(found).text or "")


def test_lines_that_a_program_broke_are_put_together_and_others_are_not() -> None:
    broken = (
        "The ministry of defence said on Tuesday that Russia had delivered all\n"
        "twelve Su-35 fighters to Egypt, and that the last of them arrived in\n"
        "Cairo.\n\nA list:\n- one\n- two\n"
    )
    assert own_words(broken).splitlines() == [
        " ".join(broken.split("\n\n", maxsplit=1)[0].splitlines()), "", "A list:", "- one", "- two",
    ]  # fmt: skip
    assert own_words("Short line\nAnother line") == "Short line\nAnother line"


def test_flowed_text_is_put_together_as_its_sender_says() -> None:
    text = "It goes on \nand ends.\n Stuffed.\n-- \nThe desk"
    assert own_words(text, flowed=True) == "It goes on and ends.\nStuffed."
    assert own_words("国防 \n部称。", flowed=True, joined="") == "国防部称。"
    made = mail(None)
    made.set_content(text)
    made.set_param("format", "flowed")
    assert [document(found).text for found in read_all(made)] == ["It goes on and ends.\nStuffed."]


@given(st.text())
@example("> \n--\n-- ")
@example("a:\n>")
def test_no_text_stops_the_reading_of_what_somebody_wrote(text: str) -> None:
    for flowed in (False, True):
        kept = own_words(text, flowed=flowed)
        assert set(kept) <= set(text) | {" ", "\n"}


# Attachments -----------------------------------------------------------------------------------


def test_attached_documents_are_records_of_their_own() -> None:
    made = mail()
    made.add_attachment(
        RUSSIAN.encode("koi8-r"), "text", "plain", params={"charset": "koi8-r"}, filename="доклад.txt"
    )
    made.add_attachment(f"<html><body><p>{ARABIC}</p></body></html>".encode(), "application", "octet-stream", filename="page.html")  # fmt: skip
    inner = mail(CHINESE, message_id=None)
    made.add_attachment(inner)
    made.add_attachment(mail("As a file.", message_id="<b2@example.org>").as_bytes(), "application", "octet-stream", filename="b.eml")  # fmt: skip
    found = read_all(made)
    assert [(one.place, document(one).text, one.key) for one in found if isinstance(one, Source)] == [
        ("mail.eml", ENGLISH, "mid:a1@example.org"),
        ("mail.eml: attachment доклад.txt", RUSSIAN, "mid:a1@example.org#attachment-1"),
        ("mail.eml: attachment page.html", ARABIC, "mid:a1@example.org#attachment-2"),
        ("mail.eml: attachment 3", CHINESE, "mid:a1@example.org#attachment-3"),
        ("mail.eml: attachment b.eml", "As a file.", "mid:b2@example.org"),
    ]
    # When the mail was sent is not when what is attached was published.
    assert [document(one).date for one in found[:3]] == ["2021-06-01", None, None]


def test_attachments_that_are_no_documents_are_counted_and_those_that_cannot_be_read_refused() -> None:
    made = mail()
    made.add_attachment(b"\x89PNG", "image", "png", filename="map.png")
    made.add_attachment(b"BEGIN:VCALENDAR", "text", "calendar", filename="date.ics")
    made.add_attachment(b"PK\x03\x04", "application", "vnd.ms-excel", filename="table.xlsx")
    made.add_attachment(b"%PDF-1.4 broken", "application", "octet-stream", filename="report.pdf")
    _, image, calendar, table, pdf = map(refusal_or_none, read_all(made))
    assert image is not None
    assert calendar is not None
    assert image.on_purpose
    assert calendar.on_purpose
    assert table is not None
    assert pdf is not None
    assert (table.place, table.on_purpose) == ("mail.eml: attachment table.xlsx", False)
    assert "vnd.ms-excel is not read" in table.what
    assert "PDF is broken" in pdf.what


def refusal_or_none(found: Source | Refusal) -> Refusal | None:
    return found if isinstance(found, Refusal) else None


def test_a_mail_that_only_carries_attachments_is_no_fault_and_one_without_anything_is() -> None:
    made = mail("")
    made.add_attachment(ENGLISH, filename="a.txt")
    body, attached = read_all(made)
    assert refusal(body).on_purpose
    assert document(attached).text == ENGLISH + "\n"
    (nothing,) = read_all(b"From: a@example.org\nMIME-Version: 1.0\n\n")
    assert isinstance(nothing, Refusal)


# What is recognised ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "is_one"),
    [
        ("Return-Path: <a@example.org>\nFrom: a@example.org\n\nText", True),
        ("\ufeffReceived: from x\n by y\nSubject: z\nMIME-Version: 1.0\n\n", True),
        ("From: The ministry\nDate: 2021\n\nA press release that begins like a letter.", False),
        ("Subject: deals\nMessage-ID: none", False),
        ("Note: a text\nFrom: here\nit goes on", False),
        ("", False),
    ],
)
def test_an_email_is_recognised_by_what_programs_write_into_its_head(start: str, is_one: bool) -> None:
    assert is_mail(start, ".txt") is is_one
    assert is_mail(start, ".eml")


def test_a_mail_is_read_whatever_its_name_is() -> None:
    assert [document(found).title for found in read_all(mail(), "saved.txt")] == ["A deal"]


def test_a_mailbox_is_read_message_by_message() -> None:
    post = b"From desk@example.org Tue Jun  1 23:30:00 2021\n"
    first = (
        mail("One.\nFrom here on it is quoted.", message_id=None)
        .as_bytes()
        .replace(b"\nFrom here", b"\n>From here")
    )
    broken = b"Content-Type: multipart/mixed\n\nno boundary\n"
    box = b"\n".join([post + first, post + broken, post + mail("Three.").as_bytes()])
    found = read_all(box, "box")
    assert document(found[0]).text == "One.\nFrom here on it is quoted."
    assert isinstance(found[0], Source)
    assert (found[0].place, found[0].key) == ("box: message 1", "box: message 1")
    assert (refusal(found[1]).place, document(found[2]).text) == ("box: message 2", "Three.")
    assert not is_mailbox(b"From Russia to Egypt, 10:30 in 2021\nthe fighters came.")


def test_a_message_of_a_mailbox_that_is_too_large_is_refused_and_the_next_is_read() -> None:
    post = b"From a@example.org Tue Jun  1 23:30:00 2021\n"
    box = post + mail("x" * 50 + "\n" * 3000).as_bytes() + b"\n" + post + mail("Small.").as_bytes()
    large, small = read_all(box, "box", max_mail_bytes=2000)
    assert "2,000 are allowed" in refusal(large).what
    assert document(small).text == "Small."


# Damage and limits -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"just a text", "no head"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nparts?\n", "cannot be told apart"),
        (b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\nno part\n", "cannot be told apart"),
    ],
)
def test_a_mail_that_is_broken_is_refused(data: bytes, what: str) -> None:
    (found,) = read_all(data)
    assert what in refusal(found).what


def test_a_mail_that_breaks_off_is_read_as_far_as_it_goes_and_that_is_told() -> None:
    made = mail()
    made.add_attachment(ENGLISH * 5, filename="a.txt")
    data = made.as_bytes()
    source, _ = read_all(data[: data.rindex(b"ministry")])
    assert isinstance(source, Source)
    assert source.mended == ("the e-mail breaks off: the end of its last part is missing",)


def nested(depth: int) -> EmailMessage:
    made = mail("Innermost.", message_id=f"<{depth}@example.org>")
    for level in range(depth):
        outer = mail(f"Level {level}.", message_id=f"<{level}@example.org>")
        outer.add_attachment(made)
        made = outer
    return made


def multipart(depth: int) -> bytes:
    start = "".join(
        f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(depth)
    )
    end = "".join(f"\n--b{level}--\n" for level in reversed(range(depth)))
    return f"From: a@example.org\nMIME-Version: 1.0\n{start}Content-Type: text/plain\n\nText.{end}".encode()


@pytest.mark.parametrize("make", [lambda: nested(5).as_bytes(), lambda: multipart(5)])
def test_parts_within_parts_are_read_to_a_depth(make: Callable[[], bytes]) -> None:
    assert all(isinstance(found, Source) for found in read_all(make(), max_mail_depth=6))
    assert "too deep" in refusal(read_all(make(), max_mail_depth=3)[-1]).what


def test_limits_are_told() -> None:
    many = mail()
    for number in range(20):
        many.add_attachment("x", filename=f"{number}.txt")
    for limits, what in (
        ({"max_mail_parts": 10}, "22 parts, 10 are allowed"),
        ({"max_mail_bytes": 100}, "100 are allowed"),
    ):
        (found,) = read_all(many, **limits)
        assert what in refusal(found).what
    (found,) = read_all(multipart(1000))
    assert "parts within parts" in refusal(found).what
    (found,) = read_all(b"From: a@example.org\n\n" + b"\n" * 6_000_000)
    assert "too many lines" in refusal(found).what


@pytest.mark.parametrize(
    "head",
    [
        "From: " + "(" * 100_000,
        "Subject: " + "=?utf-8?B?" * 20_000,
        "From: " + "a@b, " * 50_000,
        'Content-Type: text/plain; name="' + "\\" * 50_000,
        "Date: " + "1" * 100_000,
        "Content-Type: text/plain; " + "".join(f"a*{n}=b;" for n in range(9_000)),
    ],
)
def test_fields_without_end_or_sense_do_not_stop_the_reading(head: str) -> None:
    # Where it has a name, it is an attachment.
    found = read_all(f"MIME-Version: 1.0\n{head}\n\n{ENGLISH}\n".encode())[-1]
    assert (document(found).text or "").strip() == ENGLISH


@given(st.binary(max_size=300))
def test_whatever_stands_in_a_mail_is_read_or_refused(data: bytes) -> None:
    head = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
    for found in read_all(head + data):
        assert isinstance(found, (Source, Refusal))
