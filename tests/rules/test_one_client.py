"""Rule one_client: one after the other, at once, who may, two providers, two people of a home, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.joint import couple, joined_day
from fixtures.paper import at, round_
from solver import terms
from solver.check import check
from solver.domain import Link, Organisation, Problem, Roster, Window
from solver.rules import Breach

if TYPE_CHECKING:
    from .conftest import Build


def two(build: Build, code: str = "companionship", **fields: Any) -> Problem:
    """An hour with Ada, and half an hour with her; fields: of the second visit."""
    visits = build.visit("one", tasks=(build.task(60, code=code),)), build.visit("two", **fields)
    council = build.problem().organisations
    return build.problem(
        *visits, organisations=(*council, Organisation(id="care", name="Madeup Care", sector="social"))
    )


def told(build: Build, problem: Problem, minutes: int) -> list[Breach]:
    """What it says when the second visit begins so many minutes after the first, at nine."""
    start = build.at(9) + minutes * 60
    return build.breaches("one_client", problem, s1=[("one", build.at(9))], s2=[("two", start)])


@pytest.mark.parametrize(("minutes", "both"), [(60, 0), (59, 1), (30, 30), (10, 30), (0, 30), (-29, 1), (-30, 0)])
def test_every_minute_at_once(build: Build, minutes: int, both: int) -> None:
    found = told(build, two(build), minutes)
    assert [(breach.hard, breach.cost, breach.amount) for breach in found] == [(True, 0, both * 60)] * bool(both)
    soft = told(build, two(build, provider="care"), minutes)
    paid = both * 60 * 167  # 10 pence a minute, by the second
    assert [(breach.hard, breach.cost) for breach in soft] == [(False, paid)] * bool(both)


def test_its_sentence(build: Build) -> None:
    (found,) = told(build, two(build), 50)
    assert found.sentence == "Ada Testperson has two visits at once from 09:50 to 10:00, 10 min: one and two."
    (found,) = told(build, two(build, provider="care"), 50)
    assert found.sentence.endswith("10 min: one and two of two providers.")


def test_what_the_engine_is_told(build: Build) -> None:
    assert [type(term) for term in build.terms("one_client", two(build))] == [terms.Apart]
    (cost,) = build.terms("one_client", two(build, provider="care"))
    assert isinstance(cost, terms.OverlapCost)
    assert (cost.first_length, cost.second_length) == (3600, 1800)
    assert cost.per_tick == 167


@pytest.mark.parametrize(
    "change", [{"client": "bert"}, {"code": "sit"}, {"code": "Waking Night"}, {"tasks": "sleep_in"}]
)
def test_who_is_somebody_else_or_stays(build: Build, change: dict[str, Any]) -> None:
    if "tasks" in change:
        change = {"tasks": (build.task(20), build.task(10, code=change["tasks"]))}
    problem = two(build, **change)
    assert told(build, problem, 0) == []
    assert build.terms("one_client", problem) == []


@pytest.mark.parametrize(
    ("kind", "allowed"), [("same_start", True), ("double_handed", True), ("different_worker", False)]
)
def test_what_links_bring_together(build: Build, kind: Any, allowed: bool) -> None:
    problem = two(build).replace(links=(Link(id="l", kind=kind, first="two", second="one"),))
    assert (told(build, problem, 0) == []) == allowed
    assert (build.terms("one_client", problem) == []) == allowed


def test_a_visit_for_two_workers_is_one_visit(build: Build) -> None:
    problem = build.problem(build.visit("one", workers=2))
    assert build.breaches("one_client", problem, s1=[("one", build.at(9))], s2=[("one", build.at(9))]) == []


def test_no_term_where_hard_windows_keep_two_visits_apart(build: Build) -> None:
    for opens, many in ((9, 1), (10, 0)):
        first, second = two(build).visits
        hard = {"windows_hard": True, "windows": (Window(start=build.at(8), end=build.at(9)),)}
        later = {"windows": (Window(start=build.at(opens), end=build.at(20)),)}
        problem = build.problem(first.model_copy(update=hard), second.model_copy(update=later))
        assert len(build.terms("one_client", problem)) == many


@pytest.mark.parametrize(("opens", "many"), [(10 * 60, 0), (10 * 60 - 1, 1)])
@pytest.mark.parametrize("turned", [False, True])
def test_a_visit_over_as_the_other_may_open_needs_no_term(build: Build, opens: int, many: int, turned: bool) -> None:
    """An hour until ten at the latest, and one that opens to the minute then, with a second window long after it."""
    first, second = two(build).visits
    hard = {"windows_hard": True, "windows": (Window(start=build.at(8), end=build.at(9)),)}
    windows = (Window(start=opens * 60, end=opens * 60 + 600), Window(start=build.at(15), end=build.at(16)))
    pair = first.model_copy(update=hard), second.model_copy(update={"windows": windows, "windows_hard": True})
    problem = build.problem(*(pair[::-1] if turned else pair))
    assert len(build.terms("one_client", problem)) == many


def at_once_with(joint: str, client: str, **fields: Any) -> list[tuple[str, bool]]:
    """(client, hard) where somebody comes to a client of the joined day while a joint visit is made."""
    problem, made = joined_day()
    other = problem.visit["c2"].model_copy(
        update={"id": "x", "client": client, "place": None, "windows": (Window(start=at(8), end=at(12)),)} | fields
    )
    shift = problem.shifts[0].model_copy(update={"id": "k9"})
    day = problem.replace(visits=(*problem.visits, other), shifts=(*problem.shifts, shift))
    start = check(problem, made).timeline.served[joint][0][1].start
    roster = Roster(rounds=(*made.rounds, round_("k9", ("x", start))), joins=made.joins)
    found = check(day, roster).breaches
    return [(breach.client, breach.hard) for breach in found if breach.rule == "one_client"]


def test_joint_visits_are_for_all_their_clients_and_of_all_their_providers() -> None:
    problem, _ = joined_day()
    for client in (problem.visit["c2"].client, problem.visit["c3"].client):
        assert at_once_with("c2+c3", client) == [(client, True)]
    ada = problem.visit["n1"].client
    for provider in (problem.visit["n1"].organisation, problem.visit["c1"].organisation):
        assert at_once_with("n1+c1", ada, provider=provider) == [(ada, True)]


def test_a_link_to_one_part_of_a_joint_visit_brings_all_of_it_together() -> None:
    """Ada's breakfast and insulin are one visit; who is linked to the breakfast may come at once."""
    problem, made = joined_day()
    other = problem.visit["c1"].model_copy(update={"id": "x", "tasks": problem.visit["c1"].tasks[:1]})
    shift = problem.shifts[0].model_copy(update={"id": "k9"})
    day = problem.replace(visits=(*problem.visits, other), shifts=(*problem.shifts, shift))
    start = check(problem, made).timeline.served["n1+c1"][0][1].start
    roster = Roster(rounds=(*made.rounds, round_("k9", ("x", start))), joins=made.joins)
    for first, allowed in (("c1", True), ("n1", True), ("c2", False)):
        linked = day.replace(links=(Link(id="l", kind="same_start", first=first, second="x"),))
        found = [one for one in check(linked, roster).breaches if one.rule == "one_client"]
        assert (found == []) == allowed


def test_a_link_between_parts_of_two_joint_visits_brings_both_together() -> None:
    problem, made = joined_day()
    more = tuple(problem.visit[name].model_copy(update={"id": f"{name}x"}) for name in ("c2", "c3"))
    again = couple().model_copy(
        update={
            "id": "c2x+c3x",
            "visits": ("c2x", "c3x"),
            "steps": tuple(step.model_copy(update={"visit": f"{step.visit}x"}) for step in couple().steps),
        }
    )
    shift = problem.shifts[0].model_copy(update={"id": "k9"})
    day = problem.replace(visits=(*problem.visits, *more), shifts=(*problem.shifts, shift))
    start = check(problem, made).timeline.served["c2+c3"][0][1].start
    roster = Roster(rounds=(*made.rounds, round_("k9", ("c2x+c3x", start))), joins=(*made.joins, again))
    for links, together in (((), False), ((Link(id="l", kind="same_start", first="c2x", second="c2"),), True)):
        found = [one for one in check(day.replace(links=links), roster).breaches if one.rule == "one_client"]
        assert (found == []) == together
