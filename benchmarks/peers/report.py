"""Results kept and told: one JSON with every row, a page of tables, and a plot drawn by hand."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from .curve import curves
from .peer import installed
from .plot import draw
from .protocol import OURS, Row

_PACKAGES = ("onevisit", "pyvrp", "pyvroom", "ortools", "numba", "numpy")


class Report:
    """A dated set of files in a folder; rows of the same day are kept, the same run again takes its place."""

    def __init__(self, folder: Path):
        self.date = time.strftime("%Y-%m-%d")
        self.folder = folder
        self.json = folder / f"{self.date}-peers.json"
        self.rows: dict[tuple[Any, ...], Row] = {}
        if self.json.exists():
            for raw in json.loads(self.json.read_text("utf-8"))["rows"]:
                row = Row(**{**raw, "trace": tuple(map(tuple, raw["trace"]))})
                self.rows[row.key] = row

    def keep(self, row: Row) -> None:
        """Take a row in and write everything, so that a run cut short leaves what it had."""
        self.rows[row.key] = row
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = list(self.rows.values())
        about = {"date": self.date, "machine": machine(), "python": platform.python_version(), "versions": versions()}
        lines = ",\n".join(json.dumps(asdict(_rounded(item))) for item in rows)
        self.json.write_text(f'{json.dumps(about)[:-1]}, "rows": [\n{lines}\n]}}\n', "utf-8")
        self.json.with_suffix(".md").write_text(page(rows, self.date), "utf-8")
        self.json.with_suffix(".svg").write_text(draw(rows), "utf-8")


def page(rows: Sequence[Row], date: str) -> str:
    """The tables: means over seeds by variant, size and budget, how soon ours are near the best, and every row."""
    text = [f"# Peers, {date}", "", f"{machine()}, Python {platform.python_version()}, one thread each. "]
    text[-1] += ", ".join(f"{name} {found}" for name, found in versions().items()) + "."
    shares = [row.cpu / row.wall for row in rows if row.wall > 1]
    if shares:
        text[-1] += f" CPU time was {100 * fmean(shares):.0f} % of wall time (the machine was shared)."
    for variant in dict.fromkeys(row.variant for row in rows):
        text += ["", f"## {variant.capitalize()}", "", *_summary([row for row in rows if row.variant == variant])]
    text += ["", "## Cost over time", "", *curves(rows)]
    text += ["", "## Every run", "", *_every(rows), ""]
    return "\n".join(text)


def _summary(rows: list[Row]) -> list[str]:
    """Mean cost in pounds / mean unserved; the ratio is the mean of our cost over the cheapest peer, day by day."""
    names = list(dict.fromkeys(row.peer for row in rows if row.peer != OURS))
    head = ["visits", "CPU s", "days", OURS, *names, "ours / best peer"]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for size, seconds in sorted({(row.size, row.seconds) for row in rows}):
        mine = [row for row in rows if (row.size, row.seconds) == (size, seconds)]
        cells = [_cell([row for row in mine if row.peer == name]) for name in (OURS, *names)]
        found = ratios(mine)
        spread = f" ({min(found):.3f} to {max(found):.3f})" if len(found) > 1 else ""
        ratio = f"{fmean(found):.3f}{spread}" if found else ""
        days = len({row.seed for row in mine})
        lines.append(f"| {size:,} | {seconds:g} | {days} | {' | '.join(cells)} | {ratio} |")
    return lines


def ratios(rows: Iterable[Row]) -> list[float]:
    """Our cost over the best peer's, day by day; days that we or all peers failed on have none."""
    days: dict[tuple[Any, ...], dict[str, float]] = {}
    for row in rows:
        if row.cost is not None:
            days.setdefault(row.key[:-1], {})[row.peer] = row.cost
    return [
        costs[OURS] / min(cost for peer, cost in costs.items() if peer != OURS)
        for costs in days.values()
        if OURS in costs and len(costs) > 1
    ]


def _cell(rows: list[Row]) -> str:
    good = [row for row in rows if row.cost is not None]
    if not good:
        return rows[0].trouble if rows else ""
    cell = f"{fmean(row.cost or 0.0 for row in good):,.0f} / {fmean(row.unserved for row in good):g}"
    return cell if len(good) == len(rows) else f"{cell} ({len(rows) - len(good)} failed)"


def _every(rows: Sequence[Row]) -> list[str]:
    """Unserved: as it came, then after the repair."""
    head = (
        "variant | visits | seed | CPU s | peer | cost | unserved | hard breaches | out / in | travel h | waiting h | "
    )
    head += "late min | set-up s | CPU used | wall | note"
    lines = [f"| {head} |", f"|{'---|' * (head.count('|') + 1)}"]
    for row in sorted(rows, key=lambda row: (row.variant, row.size, row.seconds, row.seed)):
        cells = [row.variant, f"{row.visits:,}", f"{row.seed}", f"{row.seconds:g}", row.peer]
        if row.cost is None:
            cells += [row.trouble, *[""] * 7, f"{row.set_up:.1f}", f"{row.cpu:.1f}", f"{row.wall:.1f}", row.note]
        else:
            cells += [f"{row.cost:,.2f}", f"{row.raw_unserved} → {row.unserved}", f"{row.raw_hard}"]
            cells += [f"{row.taken_out} / {row.put_in}", f"{row.travel_hours:.1f}", f"{row.waiting_hours:.1f}"]
            cells += [f"{row.late_minutes:.0f}", f"{row.set_up:.1f}", f"{row.cpu:.1f}", f"{row.wall:.1f}", row.note]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _rounded(row: Row) -> Row:
    figures = ("travel_hours", "waiting_hours", "late_minutes", "set_up", "cpu", "wall", "peak_mb")
    trace = tuple((round(at, 3), round(cost, 2)) for at, cost in row.trace)
    return replace(row, trace=trace, **{name: round(getattr(row, name), 2) for name in figures})


def machine() -> str:
    """The processor and how many cores there are."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {len(names)} cores" if info.exists() else platform.machine()


def versions() -> dict[str, str]:
    """What is installed of what takes part."""
    return {name: installed(name) or "not installed" for name in _PACKAGES}
