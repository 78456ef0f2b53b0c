"""Days on which the program answered wrongly once: each by the command that showed it, and a twin that is served."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from .days import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    Plain,
    agreement,
    at,
    backwards,
    changed,
    client,
    consents,
    day,
    decision,
    delegation,
    doing,
    insulin,
    nurse,
    put,
    shift,
    task,
    told,
    visit,
    worker,
)
from .doors import by_hand, check, join_of, run, solve, written


def calls_of_one_day(code: str, *windows: tuple[str, str, str], minutes: int = 30) -> Plain:
    """Ada has these calls of one kind from one provider, and one worker is on duty all day."""
    visits = [visit(name, task(code, minutes), opens, closes, organisation="care") for name, opens, closes in windows]
    return day(visits, [worker("wes", "care")], [shift("wes", "07:00", "17:30")])


def two_doses(**fields: Any) -> Plain:
    """Two insulin visits of the trust, whose windows touch, and a nurse."""
    doses = [
        visit("am", insulin(20), "07:00", "11:00", organisation="trust"),
        visit("noon", insulin(**fields), "11:00", "14:00", organisation="trust"),
    ]
    return day(doses, [nurse()], [shift("nan")], clients=[client(stable=False, consents=[])])


def insulin_and_meal(*changes: object, **lists: Any) -> Plain:
    """The trust's insulin and the council's meal at one time; a carer on duty who may give the insulin."""
    visits = [
        visit("n1", insulin(), "07:30", "08:45", organisation="trust", priority=5),
        visit("s1", task("meal", 20), "07:30", "09:00", priority=3),
    ]
    staff = [nurse(), worker("cal", "council", ["home_support"])]
    known = {"agreements": [agreement()], "delegations": [delegation()]} | lists
    return day(visits, staff, known.pop("shifts", [shift("cal")]), **known)


def test_two_medicine_calls_of_a_day_are_two_visits(folder: Path) -> None:
    """Morning and noon, one employer, nobody signed."""
    calls = calls_of_one_day("medication", ("am", "08:00", "11:00"), ("noon", "11:00", "13:00"), minutes=15)
    made = solve(folder, calls, joins="apply")
    assert made.whole()
    assert not made.together("am", "noon")
    assert made.minutes("am", "noon") >= 15


def test_two_insulin_doses_are_two_visits(folder: Path) -> None:
    made = solve(folder, two_doses(), joins="apply")
    assert made.whole()
    assert not made.together("am", "noon")


def test_insulin_twice_with_windows_of_five_hours_is_two_visits(folder: Path) -> None:
    doses = changed(
        two_doses(),
        told("visits", "am", windows=[{"start": at("07:00"), "end": at("12:00")}]),
        told("visits", "noon", windows=[{"start": at("12:00"), "end": at("18:00")}]),
    )
    made = solve(folder, doses, joins="apply")
    assert made.whole()
    assert not made.together("am", "noon")


def compared(folder: Path, document: Plain) -> float:
    """How many knocks at doors joining saves by ``onevisit compare``."""
    words = "--seconds", 0.3, "--seeds", 1, "--no-packages", "--json"
    done = run("compare", written(folder, "day", document), *words)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout[done.stdout.index("{") :])
    rows = {row["pattern"]: row["doors"] for row in told["rows"]}
    return rows["pooled"] - rows["joined"]


def test_three_personal_care_calls_are_no_duplicate_of_one_another(folder: Path) -> None:
    calls = calls_of_one_day(
        "personal_care", ("am", "07:00", "12:00"), ("noon", "12:00", "14:00"), ("pm", "12:00", "17:00")
    )
    assert compared(folder, calls) == 0


def test_three_visits_for_different_things_may_be_one(folder: Path) -> None:
    calls = calls_of_one_day(
        "personal_care", ("am", "07:00", "12:00"), ("noon", "12:00", "14:00"), ("pm", "12:00", "17:00")
    )
    others = changed(
        calls, doing("noon", "personal_care", code="lunch"), doing("pm", "personal_care", code="companionship")
    )
    assert compared(folder, others) == 2


def test_breakfast_and_lunch_are_not_proposed_as_one_and_keep_apart(folder: Path) -> None:
    made = solve(
        folder, calls_of_one_day("meal", ("am", "08:00", "11:00"), ("noon", "11:00", "13:00")), joins="suggest"
    )
    assert made.whole()
    assert not made.proposed("am", "noon")
    assert made.minutes("am", "noon") >= 30 + 90


def test_a_meal_and_company_are_proposed_as_one(folder: Path) -> None:
    calls = calls_of_one_day("meal", ("am", "08:00", "11:00"), ("noon", "11:00", "13:00"))
    made = solve(folder, changed(calls, doing("am", "meal", code="companionship")), joins="suggest")
    assert made.whole()
    assert made.proposed("am", "noon")


def test_calls_of_one_client_keep_the_order_of_their_windows(folder: Path) -> None:
    calls = calls_of_one_day(
        "personal_care", ("am", "07:00", "12:00"), ("noon", "12:00", "14:00"), ("pm", "12:00", "17:00")
    )
    three_hours = {"id": "L1", "kind": "gap", "first": "am", "second": "noon", "min_gap_minutes": 180}
    made = solve(folder, changed(calls, put(links=[three_hours])), joins="apply")
    assert made.whole()
    assert made.minutes("am", "noon") >= 180
    assert made.minutes("noon", "pm") >= 30


def two_at_one_time(**lists: Any) -> Plain:
    """A shower and a dressing by two workers who can each do one of them."""
    visits = [
        visit("wash", task("shower", 60, competencies=["wash"]), "09:00", "11:00", organisation="care"),
        visit("dressing", task("leg_dressing", 45, competencies=["dress"]), "09:00", "11:00", organisation="care"),
    ]
    staff = [worker("wes", "care", ["wash"]), worker("dot", "care", ["dress"])]
    return day(visits, staff, [shift("wes", "08:00", "13:00"), shift("dot", "08:00", "13:00")], **lists)


def test_a_client_has_one_visit_at_a_time(folder: Path) -> None:
    made = solve(folder, two_at_one_time())
    assert made.whole()
    assert made.minutes("wash", "dressing") >= 60 or made.minutes("dressing", "wash") >= 45


def test_visits_tied_to_one_start_come_together(folder: Path) -> None:
    tie = {"id": "L1", "kind": "same_start", "first": "wash", "second": "dressing"}
    made = solve(folder, two_at_one_time(links=[tie]))
    assert made.whole()
    assert made.minutes("wash", "dressing") == 0


def first_dose_of_the_day(**lists: Any) -> Plain:
    """A visit soon after midnight, four hours after one of yesterday."""
    link = {"id": "L1", "kind": "gap", "first": "yesterday", "second": "d1", "min_gap_minutes": 240}
    dose = visit("d1", task("care"), "00:30", "01:00", organisation="care")
    return day([dose], [worker("wes", "care")], [shift("wes", "00:00", "07:00")], links=[link], **lists)


def test_a_visit_of_yesterday_that_nobody_tells_of_is_a_fault(folder: Path) -> None:
    made = solve(folder, first_dose_of_the_day())
    assert made.exit == 2
    assert "yesterday" in made.output


def last_dose(clock: str) -> Plain:
    return {"client": "ada", "task": "care", "start": at(clock, YESTERDAY), "visit": "yesterday"}


def test_the_first_dose_of_the_day_keeps_its_distance_from_yesterday(folder: Path) -> None:
    made = solve(folder, first_dose_of_the_day(version="2", tasks_before=[last_dose("22:00")]))
    assert made.exit == 0
    assert made.starts.get("d1", "02:00") >= "02:00"


def test_a_last_dose_long_ago_changes_nothing(folder: Path) -> None:
    made = solve(folder, first_dose_of_the_day(version="2", tasks_before=[last_dose("18:00")]))
    assert made.whole()
    assert made.starts["d1"] <= "01:00"


def recorded(folder: Path, name: str, staff: str) -> list[str]:
    """Every cell of the records of a day with this client and this worker."""
    document = day(
        [visit("v1", task("care", 20), "08:00", "12:00", organisation="care")],
        [worker("wes", "care", name=staff)],
        [shift("wes")],
        clients=[client(name=name)],
    )
    source = written(folder, "day", document)
    roster, target = folder / "roster.json", folder / f"records-{len(list(folder.iterdir()))}"
    assert run("solve", source, "-o", roster, "--joins", "off", "--iterations", 200).exit_code == 0
    assert run("records", source, roster, "-o", target).exit_code == 0
    sheets = list(target.rglob("*.csv"))
    assert len(sheets) == 2
    return [cell for sheet in sheets for row in csv.reader(sheet.open(encoding="utf-8-sig")) for cell in row]


def test_no_cell_of_a_record_is_a_formula(folder: Path) -> None:
    cells = recorded(folder, '=HYPERLINK("http://x.example","Ann")', "=1+1")
    assert any("HYPERLINK" in cell for cell in cells)
    assert any("1+1" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_names_of_people_stand_in_a_record_as_they_are(folder: Path) -> None:
    cells = recorded(folder, "Ada O'Pretend-Example", "Wes Sample")
    assert "Ada O'Pretend-Example" in cells
    assert "Wes Sample" in cells


def undelegated(**lists: Any) -> Plain:
    """A carer with the competency, and nothing else that lets her give the insulin."""
    document = insulin_and_meal(agreements=[], delegations=[], clients=[client(stable=False, consents=[])], **lists)
    held = [{"competency": name} for name in ("insulin", "home_support")]
    return changed(document, told("workers", "cal", accepts_delegation=False, competencies=held))


def test_a_competency_alone_lets_nobody_give_insulin(folder: Path) -> None:
    made = solve(folder, undelegated())
    assert made.exit == 0
    assert made.workers == {"s1": ("cal",)}
    assert "authority" in made.unserved["n1"]


def test_a_nurse_gives_it(folder: Path) -> None:
    made = solve(folder, undelegated(shifts=[shift("cal"), shift("nan")]))
    assert made.whole()
    assert made.workers == {"s1": ("cal",), "n1": ("nan",)}


def signed(role: str) -> Plain:
    document = insulin_and_meal(join_decisions=[decision(["n1", "s1"], role)], shifts=[shift("cal"), shift("nan")])
    return changed(document, told("agreements", "trust+council", pre_agreed=[]))


def test_a_scheduler_does_not_sign_for_insulin(folder: Path) -> None:
    made = solve(folder, signed("scheduler"), joins="apply")
    assert made.whole()
    assert not made.joins


def test_a_nurse_lead_signs_for_it(folder: Path) -> None:
    made = solve(folder, signed("nurse lead"), joins="apply")
    assert made.whole()
    assert made.together("n1", "s1")


def at_midnight(begins: str) -> Plain:
    """Half past eleven to half past twelve at night; sign-off, consents and agreement begin on that day."""
    night = [{"start": at("23:30"), "end": at("24:30")}]
    document = insulin_and_meal(shifts=[shift("cal", "22:00", "30:00")])
    return changed(
        document,
        told("visits", "n1", windows=night),
        told("visits", "s1", windows=night),
        told("delegations", "cal-ada-insulin", trained=begins, signed_off=begins),
        told("clients", "ada", consents=consents(recorded=begins)),
        told("agreements", "trust+council", starts=begins),
    )


def test_what_begins_tomorrow_does_not_hold_before_midnight(folder: Path) -> None:
    made = solve(folder, at_midnight(TOMORROW), joins="apply")
    assert made.exit == 0
    assert made.workers == {"s1": ("cal",)}
    assert not made.joins


def test_what_begins_today_holds_all_night(folder: Path) -> None:
    made = solve(folder, at_midnight(TODAY), joins="apply")
    assert made.whole()
    assert made.together("n1", "s1")


def test_insulin_comes_before_breakfast(folder: Path) -> None:
    """Listed with breakfast first, and no clinical window that would put the insulin in front."""
    document = changed(insulin_and_meal(), doing("s1", "meal", code="breakfast"), backwards)
    made = solve(folder, document, joins="apply")
    assert made.whole()
    for join in made.joins:
        assert [step["visit"] for step in join["steps"]] == ["n1", "s1"]
    first = join_of(document, [("s1", 0), ("n1", 0)], "delegate")
    assert not check(folder, document, by_hand({"CAL": [("s1+n1", "08:00")]}, first)).accepted
    right = join_of(document, [("n1", 0), ("s1", 0)], "delegate")
    assert check(folder, document, by_hand({"CAL": [("n1+s1", "08:00")]}, right)).accepted


def wash_by(closes: str) -> Plain:
    """A wash with a clinical window, ten minutes into its visit; a wound that is clean work and would come before."""
    nurses_own: dict[str, Any] = {"owner": "health", "registered_nurse_only": True}
    timed = {"start": at("08:00"), "end": at(closes)}
    wash = task("wash_and_dress", 20, clinical_window=timed, clinical_window_set_by="Nora Example RN", **nurses_own)
    visits = [
        visit("v0", task("wound_care", 40, **nurses_own), "08:00", "09:00", organisation="trust"),
        visit("v1", [task("toileting", 10, **nurses_own), wash], "07:00", "08:00", organisation="trust"),
    ]
    return day(visits, [nurse()], [shift("nan")], join_decisions=[decision(["v0", "v1"])])


def test_a_clinical_window_is_about_when_the_task_is_reached(folder: Path) -> None:
    made = solve(folder, wash_by("08:30"), joins="apply")
    assert made.whole()
    assert not made.joins
    assert "07:50" <= made.starts["v1"] <= "08:20"


def test_a_longer_clinical_window_leaves_room_for_one_visit(folder: Path) -> None:
    made = solve(folder, wash_by("09:30"), joins="apply")
    assert made.whole()
    assert made.together("v0", "v1")


@pytest.mark.parametrize(
    ("registrant", "contact", "by"), [("?", "left the trust 2025", "nan"), ("Nora Example RN", "01632 960001", "cal")]
)
def test_who_has_left_answers_for_nobody(folder: Path, registrant: str, contact: str, by: str) -> None:
    document = insulin_and_meal(shifts=[shift("cal"), shift("nan")])
    made = solve(
        folder,
        changed(document, told("delegations", "cal-ada-insulin", registrant=registrant, contact=contact)),
        joins="apply",
    )
    assert made.whole()
    assert made.workers["n1"] == (by,)


def three_of_one_home(**fields: Any) -> Plain:
    people = [client(name, household="home") for name in ("ada", "ben", "cleo")]
    people[2] |= fields
    meals = [visit(f"s{n}", task("meal", 20), "08:00", "09:00", client=one["id"]) for n, one in enumerate(people, 1)]
    staff = [worker("cal", "council"), worker("dee", "council")]
    home = [{"id": "home", "place": "door"}]
    return day(meals, staff, [shift("cal"), shift("dee")], clients=people, households=home)


@pytest.mark.parametrize("joins", ["suggest", "apply"])
def test_what_the_third_of_a_home_refuses_is_respected(folder: Path, joins: str) -> None:
    made = solve(folder, three_of_one_home(refused_workers=["cal"]), joins=joins)
    assert made.whole()
    assert made.workers["s3"] == ("dee",)
    assert solve(folder, three_of_one_home(), joins=joins).whole()


def test_nothing_of_these_days_hangs_on_the_order_of_rows(folder: Path) -> None:
    made = solve(folder, changed(two_doses(), backwards), joins="apply")
    assert made.whole()
    assert not made.joins
    assert solve(folder, changed(signed("scheduler"), backwards), joins="apply").joins == []
