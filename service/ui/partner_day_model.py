"""The day as a partner or an analyst may see it, drawn from nothing but the documents that service.views hands out.

It has the shape of model.day_model with less in it: no ways and no waiting, for those tell of others; of staff of
others who come, when they are there. Moments and durations are seconds, as there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from solver.domain import Horizon, Organisation, made_beside
from solver.domain.joint import REMAINS, SECOND
from solver.plot import definitions, inks, styles
from solver.rules import many_workers

Document = dict[str, Any]
_HOUR = 3600
_USUAL = 2  # priority, where a document does not say


@dataclass(frozen=True)
class _Sides:
    """What the choice of colours reads of a problem, from a document."""

    organisations: Sequence[Organisation]


class _Clock:
    """Instants and minutes of a document as seconds."""

    def __init__(self, horizon: Horizon):
        self.zero = round(horizon.start.timestamp())
        self.zone = ZoneInfo(horizon.timezone)

    def at(self, instant: str | float) -> int:
        if isinstance(instant, str):
            return round(datetime.fromisoformat(instant).timestamp())
        return self.zero + self.long(instant)

    def long(self, minutes: float) -> int:
        return round(60 * minutes)

    def date(self, seconds: int) -> date:
        return datetime.fromtimestamp(seconds, self.zone).date()


def part_model(about: Document, problem: Document, roster: Document, outcome: Document) -> Document:
    """The day. about: id, version, state, name and sight; the others as service.views tells them."""
    horizon = Horizon.model_validate(problem["horizon"])
    clock = _Clock(horizon)
    sides = [Organisation.model_validate(one) for one in problem["organisations"]]
    found = inks(_Sides(sides))
    visits = _visits(problem, roster.get("joins", ()), clock)
    shifts, visiting = _shifts(problem, roster, visits, clock, [one.id for one in sides])
    left = [one for one in _left(problem, roster, outcome, clock) if one["visit"] in visits]
    days = _days(shifts, [(one["day"], visits[one["visit"]]) for one in left])
    return {
        **about,
        "zone": horizon.timezone,
        "amended": 0,
        "undo": None,
        "days": days,
        "first": _loosened(outcome),
        "headline": outcome.get("headline", []),
        "hard": _broken(outcome, visits, {one["id"] for one in shifts}),
        "organisations": [
            {
                "id": one.id,
                "name": one.name,
                "sector": one.sector,
                "code": found[one.id].code,
                "ink": found[one.id].number,
                "line": found[one.id].line,
                "tint": found[one.id].tint,
            }
            for one in sides
        ],
        "definitions": definitions(found),
        "styles": styles(found),
        "competencies": {one["id"]: one.get("name") or one["id"] for one in problem.get("competencies", ())},
        "workers": {one["id"]: _worker(one) for one in (*problem["workers"], *visiting)},
        "clients": {one["id"]: {"name": one["name"], "area": ""} for one in problem["clients"]},
        "shifts": shifts,
        "visits": visits,
        "unserved": left,
        "schemes": [],
    }


def _loosened(outcome: Document) -> list[str]:
    """The sentence that stands first on the page."""
    said = outcome.get("loosened")
    return [f"Loosened: {'; '.join(said)}."] if said else []


def _worker(one: Document) -> Document:
    return {
        "name": one["name"],
        "org": one["organisation"],
        "team": one.get("team", ""),
        "nurse": one.get("registered_nurse", False),
        "agency": one.get("agency", False),
        "can": [held["competency"] for held in one.get("competencies", ())],
        "area": "",
    }


def _visits(problem: Document, joins: Iterable[Document], clock: _Clock) -> dict[str, Document]:
    """Commissioned visits, and in the place of those that are joined what was made of them."""
    place = {one["id"]: one for one in problem["places"]}
    scheme = {one["id"]: one.get("name") or one["id"] for one in problem.get("schemes", ())}
    home = {one["id"]: one["place"] for one in problem["clients"]}
    commissioned = {one["id"]: one for one in problem["visits"]}
    links = problem.get("links", ())
    partners = made_beside((link["first"], link["second"]) for link in links if link["kind"] == "double_handed")
    told = {}
    for id_, visit in commissioned.items():
        door = place.get(visit.get("place") or home[visit["client"]], {})
        spot = (door["lat"], door["lon"]) if door.get("lat") is not None else None
        length = visit.get("length_minutes")
        one: Document = {
            "clients": [visit["client"]],
            "org": visit["organisation"],
            "tasks": [task["code"] for task in visit["tasks"]],
            "needs": sorted({need for task in visit["tasks"] for need in task.get("competencies", ())}),
            "windows": [[clock.at(span["start"]), clock.at(span["end"])] for span in visit["windows"]],
            "long": clock.long(_minutes(visit["tasks"]) if length is None else length),
            "priority": visit.get("priority", _USUAL),
            "area": scheme.get(door.get("scheme") or "", ""),
            "at": spot,
        }
        hands = sum(commissioned[each].get("workers", 1) for each in (id_, *partners.get(id_, ())))
        marks = {
            "optional": visit.get("optional", False),
            "company": many_workers(hands) if hands > 1 else "",
            "with": partners.get(id_),
        }
        told[id_] = one | {name: value for name, value in marks.items() if value}
    for join in joins:
        _joined(told, join, commissioned, clock)
    return told


def _minutes(tasks: Iterable[Document]) -> float:
    return float(sum(task["duration_minutes"] for task in tasks))


def _joined(told: dict[str, Document], join: Document, commissioned: dict[str, Document], clock: _Clock) -> None:
    """In the place of a join's visits: the joint visit, and where a roster has them its second pair and its rest."""
    parts = [visit for visit in join["visits"] if visit in told]
    if not parts:
        return
    first = told[parts[0]]
    others = join.get("with")
    if others is None:
        others = sorted({told[visit]["org"] for visit in parts} - {first["org"]})
    done = {(step["visit"], step["task"]) for step in join["steps"]}
    tasks = [commissioned[step["visit"]]["tasks"][step["task"]] for step in join["steps"] if step["visit"] in told]
    whole = {
        **first,
        "clients": list(dict.fromkeys(client for visit in parts for client in told[visit]["clients"])),
        "tasks": [task["code"] for task in tasks],
        "needs": sorted({need for task in tasks for need in task.get("competencies", ())}),
        "long": clock.long(join["duration_minutes"]),
        "joint": "one visit for two organisations" if others else "one visit for several",
        "others": others,
    }
    left = [
        task
        for visit in parts
        for number, task in enumerate(commissioned[visit]["tasks"])
        if (visit, number) not in done
    ]
    together = {}
    if join["outcome"] == "co_attend":  # the visit that takes several may be another's
        together = {"company": many_workers(max(2, *(commissioned[visit].get("workers", 1) for visit in parts)))}
    told[join["id"]] = whole | together
    told[join["id"] + SECOND] = whole | together
    rest = {"tasks": [task["code"] for task in left], "long": clock.long(_minutes(left)), "others": []}
    told[join["id"] + REMAINS] = {**first, **rest}
    for visit in parts:
        del told[visit]


def _shifts(
    problem: Document, roster: Document, visits: dict[str, Document], clock: _Clock, order: Sequence[str]
) -> tuple[list[Document], list[Document]]:
    """Own shifts with their stops, and the rounds of others while they are here; and who those others are."""
    employer = {one["id"]: one["organisation"] for one in problem["workers"]}
    rounds = {one["shift"]: one for one in roster["rounds"]}
    found, visiting = [], {}
    for shift in problem["shifts"]:
        span = {"start": clock.at(shift["start"]), "end": clock.at(shift["end"])}
        stops = _stops(rounds.pop(shift["id"], {}), visits, clock)
        found.append(_shift(shift["id"], shift["worker"], stops, clock, **span, mode=shift.get("mode") or ""))
    for id_, round_ in rounds.items():
        who = round_["worker"]
        visiting[who["id"]] = who
        stops = _stops(round_, visits, clock)
        found.append(_shift(id_, who["id"], stops, clock, start=stops[0][2], end=stops[-1][3], mode="", here=True))
    employer |= {id_: who["organisation"] for id_, who in visiting.items()}
    found.sort(key=lambda one: (one["day"], order.index(employer[one["worker"]]), one["start"], one["worker"]))
    numbered = [{**one, "number": number} for number, one in enumerate(found, 1)]
    return numbered, [who for id_, who in visiting.items() if id_ not in {one["id"] for one in problem["workers"]}]


def _shift(id_: str, worker: str, stops: list[Any], clock: _Clock, **more: Any) -> Document:
    run = {"leave": stops[0][2], "back": stops[-1][3], "out": 0, "home": 0} if stops else {}
    day = clock.date(more["start"]).isoformat()
    return {"id": id_, "worker": worker, "day": day, "from": None, "to": None, "stops": stops, **run, **more}


def _stops(round_: Document, visits: dict[str, Document], clock: _Clock) -> list[Any]:
    """visit, arrival, start, end, journey: without ways, arrival is the start. A time that no one set: the earliest."""
    found: list[Any] = []
    for stop in round_.get("stops", ()):
        visit = visits.get(stop["visit"]) if stop.get("visit") else None
        after = found[-1][3] if found else 0
        if stop.get("start") is not None:
            start = clock.at(stop["start"])
        else:
            start = max(after, visit["windows"][0][0] if visit else after)
        end = start + (visit["long"] if visit else clock.long(stop.get("duration_minutes") or 0))
        if visit is not None and start > visit["windows"][-1][1]:
            visit["late"] = start - visit["windows"][-1][1]
        found.append([stop.get("visit"), start, start, end, 0])
    return found


def _left(problem: Document, roster: Document, outcome: Document, clock: _Clock) -> list[Document]:
    """Most urgent first."""
    known = {one["visit"]: one for one in outcome.get("explanations", ())}
    visit = {one["id"]: one for one in problem["visits"]}
    told = []
    out = [one for one in roster.get("unserved", ()) if one["visit"] in visit]
    for one in sorted(out, key=lambda one: -visit[one["visit"]].get("priority", _USUAL)):
        more = known.get(one["visit"], {})
        opens = clock.date(clock.at(visit[one["visit"]]["windows"][0]["start"]))
        told.append(
            {
                "visit": one["visit"],
                "day": opens.isoformat(),
                "verdict": one.get("verdict") or more.get("verdict"),
                "reason": one.get("reason") or more.get("reason") or "",
            }
        )
    return told


def _broken(outcome: Document, visits: dict[str, Document], shifts: set[str]) -> list[Document]:
    told = []
    for one in (outcome.get("judgement") or {}).get("breaches", ()):
        sentence = one.get("sentence") or f"The rule {one['rule'].replace('_', ' ')} is broken."
        visit = one.get("visit") if one.get("visit") in visits else ""
        told.append({"rule": one["rule"], "sentence": sentence, "visit": visit, "shift": ""})
        if one.get("shift") in shifts:
            told[-1]["shift"] = one["shift"]
    return told


def _days(shifts: Sequence[Document], left: Iterable[tuple[str, Document]]) -> list[Document]:
    """Each day with the whole hours that hold what is on it."""
    bounds: dict[str, list[int]] = defaultdict(list)
    for one in shifts:
        bounds[one["day"]] += [one["start"], one["end"], *(moment for stop in one["stops"] for moment in stop[2:4])]
    for opens, visit in left:
        bounds[opens] += [visit["windows"][0][0], visit["windows"][-1][1] + visit["long"]]
    days = []
    for text, moments in sorted(bounds.items()):
        day = date.fromisoformat(text)
        first, last = min(moments) // _HOUR * _HOUR, -(-max(moments) // _HOUR) * _HOUR
        days.append({"date": text, "name": f"{day:%A} {day.day} {day:%B %Y}", "first": first, "last": last})
    return days
