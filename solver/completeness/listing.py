"""The work list: every unknown with whom to ask, those that most visits wait for first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from solver.domain import JoinedProblem, Problem, Roster
from solver.rules.pack import Pack
from solver.rules.readings.readings import Readings

from .finding import Visits, find_unknowns
from .kinds import KINDS
from .unknown import Key, Unknown

# (visits of a join that would pay, the role that must sign for it)
Proposed = tuple[Sequence[str], str]


def list_unknowns(
    problem: Problem, pack: Pack | None = None, roster: Roster | None = None, proposed: Iterable[Proposed] = ()
) -> list[Unknown]:
    """Every unknown, ranked by how many visits wait for it, then rest on it, then could be made by more people.

    Empty for a literature instance.

    roster: visits it leaves out wait, and those it makes rest on something; see ``find_unknowns``. proposed: joins that
    nobody has signed for, as a solve's result or its roster file tells them.
    """
    asked = problem.origin if isinstance(problem, JoinedProblem) else problem
    if asked.horizon.abstract:
        return []
    readings = Readings(asked, pack if pack is not None else Pack.for_problem(asked))
    found = find_unknowns(readings, roster)
    for visits, role in proposed:
        found[Key("signature", f"{' and '.join(visits)} by a {role}")] = Visits(more=dict.fromkeys(visits))
    listed = [_told(readings, key, visits) for key, visits in found.items()]
    return sorted(listed, key=lambda one: (-len(one.waiting), -len(one.resting), -len(one.more), one.kind, one.about))


def _told(readings: Readings, key: Key, visits: Visits) -> Unknown:
    ask, sentence = KINDS[key.kind].ask(readings, key.about)
    return Unknown(key.kind, key.about, ask, sentence, tuple(visits.waiting), tuple(visits.resting), tuple(visits.more))
