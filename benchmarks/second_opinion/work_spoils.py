"""Single changes to the work of a day: tasks, visits, codes and the catalogue. See spoils.py."""

from __future__ import annotations

from solver.domain import TaskCode, fold

from .draft import UNKNOWN, Draft, same_code

ONE_SUBSTANCE = [("Paracetamol 1 g", "co-codamol 30/500"), ("Lantus 6 units", "insulin glargine 4 units")]

IN_ONE_VISIT = [("Warfarin 3 mg", "warfarin 1 mg"), ("Warfarin 3 mg", "Warfarin 3mg"), ("Lantus 6 mg", "Lantus 4 mg")]


def task_changed(day: Draft) -> None:
    visit = day.rng.choice(day.rows["visits"])
    task = day.rng.choice(visit["tasks"])
    turn = day.rng.randrange(8)
    if turn == 0:
        task |= {"registered_nurse_only": not task.get("registered_nurse_only", False), "delegable": False}
    elif turn == 1 and not task.get("registered_nurse_only"):
        task["delegable"] = not task.get("delegable", False)
    elif turn == 2:
        task["owner"] = "social" if task["owner"] == "health" else "health"
    elif turn == 3:
        task["code"] = day.rng.choice(UNKNOWN)
    elif turn == 4:
        task["code"] = day.spelled(day.rng.choice(day.rows["task_catalogue"])["code"])
    elif turn == 5:
        task["competencies"] = () if task["competencies"] else (day.rng.choice(["care", "hoist", "insulin"]),)
    elif turn == 6:
        task["order"] = day.rng.choice(["order 7", "order 8", *day.rng.choice(ONE_SUBSTANCE)])
    elif len(visit["tasks"]) > 1:
        day.rng.shuffle(visit["tasks"])


def visit_changed(day: Draft) -> None:
    visit = day.rng.choice(day.rows["visits"])
    turn = day.rng.randrange(6)
    if turn == 5:  # one medicine twice, in two strengths or as two doses
        order, second = day.rng.choice(IN_ONE_VISIT)
        task = next((row for row in visit["tasks"] if fold(row["code"]) in ("tablets", "insulin")), None)
        if task is not None:
            task["order"] = order
            visit["tasks"].append(task | {"order": second, "duration": 60})
    elif turn == 4:  # at the same time as another of the client's
        own = [row for row in day.rows["visits"] if row["client"] == visit["client"]]
        other = day.rng.choice(own)
        visit["windows"] = [dict(window) for window in other["windows"]]
        if day.chance(0.7):  # and for the same medicine
            task = next((row for row in other["tasks"] if fold(row["code"]) == "tablets"), None)
            if task is not None and other is not visit:
                visit["tasks"][0] = dict(task)
                if day.chance(0.4):  # written otherwise
                    task["order"], visit["tasks"][0]["order"] = day.rng.choice(ONE_SUBSTANCE)
    elif turn == 0:
        visit["provider"] = day.rng.choice(day.organisations)
    elif turn == 1:
        visit["windows_hard"] = not visit["windows_hard"]
    elif turn == 2:
        begin = day.rng.choice([480, 540, 1380, 1430])
        visit["windows"] = [{"start": day.at(begin), "end": day.at(begin + day.rng.choice([30, 240]))}]
    else:
        first = visit["windows"][0]
        later = {"start": first["end"] + day.at(30), "end": first["end"] + day.at(90)}
        visit["windows"] = [first, later]


def code_changed(day: Draft) -> None:
    row = day.rng.choice(day.rows["task_catalogue"])
    turn = day.rng.randrange(6)
    if turn > 3:
        row = day.rng.choice(day.rng.choice(day.rows["visits"])["tasks"])
        known = [entry for entry in day.rows["task_catalogue"] if same_code(entry, row)]
        for entry in known:
            entry["gap"] = day.at(day.rng.choice([10, 45, 120, 240]))
    elif turn == 0:
        row["task_class"] = day.rng.choice(["registered", "delegated", "protocol", "ordinary"])
    elif turn == 1:
        row["call"] = day.rng.choice(["meal", "medicine", "personal_care", "presence", "other"])
    elif turn == 2:
        row["competencies"] = day.rng.choice([(), ("hoist",)])
    else:
        day.rows["task_catalogue"].remove(row)


def code_said(day: Draft) -> None:
    """A task has a code that nobody knows and that says which one it is; records of it may have the new code too."""
    sayings = {
        "insulin": ["insulin (am)", "NovoRapid", "insuln", "give insulin 4 units"],
        "bloods": ["Bloods week 2", "blood test, INR"],
        "catheter_bag": ["catheter bags", "legBag"],
        "tablets": ["tablets-am", "warfarin", "tablet"],
        "syringe_driver": ["syringe driver check", "syringe drivr"],
        "eye_drops": ["eye drops pm", "Eyedrops"],
    }
    tasks = [task for visit in day.rows["visits"] for task in visit["tasks"]]
    known = [(task, fold(task["code"])) for task in tasks if fold(task["code"]) in sayings]
    if not known:
        return
    task, code = day.rng.choice(known)
    new = day.rng.choice(sayings[code])
    task |= {"code": new, "owner": day.rng.choice(["social", "social", "social", "health"])}
    for row in (*day.rows["delegations"], *day.rows["protocols"]):
        if fold(row["task"]) == code and day.chance(0.8):
            row["task"] = new


def code_named(day: Draft) -> None:
    """A task has a code of the day's own, which says by its name alone which one it is; with a class, or none."""
    sayings = {"insulin": "insulin injection", "bloods": "INR", "catheter_bag": "leg bag", "tablets": "blister pack"}
    tasks = [task for visit in day.rows["visits"] for task in visit["tasks"] if fold(task["code"]) in sayings]
    if not tasks:
        return
    task = day.rng.choice(tasks)
    code, where = fold(task["code"]), day.rng.choice(["name", "also"])
    row: dict[str, object] = {"code": "TK1", "task_class": day.rng.choice([None, None, "ordinary", "delegated"])}
    row |= {where: sayings[code] if where == "name" else (sayings[code],)}
    day.rows["task_catalogue"].append(TaskCode.model_validate(row, by_name=True).model_dump())
    task["code"] = "TK1"
    for record in (*day.rows["delegations"], *day.rows["protocols"]):
        if fold(record["task"]) == code and day.chance(0.8):
            record["task"] = "TK1"


def order_said(day: Draft) -> None:
    """The order of a task says a medicine or a procedure, which its code may be, or not."""
    orders = [
        *("Insulin glargine 12 units", "NovoRapid", "change catheter size 14", "leg bag", "blood test INR", "moxa 2"),
        *("Paracetamol 1 g", "syringe driver, T34", "O2 at 2 l", "eye drops", "at 8 o'clock", "before insulin"),
    ]
    task = day.rng.choice(day.rng.choice(day.rows["visits"])["tasks"])
    task["order"] = day.rng.choice(orders)


def code_stopped(day: Draft) -> None:
    """A code is stopped under one of the names that a task, or its order, may say."""
    of = day.rng.choice(["insulin", "NovoRapid", "medication", "catheter_bag", "tablets", "leg bag", "bloods", "moxa"])
    name, starts = f"X{len(day.rows['suspensions']) + 1}", day.at(day.rng.choice([-5000, 500, 640]))
    day.add("suspensions", id=name, what="task", of=of, starts=starts, ends=None, reason="in doubt", by="Pat Pretend")


def code_forgotten(day: Draft) -> None:
    """A task of a visit that somebody of another organisation makes has a code that nobody knows."""
    employers = {row["id"]: row["organisation"] for row in day.rows["workers"]}
    shifts = {row["id"]: employers[row["worker"]] for row in day.rows["shifts"]}
    made = {stop["visit"]: shifts[stop["shift"]] for stop in day.stops}
    elsewhere = [
        row
        for row in day.rows["visits"]
        if made.get(row["id"], row["organisation"]) not in (row["organisation"], row.get("provider"))
    ]
    if elsewhere:
        task = day.rng.choice(day.rng.choice(elsewhere)["tasks"])
        task |= {"code": day.rng.choice(UNKNOWN), "owner": day.rng.choice(["social", "social", "health"])}
