"""Dumps, in quads per second, beside rdflib writing the same quads; ours are sorted, so that equal graphs give equal bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rdflib import Dataset

from benchmarks.corpus import facts_lines
from benchmarks.harness import Figure, Report, seconds
from kg.build import build
from kg.settings import Settings
from kg.share import dump
from kg.store import open_store

PEERS = {"nq": "nquads", "trig": "trig"}


def measure(records: int = 100, repeats: int = 3) -> Report:
    """Dump a graph of that many records, with the reference knowledge."""
    report = Report("dumping", "quads per second")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "facts.jsonl").write_text("\n".join(facts_lines(records)) + "\n", encoding="utf-8")
        settings = Settings(store=str(folder / "store"))
        build([str(folder / "facts.jsonl")], settings)
        store = open_store(settings.store, read_only=True)
        dump(store, folder / "dump", formats=["nq"], settings=settings)
        lines = (folder / "dump" / "armsgraph.nq").read_bytes()
        count = lines.count(b"\n")
        theirs = Dataset()
        theirs.parse(data=lines, format="nquads")
        for form, peer in PEERS.items():
            ours = seconds(
                lambda form=form: dump(store, folder / "dump", formats=[form], settings=settings), repeats
            )
            other = seconds(lambda peer=peer: theirs.serialize(format=peer, encoding="utf-8"), repeats)
            report.figures.append(
                Figure(
                    f"dump, {form}", "quads", count / ours, f"rdflib, {form}", count / other, "ours sorted"
                )
            )
        store.close()
    return report
