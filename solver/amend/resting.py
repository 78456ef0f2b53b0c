"""Which visits of a roster rest on something that is stopped, and the roster without them.

It is the checker's rule ``suspended`` that says so, asked with the suspension and without it; of an unpaid carer, whom
staff stand in for, it is read which visits count on them. What the rule does not
say, whether a visit is over already when the stop begins, is read from the roster's times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from solver.check import Check, check, joined_as
from solver.domain import JointVisit, Pin, Problem, Roster, Suspension, Visit, fold
from solver.domain.names import fold_name
from solver.explain import repair_roster
from solver.rules import RULE_BY_ID, Breach, Pack, case_for
from solver.rules.authority.facts import Facts
from solver.rules.authority.suspended import why
from solver.rules.readings.readings import Readings
from solver.rules.task_catalogue import is_reached
from solver.terms import FOREVER
from solver.travel import Journeys, journeys

from .apply import Effect, take_out
from .draft import Draft
from .joins import take_apart
from .suspensions import describe_suspension
from .whole_starts import round_but_known

RULE = "suspended"
Progress = Literal["to come", "begun", "over"]


@dataclass(frozen=True)
class Resting:
    """A visit that rests on what is stopped, with one of its workers.

    visit: as it stands on the round; visits: those commissioned that it stands for. start, end: ticks. progress: at the
    moment of the stop: to come, begun (it is being made), or over. sentence: the checker's.
    """

    visit: str
    visits: tuple[str, ...]
    clients: tuple[str, ...]
    worker: str
    shift: str
    start: int
    end: int
    progress: Progress
    sentence: str


@dataclass(frozen=True)
class TakenOff:
    """A roster without the visits that rest on a suspension. out: the commissioned visits that were taken off; placed:
    those of them that are served again by somebody who may. before, after: its judgements. sentences: what else fell.
    """

    roster: Roster
    before: Check
    after: Check
    out: tuple[str, ...]
    placed: tuple[str, ...]
    sentences: tuple[str, ...]


def find_resting(
    problem: Problem, roster: Roster, stop: Suspension, pack: Pack | None = None, judged: Check | None = None
) -> tuple[Resting, ...]:
    """The visits of a roster that rest on a suspension, in the order of their starts.

    problem: as commissioned, with the suspension in it; judged: what the checker says of the roster on it, where that
    is known. Those that rest on this suspension alone, and those that another one would leave if this one were not.
    """
    pack, travel = pack or Pack.for_problem(problem), journeys(problem)
    judged = judged or check(problem, roster, pack, travel)
    others = tuple(one for one in problem.suspensions if one.id != stop.id)
    alone, without = problem.replace(suspensions=(stop,)), problem.replace(suspensions=others)
    spared = {(one.visit, one.shift) for one in _breaches(without, roster, judged, pack, travel)}
    found: dict[tuple[str, str], str] = {}
    for one in _breaches(alone, roster, judged, pack, travel):
        found.setdefault((one.visit, one.shift), one.sentence)
    for one in judged.breaches:
        if one.rule == RULE and (one.visit, one.shift) not in spared:
            found.setdefault((one.visit, one.shift), one.sentence)
    if stop.what == "unpaid_carer":
        found |= _counting_on(case_for(RULE, joined_as(without, roster), travel, pack).readings, judged, stop)
    resting = []
    for run, call in judged.timeline.calls():
        sentence = found.get((call.visit.id, run.shift.id)) if call.visit is not None else None
        if sentence is None or call.visit is None:
            continue
        progress: Progress = "to come" if call.start >= stop.starts else "over" if call.end <= stop.starts else "begun"
        resting.append(
            Resting(
                call.visit.id,
                _stands_for(call.visit),
                call.visit.clients,
                run.shift.worker,
                run.shift.id,
                call.start,
                call.end,
                progress,
                sentence,
            )
        )
    return tuple(sorted(resting, key=lambda one: (one.start, one.visit, one.shift)))


def pin_over(problem: Problem, resting: Sequence[Resting]) -> Problem:
    """The problem with visits that were over before the stop pinned where they were made; joint ones apart.

    What may be late might be made after the stop as well, so the rule forbids it; that it was made before, only a pin
    says, and keeps a new search from making it twice.
    """
    over = [one for one in resting if one.progress == "over" and one.visits == (one.visit,)]
    if not over:
        return problem
    gone = {one.visit for one in over}
    pins = tuple(Pin(visit=one.visit, shift=one.shift, start=one.start) for one in over)
    return problem.replace(pins=(*(pin for pin in problem.pins if pin.visit not in gone), *pins))


def resting_document(problem: Problem, one: Resting) -> dict[str, Any]:
    """One of them for documents, times with their offset."""
    moment = problem.horizon.moment
    return {
        "visit": one.visit,
        "visits": list(one.visits),
        "clients": list(one.clients),
        "client_names": [problem.client[client].name for client in one.clients],
        "worker": one.worker,
        "worker_name": problem.worker[one.worker].name,
        "shift": one.shift,
        "start": moment(one.start).isoformat(),
        "end": moment(one.end).isoformat(),
        "progress": one.progress,
        "sentence": one.sentence,
    }


def _breaches(problem: Problem, roster: Roster, judged: Check, pack: Pack, travel: Journeys) -> Iterable[Breach]:
    """What the rule says of the measured roster where other things are stopped."""
    if not problem.suspensions:
        return ()
    return RULE_BY_ID[RULE].breaches(case_for(RULE, joined_as(problem, roster), travel, pack), judged.timeline)


def _counting_on(readings: Readings, judged: Check, stop: Suspension) -> dict[tuple[str, str], str]:
    """By visit and shift, why visits count on an unpaid carer at some moment at which they are stopped.

    readings: of the problem without the stop.
    """
    facts, found = readings.once(Facts), {}
    end = FOREVER if stop.ends is None else stop.ends
    for run, call in judged.timeline.calls():
        if call.visit is None:
            continue
        span = readings.span(call.visit)
        if not stop.starts < max(span.latest, call.end) or not min(span.earliest, call.start) < end or stop.is_void:
            continue
        for part in call.visit.commissioned or (call.visit,):
            carer = facts.carer_of(part, span)
            if carer is None or carer.id != stop.of:
                continue
            doing = [task.code for task in part.tasks if facts.is_done_by_carer(part, task, span)]
            if carer.second_hands and part.workers > 1:
                doing.insert(0, "a pair of hands")
            if doing:
                counts = f"Visit {part.id} counts on {carer.name} for {' and '.join(doing)}"
                found[call.visit.id, run.shift.id] = f"{counts}, who is stopped {why(facts, stop)}."
    return found


def _stands_for(visit: Visit) -> tuple[str, ...]:
    """The commissioned visits that stand on a round as this one."""
    if not isinstance(visit, JointVisit):
        return (visit.id,)
    left = visit.role == "rest"
    return tuple(part.id for part in visit.parts if not left or part.organisation == visit.organisation)


def take_off_resting(
    problem: Problem,
    roster: Roster,
    stop: Suspension,
    resting: Sequence[Resting],
    pack: Pack | None = None,
    again: bool = False,
) -> TakenOff:
    """The roster without those of these visits that are still to come: unserved, with a reason that says "suspended".

    What stands or falls with them goes too; everything else stays where and when it is. Of a joint visit the parts that
    rest on nothing stopped are made apart, where that breaks nothing. again: what was left out is served again by
    somebody who may, wherever that costs less than leaving it out. What is timed anew goes to whole minutes
    (``round_to``).
    """
    pack, travel = pack or Pack.for_problem(problem), journeys(problem)
    before = check(problem, roster, pack, travel)
    first = Draft.of(problem, roster, before, pack, travel)
    draft, sentences = leave_out_resting(first, stop, resting)
    made = draft.roster()
    served = _commissioned(first.roster(), problem)
    out_now = [visit for visit in served if visit not in set(_commissioned(made, problem))]
    if again:
        made = repair_roster(problem, made, pack, travel).roster
    rounded = round_but_known(problem, made, first.rounds, pack, travel, check(problem, made, pack, travel))
    made, after = rounded.roster, rounded.check
    back = set(_commissioned(made, problem))
    placed = tuple(visit for visit in out_now if visit in back)
    return TakenOff(made, before, after, tuple(out_now), placed, tuple(sentences))


def leave_out_resting(draft: Draft, stop: Suspension, resting: Sequence[Resting]) -> Effect:
    """The same of a draft, whose problem holds the suspension."""
    problem = draft.problem
    reason = f"Suspended: {describe_suspension(problem, stop)} ({stop.reason})."
    sentences: list[str] = []
    for name in dict.fromkeys(one.visit for one in resting if one.progress == "to come"):
        if draft.name_on_round(name) != name or not draft.shifts_of(name):
            continue  # it fell with another
        join = draft.join_of(name)
        if join is None:
            draft, more = take_out(draft, [name], {name: reason})
            sentences += more
            continue
        parts = [problem.visit[visit] for visit in join.visits]
        out = [part.id for part in parts if _rests(problem, stop, part, draft.pack)] or list(join.visits)
        draft = take_apart(draft, join, out=out).with_reasons(dict.fromkeys(out, reason))
    return draft, sentences


def _rests(problem: Problem, stop: Suspension, part: Visit, pack: Pack) -> bool:
    """Whether a part of a joint visit could rest on a suspension when it is made by itself, whoever made it."""
    codes = {fold(task.code) for task in part.tasks}
    match stop.what:
        case "client":
            return stop.of in part.clients
        case "task":
            catalogue = pack.catalogue(problem)
            return stop.is_about(part.client) and any(is_reached(task, stop.of, catalogue) for task in part.tasks)
        case "unpaid_carer":
            return part.unpaid_carer == stop.of
        case "delegation":
            return any(
                one.id == stop.of and one.client in part.clients and fold(one.task) in codes
                for one in problem.delegations
            )
        case "registrant":
            people = {fold_name(stop.of)} | {
                fold_name(word)
                for one in problem.registrants
                if fold_name(stop.of) in (fold_name(one.id), fold_name(one.name))
                for word in (one.id, one.name)
            }
            delegated = [(one.task, one.registrant) for one in problem.delegations if one.client in part.clients]
            signed = [*delegated, *((one.task, one.registrant) for one in problem.protocols)]
            return any(fold(code) in codes and fold_name(registrant) in people for code, registrant in signed)
    return True


def _commissioned(roster: Roster, problem: Problem) -> list[str]:
    """The commissioned visits that somebody makes, in the order of the problem."""
    parts = {join.id: join.visits for join in roster.joins}
    served: set[str] = set()
    for one in roster.rounds:
        for stop in one.stops:
            if stop.visit is not None:
                served.update(parts.get(stop.visit, (stop.visit,)))
    return [visit.id for visit in problem.visits if visit.id in served]
