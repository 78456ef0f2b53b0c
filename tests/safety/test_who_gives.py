"""Who gives a dose where several come, and whom a carer rings about a delegated one: in calendars and records."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from .days import Plain, changed, client, day, decision, delegation, nurse, registrant, shift, task, told, visit, worker
from .doors import by_hand, run, solve, written

REACH = "Nora Example (01632 960001) answers for it"


def two_at_once() -> Plain:
    """Insulin and a transfer in one visit for two, whom Nora has both signed off; a meal for one later."""
    visits = [
        visit("dose", [task("insulin", 10, "health"), task("hoist_transfer", 10)], "08:00", "10:00", workers=2),
        visit("meal", task("meal", 20), "12:00", "13:00"),
    ]
    pair = [worker(name, "council", ["insulin", "moving_handling"]) for name in ("cal", "dot")]
    known = {
        "delegations": [delegation(name, registrant="nora") for name in ("cal", "dot")],
        "registrants": [registrant()],
    }
    return day(visits, pair, [shift("cal"), shift("dot")], clients=[client()], version="2", **known)


def exported(folder: Path, document: Plain) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Each worker's calendar, unfolded, and the rows of tasks of the council's record."""
    by = {"CAL": [("dose", "09:00"), ("meal", "12:00")], "DOT": [("dose", "09:00")]}
    roster = written(folder, "roster", by_hand(by))
    source = written(folder, "day", document)
    judged = run("check", source, roster, "--json")
    assert judged.exit_code == 0, [one["sentence"] for one in json.loads(judged.stdout)["breaches"]]
    calendars, records = source.with_name(f"{source.stem}-ics"), source.with_name(f"{source.stem}-records")
    for done in (run("plot", source, roster, "--ics", calendars), run("records", source, roster, "-o", records)):
        assert done.exit_code == 0, done.output
    texts = {one.stem: one.read_text("utf-8").replace("\n ", "") for one in calendars.glob("*.ics")}
    rows = list(csv.DictReader((records / "council" / "tasks.csv").read_text("utf-8-sig").splitlines()))
    return texts, rows


def test_one_of_two_is_named_and_the_other_is_told_not_to(folder: Path) -> None:
    calendars, rows = exported(folder, two_at_once())
    for name in ("cal", "dot"):
        text = calendars[name].replace("\\,", ",")
        assert "Of those who come, Cal Sample does insulin, once, and not Dot Sample." in text
        assert f"insulin under delegation cal-ada-insulin: {REACH}" in text
    by_task = {row["task"]: row for row in rows}
    assert by_task["insulin"]["given_by"] == "Cal Sample"
    assert by_task["insulin"]["registrant_contact"] == "01632 960001"
    assert by_task["hoist_transfer"]["given_by"] == by_task["meal"]["given_by"] == ""


def test_a_nurse_of_two_gives_and_rests_on_no_delegation(folder: Path) -> None:
    document = changed(two_at_once(), told("workers", "dot", registered_nurse=True))
    calendars, rows = exported(folder, document)
    assert "Dot Sample does insulin" in calendars["cal"]
    assert "answers for it" not in calendars["dot"]
    assert next(row for row in rows if row["task"] == "insulin")["given_by"] == "Dot Sample"


def test_nothing_is_said_of_a_visit_for_one_whose_tasks_are_everybodys(folder: Path) -> None:
    calendars, _ = exported(folder, two_at_once())
    meal = next(one for one in calendars["cal"].split("BEGIN:VEVENT") if "meal" in one)
    assert "does" not in meal
    assert "answers" not in meal


def test_explain_says_who_gives(folder: Path) -> None:
    by = {"CAL": [("dose", "09:00")], "DOT": [("dose", "09:00")]}
    source = written(folder, "day", two_at_once())
    done = run("explain", source, written(folder, "roster", by_hand(by, unserved=["meal"])), "--visit", "dose")
    assert "Of those who come, Cal Sample does insulin, once, and not Dot Sample." in " ".join(done.output.split())


def test_a_second_pair_of_hands_of_a_joint_visit_is_told_too(folder: Path) -> None:
    """Insulin and a transfer for two, and a meal, made as one: both hold the authority, one gives."""
    visits = [
        visit(
            "n1",
            [task("insulin", 15, "health"), task("hoist_transfer", 10)],
            "08:00",
            "10:00",
            organisation="trust",
            workers=2,
        ),
        visit("s1", task("meal", 20), "08:00", "10:00", organisation="trust"),
    ]
    holds = ["insulin", "moving_handling"]
    document = day(
        visits,
        [nurse("nan", holds=holds), nurse("nel", holds=holds)],
        [shift("nan"), shift("nel")],
        version="2",
        join_decisions=[decision(["n1", "s1"])],
    )
    made = solve(folder, document, joins="apply")
    assert made.together("n1", "s1")
    target = folder / "ics"
    source, roster = written(folder, "day", document), written(folder, "roster", made.document)
    assert run("plot", source, roster, "--ics", target).exit_code == 0
    texts = [one.read_text("utf-8").replace("\n ", "").replace("\\,", ",") for one in target.glob("*.ics")]
    told_ = [text[text.index("Of those who come, ") :].split("\\n")[0] for text in texts]
    assert len(told_) == 2
    assert len(set(told_)) == 1
