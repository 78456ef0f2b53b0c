"""What a scheduler fixes for good: pins, and decisions about joins. They stand in the problem for every later solve."""

from __future__ import annotations

import hashlib
from datetime import date

from solver.domain import JoinDecision, Outcome, Pin, Problem, Role, joint_visits
from solver.explain.shapes import named
from solver.joining import must_sign

from .changes import DecideJoin, PinVisit, Unpin
from .doing import Done
from .draft import Draft
from .faults import Place
from .joins import candidate_of, made_in_place, resettled, signatures, taken_apart

_LONGEST = 80  # characters of an id


def pin(draft: Draft, change: PinVisit, place: Place) -> Done:
    """Hold a visit where it is, or where the change says."""
    problem = draft.problem
    start = place.ticks(problem, change.start)
    if change.shift is not None:
        place.known("shift", change.shift, problem.shift, "shifts")
    if change.worker is not None and place.known("worker", change.worker, problem.worker, "workers"):
        shift = problem.shift.get(change.shift or "")
        if shift is not None and shift.worker != change.worker:
            place.wrong("worker", change.worker, f"want the worker of shift {shift.id}, {shift.worker}")
    visit = _commissioned(draft, change.visit, place)
    if visit is None:
        return draft, []
    name = draft.name(visit)
    assert name is not None
    here, open_ = draft.shifts(name), change.shift is None and change.worker is None and change.start is None
    if open_ and not here:
        place.wrong("visit", visit, "want a shift, a worker or a start: the visit is on no round")
    if place.faults:
        return draft, []
    join = draft.join_of(name)
    double = join is None and problem.visit[visit].workers > 1
    if open_:
        at = draft.start(name)
        pins = [Pin(visit=visit, shift=shift, start=at) for shift in (here if double else here[:1])]
    else:
        pins = [Pin(visit=visit, shift=change.shift, worker=change.worker, start=start)]
        if double and (change.shift is not None or change.worker is not None):
            pins += _other_hand(draft, visit, change, start)
    inside = join.visits if join is not None else (visit,)
    kept = tuple(one for one in problem.pins if one.visit not in inside)
    said = [f"{named(problem, visit)} is pinned to {' and '.join(_words(problem, one) for one in pins)}."]
    return draft.of_problem(problem.replace(pins=(*kept, *pins))), said


def _other_hand(draft: Draft, visit: str, change: PinVisit, start: int | None) -> list[Pin]:
    """The second name of a visit for two workers: where it is now, else what an earlier pin said."""
    shift_of = draft.problem.shift
    named_now = {change.shift} if change.shift is not None else set()
    for shift in draft.shifts(visit):
        if shift not in named_now and shift_of[shift].worker != change.worker:
            return [Pin(visit=visit, shift=shift, start=start)]
    earlier = [one for one in draft.problem.pins if one.visit == visit and (one.shift or one.worker)]
    return [one for one in earlier if (one.shift, one.worker) != (change.shift, change.worker)][:1]


def _commissioned(draft: Draft, visit: str, place: Place) -> str | None:
    """The visit that a pin can name; of a joint visit named by its own id, the first part."""
    if visit in draft.problem.visit:
        return visit
    join = next((one for one in draft.joins if one.id == visit), None)
    if join is None:
        place.wrong("visit", visit, "want the id of one of the visits")
        return None
    return join.visits[0]


def _words(problem: Problem, one: Pin) -> str:
    words = [f"shift {one.shift}"] if one.shift is not None else []
    words += [problem.worker[one.worker].name] if one.worker is not None else []
    words += [problem.horizon.label(one.start)] if one.start is not None else []
    return ", ".join(words)


def unpin(draft: Draft, change: Unpin, place: Place) -> Done:
    """Hold a visit no longer."""
    visit = _commissioned(draft, change.visit, place)
    if visit is None:
        return draft, []
    name = draft.name(visit)
    join = draft.join_of(name) if name is not None else None
    inside = join.visits if join is not None and change.visit == join.id else (visit,)
    gone = [one for one in draft.problem.pins if one.visit in inside]
    if not gone:
        place.wrong("visit", change.visit, "want a visit that is pinned")
        return draft, []
    kept = tuple(one for one in draft.problem.pins if one.visit not in inside)
    return draft.of_problem(draft.problem.replace(pins=kept)), [f"{named(draft.problem, visit)} is pinned no longer."]


def decide_join(draft: Draft, change: DecideJoin, place: Place) -> Done:
    """Write down who said yes or no to a join; make it where the roster has room, or take it apart."""
    problem = draft.problem
    for number, visit in enumerate(change.visits):
        place.known(f"visits[{number}]", visit, problem.visit, "visits")
    if place.faults:
        return draft, []
    role = _role(draft, change) if change.approved else Role.SCHEDULER  # anybody may say no
    if change.role is not None and role is Role.NURSE_LEAD and change.role is not role:
        place.wrong("role", change.role, "want nurse lead: health work changes hands in this join")
        return draft, []
    decision = JoinDecision(
        id=_fresh(problem, change.visits),
        visits=change.visits,
        approved=change.approved,
        by=change.signed_by,
        role=change.role or role,
        on=change.on or date.today(),
        reason=change.reason,
    )
    others = tuple(one for one in problem.join_decisions if set(one.visits) != set(change.visits))
    draft = draft.of_problem(problem.replace(join_decisions=(*others, decision)))
    names = " and ".join(named(problem, visit) for visit in change.visits)
    verb = "approves" if change.approved else "refuses"
    said = [f"{change.signed_by} ({decision.role}) {verb} making {names} as one."]
    if not change.approved:
        for join in [one for one in draft.joins if set(change.visits) <= set(one.visits)]:
            draft = taken_apart(draft, join)
            said.append(f"Joint visit {join.id} is taken apart.")
        return draft, said
    made = next((one for one in draft.joins if set(one.visits) == set(change.visits)), None)
    if made is not None:
        return resettled(draft, made), said
    if standing := signatures(draft).refusal(change.visits):
        said.append(f"{standing.by} ({standing.role}) has refused {' and '.join(standing.visits)}, and that stands.")
        return draft, said
    found, why = made_in_place(draft, change.visits, change.outcome)
    if found is None:
        said.append(f"The roster is left as it is: {why}. Solving again will join them where that can be.")
    return found or draft, said


def _role(draft: Draft, change: DecideJoin) -> Role:
    """The role whose signature the join waits for; a nurse lead's where that cannot be known."""
    made = next((one for one in draft.joins if set(one.visits) == set(change.visits)), None)
    if made is not None:
        whole = joint_visits(draft.problem, made)[0]
        return must_sign(whole, change.outcome or made.outcome)
    candidate = candidate_of(draft, change.visits)
    if candidate is None:
        return Role.NURSE_LEAD
    owners = {task.owner for part in candidate.parts for task in part.tasks}
    unknown: Outcome = "delegate" if len(owners) > 1 else "join"  # who makes it will say what it becomes
    return must_sign(candidate.whole, change.outcome or unknown)


def _fresh(problem: Problem, visits: tuple[str, ...]) -> str:
    """An id that no other decision has, told by the visits."""
    name = "+".join(visits)
    taken = {one.id for one in problem.join_decisions if set(one.visits) != set(visits)}
    if len(name) <= _LONGEST and name not in taken:
        return name
    return f"decision {hashlib.sha256(name.encode()).hexdigest()[:16]}"
