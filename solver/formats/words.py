"""What people write for the few words that a column knows: F for female, drives for car, Monday for mon."""

from __future__ import annotations

import re
from typing import Any

from .typed import WEEKDAYS

_SEX = {
    **dict.fromkeys(("f", "woman", "women", "lady", "ladies", "females", "fem"), "female"),
    **dict.fromkeys(("m", "man", "men", "gentleman", "gentlemen", "males"), "male"),
}
_SEX_ROUND = re.compile(
    r"\b(?:only|pref|prefs|preferred|preference|prefers|please|carers?|staff|worker|workers|must be)\b|[.!()]"
)
_NOT_SEX = {
    **dict.fromkeys(("no males", "no male", "no men", "not male", "not males", "not a man", "no man"), "female"),
    **dict.fromkeys(("no females", "no female", "no women", "not female", "no ladies"), "male"),
}
_MODE = {
    **dict.fromkeys(("drives own car", "car driver", "company car", "pool car", "van"), "car"),
    **dict.fromkeys(("drives", "driver", "driving", "drive", "by car", "own car"), "car"),
    **dict.fromkeys(("walks", "walker", "walking", "on foot", "foot"), "walk"),
    **dict.fromkeys(("bike", "cycle", "cycles", "cycling", "cyclist", "push bike", "pushbike"), "bicycle"),
    **dict.fromkeys(("e-bike", "ebike", "e bike", "electric bike", "electric bicycle", "pedal cycle"), "bicycle"),
    **dict.fromkeys(("bus", "train", "public transport", "buses"), "transit"),
    **dict.fromkeys(("motorbike", "scooter", "moped"), "motorcycle"),
}
_PRIORITY = {
    **dict.fromkeys(("critical", "emergency", "urgent", "time critical", "very high", "highest"), "5"),
    **dict.fromkeys(("high", "h"), "4"),
    **dict.fromkeys(("medium", "med", "moderate"), "3"),
    **dict.fromkeys(("normal", "standard", "usual"), "2"),
    **dict.fromkeys(("low", "l", "routine", "lowest"), "1"),
}
_LONE = {
    **dict.fromkeys(("pairs", "pair only", "pairs only", "double up", "double up only", "dh", "2:1"), "pair"),
    **dict.fromkeys(("two carers", "2 carers", "two staff", "2 staff"), "pair"),
    **dict.fromkeys(("not alone", "never alone", "no lone working"), "pair"),
    **dict.fromkeys(("daylight only", "daytime only", "daytime", "daylight hours", "days only"), "daylight"),
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
    "priority": _PRIORITY,
    "lone_working": _LONE,
}
_IN_ONE = {"kind", "outcome", "pre_agreed", "worker_kind", "basis"}  # columns whose words have no blanks


def known_word(column: str, said: Any) -> Any:
    """The word of the document for what a cell of this column says; as it stands where nothing is known of it."""
    if not isinstance(said, str):
        return said
    if ";" in said:
        return "; ".join(str(known_word(column, part)) for part in said.split(";"))
    word = " ".join(said.split()).casefold().rstrip(".")
    if column in ("sex", "worker_sex"):
        bare = " ".join(_SEX_ROUND.sub(" ", word).split())
        known = _SEX.get(bare) or _NOT_SEX.get(bare)
        return known or (bare if bare in ("female", "male") else said)
    if column in _WORDS:
        return _WORDS[column].get(word, said)
    return re.sub(r"[\s-]+", "_", word) if column in _IN_ONE and re.fullmatch(r"[a-z\s_-]+", word) else said
