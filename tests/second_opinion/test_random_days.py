"""Random days: the same for the same seed, sound where nothing was changed; each rule decides on some of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

import benchmarks.second_opinion.comparison as comparison
from benchmarks.second_opinion import Day, Finding, compare, judge, lost_tasks, pack_codes, random_day
from benchmarks.second_opinion.comparison import COMPARED
from solver.check import check
from solver.domain import Roster, Round, Stop, Unserved


@pytest.fixture(scope="module")
def days() -> list[Day]:
    """Drawn when the first test asks: a run that leaves this file out does not pay for them."""
    return [random_day(1, number) for number in range(2_000)]


@pytest.fixture(scope="module")
def found(days: list[Day]) -> list[list[Finding]]:
    """What the second opinion forbids of each day."""
    return [forbidden(day) for day in days]


def forbidden(day: Day) -> list[Finding]:
    return [finding for finding in judge(day.problem, day.roster, pack_codes(day.problem)) if finding.hard]


def wrong(day: Day) -> set[str]:
    return {finding.rule for finding in forbidden(day)}


def test_a_seed_and_a_number_make_one_day(days: list[Day]) -> None:
    again = random_day(1, 7)
    assert (again.problem.digest, again.roster) == (days[7].problem.digest, days[7].roster)
    assert random_day(2, 7).problem.digest != again.problem.digest


def test_days_with_nothing_changed_are_sound_but_for_a_few() -> None:
    sound = [random_day(1, number, sound=True) for number in range(400)]
    assert sum(not wrong(day) for day in sound) >= 380
    assert all(day.changes == () for day in sound)


def test_about_half_of_the_days_are_safe(found: list[list[Finding]]) -> None:
    assert 0.4 < sum(not some for some in found) / len(found) < 0.65


def test_every_rule_decides_on_some_visits_alone(found: list[list[Finding]]) -> None:
    alone: Counter[str] = Counter()
    for some in found:
        rules: dict[str, set[str]] = {}
        for finding in some:
            rules.setdefault(finding.visit, set()).add(finding.rule)
        alone.update(next(iter(some)) for some in rules.values() if len(some) == 1)
    assert {rule for rule in COMPARED if alone[rule] < 2} == set()


def test_days_hold_every_kind_of_record(days: list[Day]) -> None:
    held = Counter(name for day in days for name in type(day.problem).model_fields if getattr(day.problem, name))
    tables: tuple[str, ...] = ("agreements", "delegations", "registrants", "protocols", "subcontracts", "unpaid_carers")
    tables = (*tables, "standing_agreements", "suspensions", "tasks_before", "links", "households", "join_decisions")
    assert {name for name in tables if held[name] < 50} == set()
    outcomes = Counter(join.outcome for day in days for join in day.roster.joins)
    assert min(outcomes[outcome] for outcome in ("join", "delegate", "absorb", "co_attend", "drop_duplicate")) > 30
    assert sum(day.problem.version == "1" for day in days) > 100
    assert sum(day.problem.carried_over is not None for day in days) > 100
    assert sum(len(join.visits) == 3 for day in days for join in day.roster.joins) > 100


# --- what the comparison sees ---


def test_what_only_one_of_the_two_finds_is_a_difference(days: list[Day], monkeypatch: pytest.MonkeyPatch) -> None:
    day = next(day for day in days if wrong(day))
    empty = replace(check(day.problem, day.roster), breaches=())
    monkeypatch.setattr(comparison, "check", lambda *_: empty)
    told = compare(day.seed, day.problem, day.roster)
    assert {one.rule for one in told} == wrong(day)
    assert all(one.side == "opinion" and one.verdict and one.day == day.seed for one in told)
    monkeypatch.undo()
    monkeypatch.setattr(comparison, "judge", lambda *_: ())
    told = compare(day.seed, day.problem, day.roster)
    theirs = {breach.rule for breach in check(day.problem, day.roster).breaches if breach.hard} & COMPARED
    assert {one.rule for one in told} == theirs
    assert all(one.side == "checker" for one in told)


def test_an_error_of_the_checker_is_a_difference(days: list[Day], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IndexError("out of range")

    monkeypatch.setattr(comparison, "check", broken)
    (told,) = compare(days[0].seed, days[0].problem, days[0].roster)
    assert (told.side, told.verdict) == ("error", True)


def test_lost_and_doubled_tasks_are_told(days: list[Day]) -> None:
    day = next(day for day in days if len(day.roster.joins) == 1 and not day.roster.unserved and not day.changes)
    join, rounds = day.roster.joins[0], day.roster.rounds
    assert lost_tasks(day, day.roster) == []
    away = tuple(
        Round(shift=round_.shift, stops=tuple(stop for stop in round_.stops if stop.visit != join.id))
        for round_ in rounds
    )
    lost = lost_tasks(day, Roster(rounds=away, joins=day.roster.joins))
    assert lost == [f"{visit} is neither served nor unserved" for visit in sorted(join.visits)]
    absent = tuple(Unserved(visit=visit) for visit in join.visits)
    assert lost_tasks(day, Roster(rounds=away, unserved=absent)) == []
    again = Round(shift=day.problem.shifts[0].id, stops=(Stop(visit=join.visits[0], start=0),))
    doubled = lost_tasks(day, Roster(rounds=(*rounds, again), joins=day.roster.joins))
    assert doubled == [f"{join.visits[0]} is joined and on a round of its own"]
    short = join.model_copy(update={"steps": join.steps[:-1]})
    visit, number = join.steps[-1].visit, join.steps[-1].task
    assert lost_tasks(day, Roster(rounds=rounds, joins=(short, *day.roster.joins[1:]))) == [
        f"{visit}: tasks [{number}] are lost"
    ]
