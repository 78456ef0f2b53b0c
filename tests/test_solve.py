"""Solve end to end: nothing lost, nothing hard broken."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.single import single_handed
from fixtures import generate
from fixtures.paper import HOUR
from solver.check import check
from solver.domain import Pin
from solver.engine import warm
from solver.explain import repair_roster
from solver.solving import DisputedScoreError, solve

from .accounting import accounted, crowded, placed_in

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize(
    ("size", "seed", "days"), [("hamlet", 1, 1), ("hamlet", 2, 3), ("team", 1, 1), ("team", 2, 1), ("team", 3, 1)]
)
def test_days_are_solved_and_nothing_is_lost(size: Any, seed: int, days: int) -> None:
    problem = generate(size, seed, days)
    result = solve(problem, iterations=20_000)
    assert result.check.feasible
    assert check(problem, result.roster).score == result.check.score
    accounted(problem, result.roster)
    assert all(entry.verdict in ("PROVEN", "CAPACITY", "PRICED") and entry.reason for entry in result.roster.unserved)


def test_a_town_has_a_roster_with_everyone_on_it_within_three_seconds() -> None:
    """Of computing."""
    problem = generate("town", 1)
    assert len(problem.visits) >= 600
    warm()
    began = time.process_time()
    whole = []

    def progress(now: Any) -> None:
        if now.phase == "search" and now.unserved == 0:
            whole.append(time.process_time() - began)

    clock = time.process_time
    result = solve(problem, seconds=30, progress=progress, cancelled=lambda: bool(whole), clock=clock)
    assert whole
    assert whole[0] < 3
    assert result.roster.unserved == ()
    assert result.check.feasible


def test_the_same_seed_and_moves_give_the_same_roster() -> None:
    problem = generate("hamlet", 3)
    one, two = (solve(problem, iterations=3_000, seed=5, threads=2) for _ in range(2))
    assert one.roster == two.roster
    assert one.check.score.total == two.check.score.total


def test_a_start_is_never_made_worse_and_a_cancel_keeps_the_best() -> None:
    problem = generate("hamlet", 1)
    good = solve(problem, iterations=20_000)
    asked = []

    def at_once() -> bool:
        asked.append(True)
        return True

    again = solve(problem, seconds=60, start=good.roster, cancelled=at_once)
    assert asked
    assert again.check.score.total <= good.check.score.total


@pytest.mark.parametrize("seed", [2, pytest.param(3, marks=pytest.mark.long)])
def test_a_start_on_a_crowded_day_never_ends_dearer(seed: int) -> None:
    problem = crowded("team", seed, 0.7)
    good = solve(problem, iterations=3_000, explain=False)
    repaired = repair_roster(problem, good.roster).roster
    for start in (good.roster, repaired):
        again = solve(problem, iterations=0, start=start, explain=False)
        assert again.check.score.total <= check(problem, start).score.total
        accounted(problem, again.roster)


def test_a_cancel_in_the_middle_gives_the_best_that_was_told() -> None:
    problem = generate("team", 1)
    told = []
    result = solve(
        problem,
        seconds=300,
        progress=lambda now: told.append(now.cost) if now.phase == "search" else None,
        cancelled=lambda: len(told) > 12,
    )
    assert len(told) == 13  # not a step more
    assert result.to_the_second is not None  # before its starts were moved to whole minutes
    assert result.to_the_second <= min(told)
    assert result.check.feasible
    accounted(problem, result.roster)


def test_a_disputed_cost_is_an_error_and_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_more(*words: Any, **more: Any) -> Any:
        judged = check(*words, **more)
        return replace(judged, score=replace(judged.score, total=judged.score.total + 1))

    monkeypatch.setattr("solver.solving.confirm.check", one_more)
    with pytest.raises(DisputedScoreError, match=r"The engine says \d+, the checker \d+"):
        solve(generate("hamlet", 1), iterations=200)


def test_a_hard_breach_is_an_error_and_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker of a problem in which one worker who was sent may not go to that client."""
    problem = generate("hamlet", 1)
    roster = solve(problem, iterations=500).roster
    gone, (shift, _) = next(iter(placed_in(roster).items()))
    sent = problem.shift[shift].worker
    clients = tuple(
        client.model_copy(update={"refused_workers": (sent,)}) if client.id == problem.visit[gone].client else client
        for client in problem.clients
    )
    stricter = problem.replace(clients=clients)
    monkeypatch.setattr("solver.solving.confirm.check", lambda _, roster, *more: check(stricter, roster, *more))
    with pytest.raises(DisputedScoreError, match="refused_worker"):
        solve(problem, iterations=500)


def test_pins_hold_worker_shift_and_start() -> None:
    """Two placed visits are pinned to where they were not, and a third to its shift and start."""
    problem = generate("team", 1).replace(pins=())
    free = solve(problem, iterations=2_000)
    at_home = placed_in(free.roster)
    single = [
        each for each in problem.visits if each.workers == 1 and each.id in at_home and each.windows[0].start > 8 * HOUR
    ]
    tied = {end for link in problem.links for end in (link.first, link.second)}
    pins: list[Pin] = []
    used: set[str] = set()
    for each in single:
        mine = problem.shift[at_home[each.id][0]].worker
        for shift in problem.shifts:
            if each.id in tied or shift.worker in (mine, *used) or len(pins) == 2:
                continue
            start = each.windows[0].start
            pin = Pin(visit=each.id, worker=shift.worker, start=start)
            alone = problem.replace(visits=(each,), links=(), pins=(pin,))
            if not solve(alone, iterations=20, explain=False).roster.unserved:
                pins.append(pin)
                used.add(shift.worker)
                break
    assert len(pins) == 2
    other = next(each for each in reversed(single) if each.id not in {pin.visit for pin in pins})
    home, begins = at_home[other.id]
    pins.append(Pin(visit=other.id, shift=home, start=begins))
    pinned = problem.replace(pins=tuple(pins))
    result = solve(pinned, iterations=100_000)
    assert result.check.feasible
    where = placed_in(result.roster)
    for pin in pins:
        made, begins = where[pin.visit]
        assert begins == pin.start
        assert pin.worker in (None, problem.shift[made].worker)
        assert pin.shift in (None, made)


@pytest.mark.parametrize("without", ["shifts", "visits", "workers"])
def test_next_to_nothing_is_solved_and_explained(without: Any) -> None:
    whole = generate("hamlet", 1)
    lists = ("links", "pins", "history", "delegations", "unpaid_carers", "workers_before", "tasks_before")
    nothing: dict[str, Any] = dict.fromkeys(lists, ())
    changes: dict[str, dict[str, Any]] = {
        "shifts": {"shifts": ()},
        "visits": {"visits": ()},
        "workers": {
            "shifts": (),
            "workers": (),
            "clients": tuple(
                client.model_copy(update={"refused_workers": (), "preferred_workers": ()}) for client in whole.clients
            ),
            "visits": tuple(
                each.model_copy(update={"preferred_workers": (), "unpaid_carer": None}) for each in whole.visits
            ),
        },
    }
    problem = whole.replace(**nothing, **changes[without])
    result = solve(problem, seconds=1)
    assert result.check.feasible
    accounted(problem, result.roster)
    assert all(entry.verdict == "PROVEN" and entry.reason for entry in result.roster.unserved)
    assert (len(result.roster.unserved) == 0) == (without == "visits")


def test_a_cheaper_roster_that_the_bound_comes_upon_is_taken() -> None:
    problem = single_handed(40, 2)
    short = solve(problem, iterations=300)
    bounded = solve(problem, seconds=5, iterations=300, bound=True, clock=time.process_time)
    assert bounded.check.score.total < short.check.score.total
    assert bounded.bound is not None
    assert bounded.bound <= bounded.check.score.total
    assert bounded.check == check(problem, bounded.roster)
    assert not bounded.roster.unserved
    accounted(problem, bounded.roster)
