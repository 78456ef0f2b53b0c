"""A protocol is for who is trained: where no competency tells who that is, nobody is known to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import Plain, client, day, delegation, nurse, registrant, shift, task, visit, worker
from .doors import by_hand, check, run, solve, written

PROTOCOL = {"id": "p", "organisation": "trust", "registrant": "nora", "signed": "2026-06-01", "expires": "2027-12-01"}
FLUSH = {"code": "line_flush", "owner": "health", "class": "protocol"}


def flushing(*held: str, code: str = "line_flush", asked: tuple[str, ...] = (), **lists: Any) -> Plain:
    """A task by protocol of the trust, whose own assistant holds what is told."""
    one = task(code, owner="health", competencies=list(asked)) if asked else task(code, owner="health")
    lists = {
        "task_catalogue": [FLUSH],
        "registrants": [registrant()],
        "protocols": [PROTOCOL | {"task": code}],
        "version": "2",
    } | lists
    visits = [visit("v", one, "08:00", "10:00", organisation="trust", windows_hard=True)]
    return day(visits, [worker("hana", "trust", held)], [shift("hana")], clients=[client()], **lists)


def served(folder: Path, document: Plain, by: str = "HANA") -> bool:
    """Whether it is made, by the search and by hand alike."""
    made = solve(folder, document)
    hand = check(folder, document, by_hand({by: [("v", "2027-03-01T09:00")]}))
    assert hand.accepted == made.whole(), (made.output, hand.sentences)
    return made.whole()


@pytest.mark.parametrize("code", ["line_flush", "blood_sample"], ids=["named nowhere", "declared nowhere"])
@pytest.mark.parametrize("version", ["1", "2"])
def test_own_staff_of_whom_nothing_is_known_do_not_do_it(folder: Path, code: str, version: str) -> None:
    document = flushing(code=code, version=version)
    assert not served(folder, document)
    assert f"trained for {code}" in solve(folder, document).output
    listed = " ".join(run("safety", written(folder, "day", document)).stdout.split())
    assert code in listed
    assert "record who holds it" in listed


def test_who_holds_what_is_named_does_it(folder: Path) -> None:
    by_catalogue = flushing("lines", task_catalogue=[FLUSH | {"competencies": ["lines"]}])  # held, and so declared
    by_task = flushing("lines", asked=("lines",))
    for document in (by_catalogue, by_task, flushing("phlebotomy", code="blood_sample", task_catalogue=[])):
        assert served(folder, document)
        assert "trained for" not in solve(folder, document).output


def test_a_nurse_does_it_and_who_is_named_by_a_delegation(folder: Path) -> None:
    by_nurse = flushing()
    by_nurse["workers"], by_nurse["shifts"] = [nurse(holds=())], [shift("nan")]
    assert served(folder, by_nurse, "NAN")
    delegated = flushing(delegations=[delegation("hana", task="line_flush", registrant="nora")])
    delegated["visits"][0]["tasks"][0]["delegable"] = True
    assert served(folder, delegated)
