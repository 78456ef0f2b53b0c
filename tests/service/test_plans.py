"""A repair over HTTP: what is shown is what is applied; a roster published, and who is told when it changes."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fixtures import generate
from fixtures.joint import not_joined
from service.store import plans, tables
from service.store.compression import unpack
from solver import Problem, Roster
from solver.domain import Unserved
from solver.explain import repair_roster

from .day_by_hand import OWNER, Day
from .installation import installed

WHO = f"{OWNER} scheduler"
UNSERVE = {"change": "unserve", "visit": "c2"}
OFFERS = [None, "keep", "few", "search", "on_time", "cancel"]
SEEDS = [pytest.param(seed, marks=[pytest.mark.long] if seed >= 20 else []) for seed in range(200)]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with installed(tmp_path) as here:
        yield Day(here, not_joined())


@pytest.fixture(scope="module")
def hamlet() -> tuple[Problem, Roster]:
    """An invented day, its visits put in one after the other."""
    problem = generate("hamlet", 1)
    empty = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))
    return problem, repair_roster(problem, empty).roster


def plan(day: Day, offer: str | None = None) -> dict[str, Any]:
    more: dict[str, Any] = {} if offer is None else {"json": {"offer": offer, "seconds": 0.2}}
    answer = day.here.ask(WHO, "POST", f"{day.path}/plans", **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def apply(day: Day, shown: dict[str, Any]) -> Any:
    return day.here.ask(WHO, "POST", f"{day.path}/plans/{shown['plan']}")


def untick(day: Day, shown: dict[str, Any], *visits: str) -> dict[str, Any]:
    answer = day.here.ask(WHO, "POST", f"{day.path}/plans/{shown['plan']}/without", json={"visits": visits})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def kept(day: Day) -> dict[tuple[str, str], datetime]:
    """When each visit begins on each round of the roster as it is kept."""
    document = day.row().document
    assert document is not None
    return _starts(
        {"shift": one["shift"], **stop}
        for one in unpack(document)["rounds"]
        for stop in one["stops"]
        if "visit" in stop
    )


def _starts(stops: Iterable[dict[str, Any]]) -> dict[tuple[str, str], datetime]:
    return {(one["shift"], one["visit"]): datetime.fromisoformat(one["start"]) for one in stops}


def test_a_plan_changes_nothing_until_it_is_applied_and_then_all_that_it_shows(day: Day) -> None:
    day.change(UNSERVE)
    before, version = kept(day), day.row().version
    shown = plan(day)
    assert (kept(day), day.row().version) == (before, version)
    assert {one["visit"] for one in shown["placed"]} == {"c2", "c3"}
    assert shown["safe"] is True
    answer = apply(day, shown)
    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == day.row().version == version + 1
    _assert_as_shown(before, kept(day), shown)
    assert day.rows(tables.Version)[-1].what.startswith("repair: ")
    assert apply(day, shown).status_code == 409, "once is enough"


def test_a_plan_of_a_roster_that_has_moved_on_is_refused(day: Day) -> None:
    day.change(UNSERVE)
    shown = plan(day)
    day.change({"change": "pin", "visit": "n1"})
    before = kept(day)
    answer = apply(day, shown)
    assert answer.status_code == 409
    assert "make another" in answer.json()["detail"]
    assert kept(day) == before
    plan(day)
    assert len(day.rows(tables.Plan)) == 1, "plans of earlier versions are forgotten"


def test_of_many_plans_of_a_roster_the_newest_are_kept(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "MOST", 3)
    day.change(UNSERVE)
    shown = [plan(day) for _ in range(5)]
    assert {one.id for one in day.rows(tables.Plan)} == {one["plan"] for one in shown[-3:]}
    assert apply(day, shown[0]).status_code == 409
    assert apply(day, shown[-1]).status_code == 200


@pytest.mark.kernel
def test_offers_stand_side_by_side_and_a_row_can_be_left_out(day: Day) -> None:
    day.here.ask(WHO, "POST", f"{day.path}/publish", headers=day.now())
    day.change(UNSERVE)
    before = kept(day)
    shown = {offer: plan(day, offer) for offer in ("keep", "few", "search", "on_time")}
    assert [one["offer"] for one in shown.values()] == list(shown)
    keep = shown["keep"]
    assert {one["visit"] for one in keep["placed"]} >= {"c2"}
    assert (keep["moved"], keep["off"]) == ([], [])
    assert not any("n2" in shown[offer]["left"] for offer in shown), "nobody who is visited now is given up"
    smaller = untick(day, keep, "c2")
    assert "c2" in smaller["left"]
    assert "c2" not in {one["visit"] for one in smaller["placed"]}
    wrong = day.here.ask(WHO, "POST", f"{day.path}/plans/{keep['plan']}/without", json={"visits": ["nobody"]})
    assert wrong.status_code == 422
    assert kept(day) == before, "nothing is applied yet"
    answer = apply(day, smaller)
    assert answer.status_code == 200, answer.text
    _assert_as_shown(before, kept(day), smaller)
    assert apply(day, keep).status_code == 409, "the roster has moved on"


def test_nobody_on_call_is_called_out(day: Day) -> None:
    answer = day.here.ask(WHO, "POST", f"{day.path}/plans", json={"offer": "standby"})
    assert answer.status_code == 409
    assert "on call" in answer.text


def test_partners_and_strangers_have_no_plans(day: Day) -> None:
    shown = plan(day)
    for who, status in (("trust scheduler", 403), (f"{OWNER} analyst", 403)):
        assert day.here.ask(who, "POST", f"{day.path}/plans").status_code == status
        assert day.here.ask(who, "POST", f"{day.path}/plans/{shown['plan']}").status_code == status


def test_a_roster_is_published_and_who_is_told_of_a_change_is_listed(day: Day) -> None:
    answer = day.here.ask(WHO, "POST", f"{day.path}/publish", headers=day.now())
    assert answer.status_code == 200, answer.text
    assert answer.json()["promises"] == 4
    assert answer.json()["told"] == []
    assert _states(day) == ["draft", "published"]
    day.change(UNSERVE)
    told = day.here.ask(WHO, "GET", f"{day.path}/told").json()
    assert told["promises"] == 4
    assert {(one["person"], one["change"], one["visit"]) for one in told["told"]} >= {("client", "nobody", "c2")}
    assert all(one["sentence"] for one in told["told"])
    shown = plan(day)
    assert "c3" in {one["visit"] for one in shown["told"] if one["change"] == "new"}, "nobody was told of it before"
    apply(day, shown)
    assert day.here.ask(WHO, "POST", f"{day.path}/publish", headers=day.now()).json()["promises"] == 5
    assert day.here.ask(WHO, "GET", f"{day.path}/told").json()["told"] == []
    assert _states(day) == ["draft", "superseded", "draft", "draft", "published"]


def test_what_people_were_told_no_undo_takes_back(day: Day) -> None:
    day.here.ask(WHO, "POST", f"{day.path}/publish", headers=day.now())
    day.here.ask(WHO, "POST", f"{day.path}/undo", headers=day.now())
    assert day.here.ask(WHO, "GET", f"{day.path}/told").json()["promises"] == 4


@pytest.mark.kernel
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_shown_is_what_is_applied(seed: int, tmp_path: Path, hamlet: tuple[Problem, Roster]) -> None:
    problem, roster = hamlet
    dice = random.Random(seed)
    with installed(tmp_path) as here:
        day = Day(here, roster, problem)
        if dice.random() < 0.5:
            here.ask(WHO, "POST", f"{day.path}/publish", headers=day.now())
        made = [stop.visit for one in roster.rounds for stop in one.stops if stop.visit]
        away = dice.choice([one.shift for one in roster.rounds])
        changes: list[dict[str, Any]] = [{"change": "absent", "worker": problem.shift[away].worker, "shifts": [away]}]
        gone = {stop.visit for one in roster.rounds if one.shift == away for stop in one.stops}
        for visit in dice.sample([one for one in made if one not in gone], dice.randint(0, 2)):
            if day.change(*changes, {"change": "unserve", "visit": visit}, only_try=True).status_code == 200:
                changes.append({"change": "unserve", "visit": visit})
        assert day.change(*changes).status_code == 200
        before = kept(day)
        shown = plan(day, dice.choice(OFFERS))
        assert not [one for one in shown["broken"] if one["hard"]], "what cannot be applied is not shown"
        rows = [one["visit"] for one in (*shown["placed"], *shown["moved"])]
        if rows and dice.random() < 0.5:
            smaller = untick(day, shown, dice.choice(rows))
            shown = smaller if smaller["safe"] else shown
        answer = apply(day, shown)
        assert answer.status_code == 200, answer.text
        _assert_as_shown(before, kept(day), shown)
        assert set(shown["left"]) == {one["visit"] for one in unpack(day.row().document or b"")["unserved"]}


def _assert_as_shown(before: dict[Any, datetime], after: dict[Any, datetime], shown: dict[str, Any]) -> None:
    """Stop by stop: what was there, but for what was shown to come and to begin at another time."""
    placed, moved, retimed, off = (_starts(shown[name]) for name in ("placed", "moved", "retimed", "off"))
    assert {visit for _, visit in placed}.isdisjoint(visit for _, visit in before)
    assert moved.keys().isdisjoint(before)
    assert retimed.keys() <= before.keys()
    assert off.items() <= before.items()
    stay = {key: start for key, start in before.items() if key not in off}
    assert after == {**stay, **retimed, **moved, **placed}


def _states(day: Day) -> list[str]:
    answer = day.here.ask(WHO, "GET", f"{day.path}/versions").json()
    return [one["state"] for one in answer["versions"]]
