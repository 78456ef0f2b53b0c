"""Explanations of a joined roster: a joined visit is asked for by either name, and the joins survive what is tried."""

from __future__ import annotations

from fixtures import every_join
from fixtures.joint import joined_day, not_joined
from fixtures.paper import MINUTE, round_
from solver.check import check
from solver.domain import Roster, Round, Stop, Unserved
from solver.explain import difference, explain_placed, explain_unserved, repair_roster


def test_a_part_stands_for_its_joint_visit() -> None:
    problem, roster = joined_day()
    why = explain_placed(problem, roster, "n1")
    assert why == explain_placed(problem, roster, "n1+c1")
    assert why.sentence.startswith(
        "Carl Testworker makes Ada Testclient's 08:00 visit (n1+c1) at 08:30. It stands for "
    )
    assert "Ada Testclient's n1 and Ada Testclient's c1 (delegate)" in why.sentence
    assert [choice.workers for choice in why.others] == [("nora",)]


def test_what_was_joined_since() -> None:
    problem, roster = joined_day()
    found = difference(problem, not_joined(), roster)
    assert found[0] == "Bea Testclient's 08:00 visit (c3) is newly served, by Carl Testworker at 09:25."
    assert "Ada Testclient's 08:00 visit (n1) is made as one with c1 now." in found
    assert "Ada Testclient's 08:00 visit (n1) moved from Nora Testnurse to Carl Testworker." in found
    back = difference(problem, roster, not_joined())
    assert "Ada Testclient's 08:00 visit (n1) is a visit of its own now." in back
    assert difference(problem, roster, roster) == []


def test_what_is_put_in_leaves_the_joins_as_they_are() -> None:
    problem, roster = joined_day()
    without = roster.model_copy(update={"rounds": (roster.rounds[0], round_("n")), "unserved": (Unserved(visit="n2"),)})
    (told,) = explain_unserved(problem, without)
    assert told.verdict == "NOT-FOUND"
    repaired = repair_roster(problem, without).roster
    assert repaired.joins == roster.joins
    assert repaired.unserved == ()
    assert check(problem, repaired).feasible


SECOND, REST = "E-care+E-nurse (second pair of hands)", "A-care+A-nurse (what remains)"


def apart() -> Roster:
    """The roster of every join without the one that shares hands: both go to E-care, then the nurse makes her own."""
    made = every_join.joined_roster()
    carer, nurse = ([stop for stop in one.stops if stop.visit not in ("E-care+E-nurse", SECOND)] for one in made.rounds)
    at = {stop.visit: stop.start for one in made.rounds for stop in one.stops}[SECOND]
    assert at is not None
    two, after = Stop(visit="E-care", start=at), Stop(visit="E-nurse", start=at + 45 * MINUTE)
    return made.model_copy(
        update={
            "rounds": (
                Round(shift="s-carer", stops=(*carer[:-1], two, carer[-1])),
                Round(shift="s-nurse", stops=(*nurse[:-1], two, after, nurse[-1])),
            ),
            "joins": tuple(join for join in made.joins if join.outcome != "co_attend"),
        }
    )


def test_hands_that_are_shared_are_two_peoples_still() -> None:
    """Who is the second pair of hands has not left the visit for two."""
    problem, roster = every_join.joined_day(), every_join.joined_roster()
    assert difference(problem, roster, roster) == []
    since = [told for told in difference(problem, apart(), roster) if "(E-" in told]
    assert [told.partition(" visit ")[2] for told in since if "E-care" in told.partition(" is ")[0]] == [
        "(E-care) is made as one with E-nurse now."
    ]
    assert not [told for told in since if "moved" in told]
    assert [told for told in difference(problem, roster, apart()) if "moved" in told] == []


def test_the_second_pair_of_hands_that_leaves_the_day_is_told() -> None:
    problem, roster = every_join.joined_day(), every_join.joined_roster()
    today = problem.replace(shifts=tuple(shift for shift in problem.shifts if shift.id != "s-carer"))
    whose = next(shift.worker for shift in problem.shifts if shift.id == "s-carer")
    nobody = roster.model_copy(update={"rounds": (), "joins": (), "unserved": ()})
    told = difference(today, roster, nobody, left={"s-carer": whose})
    (of_two,) = [line for line in told if "(E-care)" in line]
    assert problem.worker[whose].name in of_two
    (of_one,) = [line for line in told if "(E-nurse)" in line]
    assert problem.worker[whose].name not in of_one
    assert [line for line in told if "(A-nurse)" in line or "(A-care)" in line]
    assert REST in {stop.visit for one in roster.rounds for stop in one.stops}


def test_another_second_pair_of_hands_is_told() -> None:
    """The whole stays with the nurse: only the other worker of the visit for two is another."""
    problem, roster = every_join.joined_day(), every_join.joined_roster()
    carer = next(shift for shift in problem.shifts if shift.id == "s-carer")
    other = problem.worker[carer.worker].model_copy(update={"id": "other", "name": "Olga Testworker"})
    more = problem.replace(
        workers=(*problem.workers, other),
        shifts=(*problem.shifts, carer.model_copy(update={"id": "s-other", "worker": "other"})),
    )
    (stop,) = [stop for stop in roster.rounds[0].stops if stop.visit == SECOND]
    first = roster.rounds[0].model_copy(update={"stops": tuple(one for one in roster.rounds[0].stops if one != stop)})
    given = roster.model_copy(update={"rounds": (first, roster.rounds[1], Round(shift="s-other", stops=(stop,)))})
    (told,) = [line for line in difference(more, roster, given) if "(E-" in line]
    assert "(E-care) moved from " in told
    assert "Olga Testworker" in told
