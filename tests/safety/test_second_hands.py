"""Two people at one visit, one of whom holds the authority for a health task.

What a visit for two workers asks, it asks of both. A second pair of hands of whom less is asked is a visit of its own,
with what that one does, tied to the first as double-handed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import Plain, client, day, delegation, nurse, registrant, shift, task, visit, worker
from .doors import by_hand, check, solve

LINK = {"id": "pair", "kind": "double_handed", "first": "dose", "second": "hands"}
AT = "2027-03-01T09:00"


def two_visits(first: Plain, second: Plain, **lists: Any) -> Plain:
    """The council's insulin, and the transfer that a second one helps with meanwhile."""
    visits = [
        visit("dose", task("insulin", 20, "health"), "08:00", "10:00"),
        visit("hands", task("hoist_transfer", 20), "08:00", "10:00"),
    ]
    shifts = [shift(first["id"]), shift(second["id"])]
    return day(visits, [first, second], shifts, clients=[client()], links=[LINK], version="2", **lists)


def one_visit(first: Plain, second: Plain, **lists: Any) -> Plain:
    """The same written as one visit for two."""
    visits = [visit("dose", [task("insulin", 10, "health"), task("hoist_transfer", 10)], "08:00", "10:00", workers=2)]
    shifts = [shift(first["id"]), shift(second["id"])]
    return day(visits, [first, second], shifts, clients=[client()], version="2", **lists)


def holder(kind: str) -> tuple[Plain, dict[str, Any]]:
    """A nurse, or a carer who is named for it."""
    if kind == "nurse":
        return nurse("nan", "council", ("insulin", "moving_handling")), {}
    named = {"delegations": [delegation("dot", registrant="nora")], "registrants": [registrant()]}
    return worker("dot", "council", ["moving_handling"]), named


@pytest.mark.parametrize("kind", ["nurse", "carer"])
def test_one_holds_the_authority_and_the_other_helps(folder: Path, kind: str) -> None:
    one, records = holder(kind)
    document = two_visits(one, worker("cal", "council", ["moving_handling"]), **records)
    made = solve(folder, document)
    assert made.whole()
    assert (made.workers["dose"], made.workers["hands"]) == ((one["id"],), ("cal",))
    assert made.starts["dose"] == made.starts["hands"]
    swapped = by_hand({"CAL": [("dose", AT)], one["id"].upper(): [("hands", AT)]})
    assert not check(folder, document, swapped).accepted


def test_two_carers_without_a_delegation_are_refused(folder: Path) -> None:
    pair = worker("cal", "council", ["moving_handling"]), worker("wes", "council", ["moving_handling", "insulin"])
    for document in (two_visits(*pair), one_visit(*pair)):
        made = solve(folder, document)
        assert "authority" in made.unserved["dose"]
        assert not made.instants


def test_who_helps_holds_what_moving_and_handling_asks(folder: Path) -> None:
    one, records = holder("nurse")
    assert not solve(folder, two_visits(one, worker("cal", "council"), **records)).whole()


def test_a_visit_for_two_asks_both_and_says_so(folder: Path) -> None:
    one, records = holder("nurse")
    document = one_visit(one, worker("cal", "council", ["moving_handling"]), **records)
    made = solve(folder, document)
    assert "both pairs of hands" in " ".join(made.unserved["dose"].split())
    both = one_visit(one, {**one, "id": "nel", "name": "Nel Sample"})
    assert solve(folder, both).whole()
