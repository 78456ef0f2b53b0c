"""Whoever reads that a join is signed for reads by whom, as what, when and until when."""

from __future__ import annotations

import json
from typing import Any

import pytest

from solver.domain import Problem
from solver.formats import read_problem
from solver.joining import describe_signature

from ..safety.days import agreement, day, decision, shift, task, visit, worker

BOTH = ("v1", "v2")


def problem(**lists: Any) -> Problem:
    visits = [visit(name, task("wash"), "09:00", "10:00") for name in (*BOTH, "v3")]
    known = {"version": "2", "agreements": [agreement()]} | lists
    return read_problem(json.dumps(day(visits, [worker("cal", "council")], [shift("cal")], **known)).encode())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "signed by Lea Example (nurse lead) on 22 February 2027, until 22 February 2028"),
        ({"until": "2027-06-30"}, "signed by Lea Example (nurse lead) on 22 February 2027, until 30 June 2027"),
        (
            {"since": "2027-03-01"},
            "signed by Lea Example (nurse lead) on 22 February 2027, from 1 March 2027, until 1 March 2028",
        ),
        ({"on": "2024-02-29"}, "signed by Lea Example (nurse lead) on 29 February 2024, until 28 February 2025"),
    ],
)
def test_by_hand(fields: dict[str, Any], words: str) -> None:
    known = problem(join_decisions=[decision(BOTH, **fields)])
    assert describe_signature(known, BOTH, "Lea Example (nurse lead)") == words


def test_the_latest_of_several_and_only_of_these_visits() -> None:
    known = problem(
        join_decisions=[
            decision(BOTH),
            decision(BOTH, id="J2", on="2027-02-26"),
            decision(BOTH, id="J3", on="2027-02-27", approved=False),
            decision(("v1", "v2", "v3"), id="J4", on="2027-02-28"),
        ]
    )
    assert "on 26 February 2027" in describe_signature(known, BOTH, "Lea Example (nurse lead)")


def test_agreed_beforehand() -> None:
    known = problem(
        agreements=[agreement(ends="2027-12-31", signed_by="Lea Example", signed="2026-06-01")],
        standing_agreements=[
            {
                "id": "s1",
                "organisation": "council",
                "outcome": "join",
                "tasks": ["wash"],
                "signed_by": "Tom Example",
                "role": "team lead",
                "signed": "2027-01-04",
                "review": "2027-07-01",
            }
        ],
    )
    assert describe_signature(known, BOTH, "trust+council") == (
        "agreed beforehand: agreement trust+council between Dogger Trust (invented) and Lundy Council (invented), "
        "signed by Lea Example on 1 June 2026, until 31 December 2027"
    )
    assert describe_signature(known, BOTH, "trust+council, s1").endswith(
        "and standing agreement s1 of Lundy Council (invented), signed by Tom Example (team lead) on 4 January 2027, "
        "until 1 July 2027"
    )
    unsigned = problem()
    assert "nobody is named who signed it, without an end" in describe_signature(unsigned, BOTH, "trust+council")


def test_what_the_day_does_not_know_stays_a_name() -> None:
    assert describe_signature(problem(), BOTH, "") == "not signed"
    assert describe_signature(problem(), BOTH, "Lea Example (nurse lead)") == "signed by Lea Example (nurse lead)"
