"""Little days, written by hand: who there is, and tables to change before they are judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.second_opinion import judge
from solver.domain import Horizon, Problem, Roster

Row = dict[str, Any]
DAY = date(2027, 3, 1)  # a Monday
YEAR = timedelta(days=365)
CODES: tuple[Row, ...] = (
    {"code": "insulin", "class": "delegated", "owner": "health", "call": "medicine", "meal": "before"},
    {"code": "bloods", "class": "protocol", "owner": "health", "competencies": ["bloods"]},
    {"code": "wound", "class": "registered", "owner": "health", "hygiene": "clean"},
    {"code": "meal", "class": "ordinary", "call": "meal"},
    {"code": "breakfast", "class": "ordinary", "call": "meal"},
    {"code": "tablets", "class": "ordinary", "call": "medicine"},
    {"code": "wash", "class": "ordinary", "call": "personal_care", "hygiene": "dirty", "competencies": ["care"]},
    {"code": "shopping", "class": "ordinary"},
    {"code": "sit", "class": "ordinary", "call": "presence"},
)


def ticks(clock: str) -> int:
    """ "07:30" of the first day, "31:30" of the second."""
    hours, minutes = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * 60


def on(days: int) -> date:
    """So many days after the first day."""
    return DAY + timedelta(days=days)


class LittleDay:
    """A trust, a council, a care provider and an agency; a nurse and an assistant, two carers; a client, C1.

    Everybody is on shift all day long and holds the competency "care".
    """

    def __init__(self, **scalars: Any):
        self.scalars = scalars
        self.tables: dict[str, list[Row]] = {"places": [{"id": "P", "lat": 52.5, "lon": -1.5}], "clients": []}
        self.tables["organisations"] = [
            {"id": name, "name": name, "sector": sector, "kind": kind}
            for name, sector, kind in (
                ("trust", "health", "nhs_trust"),
                ("council", "social", "council"),
                ("care", "social", "provider"),
                ("agency", "social", "agency"),
            )
        ]
        self.tables["competencies"] = [{"id": "care"}, {"id": "bloods"}, {"id": "insulin"}]
        self.tables["task_catalogue"] = [dict(row) for row in CODES]
        self.stops: dict[str, list[Row]] = {}
        self.joins: list[Row] = []
        self.worker("nurse", "trust", registered_nurse=True)
        self.worker("assistant", "trust")
        self.worker("carer", "council")
        self.worker("helper", "care")
        self.client("C1")

    def add(self, table: str, **fields: Any) -> Row:
        self.tables.setdefault(table, []).append(fields)
        return fields

    def the(self, table: str, name: str) -> Row:
        """The row of that id (or code)."""
        return next(row for row in self.tables[table] if name in (row.get("id"), row.get("code")))

    def worker(self, name: str, organisation: str, shift: Row | None = None, **more: Any) -> None:
        fields = {"competencies": [{"competency": "care"}]} | more
        self.add("workers", id=name, name=f"{name} Sample", organisation=organisation, home="P", **fields)
        hours = {"start": 0, "end": ticks("36:00")}
        self.add("shifts", id=f"shift of {name}", worker=name, **hours, **(shift or {}))

    def client(self, name: str, **more: Any) -> None:
        self.add("clients", id=name, name=f"{name} Pretend", place="P", consents=[], **more)

    def consent(self, kind: str, given: bool | None = True, client: str = "C1", **more: Any) -> Row:
        row = {"kind": kind, "given": given, "recorded": on(-200)} | more
        self.the("clients", client)["consents"].append(row)
        return row

    def visit(self, name: str, organisation: str, tasks: list[Row] | str, begin: str, until: str, **more: Any) -> Row:
        """tasks: rows, or codes with commas between them."""
        rows = [task(code) for code in tasks.split(", ")] if isinstance(tasks, str) else tasks
        window = {"start": ticks(begin), "end": ticks(until)}
        fields = {"client": "C1", "windows_hard": True} | more
        return self.add("visits", id=name, organisation=organisation, tasks=rows, windows=[window], **fields)

    def delegation(self, worker: str = "carer", code: str = "insulin", **more: Any) -> Row:
        fields = {"registrant": "R", "trained": on(-90), "signed_off": on(-60), "expires": on(300)} | more
        return self.add("delegations", id="D", client="C1", task=code, worker=worker, contact="bleep 12", **fields)

    def registrant(self, **more: Any) -> Row:
        fields = {"registration": "99A1", "registered_until": on(200), "contact": "0300 555 0101", "cover": [{}]}
        return self.add("registrants", id="R", name="Robin Madeup", **(fields | more))

    def agreement(self, one: str = "trust", other: str = "council", **more: Any) -> Row:
        return self.add("agreements", **({"id": f"{one} and {other}", "between": [one, other]} | more))

    def signed(self, *visits: str, **more: Any) -> Row:
        fields = {"approved": True, "by": "Noor Madeup", "role": "nurse lead", "on": on(-1)} | more
        name = f"decision {len(self.tables.get('join_decisions', ())) + 1}"
        return self.add("join_decisions", id=name, visits=visits, **fields)

    def stop(self, visit: str, worker: str, start: str) -> None:
        self.stops.setdefault(f"shift of {worker}", []).append({"visit": visit, "start": ticks(start)})

    def join(self, visits: str, outcome: str, steps: str, minutes: int) -> Row:
        """visits: ids with + between, which is also its id; steps: "v1.0 v2.0 v2.1=0", the last done by step 0."""
        rows = []
        for step in steps.split():
            visit, _, number = step.partition("=")[0].partition(".")
            rows.append({"visit": visit, "task": int(number)})
            if "=" in step:
                rows[-1]["done_by"] = int(step.partition("=")[2])
        join = {"id": visits, "outcome": outcome, "visits": visits.split("+"), "steps": rows, "duration": minutes * 60}
        self.joins.append(join)
        return join

    def problem(self) -> Problem:
        horizon = Horizon(start=datetime(2027, 3, 1, tzinfo=ZoneInfo("Europe/London")), days=2)
        return Problem(horizon=horizon, **self.scalars, **self.tables)

    def roster(self) -> Roster:
        rounds: list[Row] = [
            {"shift": shift, "stops": sorted(stops, key=lambda stop: stop["start"])}
            for shift, stops in self.stops.items()
        ]
        return Roster.model_validate({"rounds": rounds, "joins": self.joins})

    def broken(self, priced: bool = False) -> set[str]:
        """The ids of the rules that the second opinion finds broken."""
        found = judge(self.problem(), self.roster())
        return {finding.rule for finding in found if finding.hard or priced}

    def reasons(self) -> set[str]:
        """Why, for the hard ones."""
        return {finding.why for finding in judge(self.problem(), self.roster()) if finding.hard}


def task(code: str, minutes: int = 15, **more: Any) -> Row:
    """A task, owned by health where its code of the catalogue is."""
    owner = next((row.get("owner", "social") for row in CODES if row["code"] == code), "social")
    return {"code": code, "duration": minutes * 60, "owner": owner} | more


def insulin_by_carer() -> LittleDay:
    """The trust's insulin, given by the council's carer: with everything that this asks for."""
    day = LittleDay()
    day.visit("v1", "trust", "insulin", "07:30", "09:00")
    day.stop("v1", "carer", "08:00")
    day.the("clients", "C1")["stable"] = True
    day.consent("sharing")
    day.consent("delegation")
    day.agreement(health_task_to_care_worker=True)
    day.registrant()
    day.delegation()
    return day


def joined() -> LittleDay:
    """The trust's insulin and the council's meal made as one visit by the nurse, signed by a nurse lead."""
    day = LittleDay()
    day.visit("v1", "trust", "insulin", "07:30", "09:00")
    day.visit("v2", "council", "meal", "07:30", "09:30")
    day.consent("sharing")
    day.agreement(social_task_to_nurse=True)
    day.signed("v1", "v2")
    day.join("v1+v2", "absorb", "v1.0 v2.0", 30)
    day.stop("v1+v2", "nurse", "08:00")
    return day


# --- changes to a day ---

Change = Callable[[LittleDay], object]


def clients(day: LittleDay) -> Row:
    return day.the("clients", "C1")


def without(table: str) -> Change:
    return lambda day: day.tables[table].clear()


def update(table: str, name: str, /, **fields: Any) -> Change:
    return lambda day: day.the(table, name).update(fields)


def consent(number: int, **fields: Any) -> Change:
    return lambda day: clients(day)["consents"][number].update(fields)


def also(kind: str, given: bool | None, days: int) -> Change:
    return lambda day: day.consent(kind, given, recorded=on(days))


def stop(what: str, of: str, starts: str, ends: str | None = None) -> Change:
    until = None if ends is None else ticks(ends)
    return lambda day: day.add(
        "suspensions", id="X", what=what, of=of, starts=ticks(starts), ends=until, reason="asked to", by="Kim Sample"
    )
