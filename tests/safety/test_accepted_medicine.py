"""A late medicine, or a late task with a time of its own: who accepts it says in what role."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .days import Plain, at, changed, nurse, put, registrant, task, told, window
from .doors import by_hand, check, run, solve, written
from .test_accepted_lateness import late_call, row

TIMED: dict[str, Any] = {"clinical_window": window("07:30", "09:30"), "clinical_window_set_by": "Nora Example RN"}
GUARDED: dict[str, tuple[Plain, str]] = {
    "a medicine": (task("medication", 10), "medication gives a medicine"),
    "a medicine by an unknown code": (
        task("tablets from the blister pack", 10),
        "tablets from the blister pack gives a medicine",
    ),
    "a medicine by its order": (
        task("wash_and_dress", 10, order="Paracetamol 500 mg"),
        "wash_and_dress gives a medicine",
    ),
    "a clinical window": (task("wash_and_dress", 10, **TIMED), "wash_and_dress has a time of its own"),
    "a prescribed moment": (
        task("wash_and_dress", 10, time_critical={"at": at("08:00"), "tolerance_minutes": 90}),
        "wash_and_dress has a time of its own",
    ),
}
COUNTS = {None: False, "scheduler": False, "team lead": False, "manager": True, "registrant": True, "nurse lead": True}


def guarded(what: str, *rows: Plain) -> Plain:
    """The late call does something that not everybody may let come late; Wes is trained for medicines."""
    return changed(
        late_call(),
        told("visits", "wash", tasks=[GUARDED[what][0]], late_accepted=list(rows)),
        told("workers", "wes", competencies=[{"competency": "medication"}]),
        lambda document: document.update(competencies=[{"id": "medication"}]),
    )


@pytest.mark.parametrize("what", GUARDED)
@pytest.mark.parametrize("role", COUNTS)
def test_who_accepts_a_late_medicine_says_in_what_role(folder: Path, what: str, role: str | None) -> None:
    """Without a role that may the row is read, told with what to add, and counts for nothing; with one it is served."""
    made = solve(folder, guarded(what, row(**({"role": role} if role else {}))))
    assert made.exit == 0, made.output
    assert made.whole() is COUNTS[role], made.output
    said = " ".join(made.output.split())
    assert (f"does not count: {GUARDED[what][1]}" in said) is not COUNTS[role], said
    assert ("Loosened: the cap on lateness" in said) is COUNTS[role]
    judged = check(
        folder, guarded(what, row(**({"role": role} if role else {}))), by_hand({"WES": [("wash", "09:10")]})
    )
    assert ("lateness_cap" in judged.rules) is not COUNTS[role]


def test_it_says_what_to_add(folder: Path) -> None:
    said = " ".join(solve(folder, guarded("a medicine", row())).output.split())
    assert (
        "Lea Example accepted on 28 February 2027 that visit wash begins late, which does not count: medication gives "
        "a medicine, and no role is written. Add the role of whoever accepts it: nurse lead, registrant or manager."
    ) in said
    said = " ".join(solve(folder, guarded("a medicine", row(role="scheduler"))).output.split())
    assert "and a scheduler may not. Add the role" in said


def test_a_last_row_without_a_role_brings_no_earlier_one_back(folder: Path) -> None:
    taken_back = guarded("a medicine", row("09:30", role="nurse lead"), row("09:15"))
    assert not solve(folder, taken_back).whole()
    assert solve(folder, guarded("a medicine", row("09:05"), row("09:30", role="registrant"))).whole()


@pytest.mark.parametrize("role", COUNTS)
def test_amend_asks_for_the_role(folder: Path, role: str | None) -> None:
    path = written(folder, "day", guarded("a medicine"))
    roster = written(folder, "roster", by_hand({}, unserved=["wash"]))
    said = ("--by", "Lea Example", "--reason", "she is out", *(("--role", role) if role else ()))
    done = run(
        *("amend", path, roster, "--late", "wash", "--until", "09:15", *said),
        *("-o", folder / "r.json", "--day-out", folder / "d.json"),
    )
    assert (done.exit_code == 0) is COUNTS[role], done.output
    words = " ".join(done.output.split())
    assert ("want nurse lead, registrant or manager, for in this visit medication gives a medicine" in words) is (
        not COUNTS[role]
    )
    if COUNTS[role]:
        kept = json.loads((folder / "d.json").read_text("utf-8"))
        assert kept["visits"][0]["late_accepted"][0]["role"] == role
        assert solve(folder, kept).whole()


@pytest.mark.parametrize("role", ["manager", "registrant", "Nurse_Lead"])
def test_tables_hold_the_role(folder: Path, role: str) -> None:
    from solver.formats import read_any

    path = written(folder, "day", guarded("a medicine", row(role=role)))
    for name in ("day.xlsx", "tables"):
        assert run("convert", path, "-o", folder / name).exit_code == 0
        assert read_any(folder / name).visits == read_any(path).visits
    refused = run(
        "convert", written(folder, "bad", guarded("a medicine", row(role="cleaner"))), "-o", folder / "x.json"
    )
    assert refused.exit_code == 2
    assert "'registrant' or 'manager'" in " ".join(refused.output.split())


STOP = {"id": "S1", "what": "registrant", "of": "rita", "starts": at("06:00"), "reason": "interim order", "by": "Lea"}
SAY_NURSE: dict[str, tuple[str, str, Plain, Plain, str]] = {
    "the carer": ("Wes Sample", "nurse lead", {}, {}, "Wes Sample is a worker of the day and no registered nurse"),
    "the carer by id": ("wes", "registrant", {}, {}, "Wes Sample is a worker of the day and no registered nurse"),
    "the carer in capitals": ("WES  SAMPLE (RN)", "registrant", {}, {}, "Wes Sample is a worker of the day"),
    **{
        f"the carer as {by}": (by, "nurse lead", {}, {}, "Wes Sample is a worker of the day and no registered nurse")
        for by in (
            "Wes Sample RN",
            "Wes Sample, RN",
            "Wes Sample(RN)",
            "Mr Wes Sample",
            "Wes Sample - RN",
            "Sample, Wes",
        )
    },
    "the carer by id, styled": ("wes RN", "nurse lead", {}, {}, "Wes Sample is a worker of the day"),
    "a stopped one, styled": ("Mrs Rita Example RGN", "registrant", {}, STOP, "Rita Example is stopped"),
    "a nurse, styled": ("Nan Sample, RN", "nurse lead", {}, {}, ""),
    "a registrant who left": ("Rita Example", "registrant", {"left": "2026-12-31"}, {}, "Rita Example has left"),
    "a registrant who left, as lead": ("rita", "nurse lead", {"left": "2026-12-31"}, {}, "Rita Example has left"),
    "a lapsed one": ("rita", "registrant", {"registered_until": "2027-02-01"}, {}, "registration of Rita Example has"),
    "a stopped one": ("Rita Example", "registrant", {}, STOP, "Rita Example is stopped"),
    "a nurse of the day, stopped": (
        "Nan Sample",
        "nurse lead",
        {},
        STOP | {"what": "worker", "of": "nan"},
        "Nan Sample is stopped",
    ),
    "the carer as manager": ("Wes Sample", "manager", {}, {}, "Wes Sample is a worker of the day"),
    "the carer as manager, styled": ("Mr Wes Sample (manager)", "manager", {}, {}, "Wes Sample is a worker of the day"),
    "the carer as manager, by id": ("wes", "manager", {}, {}, "Wes Sample is a worker of the day"),
    "a manager who left": ("Rita Example", "manager", {"left": "2026-12-31"}, {}, "Rita Example has left"),
    "a manager who is stopped": ("Rita Example", "manager", {}, STOP, "Rita Example is stopped"),
    "a manager registered no more": ("Rita Example", "manager", {"registered_until": "2027-02-01"}, {}, ""),
    "a manager in no list": ("Lou Example", "manager", {}, {}, ""),
    "no worker": ("Lea Example", "nurse lead", {}, {}, ""),
    "a nurse of the day": ("Nan Sample", "nurse lead", {}, {}, ""),
    "a registrant": ("Rita Example", "registrant", {}, {}, ""),
    "one who goes later": ("Rita Example", "registrant", {"left": "2027-04-01"}, {}, ""),
    "one stopped later": ("Rita Example", "registrant", {}, STOP | {"starts": at("14:00")}, ""),
    "one stopped before": ("Rita Example", "registrant", {}, STOP | {"ends": at("06:30")}, ""),
}


def said_by(who: str, *rows: Plain) -> Plain:
    """A late medicine, with a nurse of the day and a registrant besides."""
    _, _, fields, stop, _ = SAY_NURSE[who]
    document = guarded("a medicine", *rows)
    document["workers"].append(nurse("nan", "care"))
    document["competencies"].append({"id": "insulin"})
    return changed(
        document, put(version="2", registrants=[registrant("rita", **fields)], suspensions=[stop] if stop else [])
    )


@pytest.mark.parametrize("who", SAY_NURSE)
def test_a_carer_or_a_registrant_there_no_more_accepts_nothing_as_a_nurse(folder: Path, who: str) -> None:
    by, role, _, _, why = SAY_NURSE[who]
    document = said_by(who, row(by=by, role=role))
    made = solve(folder, document)
    assert made.exit == 0, made.output
    assert made.whole() is not bool(why), made.output
    assert why in " ".join(made.output.split())
    judged = check(folder, document, by_hand({"WES": [("wash", "09:10")]}))
    assert ("lateness_cap" in judged.rules) is bool(why)


@pytest.mark.parametrize("who", SAY_NURSE)
def test_amend_asks_who_says_to_be_a_nurse(folder: Path, who: str) -> None:
    by, role, _, _, why = SAY_NURSE[who]
    path = written(folder, "day", said_by(who))
    roster = written(folder, "roster", by_hand({}, unserved=["wash"]))
    done = run(
        *("amend", path, roster, "--late", "wash", "--until", "09:15", "--by", by, "--role", role),
        *("--reason", "she is out", "-o", folder / "r.json", "--day-out", folder / "d.json"),
    )
    assert why in " ".join(done.output.split())
    assert (done.exit_code == 2) is bool(why), done.output


KNOWN: dict[str, tuple[str, str, bool]] = {
    "a registrant": ("Rita Example", "registrant", True),
    "a registrant as nurse lead": ("Mrs Rita Example, RGN", "nurse lead", True),
    "a registrant by id": ("rita", "nurse lead", True),
    "a nurse of the day": ("Nan Sample RN", "nurse lead", True),
    "a nurse of the day by id": ("nan", "nurse lead", True),
    "nobody the day knows": ("Lea Example", "nurse lead", False),
    "nobody the day knows, as registrant": ("Lea Example", "registrant", False),
    "the carer": ("Wes Sample", "nurse lead", False),
}


@pytest.mark.parametrize("who", KNOWN)
@pytest.mark.parametrize("what", ["insulin", "NovoRapid pen", "DM1"])
def test_a_late_medicine_of_the_health_side_is_accepted_by_a_nurse_whom_the_day_knows(
    folder: Path, what: str, who: str
) -> None:
    """By its code, by its words, and by the name of a row of the day's own catalogue; Nan gives it."""
    by, role, counts = KNOWN[who]
    document = said_by("a registrant", row(by=by, role=role))
    document["visits"][0]["tasks"] = [task(what, 10, owner="social" if what == "DM1" else "health")]
    document["task_catalogue"] = [{"code": "DM1", "name": "insulin injection"}]
    document["shifts"][0]["worker"] = "nan"
    made = solve(folder, document)
    assert made.exit == 0, made.output
    assert made.whole() is counts, made.output
    unknown = "is none of the registrants recorded, and no registered nurse of the day"
    assert (unknown in " ".join(made.output.split())) is who.startswith("nobody")
    judged = check(folder, document, by_hand({"WES": [("wash", "09:10")]}))
    assert ("lateness_cap" in judged.rules) is not counts
    document["visits"][0]["late_accepted"] = []
    asked = ("--late", "wash", "--until", "09:15", "--by", by, "--role", role, "--reason", "she is out")
    paths = written(folder, "day", document), written(folder, "roster", by_hand({}, unserved=["wash"]))
    done = run("amend", *paths, *asked, "-o", folder / "r.json", "--day-out", folder / "d.json")
    assert (done.exit_code == 0) is counts, done.output


@pytest.mark.parametrize("role", ["team lead", "scheduler", "manager"])
@pytest.mark.parametrize("what", ["insulin", "DM1", "wound_care"])
def test_nobody_else_accepts_it_for_health(folder: Path, what: str, role: str) -> None:
    """Whoever it is, also a registrant of the day: the role is none that may."""
    for accepting, whole in ((role, False), ("nurse lead", True)):
        document = said_by("a registrant", row(by="Rita Example", role=accepting))
        document["visits"][0]["tasks"] = [task(what, 10, owner="social")]
        document["task_catalogue"] = [{"code": "DM1", "name": "insulin injection"}]
        document["shifts"][0]["worker"] = "nan"
        done = run("solve", written(folder, "day", document), "--iterations", "200", "-o", folder / "r.json")
        served = done.exit_code == 0 and not json.loads((folder / "r.json").read_text("utf-8"))["unserved"]
        assert served is whole, done.output
