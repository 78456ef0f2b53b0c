"""Visits put on an empty roster with all that is tied to them: whether that can be done, and which rule says no.

Arithmetic goes through the workers and the times that ties leave; the rules' own breaches judge each try. The answer is
sure unless there was more to try than the bounds below allow; nothing is called proven that is not sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from solver.domain import Round, Shift, Stop, Visit
from solver.rules import RULE_BY_ID, Breach

from .companions import Companions, Tie
from .eligibility import Eligibility
from .model import Placing
from .settling import Wait, Ways, settle, settle_one_way
from .time_bounds import TimeBounds
from .timing import Span, intersect

_NODES = 20_000  # partial assignments of shifts looked at for one group
_TRIES = 400  # rosters judged for one group
_TIMES = 8  # starts tried of one assignment besides the earliest
_COMPANY = 40  # other visits that could make room for a break

_MENDED_BY_A_BREAK = {rule.id for rule in RULE_BY_ID.values() if rule.break_mends}

Hands = tuple[Visit, ...]  # one a worker; a visit of two workers stands in it twice


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether visits can stand together on an otherwise empty roster.

    rounds: a way to make them, by shift; empty: none was found. sure: every way was looked at. rule: what emptied it,
    and its sentence; tried: the rounds it was said of; link: the id of the link that says so, if one does. company: a
    visit beside which, with a break between, they could be made, and beside: how.
    """

    rounds: dict[str, Round]
    sure: bool = True
    rule: str = ""
    sentence: str = ""
    link: str = ""
    company: str = ""
    tried: dict[str, Round] = field(default_factory=dict)
    beside: dict[str, Round] = field(default_factory=dict)

    @property
    def impossible(self) -> bool:
        return self.sure and not self.rounds and not self.company


def list_placings(rounds: Mapping[str, Round]) -> tuple[Placing, ...]:
    """The visits of some rounds with where they are."""
    return tuple(
        Placing(stop.visit, round_.shift, number, stop.start)
        for round_ in rounds.values()
        for number, stop in enumerate(round_.stops)
        if stop.visit is not None and stop.start is not None
    )


class EmptyRoster:
    """Asks about groups of visits of one problem; remembers every answer."""

    def __init__(self, eligibility: Eligibility, bounds: TimeBounds):
        self.eligibility, self.bounds = eligibility, bounds
        self.pricing = eligibility.empty
        self.problem = self.pricing.problem
        self.companions = Companions(self.pricing)
        self._spans = lru_cache(maxsize=None)(self._find_spans)
        self._known: dict[tuple[str, ...], Standing] = {}

    def stand(self, visits: Sequence[str]) -> Standing:
        """Whether these visits can all be made when nothing else is."""
        key = tuple(sorted(set(visits)))
        if key not in self._known:
            hands = tuple(
                visit for name in key for visit in [self.problem.visit[name]] * self.problem.visit[name].workers
            )
            trial = _Trial(self, hands)
            standing = trial.find()
            if standing.impossible and standing.rule in _MENDED_BY_A_BREAK:
                standing = self._with_company(hands, standing)
            self._known[key] = standing
        return self._known[key]

    def _with_company(self, hands: Hands, standing: Standing) -> Standing:
        """The same unless another visit on the round makes room for a break between the two.

        One other visit is tried at a time: it cannot make room on two rounds, and of those nothing is sure.
        """
        near = sorted(
            (visit for visit in self.problem.visits if visit not in hands),
            key=lambda visit: (abs(visit.windows[0].start - hands[0].windows[0].start), visit.id),
        )
        able = {shift.id for hand in hands for shift in self.eligibility.eligible_shifts(hand)}
        could_help = [visit for visit in near if able & {shift.id for shift in self.eligibility.eligible_shifts(visit)}]
        sure = len(could_help) <= _COMPANY and (len(standing.tried) == 1 or not could_help)
        for visit in could_help[:_COMPANY]:
            beside = _Trial(self, (*hands, *[visit] * visit.workers), need_company=True).find()
            if beside.rounds:
                return replace(standing, company=visit.id, beside=beside.rounds)
            sure = sure and beside.sure
        return replace(standing, sure=sure)

    def spans(self, visit: Visit, shift: Shift) -> tuple[Span, ...]:
        """When a visit could start on a shift that has nothing else."""
        return self._spans(visit.id, shift.id)

    def _find_spans(self, visit_id: str, shift_id: str) -> tuple[Span, ...]:
        visit, legs = self.problem.visit[visit_id], self.bounds.legs(shift_id)
        place = self.problem.place_number[self.problem.place_of(visit)]
        first = legs.earliest + int(legs.ticks[legs.origin, place])
        last = legs.latest - visit.duration - int(legs.ticks[place, legs.goal])
        spans = intersect(self.bounds.alone(visit_id), [(first, last)])
        if visit_id in self.companions.since_before:
            low, high, _ = self.companions.since_before[visit_id]
            spans = intersect(spans, [(low, high)])
        return spans


class _Trial:
    """One group of hands (a hand: one worker of one visit), tried with all workers and times."""

    def __init__(self, empty: EmptyRoster, hands: Hands, need_company: bool = False):
        self.empty, self.hands, self.problem = empty, hands, empty.problem
        self.need_company = need_company  # only a round that holds two visits or more is asked for
        self.ties = empty.companions.ties(hands)
        self.options = [
            [shift for shift in empty.eligibility.eligible_shifts(hand) if empty.spans(hand, shift)] for hand in hands
        ]
        self.nodes, self.tries = _NODES, _TRIES
        self.wrong: list[tuple[tuple[Breach, ...], dict[str, Round]]] = []  # of each try
        self.one_break_too_few = False  # somewhere a round with two breaks could be right, and none was tried

    def find(self) -> Standing:
        for shifts, waits, starts in self._assign(self.ties):
            rounds = self._judge(shifts, waits, starts)
            if rounds:
                return Standing(rounds)
            if self.tries <= 0:
                break
        sure = self.nodes > 0 and self.tries > 0 and not self.one_break_too_few
        if self.wrong:
            fewest, rounds = min(self.wrong, key=lambda one: (len({breach.rule for breach in one[0]}), len(one[0])))
            common = Counter(rule for some, _ in self.wrong for rule in {breach.rule for breach in some})
            breach = max(fewest, key=lambda one: (common[one.rule], one.rule))
            return Standing({}, sure, breach.rule, breach.sentence, tried=rounds)
        before = self.empty.companions.since_before
        rule = next((before[hand.id][2] for hand in self._without_options() if hand.id in before), "")
        if rule:
            return Standing({}, sure, rule, "What was done before this roster leaves it no start")
        tie = self._culprit()
        if tie is None:
            return Standing({}, sure, "travel_time", "Nobody can be at all of them in time")
        return Standing({}, sure, tie.rule, "", tie.link)

    def _without_options(self) -> list[Visit]:
        return [hand for hand, some in zip(self.hands, self.options, strict=True) if not some]

    def _culprit(self) -> Tie | None:
        """The tie without whose rule workers and times could be found; of several that are only too much together, the
        first. None where ties are not what is in the way.
        """
        for tie in self.ties:
            rest = [other for other in self.ties if other.rule != tie.rule]
            if self._has_time(rest):
                return tie
        return self.ties[0] if self.ties and self._has_time([]) else None

    def _has_time(self, ties: Sequence[Tie]) -> bool:
        self.nodes = max(self.nodes, _NODES // 4)
        return next(self._assign(ties), None) is not None

    def _assign(self, ties: Sequence[Tie]) -> Iterator[tuple[tuple[Shift, ...], tuple[Wait, ...], list[int]]]:
        """Every choice of shifts that ties between people and times allow, with the waits to keep and earliest starts.

        Hands with few shifts first. What is yielded is in the order of the hands.
        """
        order = sorted(range(len(self.hands)), key=lambda number: (len(self.options[number]), number))
        chosen: dict[int, Shift] = {}

        def go(depth: int) -> Iterator[tuple[tuple[Shift, ...], tuple[Wait, ...], list[int]]]:
            if depth == len(order):
                shifts = tuple(chosen[number] for number in range(len(order)))
                for waits, starts in self._times(chosen, ties):
                    yield shifts, waits, [starts[number] for number in range(len(order))]
                return
            number = order[depth]
            for shift in self.options[number]:
                self.nodes -= 1
                if self.nodes <= 0:
                    return
                chosen[number] = shift
                if self._people(chosen, ties, number) and next(self._times(chosen, ties), None) is not None:
                    yield from go(depth + 1)
                del chosen[number]

        yield from go(0)

    def _people(self, chosen: dict[int, Shift], ties: Sequence[Tie], new: int) -> bool:
        for tie in ties:
            if not tie.people or new not in (tie.one, tie.two) or not chosen.keys() >= {tie.one, tie.two}:
                continue
            if (chosen[tie.one].worker == chosen[tie.two].worker) != (tie.people == "same"):
                return False
        return True

    def _times(
        self, chosen: dict[int, Shift], ties: Sequence[Tie]
    ) -> Iterator[tuple[tuple[Wait, ...], dict[int, int]]]:
        """Ways to time the hands that have a shift, in terms of the numbers of all hands."""
        numbers = sorted(chosen)
        place = {number: position for position, number in enumerate(numbers)}
        choices: list[Ways] = []
        for tie in ties:
            if tie.ways and tie.one in chosen and tie.two in chosen:
                ends = (place[tie.one], place[tie.two])
                choices.append(tuple(tuple((ends[a], ends[b], ticks) for a, b, ticks in way) for way in tie.ways))
        for number in numbers:
            for other in numbers:
                if number < other and chosen[number].id == chosen[other].id:
                    one = (place[number], place[other], self._turn(chosen[number], number, other))
                    two = (place[other], place[number], self._turn(chosen[number], other, number))
                    choices.append(((one,), (two,)))
        spans = [self.empty.spans(self.hands[number], chosen[number]) for number in numbers]
        for waits, starts in settle_one_way(spans, sorted(choices, key=len)):
            yield waits, {number: starts[place[number]] for number in numbers}

    def _turn(self, shift: Shift, first: int, then: int) -> int:
        """Ticks from the start of one hand to the earliest start of another on the same round."""
        legs, number = self.empty.bounds.legs(shift.id), self.problem.place_number
        here, there = (number[self.problem.place_of(self.hands[hand])] for hand in (first, then))
        return self.hands[first].duration + int(legs.ticks[here, there])

    def _judge(self, shifts: tuple[Shift, ...], waits: tuple[Wait, ...], starts: list[int]) -> dict[str, Round]:
        """Rounds of this choice that break no rule, tried at several times; empty where there are none."""
        if self.need_company and len({shift.id for shift in shifts}) == len(shifts):
            return {}
        spans = [self.empty.spans(hand, shift) for hand, shift in zip(self.hands, shifts, strict=True)]
        for at in self._variants(spans, waits, starts):
            wrong = self._broken(rounds := self._rounds(shifts, at))
            if not wrong:
                return rounds
            with_break: list[tuple[tuple[Breach, ...], dict[str, Round]]] = []
            if all(RULE_BY_ID[breach.rule].break_mends for breach in wrong):
                for wrong_rested, rested in self._rested(shifts, waits, spans, at):
                    if not wrong_rested:
                        return rested
                    with_break.append((wrong_rested, rested))
                if any(RULE_BY_ID[breach.rule].wants_two_breaks for breach in wrong):
                    self.one_break_too_few = True
            self.wrong += with_break or [(wrong, rounds)]  # what a break mends is not what is in the way
            if self.tries <= 0 or all(RULE_BY_ID[breach.rule].at_any_time for breach in wrong):
                break
        return {}

    def _variants(
        self, spans: Sequence[Sequence[Span]], waits: tuple[Wait, ...], starts: list[int]
    ) -> Iterator[list[int]]:
        """The earliest starts, then later ones: each hand in turn starts later, the rest as early as they then can."""
        yield starts
        minute = self.problem.horizon.ticks_per_minute
        for number, legal in enumerate(spans):
            last = legal[-1][1]
            later = {low for low, _ in legal} | {high for _, high in legal}
            step = max(minute, (last - starts[number]) // _TIMES // minute * minute)
            later.update(range(starts[number] + step, last, step))
            for floor in sorted((one for one in later if one > starts[number]), key=lambda one: (one != last, one)):
                found = settle(spans, waits, {number: floor})
                if found:
                    yield found

    def _rounds(self, shifts: tuple[Shift, ...], at: Sequence[int]) -> dict[str, Round]:
        stops: dict[str, list[Stop]] = {}
        for start, hand, shift in sorted(zip(at, self.hands, shifts, strict=True), key=lambda one: one[0]):
            stop = Stop.model_construct(visit=hand.id, start=start, duration=None)
            stops.setdefault(shift.id, []).append(stop)
        return {shift: Round.model_construct(shift=shift, stops=tuple(some)) for shift, some in stops.items()}

    def _broken(self, rounds: dict[str, Round]) -> tuple[Breach, ...]:
        self.tries -= 1
        part = self.empty.pricing.cut(rounds, [hand.id for hand in self.hands])
        if not part.price(rounds).worsened_from(part.before):
            return ()
        _, wrong, _ = self.empty.pricing.price_change(rounds)  # sentences with their times
        return wrong

    def _rested(
        self, shifts: tuple[Shift, ...], waits: tuple[Wait, ...], spans: Sequence[tuple[Span, ...]], at: Sequence[int]
    ) -> Iterator[tuple[tuple[Breach, ...], dict[str, Round]]]:
        """The same, no hand earlier, with a break between two stops of a round wherever there is time for one, and what
        is then wrong.
        """
        bounds, floor = self.empty.bounds, dict(enumerate(at))
        for shift in dict.fromkeys(shifts):
            inside = sorted((n for n, one in enumerate(shifts) if one.id == shift.id), key=lambda n: at[n])
            length = bounds.owed(shift)
            if not length or len(inside) < 2:
                continue
            rest, number = bounds.rest(shift, length), len(shifts)
            for before, after in pairwise(inside):
                turn = self._turn(shift, before, after)
                more = (*waits, (before, number, turn), (number, after, length))
                found = settle([*spans, rest.legal], more, floor)
                if not found:
                    continue
                rounds = self._rounds(shifts, found[:number])
                stops = list(rounds[shift.id].stops)
                where = next(i for i, stop in enumerate(stops) if stop.visit == self.hands[after].id)
                stops.insert(where, Stop.model_construct(visit=None, start=found[number], duration=length))
                rounds[shift.id] = Round.model_construct(shift=shift.id, stops=tuple(stops))
                yield self._broken(rounds), rounds
