"""Search and checker agree on what is signed for, over random decisions and agreements."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from fixtures.joint import DAY, couple, delegate, joined_day
from solver.domain import Join, JoinDecision, Problem, Role, StandingAgreement, Step, joint_visits
from solver.joining import Register, Signatures, find_outcome
from solver.rules import Pack
from solver.rules.joins.signing import Signing

OUTCOMES = ("join", "delegate", "absorb", "drop_duplicate")
ROLES = (Role.NURSE_LEAD, Role.NURSE_LEAD, Role.SCHEDULER, Role.TEAM_LEAD)
NAMES = ("Nora Testnurse", "Nora Testnurse", "Ted Example", "?")
PAIRS = (("n1", "c1"), ("c1", "n1"), ("c2", "c3"), ("c2", "c1"))
ALL = ("c2", "c3", "c4")


def a_decision(rng: random.Random, number: int) -> JoinDecision:
    def near(base: date) -> date:
        return base + timedelta(days=rng.randint(-2, 2))

    def maybe(*values: object) -> object:
        return rng.choice(values) if rng.random() < 0.3 else None

    return JoinDecision.model_validate({
        "id": f"j{number}", "visits": rng.choice(PAIRS), "approved": rng.random() < 0.75, "by": rng.choice(NAMES),
        "role": rng.choice(ROLES), "on": near(rng.choice([date(2027, 1, 6), DAY, date(2026, 3, 1)])),
        "outcome": maybe(*OUTCOMES), "tasks": maybe(("insulin", "Meal", "wash_and_dress"), ("meal",)) or (),
        "worker": maybe("carl", "nora"), "worker_kind": maybe("registered_nurse", "care_worker"),
        "since": maybe(near(DAY)), "until": maybe(near(DAY)), "answers": maybe("j0", "j1"),
    })  # fmt: skip


def a_day(rng: random.Random) -> Problem:
    problem = joined_day()[0]
    standing = StandingAgreement(
        id="own", organisation=rng.choice(["care", "trust"]), outcome=rng.choice(["join", "absorb"]),
        tasks=rng.choice([("meal",), ("meal", "insulin"), ("insulin",)]), signed_by=rng.choice(NAMES),
        role=rng.choice(ROLES), signed=DAY - timedelta(days=rng.randint(0, 3)), review=DAY + timedelta(days=2),
    )  # fmt: skip
    agreed = problem.agreements[0].model_copy(update={"pre_agreed": rng.choice([(), (), ("delegate",), ("absorb",)])})
    return problem.replace(
        join_decisions=tuple(a_decision(rng, number) for number in range(rng.randint(2, 5))),
        standing_agreements=(standing,) if rng.random() < 0.5 else (),
        agreements=(agreed,),
    )


def a_home_of_three() -> tuple[Problem, Join]:
    """The couple's day with a third person, and visit c4, behind their door, and one visit for all three."""
    problem = joined_day()[0]
    third = problem.client["bea"].model_copy(update={"id": "ben", "name": "Ben Testclient"})
    visit = problem.visit["c3"].model_copy(update={"id": "c4", "client": "ben"})
    problem = problem.replace(clients=(*problem.clients, third), visits=(*problem.visits, visit))
    made = couple()
    steps = tuple(Step(visit=name, task=0) for name in ALL)
    return problem, made.model_copy(update={"visits": ALL, "steps": steps, "duration": 50 * 60})


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


@pytest.mark.parametrize("seed", range(4))
def test_search_and_checker_agree(seed: int) -> None:
    rng, found = random.Random(seed), set()
    for _ in range(150):
        problem = a_day(rng)
        pack = Pack.for_problem(problem)
        signatures = Signatures(Register.of(problem, pack), pack)
        for made in (delegate(), couple()):
            for shift in problem.shifts:
                worker = problem.worker[shift.worker]
                whole = joint_visits(problem, made)[0]
                outcome = find_outcome(signatures.register, whole, [worker])
                whole = joint_visits(problem, made.model_copy(update={"outcome": outcome}))[0]
                judge = Signing(problem, pack.catalogue(problem), whole, [shift])
                for needed in (True, False):
                    wrong = [why for one in judge.outcomes() for why in judge.faults(one, needed)]
                    assert signatures.is_signed_for(whole, worker, needed) == (not wrong), (
                        problem.join_decisions,
                        wrong,
                    )
                if not [why for one in judge.outcomes() for why in judge.faults(one)]:
                    assert signatures.find_signature(whole, [worker])
                found.add((made.id, worker.id, signatures.is_signed_for(whole, worker)))
    assert len(found) == 8  # each of them signed for and not
