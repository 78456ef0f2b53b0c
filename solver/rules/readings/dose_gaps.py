"""How far apart two doses of one medicine lie, from the end of one visit to the start of the other. Reading only.

One medicine: tasks of one order, or of one code of the kind medicine unless both name orders that differ; an unknown
code is of all that it says ("novorapid": insulin), and so is an order. Two orders that clearly say one medicine, or one
substance, are one order here ("Paracetamol 1 g", "co-codamol 30/500": ``shared_medicine``). What the catalogue states
for a code (``gap_minutes``) holds for that code whatever it is; the pack's ``dose_minutes`` is for what nobody has
stated. Neither is ever cut: where the windows leave less, the two cannot both be made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from solver.domain import Catalogue, Task, TaskCode, fold, fold_order

from ..substances import are_strengths, shared_medicine
from ..task_catalogue import class_of, entries_of

_INSULIN = "insulin"  # the code of the built-in catalogue


def gap_of_doses(
    first: Iterable[Task], second: Iterable[Task], catalogue: Catalogue, values: Mapping[str, Any], minute: int
) -> tuple[int, str]:
    """Ticks between any two doses of one medicine among the tasks of two visits, the largest; and the code it is for,
    or the substance that unlike orders share.

    values: those of the rule call_spacing. minute: ticks of one. (0, "") where no medicine is given twice.
    """
    second, least, dose = tuple(second), -1, ""
    for task in first:
        for then in second:
            gap = max(_stated(task, then, catalogue), _usual(task, then, catalogue, values, minute))
            if gap > least:
                least, dose = gap, substance_of_both(task, then) or _code_of_both(task, then, catalogue)
    return max(0, least), dose


def doses_at_once(
    parts: Sequence[Sequence[Task]], catalogue: Catalogue, values: Mapping[str, Any], minute: int
) -> tuple[int, Task | None]:
    """Ticks that two doses of one medicine among the tasks of one visit want between them, and the first of the two.

    parts: the tasks by commissioned visit. One medicine is here one order; one code of which the catalogue states a
    distance; or one code that not everybody may give (insulin), unless both name orders that differ. Two tasks
    "medication" are often two medicines, and are no doses at once; nor are two strengths of one medicine in one visit
    as commissioned (``are_one_dose``). One code in two parts is ``join_identity``'s matter.
    values, minute: as for ``gap_of_doses``. (0, None) where there are none.
    """
    tasks = [(number, task) for number, some in enumerate(parts) for task in some]
    found: tuple[int, Task | None] = (0, None)
    for (part, task), (other, then) in combinations(tasks, 2):
        one_code = fold(task.code) == fold(then.code)
        if (one_code and part != other) or not (one_code or _one_order(task, then)):
            continue
        if part == other and are_one_dose(task, then, catalogue):
            continue
        usual = _usual(task, then, catalogue, values, minute)
        guarded = class_of(task, catalogue) != "ordinary" or _one_order(task, then)
        least = max(_stated(task, then, catalogue), usual if guarded else -1)
        if least > found[0]:
            found = least, task
    return found


def are_one_dose(task: Task, then: Task, catalogue: Catalogue) -> bool:
    """Whether two tasks of one commissioned visit are one dose, of two strengths of a medicine: "warfarin 3 mg" and
    "warfarin 1 mg". Of insulin never.
    """
    if fold(task.code) != fold(then.code) or not are_strengths(task.order, then.order):
        return False
    return all(fold(entry.code) != _INSULIN for one in (task, then) for entry in entries_of(one, catalogue))


def substance_of_both(task: Task, then: Task) -> str:
    """What two tasks of unlike orders clearly both give ("paracetamol"); nothing where the orders do not say so."""
    named, its = fold_order(task.order), fold_order(then.order)
    return shared_medicine(named, its) if named and its and named != its else ""


def _one_order(task: Task, then: Task) -> bool:
    return fold_order(task.order) == fold_order(then.order) != "" or substance_of_both(task, then) != ""


def has_gap(task: Task, catalogue: Catalogue) -> bool:
    """Whether a task keeps a distance from another like it."""
    return any(one.call == "medicine" or one.gap > 0 for one in entries_of(task, catalogue))


def _shared(task: Task, then: Task, catalogue: Catalogue) -> list[TaskCode]:
    """The entries that both tasks are of, or may be of."""
    codes = {fold(one.code) for one in entries_of(then, catalogue)}
    return [one for one in entries_of(task, catalogue) if fold(one.code) in codes]


def _code_of_both(task: Task, then: Task, catalogue: Catalogue) -> str:
    """The code that two doses have, or what the catalogue takes both of their codes for ("Ozempic" and "innohep"?)."""
    if fold(task.code) == fold(then.code):
        return task.code
    return next((one.code for one in _shared(task, then, catalogue)), task.code)


def _stated(task: Task, then: Task, catalogue: Catalogue) -> int:
    """What the catalogue states of a code that both are of; below 0 where it states nothing."""
    return max((one.gap for one in _shared(task, then, catalogue)), default=0) or -1


def _usual(task: Task, then: Task, catalogue: Catalogue, values: Mapping[str, Any], minute: int) -> int:
    """What the pack asks for between two doses of one medicine; below 0 where the two tasks are none."""
    if any(all(entry.call != "medicine" for entry in entries_of(one, catalogue)) for one in (task, then)):
        return -1
    named = "" not in (fold_order(task.order), fold_order(then.order))
    shared = any(entry.call == "medicine" for entry in _shared(task, then, catalogue))
    if not (_one_order(task, then) if named else shared):
        return -1
    return round(float(values.get("dose_minutes", 0)) * minute)
