"""Wrong keys slow down: who tries many from one address is not looked at for a while, right or wrong.

Whoever came in from there before still does: a hospital's people come from one address.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections import OrderedDict

from .problem_details import Refusal
from .rate_limit import Pace

_KNOWN = 10_000  # keys remembered that were let in, by their hash


class Doors:
    """Of one process: how many wrong keys an address has tried, and which keys were right."""

    def __init__(self, a_minute: float):
        self.wrong = Pace(a_minute, full=a_minute)
        self._lock = threading.Lock()
        self._right: OrderedDict[bytes, None] = OrderedDict()

    def knock(self, address: str, token: str) -> None:
        """Raises Refusal 429 where too many wrong keys came from an address, and this one was never right."""
        with self._lock:
            if _hash(token) in self._right:
                return
        if seconds := self.wrong.look(address):
            after = str(max(1, math.ceil(seconds)))
            title = "Too many wrong keys from your address"
            raise Refusal(429, title, f"want the right one, in {after} s", headers={"Retry-After": after})

    def refused(self, address: str) -> None:
        """A key from this address was wrong."""
        self.wrong.wait(address)

    def let_in(self, token: str) -> None:
        """A key was right."""
        with self._lock:
            self._right[_hash(token)] = None
            self._right.move_to_end(_hash(token))
            if len(self._right) > _KNOWN:
                self._right.popitem(last=False)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
