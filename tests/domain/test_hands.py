"""How many workers come to a door together has one answer, whichever way it was written down."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.cli import _summary
from fixtures.every_join import joined_day, joined_roster
from fixtures.paper import at, day, round_, visit, worker
from service.ui.day_model import day_model
from service.ui.partner_day_model import part_model
from service.ui.people import worker_day
from service.ui.viewed_roster import Reading
from service.views import seen_problem, seen_roster
from solver import problem_document, roster_document
from solver.check import check
from solver.domain import Link, Problem, Roster, Shift, Unserved
from solver.domain.joint import REMAINS
from solver.explain import explain_unserved
from solver.formats.calendar import calendar_text
from solver.plot import gather
from solver.rules import many_workers

ROOT = Path(__file__).parents[2]

# Where links are sorted by this kind: what hands_of is made of, the rule of the tie, and what knows documents alone.
SORTING = {
    "solver/domain/problem.py",
    "solver/rules/double_handed.py",
    "solver/formats/recovered.py",
    "service/ui/partner_day_model.py",
}


def tied(*pairs: str, **workers: int) -> Problem:
    """A day of one client's visits at ten. pairs: "ab" ties a and b. workers: what visits take, one unless said."""
    names = sorted({name for pair in pairs for name in pair} | workers.keys())
    visits = [visit(name, "A", 30, (at(10), at(11)), workers=workers.get(name, 1)) for name in names]
    links = tuple(Link(id=pair, kind="double_handed", first=pair[0], second=pair[1]) for pair in pairs)
    people = [worker(name) for name in ("w", "v", "u")]
    shifts = [Shift(id=f"s-{one.id}", worker=one.id, start=at(8), end=at(12)) for one in people]
    return day({"home A": 10}, visits, people, shifts, links=links)


def hands(problem: Problem) -> dict[str, int]:
    return {one.id: problem.hands_of(one) for one in problem.visits}


def test_hands_are_those_of_the_visit_and_of_all_that_are_tied_to_it() -> None:
    assert hands(tied(a=1, b=2)) == {"a": 1, "b": 2}
    assert hands(tied("ab", c=1)) == {"a": 2, "b": 2, "c": 1}
    assert hands(tied("ab", "bc")) == {"a": 3, "b": 3, "c": 3}
    assert hands(tied("ab", a=2)) == {"a": 3, "b": 3}
    assert tied("ab", "bc").beside == {"a": ("b", "c"), "b": ("a", "c"), "c": ("a", "b")}
    assert tied(a=2).beside == {}
    loose = tied("ab").replace(links=(Link(id="l", kind="same_start", first="a", second="b"),))
    assert hands(loose) == {"a": 1, "b": 1}


@given(st.lists(st.lists(st.sampled_from("abcdefg"), min_size=2, max_size=2, unique=True).map("".join), max_size=8))
def test_ties_reach_through_others(pairs: list[str]) -> None:
    problem = tied(*dict.fromkeys(pairs), x=1)
    for one in problem.visits:
        reached = {one.id}
        while more := {end for pair in pairs for end in pair if set(pair) & reached} - reached:
            reached |= more
        assert {one.id, *problem.beside.get(one.id, ())} == reached
        assert problem.hands_of(one) == len(reached)


def one_visit(many: int) -> tuple[Problem, Roster]:
    """One visit that takes so many workers."""
    return tied(a=many), Roster(rounds=tuple(round_(f"s-{name}", ("a", at(10))) for name in "wvu"[:many]))


def linked_visits(many: int) -> tuple[Problem, Roster]:
    """As many visits of one worker each, tied one to the next."""
    problem = tied(*("ab", "bc")[: many - 1], a=1)
    return problem, Roster(
        rounds=tuple(round_(f"s-{w}", (v, at(10))) for w, v in zip("wvu"[:many], "abc", strict=False))
    )


DAYS = {"one visit": one_visit(2), "linked": linked_visits(2), "three linked": linked_visits(3), "alone": one_visit(1)}


@pytest.mark.parametrize("name", DAYS)
def test_everybody_tells_the_same(name: str) -> None:
    problem, roster = DAYS[name]
    judged = check(problem, roster)
    assert judged.feasible
    many = {"alone": 1, "three linked": 3}.get(name, 2)
    together = many > 1
    visits = len(problem.visits)
    assert _summary(problem, Path("day.json")).count(f"{visits if together else 0} double-handed") == 1
    facts = gather(roster, judged)
    assert {facts.company(one) for one in problem.visits} == {many_workers(many) if together else ""}
    assert all((many_workers(many) in facts.remarks(one, "w")) == together for one in problem.visits)
    told = calendar_text(problem, roster, "w").replace("\r\n ", "")
    assert (f"{many_workers(many).capitalize()}: with Wilf Testworker" in told) == together
    read = Reading("r", 1, "done", "a day", "whole", problem, roster, judged, {}, 0, None)
    model = day_model(read)["visits"]
    assert {one.get("company") for one in model.values()} == {many_workers(many) if together else None}
    assert {len(one.get("with", ())) for one in model.values()} == {visits - 1}
    part = partners_visits(problem, roster, "care")
    assert {one.get("company") for one in part.values()} == {many_workers(many) if together else None}
    (stop,) = worker_day(read, "w")[1][0].stops
    assert any(remark.startswith("together with ") for remark in stop.remarks) == together


def partners_visits(problem: Problem, roster: Roster, organisation: str) -> dict[str, Any]:
    """Visits as the page of an organisation that sees its part has them."""
    about = {"roster": "r", "version": 1, "state": "done", "sight": "partner", "name": ""}
    seen = seen_problem(problem_document(problem), problem, "partner", organisation)
    told = part_model(about, seen, seen_roster(roster_document(roster, problem), problem, "partner", organisation), {})
    return dict(told["visits"])


@pytest.mark.parametrize("organisation", ["council", "trust"])
def test_a_partner_is_told_who_attends_together(organisation: str) -> None:
    """E-care takes two, one of whom makes E-nurse as well; either organisation commissioned one of them."""
    problem, roster = joined_day(), joined_roster()
    told = partners_visits(problem, roster, organisation)
    together = {one["clients"][0] for one in told.values() if one.get("company") == "two workers"}
    assert together == {"eve"}
    eve = [one for name, one in told.items() if one["clients"] == ["eve"] and not name.endswith(REMAINS)]
    assert len(eve) == 2
    assert all(one.get("company") for one in eve)


@pytest.mark.parametrize("name", DAYS)
def test_an_address_for_pairs_has_its_pair(name: str) -> None:
    problem, roster = DAYS[name]
    client = problem.clients[0].model_copy(update={"lone_working": "pair"})
    judged = check(problem.replace(clients=(client,)), roster)
    assert ("lone_working" in {breach.rule for breach in judged.breaches}) == (name == "alone")


def test_one_of_a_pair_is_not_advised_to_come_at_another_time() -> None:
    """Its partner is on a round, and would start without it."""
    busy = visit("busy", "B", 80, (at(9, 50), at(9, 50)), windows_hard=True, needs=("wound_care",))
    nurse, carer = worker("nurse", "home", "wound_care"), worker("carer")
    wound = visit("wound", "A", 30, (at(10), at(10, 30)), needs=("wound_care",), windows_hard=True)
    shifts = [Shift(id=one.id, worker=one.id, start=at(8), end=at(12)) for one in (nurse, carer)]
    ways = {"home A": 10, "home B": 10, "A B": 10}
    link = Link(id="l", kind="double_handed", first="wound", second="help")
    help_ = visit("help", "A", 30, (at(10), at(10, 30)))
    rounds = (round_("nurse", ("busy", at(9, 50))), round_("carer", ("help", at(10))))
    for visits, links, advised in (([busy, wound], (), True), ([busy, wound, help_], (link,), False)):
        problem = day(ways, visits, [nurse, carer], shifts, links=links)
        roster = Roster(rounds=rounds[: len(visits) - 1], unserved=(Unserved(visit="wound"),))
        (why,) = explain_unserved(problem, roster)
        assert why.verdict == "CAPACITY"
        assert ("after the agreed window" in why.reason) == advised


def comparisons(of: object) -> Iterator[tuple[str, str]]:
    """Each comparison with a value in the program: the file, and the line with what is compared."""
    for room in ("solver", "service", "fixtures", "benchmarks"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Compare):
                    sides = [node.left, *node.comparators]
                    if any(isinstance(side, ast.Constant) and side.value == of for side in sides):
                        yield path.relative_to(ROOT).as_posix(), f"{node.lineno}: {ast.unparse(node)}"


def test_nobody_compares_workers_with_two() -> None:
    """It misses linked visits, and will miss three."""
    found = [f"{name}:{line}" for name, line in comparisons(2) if re.search(r"\bworkers\b", line)]
    assert found == [], "ask Problem.hands_of(visit); or whether .workers > 1, where its own rounds are meant"


def test_nobody_else_sorts_out_double_handed_links() -> None:
    found = [f"{name}:{line}" for name, line in comparisons("double_handed") if name not in SORTING]
    assert found == [], "ask Problem.hands_of(visit) how many come, Problem.beside which visits they make"
    assert {name for name, _ in comparisons("double_handed")} == SORTING
