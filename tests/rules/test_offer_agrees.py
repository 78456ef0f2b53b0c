"""The offer: joint visits beside the visits they stand for, in one problem. Rules say the same of it in both ways."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fixtures.joint import couple, delegate, joined_day
from fixtures.paper import at, round_
from solver import terms
from solver.check import check
from solver.domain import Pin, Problem, Roster, Worker, joint_visits
from solver.rules import RULES, Pack, case_for, timeline
from solver.travel import journeys

from .evaluation import forbids

BY_PAIR = (terms.Forbid, terms.AssignCost, terms.StartWithin, terms.NewFaceCost)  # said of one visit on one shift


def offer(**changes: Any) -> Problem:
    """The paper's day with both joint visits beside their parts, and a second nurse, care worker and shift for each."""
    problem, _ = joined_day()
    problem = problem.replace(
        **{
            "pack": {**problem.pack, "continuity": {"price": 3.0}},
            "workers": (
                *problem.workers,
                Worker(id="nell", name="Nell Testnurse", organisation="trust", home="home", registered_nurse=True),
                Worker(id="cato", name="Cato Testworker", organisation="care", home="home"),
            ),
            **changes,
        }
    )
    shift = problem.shift["k"]
    hired = [name for name in ("nell", "cato") if name in problem.worker]
    more = tuple(shift.model_copy(update={"id": name, "worker": name}) for name in hired)
    made = (*joint_visits(problem, delegate()), *joint_visits(problem, couple()))
    return problem.replace(shifts=(*problem.shifts, *more), visits=(*problem.visits, *made))


def changed(where: str, name: str, **fields: Any) -> dict[str, Any]:
    entries = getattr(joined_day()[0], where)
    return {where: tuple(entry.model_copy(update=fields) if entry.id == name else entry for entry in entries)}


OFFERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "the other of a couple declined him": changed("clients", "bea", refused_workers=("carl",)),
    "she declined the other of a couple": changed("workers", "nora", refused_clients=("bea",)),
    "a couple's flagged address": changed("clients", "bea", lone_working="pair"),
    "a couple in daylight": changed("clients", "bea", lone_working="daylight"),
    "a part pinned to the nurse": {"pins": (Pin(visit="n1", worker="nora"),)},
    "both parts pinned apart": {"pins": (Pin(visit="n1", worker="nora"), Pin(visit="c1", shift="k"))},
    "a part pinned to a start": {"pins": (Pin(visit="c2", start=at(9, 25)),)},
    "preferred by one of a couple": changed("clients", "bea", preferred_workers=("nora",)),
}


@pytest.mark.parametrize("name", OFFERS)
def test_who_may_make_a_visit_and_what_it_costs(name: str) -> None:
    problem = offer(**OFFERS[name])
    travel, pack = journeys(problem), Pack.for_problem(problem)
    for rule in RULES:
        case = case_for(rule, problem, travel, pack)
        lowered = [term for term in rule.lower(case) if isinstance(term, BY_PAIR)]
        if not lowered:
            continue
        for visit in problem.visits:
            for number, shift in enumerate(problem.shifts):
                start = at(9, 25) if visit.id.startswith("c2") else at(9)
                roster = Roster(rounds=(round_(shift.id, (visit.id, start)),))
                found = list(rule.breaches(case, timeline(problem, roster, travel)))
                found = [breach for breach in found if breach.visit == visit.id]
                index = problem.visit_number[visit.id]
                assert any(breach.hard for breach in found) == any(
                    forbids(term, index, number, start) for term in lowered
                ), (rule.id, visit.id, shift.id)
                costs = [_cost(term, index, number) for term in lowered]
                assert sum(breach.cost for breach in found) == sum(costs), (rule.id, visit.id, shift.id)


def _cost(term: terms.Term, visit: int, shift: int) -> int:
    if isinstance(term, terms.AssignCost):
        return int(term.cost[visit, shift])
    if isinstance(term, terms.NewFaceCost):
        clients = [client for client in (term.client[visit], *term.also[visit]) if client >= 0]
        return sum(term.price for client in clients if not term.familiar[client, term.worker[shift]])
    return 0


def test_a_delegation_stands_for_the_competency_and_only_there() -> None:
    """Carl holds personal care and is named for Ada's insulin; Cato holds nothing; Nell, a nurse, holds nothing."""
    problem = offer()
    travel, pack = journeys(problem), Pack.for_problem(problem)
    free = np.ones((len(problem.visits), len(problem.shifts)), dtype=bool)
    for rule in RULES:
        for term in rule.lower(case_for(rule, problem, travel, pack)):
            if isinstance(term, terms.Forbid):
                free &= ~term.pairs
    allowed = {
        visit: [shift.worker for shift in problem.shifts if free[index, problem.shift_number[shift.id]]]
        for visit, index in problem.visit_number.items()
    }
    assert allowed["n1"] == ["carl", "nora"]
    assert allowed["c1"] == ["carl", "nora"]
    assert allowed["n1+c1"] == ["carl", "nora"]
    assert allowed["c2+c3"] == ["carl", "cato"]  # neither of the couple has agreed to sharing


@pytest.mark.parametrize("served", [(), ("n1",), ("n1+c1",), ("n1+c1", "c2+c3"), ("n1", "c1", "c2")])
def test_what_is_left_out_is_paid_once(served: tuple[str, ...]) -> None:
    """A joint visit costs nothing when it is left out, and waives the price of its parts where it is made."""
    problem = offer(pins=(Pin(visit="c1", shift="k"),))
    travel, pack = journeys(problem), Pack.for_problem(problem)
    waived = {part.id for visit in served for part in problem.visit[visit].commissioned}
    measured = timeline(problem, Roster(rounds=(round_("k", *((name, at(9)) for name in served)),)), travel)
    for rule in RULES:
        if rule.id in ("unserved", "pins"):
            case = case_for(rule, problem, travel, pack)
            told = sum(breach.cost for breach in rule.breaches(case, measured))
            price = sum(
                (term.cost for term in rule.lower(case) if isinstance(term, terms.UnservedCost)),
                np.zeros(len(problem.visits), dtype=np.int64),
            )
            paid = sum(int(price[index]) for name, index in problem.visit_number.items() if name not in waived)
            assert told == paid, rule.id


def test_a_fair_share_is_of_the_work_as_commissioned() -> None:
    problem, roster = joined_day()
    judged = check(problem, roster).problem
    targets = []
    for one in (problem, judged, offer(workers=problem.workers, shifts=problem.shifts)):
        rule = next(rule for rule in RULES if rule.id == "fairness")
        (load,) = rule.lower(case_for(rule, one, journeys(one), Pack.for_problem(problem)))
        assert isinstance(load, terms.LoadCost)
        targets.append(int(load.target.sum()))
    assert targets == [120 * 60] * 3
