"""A yes in somebody's best interests is not the client's own: without a name of who wrote it down it is no consent."""

from __future__ import annotations

from pathlib import Path

import pytest

from .days import Plain, answered, at, changed, day, delegation, insulin, registrant, shift, visit, worker
from .doors import by_hand, check, made_one, run, solve, written
from .test_signatures import PAIR, absorbed

YES: Plain = {"given": True, "recorded": "2026-06-01"}
FOR_THEM: Plain = YES | {"basis": "best_interests"}
EARLIER, LATER = {"recorded": "2026-03-01"}, {"recorded": "2026-09-01"}
NO: Plain = {"given": False, "recorded": "2026-03-01"}
# What is recorded of one question, and whether it is a yes.
ANSWERS: dict[str, tuple[list[Plain], bool]] = {
    "in their best interests, by name": ([FOR_THEM | {"recorder": "Lea Example"}], True),
    "in their best interests, by nobody": ([FOR_THEM], False),
    "by a blank": ([FOR_THEM | {"recorder": "  "}], False),
    "by who is to be confirmed": ([FOR_THEM | {"recorder": "TBC"}], False),
    "by a post": ([FOR_THEM | {"recorder": "duty nurse"}], False),
    "their own, by nobody": ([YES | {"basis": "own"}], True),
    "an attorney's, by nobody": ([YES | {"basis": "attorney"}], True),
    "of nobody knows whom": ([YES], True),
    "their own of before, then by nobody": ([YES | EARLIER | {"basis": "own"}, FOR_THEM], False),
    "by nobody, then their own": ([FOR_THEM, YES | LATER | {"basis": "own"}], True),
    "by nobody, then by name": ([FOR_THEM, FOR_THEM | LATER | {"recorder": "Lea Example"}], True),
    "by nobody on the day of a yes": ([YES, FOR_THEM], False),
    "a no, then by nobody": ([NO, FOR_THEM], False),
    "a no, then by name": ([NO, FOR_THEM | {"recorder": "Lea Example"}], True),
}


def delegated(answers: list[Plain]) -> Plain:
    """Cal gives Ada's insulin under a delegation in which all is recorded."""
    lists = {"version": "2", "registrants": [registrant()], "delegations": [delegation(registrant="nora")]}
    visits = [visit("dose", insulin(), "08:00", "09:00")]
    document = day(visits, [worker("cal", "council", ["insulin"])], [shift("cal")], **lists)
    return changed(document, answered("ada", "delegation", *answers))


@pytest.mark.parametrize("said", ANSWERS)
def test_nothing_is_delegated_on_it(folder: Path, said: str) -> None:
    answers, yes = ANSWERS[said]
    for rows in (answers, answers[::-1]):
        document = delegated(rows)
        assert solve(folder, document).whole() is yes
        assert check(folder, document, by_hand({"CAL": [("dose", "08:30")]})).accepted is yes


@pytest.mark.parametrize("said", ANSWERS)
def test_no_visit_is_joined_with_anothers_on_it(folder: Path, said: str) -> None:
    answers, yes = ANSWERS[said]
    document = changed(absorbed(), answered("ada", "sharing", *answers))
    assert made_one(folder, document, "check", "NAN", "08:30", PAIR, outcome="absorb") is yes
    assert solve(folder, document, joins="apply").whole() is yes  # the council's own has no shift


def test_it_says_what_is_wanted(folder: Path) -> None:
    document = delegated([FOR_THEM])
    said = " ".join(check(folder, document, by_hand({"CAL": [("dose", "08:30")]})).sentences)
    assert "the yes of 1 June 2026 is in their best interests, and names nobody who wrote it down" in said
    told = " ".join(run("safety", written(folder, "day", document)).output.split())
    assert "A yes in their best interests counts once it says who wrote it down." in told
    assert "counts once it says who" not in " ".join(
        run("safety", written(folder, "day", delegated([]))).output.split()
    )


def test_a_refusal_in_their_best_interests_needs_no_name(folder: Path) -> None:
    """A no is a no, whoever wrote it."""
    refused = delegated([YES, FOR_THEM | LATER | {"given": False}])
    judged = check(folder, refused, by_hand({"CAL": [("dose", "08:30")]}))
    assert "refused" in " ".join(judged.sentences)


def test_what_was_withdrawn_stays_withdrawn(folder: Path) -> None:
    taken_back = delegated([YES | EARLIER, FOR_THEM | {"withdrawn": at("06:00")}])
    assert "withdrawn" in " ".join(check(folder, taken_back, by_hand({"CAL": [("dose", "08:30")]})).sentences)
