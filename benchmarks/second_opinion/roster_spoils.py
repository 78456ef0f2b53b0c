"""Single changes to signatures, joins, moments and who goes: see spoils.py."""

from __future__ import annotations

from datetime import timedelta

from solver.domain import Accepting, Role

from .draft import UNKNOWN, Draft, Row, same_code
from .spoils import (
    Spoil,
    agency_changed,
    agreement_changed,
    carer_answers,
    carer_changed,
    consent_changed,
    delegate_changed,
    delegation_changed,
    end_moved,
    protocol_changed,
    record_lost,
    registrant_changed,
    stable_turned,
    start_moved,
    subcontract_changed,
    suspended,
    version_turned,
    visit_kind_changed,
    worker_changed,
)
from .work_spoils import (
    code_changed,
    code_forgotten,
    code_named,
    code_said,
    code_stopped,
    order_said,
    task_changed,
    visit_changed,
)


def signature_changed(day: Draft) -> None:
    rows = [row for row in day.rows["join_decisions"] if row["approved"]]
    if not rows:
        return
    row = day.rng.choice(rows)
    turn = day.rng.randrange(9)
    if turn == 0:
        row["role"] = day.rng.choice([Role.SCHEDULER, Role.TEAM_LEAD])
    elif turn == 1:
        row["by"] = day.rng.choice(["?", "none", "-"])
    elif turn == 2:
        row["outcome"] = day.rng.choice(["join", "absorb", "delegate", "co_attend", "drop_duplicate"])
    elif turn == 3:
        row["tasks"] = day.rng.choice([["wash"], ["insulin", "meal"], ["shopping"]])
    elif turn == 4:
        row["worker"] = day.rng.choice(day.rows["workers"])["id"]
    elif turn == 5:
        row["worker_kind"] = day.rng.choice(["registered_nurse", "care_worker"])
    elif turn == 6:
        row |= {"on": day.day - timedelta(days=day.rng.choice([5, 60, 300, 400])), "since": None}
    elif turn == 7:
        row["approved"] = False
    else:
        visits = [visit["id"] for visit in day.rows["visits"]]
        row["visits"] = day.rng.sample(visits, min(len(visits), day.rng.choice([2, 3])))


def signer_known(day: Draft) -> None:
    """Who signs for a join is a registrant of the day or one of its workers, and perhaps gone or stopped."""
    rows = [row for row in day.rows["join_decisions"] if row["approved"]]
    fields = [(row, "by") for row in rows] + [(row, "signed_by") for row in day.rows["standing_agreements"]]
    if fields:
        row, field = day.rng.choice(fields)
        row[field] = _somebody(day)


def _somebody(day: Draft) -> str:
    """Somebody of the day by name or id, who may have left, be registered no more, or be stopped."""
    people = [*day.rows["registrants"], *day.rows["workers"]]
    if not people:
        return "Lea Example"
    person = day.rng.choice(people)
    kind = "registrant" if person in day.rows["registrants"] else "worker"
    turn = day.rng.randrange(5)
    if kind == "registrant" and turn < 2:
        person[("left", "registered_until")[turn]] = day.day + timedelta(days=day.rng.choice([-20, -1, 0, 1]))
    elif turn < 4:
        begin = day.at(day.rng.choice([-30 * 1440, -9 * 1440, -1440, 0, 540, 1430, 2880]))
        ends = day.rng.choice([None, begin + day.at(day.rng.choice([60, 1440, 12 * 1440])) - day.at(0)])
        of = person["name"] if kind == "registrant" and day.chance(0.3) else person["id"]
        said = {"reason": "told to", "by": "Pat Pretend"}
        name = f"X{len(day.rows['suspensions']) + 1}"
        day.add("suspensions", id=name, what=kind, of=of, starts=begin, ends=ends, **said)
    return str(day.rng.choice([person["id"], person["name"], f"{person['name']}, RN"]))


def refused(day: Draft) -> None:
    """A refusal of a join, or of two of its three visits: before, on or after the day of what was signed."""
    if not day.joins:
        return
    join = day.rng.choice(day.joins)
    on = day.day - timedelta(days=day.rng.choice([0, 0, 1, 9, 100]))
    name = day.name("join_decisions", "N") + "x"
    visits = day.rng.sample(join["visits"], 2)
    day.add("join_decisions", id=name, visits=visits, approved=False, by="Noor Madeup", role=Role.NURSE_LEAD, on=on)
    if day.chance(0.3):
        for row in day.rows["join_decisions"]:
            if row["approved"] and set(row["visits"]) == set(join["visits"]):
                row["answers"] = name


def standing_changed(day: Draft) -> None:
    if not day.rows["standing_agreements"]:
        return
    row = day.rng.choice(day.rows["standing_agreements"])
    turn = day.rng.randrange(5)
    if turn == 0:
        row["organisation"] = day.rng.choice(day.organisations)
    elif turn == 1:
        row["outcome"] = day.rng.choice(["absorb", "delegate", "join"])
    elif turn == 2 and len(row["tasks"]) > 1:
        row["tasks"].pop()
    elif turn == 3:
        row["signed_by"] = "?"
    else:
        row["role"] = day.rng.choice([Role.SCHEDULER, Role.TEAM_LEAD])


def somebody_else(day: Draft) -> None:
    stop = day.rng.choice(day.stops)
    there = {row["shift"] for row in day.stops if row["visit"] == stop["visit"]}
    others = [row["id"] for row in day.rows["shifts"] if row["id"] not in there]
    if others:
        stop["shift"] = day.rng.choice(others)


def start_later(day: Draft) -> None:
    """Another start, the same for all who come together."""
    stop = day.rng.choice(day.stops)
    moved = day.at(day.rng.choice([-90, -30, -10, 10, 30, 60, 120, 240]))
    name = stop["visit"].split(" (second")[0]
    for row in day.stops:
        if row["visit"].split(" (second")[0] == name:
            row["start"] += moved


def two_calls_changed(day: Draft) -> None:
    """Two visits of one client change places in time, or one comes nearer to the other."""
    clients = {row["id"]: row["client"] for row in day.rows["visits"]}
    own = [stop for stop in day.stops if stop["visit"] in clients]
    pairs = [
        (one, other)
        for number, one in enumerate(own)
        for other in own[number + 1 :]
        if clients[one["visit"]] == clients[other["visit"]] and one["visit"] != other["visit"]
    ]
    if pairs:
        one, other = day.rng.choice(pairs)
        if day.chance(0.4):
            one["start"], other["start"] = other["start"], one["start"]
        else:
            other["start"] -= day.at(day.rng.choice([5, 10, 30, 60]))


def dose_before_moved(day: Draft) -> None:
    if not day.rows["tasks_before"]:
        return
    row = day.rng.choice(day.rows["tasks_before"])
    row["task"] = day.rng.choice(["meal", "tablets", "insulin", "wash", row["task"]])
    moved = day.at(day.rng.choice([-60, 10, 60]))
    row |= {"start": row["start"] + moved, "end": None if row["end"] is None else row["end"] + moved}


def hands_lost(day: Draft) -> None:
    names = [row["visit"] for row in day.stops]
    twice = [row for row in day.stops if names.count(row["visit"]) > 1]
    if twice:
        day.stops.remove(day.rng.choice(twice))
    else:
        row = day.rng.choice(day.rows["visits"])
        row["workers"] = 2 if not any(row["id"] in join["visits"] for join in day.joins) else row["workers"]


_AROUND = ((5, 20), (0, 0), (60, 0), (30, 30))  # minutes before and after the moment: such as hold it
_BESIDE = ((-5, 40), (40, -5), (-10, 60))


def moment_set(day: Draft, margins: tuple[tuple[int, int], ...] = _AROUND + _BESIDE + _BESIDE) -> None:
    """A clinical window or prescribed moment round about the moment at which a task is reached."""
    stop = day.rng.choice(day.stops)
    jobs = _jobs(day, stop["visit"])
    if not jobs:
        return
    task, at = day.rng.choice(jobs)
    reached = stop["start"] + at
    early, late = day.rng.choice(margins)
    if reached - day.at(early) < 0:
        return
    if day.chance(0.5):
        window = {"start": reached - day.at(early), "end": max(reached + day.at(late), reached - day.at(early))}
        task |= {"clinical_window": window, "clinical_window_set_by": "Lee Sample"}
    else:
        task["time_critical"] = {"at": reached + day.at(late), "tolerance": day.at(abs(late) + min(early, 0))}


def moment_kept(day: Draft) -> None:
    """A clinical window or prescribed moment that the roster keeps."""
    moment_set(day, _AROUND)


def _jobs(day: Draft, visit: str) -> list[tuple[Row, int]]:
    """The tasks of a visit or a join with the ticks from its start at which each is reached."""
    join = next((join for join in day.joins if join["id"] == visit), None)
    found, clock = [], 0
    if join is None:
        for task in next((row["tasks"] for row in day.rows["visits"] if row["id"] == visit), []):
            found.append((task, clock))
            clock += task["duration"]
        return found
    for step in join["steps"]:
        task = day.row("visits", step["visit"])["tasks"][step["task"]]
        if "done_by" not in step:
            found.append((task, clock))
            clock += task["duration"]
    return found


def steps_changed(day: Draft) -> None:
    """Tasks of a join in another order, or one done for another that was done itself, or the other way round."""
    if not day.joins:
        return
    join = day.rng.choice(day.joins)
    steps = join["steps"]
    dropped = [step for step in steps if "done_by" in step]
    if dropped and day.chance(0.4):
        del dropped[0]["done_by"]
    elif not dropped and day.chance(0.6):
        steps.reverse()
    elif not dropped:
        pairs = [
            (number, twin)
            for number, step in enumerate(steps)
            for twin, other in enumerate(steps)
            if step["visit"] != other["visit"] and same_code(_of(day, step), _of(day, other))
        ]
        if pairs:
            number, twin = day.rng.choice(pairs)
            steps[number]["done_by"] = twin
            join["outcome"] = "drop_duplicate"


def _of(day: Draft, step: Row) -> Row:
    task: Row = day.row("visits", step["visit"])["tasks"][step["task"]]
    return task


def code_repeated(day: Draft) -> None:
    """A task of one part of a join comes again in another part, at times as one and the same order."""
    if not day.joins:
        return
    join = day.rng.choice(day.joins)
    first, second = day.rng.sample(join["visits"], 2)
    task = {**day.rng.choice(day.row("visits", first)["tasks"])}
    tasks = day.row("visits", second)["tasks"]
    for field in ("clinical_window", "clinical_window_set_by", "time_critical", "duplicate_of"):
        task.pop(field, None)
    if day.chance(0.3):
        twin = next(own for own in day.row("visits", first)["tasks"] if same_code(own, task))
        twin["order"], task["order"] = day.rng.choice([("order 7", "order 8"), ("order 7", "order 7"), ("", "order 8")])
    if day.chance(0.5):
        task |= {"duplicate_of": first, "duplicate_declared_by": day.rng.choice(["Robin Madeup", "R1", "?"])}
    join["steps"].append({"visit": second, "task": len(tasks)})
    tasks.append(task)
    doer = [number for number, step in enumerate(join["steps"][:-1]) if same_code(_of(day, step), task)]
    if doer and "done_by" not in join["steps"][doer[0]] and day.chance(0.5):
        join["steps"][-1]["done_by"] = doer[0]
        join["outcome"] = "drop_duplicate" if join["outcome"] != "co_attend" else "co_attend"
    else:
        join["duration"] += task["duration"]


def linked(day: Draft) -> None:
    """Visits of one client are tied to a common start, or to a gap."""
    rows = day.rows["visits"]
    pairs = [
        (one["id"], other["id"])
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
        if one["client"] == other["client"]
    ]
    if pairs:
        first, second = day.rng.choice(pairs)
        if day.chance(0.4):
            day.add("links", id=day.name("links", "L"), kind="same_start", first=first, second=second)
        else:
            gap = day.at(day.rng.choice([10, 60, 240]))
            day.add("links", id=day.name("links", "L"), kind="gap", first=first, second=second, min_gap=gap)


def windows_apart(day: Draft) -> None:
    """The window of one part of a join moves away from the others, and at times the visit with it."""
    if day.joins:
        join = day.rng.choice(day.joins)
        visit = day.row("visits", day.rng.choice(join["visits"]))
        moved = day.at(day.rng.choice([15, 30, 45, 60]))
        for window in visit["windows"]:
            window |= {"start": window["start"] + moved, "end": window["end"] + moved}
        for stop in day.stops:
            if stop["visit"].split(" (second")[0] == join["id"] and day.chance(0.8):
                stop["start"] = max(stop["start"], visit["windows"][0]["start"])


def codes_joined(day: Draft) -> None:
    """Two parts of a join become two meals, or one a code that nobody knows; whoever signed for it signs for these."""
    if day.joins:
        join = day.rng.choice(day.joins)
        codes = day.rng.choice([("breakfast", "lunch"), UNKNOWN[:1]])
        for visit, code in zip(day.rng.sample(join["visits"], 2), codes, strict=False):
            day.row("visits", visit)["tasks"][0] |= {"code": code, "registered_nurse_only": False}
        for row in day.rows["join_decisions"]:
            row["tasks"] = []
        for row in day.rows["standing_agreements"]:
            row["tasks"] = [*row["tasks"], *codes]


def lateness_accepted(day: Draft) -> None:
    rows = [row for row in day.rows["visits"] if not row.get("windows_hard")]
    if rows:
        visit = day.rng.choice(rows)
        role = day.rng.choice([None, *Accepting])
        until = max(window["end"] for window in visit["windows"]) + day.rng.choice([600, 3600, 4 * 3600])
        by = _somebody(day) if day.chance(0.6) else "Lea Example"
        row = {"until": until, "by": by, "reason": "said so", "on": day.day, "role": role}
        visit["late_accepted"] = [row]


# Each with how often it comes, and the table without which it would change nothing.
SPOILS: tuple[tuple[Spoil, int, str], ...] = (
    (start_moved, 6, ""),
    (end_moved, 6, ""),
    (record_lost, 4, ""),
    (consent_changed, 8, "consents"),
    (stable_turned, 2, "delegations"),
    (visit_kind_changed, 3, ""),
    (lateness_accepted, 3, ""),
    (carer_changed, 4, "unpaid_carers"),
    (registrant_changed, 7, "registrants"),
    (delegation_changed, 7, "delegations"),
    (delegate_changed, 4, "delegations"),
    (code_forgotten, 2, ""),
    (code_said, 3, ""),
    (code_named, 2, ""),
    (order_said, 3, ""),
    (code_stopped, 2, ""),
    (carer_answers, 2, ""),
    (protocol_changed, 6, "protocols"),
    (agreement_changed, 6, "agreements"),
    (subcontract_changed, 3, "subcontracts"),
    (worker_changed, 5, ""),
    (agency_changed, 4, ""),
    (task_changed, 7, ""),
    (visit_changed, 3, ""),
    (code_changed, 3, ""),
    (suspended, 7, ""),
    (version_turned, 3, ""),
    (signature_changed, 8, "join_decisions"),
    (signer_known, 5, "joins"),
    (refused, 3, "joins"),
    (standing_changed, 5, "standing_agreements"),
    (somebody_else, 5, ""),
    (start_later, 6, ""),
    (two_calls_changed, 6, ""),
    (dose_before_moved, 6, "tasks_before"),
    (hands_lost, 3, ""),
    (moment_set, 6, ""),
    (steps_changed, 10, "joins"),
    (code_repeated, 4, "joins"),
    (windows_apart, 4, "joins"),
    (codes_joined, 3, "joins"),
    (linked, 3, ""),
)
