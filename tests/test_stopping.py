"""Ctrl-C in every phase of the real command: answered, soon over, the best roster so far written where there is one.

No clock is read: each command is given five minutes or more to search, prove or compile, and must be over before.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures import generate
from solver.check import check
from solver.cli.stopping import NOTHING, WORDS
from solver.domain import Problem
from solver.formats import read_roster, write_problem

from .processes import children
from .waiting import patience, until

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[1]
# The command as a shell runs it, which also says which phase it enters, and may press its own Ctrl-C there.
OVERHEARD = """
import os, signal, sys
from solver.cli import main
from solver.cli.stopping import Stopping
import solver.formats

wanted, itself = sys.argv.pop(1), sys.argv.pop(1) == "itself"
told = set()

def tell(phase):
    if phase not in told:
        told.add(phase)
        print(f"PHASE {phase}", file=sys.stderr, flush=True)
        if itself and phase == wanted:
            os.kill(os.getpid(), signal.SIGINT)

enter, read_any = Stopping.enter, solver.formats.read_any

def entered(self, phase, roster=False):
    enter(self, phase, roster)
    tell(phase)

def reading(*words, **more):
    tell("reading")
    return read_any(*words, **more)

Stopping.enter, solver.formats.read_any = entered, reading
main()
"""


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, Path]:
    """A day with too few shifts: visits are left out, and asked after."""
    whole = generate("hamlet", 2)
    problem = whole.replace(shifts=whole.shifts[: len(whole.shifts) // 2], pins=())
    day = tmp_path_factory.mktemp("short") / "day.json"
    write_problem(problem, day)
    return problem, day


def begin(phase: str, itself: bool, *words: str | Path | float, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OVERHEARD, phase, "itself" if itself else "told", *map(str, words)],
        cwd=ROOT,
        env=os.environ | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def pressed(process: subprocess.Popen[str], phase: str, times: int = 1) -> tuple[str, str]:
    """What the command says on both ways out, once Ctrl-C was pressed in a phase that it said it had entered."""
    said = list(read_until(process, f"PHASE {phase}"))
    for _ in range(times):
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=patience(120))
    return out, "".join(said) + err


def read_until(process: subprocess.Popen[str], line: str) -> Iterator[str]:
    assert process.stderr is not None
    for found in process.stderr:
        yield found
        if found.strip() == line:
            return
    raise AssertionError(f"it ended without {line!r}")


def overheard(phase: str, *words: str | Path | float) -> tuple[int, str, str]:
    """Exit code and what is said of a command that presses Ctrl-C as soon as it enters a phase."""
    with begin(phase, True, *words) as process:
        out, err = process.communicate(timeout=patience(240))
    assert f"PHASE {phase}" in err, err
    return process.returncode, out, err


@pytest.mark.parametrize("phase", ["reading", "journeys", "getting ready"])
def test_before_there_is_a_roster_nothing_is_written(phase: str, short: tuple[Problem, Path], tmp_path: Path) -> None:
    roster = tmp_path / "roster.json"
    code, out, err = overheard(phase, "solve", short[1], "--seconds", 300, "-o", roster)
    assert code == 130
    assert out == ""
    assert err.index(f"Stopping, while {WORDS[phase]}: there is no roster yet.") < err.index(NOTHING)
    assert "Traceback" not in err
    assert not roster.exists()


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        ("search", ("--seconds", 300)),
        ("search", ("--seconds", 300, "--threads", 2, "--joins", "off")),
        ("search", ("--seconds", 300, "--parts", 2, "--joins", "off")),
        ("proof", ("--iterations", 300, "--seconds", 300, "--exact", "--joins", "off")),
        ("bound", ("--iterations", 300, "--seconds", 300, "--bound", "--joins", "off")),
    ],
    ids=["search", "threads", "parts", "proof", "bound"],
)
def test_the_best_so_far_is_kept(
    phase: str, words: tuple[str | float, ...], short: tuple[Problem, Path], tmp_path: Path
) -> None:
    """Pressed from outside, in the middle of what lets no line of Python run."""
    problem, day = short
    roster, page = tmp_path / "roster.json", tmp_path / "roster.html"
    with begin(phase, False, "solve", day, *words, "-o", roster, "--html", page) as process:
        out, err = pressed(process, phase)
    assert process.returncode == 0, err
    assert f"Stopping, while {WORDS[phase]}: the best roster so far is kept." in err
    said = " ".join(out.split())
    assert "Stopped by hand after" in said
    assert said.index(f"while {WORDS[phase]}") < said.index("Served")
    assert said.endswith(f"Written: {roster}, {page}")
    document = json.loads(roster.read_bytes())
    assert document["provenance"]["stopped"] == phase
    assert document["problem_notes"][0].startswith("Stopped by hand")
    assert "Stopped by hand" in page.read_text("utf-8")
    assert check(problem, read_roster(roster, problem)).feasible


@pytest.mark.parametrize(
    ("phase", "words"), [("joins", ()), ("audit", ("--joins", "off")), ("verdicts", ("--joins", "off"))]
)
def test_what_comes_after_the_search_is_cut_short(
    phase: str, words: tuple[str, ...], short: tuple[Problem, Path], tmp_path: Path
) -> None:
    problem, day = short
    roster = tmp_path / "roster.json"
    code, out, err = overheard(phase, "solve", day, "--iterations", 400, "-o", roster, *words)
    assert code == 0, err
    assert f"Stopping, while {WORDS[phase]}" in err
    assert f"while {WORDS['audit' if phase == 'verdicts' else phase]}" in " ".join(out.split())
    assert check(problem, read_roster(roster, problem)).feasible


def test_what_is_being_written_is_finished(short: tuple[Problem, Path], tmp_path: Path) -> None:
    roster, page, book = (tmp_path / f"roster.{kind}" for kind in ("json", "html", "xlsx"))
    words = ("--iterations", 200, "--joins", "off", "-o", roster, "--html", page, "--xlsx", book)
    code, out, err = overheard("writing", "solve", short[1], *words)
    assert code == 0
    assert "Stopping: what is being written is finished first." in err
    assert "Stopped by hand" not in out
    assert out.split()[-3:] == [f"{roster},", f"{book},", str(page)]
    assert read_roster(roster, short[0]).rounds


def test_compiling_is_told_even_in_silence_and_stopped(short: tuple[Problem, Path], tmp_path: Path) -> None:
    """What was compiled until then is kept, and not called whole."""
    roster = tmp_path / "roster.json"
    kept = tmp_path / "kept"
    words = ("solve", short[1], "--quiet", "-o", roster)
    with begin("compiling", False, *words, NUMBA_CACHE_DIR=str(kept)) as process:
        said = "".join(read_until(process, "PHASE compiling"))
        assert "The engine is compiled for this machine first" in said
        until(lambda: list(kept.rglob("*.nbc")))
        others = children(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=patience(120))
    assert process.returncode == 130
    assert out == ""
    assert err.index("Stopping, while compiling the engine: there is no roster yet.") < err.index(NOTHING)
    assert not roster.exists()
    assert not list(kept.rglob("whole"))
    until(lambda: not any(other in children(os.getpid()) for other in others))


def test_the_second_time_ends_at_once(short: tuple[Problem, Path], tmp_path: Path) -> None:
    roster = tmp_path / "roster.json"
    words = ("--iterations", 300, "--seconds", 300, "--exact", "--joins", "off", "-o", roster)
    with begin("proof", False, "solve", short[1], *words) as process:
        read = "".join(read_until(process, "PHASE proof"))
        process.send_signal(signal.SIGINT)
        read += "".join(
            read_until(
                process,
                "Stopping, while looking for a proof: the best roster so far is kept. Ctrl-C again ends at once.",
            )
        )
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=patience(120))
    assert process.returncode in (0, 130)  # 0: the second came when all was written
    assert roster.exists() == (process.returncode == 0)


def test_warm_and_compare_are_stopped_too(short: tuple[Problem, Path]) -> None:
    code, out, err = overheard("comparing", "compare", short[1], "--seconds", 300, "--seeds", 1, "--no-packages")
    assert (code, out) == (130, "")
    assert err.index("Stopping, while comparing") < err.index(NOTHING)
    code, out, err = overheard("getting ready", "warm")
    assert (code, out) == (130, "")
