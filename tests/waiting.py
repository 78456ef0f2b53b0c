"""Waiting for what other processes do: for the event itself, as long as a machine so busy may need for it.

Nothing is measured here. A wait that comes to its end says that something hangs, not that it was slow.
"""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Callable
from typing import Any


def patience(seconds: float = 300.0) -> float:
    """So many seconds of a quiet machine, on this one: longer by as many as now wait for each core."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def until(condition: Callable[[], Any], pause: float = 0.05) -> None:
    """Wait for something. Raises TimeoutError where it does not come about at all."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > patience():
            raise TimeoutError(f"it has not come about in {patience():.0f} s")
        time.sleep(pause)


def answers(url: str, process: subprocess.Popen[Any]) -> bool:
    """Whether all is well at an address of this machine. AssertionError where the process that serves it has ended."""
    assert process.poll() is None, f"what should answer at {url} has ended"
    try:
        urllib.request.urlopen(url, timeout=patience(30)).close()
    except OSError:
        return False
    return True
