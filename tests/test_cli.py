"""The command line: exit codes, nothing half written, quiet in a pipe, JSON for machines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import fixtures.cli
import solver.cli
from fixtures import generate
from solver.domain import Problem
from solver.formats import read_roster, write_problem, write_roster, write_tables
from solver.solving import solve

from .waiting import patience, until

Given = tuple[Path, Path]


def run(*words: str | Path | float) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    solver.cli.register(app)
    fixtures.cli.register(app)
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def hamlet() -> Problem:
    return generate("hamlet", 1)


@pytest.fixture(scope="module")
def given(hamlet: Problem, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """A day and its roster as files."""
    folder = tmp_path_factory.mktemp("given")
    write_problem(hamlet, folder / "day.json")
    write_roster(solve(hamlet, iterations=2000).roster, folder / "roster.json", hamlet)
    return folder / "day.json", folder / "roster.json"


@pytest.mark.kernel
def test_solve_writes_roster_page_and_workbook(given: Given, hamlet: Problem, tmp_path: Path) -> None:
    targets = [tmp_path / name for name in ("roster.json", "roster.html", "roster.xlsx")]
    done = run("solve", given[0], "--iterations", 2000, "-o", targets[0], "--html", targets[1], "--xlsx", targets[2])
    assert done.exit_code == 0, done.output
    assert all(target.stat().st_size > 1000 for target in targets)
    document = json.loads(targets[0].read_text("utf-8"))
    assert document["judgement"]["feasible"] is True
    assert document["provenance"]["problem"] == hamlet.digest
    roster = read_roster(targets[0], hamlet)
    placed = {stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit}
    unserved = {entry.visit for entry in roster.unserved}
    assert placed | unserved == {visit.id for visit in hamlet.visits}
    assert not placed & unserved


@pytest.mark.parametrize(
    ("option", "name", "wanted"),
    [("-o", "roster.csv", ".json"), ("--xlsx", "roster.csv", ".xlsx"), ("--html", "roster.json", ".html or .htm")],
)
def test_nothing_is_written_under_a_name_of_another_kind(
    option: str, name: str, wanted: str, given: Given, tmp_path: Path
) -> None:
    done = run("solve", given[0], "--iterations", 200, option, tmp_path / name)
    assert done.exit_code == 2
    assert f"want a name that ends in {wanted} for a" in " ".join(done.output.split())
    assert not (tmp_path / name).exists()


def test_what_is_odd_about_a_day_is_told_first(given: Given, hamlet: Problem, tmp_path: Path) -> None:
    """A doubled row by solve, check and duplicates, in words and for machines, and in the roster file."""
    visit = hamlet.visits[0]
    odd = hamlet.replace(visits=(*hamlet.visits, visit.model_copy(update={"id": "again"})))
    write_problem(odd, tmp_path / "day.json")
    roster = tmp_path / "roster.json"
    about = f"Please look: again repeats {visit.id} "
    for words in (
        ("solve", tmp_path / "day.json", "--iterations", 200, "-o", roster),
        ("check", tmp_path / "day.json", roster),
    ):
        said = " ".join(run(*words).stdout.split())
        assert said.index(about) < said.index("Served"), words
        assert any(note.startswith(about) for note in json.loads(run(*words, "--json").stdout)["problem_notes"])
    assert any(note.startswith(about) for note in json.loads(roster.read_bytes())["problem_notes"])
    said = " ".join(run("duplicates", tmp_path / "day.json").stdout.split())
    assert said.startswith(about)
    assert about in run("convert", tmp_path / "day.json", "-o", tmp_path / "tables").stderr


def test_what_a_table_leaves_unknown_is_told_first(hamlet: Problem, tmp_path: Path) -> None:
    write_tables(hamlet, tmp_path / "day")
    (tmp_path / "day" / "consents.csv").unlink()
    (tmp_path / "day" / "suspensions.csv").unlink()
    told = "Safety sheets are missing, and what they would tell is unknown: consents, suspensions."
    said = " ".join(run("solve", tmp_path / "day", "--iterations", 200).stdout.split())
    assert said.index(told) < said.index("Served")
    assert told in run("convert", tmp_path / "day", "-o", tmp_path / "day.json").stderr


@pytest.mark.kernel
def test_summary_names_what_a_scheduler_asks(given: Given) -> None:
    done = run("solve", given[0], "--iterations", 500)
    for word in (
        "Served",
        "Not served",
        "Travel",
        "Waiting",
        "Overtime",
        "Continuity",
        "Cost by rule",
        "total",
        "Rules:",
    ):
        assert word in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


@pytest.mark.kernel
def test_the_same_seed_and_iterations_give_the_same_roster(given: Given, tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        assert run("solve", given[0], "--iterations", 800, "--seed", 7, "-o", tmp_path / name, "--quiet").exit_code == 0
    one, two = (json.loads((tmp_path / name).read_text("utf-8")) for name in ("one.json", "two.json"))
    assert one["rounds"] == two["rounds"]


@pytest.mark.kernel
def test_quiet_and_json_keep_their_word(given: Given) -> None:
    assert run("solve", given[0], "--iterations", 200, "--quiet").output == ""
    done = run("solve", given[0], "--iterations", 200, "--json")
    document = json.loads(done.stdout)
    assert document["served"] + document["unserved"] == document["commissioned"] == 21
    assert document["provenance"]["seed"] == 0
    assert done.stderr == ""


@pytest.mark.kernel
def test_that_the_engine_is_compiled_first_is_told_without_a_terminal(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solver.engine.local_search.cache.is_compiled", lambda: False)
    for words in ((), ("--json",), ("--quiet",)):  # minutes of silence frighten
        done = run("solve", given[0], "--iterations", 10, *words)
        assert done.stderr.startswith("The engine is compiled for this machine first")
        assert "compiled for this machine" not in done.stdout


@pytest.mark.kernel
def test_compare_says_too_that_the_engine_is_compiled_first(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.engine.local_search.cache.is_compiled", lambda: False)
    done = run("compare", given[0], "--seconds", 0.1, "--seeds", 1, "--no-packages")
    assert "The engine is compiled for this machine first" in done.stderr
    assert "compiled for this machine" not in done.stdout


def test_check_accepts_and_refuses(given: Given, hamlet: Problem, tmp_path: Path) -> None:
    day, roster = given
    assert run("check", day, roster).exit_code == 0
    document = json.loads(roster.read_text("utf-8"))
    document["rounds"] = document["rounds"][:-1]
    (tmp_path / "short.json").write_text(json.dumps(document), "utf-8")
    done = run("check", day, tmp_path / "short.json")
    assert done.exit_code == 1
    assert "LOST" in done.stdout
    plain = json.loads(run("check", day, tmp_path / "short.json", "--json").stdout)
    assert plain["feasible"] is False
    assert {breach["rule"] for breach in plain["breaches"]} == {"structure"}


def test_explain_of_a_client_names_their_visits(given: Given, hamlet: Problem) -> None:
    """Schedulers ask by the client's name; the visits of that client are what they may ask for."""
    client = hamlet.client[hamlet.visits[0].client]
    done = run("explain", *given, "--visit", client.name)
    assert done.exit_code == 2
    assert "want the id of one of the visits; the nearest: " in " ".join(done.output.split())
    assert hamlet.visits[0].id in done.output


def test_explain_a_placed_visit_all_unserved_and_a_difference(given: Given, hamlet: Problem, tmp_path: Path) -> None:
    day, roster = given
    read = read_roster(roster, hamlet)
    name = next(stop.visit for round_ in read.rounds for stop in round_.stops if stop.visit)
    assert f"({name})" in run("explain", day, roster, "--visit", name).stdout
    document = json.loads(roster.read_text("utf-8"))
    for round_ in document["rounds"]:
        round_["stops"] = [stop for stop in round_["stops"] if stop.get("visit") != name]
    (tmp_path / "less.json").write_text(json.dumps(document), "utf-8")
    told = json.loads(run("explain", day, tmp_path / "less.json", "--json").stdout)
    assert name in {one["visit"] for one in told}
    changes = run("explain", day, tmp_path / "less.json", "--against", roster).stdout
    assert "is newly unserved" in changes
    assert run("explain", day, roster, "--against", roster).stdout == "Nothing changed.\n"


def test_plot_and_rules_and_schema(given: Given, tmp_path: Path) -> None:
    assert run("plot", *given, "--html", tmp_path / "a.html", "--xlsx", tmp_path / "a.xlsx").exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"a.html", "a.xlsx"}
    rules = json.loads(run("rules", "--json").stdout)["rules"]
    shown = run("rules").stdout
    assert all(f"\n{rule}" in shown for rule in rules)
    assert json.loads(run("schema").stdout)["type"] == "object"
    assert run("schema", "nonsense").exit_code == 2


def test_convert_round_trips(given: Given, hamlet: Problem, tmp_path: Path) -> None:
    assert run("convert", given[0], "-o", tmp_path / "day.xlsx").exit_code == 0
    assert run("convert", tmp_path / "day.xlsx", "-o", tmp_path / "again.json").exit_code == 0
    assert (tmp_path / "again.json").read_bytes() == given[0].read_bytes()


@pytest.mark.parametrize(
    ("command", "more"),
    [("solve", ()), ("check", ("roster",)), ("explain", ("roster",)), ("plot", ("roster",)), ("rules", ())],
)
def test_wrong_input_is_told_whole_with_exit_code_2(
    command: str, more: tuple[str, ...], given: Given, tmp_path: Path
) -> None:
    document = json.loads(given[0].read_text("utf-8"))
    document["visits"][0]["client"] = "nobody"
    document["visits"][1]["priority"] = 17
    document["shifts"][0]["worker"] = "ghost"
    (tmp_path / "bad.json").write_text(json.dumps(document), "utf-8")
    words: list[str | Path] = [command, tmp_path / "bad.json", *(given[1] for _ in more)]
    if command == "solve":
        words += ["-o", tmp_path / "out.json", "--html", tmp_path / "out.html"]
    done = run(*words)
    assert done.exit_code == 2
    assert done.stdout == ""
    for part in ("visits[0].client", "nobody", "visits[1].priority", "shifts[0].worker", "ghost"):
        assert part in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.json"]


def test_unknown_rule_names_fail_with_the_list(given: Given, tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text("[continuty]\nvalues = { price = 1.0 }\n", "utf-8")
    done = run("solve", given[0], "--rules", tmp_path / "pack.toml")
    assert done.exit_code == 2
    assert "continuty" in done.stderr
    assert "continuity" in done.stderr


@pytest.mark.parametrize("words", [["solve"], ["check", "day"], ["rules"]])
def test_a_missing_file_is_wrong_input(words: list[str], given: Given, tmp_path: Path) -> None:
    names = [given[0] if word == "day" else word for word in words]
    assert run(*names, tmp_path / "absent.json").exit_code == 2


def test_a_place_that_cannot_be_written_is_refused_before_the_search(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*words: object, **more: Any) -> None:
        raise AssertionError("nothing is searched")

    monkeypatch.setattr("solver.solving.solve", asked)
    with pytest.raises(AssertionError, match="nothing is searched"):
        run("solve", given[0], "-o", tmp_path / "roster.json", "--iterations", 0)
    assert run("solve", given[0], "-o", tmp_path / "no folder" / "roster.json", "--iterations", 0).exit_code == 2


LITERATURE = Path(__file__).resolve().parents[1].parent / "shared" / "benchmarks"
needs_literature = pytest.mark.needs("data", LITERATURE.is_dir(), "literature instances in shared/ beside the checkout")


@pytest.mark.kernel
@needs_literature
def test_literature_writes_the_published_format(tmp_path: Path) -> None:
    instance = min((LITERATURE / "hhcrsp").rglob("*.json"), key=lambda path: path.stat().st_size)
    done = run("literature", instance, "-o", tmp_path / "solution.json", "--seconds", 0.5)
    assert done.exit_code == 0, done.stderr
    assert "cost" in done.stdout
    assert json.loads((tmp_path / "solution.json").read_text("utf-8"))


@pytest.mark.kernel
@needs_literature
def test_an_instance_that_cannot_be_solved_is_proven_so_and_nothing_is_written(tmp_path: Path) -> None:
    instance = LITERATURE / "uhhc" / "small" / "instance-006.json"  # s1 is wanted by 180; who can do it starts at 270
    done = run("literature", instance, "-o", tmp_path / "solution.json", "--seconds", 0.5)
    assert done.exit_code == 1
    assert "PROVEN" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.kernel
@needs_literature
def test_literature_spends_nothing_on_reasons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*words: object, **more: Any) -> None:
        raise AssertionError("the limit is for the search alone")

    monkeypatch.setattr("solver.solving.audit.repair_roster", asked)
    monkeypatch.setattr("solver.solving.audit.explain_unserved", asked)
    instance = LITERATURE / "uhhc" / "small" / "instance-004.json"  # one optional visit is left out
    done = run("literature", instance, "-o", tmp_path / "solution.json", "--seconds", 1)
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "solution.json").exists()


@pytest.mark.kernel
@pytest.mark.timing
@needs_literature
def test_literature_takes_the_seconds_it_is_given(tmp_path: Path) -> None:
    instance = LITERATURE / "uhhc" / "small" / "instance-004.json"
    run("literature", instance, "-o", tmp_path / "first.json", "--seconds", 0.1)  # all is loaded
    began = time.monotonic()
    run("literature", instance, "-o", tmp_path / "solution.json", "--seconds", 1)
    assert 1 <= time.monotonic() - began < 2.5


@pytest.mark.kernel
def test_ctrl_c_keeps_the_best_so_far(given: Given, hamlet: Problem, tmp_path: Path) -> None:
    default = signal.getsignal(signal.SIGINT)

    def press() -> None:
        until(lambda: signal.getsignal(signal.SIGINT) != default)
        began = time.process_time()
        until(lambda: time.process_time() - began > 6.0)  # the engine is loaded, and searches
        os.kill(os.getpid(), signal.SIGINT)

    finger = threading.Thread(target=press, daemon=True)
    finger.start()
    done = run("solve", given[0], "--seconds", 600, "-o", tmp_path / "roster.json")
    assert done.exit_code == 0
    assert json.loads((tmp_path / "roster.json").read_text("utf-8"))["provenance"]["seconds"] < 500
    assert read_roster(tmp_path / "roster.json", hamlet).rounds
    assert signal.getsignal(signal.SIGINT) == default


def test_quiet_in_a_pipe_and_help_at_once() -> None:
    """As a process of its own, the way a shell runs it."""
    code = "import solver.cli, typer; app = typer.Typer(); solver.cli.register(app); app(prog_name='onevisit')"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, timeout=patience())
    assert done.returncode == 0
    assert "solve" in done.stdout
    assert done.stderr == ""
    code = (
        "import sys, solver.cli.solving, solver.cli.papers, solver.cli.judging, solver.cli.showing;"
        "heavy = ('numba', 'ortools', 'pandas', 'numpy', 'pydantic');"
        "print([name for name in heavy if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=patience())
    assert loaded.stdout.strip() == "[]"


def test_warm_says_that_the_engine_is_compiled(given: Given) -> None:
    done = run("warm")
    assert done.exit_code == 0
    assert done.stdout.startswith(("The engine was compiled before: ready in", "Compiled in"))
    assert "compiled before" in run("warm").stdout


@pytest.mark.kernel
def test_bound_says_how_far_from_the_best_possible(given: Given) -> None:
    done = run("solve", given[0], "--seconds", 1, "--bound")
    assert "of the best possible: no roster" in done.output or "The best possible (proven)" in done.output
    assert "tied in time need not" in done.output or "The best possible (proven)" in done.output
    told = json.loads(run("solve", given[0], "--seconds", 1, "--bound", "--json").output)["provenance"]
    assert told["bound"] <= told["cost"]
    assert told["gap_percent"] >= 0
    assert told["proven"] == (told["bound"] == told["cost"])


def test_records_for_each_organisation_or_one(given: Given, hamlet: Problem, tmp_path: Path) -> None:
    day, roster = given
    done = run("records", day, roster, "-o", tmp_path / "all", "--xlsx")
    assert done.exit_code == 0, done.output
    asking = {visit.organisation for visit in hamlet.visits}
    assert {path.name for path in (tmp_path / "all").iterdir()} == asking
    assert {path.name for path in (tmp_path / "all").rglob("*.*")} == {"visits.csv", "tasks.csv", "record.xlsx"}
    lines = [len((tmp_path / "all" / name / "tasks.csv").read_text("utf-8").splitlines()) - 1 for name in asking]
    assert sum(lines) == sum(len(visit.tasks) for visit in hamlet.visits)
    one = sorted(asking)[0]
    assert run("records", day, roster, "-o", tmp_path / "one", "--organisation", one).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "one").rglob("*")) == sorted([one, "tasks.csv", "visits.csv"])


def test_records_refuse_what_is_wrong_and_write_nothing(given: Given, tmp_path: Path) -> None:
    day, roster = given
    done = run("records", day, roster, "-o", tmp_path / "out", "--organisation", "nobody")
    assert done.exit_code == 2
    assert "want an organisation that commissioned visits" in done.stderr
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    assert run("records", day, roster, "-o", tmp_path / "taken").exit_code == 2
    document = json.loads(roster.read_text("utf-8"))
    document["rounds"] = document["rounds"][:-1]
    (tmp_path / "short.json").write_text(json.dumps(document), "utf-8")
    done = run("records", day, tmp_path / "short.json", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "LOST" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["short.json", "taken"]
