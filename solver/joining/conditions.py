"""The eleven conditions for joining, one function each: None, or the refusal with the one change that would lift it.

The same conditions stand as rules in solver/rules/joins, where the checker judges rosters by them; neither side knows
the other's code, and a test compares them. Nothing clinical is ever offered as a change: no window, no list of
delegable tasks, no nurse's own work, no order of tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil

from solver.domain import Window, helped_of, part_begins

from .changes import WAYS, Change
from .register import Ask
from .steps import least_duration

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a worker may not make a joint visit. changes: what would have to change, all of it; none: nothing can."""

    condition: str
    sentence: str
    changes: tuple[Change, ...] = ()


def join_consent(ask: Ask) -> Refusal | None:
    """Every client has agreed to sharing; to delegation, where a care worker does their health task."""
    register, day, visit = ask.register, ask.day, ask.visit
    wanted: list[tuple[str, str]] = []
    if ask.moved or len({part.organisation for part in visit.parts}) > 1:
        wanted += [(client, "sharing") for client in visit.clients]
    wanted += [(part.client, "delegation") for _, part in ask.delegated]
    missing = [pair for pair in dict.fromkeys(wanted) if not register.consents(*pair, day)]
    if not missing:
        return None
    names = _list(f"{_client(ask, client)}'s consent to {kind}" for client, kind in missing)
    verb = "is" if len(missing) == 1 else "are"
    changes = tuple(Change("consent", kind, client, since=day, until=day) for client, kind in missing)
    return Refusal("join_consent", f"{names} {verb} not in force on {_on(ask)}.", changes)


def join_delegable(ask: Ask) -> Refusal | None:
    """A health task goes to a care worker only where it may be delegated, and the client is stable."""
    fixed = [(task, part) for task, part in ask.delegated if not task.delegable]
    if fixed:
        tasks = _list(dict.fromkeys(task.code for task, _ in fixed))
        verb = "is" if len({task.code for task, _ in fixed}) == 1 else "are"
        return Refusal("join_delegable", f"{tasks} {verb} not on the list of tasks that may be delegated.")
    clients = dict.fromkeys(part.client for _, part in ask.delegated)
    unstable = [client for client in clients if not ask.register.problem.client[client].stable]
    if not unstable:
        return None
    names = _list(_client(ask, client) for client in unstable)
    verb = "is" if len(unstable) == 1 else "are"
    changes = tuple(Change("stable", client=client, since=ask.day, until=ask.day) for client in unstable)
    return Refusal("join_delegable", f"{names} {verb} not recorded as stable.", changes)


def join_signed_off(ask: Ask) -> Refusal | None:
    """This worker, nobody else, is signed off for that task and that client on the visit's date."""
    register, day, worker = ask.register, ask.day, ask.worker
    missing = dict.fromkeys(
        (part.client, task.code)
        for task, part in ask.delegated
        if not register.in_force(part.client, task.code, worker.id, day)
    )
    if not missing:
        return None
    changes, sentences = [], []
    for client, code in missing:
        known = [entry for entry in register.sign_offs(client, code, worker.id) if entry.signed_off <= day]
        last = max(known, key=lambda entry: entry.expires, default=None)
        about = f"{worker.name}'s {code} sign-off for {_client(ask, client)}"
        if last is None:
            sentences.append(f"{worker.name} is not signed off for {code} with {_client(ask, client)} on {_on(ask)}.")
        elif last.expires < day:
            sentences.append(f"{about} expired on {last.expires:%d.%m.%Y}, before {_on(ask)}.")
        else:
            sentences.append(f"{about} was due for review on {last.review:%d.%m.%Y}, before {_on(ask)}.")
        changes.append(Change("sign_off", code, client, worker.id, since=day, until=day, renewal=last is not None))
    return Refusal("join_signed_off", " ".join(sentences), tuple(changes))


def join_registrant(ask: Ask) -> Refusal | None:
    """The registrant behind the sign-off is named and can be reached."""
    register, worker = ask.register, ask.worker
    missing = []
    for client, code in dict.fromkeys((part.client, task.code) for task, part in ask.delegated):
        held = register.in_force(client, code, worker.id, ask.day)
        if held and not any(entry.registrant.strip() and entry.contact.strip() for entry in held):
            missing.append((client, code))
    if not missing:
        return None
    tasks = _list(f"{code} with {_client(ask, client)}" for client, code in missing)
    sentence = f"Nobody recorded how the registrant behind {worker.name}'s sign-off for {tasks} is reached."
    changes = (Change("contact", code, client, worker.id, since=ask.day, until=ask.day) for client, code in missing)
    return Refusal("join_registrant", sentence, tuple(changes))


def join_windows(ask: Ask) -> Refusal | None:
    """The agreed windows meet, and a start is left at which every task is done inside its clinical window."""
    if possible_starts(ask):
        return None
    return Refusal("join_windows", "No start of one visit keeps every agreed and every clinical window.")


def join_nurse_only(ask: Ask) -> Refusal | None:
    """A nurse's own task stays with a nurse; first visits, reviews and changed conditions stay visits of their own."""
    visit, together = ask.visit, ask.visit.join.outcome == "co_attend"
    for part in visit.parts:
        if part.kind != "routine" and not together:
            kind = {"first": "a first visit", "review": "a review", "changed": "after a change of condition"}[part.kind]
            return Refusal("join_nurse_only", f"Visit {part.id} is {kind} and is not joined.")
    if not ask.worker.registered_nurse:
        kept = dict.fromkeys(task.code for task, _ in ask.tasks if task.registered_nurse_only)
        if kept:
            sentence = f"{_list(kept)} is for a registered nurse, which {ask.worker.name} is not."
            return Refusal("join_nurse_only", sentence)
    if together and (own := [task.code for task, part in ask.crossing if part.workers == 1]):
        sentence = f"{_list(dict.fromkeys(own))} wants its own kind of worker, which {ask.worker.name} is not."
        return Refusal("join_nurse_only", sentence)
    return None


def join_order(ask: Ask) -> Refusal | None:
    """Tasks come in the pack's order and near enough to each other, and gaps between the parts are kept inside."""
    visit, figures = ask.visit, ask.register.figures
    steps = visit.join.steps
    turn = [number if step.done_by is None else step.done_by for number, step in enumerate(steps)]
    coded: dict[tuple[str, str], list[int]] = {}
    for number, (task, part) in enumerate(ask.tasks):
        coded.setdefault((part.client, task.code), []).append(number)
    for client in visit.clients:
        for first, second in figures.before:
            one, two = coded.get((client, first)), coded.get((client, second))
            if one and two and max(turn[number] for number in one) > min(turn[number] for number in two):
                return Refusal("join_order", f"{first} cannot come before {second} in one visit.")
        for (first, second), most in figures.within.items():
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


def join_floor(ask: Ask) -> Refusal | None:
    """The joint visit is long enough for what is done in it. Candidates of candidates.py always are."""
    least = ceil(least_duration(ask.visit.parts, ask.visit.join.steps, ask.register.figures))
    if ask.visit.duration >= least:
        return None
    minutes = ask.register.problem.horizon.minutes
    sentence = f"{minutes(ask.visit.duration):g} min are too short; it takes {minutes(least):g} min."
    return Refusal("join_floor", sentence)


def join_infection(ask: Ask) -> Refusal | None:
    """No clean task after a dirty one, whichever client of the household they are for."""
    figures, soiled = ask.register.figures, ""
    for step, (task, _) in zip(ask.visit.join.steps, ask.tasks, strict=True):
        if step.done_by is not None:
            continue
        if soiled and task.code in figures.clean:
            return Refusal("join_infection", f"{task.code} cannot come before {soiled} in one visit.")
        if task.code in figures.dirty:
            soiled = soiled or task.code
    return None


def join_agreement(ask: Ask) -> Refusal | None:
    """The two organisations have agreed to this direction, for that date."""
    missing: dict[tuple[tuple[str, str], str], None] = {}
    for task, part in ask.crossing:
        switch = "health_task_to_care_worker" if task.owner == "health" else "social_task_to_nurse"
        ends = part.organisation, ask.worker.organisation
        if not any(getattr(entry, switch) for entry in ask.register.agreements(*ends, ask.day)):
            missing[(min(ends), max(ends)), switch] = None
    if not missing:
        return None
    name = ask.register.problem.organisation
    words = _list(f"{WAYS[switch]} between {name[one].name} and {name[two].name}" for (one, two), switch in missing)
    changes = (Change("agreement", switch, between=ends, since=ask.day, until=ask.day) for ends, switch in missing)
    return Refusal("join_agreement", f"No agreement in force on {_on(ask)} passes {words}.", tuple(changes))


def join_willing(ask: Ask) -> Refusal | None:
    """Nobody does another service's task unwillingly."""
    if not ask.crossing or ask.worker.accepts_delegation:
        return None
    change = Change("willing", worker=ask.worker.id, since=ask.day, until=ask.day)
    return Refusal("join_willing", f"{ask.worker.name} does not accept delegated tasks.", (change,))


CONDITIONS: tuple[Callable[[Ask], Refusal | None], ...] = (
    join_consent,
    join_delegable,
    join_signed_off,
    join_registrant,
    join_windows,
    join_nurse_only,
    join_order,
    join_floor,
    join_infection,
    join_agreement,
    join_willing,
)


# These ask for the very worker; all others only for whom they work, and whether they are a registered nurse.
PERSONAL = (join_signed_off, join_registrant, join_willing)
SHARED = tuple(condition for condition in CONDITIONS if condition not in PERSONAL)


def refused(ask: Ask, conditions: Iterable[Callable[[Ask], Refusal | None]] = CONDITIONS) -> Iterable[Refusal]:
    """Every condition that stands in the way, one after the other."""
    for condition in conditions:
        refusal = condition(ask)
        if refusal is not None:
            yield refusal


def task_spans(ask: Ask) -> list[Span]:
    """Starts of the visit at which every task, when its turn comes, keeps clinical windows and prescribed moments."""
    visit, low, high = ask.visit, -(10**12), 10**12
    for number, (task, _) in enumerate(ask.tasks):
        later = visit.later(number)
        if window := task.clinical_window:
            low, high = max(low, window.start - later), min(high, window.end - later)
        if moment := task.time_critical:
            low = max(low, moment.at - moment.tolerance - later)
            high = min(high, moment.at + moment.tolerance - later)
    return [(low, high)] if low <= high else []


def possible_starts(ask: Ask) -> list[Span]:
    """Starts inside an agreed window of every part, and that keep every clinical window, at start and when due.

    Agreed windows bind a joint visit even where they are soft apart: nobody waits longer because visits were joined.
    """
    visit = ask.visit
    spans: list[Span] = [(window.start, window.end) for window in visit.parts[0].windows]
    for part in visit.parts[1:]:
        spans = _common(spans, part.windows)
    spans = [(max(a, c), min(b, d)) for a, b in spans for c, d in task_spans(ask)]
    helped = helped_of(visit.parts) if visit.join.outcome == "co_attend" else None
    # The second pair of hands comes for all of its visit, and starts with the first.
    for task in (*visit.tasks, *(helped.tasks if helped is not None else ())):
        window, moment = task.clinical_window, task.time_critical
        if window:
            spans = [(max(a, window.start), min(b, window.end)) for a, b in spans]
        if moment:
            spans = [(max(a, moment.at - moment.tolerance), min(b, moment.at + moment.tolerance)) for a, b in spans]
    return [span for span in spans if span[0] <= span[1]]


def _common(spans: Iterable[Span], windows: Iterable[Window]) -> list[Span]:
    windows = list(windows)
    both = [(max(a, window.start), min(b, window.end)) for a, b in spans for window in windows]
    return sorted(span for span in both if span[0] <= span[1])


def _client(ask: Ask, client: str) -> str:
    return ask.register.problem.client[client].name


def _on(ask: Ask) -> str:
    return f"{ask.day:%a %d.%m.%Y}"


def _list(names: Iterable[str]) -> str:
    """ "a, b and c"."""
    *most, last = list(names)
    return f"{', '.join(most)} and {last}" if most else last
