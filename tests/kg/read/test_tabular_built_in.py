"""The built-in mappings, on small files of the same shapes that hold nothing of the real ones."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from kg.facts import Facts, problems
from kg.populate import clashes
from kg.read.model import Refusal, Source, Tally
from kg.read.registers import Head
from kg.read.tabular import REGISTER
from kg.settings import Settings
from kg.work import Task, work


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(data: bytes | str, name: str = "table.csv", release: str | None = None) -> list[Source | Refusal]:
    """All that a table gives; each record must be sound and conform to the shapes."""
    raw = data if isinstance(data, bytes) else data.encode()
    Path(name).write_bytes(raw)
    assert REGISTER.recognises(Head(Path("any.txt"), raw, raw.decode("utf-8", "replace")))
    *found, tally = REGISTER.read([Path(name)], Settings(release=release))
    assert isinstance(tally, Tally)
    assert sum(rows for one in found for _, rows in one.rows) == tally.rows
    sources = [one for one in found if isinstance(one, Source)]
    for one in sources:
        assert problems(one.content) + clashes(one.content) == []
    tasks = [Task(one.place, name, one.key, one.content, "") for one in sources]
    assert [one.reason for one in work(tasks, Settings()) if one.reason] == []
    return found


def facts(found: Source | Refusal) -> Facts:
    assert isinstance(found, Source), str(found)
    assert isinstance(found.content, Facts)
    return found.content


def table(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


# REIGN ------------------------------------------------------------------------------------------

REIGN = "stateabb,ccode,leadid,leader,sdate,smonth,syear,emonth,eyear,birthyear,gender,militarycareer,l_month,l_year,,,codedby,notes"


def test_leaders_with_an_end_without_a_day_and_with_none():
    found = read(
        table(
            REIGN,
            "SWD,380,x-1,Löfgren,3,10,2001,9,2007,1950,1,0,,,,,xx,a note",
            "SWD,380,x-2,Karlsdotter,4,9,2007,,,1960,0,0,,,,,xx,",
            "RUS,365,x-3,Petrov,1,2,1971,3,1972,-99,1,0,,,,,xx,",
        )
    )
    first, second, third = (facts(one) for one in found)
    (office,) = first.relations
    assert (office.type, office.state, office.office, office.note) == (
        "holds_office",
        "SWE",
        "leader",
        "a note",
    )
    assert office.when.start == (date(2001, 10, 3), date(2001, 10, 3))
    assert office.when.end == (date(2007, 9, 1), date(2007, 9, 30))
    assert (office.when.edtf, office.when.end_state) == ("2001-10-03/2007-09", "closed")
    assert first.entity(office.person).name == "Löfgren (SWD, born 1950)"
    assert first.document.id == "reign-2021-03/x-1/2001/10/3"
    assert (first.document.register_id, first.document.redistribution) == ("x-1", "facts")
    assert (second.relations[0].when.edtf, second.relations[0].when.end_state) == ("2007-09-04/..", "open")
    # The letters of Russia stood for the Soviet Union then, and -99 is no year.
    assert third.relations[0].state == "SUN"
    assert third.entity(third.relations[0].person).name == "Petrov (RUS)"


def test_one_stray_byte_is_mended_and_counted():
    rows = table(REIGN, *(f"SWD,380,x-{n},Löfgren,3,10,2001,9,2007,1950,1,0,,,,,xx," for n in range(3)))
    found = read(rows.encode() + b"NOR,385,x-9,Dahl,3,10,2001,9,2007,1950,1,0,,,,,xx,MESSY\x85\n")
    assert [len(one.mended) for one in found] == [0, 0, 0, 1]
    assert facts(found[3]).relations[0].note == "MESSY…"


def test_a_state_that_the_letters_do_not_name_is_refused():
    (found,) = read(table(REIGN, "ZZZ,999,x-1,Nobody,3,10,2001,9,2007,1950,1,0,,,,,xx,"))
    assert found.what == "state: no state has the Correlates of War code 'ZZZ'"


# GSDB -------------------------------------------------------------------------------------------

GSDB = "case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,financial,travel,other,target_mult,sender_mult,objective,success"


def test_sanctions_and_embargoes_with_their_senders_and_ends():
    found = read(
        "\ufeff"
        + table(
            GSDB,
            '9001,Chile,"EU, Norway, Iceland",2011,2022,0,,1,1,0,0,0,0,1,"democracy,other","ongoing,ongoing"',
            "9002,Peru,Japan,2015,2022,1,exp_part,0,0,0,0,0,0,0,other,failed",
            '9003,"Yemen, North",UN,2014,2016,0,,0,0,1,1,0,0,1,end_war,success_part',
            '9004,"Yemen, North",Japan,1975,1980,0,,0,0,1,0,0,0,0,other,failed',
            '9005,"Albania, Malta",South Vietnam,2018,2019,0,,0,0,1,0,0,1,0,other,failed',
        )
    )
    embargo, ended, later, earlier, several = (facts(one).events[0] for one in found)
    assert (embargo.type, embargo.means) == ("embargo", "arms, military assistance")
    assert [(one.role, one.entity) for one in embargo.participants] == [
        ("imposer", "org:european-union"), ("imposer", "NOR"), ("imposer", "ISL"), ("target", "CHL"),
    ]  # fmt: skip
    assert (embargo.when.edtf, embargo.when.end, embargo.when.end_state) == ("2011/..", None, "open")
    assert (ended.type, ended.when.edtf, ended.when.end_state) == ("sanction", "2015/2022", "closed")
    assert ended.note == "objective: other; trade: exp_part"
    assert [event.participants[-1].entity for event in (later, earlier)] == ["YEM", "YAR"]
    assert [one.entity for one in several.participants] == ["VNM", "ALB", "MLT"]
    document = facts(found[0]).document
    assert (document.redistribution, document.register_id, document.id) == ("none", "9001", "gsdb-3/9001")


# EU licences ------------------------------------------------------------------------------------


def test_brokering_licences_issued_and_refused():
    found = read(
        table(
            "2009,SE,Sweden,issued,CL,Chile,2,1500.0,ML10,3 pieces,,NO,Norway",
            "2009,SE,Sweden,refused,QA,Qatar,1,70,ML3a; ML11b,987,,NO; DK,Norway; Denmark",
            "2009,AT,Austria,issued,CL; PE,Chile; Peru,1,,ML6,Various,,NO; DK,Norway; Denmark",
            "2009,AT,Austria,issued,,Multiple countries,1,,ML6,,,,Multiple countries",
            "2009,AT,Austria,issued,,Dubai,1,,,,,NA,Namibia",
            "[u'AUSTRIA', 'issued', [u'Chile'], 1, [u'7', u'', u'500'], [u'ML 1'], [], [], [u'Norway']]",
            "2009,SE,Sweden,issued,CL,Chile,2,1500.0,ML10,3 pieces,,NO,Norway",
        ).replace(", '", ",'").replace(", [", ",[")
    )  # fmt: skip
    issued, refused, unclear, nobody, renamed, residue, again = found
    (one,) = facts(issued).transfers
    assert (one.supplier, one.recipient, one.intermediaries, one.stage) == (
        "NOR",
        "CHL",
        ("SWE",),
        "approved",
    )
    assert (one.value.amount, one.value.currency, one.when.edtf) == (1500, "EUR", "2009")
    assert (one.items[0].quantity.min, one.items[0].weapon_class) == (3, "aircraft")
    assert (one.attributions[0].source, one.attributions[0].kind) == ("SWE", "official-statement")
    two = facts(refused).transfers
    assert [(one.supplier, one.recipient, one.stage) for one in two] == [
        ("NOR", "QAT", "prohibited"),
        ("DNK", "QAT", "prohibited"),
    ]
    assert [item.weapon_class for item in two[0].items] == ["ammunition", "sensor"]
    assert two[0].items[0].quantity is None
    assert len(two[0].value.shared_with) == 4
    assert [(one.supplier, one.recipient) for one in facts(unclear).transfers] == [
        (None, "CHL"),
        (None, "PER"),
    ]
    assert str(nobody).endswith("neither a supplier nor a recipient is named")
    assert facts(renamed).transfers[0].recipient == "ARE"
    assert str(residue).startswith("table.csv:6: the row has 11 cells, the table 13 columns: \"[u'AUSTRIA'")
    assert again.key == issued.key + "~2"


def test_exports_to_missions_go_to_the_mission_and_not_to_its_place():
    found = read(
        table(
            "2009,SE,Sweden,LB,Lebanon,UNIFIL,Body armour",
            "2009,NO,Norway,,Kosovo,Some Mission of Peace,Pistols ML1",
            "2009,,,LB,Lebanon,,Helmets",
            "20x9,SE,Sweden,LB,Lebanon,UNIFIL,Body armour",
        )
    )
    one, other = (facts(found[index]).transfers[0] for index in (0, 1))
    assert (one.supplier, one.recipient, one.stage, one.notes) == (
        "SWE",
        "org:unifil",
        "approved",
        "mission in Lebanon",
    )
    assert facts(found[0]).entity(one.items[0].weapon).name == "Body armour"
    assert facts(found[1]).entity(other.recipient).type == "organisation"
    assert other.items[0].weapon_class == "smallarms"
    assert [str(one)[:12] for one in found[2:]] == ["table.csv:3:", "table.csv:4:"]


# Oryx -------------------------------------------------------------------------------------------


def test_captured_equipment_is_one_record_a_system():
    header = "country,origin,system,status,url,date_recorded,sysID,imageID,statusID,matID"
    found = read(
        table(
            header,
            "Russia,Sweden,X-99 carrier,captured,u,2022-05-23,1,1,2,a",
            "Russia,Sweden,12 X-99 carrier,captured,u,2022-05-24,1,2,2,b",
            "Russia,Norway,13 X-99 carrier,captured,u,2022-05-24,1,2,2,c",
            "Ukraine,People,3 X-99 carrier,captured,u,2022-05-24,1,2,2,d",
            "Ukraine,Norway,(Unknown) truck,captured,u,2022-05-24,1,2,2,e",
        )
    )
    unknown, russian, ukrainian = found
    assert str(unknown) == "table.csv:6: left out, as the mapping says: the system is not known"
    assert russian.rows == (("table.csv", 3),)
    assert russian.key == "oryx-2025-07/captured/Russia/X-99 carrier"
    assert [(one.type, one.a, one.b) for one in facts(russian).relations] == [
        ("operates", "RUS", "wpn:x-99-carrier"),
        ("made_in", "wpn:x-99-carrier", "SWE"),
        ("made_in", "wpn:x-99-carrier", "NOR"),
    ]
    assert facts(ukrainian).relations[1].b == "CHN"
    assert russian.document.redistribution == "full"
    assert russian.document.licence.endswith("/by/4.0/")


def test_losses_tell_who_uses_a_system():
    header = "country,system,destroyed,captured,abandoned,damaged,total"
    (found,) = read(table(header, "Russia,X<U+041C>-99,1,0,0,0,1", "Russia,7 X<U+041C>-99,2,0,0,1,3"))
    (one,) = facts(found).relations
    assert (one.type, one.a, facts(found).entity(one.b).name) == ("operates", "RUS", "XM-99")


# UNROCA -----------------------------------------------------------------------------------------

FLOWS = "year,reporting_state,direction,partner,category,exporter_report,importer_report,state_of_origin,intermediate_location,description,comments"


def test_both_figures_of_a_flow_stand_side_by_side():
    found = read(
        table(
            FLOWS,
            "2014,Sweden,export,Qatar,II,36,30,,,X-99,by sea",
            "2014,Qatar,import,Norway,VII,nil,4,Denmark,Malta,,",
            "2014,Sweden,export,Chile,I,5,no report,,,,",
            "2014,Sweden,export,Peru,I,5,,,,,",
            "2014,Sweden,export,Brazil,I,no report,,,,,",
            "2014,Sweden,export,India,IV (a),classified,2,,,,",
            "2014,Sweden,sold,India,I,5,2,,,,",
        ),
        release="unroca-2024-01",
    )
    both, nil, none, empty, neither, secret, unclear = found
    exporter, importer = facts(both).transfers
    assert [(one.supplier, one.recipient, one.attributions[0].source) for one in (exporter, importer)] == [
        ("SWE", "QAT", "SWE"),
        ("SWE", "QAT", "QAT"),
    ]
    assert [one.items[0].quantity.min for one in (exporter, importer)] == [36, 30]
    assert [one.items[0].quantity.text.text for one in (exporter, importer)] == ["36", "30"]
    assert (exporter.items[0].weapon_class, exporter.items[0].description, exporter.notes) == (
        "armour",
        "X-99",
        "by sea",
    )
    said_nil, said_four = facts(nil).transfers
    assert [(one.supplier, one.recipient, one.attributions[0].source) for one in (said_nil, said_four)] == [
        ("NOR", "QAT", "NOR"),
        ("NOR", "QAT", "QAT"),
    ]
    assert (said_nil.items[0].quantity.min, said_nil.items[0].quantity.max) == (0, 0)
    assert said_nil.status_tags == ("reported nil",)
    assert (said_four.origin, said_four.intermediaries, said_four.status_tags) == ("DNK", ("MLT",), ())
    for one in (none, empty):
        (claim,) = facts(one).transfers
        assert (claim.attributions[0].source, claim.status_tags) == ("SWE", ("no report by the importer",))
    assert neither.what == "nothing that the mapping makes is in it"
    classified, two = facts(secret).transfers
    assert (classified.items[0].quantity.min, classified.items[0].quantity.text.text) == (None, "classified")
    assert two.items[0].weapon_class == "aircraft.combat"
    assert "the column 'direction' says 'sold'" in unclear.what
    assert facts(both).document.release.name == "unroca-2024-01"


def test_the_register_must_be_told_its_release():
    (found,) = read(table(FLOWS, "2014,Sweden,export,Qatar,II,36,30,,,,"))
    assert "give --release" in found.what


REPORTS = ["table", "year", "exporter", "importer", "category", "num_items", "state_of_origin", "intermediate_locations", "description", "comments"]  # fmt: skip
LINES = [
    ["major_export", "2015", "Sweden", "Qatar", "IV", "12", "", "", "X-99", "used"],
    ["major_import", "2015", "Norway", "Qatar", "VII a)", "", "Denmark", "Malta", "", ""],
    ["small_arms_export", "2015", "Sweden", "Chile", "1. Pistols", "300", "", "", "", ""],
    ["military_holdings", "2015", "Sweden", "", "I", "9", "", "", "", ""],
]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_lines_of_national_reports_are_claims_of_the_reporting_state(form):
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([REPORTS, *LINES])
        data = out.getvalue()
    else:
        data = json.dumps([dict(zip(REPORTS, line, strict=True)) for line in LINES])
    *claims, holdings = read(data, f"table.{form}", release="unroca-2024-01")
    exported, imported, pistols = (facts(one).transfers[0] for one in claims)
    assert (exported.supplier, exported.recipient, exported.attributions[0].source) == ("SWE", "QAT", "SWE")
    assert (exported.items[0].weapon_class, exported.items[0].quantity.min) == ("aircraft.combat", 12)
    assert (imported.supplier, imported.recipient, imported.attributions[0].source) == ("NOR", "QAT", "QAT")
    assert (imported.items[0].weapon_class, imported.items[0].quantity) == ("missile", None)
    assert (imported.origin, imported.intermediaries) == ("DNK", ("MLT",))
    assert pistols.items[0].weapon_class == "smallarms"
    assert holdings.what == "left out, as the mapping says: holdings and production are no transfers"
