"""A day being drawn up: the fields of a problem and its roster as plain tables, to add to and to spoil."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from solver.domain import Catalogue, Horizon, Problem, Roster, TaskCode, fold

Row = dict[str, Any]
MINUTE = 60
LONDON = ZoneInfo("Europe/London")
# Ordinary Mondays and a Sunday, a leap day, and days around both clock changes.
DAYS = (
    *(date(2027, 3, 1), date(2026, 11, 16), date(2027, 6, 20), date(2028, 2, 29)),
    *(date(2027, 3, 27), date(2027, 3, 28), date(2026, 10, 24), date(2026, 10, 25)),
)


def _code(name: str, task_class: str, owner: str, call: str = "other", **more: Any) -> TaskCode:
    return TaskCode.model_validate({"code": name, "class": task_class, "owner": owner, "call": call, **more})


# What every day's catalogue knows; days change some of it.
CODES = (
    _code("syringe_driver", "registered", "health", hygiene="clean", competencies=("driver",)),
    _code("wound_review", "registered", "health", hygiene="clean"),
    _code("insulin", "delegated", "health", "medicine", hygiene="clean", meal="before", competencies=("insulin",)),
    _code("eye_drops", "delegated", "health", "medicine"),
    _code("bloods", "protocol", "health", hygiene="clean", competencies=("bloods",)),
    _code("catheter_bag", "protocol", "health", hygiene="dirty", competencies=("catheter",)),
    _code("leg_exercises", "ordinary", "health"),
    _code("tablets", "ordinary", "social", "medicine", meal="after", competencies=("tablets",)),
    _code("meal", "ordinary", "social", "meal"),
    _code("breakfast", "ordinary", "social", "meal"),
    _code("lunch", "ordinary", "social", "meal"),
    _code("wash", "ordinary", "social", "personal_care", hygiene="dirty", competencies=("care",)),
    _code("dress", "ordinary", "social", "personal_care", competencies=("care",)),
    _code("shopping", "ordinary", "social"),
    _code("sit", "ordinary", "social", "presence"),
)
UNKNOWN = ("moxa_warming", "cupping_round")  # codes that no catalogue knows
COMPETENCIES = ("driver", "insulin", "bloods", "catheter", "tablets", "care", "hoist")
SECTORS = {"trust": "health", "trust2": "health", "council": "social", "care": "social", "agency": "social"}
_KINDS = {"trust": "nhs_trust", "trust2": "nhs_trust", "council": "council", "care": "provider", "agency": "agency"}


class Draft:
    """The tables of a problem, and stops and joins of a roster. Instants are ticks, elapsed since the horizon's start.

    day: the horizon's first local day. rows: by the name of a problem's field. stops: visit, shift and start.
    """

    def __init__(self, rng: Random):
        self.rng = rng
        self.day = rng.choice(DAYS if rng.random() < 0.5 else DAYS[:1])
        self.horizon = Horizon(start=datetime(self.day.year, self.day.month, self.day.day, tzinfo=LONDON), days=2)
        self.known = Catalogue(CODES)
        self.rows: dict[str, list[Row]] = {name: [] for name, field in Problem.model_fields.items() if _is_list(field)}
        self.scalars: Row = {"version": "2", "carried_over": None}
        self.stops: list[Row] = []
        self.joins: list[Row] = []
        for name in self._organisations():
            self.add("organisations", id=name, name=f"{name} (invented)", sector=SECTORS[name], kind=_KINDS[name])
        for name in COMPETENCIES:
            self.add("competencies", id=name)
        self.add("places", id="base", lat=52.5, lon=-1.5)
        self.rows["task_catalogue"] = [entry.model_dump() for entry in CODES]

    def _organisations(self) -> list[str]:
        some = [["trust", "council"], ["trust", "council", "care"], ["trust", "trust2", "council", "care"]]
        return [*self.rng.choice(some), "agency"]

    @property
    def organisations(self) -> list[str]:
        return [row["id"] for row in self.rows["organisations"]]

    def add(self, table: str, **fields: Any) -> Row:
        self.rows[table].append(fields)
        return fields

    def name(self, table: str, letter: str) -> str:
        return f"{letter}{len(self.rows[table]) + 1}"

    def row(self, table: str, name: str) -> Row:
        return next(row for row in self.rows[table] if row["id"] == name)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def at(self, minutes: int) -> int:
        return minutes * MINUTE

    def early(self) -> date:
        """A day from which something holds, in time for every visit of the first day."""
        return self.day - timedelta(days=self.rng.choice([0, 1, 20, 200]))

    def late(self, last: date) -> date:
        """A day until which something holds."""
        return last + timedelta(days=self.rng.choice([0, 1, 30, 300]))

    def spelled(self, code: str) -> str:
        """A code in some spelling of it."""
        if self.chance(0.8):
            return code
        words = code.split("_")
        return self.rng.choice([" ".join(words).title(), "-".join(words), code.upper()])

    # --- people ---

    def client(self, household: str | None = None, **more: Any) -> str:
        name = self.name("clients", "C")
        place = self.row("households", household)["place"] if household else self._door()
        fields = {"stable": False, "consents": []} | more
        self.add("clients", id=name, name=f"{name} Sample", place=place, household=household, **fields)
        return name

    def household(self) -> str:
        return str(self.add("households", id=self.name("households", "H"), place=self._door())["id"])

    def _door(self) -> str:
        name = self.name("places", "P")
        number = len(self.rows["places"])
        self.add("places", id=name, lat=52.5 + number / 1000, lon=-1.5)
        return name

    def consent(self, client: str, kind: str, given: bool | None = True, **more: Any) -> None:
        fields = {"recorded": self.early() - timedelta(days=1)} | more
        self.row("clients", client)["consents"].append({"kind": kind, "given": given, **fields})

    def staff(
        self,
        organisation: str,
        competencies: Sequence[str] = (),
        nurse: bool = False,
        last: date | None = None,
        **more: Any,
    ) -> str:
        """A shift of somebody of that organisation, who may have been there already."""
        same = [
            row
            for row in self.rows["workers"]
            if row["organisation"] == organisation and row["registered_nurse"] == nurse and not row["agency"]
        ]
        if same and not more and self.chance(0.4):
            worker = self.rng.choice(same)
        else:
            name = self.name("workers", "W")
            engaged = more.pop("engaged_by", None)
            fields = {"agency": False, "accepts_delegation": True, "competencies": []} | more
            worker = self.add(
                "workers",
                id=name,
                name=f"{name} Pretend",
                organisation=organisation,
                home="base",
                registered_nurse=nurse,
                **fields,
            )
            hours = [(390, 1170), (1140, 1860)]
            begin, finish = hours[0 if last is None or last == self.day else 1]
            self.add(
                "shifts", id=f"S{name[1:]}", worker=name, start=self.at(begin), end=self.at(finish), engaged_by=engaged
            )
        for competency in competencies:
            expires = None if self.chance(0.5) else self.late(last or self.day)
            held = [row for row in worker["competencies"] if row["competency"] == competency]
            if not held or expires is None:
                worker["competencies"].append({"competency": competency, "expires": expires})
            elif held[0]["expires"] is not None:
                held[0]["expires"] = max(held[0]["expires"], expires)
        return "S" + str(worker["id"])[1:]

    def worker_of(self, shift: str) -> Row:
        return self.row("workers", self.row("shifts", shift)["worker"])

    # --- visits ---

    def task(self, code: str, minutes: int | None = None, **more: Any) -> Row:
        """A row for a code. The owner's cell and the competencies may be left to the catalogue."""
        entry = self.known.get(code)
        fields: Row = {"owner": entry.owner if entry else "social", "competencies": ()}
        if entry is not None and entry.competencies and self.chance(0.5):
            fields["competencies"] = entry.competencies
        length = minutes or self.rng.choice([10, 15, 20, 30])
        return {"code": self.spelled(code), "duration": self.at(length), **fields, **more}

    def asked(self, *codes: str) -> set[str]:
        return {name for code in codes for name in (self.known[code].competencies if code in self.known else ())}

    def visit(self, client: str, organisation: str, tasks: list[Row], begin: int, until: int, **more: Any) -> str:
        """begin and until: of its window, in minutes."""
        name = self.name("visits", "v")
        fields: Row = {"windows_hard": self.chance(0.5), "priority": self.rng.randint(1, 5), "workers": 1}
        if self.chance(0.15):  # an owner on paper who neither pays nor delivers alone
            others = [one for one in self.organisations if one not in (organisation, "agency")]
            fields |= {"provider": organisation, "commissioner": organisation} if others else {}
            organisation = self.rng.choice(others or [organisation])
        self.add(
            "visits",
            id=name,
            client=client,
            organisation=organisation,
            tasks=tasks,
            windows=[{"start": self.at(begin), "end": self.at(until)}],
            **(fields | more),
        )
        return name

    def stop(self, visit: str, shift: str, start: int) -> None:
        """start: ticks."""
        self.stops.append({"visit": visit, "shift": shift, "start": start})

    # --- what comes of it ---

    def problem(self) -> Problem:
        """Raises ValidationError or InputFaults where the tables cannot stand together."""
        return Problem(horizon=self.horizon, **self.scalars, **self.rows)

    def roster(self) -> Roster:
        rounds: dict[str, list[Row]] = {}
        for stop in sorted(self.stops, key=lambda stop: int(stop["start"])):
            rounds.setdefault(stop["shift"], []).append({"visit": stop["visit"], "start": stop["start"]})
        served = {stop["visit"] for stop in self.stops} | {v for join in self.joins for v in join["visits"]}
        absent = [{"visit": row["id"]} for row in self.rows["visits"] if row["id"] not in served]
        told = [{"shift": shift, "stops": stops} for shift, stops in rounds.items()]
        return Roster.model_validate({"rounds": told, "joins": self.joins, "unserved": absent})


def _is_list(field: Any) -> bool:
    return str(field.annotation).startswith("tuple[")


def same_code(one: Row, other: Row) -> bool:
    return fold(one["code"]) == fold(other["code"])
