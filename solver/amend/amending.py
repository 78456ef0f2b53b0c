"""A list of changes made to a roster, all of them or none, and what the checker says of it before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from solver.check import Check, check, worsened
from solver.domain import Fault, InputFaults, JoinedProblem, Problem, Roster
from solver.domain.money import pence
from solver.explain import difference, money
from solver.explain.model import cost_label, costs, is_paid
from solver.reading.notes import problem_notes
from solver.rules import Breach, Pack
from solver.travel import Journeys, journeys

from .adding import add
from .apply import Effect, lacks_second_worker, move, record_absence, swap, unserve
from .cancelling import cancel
from .changes import (
    Absent,
    AcceptLate,
    Add,
    Cancel,
    Change,
    ChangeWindow,
    DecideJoin,
    Move,
    PinVisit,
    Suspend,
    Swap,
    Unpin,
    Unserve,
)
from .deciding import Decided, weigh_change
from .decisions import decide_join, pin, unpin
from .doses import DoseNews, find_dose_news
from .draft import Draft
from .faults import ChangeFaults
from .lateness import accept_late
from .resting import RULE as STOPPED
from .stopping import suspend
from .whole_starts import round_new_starts
from .windows import change_window


@dataclass(frozen=True)
class Amendment:
    """What has become of a problem and its roster. broken: hard breaches that are new, or worse than before; mended:
    those that are gone, or less. travel: between all places of the problem. cost: change in cost units. sentences: what
    happened, and what each change costs. decided: who answers for the changes that not everybody may make.
    """

    problem: Problem
    roster: Roster
    before: Check
    after: Check
    travel: Journeys
    broken: tuple[Breach, ...]
    mended: tuple[Breach, ...]
    cost: int
    sentences: tuple[str, ...]
    decided: tuple[Decided, ...] = ()

    @cached_property
    def medicines(self) -> DoseNews:
        """What the changes make of the distances between doses, and of what comes before or after a meal."""
        return find_dose_news(self.before, self.after)

    @property
    def safe(self) -> bool:
        """Whether no hard rule is newly broken, and nothing that comes before or after a meal is newly out of turn."""
        return not (self.broken or self.medicines.out_of_turn)


def amend(
    problem: Problem,
    roster: Roster,
    changes: Sequence[Change],
    pack: Pack | None = None,
    travel: Journeys | None = None,
    before: Check | None = None,
) -> Amendment:
    """Make changes one after the other. Neither problem nor roster is touched; a rule that breaks is told, not raised.

    problem: as commissioned. travel and before, the roster's check on the problem, may be given where they are known.
    Rounds that no change concerns keep their times; what is re-timed goes to whole minutes (``round_to``).
    Every visit ends on a round or in the unserved list, with a reason.
    Raises InputFaults with everything that is wrong with the changes, by ``changes[2].visit``; then none is made.
    """
    if isinstance(problem, JoinedProblem):
        raise TypeError("want the problem as commissioned; the roster says what is joined")
    pack = pack or Pack.for_problem(problem)
    travel = travel or journeys(problem)
    before = before or check(problem, roster, pack, travel)
    draft = first = Draft.of(problem, roster, before, pack, travel)
    cancelled = {change.visit for change in changes if isinstance(change, Cancel)}
    faults: list[Fault] = []
    steps: list[tuple[list[str], Draft, Draft]] = []
    decided: list[Decided] = []
    for index, change in enumerate(changes):
        wrong = ChangeFaults(index)
        after_change, sentences = _apply(draft, change, wrong, cancelled)
        who, deciders = weigh_change(draft, after_change, change, wrong, cancelled)
        sentences, decided = [*sentences, *who], [*decided, *deciders]
        faults += wrong.found
        if not wrong.found:
            steps.append((sentences, draft, after_change))
            draft = after_change
    faults += _find_half_placed(first, draft, changes)
    if faults:
        raise InputFaults(faults)
    after = check(draft.problem, draft.roster(), pack, draft.travel)
    draft, after = round_new_starts(first, draft, after, changes)
    if steps:
        steps[-1] = (*steps[-1][:2], draft)
    return Amendment(
        problem=draft.problem,
        roster=draft.roster(),
        before=before,
        after=after,
        travel=draft.travel,
        broken=tuple(
            one
            for one in worsened(before.breaches, after.breaches)
            if not (one.rule == STOPPED and one.visit in draft.begun)
        ),
        mended=worsened(after.breaches, before.breaches),
        cost=after.score.total - before.score.total,
        sentences=(*_describe_steps(steps, before, after), *_new_notes(problem, draft.problem, pack)),
        decided=tuple(decided),
    )


def _new_notes(before: Problem, after: Problem, pack: Pack) -> list[str]:
    """What is worth telling of the day as the changes leave it, and was not of the day before: doses without room
    between them, say. What is loosened is told apart.
    """
    if (before.visits, before.clients) == (after.visits, after.clients):
        return []
    known = set(problem_notes(before, pack, judged=False))
    return [
        one for one in problem_notes(after, pack, judged=False) if one not in known and not one.startswith("Loosened:")
    ]


def _apply(draft: Draft, change: Change, faults: ChangeFaults, cancelled: Collection[str]) -> Effect:
    """Make one change: of the roster here, of the day itself below."""
    match change:
        case Move():
            return move(draft, change, faults)
        case Unserve():
            return unserve(draft, change, faults)
        case Swap():
            return swap(draft, change, faults)
        case Absent():
            return record_absence(draft, change, faults)
        case PinVisit():
            return pin(draft, change, faults)
        case Unpin():
            return unpin(draft, change, faults)
        case _:
            return _apply_to_day(draft, change, faults, cancelled)


def _apply_to_day(
    draft: Draft,
    change: DecideJoin | AcceptLate | Cancel | Add | Suspend | ChangeWindow,
    faults: ChangeFaults,
    cancelled: Collection[str],
) -> Effect:
    match change:
        case DecideJoin():
            return decide_join(draft, change, faults)
        case AcceptLate():
            return accept_late(draft, change, faults)
        case Cancel():
            return cancel(draft, change, faults, cancelled)
        case Add():
            return add(draft, change, faults)
        case Suspend():
            return suspend(draft, change, faults)
        case ChangeWindow():
            return change_window(draft, change, faults)


def _find_half_placed(first: Draft, last: Draft, changes: Sequence[Change]) -> list[Fault]:
    """Visits for two workers of which the changes placed one only."""
    found = []
    moved = {change.visit: index for index, change in enumerate(changes) if isinstance(change, Move)}
    for visit, index in moved.items():
        name = last.name_on_round(visit)
        if name is None or not lacks_second_worker(last, name):
            continue
        if not (name in first.judged.visit and lacks_second_worker(first, name)):
            wanted = "want a second move of it in the same list: it takes two workers, and this gives it one"
            found.append(Fault(f"changes[{index}].visit", visit, wanted))
    return found


def _describe_steps(steps: Sequence[tuple[list[str], Draft, Draft]], before: Check, after: Check) -> list[str]:
    """Each change in words, then what it costs; of one change the checks know the cost, of several the bench says."""
    sentences: list[str] = []
    for about_change, then, now in steps:
        fallen = _find_fallen(then, now)
        sentences += about_change
        if fallen:
            sentences.append(_count_fallen(fallen))
        # By the day as it is now, so that a visit is called by its new time; not where visits or shifts have left it.
        stays = all(
            getattr(then.problem, name).keys() <= getattr(now.problem, name).keys() for name in ("visit", "shift")
        )
        both = now if stays else then
        there = now.problem.visit.keys()
        changed = difference(both.problem, then.roster(), now.roster(), both.travel, there)
        sentences += changed or ([] if about_change else ["Nothing changes."])
        one_step = len(steps) == 1
        was = before.score.by_rule if one_step else then.pricing.whole.by_rule
        is_now = after.score.by_rule if one_step else now.pricing.whole.by_rule
        sentences.append(_describe_cost(now.problem, was, is_now, len(fallen)))
    return sentences


def _find_fallen(then: Draft, now: Draft) -> set[str]:
    """The visits that somebody made before a change and nobody makes after it; those that left the day are none."""
    out_before = {entry.visit for entry in then.roster().unserved}
    return {
        entry.visit
        for entry in now.roster().unserved
        if entry.visit in then.problem.visit and entry.visit not in out_before
    }


def _count_fallen(fallen: Collection[str]) -> str:
    if len(fallen) == 1:
        return "1 visit that was made is made by nobody now."
    return f"{len(fallen)} visits that were made are made by nobody now."


def _describe_cost(problem: Problem, before: Mapping[str, int], after: Mapping[str, int], fallen: int) -> str:
    """What is paid more or less, and apart from it what only weighs: preferences, lateness, visits left out.

    fallen: how many visits nobody makes any more; what is not paid for them is no saving.
    """
    change = Counter(dict(after))
    change.subtract(before)
    parts = sorted(((rule, cost) for rule, cost in change.items() if cost), key=lambda part: -abs(part[1]))
    if problem.horizon.abstract:
        return _describe_sum(problem, parts)
    paid = [part for part in parts if is_paid(part[0])]
    weighed = [part for part in parts if not is_paid(part[0])]
    told = _describe_sum(problem, paid) if paid or not weighed else "It costs no money."
    if fallen and sum(cost for _, cost in paid) < 0:
        told = f"{told[:-1]}, for {'a visit' if fallen == 1 else 'visits'} that nobody makes."
    if weighed:
        total = sum(cost for _, cost in weighed)
        words = "even" if total == 0 else f"{pence(abs(total)) / 100:,.2f} points {'worse' if total > 0 else 'better'}"
        listed = ", ".join(f"{cost_label(rule)} {pence(cost) / 100:+,.2f}" for rule, cost in weighed[:3])
        told += f" Preferences and penalties, which are no money: {words} ({listed})."
    return told


def _describe_sum(problem: Problem, parts: Sequence[tuple[str, int]]) -> str:
    total = sum(cost for _, cost in parts)
    if not parts:
        return "It costs the same."
    if total == 0:
        return f"It costs the same in all ({costs(problem, parts)})."
    return f"It {'costs' if total > 0 else 'saves'} {money(problem, abs(total))} ({costs(problem, parts)})."
