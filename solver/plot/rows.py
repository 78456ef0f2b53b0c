"""The timeline: one line a shift, grouped by organisation, places along it in per cent so that it fits any width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

from solver.domain import Unserved, Visit
from solver.rules import Call, Run

from .facts import Facts, Row
from .palette import Ink

_TALL = 26  # pixels of one line


class Scale:
    """Per cent along one day's line: the whole hours that hold all its shifts, windows of unserved visits included."""

    def __init__(self, facts: Facts, day: date):
        horizon = facts.problem.horizon
        rows = [row for lines in facts.rows.values() for row in lines if row.day == day]
        begins = [row.shift.start for row in rows] + [row.run.leave for row in rows if row.run]
        ends = [row.shift.end for row in rows] + [row.run.back for row in rows if row.run]
        for visit in unserved_on(facts, day):
            begins.append(visit.windows[0].start)
            ends.append(visit.windows[-1].end + visit.duration)
        hour = 60 * horizon.ticks_per_minute
        self.first = min(begins, default=0) // hour * hour
        self.last = max(self.first + hour, -(-max(ends, default=hour) // hour) * hour)
        self.hour = hour

    def at(self, ticks: int) -> float:
        """Per cent from the left."""
        return 100 * (ticks - self.first) / (self.last - self.first)

    def hours(self) -> Iterator[int]:
        yield from range(self.first, self.last + 1, self.hour)

    def letters(self, ticks: int) -> int:
        """How many letters fit on a block of this length, on the narrowest screen the page is meant for."""
        return int(760 * ticks / (self.last - self.first) / 5.6)


def unserved_on(facts: Facts, day: date) -> list[Visit]:
    """Unserved visits whose window opens on a day."""
    problem = facts.problem
    visits = (problem.visit[entry.visit] for entry in facts.unserved)
    return [visit for visit in visits if day_of(facts, visit) == day]


def day_of(facts: Facts, visit: Visit) -> date:
    """The rostered day nearest to the one a visit's first window opens on."""
    opens = facts.problem.horizon.date(visit.windows[0].start)
    return min(facts.days, key=lambda day: abs(day - opens), default=opens)


def timeline_html(facts: Facts, inks: dict[str, Ink]) -> str:
    """Every day's axis, unserved lanes and shift lines."""
    return "".join(_day(facts, inks, day, first=number == 0) for number, day in enumerate(facts.days))


def _day(facts: Facts, inks: dict[str, Ink], day: date, first: bool) -> str:
    scale = Scale(facts, day)
    parts = [f'<section class="day" data-day="{day.isoformat()}"{"" if first else " hidden"}>', _axis(facts, scale)]
    left_out = [entry for entry in facts.unserved if day_of(facts, facts.problem.visit[entry.visit]) == day]
    missing = [entry for entry in left_out if entry.visit not in facts.stopped]
    stopped = [entry for entry in left_out if entry.visit in facts.stopped]
    for entries, name, look in ((missing, "Not served", " alarm"), (stopped, "Stopped", "")):
        if entries:
            parts.append(f'<h3 class="group{look}">{name} <small>{len(entries)}</small></h3>')
            parts.extend(_lane(facts, scale, lane) for lane in _packed(facts, entries))
    for organisation, rows in facts.rows.items():
        today = [row for row in rows if row.day == day]
        if not today:
            continue
        ink, name = inks[organisation], facts.problem.organisation[organisation].name
        used = sum(row.run is not None for row in today)
        parts.append(
            f'<h3 class="group o{ink.number}"><b>{escape(ink.code)}</b> {escape(name)} '
            f"<small>{used} of {len(today)} shifts used</small></h3>"
        )
        parts.extend(_row(facts, inks, scale, row) for row in today)
    parts.append("</section>")
    return "".join(parts)


def _axis(facts: Facts, scale: Scale) -> str:
    step = 1 if scale.last - scale.first <= 20 * scale.hour else 2
    marks = "".join(
        f'<text x="{scale.at(tick):.2f}%" y="14" text-anchor="middle">{escape(facts.clock(tick))}</text>'
        for tick in list(scale.hours())[::step]
    )
    return f'<div class="line axis"><span class="who"></span><svg class="track" height="20">{marks}</svg></div>'


def _grid(scale: Scale) -> str:
    return "".join(
        f'<line class="hour" x1="{scale.at(tick):.2f}%" x2="{scale.at(tick):.2f}%" y1="0" y2="{_TALL}"/>'
        for tick in scale.hours()
    )


def _packed(facts: Facts, entries: Iterable[Unserved]) -> list[list[Unserved]]:
    """Unserved visits in as few lanes as their windows allow."""
    lanes: list[tuple[int, list[Unserved]]] = []
    for entry in sorted(entries, key=lambda entry: facts.problem.visit[entry.visit].windows[0].start):
        visit = facts.problem.visit[entry.visit]
        begin, end = visit.windows[0].start, visit.windows[-1].end + visit.duration
        for number, (free, lane) in enumerate(lanes):
            if free <= begin:
                lane.append(entry)
                lanes[number] = (end, lane)
                break
        else:
            lanes.append((end, [entry]))
    return [lane for _, lane in lanes]


def _lane(facts: Facts, scale: Scale, lane: list[Unserved]) -> str:
    parts = [_grid(scale)]
    words = []
    for entry in lane:
        visit = facts.problem.visit[entry.visit]
        begin, end = visit.windows[0].start, visit.windows[-1].end + visit.duration
        client = facts.client_of(visit)
        stop = facts.stopped.get(visit.id)
        why = f"{stop}." if stop else f"{entry.verdict or 'no verdict'}: {entry.reason}"
        title = (
            f"{'STOPPED' if stop else 'NOT SERVED'}: {client.name}, {facts.windows(visit)}, "
            f"{facts.minutes(visit.duration)}, priority {visit.priority}\n{why}"
        )
        label = client.name[: max(3, scale.letters(end - begin) - 2)]
        parts.append(
            f'<g class="visit-mark" data-visit="{escape(visit.id)}"><title>{escape(title)}</title>'
            f'<rect class="left-out" x="{scale.at(begin):.2f}%" y="4" width="{scale.at(end) - scale.at(begin):.2f}%" '
            f'height="18"/><text class="left-out-name" x="{scale.at(begin):.2f}%" dx="4" y="17">'
            f"\u2715 {escape(label)}</text></g>"
        )
        words.append(f"{client.name} {visit.id}")
    search = escape(" ".join(words).lower())
    return (
        f'<div class="line lane" data-search="{search}"><span class="who">agreed window</span>'
        f'<svg class="track" height="{_TALL}">{"".join(parts)}</svg></div>'
    )


def _row(facts: Facts, inks: dict[str, Ink], scale: Scale, row: Row) -> str:
    problem, shift, run = facts.problem, row.shift, row.run
    worker = problem.worker[shift.worker]
    parts = [_grid(scale), _bar(scale, shift.start, shift.end, 2, _TALL - 4, "shift")]
    words = [worker.name, worker.id, shift.id]
    if run is not None:
        parts.extend(_run_parts(facts, inks, scale, run))
        words += [f"{facts.names(call.visit)} {call.visit.id}" for call in run.visits if call.visit]
    many = len(run.visits) if run else 0
    nurse = "RN, " if worker.registered_nurse else ""
    label = (
        f'<span class="who" title="{escape(_about(facts, row))}"><b>{row.number}</b> {escape(worker.name)}'
        f" <small>{nurse}{many or 'no visits'}</small></span>"
    )
    return (
        f'<div class="line round{"" if run else " idle"}" data-shift="{escape(shift.id)}" tabindex="0" '
        f'data-search="{escape(" ".join(words).lower())}">{label}'
        f'<svg class="track" height="{_TALL}">{"".join(parts)}</svg></div>'
    )


def _about(facts: Facts, row: Row) -> str:
    shift, worker = row.shift, facts.problem.worker[row.shift.worker]
    held = ", ".join(item.competency for item in worker.competencies) or "none"
    visits = len(row.run.visits) if row.run else 0
    return (
        f"{worker.name} ({worker.id}), shift {shift.id} {facts.clock(shift.start)}\u2013{facts.clock(shift.end)}\n"
        f"{visits} visits, by {facts.problem.mode_of(shift)}{', registered nurse' if worker.registered_nurse else ''}\n"
        f"competencies: {held}"
    )


def _bar(scale: Scale, begin: int, end: int, top: int, tall: int, look: str) -> str:
    left, right = scale.at(begin), scale.at(end)
    return f'<rect class="{look}" x="{left:.2f}%" y="{top}" width="{max(0.0, right - left):.2f}%" height="{tall}"/>'


def _run_parts(facts: Facts, inks: dict[str, Ink], scale: Scale, run: Run) -> Iterator[str]:
    middle = _TALL // 2

    def way(begin: int, end: int, look: str) -> str:
        return (
            f'<line class="{look}" x1="{scale.at(begin):.2f}%" x2="{scale.at(end):.2f}%" y1="{middle}" y2="{middle}"/>'
        )

    yield way(run.leave, run.leave + run.home_out, "travel home")
    for call in run.calls[1:]:
        yield way(call.arrival - call.journey, call.arrival, "travel")
        if call.wait:
            title = f"<title>waits {facts.minutes(call.wait)}</title>"
            yield f"<g>{title}{_bar(scale, call.arrival, call.start, middle - 4, 8, 'wait')}</g>"
    yield way(run.calls[-1].end, run.back, "travel home")
    if run.back > run.shift.end:
        yield _bar(scale, run.shift.end, run.back, _TALL - 4, 3, "over")
    for call in run.calls:
        yield _rest(facts, scale, call) if call.visit is None else _visit(facts, inks, scale, run, call, call.visit)


def _rest(facts: Facts, scale: Scale, call: Call) -> str:
    title = f"break {facts.clock(call.start)}\u2013{facts.clock(call.end)}"
    letter = "break" if scale.letters(call.end - call.start) >= 6 else "b"
    return (
        f"<g><title>{escape(title)}</title>{_bar(scale, call.start, call.end, 5, _TALL - 10, 'rest')}"
        f'<text class="rest-name" x="{scale.at((call.start + call.end) // 2):.2f}%" y="17">{letter}</text></g>'
    )


def _visit(facts: Facts, inks: dict[str, Ink], scale: Scale, run: Run, call: Call, visit: Visit) -> str:
    ink, client = inks[visit.organisation], facts.client_of(visit)
    late, broken = facts.late.get(visit.id), facts.broken.get(visit.id)
    title = [
        f"{facts.clock(call.start)}\u2013{facts.clock(call.end)} {facts.names(visit)} ({visit.id})",
        f"agreed start {facts.windows(visit)}, priority {visit.priority}, {tasks_of(visit)}",
    ]
    if joins := facts.joins(visit):
        title.append(joins)
    if company := facts.company(visit):
        title.append(company)
    if late:
        title.append(late.sentence)
    title += [breach.sentence for breach in broken or ()]
    looks = " ".join(["visit", f"o{ink.number}"] + ["broken"] * bool(broken))
    left, right = scale.at(call.start), scale.at(call.end)
    parts = [f"<title>{escape(chr(10).join(title))}</title>", _bar(scale, call.start, call.end, 3, _TALL - 6, looks)]
    fits = scale.letters(call.end - call.start)
    if fits >= 3:
        parts.append(f'<text class="name" x="{left:.2f}%" dx="3" y="15">{escape(short(client.name, fits))}</text>')
    others = {part.organisation for part in visit.commissioned} - {visit.organisation}
    for number, other in enumerate(sorted(others, key=lambda name: inks[name].number)):  # whose visit it is as well
        looks = f"visit o{inks[other].number}"
        parts.append(_bar(scale, call.start, call.end, _TALL - 10 - 7 * number, 7, looks))
    if company:
        ends = f'x1="{left:.2f}%" x2="{right:.2f}%"'
        parts += [f'<line class="two" {ends} y1="{low}" y2="{low}"/>' for low in (_TALL - 5, _TALL - 8)]
    if late:
        parts.append(
            f'<svg x="{(left + right) / 2:.2f}%" y="0" width="14" height="10" style="overflow:visible">'
            f'<path d="M-6 0 h12 l-6 9 z" class="late"/></svg>'
        )
    return f'<g class="visit-mark" data-visit="{escape(visit.id)}">{"".join(parts)}</g>'


def tasks_of(visit: Visit) -> str:
    return ", ".join(task.code for task in visit.tasks)


def short(name: str, letters: int) -> str:
    """As much of a name as fits, the surname first."""
    surname = name.split()[-1] if name.split() else name
    return surname[:letters]


def span(day: date) -> str:
    """A day as the switch shows it, "Mon 2 Mar"."""
    return f"{day:%a} {day.day} {day:%b}"
