"""Faults no single object can see: unknown and duplicate ids, times outside the horizon, facts told in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .clock import Horizon
from .errors import Fault
from .journey import Matrix
from .shown import fold_order
from .tasks import fold
from .ties import link_faults

# collection -> (field, collection it must name); a dotted field walks into a tuple of objects
REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "places": (("scheme", "schemes"),),
    "agreements": (("between", "organisations"), ("overhead_borne_by", "organisations")),
    "households": (("place", "places"),),
    "clients": (
        ("place", "places"),
        ("household", "households"),
        ("refused_workers", "workers"),
        ("preferred_workers", "workers"),
    ),
    "visits": (
        ("client", "clients"),
        ("organisation", "organisations"),
        ("commissioner", "organisations"),
        ("provider", "organisations"),
        ("unpaid_carer", "unpaid_carers"),
        ("place", "places"),
        ("preferred_workers", "workers"),
        ("tasks.competencies", "competencies"),
        ("tasks.duplicate_of", "visits"),
    ),
    "links": (("first", "visits"), ("second", "visits")),
    "workers": (
        ("organisation", "organisations"),
        ("home", "places"),
        ("refused_clients", "clients"),
        ("competencies.competency", "competencies"),
    ),
    "delegations": (("client", "clients"), ("worker", "workers"), ("also", "workers")),
    "registrants": (("organisation", "organisations"),),
    "protocols": (("organisation", "organisations"),),
    "subcontracts": (("provider", "organisations"), ("to", "organisations"), ("clients", "clients")),
    "unpaid_carers": (("client", "clients"),),
    "suspensions": (("client", "clients"),),
    "standing_agreements": (("organisation", "organisations"),),
    "task_catalogue": (("competencies", "competencies"),),
    "shifts": (
        ("worker", "workers"),
        ("start_place", "places"),
        ("end_place", "places"),
        ("engaged_by", "organisations"),
    ),
    "history": (("client", "clients"), ("worker", "workers")),
    "workers_before": (("worker", "workers"),),
    "tasks_before": (("client", "clients"),),
    "pins": (("visit", "visits"), ("shift", "shifts"), ("worker", "workers")),
    "promises": (("visit", "visits"), ("workers", "workers")),
    "cancelled_visits": (("client", "clients"), ("organisation", "organisations")),
    "join_decisions": (("visits", "visits"), ("worker", "workers"), ("answers", "join_decisions")),
}
# A gap may be measured from a visit that was made before the horizon.
_OF_BEFORE = ", or of a visit that tasks_before tells of (--before YESTERDAY ROSTER writes it)"
# Lists whose objects have no name of their own.
_NAMELESS = frozenset({"history", "pins", "promises", "workers_before", "tasks_before"})


def cross_faults(parts: Mapping[str, Any], broken: Mapping[str, set[str]] | None = None) -> list[Fault]:
    """Every fault between objects of a problem given as its fields.

    parts: the fields of Problem; one that could not be read may be absent, and naming its objects is then no fault.
    None stands in a list for an object that could not be read.
    broken: ids of objects that were already reported as faulty on their own; naming one of those is no second fault.
    """
    faults: list[Fault] = []
    known = _known_ids(parts, broken or {}, faults)
    for name, references in REFERENCES.items():
        for field, target in references:
            if target in known:
                faults.extend(_unknown(parts, known, name, field, target))
    faults.extend(link_faults(parts.get("links", ())))
    if "horizon" in parts and not parts["horizon"].abstract:
        faults.extend(_times(parts, parts["horizon"]))
    faults.extend(_agreement(parts))
    faults.extend(_suspended(parts, known))
    faults.extend(_not_cancelled(parts, known))
    faults.extend(_done_twice(parts))
    faults.extend(_back_twice(parts))
    faults.extend(_promised_twice(parts))
    if "travel" in parts:
        faults.extend(_distances(parts, known))
    return faults


def _known_ids(parts: Mapping[str, Any], broken: Mapping[str, set[str]], faults: list[Fault]) -> dict[str, set[str]]:
    """The ids in each list, those of broken objects too; "commissioned": of visits and of the parts of joint ones.

    faults: gains one for each id, or code of the catalogue, that is used twice in its list.
    """
    known: dict[str, set[str]] = {}
    for name, items in parts.items():
        if not isinstance(items, tuple | list) or name in _NAMELESS:
            continue
        seen: dict[str, int] = {}
        for index, item in _each(parts, name):
            own = fold(item.code) if name == "task_catalogue" else item.id
            if own in seen:
                field, told = ("code", item.code) if name == "task_catalogue" else ("id", item.id)
                wanted = f"want {'a code' if field == 'code' else 'an id'} used once; it is also at {name}[{seen[own]}]"
                faults.append(Fault(f"{name}[{index}].{field}", told, wanted))
            seen.setdefault(own, index)
        known[name] = set(seen) | broken.get(name, set())
    known["commissioned"] = known.get("visits", set()) | {
        part.id for _, visit in _each(parts, "visits") for part in visit.commissioned
    }
    return known


def _unknown(
    parts: Mapping[str, Any], known: Mapping[str, set[str]], name: str, field: str, target: str
) -> Iterator[Fault]:
    """What a field of the objects of one list names and is not in the list ``target``."""
    done = {past.visit for _, past in _each(parts, "tasks_before")}
    there = known["commissioned"] if field == "tasks.duplicate_of" else known[target]
    if name == "join_decisions" and target == "visits":  # what was decided stays when a visit is cancelled
        there = there | known.get("cancelled_visits", set())
    for index, item in _each(parts, name):
        for path, value in _values(item, field):
            measured = name == "links" and path == "first" and item.kind == "gap"
            if value not in there and not (measured and item.first in done):
                wanted = f"want the id of one of the {target}" + (_OF_BEFORE if measured else "")
                yield Fault(f"{name}[{index}].{path}", value, wanted)


def _each(parts: Mapping[str, Any], name: str) -> Iterator[tuple[int, Any]]:
    return ((index, item) for index, item in enumerate(parts.get(name, ())) if item is not None)


def _values(item: Any, field: str) -> Iterator[tuple[str, str]]:
    head, _, rest = field.partition(".")
    value = getattr(item, head)
    if value is None:
        return
    if isinstance(value, tuple):
        for number, element in enumerate(value):
            if rest:
                for path, deeper in _values(element, rest):
                    yield f"{head}[{number}].{path}", deeper
            else:
                yield f"{head}[{number}]", element
    else:
        yield head, value


def _times(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    """Times of every list that lie outside the horizon, or of what was before it, after it."""
    yield from _times_of_visits(parts, horizon)
    yield from _times_of_shifts(parts, horizon)
    until = f"{_last_midnight(horizon):%Y-%m-%d %H:%M}"
    for name, what in (("history", "visit that took place"), ("tasks_before", "task that was done")):
        for index, past in _each(parts, name):
            if past.start >= horizon.end:
                yield Fault(f"{name}[{index}].start", _clock(horizon, past.start), f"want a {what}, before {until}")
    for index, pin in _each(parts, "pins"):
        if pin.start is not None:
            yield from _outside(horizon, f"pins[{index}].start", pin.start, pin.start)
    for index, promise in _each(parts, "promises"):
        yield from _outside(horizon, f"promises[{index}].start", promise.start, promise.start)


def _times_of_visits(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    for index, visit in _each(parts, "visits"):
        for number, window in enumerate(visit.windows):
            yield from _outside(horizon, f"visits[{index}].windows[{number}]", window.start, window.end)
        for number, task in enumerate(visit.tasks):
            where, window, moment = f"visits[{index}].tasks[{number}]", task.clinical_window, task.time_critical
            if window:
                yield from _outside(horizon, f"{where}.clinical_window", window.start, window.end)
            if moment:
                yield from _outside(horizon, f"{where}.time_critical.at", moment.at, moment.at)


def _times_of_shifts(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    last = _last_moment(horizon)
    for index, shift in _each(parts, "shifts"):
        where, rest = f"shifts[{index}]", shift.break_
        yield from _outside(horizon, f"{where}.start", shift.start, shift.end)
        if 0 <= shift.start <= last and shift.end > last + 24 * 3600:
            yield Fault(f"{where}.end", _clock(horizon, shift.end), _wanted_within(horizon))
        if rest and (
            rest.latest < shift.start or rest.earliest + rest.duration > shift.end + (shift.max_overtime or 0)
        ):
            hours = f"{_clock(horizon, shift.start)} to {_clock(horizon, shift.end)}"
            yield Fault(f"{where}.break", _clock(horizon, rest.earliest), f"want a break inside the shift, {hours}")


def _outside(horizon: Horizon, where: str, begin: int, finish: int) -> Iterator[Fault]:
    """A fault where a span of ticks lies before the horizon or after its last moment."""
    if finish < 0 or begin > _last_moment(horizon):
        yield Fault(where, _clock(horizon, finish if finish < 0 else begin), _wanted_within(horizon))


def _last_moment(horizon: Horizon) -> int:
    return horizon.end + 12 * 3600  # a night shift or late visit may run past the last midnight


def _last_midnight(horizon: Horizon) -> datetime:
    return horizon.start.astimezone(ZoneInfo(horizon.timezone)) + timedelta(days=horizon.days)


def _wanted_within(horizon: Horizon) -> str:
    until = _last_midnight(horizon)
    return f"want a time within the horizon, {horizon.moment(0):%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}"


def _clock(horizon: Horizon, ticks: int) -> str:
    try:
        return f"{horizon.moment(ticks):%Y-%m-%d %H:%M}"
    except (OverflowError, ValueError):  # ticks given in Python may lie beyond any calendar
        return f"{ticks} ticks"


def _agreement(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """Two objects that say different things about one fact."""
    doors = {household.id: household.place for _, household in _each(parts, "households")}
    for index, client in _each(parts, "clients"):
        if doors.get(client.household, client.place) != client.place:
            wanted = f"want the household's place, {doors[client.household]}"
            yield Fault(f"clients[{index}].place", client.place, wanted)
    numbers: dict[str, int] = {}
    for index, client in _each(parts, "clients"):
        if client.nhs_number is not None and (other := numbers.setdefault(client.nhs_number, index)) != index:
            wanted = f"want an NHS number of one client; clients[{other}] has it too"
            yield Fault(f"clients[{index}].nhs_number", client.nhs_number, wanted)
    staff = {shift.id: shift.worker for _, shift in _each(parts, "shifts")}
    held: dict[str, int] = {}
    single = {visit.id for _, visit in _each(parts, "visits") if visit.workers == 1}
    for index, pin in _each(parts, "pins"):
        if pin.worker is not None and staff.get(pin.shift, pin.worker) != pin.worker:
            yield Fault(
                f"pins[{index}].worker", pin.worker, f"want the worker of shift {pin.shift}, {staff[pin.shift]}"
            )
        if pin.visit in single and (other := held.setdefault(pin.visit, index)) != index:
            yield Fault(f"pins[{index}].visit", pin.visit, f"want one pin for a visit; it is also at pins[{other}]")


_SUSPENDED = {"client": "clients", "worker": "workers", "delegation": "delegations", "unpaid_carer": "unpaid_carers"}


def _suspended(parts: Mapping[str, Any], known: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Suspensions of what is not there. A registrant may be one by name only, a task code any."""
    people = known.get("registrants", set()) | {
        name
        for _, item in (*_each(parts, "registrants"), *_each(parts, "delegations"), *_each(parts, "protocols"))
        for name in (getattr(item, "registrant", None) or getattr(item, "name", ""),)
    }
    for index, stop in _each(parts, "suspensions"):
        target = _SUSPENDED.get(stop.what)
        there = known.get(target) if target else (people if stop.what == "registrant" else None)
        if there is not None and stop.of not in there:
            wanted = f"want the id of one of the {target or 'registrants, or a registrant named in a delegation'}"
            yield Fault(f"suspensions[{index}].of", stop.of, wanted)


def _not_cancelled(parts: Mapping[str, Any], known: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Visits that are cancelled and commissioned at once."""
    for index, gone in _each(parts, "cancelled_visits"):
        if gone.id in known.get("visits", ()):
            wanted = "want a visit that is none of the visits any more, or no row here"
            yield Fault(f"cancelled_visits[{index}].id", gone.id, wanted)


def _back_twice(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """A worker's last shift before the horizon, told twice."""
    told: dict[str, int] = {}
    for index, one in _each(parts, "workers_before"):
        if told.setdefault(one.worker, index) != index:
            wanted = f"want one row for a worker; workers_before[{told[one.worker]}] tells of them already"
            yield Fault(f"workers_before[{index}].worker", one.worker, wanted)


def _promised_twice(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """Two promises of one visit: nobody could tell which of them holds."""
    told: dict[str, int] = {}
    for index, one in _each(parts, "promises"):
        if told.setdefault(one.visit, index) != index:
            wanted = f"want one promise for a visit, the last that was told; it is also at promises[{told[one.visit]}]"
            yield Fault(f"promises[{index}].visit", one.visit, wanted)


def _done_twice(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """A task of one visit of before the horizon that was done at two times; rows that say the same are one."""
    told: dict[tuple[str, str, str], tuple[int, Any]] = {}
    for index, done in _each(parts, "tasks_before"):
        if done.visit is None:
            continue
        key = done.visit, fold(done.task), fold_order(done.order)
        number, other = told.setdefault(key, (index, done))
        if (other.client, other.start, other.end) != (done.client, done.start, done.end):
            wanted = f"want one row for a task of a visit; tasks_before[{number}] tells of it otherwise"
            yield Fault(f"tasks_before[{index}].visit", done.visit, wanted)


def _distances(parts: Mapping[str, Any], known: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Every place needs coordinates unless a given matrix covers each mode in use; matrices must be square."""
    covered: dict[str, set[str]] = {}
    for number, matrix in enumerate(parts["travel"].matrices):
        where = f"travel.matrices[{number}]"
        if matrix.mode in covered:
            yield Fault(f"{where}.mode", matrix.mode, "want one matrix for a mode")
        there = covered.setdefault(matrix.mode, set())
        for position, place in enumerate(matrix.places):
            if place in there:
                yield Fault(f"{where}.places[{position}]", place, "want each place once")
            there.add(place)
            if "places" in known and place not in known["places"]:
                yield Fault(f"{where}.places[{position}]", place, "want the id of one of the places")
        yield from _not_square(where, matrix)
    yield from _without_coordinates(parts, covered)


def _not_square(where: str, matrix: Matrix) -> Iterator[Fault]:
    """Rows of a matrix that are not as many, or not as long, as it has places."""
    size = len(matrix.places)
    for name, rows in (("durations_minutes", matrix.durations), ("metres", matrix.metres)):
        if rows is None:
            continue
        if len(rows) != size:
            yield Fault(f"{where}.{name}", f"{len(rows)} rows", f"want {size} rows, one a place")
        for position, row in enumerate(rows):
            if len(row) != size:
                yield Fault(f"{where}.{name}[{position}]", f"{len(row)} numbers", f"want {size}, one a place")


def _without_coordinates(parts: Mapping[str, Any], covered: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Places without coordinates that no matrix of a mode in use holds. covered: places by mode."""
    workers = {worker.id: worker for _, worker in _each(parts, "workers")}
    modes = {
        shift.mode or workers[shift.worker].mode
        for _, shift in _each(parts, "shifts")
        if shift.mode or shift.worker in workers
    }
    for index, place in _each(parts, "places"):
        if (place.lat is None) != (place.lon is None):
            wanted = "want both lat and lon, or neither"
            yield Fault(f"places[{index}].{'lat' if place.lat is None else 'lon'}", None, wanted)
        elif place.lat is None:
            for mode in sorted(modes):
                if place.id not in covered.get(mode, set()):
                    yield Fault(f"places[{index}].lat", None, f"want coordinates, or a travel matrix for {mode}")
