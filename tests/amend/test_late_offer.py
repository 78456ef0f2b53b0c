"""What somebody could accept of a visit left out as too late: read from real verdicts, and refused where rules do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fixtures.paper import MINUTE, at, day, visit, worker
from solver.amend import AcceptLate, LateOffer, amend, find_late_offer
from solver.domain import Problem, Roster, Shift, TimeCritical, Unserved, Window
from solver.explain import explain_unserved


def left_out(*hours: float, days: int = 1, **fields: Any) -> Problem:
    """A visit from eight to nine, ten minutes away, an hour late at most; a worker on duty from each of the hours."""
    late = visit("late", "A", 30, (at(8), at(9)), priority=5).model_copy(update=fields)
    staff = [worker(f"w{number}") for number in range(len(hours))]
    shifts = [
        Shift(id=f"s{number}", worker=f"w{number}", start=round(at(0) + hour * 3600), end=at(14))
        for number, hour in enumerate(hours)
    ]
    problem = day({"home A": 10}, [late], staff, shifts)
    return problem.replace(horizon=problem.horizon.model_copy(update={"days": days}))


def offer(problem: Problem) -> LateOffer | None:
    (found,) = explain_unserved(problem, Roster(unserved=(Unserved(visit="late"),)))
    return find_late_offer(problem, problem.visit["late"], found.reason)


@pytest.mark.parametrize("days", [1, 3])
def test_it_is_the_least_lateness_of_those_who_could_come(days: int) -> None:
    assert offer(left_out(11, 10, days=days)) == LateOffer(at(10, 10), 70 * MINUTE, False)


def test_beyond_two_hours_it_is_read_as_well() -> None:
    assert offer(left_out(11.5)) == LateOffer(at(11, 40), 160 * MINUTE, False)


def test_what_is_accepted_so_can_be_made() -> None:
    problem = left_out(10)
    found = offer(problem)
    assert found is not None
    until = problem.horizon.moment(found.until)
    accept = AcceptLate(visit="late", until=until, by="Lea Example", reason="asked her")
    made = amend(problem, Roster(unserved=(Unserved(visit="late"),)), [accept])
    (told,) = explain_unserved(made.problem, made.roster)
    assert told.verdict in ("NOT-FOUND", "PRICED")  # it has a place now
    assert "at 10:10" in told.reason
    (left,) = explain_unserved(problem, Roster(unserved=(Unserved(visit="late"),)))
    assert find_late_offer(made.problem, made.problem.visit["late"], left.reason) is None  # accepted already


def refused() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "hard windows", {"windows_hard": True}
    (task,) = visit("late", "A", 30, (at(8), at(9))).tasks
    window = {"clinical_window": Window(start=at(8), end=at(9, 30)), "clinical_window_set_by": "Nell Nurse RN"}
    yield "clinical window", {"tasks": (task.model_copy(update=window),)}
    moment = {"time_critical": TimeCritical(at=at(9), tolerance=30 * MINUTE)}
    yield "prescribed moment", {"tasks": (task.model_copy(update=moment),)}


@pytest.mark.parametrize("fields", [fields for _, fields in refused()], ids=[name for name, _ in refused()])
def test_where_the_rules_do_not_allow_it_there_is_none(fields: dict[str, Any]) -> None:
    problem = left_out(10, **fields)
    assert offer(problem) is None
    usual = "(earliest 10:10, 70 min late; cap 60 min) [lateness_cap]"
    assert find_late_offer(problem, problem.visit["late"], usual) is None


def test_a_health_task_is_for_a_nurse_lead() -> None:
    problem = left_out(10)
    one = problem.visit["late"]
    health = one.model_copy(update={"tasks": tuple(task.model_copy(update={"owner": "health"}) for task in one.tasks)})
    found = find_late_offer(problem, health, "(earliest 10:10, 70 min late; cap 60 min) [lateness_cap]")
    assert found is not None
    assert found.by_nurse_lead


@pytest.mark.parametrize(
    "reason", ["", "2 care workers lack hoist [competency]", "(earliest 10:40, 70 min late; cap 60 min) [lateness_cap]"]
)
def test_a_reason_of_another_kind_offers_nothing(reason: str) -> None:
    problem = left_out(10)
    assert find_late_offer(problem, problem.visit["late"], reason) is None
