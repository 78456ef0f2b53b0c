"""Who pays for which minutes: every minute at a door once, one's nursing never by another, the overhead as agreed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from fixtures.joint import COUPLE, DELEGATE, couple, delegate, joined_day
from solver.check import charged_minutes, charges_of, check
from solver.domain import Join, Problem, Roster, Step, joined
from solver.domain.joint import REMAINS
from solver.reading import problem_notes

MINUTE = 60


def a_day(**overhead: Any) -> tuple[Problem, Roster]:
    problem, roster = joined_day()
    agreements = tuple(one.model_copy(update=overhead) for one in problem.agreements)
    return problem.replace(agreements=agreements), roster


def paid(problem: Problem, join: Join, name: str) -> dict[str | None, float]:
    """Minutes of a joint visit by who pays."""
    made = joined(problem, [join])
    found: Counter[str | None] = Counter()
    for one in charges_of(made, made.visit[name]):
        found[one.funder] += one.ticks
    assert found.total() == made.visit[name].duration
    return {funder: ticks / MINUTE for funder, ticks in found.items()}


@pytest.mark.parametrize(
    ("bearer", "wanted"),
    [(None, {"trust": 13.5, "care": 31.5}), ("care", {"trust": 15, "care": 30}), ("trust", {"trust": 10, "care": 35})],
)
def test_what_is_saved_is_shared_in_proportion_or_as_agreed(bearer: str | None, wanted: dict[str, float]) -> None:
    """Insulin 15 min for the trust, wash and meal 35 for the care provider, made in 45."""
    assert paid(a_day(overhead_borne_by=bearer)[0], delegate(), DELEGATE) == wanted


def test_an_agreement_that_is_over_says_nothing() -> None:
    problem, _ = a_day(overhead_borne_by="care", ends=joined_day()[0].agreements[0].starts)
    assert paid(problem, delegate(), DELEGATE) == {"trust": 13.5, "care": 31.5}


def test_more_than_the_bearers_tasks_take_is_saved_by_all() -> None:
    """A visit of 20 minutes for 50 minutes of tasks: nobody pays less than nothing."""
    problem, _ = a_day(overhead_borne_by="trust")
    assert paid(problem, delegate().model_copy(update={"duration": 20 * MINUTE}), DELEGATE) == {"trust": 6, "care": 14}


def test_a_longer_visit_costs_whoever_bears_the_overhead() -> None:
    long = delegate().model_copy(update={"duration": 60 * MINUTE})
    assert paid(a_day()[0], long, DELEGATE) == {"trust": 18, "care": 42}
    assert paid(a_day(overhead_borne_by="trust")[0], long, DELEGATE) == {"trust": 25, "care": 35}


def test_one_funder_alone_pays_for_all() -> None:
    assert paid(a_day(overhead_borne_by="trust")[0], couple(), COUPLE) == {"care": 35}


def test_what_is_done_once_for_both_is_paid_half_by_each() -> None:
    problem, _ = a_day()
    meal = problem.visit["c1"].tasks[1]
    nurse = problem.visit["n1"].model_copy(update={"tasks": (*problem.visit["n1"].tasks, meal)})
    problem = problem.replace(visits=tuple(nurse if one.id == "n1" else one for one in problem.visits))
    steps = (
        Step(visit="n1", task=0),
        Step(visit="c1", task=1),
        Step(visit="n1", task=1, done_by=1),
        Step(visit="c1", task=0),
    )
    once = delegate().model_copy(update={"steps": steps, "duration": 50 * MINUTE})
    assert paid(problem, once, DELEGATE) == {"trust": 15 + 7.5, "care": 20 + 7.5}


def test_a_commissioner_pays_whoever_comes() -> None:
    problem, roster = a_day()
    visits = tuple(
        one.model_copy(update={"commissioner": "trust"}) if one.id == "c2" else one for one in problem.visits
    )
    assert paid(problem.replace(visits=visits), couple(), COUPLE) == {"trust": 17.5, "care": 17.5}
    judged = check(problem.replace(visits=visits), roster)
    assert charged_minutes(judged.problem, judged.timeline) == {"care": 31.5 + 17.5, "trust": 13.5 + 17.5 + 30}


def test_all_contact_is_charged_once() -> None:
    problem, roster = a_day()
    judged = check(problem, roster)
    assert sum(charged_minutes(judged.problem, judged.timeline).values()) == judged.figures.contact / MINUTE


def test_a_council_is_never_billed_for_nursing() -> None:
    """Not even for a share of it in a visit of its own: nobody is, and it is told."""
    problem, _ = a_day()
    council = tuple(
        one.model_copy(update={"kind": "council"}) if one.id == "care" else one for one in problem.organisations
    )
    insulin = problem.visit["n1"].tasks[0]
    visits = tuple(
        one.model_copy(update={"tasks": (*one.tasks, insulin)}) if one.id == "c1" else one for one in problem.visits
    )
    asked = problem.replace(organisations=council, visits=visits)
    told = [note for note in problem_notes(asked) if note.startswith("Nursing in visits that a council pays for: c1 ")]
    assert len(told) == 1
    assert not [note for note in problem_notes(problem) if "Nursing" in note]
    charges = charges_of(asked, asked.visit["c1"])
    assert [(one.funder, one.ticks / MINUTE) for one in charges] == [("care", 20), ("care", 15), (None, 15)]


def test_a_length_of_its_own_is_shared_by_its_tasks() -> None:
    problem, _ = a_day()
    long = problem.visit["c1"].model_copy(update={"length": 70 * MINUTE + 1})
    assert [one.ticks for one in charges_of(problem, long)] == [40 * MINUTE, 30 * MINUTE + 1]


@pytest.mark.parametrize(
    ("code", "nursing"),
    [
        ("insulin", True),
        ("Insulin", True),
        ("NovoRapid", True),
        ("catheter_bag", True),
        ("meal", False),
        ("tea", False),
    ],
)
def test_nursing_is_nursing_though_nobody_says_whose_it_is(code: str, nursing: bool) -> None:
    """The owner was left out, so it reads as social care's: the catalogue knows better."""
    problem, _ = a_day()
    council = tuple(
        one.model_copy(update={"kind": "council"}) if one.id == "care" else one for one in problem.organisations
    )
    told = problem.visit["c1"].tasks[0].model_copy(update={"code": code, "owner": "social", "competencies": ()})
    visits = tuple(
        one.model_copy(update={"tasks": (told, *one.tasks[1:])}) if one.id == "c1" else one for one in problem.visits
    )
    asked = problem.replace(organisations=council, visits=visits)
    assert charges_of(asked, asked.visit["c1"])[0].funder == (None if nursing else "care")
    assert any(f"c1 ({code})" in note for note in problem_notes(asked)) is nursing


def test_shares_are_tenths_of_a_minute_that_sum() -> None:
    """Three tasks in 50 minutes, of which nobody's share is a whole number of tenths."""
    problem, _ = a_day()
    one = problem.visit["c1"]
    tasks = tuple(one.tasks[0].model_copy(update={"duration": 7 * MINUTE}) for _ in range(3))
    shares = charges_of(problem, one.model_copy(update={"tasks": tasks, "length": 50 * MINUTE}))
    assert sum(share.ticks for share in shares) == 50 * MINUTE
    assert all(share.ticks % 6 == 0 for share in shares)


def test_each_charge_says_which_commissioned_task_it_is_of() -> None:
    made = joined(a_day()[0], [delegate()])
    found = charges_of(made, made.visit[DELEGATE])
    assert [(one.visit, one.task, one.funder) for one in found] == [
        ("n1", 0, "trust"),
        ("c1", 1, "care"),
        ("c1", 0, "care"),
    ]


def test_what_remains_of_a_visit_is_charged_with_what_is_left() -> None:
    """The insulin and the meal come along; the wash of twenty minutes remains."""
    steps = delegate().steps[:2]
    made = joined(a_day()[0], [delegate().model_copy(update={"steps": steps, "duration": 30 * MINUTE})])
    found = charges_of(made, made.visit[DELEGATE + REMAINS])
    assert [(one.visit, one.task, one.funder, one.ticks) for one in found] == [("c1", 0, "care", 20 * MINUTE)]
