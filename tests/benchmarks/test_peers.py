"""The peer benchmark: what peers are told, how they are judged, what is made of the rows."""

from __future__ import annotations

import importlib.metadata
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers import protocol, report
from benchmarks.peers.curve import curves
from benchmarks.peers.days import Variant, day
from benchmarks.peers.figures import Figures, Tie, figures
from benchmarks.peers.judge import complete, judge, price_list
from benchmarks.peers.peer import Answer, Peer, Ready, roster_of
from benchmarks.peers.protocol import OURS, Row
from solver import Problem, Roster, Round, Stop, journeys
from solver.check import check
from solver.engine import search
from solver.rules import lower_all

from ..missing import want_package
from ..waiting import patience


@cache
def small(variant: Variant) -> Problem:
    return day(20, 1, variant)


def numbers(problem: Problem) -> Figures:
    travel = journeys(problem)
    return figures(problem, lower_all(problem, travel, price_list(problem)), travel)


def judged(problem: Problem, roster: Roster):  # type: ignore[no-untyped-def]
    travel, pack = journeys(problem), price_list(problem)
    return judge(problem, lower_all(problem, travel, pack), travel, pack, roster)


def good(problem: Problem) -> Roster:
    travel = journeys(problem)
    return search(problem, lower_all(problem, travel, price_list(problem)), travel, moves=3000, seed=1).roster


def test_a_day_may_have_any_size_and_the_staff_it_needs() -> None:
    sixty, team = day(60, 1, "full"), day(200, 1, "full")
    assert abs(len(sixty.visits) - 60) <= 4
    assert abs(len(team.visits) - 200) <= 4
    assert len(sixty.shifts) < len(team.shifts) / 2


def test_the_common_day_holds_only_what_all_can_say() -> None:
    problem = small("common")
    assert {visit.workers for visit in problem.visits} == {1}
    assert not problem.links
    assert not problem.pins
    told = numbers(problem)
    assert not told.ties
    assert not told.pauses
    assert not told.assign.any()
    assert (told.due == told.latest).all()
    assert len({tuple(row) for row in told.prices}) == 1
    a_tick, a_metre, home_tick, home_metre = told.prices[0]
    assert (a_tick, a_metre) == (home_tick, home_metre) == (367, 0)
    assert set(told.wait) == {183}


@pytest.mark.kernel
def test_the_figures_price_a_round_as_the_checker_does() -> None:
    """Journeys by the cost matrix, waiting by its price, and what is unserved: all that a common day costs."""
    problem = small("common")
    told, roster = numbers(problem), complete(problem, good(problem))
    found = check(problem, roster, price_list(problem))
    node = {problem.visits[v].id: n for n, v in enumerate(told.visit)}
    cost = sum(int(told.unserved[node[left.visit]]) for left in roster.unserved)
    for shift, run in found.timeline.runs.items():
        k = problem.shift_number[shift]
        way = [told.start_node(k), *(node[call.visit.id] for call in run.visits if call.visit), told.end_node(k)]
        costs = told.costs(k)
        cost += sum(int(costs[here, there]) for here, there in pairwise(way))
        cost += run.wait * int(told.wait[k])
    assert cost == found.score.total > 0


def test_a_pair_is_two_nodes_with_one_start() -> None:
    problem = day(60, 1, "full")
    told = numbers(problem)
    pairs = [v for v, visit in enumerate(problem.visits) if list(told.visit).count(v) == 2]
    assert pairs
    assert all(problem.visits[v].workers == 2 for v in pairs)  # of the others an unpaid carer is the second pair
    opens, closes = told.tightened()
    for v in pairs:
        one, two = (n for n, visit in enumerate(told.visit) if visit == v)
        assert opens[one] == closes[one] == opens[two] == closes[two]
        assert told.earliest[one] <= opens[one] <= told.due[one]
        assert told.unserved[one] == told.unserved[two] > 0


def test_narrowed_windows_keep_a_gap_whatever_the_starts() -> None:
    told = numbers(small("common"))
    hour = 3600
    earliest, due = told.earliest.copy(), told.due.copy()
    earliest[:2], due[:2] = 8 * hour, 12 * hour
    opens, closes = replace(told, earliest=earliest, due=due, ties=[Tie(0, 1, 2 * hour, 3 * hour)]).tightened()
    assert opens[1] - closes[0] >= 2 * hour
    assert closes[1] - opens[0] <= 3 * hour
    assert opens[0] <= closes[0]
    assert opens[1] <= closes[1]


@pytest.mark.kernel
def test_a_roster_without_faults_is_not_mended() -> None:
    problem = small("full")
    roster = good(problem)
    verdict = judged(problem, roster)
    assert verdict.raw.feasible
    assert (verdict.taken_out, verdict.put_in) == (0, 0)
    assert verdict.mended.score.total <= verdict.raw.score.total


@pytest.mark.kernel
def test_what_breaks_a_rule_is_taken_out_and_told() -> None:
    """A visit given to somebody who may not make it: the row says so, and the mended roster keeps every rule."""
    problem = small("common")
    told, roster = numbers(problem), good(problem)
    node = next(n for n in range(told.nodes) if not told.allowed[n].all() and told.allowed[n].any())
    wrong = problem.shifts[int(np.flatnonzero(~told.allowed[node])[0])].id
    visit = problem.visits[told.visit[node]]
    rounds = [
        Round(shift=item.shift, stops=tuple(stop for stop in item.stops if stop.visit != visit.id))
        for item in roster.rounds
        if item.shift != wrong
    ]
    rounds.append(Round(shift=wrong, stops=(Stop(visit=visit.id, start=visit.windows[0].start),)))
    verdict = judged(problem, Roster(rounds=tuple(rounds)))
    assert "competency" in {breach.rule for breach in verdict.raw.breaches if breach.hard}
    assert verdict.mended.feasible
    assert verdict.taken_out >= 1


@pytest.mark.kernel
def test_visits_left_out_are_put_in_where_there_is_room() -> None:
    problem = small("common")
    verdict = judged(problem, Roster())
    assert verdict.raw.figures.served == 0
    assert verdict.put_in == verdict.mended.figures.served > 0


PEERS = protocol.peers(price_list(small("common")))


@pytest.mark.kernel
@pytest.mark.parametrize("variant", ["common", "full"])
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_makes_a_roster_that_the_judge_can_price(peer: Peer, variant: Variant) -> None:
    if peer.package != "onevisit":
        want_package({"pyvroom": "vroom"}.get(peer.package, peer.package), "peers")
    problem = small(variant)
    seconds = patience(3.0) if peer.name == "CP-SAT" else 0.5  # its limit is no CPU time
    ready = Ready()
    answer = peer.solve(numbers(problem), seconds, 1, ready)
    assert len(ready.marks) == 1
    verdict = judged(problem, answer.roster)
    assert verdict.mended.feasible
    if variant == "common":
        assert verdict.raw.feasible  # all of a common day can be said
        assert verdict.raw.figures.served > 0.8 * len(problem.visits) or peer.name == "CP-SAT"


@pytest.mark.kernel
def test_ours_is_no_worse_than_a_peer_on_a_small_day() -> None:
    want_package("pyvrp", "peers")
    problem = small("common")
    cost = {
        peer.name: judged(problem, peer.solve(numbers(problem), 0.5, 1, Ready()).roster).mended.score.total
        for peer in PEERS
        if peer.name in (OURS, "PyVRP")
    }
    assert cost[OURS] <= cost["PyVRP"]


class Absent:
    name = "a router nobody has"
    package = "no-such-router"

    def solve(self, figures: Figures, seconds: float, seed: int, ready: Ready) -> Answer:
        raise AssertionError("never asked")


def test_a_peer_that_is_not_installed_has_a_row_that_says_so() -> None:
    row = protocol.run(Absent(), small("common"), "common", 20, 1, 1.0)
    assert row.cost is None
    assert row.trouble == "not installed (no-such-router)"
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("no-such-router")


def test_a_roster_from_lines_names_visits_and_starts() -> None:
    problem = small("common")
    told = numbers(problem)
    roster = roster_of(told, [[(3, 1000)], *[[] for _ in range(told.shifts - 1)]])
    assert roster.rounds == (Round(shift=problem.shifts[0].id, stops=(Stop(visit=problem.visits[3].id, start=1000),)),)


def test_a_long_trace_is_thinned_and_never_put_earlier_or_much_later() -> None:
    trace = [(0.1 + step / 100, 10_000 - step) for step in range(5000)]
    kept = protocol.thinned(trace)
    assert len(kept) < 90
    assert kept[0] == trace[0]
    assert kept[-1] == trace[-1]
    assert set(kept) <= set(trace)
    assert all(later / sooner < 1.3 for (sooner, _), (later, _) in pairwise(kept))


def rows() -> list[Row]:
    ours = Row("common", 60, 1, 10, OURS, "1", 62, 13, cost=90.0, trace=((0.1, 120.0), (5.0, 90.0)), cpu=10, wall=11)
    return [
        ours,
        replace(ours, peer="A", cost=100.0, unserved=1),
        replace(ours, peer="B", cost=120.0),
        replace(ours, peer="C", cost=None, trouble="not installed (c)"),
        replace(ours, seed=2, cost=110.0),
        replace(ours, seed=2, peer="A", cost=100.0),
        replace(ours, seed=3, peer="A", cost=100.0),  # we have no row: no ratio
    ]


def test_a_ratio_is_ours_over_the_best_peer_day_by_day_lost_days_too() -> None:
    assert report.ratios(rows()) == [0.9, 1.1]


def test_the_page_keeps_losing_rows_and_failures() -> None:
    page = report.page(rows(), "2026-01-01")
    assert "| 60 | 10 | 3 | 100 / 0 | 100 / 0.333333 | 120 / 0 | not installed (c) | 1.000 (0.900 to 1.100) |" in page
    assert page.count("\n| common |") == len(rows()) + 1  # and one of cost over time


def test_cost_over_time_is_the_slowest_day_s_and_says_which_never_come_near() -> None:
    long = Row("full", 60, 1, 60, OURS, "1", cost=100.0, trace=((0.1, 300.0), (5.0, 109.0), (40.0, 100.0)))
    slower = replace(long, seed=2, trace=((0.2, 250.0), (8.0, 110.0), (50.0, 104.0)), cost=104.0)
    peer = replace(slower, peer="A", cost=101.0, trace=())
    short = [replace(long, seconds=10, cost=103.0), replace(slower, seconds=10, cost=105.04)]
    assert curves([long, slower, peer, *short])[2:] == [
        "| full | 60 | 2 | 60 | 200 ms | 3.0 x | 8.0 s | 40.0 s, 1 never | 10 s: +3.50 % |"
    ]


def test_results_of_one_day_are_kept_and_the_same_run_again_takes_its_place(tmp_path: Path) -> None:
    first = report.Report(tmp_path)
    for row in rows():
        first.keep(row)
    again = report.Report(tmp_path)
    assert list(again.rows.values()) == rows()
    again.keep(replace(rows()[0], cost=80.0))
    assert [row.cost for row in report.Report(tmp_path).rows.values()][:2] == [80.0, 100.0]
    drawn = again.json.with_suffix(".svg").read_text()
    assert drawn.count("<polyline") == 1
    assert "onevisit, 60 visits" in drawn
