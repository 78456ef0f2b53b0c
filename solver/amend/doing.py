"""What each change does to a draft, and its faults where it cannot be done. Breaking a rule is no fault."""

from __future__ import annotations

from collections.abc import Iterable

from solver.explain.shapes import named

from .arranging import ordered
from .changes import Absent, Move, Swap, Unserve
from .draft import Draft, visits_of
from .faults import Place
from .joins import resettled, taken_apart
from .moving import falling, lifted, moved

Done = tuple[Draft, list[str]]


def move(draft: Draft, change: Move, place: Place) -> Done:
    """Put a visit into another round, or elsewhere in its own."""
    name = draft.name(change.visit)
    start = place.ticks(draft.problem, change.start)
    shift_known = place.known("shift", change.shift, draft.problem.shift, "shifts")
    if name is None:
        place.wrong("visit", change.visit, "want the id of one of the visits")
        return draft, []
    serving = draft.shifts(name)
    if change.from_shift is not None and change.from_shift not in serving:
        among = f"want the round it is on, {' or '.join(serving)}" if serving else "want nothing: it is on no round"
        place.wrong("from_shift", change.from_shift, among)
        return draft, []
    off = change.from_shift or _leaving(draft, name, change.shift)
    if off is None and len(serving) >= max(draft.visit(name).workers, 1):
        place.wrong("from_shift", None, f"want the round that it leaves: it is on {' and '.join(serving)}")
    if shift_known and change.shift in serving and change.shift != off:
        place.wrong("shift", change.shift, f"want a round that does not make {change.visit} already")
    if place.faults:
        return draft, []
    made = moved(draft, name, change.shift, off, start)
    join = made.join_of(name)
    if join is None:
        return made, []
    settled = resettled(made, join)
    after = next(one for one in settled.joins if one.id == join.id)
    unsigned = join.signed_by and not after.signed_by
    return settled, [f"Nobody has signed for joint visit {join.id} as it is made now."] if unsigned else []


def _leaving(draft: Draft, name: str, shift: str) -> str | None:
    """The round a visit leaves for a shift where nobody has said so; None: it leaves none, or it is not clear."""
    serving = draft.shifts(name)
    if shift in serving:
        return shift
    return serving[0] if len(serving) == 1 and draft.visit(name).workers == 1 else None


def unserve(draft: Draft, change: Unserve, place: Place) -> Done:
    """Take a visit out, with those that stand or fall with it; of a joint visit the other parts stay."""
    name = draft.name(change.visit)
    if name is None:
        place.wrong("visit", change.visit, "want the id of one of the visits")
        return draft, []
    if not draft.shifts(name):
        place.wrong("visit", change.visit, "want a visit that is on a round")
        return draft, []
    join = draft.join_of(name)
    if join is None:
        return _taken_out(draft, [name], {name: "Taken off by hand."})
    if change.visit in join.visits:
        made = taken_apart(draft, join, out=[change.visit])
        return made.telling({change.visit: f"Taken out of joint visit {join.id} by hand."}), []
    return _taken_out(draft, [name], dict.fromkeys(join.visits, f"Joint visit {join.id} was taken off by hand."))


def _taken_out(draft: Draft, names: list[str], reasons: dict[str, str]) -> Done:
    """Take visits out, and what falls with them. reasons: by visit, as commissioned."""
    together = falling(draft, names)
    fallen = [name for name in together if name not in names]
    said: list[str] = []
    reasons = dict(reasons)
    first = next(iter(reasons))
    for name in fallen:
        join = draft.join_of(name)
        for visit in join.visits if join is not None else (name,):
            if visit not in reasons:
                reasons[visit] = f"It goes together with {named(draft.problem, first)}, which is not served any more."
                said.append(f"{named(draft.problem, visit)} stands or falls with {first} and is taken out too.")
    joins = {join.id for name in together if (join := draft.join_of(name)) is not None}
    draft = lifted(draft, together)
    if joins:
        draft = draft.joined_by(tuple(join for join in draft.joins if join.id not in joins))
    return draft.telling(reasons), said


def swap(draft: Draft, change: Swap, place: Place) -> Done:
    """Let two rounds exchange their visits; their breaks stay with the shifts."""
    for number, shift in enumerate(change.shifts):
        place.known(f"shifts[{number}]", shift, draft.problem.shift, "shifts")
    one, two = change.shifts
    if one == two:
        place.wrong("shifts[1]", two, "want two different shifts")
    if not place.faults and not (one in draft.rounds or two in draft.rounds):
        place.wrong("shifts", list(change.shifts), "want a shift with visits among them")
    if place.faults:
        return draft, []
    orders = {shift: visits_of(draft.rounds[shift]) if shift in draft.rounds else [] for shift in (one, two)}
    company = {name for order in orders.values() for name in order}
    ground = draft.without([one, two])
    for shift, other in ((one, two), (two, one)):
        way = ordered(draft, shift, orders[other], company, ground)
        ground = ground.put(way.rounds)
    for join in draft.joins:
        if join.id in company:
            ground = resettled(ground, join)
    names = [draft.problem.worker[draft.problem.shift[shift].worker].name for shift in (one, two)]
    return ground, [f"{names[0]} (shift {one}) and {names[1]} (shift {two}) exchange their visits."]


def absent(draft: Draft, change: Absent, place: Place) -> Done:
    """Take a worker's shifts out of the problem; their visits are served by nobody."""
    problem = draft.problem
    if not place.known("worker", change.worker, problem.worker, "workers"):
        return draft, []
    own = [shift.id for shift in problem.shifts if shift.worker == change.worker]
    if not own:
        place.wrong("worker", change.worker, "want a worker who has a shift")
    for number, shift in enumerate(change.shifts or ()):
        if own and shift not in own:
            place.wrong(f"shifts[{number}]", shift, f"want one of this worker's shifts: {', '.join(own)}")
    if place.faults:
        return draft, []
    gone = list(dict.fromkeys(change.shifts or own))
    who = problem.worker[change.worker].name
    shifts = f"shift{'s' if len(gone) > 1 else ''} {' and '.join(gone)}"
    names = [name for shift in gone if shift in draft.rounds for name in visits_of(draft.rounds[shift])]
    reason = f"{who} is absent ({shifts})."
    reasons = {part: reason for name in names for part in _parts(draft, name)}
    said = [f"{who} is absent: {shifts} leave{'' if len(gone) > 1 else 's'} the day."]
    if names:
        draft, more = _taken_out(draft, list(dict.fromkeys(names)), reasons)
        said += more
    draft = draft.without(gone)
    pins = []
    for pin in problem.pins:
        if pin.shift in gone or (pin.shift is None and pin.worker == change.worker and len(gone) == len(own)):
            said.append(f"{named(problem, pin.visit)} was pinned there; that pin is gone.")
        else:
            pins.append(pin)
    left = tuple(shift for shift in problem.shifts if shift.id not in gone)
    return draft.of_problem(problem.replace(shifts=left, pins=tuple(pins))), said


def _parts(draft: Draft, name: str) -> Iterable[str]:
    join = draft.join_of(name)
    return join.visits if join is not None else (name,)


def is_half(draft: Draft, name: str) -> bool:
    """Whether a visit for several workers has some of them only."""
    return 0 < len(draft.shifts(name)) < draft.visit(name).workers
