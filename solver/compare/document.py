"""A comparison as JSON: every roster's ledger, and the table over the seeds; routing stands apart from joining."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from solver.check import Waiting

from .comparison import PATTERNS, Comparison, Row, Span
from .ledger import FIGURES, Figure, Ledger, charged_figures
from .table import notes

_DIGITS = 4  # after the point


def document(found: Comparison) -> dict[str, Any]:
    """loosened: what the rules asked less, first. rows: one a roster. table: one line a figure, over the seeds that
    have all three rosters, with the median, the least and the most in each pattern and of what is gained by routing,
    (a) to (b), and by joining, (b) to (c): positive is better. notes: what the figures are, and what they are not.
    """
    whole = found.whole()
    return {
        "loosened": list(found.loosened),
        "rows": [row_document(row) for row in found.rows],
        "table": [_line(whole, figure) for figure in _figures(whole)],
        "notes": notes(whole) if whole.rows else [],
    }


def row_document(row: Row) -> dict[str, Any]:
    """One roster of a comparison as JSON, see Ledger for units; read_row brings it back."""
    ledger = asdict(row.ledger) | {"unserved": {str(one): many for one, many in row.ledger.unserved.items()}}
    waiting = None if row.waiting is None else asdict(row.waiting)
    return {"pattern": row.pattern, "seed": row.seed, "waiting": waiting, **ledger}


def read_row(told: Mapping[str, Any]) -> Row:
    """What row_document made of a row."""
    values = {name: value for name, value in told.items() if name not in ("pattern", "seed", "waiting")}
    unserved = {int(one): many for one, many in told["unserved"].items()}
    waiting = None if told["waiting"] is None else Waiting(**told["waiting"])
    return Row(told["pattern"], told["seed"], Ledger(**values | {"unserved": unserved}), waiting)


def _figures(found: Comparison) -> list[Figure]:
    """Those that are known; after all visits not served those of each priority that some roster leaves out."""
    figures = []
    for figure in FIGURES:
        if found.middle(figure, "pooled") is not None:
            figures.append(figure)
        if figure.name == "visits not served":
            out = sorted({priority for row in found.rows for priority in row.ledger.unserved})
            figures += [Figure(f"not served, priority {priority}", _Unserved(priority)) for priority in out]
        if figure.name == "worker hours at the door":
            figures += charged_figures(row.ledger for row in found.rows)
    return figures


class _Unserved:
    """A roster's unserved visits of one priority."""

    def __init__(self, priority: int):
        self.priority = priority

    def __call__(self, ledger: Ledger) -> float:
        return ledger.unserved.get(self.priority, 0)


def _line(found: Comparison, figure: Figure) -> dict[str, Any]:
    return {
        "figure": figure.name,
        "digits": figure.digits,
        "good": figure.good,
        **{pattern: _span(Span.of(found.values(figure, pattern))) for pattern in PATTERNS},
        "routing": _span(found.gain(figure, "alone", "pooled")),
        "joining": _span(found.gain(figure, "pooled", "joined")),
    }


def _span(span: Span | None) -> dict[str, float] | None:
    return None if span is None else {name: round(value, _DIGITS) for name, value in asdict(span).items()}
