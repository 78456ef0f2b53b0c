"""A city of 2,000 visits fits into an ordinary computer, and a town of 600 into a third of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .waiting import patience

# Its own process: what other tests hold is not counted. A few visits stand for all that the audit asks about.
_CHILD = """
import json
import sys
from pathlib import Path
from fixtures import generate
import solver.solving.patience as patience
from solver.solving import solve
patience.SHIFTS_ASKED, patience.LEAST_ASKED = 0, int(sys.argv[2])
problem = generate(sys.argv[1], 1)
result = solve(problem, iterations=300)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({
    "visits": len(problem.visits), "served": result.check.figures.served, "kilobytes": int(peak.split()[1])
}))
"""


@pytest.mark.slow
@pytest.mark.needs("system", Path("/proc/self/status").exists(), "/proc, where a process's peak memory stands")
@pytest.mark.parametrize(
    ("size", "asked", "visits", "served", "kilobytes"),
    [("town", 1, 600, 300, 700_000), pytest.param("city", 5, 2000, 1000, 1_500_000, marks=pytest.mark.long)],
)
def test_a_day_is_solved_in_the_memory_of_an_ordinary_computer(
    size: str, asked: int, visits: int, served: int, kilobytes: int
) -> None:
    words = [sys.executable, "-c", _CHILD, size, str(asked)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=patience())
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["visits"] >= visits
    assert told["served"] >= served
    assert 100_000 < told["kilobytes"] < kilobytes
