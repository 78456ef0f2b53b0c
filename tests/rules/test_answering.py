"""What names, contacts and registrations say, with the phrases of packs, and whom a text means."""

from __future__ import annotations

import pytest

from fixtures.joint import joined_day
from solver.domain import Problem, Registrant
from solver.rules.readings.answering import Supposed, Wording, registrants_by_text

USUAL = Wording.of({"unknown": ["whoever is on"], "gone": []}, {"unknown": [], "gone": ["seconded"]})


@pytest.mark.parametrize(
    ("text", "named", "reached", "nobody"),
    [
        ("Nora Example", True, True, False),
        ("?", False, False, False),  # it says nothing
        ("", False, False, False),
        ("01632 960001", False, True, False),
        ("seconded to Wales", False, False, True),
        ("whoever is on", False, False, True),
        ("left the trust", False, False, True),
    ],
)
def test_who_is_named_and_who_is_reached(text: str, named: bool, reached: bool, nobody: bool) -> None:
    assert USUAL.names_somebody(text) == named
    assert USUAL.reaches_somebody(text) == reached
    assert USUAL.says_nobody(text) == nobody


def test_what_is_supposed_counts_until_it_is_written_down() -> None:
    for text in ("to be recorded", "tbc"):
        assert USUAL.names_somebody(Supposed(text))
        assert USUAL.reaches_somebody(Supposed(text))
        assert not USUAL.says_nobody(Supposed(text))
        assert USUAL.registration(Supposed(text)) == "known"
        assert not USUAL.names_somebody(text)
        assert USUAL.says_nobody(text)
        assert USUAL.registration(text) == "unknown"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("99A9999Z", "known"),
        ("", "unknown"),
        ("?", "unknown"),
        ("whoever is on", "unknown"),
        ("lapsed", "gone"),
        ("seconded", "gone"),
    ],
)
def test_what_a_registration_says(text: str, state: str) -> None:
    assert USUAL.registration(text) == state


def test_whom_a_text_means() -> None:
    """An id before a name; a name that two have is nobody's."""
    names = {"r1": "Rita Testnurse", "r2": "Rory Testnurse", "r3": "rory  TESTNURSE", "r4": "Una Sample"}
    registrants = tuple(Registrant(id=name, name=text) for name, text in names.items())
    problem: Problem = joined_day()[0].replace(registrants=registrants, delegations=())
    found = {text: one.id for text, one in registrants_by_text(problem).items()}
    assert found == {"r1": "r1", "r2": "r2", "r3": "r3", "r4": "r4", "rita testnurse": "r1", "una sample": "r4"}
