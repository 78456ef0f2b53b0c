"""Joins of two visits' worth: two who attend together, and a visit of which only some tasks come along."""

from __future__ import annotations

from datetime import date

from fixtures.joint import joined_day
from fixtures.paper import MINUTE, at, round_
from solver.check import Check, check, joined_as
from solver.domain import Join, JoinDecision, Problem, Role, Roster, Step, Task, Unserved


def hard(judged: Check) -> list[tuple[str, str]]:
    return [(breach.rule, breach.visit) for breach in judged.breaches if breach.hard]


def attended() -> tuple[Problem, Roster]:
    """Ada's care takes two: Nora gives the insulin and is the second pair of hands; Bert, Bea and Cora stay out."""
    problem, _ = joined_day()
    two = problem.visit["c1"].model_copy(update={"workers": 2})
    problem = problem.replace(visits=tuple(two if visit.id == "c1" else visit for visit in problem.visits))
    steps = tuple(Step(visit=visit, task=task) for visit, task in (("n1", 0), ("c1", 1), ("c1", 0)))
    join = Join(id="both", outcome="co_attend", visits=("n1", "c1"), steps=steps, duration=45 * MINUTE)
    left = tuple(Unserved(visit=visit) for visit in ("c2", "c3", "n2"))
    second = ("both (second pair of hands)", at(8, 30))
    return problem, Roster(rounds=(round_("n", ("both", at(8, 30))), round_("k", second)), unserved=left, joins=(join,))


def test_two_who_attend_together() -> None:
    judged = check(*attended())
    assert hard(judged) == []
    figures = judged.figures
    assert (figures.commissioned, figures.served, figures.tasks_served) == (5, 2, 3)
    assert (figures.doors, figures.joint) == (1, 1)  # they knock together
    assert (figures.contact, figures.health_contact) == ((45 + 35) * MINUTE, 45 * MINUTE)


def test_the_second_pair_of_hands_left_out() -> None:
    problem, roster = attended()
    alone = roster.model_copy(update={"rounds": roster.rounds[:1]})
    judged = check(problem, alone)
    assert hard(judged) == [("structure", "both (second pair of hands)"), ("double_handed", "both")]
    assert (judged.figures.served, judged.figures.unserved) == (1, 4)  # the insulin is given, the care is not


def partly() -> tuple[Problem, Roster]:
    """Ada's nurse also dresses a wound; Carl takes only the insulin along, and Nora comes for what remains."""
    problem, roster = joined_day()
    wound = Task(code="wound_care", duration=30 * MINUTE, owner="health", competencies=("wound_care",))
    whole = problem.visit["n1"]
    whole = whole.model_copy(update={"tasks": (*whole.tasks, wound)})
    problem = problem.replace(visits=tuple(whole if visit.id == "n1" else visit for visit in problem.visits))
    nurse = round_("n", ("n2", at(8, 15)), ("n1+c1 (what remains)", at(9, 15)))
    return problem, roster.model_copy(update={"rounds": (roster.rounds[0], nurse)})


def test_what_remains_is_a_visit_of_its_own() -> None:
    judged = check(*partly())
    assert hard(judged) == []
    figures = judged.figures
    assert (figures.commissioned, figures.served) == (5, 5)
    assert (figures.tasks_served, figures.tasks_unserved) == (7, 0)  # each task once
    assert (figures.doors, figures.joint) == (4, 2)


def test_what_remains_left_out_leaves_its_visit_unserved() -> None:
    problem, roster = partly()
    nurse = round_("n", ("n2", at(9)))
    left = roster.model_copy(
        update={"rounds": (roster.rounds[0], nurse), "unserved": (Unserved(visit="n1+c1 (what remains)"),)}
    )
    judged = check(problem, left)
    assert hard(judged) == [("both_or_none", "n1+c1")]
    assert (judged.figures.served, judged.figures.unserved) == (4, 1)
    assert (judged.figures.tasks_served, judged.figures.tasks_unserved) == (6, 1)


def test_a_task_two_organisations_commissioned_is_done_once_and_counted_for_both() -> None:
    problem, roster = joined_day()
    care = problem.visit["c1"]
    doubled = care.model_copy(update={"tasks": (*care.tasks, problem.visit["n1"].tasks[0])})
    signed = JoinDecision(
        id="s", visits=("n1", "c1"), approved=True, by="Lea Example", role=Role.NURSE_LEAD, on=date(2027, 2, 26)
    )
    problem = problem.replace(
        visits=tuple(doubled if visit.id == "c1" else visit for visit in problem.visits), join_decisions=(signed,)
    )
    join = roster.joins[0]
    join = join.model_copy(
        update={
            "outcome": "drop_duplicate",
            "steps": (*join.steps, Step(visit="c1", task=2, done_by=0)),
            "duration": 50 * MINUTE,
        }
    )
    joined = roster.model_copy(update={"joins": (join, roster.joins[1])})
    rounds = (round_("k", ("n1+c1", at(8, 30)), ("c2+c3", at(9, 30))), roster.rounds[1])
    judged = check(problem, joined.model_copy(update={"rounds": rounds}))
    assert hard(judged) == []  # he is named for it, whichever organisation commissioned it
    assert (judged.figures.tasks_served, judged.figures.tasks_unserved) == (7, 0)
    assert judged.timeline.served["n1+c1"][0][1].end == at(9, 20)


def test_a_problem_that_is_joined_already_keeps_its_joins_for_a_roster_that_names_none() -> None:
    problem, roster = joined_day()
    made = joined_as(problem, roster)
    bare = roster.model_copy(update={"joins": ()})
    assert hard(check(made, bare)) == hard(check(problem, roster)) == []
    assert check(made, bare).figures.joint == 2
    left_out = bare.model_copy(update={"rounds": bare.rounds[1:]})
    told = [breach.sentence for breach in check(made, left_out).breaches if breach.hard]
    named = check(problem, roster.model_copy(update={"rounds": roster.rounds[1:]}))
    assert told == [breach.sentence for breach in named.breaches if breach.hard]
    assert "Join n1+c1 is on no round; its visits are LOST: Ada Testclient's n1 and Ada Testclient's c1." in told


def test_strangers_at_one_place_are_not_seen_in_one_visit() -> None:
    problem, roster = joined_day()
    strangers = problem.replace(clients=tuple(one.model_copy(update={"household": None}) for one in problem.clients))
    told = [breach.sentence for breach in check(strangers, roster).breaches if breach.visit == "c2+c3" and breach.hard]
    assert "Join c2+c3 is of visits to clients who do not share a household." in told
    assert hard(check(problem, roster)) == []
