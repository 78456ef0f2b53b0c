"""The comparison as text: the three rosters, and routing savings apart from joining savings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .comparison import PATTERNS, Comparison
from .ledger import FIGURES, Figure, charged_figures

_NAME, _FIGURE = 28, 11
_LEFT_OUT = next(figure for figure in FIGURES if figure.name == "visits not served")


def table(found: Comparison) -> list[str]:
    """Lines: medians over the seeds, and what is saved with its least and most; negative where there is more of it."""
    head = f"{'':<{_NAME}}{'(a) alone':>{_FIGURE}}{'(b) pooled':>{_FIGURE}}{'(c) joined':>{_FIGURE}}"
    lines = [
        f"{head}   {'routing saves':<22}{'joining saves':<22}",
        f"{'':<{len(head)}}   {'(a) - (b)':<22}{'(b) - (c)':<22}",
    ]
    for figure in (*FIGURES, *charged_figures(row.ledger for row in found.rows)):
        values = [found.middle(figure, pattern) for pattern in PATTERNS]
        if all(value is None for value in values):
            continue
        name = figure.name[: _NAME - 1]
        told = "".join(f"{number(figure, value):>{_FIGURE}}" for value in values)
        routing, joining = found.saved(figure, "alone", "pooled"), found.saved(figure, "pooled", "joined")
        lines.append(f"{name:<{_NAME}}{told}   {spread(figure, routing):<22}{spread(figure, joining):<22}".rstrip())
    return lines


def notes(found: Comparison) -> list[str]:
    """What the figures are, and what they are not."""
    rows = [row.ledger for row in found.rows if row.pattern == "joined"]
    kinds: Counter[str] = Counter()
    for one in rows:
        kinds.update(one.joins)
    joined = ", ".join(f"{many / len(rows):.3g} {kind.replace('_', ' ')}" for kind, many in kinds.most_common())
    missing = {
        name: sum((Counter(row.ledger.unserved) for row in found.rows if row.pattern == pattern), Counter())
        for pattern, name in PATTERNS.items()
    }
    lines = [
        f"Median of {found.seeds} seed(s), {found.seconds:g} s of search for each roster; in brackets the least and "
        f"the most saved in any seed. Negative: more, not less.",
        "(c) holds to joins that are signed or agreed beforehand."
        if found.signed
        else "(c) takes every join that keeps the eleven conditions, as if it had been signed.",
    ]
    lines.append(
        "(c) is held to (b): it leaves less out than that, or as much and is no later in all. A quarter of its search "
        "goes into a roster without joins, which stands where that cannot be had."
    )
    if joined:
        lines.append(f"Joins a roster: {joined}.")
    for name, priorities in missing.items():
        if priorities:
            told = ", ".join(
                f"{many / found.seeds:.3g} of priority {priority}" for priority, many in sorted(priorities.items())
            )
            lines.append(f"Not served a roster in {name}: {told}.")
    served = [found.middle(_LEFT_OUT, pattern) or 0 for pattern in PATTERNS]
    if max(served) > min(served):
        lines.append(
            "Rosters that leave visits out knock on fewer doors and spend fewer hours: read those figures beside the "
            "visits not served."
        )
    lines.append(
        "A discharge package is four visits a day; one after another was put in until one no longer fitted, without "
        "moving anybody and without making anybody late."
    )
    return lines


def spread(figure: Figure, values: Sequence[float]) -> str:
    """ "12 (10 to 14)": median, least and most of what is saved; "gains 2 (1 to 3)" where more is better."""
    if not values or figure.good == "neither":
        return ""
    ordered = sorted(-value if figure.good == "more" else value for value in values)
    gains = "gains " if figure.good == "more" else ""
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    if len(ordered) == 1:
        return gains + number(figure, middle)
    return f"{gains}{number(figure, middle)} ({number(figure, ordered[0])} to {number(figure, ordered[-1])})"


def number(figure: Figure, value: float | None) -> str:
    """A figure's value as people write it."""
    if value is None:
        return "-"
    text = f"{value:,.{figure.digits}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text
