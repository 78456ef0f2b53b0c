"""``onevisit solve --what-if N``: one suggested change supposed, and the day solved with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fixtures import Scenario, play
from solver.cli import application
from solver.domain import JoinDecision
from solver.formats import write_problem
from solver.joining import Register, apply_change, find_blocked_joins
from solver.result import Result
from solver.rules import Pack, health_side
from solver.solving import solve

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("what-if") / "day.json"
    write_problem(play("blended-insulin", 1), path)
    return path


def told(day: Path, *words: str) -> dict[str, Any]:
    found = CliRunner().invoke(application(), ["solve", str(day), "--iterations", "2000", "--json", *words])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_the_change_supposed_is_no_longer_suggested_and_its_visits_are_no_longer_refused(day: Path) -> None:
    before = told(day)
    first = before["changes"][0]
    after = told(day, "--what-if", "1")
    assert first["sentence"] not in [one["sentence"] for one in after["changes"]]
    refused_before = {tuple(one["visits"]) for one in before["refusals"]}
    refused_after = {tuple(one["visits"]) for one in after["refusals"]}
    for visits in map(tuple, first["joins"]):
        assert visits in refused_before
        assert visits not in refused_after
    assert after["provenance"]["problem"] != before["provenance"]["problem"]


def test_a_number_nobody_suggested_is_wrong_input(day: Path) -> None:
    found = CliRunner().invoke(application(), ["solve", str(day), "--what-if", "999"])
    assert found.exit_code == 2
    assert "want a number from 1 to" in found.output


@pytest.mark.parametrize(
    ("scenario", "moves", "seeds"),
    [("blended-insulin", 100_000, (1,)), pytest.param("blended-insulin", 2_000_000, (1, 2, 3), marks=pytest.mark.long)],
)
def test_the_change_suggested_first_saves_what_it_promised(
    scenario: Scenario, moves: int, seeds: tuple[int, ...]
) -> None:
    """On a whole day, made and its joins signed (none is agreed beforehand): doors, minutes there and nurse minutes."""
    before = play(scenario, 1)
    first = find_blocked_joins(Register.of(before, Pack.for_problem(before)))[1][0]
    signed = tuple(
        JoinDecision(
            id=f"j{number}", visits=visits, approved=True, by="L. Example", role="nurse lead", on=before.horizon.date(0)
        )
        for number, visits in enumerate(first.joins)
    )
    agreements = tuple(one.model_copy(update={"pre_agreed": ()}) for one in before.agreements)
    problem = apply_change(before.replace(agreements=agreements), first.change).replace(join_decisions=signed)
    searches = [solve(problem, iterations=moves, seed=seed, joins="apply", explain=False) for seed in seeds]
    result = min(searches, key=lambda one: one.check.score.total)  # a search of seconds may miss a join that pays
    doors, minutes, nurse = 0, 0.0, 0.0
    for join in result.roster.joins:
        if join.visits not in first.joins:
            continue
        pairs = result.check.timeline.served[join.id]
        after = {health_side(problem, problem.worker[run.shift.worker]): call.end - call.start for run, call in pairs}
        parts = [problem.visit[visit] for visit in join.visits]
        health = [part for part in parts if problem.organisation[part.organisation].sector == "health"]
        doors += len(parts) - 1
        minutes += problem.horizon.minutes(sum(part.duration for part in parts) - sum(after.values()))
        nurse += problem.horizon.minutes(sum(part.duration for part in health) - after.get(True, 0))
    in_turn = sum(_made_in_one_go(result, visits) for visits in first.joins)
    promised = (first.doors, first.minutes, first.nurse_minutes)
    assert min(promised) > 0
    assert doors + in_turn == pytest.approx(first.doors, rel=0.2)
    assert minutes >= first.minutes / 2
    assert nurse >= first.nurse_minutes / 2


def _made_in_one_go(result: Result, visits: tuple[str, ...]) -> bool:
    """Whether one worker makes the visits one after the other: which saves the door too."""
    for round_ in result.roster.rounds:
        order = [stop.visit for stop in round_.stops if stop.visit in visits]
        places = [n for n, stop in enumerate(round_.stops) if stop.visit in visits]
        if len(order) == len(visits):
            return places[-1] - places[0] == len(visits) - 1
    return False
