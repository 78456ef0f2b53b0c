"""The morning report: one row a team, and what needs a human. As text, page and JSON, all from the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

from .teams import Team

HEADINGS = ("Team", "Served", "Unserved", "Hard", "Travel", "Joins waiting", "Cost", "Needs a human")
_SHOWN = 8  # faults of one file in the text; the JSON has all


@dataclass(frozen=True)
class Row:
    """One team's line. figures: as a solver process noted them; None where there is no roster.

    needs: what a human must look at, most urgent first. faults: of the file. failures: of the program. notes: what is
    to be told first of the day. also: what is known, or not, of the day before, and how
    much is unknown; nobody is needed for that this morning.
    """

    team: str
    title: str
    figures: Mapping[str, Any] | None
    needs: tuple[str, ...]
    faults: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    seconds: float = 0.0
    slices: int = 0
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The row in words, under HEADINGS."""
        if self.figures is None:
            return (self.team, "-", "-", "-", "-", "-", "-", "; ".join(self.needs))
        seen = self.figures
        return (
            self.team,
            f"{seen['served']:,} of {seen['commissioned']:,}",
            _unserved(seen),
            str(seen["hard"]),
            _hours(seen["travel_minutes"]),
            str(sum(seen["joins"].values())),
            f"{seen['cost']:,.1f}" if seen["abstract"] else f"{seen['cost'] / 100:,.2f} points",
            "; ".join(self.needs) or "nothing",
        )


def row(team: Team) -> Row:
    """The line of a team."""
    return row_of(
        team.name,
        team.title,
        team.row or None,
        team.faults,
        tuple(team.failures),
        team.cpu,
        team.curve.slices,
        team.notes,
        team.also,
    )


def row_of(
    name: str,
    title: str,
    figures: Mapping[str, Any] | None,
    faults: tuple[str, ...],
    failures: tuple[str, ...],
    seconds: float,
    slices: int,
    notes: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
) -> Row:
    """A line from what is known. seconds: of CPU; slices: pieces of work on it."""
    needs = _needs(figures, faults, failures)
    if notes and not faults:
        needs.append(f"{_many(len(notes), 'thing')} to know of the day, below")
    return Row(name, title, figures, tuple(needs), faults, failures, round(seconds, 1), slices, notes, also)


def _needs(seen: Mapping[str, Any] | None, faults: tuple[str, ...], failures: tuple[str, ...]) -> list[str]:
    if faults:
        return [f"file could not be read: {_many(len(faults), 'fault')}"]
    if seen is None:
        return [f"no roster: {failures[0]}" if failures else "no roster: no time was left"]
    needs = []
    if seen["hard"]:
        needs.append(f"DO NOT SEND OUT: {_many(seen['hard'], 'hard breach', 'hard breaches')}")
    if seen["must"]:
        urgent = f": {seen['urgent']} urgent" if seen["urgent"] else ""
        needs.append(f"{_many(seen['must'], 'visit')} unserved{urgent}")
    for role, count in sorted(seen["joins"].items()):
        needs.append(f"{_many(count, 'join')} {'waits' if count == 1 else 'wait'} for the {role}")
    if not seen["audited"]:
        needs.append("not audited: why visits are unserved is not worked out" if seen["must"] else "not audited")
    if failures:
        needs.append(f"the solver failed {_times(len(failures))}, the best roster was kept")
    return needs


def report_text(rows: Sequence[Row], about: Mapping[str, Any]) -> str:
    """The report for a mail or a printer, 120 columns at most where names allow."""
    table = [HEADINGS, *(one.cells for one in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS) - 1)]
    right = {1, 2, 3, 4, 5, 6}
    lines = [_title(about), ""]
    indent = sum(widths) + 2 * len(widths)
    for line in table:
        cells = [line[n].rjust(widths[n]) if n in right else line[n].ljust(widths[n]) for n in range(len(widths))]
        said = wrap(line[-1], max(30, 120 - indent)) or [""]
        lines.append("  ".join([*cells, said[0]]).rstrip())
        lines += [" " * indent + more for more in said[1:]]
    lines += ["", *_totals(rows), *_wrong(rows)]
    lines += [f"Not looked at: {', '.join(about['ignored'])}."] if about.get("ignored") else []
    return "\n".join(lines) + "\n"


def _title(about: Mapping[str, Any]) -> str:
    return f"Morning report of {about['finished']}, deadline {about['deadline']}"


def _totals(rows: Sequence[Row]) -> list[str]:
    seen = [one.figures for one in rows if one.figures is not None]
    money = [one for one in seen if not one["abstract"]]
    cost = f", {sum(one['cost'] for one in money) / 100:,.2f} points in all" if money else ""
    served, asked = sum(one["served"] for one in seen), sum(one["commissioned"] for one in seen)
    human = sum(bool(one.needs) for one in rows)
    return [
        f"{_many(len(rows), 'team')}, {len(seen)} with a roster: {served:,} of {asked:,} visits served{cost}.",
        f"{_many(human, 'team')} {'needs' if human == 1 else 'need'} a human." if human else "Nobody needs a human.",
    ]


def _wrong(rows: Sequence[Row]) -> list[str]:
    lines = []
    for one in rows:
        if one.faults:
            lines += ["", f"{one.team}: {_many(len(one.faults), 'fault')} in the file"]
            lines += [text for fault in one.faults[:_SHOWN] for text in _item(fault)]
            if len(one.faults) > _SHOWN:
                lines.append(f"  and {len(one.faults) - _SHOWN} more, all in report.json")
        if one.notes or one.also:
            lines += ["", f"{one.team}: to know first of the day"]
            lines += [text for note in (*one.notes, *one.also) for text in _item(note)]
        if one.failures:
            lines += ["", f"{one.team}: the solver failed {_times(len(one.failures))}"]
            lines += [text for failure in one.failures for text in _item(failure)]
    return lines


def _item(text: str) -> list[str]:
    return wrap(text, 118, initial_indent="  ", subsequent_indent="    ")


def report_document(rows: Sequence[Row], about: Mapping[str, Any]) -> dict[str, Any]:
    """The report for machines. Costs in pence, times in minutes, CPU in seconds."""
    return {
        "onevisit": "night",
        "version": "1",
        **about,
        "teams": [
            {
                "team": one.team,
                "name": one.title,
                **(one.figures or {}),
                "needs": list(one.needs),
                "faults": list(one.faults),
                "failures": list(one.failures),
                "notes": list(one.notes),
                "also": list(one.also),
                "cpu_seconds": one.seconds,
                "slices": one.slices,
            }
            for one in rows
        ],
    }


def report_html(rows: Sequence[Row], about: Mapping[str, Any]) -> str:
    """The report as one page that needs no network; each team's name leads to its roster's page beside it."""
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in HEADINGS)
    body = "\n".join(_html_row(one) for one in rows)
    notes = "".join(f"<p>{escape(line)}</p>" for line in _totals(rows))
    wrong = "".join(_html_wrong(one) for one in rows if one.faults or one.failures or one.notes or one.also)
    title = escape(_title(about))
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{_STYLE}</style>\n'
        f"<h1>{title}</h1>{notes}\n<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>\n{wrong}</html>\n"
    )


def _html_wrong(one: Row) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in one.faults + one.notes + one.also + one.failures)
    return f"<h2>{escape(one.team)}</h2><ul>{items}</ul>"


def _html_row(one: Row) -> str:
    alarm = one.figures is None or one.figures["hard"] or one.figures["must"]
    name, *cells, needs = one.cells
    if one.figures is not None:
        name_cell = f'<a href="{escape(_address(one.team))}/roster.html">{escape(name)}</a>'
    else:
        name_cell = escape(name)
    mark = "<b>!</b> " if alarm else ""
    inner = "".join(f"<td class=n>{escape(cell)}</td>" for cell in cells)
    return (
        f"<tr{' class=alarm' if alarm else ''}><th scope=row>{name_cell}</th>{inner}<td>{mark}{escape(needs)}</td></tr>"
    )


def _address(name: str) -> str:
    from urllib.parse import quote

    return quote(name)


_STYLE = """
body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin-bottom:.2rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #ccc;vertical-align:top}
td.n{text-align:right;white-space:nowrap}thead th{border-bottom:2px solid #444}
tr.alarm{background:#fff3e0}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
"""


def _unserved(seen: Mapping[str, Any]) -> str:
    if not seen["must"] and not seen["optional"]:
        return "0"
    return f"{seen['must']} must" + (f", {seen['optional']} optional" if seen["optional"] else "")


def _hours(minutes: float) -> str:
    whole = round(minutes)
    return f"{whole // 60:,} h {whole % 60:02d}" if whole >= 60 else f"{whole} min"


def _many(count: int, one: str, more: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
