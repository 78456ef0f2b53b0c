"""What has been stopped: from that moment nothing rests on it, until it ends; what lies outside goes on."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from solver.cli.showing import plot_command

from .days import (
    TODAY,
    YESTERDAY,
    Plain,
    agreement,
    at,
    changed,
    client,
    consents,
    day,
    delegation,
    insulin,
    named,
    nurse,
    put,
    registrant,
    shift,
    task,
    visit,
    window,
    worker,
)
from .doors import amend, by_hand, check, join_of, run, solve, written


def stop(what: str, of: str, starts: str = "00:00", ends: str | None = None, on: str = TODAY) -> Plain:
    told = {
        "id": f"{what}-{of}",
        "what": what,
        "of": of,
        "starts": at(starts, on),
        "reason": "said so",
        "by": "Lea Example",
    }
    return told | ({"ends": at(ends)} if ends else {})


def a_day(*stops: Plain, **lists: Any) -> Plain:
    """Ada's insulin at eight and her meal at noon; the council's carer may do both; Ben has a meal at two."""
    visits = [
        visit("dose", insulin(), "08:00", "08:30", organisation="trust", windows_hard=True),
        visit("meal", task("meal", 20), "12:00", "12:30", windows_hard=True),
        visit("ben", task("meal", 20), "14:00", "14:30", windows_hard=True, client="ben"),
    ]
    known = {
        "version": "2",
        "registrants": [registrant(), registrant("una")],
        "clients": [client(), client("ben", consents=consents())],
        "agreements": [agreement()],
        "delegations": [delegation(registrant="nora")],
        "suspensions": list(stops),
    }
    staff = [nurse(), worker("cal", "council", ["insulin"]), worker("dee", "council")]
    shifts = lists.pop("shifts", [shift("cal", "07:00", "16:00")])
    return day(visits, staff, shifts, **known | lists)


ALL = {"dose", "meal", "ben"}
# What is stopped, and what goes on.
STOPPED: dict[str, tuple[Plain, set[str]]] = {
    "the delegation": (stop("delegation", "cal-ada-insulin"), {"meal", "ben"}),
    "the delegation, before it": (stop("delegation", "cal-ada-insulin", "06:00"), {"meal", "ben"}),
    "the delegation, in the middle of it": (stop("delegation", "cal-ada-insulin", "08:40"), {"meal", "ben"}),
    "the delegation, afterwards": (stop("delegation", "cal-ada-insulin", "10:00"), ALL),
    "the delegation, until yesterday": (stop("delegation", "cal-ada-insulin", on=YESTERDAY, ends="00:00"), ALL),
    "the registrant": (stop("registrant", "nora"), {"meal", "ben"}),
    "another registrant": (stop("registrant", "una"), ALL),
    "the task": (stop("task", "insulin"), {"meal", "ben"}),
    "the task in capitals": (stop("task", "INSULIN"), {"meal", "ben"}),
    "a task nobody has": (stop("task", "compression"), ALL),
    "a task of the afternoon": (stop("task", "meal", "13:00"), {"dose", "meal"}),
    "a task of the morning": (stop("task", "Meal", "00:00", "13:00"), {"dose", "ben"}),
    "the worker": (stop("worker", "cal"), set()),
    "the worker from ten": (stop("worker", "cal", "10:00"), {"dose"}),
    "the worker until ten": (stop("worker", "cal", "00:00", "10:00"), {"meal", "ben"}),
    "another worker": (stop("worker", "dee"), ALL),
    "the client": (stop("client", "ada"), {"ben"}),
    "the client from ten": (stop("client", "ada", "10:00"), {"dose", "ben"}),
    "the client until ten": (stop("client", "ada", "00:00", "10:00"), {"meal", "ben"}),
    "the client, between": (stop("client", "ada", "09:30", "11:30"), ALL),
    "the other client": (stop("client", "ben"), {"dose", "meal"}),
}


@pytest.mark.parametrize("case", named(STOPPED))
def test_what_rests_on_it_is_left_out_and_the_rest_goes_on(folder: Path, case: tuple[Plain, set[str]]) -> None:
    stopped, goes_on = case
    made = solve(folder, a_day(stopped))
    assert made.exit == 0
    assert set(made.workers) == goes_on
    assert set(made.unserved) == ALL - goes_on


HOURS = {"dose": "08:10", "meal": "12:10", "ben": "14:10"}


@pytest.mark.parametrize("case", named(STOPPED))
def test_the_checker_finds_every_visit_that_rests_on_it(folder: Path, case: tuple[Plain, set[str]]) -> None:
    stopped, goes_on = case
    document = a_day(stopped)
    for name in ALL:
        roster = by_hand({"CAL": [(name, HOURS[name])]}, unserved=ALL - {name})
        assert check(folder, document, roster).accepted is (name in goes_on), name


def test_a_nurse_goes_where_a_delegation_is_stopped(folder: Path) -> None:
    document = a_day(stop("delegation", "cal-ada-insulin"), shifts=[shift("cal", "07:00", "16:00"), shift("nan")])
    made = solve(folder, document)
    assert made.whole()
    assert made.workers["dose"] == ("nan",)


def test_a_client_away_for_part_of_the_window_is_seen_in_the_rest(folder: Path) -> None:
    """Back at half past twelve: the meal comes after."""
    document = a_day(stop("client", "ada", "10:00", "12:30"))
    document["visits"][1]["windows"] = [window("12:00", "14:00")]
    made = solve(folder, document)
    assert made.whole()
    assert made.starts["meal"] >= "12:30"
    assert not check(folder, document, by_hand({"CAL": [("meal", "12:10")]}, unserved=["dose", "ben"])).accepted


def test_stopped_for_one_of_a_home_is_stopped_for_one_visit_for_both(folder: Path) -> None:
    home = {"households": [{"id": "home", "place": "door"}]}
    people = [client(name, household="home") for name in ("ada", "ben")]
    signed = [
        {
            "id": "J",
            "visits": ["meal", "ben"],
            "approved": True,
            "by": "Lea Example",
            "role": "team lead",
            "on": YESTERDAY,
        }
    ]
    document = a_day(clients=people, join_decisions=signed, **home)
    document["visits"][2]["windows"] = document["visits"][1]["windows"]
    join = join_of(document, [("meal", 0), ("ben", 0)])
    roster = by_hand({"CAL": [("meal+ben", "12:10")]}, join, unserved=["dose"])
    assert check(folder, document, roster).accepted
    for stopped in (stop("client", "ben"), stop("client", "ada", "10:00"), stop("task", "meal"), stop("worker", "cal")):
        assert not check(folder, changed(document, put(suspensions=[stopped])), roster).accepted
        made = solve(folder, changed(document, put(suspensions=[stopped])), joins="apply")
        assert made.exit == 0
        assert not made.joins


def test_nothing_is_moved_by_hand_onto_what_is_stopped(folder: Path) -> None:
    shifts = [shift("cal", "07:00", "16:00"), shift("nan")]
    document = a_day(stop("delegation", "cal-ada-insulin"), shifts=shifts)
    roster = by_hand({"NAN": [("dose", "08:10")], "CAL": [("meal", "12:10"), ("ben", "14:10")]})
    move = {"change": "move", "visit": "dose", "shift": "CAL"}
    assert amend(folder, document, roster, move).exit == 1
    assert amend(folder, a_day(shifts=shifts), roster, move).exit == 0


def test_what_is_stopped_is_told(folder: Path) -> None:
    """The reason of a visit left out names it."""
    made = solve(folder, a_day(stop("client", "ada")))
    assert "suspended" in made.unserved["meal"]


# What carries insulin, by code or by order, and what does not.
SAID = {
    "the code": (task("insulin"), True),
    "a brand": (task("Lantus"), True),
    "an order": (task("medication", order="Lantus 12 units"), True),
    "an order of insulin": (task("insulin", order="before breakfast"), True),
    "another medicine": (task("medication", order="Paracetamol 1 g"), False),
    "a meal": (task("breakfast", order="A-1"), False),
}


@pytest.mark.parametrize("name", SAID)
def test_a_stop_of_a_task_reaches_all_that_says_it(folder: Path, name: str) -> None:
    """Written into the document, and by the command, whose list names it."""
    said, reached = SAID[name]
    staff = [nurse("nan", "council", ["insulin", "medication", "home_support"])]
    document = day([visit("v", said, "08:00", "10:00")], staff, [shift("nan")], clients=[client()], version="2")
    assert solve(folder, document).whole()
    stopped = document | {"suspensions": [stop("task", "insulin")]}
    assert solve(folder, stopped).whole() is not reached
    assert check(folder, stopped, by_hand({"NAN": [("v", at("09:00"))]})).accepted is not reached
    roster = written(folder, "roster", by_hand({"NAN": [("v", at("09:00"))]}))
    words = ("--task", "insulin", "--from", at("07:00"), "--reason", "in doubt", "--by", "Lea Example")
    listed = run("suspend", written(folder, "day", document), "--roster", roster, *words).stdout
    assert ("(visit v, shift NAN)" in " ".join(listed.split())) is reached


def test_a_stop_of_a_brand_reaches_the_orders_that_name_it(folder: Path) -> None:
    staff = [nurse("nan", "council", ["insulin"])]
    for order, reached in (("Lantus 12 units", True), ("Levemir 8 units", False), ("before breakfast", False)):
        said = task("insulin", order=order)
        document = day([visit("v", said, "08:00", "10:00")], staff, [shift("nan")], clients=[client()], version="2")
        assert solve(folder, document | {"suspensions": [stop("task", "Lantus")]}).whole() is not reached
        assert solve(folder, document | {"suspensions": [stop("task", "breakfast")]}).whole()
        words = ("--task", "Lantus", "--from", at("07:00"), "--reason", "in doubt", "--by", "Lea Example")
        assert (run("suspend", written(folder, "day", document), *words).exit_code == 0) is reached


def two_of_a_kind(**fields: Any) -> Plain:
    """Tablets for Ada and for Ben; the council's carer is trained."""
    visits = [
        visit("hers", task("medication", 10), "09:00", "10:00", windows_hard=True),
        visit("his", task("medication", 10), "11:00", "12:00", windows_hard=True, client="ben"),
    ]
    trained = worker("cal", "council", ["medication"])
    stops = [stop("task", "Medication") | {"client": "ada"} | fields]
    return day(visits, [trained], [shift("cal")], clients=[client(), client("ben")], version="2", suspensions=stops)


HERS_STOPPED: dict[str, tuple[Plain, bool]] = {
    "one client's": ({}, True),
    "the other client's": ({"client": "ben"}, False),
    "one client's, after it": ({"starts": at("11:00")}, False),
    "one client's, while it is made": ({"starts": at("09:30")}, True),
    "one client's, by what its order says": ({"of": "tablet"}, True),
}


@pytest.mark.parametrize("name", HERS_STOPPED)
def test_one_task_of_one_client_is_stopped_and_nothing_of_anybody_else(folder: Path, name: str) -> None:
    fields, stopped = HERS_STOPPED[name]
    document = two_of_a_kind(**fields)
    if name == "one client's, by what its order says":
        document["visits"][0]["tasks"] = [task("tablet round", 10)]
    made = solve(folder, document)
    assert ("hers" in made.unserved) is stopped
    assert ("his" in made.unserved) is (fields.get("client") == "ben")
    if stopped:
        assert "Ada Pretend's" in made.unserved["hers"]
        assert "suspended" in made.unserved["hers"].lower() or "stopped" in made.unserved["hers"]
    judged = check(folder, document, by_hand({"CAL": [("hers", "09:10"), ("his", "11:10")]}))
    assert judged.accepted is not (stopped or fields.get("client") == "ben")
    assert set(judged.rules) <= {"suspended"}


def test_a_client_stands_only_with_a_task(folder: Path) -> None:
    for what, of in (("worker", "cal"), ("client", "ada")):
        done = run("solve", written(folder, "day", two_of_a_kind(what=what, of=of)), "-o", folder / "r.json")
        assert done.exit_code == 2
        assert "want a client only with what task" in " ".join(done.output.split())
    done = run("solve", written(folder, "day", two_of_a_kind(client="adda")), "-o", folder / "r.json")
    assert done.exit_code == 2
    assert "suspensions[0].client" in done.output


def helped(*stops: Plain, hands: int = 1, **fields: Any) -> Plain:
    """Ada's transfer takes two, one of whom may be her son; he makes her lunch himself."""
    son = {"id": "son", "client": "ada", "name": "Sam Pretend", "second_hands": True, "tasks": ["lunch"]}
    agreed = {"carer_agreed": "2026-09-01", "client_agreed": "2026-09-01"}
    kept = {"windows_hard": True, "unpaid_carer": "son"}
    visits = [
        visit("lift", task("hoist_transfer", 20), "09:00", "10:00", workers=2, **kept),
        visit("wash", task("wash_and_dress", 20), "14:00", "15:00", windows_hard=True),
    ]
    staff = [worker(name, "council", ["moving_handling"]) for name in ("cal", "dee")]
    shifts = [shift(name) for name in ("cal", "dee")[:hands]]
    return day(visits, staff, shifts, version="2", unpaid_carers=[son | agreed | fields], suspensions=list(stops))


SON: dict[str, tuple[list[Plain], bool]] = {
    "nobody stopped him": ([], True),
    "stopped": ([stop("unpaid_carer", "son")], False),
    "stopped while it may be made": ([stop("unpaid_carer", "son", "09:30")], False),
    "stopped afterwards": ([stop("unpaid_carer", "son", "13:00")], True),
    "stopped yesterday, and ended": ([stop("unpaid_carer", "son", on=YESTERDAY, ends="00:00")], True),
}


@pytest.mark.parametrize("name", SON)
def test_nobody_counts_on_a_stopped_unpaid_carer(folder: Path, name: str) -> None:
    """One worker and the son are enough until he is stopped; two workers are enough in any case."""
    stops, counts = SON[name]
    made = solve(folder, helped(*stops))
    assert ("lift" not in made.unserved) is counts
    assert "wash" not in made.unserved
    judged = check(folder, helped(*stops), by_hand({"CAL": [("lift", "09:10"), ("wash", "14:10")]}))
    assert judged.accepted is counts
    assert set(judged.rules) <= {"double_handed"}
    assert solve(folder, helped(*stops, hands=2)).whole()


def test_a_stopped_unpaid_carer_does_no_task(folder: Path) -> None:
    """What he would have done, staff do: who is not trained for it may not."""
    for stops in ([], [stop("unpaid_carer", "son")]):
        document = helped(*stops, tasks=["medication"], second_hands=False)
        document["visits"] = [
            visit("meds", task("medication", 10), "09:00", "10:00", windows_hard=True, unpaid_carer="son")
        ]
        document["competencies"] = [*document.get("competencies", ()), {"id": "medication"}]
        assert ("meds" in solve(folder, document).unserved) is bool(stops)


def test_suspend_names_the_visits_that_count_on_an_unpaid_carer(folder: Path) -> None:
    path, document = written(folder, "day", helped()), helped()
    roster = written(folder, "roster", by_hand({"CAL": [("lift", "09:10"), ("wash", "14:10")]}))
    said = ("--reason", "his back", "--by", "Lea Example", "--from", f"{TODAY}T08:00")
    out, rest = folder / "new.json", folder / "rest.json"
    done = run(*("suspend", path, "--carer", "son", *said, "--roster", roster), "-o", out, "--roster-out", rest)
    assert done.exit_code == 0, done.output
    words = " ".join(done.output.split())
    assert "Sam Pretend (son), unpaid carer of Ada Pretend is stopped from" in words
    assert "1 visit rests on it" in words
    assert "(visit lift, shift CAL): to come" in words
    assert "Taken off: lift" in words
    assert "lift" in solve(folder, document | {"suspensions": read_suspensions(out)}).unserved
    later = run(*("suspend", path, "--carer", "son", *said[:-1], f"{TODAY}T12:00", "--roster", roster))
    assert "no visit rests on it" in later.output
    wrong = run("suspend", path, "--carer", "sun", *said)
    assert "want the id of one of the unpaid carers; the nearest: son (Sam Pretend)" in " ".join(wrong.output.split())


def read_suspensions(path: Path) -> list[Plain]:
    return list(json.loads(path.read_text("utf-8"))["suspensions"])


def test_suspend_stops_one_task_of_one_client(folder: Path) -> None:
    document = two_of_a_kind()
    del document["suspensions"]
    path = written(folder, "day", document)
    roster = written(folder, "roster", by_hand({"CAL": [("hers", "09:10"), ("his", "11:10")]}))
    said = ("--reason", "her order is being changed", "--by", "Lea Example", "--from", f"{TODAY}T08:00")
    task_of = ("--task", "medication", "--client", "ada")
    done = run("suspend", path, *task_of, *said, "--roster", roster, "-o", folder / "new.json")
    assert done.exit_code == 0, done.output
    words = " ".join(done.output.split())
    assert "Task medication of Ada Pretend (ada) is stopped from" in words
    assert "1 visit rests on it" in words
    assert "(visit hers, shift CAL)" in words
    (kept,) = read_suspensions(folder / "new.json")
    assert (kept["what"], kept["of"], kept["client"]) == ("task", "medication", "ada")
    for name in ("new.xlsx", "tables"):
        assert run("convert", folder / "new.json", "-o", folder / name).exit_code == 0
        assert run("convert", folder / name, "-o", folder / "back.json").exit_code == 0
        assert read_suspensions(folder / "back.json") == [kept]
    wrong = run("suspend", path, "--task", "medication", "--client", "adda", *said)
    assert wrong.exit_code == 2
    assert "the nearest: ada (Ada Pretend)" in " ".join(wrong.output.split())
    change = ("--suspend", "task=medication", "--client", "ada", *said)
    amended = run("amend", path, roster, *change, "-o", folder / "r.json", "--day-out", folder / "d.json")
    assert amended.exit_code == 0, amended.output
    (kept,) = read_suspensions(folder / "d.json")
    assert kept["client"] == "ada"


def test_a_roster_that_rests_on_a_stop_is_drawn_in_no_form(folder: Path) -> None:
    """Nobody takes it for a round; the same roster of a day without that stop is drawn in each."""
    forms = [
        name for name, each in inspect.signature(plot_command).parameters.items() if "Path | None" in each.annotation
    ]
    assert set(forms) >= {"html", "xlsx", "ics"}
    roster = written(folder, "made", by_hand({"CAL": [("dose", HOURS["dose"])]}, unserved=ALL - {"dose"}))
    for stopped, exit in ((stop("task", "insulin"), 2), (stop("task", "compression"), 0)):
        day_file = written(folder, "day", a_day(stopped))
        for form in forms:
            target = folder / f"{exit}.{form}"
            made = run("plot", day_file, roster, f"--{form}", target)
            assert (made.exit_code, target.exists()) == (exit, exit == 0), made.output
            assert ("insulin is stopped" in " ".join(made.output.split())) is (exit == 2)
