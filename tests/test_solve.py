"""Solve end to end: nothing lost, nothing hard broken, true reasons."""

import time
from collections import Counter
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest

import solver.solve as wiring
from benchmarks.single import single_handed
from fixtures import generate
from fixtures.paper import HOUR, LONDON, at, day, visit, worker
from fixtures.tiny import nobody_competent
from solver.check import check
from solver.domain import Horizon, Link, Pin, Shift, Unserved, Window
from solver.engine import warm
from solver.explain import audit, explain_unserved, repair_roster, without_visits
from solver.solve import DisputedScoreError, solve

pytestmark = pytest.mark.kernel


def accounted(problem, roster):
    """Every visit in the roster with all its workers exactly once, or unserved once; task by task."""
    placed = Counter(stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit)
    left = [entry.visit for entry in roster.unserved]
    assert len(left) == len(set(left))
    tasks = 0
    for each in problem.visits:
        assert placed[each.id] == (0 if each.id in left else each.workers), each.id
        tasks += len(each.tasks)
    served = sum(len(problem.visit[name].tasks) for name in placed)
    assert served + sum(len(problem.visit[name].tasks) for name in left) == tasks


def placed_in(roster):
    """Visit -> (shift, start) of its first worker."""
    return {stop.visit: (round_.shift, stop.start) for round_ in roster.rounds for stop in round_.stops if stop.visit}


def crowded(size, seed, part):
    """A day on some of its shifts only."""
    whole = generate(size, seed)
    return whole.replace(shifts=whole.shifts[: int(len(whole.shifts) * part)], pins=())


@pytest.mark.parametrize(
    ("size", "seed", "days"), [("hamlet", 1, 1), ("hamlet", 2, 3), ("team", 1, 1), ("team", 2, 1), ("team", 3, 1)]
)
def test_days_are_solved_and_nothing_is_lost(size, seed, days):
    problem = generate(size, seed, days)
    result = solve(problem, iterations=20_000)
    assert result.check.feasible
    assert check(problem, result.roster).score == result.check.score
    accounted(problem, result.roster)
    assert all(entry.verdict in ("PROVEN", "CAPACITY", "PRICED") and entry.reason for entry in result.roster.unserved)


def test_a_town_has_a_roster_with_everyone_on_it_within_three_seconds():
    """Of computing."""
    problem = generate("town", 1)
    assert len(problem.visits) >= 600
    warm()
    began = time.process_time()
    whole = []

    def progress(now):
        if now.phase == "search" and now.unserved == 0:
            whole.append(time.process_time() - began)

    clock = time.process_time
    result = solve(problem, seconds=30, progress=progress, cancelled=lambda: bool(whole), clock=clock)
    assert whole
    assert whole[0] < 3
    assert result.roster.unserved == ()
    assert result.check.feasible


def test_the_same_seed_and_moves_give_the_same_roster():
    problem = generate("hamlet", 3)
    one, two = (solve(problem, iterations=3_000, seed=5, threads=2) for _ in range(2))
    assert one.roster == two.roster
    assert one.check.score.total == two.check.score.total


def test_a_start_is_never_made_worse_and_a_cancel_keeps_the_best():
    problem = generate("hamlet", 1)
    good = solve(problem, iterations=20_000)
    asked = []

    def at_once():
        asked.append(True)
        return True

    again = solve(problem, seconds=60, start=good.roster, cancelled=at_once)
    assert asked
    assert again.check.score.total <= good.check.score.total


@pytest.mark.parametrize("seed", [2, 3])
def test_a_start_on_a_crowded_day_never_ends_dearer(seed):
    problem = crowded("team", seed, 0.7)
    good = solve(problem, iterations=3_000, explain=False)
    repaired = repair_roster(problem, good.roster).roster
    for start in (good.roster, repaired):
        again = solve(problem, iterations=0, start=start, explain=False)
        assert again.check.score.total <= check(problem, start).score.total
        accounted(problem, again.roster)


def test_a_cancel_in_the_middle_gives_the_best_that_was_told():
    problem = generate("team", 1)
    told = []
    result = solve(
        problem,
        seconds=300,
        progress=lambda now: told.append(now.cost) if now.phase == "search" else None,
        cancelled=lambda: len(told) > 12,
    )
    assert len(told) == 13  # not a step more
    assert result.check.score.total <= min(told)
    assert result.check.feasible
    accounted(problem, result.roster)


def test_a_disputed_cost_is_an_error_and_no_result(monkeypatch):
    def one_more(*words, **more):
        judged = check(*words, **more)
        return replace(judged, score=replace(judged.score, total=judged.score.total + 1))

    monkeypatch.setattr(wiring, "check", one_more)
    with pytest.raises(DisputedScoreError, match=r"The engine says \d+, the checker \d+"):
        solve(generate("hamlet", 1), iterations=200)


def test_a_hard_breach_is_an_error_and_no_result(monkeypatch):
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
    monkeypatch.setattr(wiring, "check", lambda _, roster, *more: check(stricter, roster, *more))
    with pytest.raises(DisputedScoreError, match="refused_worker"):
        solve(problem, iterations=500)


def test_pins_hold_worker_shift_and_start():
    """Two placed visits are pinned to where they were not, and a third to its shift and start."""
    problem = generate("team", 1).replace(pins=())
    free = solve(problem, iterations=2_000)
    at_home = placed_in(free.roster)
    single = [
        each for each in problem.visits if each.workers == 1 and each.id in at_home and each.windows[0].start > 8 * HOUR
    ]
    tied = {end for link in problem.links for end in (link.first, link.second)}
    pins, used = [], set()
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
    shift, start = at_home[other.id]
    pins.append(Pin(visit=other.id, shift=shift, start=start))
    pinned = problem.replace(pins=tuple(pins))
    result = solve(pinned, iterations=100_000)
    assert result.check.feasible
    where = placed_in(result.roster)
    for pin in pins:
        shift, start = where[pin.visit]
        assert start == pin.start
        assert pin.worker in (None, problem.shift[shift].worker)
        assert pin.shift in (None, shift)


@pytest.mark.parametrize("without", ["shifts", "visits", "workers"])
def test_next_to_nothing_is_solved_and_explained(without):
    whole = generate("hamlet", 1)
    nothing = {"links": (), "pins": (), "history": (), "delegations": ()}
    changes = {
        "shifts": {"shifts": ()},
        "visits": {"visits": ()},
        "workers": {
            "shifts": (),
            "workers": (),
            "clients": tuple(
                client.model_copy(update={"refused_workers": (), "preferred_workers": ()}) for client in whole.clients
            ),
            "visits": tuple(each.model_copy(update={"preferred_workers": ()}) for each in whole.visits),
        },
    }[without]
    problem = whole.replace(**nothing, **changes)
    result = solve(problem, seconds=1)
    assert result.check.feasible
    accounted(problem, result.roster)
    assert all(entry.verdict == "PROVEN" and entry.reason for entry in result.roster.unserved)
    assert (len(result.roster.unserved) == 0) == (without == "visits")


def night(year, month, date, hours):
    """Saturday night to Sunday morning across the clock change: two doses at least ``hours`` apart, then breakfast."""
    horizon = Horizon(start=datetime(year, month, date, tzinfo=LONDON), days=2)

    def local(day_, hour, minute=0):
        return horizon.ticks(datetime(year, month, day_, hour, minute))

    problem = day(
        {"home A": 10, "A B": 10, "home B": 10},
        [
            visit("late", "A", 15, (local(date, 23, 30), local(date, 23, 30)), windows_hard=True),
            visit("early", "A", 15, (local(date + 1, 3, 30), local(date + 1, 3, 30)), windows_hard=True),
            visit("breakfast", "B", 30, (local(date + 1, 8), local(date + 1, 8, 30))),
        ],
        [worker("w"), worker("v")],
        [
            Shift(id="night", worker="w", start=local(date, 22), end=local(date + 1, 6)),
            Shift(id="morning", worker="v", start=local(date + 1, 7), end=local(date + 1, 11)),
        ],
        horizon=horizon,
        links=(Link(id="dose", kind="gap", first="late", second="early", min_gap=round(hours * HOUR)),),
    )
    problem = problem.replace(pack={**problem.pack, "unserved": {"prices": [1e5] * 5}})  # worth hours of waiting
    result = solve(problem, iterations=300)
    assert check(problem, result.roster).feasible
    accounted(problem, result.roster)
    local_times = {name: horizon.moment(start) for name, (_, start) in placed_in(result.roster).items()}
    return {name: moment.strftime("%a %H:%M %Z") for name, moment in local_times.items()}, result


def test_in_march_half_past_three_is_three_hours_after_half_past_eleven():
    times, result = night(2027, 3, 27, 3)
    assert times["late"] == "Sat 23:30 GMT"
    assert times["early"] == "Sun 03:30 BST"
    assert "08:00 BST" <= times["breakfast"].removeprefix("Sun ") <= "08:30 BST"
    starts = placed_in(result.roster)
    assert starts["early"][1] - starts["late"][1] == 3 * HOUR
    times, result = night(2027, 3, 27, 3.5)  # doses keep real hours, not the clock's
    assert len({"late", "early"} & times.keys()) == 1
    assert result.check.figures.unserved == 1


def test_in_october_half_past_three_is_five_hours_after_half_past_eleven():
    times, result = night(2027, 10, 30, 5)
    assert times["late"] == "Sat 23:30 BST"
    assert times["early"] == "Sun 03:30 GMT"
    assert "08:00 GMT" <= times["breakfast"].removeprefix("Sun ") <= "08:30 GMT"
    starts = placed_in(result.roster)
    assert starts["early"][1] - starts["late"][1] == 5 * HOUR


@pytest.mark.parametrize("start", [datetime(2027, 3, 28), datetime(2027, 10, 31)])
def test_a_generated_day_on_a_clock_change_keeps_local_times(start):
    """Every window is moved to the same local time of the Sunday on which the clocks change."""
    whole = generate("hamlet", 1)
    horizon = Horizon(start=start.replace(tzinfo=LONDON))

    def moved(ticks):
        wall = whole.horizon.moment(ticks).replace(tzinfo=None)
        return horizon.ticks(datetime.combine(start.date(), wall.time()))

    visits = []
    for each in whole.visits:
        windows = tuple(Window(start=moved(window.start), end=moved(window.end)) for window in each.windows)
        bare = tuple(task.model_copy(update={"clinical_window": None, "time_critical": None}) for task in each.tasks)
        visits.append(each.model_copy(update={"windows": windows, "tasks": bare}))
    shifts = tuple(
        shift.model_copy(update={"start": moved(shift.start), "end": moved(shift.end), "break_": None})
        for shift in whole.shifts
    )
    problem = whole.replace(horizon=horizon, visits=tuple(visits), shifts=shifts, delegations=())
    plain, result = solve(whole, iterations=3_000), solve(problem, iterations=3_000)
    assert check(problem, result.roster).feasible
    accounted(problem, result.roster)
    assert len(result.roster.unserved) <= len(plain.roster.unserved) + 1
    for name, (_, start_) in placed_in(result.roster).items():
        old, new = whole.visit[name].windows[0], horizon.moment(start_)
        assert new.date() == start.date()
        assert new.strftime("%H:%M") >= whole.horizon.label(old.start), name


def test_nobody_competent_is_proven_with_rule_and_groups():
    problem, _, _ = nobody_competent()
    result = solve(problem, iterations=100)
    assert result.check.figures.served == 1
    (left,) = result.roster.unserved
    assert (left.visit, left.verdict) == ("tube", "PROVEN")
    assert "2 care workers lack peg_feeding [competency]" in left.reason
    assert result.explanations[0].reason == left.reason


def test_one_squeezed_out_is_capacity_and_names_what_it_displaces():
    problem = day(
        {"home A": 10, "home B": 10, "A B": 10},
        [
            visit("urgent", "A", 30, (at(9), at(9)), windows_hard=True, priority=4),
            visit("milder", "B", 30, (at(9), at(9, 10)), windows_hard=True, priority=2),
        ],
        [worker("w")],
        [Shift(id="s", worker="w", start=at(8), end=at(12), max_overtime=0)],
    )
    result = solve(problem, iterations=100)
    (left,) = result.roster.unserved
    assert (left.visit, left.verdict) == ("milder", "CAPACITY")
    assert "giving up Cora Testclient A's 09:00 visit (urgent), priority 4" in left.reason
    assert result.explanations[0].displaces == ("urgent",)


def test_a_visit_deleted_by_hand_has_its_place_found_again():
    problem = generate("hamlet", 1)
    solved = solve(problem, iterations=5_000)
    for gone in list(placed_in(solved.roster))[::4]:
        less = without_visits(solved.roster, {gone})
        told = {one.visit: one for one in explain_unserved(problem, less, only=[gone])}[gone]
        assert told.verdict in ("NOT-FOUND", "PRICED")
        assert told.insertion is not None
        assert check(problem, told.insertion.apply(less)).feasible
        back = solve(problem, iterations=0, start=less)
        cost = check(problem, less).score.total
        assert back.check.score.total <= cost + min(0, told.insertion.cost_change)


@pytest.mark.parametrize(("size", "seed", "part"), [("hamlet", 1, 0.6), ("team", 2, 0.5)])
def test_what_a_search_cut_short_has_missed_is_put_in(size, seed, part):
    """One move: the rest was placed by the first insertion or by the audit, and no place is missed."""
    problem = crowded(size, seed, part)
    bare = solve(problem, iterations=1, explain=False)
    result = solve(problem, iterations=1)
    assert result.check.feasible
    accounted(problem, result.roster)
    assert result.roster.unserved
    assert all(entry.verdict in ("PROVEN", "CAPACITY", "PRICED") for entry in result.roster.unserved)
    assert audit(problem, result.roster) == []
    assert result.check.score.total <= bare.check.score.total
    assert all(later <= earlier for (_, earlier), (_, later) in pairwise(result.trace))
    assert result.trace[-1][1] == result.check.score.total


def test_the_audit_takes_over_where_the_search_leaves_all_out(monkeypatch):
    """A search that returns its start: nothing is placed but by the audit, and the verdicts still hold."""
    problem = generate("hamlet", 2)

    def idle(problem, terms, travel, *, start=None, **more):
        roster = start or wiring.Roster(unserved=tuple(Unserved(visit=each.id) for each in problem.visits))
        return wiring.Found(roster, check(problem, roster).score.total, 1, 0.0, ())

    monkeypatch.setattr(wiring, "search", idle)
    result = solve(problem, iterations=1)
    assert result.check.feasible
    assert result.check.figures.served >= 15
    assert all(entry.verdict in ("PROVEN", "CAPACITY", "PRICED") for entry in result.roster.unserved)


def test_an_audit_that_is_cut_short_says_so(monkeypatch):
    problem = crowded("hamlet", 1, 0.4)
    monkeypatch.setattr(wiring, "_SHIFTS_ASKED", 0)
    monkeypatch.setattr(wiring, "_LEAST_ASKED", 2)
    result = solve(problem, iterations=2_000)
    verdicts = [entry.verdict for entry in result.roster.unserved]
    assert None in verdicts
    assert len(result.explanations) == sum(verdict is not None for verdict in verdicts) >= 1


def test_without_reasons_nothing_is_asked_after_the_limit(monkeypatch):
    def asked(*words, **more):
        raise AssertionError("the limit is for the search alone")

    for name in ("repair_roster", "explain_unserved"):
        monkeypatch.setattr(wiring, name, asked)
    result = solve(crowded("team", 2, 0.3), seconds=0.5, explain=False)
    assert result.roster.unserved
    assert {entry.verdict for entry in result.roster.unserved} == {None}
    assert result.explanations == ()


def test_a_cheaper_roster_that_the_bound_comes_upon_is_taken():
    problem = single_handed(40, 2)
    short = solve(problem, iterations=300)
    bounded = solve(problem, seconds=5, iterations=300, bound=True, clock=time.process_time)
    assert bounded.check.score.total < short.check.score.total
    assert bounded.bound <= bounded.check.score.total
    assert bounded.check == check(problem, bounded.roster)
    assert not bounded.roster.unserved
    accounted(problem, bounded.roster)
