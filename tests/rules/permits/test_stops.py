"""Suspensions as the engine finds them: at any moment of a span, by every spelling, and the starts that they leave."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import MINUTE, at
from solver.domain import Suspension
from solver.rules.permits.stops import Stops
from solver.rules.readings.calls import Span
from solver.terms import FOREVER

if TYPE_CHECKING:
    from .conftest import Asked

TODAY = date(2027, 3, 1)


def stop(name: str, what: Any, of: str, starts: int, ends: int | None = None) -> Suspension:
    return Suspension(id=name, what=what, of=of, starts=starts, ends=ends, reason="audit", by="Lena Sample")


def stops(asked: Asked, *some: Suspension) -> Stops:
    asked.replace(suspensions=some)
    return asked.permits().stops


def span(earliest: int, latest: int) -> Span:
    return Span(earliest, latest, TODAY, TODAY)


@pytest.mark.parametrize(("what", "of"), [("task", "insulin"), ("delegation", "d1"), ("worker", "carl")])
@pytest.mark.parametrize(
    ("starts", "ends", "found"),
    [  # the span is from 09:00 to 10:20
        (at(8), None, True),
        (at(8), at(9), False),
        (at(8), at(9) + 1, True),
        (at(9, 30), at(9, 31), True),
        (at(10, 20) - 1, None, True),
        (at(10, 20) - 1, at(12), True),
        (at(10, 20), None, False),
        (at(10, 20), at(12), False),
        (at(9, 30), at(9, 30), False),  # lifted at the moment it was made
    ],
)
def test_a_stop_counts_at_any_moment_of_a_span_until_it_ends(
    asked: Asked, what: Any, of: str, starts: int, ends: int | None, found: bool
) -> None:
    known = stops(asked, stop("x", what, of, starts, ends))
    assert (known.find(what, of, span(at(9), at(10, 20))) is not None) == found
    assert known.find(what, "another", span(at(9), at(10, 20))) is None


def test_a_visit_without_length_is_stopped_at_its_moment(asked: Asked) -> None:
    known = stops(asked, stop("x", "task", "insulin", at(9), at(10)))
    moments = (at(9) - 1, at(9), at(10) - 1, at(10))
    assert [known.find("task", "insulin", span(moment, moment)) is not None for moment in moments] == [
        False,
        True,
        True,
        False,
    ]


def test_the_first_that_counts_is_told(asked: Asked) -> None:
    over = stop("over", "task", "Insulin", at(6), at(7))
    known = stops(asked, over, stop("one", "task", "INSULIN", at(8)), stop("two", "task", "insulin", at(8)))
    found = known.find("task", "insulin", span(at(9), at(10)))
    assert found is not None
    assert found.id == "one"


@pytest.mark.parametrize("of", ["r1", "Rita Testnurse"])
@pytest.mark.parametrize("text", ["r1", "Rita Testnurse", " rita  TESTNURSE"])
def test_a_registrant_is_stopped_by_id_and_by_name(asked: Asked, of: str, text: str) -> None:
    known = stops(asked, stop("x", "registrant", of, at(8), at(9, 30)))
    assert known.of_registrant(text, span(at(9), at(10))) is not None
    assert known.of_registrant(text, span(at(9, 30), at(10))) is None
    assert known.of_registrant("Somebody Else", span(at(9), at(10))) is None


def test_a_delegation_is_stopped_by_itself_and_by_who_answers_for_it(asked: Asked) -> None:
    (one,) = asked.problem.delegations
    for what, of in (("delegation", "d1"), ("registrant", "r1")):
        known = stops(asked, stop("x", what, of, at(8), at(9, 30)))
        assert known.of_delegation(one, span(at(9), at(10))) is not None
        assert known.of_delegation(one, span(at(9, 30), at(10))) is None
    asked.add("delegations", one.model_copy(update={"id": "d2"}))
    assert stops(asked, stop("x", "delegation", "d2", at(8))).of_delegation(one, span(at(9), at(10))) is None


def test_a_task_that_is_stopped_for_a_time_stops_its_visit_for_that_time(asked: Asked) -> None:
    nell, visit = asked.problem.worker["nell"], asked.problem.visit["insulin"]
    for what, of in (("task", "Insulin"), ("worker", "nell")):
        for ends, found in ((at(9), []), (at(9) + 1, ["suspended"])):
            asked.replace(suspensions=(stop("x", what, of, at(8), ends),))
            assert [one.rule for one in asked.permits().obstacles(visit, nell, "trust")] == found
            assert bool(asked.permits().blocked(visit)[asked.problem.shift_number["nell"]]) == bool(found)


@pytest.mark.parametrize(
    ("some", "free"),
    [  # the visit takes 20 minutes
        ((), None),
        (((at(8), None),), [(-FOREVER, at(7, 40))]),
        (((at(8), at(9)),), [(-FOREVER, at(7, 40)), (at(9), FOREVER)]),
        (((at(8), at(9)), (at(9, 20), None)), [(-FOREVER, at(7, 40)), (at(9), at(9))]),
        (((at(8), at(9)), (at(9, 19), None)), [(-FOREVER, at(7, 40))]),
        (((at(9, 20), None), (at(8), at(9))), [(-FOREVER, at(7, 40)), (at(9), at(9))]),
    ],
)
def test_before_a_stop_a_visit_is_over_and_after_it_it_may_begin(
    asked: Asked, some: Any, free: list[tuple[int, int]] | None
) -> None:
    clients = [stop(f"x{number}", "client", "ada", *times) for number, times in enumerate(some)]
    assert stops(asked, *clients).free_starts(asked.problem.visit["wash"]) == free


def test_a_visit_without_length_is_not_begun_at_the_moment_of_a_stop(asked: Asked) -> None:
    asked.task("wash", duration=0)
    known = stops(asked, stop("x", "client", "ada", at(8)))
    assert known.free_starts(asked.problem.visit["wash"]) == [(-FOREVER, at(8) - 1)]
    assert asked.problem.visit["wash"].duration < MINUTE
