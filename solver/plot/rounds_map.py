"""The map: rounds drawn from coordinates, north up, with a scale bar; no tiles, no network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from math import cos, floor, log10, radians

from solver.domain import Visit

from .facts import Facts, Row
from .palette import Ink
from .rows import day_of, short

_WIDE, _EDGE = 640.0, 26.0
_KM_PER_DEGREE = 111.195  # along a meridian, mean earth radius


class Sheet:
    """Degrees to drawing units, true at the middle latitude. Empty when a place on the map lacks coordinates."""

    def __init__(self, facts: Facts):
        problem = facts.problem
        homes = {problem.start_place(shift) for shift in problem.shifts}
        homes |= {problem.end_place(shift) for shift in problem.shifts}
        shown = {problem.place_of(visit) for visit in problem.visits} | homes
        places = {place.id: place for place in problem.places if place.id in shown}
        points = {
            name: (place.lat, place.lon)
            for name, place in places.items()
            if place.lat is not None and place.lon is not None
        }
        self.point: dict[str, tuple[float, float]] = {}
        self.tall = self.units_per_km = 0.0
        if not points:
            return
        south, north = min(lat for lat, _ in points.values()), max(lat for lat, _ in points.values())
        west, east = min(lon for _, lon in points.values()), max(lon for _, lon in points.values())
        squeeze = cos(radians((south + north) / 2))
        across = max((east - west) * squeeze, 1e-4)
        up = max(north - south, 1e-4)
        self.tall = min(760.0, max(300.0, (_WIDE - 2 * _EDGE) * up / across + 2 * _EDGE + 20))
        unit = min((_WIDE - 2 * _EDGE) / across, (self.tall - 2 * _EDGE - 20) / up)
        left = (_WIDE - unit * across) / 2
        self.units_per_km = unit / _KM_PER_DEGREE
        self.point = {
            name: (left + (lon - west) * squeeze * unit, _EDGE + (north - lat) * unit)
            for name, (lat, lon) in points.items()
        }


def map_html(facts: Facts, inks: dict[str, Ink]) -> str:
    """The map as one SVG, or a sentence when there are no coordinates."""
    sheet = Sheet(facts)
    if not sheet.point:
        return '<p class="note">No map: the places of this problem have no coordinates.</p>'
    busy = sum(row.run is not None for rows in facts.rows.values() for row in rows) > 60 * max(1, len(facts.days))
    look = ' class="crowded"' if busy else ""
    parts = [
        f'<svg id="map"{look} viewBox="0 0 {_WIDE:.0f} {sheet.tall:.0f}" role="img" aria-label="Map of the rounds">'
        f'<rect class="paper" width="{_WIDE:.0f}" height="{sheet.tall:.0f}"/><g id="zoomed">'
    ]
    parts.extend(_schemes(facts, sheet))
    for number, day in enumerate(facts.days):
        parts.append(f'<g class="day" data-day="{day.isoformat()}"{"" if number == 0 else " hidden"}>')
        for rows in facts.rows.values():
            parts.extend(_round(facts, inks, sheet, row) for row in rows if row.day == day and row.run)
        parts.extend(_crosses(facts, sheet, day))
        parts.append("</g>")
    parts.append("</g>")
    parts.append(_bar(sheet))
    parts.append("</svg>")
    return "".join(parts)


def _schemes(facts: Facts, sheet: Sheet) -> Iterator[str]:
    doors: dict[str, list[tuple[float, float]]] = {}
    for place in facts.problem.places:
        if place.scheme and place.id in sheet.point:
            doors.setdefault(place.scheme, []).append(sheet.point[place.id])
    names = {scheme.id: scheme.name or scheme.id for scheme in facts.problem.schemes}
    for scheme, points in doors.items():
        x, y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
        yield (
            f'<g class="scheme"><title>{escape(names[scheme])}: {len(points)} doors</title>'
            f'<rect x="{x - 7:.1f}" y="{y - 7:.1f}" width="14" height="14"/>'
            f'<text x="{x + 9:.1f}" y="{y - 4:.1f}">{escape(names[scheme])}</text></g>'
        )


def _round(facts: Facts, inks: dict[str, Ink], sheet: Sheet, row: Row) -> str:
    problem, run = facts.problem, row.run
    assert run is not None
    worker = problem.worker[row.shift.worker]
    ink = inks[worker.organisation]
    stops = [
        (call, call.visit, sheet.point[call.place]) for call in run.visits if call.visit and call.place in sheet.point
    ]
    if not stops:
        return ""
    line = " ".join(f"{x:.1f},{y:.1f}" for _, _, (x, y) in stops)
    legs = ""
    for place, (x, y) in ((problem.start_place(row.shift), stops[0][2]), (problem.end_place(row.shift), stops[-1][2])):
        if place in sheet.point:
            hx, hy = sheet.point[place]
            legs += f"M{hx:.1f} {hy:.1f}L{x:.1f} {y:.1f}M{hx - 3:.1f} {hy + 3:.1f}h6v-5l-3 -3l-3 3z"
    search = escape(" ".join([worker.name, worker.id, row.shift.id]).lower())
    parts = [
        f'<g class="round o{ink.number}" data-shift="{escape(row.shift.id)}" data-search="{search}">'
        f"<title>{row.number} {escape(worker.name)}: {len(stops)} visits, "
        f"{facts.clock(run.leave)}\u2013{facts.clock(run.back)}</title>"
        f'<path class="home-leg" d="{legs}"/><polyline class="way" points="{line}"/>'
        f'<polyline class="touch" points="{line}"/>'
    ]
    numbers: dict[tuple[float, float], list[str]] = {}
    for number, (call, visit, (x, y)) in enumerate(stops, 1):
        look = f"dot o{inks[visit.organisation].number}" + (" tardy" if visit.id in facts.late else "")
        title = f"{number}. {facts.clock(call.start)} {facts.names(visit)}, {facts.minutes(visit.duration)}"
        parts.append(
            f'<circle class="{look}" cx="{x:.1f}" cy="{y:.1f}" data-visit="{escape(visit.id)}">'
            f"<title>{escape(title)}</title></circle>"
        )
        numbers.setdefault((round(x), round(y)), []).append(str(number))
    for (x, y), here in numbers.items():
        parts.append(f'<text class="order" x="{x + 6:.0f}" y="{y - 5:.0f}">{", ".join(here)}</text>')
    parts.append("</g>")
    return "".join(parts)


def _crosses(facts: Facts, sheet: Sheet, day: date) -> Iterator[str]:
    for entry in facts.unserved:
        visit: Visit = facts.problem.visit[entry.visit]
        where = sheet.point.get(facts.problem.place_of(visit))
        if where is None or day_of(facts, visit) != day:
            continue
        x, y = where
        title = (
            f"NOT SERVED: {facts.client_of(visit).name}, {facts.windows(visit)}. {entry.verdict or ''} {entry.reason}"
        )
        yield (
            f'<g class="cross" data-visit="{escape(visit.id)}" transform="translate({x:.1f} {y:.1f})">'
            f'<title>{escape(title)}</title><g class="steady"><circle r="9"/>'
            f'<path d="M-4.5 -4.5L4.5 4.5M-4.5 4.5L4.5 -4.5"/>'
            f'<text x="11" y="4">{escape(short(facts.client_of(visit).name, 16))}</text></g></g>'
        )


def _bar(sheet: Sheet) -> str:
    wanted = 120 / sheet.units_per_km
    power = 10 ** floor(log10(wanted))
    km = max(step * power for step in (1, 2, 5) if step * power <= wanted)
    text = f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"
    y = sheet.tall - 12
    right = 14 + km * sheet.units_per_km
    return (
        f'<g class="scale" data-km="{km}"><path d="M14 {y - 5:.1f}V{y:.1f}H{right:.1f}V{y - 5:.1f}"/>'
        f'<text x="18" y="{y - 5:.1f}">{text}</text></g>'
    )
