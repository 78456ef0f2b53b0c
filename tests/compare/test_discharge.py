"""Discharge packages: four visits a day, put in until one does not fit, and nobody late for it."""

from __future__ import annotations

from itertools import islice

import pytest

from fixtures import generate
from solver.check import check
from solver.compare import carried, discharge_packages
from solver.domain import Problem, Roster
from solver.solving import solve

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def day() -> Problem:
    return generate("hamlet", 1)


@pytest.fixture(scope="module")
def roster(day: Problem) -> Roster:
    return solve(day, iterations=20_000, seed=1).roster


def test_a_package_is_four_visits_a_day_of_an_invented_client(day: Problem) -> None:
    client, visits = next(discharge_packages(day, 1))
    assert "Invented" in client.name
    assert client.place in {place.id for place in day.places}
    assert [day.horizon.minutes(visit.duration) for visit in visits] == [45, 30, 30, 30]
    assert [day.horizon.label(visit.windows[0].start) for visit in visits] == ["07:30", "11:45", "16:15", "20:00"]
    assert all(visit.windows_hard and visit.competencies for visit in visits)


def test_the_same_seed_gives_the_same_packages(day: Problem) -> None:
    assert list(discharge_packages(day, 3, 7)) == list(discharge_packages(day, 3, 7))
    assert list(discharge_packages(day, 3, 7)) != list(discharge_packages(day, 3, 8))


def test_more_staff_carry_more_packages(day: Problem, roster: Roster) -> None:
    """The same day with one more carer whose round is empty all day."""
    first = carried(day, roster)
    model = next(worker for worker in day.workers if "personal_care" in {h.competency for h in worker.competencies})
    worker = model.model_copy(update={"id": "spare", "name": "Sparrow Testperson", "refused_clients": ()})
    start, end = min(s.start for s in day.shifts), max(s.end for s in day.shifts)
    shift = day.shifts[0].model_copy(
        update={"id": "spare-all-day", "worker": "spare", "start": start, "end": end, "break_": None}
    )
    larger = day.replace(workers=(*day.workers, worker), shifts=(*day.shifts, shift))
    assert carried(larger, roster) > first


def test_what_is_counted_really_fits(day: Problem, roster: Roster) -> None:
    """With as many packages as were counted the day has a roster; the count is no more than asked about."""
    count = carried(day, roster, most=2)
    assert count > 0  # or the rest says nothing
    assert count <= 2
    packages = list(islice(discharge_packages(day, 2), count))
    larger = day.replace(
        clients=(*day.clients, *(client for client, _ in packages)),
        visits=(*day.visits, *(visit for _, visits in packages for visit in visits)),
    )
    found = solve(larger, iterations=40_000, seed=1, start=roster)
    assert check(larger, found.roster).feasible
    out = {entry.visit for entry in found.roster.unserved}
    assert not any(visit.id in out for _, visits in packages for visit in visits)
