"""A golden joined roster, broken once per condition for joining: the checker names exactly that one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fixtures.joint import joined_day
from solver.check import check
from solver.domain import Problem, Roster, Step, Window

from .golden_day import at

Edit = Callable[[Problem, Roster], tuple[Problem, Roster]]


def entry(where: str, name: str, **fields: Any) -> Edit:
    """An entry of the joined day with some fields changed."""

    def edit(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
        entries = (item.model_copy(update=fields) if item.id == name else item for item in getattr(problem, where))
        return problem.replace(**{where: tuple(entries)}), made

    return edit


def joins(name: str, **fields: Any) -> Edit:
    """A join of the joined day with some fields changed."""

    def edit(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
        changed = (join.model_copy(update=fields) if join.id == name else join for join in made.joins)
        return problem, made.model_copy(update={"joins": tuple(changed)})

    return edit


def steps(*pairs: tuple[str, int]) -> tuple[Step, ...]:
    return tuple(Step(visit=visit, task=task) for visit, task in pairs)


def late_insulin(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    """The insulin after twenty minutes of meal and washing, whose window closes ten minutes after the start."""
    task = problem.visit["n1"].tasks[0]
    window = Window(start=at("8:00"), end=at("8:40"))
    problem, made = entry("visits", "n1", tasks=(task.model_copy(update={"clinical_window": window}),))(problem, made)
    wash, meal = problem.visit["c1"].tasks
    drink = meal.model_copy(update={"code": "drink_and_snack"})
    problem, made = entry("visits", "c1", tasks=(wash, drink))(problem, made)
    return joins("n1+c1", steps=steps(("c1", 1), ("n1", 0), ("c1", 0)))(problem, made)


def undelegable(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    task = problem.visit["n1"].tasks[0].model_copy(update={"delegable": False})
    return entry("visits", "n1", tasks=(task,))(problem, made)


def second_dose(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    """The care worker's visit holds insulin, too."""
    wash, meal = problem.visit["c1"].tasks
    return entry("visits", "c1", tasks=(wash, meal.model_copy(update={"code": "Insulin"})))(problem, made)


def unknown_code(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    task = problem.visit["c3"].tasks[0].model_copy(update={"code": "ear_drops"})
    return entry("visits", "c3", tasks=(task,))(problem, made)


JOINS: dict[str, Edit] = {
    "join_consent": entry("clients", "ada", consents=()),
    "join_delegable": undelegable,
    "join_signed_off": entry("delegations", "d1", expires=date(2027, 2, 28)),
    "join_registrant": entry("delegations", "d1", contact=""),
    "join_windows": late_insulin,
    "join_nurse_only": entry("visits", "c3", kind="review"),
    "join_order": joins("n1+c1", steps=steps(("c1", 1), ("n1", 0), ("c1", 0))),
    "join_signed": entry("join_decisions", "n1+c1", until=date(2027, 2, 28)),
    "join_floor": joins("c2+c3", duration=34 * 60),
    "join_infection": joins("n1+c1", steps=steps(("c1", 0), ("n1", 0), ("c1", 1))),
    "join_agreement": entry("agreements", "both-ways", ends=date(2027, 2, 28)),
    "join_willing": entry("workers", "carl", accepts_delegation=False),
    "join_identity": second_dose,
    "join_catalogue": unknown_code,
}


def test_the_golden_joined_roster_has_no_hard_breach_and_the_papers_figures() -> None:
    problem, made = joined_day()
    judged = check(problem, made)
    assert [breach.sentence for breach in judged.breaches if breach.hard] == []
    figures = judged.figures
    assert (figures.commissioned, figures.served, figures.unserved, figures.late) == (5, 5, 0, 0)
    assert (figures.tasks_served, figures.tasks_unserved) == (6, 0)
    assert (figures.doors, figures.joint, figures.rounds) == (3, 2, 2)
    assert (figures.contact, figures.health_contact) == (110 * 60, 30 * 60)
    assert (figures.travel, figures.home, figures.waiting) == (10 * 60, 40 * 60, 0)
    assert (figures.continuity["health"].clients, figures.continuity["care"].clients) == (2, 3)
    assert set(problem.visit) - set(judged.problem.visit) == {"n1", "c1", "c2", "c3"}


@pytest.mark.parametrize("bare", [False, True])
def test_a_problem_that_is_joined_already_is_not_joined_twice(bare: bool) -> None:
    problem, made = joined_day()
    judged = check(problem, made)
    again = check(judged.problem, made.model_copy(update={"joins": ()}) if bare else made)
    assert again.problem is judged.problem
    assert (again.breaches, again.score, again.figures) == (judged.breaches, judged.score, judged.figures)


@pytest.mark.parametrize("rule", JOINS)
def test_each_condition_for_joining_broken_once_is_named_alone(rule: str) -> None:
    judged = check(*JOINS[rule](*joined_day()))
    assert {breach.rule for breach in judged.breaches if breach.hard} == {rule}
    assert not judged.feasible
