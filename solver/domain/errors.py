"""What is wrong with an input, said completely: one Fault a thing, all of them in one InputFaults."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_brief = reprlib.Repr()  # never builds the whole text of a 50 MB value
_brief.maxstring = _brief.maxother = 80
_brief.maxdict = _brief.maxlist = _brief.maxtuple = 4
_brief.maxlong = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input.

    where: JSON path ("visits[3].windows[0].end") or, for tables, the sheet or file with row and column.
    value: what was seen there. expected: what would be right, in plain words.
    """

    where: str
    value: Any
    expected: str
    file: str = ""

    def __str__(self) -> str:
        place = f"{self.file}: {self.where}" if self.file else self.where
        seen = "nothing" if self.value is None else _brief.repr(self.value)
        if len(seen) > 100:
            seen = seen[:97] + "..."
        return f"{place}: found {seen}; {self.expected}"


class InputFaults(Exception):  # noqa: N818 - it carries many faults, and pydantic must let it through whole
    """Every fault of one input. Not a ValueError, so that pydantic passes it on unchanged."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class StopNow(BaseException):
    """Raised into a solve by whoever called it, as a signal's handler does: give back the best roster so far.

    Before there is a roster it passes through ``solve`` to whoever raised it. Like KeyboardInterrupt it is no
    Exception: nothing on the way takes it for a failure of its own.
    """
