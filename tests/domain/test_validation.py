"""What a single object refuses, and what a client's NHS number must be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from solver.domain import (
    Agreement,
    Break,
    Client,
    Competency,
    Consent,
    Delegation,
    Fault,
    InputFaults,
    Link,
    Matrix,
    Pin,
    Place,
    Shift,
    Task,
    Visit,
    Window,
    nhs_number_is_valid,
)


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("9434765919", True),  # the worked example of the NHS Data Dictionary
        ("9434765918", False),
        ("9990001006", True),
        ("9990001030", True),  # remainder nought: 11 reads 0
        ("9990001031", False),
        *((f"999000109{digit}", False) for digit in range(10)),  # remainder one: 10 is no digit
        ("999000100", False),
        ("99900010066", False),
        ("999000100x", False),
        ("٩٩٩٠٠٠١٠٠٦", False),  # digits, but not ASCII
        ("", False),
    ],
)
def test_nhs_numbers(number: str, good: bool) -> None:
    assert nhs_number_is_valid(number) is good


@given(st.integers(0, 999_999_999))
def test_at_most_one_check_digit_fits(body: int) -> None:
    fitting = [digit for digit in range(10) if nhs_number_is_valid(f"{body:09}{digit}")]
    total = sum(int(digit) * weight for digit, weight in zip(f"{body:09}", range(10, 1, -1), strict=True))
    assert fitting == ([] if total % 11 == 1 else [-total % 11])


def test_nhs_numbers_are_kept_without_blanks() -> None:
    client = Client(id="c", name="Avril Testperson", place="p", nhs_number="999 000 1006")
    assert client.nhs_number == "9990001006"
    assert Client(id="c", name="Avril Testperson", place="p").nhs_number is None
    with pytest.raises(ValidationError, match="want ten digits"):
        Client(id="c", name="Avril Testperson", place="p", nhs_number="")


def _visit(**fields: Any) -> Visit:
    return Visit(
        **{
            "id": "v",
            "client": "c",
            "organisation": "o",
            "tasks": (Task(code="t", duration=60),),
            "windows": (Window(start=0, end=60),),
            **fields,
        }
    )


def _delegation(**fields: Any) -> Delegation:
    names = {"id": "d", "client": "c", "task": "t", "worker": "w", "registrant": "Nurse Mockup"}
    dates = {"trained": date(2026, 1, 1), "signed_off": date(2026, 1, 2), "expires": date(2027, 1, 1)}
    return Delegation(**{**names, **dates, **fields})


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "window backwards": (lambda: Window(start=60, end=59), "end that is not before the start"),
    "windows out of order": (
        lambda: _visit(windows=(Window(start=100, end=200), Window(start=0, end=50))),
        "windows in order",
    ),
    "no tasks": (lambda: _visit(tasks=()), "at least 1"),
    "no windows": (lambda: _visit(windows=()), "at least 1"),
    "three workers": (lambda: _visit(workers=3), "less than or equal to 2"),
    "clinical window nobody set": (
        lambda: Task(code="t", duration=60, clinical_window=Window(start=0, end=1)),
        "the registered nurse who set",
    ),
    "nurse only, yet delegable": (
        lambda: Task(code="t", duration=60, registered_nurse_only=True, delegable=True),
        "not both",
    ),
    "negative duration": (lambda: Task(code="t", duration=-1), "greater than or equal to 0"),
    "fractional ticks": (lambda: Task(code="t", duration=1.5), "valid integer"),
    "link to itself": (lambda: Link(id="l", kind="same_worker", first="v", second="v"), "two different visits"),
    "gap without minutes": (lambda: Link(id="l", kind="gap", first="v", second="w"), "min_gap_minutes, max_gap"),
    "gap upside down": (lambda: Link(id="l", kind="gap", first="v", second="w", min_gap=2, max_gap=1), "not below"),
    "gap where none belongs": (
        lambda: Link(id="l", kind="same_start", first="v", second="w", min_gap=2),
        "only with kind gap",
    ),
    "shift of no length": (lambda: Shift(id="s", worker="w", start=5, end=5), "end after the start"),
    "break backwards": (lambda: Break(duration=1, earliest=2, latest=1), "not before earliest"),
    "agreement with oneself": (lambda: Agreement(id="a", between=("o", "o")), "two different organisations"),
    "agreement backwards": (
        lambda: Agreement(id="a", between=("o", "p"), starts=date(2026, 2, 1), ends=date(2026, 1, 1)),
        "on or after",
    ),
    "consent backwards": (
        lambda: Consent(kind="sharing", given=True, recorded=date(2026, 2, 1), expires=date(2026, 1, 1)),
        "on or after",
    ),
    "signed off before trained": (lambda: _delegation(trained=date(2026, 1, 3)), "on or after trained"),
    "expired before signed off": (lambda: _delegation(expires=date(2026, 1, 1)), "on or after signed_off"),
    "nobody accountable": (lambda: _delegation(registrant=""), "at least 1 character"),
    "empty pin": (lambda: Pin(visit="v"), "want a shift, a worker, a start"),
    "matrix of nowhere": (lambda: Matrix(mode="car", places=(), durations=()), "at least 1"),
    "place beyond the pole": (lambda: Place(id="p", lat=90.1, lon=0), "less than or equal to 90"),
    "place nowhere": (lambda: Place(id="p", lat=float("nan"), lon=0), "finite number"),
    "empty id": (lambda: Competency(id=""), "at least 1 character"),
    "blank at the end of an id": (lambda: Competency(id="hoist "), "match pattern"),
    "line break in an id": (lambda: Competency(id="ho\nist"), "match pattern"),
    "endless id": (lambda: Competency(id="x" * 81), "at most 80"),
    "unknown field": (lambda: Competency.model_validate({"id": "hoist", "nmae": "Hoist"}), "Extra inputs"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    make, wanted = REFUSED[name]
    with pytest.raises(ValidationError, match=wanted):
        make()


def test_objects_are_frozen() -> None:
    visit: Any = _visit()
    with pytest.raises(ValidationError, match="frozen"):
        visit.priority = 3


def test_windows_may_touch() -> None:
    assert len(_visit(windows=(Window(start=0, end=60), Window(start=60, end=90))).windows) == 2


def test_a_fault_never_shows_a_whole_file() -> None:
    for value in ("x" * 10**7, ["x" * 10**6] * 50, {"a": {"b": ["c" * 10**6] * 9}}, 10**4000):
        assert len(str(Fault("visits[0]", value, "want less"))) < 200
    assert str(Fault("visits[0].id", None, "want id", "day.json")) == "day.json: visits[0].id: found nothing; want id"
    assert str(InputFaults([Fault("a", 1, "want 2"), Fault("b", 3, "want 4")])).count("\n") == 1
