"""The problem that a roster is judged on: its joins carried out, and a fault for each that cannot be."""

from __future__ import annotations

from collections.abc import Sequence

from solver.domain import InputFaults, Join, JoinedProblem, JointVisit, Problem, Roster, joined, wrong_joins
from solver.rules import Breach

from .structure import fault


def joined_as(problem: Problem, roster: Roster) -> Problem:
    """The problem as the roster's joins leave it, those left out that cannot be carried out or are on no round.

    A problem that is joined already stays as it is: its joins are the roster's.
    """
    return problem if isinstance(problem, JoinedProblem) else judged_on(problem, roster)[0]


def judged_on(problem: Problem, roster: Roster) -> tuple[Problem, list[Breach], set[str]]:
    """The problem to judge a roster on, a breach for every join, and every visit of a join, that is out of place, and
    the ids that these breaches have told of.

    The joins of a problem that is joined already stand for a roster's that names none.
    """
    if not roster.joins and not isinstance(problem, JoinedProblem):
        return problem, [], set()
    origin, own = (problem.origin, joins_of(problem)) if isinstance(problem, JoinedProblem) else (problem, ())
    joins = roster.joins or own
    wrong = wrong_joins(origin, joins)
    faults = [fault(item.sentence, visit=item.join) for item in wrong]
    sentences = {item.join: item.sentence for item in wrong}
    sound = [join for join in joins if join.id not in sentences]
    made, lost = _on_rounds(origin, roster, sound)
    if isinstance(problem, JoinedProblem) and tuple(made) == own:
        judged: Problem = problem
    else:
        judged, made, clashing = _together(origin, made)
        faults += clashing
    faults += [*lost, *_twice(roster, made)]
    told = {item.visit for item in faults} | {visit for join in sound if join not in made for visit in join.visits}
    return judged, faults, told


def joins_of(problem: JoinedProblem) -> tuple[Join, ...]:
    """The joins that a joined problem was made with, in their order."""
    return tuple(visit.join for visit in problem.visits if isinstance(visit, JointVisit) and visit.role == "whole")


def _on_rounds(problem: Problem, roster: Roster, joins: Sequence[Join]) -> tuple[list[Join], list[Breach]]:
    """The joins whose joint visit is on a round, and a fault for each of the others."""
    placed = {stop.visit for round_ in roster.rounds for stop in round_.stops}
    told = placed | {entry.visit for entry in roster.unserved}
    made: list[Join] = []
    faults: list[Breach] = []
    for join in joins:
        if join.id in placed:
            made.append(join)
            continue
        lost = [visit for visit in join.visits if visit not in told]
        if lost:
            names = " and ".join(f"{problem.client[problem.visit[name].client].name}'s {name}" for name in lost)
            faults.append(fault(f"Join {join.id} is on no round; its visits are LOST: {names}.", visit=join.id))
        else:
            faults.append(fault(f"Join {join.id} is on no round and has no place in the roster.", visit=join.id))
    return made, faults


def _together(problem: Problem, joins: list[Join]) -> tuple[Problem, list[Join], list[Breach]]:
    """The problem joined, by which joins, and a fault for each that the links of its visits leave no room for."""
    try:
        return joined(problem, joins), joins, []
    except InputFaults:
        pass
    judged, kept, faults = problem, list[Join](), list[Breach]()
    for join in joins:
        try:
            judged = joined(problem, [*kept, join])
        except InputFaults as error:
            why = error.faults[0].expected.removeprefix("want ")
            faults.append(fault(f"Join {join.id} breaks what links ask of its visits: {why}.", visit=join.id))
        else:
            kept.append(join)
    return judged, kept, faults


def _twice(roster: Roster, joins: Sequence[Join]) -> list[Breach]:
    """Visits of a join that the roster also makes by themselves, or also says nobody serves."""
    taken = {visit: join.id for join in joins for visit in join.visits}
    faults = []
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit is not None and stop.visit in taken:
                sentence = f"Shift {round_.shift} makes visit {stop.visit}, which join {taken[stop.visit]} makes too."
                faults.append(fault(sentence, round_.shift, stop.visit))
    for entry in roster.unserved:
        if entry.visit in taken:
            sentence = f"Visit {entry.visit} is listed as unserved, but join {taken[entry.visit]} makes it."
            faults.append(fault(sentence, visit=entry.visit))
    return faults
