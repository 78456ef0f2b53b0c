"""What rules only report is counted in the summary and stands in the documents for machines, sentence by sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .days import Plain, day, nurse, shift, task, visit, worker
from .doors import by_hand, run, solve, written


def round_of_checks(count: int, minutes: float = 20) -> Plain:
    """A nurse's checks of one client, one each half hour."""
    visits = [
        visit(
            f"v{n:02}",
            task("wound_care", minutes, "health"),
            f"{8 + n // 2:02}:{30 * (n % 2):02}",
            f"{8 + n // 2:02}:{30 * (n % 2):02}",
            organisation="trust",
        )
        for n in range(count)
    ]
    return day(visits, [nurse(holds=())], [shift("nan", "07:00", "16:00")])


@pytest.mark.parametrize(("count", "told"), [(8, False), (9, True)])
def test_nine_visits_of_a_nurse_are_counted_as_a_report(folder: Path, count: int, told: bool) -> None:
    made = solve(folder, round_of_checks(count, 30))
    assert made.whole()
    assert ("1 caseload" in made.output) is told
    reports = made.document["judgement"]["reports"]
    if told:
        assert reports["caseload"] == {
            "count": 1,
            "sentences": ["Nan Sample has 9 nurse visits on Mon 01 Mar; 9 or more are a risk flag."],
        }
    else:
        assert "caseload" not in reports


def test_short_visits_are_counted_in_every_answer(folder: Path) -> None:
    document = round_of_checks(3)
    made = solve(folder, document)
    assert made.whole()
    assert "3 visit length" in made.output
    path, roster = written(folder, "day", document), written(folder, "roster", made.document)
    assert "3 visit length" in run("check", path, roster).output
    plain = json.loads(run("check", path, roster, "--json").stdout)
    assert plain["hard_breaches"] == 0
    assert plain["reports"]["visit_length"]["count"] == 3
    assert all("under 30 min" in sentence for sentence in plain["reports"]["visit_length"]["sentences"])


def test_where_nothing_is_reported_nothing_is_said(folder: Path) -> None:
    made = solve(folder, round_of_checks(2, 30))
    assert made.whole()
    assert "Reports" not in made.output
    assert made.document["judgement"]["reports"] == {}


@pytest.mark.parametrize(("start", "near"), [("09:20", True), ("09:50", False)])
def test_calls_closer_than_wanted_are_reported(folder: Path, start: str, near: bool) -> None:
    """Two washes, half an hour between them wanted: priced, and somebody should see it."""
    visits = [
        visit(name, task("wash_and_dress", 20), opens, closes)
        for name, opens, closes in (("one", "09:00", "10:00"), ("two", "09:20", "11:00"))
    ]
    document = day(visits, [worker("wes", "council")], [shift("wes")])
    path, roster = (
        written(folder, "day", document),
        written(folder, "roster", by_hand({"WES": [("one", "09:00"), ("two", start)]})),
    )
    reports = json.loads(run("check", path, roster, "--json").stdout)["reports"]
    assert ("call_spacing" in reports) is near
    assert ("1 calls closer than wanted" in run("check", path, roster).output) is near
    if near:
        assert "30 min are wanted" in reports["call_spacing"]["sentences"][0]
