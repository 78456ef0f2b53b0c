"""What is told of a day before anything else: doubled rows, unknown codes, an old document; nothing of a good one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fixtures.paper import at, day, worker
from fixtures.tiny import TINY
from solver.domain import (
    CoverHours,
    Delegation,
    Link,
    Problem,
    Registrant,
    Shift,
    Suspension,
    Task,
    TaskBefore,
    TaskCode,
    Visit,
    Window,
    WorkerBefore,
)
from solver.reading import problem_notes
from solver.rules import Pack


def visit(name: str, client: str = "ann", code: str = "meal", **more: Any) -> Visit:
    fields: dict[str, Any] = {
        "organisation": "care",
        "tasks": (Task(code=code, duration=1800),),
        "windows": (Window(start=at(9), end=at(10)),),
        **more,
    }
    return Visit(id=name, client=client, **fields)


def notes(*asked: Any, **more: Any) -> list[str]:
    """What is told of a day, apart from how much is unknown."""
    return [note for note in problem_notes(*asked, **more) if not note.startswith("Unknown: ")]


def problem(*visits: Visit, **more: Any) -> Problem:
    shift = Shift(id="s1", worker="w1", start=at(8), end=at(14))
    journeys = {f"home {one.client}": 10 for one in visits}
    made = day(journeys, list(visits), [worker("w1")], [shift], **more)
    done = TaskBefore(client=visits[0].client, task="meal", start=-7200)
    return made.replace(pack={}, workers_before=(WorkerBefore(worker="w1", until=-7200),), tasks_before=(done,))


def test_a_window_outside_the_days_of_the_problem_is_told() -> None:
    tomorrow = visit("v2", windows=(Window(start=at(33), end=at(34)),))
    (told,) = notes(problem(visit("v1", windows=(Window(start=at(9), end=at(10)),)), tomorrow))
    today, then = (problem(tomorrow).horizon.moment(ticks) for ticks in (0, at(33)))
    assert told == (
        f"Please look: Windows outside the days of this problem, {today:%a %d.%m.%Y}: v2 ({then:%a %d.%m.%Y} 09:00). "
        "Is the date right? As it stands nobody is on duty then."
    )
    night = Shift(id="s1", worker="w1", start=at(22), end=at(35))
    assert not any("outside the days" in one for one in notes(problem(tomorrow).replace(shifts=(night,))))


def test_a_doubled_row_is_told_and_stays_commissioned() -> None:
    (told,) = notes(problem(visit("v1"), visit("v1b")))
    assert told.startswith(
        "Please look: v1b repeats v1 (Cora Testclient ann, Samplecare (invented): meal, 09:00-10:00)"
    )
    assert "a doubled row?" in told


@pytest.mark.parametrize(
    "other",
    [
        visit("v2", client="bob"),
        visit("v2", organisation="trust"),
        visit("v2", code="drink_and_snack"),
        visit("v2", windows=(Window(start=at(9), end=at(10, 1)),)),
        visit("v2", tasks=(Task(code="meal", duration=1800), Task(code="toileting", duration=600))),
        visit("v2", tasks=(Task(code="meal", duration=1800, order="second sitting"),)),
        visit("v2", tasks=(Task(code="meal", duration=1800, duplicate_of="v1", duplicate_declared_by="Nora Test"),)),
    ],
)
def test_what_differs_in_any_of_these_is_no_doubled_row(other: Visit) -> None:
    assert notes(problem(visit("v1"), other)) == []


def test_two_visits_that_are_tied_were_meant_to_be_two() -> None:
    tie = Link(id="l", kind="double_handed", first="v1", second="v2")
    assert notes(problem(visit("v1"), visit("v2"), links=(tie,))) == []


def test_many_doubled_rows_are_counted() -> None:
    told = notes(problem(*(visit(f"v{number}") for number in range(9))))
    assert len(told) == 6
    assert told[-1] == "Please look: 3 more visits repeat another one. All are commissioned as it stands."


def test_an_unknown_code_is_told_once_with_what_may_have_been_meant() -> None:
    odd = [visit("v1", code="Medicaton"), visit("v2", client="bob", code="Medicaton"), visit("v3", code="qqq")]
    health = visit("v4", client="bob", tasks=(Task(code="insulinn", duration=900, owner="health"),))
    first, second = notes(problem(*odd, health))
    assert "Unknown task code of health care: insulinn (meant: insulin?)" in first
    assert "only registered nurses do it" in first
    assert "Unknown task codes of social care: Medicaton (meant: medication?), qqq. " in second
    assert "never joined or delegated" in second


def test_a_code_that_problem_or_pack_declares_is_known_in_any_spelling() -> None:
    odd = problem(visit("v1", code="Dog Walk"))
    assert len(notes(odd)) == 1
    entry = TaskCode(code="dog-walk")
    assert notes(odd.replace(task_catalogue=(entry,))) == []
    pack = Pack.load()
    assert notes(odd, Pack(pack.name, pack.version, pack.entries, (entry,))) == []


def test_a_document_of_version_1_is_told_first() -> None:
    old = problem(visit("v1"), visit("v1b"), version="1")
    assert "of version 1" in notes(old)[0]  # before what is likely commissioned twice
    assert len(notes(old)) == 2


def under(signed: str, **more: Any) -> Problem:
    """Ann's insulin by delegation, signed by somebody who is in the data or not."""
    one = Delegation(
        id="d1",
        client="ann",
        task="insulin",
        worker="w1",
        registrant="Nora Example",
        contact="01632 960001",
        trained=date(2026, 10, 1),
        signed_off=date.fromisoformat(signed),
        expires=date(2028, 1, 1),
    )
    return problem(visit("v1"), **{"carried_over": date(2027, 2, 1), "delegations": (one,), **more})


def test_grace_is_told_with_its_last_day_and_its_rule() -> None:
    (told,) = notes(under("2027-01-15"))
    assert told == (
        "1 delegation of before leaves registration, cover hours or person of the registrant unknown. All the same "
        "they run on until 2 May 2027 (rule authority_registrant, grace_days = 90, from 1 February 2027), no longer: "
        "d1."
    )
    assert notes(under("2027-02-02")) == []  # signed since
    assert notes(under("2027-01-15", carried_over=None)) == []  # a document of version 2 from the first
    (over,) = notes(under("2026-10-15", carried_over=date(2026, 11, 1)))
    assert "they ran on until 30 January 2027" in over
    known = Registrant(
        id="nora",
        name="Nora Example",
        registration="99A1234E",
        registered_until=date(2028, 1, 1),
        cover=(CoverHours(),),
    )
    assert notes(under("2027-01-15", registrants=(known,))) == []


def test_what_is_done_without_a_recorded_protocol_is_told_with_its_last_day() -> None:
    blood = visit("v1", code="blood_sample")
    told, untaught = notes(problem(blood, carried_over=date(2027, 2, 1)))
    assert untaught.startswith("Nobody knows who is trained for blood_sample")
    assert told.startswith(
        "No protocol of the organisation that delivers them is recorded for blood_sample. Its own staff do"
    )
    assert "until 2 May 2027 (rule authority_registrant" in told
    assert notes(problem(blood)) == [untaught]


def test_a_literature_instance_has_none() -> None:
    odd = problem(visit("v1", code="qqq"), visit("v1b", code="qqq"))
    clock = odd.horizon.model_copy(update={"ticks_per_minute": 1000})
    assert notes(odd.model_copy(update={"horizon": clock})) == []


def test_notes_of_the_tiny_days_are_about_their_codes_alone() -> None:
    for name, case in TINY.items():
        for note in notes(case()[0]):
            nobody = name == "nobody_competent" and note.startswith("Please look: Nobody on duty holds peg_feeding")
            assert note.startswith("Unknown task code") or nobody, name


def untold(*visits: Visit, **more: Any) -> Problem:
    return problem(*visits, **more).replace(workers_before=(), tasks_before=())


def test_what_the_day_before_would_have_told_is_named_in_one_line() -> None:
    (told,) = notes(untold(visit("v1"), visit("v2", client="bob", code="medication")))
    assert told == (
        "Judged without: rest after last night's shifts (1 worker), hours already worked this week, the last doses and "
        "meals (2 clients). --before YESTERDAY ROSTER writes them."
    )
    assert notes(untold(visit("v1")), judged=False) == []


def test_only_what_is_not_known_is_named() -> None:
    told = problem(visit("v1"))
    (half,) = notes(told.replace(tasks_before=()))
    assert half.startswith("Judged without: the last doses and meals (1 client).")
    (other,) = notes(told.replace(workers_before=()))
    assert other.startswith("Judged without: rest after last night's shifts (1 worker), hours already")
    later = visit("v1", windows=(Window(start=at(11), end=at(12)),))
    late = told.replace(
        visits=(later,), workers_before=(), shifts=(Shift(id="s1", worker="w1", start=at(11), end=at(14)),)
    )
    (rested,) = notes(late)
    assert "rest after" not in rested


def test_a_day_without_doses_and_meals_says_nothing_of_it() -> None:
    assert notes(untold(visit("v1", code="toileting"))) == []


def test_how_much_is_unknown_is_one_line_and_told_last() -> None:
    day = problem(visit("v1"), visit("v1b"))
    assert problem_notes(day)[1:] == ["Unknown: 1 competency: onevisit safety DAY lists them."]
    assert problem_notes(day, judged=False) == problem_notes(day)[:1]


def test_a_stop_of_a_task_that_nobody_knows_is_told() -> None:
    def stopped(code: str) -> list[str]:
        stop = Suspension(id="x", what="task", of=code, starts=at(8), reason="recall", by="Pat Sample")
        told = notes(problem(visit("v1"), suspensions=(stop,)))
        return [note for note in told if "stops nothing" in note]

    assert stopped("Insulin") == stopped("meal") == []
    assert stopped("insulim") == [
        "Suspension x stops the task code insulim, which nobody knows (meant: insulin?): it stops nothing."
    ]


@pytest.mark.parametrize(("minutes", "told"), [(360, False), (361, True)])
def test_a_visit_that_is_taken_to_hold_its_break_is_told(minutes: int, told: bool) -> None:
    long = visit("v1", code="wash_and_dress")
    task = long.tasks[0].model_copy(update={"duration": minutes * 60})
    found = notes(problem(long.model_copy(update={"tasks": (task,)})))
    assert (
        any(note.startswith("Longer than 6 h, so taken to hold a break of their own: v1 (6.02 h).") for note in found)
        == told
    )
    assert any("hold a break" in note for note in found) == told


@pytest.mark.parametrize(("hours", "young", "told"), [(48, False, False), (49, False, True), (49, True, False)])
def test_a_limit_above_the_laws_week_is_told_with_what_it_wants(hours: int, young: bool, told: bool) -> None:
    """Under 18 nobody can opt out, and 40 hours stay the most whatever the limit says."""
    one = problem(visit("v"))
    limit = {"limit": hours * 3600, "under_18": young}
    one = one.replace(workers=(one.workers[0].model_copy(update=limit),))
    found = [note for note in notes(one) if note.startswith("Longer weeks")]
    assert (
        found
        == [
            "Longer weeks than 48 h by their own limit: w1. That wants an opt-out signed by each; the average over "
            "seventeen weeks is not judged."
        ]
        * told
    )
