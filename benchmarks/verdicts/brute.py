"""Everything tried: rosters of a few visits on a grid of ten minutes, judged by the rules' breaches alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from solver.domain import Problem, Roster, Round, Shift, Stop, Visit
from solver.rules import RULES, Pack, case_for, timeline
from solver.travel import journeys

from .days import STEP

_LATEST = 19  # steps after its window that a soft visit may begin: no cap is longer
_MOST = 5_000  # rosters judged; beyond that nothing is said


class TooMany(Exception):  # noqa: N818
    """There is more to try than is worth it."""


def can_all_be_made(problem: Problem, names: Sequence[str]) -> bool:
    """Whether some roster of these visits, and no others, keeps every hard rule. Raises TooMany."""
    trial = _Trial(problem)
    hands = [visit for name in names for visit in [problem.visit[name]] * problem.visit[name].workers]
    return any(trial.holds(rounds) for rounds in trial.rounds(hands))


class _Trial:
    def __init__(self, problem: Problem):
        self.problem, self.left, self.travel = problem, _MOST, journeys(problem)
        pack = Pack.for_problem(problem)
        forbidding = [rule for rule in RULES if rule.forbids and pack.enabled(rule.id)]
        self.rules = [(rule, case_for(rule, problem, self.travel, pack)) for rule in forbidding]

    def rounds(self, hands: Sequence[Visit]) -> Iterator[tuple[Round, ...]]:
        """Every way to put the hands on shifts at starts of the grid, with and without a break between two of them."""
        options = [
            [(shift, start) for shift in self.problem.shifts for start in self._starts(hand, shift)] for hand in hands
        ]
        for chosen in product(*options):
            stops: dict[str, list[tuple[int, Visit]]] = {}
            starts: dict[str, int] = {}
            for hand, (shift, start) in zip(hands, chosen, strict=True):
                if starts.setdefault(hand.id, start) != start:
                    break  # the two of one visit begin together
                stops.setdefault(shift.id, []).append((start, hand))
            else:
                rounds = [self._in_order(shift, some) for shift, some in stops.items()]
                if all(rounds):
                    yield from product(*rounds)

    def _starts(self, visit: Visit, shift: Shift) -> range:
        last = visit.windows[0].end if visit.windows_hard else visit.windows[0].end + _LATEST * STEP
        first = max(visit.windows[0].start, -(-shift.start // STEP) * STEP)
        return range(first, min(last, shift.end - visit.duration) + 1, STEP)

    def _in_order(self, shift: str, some: list[tuple[int, Visit]]) -> list[Round]:
        """A round of these, and the same with a break in each gap that holds one; none where they overlap."""
        some = sorted(some, key=lambda one: (one[0], one[1].id))
        if any(start + visit.duration > then for (start, visit), (then, _) in pairwise(some)):
            return []
        stops = [Stop(visit=visit.id, start=start) for start, visit in some]
        found = [Round(shift=shift, stops=tuple(stops))]
        for number, ((start, visit), (then, _)) in enumerate(pairwise(some), 1):
            for length in (2 * STEP, 3 * STEP):
                for begin in range(start + visit.duration, then - length + 1, STEP):
                    rest = Stop(start=begin, duration=length)
                    found.append(Round(shift=shift, stops=(*stops[:number], rest, *stops[number:])))
        return found

    def holds(self, rounds: tuple[Round, ...]) -> bool:
        self.left -= 1
        if self.left < 0:
            raise TooMany
        measured = timeline(self.problem, Roster(rounds=rounds), self.travel)
        return not any(breach.hard for rule, case in self.rules for breach in rule.breaches(case, measured))
