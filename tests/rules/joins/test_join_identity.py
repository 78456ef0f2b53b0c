"""Rule join_identity: two doses, what makes them one, who declares and who signs, and its sentences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import at
from solver.domain import JoinDecision, Registrant, Role, Step, Window

if TYPE_CHECKING:
    from .conftest import Joint


def twice(joint: Joint, once: bool = True, **fields: Any) -> None:
    """The council's visit holds Ada's insulin too, no meal; nobody has signed. once: done once for both."""
    joint.problem = joint.problem.replace(join_decisions=())
    joint.task("c1", 1, code=fields.pop("code", "insulin"), **fields)
    steps = joint.steps(("n1", 0), ("c1", 0), ("c1", 1))
    if once:
        steps = (*steps[:2], Step(visit="c1", task=1, done_by=0))
        joint.join("n1+c1", outcome="drop_duplicate", steps=steps)
    else:
        joint.join("n1+c1", steps=steps)


def signed(joint: Joint, **fields: Any) -> None:
    told = {"id": "s", "visits": ("n1", "c1"), "approved": True, "by": "Lea Example", "role": Role.NURSE_LEAD}
    decisions = (*joint.problem.join_decisions, JoinDecision(**told | {"on": joint.yesterday} | fields))
    joint.problem = joint.problem.replace(join_decisions=decisions)


def declared(joint: Joint, by: str, version: str = "2", **nora: Any) -> None:
    joint.task("c1", 1, duplicate_of="n1", duplicate_declared_by=by)
    person = {"registration": "99A1234E", "registered_until": joint.tomorrow} | nora
    registrants = (Registrant(id="nora", name="Nora Example", **person),)
    joint.problem = joint.problem.replace(version=version, registrants=registrants)


def test_other_tasks_may_be_one(joint: Joint) -> None:
    assert joint.sentences("join_identity") == []


@pytest.mark.parametrize("code", ["insulin", "Insulin", " INSULIN ".strip()])
def test_both_done(joint: Joint, code: str) -> None:
    twice(joint, once=False, code=code)
    signed(joint)
    assert joint.sentences("join_identity") == [
        "Ada Testclient has insulin in visit n1 and in visit c1, two doses or calls, and joint visit n1+c1 on 1 March "
        "2027 makes one visit of them: both would be done at once."
    ]


def test_dropped_with_a_nurse_leads_signature(joint: Joint) -> None:
    twice(joint)
    (told,) = joint.sentences("join_identity")
    assert told.endswith("makes one visit of them: no nurse lead has signed for dropping one as a duplicate.")
    signed(joint)
    assert joint.sentences("join_identity") == []


@pytest.mark.parametrize(
    "fields",
    [{"role": Role.SCHEDULER}, {"approved": False}, {"visits": ("n1", "c2")}, {"outcome": "join"}, {"by": "?"}],
)
def test_a_signature_that_is_none(joint: Joint, fields: dict[str, Any]) -> None:
    twice(joint)
    signed(joint, **fields)
    assert len(joint.sentences("join_identity")) == 1


def test_a_refusal_is_answered_by_a_later_signature(joint: Joint) -> None:
    twice(joint)
    signed(joint)
    signed(joint, id="no", approved=False, on=joint.today)
    assert len(joint.sentences("join_identity")) == 1
    signed(joint, id="again", on=joint.tomorrow)
    assert joint.sentences("join_identity") == []


@pytest.mark.parametrize(("minutes", "allowed"), [(30, True), (31, False), (0, True)])
def test_windows_share_half_of_the_shorter(joint: Joint, minutes: int, allowed: bool) -> None:
    twice(joint)
    signed(joint)
    joint.change("visits", "n1", windows=(Window(start=at(8, 0), end=at(9, 0)),))
    joint.change("visits", "c1", windows=(Window(start=at(8, minutes), end=at(9, minutes)),))
    joint.by("k", at(8, 45))
    assert (joint.sentences("join_identity") == []) == allowed


def test_one_provider_delivers_both(joint: Joint) -> None:
    twice(joint)
    signed(joint)
    joint.change("visits", "c1", provider=joint.visit("n1").delivered_by)
    (told,) = joint.sentences("join_identity")
    assert "one provider delivers both" in told


def test_two_orders_are_never_one(joint: Joint) -> None:
    twice(joint, order="B")
    signed(joint)
    assert joint.sentences("join_identity") == []
    joint.task("n1", 0, order="A")
    declared(joint, "nora")
    (told,) = joint.sentences("join_identity")
    assert told.endswith("they are two orders.")


@pytest.mark.parametrize(
    ("by", "fields", "allowed"),
    [
        ("nora", {}, True),
        ("Nora Example", {}, True),
        ("Sam Scheduler", {}, False),
        ("?", {}, False),
        ("nora", {"registration": "-"}, False),
        ("nora", {"registered_until": None}, False),
        ("nora", {"left": "yesterday"}, False),
        ("nora", {"left": "today"}, True),
        ("nora", {"registered_until": "yesterday"}, False),
        ("Sam Scheduler", {"version": "1"}, False),
        ("?", {"version": "1"}, False),
        ("nora", {"version": "1", "registration": "-"}, False),
        ("nora", {"version": "1", "left": "yesterday"}, False),
    ],
)
def test_who_declares_a_duplicate(joint: Joint, by: str, fields: dict[str, Any], allowed: bool) -> None:
    twice(joint)
    days = {"yesterday": joint.yesterday, "today": joint.today}
    declared(joint, by, **{name: days.get(value, value) for name, value in fields.items()})
    assert (joint.sentences("join_identity") == []) == allowed


def test_declared_of_another_visit(joint: Joint) -> None:
    twice(joint)
    declared(joint, "nora")
    joint.task("c1", 1, duplicate_of="c2")
    assert len(joint.sentences("join_identity")) == 1


def test_two_people_of_one_home_have_a_dose_each(joint: Joint) -> None:
    for name in ("c2", "c3"):
        joint.task(name, 0, code="meal")
    assert joint.sentences("join_identity") == []
    steps = joint.steps(("c2", 0), ("c3", 0))
    joint.join("c2+c3", outcome="drop_duplicate", steps=(steps[0], Step(visit="c3", task=0, done_by=0)))
    (told,) = joint.sentences("join_identity")
    assert "would be done by a task of another client in joint visit c2+c3" in told


def test_a_day_apart_nothing_is_dropped(joint: Joint) -> None:
    twice(joint)
    signed(joint)
    start = joint.visit("n1").windows[0].start
    long = Window(start=start - int(timedelta(days=1).total_seconds()), end=joint.visit("n1").windows[-1].end)
    joint.change("visits", "c1", windows=(long,))
    (told,) = joint.sentences("join_identity")
    assert "of another day" in told


@pytest.mark.parametrize("several", ["n1", "c1"])
def test_who_declares_a_duplicate_is_registered_until_the_last_window_of_both_ends(joint: Joint, several: str) -> None:
    twice(joint)
    windows = joint.visit(several).windows
    day = int(timedelta(days=1).total_seconds())
    more = tuple(Window(start=one.start + day, end=one.end + day) for one in windows)
    joint.change("visits", several, windows=(*windows, *more))
    for until, allowed in ((joint.today, False), (joint.tomorrow, True)):
        declared(joint, "nora", registered_until=until)
        assert (joint.sentences("join_identity") == []) == allowed
