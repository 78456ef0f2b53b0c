"""Why a measure is outside: counted from the day on paper, told only where it is outside, and never invented."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.paper import MINUTE, at, day, round_, visit, worker
from solver.check import check
from solver.domain import Agreement, Problem, Roster, Shift, Task
from solver.realism import document, measure, table

HALF = (at(8), at(9))
SOCIAL = (
    {"id": "care", "name": "Samplecare (invented)", "sector": "social", "kind": "provider"},
    {"id": "other", "name": "Madeup Care (invented)", "sector": "social", "kind": "provider"},
    {"id": "trust", "name": "Sample NHS Trust (invented)", "sector": "health", "kind": "nhs_trust"},
)
DOWN = {"health_task_to_care_worker": True}


def paper(**more: Any) -> Problem:
    """Ada has care by one employer, Bea by the other; Ada is nursed twice for insulin, Cy once."""
    insulin = Task(code="insulin", duration=15 * MINUTE, owner="health", delegable=True)
    nursing = {"organisation": "trust"}
    visits = more.pop("visits", None) or [
        visit("a", "ada", 30, HALF, organisation="care"),
        visit("b", "bea", 30, (at(10), at(11)), organisation="other"),
        visit("n1", "ada", 15, HALF, **nursing).model_copy(update={"tasks": (insulin,)}),
        visit("n2", "ada", 15, (at(17), at(18)), **nursing).model_copy(update={"tasks": (insulin,)}),
        visit("n3", "cy", 15, HALF, **nursing).model_copy(update={"tasks": (insulin,)}),
    ]
    workers = [worker("w"), worker("o", organisation="other"), worker("n", organisation="trust", registered_nurse=True)]
    shifts = [Shift(id=f"{name}1", worker=name, start=at(8), end=at(18)) for name in "won"]
    homes = {f"home {name}": 10 for name in sorted({one.client for one in visits})}
    return day(homes, visits, workers, shifts, organisations=SOCIAL, **more)


def why(problem: Problem, key: str, roster: Roster | None = None) -> str:
    judged = None if roster is None else check(problem, roster)
    (row,) = (row for row in measure(problem, judged) if row.published.key == key)
    assert row.verdict == "outside"
    return row.why


def test_what_a_day_tells_is_counted() -> None:
    assert why(paper(), "clients_of_employer") == (
        "2 clients of care in all, of 2 employers: the day shows a part of their work"
    )
    assert why(paper(), "insulin_a_client") == "2 clients with insulin: each is 50% of them"
    assert why(paper(), "wounds") == "it is not about wounds: insulin is 100% of the minutes of nursing"
    assert why(paper(), "intensive") == "2 clients of care: each is 50% of them"


def test_agreements_say_whether_the_service_rests_on_them_or_goes_the_other_way() -> None:
    both = (Agreement(id="x", between=("trust", "care"), **DOWN), Agreement(id="y", between=("trust", "other"), **DOWN))
    assert why(paper(agreements=both), "agreements") == "the service rests on it: each of 2 employers has agreed"
    up = (Agreement(id="x", between=("trust", "care"), social_task_to_nurse=True),)
    assert why(paper(agreements=up), "agreements").startswith("what was agreed goes the other way")
    assert why(paper(), "agreements") == "", "nothing was agreed, and the day does not say why"


@pytest.mark.parametrize(
    ("begins", "told"), [(True, "care begins or ends in these days for 1 of 2 clients"), (False, "")]
)
def test_a_week_that_is_not_whole_is_the_reason_only_where_care_begins(begins: bool, told: str) -> None:
    first = visit("a", "ada", 30, HALF, organisation="care")
    visits = [
        first.model_copy(update={"kind": "first"}) if begins else first,
        visit("b", "bea", 30, HALF, organisation="other"),
    ]
    found = why(paper(visits=visits), "hours_a_client")
    assert found == (f"{told}, whose fortnight and week are not whole" if told else "")


def test_a_roster_in_which_employers_share_their_rounds_says_so() -> None:
    problem = paper()
    own = Roster(rounds=(round_("w1", ("a", at(8))), round_("o1", ("b", at(10)))))
    shared = Roster(rounds=(round_("w1", ("a", at(8)), ("b", at(10))),))
    assert why(problem, "contact", own) == ""
    assert why(problem, "contact", shared) == (
        "employers share their rounds here (50% of care visits): each alone drives further"
    )


def test_reasons_are_printed_below_what_is_outside_and_nowhere_else() -> None:
    rows = measure(paper())
    text = "\n".join(table(rows))
    reasons = [row.why for row in rows if row.why]
    assert len(reasons) >= 3
    assert text.count("Why: ") == len(reasons)
    assert all(row.verdict == "outside" for row in rows if row.why)
    assert [one["why"] for one in document(rows)] == [row.why for row in rows]
