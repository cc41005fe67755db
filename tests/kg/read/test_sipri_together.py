"""SIPRI's files among others: told by their content, read together, and the others one by one in their order.

All deals here are invented.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sipri

from kg.facts import Document, Facts
from kg.read import Refusal, Source, Tally, read, read_file, read_together
from kg.read.kinds import head_of
from kg.read.registers import register_of
from kg.settings import Settings

DEALS = f"{sipri.DEALS}\nMalta,Iceland,2009,,3,,P-60,patrol craft,3,,2011,New,,2.5,7.5,7.5\n"
YEARS = (
    f"{sipri.YEARS}\n901,Iceland,Malta,Puffin-60,patrol craft,Ships,2009,No,3,No,2011,No,New,2.5,2.5,7.5,No\n"
)


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(**files: str) -> list[Path]:
    paths = [Path(name.replace("_", ".")) for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text)
    return paths


def kind_of(found: Source | Refusal | Tally) -> str:
    if isinstance(found, Source):
        return found.key
    return f"{type(found).__name__} {found.file if isinstance(found, Tally) else found.place}"


def test_files_of_the_register_are_read_together_where_the_first_of_them_stands() -> None:
    paths = write(a_txt="Some words.", b_txt=DEALS, c_txt="More words.", d_csv=YEARS)
    found = list(read_together(paths, Settings()))
    assert [kind_of(one) for one in found] == [
        "a.txt", "sipri-2012/901", "Tally b.txt", "Tally d.csv", "c.txt",
    ]  # fmt: skip
    assert isinstance(found[0], Source)
    assert isinstance(found[0].content, Document)
    assert isinstance(found[1], Source)
    assert isinstance(found[1].content, Facts)
    assert found[1].rows == (("b.txt", 1), ("d.csv", 1))


def test_a_file_on_its_own_is_read_without_the_others() -> None:
    deals, years = write(b_txt=DEALS, d_csv=YEARS)
    (one,) = read_file(deals, Settings())
    (other,) = read_file(years, Settings())
    assert isinstance(one, Source)
    assert isinstance(other, Source)
    assert one.key != other.key
    assert [kind_of(found) for found in read(["."], Settings())] == [one.key, other.key]


@pytest.mark.parametrize(
    "name", ["register.csv", "register", "register.json", "register.html", "register.md"]
)
def test_the_name_of_a_file_tells_nothing(name) -> None:
    Path(name).write_text("Some preamble\n\n" + DEALS)
    register = register_of(head_of(Path(name)))
    assert register is not None
    assert register.name == "sipri"
    assert [kind_of(one)[:6] for one in read_file(Path(name), Settings())] == ["sipri-"]


@pytest.mark.parametrize(
    "text",
    [
        "SIPRI says that the supplier and the recipient agreed on the number ordered, the year of order and status.",
        "| Supplier | Recipient | Weapon |\n| --- | --- | --- |\n| Malta | Nepal | P-60 |\n",
        "supplier,recipient,weapon\nMalta,Nepal,P-60\n",
        '{"id": "x", "text": "Recipient,Supplier,Year of order"}',
    ],
)
def test_words_about_the_register_are_not_the_register(text) -> None:
    (path,) = write(x_txt=text)
    register = register_of(head_of(path))
    assert register is None or register.name != "sipri"


def test_the_user_may_name_the_release() -> None:
    paths = write(b_txt=DEALS, d_csv=YEARS)
    keys = [
        one.key for one in read_together(paths, Settings(release="sipri-2025")) if isinstance(one, Source)
    ]
    assert keys == ["sipri-2025/901"]


def test_a_file_that_goes_away_meanwhile_is_refused_and_the_others_are_read() -> None:
    paths = write(b_txt=DEALS, d_csv=YEARS)
    register = register_of(head_of(paths[0]))
    assert register is not None
    paths[1].unlink()
    found = [kind_of(one) for one in register.read(paths, Settings())]
    assert found[:2] == ["Refusal d.csv", "Tally d.csv"]
    assert found[3:] == ["Tally b.txt"]
