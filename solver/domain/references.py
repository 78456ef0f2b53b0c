"""Faults no single object can see: unknown and duplicate ids, links in a circle, days outside the horizon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .errors import Fault

# collection -> (field, collection it must name); a dotted field walks into a tuple of objects
_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "places": (("scheme", "schemes"),),
    "agreements": (("between", "organisations"),),
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
        ("place", "places"),
        ("preferred_workers", "workers"),
        ("tasks.competencies", "competencies"),
    ),
    "links": (("first", "visits"), ("second", "visits")),
    "workers": (
        ("organisation", "organisations"),
        ("home", "places"),
        ("refused_clients", "clients"),
        ("competencies.competency", "competencies"),
    ),
    "delegations": (("client", "clients"), ("worker", "workers")),
    "shifts": (("worker", "workers"), ("start_place", "places"), ("end_place", "places")),
    "history": (("client", "clients"), ("worker", "workers")),
    "pins": (("visit", "visits"), ("shift", "shifts"), ("worker", "workers")),
}


def cross_faults(parts: Mapping[str, Any], broken: Mapping[str, set[str]] | None = None) -> list[Fault]:
    """Every fault between objects of a problem given as its fields.

    broken: ids of objects that were already reported as faulty on their own; naming one of those is no second fault.
    """
    broken = broken or {}
    faults: list[Fault] = []
    known: dict[str, set[str]] = {}
    for name, items in parts.items():
        if not isinstance(items, tuple | list) or name in ("history", "pins"):
            continue
        seen: dict[str, int] = {}
        for index, item in enumerate(items):
            if item.id in seen:
                wanted = f"want an id used once; it is also at {name}[{seen[item.id]}]"
                faults.append(Fault(f"{name}[{index}].id", item.id, wanted))
            seen.setdefault(item.id, index)
        known[name] = set(seen) | broken.get(name, set())
    for name, references in _REFERENCES.items():
        for index, item in enumerate(parts.get(name, ())):
            for field, target in references:
                for path, value in _values(item, field):
                    if value not in known.get(target, set()):
                        faults.append(Fault(f"{name}[{index}].{path}", value, f"want the id of one of the {target}"))
    faults.extend(_circles(parts))
    faults.extend(_times(parts))
    faults.extend(_distances(parts))
    return faults


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


def _circles(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """Gap links whose minimum gaps chase each other round, so that no start times satisfy them."""
    after: dict[str, list[tuple[str, int, int]]] = {}
    for index, link in enumerate(parts.get("links", ())):
        if link.kind == "gap" and link.min_gap:
            after.setdefault(link.first, []).append((link.second, index, link.min_gap))
        elif link.kind in ("double_handed", "same_start"):
            after.setdefault(link.first, []).append((link.second, index, 0))
            after.setdefault(link.second, []).append((link.first, index, 0))
    # Strongly connected parts (Tarjan, iterative); a positive gap inside one can never be kept.
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    part: dict[str, int] = {}
    stack: list[str] = []
    for root in after:
        if root in order:
            continue
        work = [(root, iter(after.get(root, ())))]
        order[root] = low[root] = len(order)
        stack.append(root)
        while work:
            node, edges = work[-1]
            for target, _, _ in edges:
                if target not in order:
                    order[target] = low[target] = len(order)
                    stack.append(target)
                    work.append((target, iter(after.get(target, ()))))
                    break
                if target not in part:
                    low[node] = min(low[node], order[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    while True:
                        member = stack.pop()
                        part[member] = order[node]
                        if member == node:
                            break
    for source, edges_of in after.items():
        for target, index, gap in edges_of:
            if gap > 0 and part[source] == part[target]:
                yield Fault(f"links[{index}]", f"{source} -> {target}", "want links without a circle of minimum gaps")


def _times(parts: Mapping[str, Any]) -> Iterator[Fault]:
    horizon = parts["horizon"]
    if horizon.abstract:
        return
    last = horizon.end + 12 * 3600  # a night shift or late visit may run past the last midnight
    span = f"want a time from {horizon.label(0)} on, within the horizon's {horizon.days} day(s)"
    for index, visit in enumerate(parts.get("visits", ())):
        for number, window in enumerate(visit.windows):
            if window.end < 0 or window.start > last:
                yield Fault(f"visits[{index}].windows[{number}]", str(horizon.moment(window.start)), span)
    for index, shift in enumerate(parts.get("shifts", ())):
        if shift.end < 0 or shift.start > last:
            yield Fault(f"shifts[{index}].start", str(horizon.moment(shift.start)), span)
    for index, past in enumerate(parts.get("history", ())):
        if past.start >= horizon.end:
            yield Fault(f"history[{index}].start", str(horizon.moment(past.start)), "want a visit that took place")


def _distances(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """Every place needs coordinates unless a given matrix covers each mode in use; matrices must be square."""
    travel = parts["travel"]
    places = {place.id: place for place in parts.get("places", ())}
    covered: dict[str, set[str]] = {}
    for number, matrix in enumerate(travel.matrices):
        where = f"travel.matrices[{number}]"
        covered[matrix.mode] = set(matrix.places)
        size = len(matrix.places)
        for place in matrix.places:
            if place not in places:
                yield Fault(f"{where}.places", place, "want the id of one of the places")
        for name, rows in (("durations_minutes", matrix.durations), ("metres", matrix.metres)):
            if rows is not None and (len(rows) != size or any(len(row) != size for row in rows)):
                yield Fault(f"{where}.{name}", f"{len(rows)} rows", f"want {size} rows of {size} numbers")
    workers = {worker.id: worker for worker in parts.get("workers", ())}
    modes = {shift.mode or workers[shift.worker].mode for shift in parts.get("shifts", ()) if shift.worker in workers}
    for index, place in enumerate(parts.get("places", ())):
        if (place.lat is None) != (place.lon is None):
            yield Fault(f"places[{index}]", (place.lat, place.lon), "want both lat and lon, or neither")
        elif place.lat is None:
            for mode in sorted(modes):
                if place.id not in covered.get(mode, set()):
                    yield Fault(f"places[{index}].lat", None, f"want coordinates, or a travel matrix for {mode}")
