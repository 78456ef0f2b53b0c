"""What each change does to a draft, and its faults where it cannot be done. Breaking a rule is no fault."""

from __future__ import annotations

from collections.abc import Iterable

from solver.explain.model import named

from .changes import Absent, Move, Swap, Unserve
from .draft import Draft, visits_of
from .faults import ChangeFaults, describe_wanted_visit
from .insertion import find_dependents, move_visit, take_off
from .joins import refresh_join, take_apart
from .reschedule import reorder_round

Effect = tuple[Draft, list[str]]  # the draft after a change, and sentences about what else happened


def move(draft: Draft, change: Move, faults: ChangeFaults) -> Effect:
    """Put a visit into another round, or elsewhere in its own."""
    name = draft.name_on_round(change.visit)
    start = faults.read_start(draft.problem, change.start)
    shift_known = faults.check_known("shift", change.shift, draft.problem.shift, "shifts")
    if name is None:
        faults.add("visit", change.visit, describe_wanted_visit(draft.problem, (), change.visit))
        return draft, []
    serving = draft.shifts_of(name)
    if change.from_shift is not None and change.from_shift not in serving:
        among = f"want the round it is on, {' or '.join(serving)}" if serving else "want nothing: it is on no round"
        faults.add("from_shift", change.from_shift, among)
        return draft, []
    off = change.from_shift or _find_round_to_leave(draft, name, change.shift)
    if off is None and len(serving) >= max(draft.visit(name).workers, 1):
        faults.add("from_shift", None, f"want the round that it leaves: it is on {' and '.join(serving)}")
    if shift_known and change.shift in serving and change.shift != off:
        faults.add("shift", change.shift, f"want a round that does not make {change.visit} already")
    if faults.found:
        return draft, []
    draft = move_visit(draft, name, change.shift, off, start)
    join = draft.join_of(name)
    if join is None:
        return draft, []
    draft = refresh_join(draft, join)
    after = next(one for one in draft.joins if one.id == join.id)
    unsigned = join.signed_by and not after.signed_by
    return draft, [f"Nobody has signed for joint visit {join.id} as it is made now."] if unsigned else []


def _find_round_to_leave(draft: Draft, name: str, shift: str) -> str | None:
    """The round a visit leaves for a shift where nobody has named it; None: it leaves none, or it is not clear."""
    serving = draft.shifts_of(name)
    if shift in serving:
        return shift
    return serving[0] if len(serving) == 1 and draft.visit(name).workers == 1 else None


def unserve(draft: Draft, change: Unserve, faults: ChangeFaults) -> Effect:
    """Take a visit out, with those that stand or fall with it; of a joint visit the other parts stay."""
    name = draft.name_on_round(change.visit)
    if name is None:
        faults.add("visit", change.visit, describe_wanted_visit(draft.problem, (), change.visit))
        return draft, []
    if not draft.shifts_of(name):
        faults.add("visit", change.visit, "want a visit that is on a round")
        return draft, []
    join = draft.join_of(name)
    if join is None:
        return take_out(draft, [name], {name: "Taken off by hand."})
    if change.visit in join.visits:
        apart = take_apart(draft, join, out=[change.visit])
        return apart.with_reasons({change.visit: f"Taken out of joint visit {join.id} by hand."}), []
    return take_out(draft, [name], dict.fromkeys(join.visits, f"Joint visit {join.id} was taken off by hand."))


def take_out(draft: Draft, names: list[str], reasons: dict[str, str]) -> Effect:
    """Take visits out, and what falls with them. reasons: by visit, as commissioned."""
    together = find_dependents(draft, names)
    dependents = [name for name in together if name not in names]
    sentences: list[str] = []
    reasons = dict(reasons)
    first = next(iter(reasons))
    for name in dependents:
        join = draft.join_of(name)
        for visit in join.visits if join is not None else (name,):
            if visit not in reasons:
                reasons[visit] = f"It goes together with {named(draft.problem, first)}, which is not served any more."
                sentences.append(f"{named(draft.problem, visit)} stands or falls with {first} and is taken out too.")
    joins = {join.id for name in together if (join := draft.join_of(name)) is not None}
    draft = take_off(draft, together)
    if joins:
        draft = draft.with_joins(tuple(join for join in draft.joins if join.id not in joins))
    return draft.with_reasons(reasons), sentences


def swap(draft: Draft, change: Swap, faults: ChangeFaults) -> Effect:
    """Let two rounds exchange their visits; their breaks stay with the shifts."""
    for number, shift in enumerate(change.shifts):
        faults.check_known(f"shifts[{number}]", shift, draft.problem.shift, "shifts")
    one, two = change.shifts
    if one == two:
        faults.add("shifts[1]", two, "want two different shifts")
    if not faults.found and not (one in draft.rounds or two in draft.rounds):
        faults.add("shifts", list(change.shifts), "want a shift with visits among them")
    if faults.found:
        return draft, []
    orders = {shift: visits_of(draft.rounds[shift]) if shift in draft.rounds else [] for shift in (one, two)}
    company = {name for order in orders.values() for name in order}
    ground = draft.without_rounds([one, two])
    for shift, other in ((one, two), (two, one)):
        ground = ground.with_rounds(reorder_round(draft, shift, orders[other], company, ground).rounds)
    for join in draft.joins:
        if join.id in company:
            ground = refresh_join(ground, join)
    names = [draft.problem.worker[draft.problem.shift[shift].worker].name for shift in (one, two)]
    return ground, [f"{names[0]} (shift {one}) and {names[1]} (shift {two}) exchange their visits."]


def record_absence(draft: Draft, change: Absent, faults: ChangeFaults) -> Effect:
    """Take a worker's shifts out of the problem; their visits are served by nobody."""
    problem = draft.problem
    if not faults.check_known("worker", change.worker, problem.worker, "workers"):
        return draft, []
    own = [shift.id for shift in problem.shifts if shift.worker == change.worker]
    if not own:
        faults.add("worker", change.worker, "want a worker who has a shift")
    for number, shift in enumerate(change.shifts or ()):
        if own and shift not in own:
            faults.add(f"shifts[{number}]", shift, f"want one of this worker's shifts: {', '.join(own)}")
    if faults.found:
        return draft, []
    gone = list(dict.fromkeys(change.shifts or own))
    who = problem.worker[change.worker].name
    shifts = f"shift{'s' if len(gone) > 1 else ''} {' and '.join(gone)}"
    names = [name for shift in gone if shift in draft.rounds for name in visits_of(draft.rounds[shift])]
    reason = f"{who} is absent ({shifts})."
    reasons = {part: reason for name in names for part in _list_commissioned(draft, name)}
    sentences = [f"{who} is absent: {shifts} leave{'' if len(gone) > 1 else 's'} the day."]
    if names:
        draft, more = take_out(draft, list(dict.fromkeys(names)), reasons)
        sentences += more
    draft = draft.without_rounds(gone)
    pins = []
    for pin in problem.pins:
        if pin.shift in gone or (pin.shift is None and pin.worker == change.worker and len(gone) == len(own)):
            sentences.append(f"{named(problem, pin.visit)} was pinned there; that pin is gone.")
        else:
            pins.append(pin)
    left = tuple(shift for shift in problem.shifts if shift.id not in gone)
    return draft.with_problem(problem.replace(shifts=left, pins=tuple(pins))), sentences


def _list_commissioned(draft: Draft, name: str) -> Iterable[str]:
    join = draft.join_of(name)
    return join.visits if join is not None else (name,)


def lacks_second_worker(draft: Draft, name: str) -> bool:
    """Whether a visit for several workers has some of them only."""
    return 0 < len(draft.shifts_of(name)) < draft.visit(name).workers
