"""Visits as authority looks at them: what is done of a joint visit and of what goes with it, by whom, for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.every_join import joined_day, joined_roster
from fixtures.paper import MINUTE
from solver.domain import Task, UnpaidCarer, joint_visits
from solver.rules import Pack, Readings
from solver.rules.permits.sheets import Sheet, Sheets

from ..authority.conftest import LONG_AGO, TODAY, TOMORROW, YESTERDAY

if TYPE_CHECKING:
    from .conftest import Asked

JOINS = {join.id: join for join in joined_roster().joins}


@pytest.mark.parametrize("name", JOINS)
def test_a_joint_visit_does_each_step_for_the_visit_that_asked_for_it(name: str) -> None:
    """Also what is done once for two; what remains, and the second pair of hands, do their own tasks."""
    problem, join = joined_day(), JOINS[name]
    sheets = Sheets(Readings(problem, Pack.for_problem(problem)))
    whole, *others = joint_visits(problem, join)
    found = [(duty.part, duty.code, duty.provider, duty.client) for duty in sheets.of(whole).duties]
    wanted = [
        (
            step.visit,
            sheets.fold(whole.task_of(step).code),
            whole.part[step.visit].delivered_by,
            whole.part[step.visit].client,
        )
        for step in join.steps
    ]
    assert found == wanted
    assert set(sheets.of(whole).providers) == {(part.delivered_by, part.client) for part in whole.parts}
    assert sheets.of(whole).joint
    for other in others:
        assert [duty.code for duty in sheets.of(other).duties] == [sheets.fold(task.code) for task in other.tasks]
        assert {(duty.part, duty.client) for duty in sheets.of(other).duties} == {(other.id, other.client)}
        assert sheets.of(other).joint == (other.role == "second")


def helped(asked: Asked, **fields: Any) -> Sheet:
    """The sheet of Ada's wash and meal, of which her cousin does the wash."""
    known = {
        "id": "c1",
        "client": "ada",
        "name": "Cousin Sample",
        "tasks": ("Wash and dress",),
        "second_hands": True,
        "carer_agreed": LONG_AGO,
        "client_agreed": TODAY,
        "until": TODAY,
    }
    asked.replace(unpaid_carers=(UnpaidCarer(**known | fields),))
    meal = Task(code="meal", duration=10 * MINUTE)
    tasks = (*asked.problem.visit["wash"].tasks[:1], meal)
    asked.change("visits", "wash", tasks=tasks, workers=2, unpaid_carer="c1")
    return asked.permits().sheets.of(asked.problem.visit["wash"])


@pytest.mark.parametrize(
    ("fields", "agreed"),
    [
        ({}, True),
        ({"carer_agreed": TODAY, "client_agreed": LONG_AGO}, True),
        ({"client_agreed": TOMORROW}, False),
        ({"carer_agreed": TOMORROW}, False),
        ({"client_agreed": None}, False),
        ({"carer_agreed": None}, False),
        ({"until": YESTERDAY}, False),
        ({"until": None}, True),
    ],
)
def test_what_an_unpaid_carer_does_by_agreement_no_worker_does(
    asked: Asked, fields: dict[str, Any], agreed: bool
) -> None:
    sheet = helped(asked, **fields)
    assert tuple(task.code for _, task in sheet.tasks) == ("wash_and_dress", "meal")
    assert {client for client, _ in sheet.tasks} == {asked.problem.visit["wash"].client}
    assert [duty.code for duty in sheet.duties] == (["meal"] if agreed else ["wash_and_dress", "meal"])
    sheets, visit = asked.permits().sheets, asked.problem.visit["wash"]
    assert sheets.hands(visit) == (1 if agreed else 2)
    asked.change("unpaid_carers", "c1", second_hands=False)
    assert asked.permits().sheets.hands(visit) == 2
    asked.change("visits", "wash", workers=1)
    assert asked.permits().sheets.hands(asked.problem.visit["wash"]) == 1


def test_a_carers_agreement_holds_for_all_of_the_span(asked: Asked) -> None:
    asked.window("wash", *((24 * 60 - minutes) * MINUTE for minutes in (60, 20)))
    assert asked.problem.horizon.date(24 * 60 * MINUTE) == TODAY + timedelta(days=1)
    sheet = helped(asked, client_agreed=TODAY, until=TODAY)
    assert sheet.span.last_day == TOMORROW
    assert [duty.code for duty in sheet.duties] == ["wash_and_dress", "meal"]
    assert [duty.code for duty in helped(asked, client_agreed=TODAY, until=TOMORROW).duties] == ["meal"]
    assert len(helped(asked, client_agreed=TOMORROW, until=TOMORROW).duties) == 2
