"""A golden joined roster, broken once per condition, of authority or for joining: the checker names just that one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fixtures.joint import joined_day
from solver.check import check
from solver.domain import Consent, CoverHours, JoinDecision, Problem, Role, Roster, Step, Suspension, Window

from .golden_day import at

Edit = Callable[[Problem, Roster], tuple[Problem, Roster]]
LATE = CoverHours.model_validate({"from": "22:00", "until": "23:00"})


def entry(where: str, name: str, /, **fields: Any) -> Edit:
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


def coded(code: str, **fields: Any) -> Edit:
    """Bert's meal under another code, for which a nurse lead has signed."""

    def edit(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
        (task,) = problem.visit["c2"].tasks
        signed = JoinDecision(
            id="j", visits=("c2", "c3"), approved=True, by="Nora Testnurse", role=Role.NURSE_LEAD, on=date(2027, 1, 7)
        )
        problem = problem.replace(join_decisions=(*problem.join_decisions, signed))
        return entry("visits", "c2", tasks=(task.model_copy(update={"code": code, **fields}),))(problem, made)

    return edit


def second_dose(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    """The care worker's visit holds insulin, too."""
    wash, meal = problem.visit["c1"].tasks
    return entry("visits", "c1", tasks=(wash, meal.model_copy(update={"code": "Insulin"})))(problem, made)


def stopped(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    stop = Suspension(id="x", what="client", of="cora", starts=at("9:29"), reason="in hospital", by="Lena Sample")
    return problem.replace(suspensions=(stop,)), made


def by_protocol(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    """Cora's wound, which no protocol lets an assistant dress."""
    problem, made = entry("visits", "n2", provider="trust")(problem, made)
    return entry("workers", "nora", name="Ned Testhelper", registered_nurse=False)(problem, made)


def stranger(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    """An odd job for Cora, who has agreed to sharing, by a carer of another organisation."""
    odd = problem.visit["n2"].tasks[0].model_copy(update={"code": "odd job", "owner": "social", "competencies": ()})
    yes = (Consent(kind="sharing", given=True, recorded=date(2027, 1, 4)),)
    problem, made = entry("clients", "cora", consents=yes)(problem, made)
    return entry("visits", "n2", organisation="care", tasks=(odd,))(problem, made)


AUTHORITY: dict[str, Edit] = {
    "suspended": stopped,
    "authority_registered": coded("meal", registered_nurse_only=True),
    "authority_delegated": entry("delegations", "d1", expires=date(2027, 2, 28)),
    "authority_registrant": entry("registrants", "nora-rn", cover=(LATE,)),
    "authority_protocol": by_protocol,
    "authority_sharing": entry(
        "clients", "ada", consents=(Consent(kind="delegation", given=True, recorded=date(2027, 1, 4)),)
    ),
    "authority_agreement": entry("agreements", "both-ways", ends=date(2027, 2, 28)),
    "authority_catalogue": stranger,
}
JOINS: dict[str, Edit] = {
    "join_windows": late_insulin,
    "join_nurse_only": entry("visits", "c3", kind="review"),
    "join_catalogue": coded("breakfest"),
    "join_order": joins("n1+c1", steps=steps(("c1", 1), ("n1", 0), ("c1", 0))),
    "join_signed": entry("join_decisions", "n1+c1", until=date(2027, 2, 28)),
    "join_floor": joins("c2+c3", duration=34 * 60),
    "join_infection": joins("n1+c1", steps=steps(("c1", 0), ("n1", 0), ("c1", 1))),
    "join_identity": second_dose,
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


@pytest.mark.parametrize("rule", [*AUTHORITY, *JOINS])
def test_each_condition_broken_once_is_named_alone(rule: str) -> None:
    judged = check(*(AUTHORITY | JOINS)[rule](*joined_day()))
    assert {breach.rule for breach in judged.breaches if breach.hard} == {rule}
    assert not judged.feasible
