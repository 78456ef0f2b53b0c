"""onevisit's cost over time, with each peer a mark at what it had at its budget: one SVG, no library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from .protocol import OURS, Row

_WIDE, _HIGH, _LEFT, _TOP, _GAP = 380, 250, 62, 34, 70
_FROM, _TO = 0.01, 120.0  # CPU seconds
_LEAST, _MOST = (
    0.01,
    100.0,
)  # above the best known cost, as shares of it; log scale, what lies outside stands on the edge
_RUNGS = ((0.01, "to +1 %"), (0.03, "+3 %"), (0.1, "+10 %"), (0.3, "+30 %"), (1, "twice"), (10, "11 x"), (100, "101 x"))
_INKS = ("#0b4f6c", "#b4530a", "#3d7a2a", "#7a2a6b", "#555555")
_MARKS = ("circle", "square", "diamond", "triangle", "cross")


def draw(rows: Sequence[Row]) -> str:
    """A panel a variant: x CPU seconds, y how far the cost is above the cheapest roster of that day; both log."""
    variants = list(dict.fromkeys(row.variant for row in rows))
    sizes = sorted({row.size for row in rows})
    names = [name for name in dict.fromkeys(row.peer for row in rows) if name != OURS]
    ink = {size: _INKS[number % len(_INKS)] for number, size in enumerate(sizes)}
    mark = {name: _MARKS[number % len(_MARKS)] for number, name in enumerate(names)}
    parts: list[str] = []
    for number, variant in enumerate(variants):
        left = _LEFT + number * (_WIDE + _GAP)
        mine = [row for row in rows if row.variant == variant and row.cost is not None and row.seed == 1]
        parts += _frame(left, variant)
        for size in sizes:
            day = [row for row in mine if row.size == size]
            best = min((row.cost or math.inf for row in day), default=math.inf)
            ours = [row for row in day if row.peer == OURS and row.trace]
            if ours:
                longest = max(ours, key=lambda row: row.seconds)
                ends = [*(at for at, _ in longest.trace[1:]), longest.seconds]  # each cost holds until the next
                steps = [
                    (at, cost) for (start, cost), end in zip(longest.trace, ends, strict=True) for at in (start, end)
                ]
                points = " ".join(f"{_x(left, at):.1f},{_y(cost / best):.1f}" for at, cost in steps)
                parts.append(f'<polyline fill="none" stroke="{ink[size]}" stroke-width="1.8" points="{points}"/>')
            for row in day:
                if row.peer != OURS and row.cost is not None:
                    at = max(_FROM, min(row.seconds, row.cpu))
                    parts.append(_mark(mark[row.peer], _x(left, at), _y(row.cost / best), ink[size], row))
    width = _LEFT + max(1, len(variants)) * (_WIDE + _GAP)
    keys = [
        (f"onevisit, {size:,} visits", f'<path d="M0 0h18" stroke="{ink[size]}" stroke-width="2"/>') for size in sizes
    ]
    keys += [(name, _mark(mark[name], 9, 0, "#222", None)) for name in names]
    for number, (label, sign) in enumerate(keys):
        x, y = _LEFT + number % 4 * 205, _TOP + _HIGH + 56 + number // 4 * 18
        parts.append(f'<g transform="translate({x},{y})">{sign}<text x="26" y="4">{escape(label)}</text></g>')
    height = _TOP + _HIGH + 62 + (len(keys) + 3) // 4 * 18
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {style}>'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *parts, "</svg>", ""])


def _x(left: float, seconds: float) -> float:
    share = math.log(max(_FROM, min(_TO, seconds)) / _FROM) / math.log(_TO / _FROM)
    return left + share * _WIDE


def _y(ratio: float) -> float:
    above = min(_MOST, max(_LEAST, ratio - 1))
    return _TOP + _HIGH * (1 - math.log(above / _LEAST) / math.log(_MOST / _LEAST))


def _frame(left: int, title: str) -> list[str]:
    parts = [f'<text x="{left}" y="{_TOP - 12}" font-weight="bold">{escape(title)}: cost above the best found</text>']
    for above, label in _RUNGS:
        y = _y(1 + above)
        parts.append(f'<path d="M{left} {y:.1f}h{_WIDE}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" font-size="10">{label}</text>')
    for seconds in (0.01, 0.1, 1, 10, 60):
        x = _x(left, seconds)
        parts.append(f'<path d="M{x:.1f} {_TOP}v{_HIGH}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{_TOP + _HIGH + 16}" text-anchor="middle">{seconds:g}</text>')
    parts.append(f'<text x="{left + _WIDE / 2}" y="{_TOP + _HIGH + 34}" text-anchor="middle">CPU seconds</text>')
    return parts


def _mark(shape: str, x: float, y: float, ink: str, row: Row | None) -> str:
    drawn = {
        "circle": '<circle r="4.5"/>',
        "square": '<path d="M-4 -4h8v8h-8z"/>',
        "diamond": '<path d="M0 -5.5L5.5 0L0 5.5L-5.5 0z"/>',
        "triangle": '<path d="M0 -5L5 4H-5z"/>',
        "cross": '<path d="M-4 -4L4 4M-4 4L4 -4"/>',
    }[shape]
    title = f"<title>{escape(row.peer)}, {row.visits} visits: {row.cost:,.2f}</title>" if row else ""
    place = f'transform="translate({x:.1f},{y:.1f})"'
    return f'<g {place} fill="none" stroke="{ink}" stroke-width="1.8">{title}{drawn}</g>'
