"""The comparison as one self-contained page: for each figure three bars, and routing apart from joining."""

from __future__ import annotations

from html import escape

from solver.rules import explain_loosened

from .comparison import PATTERNS, Comparison
from .ledger import FIGURES, Figure
from .table import notes, number, spread

_INK = {"alone": "#7a7a7a", "pooled": "#0072b2", "joined": "#00795a"}
_WIDE, _BAR = 380, 18

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1c2328; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.35rem; margin: 0 0 .2rem; } h2 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
table { border-collapse: collapse; width: 100%; } th, td { padding: .3rem .5rem; text-align: right; }
th { font-weight: 600; border-bottom: 1px solid #9aa4ab; }
td { border-bottom: 1px solid #e3e7ea; vertical-align: middle; }
th:first-child, td:first-child { text-align: left; } .route { color: #005a8c; } .join { color: #00614a; }
svg text { font: 12px system-ui, sans-serif; fill: #1c2328; }
.note { color: #4a545b; margin: .25rem 0; max-width: 46rem; }
.key span { display: inline-block; width: .9em; height: .9em; margin: 0 .35em 0 1em; vertical-align: -.1em; }
@media print { body { margin: 0; } }
"""


def picture(found: Comparison) -> str:
    """The page."""
    title = escape(found.name or "Comparison")
    key = "".join(
        f'<span style="background:{_INK[pattern]}"></span>{escape(name)}' for pattern, name in PATTERNS.items()
    )
    rows = "".join(_row(found, figure) for figure in FIGURES if found.middle(figure, "pooled") is not None)
    said = explain_loosened(f"Loosened: {'; '.join(found.loosened)}.")
    loosened = f"<p><strong>{escape(said)}</strong></p>" if found.loosened else ""
    foot = "".join(f'<p class="note">{escape(line)}</p>' for line in notes(found))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: three rosters</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{loosened}"
        f'<p class="note">The same day rostered three ways with the same search. What pooling the workforce saves '
        f"(routing) and what joining visits saves on top of it are kept apart.</p>"
        f'<p class="key">{key}</p><table><thead><tr><th>figure</th><th style="width:{_WIDE}px"></th>'
        f"<th>routing saves<br>(a) &minus; (b)</th><th>joining saves<br>(b) &minus; (c)</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{foot}</body></html>\n"
    )


def _row(found: Comparison, figure: Figure) -> str:
    routing = spread(figure, found.saved(figure, "alone", "pooled"))
    joining = spread(figure, found.saved(figure, "pooled", "joined"))
    return (
        f"<tr><td>{escape(figure.name)}</td><td>{_bars(found, figure)}</td>"
        f'<td class="route">{escape(routing)}</td><td class="join">{escape(joining)}</td></tr>'
    )


def _bars(found: Comparison, figure: Figure) -> str:
    """Three bars from zero; a thin line spans the least and the most of the seeds."""
    most = max((value for pattern in PATTERNS for value in found.values(figure, pattern)), default=0) or 1
    room = _WIDE - 78
    parts = []
    for line, pattern in enumerate(PATTERNS):
        values, middle = found.values(figure, pattern), found.middle(figure, pattern)
        if middle is None:
            continue
        top = line * (_BAR + 3)
        wide = max(0.0, middle) / most * room
        low, high = (max(0.0, value) / most * room for value in (min(values), max(values)))
        parts.append(
            f'<rect x="0" y="{top}" width="{max(wide, 1):.1f}" height="{_BAR}" fill="{_INK[pattern]}"/>'
            f'<path d="M{low:.1f} {top + _BAR / 2}H{high:.1f}" stroke="#1c2328" stroke-width="1.5"/>'
            f'<text x="{max(wide, high) + 6:.1f}" y="{top + _BAR - 5}">{escape(number(figure, middle))}</text>'
        )
    told = ", ".join(f"{name} {number(figure, found.middle(figure, pattern))}" for pattern, name in PATTERNS.items())
    height = 3 * (_BAR + 3)
    return (
        f'<svg width="{_WIDE}" height="{height}" viewBox="0 0 {_WIDE} {height}" role="img" '
        f'aria-label="{escape(figure.name)}: {escape(told)}">{"".join(parts)}</svg>'
    )
