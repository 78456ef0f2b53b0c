"""Joint visits changed by hand: made where the roster has room, taken apart, brought up to date by who makes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, permutations

from solver.domain import InputFaults, Join, JointVisit, Outcome, wrong_joins
from solver.explain.audit import Auditor
from solver.explain.model import named
from solver.joining import Candidate, Register, Signatures, find_candidates, find_outcome, make_offer

from .draft import Draft
from .insertion import Placement, insert_at_one_start, insert_visits, price_change, take_off


def read_signatures(draft: Draft) -> Signatures:
    """Who may decide and has decided, on the draft's problem."""
    return Signatures(Register.of(draft.problem, draft.pack), draft.pack)


def find_candidate(draft: Draft, visits: Collection[str]) -> Candidate | None:
    """How exactly these visits could become one, whoever may do it and has signed for it; None: they never could."""
    register = read_signatures(draft).register
    return next((one for one in find_candidates(register) if set(one.join.visits) == set(visits)), None)


def _find_allowed(draft: Draft, visits: Collection[str]) -> Candidate | None:
    """The same by the conditions, all of the tasks or as many as may move; None: nobody may."""
    found = find_candidate(draft, visits)
    if found is None:
        return None
    return make_offer(draft.problem, draft.pack, "all", only=[found.join.id]).candidates.get(found.join.id)


def refresh_join(draft: Draft, join: Join) -> Draft:
    """A join brought up to date by who makes it now: what that makes of it, and who has signed for that."""
    whole = draft.visit(join.id)
    assert isinstance(whole, JointVisit)
    workers = [draft.problem.worker[draft.problem.shift[shift].worker] for shift in draft.shifts_of(join.id)]
    signatures = read_signatures(draft)
    becomes = find_outcome(signatures.register, whole, workers)
    new = join.model_copy(update={"outcome": becomes, "signed_by": signatures.find_signature(whole, workers)})
    if wrong_joins(draft.problem, [new]):  # tasks may stay behind only where the others change hands
        new = new.model_copy(update={"outcome": join.outcome})
    if new == join:
        return draft
    return draft.with_joins(tuple(new if other.id == join.id else other for other in draft.joins))


def take_apart(draft: Draft, join: Join, out: Collection[str] = ()) -> Draft:
    """A join undone: its visits are served apart where they fit, else unserved. out: those that are not to be served.

    Each goes to one of the rounds that made the join where that breaks nothing, else to its cheapest place of all.
    """
    names = [visit.id for visit in draft.judged.visits if isinstance(visit, JointVisit) and visit.join.id == join.id]
    shifts = tuple(dict.fromkeys(shift for name in names for shift in draft.shifts_of(name)))
    loose = take_off(draft, names).with_joins(tuple(other for other in draft.joins if other.id != join.id))
    for part in join.visits:
        if part in out:
            continue
        served = _serve_part(loose, part, shifts)
        others = " and ".join(other for other in join.visits if other != part)
        reason = f"It was made as one with {others}; by itself it fits on no round."
        loose = served if served is not None else loose.with_reasons({part: reason})
    return loose


def _serve_part(draft: Draft, part: str, shifts: tuple[str, ...]) -> Draft | None:
    """The visit on these rounds, or anywhere, where that breaks nothing."""
    placements: list[tuple[Placement, ...]] = [
        tuple((part, shift) for shift in some) for some in combinations(shifts, draft.visit(part).workers)
    ]
    drafts = [_place(draft, some) for some in placements]
    trials = [price_change(draft, one, some) for some, one in zip(placements, drafts, strict=True)]
    sound = [(trial.rank, number) for number, trial in enumerate(trials) if not trial.worse]
    if sound:
        return drafts[min(sound)[1]]
    place = Auditor(draft.pricing).best([draft.visit(part)])
    return draft.with_rounds({one.shift: one for one in place.rounds}) if place is not None else None


def _place(draft: Draft, placements: Sequence[Placement]) -> Draft:
    return insert_at_one_start(draft, placements) if len(placements) > 1 else insert_visits(draft, placements, None)


def make_join(draft: Draft, visits: Collection[str], wanted: Outcome | None) -> tuple[Draft | None, str]:
    """The visits as one, by one of those who make them now; or why not. wanted: what has to become of them."""
    busy = [join for join in draft.joins if set(join.visits) & set(visits)]
    if busy:
        return None, f"{named(draft.problem, busy[0].visits[0])} is part of joint visit {busy[0].id}"
    candidate = _find_allowed(draft, visits)
    if candidate is None:
        return None, "nobody may make them as one by the conditions for joining"
    loose = take_off(draft, candidate.join.visits)
    register = read_signatures(draft).register
    grounds: dict[Outcome, Draft] = {}
    best: Draft | None = None
    rank: tuple[int, int] | None = None
    for placements in _list_placements(draft, candidate):
        shifts = [draft.problem.shift[shift] for name, shift in placements if name == candidate.join.id]
        becomes = find_outcome(register, candidate.whole, [draft.problem.worker[one.worker] for one in shifts])
        join = candidate.join.model_copy(update={"outcome": becomes})
        if wrong_joins(draft.problem, [join]):  # tasks may stay behind only where the others change hands
            continue
        try:
            ground = grounds.get(becomes) or loose.with_joins((*draft.joins, join))
        except InputFaults as error:
            return None, error.faults[0].expected.removeprefix("want ")
        grounds[becomes] = ground
        rest = [placement for placement in placements if candidate.is_partial and placement[0] != candidate.join.id]
        first = [placement for placement in placements if placement not in rest]
        after = insert_visits(_place(ground, first), rest, None)
        trial = price_change(ground, after, placements)
        if trial.worse or (rank is not None and trial.rank >= rank):
            continue
        after = refresh_join(after, join)
        if wanted in (None, _find_join(after, candidate.join.id).outcome):
            best, rank = after, trial.rank
    if best is None:
        return None, "none of those who make them now may or can make them as one"
    return best, ""


def _find_join(draft: Draft, name: str) -> Join:
    return next(join for join in draft.joins if join.id == name)


def _list_placements(draft: Draft, candidate: Candidate) -> Iterator[tuple[Placement, ...]]:
    """Who of those who make the parts now could make the joint visit, and what goes with it."""
    now = {part.id: draft.shifts_of(part.id) for part in candidate.parts}
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
