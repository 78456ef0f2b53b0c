"""What a test wants that this machine may not have. Every test that is left out is left out here, with its reason.

By hand such a test is skipped, and one line at the end of the run says what was left out for want of what. In CI one
that wants a server, a browser, a package or a program fails: ``.ci/run`` installs those.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

import pytest

Kind = Literal["server", "browser", "package", "program", "data", "system"]
_INSTALLED = ("server", "browser", "package", "program")  # by .ci/run
_WANT = {kind: f"want {'' if kind == 'data' else 'a '}{kind}: " for kind in get_args(Kind)}
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def want(kind: Kind, there: object, what: str) -> None:
    """Go on where ``there`` is true; else leave the test out, or in CI let it fail where CI should have it.

    what: the thing wanted, and in brackets how to get it.
    """
    if there:
        return
    reason = _WANT[kind] + what
    if os.environ.get("CI") == "true" and kind in _INSTALLED:
        pytest.fail(f"{reason}. In CI nothing that can be installed is left out.", pytrace=False)
    pytest.skip(reason)


def want_package(module: str, extra: str) -> None:
    """A Python package that one of this project's extras brings."""
    there = importlib.util.find_spec(module.partition(".")[0])
    want("package", there, f"{module.partition('.')[0]} (pip install -e '.[{extra}]')")


def want_chromium() -> str:
    """The path of this machine's Chromium."""
    path = next((path for name in _CHROMIUM if (path := shutil.which(name))), "")
    want("browser", path, "Chromium (apt-get install chromium)")
    return path


def has_reason(words: str) -> bool:
    """Whether a skip's words are from ``want``, and not of a test that leaves itself out in a way of its own."""
    return words.removeprefix("Skipped: ").startswith(tuple(_WANT.values()))


def left_out(reasons: Iterable[str]) -> str:
    """One line for the end of a run, of the reasons of all skips; empty where there was none."""
    counted = Counter(reason.removeprefix("Skipped: ") for reason in reasons)
    return "; ".join(f"{number} {reason}" for reason, number in sorted(counted.items()))
