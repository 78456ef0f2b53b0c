"""The audit finds a place whenever there is one, and what it finds is right."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations, product
from random import Random

import pytest

from fixtures.paper import MINUTE, at, day, round_, visit, worker
from solver.check import check
from solver.domain import Break, Link, Problem, Roster, Round, Shift, Stop, Unserved
from solver.explain import audit, without_visits


def unserved(*names: str) -> tuple[Unserved, ...]:
    return tuple(Unserved(visit=name) for name in names)


def dear(problem: Problem) -> Problem:
    """The same day with visits that are worth any journey."""
    return problem.replace(pack={**problem.pack, "unserved": {"prices": [1e5, 2e5, 3e5, 4e5, 5e5]}})


def test_a_visit_taken_off_by_hand_is_put_back(hamlet: Problem, hamlet_roster: Roster) -> None:
    before = check(hamlet, hamlet_roster)
    assert before.feasible
    served = before.timeline.served
    assert len(served) >= 19
    for gone in hamlet.visits:
        if gone.optional or gone.id not in served:
            continue
        without = without_visits(hamlet_roster, {gone.id})
        found = [insertion for insertion in audit(hamlet, without) if gone.id in insertion.visits]
        assert found, gone.id
        after = check(hamlet, found[0].apply(without))
        assert after.feasible
        assert after.score.total == check(hamlet, without).score.total + found[0].cost_change
        assert after.score.total <= before.score.total + 100_000  # as good as it was, give or take a pound


def test_nothing_is_found_on_a_full_roster(hamlet: Problem, hamlet_roster: Roster) -> None:
    assert audit(hamlet, hamlet_roster) == []


def test_other_stops_make_room_within_their_windows() -> None:
    """b starts at 9:00 now; only by moving it to 9:40 can the visit at exactly 9:00 be made before it."""
    problem = dear(
        day(
            {"home A": 10, "home B": 10, "A B": 10},
            [
                visit("sharp", "A", 30, (at(9), at(9)), windows_hard=True),
                visit("loose", "B", 30, (at(9), at(10)), windows_hard=True),
            ],
            [worker("w")],
            [Shift(id="s", worker="w", start=at(8), end=at(12))],
        )
    )
    roster = Roster(rounds=(round_("s", ("loose", at(9))),), unserved=unserved("sharp"))
    (found,) = audit(problem, roster)
    assert [(p.visit, p.shift, p.position, p.start) for p in found.placings] == [("sharp", "s", 0, at(9))]
    assert [stop.start for stop in found.rounds[0].stops] == [at(9), at(9, 40)]


def test_two_workers_come_together() -> None:
    problem = dear(
        day(
            {"home A": 10, "home B": 10, "A B": 10},
            [
                visit("lift", "A", 30, (at(9), at(10)), workers=2),
                visit("b", "B", 30, (at(9), at(9)), windows_hard=True),
            ],
            [worker("w"), worker("v")],
            [Shift(id="s", worker="w", start=at(8), end=at(12)), Shift(id="t", worker="v", start=at(8), end=at(12))],
        )
    )
    (found,) = audit(problem, Roster(rounds=(round_("s", ("b", at(9))),), unserved=unserved("lift")))
    assert {placing.shift for placing in found.placings} == {"s", "t"}
    assert len({placing.start for placing in found.placings}) == 1
    after = check(problem, found.apply(Roster(rounds=(round_("s", ("b", at(9))),), unserved=unserved("lift"))))
    assert after.feasible
    assert after.figures.served == 2


@pytest.mark.parametrize("kind", ["double_handed", "both_or_none"])
def test_linked_visits_go_in_together(kind: str) -> None:
    problem = dear(
        day(
            {"home A": 10},
            [visit("one", "A", 30, (at(9), at(10))), visit("two", "A", 30, (at(9), at(10)))],
            [worker("w"), worker("v")],
            [Shift(id="s", worker="w", start=at(8), end=at(12)), Shift(id="t", worker="v", start=at(8), end=at(12))],
            links=(Link(id="tie", kind=kind, first="one", second="two"),),
        )
    )
    (found,) = audit(problem, Roster(unserved=unserved("one", "two")))
    assert set(found.visits) == {"one", "two"}
    assert check(problem, found.apply(Roster(unserved=unserved("one", "two")))).feasible


def test_a_break_is_added_where_the_round_comes_to_owe_one() -> None:
    problem = dear(
        day(
            {"home A": 10, "home B": 10, "A B": 10},
            [visit("early", "A", 60, (at(8), at(8, 30))), visit("late", "B", 60, (at(15), at(15, 30)))],
            [worker("w")],
            [
                Shift(
                    id="s",
                    worker="w",
                    start=at(7),
                    end=at(17),
                    break_=Break(duration=1800, earliest=at(11), latest=at(14)),
                )
            ],
        )
    )
    roster = Roster(rounds=(round_("s", ("early", at(8))),), unserved=unserved("late"))
    (found,) = audit(problem, roster)
    assert [stop.visit for stop in found.rounds[0].stops] == ["early", None, "late"]
    assert check(problem, found.apply(roster)).feasible


def _brute(problem: Problem, roster: Roster, name: str) -> bool:
    """Whether any order with the visit put in, and any starts on a twenty-minute grid, keep every hard rule."""
    grid = [at(8) + 20 * MINUTE * step for step in range(10)]
    for shift in problem.shifts:
        old = next((round_.stops for round_ in roster.rounds if round_.shift == shift.id), ())
        others = tuple(round_ for round_ in roster.rounds if round_.shift != shift.id)
        for position in range(len(old) + 1):
            order = [*old[:position], Stop(visit=name), *old[position:]]
            for starts in product(grid, repeat=len(order)):
                if list(starts) != sorted(starts):
                    continue
                stops = tuple(Stop(visit=stop.visit, start=start) for stop, start in zip(order, starts, strict=True))
                changed = Roster(rounds=(*others, Round(shift=shift.id, stops=stops)))
                judged = check(problem, changed)
                if all(breach.rule == "structure" for breach in judged.breaches if breach.hard):
                    return True
    return False


@pytest.mark.parametrize("seed", range(12))
def test_finds_a_place_exactly_when_trying_everything_does(seed: int) -> None:
    rng = Random(seed)
    names = ["a", "b", "c"]
    visits = []
    for name in names:
        opens = at(8) + 20 * MINUTE * rng.randrange(0, 8)
        closes = opens + 20 * MINUTE * rng.randrange(0, 3)
        visits.append(visit(name, name.upper(), rng.choice([20, 40]), (opens, closes), windows_hard=True))
    journeys = {f"{a} {b}": 20 * rng.randrange(0, 2) for a, b in permutations(["home", "A", "B", "C"], 2) if a < b}
    problem = dear(
        day(
            {**journeys, **{f"home {c}": 20 * rng.randrange(0, 2) for c in "ABC"}},
            visits,
            [worker("w"), worker("v", "home")],
            [
                Shift(id="s", worker="w", start=at(8), end=at(11), max_overtime=0),
                Shift(id="t", worker="v", start=at(9), end=at(10, 20), max_overtime=0),
            ],
            links=(Link(id="gap", kind="gap", first="a", second="c", min_gap=20 * MINUTE, max_gap=90 * MINUTE),),
        )
    )
    roster = Roster(unserved=unserved(*names))
    for name in names:
        only = [insertion for insertion in audit(problem, roster) if insertion.visits == (name,)]
        assert bool(only) == _brute(problem, roster, name), name
        if only:
            roster = only[0].apply(roster)


def test_the_audit_fills_a_day_alone(hamlet: Problem, filled: Callable[[Problem], Roster]) -> None:
    judged = check(hamlet, filled(hamlet))
    assert judged.feasible
    assert judged.figures.served + judged.figures.unserved == len(hamlet.visits)
