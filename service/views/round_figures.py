"""Figures as an analyst is told them: exact sums of many rosters of a day would tell of one door."""

from __future__ import annotations

import re
from typing import Any

_DIGITS = 3  # of a figure that adds up a whole day
_HOURS = re.compile(r"(\d[\d,]*) h (\d\d) min")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def in_round_figures(value: Any) -> Any:
    """Every figure of a whole day to three digits, as far as it is no text."""
    match value:
        case bool() | str() | None:
            return value
        case int():
            return round(value, min(0, _DIGITS - len(str(abs(value)))))
        case float():
            return float(f"{value:.{_DIGITS}g}")
        case dict():
            return {name: in_round_figures(each) for name, each in value.items()}
    return [in_round_figures(each) for each in value]


def in_round_words(text: str) -> str:
    """The same of what a text says: "62 h 13 min" is "62 h 10 min", "1,026.40" is "1,030"."""
    return _NUMBER.sub(_round_number, _HOURS.sub(_round_hours, text))


def _round_hours(found: re.Match[str]) -> str:
    minutes = in_round_figures(int(found[1].replace(",", "")) * 60 + int(found[2]))
    return f"{minutes // 60} h {minutes % 60:02d} min"


def _round_number(found: re.Match[str]) -> str:
    bare = found[0].replace(",", "")
    if "." not in bare:
        return f"{in_round_figures(int(bare)):,}" if len(bare) > _DIGITS else found[0]
    rounded = in_round_figures(float(bare))
    return f"{rounded:,.0f}" if rounded >= 10 ** (_DIGITS - 1) else found[0]
