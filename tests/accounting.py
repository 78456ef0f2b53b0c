"""What a solved roster must add up to, and days on which not everybody can be served."""

from __future__ import annotations

from collections import Counter

from fixtures import Size, generate
from solver.domain import Problem, Roster
from solver.rules import Pack, Permits, Readings


def accounted(problem: Problem, roster: Roster) -> None:
    """Every visit in the roster with all its workers exactly once, or unserved once; task by task."""
    permits = Readings(problem, Pack.for_problem(problem)).once(Permits)
    hands = dict(zip(problem.visit_number, permits.hands(problem), strict=True))  # unpaid carers may be one of them
    placed = Counter(stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit)
    left = [entry.visit for entry in roster.unserved]
    assert len(left) == len(set(left))
    tasks = 0
    for each in problem.visits:
        assert placed[each.id] == (0 if each.id in left else hands[each.id]), each.id
        tasks += len(each.tasks)
    served = sum(len(problem.visit[name].tasks) for name in placed)
    assert served + sum(len(problem.visit[name].tasks) for name in left) == tasks


def placed_in(roster: Roster) -> dict[str, tuple[str, int]]:
    """Visit -> (shift, start) of its first worker."""
    made = {}
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit:
                assert stop.start is not None, "a solved roster says when"
                made[stop.visit] = (round_.shift, stop.start)
    return made


def crowded(size: Size, seed: int, part: float) -> Problem:
    """A day on some of its shifts only."""
    whole = generate(size, seed)
    return whole.replace(shifts=whole.shifts[: int(len(whole.shifts) * part)], pins=())
