"""Which files are mutated, and by which tests each of them is proven: circles that grow around a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

RULES = [
    "call_spacing",
    "one_client",
    "lateness_cap",
    "competency",
    "double_handed",
    "clinical_window",
    "time_critical",
    "dose_spacing",
    "daily_rest",
    "calls",
    "lateness",
    "acting",
    "answering",
    "readings",
    "task_catalogue",
    "carried",
    "linked",
]
ROOMS = ("solver/joining", "solver/check", "solver/rules/authority", "solver/rules/permits", "solver/rules/joins")

# Tests that hold checker, engine and a second opinion together.
_AGREE = (
    "tests/rules/test_terms_agree.py",
    "tests/rules/test_authority_agrees.py",
    "tests/rules/test_offer_agrees.py",
    "tests/joining/test_signatures_agree.py",
    "tests/second_opinion/test_against_checker.py",
)
_AUTHORITY = [
    "delegation",
    "registers",
    "registrants",
    "suspensions",
    "task_classes",
    "unknowns",
    "dates",
    "before",
    "signatures",
    "bound_signatures",
    "households",
]
_DOSES = (
    "doses",
    "spacing",
    "one_client_at_a_time",
    "moments",
    "before",
    "day_before",
    "dates",
    "households",
)
_JOINS = [
    "signatures",
    "bound_signatures",
    "households",
    "doses",
    "listed",
    "moments",
    "delegation",
    "dates",
    "vocabulary",
    "task_classes",
]
_SECOND = (
    "calls_and_doses",
    "dates_and_upgrades",
    "moments",
    "protocols_and_others",
    "signatures",
    "who_may_do_it",
)


def find_files(root: Path, pattern: str = "*") -> list[str]:
    """The files that are mutated and whose path holds the pattern (``*`` and ``?``), in order, from the root."""
    rules = [f"solver/rules/{name}.py" for name in RULES]
    rooms = [path.relative_to(root).as_posix() for room in ROOMS for path in sorted((root / room).glob("*.py"))]
    return sorted(path for path in (*rules, *rooms) if PurePosixPath(path).match(pattern))


def list_circles(root: Path, path: str) -> list[list[str]]:
    """The test files that prove a file, nearest first; none stands twice."""
    done: set[str] = set()
    circles = []
    for circle in _circles(path):
        tests = [test for pattern in circle for test in _found(root, pattern) if test not in done]
        done.update(tests)
        if tests:
            circles.append(tests)
    return circles


def _circles(path: str) -> Iterator[list[str]]:
    """Patterns of test files: its own, its room's, those that compare, and those of whole days."""
    room, name = PurePosixPath(path).parent.name, PurePosixPath(path).stem
    own = {"rules": "tests/rules"} | {part: f"tests/rules/{part}" for part in ("authority", "joins", "permits")}
    yield [f"{own.get(room, f'tests/{room}')}/test_{name}.py"]
    rules = [f"tests/rules/{part}/test_*.py" for part in ("authority", "joins", "permits")]
    rules += [f"tests/rules/test_{rule}.py" for rule in RULES]
    rules += ["tests/rules/test_joint_visits.py", "tests/rules/test_scopes.py"]
    searching = [f"tests/joining/test_{name}.py" for name in ("solve_joins", "waiting", "what_if")]
    quick = ("candidates", "conditions", "identity", "register", "refusals", "audit", "changes", "search_problem")
    joining, judging = [f"tests/joining/test_{name}.py" for name in quick], ["tests/check/test_*.py"]
    yield {"joining": joining, "check": judging}.get(room, rules)
    yield list(_AGREE)
    yield [*joining, *searching, *judging] if room in ("joining", "check", "joins") else judging
    if room in ("authority", "permits") or name in ("acting", "answering", "readings", "task_catalogue", "competency"):
        days = list(_AUTHORITY)
    else:
        days = list(_JOINS if room in ("joining", "check", "joins") else _DOSES)
    yield [
        *(f"tests/second_opinion/test_{part}.py" for part in _SECOND),
        *(f"tests/safety/test_{day}.py" for day in days),
    ]


def _found(root: Path, pattern: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in sorted(root.glob(pattern))]
