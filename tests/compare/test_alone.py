"""Every organisation alone: nobody's visit on another's round, agencies and buyers apart."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from fixtures import generate
from solver.compare import alone
from solver.domain import Pin, Problem
from solver.rules import Pack, Readings, lower_all
from solver.terms import Forbid
from solver.travel import journeys


@pytest.fixture(scope="module")
def day() -> Problem:
    return generate("team", 1)


def forbidden(problem: Problem) -> NDArray[np.bool_]:
    """Which shifts may not make which visits, shape (V, K), for want of competency or authority."""
    pairs = np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.bool_)
    for term in lower_all(problem, journeys(problem), Pack.for_problem(problem)):
        if isinstance(term, Forbid) and (term.rule == "competency" or term.rule.startswith("authority_")):
            pairs |= term.pairs
    return pairs


def test_only_an_organisations_own_staff_and_agencies_may_come(day: Problem) -> None:
    before, after = forbidden(day), forbidden(alone(day))
    acting = Readings(day, Pack.for_problem(day)).acting
    helped = 0
    for v, visit in enumerate(day.visits):
        for k, shift in enumerate(day.shifts):
            if acting[shift.id] in (visit.delivered_by, "agency"):  # whoever engages them; own staff
                assert after[v, k] == before[v, k]
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
