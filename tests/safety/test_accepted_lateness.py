"""A late start that a person accepts by name and reason: told with its numbers, added and never taken away, and never
past a clinical window, a prescribed moment, hard windows or the day.
"""

from __future__ import annotations

import csv
import html
import json
from pathlib import Path
from typing import Any

import pytest

from .days import (
    Change,
    Plain,
    agreement,
    at,
    changed,
    client,
    day,
    delegation,
    insulin,
    named,
    nurse,
    registrant,
    shift,
    task,
    told,
    visit,
    window,
    worker,
)
from .doors import by_hand, check, run, solve, written


def late_call(**fields: Any) -> Plain:
    """Wes comes on at nine, ten minutes away; the wash is wanted until eight, at a priority that allows an hour."""
    call = visit("wash", task("wash_and_dress", 30), "07:30", "08:00", organisation="care", priority=5, **fields)
    return day([call], [worker("wes", "care")], [shift("wes", "09:00", "15:00")])


def row(until: str = "09:15", **fields: Any) -> Plain:
    return {"until": at(until), "by": "Lea Example", "reason": "better late than never", "on": "2027-02-28"} | fields


def accepting(until: str = "2027-03-01T09:15:00+00:00", **fields: Any) -> Plain:
    return {
        "change": "late",
        "visit": "wash",
        "until": until,
        "by": "Lea Example",
        "reason": "agreed by phone",
    } | fields


def verdict(document: Plain, folder: Path) -> str:
    made = solve(folder, document)
    (entry,) = made.document["unserved"]
    assert entry["verdict"] == "PROVEN"
    return str(entry["reason"])


def test_the_verdict_says_when_how_late_and_the_cap(folder: Path) -> None:
    reason = verdict(late_call(), folder)
    assert "Wes Sample could only come too late (earliest 09:10, 70 min late; cap 60 min) [lateness_cap]" in reason


def test_what_somebody_accepts_is_served_and_told_first(folder: Path) -> None:
    made = solve(folder, changed(late_call(), told("visits", "wash", late_accepted=[row()])))
    assert made.whole()
    assert made.starts == {"wash": "09:10"}
    said = " ".join(made.output.split())
    words = (
        "Loosened: the cap on lateness of Ada Pretend's visit wash, which may begin until 09:15; accepted by Lea "
        "Example on 28.02.2027: better late than never."
    )
    assert words in said
    assert said.index(words) < said.index("Served")
    assert words in made.document["problem_notes"]


@pytest.mark.parametrize(("start", "accepted"), [("09:15", True), ("09:16", False)])
def test_the_checker_holds_it_to_what_was_accepted(folder: Path, start: str, accepted: bool) -> None:
    document = changed(late_call(), told("visits", "wash", late_accepted=[row()]))
    judged = check(folder, document, by_hand({"WES": [("wash", start)]}))
    assert judged.accepted is accepted
    if not accepted:
        assert judged.rules == ("lateness_cap",)
        assert "Lea Example has accepted a start until 09:15 and no later" in judged.sentences[0]


def test_of_several_the_last_counts(folder: Path) -> None:
    taken_back = told("visits", "wash", late_accepted=[row("09:30"), row("09:05", by="Lou Example")])
    reason = verdict(changed(late_call(), taken_back), folder)
    assert "(earliest 09:10, 70 min late; cap 65 min)" in reason
    given_again = told("visits", "wash", late_accepted=[row("09:05"), row("09:30")])
    assert solve(folder, changed(late_call(), given_again)).whole()


def test_amend_writes_it_down_and_a_search_makes_use_of_it(folder: Path) -> None:
    document = late_call()
    left_out = solve(folder, document)
    path, roster = written(folder, "day", document), written(folder, "roster", left_out.document)
    day_out = folder / "accepted.json"
    done = run(
        "amend",
        path,
        roster,
        "--change",
        json.dumps(accepting(on="2027-02-28")),
        "-o",
        folder / "r.json",
        "--day-out",
        day_out,
    )
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "Lea Example accepts that Ada Pretend's 07:30 visit (wash) begins by 09:15, 75 min after its window" in said
    kept = json.loads(day_out.read_text("utf-8"))
    assert [entry["by"] for entry in kept["visits"][0]["late_accepted"]] == ["Lea Example"]
    assert solve(folder, kept).whole()
    again = run(
        "amend",
        day_out,
        folder / "r.json",
        "--change",
        json.dumps(accepting("2027-03-01T09:20:00+00:00")),
        "-o",
        folder / "r2.json",
        "--day-out",
        folder / "twice.json",
    )
    assert again.exit_code == 0, again.output
    twice = json.loads((folder / "twice.json").read_text("utf-8"))
    assert [entry["until"][11:16] for entry in twice["visits"][0]["late_accepted"]] == ["09:15", "09:20"]


def test_amend_accepts_and_moves_in_one_list(folder: Path) -> None:
    document = late_call()
    path, roster = written(folder, "day", document), written(folder, "roster", solve(folder, document).document)
    move = {"change": "move", "visit": "wash", "shift": "WES"}
    words = [word for change in (accepting(), move) for word in ("--change", json.dumps(change))]
    done = run("amend", path, roster, *words, "-o", folder / "r.json", "--day-out", folder / "day-out.json")
    assert done.exit_code == 0, done.output
    assert run("check", folder / "day-out.json", folder / "r.json").exit_code == 0
    alone = run("amend", path, roster, "--change", json.dumps(move), "-o", folder / "r.json")
    assert alone.exit_code == 1  # without it the move breaks the cap


CLINICAL: dict[str, Any] = {"clinical_window": window("07:30", "09:00"), "clinical_window_set_by": "Nora Example RN"}
REFUSED: dict[str, tuple[Change | None, Plain, str]] = {
    "past a clinical window": (
        told("visits", "wash", tasks=[task("wash_and_dress", 30, **CLINICAL)]),
        accepting(),
        "want 09:00 at the latest: the clinical window of wash_and_dress",
    ),
    "past a prescribed moment": (
        told(
            "visits", "wash", tasks=[task("medication", 10, time_critical={"at": at("08:00"), "tolerance_minutes": 30})]
        ),
        accepting(),
        "want 08:30 at the latest: the prescribed moment of medication",
    ),
    "hard windows": (told("visits", "wash", windows_hard=True), accepting(), "windows may be missed: these are hard"),
    "on another day": (None, accepting("2027-03-02T07:30:00+00:00"), "by midnight, as it would be in time: 23:30"),
    "into the night": (None, accepting("2027-03-01T23:31:00+00:00"), "by midnight, as it would be in time: 23:30"),
    "not late at all": (None, accepting("2027-03-01T07:45:00+00:00"), "want a start after the window"),
    "by nobody": (None, accepting(by="?"), "want the name of whoever accepts it"),
    "for no reason": (None, accepting(reason=" "), "want the reason"),
    "without an offset": (None, accepting("2027-03-01T09:15:00"), "want a date and time with an offset"),
    "of no visit": (None, accepting(visit="bath"), "want the id of one of the visits"),
}


@pytest.mark.parametrize("case", named(REFUSED))
def test_what_nobody_may_accept_is_refused(folder: Path, case: tuple[Change | None, Plain, str]) -> None:
    change, asked, words = case
    document = changed(late_call(), change)
    path, roster = written(folder, "day", document), written(folder, "roster", by_hand({}, unserved=["wash"]))
    done = run("amend", path, roster, "--change", json.dumps(asked), "-o", folder / "r.json")
    assert done.exit_code == 2
    assert words in " ".join(done.output.split())
    assert not (folder / "r.json").exists()


def test_no_acceptance_in_a_document_moves_a_clinical_window(folder: Path) -> None:
    clinical = told("visits", "wash", tasks=[task("wash_and_dress", 30, **CLINICAL)], late_accepted=[row("10:00")])
    document = changed(late_call(), clinical)
    assert not solve(folder, document).whole()
    judged = check(folder, document, by_hand({"WES": [("wash", "09:10")]}))
    assert "clinical_window" in judged.rules
    hard = told("visits", "wash", windows_hard=True, late_accepted=[row()])
    assert run("solve", written(folder, "day", changed(late_call(), hard)), "-o", folder / "r.json").exit_code == 2


def test_it_is_kept_in_tables(folder: Path) -> None:
    from solver.formats import read_any

    path = written(folder, "day", changed(late_call(), told("visits", "wash", late_accepted=[row()])))
    assert run("convert", path, "-o", folder / "day.xlsx").exit_code == 0
    assert read_any(folder / "day.xlsx").visits == read_any(path).visits


def test_the_last_moment_that_may_be_accepted_is_the_last_that_is_checked(folder: Path) -> None:
    document = changed(late_call(), told("shifts", "WES", start=at("20:00"), end=at("24:30")))
    path, roster = written(folder, "day", document), written(folder, "roster", by_hand({}, unserved=["wash"]))
    last = accepting("2027-03-01T23:30:00+00:00")
    done = run(
        "amend", path, roster, "--change", json.dumps(last), "-o", folder / "r.json", "--day-out", folder / "d.json"
    )
    assert done.exit_code == 0, done.output
    kept = json.loads((folder / "d.json").read_text("utf-8"))
    assert check(folder, kept, by_hand({"WES": [("wash", "23:30")]})).accepted
    assert "lateness_cap" in check(folder, kept, by_hand({"WES": [("wash", "23:31")]})).rules


UNSAID: dict[str, tuple[Plain, str, str]] = {
    "by nobody": ({"by": "?"}, "by", "want the name of whoever accepts it"),
    "by a post": ({"by": "duty nurse"}, "by", "want the name of whoever accepts it"),
    "for no reason": ({"reason": "n/a"}, "reason", "want the reason"),
    "in time to come": ({"on": "2099-01-01"}, "on", "want the day on which it was said, from"),
    "long ago": ({"on": "1066-10-14"}, "on", "want the day on which it was said, from"),
}


@pytest.mark.parametrize("case", named(UNSAID))
def test_a_document_says_it_as_well_as_a_change_by_hand(folder: Path, case: tuple[Plain, str, str]) -> None:
    fields, where, words = case
    document = changed(late_call(), told("visits", "wash", late_accepted=[row(), row(**fields)]))
    done = run("solve", written(folder, "day", document), "--iterations", "10", "-o", folder / "r.json")
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert f"visits[0].late_accepted[1].{where}" in said
    assert words in said
    path, roster = written(folder, "day", late_call()), written(folder, "roster", by_hand({}, unserved=["wash"]))
    asked = accepting(on="2027-02-28") | fields
    done = run("amend", path, roster, "--change", json.dumps(asked), "-o", folder / "r.json")
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert f"changes[0].{where}" in said
    assert words in said


@pytest.mark.parametrize(
    ("role", "accepted"), [("nurse lead", True), ("nurse_lead", True), ("scheduler", False), (None, False)]
)
def test_of_a_visit_with_a_health_task_a_nurse_lead_accepts_it(folder: Path, role: str | None, accepted: bool) -> None:
    fields = {"role": role} if role else {}
    health = told("visits", "wash", tasks=[task("wound_care", 30, owner="health")])
    document = changed(late_call(), health, told("visits", "wash", late_accepted=[row(**fields)]))
    done = run("convert", written(folder, "day", document), "-o", folder / "again.json")
    assert (done.exit_code == 0) == accepted, done.output
    path = written(folder, "day", changed(late_call(), health))
    roster = written(folder, "roster", by_hand({}, unserved=["wash"]))
    asked = json.dumps(accepting(on="2027-02-28", **fields))
    done = run("amend", path, roster, "--change", asked, "-o", folder / "r.json", "--day-out", folder / "d.json")
    assert (done.exit_code == 0) == accepted, done.output
    if not accepted:
        assert "want nurse lead: there is a health task in this visit, wound_care" in " ".join(done.output.split())
    else:
        kept = json.loads((folder / "d.json").read_text("utf-8"))
        assert kept["visits"][0]["late_accepted"][0]["role"] == "nurse lead"


PHRASE = (
    "the cap on lateness of Ada Pretend's visit wash, which may begin until 09:15; accepted by Lea Example on "
    "28.02.2027: better late than never"
)


def test_it_stands_in_the_first_lines_of_every_answer_and_in_every_format(folder: Path) -> None:
    document = changed(late_call(), told("visits", "wash", late_accepted=[row()]))
    path, roster = written(folder, "day", document), folder / "r.json"
    printed = run("solve", path, "--iterations", "200", "-o", roster, "--json").output
    assert json.loads(printed[printed.index("{") :])["loosened"] == [PHRASE]
    assert json.loads(roster.read_text("utf-8"))["loosened"] == [PHRASE]
    move = json.dumps({"change": "pin", "visit": "wash"})
    suspended = ("--client", "ada", "--reason", "hospital", "--by", "Lea Example", "--from", "2027-03-02T08:00")
    answers = [
        ("explain", path, roster),
        ("explain", path, roster, "--visit", "wash"),
        ("amend", path, roster, "--change", move),
        ("suspend", path, *suspended, "--roster", roster),
        ("compare", path, "--seconds", "0.1", "--seeds", "1", "--no-packages"),
        ("plot", path, roster, "--ics", folder / "calendars", "--html", folder / "r.html"),
        ("records", path, roster, "-o", folder / "records"),
    ]
    for words in answers:
        done = run(*words)
        lines = [line for line in done.output.splitlines() if not line.startswith("seed ")]
        assert " ".join(lines)[:9] == "Loosened:", (words[0], done.output)
        assert PHRASE in " ".join(done.output.split()), words[0]
    for words in (answers[1], answers[2], answers[3], answers[4]):
        said = run(*words, "--json").output
        assert json.loads(said[said.index("{") :])["loosened"] == [PHRASE], words[0]
    (records,) = (folder / "records").glob("*/visits.csv")
    assert PHRASE in records.read_text("utf-8-sig")
    (calendar,) = (folder / "calendars").glob("*.ics")
    told_there = calendar.read_text("utf-8").replace("\r\n ", "").replace("\n ", "").replace("\\", "")
    assert "Loosened: the cap on lateness of visit wash, which may begin until 09:15" in told_there
    assert "better late" not in told_there  # a calendar holds no reason, it may tell of the client
    assert PHRASE in html.unescape(" ".join((folder / "r.html").read_text("utf-8").split()))
    assert run("convert", path, "-o", folder / "tables").exit_code == 0
    assert PHRASE in (folder / "tables" / "problem.csv").read_text("utf-8-sig")


def test_all_of_many_are_named(folder: Path) -> None:
    calls = [
        visit(
            f"wash{number}",
            task("wash_and_dress", 30),
            "07:30",
            "08:00",
            organisation="care",
            priority=5,
            late_accepted=[row()],
        )
        for number in range(8)
    ]
    path = written(folder, "day", day(calls, [worker("wes", "care")], [shift("wes", "09:00", "15:00")]))
    printed = run("solve", path, "--iterations", "50", "-o", folder / "r.json").output
    said = " ".join(printed.split())
    assert all(f"visit wash{number}," in said for number in range(8))
    assert len(json.loads((folder / "r.json").read_text("utf-8"))["loosened"]) == 8


def test_another_organisation_is_told_how_many_and_no_more(folder: Path) -> None:
    from solver.formats import read_any
    from solver.rules import list_loosened

    other = visit("bath", task("wash_and_dress", 30), "09:00", "12:00", organisation="council")
    document = day(
        [*changed(late_call(), told("visits", "wash", late_accepted=[row()]))["visits"], other],
        [worker("wes", "care"), worker("cal", "council")],
        [shift("wes", "09:00", "15:00"), shift("cal", "09:00", "15:00")],
    )
    path, roster = written(folder, "day", document), folder / "r.json"
    assert run("solve", path, "--iterations", "200", "-o", roster).exit_code == 0
    assert run("records", path, roster, "-o", folder / "records").exit_code == 0
    theirs = {file.parent.name: file.read_text("utf-8-sig") for file in (folder / "records").glob("*/visits.csv")}
    own = [text for text in theirs.values() if PHRASE in text]
    assert len(own) == 1
    for text in theirs.values():
        if text not in own:
            assert "better late" not in text
            assert "Lea Example" not in text
            assert "the cap on lateness of 1 visit of other organisations" in text
    assert list_loosened(read_any(path), seen_by="council") == ["the cap on lateness of 1 visit of other organisations"]


def test_whose_lateness_is_told_where_the_visit_is_and_counted_elsewhere(folder: Path) -> None:
    """In the trust's record only in the rows of that visit; in calendars only on that visit, whoever makes it."""
    accepted = [row(role="nurse lead")]
    late = visit("dose", insulin(), "07:30", "08:00", organisation="trust", priority=5, late_accepted=accepted)
    calls = [
        late,
        visit("other", task("wound_care", owner="health"), "09:30", "11:00", organisation="trust", client="ben"),
        visit("wash", task("wash_and_dress", 30), "10:00", "12:00", client="ben"),
    ]
    lists = {
        "version": "2",
        "clients": [client(), client("ben")],
        "agreements": [agreement()],
        "registrants": [registrant(), registrant("lea")],
        "delegations": [delegation(registrant="nora")],
    }
    staff = [worker("cal", "council", ["insulin"]), nurse(), worker("dee", "council")]
    path = written(folder, "day", day(calls, staff, [shift("cal", "08:30"), shift("nan"), shift("dee")], **lists))
    rounds = {"CAL": [("dose", at("08:45"))], "NAN": [("other", at("09:45"))], "DEE": [("wash", at("10:30"))]}
    roster = written(folder, "roster", by_hand(rounds))
    assert run("records", path, roster, "-o", folder / "records").exit_code == 0
    rows = [
        (line["visit"], line["loosened"])
        for file in sorted((folder / "records").glob("*/*.csv"))
        for line in csv.DictReader(file.read_text("utf-8-sig").splitlines())
    ]
    assert {name for name, _ in rows} == {"dose", "other", "wash"}
    for name, told_there in rows:
        assert ("Lea Example" in told_there) is (name == "dose"), told_there
        assert told_there.startswith("the cap on lateness of ")
    assert run("plot", path, roster, "--ics", folder / "calendars").exit_code == 0
    for who in ("cal", "nan", "dee"):
        text = (folder / "calendars" / f"{who}.ics").read_text("utf-8")
        said = text.replace("\r\n ", "").replace("\n ", "").replace("\\", "")
        assert "Loosened: the cap on lateness of " in said
        assert ("Lea Example" in said) is (who == "cal")
        assert ("visit dose" in said) is (who == "cal")
