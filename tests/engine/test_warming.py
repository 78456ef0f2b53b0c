"""What two processes compile ahead is what the search then uses."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from solver.engine.local_search import warm as warming
from solver.engine.local_search.cache import cache_folder

from ..waiting import patience

pytestmark = pytest.mark.kernel

AHEAD = [given for stage in warming.STAGES for half in stage for given in half]


@pytest.mark.parametrize("function", [function for function, _ in AHEAD], ids=lambda function: function.__name__)
def test_compiled_ahead_is_compiled_once(function: Any) -> None:
    """Arguments of other types than the search's would leave a second version of it in the cache."""
    warming.warm()
    name = f"{function.py_func.__module__.rpartition('.')[2]}.{function.__name__}"
    versions = [path.name for path in cache_folder().rglob(f"{name}-*.nbc")]
    assert len(versions) == 1, versions


def test_the_other_process_does_nothing_without_a_word() -> None:
    """It is never left compiling by a process that has ended."""
    done = subprocess.run(
        [sys.executable, "-c", "from solver.engine.local_search.warm import help_out; help_out()"],
        input=b"",
        capture_output=True,
        timeout=patience(),
        check=True,
    )
    assert done.stdout == b""
