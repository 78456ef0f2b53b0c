"""One round arranged and timed anew: arithmetic proposes, the rules' own breaches price, the least bad is taken.

The arithmetic is that of the explanations (explain/timing.py, explain/slots.py). Where it finds no times at all,
because somebody wants what cannot be, the stops follow each other as early as they can, and the checker says what that
breaks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from solver.domain import Round, Stop
from solver.explain.slots import Slot, schedules, slots, with_rest
from solver.explain.timing import Halt, Legs, Span, forward, tightened

from .draft import Draft

_MINUTES_A_BREACH = 30  # minutes that a hard breach weighs on top of its size, where none can be avoided
_AWAITING_PARTNER = ("double_handed", "both_or_none")
_POSITIONS_PRICED = 12  # positions that are priced, those first that arithmetic finds cheapest
_BREAK_PLACES_PRICED = 10  # the same for places of a break that has become owed


@dataclass(frozen=True, slots=True)
class TrialRounds:
    """Some rounds as they could be. worse: how much is added to each hard breach, by (rule, visit, shift).

    cost: change in cost units, as the bench sees it: good for ranking, the checker has the last word. breach: ticks
    that a hard breach weighs on top of its size.
    """

    rounds: Mapping[str, Round]
    worse: Mapping[tuple[str, str, str], int]
    cost: int
    breach: int

    @property
    def rank(self) -> tuple[int, int]:
        """Least bad first, then the cheapest: an hour too late is worse than two breaches of a minute."""
        return len(self.worse) * self.breach + sum(self.worse.values()), self.cost

    @property
    def is_sound(self) -> bool:
        """Whether the rounds by themselves are right: a partner who is still to come is no fault of theirs."""
        return all(rule in _AWAITING_PARTNER for rule, _, _ in self.worse)

    @property
    def owes_break(self) -> bool:
        return any(rule == "break" for rule, _, _ in self.worse)


def price_rounds(draft: Draft, rounds: Mapping[str, Round], company: Collection[str]) -> TrialRounds:
    """What the rules say of these rounds in the place of the draft's. company: visits that come or go with them."""
    cut = draft.pricing.cut(rounds, company)
    after, before = cut.price(rounds), cut.before
    more = {key: amount - before.hard.get(key, 0) for key, amount in after.hard.items()}
    worse = {key: amount for key, amount in more.items() if amount > 0}
    breach = _MINUTES_A_BREACH * draft.problem.horizon.ticks_per_minute
    return TrialRounds(rounds, worse, after.cost - before.cost, breach)


def insert_visit(draft: Draft, name: str, shift: str, spans: tuple[Span, ...] | None = None) -> TrialRounds:
    """The best way to put a visit into a round; there always is one. spans: when it has to start."""
    visit = draft.visit(name)
    near = sorted(slots(draft.reach, visit, shift, spans=spans), key=lambda slot: (slot.burden, slot.position))
    best = _best_slot(draft, near[:_POSITIONS_PRICED], name)
    if best is not None and best.owes_break:
        with_break = [more for slot in near[:_POSITIONS_PRICED] for more in with_rest(draft.reach, slot)]
        with_break.sort(key=lambda slot: (slot.burden, slot.position))
        others = _best_slot(draft, with_break[:_BREAK_PLACES_PRICED], name)
        best = min((trial for trial in (best, others) if trial), key=lambda trial: trial.rank)
    if best is not None:
        return best
    if spans is None:
        spans = draft.reach.with_partners(visit, shift) or draft.reach.alone(name)
    spans = spans or ((visit.windows[0].start, visit.windows[-1].end),)
    present, new = draft.reach.halts(shift), draft.reach.halt(visit, spans)
    orders = [(*present[:at], new, *present[at:]) for at in range(len(present) + 1)]
    trials = [price_rounds(draft, {shift: _earliest_round(draft, shift, order)}, [name]) for order in orders]
    at = min(range(len(trials)), key=lambda number: trials[number].rank)
    order = orders[at]
    length = draft.reach.owed(draft.problem.shift[shift])
    if trials[at].owes_break and length and all(halt.visit is not None for halt in order):
        rest = draft.reach.rest(draft.problem.shift[shift], length)
        tours = [(*order[:at], rest, *order[at:]) for at in range(1, len(order))]
        trials += [price_rounds(draft, {shift: _earliest_round(draft, shift, tour)}, [name]) for tour in tours]
    return min(trials, key=lambda trial: trial.rank)


def _best_slot(draft: Draft, near: Sequence[Slot], name: str) -> TrialRounds | None:
    """The best slot, the others of the round left where they are if that breaks nothing."""
    plausible = [
        price_rounds(draft, {slot.shift: one}, [name])
        for slot in near
        for one in _plausible_rounds(draft, slot.shift, slot.halts, slot.position)
    ]
    best = min(plausible, key=lambda trial: trial.rank, default=None)
    if best is not None and best.is_sound:
        return best
    others = [price_rounds(draft, {slot.shift: one}, [name]) for slot in near for one in schedules(draft.reach, slot)]
    return min([*plausible, *others], key=lambda trial: trial.rank, default=None)


def _plausible_rounds(draft: Draft, shift: str, halts: Sequence[Halt], new: int | None) -> Iterator[Round]:
    """Times that nobody wonders at: each stop where it is, or later where it must; or all as early as can be.

    new: the number of the stop that is being placed, which may also be as late as the next one allows. Others are not
    made later to save waiting: clients would be told of another time for no reason that they can see.
    """
    legs = draft.reach.legs(shift)
    found: list[list[int]] = []
    for starts in (forward(halts, legs, keep=True), forward(halts, legs)):
        for some in (starts, tightened(halts, legs, starts, new) if starts and new is not None else None):
            if some is not None and some not in found:
                found.append(some)
    return (_make_round(shift, halts, starts) for starts in found)


def reorder_round(
    draft: Draft, shift: str, order: Sequence[str], company: Collection[str], ground: Draft | None = None
) -> TrialRounds:
    """A round with these visits in this order, timed anew; its break stays among them or moves, whatever is best.

    ground: the draft that the rules are asked about, where it is not the one that knows the present times.
    """
    ground = ground or draft
    if not order:
        return price_rounds(ground, {shift: Round(shift=shift)}, company)

    def time_stops(halts: Sequence[Halt]) -> TrialRounds:
        trials = list(_plausible_rounds(draft, shift, halts, None)) or [_earliest_round(draft, shift, halts)]
        return min((price_rounds(ground, {shift: one}, company) for one in trials), key=lambda trial: trial.rank)

    halts = [_make_halt(draft, name, shift) for name in order]
    rest, place = _find_break(draft, shift, order)
    first = [*halts[:place], rest, *halts[place:]] if rest is not None else halts
    best = time_stops(first)
    if best.is_sound:
        return best
    trials = [best]
    if rest is not None:
        trials.append(time_stops(halts))
    shift_ = draft.problem.shift[shift]
    if rest is None and (length := draft.reach.owed(shift_)):
        rest = draft.reach.rest(shift_, length)
    if rest is not None and not min(trials, key=lambda trial: trial.rank).is_sound:
        trials += [time_stops([*halts[:at], rest, *halts[at:]]) for at in range(1, len(halts))]
    return min(trials, key=lambda trial: trial.rank)


def _make_halt(draft: Draft, name: str, shift: str) -> Halt:
    """A visit of this round, or of the one it changes with: it keeps to whoever starts with it elsewhere."""
    visit, start = draft.visit(name), draft.start_of(name)
    others = [other for other in draft.shifts_of(name) if other != shift]
    if len(draft.shifts_of(name)) > 1 and others and start is not None:
        return draft.reach.halt(visit, ((start, start),), start)
    return draft.reach.halt(visit, draft.reach.with_partners(visit, shift), start)


def _find_break(draft: Draft, shift: str, order: Sequence[str]) -> tuple[Halt | None, int]:
    """The break that the round has, and how many of the visits come before it."""
    stops = draft.rounds[shift].stops if shift in draft.rounds else ()
    for number, stop in enumerate(stops):
        if stop.visit is None:
            before = {other.visit for other in stops[:number]}
            rest = draft.reach.rest(draft.problem.shift[shift], stop.duration or 0, stop.start)
            return rest, sum(name in before for name in order)
    return None, 0


def _earliest_round(draft: Draft, shift: str, halts: Sequence[Halt]) -> Round:
    """The stops one after the other as early as can be; one that may start at a single moment starts then, come what
    may, and one that is too late for its times starts late."""
    return _make_round(shift, halts, list(_earliest_starts(halts, draft.reach.legs(shift))))


def _make_round(shift: str, halts: Sequence[Halt], starts: Sequence[int]) -> Round:
    # Of parts that are valid already; the roster is validated when it is done.
    stops = tuple(
        Stop.model_construct(visit=halt.visit, start=start, duration=halt.duration if halt.visit is None else None)
        for halt, start in zip(halts, starts, strict=True)
    )
    return Round.model_construct(shift=shift, stops=stops)


def _earliest_starts(halts: Sequence[Halt], legs: Legs) -> Iterator[int]:
    clock, here = legs.earliest, legs.origin
    for number, halt in enumerate(halts):
        ahead = next((after.place for after in halts[number:] if after.visit is not None), legs.goal)
        arrival = clock + legs.ticks[here, ahead]
        start = next((max(low, arrival) for low, high in halt.legal if arrival <= high), arrival)
        if len(halt.legal) == 1 and halt.legal[0][0] == halt.legal[0][1]:
            start = halt.legal[0][0]
        yield start
        clock, here = start + halt.duration, ahead
