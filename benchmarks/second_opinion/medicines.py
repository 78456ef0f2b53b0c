"""Section 2: how far apart two calls of one client lie, by their kinds and by the medicines that both give."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import product

from solver.domain import Task, TaskCode, Visit, fold

from .one_medicine import are_two_strengths, say_one_medicine
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


def least_by_dose(register: Register, one: Iterable[Task], then: Iterable[Task]) -> int | None:
    """Ticks between doses of one medicine among these tasks; None where there are none."""
    found = [least for pair in product(one, then) if (least := _between(register, *pair)) is not None]
    return max(found, default=None)


def least_before_next(register: Register, one: Visit, then: Visit) -> int | None:
    """Ticks between two calls where the second follows the first as one of its kind; None: it does not."""
    kinds = kinds_of(register, one.tasks) & kinds_of(register, then.tasks)
    if not kinds or not in_turn(one, then):
        return None
    minute = register.problem.horizon.ticks_per_minute
    return max(least_by_kind(kinds) * minute, least_by_dose(register, one.tasks, then.tasks) or 0)


def order_of(task: Task) -> str:
    """An order as people read it: capitals, blanks and what no one can see make no other order of it."""
    shown = unicodedata.normalize("NFKC", task.order)
    return " ".join("".join(sign for sign in shown if unicodedata.category(sign) != "Cf").lower().split())


def are_one_order(task: Task, twin: Task) -> bool:
    """In the same words, or in others that clearly say one medicine."""
    order, other = order_of(task), order_of(twin)
    return "" not in (order, other) and (order == other or say_one_medicine(order, other))


def are_two_orders(task: Task, twin: Task) -> bool:
    return "" not in (order_of(task), order_of(twin)) and not are_one_order(task, twin)


def both_at_once(register: Register, task: Task, twin: Task, one_visit: bool) -> bool:
    """Whether two tasks done at one visit made are two doses of one medicine. one_visit: commissioned together."""
    same_code = fold(task.code) == fold(twin.code)
    if same_code and not one_visit:
        return False  # whether these are one is asked of the joint visit as a whole
    if one_visit and same_code and _are_strengths(register, task, twin):
        return False
    least = _between(register, task, twin)
    if least is None or not (same_code or are_one_order(task, twin)):
        return False
    stated = any(one.gap for one in _names(register, task)) and same_code
    return stated or are_one_order(task, twin) or register.class_of(task) != "ordinary"


def _are_strengths(register: Register, task: Task, twin: Task) -> bool:
    names = {fold(one.code) for each in (task, twin) for one in _names(register, each)}
    return "insulin" not in names and are_two_strengths(order_of(task), order_of(twin))


def _between(register: Register, task: Task, twin: Task) -> int | None:
    ours, theirs = ({fold(one.code): one for one in _names(register, each)} for each in (task, twin))
    both = [ours[code] for code in ours.keys() & theirs.keys()]
    stated = max((one.gap for one in both), default=0)
    one_order, two_orders = are_one_order(task, twin), are_two_orders(task, twin)
    medicines = all(any(one.call == "medicine" for one in names.values()) for names in (ours, theirs))
    same = any(one.call == "medicine" for one in both)
    if medicines and (one_order or (same and not two_orders)):
        return max(stated, DOSES * register.problem.horizon.ticks_per_minute)
    return stated or None


def _names(register: Register, task: Task) -> list[TaskCode]:
    """What a task is known as, or what its unknown code speaks of; and what only its order does."""
    entry = register.entry(task)
    return [*(register.meant(task) if entry is None else [entry]), *register.ordered(task)]
