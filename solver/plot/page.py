"""roster.html: one self-contained page, timeline beside map, no network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

from .facts import Facts, Row
from .palette import definitions, inks, legend, styles
from .rounds_map import map_html
from .rows import day_of, span, timeline_html


def page(facts: Facts, headline: Sequence[tuple[str, str, str, bool]], notes: Sequence[str]) -> str:
    """The whole page. headline: (name, figure, small print, alarming) each; notes: sentences for the foot."""
    found = inks(facts.problem)
    here = files(__package__)
    css, script = (here / "page.css").read_text("utf-8"), (here / "page.js").read_text("utf-8")
    problem = facts.problem
    title = problem.name or "Roster"
    days = f"{span(facts.days[0])} {facts.days[0].year}" if facts.days else ""
    if len(facts.days) > 1:
        days += f" to {span(facts.days[-1])}"
    figures = "".join(
        f"<div{' class=alarm' if alarm else ''}><dt>{escape(name)}</dt><dd>{escape(figure)} <small>{escape(small)}</small></dd></div>"
        for name, figure, small, alarm in headline
    )
    data = json.dumps(_data(facts), separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>{escape(title)}</title><style>
{css}
{styles(found)}
</style></head><body>
{definitions(found)}
<header><h1>{escape(title)}</h1><p>{escape(days)}</p><dl class="figures">{figures}</dl></header>
<main>
{_breaches(facts)}
{_unserved(facts)}
<div class="bar">{_switch(facts)}<input id="search" type="search" placeholder="Find a worker, client or visit" aria-label="Find">
<span class="count" id="count"></span><button id="print" type="button">Print</button></div>
{legend(problem, found)}
<div class="both"><div>{timeline_html(facts, found)}</div>
<div class="side"><div class="zoom"><button data-zoom="1.6" aria-label="closer">+</button> <button data-zoom="0.625" aria-label="farther">&minus;</button>
<button data-zoom="0">all</button></div><h2>Rounds on the map</h2>
{map_html(facts, found)}<div id="detail"></div></div></div>
<div class="pair">{_costs(facts)}<section class="panel"><h2>About this roster</h2>
{"".join(f"<p>{escape(note)}</p>" for note in notes)}</section></div>
</main>
<script type="application/json" id="data">{data}</script>
<script>{script}</script></body></html>
"""


def _switch(facts: Facts) -> str:
    if len(facts.days) < 2:
        return ""
    return "".join(f'<button type="button" data-day="{day.isoformat()}">{span(day)}</button>' for day in facts.days)


def _breaches(facts: Facts) -> str:
    """Hard breaches only: nothing here is the normal case."""
    hard = [breach for breach in facts.check.breaches if breach.hard]
    if not hard:
        return ""
    rows = "".join(
        f'<tr{_opens(breach.visit, breach.shift)}><td class="t">{escape(breach.rule)}</td><td>{escape(breach.sentence)}</td></tr>'
        for breach in hard
    )
    return (
        f'<section class="panel left"><h2>Do not send out: {len(hard)} hard rules broken</h2><div class="scroll"><table>'
        f"<tr><th>rule</th><th>what is wrong</th></tr>{rows}</table></div></section>"
    )


def _opens(visit: str, shift: str) -> str:
    if visit:
        return f' data-visit="{escape(visit)}"'
    return f' data-shift="{escape(shift)}"' if shift else ""


def _unserved(facts: Facts) -> str:
    if not facts.unserved:
        return '<section class="panel"><h2>Every visit is served</h2></section>'
    problem, rows = facts.problem, []
    several = len(facts.days) > 1
    for entry in facts.unserved:
        visit = problem.visit[entry.visit]
        client = facts.client_of(visit)
        day = f"{span(day_of(facts, visit))} " if several else ""
        tasks = ", ".join(task.code for task in visit.tasks)
        worth = "optional" if visit.optional else str(visit.priority)
        rows.append(
            f'<tr data-visit="{escape(visit.id)}"><td>{escape(client.name)}</td><td class="t">{escape(visit.id)}</td>'
            f'<td class="t">{escape(day + facts.windows(visit))}</td><td class="n">{facts.minutes(visit.duration)}</td>'
            f"<td>{worth}</td><td>{escape(tasks)}{' (two workers)' if visit.id in facts.paired else ''}</td>"
            f'<td class="verdict {entry.verdict or ""}">{entry.verdict or ""}</td><td>{escape(entry.reason)}</td></tr>'
        )
    return (
        f'<section class="panel left"><h2>Not served: {len(rows)} of {len(problem.visits)} visits</h2><div class="scroll"><table>'
        "<tr><th>client</th><th>visit</th><th>agreed start</th><th class=n>length</th><th>priority</th><th>tasks</th>"
        f"<th>verdict</th><th>why, and what would change it</th></tr>{''.join(rows)}</table></div></section>"
    )


def _costs(facts: Facts) -> str:
    check = facts.check
    counts: dict[str, int] = {}
    for breach in check.breaches:
        counts[breach.rule] = counts.get(breach.rule, 0) + 1
    rows = "".join(
        f"<tr><td>{escape(rule)}</td><td class=n>{counts.get(rule, 0):,}</td><td class=n>{pounds(cost)}</td></tr>"
        for rule, cost in sorted(check.cost.items(), key=lambda item: -item[1])
        if cost
    )
    return (
        '<section class="panel"><h2>Cost by rule</h2><table><tr><th>rule</th><th class=n>times</th><th class=n>\u00a3</th></tr>'
        f"{rows}<tfoot><tr><td>Total</td><td></td><td class=n>{pounds(check.total)}</td></tr></tfoot></table></section>"
    )


def pounds(cost: int) -> str:
    """Cost units (thousandths of a penny) as pounds and pence, without the sign."""
    return f"{cost / 100_000:,.2f}"


def _data(facts: Facts) -> dict[str, Any]:
    """What the script needs to show one round or one unserved visit; text only, shown as text."""
    rounds: dict[str, Any] = {}
    where: dict[str, str] = {}
    for rows in facts.rows.values():
        for row in rows:
            rounds[row.shift.id] = _round(facts, row)
            if row.run:
                for call in row.run.visits:
                    if call.visit:
                        where.setdefault(call.visit.id, row.shift.id)
    unserved = {}
    for entry in facts.unserved:
        visit = facts.problem.visit[entry.visit]
        unserved[visit.id] = {
            "day": day_of(facts, visit).isoformat(),
            "title": f"{facts.client_of(visit).name}, {visit.id}",
            "line": f"Agreed start {facts.windows(visit)}, {facts.minutes(visit.duration)}, priority {visit.priority}, "
            + ", ".join(task.code for task in visit.tasks),
            "reason": f"{entry.verdict or 'No verdict yet'}. {entry.reason}",
        }
    return {"days": [day.isoformat() for day in facts.days], "rounds": rounds, "where": where, "unserved": unserved}


def _round(facts: Facts, row: Row) -> dict[str, Any]:
    problem, shift, run = facts.problem, row.shift, row.run
    worker = problem.worker[shift.worker]
    planned = f"shift {facts.clock(shift.start)}\u2013{facts.clock(shift.end)}"
    title = f"{row.number}  {worker.name}, {problem.organisation[worker.organisation].name}"
    if run is None:
        return {"day": row.day.isoformat(), "title": title, "line": f"{planned}; no visits", "stops": []}
    line = (
        f"{planned}; leaves {facts.clock(run.leave)}, back {facts.clock(run.back)}; {problem.mode_of(shift)}; "
        f"travel between visits {facts.minutes(run.travel)}, waiting {facts.minutes(run.wait)}"
    )
    stops = []
    for call in run.calls:
        if call.visit is None:
            cells = [
                "",
                facts.clock(call.start),
                "break",
                f"{problem.horizon.minutes(call.end - call.start):.0f}",
                "",
                "",
            ]
            stops.append({"cells": cells})
            continue
        visit = call.visit
        notes = [task.code for task in visit.tasks]
        if visit.id in facts.paired:
            notes.append("two workers")
        if visit.id in facts.late:
            notes.append(f"late {facts.minutes(facts.late[visit.id].amount)}")
        if problem.history and not facts.familiar(visit.client, worker.id):
            notes.append("new face")
        notes += [breach.sentence for breach in facts.broken.get(visit.id, ())]
        number = str(sum(stop["cells"][0] != "" for stop in stops) + 1)
        length = f"{problem.horizon.minutes(visit.duration):.0f}"
        travel = f"{problem.horizon.minutes(call.journey):.0f}"
        cells = [number, facts.clock(call.start), facts.client_of(visit).name, length, travel, ", ".join(notes)]
        stops.append({"visit": visit.id, "cells": cells})
    return {"day": row.day.isoformat(), "title": title, "line": line, "stops": stops}
