"""The commands beside solve and check: none of them makes one visit of two doses, or sends whom it may not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .days import (
    Change,
    Plain,
    answered,
    backwards,
    changed,
    client,
    day,
    decision,
    doing,
    insulin,
    nurse,
    put,
    shift,
    task,
    told,
    visit,
    window,
    worker,
)
from .doors import amend, aware, by_hand, join_of, run, solve, written


def doses(*changes: Change, **lists: Any) -> Plain:
    """Insulin in two windows that touch at eleven."""
    visits = [
        visit("am", insulin(20), "07:00", "11:00", organisation="trust"),
        visit("noon", insulin(20), "11:00", "14:00", organisation="trust"),
    ]
    return changed(day(visits, [nurse()], [shift("nan")], **lists), *changes)


OTHER = doing("noon", "insulin", code="wound_care")
SIGNED = [decision(["am", "noon"])]


def one_visit(document: Plain) -> Plain:
    """A roster of an earlier version of the program, which made one visit of both."""
    join = join_of(document, [("am", 0), ("noon", 0)], signed_by="Lea Example (nurse lead)")
    return by_hand({"NAN": [("am+noon", "11:00")]}, join)


APART = by_hand({"NAN": [("am", "08:00"), ("noon", "11:00")]})


def test_the_audit_of_duplicates_names_what_stands_between_two_doses(folder: Path) -> None:
    for document in (doses(), doses(join_decisions=SIGNED), doses(backwards)):
        told_ = run("duplicates", written(folder, "day", document))
        assert told_.exit_code == 0
        assert "Nothing is in the way." not in told_.output
    told_ = run("duplicates", written(folder, "day", doses(OTHER, join_decisions=SIGNED)))
    assert "Nothing is in the way." in told_.output


def test_a_doubled_row_is_no_visit_to_be_joined(folder: Path) -> None:
    """The same client, provider, task and window twice."""
    twice = [visit(name, task("care", 30), "09:00", "10:00") for name in ("v1", "v1b")]
    document = day(twice, [worker("cal", "council")], [shift("cal")])
    told_ = run("duplicates", written(folder, "day", document))
    assert "Nothing is in the way." not in told_.output
    assert not solve(folder, document, joins="suggest").proposed("v1", "v1b")


@pytest.mark.parametrize("joins", ["off", "suggest", "apply"])
def test_a_roster_to_start_from_does_not_carry_one_visit_of_two_doses_along(folder: Path, joins: str) -> None:
    earlier = written(folder, "earlier", one_visit(doses()))
    made = solve(folder, doses(join_decisions=SIGNED), "--start", earlier, joins=joins)
    assert made.whole()
    assert not made.joins


def test_a_roster_to_start_from_may_carry_one_visit_of_two_things_along(folder: Path) -> None:
    document = doses(OTHER, join_decisions=SIGNED)
    made = solve(folder, document, "--start", written(folder, "earlier", one_visit(document)), joins="apply")
    assert made.whole()
    assert made.together("am", "noon")


def test_a_decision_by_hand_does_not_make_two_doses_one(folder: Path) -> None:
    say = {"change": "decide_join", "visits": ["am", "noon"], "approved": True, "signed_by": "Lea Example"}
    say |= {"role": "nurse lead", "on": "2027-02-22"}
    assert not amend(folder, doses(), APART, say).joins
    made = amend(folder, doses(OTHER), by_hand({"NAN": [("am", "10:55"), ("noon", "11:10")]}), say)
    assert made.exit == 0
    assert made.together("am", "noon")


def test_what_is_changed_in_a_roster_that_joins_two_doses_does_not_make_it_right(folder: Path) -> None:
    """Whatever else is changed: the checker still refuses it."""
    document = doses()
    roster = one_visit(document)
    judged = run("check", written(folder, "day", document), written(folder, "roster", roster))
    assert judged.exit_code == 1
    other = doses(OTHER, join_decisions=SIGNED)
    judged = run("check", written(folder, "day", other), written(folder, "roster", one_visit(other)))
    assert judged.exit_code == 0


def test_records_of_such_a_roster_are_not_given(folder: Path) -> None:
    for document, code in ((doses(), 1), (doses(OTHER, join_decisions=SIGNED), 0)):
        day_, roster = written(folder, "day", document), written(folder, "roster", one_visit(document))
        assert run("records", day_, roster, "-o", folder / f"records-{code}").exit_code == code


def compared(folder: Path, document: Plain) -> dict[str, Any]:
    """Rows of ``onevisit compare`` by pattern."""
    words = "--seconds", 0.2, "--seeds", 1, "--no-packages", "--json"
    done = run("compare", written(folder, "day", document), *words)
    assert done.exit_code == 0, done.output
    rows: list[Plain] = json.loads(done.stdout[done.stdout.index("{") :])["rows"]
    return {row["pattern"]: row for row in rows}


def test_joining_two_doses_saves_no_door(folder: Path) -> None:
    rows = compared(folder, doses())
    assert rows["joined"]["doors"] == rows["pooled"]["doors"] == 2
    rows = compared(folder, doses(OTHER))
    assert rows["joined"]["doors"] == 1


def pooled(*changes: Change) -> Plain:
    """A meal of the council's at eight, when its own carer is not on duty and another provider's is."""
    document = day(
        [
            visit("v1", task("meal", 20), "08:00", "09:00"),
            visit("v2", task("meal", 20), "12:00", "13:00", organisation="care"),
        ],
        [worker("cal", "council"), worker("dot", "care")],
        [shift("cal", "16:00", "20:00"), shift("dot")],
        clients=[client()],
        agreements=[{"id": "A", "between": ["council", "care"]}],
    )
    return changed(document, *changes)


REFUSED = answered("ada", "sharing", {"given": False, "recorded": "2026-06-01"})


def test_one_pooled_workforce_is_no_reason_to_send_whom_a_client_refused(folder: Path) -> None:
    for change, left_out in ((REFUSED, 1), (put(agreements=[]), 1), (backwards, 0)):
        rows = compared(folder, pooled(change))
        for pattern in ("pooled", "joined"):
            assert sum(rows[pattern]["unserved"].values()) == left_out


def test_the_copy_in_tables_says_no_more_than_the_document(folder: Path) -> None:
    """Through tables and back: what nobody was asked stays unknown, and nobody is sent because of it."""
    document = pooled(told("clients", "ada", consents=[]), told("visits", "v2", windows=[window("13:00", "14:00")]))
    source = written(folder, "day", document)
    assert run("convert", source, "-o", folder / "tables").exit_code == 0
    assert run("convert", folder / "tables", "-o", folder / "back.json").exit_code == 0
    back = json.loads((folder / "back.json").read_text("utf-8"))
    assert not any(row.get("given") for row in back["clients"][0].get("consents", ()))
    done = run("solve", folder / "back.json", "-o", folder / "roster.json", "--iterations", 500, "--joins", "off")
    assert done.exit_code == 0
    assert [one["visit"] for one in json.loads((folder / "roster.json").read_text("utf-8"))["unserved"]] == ["v1"]


def test_a_role_typed_at_a_terminal_is_told_and_written_as_not_verified(folder: Path) -> None:
    """Whoever has a file can edit it: the command believes the role, and says that it only does that."""
    document = day(
        [
            visit("v1", task("care", 20), "08:00", "09:00", organisation="care"),
            visit("v2", task("care", 20), "08:00", "09:00", organisation="care"),
        ],
        [worker("wes", "care")],
        [shift("wes")],
        version="2",
    )
    roster = by_hand({"WES": [("v1", "08:00"), ("v2", "08:30")]})
    late = {
        "change": "late",
        "visit": "v1",
        "until": aware("11:00"),
        "by": "Lea Example",
        "role": "nurse lead",
        "reason": "asked",
    }
    source, made, after = written(folder, "day", document), written(folder, "roster", roster), folder / "after.json"
    done = run("amend", source, made, "--change", json.dumps(late), "--day-out", after, "--json")
    told = json.loads(done.stdout)
    assert told["signed"] == [{"by": "Lea Example", "role": "nurse lead", "verified": False}]
    assert any("role as typed, not verified" in sentence for sentence in told["sentences"])
    (row,) = json.loads(after.read_text("utf-8"))["visits"][0]["late_accepted"]
    assert row["reason"] == "asked (role as typed, not verified)"
    assert run("check", after, made).exit_code == 0
    plain = run("amend", source, made, "--window", "v1", "--latest", "09:30", "--day-out", folder / "other.json")
    assert plain.exit_code == 0
    assert "verified" not in plain.output
