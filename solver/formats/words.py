"""What people write for the few words that a column knows: F for female, drives for car, Monday for mon."""

from __future__ import annotations

import re
from typing import Any

from .typed import WEEKDAYS

_SEX = {
    **dict.fromkeys(("f", "woman", "women", "lady", "female only", "female carer", "female carers"), "female"),
    **dict.fromkeys(("m", "man", "men", "gentleman", "male only", "male carer", "male carers"), "male"),
}
_MODE = {
    **dict.fromkeys(("drives", "driver", "driving", "drive", "by car", "own car"), "car"),
    **dict.fromkeys(("walks", "walker", "walking", "on foot", "foot"), "walk"),
    **dict.fromkeys(("bike", "cycle", "cycles", "cycling", "cyclist", "push bike"), "bicycle"),
    **dict.fromkeys(("bus", "train", "public transport", "buses"), "transit"),
    **dict.fromkeys(("motorbike", "scooter", "moped"), "motorcycle"),
}
_SECTOR = {
    **dict.fromkeys(("nhs", "health care", "healthcare"), "health"),
    **dict.fromkeys(("council", "social care", "local authority"), "social"),
}
_DAYS = {**{day: day[:3] for day in WEEKDAYS}, **{"tues": "tue", "weds": "wed", "thur": "thu", "thurs": "thu"}}
# By column: what is written, and the word of the document.
_WORDS: dict[str, dict[str, str]] = {
    **dict.fromkeys(("sex", "worker_sex"), _SEX),
    **dict.fromkeys(("mode",), _MODE),
    **dict.fromkeys(("sector", "owner"), _SECTOR),
    "days": _DAYS,
}
_IN_ONE = {"kind", "outcome", "pre_agreed", "worker_kind", "basis"}  # columns whose words have no blanks


def known_word(column: str, said: Any) -> Any:
    """The word of the document for what a cell of this column says; as it stands where nothing is known of it."""
    if not isinstance(said, str):
        return said
    if ";" in said:
        return "; ".join(str(known_word(column, part)) for part in said.split(";"))
    word = " ".join(said.split()).casefold().rstrip(".")
    if column in _WORDS:
        return _WORDS[column].get(word, said)
    return re.sub(r"[\s-]+", "_", word) if column in _IN_ONE and re.fullmatch(r"[a-z\s_-]+", word) else said
