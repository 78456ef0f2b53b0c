"""Every organisation alone: nobody's visit on another's round, agencies and buyers apart."""

from __future__ import annotations

import pytest

from fixtures import generate
from solver.compare import alone
from solver.domain import Pin, Problem
from solver.rules import Case, Pack, case_for
from solver.rules.competency import CompetencyRule
from solver.travel import journeys


@pytest.fixture(scope="module")
def day() -> Problem:
    return generate("team", 1)


def forbidden(problem: Problem):
    case: Case = case_for("competency", problem, journeys(problem), Pack.for_problem(problem))
    (term,) = CompetencyRule().lower(case)
    return term.pairs


def test_only_an_organisations_own_staff_and_agencies_of_its_side_may_come(day: Problem) -> None:
    before, after = forbidden(day), forbidden(alone(day))
    helped = 0
    for v, visit in enumerate(day.visits):
        for k, shift in enumerate(day.shifts):
            worker = day.worker[shift.worker]
            if worker.organisation == visit.organisation:
                assert after[v, k] == before[v, k]
            elif worker.agency:
                side = "health" if worker.registered_nurse else "social"
                same = day.organisation[visit.organisation].sector == side
                assert after[v, k] == (before[v, k] or not same)
            else:
                assert after[v, k]
                helped += not before[v, k]
    assert helped > 100  # what pooling opens


def test_who_employs_nobody_buys_from_all(day: Problem) -> None:
    nobody = "council"
    staff = {worker.id for worker in day.workers if worker.organisation == nobody}
    workers = tuple(
        worker.model_copy(update={"organisation": "provider"}) if worker.id in staff else worker
        for worker in day.workers
    )
    bought = day.replace(workers=workers)
    before, after = forbidden(bought), forbidden(alone(bought))
    rows = [v for v, visit in enumerate(day.visits) if visit.organisation == nobody]
    assert rows
    assert (before[rows] == after[rows]).all()


def test_the_visits_stay_what_they_were(day: Problem) -> None:
    for was, now in zip(day.visits, alone(day).visits, strict=True):
        assert (was.id, was.windows, was.duration, was.workers) == (now.id, now.windows, now.duration, now.workers)


def test_a_pin_to_another_organisation_s_worker_does_not_hold_alone(day: Problem) -> None:
    visit = next(one for one in day.visits if one.organisation == "trust")
    own, other = (
        next(s for s in day.shifts if (day.worker[s.worker].organisation == "trust") is same) for same in (True, False)
    )
    helps = day.worker[other.worker].agency and day.worker[other.worker].registered_nurse
    assert not helps, "who comes for the health side anyway is no example"
    for pin, holds in (
        (Pin(visit=visit.id, shift=own.id), True),
        (Pin(visit=visit.id, start=visit.windows[0].start), True),
        (Pin(visit=visit.id, shift=other.id), False),
        (Pin(visit=visit.id, worker=other.worker), False),
    ):
        assert alone(day.replace(pins=(pin,))).pins == ((pin,) if holds else ())
