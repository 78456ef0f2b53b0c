"""roster.html: one self-contained page, timeline beside map, no network."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from solver.domain import Unserved, explain_verdicts
from solver.explain import cost_label, money, points, split_paid, told_cost
from solver.result import PAID, WEIGHED, Headline
from solver.rules import Call, explain_loosened

from .facts import Facts, Row
from .palette import definitions, inks, legend, styles
from .rounds_map import map_html
from .rows import day_of, span, timeline_html


def page(facts: Facts, figures: Sequence[Headline], notes: Sequence[str], first: Sequence[str] = ()) -> str:
    """The whole page. notes: sentences for its foot; first: those told before any figure."""
    problem = facts.problem
    found = inks(problem)
    here = files(__package__)
    days = f"{span(facts.days[0])} {facts.days[0].year}" if facts.days else ""
    if len(facts.days) > 1:
        days += f" to {span(facts.days[-1])}"
    # Only </script> could end the data early; "<" written as an escape cannot.
    data = json.dumps(_data(facts), separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    parts = {
        "title": escape(problem.name or "Roster"),
        "css": (here / "page.css").read_text("utf-8"),
        "styles": styles(found),
        "definitions": definitions(found),
        "days": escape(days),
        "first": _first(first),
        "figures": "".join(map(_figure, figures)),
        "breaches": _breaches(facts),
        "unserved": _unserved(facts),
        "switch": _switch(facts),
        "legend": legend(problem, found),
        "timeline": timeline_html(facts, found),
        "map": map_html(facts, found),
        "costs": _costs(facts),
        "notes": "".join(f"<p>{escape(note)}</p>" for note in notes),
        "data": data,
        "script": (here / "page.js").read_text("utf-8"),
    }
    return Template((here / "page.html").read_text("utf-8")).substitute(parts)


def _first(sentences: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(explain_loosened(sentence))}</li>" for sentence in sentences)
    return f'<ul class="first">{items}</ul>' if items else ""


def _figure(line: Headline) -> str:
    look = ' class="alarm"' if line.alarm else ""
    small = f" <small>{escape(line.small)}</small>" if line.small else ""
    return f"<div{look}><dt>{escape(line.name)}</dt><dd>{escape(line.figure)}{small}</dd></div>"


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
        f'<tr{_opens(breach.visit, breach.shift)}><td class="t">{escape(breach.rule)}</td>'
        f"<td>{escape(breach.sentence)}</td></tr>"
        for breach in hard
    )
    return (
        f'<section class="panel left"><h2>Do not send out: {len(hard)} breaches of hard rules</h2>'
        f'<div class="scroll"><table>'
        f"<tr><th>rule</th><th>what is wrong</th></tr>{rows}</table></div></section>"
    )


def _opens(visit: str, shift: str) -> str:
    if visit:
        return f' data-visit="{escape(visit)}"'
    return f' data-shift="{escape(shift)}"' if shift else ""


def _unserved(facts: Facts) -> str:
    if not facts.unserved:
        return '<section class="panel"><h2>Every visit is served</h2></section>'
    missing = [entry for entry in facts.unserved if entry.visit not in facts.stopped]
    stopped = [entry for entry in facts.unserved if entry.visit in facts.stopped]
    return (
        _left_out(facts, missing, f"Not served: {len(missing)} of {facts.check.figures.commissioned} visits", "left")
        if missing
        else ""
    ) + (
        _left_out(facts, stopped, f"Stopped: {len(stopped)}, nobody makes them until it is ended", "")
        if stopped
        else ""
    )


def _left_out(facts: Facts, entries: Sequence[Unserved], title: str, look: str) -> str:
    """A table of visits left out, with why."""
    problem, rows = facts.problem, []
    several = len(facts.days) > 1
    for entry in entries:
        visit = problem.visit[entry.visit]
        stop = facts.stopped.get(entry.visit)
        verdict, why = ("", f"{stop}.") if stop else (entry.verdict or "", entry.reason)
        client = facts.client_of(visit)
        day = f"{span(day_of(facts, visit))} " if several else ""
        tasks = ", ".join(task.code for task in visit.tasks)
        worth = "optional" if visit.optional else str(visit.priority)
        rows.append(
            f'<tr data-visit="{escape(visit.id)}"><td>{escape(client.name)}</td><td class="t">{escape(visit.id)}</td>'
            f'<td class="t">{escape(day + facts.windows(visit))}</td><td class="n">{facts.minutes(visit.duration)}</td>'
            f"<td>{worth}</td><td>{escape(tasks)}{f' ({company})' if (company := facts.company(visit)) else ''}</td>"
            f'<td class="verdict {verdict}">{verdict}</td><td>{escape(why)}</td></tr>'
        )
    told = explain_verdicts(entry.verdict for entry in entries if entry.visit not in facts.stopped)
    meaning = f'<p class="note">{escape(told)}</p>' if told else ""
    return (
        f'<section class="panel {look}"><h2>{title}</h2>{meaning}'
        f'<div class="scroll"><table>'
        "<tr><th>client</th><th>visit</th><th>agreed start</th><th class=n>length</th><th>priority</th><th>tasks</th>"
        f"<th>verdict</th><th>why, and what would change it</th></tr>{''.join(rows)}</table></div></section>"
    )


def _costs(facts: Facts) -> str:
    score, counts = facts.check.score, Counter(breach.rule for breach in facts.check.breaches)
    paid, weighed = split_paid(score.by_rule)
    rows = "".join(
        f"<tr><td>{escape(cost_label(rule))}</td><td class=n>{counts[rule]:,}</td>"
        f"<td class=n>{told_cost(facts.problem, rule, cost)}</td></tr>"
        for rule, cost in (*paid.items(), *weighed.items())
        if cost
    )
    problem = facts.problem
    sums = [("Total", money(problem, score.total))]
    if not problem.horizon.abstract:
        sums = [
            (PAID, money(problem, sum(paid.values()))),
            (f"{WEIGHED}, no money", points(problem, sum(weighed.values()))),
            ("All, a pound as a point", points(problem, score.total)),
        ]
    feet = "".join(f"<tr><td>{name}</td><td></td><td class=n>{total}</td></tr>" for name, total in sums)
    return (
        '<section class="panel"><h2>Cost by rule</h2>'
        f"<table><tr><th>rule</th><th class=n>times</th><th class=n>cost</th></tr>"
        f"{rows}<tfoot>{feet}</tfoot></table></section>"
    )


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
                        for name in (call.visit.id, *(part.id for part in call.visit.commissioned)):
                            where.setdefault(name, row.shift.id)
    unserved = {}
    for entry in facts.unserved:
        visit = facts.problem.visit[entry.visit]
        unserved[visit.id] = {
            "day": day_of(facts, visit).isoformat(),
            "heading": "Stopped" if visit.id in facts.stopped else "Not served",
            "title": f"{facts.client_of(visit).name}, {visit.id}",
            "line": f"Agreed start {facts.windows(visit)}, {facts.minutes(visit.duration)}, priority {visit.priority}, "
            + ", ".join(task.code for task in visit.tasks),
            "reason": f"{facts.stopped[visit.id]}."
            if visit.id in facts.stopped
            else f"{entry.verdict or 'No verdict yet'}. {entry.reason}",
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
    stops: list[dict[str, Any]] = []
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
        notes = [task.code for task in visit.tasks] + facts.remarks(visit, worker.id)
        number = str(sum(stop["cells"][0] != "" for stop in stops) + 1)
        length = f"{problem.horizon.minutes(visit.duration):.0f}"
        client = facts.names(visit)
        cells = [number, facts.clock(call.start), client, length, _journey(facts, call), ", ".join(notes)]
        stops.append({"visit": visit.id, "cells": cells, "rests": list(facts.rests_on.get(visit.id, ()))})
    return {"day": row.day.isoformat(), "title": title, "line": line, "stops": stops}


def _journey(facts: Facts, call: Call) -> str:
    return f"{facts.problem.horizon.minutes(call.journey):.0f}"
