"""Joint visits changed by hand: made where the roster has room for them, taken apart, and told anew who makes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, permutations

from solver.domain import InputFaults, Join, JointVisit, Outcome, wrong_joins
from solver.explain.audit import Auditor
from solver.explain.shapes import named
from solver.joining import Candidate, Figures, Register, Signatures, candidates, offer, outcome_of

from .draft import Draft
from .moving import Seat, lifted, outcome, seated, together


def signatures(draft: Draft) -> Signatures:
    """Who may decide and has decided, on the draft's problem."""
    return Signatures(Register(draft.problem, Figures.of(draft.pack, draft.problem)))


def candidate_of(draft: Draft, visits: Collection[str]) -> Candidate | None:
    """How exactly these visits could become one, whoever may do it and has signed for it; None: they never could."""
    register = signatures(draft).register
    return next((one for one in candidates(register) if set(one.join.visits) == set(visits)), None)


def _allowed(draft: Draft, visits: Collection[str]) -> Candidate | None:
    """The same by the conditions, all of the tasks or as many as may move; None: nobody may."""
    found = candidate_of(draft, visits)
    if found is None:
        return None
    return offer(draft.problem, draft.pack, "all", only=[found.join.id]).candidates.get(found.join.id)


def resettled(draft: Draft, join: Join) -> Draft:
    """A join told anew by who makes it now: what that makes of it, and who has signed for that."""
    whole = draft.visit(join.id)
    assert isinstance(whole, JointVisit)
    workers = [draft.problem.worker[draft.problem.shift[shift].worker] for shift in draft.shifts(join.id)]
    signed = signatures(draft)
    becomes = outcome_of(signed.register, whole, workers)
    new = join.model_copy(update={"outcome": becomes, "signed_by": signed.signed(whole, workers)})
    if wrong_joins(draft.problem, [new]):  # tasks may stay behind only where the others change hands
        new = new.model_copy(update={"outcome": join.outcome})
    if new == join:
        return draft
    return draft.joined_by(tuple(new if other.id == join.id else other for other in draft.joins))


def taken_apart(draft: Draft, join: Join, out: Collection[str] = ()) -> Draft:
    """A join undone: its visits are served apart where they fit, else unserved. out: those that are not to be served.

    Each goes to one of the rounds that made the join where that breaks nothing, else to its cheapest place of all.
    """
    names = [visit.id for visit in draft.judged.visits if isinstance(visit, JointVisit) and visit.join.id == join.id]
    shifts = tuple(dict.fromkeys(shift for name in names for shift in draft.shifts(name)))
    loose = lifted(draft, names).joined_by(tuple(other for other in draft.joins if other.id != join.id))
    for part in join.visits:
        if part in out:
            continue
        served = _served(loose, part, shifts)
        others = " and ".join(other for other in join.visits if other != part)
        reason = f"It was made as one with {others}; by itself it fits on no round."
        loose = served if served is not None else loose.telling({part: reason})
    return loose


def _served(draft: Draft, part: str, shifts: tuple[str, ...]) -> Draft | None:
    """The visit on these rounds, or anywhere, where that breaks nothing."""
    seats = [tuple((part, shift) for shift in some) for some in combinations(shifts, draft.visit(part).workers)]
    made = [_placed(draft, some) for some in seats]
    ways = [(outcome(draft, one, some), one) for some, one in zip(seats, made, strict=True)]
    sound = [(way.rank, number) for number, (way, _) in enumerate(ways) if not way.worse]
    if sound:
        return made[min(sound)[1]]
    place = Auditor(draft.bench).best([draft.visit(part)])
    return draft.put({one.shift: one for one in place.rounds}) if place is not None else None


def _placed(draft: Draft, seats: Sequence[Seat]) -> Draft:
    return together(draft, seats) if len(seats) > 1 else seated(draft, seats, None)


def made_in_place(draft: Draft, visits: Collection[str], wanted: Outcome | None) -> tuple[Draft | None, str]:
    """The visits as one, by one of those who make them now; or why not. wanted: what has to become of them."""
    busy = [join for join in draft.joins if set(join.visits) & set(visits)]
    if busy:
        return None, f"{named(draft.problem, busy[0].visits[0])} is part of joint visit {busy[0].id}"
    candidate = _allowed(draft, visits)
    if candidate is None:
        return None, "nobody may make them as one by the conditions for joining"
    loose = lifted(draft, candidate.join.visits)
    try:
        ground = loose.joined_by((*draft.joins, candidate.join))
    except InputFaults as error:
        return None, error.faults[0].expected.removeprefix("want ")
    best: Draft | None = None
    rank: tuple[int, int] | None = None
    for seats in _seatings(draft, candidate):
        rest = [seat for seat in seats if candidate.partial and seat[0] != candidate.join.id]
        made = seated(_placed(ground, [seat for seat in seats if seat not in rest]), rest, None)
        way = outcome(ground, made, seats)
        if way.worse or (rank is not None and way.rank >= rank):
            continue
        settled = resettled(made, candidate.join)
        if wanted in (None, _join(settled, candidate.join.id).outcome):
            best, rank = settled, way.rank
    if best is None:
        return None, "none of those who make them now may or can make them as one"
    return best, ""


def _join(draft: Draft, name: str) -> Join:
    return next(join for join in draft.joins if join.id == name)


def _seatings(draft: Draft, candidate: Candidate) -> Iterator[tuple[Seat, ...]]:
    """Who of those who make the parts now could make the joint visit, and what goes with it."""
    now = {part.id: draft.shifts(part.id) for part in candidate.parts}
    shifts = tuple(dict.fromkeys(shift for there in now.values() for shift in there))
    name = candidate.join.id
    if len(candidate.visits) == 1:
        for some in combinations(shifts, candidate.whole.workers):
            yield tuple((name, shift) for shift in some)
        return
    other = candidate.visits[1]
    if other.role == "second":
        yield from (((name, one), (other.id, two)) for one, two in permutations(shifts, 2))
        return
    left = next(part for part in candidate.parts if other.organisation == part.organisation)
    for shift in shifts:
        yield from (((name, shift), (other.id, there)) for there in now[left.id] or shifts)
