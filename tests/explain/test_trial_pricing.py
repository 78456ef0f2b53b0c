"""A change priced on the part of a roster that it can touch costs and breaks what it does on the whole roster."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from solver.check import check
from solver.domain import LateAcceptance, Problem, Roster, Round, Stop
from solver.explain.audit import Auditor
from solver.explain.trial_pricing import TrialPricing
from solver.rules import RULE_BY_ID, RULES, Breach
from solver.rules.readings import calls, lateness

from ..rules.random_authority import random_authority
from ..rules.random_days import random_problem, random_roster

SEEDS = 400
ESTIMATED = {"fairness"}  # a part knows less work to share
RARE = {"weekly_rest", "daily_rest"}  # on too few of the random days to ask for it


def _moved(dice: random.Random, pricing: TrialPricing) -> tuple[dict[str, Round], list[str]]:
    """A visit off a round, or from one round to another, at some time: the changed rounds, and the visit."""
    shift = dice.choice(sorted(pricing.rounds))
    stops = [stop for stop in pricing.rounds[shift].stops if stop.visit]
    gone = dice.choice(stops)
    rounds = {shift: Round(shift=shift, stops=tuple(s for s in pricing.rounds[shift].stops if s is not gone))}
    if dice.random() < 0.7:
        other = dice.choice([one.id for one in pricing.problem.shifts if one.id != shift] or [shift])
        there = list((rounds.get(other) or pricing.rounds.get(other) or Round(shift=other)).stops)
        if gone.visit not in {stop.visit for stop in there}:
            start = (gone.start or 0) + dice.choice([0, 0, -600, 600, 7200])
            there.insert(dice.randint(0, len(there)), Stop(visit=gone.visit, start=start))
            rounds[other] = Round(shift=other, stops=tuple(there))
    return rounds, [gone.visit or ""]


def _difference(after: Counter[str], before: Counter[str]) -> dict[str, int]:
    names = (after.keys() | before.keys()) - ESTIMATED
    return {rule: after[rule] - before[rule] for rule in names if after[rule] != before[rule]}


def _facts(breaches: tuple[Breach, ...]) -> Counter[tuple[object, ...]]:
    """Breaches without their sentences, which a part does not write."""
    return Counter((b.rule, b.visit, b.shift, b.worker, b.client, b.about, b.amount, b.unit) for b in breaches)


def _priced(seed: int, make: Callable[[random.Random], Problem]) -> set[str]:
    """The rules whose costs or hard breaches a random change of a random day changes, priced in both ways."""
    dice = random.Random(seed)
    problem = make(dice)
    pricing = TrialPricing(problem, random_roster(dice, problem))
    if not any(stop.visit for round_ in pricing.rounds.values() for stop in round_.stops):
        return set()
    pricing.rounds = {s: r for s, r in pricing.rounds.items() if any(stop.visit for stop in r.stops)}
    rounds, visits = _moved(dice, pricing)
    part = pricing.cut(rounds, visits)
    after, whole = part.price(rounds), pricing.price_roster(rounds)
    told = _difference(Counter(whole.by_rule), Counter(pricing.whole.by_rule))
    assert _difference(Counter(after.by_rule), Counter(part.before.by_rule)) == told
    broken = whole.worsened_from(pricing.whole)
    assert _facts(after.worsened_from(part.before)) == _facts(broken)
    return {*told, *(breach.rule for breach in broken)}


def _accepted_by_staff(dice: random.Random) -> Problem:
    """A day whose late starts somebody of the staff has accepted as a nurse lead: of a carer it counts for nothing."""
    problem = random_authority(dice)
    visits = []
    for visit in problem.visits:
        until = visit.windows[-1].end + 3 * 3600
        accepted = LateAcceptance(
            until=until, by=dice.choice(problem.workers).name, reason="agreed", on=date(2027, 2, 28), role="nurse lead"
        )
        told = () if visit.windows_hard else (accepted,)
        visits.append(visit.model_copy(update={"late_accepted": told, "priority": 5}))
    fields = {name: getattr(problem, name) for name in Problem.model_fields}
    return Problem(**fields | {"visits": tuple(visits)})


def test_a_part_prices_a_change_as_the_whole_roster_does() -> None:
    seen: set[str] = set()
    for seed in range(SEEDS):
        seen |= _priced(seed, random_problem)
    for seed in range(SEEDS // 2):
        seen |= _priced(seed, random_authority)
        seen |= _priced(seed, _accepted_by_staff)
    asked = {rule.id for rule in RULES if not rule.reports and not rule.id.startswith("join")}
    assert asked - seen <= ESTIMATED | RARE, "the days of this test never change what these say"


def test_the_whole_roster_is_priced_as_the_checker_does() -> None:
    for seed in range(40):
        dice = random.Random(seed)
        problem = random_problem(dice)
        roster = random_roster(dice, problem)
        pricing = TrialPricing(problem, roster)
        judged = check(problem, Roster(rounds=tuple(pricing.rounds.values())))
        assert pricing.whole.cost == judged.score.total
        assert _facts(pricing.whole.breaches) == _facts(
            tuple(b for b in judged.breaches if b.hard and b.rule in RULE_BY_ID)
        )


@pytest.mark.parametrize("rule", ["max_waiting", "max_idle", "workload_balance"])
def test_a_scope_too_narrow_prices_a_part_wrongly(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    """The largest of all, looked for in a part alone."""
    monkeypatch.setattr(type(RULE_BY_ID[rule]), "scope", "round")
    with pytest.raises(AssertionError):
        test_a_part_prices_a_change_as_the_whole_roster_does()


def test_what_is_said_of_all_visits_is_worked_out_once_for_every_part(
    hamlet: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was once for each part, and reasons on a week of nearly a thousand visits had no end."""
    problem = hamlet.model_copy()  # not the very object that another test may have asked about
    worked_out: Counter[str] = Counter()

    def counted(name: str, module: Any) -> None:
        work_out = getattr(module, name)

        def count(*arguments: Any) -> Any:
            worked_out[name] += 1
            return work_out(*arguments)

        monkeypatch.setattr(module, name, count)

    counted("call_pairs", calls)
    counted("Lasting", lateness)
    eligibility = Auditor(TrialPricing(problem, Roster())).eligibility
    late = [visit for visit in problem.visits if lateness.may_be_late(visit)]
    for visit in late:
        for shift in problem.shifts:
            eligibility._refusing(visit, shift, visit.windows[-1].end + 60 * problem.horizon.ticks_per_minute)
    assert len(late) * len(problem.shifts) > 20
    assert worked_out == {"call_pairs": 1, "Lasting": 1}
