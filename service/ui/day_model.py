"""What the day page draws, as plain values: read from the checker's own timeline, so that both say the same.

Moments are whole seconds since 1970 (UTC); the page shows them in the problem's own zone. Durations are seconds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import date
from typing import Any

from solver.amend import find_late_offer
from solver.domain import ANYWHERE, JointVisit, Place, Problem
from solver.joining import name_neighbourhoods
from solver.plot import Facts, Row, day_of, definitions, gather, inks, styles
from solver.promises import find_told
from solver.reading import problem_notes
from solver.result import headline
from solver.rules import Run

from .viewed_roster import Reading

_HOUR = 3600


class Clock:
    """Ticks to seconds since 1970."""

    def __init__(self, problem: Problem):
        self.horizon = problem.horizon
        self.zero = round(problem.horizon.start.timestamp())

    def at(self, ticks: int) -> int:
        return self.zero + self.long(ticks)

    def long(self, ticks: int) -> int:
        return ticks * 60 // self.horizon.ticks_per_minute


def day_model(read: Reading) -> dict[str, Any]:
    """The whole day, or days. Visits are those the roster was judged on: a joint one stands for its parts."""
    facts = gather(read.roster, read.check)
    problem, clock = facts.problem, Clock(facts.problem)
    where = name_neighbourhoods(problem)
    place = {one.id: one for one in problem.places}
    found = inks(problem)
    rows = [row for lines in facts.rows.values() for row in lines]
    return {
        "roster": read.id,
        "version": read.version,
        "state": read.state,
        "name": read.name,
        "sight": read.sight,
        "zone": problem.horizon.timezone,
        "amended": read.amended,
        "undo": read.undo,
        "promised": len(read.problem.promises),
        "to_tell": len({(one.person, one.who) for one in find_told(read.check)}),
        "days": _days(facts, clock),
        "first": problem_notes(problem, read.check.pack),
        "headline": [asdict(line) for line in headline(problem, read.check)],
        "cost": read.check.score.total,
        "hard": [
            {"rule": one.rule, "sentence": one.sentence, "visit": one.visit, "shift": one.shift}
            for one in read.check.breaches
            if one.hard
        ],
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
            for one in problem.organisations
        ],
        "definitions": definitions(found),
        "styles": styles(found),
        "competencies": {one.id: one.name or one.id for one in problem.competencies},
        "workers": {
            one.id: {
                "name": one.name,
                "org": one.organisation,
                "team": one.team,
                "nurse": one.registered_nurse,
                "agency": one.agency,
                "can": [held.competency for held in one.competencies],
                "area": where[one.home] if one.home is not None else "",
            }
            for one in problem.workers
        },
        "clients": {
            one.id: {"name": one.name, "area": where[one.place], "at": _spot(place[one.place])}
            for one in problem.clients
        },
        "shifts": [_shift(facts, clock, row, place) for row in rows],
        "visits": _visits(facts, clock, where, place),
        "unserved": _unserved(facts, clock, read.outcome),
        "schemes": _schemes(problem, place),
    }


def _days(facts: Facts, clock: Clock) -> list[dict[str, Any]]:
    """Each rostered day with the whole hours that hold its shifts and the windows of what was left out."""
    bounds: dict[date, list[int]] = {day: [] for day in facts.days}
    for lines in facts.rows.values():
        for row in lines:
            bounds[row.day] += [row.shift.start, row.shift.end]
            bounds[row.day] += [row.run.leave, row.run.back] if row.run else []
    for entry in facts.unserved:
        visit = facts.problem.visit[entry.visit]
        bounds.get(day_of(facts, visit), []).extend((visit.windows[0].start, visit.windows[-1].end + visit.duration))
    days = []
    for day, ticks in bounds.items():
        first, last = clock.at(min(ticks)) // _HOUR * _HOUR, -(-clock.at(max(ticks)) // _HOUR) * _HOUR
        days.append({"date": day.isoformat(), "name": f"{day:%A} {day.day} {day:%B %Y}", "first": first, "last": last})
    return days


def _shift(facts: Facts, clock: Clock, row: Row, place: dict[str, Place]) -> dict[str, Any]:
    problem, shift, run = facts.problem, row.shift, row.run
    told: dict[str, Any] = {
        "id": shift.id,
        "worker": shift.worker,
        "number": row.number,
        "day": row.day.isoformat(),
        "start": clock.at(shift.start),
        "end": clock.at(shift.end),
        "mode": problem.mode_of(shift),
        "from": _end(place, problem.start_place(shift)),
        "to": _end(place, problem.end_place(shift)),
        "stops": [],
    }
    return told if run is None else told | _run(clock, run)


def _end(place: dict[str, Place], one: str) -> tuple[float, float] | None:
    """Where a shift begins or ends; None where nobody says."""
    return _spot(place[one]) if one != ANYWHERE else None


def _run(clock: Clock, run: Run) -> dict[str, Any]:
    """leave, back; out and home: the ways from and to home; a stop: visit, arrival, start, end, journey there."""
    return {
        "leave": clock.at(run.leave),
        "back": clock.at(run.back),
        "out": clock.long(run.home_out),
        "home": clock.long(run.home_in),
        "stops": [
            [
                call.visit.id if call.visit else None,
                clock.at(call.arrival),
                clock.at(call.start),
                clock.at(call.end),
                clock.long(call.journey),
            ]
            for call in run.calls
        ],
    }


def _visits(facts: Facts, clock: Clock, where: dict[str, str], place: dict[str, Place]) -> dict[str, Any]:
    problem = facts.problem
    pins = {pin.visit: pin for pin in problem.pins}
    told = {}
    for visit in problem.visits:
        spot = problem.place_of(visit)
        one: dict[str, Any] = {
            "clients": list(visit.clients),
            "org": visit.organisation,
            "tasks": [task.code for task in visit.tasks],
            "needs": sorted(visit.competencies),
            "windows": [[clock.at(window.start), clock.at(window.end)] for window in visit.windows],
            "long": clock.long(visit.duration),
            "priority": visit.priority,
            "area": where[spot],
            "at": _spot(place[spot]),
        }
        others = sorted({part.organisation for part in visit.commissioned} - {visit.organisation})
        marks = {
            "others": others,
            "optional": visit.optional,
            "company": facts.company(visit),
            "with": list(problem.beside.get(visit.id, ())),
            "late": clock.long(facts.late[visit.id].amount) if visit.id in facts.late else 0,
            "broken": [breach.sentence for breach in facts.broken.get(visit.id, ())],
            "pin": _pin(clock, pins[visit.id]) if visit.id in pins else None,
            "joint": facts.joins(visit),
            "rests": list(facts.rests_on.get(visit.id, ())),
            "parts": [part.id for part in visit.parts] if isinstance(visit, JointVisit) else None,
            "clinical": any(task.clinical_window or task.time_critical for task in visit.tasks),
        }
        told[visit.id] = one | {name: value for name, value in marks.items() if value}
    return told


def _pin(clock: Clock, pin: Any) -> dict[str, Any]:
    held = {"shift": pin.shift, "worker": pin.worker, "start": None if pin.start is None else clock.at(pin.start)}
    return {name: value for name, value in held.items() if value is not None}


def _unserved(facts: Facts, clock: Clock, outcome: dict[str, Any]) -> list[dict[str, Any]]:
    """Most urgent first, with what was found out about each; a visit that fell out since has no verdict yet."""
    explained = {one["visit"]: one for one in outcome.get("explanations", ())}
    told = []
    for entry in facts.unserved:
        known = explained.get(entry.visit, {})
        reason = entry.reason or known.get("reason", "")
        told.append(
            {
                "visit": entry.visit,
                **_accept(facts, clock, entry.visit, reason),
                "day": day_of(facts, facts.problem.visit[entry.visit]).isoformat(),
                "verdict": entry.verdict or known.get("verdict"),
                "reason": reason,
                "stopped": facts.stopped.get(entry.visit, ""),
            }
        )
    return told


def _accept(facts: Facts, clock: Clock, visit: str, reason: str) -> dict[str, Any]:
    """The lateness that somebody could accept by name, so that the visit can be made; nothing where nobody may."""
    offer = find_late_offer(facts.problem, facts.problem.visit[visit], reason)
    if offer is None:
        return {}
    told = {"until": clock.at(offer.until), "late": clock.long(offer.late), "by_nurse_lead": offer.by_nurse_lead}
    return {"accept": told}


def _schemes(problem: Problem, place: dict[str, Place]) -> list[dict[str, Any]]:
    doors: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in place.values():
        if one.scheme and (spot := _spot(one)):
            doors[one.scheme].append(spot)
    names = {scheme.id: scheme.name or scheme.id for scheme in problem.schemes}
    return [
        {
            "name": names[scheme],
            "doors": len(spots),
            "at": [sum(axis) / len(spots) for axis in zip(*spots, strict=True)],
        }
        for scheme, spots in doors.items()
    ]


def _spot(place: Place) -> tuple[float, float] | None:
    """Degrees to about a metre."""
    return None if place.lat is None or place.lon is None else (round(place.lat, 5), round(place.lon, 5))
