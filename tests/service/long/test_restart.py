"""20 rosters running and queued, killed -9 at 10 random moments: all end exactly once, none worse than was told.
Two days are measured three ways among them, and lose no roster that was made.

On the embedded store the serving process is killed; on PostgreSQL one of two workers, whose rosters the other takes
over. ``make test-service`` runs it and prints the figures.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from fixtures import generate
from service.access import SYSTEM
from service.run.settings import Settings
from service.store import comparisons, rosters, tables
from service.store.database import Store
from solver.check import check

from ...processes import free_port

ROSTERS, KILLS, SEED = 20, 10, 20261126


class Fleet:
    """The processes that solve."""

    def __init__(self, store: Store, settings: Settings, command: Callable[..., subprocess.Popen[str]]):
        self.command, self.embedded = command, store.embedded
        self.port = str(free_port())
        self.folders = [settings.data] if store.embedded else [settings.data / name for name in ("one", "two")]
        self.processes = [self.start(number) for number in range(len(self.folders))]

    def start(self, number: int) -> subprocess.Popen[str]:
        told = {"ONEVISIT_DATA": str(self.folders[number])}
        if self.embedded:
            return self.command("serve", "--port", self.port, "--solvers", "2", **told)
        return self.command("worker", "--solvers", "1", **told)

    def kill(self, number: int) -> None:
        self.processes[number].kill()
        self.processes[number].wait()


def _job(store: Store, id_: str) -> tables.Job:
    with store.reading(SYSTEM) as session:
        return session.get_one(tables.Job, id_)


def _comparison(store: Store, roster: str) -> str:
    with store.session(SYSTEM) as session:
        made = comparisons.add(session, SYSTEM, session.get_one(tables.Roster, roster), 1.0, 2, False)
        made.urgent = True  # so that kills meet it
        return made.id


def _measured(store: Store, id_: str) -> list[Any]:
    """The rosters that a comparison has made."""
    found = _job(store, id_)
    assert isinstance(found, tables.Comparison)
    return list(comparisons.describe_comparison(found)["rows"])


@pytest.mark.slow
def test_all_end_exactly_once_and_no_worse_than_was_told(
    store: Store, settings: Settings, command: Any, ask: Any, row: Any, story: Any, wait: Any, solvers_of: Any
) -> None:
    dice, problem = random.Random(SEED), generate("hamlet", 1)
    ids = [ask(problem, seconds=2.0, urgent=number % 2 == 0) for number in range(ROSTERS)]
    compared = [_comparison(store, id_) for id_ in ids[:2]]
    known: dict[str, list[Any]] = {id_: [] for id_ in compared}
    fleet = Fleet(store, settings, command)
    wait(lambda: any(row(id_).state == "running" for id_ in ids))
    began, told, hit, left_behind = time.monotonic(), dict.fromkeys(ids, 2**62), 0, 0.0
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.2, 12))
        number = dice.randrange(len(fleet.processes))
        at_work = [process for id_ in ids for process in solvers_of(id_)]
        fleet.kill(number)
        hit += bool(at_work)
        if fleet.embedded:
            killed = time.monotonic()
            wait(lambda: not any(solvers_of(id_) for id_ in ids))
            left_behind = max(left_behind, time.monotonic() - killed)
        for id_ in ids:
            costs = [data["cost"] for kind, data in story(id_) if kind == "progress" and data["cost"] is not None]
            told[id_] = min([told[id_], *costs])
        known = {id_: _measured(store, id_) for id_ in compared}
        fleet.processes[number] = fleet.start(number)
    wait(lambda: all(_job(store, id_).state in rosters.ENDED for id_ in (*ids, *compared)), 0.5)
    took = time.monotonic() - began
    for id_ in ids:
        done = row(id_)
        judged = check(problem, rosters.load_roster(done.document, problem))
        assert (done.state, done.why) == ("done", None)
        assert judged.feasible
        assert judged.score.total == done.best_cost <= told[id_]
        ends = [data["state"] for kind, data in story(id_) if kind == "state" and data["state"] in rosters.ENDED]
        assert ends == ["done"]
    for id_ in compared:
        assert (_job(store, id_).state, _job(store, id_).why) == ("done", None)
        assert _measured(store, id_)[: len(known[id_])] == known[id_]
        assert len(_measured(store, id_)) == 2 * comparisons.ROSTERS
        assert [data["state"] for kind, data in story(id_) if data.get("state") in rosters.ENDED] == ["done"]
    with store.reading(SYSTEM) as session:
        assert session.query(tables.Version).count() == ROSTERS
    attempts = [row(id_).attempts for id_ in ids]
    heard = sum(cost < 2**62 for cost in told.values())
    where = "embedded" if fleet.embedded else "PostgreSQL, two workers"
    print(f"\n{where}: {ROSTERS} rosters, {KILLS} kills ({hit} with solvers at work), {took:.0f} s;")
    print(f"{sum(attempts)} attempts, at most {max(attempts)} of one; {heard} told of a roster before a kill;")
    print(f"{sum(map(len, known.values()))} rosters of comparisons made before the last kill;")
    print(f"solvers outlived their parent by {left_behind:.2f} s at most")
    assert hit > KILLS // 2
    assert heard
