"""Section 2, the calls of one client: their order and distance, the last dose of yesterday, and visits at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from solver.domain import Link, Task, Visit

from .finding import Finding
from .made import Job, Made
from .medicines import LEAST, both_at_once, in_turn, least_by_dose, least_by_kind
from .register import Register

# Minutes from the end of one call to the start of the next of its kind that are wanted, and priced.
WANTED = {"meal": 180, "medicine": 0, "personal_care": 30}
_TOGETHER = ("double_handed", "same_start")


@dataclass(frozen=True, slots=True)
class Call:
    """A commissioned visit, as far as it is done at one visit made. kinds: those of its tasks done there."""

    made: Made
    part: Visit
    kinds: frozenset[str]

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(job.task for job in _jobs_of(self.made, self.part))

    @property
    def agreed(self) -> tuple[int, int]:
        return self.part.windows[0].start, self.part.windows[-1].end


def judge_calls(register: Register, made: Sequence[Made]) -> Iterator[Finding]:
    calls = [
        Call(visit, part, frozenset(register.kind_of(job.task) for job in _jobs_of(visit, part)) & LEAST.keys())
        for visit in made
        if visit.role != "second"
        for part in visit.parts
    ]
    for one, other in combinations(calls, 2):
        if one.part.client == other.part.client and one.part.id != other.part.id:
            yield from _in_order(register, *sorted((one, other), key=lambda call: call.agreed))
    for visit in made if not register.problem.horizon.abstract else ():
        yield from _twice_at_once(register, visit)
    yield from _after_yesterday(register, calls)
    yield from _doses_after_yesterday(register, calls)
    yield from _around_meals(register, calls)
    yield from _linked_gaps(register, made)
    for visit, later in combinations([visit for visit in made if visit.role != "second"], 2):
        yield from _at_once(register, visit, later)


def _twice_at_once(register: Register, visit: Made) -> Iterator[Finding]:
    """One medicine twice for one client at one visit."""
    for client in visit.clients if visit.role != "second" else ():
        jobs = [job for job in visit.jobs if job.part.client == client]
        if any(both_at_once(register, a.task, b.task, a.part.id == b.part.id) for a, b in combinations(jobs, 2)):
            yield Finding("call_spacing", visit.id, "two doses at once", client=client)


def _jobs_of(made: Made, part: Visit) -> Iterable[Job]:
    return (job for job in made.jobs if job.part.id == part.id)


def _links(register: Register, one: Visit, other: Visit, *kinds: str) -> list[Link]:
    pair = {one.id, other.id}
    return [link for link in register.problem.links if link.kind in kinds and {link.first, link.second} == pair]


def _links_say(register: Register, one: Visit, other: Visit) -> bool:
    """Whether links say when two calls are: a gap between them, or that they are at once, also by way of others."""
    if _links(register, one, other, "gap"):
        return True
    reached, ties = {one.id}, [{link.first, link.second} for link in register.problem.links if link.kind in _TOGETHER]
    while more := {visit for tie in ties if tie & reached for visit in tie} - reached:
        reached |= more
    return other.id in reached


def _in_order(register: Register, first: Call, second: Call) -> Iterator[Finding]:
    """first and second in the order of their windows.

    They have none where the windows are the same or one lies inside the other; windows that only begin together, or
    only end together, are in the order of their other ends. Without an order, two doses of one medicine keep apart all
    the same, whichever is given first; and so they do where a link says of the two calls what it wants.
    """
    shared, client = first.kinds & second.kinds, first.part.client
    linked = _links_say(register, first.part, second.part)
    minute = register.problem.horizon.ticks_per_minute
    together = first.made is second.made
    doses = None if together else least_by_dose(register, first.tasks, second.tasks)
    ordered = in_turn(first.part, second.part) and bool(shared) and not linked
    if not ordered:
        early, late = sorted((first, second), key=lambda call: call.made.start)
        if doses is not None and late.made.start - early.made.end < doses:
            yield Finding("call_spacing", late.made.id, "doses too close", client=client, other=early.made.id)
        return
    least = max(least_by_kind(shared) * minute, doses or 0)
    wanted = max(least, max(WANTED[kind] for kind in shared) * minute)
    if together:
        if least:
            yield Finding("call_spacing", second.made.id, "joined calls that want a distance", client=client)
        return
    gap, name, other = second.made.start - first.made.end, second.made.id, first.made.id
    if gap < least:
        why = "calls in the wrong order" if second.made.start < first.made.start else "calls too close"
        yield Finding("call_spacing", name, why, client=client, other=other)
    if gap < wanted:
        short, why = wanted - max(gap, least), "calls closer than wanted"
        yield Finding("call_spacing", name, why, client=client, other=other, hard=False, amount=short)


def _around_meals(register: Register, calls: Sequence[Call]) -> Iterator[Finding]:
    """What comes before a meal is over when another visit of that meal time begins it; what comes after it waits."""
    problem = register.problem
    for call in calls:
        said = [entry.meal for task in call.part.tasks if (entry := register.entry(task)) and entry.meal != "either"]
        meals = [
            visit
            for visit in problem.visits
            if visit.client == call.part.client and any(register.kind_of(task) == "meal" for task in visit.tasks)
        ]
        if not said or call.part in meals or not meals:
            continue
        meal = min(meals, key=lambda visit: (-_shared(call.part, visit), visit.windows[0].start))
        shortest = min(visit.windows[-1].end - visit.windows[0].start for visit in (call.part, meal))
        opens, closes = call.agreed
        meet = meal.windows[0].start <= closes and opens <= meal.windows[-1].end
        if not meet or 2 * _shared(call.part, meal) < shortest or _links_say(register, call.part, meal):
            continue
        for other in calls:
            if other.part is not meal or other.made is call.made or "meal" not in other.kinds:
                continue
            for turn in {entry.meal for task in call.tasks if (entry := register.entry(task))} - {"either"}:
                first, second = (call, other) if turn == "before" else (other, call)
                if (short := first.made.end - second.made.start) > 0:
                    yield Finding(
                        *("call_spacing", second.made.id, f"{turn} the meal"),
                        client=meal.client,
                        other=first.made.id,
                        hard=False,
                        amount=short,
                    )


def _shared(one: Visit, other: Visit) -> int:
    closes = min(one.windows[-1].end, other.windows[-1].end)
    return max(0, closes - max(one.windows[0].start, other.windows[0].start))


def _after_yesterday(register: Register, calls: Sequence[Call]) -> Iterator[Finding]:
    """The first call of a kind keeps its distance from what was done before the horizon."""
    minute = register.problem.horizon.ticks_per_minute
    for before in register.problem.tasks_before:
        entry = register.catalogue.get(before.task)
        kind = "other" if entry is None else entry.call
        same = [call for call in calls if call.part.client == before.client and kind in call.kinds]
        if kind not in LEAST or not same:
            continue
        first = min(same, key=lambda call: call.made.start)
        if before.visit is not None and _links_to(register, before.visit, first.part):
            continue
        gap = first.made.start - (before.start if before.end is None else before.end)
        least, wanted = LEAST[kind] * minute, WANTED[kind] * minute
        if gap < least:
            yield Finding("call_spacing", first.made.id, "too close to yesterday's", client=before.client)
        if gap < wanted:
            short = wanted - max(gap, least)
            yield Finding("call_spacing", first.made.id, "yesterday's", client=before.client, hard=False, amount=short)


def _doses_after_yesterday(register: Register, calls: Sequence[Call]) -> Iterator[Finding]:
    """Every dose keeps its distance from those of the same medicine given before the horizon."""
    for before in register.problem.tasks_before:
        done = before.start if before.end is None else before.end
        given = Task(code=before.task, duration=0, order=before.order)
        for call in calls:
            if call.part.client != before.client:
                continue
            least = least_by_dose(register, [given], call.tasks)
            if least and call.made.start - done < least:
                yield Finding("call_spacing", call.made.id, "too close to yesterday's dose", client=before.client)


def _links_to(register: Register, before: str, part: Visit) -> list[Link]:
    return [
        link for link in register.problem.links if link.kind == "gap" and {link.first, link.second} == {before, part.id}
    ]


def _linked_gaps(register: Register, made: Sequence[Made]) -> Iterator[Finding]:
    """Gap links: from where the first visit's tasks begin to where the second's do, yesterday's visits too."""
    begins: dict[str, tuple[int, str]] = {}
    for visit in made:
        for part in visit.parts if visit.role != "second" else ():
            begun = visit.start + min(job.at for job in _jobs_of(visit, part))
            if part.id not in begins or visit.role == "joint":
                begins[part.id] = (begun, visit.id)
    yesterday: dict[str, int] = {}
    for before in register.problem.tasks_before:
        if before.visit is not None:  # it began with the first of its tasks
            yesterday[before.visit] = min(before.start, yesterday.get(before.visit, before.start))
    for link in register.problem.links:
        if link.kind != "gap" or link.second not in begins:
            continue
        second, name = begins[link.second]
        if link.first in begins:
            first, other = begins[link.first]
        elif link.first in yesterday:
            first, other = yesterday[link.first], ""
        else:
            continue
        gap = second - first
        if gap < (link.min_gap or 0) or (link.max_gap is not None and gap > link.max_gap):
            if name == other:
                yield Finding("join_order", name, "linked doses joined")
            else:
                why = "linked doses" if other else "yesterday's linked dose"
                yield Finding("dose_spacing", name, why, other=other)


def _at_once(register: Register, one: Made, other: Made) -> Iterator[Finding]:
    """Two visits to one client that overlap, hard where one provider delivers both."""
    shared = set(one.clients) & set(other.clients)
    if not shared or one.start >= other.end or other.start >= one.end:
        return
    if any(register.kind_of(job.task) == "presence" for job in (*one.jobs, *other.jobs)):
        return
    if any(_links(register, part, beside, *_TOGETHER) for part in one.parts for beside in other.parts):
        return
    for client in sorted(shared):
        providers = [{part.delivered_by for part in visit.parts if part.client == client} for visit in (one, other)]
        yield Finding(
            *("one_client", other.id, "two visits at once"),
            client=client,
            other=one.id,
            hard=bool(providers[0] & providers[1]),
            amount=min(one.end, other.end) - max(one.start, other.start),
        )
