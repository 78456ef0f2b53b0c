"""The package's own names all exist, and importing it loads nothing heavy."""

import subprocess
import sys

import solver


def test_every_public_name_is_there() -> None:
    assert all(getattr(solver, name) is not None for name in solver.__all__)


def test_importing_loads_no_engine() -> None:
    code = "import solver, sys; print([name for name in ('numba', 'ortools', 'pandas') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
