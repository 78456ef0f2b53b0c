"""Little days as plain JSON documents, the way an office or another system writes them down.

Nothing of the product is used here. Everybody is invented. Every journey takes ten minutes, places stand in a matrix.
Monday 1 March 2027 unless a test says otherwise; times without an offset are those of London.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

Plain = dict[str, Any]
Change = Callable[[Plain], None]

TODAY, YESTERDAY, TOMORROW = "2027-03-01", "2027-02-28", "2027-03-02"
SPRING, AUTUMN = "2027-03-28", "2027-10-31"  # the clocks change
JOURNEY = 10

ORGANISATIONS: dict[str, Plain] = {
    "trust": {"name": "Dogger Trust (invented)", "sector": "health", "kind": "nhs_trust"},
    "trust2": {"name": "Fastnet Trust (invented)", "sector": "health", "kind": "nhs_trust"},
    "council": {"name": "Lundy Council (invented)", "sector": "social", "kind": "council"},
    "care": {"name": "Madeup Care", "sector": "social", "kind": "provider"},
    "agency": {"name": "Pretend Staff", "sector": "social", "kind": "agency"},
}
EVERY_OUTCOME = ["join", "delegate", "absorb", "co_attend", "drop_duplicate"]


def at(clock: str, day: str = TODAY) -> str:
    """ "08:30" of a day; "24:10" and later are of the next one; what holds a T already stays."""
    if "T" in clock:
        return clock
    hour, minute = map(int, clock.split(":"))
    later = date.fromisoformat(day) + timedelta(days=hour // 24)
    return f"{later.isoformat()}T{hour % 24:02}:{minute:02}"


def window(opens: str, closes: str, day: str = TODAY) -> Plain:
    return {"start": at(opens, day), "end": at(closes, day)}


def task(code: str, /, minutes: float = 15, owner: str = "social", **fields: Any) -> Plain:
    return {"code": code, "duration_minutes": minutes, "owner": owner, **fields}


def insulin(minutes: float = 15, code: str = "insulin", **fields: Any) -> Plain:
    return task(code, minutes, "health", **{"competencies": ["insulin"], "delegable": True} | fields)


def visit(name: str, /, tasks: Plain | list[Plain], opens: str, closes: str, **fields: Any) -> Plain:
    """One visit of Ada's by the council, unless ``client`` and ``organisation`` say otherwise. day: of its window."""
    day = fields.pop("day", TODAY)
    return {
        "id": name,
        "client": "ada",
        "organisation": "council",
        "tasks": tasks if isinstance(tasks, list) else [tasks],
        "windows": [window(opens, closes, day)],
    } | fields


def consents(sharing: bool | None = True, delegation: bool | None = True, recorded: str = "2026-06-01") -> list[Plain]:
    """What a client answered; None: not asked, so no row."""
    given = {"sharing": sharing, "delegation": delegation}
    return [{"kind": kind, "given": yes, "recorded": recorded} for kind, yes in given.items() if yes is not None]


def client(name: str = "ada", /, **fields: Any) -> Plain:
    """Somebody stable who has agreed to sharing and to delegated tasks."""
    told = {"id": name, "name": f"{name.title()} Pretend", "place": "door", "stable": True, "consents": consents()}
    return told | fields


def worker(name: str, /, organisation: str, holds: Iterable[str] = (), **fields: Any) -> Plain:
    """holds: competencies without an end."""
    held = [{"competency": one} for one in holds]
    return {
        "id": name,
        "name": f"{name.title()} Sample",
        "organisation": organisation,
        "home": "base",
        "competencies": held,
    } | fields


def nurse(
    name: str = "nan", /, organisation: str = "trust", holds: Iterable[str] = ("insulin",), **fields: Any
) -> Plain:
    return worker(name, organisation, holds, registered_nurse=True, **fields)


def shift(worker: str, starts: str = "07:00", ends: str = "15:00", **fields: Any) -> Plain:
    """The worker's shift of the day; its id is the worker's name in capitals unless ``id`` is given."""
    day = fields.pop("day", TODAY)
    return {"id": worker.upper(), "worker": worker, "start": at(starts, day), "end": at(ends, day)} | fields


def delegation(worker: str = "cal", **fields: Any) -> Plain:
    """A row of the register: this worker may give Ada's insulin, and Nora answers for it."""
    return {
        "id": f"{worker}-ada-insulin",
        "client": "ada",
        "task": "insulin",
        "worker": worker,
        "registrant": "Nora Example RN",
        "contact": "01632 960001",
        "trained": "2026-05-01",
        "signed_off": "2026-06-01",
        "expires": "2027-12-01",
    } | fields


def agreement(between: tuple[str, str] = ("trust", "council"), **fields: Any) -> Plain:
    """Both directions, every outcome agreed beforehand."""
    return {
        "id": "+".join(between),
        "between": list(between),
        "health_task_to_care_worker": True,
        "social_task_to_nurse": True,
        "pre_agreed": list(EVERY_OUTCOME),
    } | fields


def decision(visits: Iterable[str], role: str = "nurse lead", approved: bool = True, **fields: Any) -> Plain:
    """What somebody decided about these visits as one."""
    told = {"id": "J1", "visits": list(visits), "approved": approved, "by": "Lea Example", "role": role}
    return told | {"on": "2027-02-22"} | fields


def registrant(name: str = "nora", /, **fields: Any) -> Plain:
    """Somebody of whom all is known."""
    return {
        "id": name,
        "name": f"{name.title()} Example",
        "registration": "99A1234E",
        "registered_until": "2028-01-31",
        "contact": "01632 960001",
        "cover": [{"from": "00:00", "until": "24:00"}],
    } | fields


def day(visits: list[Plain], workers: list[Plain], shifts: list[Plain], **lists: Any) -> Plain:
    """A whole document. Clients (Ada), organisations, places, competencies and journeys are told where they are not.

    start: the first day. days: how many. Version "1", as old systems write it, unless ``version`` says "2".
    """
    first, days = lists.pop("start", TODAY), lists.pop("days", 1)
    clients = lists.pop("clients", [client()])
    ends = [end for one in lists.get("agreements", ()) for end in one["between"]]
    named = dict.fromkeys([*(one["organisation"] for one in (*visits, *workers)), *ends])
    asked = [name for one in visits for part in one["tasks"] for name in part.get("competencies", ())]
    held = [item["competency"] for one in workers for item in one["competencies"]]
    places = list(dict.fromkeys(["base", *(one["place"] for one in clients)]))
    return {
        "onevisit": "problem",
        "version": "1",
        "horizon": {"timezone": "Europe/London", "start": f"{first}T00:00", "days": days},
        "travel": {"parking_minutes": 0, "door_minutes": 0, "matrices": [_matrix(places)]},
        "organisations": [{"id": name, **ORGANISATIONS[name]} for name in named],
        "competencies": [{"id": name} for name in dict.fromkeys([*asked, *held])],
        "places": [{"id": place} for place in places],
        "clients": clients,
        "visits": visits,
        "workers": workers,
        "shifts": shifts,
    } | lists


def _matrix(places: list[str]) -> Plain:
    rows = [[0 if one == other else JOURNEY for other in places] for one in places]
    return {"mode": "car", "places": places, "durations_minutes": rows}


def changed(document: Plain, *changes: Change | None) -> Plain:
    """The same day after these changes; the one given stays as it is."""
    other = copy.deepcopy(document)
    for change in changes:
        if change is not None:
            change(other)
    return other


def put(**fields: Any) -> Change:
    """Fields of the document itself."""
    return lambda document: document.update(copy.deepcopy(fields))


def told(list_: str, name: str, /, **fields: Any) -> Change:
    """Other fields of one object of a list, by id."""
    return lambda document: _one(document, list_, name).update(copy.deepcopy(fields))


def untold(list_: str, name: str, *fields: str) -> Change:
    """An object of a list without these fields: the cells were empty."""

    def change(document: Plain) -> None:
        for field in fields:
            _one(document, list_, name).pop(field, None)

    return change


def doing(name: str, called: str, /, **fields: Any) -> Change:
    """Other fields of a visit's task, by code."""

    def change(document: Plain) -> None:
        for part in _one(document, "visits", name)["tasks"]:
            if part["code"] == called:
                part.update(copy.deepcopy(fields))

    return change


def without(list_: str, *names: str) -> Change:
    """A list without these objects, or without any."""

    def change(document: Plain) -> None:
        document[list_] = [one for one in document.get(list_, ()) if names and one["id"] not in names]

    return change


def also(list_: str, *objects: Plain) -> Change:
    """More objects at the end of a list."""

    def change(document: Plain) -> None:
        document[list_] = [*document.get(list_, ()), *copy.deepcopy(list(objects))]

    return change


def answered(name: str, kind: str, *answers: Plain) -> Change:
    """A client's consents of one kind are these rows, in place of those there."""

    def change(document: Plain) -> None:
        one = _one(document, "clients", name)
        rows = [{"kind": kind, **copy.deepcopy(answer)} for answer in answers]
        one["consents"] = [*(row for row in one.get("consents", ()) if row["kind"] != kind), *rows]

    return change


def backwards(document: Plain) -> None:
    """Every list of rows the other way round, consents too."""
    for list_ in ("clients", "visits", "workers", "shifts", "delegations", "agreements", "join_decisions", "links"):
        if list_ in document:
            document[list_] = document[list_][::-1]
    for one in document["clients"]:
        one["consents"] = one.get("consents", [])[::-1]


def both(*changes: Change) -> Change:
    """Several changes as one."""

    def change(document: Plain) -> None:
        for one in changes:
            one(document)

    return change


def _one(document: Plain, list_: str, name: str) -> Plain:
    found: Iterator[Plain] = (one for one in document[list_] if one["id"] == name)
    return next(found)


def named(cases: Mapping[str, Any]) -> list[Any]:
    """Cases for pytest.mark.parametrize, told by their names."""
    return [pytest.param(case, id=name) for name, case in cases.items()]
