"""The conditions for joining alone, one function each: None, or the refusal. Authority is asked besides, as everywhere.

Those about what the visits are (two doses, calls too near each other) stand in identity.py.

The same conditions stand as rules in solver/rules/joins, where the checker judges rosters by them; neither side knows
the other's code, and a test compares them. Nothing clinical is ever offered as a change: no window, no order of tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import ceil

from solver.domain import Window, helped_of, part_begins

from .authority import list_authority_refusals
from .identity import call_spacing, join_catalogue, join_identity
from .refusal import Refusal, join_words
from .register import Suitability
from .steps import least_joint_duration

Span = tuple[int, int]


def join_windows(suitability: Suitability) -> Refusal | None:
    """The agreed windows meet, and a start is left at which every task is done inside its clinical window."""
    if possible_starts(suitability):
        return None
    return Refusal("join_windows", "No start of one visit keeps every agreed and every clinical window.")


def join_nurse_only(suitability: Suitability) -> Refusal | None:
    """First visits, reviews and changed conditions stay visits of their own; of two each comes for their own work."""
    visit, together = suitability.visit, suitability.visit.join.outcome == "co_attend"
    for part in visit.parts:
        if part.kind != "routine" and not together:
            kind = {"first": "a first visit", "review": "a review", "changed": "after a change of condition"}[part.kind]
            return Refusal("join_nurse_only", f"Visit {part.id} is {kind} and is not joined.")
    if together and (own := [task.code for task, part in suitability.crossing_tasks if part.workers == 1]):
        codes = join_words(dict.fromkeys(own))
        sentence = f"{codes} wants its own kind of worker, which {suitability.worker.name} is not."
        return Refusal("join_nurse_only", sentence)
    return None


def join_order(suitability: Suitability) -> Refusal | None:
    """Tasks come in the pack's order and near enough to each other, and gaps between the parts are kept inside."""
    visit, values = suitability.visit, suitability.register.values
    steps = visit.join.steps
    turn = [number if step.done_by is None else step.done_by for number, step in enumerate(steps)]
    coded: dict[tuple[str, str], list[int]] = {}
    for number, (task, part) in enumerate(suitability.tasks):
        coded.setdefault((part.client, task.code), []).append(number)
    for client in visit.clients:
        for first, second in values.before:
            one, two = coded.get((client, first)), coded.get((client, second))
            if one and two and max(turn[number] for number in one) > min(turn[number] for number in two):
                return Refusal("join_order", f"{first} cannot come before {second} in one visit.")
        for (first, second), most in values.within.items():
            one, two = coded.get((client, first)), coded.get((client, second))
            if one and two:
                apart = max(visit.begins[number] for number in two) - min(visit.begins[number] for number in one)
                if apart > most:
                    return Refusal("join_order", f"{second} would begin too long after {first} in one visit.")
    for link in visit.ties:
        if link.kind == "gap":
            gap = part_begins(visit, link.second) - part_begins(visit, link.first)
            if gap < (link.min_gap or 0) or (link.max_gap is not None and gap > link.max_gap):
                return Refusal("join_order", f"Link {link.id} wants {link.first} and {link.second} further apart.")
    return None


def join_floor(suitability: Suitability) -> Refusal | None:
    """The joint visit is long enough for what is done in it. Candidates of candidates.py always are."""
    register, visit = suitability.register, suitability.visit
    least = ceil(least_joint_duration(visit.parts, visit.join.steps, register.values))
    if visit.duration >= least:
        return None
    minutes = register.problem.horizon.minutes
    sentence = f"{minutes(visit.duration):g} min are too short; it takes {minutes(least):g} min."
    return Refusal("join_floor", sentence)


def join_infection(suitability: Suitability) -> Refusal | None:
    """No clean task after a dirty one, whichever client of the household they are for."""
    values, soiled = suitability.register.values, ""
    for step, (task, _) in zip(suitability.visit.join.steps, suitability.tasks, strict=True):
        if step.done_by is not None:
            continue
        if soiled and task.code in values.clean:
            return Refusal("join_infection", f"{task.code} cannot come before {soiled} in one visit.")
        if task.code in values.dirty:
            soiled = soiled or task.code
    return None


# These ask only what is joined, whoever makes it; join_nurse_only also for whom a worker acts and on which side.
SHARED = (join_windows, join_identity, join_catalogue, call_spacing, join_order, join_floor, join_infection)
CONDITIONS: tuple[Callable[[Suitability], Refusal | None], ...] = (*SHARED, join_nurse_only)


def list_refusals(suitability: Suitability) -> Iterator[Refusal]:
    """Everything that stands in the way of a worker, one thing after the other: authority first."""
    yield from list_authority_refusals(suitability)
    yield from list_conditions(suitability, CONDITIONS)


def list_conditions(
    suitability: Suitability, conditions: Iterable[Callable[[Suitability], Refusal | None]]
) -> Iterator[Refusal]:
    """Which of these conditions stand in the way."""
    for condition in conditions:
        refusal = condition(suitability)
        if refusal is not None:
            yield refusal


def task_spans(suitability: Suitability) -> list[Span]:
    """Starts of the visit at which every task, when its turn comes, keeps clinical windows and prescribed moments."""
    visit, low, high = suitability.visit, -(10**12), 10**12
    for number, (task, _) in enumerate(suitability.tasks):
        later = visit.later(number)
        if window := task.clinical_window:
            low, high = max(low, window.start - later), min(high, window.end - later)
        if moment := task.time_critical:
            low = max(low, moment.at - moment.tolerance - later)
            high = min(high, moment.at + moment.tolerance - later)
    return [(low, high)] if low <= high else []


def possible_starts(suitability: Suitability) -> list[Span]:
    """Starts inside an agreed window of every part, and that keep every clinical window, at start and when due.

    Agreed windows bind a joint visit even where they are soft apart: nobody waits longer because visits were joined.
    """
    visit = suitability.visit
    spans: list[Span] = [(window.start, window.end) for window in visit.parts[0].windows]
    for part in visit.parts[1:]:
        spans = _intersect(spans, part.windows)
    spans = [(max(a, c), min(b, d)) for a, b in spans for c, d in task_spans(suitability)]
    helped = helped_of(visit.parts) if visit.join.outcome == "co_attend" else None
    # The second pair of hands comes for all of its visit, and starts with the first.
    for task in (*visit.tasks, *(helped.tasks if helped is not None else ())):
        window, moment = task.clinical_window, task.time_critical
        if window:
            spans = [(max(a, window.start), min(b, window.end)) for a, b in spans]
        if moment:
            spans = [(max(a, moment.at - moment.tolerance), min(b, moment.at + moment.tolerance)) for a, b in spans]
    return [span for span in spans if span[0] <= span[1]]


def _intersect(spans: Iterable[Span], windows: Iterable[Window]) -> list[Span]:
    windows = list(windows)
    both = [(max(a, window.start), min(b, window.end)) for a, b in spans for window in windows]
    return sorted(span for span in both if span[0] <= span[1])
