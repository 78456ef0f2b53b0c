"""Joint visits that may be made as they are, and several calls to one client."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from solver.domain import InputFaults, Role

from .draft import Draft, Row
from .sound_days import agreement, delegation, other_than, place, social_provider, window

_NAMES = ("Noor Madeup", "Lee Sample", "Ash Pretend")


def joint_visit(day: Draft) -> None:
    """Two or three visits made as one: by a nurse, by a carer, within one provider, by two, or a duplicate dropped."""
    kinds = (_by_nurse, _by_nurse, _by_carer, _by_carer, _within, _within, _co_attended, _dropped, _dropped, _by_two)
    day.rng.choice(kinds)(day)


def _clients(day: Draft, parts: int) -> list[str]:
    """Whose visits they are: one client's, or of a household of two or three."""
    if day.chance(0.65):
        return [day.client()] * parts
    home = day.household()
    return [day.client(home) for _ in range(parts)]


def _near(day: Draft, begin: int, until: int) -> tuple[int, int]:
    """A window near another, so that the two meet."""
    if until - begin < 30:
        return begin, until
    return begin + day.rng.choice([0, 0, -15, 10]), until + day.rng.choice([0, 0, -10, 15])


def _by_nurse(day: Draft) -> None:
    begin, until, last = window(day)
    provider = social_provider(day)
    parts = day.rng.choice([2, 2, 3])
    clients = _clients(day, parts)
    health = day.rng.choice(["wound_review", "insulin", "bloods", "leg_exercises"])
    social = day.rng.sample(["wash", "meal", "tablets", "dress", "shopping"], parts - 1)
    visits = [day.visit(clients[0], "trust", [day.task(health)], *_near(day, begin, until))]
    for client, code in zip(clients[1:], social, strict=True):
        visits.append(day.visit(client, provider, [day.task(code)], *_near(day, begin, until)))
    shift = day.staff("trust", sorted(day.asked(health, *social)), nurse=True, last=last)
    outcome = day.rng.choice(["join", "absorb"])
    _let_share(day, clients, "trust", provider, last, outcome, social_task_to_nurse=True)
    _make(day, visits, outcome, shift, last)


def _by_carer(day: Draft) -> None:
    begin, until, last = window(day)
    provider, code = social_provider(day), day.rng.choice(["insulin", "eye_drops"])
    clients = _clients(day, 2)
    social = day.rng.choice(["wash", "meal", "dress"])
    health = [day.task(code)] + ([day.task("wound_review")] if day.chance(0.3) else [])
    visits = [
        day.visit(clients[0], "trust", health, *_near(day, begin, until)),
        day.visit(clients[1], provider, [day.task(social)], *_near(day, begin, until)),
    ]
    shift = day.staff(provider, sorted(day.asked(social)), last=last)
    delegation(day, shift, clients[0], code, begin, last)
    _let_share(day, clients, "trust", provider, last, "delegate", health_task_to_care_worker=True)
    rest = day.staff("trust", ["driver"], nurse=True, last=last) if len(health) > 1 else None
    _make(day, visits, "delegate", shift, last, rest)


def _within(day: Draft) -> None:
    """Of one provider: a standing agreement will do. At times another organisation makes them."""
    begin, until, last = window(day)
    provider, parts = social_provider(day), day.rng.choice([2, 3])
    clients = _clients(day, parts)
    codes = day.rng.sample(["wash", "meal", "tablets", "dress", "shopping"], parts)
    visits = [
        day.visit(client, provider, [day.task(code)], *_near(day, begin, until))
        for client, code in zip(clients, codes, strict=True)
    ]
    maker = provider if day.chance(0.75) else "trust"
    if maker != provider:
        _let_share(day, clients, provider, maker, last, "absorb", social_task_to_nurse=True)
    shift = day.staff(maker, sorted(day.asked(*codes)), nurse=maker == "trust", last=last)
    _make(day, visits, "join", shift, last)


def _by_two(day: Draft) -> None:
    """Two double-handed visits of one provider; a task stays behind, which takes two people as well."""
    begin, until, last = window(day)
    provider, client = social_provider(day), day.client()
    left = [day.task("wash"), day.task("dress")]
    visits = [
        day.visit(client, provider, left, *_near(day, begin, until), workers=2),
        day.visit(client, provider, [day.task("shopping")], *_near(day, begin, until), workers=2),
    ]
    two = [day.staff(provider, ["care"], last=last, sex=sex) for sex in ("female", "male")]
    _make(day, visits, "absorb", two[0], last, two[0])
    for stop in day.stops[-2:]:
        day.stop(stop["visit"], two[1], stop["start"])


def _co_attended(day: Draft) -> None:
    """A nurse alone and a double-handed visit: the nurse becomes one of two pairs of hands."""
    begin, until, last = window(day)
    provider, client = social_provider(day), day.client()
    health = day.rng.choice(["wound_review", "eye_drops"])
    visits = [
        day.visit(client, "trust", [day.task(health)], *_near(day, begin, until)),
        day.visit(client, provider, [day.task("wash")], *_near(day, begin, until), workers=2),
    ]
    shift = day.staff("trust", ["care"], nurse=True, last=last)
    _let_share(day, [client], "trust", provider, last, "co_attend", social_task_to_nurse=True)
    join = _make(day, visits, "co_attend", shift, last)
    second = day.staff(provider, ["care"], last=last)
    day.stop(f"{join} (second pair of hands)", second, day.stops[-1]["start"])


def _dropped(day: Draft) -> None:
    """One order that two visits hold: declared by a registrant, or of two providers at nearly the same time."""
    begin, until, last = window(day)
    provider, client = social_provider(day), day.client()
    declared = day.chance(0.5)
    other = provider if declared and day.chance(0.5) else other_than(day, provider)
    code = day.rng.choice(["tablets", "leg_exercises", "wash"])
    more: Row = {"order": "order 7"} if day.chance(0.3) else {}
    own = [day.task(code, minutes=20, **more), day.task("shopping")]
    first = day.visit(client, provider, own, begin, until)
    twin = day.task(code, minutes=15, owner=own[0]["owner"], competencies=own[0]["competencies"])
    later = day.rng.choice([0, 5, 10]) if last == day.day else 0
    second = day.visit(client, other, [twin], begin + later, until + later)
    if declared:
        name = day.name("registrants", "R")
        fields: Row = {"name": f"{name} Madeup", "registration": "99B1", "registered_until": day.late(last)}
        day.add("registrants", id=name, **fields)
        twin |= {"duplicate_of": first, "duplicate_declared_by": day.rng.choice([name, f"{name} Madeup"])}
    nurse = other in ("trust", "trust2") and day.chance(0.5)
    maker = other if nurse else provider
    shift = day.staff(maker, sorted(day.asked(code)), nurse=nurse, last=last)
    flags: Row = {"social_task_to_nurse": True, "health_task_to_care_worker": True}
    if other != provider:
        _let_share(day, [client], other, provider, last, "drop_duplicate", **flags)
    _make(day, [first, second], "drop_duplicate", shift, last)


def _let_share(day: Draft, clients: list[str], one: str, other: str, last: date, outcome: str, **flags: bool) -> None:
    for client in dict.fromkeys(clients):
        day.consent(client, "sharing", expires=day.late(last) if day.chance(0.2) else None)
    row = agreement(day, one, other, last, **flags)
    row["pre_agreed"] = day.rng.choice([[], [], [outcome]])
    if row["pre_agreed"]:
        row |= {"signed": day.day - timedelta(days=30), "signed_by": day.rng.choice(_NAMES)}


def _make(day: Draft, visits: list[str], outcome: str, shift: str, last: date, rest: str | None = None) -> str:
    """The join with its steps, its signature and its stop. rest: who makes what remains of the first visit.

    It is called what it is: whether tasks cross to the other side, and which, is seen from who makes it.
    """
    if outcome in ("join", "delegate", "absorb") and rest is None:
        outcome = _really(day, visits, shift)
    steps: list[Row] = []
    for visit in visits:
        tasks = day.row("visits", visit)["tasks"]
        taken = tasks[:1] if rest is not None and visit == visits[0] else tasks
        steps += [{"visit": visit, "task": number} for number in range(len(taken))]
    steps.sort(key=lambda step: _turn(day, step))
    if outcome == "drop_duplicate":
        twin = next(number for number, step in enumerate(steps) if step["visit"] == visits[1])
        doer = next(number for number, step in enumerate(steps) if step == {"visit": visits[0], "task": 0})
        steps[twin]["done_by"] = doer
    done = [step for step in steps if "done_by" not in step]
    length = sum(_task(day, step)["duration"] for step in done) + day.at(5)
    join = f"J{len(day.joins) + 1}"
    day.joins.append({"id": join, "outcome": outcome, "visits": visits, "steps": steps, "duration": length})
    windows = [day.row("visits", visit)["windows"][0] for visit in visits]
    begin, until = max(window["start"] for window in windows), min(window["end"] for window in windows)
    day.stop(join, shift, day.rng.randrange(begin, until + 1, 300))
    if rest is not None:
        place(day, visits[0], rest)
        day.stops[-1]["visit"] = f"{join} (what remains)"
        day.stops[-1]["start"] = day.stops[-2]["start"] + length + day.at(5)
        day.stops[-1], day.stops[-2] = day.stops[-2], day.stops[-1]
    _sign(day, visits, outcome, shift, last, [_task(day, step)["code"] for step in steps])
    return join


def _really(day: Draft, visits: list[str], shift: str) -> str:
    """delegate where a health task crosses, absorb where only social ones do, else join."""
    maker = day.worker_of(shift)
    sector = {row["id"]: row["sector"] for row in day.rows["organisations"]}[maker["organisation"]]
    side = "health" if maker["registered_nurse"] else sector
    crossing = set()
    for visit in visits:
        row = day.row("visits", visit)
        for task in row["tasks"]:
            entry = day.known.get(task["code"])
            owner = "health" if "health" in (task["owner"], entry and entry.owner) else "social"
            if (row.get("provider") or row["organisation"]) != maker["organisation"] and owner != side:
                crossing.add(owner)
    return "delegate" if "health" in crossing else "absorb" if crossing else "join"


def _task(day: Draft, step: Row) -> Row:
    task: Row = day.row("visits", step["visit"])["tasks"][step["task"]]
    return task


def _turn(day: Draft, step: Row) -> int:
    """Clean work and what comes before the meal first, what comes after it later, dirty work last."""
    entry = day.known.get(_task(day, step)["code"])
    if entry is None:
        return 1
    if entry.hygiene == "clean" or entry.meal == "before":
        return 0
    return 4 if entry.hygiene == "dirty" else 2 if entry.call == "meal" else 3 if entry.meal == "after" else 1


def _sign(day: Draft, visits: list[str], outcome: str, shift: str, last: date, codes: list[str]) -> None:
    """A decision, or where it will do an agreement made beforehand."""
    rows = [day.row("visits", visit) for visit in visits]
    providers = {row.get("provider") or row["organisation"] for row in rows}
    if len(providers) == 1 and outcome == "join" and day.chance(0.6):
        day.add(
            "standing_agreements",
            id=day.name("standing_agreements", "G"),
            organisation=providers.pop(),
            outcome=outcome,
            tasks=[day.spelled(code) for code in codes],
            signed_by=day.rng.choice(_NAMES),
            role=Role.NURSE_LEAD,
            signed=day.early(),
            review=day.late(last),
        )
        return
    agreed = any(outcome in row.get("pre_agreed", ()) for row in day.rows["agreements"][-1:])
    if agreed and len(providers) == len(visits) == 2 and outcome != "drop_duplicate" and day.chance(0.8):
        return
    nurse = day.worker_of(shift)["registered_nurse"]
    more: Row = {
        "outcome": outcome if rows[0]["workers"] == 1 and day.chance(0.3) else None,
        "tasks": codes if day.chance(0.3) else [],
        "worker": day.worker_of(shift)["id"] if rows[0]["workers"] == 1 and day.chance(0.2) else None,
        "worker_kind": ("registered_nurse" if nurse else "care_worker") if day.chance(0.2) else None,
        "until": day.late(last) if day.chance(0.3) else None,
        "since": day.day if day.chance(0.2) else None,
    }
    said = day.rng.sample(visits, len(visits))
    on = day.day if day.chance(0.8) else day.day - timedelta(days=1)
    name = day.name("join_decisions", "N")
    fields: Row = {"approved": True, "by": day.rng.choice(_NAMES), "role": Role.NURSE_LEAD, "on": on}
    day.add("join_decisions", id=name, visits=said, **fields, **more)
    if day.chance(0.15):  # an older refusal, answered by it
        older = {"approved": False, "by": day.rng.choice(_NAMES), "role": Role.NURSE_LEAD, "on": on - timedelta(days=9)}
        if day.chance(0.5):
            older["on"] = on
            day.rows["join_decisions"][-1]["answers"] = name + "r"
        day.add("join_decisions", id=name + "r", visits=visits[:2], **older)


# --- several calls ---


@cache
def yesterday_can_be_linked() -> bool:
    """Whether a problem may name a visit of yesterday, of which the last dose is told, in a gap link."""
    day = Draft(Random(0))
    visit = day.visit(day.client(), "trust", [day.task("insulin")], 480, 540)
    day.add("tasks_before", client="C1", task="insulin", start=day.at(-60), visit="y1")
    day.add("links", id="L1", kind="gap", first="y1", second=visit, min_gap=day.at(60))
    try:
        day.problem()
    except InputFaults:
        return False
    return True


def several_calls(day: Draft) -> None:
    """Calls of one kind to one client, in order and apart; at times with a sit beside them, or a dose of yesterday."""
    client, provider = day.client(), social_provider(day)
    kind, gap = day.rng.choice([("meal", 90), ("medicine", 60), ("personal_care", 0), ("meal", 180)])
    codes = {"meal": ["breakfast", "meal", "lunch"], "medicine": ["tablets"], "personal_care": ["wash", "dress"]}[kind]
    begin, visits, clock = day.rng.choice([420, 450]), [], 0
    for number in range(day.rng.choice([2, 2, 3])):
        own = provider if day.chance(0.75) else social_provider(day)
        until = begin + day.rng.choice([120, 180, 240])
        code = day.rng.choice(codes)
        visit = day.visit(client, own, [day.task(code)], begin, until)
        start = max(begin, clock + gap + day.rng.choice([0, 0, 20])) if number else begin
        day.stop(visit, day.staff(own, sorted(day.asked(code))), day.at(start))
        clock = start + day.row("visits", visit)["tasks"][0]["duration"] // 60
        visits.append(visit)
        begin = max(until - day.rng.choice([0, 30, 60]), clock)
    if day.chance(0.3):
        starts = {stop["visit"]: stop["start"] for stop in day.stops}
        apart = starts[visits[1]] - starts[visits[0]]
        most = apart + day.rng.choice([0, 1800]) if day.chance(0.5) else None
        link = {"first": visits[0], "second": visits[1], "min_gap": apart - day.rng.choice([0, 600]), "max_gap": most}
        day.add("links", id=day.name("links", "L"), kind="gap", **{**link, "min_gap": max(0, link["min_gap"])})
    if day.chance(0.3):
        ended = day.stops[-len(visits)]["start"] - day.at(gap)
        told = "two tablets" if codes[0] == "tablets" and ended // 600 % 2 else codes[0]  # as other systems say it
        before = day.add("tasks_before", client=client, task=told, start=ended - day.at(20), end=ended)
        if yesterday_can_be_linked() and day.chance(0.4):
            before["visit"] = day.name("tasks_before", "y")
            least = day.at(gap + 20 - day.rng.choice([0, 10]))
            ends = {"first": before["visit"], "second": visits[0]}
            day.add("links", id=day.name("links", "L"), kind="gap", min_gap=least, **ends)
    if day.chance(0.3):
        sit = day.visit(client, provider, [day.task("sit", minutes=240)], 480, 540)
        place(day, sit, day.staff(provider))
