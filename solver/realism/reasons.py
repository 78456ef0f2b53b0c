"""Why a measure of a day lies outside what was published, as far as the day itself tells: counted, never assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from .day import Day, share
from .made import Made

_FEW = 12  # clients or visits of which one more or less moves a share by 8 % or more
_MANY = 25  # carers of an employer, below which a client's faces are limited by how many there are


def tell_why(key: str, day: Day, value: float) -> str:
    """Why a measure of that key may lie where it does; "" where the day gives no reason."""
    reason = _REASONS.get(key)
    return "" if reason is None else reason(day, value)


def _part_of_a_round(day: Day, value: float) -> str:
    clients, many = len({one.client for one in day.care}), len(day.employers)
    if value > 45 or not many:
        return ""
    return f"{clients} clients of care in all, of {many} employer{'s' * (many > 1)}: the day shows a part of their work"


def _agreed_with(day: Day, value: float) -> str:
    many = len(day.employers)
    up = any(pact.social_task_to_nurse for pact in day.problem.agreements)
    if value == 0 and up:
        return "what was agreed goes the other way: nurses take what carers were asked for"
    if many == 1:
        return "there is one employer, so that it is all or none"
    return f"the service rests on it: each of {many} employers has agreed" if value == 1 else ""


def _part_of_the_days(day: Day) -> int:
    """Clients whose care begins or ends within these days: they have a first visit, or several visits a day but not on
    every day."""
    date = day.problem.horizon.date
    cared = {one.client for one in day.care}
    found = {one.client for one in day.problem.visits if one.kind == "first"} & cared
    made: dict[str, Counter[object]] = {client: Counter() for client in cared}
    for one in day.care:
        made[one.client][date(one.windows[0].start)] += 1
    days = day.problem.horizon.days
    return len(found | {client for client, dates in made.items() if max(dates.values()) > 1 and len(dates) < days})


def _of_those_who_begin(day: Day) -> str:
    some, clients = _part_of_the_days(day), len({one.client for one in day.care})
    if some * 5 < clients or not some:
        return ""
    return f"care begins or ends in these days for {some} of {clients} clients"


def _intensive(day: Day, value: float) -> str:
    begin = _of_those_who_begin(day)
    if begin:
        return f"{begin}, with three or four visits a day"
    clients = len({one.client for one in day.care})
    if clients <= _FEW:
        return f"{clients} clients of care: each is {1 / clients:.0%} of them"
    return "the sources disagree: 11.5 hours a week each leave more than 42 % with ten" if value > 0.42 else ""


def _not_whole(day: Day, value: float) -> str:
    begin = _of_those_who_begin(day)
    return f"{begin}, whose fortnight and week are not whole" if begin else ""


def _few_with_insulin(day: Day, value: float) -> str:
    clients = {one.client for one in day.nursing if any("insulin" in task.code.lower() for task in one.tasks)}
    if len(clients) > _FEW:
        return ""
    return f"{len(clients)} client{'s' * (len(clients) > 1)} with insulin: each is {1 / len(clients):.0%} of them"


def _other_nursing(day: Day, value: float) -> str:
    minutes: dict[str, int] = {}
    for one in day.nursing:
        for task in one.tasks:
            minutes[task.code] = minutes.get(task.code, 0) + task.duration
    if not minutes:
        return ""
    most = max(minutes, key=lambda code: minutes[code])
    if "wound" not in most.lower():
        part = minutes[most] / sum(minutes.values())
        return f"it is not about wounds: {most.replace('_', ' ')} is {part:.0%} of the minutes of nursing"
    return (
        f"{len(day.nursing)} visits of nursing: each dressing is much of them" if len(day.nursing) <= 2 * _FEW else ""
    )


def _latest_times(day: Day, value: float) -> str:
    wide = [one for one in day.care if (one.windows[0].end - one.windows[0].start) / day.minute > 60]
    part = share(sum(one.windows_hard for one in wide), len(wide)) or 0
    return f"{part:.0%} of them have a latest time that cannot be missed" if part >= 1 / 3 else ""


def _faces(day: Day, value: float) -> str:
    many, employers = len(day.carers), max(len(day.employers), 1)
    if value < 12 and many < _MANY * employers:
        return f"{many} carers of {employers} employer{'s' * (employers > 1)}: few who could have come"
    return _not_whole(day, value)


def _few_carers(day: Day, value: float) -> str:
    return f"{len(day.carers)} carers: one is {1 / len(day.carers):.0%} of them" if len(day.carers) <= 2 * _MANY else ""


def tell_why_made(key: str, made: Made) -> str:
    """Why a measure of a roster may lie where it does: carers who share each other's rounds drive less."""
    if key not in ("miles", "travel", "contact"):
        return ""
    shared, visits = _by_others(made)
    if visits and shared / visits > 0.05:
        return f"employers share their rounds here ({shared / visits:.0%} of care visits): each alone drives further"
    return ""


def _by_others(made: Made) -> tuple[int, int]:
    """Care visits that another employer's carer makes, and all that are made."""
    day, shared, whole = made.day, 0, 0
    visits = {one.id: one for one in day.care}
    for name, pairs in made.judged.timeline.served.items():
        for part in made.judged.problem.visit[name].commissioned:
            if part.id in visits:
                whole += 1
                who = {day.acting[run.shift.id] for run, _ in pairs}
                shared += not who & day.employer_of[part.client]
    return shared, whole


_REASONS: dict[str, Callable[[Day, float], str]] = {
    "clients_of_employer": _part_of_a_round,
    "agreements": _agreed_with,
    "intensive": _intensive,
    "visits_a_client": _not_whole,
    "hours_a_client": _not_whole,
    "insulin_a_client": _few_with_insulin,
    "wounds": _other_nursing,
    "wide_windows": _latest_times,
    "faces": _faces,
    "women": _few_carers,
    "zero_hours": _few_carers,
    "part_time": _few_carers,
    "split": _few_carers,
}
