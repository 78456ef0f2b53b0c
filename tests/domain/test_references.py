"""Faults between objects: all of them, once each, and none where the cause was already reported."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from solver.domain import (
    COLLECTIONS,
    Break,
    Client,
    Horizon,
    Household,
    InputFaults,
    Link,
    Organisation,
    PastVisit,
    Pin,
    Place,
    Problem,
    Shift,
    Task,
    TaskBefore,
    Visit,
    Window,
    Worker,
    WorkerBefore,
    cross_faults,
)
from solver.domain.references import REFERENCES
from solver.domain.ties import link_faults

HOUR = 3600


def fields(days: int = 1, start: datetime = datetime(2026, 3, 2)) -> dict[str, Any]:
    """The fields of a good small problem."""
    return {
        "horizon": Horizon(start=start, days=days),
        "organisations": (Organisation(id="o", name="Example Care", sector="social"),),
        "places": (Place(id="p", lat=54, lon=2),),
        "clients": (Client(id="c", name="Avril Testperson", place="p"),),
        "visits": tuple(visit(name) for name in "abc"),
        "workers": (Worker(id="w", name="Edwina Placeholder", organisation="o", home="p"),),
        "shifts": (Shift(id="s", worker="w", start=7 * HOUR, end=14 * HOUR),),
    }


def visit(name: str, start: int = 8 * HOUR, **changes: Any) -> Visit:
    usual = {"client": "c", "organisation": "o", "tasks": (Task(code="t", duration=600),)}
    return Visit(**{"id": name, **usual, "windows": (Window(start=start, end=start + HOUR),), **changes})


def faults(**changes: Any) -> dict[str, str]:
    """The faults of a problem with some fields changed: where to what would be right."""
    try:
        Problem(**{**fields(), **changes})
    except InputFaults as error:
        found = {fault.where: fault.expected for fault in error.faults}
        return found if len(found) == len(error.faults) else {"twice": str(error)}
    return {}


def gap(name: str, first: str, second: str, least: int | None = None, most: int | None = None) -> Link:
    return Link(id=name, kind="gap", first=first, second=second, min_gap=least, max_gap=most)


def tie(name: str, kind: Any, first: str, second: str) -> Link:
    return Link(id=name, kind=kind, first=first, second=second)


def test_a_good_problem_has_none() -> None:
    assert faults() == {}


def test_every_unknown_id_at_once() -> None:
    found = faults(
        visits=(visit("a", client="x"), visit("b", organisation="x", place="x", preferred_workers=("w", "x"))),
        links=(tie("l", "same_start", "a", "x"),),
        shifts=(Shift(id="s", worker="x", start=0, end=9), Shift(id="t", worker="w", start=0, end=9, end_place="x")),
        pins=(Pin(visit="a", shift="x"), Pin(visit="x", worker="x")),
        history=(PastVisit(client="x", worker="x", start=-HOUR),),
    )
    assert set(found) == {
        "visits[0].client",
        "visits[1].organisation",
        "visits[1].place",
        "visits[1].preferred_workers[1]",
        "links[0].second",
        "shifts[0].worker",
        "shifts[1].end_place",
        "pins[0].shift",
        "pins[1].visit",
        "pins[1].worker",
        "history[0].client",
        "history[0].worker",
    }


def test_duplicate_ids_name_the_other() -> None:
    assert faults(visits=(visit("a"), visit("b"), visit("a"))) == {
        "visits[2].id": "want an id used once; it is also at visits[0]"
    }


def test_naming_a_broken_object_is_no_second_fault() -> None:
    parts = dict(fields().items()) | {"links": (tie("l", "same_start", "a", "z"),)}
    assert [fault.where for fault in cross_faults(parts)] == ["links[0].second"]
    assert cross_faults(parts, {"visits": {"z"}}) == []
    parts["visits"] = (None, *parts["visits"][1:])
    assert [fault.where for fault in cross_faults(parts, {"visits": {"a", "z"}})] == []
    del parts["visits"]
    assert cross_faults(parts) == []


@pytest.mark.parametrize(
    ("start", "days", "length"),
    [(datetime(2026, 3, 28), 2, 47), (datetime(2026, 10, 24), 2, 49), (datetime(2026, 3, 29), 1, 23)],
)
def test_the_horizon_ends_where_the_clock_change_puts_it(start: datetime, days: int, length: int) -> None:
    last = length * HOUR + 12 * HOUR  # a night visit may start after the last midnight
    good = fields(days, start)
    assert Problem(**{**good, "visits": (visit("a", last),)}).horizon.end == length * HOUR
    with pytest.raises(InputFaults, match="want a time within the horizon"):
        Problem(**{**good, "visits": (visit("a", last + 1),)})


def test_times_outside_the_horizon() -> None:
    found = faults(
        visits=(visit("a", -2 * HOUR), visit("b", -HOUR), visit("c", 40 * HOUR)),
        shifts=(
            Shift(id="s", worker="w", start=100 * HOUR, end=101 * HOUR),
            Shift(id="t", worker="w", start=HOUR, end=900 * HOUR),
            Shift(
                id="u",
                worker="w",
                start=HOUR,
                end=9 * HOUR,
                break_=Break(duration=HOUR, earliest=9 * HOUR, latest=10 * HOUR),
            ),
        ),
        history=(PastVisit(client="c", worker="w", start=25 * HOUR),),
        pins=(Pin(visit="a", start=-9),),
    )
    assert set(found) == {
        "visits[0].windows[0]",
        "visits[2].windows[0]",
        "shifts[0].start",
        "shifts[1].end",
        "shifts[2].break",
        "history[0].start",
        "pins[0].start",
    }


def test_a_task_of_before_is_over_and_hides_no_other_fault() -> None:
    done = TaskBefore(client="c", task="t", start=-HOUR)
    late = TaskBefore(client="c", task="t", start=24 * HOUR)
    found = faults(tasks_before=(done, late), pins=(Pin(visit="a", start=-9),))
    assert set(found) == {"tasks_before[1].start", "pins[0].start"}


def test_a_task_of_a_visit_of_before_is_told_once() -> None:
    """Rows that say the same are one; another moment, end or client for one task of one visit is a fault."""
    done = TaskBefore(client="c", task="t", start=-2 * HOUR, end=-HOUR, visit="yesterday")
    assert faults(tasks_before=(done, done)) == {}
    for change in ({"start": -3 * HOUR}, {"end": -1}, {"end": None}):
        found = faults(tasks_before=(done, done.model_copy(update={"task": "T", **change})))
        assert set(found) == {"tasks_before[1].visit"}
        assert "tasks_before[0] tells of it otherwise" in str(found)
    others: list[dict[str, Any]] = [{"task": "u"}, {"order": "long acting"}, {"visit": "another"}, {"visit": None}]
    for other in others:
        assert faults(tasks_before=(done, done.model_copy(update={"start": -3 * HOUR, **other}))) == {}


def test_a_gap_may_begin_at_a_visit_of_before_the_horizon() -> None:
    done = TaskBefore(client="c", task="t", start=-HOUR, visit="yesterday")
    links = (gap("1", "yesterday", "a", 4 * HOUR),)
    assert faults(tasks_before=(done,), links=links) == {}
    assert set(faults(links=links)) == {"links[0].first"}
    others = (gap("1", "a", "yesterday", 4 * HOUR), tie("2", "same_worker", "yesterday", "a"))
    assert set(faults(tasks_before=(done,), links=others)) == {"links[0].second", "links[1].first"}


def test_ticks_beyond_any_calendar_are_a_fault_and_no_crash() -> None:
    assert set(faults(visits=(visit("a", 10**12),))) == {"visits[0].windows[0]"}


def test_facts_told_in_two_ways() -> None:
    number = "9990001006"
    found = faults(
        places=(Place(id="p", lat=54, lon=2), Place(id="q", lat=54, lon=2)),
        households=(Household(id="h", place="q"),),
        clients=(
            Client(id="c", name="Avril Testperson", place="p", household="h", nhs_number=number),
            Client(id="d", name="Basil Testperson", place="q", household="h", nhs_number=number),
        ),
        workers=tuple(Worker(id=name, name="Edwina Placeholder", organisation="o", home="p") for name in "wx"),
        pins=(Pin(visit="a", shift="s", worker="x"), Pin(visit="a", start=8 * HOUR)),
    )
    assert found == {
        "clients[0].place": "want the household's place, q",
        "clients[1].nhs_number": "want an NHS number of one client; clients[0] has it too",
        "pins[0].worker": "want the worker of shift s, w",
        "pins[1].visit": "want one pin for a visit; it is also at pins[0]",
    }


CIRCLES: dict[str, tuple[list[Link], list[str]]] = {
    "two visits": ([gap("1", "a", "b", 10), gap("2", "b", "a", 10)], ["links[0]"]),
    "three visits": ([gap("1", "a", "b", 1), gap("2", "b", "c", 1), gap("3", "c", "a", 1)], ["links[0]"]),
    "a gap of nought in the circle": ([gap("1", "a", "b", 10), gap("2", "b", "a", 0)], ["links[0]"]),
    "only a longest gap on the way back": ([gap("1", "a", "b", 10), gap("2", "b", "a", None, 99)], ["links[0]"]),
    "nothing but noughts is one moment": ([gap("1", "a", "b", 0), gap("2", "b", "a", 0)], []),
    "same start and a gap": ([tie("1", "same_start", "a", "b"), gap("2", "a", "b", 1)], ["links[0]"]),
    "same start and a gap of nought": ([tie("1", "double_handed", "a", "b"), gap("2", "a", "b", 0)], []),
    "same start through a third": (
        [tie("1", "same_start", "a", "b"), tie("2", "double_handed", "c", "b"), gap("3", "c", "a", 5)],
        ["links[0]"],
    ),
    "too long for its parts": (
        [gap("1", "a", "b", 0, 60), gap("2", "b", "c", 0, 60), gap("3", "a", "c", 121)],
        ["links[0]"],
    ),
    "just long enough": ([gap("1", "a", "b", 0, 60), gap("2", "b", "c", 0, 60), gap("3", "a", "c", 120)], []),
    "two circles are two faults": (
        [gap("1", "a", "b", 1), gap("2", "b", "a", 1), gap("3", "c", "d", 1), gap("4", "d", "c", 1)],
        ["links[0]", "links[2]"],
    ),
    "a diamond is no circle": (
        [gap("1", "a", "b", 1), gap("2", "a", "c", 1), gap("3", "b", "d", 1), gap("4", "c", "d", 1)],
        [],
    ),
    "workers may go round": ([tie("1", "same_worker", "a", "b"), tie("2", "same_worker", "b", "a")], []),
    "one worker who must be two": (
        [tie("1", "same_worker", "a", "b"), tie("2", "same_worker", "c", "b"), tie("3", "different_worker", "a", "c")],
        ["links[2]"],
    ),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_links_that_contradict_each_other(name: str) -> None:
    links, expected = CIRCLES[name]
    assert [fault.where for fault in link_faults(links)] == expected


@settings(max_examples=200)
@given(st.data())
def test_a_circle_is_reported_exactly_when_no_start_times_exist(data: st.DataObject) -> None:
    """Against trying every start time from 0 to the sum of all gaps for up to four visits."""
    pairs = data.draw(st.lists(st.permutations("abcd").map(lambda names: names[:2]), min_size=1, max_size=5))
    links = []
    for number, (first, second) in enumerate(pairs):
        least, most = sorted(data.draw(st.tuples(st.integers(0, 2), st.integers(0, 2))))
        kind = data.draw(st.sampled_from(["both", "least", "most", "same"]))
        if kind == "same":
            links.append(tie(str(number), "same_start", first, second))
        else:
            gaps = (None if kind == "most" else least, None if kind == "least" else most)
            links.append(gap(str(number), first, second, *gaps))

    def kept(starts: dict[str, int]) -> bool:
        for link in links:
            apart = starts[link.second] - starts[link.first]
            if link.kind == "same_start" and apart != 0:
                return False
            if link.kind == "gap" and (
                apart < (link.min_gap or 0) or (link.max_gap is not None and apart > link.max_gap)
            ):
                return False
        return True

    possible = any(kept(dict(zip("abcd", starts, strict=True))) for starts in itertools.product(range(8), repeat=4))
    assert possible == (not list(link_faults(links)))


def test_a_chain_of_thousands_is_quick_and_its_message_short() -> None:
    chain = [gap(f"l{number}", f"v{number}", f"v{number + 1}", 10, 20) for number in range(5000)]
    assert list(link_faults(chain)) == []
    (fault,) = link_faults([*chain, gap("back", "v5000", "v0", 1)])
    assert len(str(fault)) < 400


def test_problems_are_replaced_with_all_checks() -> None:
    problem = Problem(**fields())
    assert problem.replace(name="other").name == "other"
    with pytest.raises(InputFaults, match="one of the clients"):
        problem.replace(clients=())
    assert problem.digest == Problem(**fields()).digest != problem.replace(name="other").digest


def test_a_problem_that_says_nothing_new_keeps_its_fingerprint() -> None:
    """Rosters and stored problems know it. A field that comes later is left out of what is written where it has its
    default: exclude_if, as the team of a worker.
    """
    problem = Problem(version="1", **fields())
    assert problem.digest == "9b23c2027004a44ae6d62421ede0c1df58e35a741af766de3241e6826dc08070"
    (worker,) = problem.workers
    assert problem.replace(workers=(worker.model_copy(update={"team": "Harbour evening"}),)).digest != problem.digest


def test_the_pack_is_kept_in_one_order() -> None:
    one = Problem(**fields(), pack={"b": {"y": 1, "x": (1, 2)}, "a": {}})
    two = Problem(**fields(), pack={"a": {}, "b": {"x": [1, 2], "y": 1}})
    assert one == two
    assert one.digest == two.digest
    with pytest.raises(ValueError, match="want numbers"):
        Problem(**fields(), pack={"a": {"x": float("nan")}})


# Names that nothing is looked up by: of the object itself, and words that care plans and the register have in common.
FREE = {
    ("visits", "tasks.code"),
    ("delegations", "task"),
    ("protocols", "task"),
    ("standing_agreements", "tasks"),
    ("unpaid_carers", "tasks"),
    ("join_decisions", "tasks"),
    ("cancelled_visits", "by_two"),
    ("task_catalogue", "code"),
    ("task_catalogue", "also"),
    ("tasks_before", "task"),
    ("tasks_before", "visit"),  # of yesterday
    ("cancelled_visits", "by_two"),
}


def names_in(model: type[BaseModel], root: str = "") -> Iterator[str]:
    """The fields of an object, and of the objects in it, that hold ids."""
    for name, field in model.model_fields.items():
        if re.search(r"\b(Id|Code)\b", str(model.__annotations__[name])):
            yield root + name
        for kind in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from names_in(kind, f"{root}{name}.")


def test_every_field_that_names_something_is_looked_up() -> None:
    found = {(collection, field) for collection, model in COLLECTIONS.items() for field in names_in(model)}
    found -= {(collection, "id") for collection in COLLECTIONS}
    looked_up = {(collection, field) for collection, fields in REFERENCES.items() for field, _ in fields}
    missing = [f"{collection}.{field}" for collection, field in sorted(found - looked_up - FREE)]
    assert not missing, f"{missing}: say in REFERENCES (solver/domain/references.py) what it names"
    assert looked_up | FREE == found
    assert {target for fields in REFERENCES.values() for _, target in fields} <= COLLECTIONS.keys()


def test_a_worker_comes_back_once_before_the_horizon() -> None:
    """Of two rows the last counted, and a night of yesterday was forgotten."""
    one = WorkerBefore(worker="w", until=-60)
    assert set(faults(workers_before=(one, WorkerBefore(worker="w", until=-600)))) == {"workers_before[1].worker"}
    assert faults(workers_before=(one,)) == {}


def test_what_was_before_ended_after_it_began() -> None:
    assert WorkerBefore(worker="w", began=-60, until=-60).until == -60
    assert TaskBefore(client="c", task="t", start=-60, end=-60).end == -60
    with pytest.raises(ValidationError, match="want began no later than until"):
        WorkerBefore(worker="w", began=-59, until=-60)
    with pytest.raises(ValidationError, match="want end no earlier than start"):
        TaskBefore(client="c", task="t", start=-60, end=-61)
