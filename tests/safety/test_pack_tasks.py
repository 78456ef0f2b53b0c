"""A rule pack that declares a task counts wherever the catalogue does: also for who pays."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from .days import Plain, day, nurse, shift, task, visit
from .doors import by_hand, run, written

PACK = """
[[task]]
code = "leg_soak"
owner = "health"
class = "registered"
"""


def soak() -> Plain:
    """A council's visit with a task that only the pack knows, and a meal."""
    visits = [visit("v1", [task("leg_soak", 20), task("meal", 20)], "08:00", "09:00")]
    councils = [{"id": "council", "name": "Lundy Council (invented)", "sector": "social", "kind": "council"}]
    return day(visits, [nurse("nan", organisation="council")], [shift("nan")], organisations=councils, version="2")


def charged(folder: Path, *words: object) -> tuple[dict[str | None, float], dict[str, str]]:
    """Minutes by funder as check says them, and who pays for each task by the record."""
    source = written(folder, "day", soak())
    roster = written(folder, "roster", by_hand({"NAN": [("v1", "08:00")]}))
    told = json.loads(run("check", source, roster, "--json", *words).stdout)
    target = source.with_name(f"{source.stem}-records")
    done = run("records", source, roster, "-o", target, *words)
    assert done.exit_code == 0, done.output
    rows = csv.DictReader((target / "council" / "tasks.csv").read_text("utf-8-sig").splitlines())
    return {one["funder"]: one["minutes"] for one in told["charged"]}, {one["task"]: one["funder"] for one in rows}


def test_a_council_pays_for_no_nursing_that_a_pack_declares(folder: Path) -> None:
    pack = folder / "pack.toml"
    pack.write_text(PACK, "utf-8")
    minutes, payers = charged(folder, "--rules", pack)
    assert minutes == {"council": 20, None: 20}
    assert payers == {"leg_soak": "", "meal": "Lundy Council (invented)"}
    minutes, payers = charged(folder)
    assert minutes == {"council": 40}
    assert payers["leg_soak"] == payers["meal"] != ""
