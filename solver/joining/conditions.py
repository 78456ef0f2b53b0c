"""The conditions for joining, one function each: None, or the refusal with the one change that would lift it.

Those about what the visits are (two doses, calls too near each other) stand in identity.py.

The same conditions stand as rules in solver/rules/joins, where the checker judges rosters by them; neither side knows
the other's code, and a test compares them. Nothing clinical is ever offered as a change: no window, no list of
delegable tasks, no nurse's own work, no order of tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil

from solver.domain import ConsentKind, Window, part_begins

from .changes import DIRECTIONS, RegisterChange
from .identity import call_spacing, join_catalogue, join_identity
from .refusal import Refusal
from .register import Suitability
from .steps import least_joint_duration

Span = tuple[int, int]


def join_consent(suitability: Suitability) -> Refusal | None:
    """Every client has agreed to sharing; to delegation, where a care worker does their health task."""
    register, day, visit = suitability.register, suitability.day, suitability.visit
    wanted: list[tuple[str, ConsentKind]] = []
    if suitability.changes_organisation or len({part.organisation for part in visit.parts}) > 1:
        wanted += [(client, "sharing") for client in visit.clients]
    wanted += [(part.client, "delegation") for _, part in suitability.delegated_tasks]
    missing = [pair for pair in dict.fromkeys(wanted) if not register.has_consent(*pair, day)]
    if not missing:
        return None
    names = _join_words(f"{_client_name(suitability, client)}'s consent to {kind}" for client, kind in missing)
    verb = "is" if len(missing) == 1 else "are"
    changes = tuple(RegisterChange("consent", kind, client, since=day, until=day) for client, kind in missing)
    return Refusal("join_consent", f"{names} {verb} not in force on {_date_words(suitability)}.", changes)


def join_delegable(suitability: Suitability) -> Refusal | None:
    """A health task goes to a care worker only where it may be delegated, and the client is stable."""
    fixed = [(task, part) for task, part in suitability.delegated_tasks if not task.delegable]
    if fixed:
        tasks = _join_words(dict.fromkeys(task.code for task, _ in fixed))
        verb = "is" if len({task.code for task, _ in fixed}) == 1 else "are"
        return Refusal("join_delegable", f"{tasks} {verb} not on the list of tasks that may be delegated.")
    clients = dict.fromkeys(part.client for _, part in suitability.delegated_tasks)
    unstable = [client for client in clients if not suitability.register.problem.client[client].stable]
    if not unstable:
        return None
    names = _join_words(_client_name(suitability, client) for client in unstable)
    verb = "is" if len(unstable) == 1 else "are"
    changes = tuple(
        RegisterChange("stable", client=client, since=suitability.day, until=suitability.day) for client in unstable
    )
    return Refusal("join_delegable", f"{names} {verb} not recorded as stable.", changes)


def join_signed_off(suitability: Suitability) -> Refusal | None:
    """This worker, nobody else, is signed off for that task and that client on the visit's date."""
    register, day, worker = suitability.register, suitability.day, suitability.worker
    missing = dict.fromkeys(
        (part.client, task.code)
        for task, part in suitability.delegated_tasks
        if not register.delegations_in_force(part.client, task.code, worker.id, day)
    )
    if not missing:
        return None
    changes, sentences, on = [], [], _date_words(suitability)
    for client, code in missing:
        known = [entry for entry in register.delegations(client, code, worker.id) if entry.signed_off <= day]
        last = max(known, key=lambda entry: entry.expires, default=None)
        about = f"{worker.name}'s {code} sign-off for {_client_name(suitability, client)}"
        if last is None:
            about = f"{worker.name} is not signed off for {code} with {_client_name(suitability, client)}"
            sentences.append(f"{about} on {on}.")
        elif last.expires < day:
            sentences.append(f"{about} expired on {last.expires:%d.%m.%Y}, before {on}.")
        else:
            sentences.append(f"{about} was due for review on {last.review:%d.%m.%Y}, before {on}.")
        changes.append(
            RegisterChange("sign_off", code, client, worker.id, since=day, until=day, renewal=last is not None)
        )
    return Refusal("join_signed_off", " ".join(sentences), tuple(changes))


def join_registrant(suitability: Suitability) -> Refusal | None:
    """The registrant behind the sign-off is named and can be reached."""
    register, worker = suitability.register, suitability.worker
    missing = []
    for client, code in dict.fromkeys((part.client, task.code) for task, part in suitability.delegated_tasks):
        in_force = register.delegations_in_force(client, code, worker.id, suitability.day)
        if in_force and not any(entry.registrant.strip() and entry.contact.strip() for entry in in_force):
            missing.append((client, code))
    if not missing:
        return None
    tasks = _join_words(f"{code} with {_client_name(suitability, client)}" for client, code in missing)
    sentence = f"Nobody recorded how the registrant behind {worker.name}'s sign-off for {tasks} is reached."
    changes = (
        RegisterChange("contact", code, client, worker.id, since=suitability.day, until=suitability.day)
        for client, code in missing
    )
    return Refusal("join_registrant", sentence, tuple(changes))


def join_windows(suitability: Suitability) -> Refusal | None:
    """The agreed windows meet, and a start is left at which every task is done inside its clinical window."""
    if possible_starts(suitability):
        return None
    return Refusal("join_windows", "No start of one visit keeps every agreed and every clinical window.")


def join_nurse_only(suitability: Suitability) -> Refusal | None:
    """A nurse's own task stays with a nurse; first visits, reviews and changed conditions stay visits of their own."""
    visit, together = suitability.visit, suitability.visit.join.outcome == "co_attend"
    for part in visit.parts:
        if part.kind != "routine" and not together:
            kind = {"first": "a first visit", "review": "a review", "changed": "after a change of condition"}[part.kind]
            return Refusal("join_nurse_only", f"Visit {part.id} is {kind} and is not joined.")
    if not suitability.worker.registered_nurse:
        nurses = dict.fromkeys(task.code for task, _ in suitability.tasks if task.registered_nurse_only)
        if nurses:
            sentence = f"{_join_words(nurses)} is for a registered nurse, which {suitability.worker.name} is not."
            return Refusal("join_nurse_only", sentence)
    if together and (own := [task.code for task, part in suitability.crossing_tasks if part.workers == 1]):
        codes = _join_words(dict.fromkeys(own))
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


def join_agreement(suitability: Suitability) -> Refusal | None:
    """The two organisations have agreed to this direction, for that date."""
    missing: dict[tuple[tuple[str, str], str], None] = {}
    for task, part in suitability.crossing_tasks:
        switch = "health_task_to_care_worker" if task.owner == "health" else "social_task_to_nurse"
        ends = part.organisation, suitability.worker.organisation
        agreements = suitability.register.agreements_in_force(*ends, suitability.day)
        if not any(getattr(entry, switch) for entry in agreements):
            missing[(min(ends), max(ends)), switch] = None
    if not missing:
        return None
    name = suitability.register.problem.organisation
    words = _join_words(
        f"{DIRECTIONS[switch]} between {name[one].name} and {name[two].name}" for (one, two), switch in missing
    )
    changes = (
        RegisterChange("agreement", switch, between=ends, since=suitability.day, until=suitability.day)
        for ends, switch in missing
    )
    sentence = f"No agreement in force on {_date_words(suitability)} passes {words}."
    return Refusal("join_agreement", sentence, tuple(changes))


def join_willing(suitability: Suitability) -> Refusal | None:
    """Nobody does another service's task unwillingly."""
    if not suitability.crossing_tasks or suitability.worker.accepts_delegation:
        return None
    change = RegisterChange("willing", worker=suitability.worker.id, since=suitability.day, until=suitability.day)
    return Refusal("join_willing", f"{suitability.worker.name} does not accept delegated tasks.", (change,))


CONDITIONS: tuple[Callable[[Suitability], Refusal | None], ...] = (
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
    join_identity,
    join_catalogue,
    call_spacing,
)


# These ask for the very worker; all others only for whom they work, and whether they are a registered nurse.
PERSONAL = (join_signed_off, join_registrant, join_willing)
SHARED = tuple(condition for condition in CONDITIONS if condition not in PERSONAL)


def list_refusals(
    suitability: Suitability, conditions: Iterable[Callable[[Suitability], Refusal | None]] = CONDITIONS
) -> Iterable[Refusal]:
    """Every condition that stands in the way, one after the other."""
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


def _client_name(suitability: Suitability, client: str) -> str:
    return suitability.register.problem.client[client].name


def _date_words(suitability: Suitability) -> str:
    return f"{suitability.day:%a %d.%m.%Y}"


def _join_words(names: Iterable[str]) -> str:
    """ "a, b and c"."""
    *most, last = list(names)
    return f"{', '.join(most)} and {last}" if most else last
