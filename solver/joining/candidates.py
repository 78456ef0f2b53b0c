"""Which commissioned visits could be one: pairs and triples of a client or household that meet in place and window.

Nothing is asked about workers here, that is for the conditions. A visit that a scheduler has pinned is left alone, one
that stands or falls with another visit, for a join could not keep that, and one in which an unpaid carer helps.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from solver.domain import Join, JointVisit, Outcome, Problem, Visit, helped_of, joint_visits, wrong_joins
from solver.domain.joint import SECOND, common_windows

from .register import Register
from .steps import joint_duration, order_steps

MOST_A_DAY = 24  # joins offered for one client or household and day; those that save most minutes, pairs before triples
_TIED = ("both_or_none", "double_handed")
_LONGEST_NAME = 80 - len(SECOND)


@dataclass(frozen=True)
class Candidate:
    """A join that could be made, with the visits it makes: the joint one, and what goes with it if anything."""

    join: Join
    visits: tuple[JointVisit, ...]

    @property
    def whole(self) -> JointVisit:
        return self.visits[0]

    @property
    def parts(self) -> tuple[Visit, ...]:
        return self.whole.parts

    @property
    def is_partial(self) -> bool:
        """Whether some tasks of one of its visits stay behind."""
        return self.visits[-1].role == "rest"

    @property
    def ticks_saved(self) -> int:
        """Ticks of staff at the door that it saves."""
        before = sum(part.duration * part.workers for part in self.parts)
        return before - sum(visit.duration * visit.workers for visit in self.visits)

    @property
    def doors_saved(self) -> int:
        """Knocks at the door that it saves; two who come together knock once."""
        return len(self.parts) - sum(visit.role != "second" for visit in self.visits)


def find_candidates(register: Register) -> list[Candidate]:
    """All of them, in the order of the problem's visits, at most MOST_A_DAY for each client or household and day."""
    problem = register.problem
    found: list[Candidate] = []
    for visits in _group_by_door(problem).values():
        days: dict[date, list[Candidate]] = defaultdict(list)
        for parts in _pairs_and_triples(visits):
            candidate = _make_candidate(register, parts)
            if candidate is not None:
                days[register.day_of(candidate.whole)].append(candidate)
        for mine in days.values():
            found.extend(sorted(mine, key=lambda one: (len(one.parts), -one.ticks_saved))[:MOST_A_DAY])
    number = problem.visit_number
    return sorted(found, key=lambda one: [number[part.id] for part in one.parts])


def make_partial(
    register: Register, candidate: Candidate, taken: Mapping[str, Collection[int]], outcome: Outcome
) -> Candidate | None:
    """The same join with only some tasks of one visit; the others remain as a visit of their own."""
    return _make_candidate(register, candidate.parts, outcome, taken)


def _group_by_door(problem: Problem) -> dict[tuple[str, str], list[Visit]]:
    """Visits behind one door of one client or household; only those that may be joined at all."""
    pinned = {pin.visit for pin in problem.pins}
    tied = {end for link in problem.links if link.kind in _TIED for end in (link.first, link.second)}
    found: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for visit in problem.visits:
        if visit.id not in pinned and visit.id not in tied and visit.unpaid_carer is None:
            home = problem.client[visit.client].household or f"client {visit.client}"
            found[home, problem.place_of(visit)].append(visit)
    return {home: visits for home, visits in found.items() if len(visits) > 1}


def _pairs_and_triples(visits: Sequence[Visit]) -> Iterator[tuple[Visit, ...]]:
    """Pairs whose windows meet, and triples in which all three do."""
    pairs = [pair for pair in combinations(visits, 2) if common_windows(pair)]
    yield from pairs
    together = {frozenset((one.id, other.id)) for one, other in pairs}
    for one, other in pairs:
        for third in visits[visits.index(other) + 1 :]:
            both = {frozenset((one.id, third.id)), frozenset((other.id, third.id))}
            if both <= together and common_windows((one, other, third)):
                yield one, other, third


def _make_candidate(
    register: Register,
    parts: Sequence[Visit],
    outcome: Outcome = "join",
    taken: Mapping[str, Collection[int]] | None = None,
) -> Candidate | None:
    """The join of these visits, None where it cannot be carried out at all."""
    problem, values = register.problem, register.values
    lead = ""
    helped = helped_of(parts)
    if helped is not None and len({part.workers for part in parts}) > 1:
        if len(parts) != 2 or taken:
            return None
        outcome, lead = "co_attend", helped.id
    steps = order_steps(register.readings, parts, values, taken, lead)
    if any(step.done_by is not None for step in steps):
        if taken:
            return None
        outcome = outcome if outcome == "co_attend" else "drop_duplicate"
    join = Join(
        id=_join_id([part.id for part in parts]),
        outcome=outcome,
        visits=tuple(part.id for part in parts),
        steps=steps,
        duration=joint_duration(parts, steps, values, problem.horizon.ticks_per_minute),
    )
    if wrong_joins(problem, [join]):
        return None
    return Candidate(join, joint_visits(problem, join))


def _join_id(visits: Sequence[str]) -> str:
    """The visits' ids joined by +; where that would be too long for an id, shortened with a digest."""
    name = "+".join(visits)
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{name[: _LONGEST_NAME - 11].rstrip()}~{digest}"
