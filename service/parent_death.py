"""A solver must not outlive whom it works for. Only the standard library: this has to run before slow imports."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_PDEATHSIG = 1  # prctl(2)


def die_with_parent(parent: int) -> None:
    """Be killed when the process that started this one dies, however it dies.

    At once on Linux, elsewhere within half a second. parent: the id of that process.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)
    if sys.platform != "linux":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
