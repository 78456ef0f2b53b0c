"""The second opinion itself: everything a roster breaks of sections 1 to 5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import permutations

from solver.domain import Problem, Roster, TaskCode

from .authority import judge_authority
from .calls import judge_calls
from .doses import judge_doses
from .finding import Finding
from .joint_order import judge_joint_order
from .lateness import accepted_until, over_by
from .made import all_made
from .medicines import least_before_next
from .moments import judge_moments
from .register import Register
from .signatures import judge_signatures


def judge(problem: Problem, roster: Roster, pack: Iterable[TaskCode] = ()) -> tuple[Finding, ...]:
    """What the roster breaks, each once.

    roster: every stop with its start, every join such as can be carried out. pack: the rule pack's task codes. Problems
    of the literature know none of it: nothing is found.
    """
    return () if problem.horizon.abstract else tuple(dict.fromkeys(_found(problem, roster, pack)))


def _found(problem: Problem, roster: Roster, pack: Iterable[TaskCode]) -> Iterator[Finding]:
    register = Register(problem, pack)
    made = all_made(
        problem,
        roster,
        partial(least_before_next, register),
        partial(over_by, register),
        partial(accepted_until, register),
    )
    for visit in made:
        yield from judge_authority(register, visit)
        yield from judge_doses(register, visit)
        yield from judge_signatures(register, visit)
        yield from judge_moments(visit)
        yield from judge_joint_order(register, visit)
    yield from judge_calls(register, made)
    for one, other in permutations(made, 2):
        if (one.role, other.role) == ("joint", "second") and one.join is other.join:
            if {*one.workers} & {*other.workers}:
                yield Finding("double_handed", other.id, "one worker is both pairs of hands")
            elif one.start != other.start:
                yield Finding("double_handed", other.id, "not together")
