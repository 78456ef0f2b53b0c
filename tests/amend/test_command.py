"""onevisit amend: what it says, what it writes, and when it does not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import solver.cli
from fixtures.every_join import joined_day, joined_roster
from solver.check import check
from solver.cli.amending import _ABOUT
from solver.formats import read_any, read_roster, shift_workers, write_problem, write_roster

SAFE = {"change": "move", "visit": "H-care", "shift": "s-second"}
UNSAFE = {"change": "move", "visit": "F-nurse", "shift": "s-second"}


def run(*words: str | Path) -> Result:
    return run_any("amend", *words)


def run_any(*words: str | Path) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]})
    solver.cli.register(app)
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    write_problem(joined_day(), tmp_path / "day.json")
    write_roster(joined_roster(), tmp_path / "roster.json", joined_day())
    return tmp_path / "day.json", tmp_path / "roster.json"


def one(change: dict[str, Any]) -> list[str]:
    return ["--change", json.dumps(change)]


def test_a_safe_change_is_told_and_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    done = run(*files, *one(SAFE), "-o", tmp_path / "new.json")
    assert done.exit_code == 0, done.output
    assert "moved from Wilf Testworker carer to Wilf Testworker second" in " ".join(done.output.split())
    assert "It saves" in done.output
    roster = read_roster(tmp_path / "new.json", joined_day())
    assert any(shift.shift == "s-second" for shift in roster.rounds)


def test_a_newly_broken_rule_is_not_written_unless_it_is_wanted(files: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "new.json"
    done = run(*files, *one(UNSAFE), "-o", target)
    assert done.exit_code == 1
    assert "authority_" in done.output
    assert "Nothing was written" in done.output
    assert not target.exists()
    done = run(*files, *one(UNSAFE), "-o", target, "--even-so")
    assert done.exit_code == 0
    assert target.exists()


def test_several_changes_and_a_file_of_them(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "changes.json").write_text(json.dumps([{"change": "pin", "visit": "F-nurse"}]))
    day = tmp_path / "day2.json"
    done = run(*files, *one(SAFE), "--changes", tmp_path / "changes.json", "--day-out", day, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["safe"], told["written"], told["broken"]) == (True, True, [])
    assert [pin.visit for pin in read_any(day).pins] == ["F-nurse"]
    again = run(*files, "--changes", tmp_path / "changes.json")
    assert "The day changes too: -o writes both" in again.output


def test_wrong_input_is_told_whole_and_nothing_is_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "new.json"
    done = run(*files, *one({"change": "move", "visit": "x", "shift": "y"}), *one(SAFE), "-o", target)
    assert done.exit_code == 2
    assert "changes[0].visit" in done.output
    assert "changes[0].shift" in done.output
    assert run(*files, "-o", target).exit_code == 2
    assert run(*files, "--change", "{", "-o", target).exit_code == 2
    (tmp_path / "broken.json").write_text('{"changes": 5}')
    assert "want a list of changes" in run(*files, "--changes", tmp_path / "broken.json").output
    assert not target.exists()


def test_in_words_a_visit_is_cancelled_and_day_and_roster_are_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    day, new = tmp_path / "day2.json", tmp_path / "new.json"
    said = ["--cancel", "H-care", "--by", "Lea Example", "--reason", "daughter stays"]
    done = run(*files, *said, "-o", new, "--day-out", day)
    assert done.exit_code == 0, done.output
    problem = read_any(day)
    assert "H-care" not in problem.visit
    assert [(one.id, one.by, one.reason) for one in problem.cancelled_visits] == [
        ("H-care", "Lea Example", "daughter stays")
    ]
    assert "H-care" not in json.dumps(json.loads(new.read_text()))
    assert check(problem, read_roster(new, problem)).feasible
    without = run(*files, *said[:2], "-o", new)
    assert without.exit_code == 2
    assert "--by" in without.output
    assert "--reason" in without.output
    wrong = run(*files, "--cancel", "H-car", *said[2:])
    assert wrong.exit_code == 2
    assert "the nearest: " in " ".join(wrong.output.split())
    assert "(H-care)" in wrong.output


def test_in_words_somebody_is_absent_and_what_changed_since_is_told(files: tuple[Path, Path], tmp_path: Path) -> None:
    day, new = tmp_path / "today.json", tmp_path / "short.json"
    write_roster(joined_roster(), files[1], joined_day(), shift_workers(joined_roster(), joined_day()))
    done = run(*files, "--absent", "carer", "-o", new, "--day-out", day)
    assert done.exit_code == 0, done.output
    assert "Wilf Testworker carer is absent" in done.output
    assert "s-carer" not in read_any(day).shift
    wrong = run(*files, "--absent", "carrer")
    assert wrong.exit_code == 2
    assert "--absent" in wrong.output
    lost = {one.visit for one in read_roster(new, read_any(day)).unserved}
    lost -= {one.visit for one in joined_roster().unserved}
    said = " ".join(run_any("explain", day, new, "--against", files[1]).output.split())
    assert lost
    told = [one for one in said.split(". ") if "is newly unserved; it was with" in one]
    assert len(told) == len(lost)
    # Of E, to which two come together, whoever makes the whole of it is named.
    assert all("Wilf Testworker carer" in one for one in told if "(E-" not in one)
    assert "newly served" not in said
    assert "Wilf Testworker carer's shift s-carer left the day." in said


def test_in_words_times_and_length_change(files: tuple[Path, Path], tmp_path: Path) -> None:
    day = tmp_path / "day2.json"
    visit = joined_day().visit["H-care"]
    label = joined_day().horizon.label
    late = label(visit.windows[-1].end)[-5:]
    done = run(*files, "--window", "H-care", "--latest", late, "--minutes", "25", "--day-out", day, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["day_changed"] is True
    assert told["loosened"] == []
    changed = read_any(day).visit["H-care"]
    assert (changed.windows[0].end, changed.duration) == (visit.windows[-1].end, 25 * 60)
    alone = run(*files, "--earliest", "09:00")
    assert alone.exit_code == 2
    assert "want --window VISIT" in alone.output


def test_a_visit_in_a_file_is_added(files: tuple[Path, Path], tmp_path: Path) -> None:
    document = json.loads(files[0].read_text())
    record = {**next(one for one in document["visits"] if one["id"] == "H-care"), "id": "again"}
    day = tmp_path / "day2.json"
    for number, plain in enumerate((record, {"visit": record})):
        file = tmp_path / f"visit{number}.json"
        file.write_text(json.dumps(plain))
        done = run(*files, "--add", file, "-o", tmp_path / "new.json", "--day-out", day)
        assert done.exit_code == 0, done.output
        problem = read_any(day)
        assert problem.visit["again"].windows == problem.visit["H-care"].windows
        assert check(problem, read_roster(tmp_path / "new.json", problem)).feasible


def test_in_words_a_client_is_suspended(files: tuple[Path, Path], tmp_path: Path) -> None:
    client = joined_day().visit["H-care"].client
    day, new = tmp_path / "day2.json", tmp_path / "new.json"
    said = ["--by", "Lea Example", "--reason", "hospital", "--from", "2020-01-01T00:00"]
    done = run(*files, "--suspend", f"client={client}", *said, "-o", new, "--day-out", day)
    assert done.exit_code == 0, done.output
    problem = read_any(day)
    assert [(one.what, one.of) for one in problem.suspensions] == [("client", client)]
    left = {entry.visit: entry.reason for entry in read_roster(new, problem).unserved}
    own = {visit.id for visit in problem.visits if visit.client == client}
    assert own <= set(left)
    assert all("hospital" in left[visit] for visit in own)
    wrong = run(*files, "--suspend", "cat=x", *said)
    assert wrong.exit_code == 2
    told = " ".join(wrong.output.split())
    wanted = "want 'client', 'worker', 'registrant', 'task', 'delegation' or 'unpaid_carer'"
    assert f"--suspend found 'cat' {wanted}" in told


def test_the_help_names_the_kinds() -> None:
    done = run("-h")
    assert done.exit_code == 0
    for word in ("a visit is off", "--cancel", "--add", "--window", "--suspend", "in hospital", "late, and accepted"):
        assert word in done.output


def test_the_sample_of_the_help_can_be_added(files: tuple[Path, Path], tmp_path: Path) -> None:
    (sample,) = re.findall(r'\{"id": "V99".*?\}\]\}', " ".join(_ABOUT.split()))
    day = joined_day()
    first = day.visit["H-care"]
    known = sample.replace('"C4"', f'"{first.client}"').replace('"ORG"', f'"{first.organisation}"')
    (tmp_path / "visit.json").write_text(known.replace("2026-03-02", f"{day.horizon.date(0)}"))
    done = run(*files, "--add", tmp_path / "visit.json", "-o", tmp_path / "new.json")
    assert done.exit_code == 0, done.output
    assert "V99" in read_any(tmp_path / "new.day.json").visit


def test_the_changed_day_is_written_beside_the_roster(files: tuple[Path, Path], tmp_path: Path) -> None:
    said = ["--cancel", "H-care", "--by", "Lea Example", "--reason", "daughter stays"]
    done = run(*files, *said, "-o", tmp_path / "new.json")
    assert done.exit_code == 0, done.output
    assert "new.day.json" in done.output
    assert "The roster is for the day as changed" in done.output
    problem = read_any(tmp_path / "new.day.json")
    assert "H-care" not in problem.visit
    assert check(problem, read_roster(tmp_path / "new.json", problem)).feasible
    run(*files, *one(SAFE), "-o", tmp_path / "moved.json")
    assert not (tmp_path / "moved.day.json").exists()  # a move changes no day
    told = json.loads(run(*files, *said, "-o", tmp_path / "new.json", "--json").output)
    assert told["day_out"] == str(tmp_path / "new.day.json")


def test_a_visit_that_says_too_little_is_told_by_its_file_in_the_fields_words(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "visit.json"
    record = {"id": "e", "client": joined_day().visit["H-care"].client, "windows": []}
    for plain, before in ((record, ""), ({"visit": record}, "visit.")):
        file.write_text(json.dumps(plain))
        done = run(*files, "--add", file)
        assert done.exit_code == 2
        told = " ".join(done.output.split())
        assert str(file) in told
        assert f"{before}tasks found nothing want what is done at the visit" in told
        assert f"{before}organisation found nothing want the id of the organisation" in told
        assert "changes[0]" not in told


def test_faults_stand_at_the_option_that_they_are_of(files: tuple[Path, Path]) -> None:
    done = run(*files, "--window", "H-care", "--earliest", "11am", "--latest", "10am")
    assert done.exit_code == 2
    assert "--latest" in done.output
    assert "changes[" not in done.output
    assert "--until" in run(*files, "--late", "H-care", "--by", "L Example", "--reason", "so").output


def test_a_time_that_is_none_is_refused_in_words(files: tuple[Path, Path]) -> None:
    done = run(*files, "--window", "H-care", "--earliest", "nine")
    assert done.exit_code == 2
    assert "want a time such as 09:00" in " ".join(done.output.replace("\u2502", " ").split())
    assert "%H" not in done.output


def test_in_words_lateness_is_accepted(files: tuple[Path, Path], tmp_path: Path) -> None:
    day = joined_day()
    visit = day.visit["H-care"]
    until = day.horizon.moment(visit.windows[-1].end + 30 * 60)
    said = ["--by", "Lea Example", "--reason", "she was asked", "--until", f"{until:%H.%M}", "--role", "nurse lead"]
    done = run(*files, "--late", "H-care", *said, "-o", tmp_path / "new.json")
    assert done.exit_code == 0, done.output
    (row,) = read_any(tmp_path / "new.day.json").visit["H-care"].late_accepted
    assert (row.by, row.until) == ("Lea Example", visit.windows[-1].end + 30 * 60)
