"""Names, contacts and registrations that are none, read alike by the product and by the second opinion."""

from __future__ import annotations

import pytest

from benchmarks.second_opinion import names as opinion
from solver.domain.names import is_name, registration_state, says_nobody, says_something

# fmt: off
NOBODY = [
    "?", "-", "  ", "...", "12345", "x", "X", "n/a", "N/A", "N.A.", "na", "none", "None", "nobody", "no one", "unknown",
    "not known", "tbc", "TBA", "tbd", "to be advised", "To Be Advised", "to be confirmed (agency)", "vacant",
    "post vacant", "nil", "pending", "anyone", "awaiting appointment", "Nurse unknown", "nurse tbc", "not yet assigned",
    "duty nurse", "Duty Nurse", "the duty nurse", "nurse", "district nurses", "agency", "Agency nurse", "bank staff",
    "nurse on call", "duty nurse 2", "the team", "registrant", "Gone", "Left", "left 2025", "moved to Leeds",
    "Nora Example (left)", "Nora Example left", "Nora Example Left", "Nora Example LEFT", "Nora Example, retired",
    "Nora Example - gone", "Nora Example moved to Leeds", "Nora left", "Nora GONE", "Nora Example no longer here",
    "Sister on leave", "Nurse left",
]
PEOPLE = [
    "Peter Gone", "Anna None", "Mary Left", "Ms P. Gone", "P Gone", "Dr Gone", "Peter Gone RN", "PETER GONE", "R",
    "Anna Gone-Smith", "Nora Example RN", "RN P", "RN", "N. Example", "Nora", "Sister Mary", "Nurse Mockup", "Mei Na",
    "Lea Example (nurse lead)", "Nora Mockup, nurse lead", "Somebody Else", "Goneril Ward", "Nan Noone-Example",
    "Unn Known-Sample", "Manager Singh", "Xenia Nash", "Leftwich Gone", "Ó None",
]
REACHED = [
    "01632 960001", "1", "ext 4", "bleep 204", "nora@example.invalid", "Goneril Ward, 01632 960002", "Leftwich Surgery",
    "Diedre at the office", "ask for Nora", "Peter Gone, 01632 960001", "Peter Gone 01632 960001", "Anna None",
    "duty nurse 07700 900123", "the hub", "the office",
]
UNREACHED = [
    "to be advised", "tba", "duty nurse", "n/a", "moved to Leeds", "unknown", "agency", "number unknown", "post vacant",
    "left the trust 2025", "registration lapsed", "on leave until May", "Nora gone 2025", "LEFT", "retired 2024",
]
REGISTRATIONS = {
    "99A1234E": "known", "NMC 99A1234E": "known", "TEST0001": "known", "": "unknown", "?": "unknown", "NMC": "unknown",
    "yes": "unknown", "pending": "unknown", "applied for": "unknown", "Applied for 2026": "unknown", "tbc": "unknown",
    "99A1234E (pending)": "unknown", "awaiting PIN": "unknown", "expired": "gone", "Expired 2025": "gone",
    "99A1234E expired": "gone", "struck off": "gone", "lapsed 1.2.26": "gone", "99A1234E, retired": "gone",
}
# fmt: on


@pytest.mark.parametrize("text", NOBODY)
def test_what_names_nobody(text: str) -> None:
    assert not is_name(text)
    assert not opinion.is_name(text)


@pytest.mark.parametrize("text", PEOPLE)
def test_who_is_a_person_whatever_they_are_called(text: str) -> None:
    assert is_name(text)
    assert opinion.is_name(text)


@pytest.mark.parametrize("text", REACHED)
def test_contacts_by_which_somebody_is_reached(text: str) -> None:
    assert not says_nobody(text)
    assert opinion.reaches_somebody(text)


@pytest.mark.parametrize("text", UNREACHED)
def test_contacts_by_which_nobody_is_reached(text: str) -> None:
    assert says_nobody(text)
    assert not opinion.reaches_somebody(text)


@pytest.mark.parametrize("text", REGISTRATIONS)
def test_registrations_that_are_none(text: str) -> None:
    assert registration_state(text) == REGISTRATIONS[text]
    assert opinion.is_registered_as(text) == (REGISTRATIONS[text] == "known")
    assert opinion.is_registered_no_more(text) == (REGISTRATIONS[text] == "gone")


def test_phrases_may_be_added_and_none_taken_away() -> None:
    more = frozenset({"seconded"})
    assert is_name("Nora Example, seconded")
    assert not is_name("Nora Example, seconded", gone=more)
    assert not is_name("Nora Example, retired", gone=more)
    assert registration_state("99A1234E seconded", gone=more) == "gone"


def test_who_stops_something_may_be_a_post() -> None:
    assert says_something("duty manager")
    assert not any(map(says_something, ("", "?", "n/a", "unknown", "TBC", "none")))
