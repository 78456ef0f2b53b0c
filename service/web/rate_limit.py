"""How often one key may ask: a bucket of tokens a key, which fills at the pace of the settings."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from .problem_details import Refusal

_KNOWN = 10_000  # askers remembered; who is forgotten has a full bucket again
_BURST = 0.2  # of a minute's requests may come at once


class Pace:
    """The buckets of one process, by key. Two processes let a key through twice as often.

    full: how many may come at once; a fifth of a minute's unless said.
    """

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic, full: float | None = None):
        self.rate, self.full = a_minute / 60, max(5.0, a_minute * _BURST) if full is None else full
        self._clock, self._lock = clock, threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # asker -> tokens, when

    def wait(self, asker: str) -> float:
        """Take a token and say 0; where there is none, take nothing and say in how many seconds there is one."""
        with self._lock:
            now = self._clock()
            left, since = self._buckets.pop(asker, (self.full, now))
            left = min(self.full, left + (now - since) * self.rate)
            short = max(0.0, 1.0 - left)
            self._buckets[asker] = (left if short else left - 1.0, now)
            if len(self._buckets) > _KNOWN:
                self._buckets.popitem(last=False)
            return short / self.rate

    def look(self, asker: str) -> float:
        """In how many seconds there is a token; nothing is taken."""
        with self._lock:
            left, since = self._buckets.get(asker, (self.full, self._clock()))
            left = min(self.full, left + (self._clock() - since) * self.rate)
            return max(0.0, 1.0 - left) / self.rate

    def take(self, asker: str) -> None:
        """Raises Refusal 429, with Retry-After in whole seconds, where the bucket is empty."""
        if seconds := self.wait(asker):
            after = str(max(1, math.ceil(seconds)))
            raise Refusal(
                429,
                "Too many requests",
                f"want at most {self.rate * 60:g} requests a minute with one key",
                headers={"Retry-After": after},
            )
