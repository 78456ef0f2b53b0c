"""The conditions for joining alone, one function each: None, or the refusal. Authority is asked besides, as everywhere.

Those about what the visits are (two doses, calls too near each other) stand in identity.py.

The same conditions stand as rules in solver/rules/joins, where the checker judges rosters by them; neither side knows
the other's code, and a test compares them. Nothing clinical is ever offered as a change: no window, no order of tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import permutations
from math import ceil

from solver.domain import Window, part_begins

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
    numbered = list(enumerate(suitability.tasks))
    for (number, (task, part)), (after, (then, other)) in permutations(numbered, 2):
        if part.client != other.client:
            continue
        if values.comes_before(task.code, then.code) and turn[number] > turn[after]:
            return Refusal("join_order", f"{then.code} cannot come before {task.code} in one visit.")
        most = values.most_between(task.code, then.code)
        if most is not None and visit.begins[after] - visit.begins[number] > most:
            return Refusal("join_order", f"{then.code} would begin too long after {task.code} in one visit.")
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
        hygiene = values.hygiene(task.code)
        if soiled and hygiene == "clean":
            return Refusal("join_infection", f"{task.code} cannot come before {soiled} in one visit.")
        if hygiene == "dirty":
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
        begins = visit.begins[number]
        if window := task.clinical_window:
            low, high = max(low, window.start - begins), min(high, window.end - begins)
        if moment := task.time_critical:
            low = max(low, moment.at - moment.tolerance - begins)
            high = min(high, moment.at + moment.tolerance - begins)
    return [(low, high)] if low <= high else []


def possible_starts(suitability: Suitability) -> list[Span]:
    """Starts inside an agreed window of every part at which every task is reached in its clinical window.

    Agreed windows bind a joint visit even where they are soft apart: nobody waits longer because visits were joined.
    """
    visit = suitability.visit
    spans: list[Span] = [(window.start, window.end) for window in visit.parts[0].windows]
    for part in visit.parts[1:]:
        spans = _intersect(spans, part.windows)
    spans = [(max(a, c), min(b, d)) for a, b in spans for c, d in task_spans(suitability)]
    return [span for span in spans if span[0] <= span[1]]


def _intersect(spans: Iterable[Span], windows: Iterable[Window]) -> list[Span]:
    windows = list(windows)
    both = [(max(a, window.start), min(b, window.end)) for a, b in spans for window in windows]
    return sorted(span for span in both if span[0] <= span[1])
