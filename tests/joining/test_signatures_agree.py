"""Search and checker agree on what is signed for, over random decisions and agreements."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Any

import pytest

from fixtures.joint import DAY, couple, joined_day
from solver.domain import Horizon, JoinDecision, Role, joint_visits
from solver.joining import Register, Signatures, find_outcome
from solver.rules import Pack
from solver.rules.joins.signing import Signing

from .random_signatures import ALL, Draw, a_home_of_three


@pytest.mark.parametrize(
    ("refused", "signed"),
    [(ALL, False), (("c3", "c4"), False), (("c2", "c4"), False), (("c2", "c1"), True), (("c2", "n2"), True)],
)
def test_a_refused_part_of_it_blocks_the_whole(refused: tuple[str, ...], signed: bool) -> None:
    """For search and checker: whoever said no to two of three said no to the three; of other visits it says nothing."""
    problem, made = a_home_of_three()
    answers = (
        JoinDecision(id="yes", visits=ALL, approved=True, by="Ted Example", role=Role.TEAM_LEAD, on=DAY - timedelta(9)),
        JoinDecision(id="no", visits=refused, approved=False, by="Ted Example", role=Role.TEAM_LEAD, on=DAY),
    )
    for decisions, wanted in ((answers[:1], True), (answers, signed)):
        day = problem.replace(join_decisions=decisions, standing_agreements=())
        pack = Pack.for_problem(day)
        whole = joint_visits(day, made)[0]
        search = Signatures(Register.of(day, pack), pack)
        assert search.is_signed_for(whole, day.worker["carl"], True) == wanted
        judge = Signing(day, pack.catalogue(day), whole, [day.shift["k"]])
        assert (not [*judge.faults("join")]) == wanted


@pytest.mark.parametrize(("day", "signed"), [(date(2025, 2, 28), True), (date(2025, 3, 1), False)])
def test_a_signature_of_29_february_holds_until_the_28th_of_the_next_year(day: date, signed: bool) -> None:
    problem = joined_day()[0]
    start = problem.horizon.start.replace(year=day.year, month=day.month, day=day.day)
    yes = JoinDecision(
        id="yes", visits=("c2", "c3"), approved=True, by="Ted Example", role=Role.TEAM_LEAD, on=date(2024, 2, 29)
    )
    problem = problem.replace(horizon=Horizon(start=start), join_decisions=(yes,), standing_agreements=())
    pack = Pack.for_problem(problem)
    whole = joint_visits(problem, couple())[0]
    assert Signatures(Register.of(problem, pack), pack).is_signed_for(whole, problem.worker["carl"]) == signed
    judge = Signing(problem, pack.catalogue(problem), whole, [problem.shift["k"]])
    assert (not [*judge.faults("join")]) == signed


@lru_cache
def a_pack() -> Pack:
    """All random days have one pack."""
    return Pack.for_problem(joined_day()[0])


class Compared:
    """One random day, and what search and checker say of its joint visit."""

    def __init__(self, rng: random.Random):
        self.draw = Draw(rng)
        self.problem = self.draw.problem()
        self.signatures = Signatures(Register.of(self.problem, a_pack()), a_pack())
        made = self.draw.made()
        if made.outcome not in ("drop_duplicate", "co_attend"):
            made = made.model_copy(update={"outcome": rng.choice(("join", "delegate", "absorb"))})
        self.whole = joint_visits(self.problem, made)[0]
        self.acting = {
            worker.id: {
                self.signatures.register.readings.acting[shift.id]
                for shift in self.problem.shifts
                if shift.worker == worker.id
            }
            for worker in self.problem.workers
        }

    def judge(self, *shifts: str) -> Signing:
        readings = self.signatures.register.readings
        return Signing(
            self.problem, readings.catalogue, self.whole, [self.problem.shift[one] for one in shifts], readings.grace
        )

    def compare_alone(self, shift: str) -> bool:
        """A visit of one worker: offered if and only if it passes. Returns whether it does."""
        worker = self.problem.worker[self.problem.shift[shift].worker]
        judge = self.judge(shift)
        really = [*judge.outcomes()][-1]
        faults = {needed: [*judge.faults(really, needed)] for needed in (True, False)}
        for needed, wrong in faults.items():
            offered = self.signatures.is_signed_for(self.whole, worker, needed)
            if len(self.acting[worker.id]) == 1 and self.whole.workers == 1:
                assert offered == (not wrong), (needed, wrong)
            elif offered:  # on either shift, or with whoever is the second
                assert not wrong, (needed, wrong)
        return not faults[True]

    def compare_signature(self, *shifts: str) -> None:
        """Who signed for the visit by these workers is who, for the checker, signed last; or what was agreed."""
        workers = [self.problem.worker[self.problem.shift[one].worker] for one in shifts]
        if any(len(self.acting[worker.id]) > 1 for worker in workers):
            return
        judge = self.judge(*shifts)
        outcome = find_outcome(self.signatures.register, self.whole, workers)
        assert outcome == [*judge.outcomes()][-1]
        found = self.signatures.find_signature(self.whole, workers)
        assert bool(found) == (not [*judge.faults(outcome)])
        inside = {part.id for part in self.whole.parts}
        signed = [
            one
            for one in self.problem.join_decisions
            if one.approved and set(one.visits) == inside and not judge.flaw(one, outcome)
        ]
        if found and signed:
            latest = sorted(signed, key=lambda one: one.on)[-1]
            assert found == f"{latest.by} ({latest.role})"
        elif found:
            ids = {one.id for one in self.problem.agreements} | {one.id for one in self.problem.standing_agreements}
            assert set(found.split(", ")) <= ids


@pytest.mark.parametrize("seed", range(32))
def test_search_and_checker_agree(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(80):
        day = Compared(rng)
        for shift in day.problem.shifts:
            day.compare_alone(shift.id)
            day.compare_signature(shift.id)
        for pair in combinations([shift.id for shift in day.problem.shifts][:2], 2):
            day.compare_signature(*pair)


def test_the_random_days_hold_both_answers_of_every_shape() -> None:
    """Else the test above could say nothing."""
    rng, found = random.Random(1), set[Any]()
    for _ in range(300):
        day = Compared(rng)
        found.update((day.draw.shape, day.compare_alone(shift.id)) for shift in day.problem.shifts)
    assert len(found) == 10
