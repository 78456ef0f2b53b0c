"""Plans are looked for one at a time, organisations in turn, so many of each; reads of everybody else go on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from fixtures.joint import not_joined
from service import repairing
from service.jobs.turns import Turns
from service.web.problem_details import Refusal

from ..waiting import patience, until
from .day_by_hand import OWNER, PARTNER, Day
from .installation import Installation, installed

WHO = f"{OWNER} scheduler"
THREADS = 40  # that answer requests at the same time


class Held:
    """Stands before the search: every search waits until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch):
        self.begun, self.go, self.stopped = 0, threading.Event(), 0
        searched = repairing.fit_in

        def fit_in(ground: Any, seconds: float, stop: Callable[[], bool]) -> Any:
            self.begun += 1
            until(lambda: self.go.is_set() or stop())
            self.stopped += stop()
            return searched(ground, seconds, stop)

        monkeypatch.setattr(repairing, "fit_in", fit_in)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


@pytest.fixture
def many(held: Held) -> Iterator[ThreadPoolExecutor]:
    """Asks many things at once; whatever was held is let go at the end."""
    with ThreadPoolExecutor(2 * THREADS) as pool:
        try:
            yield pool
        finally:
            held.go.set()


def _plan(here: Installation, day: Day, who: str = WHO) -> Response:
    return here.ask(who, "POST", f"{day.path}/plans")


def _all_held(here: Installation, count: int) -> bool:
    held: int = sum(here.app.state.turns._held.values())  # type: ignore[attr-defined]
    return held == 2 * count  # each counts for its owner and for its key


def test_reads_of_a_second_owner_go_on_beside_many_plans(tmp_path: Path, held: Held, many: ThreadPoolExecutor) -> None:
    with installed(tmp_path) as here:
        here.app.state.turns = Turns(2 * THREADS, 2 * THREADS, patience())  # type: ignore[attr-defined]
        day, asked = Day(here, not_joined()), THREADS + 5
        here.key(WHO)
        here.key(f"{PARTNER} scheduler")
        plans = [many.submit(_plan, here, day) for _ in range(asked)]
        until(lambda: held.begun == 1 and _all_held(here, asked))
        read = many.submit(here.get, f"{PARTNER} scheduler", "/v1/rosters")
        assert read.result(patience()).status_code == 200
        assert held.begun == 1, "one search at a time"
        assert not any(one.done() for one in plans)
        held.go.set()
        assert {one.result(patience()).status_code for one in plans} == {200}, "every one is served in the end"
        assert _all_held(here, 0)


def test_too_many_plans_of_a_key_and_of_an_owner_are_refused(
    tmp_path: Path, held: Held, many: ThreadPoolExecutor
) -> None:
    with installed(tmp_path, plans_of_owner=3, plans_of_key=2) as here:
        day = Day(here, not_joined())
        plans: list[Future[Response]] = []
        for who in (WHO, WHO, f"{OWNER} nurse_lead"):
            plans.append(many.submit(_plan, here, day, who))
            until(lambda: _all_held(here, len(plans)))
        for who, said in ((WHO, "this key"), (f"{OWNER} nurse_lead", "care"), (f"{OWNER} admin", "care")):
            refused = _plan(here, day, who)
            detail = refused.json()["detail"]
            assert (refused.status_code, said in detail or OWNER in detail) == (429, True), detail
            assert int(refused.headers["Retry-After"]) > 0
        held.go.set()
        assert [one.result(patience()).status_code for one in plans] == [200, 200, 200]
        assert _plan(here, day).status_code == 200, "what has ended counts no more"


def test_plans_are_within_the_limits_that_a_queued_repair_has(tmp_path: Path) -> None:
    with installed(tmp_path, jobs_of_owner=1, longest_seconds=2) as here:
        day = Day(here, not_joined())
        longer: tuple[tuple[str, dict[str, Any]], ...] = (
            ("repair", {"seconds": 3}),
            ("plans", {"offer": "keep", "seconds": 3}),
        )
        for path, body in longer:
            assert here.ask(WHO, "POST", f"{day.path}/{path}", json=body).status_code == 422
        assert _plan(here, day).status_code == 200
        assert here.ask(WHO, "POST", f"{day.path}/repair", json={"seconds": 1}).status_code == 202
        again: tuple[tuple[str, dict[str, Any]], ...] = (("repair", {"seconds": 1}), ("plans", {"offer": "fit"}))
        for path, body in again:
            refused = here.ask(WHO, "POST", f"{day.path}/{path}", json=body)
            assert refused.status_code == 429, path
            assert int(refused.headers["Retry-After"]) > 0


async def _still_here() -> bool:
    return False


def test_organisations_take_turns() -> None:
    order: list[str] = []

    async def served() -> None:
        turns = Turns(9, 9)
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def work(name: str) -> Callable[[Callable[[], bool]], None]:
            def done(stop: Callable[[], bool]) -> None:
                order.append(name)
                if name == "a1":
                    loop.call_soon_threadsafe(begun.set)
                    until(lambda: len(turns._waiting.get("a", ())) == 2 and "b" in turns._waiting)

            return done

        first = asyncio.ensure_future(turns.do("a", "key a", _still_here, work("a1")))
        await begun.wait()
        rest = [turns.do(name[0], f"key {name[0]}", _still_here, work(name)) for name in ("a2", "a3", "b1")]
        await asyncio.gather(first, *rest)

    asyncio.run(served())
    assert order == ["a1", "b1", "a2", "a3"]


def test_a_turn_that_does_not_come_is_told_and_the_next_is_served() -> None:
    async def served() -> None:
        turns, go = Turns(9, 9, patience=0.0), threading.Event()
        begun = threading.Event()

        def hold(stop: Callable[[], bool]) -> bool:
            begun.set()
            return go.wait(patience())

        first = asyncio.ensure_future(turns.do("a", "one", _still_here, hold))
        assert await asyncio.to_thread(begun.wait, patience())
        with pytest.raises(Refusal) as refused:
            await turns.do("b", "two", _still_here, lambda stop: True)
        assert (refused.value.status, int(refused.value.headers["Retry-After"]) > 0) == (503, True)
        go.set()
        assert await first
        assert await turns.do("b", "two", _still_here, lambda stop: True)
        assert not turns._held

    asyncio.run(served())


def test_who_has_left_holds_no_turn() -> None:
    async def gone() -> bool:
        return True

    def work(stop: Callable[[], bool]) -> bool:
        until(stop)
        return True

    async def served() -> None:
        turns = Turns(9, 9)
        asked = [turns.do("a", "one", gone, work) for _ in range(2)]
        asked.append(turns.do("b", "two", _still_here, lambda stop: stop()))
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [isinstance(one, Refusal) for one in found] == [True, True, False]
        assert found[-1] is False
        assert not turns._held
        assert not turns._waiting

    asyncio.run(served())
