"""Figures and score of the golden roster, reckoned by hand."""

from __future__ import annotations

from solver.check import check
from solver.domain import Problem, Roster, Round

from .golden_day import GOLDEN, roster


def test_figures_and_score_of_the_golden_roster_by_hand(problem: Problem) -> None:
    """All places are ten minutes and five kilometres apart; a break is taken where the next visit is."""
    judged = check(problem, roster(problem, GOLDEN))
    figures = judged.figures
    assert (figures.commissioned, figures.served, figures.unserved) == (17, 17, 0)
    assert (figures.tasks_served, figures.tasks_unserved) == (17, 0)
    assert (figures.rounds, figures.late, figures.lateness, figures.overtime) == (7, 0, 0, 0)
    assert figures.contact == 18 * 1800  # seventeen visits, one of them by two workers
    # Ways: s1 a-b, b-c, c-(break)a, a-c; s2 b-(break)c; s3 c-a, a-b; s5 d-a; and home and back seven times.
    assert figures.travel == 8 * 600
    assert figures.metres == 8 * 5000
    assert (figures.home, figures.home_metres) == (14 * 600, 14 * 5000)
    # Minutes from arriving to starting, on s1, s2, s3 and s5.
    waits = sum([40, 20, 50, 30, 20]) + sum([30, 10, 0, 20, 50]) + sum([40, 0]) + 35
    assert figures.waiting == waits * 60
    assert judged.score.by_rule["paid_travel"] == 8 * 600 * 367 + 14 * 600 * 100
    assert judged.score.by_rule["mileage"] == 8 * 5000 * 28
    assert judged.score.by_rule["paid_waiting"] == waits * 60 * 367
    assert figures.continuity["care"].clients == 4
    assert figures.continuity["health"].clients == 0


def test_breaches_and_figures_leave_the_roster_as_it_was(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    assert check(problem, golden).score == check(problem, golden).score
    assert golden == roster(problem, GOLDEN)


def test_a_roster_without_times_is_timed_first(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    rounds = tuple(
        Round(shift=round_.shift, stops=tuple(stop.model_copy(update={"start": None}) for stop in round_.stops))
        for round_ in golden.rounds
    )
    judged = check(problem, Roster(rounds=rounds))
    at_once = [breach for breach in judged.breaches if breach.rule == "one_client"]  # each round by itself is early
    assert [breach.sentence for breach in judged.breaches if breach.hard and breach not in at_once] == []
    assert judged.figures.served == 17
