"""Whoever makes or changes a roster gets whole minutes: solving, joining, amending; and what was promised stays."""

from __future__ import annotations

import pytest

from fixtures import generate, play
from solver.amend import Move, amend
from solver.check import check
from solver.domain import Problem, Roster
from solver.solving import Joins, solve
from solver.whole_minutes import describe_starts

from .test_round_starts import with_setting

MOVES = 3_000


def seconds_of(roster: Roster) -> set[int]:
    """What is left of the starts beyond whole minutes."""
    return {(stop.start or 0) % 60 for one in roster.rounds for stop in one.stops}


def share_on_five(roster: Roster) -> float:
    stops = [stop for one in roster.rounds for stop in one.stops]
    return sum((stop.start or 0) % 300 == 0 for stop in stops) / len(stops)


@pytest.fixture(scope="module")
def hamlet() -> Problem:
    return generate("hamlet", 3)


def test_a_solved_roster_is_on_five_minutes_and_judged_so(hamlet: Problem) -> None:
    result = solve(hamlet, iterations=MOVES, seed=7)
    assert result.feasible
    assert seconds_of(result.roster) == {0}
    assert share_on_five(result.roster) > 0.9
    assert result.check.score == check(hamlet, result.roster).score
    assert result.to_the_second is not None
    stops = [stop for one in result.roster.rounds for stop in one.stops]
    fives = sum((stop.start or 0) % 300 == 0 for stop in stops)
    many = f"all {len(stops)} starts on whole five minutes"
    if fives < len(stops):
        many = f"{fives} of {len(stops)} starts on whole five minutes, the others on whole minutes"
    assert f"Starts: {many}, by the last pass, which costs" in result.summary()


def test_what_the_last_pass_did_is_told(hamlet: Problem) -> None:
    rounds = solve(hamlet, iterations=MOVES, seed=7).roster.rounds
    fives = next(
        one for one in rounds if len(one.stops) > 1 and all((stop.start or 0) % 300 == 0 for stop in one.stops)
    )
    first, second = fives.stops[:2]
    for seconds, told in (
        (0, "all 2 starts on whole five minutes"),
        (60, "1 of 2 starts on whole five minutes, the others on whole minutes"),
        (61, "1 of 2 starts on whole five minutes, the others to the second"),
    ):
        stops = (first.model_copy(update={"start": (first.start or 0) - seconds}), second)
        moved = Roster(rounds=(fives.model_copy(update={"stops": stops}),))
        assert describe_starts(check(hamlet, moved)) == told


def test_whole_minutes_only_and_no_rounding_at_all(hamlet: Problem) -> None:
    exact = solve(with_setting(hamlet, 0), iterations=MOVES, seed=7)
    assert seconds_of(exact.roster) != {0}
    assert exact.to_the_second is None
    minutes = solve(with_setting(hamlet, 1), iterations=MOVES, seed=7)
    assert seconds_of(minutes.roster) == {0}
    assert share_on_five(minutes.roster) < 0.9
    assert minutes.to_the_second == exact.check.score.total <= minutes.check.score.total
    rounds = [[(one.shift, stop.visit) for stop in one.stops] for one in exact.roster.rounds]
    assert [[(one.shift, stop.visit) for stop in one.stops] for one in minutes.roster.rounds] == rounds


def test_a_roster_to_start_from_never_gets_dearer(hamlet: Problem) -> None:
    first = solve(hamlet, iterations=MOVES, seed=7)
    again = solve(hamlet, iterations=0, seed=8, start=first.roster)
    assert again.check.score.total <= first.check.score.total
    exact = solve(with_setting(hamlet, 0), iterations=MOVES, seed=7).roster
    kept = solve(hamlet, iterations=0, start=exact)
    assert kept.roster.rounds == exact.rounds  # cheaper to the second, and promised
    assert kept.check.score.total == check(hamlet, exact).score.total


def test_proofs_are_about_starts_to_the_second() -> None:
    from fixtures.tiny import two_calls

    problem = two_calls()[0].replace(pack={})
    way = problem.travel.matrices[0]
    odd = tuple(tuple(ticks and ticks + 17 for ticks in row) for row in way.durations)
    problem = problem.replace(
        travel=problem.travel.model_copy(update={"matrices": (way.model_copy(update={"durations": odd}),)})
    )
    result = solve(problem, iterations=500, exact=True)
    assert result.bound is not None
    exact = solve(with_setting(problem, 0), iterations=500, exact=True)
    assert exact.bound is not None
    assert (exact.proven, exact.bound) == (True, exact.check.score.total)
    assert result.bound == exact.bound <= result.check.score.total


@pytest.mark.parametrize(
    ("moves", "explain"), [(8_000, False), pytest.param(20_000, True, marks=pytest.mark.long, id="explained")]
)
@pytest.mark.parametrize("joins", ["all", "suggest"])
def test_rosters_with_joins_and_proposals_add_up(joins: Joins, moves: int, explain: bool) -> None:
    problem = play("blended-insulin", 1)
    result = solve(problem, iterations=moves, seed=1, joins=joins, explain=explain)
    stops = [stop for one in result.roster.rounds for stop in one.stops]
    odd = sum((stop.start or 0) % 60 > 0 for stop in stops)
    assert odd <= 0.02 * len(stops)  # what clinical windows and medicine calls hold to the second
    if joins == "all":
        assert result.roster.joins
        assert result.held is not None
        return
    assert result.proposals
    assert result.proposed is not None
    assert result.proposed < result.check.score.total
    assert all(one.gain is None or one.gain > 0 for one in result.proposals)


def test_a_changed_roster_moves_only_what_it_re_times(hamlet: Problem) -> None:
    """Known starts stay to the second, what the change re-times is whole, and what somebody named stays as named."""
    roster = solve(with_setting(hamlet, 0), iterations=MOVES, seed=7).roster
    before = {(one.shift, stop.visit): stop.start for one in roster.rounds for stop in one.stops}
    tried = 0
    for one in roster.rounds:
        for other in roster.rounds:
            if one.shift == other.shift or tried == 6:
                continue
            visit = one.stops[-1].visit
            if visit is None or hamlet.visit[visit].workers > 1:
                continue
            made = amend(hamlet, roster, [Move(visit=visit, shift=other.shift)])
            if not made.safe:
                continue
            tried += 1
            after = {(round_.shift, stop.visit): stop.start for round_ in made.roster.rounds for stop in round_.stops}
            new = {place: start for place, start in after.items() if before.get(place) != start}
            assert (other.shift, visit) in new
            assert {(start or 0) % 60 for start in new.values()} == {0}, new
            when = hamlet.horizon.moment((after[other.shift, visit] or 0) + 7)
            named = amend(hamlet, roster, [Move(visit=visit, shift=other.shift, start=when)])
            kept = {(round_.shift, stop.visit): stop.start for round_ in named.roster.rounds for stop in round_.stops}
            assert kept[other.shift, visit] == (after[other.shift, visit] or 0) + 7
    assert tried
