"""A list of changes made to a roster, all of them or none, and what the checker says of it before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.check import Check, check, worsened
from solver.domain import Fault, InputFaults, JoinedProblem, Problem, Roster
from solver.explain import difference, money
from solver.explain.model import costs
from solver.rules import Breach, Pack
from solver.travel import Journeys, journeys

from .changes import Absent, Change, DecideJoin, Move, PinVisit, Swap, Unpin, Unserve
from .deciding import decide_join, pin, unpin
from .doing import Done, absent, is_half, move, swap, unserve
from .draft import Draft
from .faults import Place


@dataclass(frozen=True)
class Amended:
    """What has become of a problem and its roster. broken: hard breaches that are new, or worse than before; mended:
    those that are gone, or less. cost: change in cost units. sentences: what happened, and what each change costs.
    """

    problem: Problem
    roster: Roster
    before: Check
    after: Check
    broken: tuple[Breach, ...]
    mended: tuple[Breach, ...]
    cost: int
    sentences: tuple[str, ...]

    @property
    def safe(self) -> bool:
        """Whether no hard rule is newly broken."""
        return not self.broken


def amend(
    problem: Problem,
    roster: Roster,
    changes: Sequence[Change],
    pack: Pack | None = None,
    travel: Journeys | None = None,
    before: Check | None = None,
) -> Amended:
    """Make changes one after the other. Neither problem nor roster is touched; a rule that breaks is told, not raised.

    problem: as commissioned. travel and before, the roster's check on the problem, may be given where they are known.
    Rounds that no change concerns keep their times. Every visit ends on a round or in the unserved list, with a reason.
    Raises InputFaults with everything that is wrong with the changes, by ``changes[2].visit``; then none is made.
    """
    if isinstance(problem, JoinedProblem):
        raise TypeError("want the problem as commissioned; the roster says what is joined")
    pack = pack or Pack.for_problem(problem)
    travel = travel or journeys(problem)
    before = before or check(problem, roster, pack, travel)
    draft = first = Draft.of(problem, roster, before, pack, travel)
    faults: list[Fault] = []
    steps: list[tuple[list[str], Draft, Draft]] = []
    for index, change in enumerate(changes):
        place = Place(index)
        made, said = _done(draft, change, place)
        faults += place.faults
        if not place.faults:
            steps.append((said, draft, made))
            draft = made
    faults += _halves(first, draft, changes)
    if faults:
        raise InputFaults(faults)
    after_roster = draft.roster()
    after = check(draft.problem, after_roster, pack, travel)
    sentences = _told(steps, before, after)
    return Amended(
        problem=draft.problem,
        roster=after_roster,
        before=before,
        after=after,
        broken=worsened(before.breaches, after.breaches),
        mended=worsened(after.breaches, before.breaches),
        cost=after.score.total - before.score.total,
        sentences=tuple(sentences),
    )


def _done(draft: Draft, change: Change, place: Place) -> Done:
    match change:
        case Move():
            return move(draft, change, place)
        case Unserve():
            return unserve(draft, change, place)
        case PinVisit():
            return pin(draft, change, place)
        case Unpin():
            return unpin(draft, change, place)
        case Swap():
            return swap(draft, change, place)
        case Absent():
            return absent(draft, change, place)
        case DecideJoin():
            return decide_join(draft, change, place)


def _halves(first: Draft, last: Draft, changes: Sequence[Change]) -> list[Fault]:
    """Visits for two workers of which the changes placed one only."""
    found = []
    moved = {change.visit: index for index, change in enumerate(changes) if isinstance(change, Move)}
    for visit, index in moved.items():
        name = last.name(visit)
        if name is not None and is_half(last, name) and not (name in first.judged.visit and is_half(first, name)):
            wanted = "want a second move of it in the same list: it takes two workers, and this gives it one"
            found.append(Fault(f"changes[{index}].visit", visit, wanted))
    return found


def _told(steps: Sequence[tuple[list[str], Draft, Draft]], before: Check, after: Check) -> list[str]:
    """Each change in words, then what it costs; of one change the checks know the cost, of several the bench says."""
    sentences: list[str] = []
    for said, then, now in steps:
        sentences += said
        changed = difference(then.problem, then.roster(), now.roster(), then.travel)
        sentences += changed or ([] if said else ["Nothing changes."])
        if len(steps) == 1:
            sentences.append(_cost(now.problem, before.score.by_rule, after.score.by_rule))
        else:
            sentences.append(_cost(now.problem, then.bench.whole.by_rule, now.bench.whole.by_rule))
    return sentences


def _cost(problem: Problem, before: Mapping[str, int], after: Mapping[str, int]) -> str:
    change = Counter(dict(after))
    change.subtract(before)
    parts = sorted(((rule, cost) for rule, cost in change.items() if cost), key=lambda part: -abs(part[1]))
    total = sum(cost for _, cost in parts)
    if not parts:
        return "It costs the same."
    if total == 0:
        return f"It costs the same in all ({costs(problem, parts)})."
    return f"It {'costs' if total > 0 else 'saves'} {money(problem, abs(total))} ({costs(problem, parts)})."
