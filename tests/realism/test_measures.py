"""Every measure of realism on days small enough to count on paper; and the command that prints them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import solver.cli
from fixtures import generate
from fixtures.paper import HOUR, MINUTE, at, day, round_, visit, worker
from fixtures.tiny import late_and_over, two_calls
from solver.check import check
from solver.domain import (
    Agreement,
    Delegation,
    Horizon,
    InputFaults,
    PastVisit,
    Problem,
    Roster,
    Shift,
    Subcontract,
    Task,
)
from solver.formats import write_problem, write_roster
from solver.realism import PUBLISHED, SOURCES, UNPROVEN, Row, document, measure, outside, table
from solver.realism.made import MEASURES as OF_A_ROSTER
from solver.realism.published import Published
from solver.realism.report import _OF_A_DAY

WIDE, HALF = (at(8), at(10)), (at(8), at(9))


def value(problem: Problem, key: str, roster: Roster | None = None) -> float | None:
    judged = None if roster is None else check(problem, roster)
    (row,) = (row for row in measure(problem, judged) if row.published.key == key)
    return row.value


def care_day(**more: Any) -> Problem:
    """Two carers of "care" on shift. Ada has three visits of care and one of nursing, Bea one of each, Cy nursing."""
    wound, insulin = (
        Task(code=code, duration=minutes * MINUTE, owner="health", delegable=code == "insulin")
        for code, minutes in (("wound_care", 30), ("insulin", 15))
    )
    nursing = {"organisation": "trust"}
    visits = [
        visit("a1", "ada", 30, HALF),
        visit("a2", "ada", 45, (at(12), at(13))),
        visit("a3", "ada", 20, (at(17), at(18))),
        visit("b1", "bea", 15, WIDE, workers=2),
        visit("n1", "ada", 15, HALF, **nursing).model_copy(update={"tasks": (insulin,)}),
        visit("n2", "bea", 30, WIDE, **nursing).model_copy(update={"tasks": (wound,), "kind": "first"}),
        visit("n3", "cy", 30, WIDE, **nursing).model_copy(update={"tasks": (wound,)}),
    ]
    workers = [
        worker("w", sex="female", contract=0, limit=30 * HOUR),
        worker("v", sex="male", contract=35 * HOUR),
        worker("n", organisation="trust", registered_nurse=True),
        worker("h", organisation="trust"),
        worker("o", organisation="other", sex="female"),
    ]
    organisations = (
        {"id": "care", "name": "Samplecare (invented)", "sector": "social", "kind": "provider"},
        {"id": "other", "name": "Madeup Care (invented)", "sector": "social", "kind": "provider"},
        {"id": "trust", "name": "Sample NHS Trust (invented)", "sector": "health", "kind": "nhs_trust"},
    )
    shifts = [
        Shift(id="w1", worker="w", start=at(8), end=at(9)),
        Shift(id="w2", worker="w", start=at(16), end=at(18)),
        Shift(id="v1", worker="v", start=at(8), end=at(14)),
        Shift(id="n1", worker="n", start=at(8), end=at(12)),
    ]
    return day(
        {"home ada": 10, "home bea": 10, "home cy": 10}, visits, workers, shifts, organisations=organisations, **more
    )


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("clients_of_employer", 2),
        ("other_lengths", 1 / 4),
        ("quarter_hours", 1 / 4),
        ("half_hours", 2 / 4),
        ("visits_a_client", 2),
        ("hours_a_client", 7 * (95 + 15) / 60 / 2),
        ("intensive", 1 / 2),
        ("double", 1 / 4),
        ("wide_windows", 1 / 4),
        ("nursing_share", 3 / 7),
        ("delegable", 1 / 3),
        ("insulin_a_client", 1),
        ("insulin_minutes", 15),
        ("wounds", 60 / 75),
        ("first_assessments", 1),
        ("both", 2 / 3),
        ("women", 2 / 3),
        ("zero_hours", 1 / 2),
        ("part_time", 1 / 3),
        ("split", 1 / 2),
        ("assistants", 1),
        ("agreements", 0),
        ("others_past", None),
        ("others_delegations", None),
        ("faces", None),
    ],
)
def test_a_measure_is_what_is_counted_on_paper(key: str, wanted: float | None) -> None:
    found = value(care_day(), key)
    assert found == (None if wanted is None else pytest.approx(wanted))


def test_care_wanted_of_the_own_carers_at_the_worst_time_of_day() -> None:
    # Morning 30 + 2 x 15 of 60 + 180 minutes; lunch 45 of 150; tea 20 of 120 minutes.
    assert value(care_day(), "own_minutes") == pytest.approx(45 / 150)
    early = care_day()
    without = early.replace(shifts=tuple(shift for shift in early.shifts if shift.id != "v1"))
    assert value(without, "own_minutes") == pytest.approx(45), "nobody at lunch: per minute that there ought to be"


def test_past_visits_and_delegations_of_other_employers_are_counted() -> None:
    past = tuple(PastVisit(client="ada", worker=name, start=-n * 24 * HOUR) for n, name in enumerate("wwwo", start=1))
    held = {"registrant": "Nora Testnurse", "task": "insulin", "contact": "01632 960001", "client": "ada"}
    dates = {"trained": date(2027, 1, 4), "signed_off": date(2027, 1, 5), "expires": date(2027, 12, 1)}
    some = tuple(Delegation(id=f"d{name}", worker=name, **held, **dates) for name in "wo")
    assert value(care_day(history=past), "others_past") == pytest.approx(1 / 4)
    assert value(care_day(delegations=some), "others_delegations") == pytest.approx(1 / 2)
    contract = (Subcontract(id="sc", provider="care", to="other", clients=("ada",)),)
    assert value(care_day(history=past, subcontracts=contract), "others_past") == 0


def test_faces_are_those_of_clients_with_two_visits_a_day() -> None:
    twice = [PastVisit(client="ada", worker="w" if n % 3 else "v", start=-n * 12 * HOUR) for n in range(1, 29)]
    once = [PastVisit(client="bea", worker="o", start=-n * 24 * HOUR) for n in range(1, 15)]
    assert value(care_day(history=(*twice, *once)), "faces") == 2


def test_an_agreement_counts_where_it_lets_carers_take_health_tasks() -> None:
    down = Agreement(id="x", between=("trust", "care"), health_task_to_care_worker=True)
    up = Agreement(id="y", between=("trust", "other"), social_task_to_nurse=True)
    assert value(care_day(agreements=(down, up)), "agreements") == pytest.approx(1 / 2)


def test_two_first_assessments_of_one_client_are_told() -> None:
    problem = care_day()
    again = problem.visit["n2"].model_copy(update={"id": "n4"})
    rows = measure(problem.replace(visits=(*problem.visits, again)))
    (row,) = (row for row in rows if row.published.key == "first_assessments")
    assert (row.value, row.verdict) == (2, "outside")


def test_measures_of_a_roster() -> None:
    problem, roster, _ = two_calls()  # 30 + 30 minutes of contact, 15 on the road, 15 of waiting
    assert value(problem, "travel", roster) == pytest.approx(15)
    assert value(problem, "contact", roster) == pytest.approx(60 / 90)
    assert value(problem, "carer_visits", roster) == 2
    assert value(problem, "left_out", roster) == 0
    assert value(problem, "very_late", roster) == 0
    assert value(problem, "nurse_visits", roster) is None
    half = Roster(rounds=(round_("s", ("a", at(9))),))
    assert value(problem, "left_out", half) == pytest.approx(1 / 2)
    late, over, _ = late_and_over()  # b is exactly 30 minutes late
    assert value(late, "very_late", over) == 0
    later = Roster(rounds=(round_("s", ("a", at(9, 10)), ("b", at(10, 31))),))
    assert value(late, "very_late", later) == pytest.approx(1 / 2)


def test_miles_are_those_between_visits() -> None:
    problem = generate("hamlet", 1)
    shift = next(one for one in problem.shifts if not problem.worker[one.worker].registered_nurse)
    names = [one.id for one in problem.visits if problem.organisation[one.organisation].sector == "social"]
    first, second = names[0], next(one for one in names if problem.visit[one].client != problem.visit[names[0]].client)
    roster = Roster(rounds=(round_(shift.id, (first, shift.start + HOUR), (second, shift.start + 3 * HOUR)),))
    judged = check(problem, roster)
    assert value(problem, "miles", roster) == pytest.approx(judged.figures.metres / 1609.344)
    assert judged.figures.metres > 0


def test_every_measure_is_published_or_marked_unproven() -> None:
    assert {one.key for one in PUBLISHED} == {*_OF_A_DAY, *OF_A_ROSTER}
    for one in PUBLISHED:
        named = re.findall(r"S\d+", one.source)
        assert set(named) <= set(SOURCES), one.key
        if one.source == UNPROVEN:
            assert one.low is None, one.key
            assert one.high is None, one.key
        else:
            assert one.low is not None, one.key
            assert one.high is not None, one.key
            assert one.low < one.high, one.key
            assert named or one.source == "by definition", one.key


def test_a_row_is_inside_to_the_digits_that_are_told() -> None:
    known = Published("x", "what", "share", 0.1, 0.2, "S1", "said", "care")
    assert [Row(known, one).verdict for one in (0.094, 0.096, 0.2, 0.21, None)] == [
        "outside",
        "inside",
        "inside",
        "outside",
        "not known",
    ]


def test_what_makes_savings_meaningless_is_told_last() -> None:
    rows = measure(generate("team", 1))
    text = "\n".join(table(rows))
    assert "No saving measured on this day means anything: care wanted of the busiest" in text
    assert len(outside(rows)) == sum(line.startswith("!") for line in table(rows))
    assert all(one["source"] in text for one in document(rows))


def test_a_literature_clock_has_no_realism() -> None:
    problem = two_calls()[0]
    abstract = problem.replace(
        horizon=Horizon.model_validate({"start": "1970-01-01T00:00:00Z", "ticks_per_minute": 1000})
    )
    with pytest.raises(InputFaults, match="want days with dates"):
        measure(abstract)


def run(*words: str | Path) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    solver.cli.register(app)
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_the_command_prints_words_or_json(tmp_path: Path) -> None:
    problem, roster, _ = two_calls()
    write_problem(problem, tmp_path / "day.json")
    write_roster(roster, tmp_path / "roster.json", problem)
    plain = run("realism", tmp_path / "day.json")
    assert plain.exit_code == 0
    assert "The roster" not in plain.output
    assert "measures inside what was published" in plain.output
    made = run("realism", tmp_path / "day.json", "--roster", tmp_path / "roster.json")
    assert "15.0 min  minutes of a carer's travel in each hour of contact" in made.output
    found = json.loads(run("realism", tmp_path / "day.json", "--json").output)
    assert [one["measure"] for one in found["measures"]] == [one.key for one in PUBLISHED if not one.made]
    assert {one["verdict"] for one in found["measures"]} <= {"inside", "outside", "unproven", "not known"}


def test_the_command_tells_what_is_wrong_with_a_day(tmp_path: Path) -> None:
    (tmp_path / "day.json").write_text("{}")
    assert run("realism", tmp_path / "day.json").exit_code == 2
