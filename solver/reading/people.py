"""Who is who: one person under two ids, told where rest is not judged; carers whom delegations or protocols rest on."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Problem, Shift, Worker
from solver.domain.names import fold_name
from solver.rules import Pack, length
from solver.rules.authority.facts import Facts
from solver.rules.authority.registrants import find_carer_answering
from solver.rules.readings.carers import find_carer
from solver.rules.readings.readings import Readings
from solver.rules.vocabulary.wording import list_some


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


def carers_answering(problem: Problem, pack: Pack) -> Iterator[str]:
    """Delegations and protocols that rest on a worker who is no registered nurse."""
    facts = Readings(problem, pack).once(Facts)
    told = [(f"delegation {one.id}", one.registrant, one.workers) for one in problem.delegations]
    told += [(f"protocol {one.id}", one.registrant, ()) for one in problem.protocols]
    found = [f"{row} {why}" for row, text, own in told if (why := find_carer_answering(facts, text, own))]
    if found:
        yield f"Nobody answers for what is done: {list_some(found, 5, '; ')}. Name a registrant who does."


def carers_who_set_windows(problem: Problem, pack: Pack) -> Iterator[str]:
    """Clinical windows that are set by somebody who, by the day itself, is a care worker and no registered nurse."""
    found: dict[str, str] = {}
    for visit in problem.visits:
        for task in visit.tasks:
            carer = find_carer(problem, task.clinical_window_set_by)
            if task.clinical_window is not None and carer:
                found[f"{visit.id} {task.code}"] = f"{task.code} in {visit.id} by {carer}"
    if found:
        yield (
            f"Please look: clinical windows are set by a registered nurse, and these by a worker who is none: "
            f"{list_some([*found.values()], 5, '; ')}. They are kept as they stand until a nurse sets them."
        )


def _closest(some: list[Shift], others: list[Shift]) -> tuple[int, Shift, Shift] | None:
    """The two shifts with least time between, and that time; below 0 where they overlap."""
    pairs = [(max(b.start - a.end, a.start - b.end), a, b) for a in some for b in others]
    return min(pairs, key=lambda pair: pair[0], default=None)
