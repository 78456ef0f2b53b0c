"""Random changes, one list after the other, on days with pairs, links and joins: no visit is lost, ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures import play
from fixtures.every_join import joined_day, joined_roster
from solver.amend import Amendment, Change, amend, parse_changes
from solver.domain import Fault, InputFaults, Problem, Roster
from solver.solving import solve

pytestmark = pytest.mark.kernel

Given = tuple[Problem, Roster]
Sound = Callable[[Amendment], None]


@st.composite
def some_changes(draw: Any, problem: Problem, roster: Roster) -> list[dict[str, Any]]:
    """One to three changes in documents' words, sensible or not."""
    names = [visit.id for visit in problem.visits] + [join.id for join in roster.joins]
    visits, shifts = st.sampled_from(names), st.sampled_from([shift.id for shift in problem.shifts])
    workers = st.sampled_from(sorted({shift.worker for shift in problem.shifts}))
    minutes = st.integers(0, problem.horizon.days * 24 * 60)
    starts = minutes.map(lambda m: (problem.horizon.start + timedelta(minutes=m)).isoformat())
    on = {stop.visit: round_.shift for round_ in roster.rounds for stop in round_.stops if stop.visit is not None}

    def move(visit: str) -> st.SearchStrategy[dict[str, Any]]:
        fields = {"change": st.just("move"), "visit": st.just(visit), "shift": shifts}
        if visit in on:
            fields["from_shift"] = st.just(on[visit])
        return st.fixed_dictionaries(fields, optional={"start": starts})

    def joined(visits: list[str]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {
                "change": st.just("decide_join"),
                "visits": st.just(visits),
                "approved": st.booleans(),
                "signed_by": st.just("S. Example"),
                "on": st.just("2027-02-01"),
            }
        )

    kinds = [
        visits.flatmap(move),
        st.fixed_dictionaries({"change": st.just("unserve"), "visit": visits}),
        st.fixed_dictionaries({"change": st.just("pin"), "visit": visits}, optional={"shift": shifts, "start": starts}),
        st.fixed_dictionaries({"change": st.just("unpin"), "visit": visits}),
        st.fixed_dictionaries({"change": st.just("swap"), "shifts": st.tuples(shifts, shifts).map(list)}),
        st.fixed_dictionaries({"change": st.just("absent"), "worker": workers}),
    ]
    said = {"by": st.just("S. Example"), "reason": st.just("away")}
    kinds += [
        st.fixed_dictionaries({"change": st.just("cancel"), "visit": visits, **said}),
        visits.map(lambda visit: _again(problem, visit)),
        st.fixed_dictionaries(
            {"change": st.just("window"), "visit": visits, "minutes": st.integers(10, 90)},
            optional={"earliest": starts, "latest": starts},
        ),
        st.fixed_dictionaries(
            {"change": st.just("suspend"), "what": st.just("worker"), "of": workers, "from": starts, **said}
        ),
    ]
    homes: dict[str, list[str]] = {}
    for visit in problem.visits:
        homes.setdefault(problem.client[visit.client].household or visit.client, []).append(visit.id)
    some = [home[at : at + 2] for home in homes.values() for at in range(len(home) - 1)]
    if some:
        kinds.append(st.sampled_from([*some, *(list(join.visits) for join in roster.joins)]).flatmap(joined))
    return draw(st.lists(st.one_of(kinds), min_size=1, max_size=3))


def _again(problem: Problem, visit: str) -> dict[str, Any]:
    """A visit like another one, added."""
    like = problem.visit.get(visit, problem.visits[0])
    plain = like.model_dump(
        mode="json",
        by_alias=True,
        exclude_defaults=True,
        context={"horizon": problem.horizon},
        exclude={"late_accepted"},
    )
    number = len(problem.visits) + len(problem.cancelled_visits)
    return {"change": "add", "visit": {**plain, "id": f"new {number}"}}


def walk(data: Any, sound: Sound, problem: Problem, roster: Roster, steps: int) -> int:
    """Lists of changes one after the other; how many could be made."""
    done = 0
    for _ in range(steps):
        if not problem.shifts:
            break
        changes: tuple[Change, ...] = parse_changes(data.draw(some_changes(problem, roster)))
        kept = problem.model_dump_json(), roster.model_dump_json()
        faults: tuple[Fault, ...] = ()
        try:
            made = amend(problem, roster, changes)
        except InputFaults as error:
            made, faults = None, error.faults
        assert made is not None or all(fault.where.startswith("changes[") for fault in faults)
        assert kept == (problem.model_dump_json(), roster.model_dump_json())
        if made is not None:
            sound(made)
            problem, roster, done = made.problem, made.roster, done + 1
    return done


QUICK = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def some_walks(number: int, sound: Sound, given_: Given, steps: int) -> None:
    @settings(QUICK, max_examples=number)
    @given(st.data())
    def walked(data: st.DataObject) -> None:
        walk(data, sound, *given_, steps=steps)

    walked()


@pytest.mark.parametrize("number", [10, pytest.param(40, marks=pytest.mark.long)])
def test_a_hamlet(hamlet: Given, nothing_lost: Sound, number: int) -> None:
    some_walks(number, nothing_lost, hamlet, steps=4)


@pytest.mark.parametrize("number", [10, pytest.param(40, marks=pytest.mark.long)])
def test_joins_of_every_kind(nothing_lost: Sound, number: int) -> None:
    some_walks(number, nothing_lost, (joined_day(), joined_roster()), steps=4)


def blended(moves: int) -> Given:
    """A scenario's day with the joins of a search of so many moves."""
    problem = play("blended-insulin", 1)
    roster = solve(problem, iterations=moves, joins="all", explain=False).roster
    assert roster.joins
    return problem, roster


@pytest.mark.parametrize(("number", "moves"), [(1, 5_000), pytest.param(8, 60_000, marks=pytest.mark.long)])
def test_a_scenario_with_joins(nothing_lost: Sound, number: int, moves: int) -> None:
    some_walks(number, nothing_lost, blended(moves), steps=3)
