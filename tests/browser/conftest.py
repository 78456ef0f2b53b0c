"""A real service on a free port, a real Chromium in front of it, and nothing from any other host."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fixtures import generate, play
from service.access import SYSTEM, Principal
from service.run.settings import Settings
from service.store import partners, problems, rosters
from service.store.database import Store
from service.store.keys import make_key
from service.store.opening import open_store
from solver import Problem, roster_document
from solver.domain import Role
from solver.result import headline
from solver.solving import solve

from ..missing import want_chromium, want_package
from ..processes import free_port
from ..waiting import answers, patience, until

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
SCREEN = {"width": 1366, "height": 768}
_MILLISECONDS = 1000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Days(dict[str, str]):
    """Solved days in the service's store, each made when a test first asks for it."""

    _made: ClassVar[dict[str, tuple[Callable[[], Problem], int, Any]]] = {
        "hamlet": (lambda: generate("hamlet", 1), 300_000, "off"),
        "edited": (lambda: generate("hamlet", 4), 300_000, "off"),
        "short": (lambda: generate("hamlet", 4), 300_000, "off"),  # of people who come, in the end
        "teamless": (lambda: _teamless(generate("hamlet", 1)), 100_000, "off"),
        "days": (lambda: generate("hamlet", 3, days=3), 300_000, "off"),  # three of them
        "newport": (lambda: _moved(generate("hamlet", 1), 51.58, -2.99), 300_000, "off"),  # where there is a map
        "town": (lambda: generate("town", 1), 4_000_000, "off"),  # 600 visits
        "insulin": (lambda: play("blended-insulin", 1), 4_000_000, "suggest"),  # with proposed joins
    }

    def __init__(self, store: Store):
        super().__init__()
        self._store = store

    def __missing__(self, name: str) -> str:
        problem, moves, joins = self._made[name]
        self[name] = _keep(self._store, problem(), moves, joins)
        return self[name]


def _teamless(problem: Problem) -> Problem:
    """The same people, in no team."""
    return problem.replace(workers=tuple(one.model_copy(update={"team": ""}) for one in problem.workers))


def _moved(problem: Problem, lat: float, lon: float) -> Problem:
    """The same people with the middle of their homes somewhere else."""
    spots = [(one.lat, one.lon) for one in problem.places if one.lat is not None and one.lon is not None]
    north, east = lat - sum(one[0] for one in spots) / len(spots), lon - sum(one[1] for one in spots) / len(spots)
    return problem.replace(
        places=tuple(
            one.model_copy(update={"lat": (one.lat or 0.0) + north, "lon": (one.lon or 0.0) + east})
            for one in problem.places
        )
    )


@dataclass
class Service:
    """A running service. keys: by role; rosters: ids by name."""

    url: str
    folder: Path
    keys: dict[str, str]
    rosters: Days


_PEOPLE = {
    "scheduler": ("Sam Scheduler (invented)", Role.SCHEDULER, "trust"),
    "nurse_lead": ("Nora Samplelead (invented)", Role.NURSE_LEAD, "trust"),
    "analyst": ("Anna Mockanalyst (invented)", Role.ANALYST, "trust"),
    "partner": ("Paul Pretendpartner (invented)", Role.SCHEDULER, "provider"),
}


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[Service]:
    """`onevisit serve` on a store with a key for each role. settings: more of them, as "TILES"; <here>: its address."""
    store = open_store(Settings(data=folder))
    with store.session(SYSTEM) as session:
        keys = {name: make_key(session, *whose) for name, whose in _PEOPLE.items()}
        partners.answer(session, SYSTEM, "trust", "provider", accept=True)
    port = free_port()
    found = Service(f"http://127.0.0.1:{port}", folder, keys, Days(store))
    told = {
        f"ONEVISIT_{name}": value.replace("<here>", found.url)
        for name, value in {"DATA": str(folder), **settings}.items()
    }
    surroundings = {**os.environ, **told, "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [str(Path(sys.executable).with_name("onevisit")), "serve", "--port", str(port), "--solvers", "1"]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=surroundings, stdout=log, stderr=log)
    try:
        until(lambda: _is_ready(found.url, process, folder / "serve.log"))
        yield found
    finally:
        process.terminate()
        process.wait(patience())
        store.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Service]:
    """A service with nothing set but where its data are."""
    with served(tmp_path_factory.mktemp("service")) as found:
        yield found


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[Service]]:
    """The same with settings of one's own: with serving(folder, TILES=...) as service."""
    return served


def _is_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> bool:
    assert process.poll() is None, f"the service did not start:\n{log.read_text()[-2000:]}"
    return answers(url + "/ready", process)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a window."""
    path = want_chromium()
    want_package("playwright", "browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        asked = {"executable_path": path, "args": ["--no-sandbox"], "timeout": _MILLISECONDS * patience()}
        chromium = play.chromium.launch(**asked)
        yield chromium
        chromium.close()


@pytest.fixture
def stranger(browser: Any) -> Iterator[Callable[..., Any]]:
    """stranger(): a context of somebody who has not signed in. It waits for what is to come as a busy machine needs."""
    contexts = []

    def made(**options: Any) -> Any:
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(_MILLISECONDS * patience(300))
        return contexts[-1]

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def come(stranger: Callable[..., Any], service: Service) -> Iterator[Callable[..., Any]]:
    """come(role): a page of somebody signed in. A request to another host, or a fault in a script, fails the test.
    at: another service than the usual one.
    """
    foreign, faults = [], []

    def enter(role: str = "scheduler", at: Service = service, **options: Any) -> Any:
        page = stranger(viewport=SCREEN, **options).new_page()
        local = (at.url, "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(local) else foreign.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(at.url + "/ui/sign-in")
        page.fill("#key", at.keys[role])
        page.click("text=Sign in >> nth=-1")
        page.wait_for_url(at.url + "/")
        return page

    yield enter
    assert foreign == [], "requests to other hosts"
    assert faults == [], "faults in scripts"


@pytest.fixture
def day(service: Service) -> Callable[..., None]:
    """day(page, name): open a day and wait until it is drawn. at: another service than the usual one."""

    def opened(page: Any, name: str, at: Service = service) -> None:
        page.goto(f"{at.url}/ui/rosters/{at.rosters[name]}")
        page.wait_for_selector("body[data-ready]")

    return opened


@pytest.fixture
def joins(service: Service) -> Callable[..., None]:
    """joins(page, name, seeds, seconds): a day's joins page, to measure so many seeds with so many seconds a roster."""

    def opened(page: Any, name: str, seeds: int, seconds: int) -> None:
        page.goto(f"{service.url}/ui/rosters/{service.rosters[name]}/joins")
        page.wait_for_selector("#measure:not([hidden])")
        page.evaluate("value => { document.querySelector('#effort option').value = value; }", f"{seeds} {seconds}")
        page.select_option("#effort", f"{seeds} {seconds}")

    return opened


@pytest.fixture
def serious() -> Callable[[Any], list[str]]:
    """serious(page): what axe-core finds to be serious or worse, in words: rule, and the first element it concerns."""

    def found(page: Any) -> list[str]:
        page.evaluate(AXE)
        every = page.evaluate("rules => axe.run(document, {runOnly: rules}).then(found => found.violations)", RULES)
        return [
            f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}"
            for one in every
            if one["impact"] in ("serious", "critical")
        ]

    return found


OWNER = Principal("key:tests", "tests", Role.SCHEDULER, "trust")


def _keep(store: Store, problem: Problem, moves: int, joins: Any) -> str:
    """Solve with so many moves, so that it is the same day on a busy machine, and keep what the checker accepts."""
    found = solve(problem, iterations=moves, joins=joins, explain=False)
    figures = found.check.figures
    from solver.result import about_joins

    outcome = {
        "headline": [asdict(line) for line in headline(found.check.problem, found.check)],
        "provenance": found.provenance(),
        "explanations": [],
        "joins": about_joins(found),
    }
    with store.session(OWNER) as session:
        kept = problems.add(session, OWNER, problem, "trust")
        row = rosters.add(session, OWNER, kept, seconds=5, joins=joins)
        rosters.begin(session, row.id)
        id_ = row.id
    with store.session(OWNER) as session:
        document = roster_document(found.roster, problem)
        rosters.end(
            session,
            id_,
            "done",
            document,
            outcome,
            best_cost=found.check.score.total,
            served=figures.served,
            unserved=figures.unserved,
            hard=0,
        )
    return id_
