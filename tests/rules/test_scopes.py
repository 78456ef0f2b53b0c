"""A rule's scope is true: what one round more or less changes lies within it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args

import pytest

from fixtures.joint import joined_day
from solver.check import check
from solver.domain import Problem, Roster, Round
from solver.rules import RULES, Breach, Case, Pack, Readings, Rule, Scope, Term, Timeline, timeline
from solver.travel import Journeys, journeys

from ..check.test_joining_conditions import AUTHORITY, JOINS
from .random_days import random_problem, random_roster

SCOPES = get_args(Scope)  # from the narrowest to the widest
SEEDS = 400
# Values under which the random days break rules that they keep by those of the pack.
TIGHTER: dict[str, dict[str, Any]] = {
    "caseload": {"visits": 0},
    "minimum_wage": {"pence_per_hour": 3000.0, "young_pence_per_hour": 3000.0},
    "weekly_rest": {"minutes": 6 * 1440.0, "young_minutes": 6 * 1440.0},
}


@lru_cache(maxsize=1)
def days() -> list[tuple[Problem, Roster, Journeys]]:
    """Days on which rules are kept and broken, every stop timed, so that no round waits for another."""
    found = []
    for seed in range(SEEDS):
        dice = random.Random(seed)
        problem = random_problem(dice)
        found.append((problem, random_roster(dice, problem)))
    for edit in (None, *AUTHORITY.values(), *JOINS.values()):
        problem, roster = edit(*joined_day()) if edit else joined_day()
        found.append((check(problem, roster).problem, roster))
    return [(problem, _timed(problem, roster), journeys(problem)) for problem, roster in found]


def _timed(problem: Problem, roster: Roster) -> Roster:
    rounds = []
    measured = timeline(problem, roster, journeys(problem)).runs
    for round_ in roster.rounds:
        calls = measured[round_.shift].calls if round_.stops else ()
        stops = zip(round_.stops, calls, strict=True)
        timed = [stop.model_copy(update={"start": call.start}) for stop, call in stops]
        rounds.append(Round(shift=round_.shift, stops=tuple(timed)))
    return Roster(rounds=tuple(rounds))


def _case(rule: Rule, problem: Problem, travel: Journeys) -> Case:
    pack = Pack.for_problem(getattr(problem, "origin", problem))
    values = {name: {**entry.values, **TIGHTER.get(name, {})} for name, entry in pack.entries.items()}
    readings = Readings(problem, pack)
    return Case(problem, travel, values.get(rule.id, {}), values, readings.catalogue, readings=readings)


def _reaches(rule: Rule) -> dict[str, str]:
    """How far a round reaches by this rule: each scope in which it makes a breach come or go, with one such breach."""
    seen: dict[str, str] = {}
    for problem, roster, travel in days():
        case = _case(rule, problem, travel)
        whole = timeline(problem, roster, travel)
        told = Counter(rule.breaches(case, whole))
        for round_ in roster.rounds:
            if round_.stops:
                rest = Roster(rounds=tuple(other for other in roster.rounds if other is not round_))
                without = Counter(rule.breaches(case, timeline(problem, rest, travel)))
                for breach in (told - without) + (without - told):
                    seen.setdefault(_reach(problem, whole, round_.shift, breach), breach.sentence)
    return seen


def _reach(problem: Problem, whole: Timeline, shift: str, breach: Breach) -> str:
    """The narrowest scope within which a round could have to do with a breach."""
    visits = {call.visit.id for call in whole.runs[shift].visits if call.visit}
    if breach.shift == shift or breach.visit in visits:
        return "round"
    if breach.worker == problem.shift[shift].worker:
        return "worker"
    tied = {end for link in problem.links for end in (link.first, link.second) if visits & {link.first, link.second}}
    if breach.visit in tied:
        return "partners"
    clients = {client for visit in visits for client in problem.visit[visit].clients}
    return "client" if breach.client in clients else "roster"


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_what_a_round_changes_lies_within_the_rules_scope_and_no_narrower_one(rule: Rule) -> None:
    seen = _reaches(rule)
    assert seen, f"the days of this test never break {rule.id}: see random_days.py, or give it values in TIGHTER"
    widest = max(seen, key=SCOPES.index)
    allowed = SCOPES[: SCOPES.index(rule.scope) + 1]
    assert widest in allowed, f"{rule.id} says scope {rule.scope!r}, but a round taken away changes: {seen[widest]}"
    assert widest == rule.scope, f"{rule.id} says scope {rule.scope!r}, but {widest!r} would do"


class Busiest(Rule):
    """Whoever works longest: it looks at every round, and says that it does not."""

    id, scope, forbids, costs, literature = "busiest", "round", False, True, False

    def breaches(self, case: Case, timeline: Timeline) -> Iterator[Breach]:
        run = max(timeline.runs.values(), key=lambda run: run.worked, default=None)
        if run:
            yield Breach(self.id, False, run.worked, "ticks", 1, "Busiest.", "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterator[Term]:
        return iter(())


def test_a_scope_that_is_too_narrow_is_found_out() -> None:
    with pytest.raises(AssertionError, match="busiest says scope 'round', but a round taken away changes: Busiest"):
        test_what_a_round_changes_lies_within_the_rules_scope_and_no_narrower_one(Busiest())
