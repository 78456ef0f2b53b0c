"""Joins that would pay, each with what it alone brings: priced by the checker, not by the search that found them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from solver.check import Check, check
from solver.domain import Join, JointVisit, Problem, Role, Roster, Round, Unserved, joined
from solver.domain.joint import REMAINS, SECOND
from solver.joining import Signatures, Suitability
from solver.rules import Pack
from solver.travel import Journeys
from solver.whole_minutes import round_starts

from .repair import repair_roster


@dataclass(frozen=True)
class Proposal:
    """A join that waits for a signature. gain: cost units that the roster with it costs less than the same one with
    this join undone and its visits put back where they cost least; None where that was not worked out.

    alone: False where they find no place any more, so that the join only pays together with the others. minutes: of
    staff at the door; travel and nurse_minutes (of registered nurses) likewise saved, below 0: more. delegations: the
    sign-offs it rests on. sign: the role that must sign; signed: who has, or the agreement that makes it unnecessary.
    """

    join: Join
    clients: tuple[str, ...]
    workers: tuple[str, ...]
    start: int
    gain: int | None
    alone: bool
    doors: int
    minutes: float
    travel: float
    nurse_minutes: float
    delegations: tuple[str, ...]
    sign: Role
    signed: str


def propose(
    problem: Problem,
    roster: Roster,
    signatures: Signatures,
    pack: Pack,
    travel: Journeys,
    enough: Callable[[], bool] = lambda: False,
) -> list[Proposal]:
    """What each join of a roster brings, most first. Joins that bring nothing are left out.

    enough: asked before each join is priced; after True they keep their minutes at the door, without a gain.
    """
    with_it = check(problem, roster, pack, travel)
    found = [_priced(problem, roster, join, with_it, signatures, pack, travel, enough) for join in roster.joins]
    some = [one for one in found if one.gain is None or one.gain > 0]
    return sorted(some, key=lambda one: (one.gain is None, -(one.gain or 0), -one.minutes, one.join.id))


def _priced(
    problem: Problem,
    roster: Roster,
    join: Join,
    with_it: Check,
    signatures: Signatures,
    pack: Pack,
    travel: Journeys,
    enough: Callable[[], bool],
) -> Proposal:
    timeline = with_it.timeline
    whole = timeline.served[join.id][0][1].visit
    assert isinstance(whole, JointVisit)
    made = [pair for name in _names(join) for pair in timeline.served.get(name, ())]
    minutes = problem.horizon.minutes
    before = sum(part.duration * part.workers for part in whole.parts)
    saved, gain, alone, way, nurses = before - sum(call.end - call.start for _, call in made), None, True, 0, 0
    if not enough():
        rest = tuple(other for other in roster.joins if other.id != join.id)
        undone = without_join(problem, roster, join, pack, travel)
        apart = Roster(rounds=undone.rounds, unserved=undone.unserved, joins=rest)
        then = round_starts(problem, apart, pack, travel).check
        gain = then.score.total - with_it.score.total
        alone = not {entry.visit for entry in undone.unserved} & set(join.visits)
        way = then.figures.travel - with_it.figures.travel
        nurses = _nurses(problem, then) - _nurses(problem, with_it)
    register = signatures.register
    workers = [problem.worker[run.shift.worker] for run, _ in timeline.served[join.id]]
    sign_offs = [
        entry.id
        for run, _ in timeline.served[join.id]
        for entry in Suitability(register, whole, problem.worker[run.shift.worker], run.shift).delegations
    ]
    return Proposal(
        join=join,
        clients=whole.clients,
        workers=tuple(worker.id for worker in workers),
        start=timeline.served[join.id][0][1].start,
        gain=gain,
        alone=alone,
        doors=len(join.visits) - sum(name in timeline.served for name in (join.id, join.id + REMAINS)),
        minutes=minutes(saved),
        travel=minutes(way),
        nurse_minutes=minutes(nurses),
        delegations=tuple(dict.fromkeys(sign_offs)),
        sign=signatures.find_signing_role(whole.parts),
        signed=signatures.find_signature(whole, workers),
    )


def without_join(problem: Problem, roster: Roster, join: Join, pack: Pack, travel: Journeys) -> Roster:
    """A roster with one join undone and its visits put back at their cheapest, the other joins as they are."""
    rest = tuple(other for other in roster.joins if other.id != join.id)
    gone = set(_names(join))
    rounds = (
        Round(shift=round_.shift, stops=tuple(stop for stop in round_.stops if stop.visit not in gone))
        for round_ in roster.rounds
    )
    kept = tuple(round_ for round_ in rounds if any(stop.visit is not None for stop in round_.stops))
    left = (*roster.unserved, *(Unserved(visit=visit) for visit in join.visits))
    repaired = repair_roster(joined(problem, rest), Roster(rounds=kept, unserved=left), pack, travel).roster
    return Roster(rounds=repaired.rounds, unserved=repaired.unserved, joins=rest)


def _names(join: Join) -> Iterable[str]:
    return join.id, join.id + SECOND, join.id + REMAINS


def _nurses(problem: Problem, judged: Check) -> int:
    """Contact ticks of registered nurses."""
    runs = judged.timeline.runs.values()
    return sum(run.contact for run in runs if problem.worker[run.shift.worker].registered_nurse)
