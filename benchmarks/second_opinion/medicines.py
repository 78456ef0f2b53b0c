"""Section 2: how far apart two calls of one client lie, by their kinds and by the medicines that both give."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from solver.domain import Task, TaskCode, Visit, fold

from .register import Register

# Minutes from the end of one call to the start of the next of its kind at least, and between doses of one medicine.
LEAST = {"meal": 90, "medicine": 0, "personal_care": 0}
DOSES = 60


def in_turn(one: Visit, then: Visit) -> bool:
    """Whether the agreed windows say that one comes first: neither holds the other, and they are not the same."""
    (begin, until), (later, end) = ((visit.windows[0].start, visit.windows[-1].end) for visit in (one, then))
    return begin <= later and until <= end and (begin, until) != (later, end)


def kinds_of(register: Register, tasks: Iterable[Task]) -> set[str]:
    return {register.kind_of(task) for task in tasks} & LEAST.keys()


def least_by_kind(kinds: Iterable[str]) -> int:
    return max((LEAST[kind] for kind in kinds), default=0)


def least_by_dose(register: Register, one: Iterable[Task], then: Iterable[Task], room: int | None) -> int:
    """Ticks between doses of one medicine among these tasks; 0 where there are none.

    room: ticks between the two at most where windows put them in order; of what nobody has stated, half of it is asked.
    """
    return max((_between(register, *pair, room) for pair in product(one, then)), default=0)


def room_of(one: Visit, then: Visit) -> int | None:
    """What the windows leave from the end of the one to the start of the other; None: they have no order."""
    if not in_turn(one, then):
        return None
    return max(0, then.windows[-1].end - (one.windows[0].start + one.duration))


def least_before_next(register: Register, one: Visit, then: Visit) -> int | None:
    """Ticks between two calls where the second follows the first as one of its kind; None: it does not."""
    kinds = kinds_of(register, one.tasks) & kinds_of(register, then.tasks)
    if not kinds or not in_turn(one, then):
        return None
    minute = register.problem.horizon.ticks_per_minute
    return max(least_by_kind(kinds) * minute, least_by_dose(register, one.tasks, then.tasks, room_of(one, then)))


def _between(register: Register, task: Task, twin: Task, room: int | None) -> int:
    ours, theirs = ({fold(one.code): one for one in _names(register, each)} for each in (task, twin))
    both = [ours[code] for code in ours.keys() & theirs.keys()]
    stated = max((one.gap for one in both), default=0)
    orders = {task.order.strip(), twin.order.strip()}
    one_order = len(orders) == 1 and "" not in orders
    two_orders = len(orders) == 2 and "" not in orders
    medicines = all(any(one.call == "medicine" for one in names.values()) for names in (ours, theirs))
    same = any(one.call == "medicine" for one in both)
    if medicines and (one_order or (same and not two_orders)):
        minute = register.problem.horizon.ticks_per_minute
        usual = DOSES if room is None else min(DOSES, room // (2 * minute))
        return max(stated, usual * minute)
    return stated


def _names(register: Register, task: Task) -> list[TaskCode]:
    """What a task is known as, or what its unknown code speaks of."""
    entry = register.entry(task)
    return register.meant(task) if entry is None else [entry]
