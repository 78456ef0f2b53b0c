"""Figures as an analyst is told them: exact sums of many rosters of a day would tell of one door."""

from __future__ import annotations

from typing import Any

_DIGITS = 3  # of a figure that adds up a whole day


def in_round_figures(value: Any) -> Any:
    """Every figure of a thousand and more to three digits."""
    match value:
        case bool() | str() | None:
            return value
        case int() | float():
            size = len(str(int(abs(value)))) - _DIGITS
            return value if size < 1 else type(value)(round(value, -size))
        case dict():
            return {name: in_round_figures(each) for name, each in value.items()}
    return [in_round_figures(each) for each in value]
