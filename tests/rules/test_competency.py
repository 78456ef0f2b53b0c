"""Rule competency: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from fixtures.joint import joined_day
from solver.check import check
from solver.domain import Competency, HeldCompetency, Horizon, Problem, Shift, Worker
from solver.rules import RULE_BY_ID, Pack, case_for
from solver.travel import journeys

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(
    ("expires", "lacks"),
    [(None, False), (date(2026, 3, 3), False), (date(2026, 3, 2), False), (date(2026, 3, 1), True)],
)
def test_expiry_is_judged_on_the_day_of_the_visit(build: Build, expires: date | None, lacks: bool) -> None:
    visit = build.visit("v1", tasks=(build.task(competencies=("insulin",)),))
    wanda = build.worker("wanda", competencies=(HeldCompetency(competency="insulin", expires=expires),))
    problem = build.problem(visit, workers=(wanda,), shifts=(build.shift("s1", "wanda"),))
    found = build.breaches("competency", problem, s1=[("v1", build.at(9))])
    assert bool(found) == lacks
    if lacks:
        assert found[0].hard
        assert found[0].sentence == (
            "Wanda Example is not qualified for Ada Testperson's visit v1 at 09:00: insulin expired on 2026-03-01."
        )


def test_of_two_certificates_the_one_that_runs_longer_counts(build: Build) -> None:
    def sentences(*expires: date) -> list[str]:
        held = tuple(HeldCompetency(competency="insulin", expires=day) for day in expires)
        visit = build.visit("v1", tasks=(build.task(competencies=("insulin",)),))
        wanda = build.worker("wanda", competencies=held)
        problem = build.problem(visit, workers=(wanda,), shifts=(build.shift("s1", "wanda"),))
        return [one.sentence for one in build.breaches("competency", problem, s1=[("v1", build.at(9))])]

    assert sentences(date(2026, 3, 2), date(2026, 2, 1)) == []
    (sentence,) = sentences(date(2026, 3, 1), date(2026, 2, 1))
    assert sentence.endswith("insulin expired on 2026-03-01.")


def test_what_is_not_held_is_lacking(build: Build) -> None:
    nothing = build.problem(build.visit("v1"))
    assert build.breaches("competency", nothing, s1=["v1"]) == []
    needy = build.problem(build.visit("v1", tasks=(build.task(competencies=("insulin", "hoist")),)))
    found = build.breaches("competency", needy, s1=[("v1", build.at(9))])
    assert found[0].amount == 2
    assert found[0].sentence.endswith("lacks hoist and lacks insulin.")


def test_a_task_for_registered_nurses_is_one_more_competency_on_paper_only(build: Build) -> None:
    """On a real clock authority_registered speaks of it."""
    problem = build.problem(build.visit("v1", tasks=(build.task(registered_nurse_only=True),)))
    assert build.breaches("competency", problem, s1=["v1"]) == []
    assert len(build.breaches("authority_registered", problem, s1=["v1"])) == 1
    problem = problem.replace(horizon=Horizon(start=problem.horizon.start, ticks_per_minute=1000))
    assert build.breaches("competency", problem, s1=["v1"])[0].sentence.endswith("is not a registered nurse.")
    assert build.terms("competency", problem)[0].pairs.all()
    nurse = build.worker("wanda", registered_nurse=True)
    problem = problem.replace(workers=(nurse, *problem.workers[1:]))
    assert build.breaches("competency", problem, s1=["v1"]) == []
    assert build.terms("competency", problem)[0].pairs.tolist() == [[False, True, True]]


def test_where_a_task_names_none_the_catalogue_says_what_is_asked(build: Build) -> None:
    declared = (Competency(id="insulin"), Competency(id="home_support"))
    problem = build.problem(build.visit("v1", tasks=(build.task(code="Meal"),)), competencies=declared)
    assert build.breaches("competency", problem, s1=["v1"])[0].sentence.endswith("lacks home_support.")
    assert build.terms("competency", problem)[0].pairs.all()
    asked = build.task(code="meal", competencies=("insulin",))
    problem = build.problem(build.visit("v1", tasks=(asked,)), competencies=declared)
    assert build.breaches("competency", problem, s1=["v1"])[0].sentence.endswith(": lacks insulin.")
    undeclared = build.problem(build.visit("v1", tasks=(build.task(code="meal"),)))
    assert build.breaches("competency", undeclared, s1=["v1"]) == []
    assert build.terms("competency", undeclared) == []


def test_under_a_delegation_nothing_is_asked_but_of_nurses(build: Build) -> None:
    """The training stands for it; authority_delegated looks at what has run out."""
    insulin = build.task(code="insulin", owner="health", competencies=("insulin",))
    workers = build.worker("wanda"), build.worker("xaver", registered_nurse=True)
    shifts = build.shift("s1", "wanda"), build.shift("s2", "xaver")
    problem = build.problem(build.visit("v1", tasks=(insulin,)), workers=workers, shifts=shifts)
    assert build.breaches("competency", problem, s1=["v1"]) == []
    assert len(build.breaches("competency", problem, s2=["v1"])) == 1
    assert build.terms("competency", problem)[0].pairs.tolist() == [[False, True]]


def test_a_window_past_midnight_asks_for_both_days(build: Build) -> None:
    visit = build.visit("v1", window=(build.at(23), build.at(24, 30)), tasks=(build.task(competencies=("insulin",)),))
    held = HeldCompetency(competency="insulin", expires=date(2026, 3, 2))
    problem = build.problem(
        visit,
        workers=(build.worker("wanda", competencies=(held,)),),
        shifts=(build.shift("s1", "wanda", build.at(20), build.at(26)),),
    )
    assert build.breaches("competency", problem, s1=["v1"])


def test_why_somebody_cannot_come(build: Build) -> None:
    task = build.task(competencies=("insulin", "hoist"), registered_nurse_only=True)
    insulin, hoist = (HeldCompetency(competency=name) for name in ("insulin", "hoist"))
    lapsed = HeldCompetency(competency="hoist", expires=date(2026, 3, 1))
    for held, words in (
        ((), "lack hoist and insulin"),
        ((insulin,), "lack hoist"),
        ((insulin, lapsed), "have let hoist expire"),
    ):
        wanda, shifts = build.worker("wanda", competencies=held), (build.shift("s1", "wanda"),)
        problem = build.problem(build.visit("v1", tasks=(task,)), workers=(wanda,), shifts=shifts)
        assert _words(problem, "v1", problem.shifts[0]) == words
    paper = problem.replace(horizon=Horizon(start=problem.horizon.start, ticks_per_minute=1000))
    skilled = paper.replace(workers=(build.worker("wanda", competencies=(insulin, hoist)),))
    assert _words(skilled, "v1", skilled.shifts[0]) == "are not registered nurses"


def test_what_a_delegation_covers_is_not_said_to_be_lacking() -> None:
    """Nora's insulin goes to the care worker in the joint visit; whoever makes it needs the personal care only."""
    problem, roster = joined_day()
    cato = Worker(id="cato", name="Cato Testworker", organisation="care", home="home")
    shift = problem.shift["k"].model_copy(update={"id": "c", "worker": "cato"})
    problem = problem.replace(workers=(*problem.workers, cato), shifts=(*problem.shifts, shift))
    problem = check(problem, roster).problem
    assert problem.visit["n1+c1"].competencies == {"insulin", "personal_care"}
    assert _words(problem, "n1+c1", shift) == "lack personal_care"


def _words(problem: Problem, visit: str, shift: Shift) -> str:
    case = case_for("competency", problem, journeys(problem), Pack.for_problem(problem))
    return RULE_BY_ID["competency"].explain_refusal(case, problem.visit[visit], shift)
