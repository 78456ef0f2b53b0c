"""One person under two worker ids: told where their shifts overlap or leave less than the daily rest between."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Problem, Shift, Worker
from solver.domain.names import fold_name
from solver.rules import Pack, length


def people_twice(problem: Problem, pack: Pack) -> Iterator[str]:
    """A sentence for every two workers of one name, whose dates of birth do not differ, that rules would take for two.

    Only where their shifts overlap or lie less than the daily rest apart as planned: then nobody's rest is judged.
    """
    values, horizon = pack.values("daily_rest"), problem.horizon
    shifts: dict[str, list[Shift]] = {}
    for shift in problem.shifts:
        shifts.setdefault(shift.worker, []).append(shift)
    named: dict[str, list[Worker]] = {}
    for worker in problem.workers:
        if worker.id in shifts:
            named.setdefault(fold_name(worker.name), []).append(worker)
    for people in named.values():
        for number, one in enumerate(people):
            for other in people[number + 1 :]:
                if one.born and other.born and one.born != other.born:
                    continue
                young = {one.id, other.id} & problem.young
                rest = round(values["young_minutes" if young else "minutes"] * horizon.ticks_per_minute)
                close = _closest(shifts[one.id], shifts[other.id])
                if close is None or close[0] >= rest:
                    continue
                apart, first, second = close
                same = "name and birth date" if one.born and other.born else "name; a birth date would tell"
                how = f"lie {length(problem, apart)} apart" if apart >= 0 else "overlap"
                yield (
                    f"{one.name} is down as {one.id} and as {other.id} (the same {same}), and the shifts {first.id} "
                    f"and {second.id} {how}: if they are one person, give them one id, for rest and hours are judged "
                    "by it."
                )


def _closest(some: list[Shift], others: list[Shift]) -> tuple[int, Shift, Shift] | None:
    """The two shifts with least time between, and that time; below 0 where they overlap."""
    pairs = [(max(b.start - a.end, a.start - b.end), a, b) for a in some for b in others]
    return min(pairs, key=lambda pair: pair[0], default=None)
