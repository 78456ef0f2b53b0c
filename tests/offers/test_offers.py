"""Offers: what each may change it changes and nothing else, and the checker stands behind all of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fixtures import generate
from solver import Roster, read_problem
from solver.amend import Absent, Move, amend
from solver.check import check, worsened
from solver.domain import Unserved
from solver.explain import repair_roster
from solver.offers import KINDS, Bench, Kind, Offer, find_difference, find_offer, find_offers
from solver.offers.find import _is_like
from solver.promises import publish

from ..safety.days import client, shift, task, visit, worker
from ..safety.days import day as little_day

pytestmark = pytest.mark.kernel

MOVES = 3_000
TOLD = -15 * 3600


@pytest.fixture(scope="module")
def bench() -> Bench:
    """An invented day that was published, and a worker does not come some of whose visits others can make."""
    problem = generate("hamlet", 1)
    empty = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))
    roster = repair_roster(problem, empty).roster
    published = publish(check(problem, roster), TOLD)
    for gone in dict.fromkeys(problem.shift[one.shift].worker for one in roster.rounds):
        left = amend(published, roster, [Absent(worker=gone)])
        some = Bench(left.problem, left.roster)
        if find_offer(some, "keep", moves=MOVES).difference.placed:
            return some
    raise AssertionError("want a day on which somebody can be stood in for")


@pytest.fixture(scope="module")
def offers(bench: Bench) -> list[Offer]:
    return list(find_offers(bench, moves=MOVES))


def _on(roster: Roster) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit is not None:
                found.setdefault(stop.visit, set()).add(round_.shift)
    return found


def test_the_first_offer_moves_nobody_and_puts_something_in(bench: Bench, offers: list[Offer]) -> None:
    first = offers[0]
    assert first.kind == "keep"
    assert first.difference.placed
    assert not first.difference.moved
    assert not first.difference.off
    free = 15 * 60
    was = {(r.shift, s.visit): s.start for r in bench.roster.rounds for s in r.stops}
    for one in first.difference.retimed:
        assert one.start is not None
        assert abs(one.start - (was[one.shift, one.visit] or 0)) <= free


def test_no_offer_breaks_what_was_kept_and_the_checker_says_so_again(bench: Bench, offers: list[Offer]) -> None:
    before = check(bench.problem, bench.roster)
    for offer in offers:
        again = check(bench.problem, offer.roster)
        assert again.score == offer.check.score
        assert not worsened(before.breaches, again.breaches)
        served = _on(offer.roster).keys()
        assert served | {one.visit for one in offer.roster.unserved} == {one.id for one in bench.problem.visits}


def test_only_cancel_leaves_out_what_somebody_makes(bench: Bench, offers: list[Offer]) -> None:
    out = {one.visit for one in bench.roster.unserved}
    for offer in offers:
        assert (set(offer.difference.left) <= out) == (offer.kind != "cancel")


def test_at_most_three_carers_change_and_no_minute_of_anybody_else(bench: Bench, offers: list[Offer]) -> None:
    few = find_offer(bench, "few", moves=MOVES)
    assert few.difference.placed
    assert len(few.difference.carers) <= 3
    changed = (*few.difference.placed, *few.difference.moved, *few.difference.off, *few.difference.retimed)
    assert {bench.problem.shift[one.shift].worker for one in changed} == set(few.difference.carers)


def test_rounds_that_are_made_as_they_were_keep_their_times(bench: Bench) -> None:
    """The times that the search gave to all others were nobody's wish: within what is free, and still other times."""
    was = {one.shift: one for one in bench.roster.rounds}
    for kind in ("keep", "search"):
        for one in find_offer(bench, kind, moves=MOVES).roster.rounds:
            if [stop.visit for stop in one.stops] == [stop.visit for stop in was[one.shift].stops]:
                assert one == was[one.shift]


def test_where_nothing_can_be_put_in_no_time_is_moved_for_it() -> None:
    problem = generate("hamlet", 1)
    empty = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))
    roster = repair_roster(problem, empty).roster
    nowhere = 0
    for gone in dict.fromkeys(problem.shift[one.shift].worker for one in roster.rounds):
        left = amend(problem, roster, [Absent(worker=gone)])
        keep = find_offer(Bench(left.problem, left.roster), "keep", moves=MOVES)
        if not keep.difference.placed:
            nowhere += 1
            assert keep.roster == left.roster
            assert not keep.difference.retimed
    assert nowhere, "want somebody whom nobody can stand in for"


def test_offers_leave_out_no_more_than_the_first_and_differ_in_more_than_cost(offers: list[Offer]) -> None:
    best = next((one for one in offers if one.kind == "search"), offers[0])
    assert best.check.score.total <= offers[0].check.score.total
    told = [
        (set(one.difference.left), {(t.person, t.who) for t in one.told}, len(one.difference.carers), one.check.figures)
        for one in offers
    ]
    assert all(one != other for number, one in enumerate(told) for other in told[:number])


def test_least_lateness_is_never_later_than_the_search(bench: Bench) -> None:
    search, on_time = (find_offer(bench, kind, moves=MOVES) for kind in ("search", "on_time"))
    if search.difference.left == on_time.difference.left:
        assert on_time.check.figures.lateness <= search.check.figures.lateness


def test_standby_is_called_out_by_its_own_offer_only(bench: Bench) -> None:
    spare = bench.problem.shifts[0]
    asleep = spare.model_copy(update={"kind": "standby"})
    shifts = tuple(asleep if one.id == spare.id else one for one in bench.problem.shifts)
    rounds = tuple(one for one in bench.roster.rounds if one.shift != spare.id)
    off = [Unserved(visit=s.visit) for r in bench.roster.rounds if r.shift == spare.id for s in r.stops if s.visit]
    both = {stop.visit for one in rounds for stop in one.stops}
    half = {one.visit for one in off} & both
    rounds = tuple(
        one.model_copy(update={"stops": tuple(stop for stop in one.stops if stop.visit not in half)}) for one in rounds
    )
    on_call = Bench(
        bench.problem.replace(shifts=shifts), Roster(rounds=rounds, unserved=(*bench.roster.unserved, *off))
    )
    assert on_call.has_standby()
    assert not bench.has_standby()
    for kind in ("keep", "few", "search", "on_time"):
        assert spare.id not in {one.shift for one in find_offer(on_call, kind, moves=MOVES).roster.rounds}
    called = find_offer(on_call, "standby", moves=MOVES)
    assert len(called.difference.left) <= len(find_offer(on_call, "search", moves=MOVES).difference.left)


def test_the_same_moves_find_the_same(bench: Bench) -> None:
    one, other = (find_offer(bench, "search", moves=MOVES, seed=3) for _ in range(2))
    assert one.roster == other.roster


def test_everything_in_which_two_rosters_differ_is_in_the_difference(bench: Bench, offers: list[Offer]) -> None:
    for offer in offers:
        said = find_difference(bench.problem, bench.roster, offer.roster)
        pairs = {(s.visit, r.shift): s.start for r in bench.roster.rounds for s in r.stops if s.visit}
        for gone in said.off:
            del pairs[gone.visit, gone.shift]
        for one in (*said.placed, *said.moved, *said.retimed):
            pairs[one.visit, one.shift] = one.start
        assert pairs == {(s.visit, r.shift): s.start for r in offer.roster.rounds for s in r.stops if s.visit}


def test_what_calls_nobody_out_is_no_call_of_standby(bench: Bench) -> None:
    """On call for a minute, in which nobody can be reached: what is found is another offer's."""
    like = bench.problem.shifts[0]
    asleep = like.model_copy(
        update={"id": "on call", "kind": "standby", "end": like.start + 60, "break_": None}, deep=True
    )
    on_call = Bench(bench.problem.replace(shifts=(*bench.problem.shifts, asleep)), bench.roster)
    assert on_call.has_standby()
    assert find_offer(on_call, "keep", moves=MOVES).difference.placed
    assert find_offer(on_call, "standby", moves=MOVES).roster == bench.roster
    assert "standby" not in {one.kind for one in find_offers(on_call, moves=MOVES)}


@pytest.fixture(scope="module")
def siege() -> Bench:
    """A long visit of the least priority that stands where many short ones of the highest would go."""
    short = [visit(f"s{n}", [task("meal", 5)], "10:00", "14:00", client=f"c{n}", priority=5) for n in range(24)]
    plain = little_day(
        [visit("long", [task("companionship", 240)], "10:00", "14:00", priority=1), *short],
        [worker("bob", "council")],
        [shift("bob", "09:30", "14:30")],
        clients=[client(), *(client(f"c{n}") for n in range(24))],
    )
    problem = read_problem(json.dumps(plain).encode())
    empty = Roster(unserved=tuple(Unserved(visit=one.id) for one in problem.visits))
    return Bench(problem, amend(problem, empty, [Move(visit="long", shift="BOB")]).roster)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_given_up_for_however_many(siege: Bench, kind: Kind) -> None:
    found = find_offer(siege, kind, moves=MOVES)
    assert ("long" in found.difference.left) == (kind == "cancel")
    if kind != "standby":  # nobody is on call
        assert found.difference.placed


def test_offers_that_differ_in_minutes_late_differ(bench: Bench, offers: list[Offer]) -> None:
    one = offers[0]
    later = replace(one, check=replace(one.check, figures=replace(one.check.figures, lateness=40 * 60)))
    assert _is_like(one, replace(one, kind="on_time"))
    assert not _is_like(one, later)
