"""Rounds held, their starts found once more: as good as another programme's, and never worse for anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, get_args

import pytest

from fixtures import generate
from fixtures.medley import medley
from fixtures.paper import at, day, round_, visit, worker
from solver import terms as t
from solver.check import check
from solver.domain import Mode, Problem, Roster, Shift
from solver.engine import Whole, retime, search
from solver.engine.decompose import tied_rounds
from solver.engine.decompose.tied_rounds import tied_parts
from solver.engine.exact.solve import solve_exact
from solver.rules import Pack, lower_all
from solver.travel import Journeys, PairTable, journeys
from solver.travel.pairs import journeys_by_pair
from solver.whole_minutes import read_steps, round_starts

from ..waiting import patience
from .best_times import Structure, Times, as_roster

pytestmark = pytest.mark.kernel

Price = Callable[[Problem, Sequence[t.Term], Journeys, Roster], Any]
WORK = 5.0


def lowered(problem: Problem) -> tuple[list[t.Term], Journeys]:
    travel = journeys(problem)
    return lower_all(problem, travel, Pack.for_problem(problem)), travel


def orders(roster: Roster) -> list[tuple[str, list[str | None]]]:
    return [(round_.shift, [stop.visit for stop in round_.stops]) for round_ in roster.rounds]


def starts_of(roster: Roster) -> list[int]:
    return [stop.start or 0 for round_ in roster.rounds for stop in round_.stops]


def structure_of(problem: Problem, roster: Roster) -> Structure:
    by_shift = {one.shift: one.stops for one in roster.rounds}
    return tuple(
        tuple(-1 if stop.visit is None else problem.visit_number[stop.visit] for stop in by_shift.get(shift.id, ()))
        for shift in problem.shifts
    )


def lateness(term: t.LateCost, start: int) -> int:
    return max(0, start - [due for opens, due in term.windows if opens <= start][-1])


def least(problem: Problem, terms: Sequence[t.Term], travel: Journeys, roster: Roster) -> Roster:
    """The same rounds as HiGHS times them, where nobody may be later than in the roster."""
    structure = structure_of(problem, roster)
    now = {
        problem.visit_number[stop.visit]: stop.start or 0 for one in roster.rounds for stop in one.stops if stop.visit
    }
    times = Times(problem, terms, travel, structure)
    served = [term for term in terms if isinstance(term, t.LateCost) and term.visit in now]
    for term, column in zip(served, times.lates, strict=True):
        times.high[next(iter(column))] = lateness(term, now[term.visit])
    starts = times.solve()
    assert starts is not None
    return as_roster(problem, terms, structure, starts)


def medley_roster(seed: int, price: Price) -> tuple[Problem, list[t.Term], Journeys, Roster]:
    """Up to six visits under terms of every kind, with the roster of a very short search that keeps every hard rule."""
    dice = Random(seed)
    while True:
        made = dice.randrange(10**9)
        problem, terms = medley(made, dice.randint(2, 6), dice.randint(1, 3), 9, dice.choice([1, 2]))
        travel = journeys(problem)
        roster = search(problem, terms, travel, moves=50, seed=made).roster
        if roster.rounds and not price(problem, terms, travel, roster).broken:
            return problem, terms, travel, roster


@pytest.mark.parametrize("seed", range(80))
def test_terms_of_every_kind_are_timed_as_another_programme_does(price: Price, seed: int) -> None:
    problem, terms, travel, roster = medley_roster(seed, price)
    made = retime(problem, terms, travel, roster, [one.shift for one in roster.rounds], WORK)
    found = price(problem, terms, travel, made)
    assert found.broken == []
    assert orders(made) == orders(roster)
    assert found.cost == price(problem, terms, travel, least(problem, terms, travel, roster)).cost
    assert found.cost <= price(problem, terms, travel, roster).cost


def early_is_dearer() -> Problem:
    """Two carers lift at D from nine on; one of them goes on to B, which opens at ten, and the wait is paid.

    Begun at nine, D leaves a wait of 15 minutes; begun at 09:15, none.
    """
    return day(
        {"home D": 10, "home B": 10, "D B": 15},
        [visit("d", "D", 30, (at(9), at(10)), workers=2), visit("b", "B", 30, (at(10), at(10, 30)))],
        [worker("w"), worker("x")],
        [Shift(id="s", worker="w", start=at(8), end=at(13)), Shift(id="r", worker="x", start=at(8), end=at(13))],
    ).replace(pack={"round_to": {"minutes": 0}})


def test_an_early_start_that_is_dearer_is_put_off(brute_force: Callable[..., Any]) -> None:
    """The search alone pays for the wait; timed once more it is what CP-SAT and trying everything find."""
    problem = early_is_dearer()
    terms, travel = lowered(problem)
    best, _ = brute_force(problem, terms, travel)
    exact = solve_exact(problem, terms, travel, patience())
    assert exact.proven
    assert exact.cost == best
    found = search(problem, terms, travel, moves=60_000, seed=1)
    made = retime(problem, terms, travel, found.roster, ["s", "r"], WORK)
    assert found.cost > check(problem, made).score.total == best


def test_rounds_that_bind_each_other_are_timed_together() -> None:
    problem = early_is_dearer()
    terms, travel = lowered(problem)
    roster = search(problem, terms, travel, moves=2_000, seed=1).roster
    (part,) = tied_parts(problem, terms, roster)
    assert (part.workers, part.visits, part.held) == ((0, 1), (0, 1), {})
    single = problem.replace(visits=tuple(one.model_copy(update={"workers": 1}) for one in problem.visits))
    rounds = (round_("s", ("d", at(9))), round_("r", ("b", at(10))))
    assert [part.visits for part in tied_parts(single, lowered(single)[0], Roster(rounds=rounds))] == [(0,), (1,)]


@pytest.mark.parametrize("most", [300, 40])
def test_a_team_is_cheaper_and_nobody_later(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one piece, and cut where ties have to be held: less is saved then, and no rule is broken."""
    monkeypatch.setattr(tied_rounds, "_MOST", most)
    problem = generate("team", 1)
    terms, travel = lowered(problem)
    roster = search(problem, terms, travel, moves=20_000, seed=1).roster
    parts = tied_parts(problem, terms, roster)
    people = sorted(problem.workers[number].id for part in parts for number in part.workers)
    assert people == sorted({problem.shift[one.shift].worker for one in roster.rounds})
    assert any(part.held for part in parts) == (most == 40)
    before = check(problem, roster)
    made = retime(problem, terms, travel, roster, list(before.timeline.runs), WORK)
    after = check(problem, made)
    assert after.feasible
    assert orders(made) == orders(roster)
    assert after.score.total <= before.score.total - (most == 300)
    late = [{b.visit: b.amount for b in one.breaches if b.rule == "time_window"} for one in (before, after)]
    assert all(amount <= late[0][visit_id] for visit_id, amount in late[1].items())
    assert made == retime(problem, terms, travel, roster, list(before.timeline.runs), WORK)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_whole_starts_stay_whole_and_cost_no_more(seed: int) -> None:
    problem = generate("hamlet", seed)
    terms, travel = lowered(problem)
    roster = search(problem, terms, travel, moves=20_000, seed=1).roster
    before, steps = round_starts(problem, roster), read_steps(problem, Pack.for_problem(problem))
    assert steps is not None
    whole = Whole(steps.minute, steps.step, steps.offset)
    made = retime(problem, terms, travel, before.roster, list(before.check.timeline.runs), WORK, whole)
    after = check(problem, made)
    assert after.feasible
    assert orders(made) == orders(roster)
    assert after.score.total <= before.check.score.total
    assert after.figures.lateness <= before.check.figures.lateness
    for ticks in (60, 300):
        fits = [sum(start % ticks == 0 for start in starts_of(one)) for one in (before.roster, made)]
        assert fits[1] >= fits[0]


def test_what_the_model_does_not_know_stands() -> None:
    """A second break on one round: as given by hand."""
    problem = generate("team", 1)
    terms, travel = lowered(problem)
    roster = search(problem, terms, travel, moves=2_000, seed=1).roster
    rest = next(stop for one in roster.rounds for stop in one.stops if stop.visit is None)
    rounds = tuple(
        one.model_copy(update={"stops": (*one.stops, rest)}) if rest in one.stops else one for one in roster.rounds
    )
    twice = Roster(rounds=rounds, unserved=roster.unserved)
    assert retime(problem, terms, travel, twice, [one.shift for one in rounds if rest in one.stops], 0.1) == twice


def test_journeys_worked_out_pair_by_pair_are_the_same() -> None:
    """As a region has them."""
    problem = generate("hamlet", 2)
    terms, travel = lowered(problem)
    roster = search(problem, terms, travel, moves=20_000, seed=1).roster
    shifts = [one.shift for one in roster.rounds]
    by_pair = journeys_by_pair(problem, [mode for mode in get_args(Mode) if mode in travel.seconds])
    assert isinstance(next(iter(by_pair.seconds.values())), PairTable)
    made = retime(problem, terms, by_pair, roster, shifts, WORK)
    assert made == retime(problem, terms, travel, roster, shifts, WORK) != roster
