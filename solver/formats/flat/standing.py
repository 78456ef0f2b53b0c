"""Which rows of the flat form stand: what is crossed out, cancelled, on sick leave or past its last day.

Only what is plain leaves a row out. A status that nobody here knows is told, and its row is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ..cells import Setting, blank, read_cell
from ..typed import plain_text, show_day
from .found import FlatRow
from .sheet import FlatName

KEYS = ("status", "cancelled", "start_date", "end_date")
_LIVE = frozenset(
    {
        *("active", "live", "current", "confirmed", "planned", "scheduled", "booked", "open", "ongoing", "ok", "yes"),
        *("y", "true", "1", "in", "working", "at work", "available", "on duty", "on shift", "new"),
        *("started", "permanent"),
        *("employed", "in post", "full time", "part time", "ft", "pt", "bank", "temporary", "accepted", "agreed"),
        *("allocated", "unallocated", "to do", "due", "going ahead", "reinstated", "home", "at home", "restarted"),
        *("not cancelled", "regular", "one off", "normal", "fit", "back", "back at work", "contracted", "probation"),
    }
)
_OFF: dict[FlatName, tuple[str, ...]] = {
    "visits": (
        *("cancelled", "canceled", "cancel", "cancelled call", "cxl", "cxld", "cx", "void", "deleted", "removed"),
        *("not required", "no longer required", "not needed", "on hold", "suspended", "ended", "ceased", "stopped"),
        *("deceased", "died", "rip", "in hospital", "hospital", "hosp", "in respite", "respite", "away", "closed"),
        *("inactive", "refused", "declined", "do not visit", "no call", "no visit", "terminated"),
    ),
    "clients": (
        *("deceased", "died", "rip", "in hospital", "hospital", "hosp", "in respite", "respite", "away", "on holiday"),
        *("closed", "ended", "ceased", "inactive", "not active", "suspended", "on hold", "cancelled", "canceled"),
        *("discharged from service", "left", "moved", "moved away", "archived", "no longer required", "terminated"),
    ),
    "staff": (  # as its status, or in place of the day or the time of a shift
        *("lts", "long term sick", "long term sickness", "sick", "off sick", "sickness", "sick leave", "signed off"),
        *("leave", "on leave", "annual leave", "a/l", "al", "holiday", "on holiday", "maternity", "maternity leave"),
        *("mat leave", "paternity leave", "paternity", "carers leave", "compassionate leave", "absent"),
        *("off", "day off"),
        *("rdo", "rest day", "suspended", "left", "leaver", "resigned", "dismissed", "inactive", "not active"),
        *("unavailable", "not available", "not working", "cancelled", "terminated", "retired", "training"),
        "jury service",
    ),
}
# Words after which what stands before them may be over, or not so yet: a person is asked.
_UNSURE = re.compile(
    r"\b(until|till|til|from|back|return\w*|not|was|were|if|unless|may|might|except|only|reinstat\w*)\b|\?"
)
_NO_DATE = frozenset(
    {"none", "ongoing", "on going", "open", "open ended", "until further notice", "ufn", "tbc", "present"}
)
_TOLD = 6


@dataclass(slots=True)
class Standing:
    """Which rows are left out, and what is told of it. setting: how their dates were read."""

    setting: Setting
    _left: dict[str, list[str]] = field(default_factory=dict)  # by sentence, the rows
    _asked: list[str] = field(default_factory=list)

    def why_out(self, row: FlatRow, sheet: FlatName) -> str:
        """Why a row is left out by what stands in status or cancelled, or as day or time of a shift ("A/L"); "" where
        it is not. What is not understood is noted.
        """
        for key in ("status", "cancelled"):
            if key in row.cells and (why := self._read(row, sheet, key)):
                return why
        for key in ("day", "from") if sheet == "staff" else ():
            said = row.cells.get(key)
            if isinstance(said, str) and plain_text(said).strip(" .!*") in _OFF["staff"]:
                return f"{row.labels.get(key, key)} says {said.strip()}"
        return ""

    def leave_out(self, row: FlatRow, sheet: FlatName, why: str, who: str) -> None:
        """Note that a row is left out. why: as it follows on "left out, for"."""
        named = f"row {row.number}" + (f" ({who})" if who else "")
        self._left.setdefault(f"{sheet}: left out, for {why}", []).append(named)

    def days(self, row: FlatRow, cells: Any, sheet: FlatName, who: str, days: Sequence[date]) -> list[date]:
        """Those of some days that lie within the first and the last that a row says, the others are noted."""
        first, last = (self._date(row, cells.get(key), key, sheet) for key in ("start_date", "end_date"))
        kept = [day for day in days if (first is None or day >= first) and (last is None or day <= last)]
        if len(kept) < len(days):
            day = next(one for one in days if one not in kept)
            past = last is not None and day > last
            why = f"{show_day(day)} is {'after' if past else 'before'} the {'end' if past else 'start'} date"
            self.leave_out(row, sheet, why, who)
        return kept

    def tell(self) -> Iterable[str]:
        """Sentences, none where every row stands."""
        for sentence, rows in self._left.items():
            yield f"{sentence}: {list_some(rows, _TOLD)}."
        if self._asked:
            yield (
                f"Please look: {list_some(self._asked, _TOLD, '; ')}: that is no status or date that is read, so the "
                "row stands as any other. Write active, or cancelled (off sick, in hospital), or cross the row out."
            )

    def _read(self, row: FlatRow, sheet: FlatName, key: str) -> str:
        said = str(row.cells[key])
        words = plain_text(re.sub(r"[-_]+", " ", said)).strip(" .!*")
        if key == "cancelled":
            words = {"yes": "cancelled", "y": "cancelled", "true": "cancelled", "1": "cancelled"}.get(words, words)
            words = "active" if words in ("no", "n", "false", "0") else words
        elif words in ("no", "n", "false", "0"):
            words = "inactive" if sheet != "visits" else "cancelled"
        label = row.labels.get(key, key)
        if words in _LIVE:
            return ""
        begins = any(words.startswith(f"{one} ") for one in _OFF[sheet]) and not _UNSURE.search(words)
        if begins or words in _OFF[sheet]:
            return f"{label} says {said.strip()}"
        self._asked.append(f"{sheet} row {row.number} says {said.strip()!r} under {label}")
        return ""

    def _date(self, row: FlatRow, value: Any, key: str, sheet: FlatName) -> date | None:
        if blank(value):
            return None
        try:
            return date.fromisoformat(read_cell(value, "date", self.setting))
        except ValueError:
            if plain_text(str(value)) not in _NO_DATE:
                self._asked.append(f"{sheet} row {row.number} says {str(value)!r} under {row.labels.get(key, key)}")
            return None
