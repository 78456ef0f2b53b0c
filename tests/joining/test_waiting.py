"""Joining is never paid for with other people's waiting: a round with a joint visit makes nobody after it late."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from typing import Any

import pytest

from fixtures import Scenario, play
from solver.check import Waiting, check
from solver.cli.joins import told_joins
from solver.domain import Problem, Roster, Subcontract
from solver.engine import Found, search
from solver.joining import make_offer, settle_joins
from solver.result import about_joins, provenance_notes
from solver.rules import Pack, lower_all
from solver.solving import raise_lateness_price, solve
from solver.solving.searches import Searches
from solver.solving.with_joins import measure_waiting
from solver.travel import journeys

from ..waiting import patience

pytestmark = pytest.mark.kernel

MOVES = 3_000


def tempting(day: Any, closes: float, **fields: Any) -> Problem:
    """Only Carl may do both. He is at Ada's from 8:00 to 8:40, or with the nurse's task to 8:50; Bea is ten minutes on.

    closes: the hour at which Bea's window does. The nurse's journey that joining saves is worth some minutes late; the
    same tasks one after the other, all by Carl, are not.
    """
    prices = {"continuity": {"price": 20.0}, "joined_time": {"health_price": 16.0}, "one_client": {"price": 0.0}}
    prices["call_spacing"] = {"price": 0.0}  # insulin may come after the breakfast of another visit
    fields["pack"] = {"break": {"enabled": False}, "fairness": {"enabled": False}, **prices, **fields.get("pack", {})}
    nora, carl = day.workers()
    bea = day.visit("x", day.task("meal", 30, competencies=("personal_care",)), client="bea", opens=8.75, closes=closes)
    return day.problem(
        day.nurse_visit(),
        day.care_visit(),
        bea,
        clients=(day.client(), day.client(id="bea", name="Bea Testperson", place="other")),
        workers=(nora.model_copy(update={"competencies": nora.competencies[1:]}), carl),
        **fields,
    )


def late(problem: Problem, found: Any) -> float:
    return problem.horizon.minutes(check(problem, found).figures.lateness)


@pytest.mark.parametrize(("closes", "minutes"), [(8 + 50 / 60, 10), (8 + 58 / 60, 2)])
def test_a_search_left_to_itself_makes_somebody_wait(day: Any, closes: float, minutes: float) -> None:
    """Or the others say nothing: at ordinary prices the joint visit pays, and Bea waits for it."""
    problem = tempting(day, closes)
    pack, travel = Pack.for_problem(problem), journeys(problem)
    made = make_offer(problem, pack)
    found = search(made.problem, [*lower_all(made.problem, travel, pack), *made.terms], travel, moves=MOVES)
    roster = settle_joins(made, found.roster)
    assert [join.id for join in roster.joins] == ["n+c"]
    assert late(problem, roster) == minutes


@pytest.mark.parametrize("closes", [8 + 50 / 60, 8 + 58 / 60])
def test_nobody_waits_for_a_join(day: Any, closes: float) -> None:
    problem = tempting(day, closes)
    result = solve(problem, iterations=MOVES, joins="all")
    assert (result.roster.joins, result.roster.unserved, late(problem, result.roster)) == ((), (), 0)
    assert result.held == Waiting(0, 0)
    assert any("pays without leaving others waiting" in note for note in provenance_notes(result))
    proposed = solve(problem, iterations=MOVES, joins="suggest")
    assert (proposed.proposals, proposed.proposed_late) == ((), 0)


def test_a_join_that_makes_nobody_wait_is_made(day: Any) -> None:
    problem = tempting(day, 9)
    result = solve(problem, iterations=MOVES, joins="all")
    assert [join.id for join in result.roster.joins] == ["n+c"]
    assert late(problem, result.roster) == 0
    assert any("nobody wait: 0 min late in all, 0 min" in note for note in provenance_notes(result))
    proposed = solve(problem, iterations=MOVES, joins="suggest")
    assert len(proposed.proposals) == 1
    assert "0 min late in all, 0 min without" in " ".join(" ".join(told_joins(proposed)).split())
    assert about_joins(proposed)["late_minutes_with_proposals"] == 0


@pytest.mark.parametrize("closes", [8 + 50 / 60, 8 + 58 / 60, 9])
def test_the_exact_search_is_held_too(day: Any, closes: float) -> None:
    problem = tempting(day, closes)
    result = solve(problem, iterations=0, seconds=patience(), joins="all", exact=True)
    assert late(problem, result.roster) == 0
    assert bool(result.roster.joins) == (closes == 9)


def test_a_roster_to_start_from_stands_where_it_is_cheaper_and_that_is_said(day: Any) -> None:
    """What somebody decided already is not taken back: solve never returns more cost than it was given."""
    problem = tempting(day, 8 + 50 / 60)
    pack, travel = Pack.for_problem(problem), journeys(problem)
    made = make_offer(problem, pack)
    found = search(made.problem, [*lower_all(made.problem, travel, pack), *made.terms], travel, moves=MOVES)
    result = solve(problem, iterations=MOVES, joins="all", start=settle_joins(made, found.roster))
    assert late(problem, result.roster) == 10
    assert any("the roster to start from was later, but cheaper" in note for note in provenance_notes(result))


def test_who_is_left_out_waits_longest() -> None:
    assert Waiting(0, 900) < Waiting(50_000, 0)
    assert Waiting(0, 300) < Waiting(0, 900)


def test_only_the_price_of_lateness_is_raised() -> None:
    pack = Pack.load()
    dear = raise_lateness_price(pack)
    assert dear.values("time_window") == {
        **pack.values("time_window"),
        "price": 4 * pack.values("time_window")["price"],
    }
    assert {rule for rule in pack.entries if dear.entries[rule] != pack.entries[rule]} == {"time_window"}
    assert pack.values("time_window")["price"] == Pack.load().values("time_window")["price"]


def test_a_roster_with_joins_is_held_to_the_one_it_is_set_beside(day: Any) -> None:
    """Two may do both tasks in time. A roster that leaves out still less than nobody cannot be matched by any."""
    problem = day.problem(day.nurse_visit(), day.care_visit())
    assert solve(problem, iterations=MOVES, joins="all", waiting=Waiting(0, 0)).roster.joins
    held = solve(problem, iterations=MOVES, joins="all", waiting=Waiting(-1, 0))
    assert (held.roster.joins, held.held) == ((), Waiting(-1, 0))


@cache
def open_day(name: Scenario) -> Problem:
    """A scenario's day on which the care providers deliver for one another, without visits that nobody may make."""
    problem = play(name, 1)
    care = [one.id for one in problem.organisations if one.sector == "social" and one.kind != "agency"]
    contracts = tuple(Subcontract(id=f"{one} to {to}", provider=one, to=to) for one, to in permutations(care, 2))
    problem = problem.replace(subcontracts=contracts)
    left = {entry.visit for entry in solve(problem, iterations=30_000, explain=False).roster.unserved}
    return problem.replace(
        visits=tuple(visit for visit in problem.visits if visit.id not in left),
        links=tuple(link for link in problem.links if not {link.first, link.second} & left),
        pins=tuple(pin for pin in problem.pins if pin.visit not in left),
        join_decisions=tuple(one for one in problem.join_decisions if not left.intersection(one.visits)),
    )


def test_going_on_never_costs_the_joins_already_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first search with joins makes nobody wait. The last fifth, at the ordinary price of lateness, would: what was
    found stays.
    """
    search_joins, late = Searches.search_joins, list[int]()

    def go_on_late(self: Searches, first: Roster | None, share: float, sought: Pack, judged_by: Pack) -> Found:
        found = search_joins(self, first, share, judged_by if late else sought, judged_by)
        late.append(measure_waiting(self, found, judged_by).late)
        return found

    monkeypatch.setattr(Searches, "search_joins", go_on_late)
    found = solve(open_day("home-care-30"), iterations=60_000, seed=5, joins="all", waiting=Waiting(0, 200))
    assert late[0] <= 200 < min(late[1:])
    assert found.roster.joins
    assert found.waits is not None
    assert found.waits.late <= 200  # before its starts were moved to whole minutes


def test_joins_that_make_somebody_wait_are_sought_again_at_a_dearer_price() -> None:
    """On this day the first search with joins makes somebody wait; the next finds joins with which nobody does."""
    found = solve(open_day("home-care-30"), iterations=60_000, seed=1, joins="all", waiting=Waiting(0, 80))
    assert found.roster.joins
    assert found.waits is not None
    assert found.waits.late <= 80


def test_where_going_on_stays_late_joins_are_sought_with_no_second_of_it() -> None:
    """On this day going on at a dearer price leaves somebody waiting; at one beyond all else nobody does."""
    found = solve(open_day("blended-insulin"), iterations=60_000, seed=9, joins="all", waiting=Waiting(0, 0))
    assert found.roster.joins
    assert found.waits == Waiting(0, 0)
