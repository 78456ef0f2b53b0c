"""``import onevisit``: its names, what it costs to import, files in and out, and what stands in a repr."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import onevisit
import solver.solving
from fixtures import generate
from solver import domain
from solver.formats import read_any, write_problem

from ..formats.conftest import GOOD


@pytest.fixture(scope="module")
def day() -> onevisit.Problem:
    return onevisit.Problem.of(generate("hamlet", 1))


@pytest.fixture(scope="module")
def result(day: onevisit.Problem) -> onevisit.Result:
    return onevisit.solve(day, iterations=2_000)


def python(*words: str) -> str:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True).stdout.strip()


def test_every_name_is_there_once_and_shown_by_tab() -> None:
    assert {name for name in onevisit.__all__ if not hasattr(onevisit, name)} == set()
    assert set(onevisit.__all__) < set(dir(onevisit))
    homes = [name for names in onevisit._HOME.values() for name in names]
    assert sorted(homes) == sorted(onevisit.__all__)


def test_a_function_is_a_function_whatever_was_imported_before() -> None:
    said = "print(callable(o.solve), o.from_frames is f.from_frames)"
    code = f"import solver.solving, onevisit.frames as f, onevisit as o; {said}"
    assert python("-c", code) == "True True"
    assert onevisit.solve is solver.solving.solve


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sovle'"):
        onevisit.sovle  # noqa: B018


def test_importing_loads_no_engine() -> None:
    code = (
        "import onevisit, sys; onevisit.Visit; print([n for n in ('numba', 'ortools', 'pandas') if n in sys.modules])"
    )
    assert python("-c", code) == "[]"


def test_it_runs_as_a_module_and_says_its_version() -> None:
    assert python("-m", "onevisit", "--version") == f"onevisit {onevisit.__version__}"


@pytest.mark.parametrize("name", ["day.json", "day.xlsx", "day.zip", "day"])
def test_a_problem_is_read_as_it_was_written(day: onevisit.Problem, tmp_path: Path, name: str) -> None:
    onevisit.write(day, tmp_path / name)
    again = onevisit.read(tmp_path / name)
    assert again == day
    assert isinstance(again, onevisit.Problem)
    assert again.digest == day.digest


def test_what_a_table_leaves_unknown_is_a_warning(day: onevisit.Problem, tmp_path: Path) -> None:
    onevisit.write(day, tmp_path / "day")
    (tmp_path / "day" / "delegations.csv").unlink()
    with pytest.warns(UserWarning, match="Safety sheets are missing.*delegations"):
        onevisit.read(tmp_path / "day")


def test_a_dictionary_is_read_with_dates_and_times_of_python() -> None:
    told: dict[str, Any] = json.loads(json.dumps(GOOD))
    told["horizon"]["start"] = datetime(2026, 3, 2, tzinfo=UTC)
    told["visits"][0]["windows"] = [{"start": datetime(2026, 3, 2, 8), "end": datetime(2026, 3, 2, 9)}]
    told["clients"][0]["consents"] = [{"kind": "sharing", "given": True, "recorded": date(2026, 1, 5)}]
    read = onevisit.read(told)
    assert read.visit["v1"].windows == (domain.Window(start=8 * 3600, end=9 * 3600),)
    assert read.clients[0].consents[0].recorded == date(2026, 1, 5)
    assert read.horizon.moment(read.visit["v1"].windows[0].start).hour == 8


def test_a_dictionary_that_is_wrong_is_told_as_a_file_is() -> None:
    told = json.loads(json.dumps(GOOD))
    told["visits"][0]["client"] = "nobody"
    told["visits"][1]["tasks"][0]["duration_minutes"] = "long"
    with pytest.raises(onevisit.InputFaults) as found:
        onevisit.read(told)
    assert {fault.where for fault in found.value.faults} == {"visits[0].client", "visits[1].tasks[0].duration_minutes"}
    with pytest.raises(onevisit.InputFaults, match="no place in a document for a object"):
        onevisit.read({"name": object()})


@pytest.mark.kernel
def test_a_roster_wants_its_day(day: onevisit.Problem, result: onevisit.Result, tmp_path: Path) -> None:
    onevisit.write(result, tmp_path / "roster.json")
    onevisit.write(day, tmp_path / "day.json")
    assert onevisit.read(tmp_path / "roster.json", day) == result.roster
    with pytest.raises(onevisit.InputFaults, match="want the day it was made for"):
        onevisit.read(tmp_path / "roster.json")
    with pytest.raises(onevisit.InputFaults, match="another kind of document"):
        onevisit.read(tmp_path / "day.json", day)
    with pytest.raises(onevisit.InputFaults, match="want the day this roster is for"):
        onevisit.write(result.roster, tmp_path / "no.json")  # type: ignore[call-overload]
    assert not (tmp_path / "no.json").exists()


@pytest.mark.kernel
def test_a_result_is_written_for_machines_and_people(result: onevisit.Result, tmp_path: Path) -> None:
    for name in ("roster.json", "roster.xlsx", "roster.html"):
        onevisit.write(result, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1_000
    document = json.loads((tmp_path / "roster.json").read_text("utf-8"))
    assert document["judgement"]["served"] == result.check.figures.served
    with pytest.raises(onevisit.InputFaults, match=r"want a name that ends in \.json or \.xlsx"):
        onevisit.write(result, tmp_path / "roster.pdf")


@pytest.mark.kernel
def test_why_is_answered_for_all_and_for_one(day: onevisit.Problem, result: onevisit.Result) -> None:
    roster = onevisit.Roster(rounds=result.roster.rounds[1:])
    left = [stop.visit for stop in result.roster.rounds[0].stops if stop.visit]
    kept = next(stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit)
    assert {one.visit for one in onevisit.explain(day, roster)} >= set(left)
    one = onevisit.explain(day, roster, left[0])
    assert isinstance(one, onevisit.Explanation)
    assert one.reason
    assert isinstance(onevisit.explain(day, roster, kept), onevisit.PlacedExplanation)
    with pytest.raises(onevisit.InputFaults, match="want the id of one of the day's visits"):
        onevisit.explain(day, roster, "nobody's")


@pytest.mark.kernel
def test_a_repr_of_why_shows_verdict_and_rule(day: onevisit.Problem) -> None:
    alone = day.replace(workers=tuple(one.model_copy(update={"competencies": ()}) for one in day.workers))
    proven = [one for one in onevisit.explain(alone, onevisit.Roster()) if "competency" in one.rules]
    assert proven
    for one in proven:
        assert "[competency]" in one.reason
        assert repr(one) == f"Explanation(visit={one.visit!r}, verdict={one.verdict!r}, rules={one.rules!r})"


@pytest.mark.kernel
def test_no_repr_is_long_or_names_a_person(day: onevisit.Problem, result: onevisit.Result) -> None:
    names = {one.name for some in (day.clients, day.workers, day.registrants) for one in some}
    some = [day, result, result.roster, result.check, *day.clients, *day.workers, *day.visits, *day.delegations]
    some += [*day.registrants, *day.standing_agreements, *day.places, *onevisit.explain(day, onevisit.Roster())]
    for thing in some:
        told = repr(thing)
        assert len(told) < 3_000
        assert not {name for name in names if name in told}
    assert len(repr(result)) < 200
    assert "21 visits" in repr(day)
    assert f"{result.check.figures.served} of 21 visits" in repr(result)


@pytest.mark.kernel
def test_the_summary_tells_what_the_command_tells_first(result: onevisit.Result) -> None:
    told = result.summary()
    assert f"Served              {result.check.figures.served} of 21" in told
    assert "Unknown:" in told
    assert "Rules: pack onevisit" in told
    assert len(told.splitlines()) < 30


def test_a_changed_problem_keeps_its_frames(day: onevisit.Problem) -> None:
    changed = day.replace(name="tomorrow")
    assert isinstance(changed, onevisit.Problem)
    assert changed.frames()["problem"]["name"][0] == "tomorrow"
    assert changed != day


def test_a_problem_equals_the_same_without_frames(day: onevisit.Problem, tmp_path: Path) -> None:
    write_problem(day, tmp_path / "day.json")
    plain = read_any(tmp_path / "day.json")
    assert type(plain) is domain.Problem
    assert plain == day
    assert day == plain
    assert day != "day"
