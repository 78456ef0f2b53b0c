"""Single changes to a day: of a record, a date or a person. Any may make it unsafe, or not. See also work_spoils.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from .draft import Draft, Row

Spoil = Callable[[Draft], None]  # does nothing where there is nothing of its kind

# Fields that are days from which something holds, and until which.
_STARTS = {
    "agreements": ("starts", "signed"),
    "delegations": ("signed_off",),
    "protocols": ("signed",),
    "subcontracts": ("starts",),
    "unpaid_carers": ("carer_agreed", "client_agreed"),
    "standing_agreements": ("signed",),
    "join_decisions": ("on", "since"),
}
_ENDS = {
    "agreements": ("ends",),
    "delegations": ("expires", "review"),
    "protocols": ("expires",),
    "subcontracts": ("ends",),
    "unpaid_carers": ("until",),
    "standing_agreements": ("review",),
    "join_decisions": ("until",),
    "registrants": ("registered_until", "left"),
}
_RECORDS = (
    *("delegations", "protocols", "agreements", "subcontracts", "registrants", "join_decisions"),
    *("standing_agreements", "tasks_before"),
)
_NO_NAMES = (
    *("?", "-", "x", "n/a", "none", "Nobody", "unknown", "TBC", "vacant", "...", "to be advised", "tba", "Duty Nurse"),
    *("agency nurse", "moved to Leeds", "Nora Example (left)", "Nurse unknown"),
)
_NAMES = ("Peter Gone", "Anna None", "Ms P. Left")  # surnames, each of somebody else
_UNREGISTERED = ("", "?", "unknown", "pending", "applied for", "expired", "99A1234E (expired)", "NMC")
_UNREACHED = (
    "",
    "-",
    "left the trust 2025",
    "retired",
    "unknown",
    "struck off",
    "no longer here",
    "off sick",
    "tbc",
    "to be advised",
    "duty nurse",
    "agency",
    "moved to Leeds",
)


def _some(day: Draft, table: str) -> Row | None:
    rows = day.rows[table]
    return day.rng.choice(rows) if rows else None


def start_moved(day: Draft) -> None:
    tables = [table for table in _STARTS if day.rows[table]]
    if tables:
        table = day.rng.choice(tables)
        row = day.rng.choice(day.rows[table])
        _set(row, day.rng.choice(_STARTS[table]), day.day + timedelta(days=day.rng.choice([1, 1, 2, 300, 0, -1])))


def end_moved(day: Draft) -> None:
    tables = [table for table in _ENDS if day.rows[table]]
    if tables:
        table = day.rng.choice(tables)
        row = day.rng.choice(day.rows[table])
        _set(row, day.rng.choice(_ENDS[table]), day.day + timedelta(days=day.rng.choice([-1, -1, -200, 0, 1])))


def _set(row: Row, field: str, value: date) -> None:
    """Sets a day and keeps the others of the row in order."""
    row[field] = value
    if "signed_off" in row:
        row["signed_off"] = min(row["signed_off"], value) if field == "expires" else row["signed_off"]
        row["expires"] = max(row["expires"], row["signed_off"])
        row["trained"] = min(row["trained"], row["signed_off"])
    for first, last in (("starts", "ends"), ("signed", "expires"), ("signed", "review")):
        if row.get(first) and row.get(last) and row[last] < row[first]:
            row[first if field == last else last] = value


def record_lost(day: Draft) -> None:
    rows = day.rows[day.rng.choice(_RECORDS)]
    if rows:
        rows.pop(day.rng.randrange(len(rows)))


# --- clients ---


def consent_changed(day: Draft) -> None:
    kept = [(client, row) for client in day.rows["clients"] for row in client["consents"]]
    if not kept:
        return
    client, row = day.rng.choice(kept)
    turn = day.rng.randrange(9)
    if turn == 8:  # in their best interests, and who says so
        row |= {"basis": "best_interests", "recorder": day.rng.choice(["", "", "TBC", "Lea Example", *_NO_NAMES])}
    elif turn == 0:
        client["consents"].remove(row)
    elif turn == 1:
        row["given"] = day.rng.choice([None, False])
    elif turn == 2:
        row["recorded"] = day.day + timedelta(days=day.rng.choice([0, 1, 1, 30]))
        row.pop("expires", None)
    elif turn == 3:
        row["expires"] = day.day + timedelta(days=day.rng.choice([-1, 0, 0, 1]))
        row["recorded"] = min(row["recorded"], row["expires"])
    elif turn == 4:
        row["withdrawn"] = day.at(day.rng.choice([-3000, 300, 530, 560, 700, 1500, 2500]))
    elif turn == 5:  # refused on the same day, or later, or before
        on = row["recorded"] + timedelta(days=day.rng.choice([0, 1, -1, 300]))
        client["consents"].append({"kind": row["kind"], "given": False, "recorded": on})
    elif turn == 6:  # asked on the same day, or again, or before, and not known
        on = row["recorded"] + timedelta(days=day.rng.choice([0, 20, 20, -20]))
        client["consents"].append({"kind": row["kind"], "given": None, "recorded": on})
    else:
        row["kind"] = "sharing" if row["kind"] == "delegation" else "delegation"


def stable_turned(day: Draft) -> None:
    row = _some(day, "clients")
    if row is not None:
        row["stable"] = not row["stable"]


def visit_kind_changed(day: Draft) -> None:
    row = _some(day, "visits")
    if row is not None:
        row["kind"] = day.rng.choice(["first", "changed", "changed", "review", "routine"])


def carer_changed(day: Draft) -> None:
    row = _some(day, "unpaid_carers")
    if row is None:
        return
    turn = day.rng.randrange(4)
    if turn == 0:
        row[day.rng.choice(["carer_agreed", "client_agreed"])] = None
    elif turn == 1:
        row["second_hands"] = not row.get("second_hands", False)
    elif turn == 2:
        row["tasks"] = [] if row.get("tasks") else ["wash"]
    else:
        row["client"] = day.rng.choice(day.rows["clients"])["id"]


# --- registrants, delegations and protocols ---


def registrant_changed(day: Draft) -> None:
    row = _some(day, "registrants")
    if row is None:
        return
    field, value = day.rng.choice(
        [
            ("registration", day.rng.choice(_UNREGISTERED)),
            ("name", day.rng.choice(_NO_NAMES)),
            ("name", day.rng.choice(_NAMES)),
            ("contact", day.rng.choice(_NAMES)),
            ("contact", day.rng.choice(_UNREACHED)),
            ("cover", []),
            ("cover", [{"from_": "13:00", "until": "14:00"}]),
            ("cover", [{"from_": "06:00", "until": "08:45"}]),
            ("cover", [{"from_": "06:00", "until": day.rng.choice(["09:15", "09:45", "10:20", "11:00"])}]),
            ("cover", [{"days": [("sat", "mon")[day.day.weekday() == 5]], "from_": "00:00", "until": "24:00"}]),
            ("cover", [{"from_": "00:00", "until": "09:00"}, {"from_": "09:00", "until": "24:00"}]),
            ("cover", [{"from_": "00:00", "until": "08:00"}, {"from_": "08:15", "until": "24:00"}]),
        ]
    )
    row[field] = value


def delegation_changed(day: Draft) -> None:
    row = _some(day, "delegations")
    if row is None:
        return
    turn = day.rng.randrange(6)
    if turn == 0:
        row["worker"] = day.rng.choice(day.rows["workers"])["id"]
    elif turn == 1:
        row["also"] = []
    elif turn == 2:
        row["client"] = day.rng.choice(day.rows["clients"])["id"]
    elif turn == 3:
        row["task"] = day.spelled(day.rng.choice(["insulin", "eye_drops", "tablets"]))
    elif turn == 4:
        row["registrant"] = day.rng.choice([*_NO_NAMES, "Robin Madeup"])
    else:
        row["contact"] = day.rng.choice(_UNREACHED)


def delegate_changed(day: Draft) -> None:
    """Somebody whom a delegation names is unwilling, or was trained for it too long ago."""
    row = _some(day, "delegations")
    if row is None:
        return
    worker = day.row("workers", day.rng.choice([row["worker"], *row["also"]]))
    if day.chance(0.3):
        worker["accepts_delegation"] = False
    else:
        others = [own for own in worker["competencies"] if own["competency"] != "insulin"]
        worker["competencies"] = [*others, {"competency": "insulin", "expires": day.day - timedelta(days=1)}]


def carer_answers(day: Draft) -> None:
    """Who answers has the name of a worker: of who does the task, or of anybody, of one organisation or of two."""
    person = _some(day, "registrants")
    rows = [*day.rows["delegations"], *day.rows["protocols"]]
    if person is None or not rows:
        return
    row, worker = day.rng.choice(rows), day.rng.choice(day.rows["workers"])
    if "worker" in row and day.chance(0.5):
        worker = day.row("workers", row["worker"])
    if day.chance(0.2):
        row["registrant"] = worker["name"]
        return
    person["name"], row["registrant"] = day.rng.choice([worker["name"], worker["name"].upper()]), person["id"]
    person["organisation"] = day.rng.choice([None, worker["organisation"], *day.organisations])


def protocol_changed(day: Draft) -> None:
    row = _some(day, "protocols")
    if row is None:
        return
    field, value = day.rng.choice(
        [
            ("organisation", day.rng.choice(day.organisations)),
            ("task", day.spelled(day.rng.choice(["bloods", "catheter_bag"]))),
            ("registrant", day.rng.choice([*_NO_NAMES, "Robin Madeup"])),
        ]
    )
    row[field] = value


# --- organisations and staff ---


def agreement_changed(day: Draft) -> None:
    row = _some(day, "agreements")
    if row is None:
        return
    field = day.rng.choice(["health_task_to_care_worker", "social_task_to_nurse", "basis", "signer", "between", "pre"])
    if field == "basis":
        row["sharing_basis"] = "" if row.get("sharing_basis") else "direct care"
    elif field == "signer":
        row |= {"signed_by": day.rng.choice(["", "?", "Kim Sample"]), "signed": day.rng.choice([None, day.day])}
    elif field == "between":
        row["between"] = day.rng.sample(day.organisations, 2)
    elif field == "pre":
        row["pre_agreed"] = [] if row.get("pre_agreed") else ["join", "delegate", "absorb", "co_attend"]
    else:
        row[field] = not row.get(field, False)


def subcontract_changed(day: Draft) -> None:
    row = _some(day, "subcontracts")
    if row is None:
        return
    if day.chance(0.5):
        row["provider"], row["to"] = row["to"], row["provider"]
    else:
        row["clients"] = [day.rng.choice(day.rows["clients"])["id"]]


def worker_changed(day: Draft) -> None:
    row = day.rng.choice(day.rows["workers"])
    turn = day.rng.randrange(6)
    if turn == 0:
        row["accepts_delegation"] = False
    elif turn == 1:
        row["registered_nurse"] = not row["registered_nurse"]
    elif turn == 2:
        row["organisation"] = day.rng.choice(day.organisations)
    elif turn == 3 and row["competencies"]:
        row["competencies"].pop()
    elif turn == 4 and row["competencies"]:
        day.rng.choice(row["competencies"])["expires"] = day.day + timedelta(days=day.rng.choice([-1, -1, 0, 1]))
    elif turn == 5:
        old = day.day - timedelta(days=3)
        row["competencies"].append({"competency": day.rng.choice(["insulin", "care", "tablets"]), "expires": old})


def agency_changed(day: Draft) -> None:
    staff = [row for row in day.rows["workers"] if row["agency"]]
    if not staff:
        return
    worker = day.rng.choice(staff)
    shift = next(row for row in day.rows["shifts"] if row["worker"] == worker["id"])
    if day.chance(0.8):
        shift["engaged_by"] = day.rng.choice([None, *day.organisations])
    else:
        worker["agency"] = False


def suspended(day: Draft) -> None:
    what = day.rng.choice(["client", "worker", "task", "task", "delegation", "registrant", "unpaid_carer"])
    tables = {"client": "clients", "worker": "workers", "delegation": "delegations", "registrant": "registrants"}
    tables["unpaid_carer"] = "unpaid_carers"
    whose: dict[str, Any] = {}
    if what == "task":
        if day.chance(0.4):
            whose = {"client": day.rng.choice(day.rows["clients"])["id"]}
        of = day.spelled(day.rng.choice(day.rng.choice(day.rows["visits"])["tasks"])["code"].replace("-", "_"))
    else:
        row = _some(day, tables[what])
        if row is None:
            return
        of = row["name"] if what == "registrant" and day.chance(0.3) else row["id"]
    begin = day.rng.choice([-5000, 0, 500, 545, 600, 640, 690, 1400, 2700])
    ends = day.rng.choice([None, None, begin + 10, begin + 60, begin + 5100])
    name = f"X{len(day.rows['suspensions']) + 1}"
    until = None if ends is None else day.at(ends)
    said = {"reason": "told to", "by": "Pat Pretend", **whose}
    day.add("suspensions", id=name, what=what, of=of, starts=day.at(begin), ends=until, **said)


def version_turned(day: Draft) -> None:
    turn = day.rng.randrange(4)
    if turn == 0:
        day.scalars["version"] = "1" if day.scalars["version"] == "2" else "2"
    elif turn == 1:
        day.scalars["carried_over"] = None
    else:
        day.scalars["carried_over"] = day.day - timedelta(days=day.rng.choice([0, 40, 85, 95, 400]))
