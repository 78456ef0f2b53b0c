"""A suspension as one change among others: written into the day, and what rests on it leaves the roster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fixtures.paper import at
from solver.amend import Amendment, Suspend, amend, parse_changes
from solver.check import check
from solver.domain import InputFaults, Problem

from .test_changes import roster, three, times, when

Sound = Callable[[Amendment], None]


def stop(problem: Problem, what: str, of: str, start: int = at(0, 0), **fields: Any) -> Suspend:
    told = {"reason": "hospital", "by": "Lea Example", **fields}
    return Suspend(what=what, of=of, from_=when(problem, start), **told)


def test_what_rests_on_it_leaves_with_the_reason(nothing_lost: Sound) -> None:
    problem = three()
    made = amend(problem, roster(), [stop(problem, "client", "B")])
    assert made.safe
    (one,) = made.problem.suspensions
    assert (one.id, one.what, one.of, one.reason, one.by) == ("stop-1", "client", "B", "hospital", "Lea Example")
    (entry,) = made.roster.unserved
    assert entry.visit == "b"
    assert entry.reason.startswith("Suspended: ")
    assert "hospital" in entry.reason
    assert times(made)["s"] == [("a", at(9)), ("d", at(12, 30))]
    assert check(made.problem, made.roster).feasible
    nothing_lost(made)


def test_a_worker_stopped_leaves_all_of_their_visits(nothing_lost: Sound) -> None:
    problem = three()
    made = amend(problem, roster(), [stop(problem, "worker", "v")])
    assert {entry.visit for entry in made.roster.unserved} == {"c", "d"}
    assert made.safe
    nothing_lost(made)


def test_what_is_over_is_pinned_and_what_is_begun_stays_and_is_named() -> None:
    problem = three()
    made = amend(problem, roster(), [stop(problem, "worker", "w", at(9, 50))])
    said = " ".join(made.sentences)
    assert "Begun before, and not over, so ring them now: b." in said
    assert "Over before, so pinned where they were made: a." in said
    assert ("b", at(9, 40)) in times(made)["s"]
    assert [pin.visit for pin in made.problem.pins] == ["a"]
    assert made.safe  # nobody who stops something is held up by whoever is at a door
    assert {breach.visit for breach in check(made.problem, made.roster).breaches if breach.hard} == {"b"}


def test_nothing_rests_on_it() -> None:
    problem = three()
    made = amend(problem, roster(), [stop(problem, "worker", "x")])
    assert made.sentences[1] == "No visit of this roster rests on it."
    assert made.roster.unserved == ()


def test_faults_stand_at_the_change_with_the_nearest_names() -> None:
    problem = three()
    change = stop(problem, "client", "BB", reason=" ", by="?", to=when(problem, at(0, 0)))
    with pytest.raises(InputFaults) as error:
        amend(problem, roster(), [change])
    told = {fault.where: fault.expected for fault in error.value.faults}
    assert set(told) == {f"changes[0].{name}" for name in ("of", "to", "reason", "by")}
    assert "the nearest: B" in told["changes[0].of"]


def test_in_words_of_documents() -> None:
    plain = {
        "change": "suspend",
        "what": "client",
        "of": "B",
        "from": "2027-03-01T10:00:00+00:00",
        "by": "Lea Example",
        "reason": "hospital",
    }
    (change,) = parse_changes([plain])
    assert isinstance(change, Suspend)
    for name in ("from", "to"):
        with pytest.raises(InputFaults) as error:
            parse_changes([{**plain, name: "10:00"}])
        (fault,) = error.value.faults
        assert fault.where == f"changes[0].{name}"
        assert "with an offset" in fault.expected
