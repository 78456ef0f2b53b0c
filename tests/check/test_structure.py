"""Rosters that are none: visits lost, twice there or unknown, rounds and joins that cannot be. Each is told."""

from __future__ import annotations

from fixtures.joint import joined_day
from solver.check import STRUCTURE, check, known_part
from solver.domain import Problem, Roster, Round, Stop, Unserved

from .golden_day import GOLDEN, at, changed, link, roster
from .test_joining_conditions import joins, steps


def _structure(problem: Problem, broken: Roster) -> list[str]:
    judged = check(problem, broken)
    assert {(breach.rule, breach.cost) for breach in judged.breaches if breach.hard} == {(STRUCTURE, 0)}
    return [breach.sentence for breach in judged.breaches if breach.hard]


def test_a_lost_visit(problem: Problem) -> None:
    broken = roster(problem, changed(("v16", "s5", None, 0)), tell=False)
    assert _structure(problem, broken) == [
        "Ada Testperson's visit v16 is LOST: neither on a round nor in the unserved list."
    ]


def test_a_visit_placed_and_unserved(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    broken = golden.model_copy(update={"unserved": (Unserved(visit="v16"),)})
    assert _structure(problem, broken) == ["Visit v16 is placed and also listed as unserved."]


def test_a_visit_unserved_twice(problem: Problem) -> None:
    broken = roster(problem, changed(("v16", "s5", None, 0)))
    broken = broken.model_copy(update={"unserved": broken.unserved * 2})
    assert _structure(problem, broken) == ["Visit v16 is listed as unserved 2 times."]


def test_unknown_visits_and_shifts(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    strange = Round(shift="s99", stops=(Stop(visit="v98", start=0),))
    more = golden.rounds[0].model_copy(update={"stops": (*golden.rounds[0].stops, Stop(visit="v97"))})
    broken = Roster(rounds=(more, *golden.rounds[1:], strange), unserved=(Unserved(visit="v96"),))
    assert _structure(problem, broken) == [
        "Shift s1 makes visit v97, which the problem does not know.",
        "The roster has a round for shift s99, which the problem does not know.",
        "Shift s99 makes visit v98, which the problem does not know.",
        "Visit v96 is listed as unserved, but the problem does not know it.",
    ]


def test_two_rounds_for_one_shift(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    broken = golden.model_copy(update={"rounds": (*golden.rounds, Round(shift="s9"), Round(shift="s9"))})
    assert _structure(problem, broken) == ["The roster has two rounds for shift s9; only the first is judged."]


def test_of_two_rounds_for_one_shift_the_first_is_measured(problem: Problem) -> None:
    first = Round(shift="s7", stops=(Stop(visit="v17", start=at("20:00")), Stop(duration=1200)))
    second = Round(shift="s7", stops=(Stop(visit="v16", start=at("21:00")),))
    strange = Round(shift="s99", stops=first.stops)
    unknown = Round(shift="s5", stops=(Stop(visit="v98"), Stop(visit="v16")))
    known = known_part(problem, Roster(rounds=(first, strange, second, unknown)))
    assert known == Roster(rounds=(first, Round(shift="s5", stops=(Stop(visit="v16"),))))


def test_a_stretched_visit(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    long = golden.rounds[5].model_copy(update={"stops": (Stop(visit="v17", start=at("20:00"), duration=2400),)})
    broken = golden.model_copy(update={"rounds": (*golden.rounds[:5], long, golden.rounds[6])})
    assert _structure(problem, broken) == ["Visit v17 on shift s7 is down for 40 min; it takes 30 min."]


def test_a_visit_twice_is_too_many_workers(problem: Problem) -> None:
    plan = changed()
    plan["s7"] = [*plan["s7"], ("v16", at("17:00"))]
    judged = check(problem, roster(problem, plan))
    assert {breach.rule for breach in judged.breaches if breach.hard} == {"double_handed"}
    assert "Ada Testperson's visit v16 takes one worker and has 2" in judged.sentences[0]


def test_a_join_that_cannot_be_carried_out() -> None:
    problem, made = joins("n1+c1", visits=("n1", "c2"))(*joined_day())
    assert _structure(problem, made) == [
        "Join n1+c1 is of visits at different places.",
        "Ada Testclient's visit n1 is LOST: neither on a round nor in the unserved list.",
        "Ada Testclient's visit c1 is LOST: neither on a round nor in the unserved list.",
    ]


def test_a_join_that_does_not_do_every_task() -> None:
    problem, made = joins("n1+c1", outcome="join", steps=steps(("n1", 0), ("c1", 1)))(*joined_day())
    assert _structure(problem, made)[0] == "Join n1+c1 leaves tasks of c1 undone."


def test_a_join_on_no_round() -> None:
    problem, made = joined_day()
    broken = made.model_copy(update={"rounds": (Round(shift="k", stops=made.rounds[0].stops[:1]), made.rounds[1])})
    said = "Join c2+c3 is on no round; its visits are LOST: Bert Testclient's c2 and Bea Testclient's c3."
    assert _structure(problem, broken) == [said]
    told = broken.model_copy(update={"unserved": (Unserved(visit="c2"), Unserved(visit="c3"))})
    assert _structure(problem, told) == ["Join c2+c3 is on no round and has no place in the roster."]
    judged = check(problem, told)
    assert (judged.figures.served, judged.figures.unserved, judged.figures.joint) == (3, 2, 1)
    assert judged.score.by_rule["unserved"] == 2 * 200_000


def test_a_visit_of_a_join_placed_itself_or_listed_as_unserved() -> None:
    problem, made = joined_day()
    nurse = Round(shift="n", stops=(Stop(visit="n1", start=at("8:10")), *made.rounds[1].stops))
    assert _structure(problem, made.model_copy(update={"rounds": (made.rounds[0], nurse)})) == [
        "Shift n makes visit n1, which join n1+c1 makes too."
    ]
    assert _structure(problem, made.model_copy(update={"unserved": (Unserved(visit="c1"),)})) == [
        "Visit c1 is listed as unserved, but join n1+c1 makes it."
    ]


def test_joins_that_links_leave_no_room_for() -> None:
    """n1 and c1 are to start four hours apart from n2, one before and one after it: one visit cannot."""
    problem, made = joined_day()
    gaps = (link("gap", "n1", "n2", min_gap=at("4:00")), link("gap", "n2", "c1", min_gap=at("4:00")))
    sentences = _structure(problem.replace(links=gaps), made)
    assert sentences[0].startswith("Join n1+c1 breaks what links ask of its visits: ")
    assert len(sentences) == 1
