"""What the audit finds is put in, and only that."""

from __future__ import annotations

import pytest

from fixtures import Size, generate
from fixtures.paper import at, day, visit, worker
from solver.check import check
from solver.domain import Problem, Roster, Shift, Unserved
from solver.explain import audit, explain_unserved, repair_roster, without_visits


def nothing_placed(problem: Problem) -> Roster:
    return Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))


@pytest.mark.parametrize(
    ("size", "seed", "days", "part"), [("hamlet", 1, 1, 4), ("hamlet", 2, 2, 5), ("team", 3, 1, 6)]
)
def test_what_is_left_after_mending_does_not_pay(size: Size, seed: int, days: int, part: int) -> None:
    """From an empty roster on some of the shifts: as cheap at each step as the checker says, and nothing missed."""
    whole = generate(size, seed, days)
    problem = whole.replace(shifts=whole.shifts[:part], visits=whole.visits[:30], links=(), pins=())
    empty = nothing_placed(problem)
    repaired = repair_roster(problem, empty)
    judged = check(problem, repaired.roster)
    assert judged.feasible
    assert judged.figures.served >= 5
    assert judged.score.total < check(problem, empty).score.total
    assert audit(problem, repaired.roster) == []
    again = explain_unserved(problem, repaired.roster)
    assert again == explain_unserved(problem, repaired.roster, repaired=repaired)
    assert {one.verdict for one in again} <= {"PROVEN", "CAPACITY", "PRICED"}
    assert len(again) == judged.figures.unserved


def test_linked_and_double_handed_visits_go_in_whole() -> None:
    problem = generate("hamlet", 1)
    assert problem.links
    repaired = repair_roster(problem, nothing_placed(problem))
    judged = check(problem, repaired.roster)
    assert judged.feasible
    assert audit(problem, repaired.roster) == []


def test_a_roster_with_nothing_to_mend_comes_back_itself() -> None:
    problem = generate("hamlet", 1)
    full = repair_roster(problem, nothing_placed(problem)).roster
    assert repair_roster(problem, full).roster is full


def two_free_workers() -> Problem:
    return day(
        {"home A": 5, "home B": 5, "A B": 5},
        [visit(name, name, 30, (at(9), at(9)), windows_hard=True) for name in ("A", "B")],
        [worker("w"), worker("v")],
        [Shift(id="s", worker="w", start=at(8), end=at(12)), Shift(id="t", worker="v", start=at(8), end=at(12))],
    )


def test_two_visits_that_want_the_same_worker_are_not_both_given_them() -> None:
    """Both would be cheapest with w; the second is asked again after the first has gone in, and goes to v."""
    repaired = repair_roster(two_free_workers(), nothing_placed(two_free_workers()))
    assert sorted(len(round_.stops) for round_ in repaired.roster.rounds) == [1, 1]
    assert repaired.roster.unserved == ()


def test_enough_is_enough() -> None:
    problem = generate("hamlet", 1)
    empty = nothing_placed(problem)
    assert repair_roster(problem, empty, enough=lambda: True).roster is empty
    asked: list[int] = []

    def after_five() -> bool:
        asked.append(1)
        return len(asked) > 5

    some = repair_roster(problem, empty, enough=after_five).roster
    placed = {stop.visit for round_ in some.rounds for stop in round_.stops if stop.visit}
    assert 1 <= len(placed) <= 5 * 2
    assert check(problem, some).feasible
    told = explain_unserved(problem, some, enough=iter([False, False, True]).__next__)
    assert 2 <= len(told) < len(some.unserved)


def test_a_visit_taken_off_by_hand_is_back_at_no_more_than_it_cost() -> None:
    problem = generate("hamlet", 1)
    full = repair_roster(problem, nothing_placed(problem)).roster
    gone = next(stop.visit for round_ in full.rounds for stop in round_.stops if stop.visit)
    back = repair_roster(problem, without_visits(full, {gone})).roster
    assert gone not in {entry.visit for entry in back.unserved}
    assert check(problem, back).feasible
