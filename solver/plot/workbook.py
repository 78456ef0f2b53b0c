"""roster.xlsx: the roster as sheets to sort, filter and print; times are real Excel times on the local clock."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from solver.check import charged_minutes
from solver.domain import METRES_A_MILE
from solver.explain import is_paid, split_paid
from solver.reading import find_oddities
from solver.realism import ROOMS, Row, range_told, sources_used, summary, told
from solver.result import PAID, Headline
from solver.rules import faces_of

from .facts import Facts

Cell = Any  # text, number, datetime or None
_POUND = 100_000  # in cost units


class _Book:
    """A workbook in memory with the few looks the sheets share."""

    def __init__(self, facts: Facts):
        self.facts, self.buffer = facts, io.BytesIO()
        # Nothing a name or a note says may become a formula or a link.
        plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(self.buffer, plain)
        date = "ddd d mmm hh:mm" if facts.problem.horizon.days > 1 else "hh:mm"
        top = {"valign": "top"}
        self.looks = {
            "": self.book.add_format(top),
            "wrap": self.book.add_format({**top, "text_wrap": True}),
            "time": self.book.add_format({**top, "num_format": date, "align": "left"}),
            "day": self.book.add_format({**top, "num_format": "ddd d mmm yyyy", "align": "left"}),
            "minutes": self.book.add_format({**top, "num_format": "#,##0"}),
            "share": self.book.add_format({**top, "num_format": "0%"}),
            "one": self.book.add_format({**top, "num_format": "0.0"}),
            "points": self.book.add_format({**top, "num_format": "#,##0.00"}),
            "pounds": self.book.add_format({**top, "num_format": "\u00a3#,##0.00"}),
            "head": self.book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EDF3", "text_wrap": True}),
            "bold": self.book.add_format({"bold": True, "valign": "top"}),
        }

    def sheet(self, name: str, columns: Sequence[tuple[str, int, str]], rows: Iterable[Sequence[Cell]]) -> None:
        """One sheet: (heading, width, look) a column; frozen, filtered and fitted to the width of a landscape page."""
        page = self.book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer(f"&L{name}&RPage &P of &N")
        for number, (heading, width, _) in enumerate(columns):
            page.set_column(number, number, width)
            page.write_string(0, number, heading, self.looks["head"])
        last = 0
        for last, row in enumerate(rows, 1):
            for number, ((_, _, form), value) in enumerate(zip(columns, row, strict=True)):
                look = self.looks[form]
                if value is None:
                    page.write_blank(last, number, None, look)
                elif isinstance(value, datetime):
                    page.write_datetime(last, number, value, look)
                elif isinstance(value, str):
                    page.write_string(last, number, value, look)
                else:
                    page.write_number(last, number, value, look)
        if last:
            page.autofilter(0, 0, last, len(columns) - 1)

    def time(self, ticks: int) -> Cell:
        """An instant on the local wall clock, or a plain number on a literature clock."""
        horizon = self.facts.problem.horizon
        return horizon.minutes(ticks) if horizon.abstract else horizon.moment(ticks).replace(tzinfo=None)

    def minutes(self, ticks: int) -> float:
        return self.facts.problem.horizon.minutes(ticks)


def workbook(
    facts: Facts,
    figures: Sequence[Headline],
    notes: Sequence[str],
    first: Sequence[str] = (),
    realism: Sequence[Row] = (),
) -> bytes:
    """The workbook as bytes. notes: sentences for the summary sheet's foot; first: those told before any figure.

    realism: how like life the day is, for a sheet of its own; none: no sheet.
    """
    book = _Book(facts)
    _summary(book, figures, notes, first)
    _please_look(book)
    _rounds(book)
    _unserved(book)
    _workers(book)
    _clients(book)
    _costs(book)
    _funders(book)
    _each_cost(book)
    if realism:
        _realism(book, realism)
    book.book.close()
    return book.buffer.getvalue()


def _summary(book: _Book, figures: Sequence[Headline], notes: Sequence[str], first: Sequence[str]) -> None:
    rows = [
        ["Roster", book.facts.problem.name, ""],
        *(["To know first", note, ""] for note in first),
        *([line.name, line.figure, line.small] for line in figures),
        *(["About", note, ""] for note in notes),
    ]
    book.sheet("Summary", [("figure", 18, "bold"), ("value", 60, "wrap"), ("", 60, "wrap")], rows)


def _please_look(book: _Book) -> None:
    """A row for every row of the document that is hardly meant so; no sheet where there is none."""
    rows = [
        [row, oddity.what, oddity.effect]
        for oddity in find_oddities(book.facts.problem, book.facts.check.pack)
        for row in oddity.where
    ]
    if rows:
        book.sheet(
            "Please look at", [("row", 24, "bold"), ("what is odd", 80, "wrap"), ("as it stands", 60, "wrap")], rows
        )


def _rounds(book: _Book) -> None:
    columns = [
        ("round", 7, ""),
        ("worker", 24, ""),
        ("organisation", 24, ""),
        ("shift", 14, ""),
        ("stop", 6, ""),
        ("start", 15, "time"),
        ("end", 15, "time"),
        ("client", 24, ""),
        ("address", 26, "wrap"),
        ("tasks", 36, "wrap"),
        ("travel min", 8, "minutes"),
        ("wait min", 8, "minutes"),
        ("notes", 40, "wrap"),
        ("visit", 16, ""),
    ]
    book.sheet("Rounds", columns, _stops(book))


def _stops(book: _Book) -> Iterable[list[Cell]]:
    facts, problem = book.facts, book.facts.problem
    places = {place.id: place for place in problem.places}
    for organisation, rows in facts.rows.items():
        for row in rows:
            worker = problem.worker[row.shift.worker]
            head = [row.number, worker.name, problem.organisation[organisation].name, row.shift.id]
            for number, call in enumerate(row.run.calls if row.run else (), 1):
                times = [book.time(call.start), book.time(call.end)]
                ways = [book.minutes(call.journey), book.minutes(call.wait)]
                if call.visit is None:
                    yield [*head, number, *times, "break", "", "", *ways, "", ""]
                    continue
                visit = call.visit
                place = places[call.place]
                yield [
                    *head,
                    number,
                    *times,
                    facts.names(visit),
                    place.address or place.name or place.id,
                    ", ".join(task.code for task in visit.tasks),
                    *ways,
                    "; ".join(facts.remarks(visit, worker.id)),
                    visit.id,
                ]


def _unserved(book: _Book) -> None:
    facts, problem = book.facts, book.facts.problem
    columns = [
        ("client", 24, ""),
        ("visit", 16, ""),
        ("earliest start", 15, "time"),
        ("latest start", 15, "time"),
        ("minutes", 9, "minutes"),
        ("workers", 8, ""),
        ("priority", 9, ""),
        ("optional", 9, ""),
        ("tasks", 30, "wrap"),
        ("verdict", 12, "bold"),
        ("why, and what would change it", 80, "wrap"),
    ]
    rows = []
    for entry in facts.unserved:
        visit = problem.visit[entry.visit]
        rows.append(
            [
                facts.client_of(visit).name,
                visit.id,
                book.time(visit.windows[0].start),
                book.time(visit.windows[-1].end),
                book.minutes(visit.duration),
                visit.workers,
                visit.priority,
                "yes" if visit.optional else "no",
                ", ".join(task.code for task in visit.tasks),
                entry.verdict or "",
                entry.reason,
            ]
        )
    book.sheet("Unserved", columns, rows)


def _workers(book: _Book) -> None:
    facts, problem = book.facts, book.facts.problem
    columns = [
        ("worker", 24, ""),
        ("organisation", 26, ""),
        ("shifts", 7, ""),
        ("visits", 7, ""),
        ("contact min", 11, "minutes"),
        ("travel min", 11, "minutes"),
        ("waiting min", 11, "minutes"),
        ("worked min", 11, "minutes"),
        ("overtime min", 12, "minutes"),
        ("miles", 8, "one"),
        ("clients", 8, ""),
        ("new faces", 9, ""),
    ]
    rows = []
    for worker in problem.workers:
        runs = [run for run in facts.timeline.runs.values() if run.shift.worker == worker.id]
        met = {client for run in runs for call in run.visits if call.visit for client in call.visit.clients}
        over = sum(max(0, run.back - run.shift.end) for run in runs)
        rows.append(
            [
                worker.name,
                problem.organisation[worker.organisation].name,
                len(runs),
                sum(len(run.visits) for run in runs),
                *(
                    book.minutes(sum(ticks))
                    for ticks in (
                        [run.contact for run in runs],
                        [run.travel for run in runs],
                        [run.wait for run in runs],
                        [run.worked for run in runs],
                    )
                ),
                book.minutes(over),
                sum(run.metres for run in runs) / METRES_A_MILE,
                len(met),
                sum(not facts.familiar(client, worker.id) for client in met),
            ]
        )
    book.sheet("Workers", columns, rows)


def _clients(book: _Book) -> None:
    facts, problem = book.facts, book.facts.problem
    columns = [
        ("client", 24, ""),
        ("visits today", 8, ""),
        ("served", 8, ""),
        ("workers on this roster", 60, "wrap"),
        ("visits counted", 9, ""),
        ("faces", 7, ""),
        ("usual face", 10, "share"),
        ("concentration", 13, "one"),
    ]
    days = float(problem.pack.get("continuity", {}).get("window_days", 14))
    faces = faces_of(problem, facts.timeline, days)["all"]
    asked = Counter(part.client for visit in problem.visits for part in visit.commissioned)
    rows: list[list[Cell]] = []
    for client in problem.clients:
        served = [visit for visit in facts.timeline.served if client.id in problem.visit[visit].clients]
        names = {problem.worker[run.shift.worker].name for visit in served for run, _ in facts.timeline.served[visit]}
        seen = faces.get(client.id)
        known = [seen.visits, seen.faces, seen.share, seen.concentration] if seen else [0, 0, None, None]
        done = sum(part.client == client.id for visit in served for part in problem.visit[visit].commissioned)
        rows.append([client.name, asked[client.id], done, ", ".join(sorted(names)), *known])
    book.sheet("Clients", columns, rows)


def _costs(book: _Book) -> None:
    check, abstract = book.facts.check, book.facts.problem.horizon.abstract
    counts = Counter(breach.rule for breach in check.breaches)
    if abstract:
        ordered = sorted(check.score.by_rule.items(), key=lambda item: -item[1])
        bare: list[list[Cell]] = [[rule, counts[rule], cost / 1000] for rule, cost in ordered]
        bare.append(["total", None, check.score.total / 1000])
        book.sheet("Cost by rule", [("rule", 22, "bold"), ("times", 8, "minutes"), ("cost", 14, "one")], bare)
        return
    paid, weighed = split_paid(check.score.by_rule)
    rows: list[list[Cell]] = [[rule, counts[rule], cost / _POUND, None] for rule, cost in paid.items()]
    rows += [[rule, counts[rule], None, cost / _POUND] for rule, cost in weighed.items()]
    rows.append(["total", None, sum(paid.values()) / _POUND, sum(weighed.values()) / _POUND])
    columns = [
        ("rule", 22, "bold"),
        ("times", 8, "minutes"),
        (f"{PAID.lower()} \u00a3", 18, "pounds"),
        ("preferences, no money: points", 18, "points"),
    ]
    book.sheet("Cost by rule", columns, rows)


def _funders(book: _Book) -> None:
    problem, judged = book.facts.problem, book.facts.check
    rows = [
        ["nobody known: nursing of a visit that a council pays for", None, minutes]
        if funder is None
        else [problem.organisation[funder].name, funder, minutes]
        for funder, minutes in charged_minutes(problem, judged.timeline, judged.pack.catalogue(problem)).items()
    ]
    columns = [("who pays", 40, "bold"), ("organisation", 16, ""), ("worker minutes at the door", 14, "minutes")]
    book.sheet("Funders", columns, rows)


def _realism(book: _Book, rows: Sequence[Row]) -> None:
    """How like life the day is: every measure with what was published, what they come to, and the sources."""
    columns = [
        ("about", 14, "bold"),
        ("measure", 60, "wrap"),
        ("this day", 11, ""),
        ("verdict", 11, "bold"),
        ("published", 60, "wrap"),
        ("why it is outside", 60, "wrap"),
    ]
    lines: list[list[Cell]] = [["In all", sentence, "", "", "", ""] for sentence in summary(rows)]
    for row in rows:
        known = row.published
        lines.append(
            [ROOMS[known.room], known.what, told(row.value, known.unit), row.verdict, range_told(known), row.why]
        )
    lines += [["Source", f"{name}: {text}", "", "", "", ""] for name, text in sources_used(rows).items()]
    book.sheet("Realism", columns, lines)


def _each_cost(book: _Book) -> None:
    """Everything that costs or is broken, one by one: most of it breaks nothing, so it is not called so."""
    facts = book.facts
    abstract = facts.problem.horizon.abstract
    columns = [
        ("rule", 18, ""),
        ("hard", 7, ""),
        ("what", 90, "wrap"),
        ("cost" if abstract else f"{PAID.lower()} \u00a3", 11, "one" if abstract else "pounds"),
        *([] if abstract else [("points", 11, "points")]),
        ("visit", 16, ""),
        ("shift", 14, ""),
        ("worker", 12, ""),
        ("client", 12, ""),
    ]
    rows = (
        [
            breach.rule,
            "HARD" if breach.hard else "",
            breach.sentence,
            *_apart(breach.rule, breach.cost, abstract),
            breach.visit,
            breach.shift,
            breach.worker,
            breach.client,
        ]
        for breach in facts.check.breaches
    )
    book.sheet("Costs in detail", columns, rows)


def _apart(rule: str, cost: int, abstract: bool) -> list[Cell]:
    """A cost in the column of what is paid or in that of what only weighs; in the only one on a literature clock."""
    if abstract:
        return [cost / 1000]
    return [cost / _POUND, None] if is_paid(rule) else [None, cost / _POUND]
