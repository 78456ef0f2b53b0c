"""What a scheduler fixes for good: pins, and decisions about joins. They stand in the problem for every later solve."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import count

from solver.domain import JoinDecision, Pin, Problem, Role
from solver.domain.names import is_name
from solver.explain.model import named
from solver.rules.joins.signers import span_as_one, why_no_signer

from .apply import Effect
from .changes import DecideJoin, PinVisit, Unpin
from .draft import Draft
from .faults import ChangeFaults, describe_wanted_visit
from .joins import make_join, read_signatures, refresh_join, take_apart

_LONGEST = 80  # characters of an id


def pin(draft: Draft, change: PinVisit, faults: ChangeFaults) -> Effect:
    """Hold a visit where it is, or where the change says."""
    problem = draft.problem
    start = faults.read_start(problem, change.start)
    if change.shift is not None:
        faults.check_known("shift", change.shift, problem.shift, "shifts")
    if change.worker is not None and faults.check_known("worker", change.worker, problem.worker, "workers"):
        shift = problem.shift.get(change.shift or "")
        if shift is not None and shift.worker != change.worker:
            faults.add("worker", change.worker, f"want the worker of shift {shift.id}, {shift.worker}")
    visit = _find_commissioned(draft, change.visit, faults)
    if visit is None:
        return draft, []
    name = draft.name_on_round(visit)
    assert name is not None
    here, open_ = draft.shifts_of(name), change.shift is None and change.worker is None and change.start is None
    if open_ and not here:
        faults.add("visit", visit, "want a shift, a worker or a start: the visit is on no round")
    if faults.found:
        return draft, []
    join = draft.join_of(name)
    double = join is None and problem.visit[visit].workers > 1
    if open_:
        at = draft.start_of(name)
        pins = [Pin(visit=visit, shift=shift, start=at) for shift in (here if double else here[:1])]
    else:
        pins = [Pin(visit=visit, shift=change.shift, worker=change.worker, start=start)]
        if double and (change.shift is not None or change.worker is not None):
            pins += _pins_of_second_worker(draft, visit, change, start)
    inside = join.visits if join is not None else (visit,)
    others = tuple(one for one in problem.pins if one.visit not in inside)
    sentences = [f"{named(problem, visit)} is pinned to {' and '.join(_describe_pin(problem, one) for one in pins)}."]
    return draft.with_problem(problem.replace(pins=(*others, *pins))), sentences


def _pins_of_second_worker(draft: Draft, visit: str, change: PinVisit, start: int | None) -> list[Pin]:
    """The second name of a visit for two workers: where it is now, else what an earlier pin says."""
    shift_of = draft.problem.shift
    named_now = {change.shift} if change.shift is not None else set()
    for shift in draft.shifts_of(visit):
        if shift not in named_now and shift_of[shift].worker != change.worker:
            return [Pin(visit=visit, shift=shift, start=start)]
    earlier = [one for one in draft.problem.pins if one.visit == visit and (one.shift or one.worker)]
    return [one for one in earlier if (one.shift, one.worker) != (change.shift, change.worker)][:1]


def _find_commissioned(draft: Draft, visit: str, faults: ChangeFaults) -> str | None:
    """The visit that a pin can name; of a joint visit named by its own id, the first part."""
    if visit in draft.problem.visit:
        return visit
    join = next((one for one in draft.joins if one.id == visit), None)
    if join is None:
        faults.add("visit", visit, describe_wanted_visit(draft.problem, (), visit))
        return None
    return join.visits[0]


def _describe_pin(problem: Problem, one: Pin) -> str:
    words = [f"shift {one.shift}"] if one.shift is not None else []
    words += [problem.worker[one.worker].name] if one.worker is not None else []
    words += [problem.horizon.label(one.start)] if one.start is not None else []
    return ", ".join(words)


def unpin(draft: Draft, change: Unpin, faults: ChangeFaults) -> Effect:
    """Hold a visit no longer."""
    visit = _find_commissioned(draft, change.visit, faults)
    if visit is None:
        return draft, []
    name = draft.name_on_round(visit)
    join = draft.join_of(name) if name is not None else None
    inside = join.visits if join is not None and change.visit == join.id else (visit,)
    gone = [one for one in draft.problem.pins if one.visit in inside]
    if not gone:
        faults.add("visit", change.visit, "want a visit that is pinned")
        return draft, []
    others = tuple(one for one in draft.problem.pins if one.visit not in inside)
    sentence = f"{named(draft.problem, visit)} is pinned no longer."
    return draft.with_problem(draft.problem.replace(pins=others)), [sentence]


def decide_join(draft: Draft, change: DecideJoin, faults: ChangeFaults) -> Effect:
    """Write down who says yes or no to a join; make it where the roster has room, or take it apart.

    The decision is added to those that are there. A yes answers a refusal that stands; it stays.
    """
    problem = draft.problem
    for number, visit in enumerate(change.visits):
        faults.check_known(f"visits[{number}]", visit, problem.visit, "visits")
    if faults.found:
        return draft, []
    if not is_name(change.signed_by):
        faults.add("signed_by", change.signed_by, "want the name of whoever decides")
        return draft, []
    signatures = read_signatures(draft)
    parts = [problem.visit[visit] for visit in change.visits]
    role = signatures.find_signing_role(parts) if change.approved else Role.SCHEDULER  # anybody may say no
    if change.role is not None and role is Role.NURSE_LEAD and change.role is not role:
        faults.add("role", change.role, "want nurse lead: there is a health task in this join")
        return draft, []
    if change.approved and change.role is None and role is Role.NURSE_LEAD:
        faults.add("role", "none", "want who signs, nurse lead: there is a health task in this join")
        return draft, []
    day, signs = change.on or date.today(), change.role or role
    if change.approved and (why := why_no_signer(problem, change.signed_by, signs, day, span_as_one(problem, parts))):
        whom = "a nurse lead" if signs is Role.NURSE_LEAD else "somebody who may sign"
        faults.add("signed_by", change.signed_by, f"want {whom}: {why}")
        return draft, []
    standing = signatures.find_refusal(change.visits) if change.approved else None
    answered = standing is not None and standing.on <= day
    decision = JoinDecision(
        id=_make_id(problem, change.visits),
        visits=change.visits,
        approved=change.approved,
        by=change.signed_by,
        role=signs,
        on=day,
        reason=change.reason,
        outcome=change.outcome,
        answers=standing.id if standing is not None and answered else None,
    )
    draft = draft.with_problem(problem.replace(join_decisions=(*problem.join_decisions, decision)))
    names = " and ".join(named(problem, visit) for visit in change.visits)
    verb = "approves" if change.approved else "refuses"
    sentences = [f"{change.signed_by} ({decision.role}) {verb} making {names} as one."]
    if not change.approved:
        for join in [one for one in draft.joins if set(change.visits) <= set(one.visits)]:
            draft = take_apart(draft, join)
            sentences.append(f"Joint visit {join.id} is taken apart.")
        return draft, sentences
    present = next((one for one in draft.joins if set(one.visits) == set(change.visits)), None)
    if present is not None:
        return refresh_join(draft, present), sentences
    if standing := read_signatures(draft).find_refusal(change.visits):
        refused = " and ".join(standing.visits)
        sentences.append(f"{standing.by} ({standing.role}) has refused {refused}, and that stands.")
        return draft, sentences
    found, why = make_join(draft, change.visits, change.outcome)
    if found is None:
        sentences.append(f"The roster is left as it is: {why}. Solving again will join them where that can be.")
    return found or draft, sentences


def _make_id(problem: Problem, visits: tuple[str, ...]) -> str:
    """An id that no other decision has, told by the visits; of later decisions with a number."""
    name = "+".join(visits)
    if len(name) > _LONGEST:
        name = f"decision {hashlib.sha256(name.encode()).hexdigest()[:16]}"
    taken = {one.id for one in problem.join_decisions}
    if name not in taken:
        return name
    numbered = (f"{name[: _LONGEST - 5]} {number}" for number in count(2))
    return next(other for other in numbered if other not in taken)
