"""How long audit, reasons and proposals may ask: by the clock, by the work, and until somebody stops it."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

from solver.domain import Problem

from .searches import Limits

SHIFTS_ASKED = 20_000  # looks at a shift, all visits together: some 40 s of work
LEAST_ASKED = 20  # visits, however many shifts there are
_ASKING = (5.0, 30.0)  # with a limit in seconds: half of it, but these at least and at most
_STOPPED = 0.5  # seconds, where somebody has stopped the search and waits for its roster


def patience(problem: Problem, limits: Limits) -> Callable[[], bool]:
    """When to ask about no more visits. Without seconds only the work counts: the same moves give the same roster."""
    seconds = None if limits.iterations is not None else limits.seconds / 2
    asked, many = count(1), max(LEAST_ASKED, SHIFTS_ASKED // max(1, len(problem.shifts)))
    least, most = _ASKING
    stopped = limits.is_cancelled
    limit = _STOPPED if stopped else None if seconds is None else min(most, max(least, seconds))
    until = None if limit is None else time.monotonic() + limit

    def enough() -> bool:
        late = until is not None and time.monotonic() > until
        return late or next(asked) > many or (not stopped and limits.is_cancelled)

    return enough
