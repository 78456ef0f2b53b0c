"""A city of 2,000 visits fits into an ordinary computer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .waiting import patience

# Its own process: what other tests hold is not counted. A few visits stand for all that the audit asks about.
_CHILD = """
import json
from pathlib import Path
from fixtures import generate
import solver.solving.patience as patience
from solver.solving import solve
patience.SHIFTS_ASKED, patience.LEAST_ASKED = 0, 5
problem = generate("city", 1)
result = solve(problem, iterations=300)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({
    "visits": len(problem.visits), "served": result.check.figures.served, "kilobytes": int(peak.split()[1])
}))
"""


@pytest.mark.slow
@pytest.mark.needs("system", Path("/proc/self/status").exists(), "/proc, where a process's peak memory stands")
def test_a_city_is_solved_in_less_than_one_and_a_half_gigabytes():
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, timeout=patience())
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["visits"] >= 2000
    assert told["served"] >= 1000
    assert 100_000 < told["kilobytes"] < 1_500_000
