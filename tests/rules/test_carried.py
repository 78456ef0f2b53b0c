"""What a visit stands for: itself; the steps of its parts; what remains; nothing, for a second pair of hands."""

from __future__ import annotations

from typing import Any

from fixtures.every_join import joined_day, joined_roster
from solver.domain import Link, joined, joint_visits
from solver.rules.readings.carried import (
    are_alternatives,
    carried_by,
    commissioned_links,
    commissioned_visits,
    is_joint,
    visits_together,
)

JOINS = {join.id: join for join in joined_roster().joins}


def test_an_ordinary_visit_is_its_own() -> None:
    visit = joined_day().visit["A-care"]
    (one,) = carried_by(visit)
    assert (one.visit, one.part, one.tasks) == (visit, visit, visit.tasks)
    assert not is_joint(visit)


def test_all_tasks_of_all_parts_are_carried_once_by_what_a_join_makes() -> None:
    """Those that another step does as well; the second pair of hands carries none."""
    problem = joined_day()
    for join in JOINS.values():
        made = joint_visits(problem, join)
        found = [(one.part.id, task) for visit in made for one in carried_by(visit) for task in one.tasks]
        wanted = [(name, task) for name in join.visits for task in problem.visit[name].tasks]
        assert sorted(found, key=repr) == sorted(wanted, key=repr)
        assert all(one.visit is visit for visit in made for one in carried_by(visit))
        assert [is_joint(visit) for visit in made] == [visit.role != "rest" for visit in made]
    whole, rest = joint_visits(problem, JOINS["A-care+A-nurse"])
    assert [one.part.id for one in carried_by(whole)] == ["A-care", "A-nurse"]
    assert [(one.part.id, one.tasks) for one in carried_by(rest)] == [("A-nurse", problem.visit["A-nurse"].tasks[1:])]
    assert [carried_by(visit) == () for visit in joint_visits(problem, JOINS["E-care+E-nurse"])] == [False, True]


def test_the_commissioned_visits_of_a_joined_problem_are_those_of_before() -> None:
    problem, joins = joined_day(), joined_roster().joins
    whole = joined(problem, joins)
    assert {visit.id: visit for visit in commissioned_visits(whole)} == {visit.id: visit for visit in problem.visits}
    assert commissioned_links(whole) == problem.links


def test_who_is_at_the_side_of_whom() -> None:
    kinds: Any = (("a", "b", "double_handed"), ("b", "c", "same_start"), ("c", "d", "gap"), ("e", "f", "same_worker"))
    links = [
        Link(id=first + second, kind=kind, first=first, second=second, min_gap=0 if kind == "gap" else None)
        for first, second, kind in kinds
    ]
    assert visits_together(links) == {"a": ("b", "c"), "b": ("a", "c"), "c": ("a", "b")}


def test_joins_that_share_a_visit_and_a_join_and_its_visit_are_alternatives() -> None:
    problem = joined_day()
    a, rest = joint_visits(problem, JOINS["A-care+A-nurse"])
    (other,) = joint_visits(problem, JOINS["H-care+H-meal"])
    again = JOINS["A-care+A-nurse"].model_copy(update={"id": "again"})
    twin = joint_visits(problem, again)[0]
    pairs = {
        "own rest": (a, rest, False),
        "shared": (a, twin, True),
        "rest of another": (rest, twin, True),
        "own part": (a, problem.visit["A-nurse"], True),
        "of its rest": (rest, problem.visit["A-care"], True),
        "elsewhere": (a, other, False),
        "another visit": (a, problem.visit["H-care"], False),
        "two ordinary": (problem.visit["A-care"], problem.visit["A-nurse"], False),
    }
    for name, (one, two, wanted) in pairs.items():
        assert (are_alternatives(one, two), are_alternatives(two, one)) == (wanted, wanted), name
