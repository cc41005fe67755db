"""A whole register into the store: read, linked, validated, fused and inferred from, beside two mappers of tables.

The register is made up, in the shape and size of SIPRI's deal file: 29,515 deals between the parties of the reference
knowledge. The peers turn the same rows into some twenty statements each and do nothing else with them: rdflib in memory,
by a loop over the rows; morph-kgc by an RML mapping, from one file to another.

``python -m benchmarks.registers FILE...`` measures a build of other files, such as a real register that is at hand.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rdflib import RDF, Graph, Literal, Namespace

from benchmarks.harness import Figure, Report
from kg.reference import load
from kg.store import open_store

DEALS = 29_515
_COLUMNS = (
    "Recipient", "Supplier", "Year of order", " ", "Number ordered", " ", "Weapon designation", "Weapon description",
    "Number delivered", " ", "Year(s) of delivery", "status", "Comments", "SIPRI TIV per unit",
    "SIPRI TIV for total order", "SIPRI TIV of delivered weapons",
)  # fmt: skip
_PLAIN = ("recipient", "supplier", "ordered", "ordered_sure", "number", "number_sure", "weapon", "description",
          "delivered", "delivered_sure", "years", "status", "comments", "unit", "total", "volume")  # fmt: skip
_KINDS = (("fighter aircraft", 12), ("tank", 2), ("anti-ship missile", 1), ("frigate", 150), ("transport helicopter", 4),
          ("self-propelled gun", 1), ("air search radar", 5), ("anti-tank missile", 0))  # fmt: skip
_REMARKS = ("", "", "Second-hand", "Aid", "$200 m deal", "Possibly for police", "Incl production in recipient state",
            "Option on 12 more", "Financed by USA", "For frigates")  # fmt: skip
EX = Namespace("https://example.org/")


@dataclass(frozen=True, slots=True)
class Built:
    """What one run of the command took: seconds, and the most memory that it and its workers held, in GiB."""

    seconds: float
    memory: float


def made_up(deals: int = DEALS, year: int = 2025) -> list[list[str]]:
    """Rows of an invented register; the same for the same arguments."""
    chance = random.Random(deals)  # noqa: S311 - nothing is to be kept secret
    parties = sorted(
        entity.sipri_names[0]
        for entity in load().of_kind("state")
        if entity.sipri_names and not entity.existed_until
    )
    suppliers = parties[:: len(parties) // 60]
    rows = []
    for number in range(deals):
        supplier = chance.choice(suppliers)
        recipient = chance.choice([party for party in chance.sample(parties, 2) if party != supplier])
        description, unit = chance.choice(_KINDS)
        ordered = chance.randint(1950, year - 3)
        count = chance.choice((1, 2, 6, 12, 24, 60, 200))
        years = sorted(chance.sample(range(ordered + 1, ordered + 7), chance.choice((1, 1, 1, 2, 3))))
        years = [one for one in years if one < year] or [ordered + 1]
        volume = f"{unit * count}"
        rows.append([
            recipient, supplier, str(ordered), chance.choice(("", "?")), str(count), chance.choice(("", "?")),
            f"{description.split()[0].title()}-{number % 997}", description, str(count), chance.choice(("", "?")),
            "; ".join(map(str, years)), "New", chance.choice(_REMARKS), str(unit), volume, volume,
        ])  # fmt: skip
    return rows


def write_register(rows: list[list[str]], path: Path, year: int = 2025) -> Path:
    """The rows as SIPRI's site would give them out."""
    lines = [
        (
            "Transfers of major conventional arms from All countries  to All countries . "
            "Deals with deliveries made for the year range 'Not specified' to 'Not specified' "
        ),
        "",
        "Source: SIPRI Arms Transfers Database (made up for a benchmark).",
        f"Data generated: {date(year, 4, 1):%d %b %Y} 10:00:00 AM",
        ",".join(_COLUMNS),
        *(",".join(row) for row in rows),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="cp1252")
    return path


def measure(deals: int = DEALS) -> Report:
    """Build one release, a second one over it, and one more record; map the same rows by the peers."""
    report = Report("registers", f"{deals:,} deals, quads per second")
    rows = made_up(deals)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "store"
        first = _build(store, write_register(rows, folder / "first.csv"))
        quads = _count(store)
        second = _build(store, write_register(rows, folder / "second.csv", 2026))
        news = folder / "news.md"
        news.write_text(
            "---\nid: news\ndate: 2024-05-01\nlanguage: en\n---\nFrance delivered 12 Rafale jets to Egypt.\n"
        )
        one = _build(store, news)
        peers = [("rdflib, a loop over the rows", _rdflib(rows))]
        if (mapped := _morph_kgc(rows, folder)) is not None:
            peers.append(("morph-kgc, an RML mapping", mapped))
        else:
            report.skipped.append("morph-kgc: MORPH_KGC_PYTHON names no interpreter that has it")
    for peer, theirs in peers:
        report.figures.append(
            Figure(
                "build a register", "quads", quads / first.seconds, peer, theirs, "checked, fused, on disk"
            )
        )
    report.notes += [
        (
            f"in seconds: first release {first.seconds:.1f} ({first.memory:.2f} GiB), second release {second.seconds:.1f} "
            f"({second.memory:.2f} GiB), one more record {one.seconds:.2f}; {quads:,} quads"
        )
    ]
    return report


def _build(store: Path, *files: Path) -> Built:
    """The command itself, in a process of its own, on two cores."""
    command = [sys.executable, "-c", "import sys; from kg.cli import main; sys.exit(main(sys.argv[1:]))"]
    workers = [] if len(files) == 1 and files[0].suffix == ".md" else ["--workers", "2"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "build", *map(str, files), "--store", str(store), *workers], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"the build ended with {code}")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Built(time.perf_counter() - began, max(used.ru_maxrss, children) / 2**20)


def _count(store: Path) -> int:
    opened = open_store(str(store), read_only=True)
    try:
        return opened.count()
    finally:
        opened.close()


def _rdflib(rows: list[list[str]]) -> float:
    """Quads per second of rdflib, which holds the graph in memory."""
    began = time.perf_counter()
    graph = Graph(bind_namespaces="none")
    for number, row in enumerate(rows):
        deal = EX[f"deal/{number}"]
        graph.add((deal, RDF.type, EX.Deal))
        for name, value in zip(_PLAIN, row, strict=True):
            if value:
                graph.add((deal, EX[name], Literal(value)))
    return len(graph) / (time.perf_counter() - began)


def _morph_kgc(rows: list[list[str]], folder: Path) -> float | None:
    """Quads per second of morph-kgc with two processes; None if nobody says where it is.

    It wants another version of the engine than ours, so it has to be in an environment of its own.
    """
    python = os.environ.get("MORPH_KGC_PYTHON")
    if python is None:
        return None
    with (folder / "plain.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", *_PLAIN))
        writer.writerows([number, *row] for number, row in enumerate(rows))
    maps = "".join(
        f'  rr:predicateObjectMap [ rr:predicate ex:{name} ; rr:objectMap [ rml:reference "{name}" ] ] ;\n'
        for name in _PLAIN
    )
    (folder / "map.ttl").write_text(
        f"""@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix ex: <{EX}> .
<urn:deals> rml:logicalSource [ rml:source "{folder / "plain.csv"}" ; rml:referenceFormulation ql:CSV ] ;
{maps}  rr:subjectMap [ rr:template "{EX}deal/{{id}}" ; rr:class ex:Deal ] .
""",
        encoding="utf-8",
    )
    out = folder / "mapped.nt"
    (folder / "config.ini").write_text(
        f"[CONFIGURATION]\noutput_file={out}\noutput_format=N-TRIPLES\nnumber_of_processes=2\n\n"
        f"[deals]\nmappings={folder / 'map.ttl'}\n",
        encoding="utf-8",
    )
    began = time.perf_counter()
    subprocess.run([python, "-m", "morph_kgc", str(folder / "config.ini")], check=True, capture_output=True)
    with out.open("rb") as file:
        return sum(1 for _ in file) / (time.perf_counter() - began)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(_build(Path(place) / "store", *map(Path, sys.argv[1:])))
