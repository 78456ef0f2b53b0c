"""How far apart a client's doses lie after changes, and whether insulin and its meal have come out of turn by them.

The distance is the one of the rules: from the end of the visit with the one dose to the start of that with the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from solver.check import Check
from solver.domain import Catalogue, Problem, Task, fold, fold_order
from solver.rules import length
from solver.rules.readings.carried import Carried, carried_by
from solver.rules.readings.distances import done_by
from solver.rules.readings.dose_gaps import gap_of_doses, has_gap
from solver.rules.readings.meal_times import MealTime, meal_times

_Key = tuple[str, str, str]  # a commissioned visit, what it gives, and by which order
_Pair = tuple[str, str, str, bool]  # two commissioned visits, what goes with the meal, and whether before it
_Spans = Mapping[str, tuple[int, int, str]]  # by commissioned visit: start, end, and what is made (a join?)
_Given = tuple[Carried, int, int]  # a commissioned visit as far as it is made, from when to when


@dataclass(frozen=True, slots=True)
class DoseNews:
    """What becomes of medicines. told: distances to other doses and to a meal that are less or more than before, and
    doses given no more. out_of_turn: what comes before or after a meal and now does not, or less so than before.
    """

    told: tuple[str, ...] = ()
    out_of_turn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Dose:
    """A dose that is given. visit: as commissioned; empty where it was given before the horizon. made: the visit that
    is made, which may be a joint one.
    """

    visit: str
    made: str
    client: str
    task: Task
    start: int
    end: int

    @property
    def key(self) -> _Key:
        return self.visit, fold(self.task.code), fold_order(self.task.order)


def find_dose_news(before: Check, after: Check) -> DoseNews:
    """What is otherwise about doses and their meals in the second of two judgements of a day."""
    if after.problem.horizon.abstract:
        return DoseNews()
    catalogue = after.pack.catalogue(after.problem)
    old, new = _carried(before), _carried(after)
    clients = {client for client in old.keys() | new.keys() if _spans(old, [client]) != _spans(new, [client])}
    around, out = _tell_meals(before, after, _spans(old, clients), _spans(new, clients), clients, catalogue)
    doses: list[str] = []
    for client in sorted(clients):
        was, now = (_doses(one, some[client], client, catalogue) for one, some in ((before, old), (after, new)))
        doses += _tell_distances(after.problem, was, now, catalogue)
        doses += _tell_gone(before.problem, was, now, catalogue)
    return DoseNews((*doses, *around), tuple(out))


def _carried(judged: Check) -> dict[str, list[_Given]]:
    """Of each client, the commissioned visits that are made, with their start and end."""
    found: dict[str, list[_Given]] = defaultdict(list)
    for served in judged.timeline.served.values():
        call = served[0][1]
        for carried in carried_by(call.visit) if call.visit is not None else ():
            found[carried.part.client].append((carried, call.start, call.end))
    return found


def _spans(some: Mapping[str, list[_Given]], clients: Iterable[str]) -> _Spans:
    """By commissioned visit, of some clients."""
    made = (one for client in clients for one in some.get(client, ()))
    return {carried.part.id: (start, end, carried.visit.id) for carried, start, end in made}


def _doses(judged: Check, given: list[_Given], client: str, catalogue: Catalogue) -> list[_Dose]:
    """Every dose of a client in the order in which they are given, those of before the horizon first."""
    found = [
        _Dose("", "", client, Task(code=one.task, duration=0, order=one.order), one.start, done_by(one))
        for one in judged.problem.tasks_before
        if one.client == client
    ]
    for carried, start, end in given:
        found += [_Dose(carried.part.id, carried.visit.id, client, task, start, end) for task in carried.tasks]
    found = [one for one in found if has_gap(one.task, catalogue)]
    return sorted(found, key=lambda one: (one.start, one.end, one.key))


def _is_like(one: _Dose, other: _Dose, catalogue: Catalogue) -> bool:
    """Whether two visits give one medicine to one client."""
    apart = one.client == other.client and one.made != other.made
    return apart and gap_of_doses((one.task,), (other.task,), catalogue, {}, 1)[1] != ""


def _last_before(dose: _Dose, doses: list[_Dose], catalogue: Catalogue) -> _Dose | None:
    earlier = doses[: doses.index(dose)]
    return next((one for one in reversed(earlier) if _is_like(one, dose, catalogue)), None)


def _tell_distances(problem: Problem, was: list[_Dose], now: list[_Dose], catalogue: Catalogue) -> Iterator[str]:
    """Of each dose how long after the one before it is given, where that is less or more than it was."""
    known = {one.key: one for one in was}
    for dose in now:
        last, old = _last_before(dose, now, catalogue), known.get(dose.key)
        former = _last_before(old, was, catalogue) if old is not None else None
        gap = None if last is None else dose.start - last.end
        before = None if old is None or former is None else old.start - former.end
        if not dose.visit or gap == before:
            continue
        said = "" if before is None else f"; before, {_distance(problem, before)}"
        if last is None or gap is None:
            yield f"{_name(problem, dose)} now has no dose before it{said}."
        else:
            yield f"{_name(problem, dose)} is now {_after(problem, gap)} the dose {_at(problem, last)}{said}."


def _tell_gone(problem: Problem, was: list[_Dose], now: list[_Dose], catalogue: Catalogue) -> Iterator[str]:
    """Doses that nobody gives now and after which none follows; of a later one its new distance is told."""
    given = {one.key for one in now}
    for dose in was:
        others = [one for one in now if _is_like(one, dose, catalogue)]
        if dose.key in given or any(one.start >= dose.start for one in others):
            continue
        end = f"the last dose is {_at(problem, others[-1])}" if others else "no other dose is given"
        yield f"{_name(problem, dose)} is not given now; {end}."


def _tell_meals(
    before: Check, after: Check, was: _Spans, now: _Spans, clients: Collection[str], catalogue: Catalogue
) -> tuple[list[str], list[str]]:
    """Distances between what comes before or after a meal and the meal that are otherwise; and those out of turn."""
    problem, told, out = after.problem, [], []
    former, present = _pairs(before, clients, catalogue), _pairs(after, clients, catalogue)
    for pair, meal in (former | present).items():
        first, second, code, comes_before = pair
        old = _between(was, first, second) if pair in former else None
        gap = _between(now, first, second) if pair in present else None
        if gap is None or gap == old:
            with_meal, its_meal = (first, second) if comes_before else (second, first)
            if old is not None and gap is None and with_meal in now and now.get(its_meal) != now[with_meal]:
                told.append(f"{_whose(before.problem, meal)} {code} has no meal of its time now; there was one.")
            continue
        turn = "before" if comes_before else "after"
        label = problem.horizon.label
        if gap < 0:
            if old is None or gap < old:
                out.append(
                    f"{_whose(problem, meal)} {code} comes {turn} the meal: {second} starts at "
                    f"{label(now[second][0])}, before {first} is over at {label(now[first][1])}."
                )
            continue
        known = "" if old is None else f"; before, {_distance(problem, old)}" if old >= 0 else "; it was out of turn"
        told.append(
            f"{_whose(problem, meal)} {code} comes {turn} the meal: {second} at {label(now[second][0])} is now "
            f"{_after(problem, gap)} {first} is over at {label(now[first][1])}{known}."
        )
    return told, out


def _pairs(judged: Check, clients: Collection[str], catalogue: Catalogue) -> dict[_Pair, MealTime]:
    meals = meal_times(judged.problem, catalogue)
    return {(*one.of, one.code, one.before): one for one in meals if one.client in clients}


def _between(spans: _Spans, first: str, second: str) -> int | None:
    """Ticks from the end of one visit to the start of another; None where one of them is not made."""
    return spans[second][0] - spans[first][1] if first in spans and second in spans else None


def _name(problem: Problem, dose: _Dose) -> str:
    """ "Ada Pretend's insulin at 10:00 (V12)"."""
    at = problem.horizon.label(dose.start)
    return f"{problem.client[dose.client].name}'s {dose.task.code} at {at} ({dose.visit})"


def _whose(problem: Problem, meal: MealTime) -> str:
    return f"{problem.client[meal.client].name}'s"


def _at(problem: Problem, dose: _Dose) -> str:
    """ "at 08:10 (V3, over at 08:25)"."""
    label = problem.horizon.label
    return f"at {label(dose.start)} ({dose.visit or 'of before'}, over at {label(dose.end)})"


def _after(problem: Problem, ticks: int) -> str:
    """ "95 min after", "right after"; where the one begins before the other is over, "less than nothing after"."""
    return "right after" if ticks == 0 else f"{_distance(problem, ticks)} after"


def _distance(problem: Problem, ticks: int) -> str:
    """ "95 min"; where the one begins before the other is over, "less than nothing"."""
    return length(problem, ticks) if ticks >= 0 else "less than nothing"
