"""Starts moved onto whole minutes, and of these onto whole five, as many as their limits allow.

The limits are difference constraints: s[j] >= s[i] + w. For starts that may only be raised, the least solution is found
by raising each to what the others ask (Bellman and Ford); rounding up to a grid keeps that true, for the later of two
solutions on a grid is one again. Each start is tried in the order of time; one that pushes any other past its latest
stays as it was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from .start_limits import StartLimits

_FURTHEST = 30  # minutes by which no start moves further


@dataclass(frozen=True, slots=True)
class Grid:
    """Moments that are whole on the clock on the wall. offset: ticks from the last midnight to the horizon's start."""

    step: int
    offset: int

    def up(self, moment: int) -> int:
        """The first whole moment that is not before this one."""
        return -(-(moment + self.offset) // self.step) * self.step - self.offset

    def down(self, moment: int) -> int:
        """The last whole moment that is not after this one."""
        return (moment + self.offset) // self.step * self.step - self.offset


def move_to_grids(limits: StartLimits, grids: Sequence[Sequence[Grid]], minute: int) -> list[int]:
    """New starts, in ticks, by the numbers of the limits.

    grids: by number, what a start may move onto, coarsest last; none: it stays. minute: ticks of one.

    A start goes onto the finest grid first, so that none loses its whole minute to another's five. None moves to before
    the whole moment that it follows now. Coarser grids are first tried without anybody waiting past the next whole
    moment after the due time (or after the start as it was), then with one step more.
    """
    return _Moving(limits, grids, minute).run()


class _Moving:
    def __init__(self, limits: StartLimits, grids: Sequence[Sequence[Grid]], minute: int):
        self.limits, self.grids = limits, grids
        many = len(limits.starts)
        self.starts = list(limits.starts)
        self.grid = [Grid(1, 0)] * many
        self.hard = [
            min(latest, start + _FURTHEST * minute) for latest, start in zip(limits.latest, limits.starts, strict=True)
        ]
        self.before: list[list[tuple[int, int]]] = [[] for _ in range(many)]
        for first, after in enumerate(limits.after):
            for then, ticks in after:
                self.before[then].append((first, ticks))
            if not grids[first]:
                self.hard[first] = limits.starts[first]
        self.latest = list(self.hard)

    def run(self) -> list[int]:
        order = sorted(range(len(self.starts)), key=lambda number: (self.limits.starts[number], number))
        for depth in range(max(map(len, self.grids), default=0)):
            for late in (0, 1) if depth else (0,):
                self._allow(depth, late)
                self._try_all(order, depth)
        return self.starts

    def _try_all(self, order: Sequence[int], depth: int) -> None:
        tried: set[int] = set()
        for number in order:
            if number in tried or depth >= len(self.grids[number]) or self.grid[number] == self.grids[number][depth]:
                continue
            grid = self.grids[number][depth]
            group = [other for other in self._tied_to(number) if grid in self.grids[other]]
            if len(group) > 1 and self._try(group, grid):
                tried.update(group)
            else:
                self._try([number], grid)

    def _allow(self, depth: int, late: int) -> None:
        """Bounds from here on: on coarser grids, so many steps past the whole moment after the due time at most, or the
        whole moment after the start as it was where that is later.
        """
        for number, start in enumerate(self.starts):
            self.latest[number] = self.hard[number]
            if depth and depth < len(self.grids[number]):
                grid = self.grids[number][depth]
                due = grid.up(self.limits.due[number]) + late * grid.step
                self.latest[number] = min(self.latest[number], max(due, start, grid.up(self.limits.starts[number])))

    def _tied_to(self, number: int) -> list[int]:
        """The start and those that may lie neither much sooner nor much later than it: one can only move with them."""
        sooner = {first for first, _ in self.before[number]}
        return [number, *(then for then, _ in self.limits.after[number] if then in sooner)]

    def _try(self, group: Sequence[int], grid: Grid) -> bool:
        """Put starts onto a grid, and move what has to follow; nothing, and False, where that does not fit."""
        changed = {number: self.starts[number] for number in group}
        known = {number: self.grid[number] for number in group}
        for number in group:
            self.grid[number] = grid
            self.starts[number] = max(self.limits.earliest[number], grid.down(self.limits.starts[number]))
        for number in group:
            least = [self.starts[number], *(self.starts[first] + ticks for first, ticks in self.before[number])]
            self.starts[number] = grid.up(max(least))
        fits = all(self.starts[number] <= self.latest[number] for number in group) and self._push(group, changed)
        if not fits:
            for number, before in known.items():
                self.grid[number] = before
            for number, start in changed.items():
                self.starts[number] = start
        return fits

    def _push(self, group: Sequence[int], changed: dict[int, int]) -> bool:
        """Raise the starts that come too soon now; False where one cannot. changed gets what they were."""
        waiting = deque(group)
        while waiting:
            first = waiting.popleft()
            for then, ticks in self.limits.after[first]:
                wanted = self.starts[first] + ticks
                if self.starts[then] >= wanted:
                    continue
                start = self.grid[then].up(wanted)
                if start > self.latest[then]:
                    return False
                changed.setdefault(then, self.starts[then])
                self.starts[then] = start
                waiting.append(then)
        return True
