"""Published formats in and out: figures by hand, and every fault at once."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from solver.check import check
from solver.domain import InputFaults, Pin, Problem, Roster, Round, Stop, Unserved
from solver.formats.instance import NAMES
from solver.formats.literature import is_literature, published_cost, read_literature, write_instance, write_solution
from solver.reading.literature import PUBLISHED_FORMATS
from solver.rules import RULES, Pack, case_for
from solver.travel import journeys

# Two caregivers, three patients in a row 10 minutes apart, the last one served by both together.
HHCRSP: dict[str, Any] = {
    "patients": [
        {"id": "p1", "time_window": [20, 40], "required_caregivers": [{"service": "s1"}]},
        {"id": "p2", "time_window": [0.5, 12.25], "required_caregivers": [{"service": "s2", "duration": 7.125}]},
        {
            "id": "p3",
            "time_window": [50, 60],
            "required_caregivers": [{"service": "s1", "duration": 5}, {"service": "s2", "duration": 6}],
            "synchronization": {"type": "sequential", "distance": [10, 15]},
        },
    ],
    "services": [{"id": "s1", "default_duration": 30}, {"id": "s2", "default_duration": 8}],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2", "s1"]}],
    "central_offices": [{"id": "d"}],
    "distances": [[0.0, 10.5, 20, 30], [10.5, 0, 10, 20], [20, 10, 0, 10.001], [30, 20, 11.002, 0]],
}
UHHC: dict[str, Any] = {
    "metadata": {
        "time_window_met": "at_service_end",
        "origin": "generated",
        "cost_components": {
            "travel_time": 2,
            "total_tardiness": 3,
            "highest_tardiness": 4,
            "total_waiting_time": 5,
            "total_extra_time": 6,
            "max_idle_time": 7,
            "caregiver_preferences": 80,
            "optional_patients": 90,
            "missed_lunch_break": 100,
        },
    },
    "distances": [[0, 10, 20], [11, 0, 12], [21, 13, 0]],
    "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
    "caregivers": [
        {
            "id": "c1",
            "abilities": ["s1"],
            "departing_point": "d0",
            "arrival_point": "d0",
            "working_shift": {"start": 0, "end": 200},
            "lunch_break": True,
        },
        {
            "id": "c2",
            "abilities": ["s1", "s2"],
            "departing_point": "d0",
            "arrival_point": "d0",
            "working_shift": {"start": 30, "end": 100},
            "lunch_break": False,
        },
    ],
    "patients": [
        {
            "id": "p0",
            "required_services": [{"service": "s1", "duration": 30}],
            "distance_matrix_index": 1,
            "time_windows": [{"start": 0, "end": 60}, {"start": 60, "end": 90}],
            "preferred_caregivers": ["c2"],
            "optional": False,
        },
        {
            "id": "p1",
            "required_services": [{"service": "s1", "duration": 20}, {"service": "s2"}],
            "distance_matrix_index": 2,
            "time_windows": [{"start": 50, "end": 100}],
            "synchronization": {"type": "simultaneous"},
            "incompatible_caregivers": ["c2"],
            "optional": True,
        },
    ],
    "services": [{"id": "s1"}, {"id": "s2", "default_duration": 25}],
    "lunch_breaks": {"start": 70, "end": 120, "min_duration": 30},
}


P1_LEFT = (Unserved(visit="p1/s1"), Unserved(visit="p1/s2"))


def read(data: dict[str, Any]) -> Problem:
    return read_literature(json.dumps(data).encode())


def round_of(shift: str, *stops: tuple[str | None, int]) -> Round:
    """Stops as (visit, start in minutes); None is a lunch of half an hour."""
    made = [
        Stop(visit=visit, start=1000 * start) if visit else Stop(start=1000 * start, duration=30_000)
        for visit, start in stops
    ]
    return Round(shift=shift, stops=tuple(made))


def test_an_hhcrsp_file_becomes_a_problem_in_thousandths() -> None:
    problem = read(HHCRSP)
    assert problem.horizon.ticks_per_minute == 1000
    assert [(visit.id, visit.duration) for visit in problem.visits] == [
        ("p1/s1", 30_000),
        ("p2/s2", 7_125),
        ("p3/s1", 5_000),
        ("p3/s2", 6_000),
    ]
    assert [(w.start, w.end) for w in problem.visit["p2/s2"].windows] == [(500, 12_250)]
    assert problem.travel.matrices[0].durations[3] == (30_000, 20_000, 11_002, 0)
    assert {(link.kind, link.min_gap, link.max_gap) for link in problem.links} == {
        ("gap", 10_000, 15_000),
        ("different_worker", None, None),
        ("both_or_none", None, None),
    }
    assert (problem.workers[0].name, problem.workers[0].home) == ("Caregiver c1", "d")


def test_italian_starts_are_cut_to_whole_minutes_and_ends_are_not() -> None:
    data = copy.deepcopy(HHCRSP)
    data["distances"] = [[0, 10, 20, 30], [10, 0, 10, 20], [20, 10, 0, 10], [30, 20, 10, 0]]
    data["patients"][0] |= {"time_window": [159.99999999999997, 401.99999999999994], "location": [9.1, 45.4]}
    problem = read(data)
    assert [(w.start, w.end) for w in problem.visits[0].windows] == [(159_000, 402_000)]
    assert (problem.places[1].lon, problem.places[1].lat) == (9.1, 45.4)


def test_the_hhcrsp_cost_is_a_third_of_distance_and_tardiness_and_the_largest() -> None:
    problem = read(HHCRSP)
    rounds = (round_of("c1", ("p1/s1", 20), ("p3/s1", 70)), round_of("c2", ("p2/s2", 20), ("p3/s2", 80)))
    roster = Roster(rounds=rounds)
    assert check(problem, roster).score.hard == 0
    # ways: 10.5 + 20 + 30 and 20 + 10.001 + 30; late: 7.75, 10 and 20
    assert published_cost(problem, roster) == pytest.approx((120.501 + 37.75 + 20) / 3, abs=1e-9)


def test_hhcrsp_routes_are_written_with_exact_times(tmp_path: Path) -> None:
    problem = read(HHCRSP)
    rounds = (round_of("c1", ("p1/s1", 20), ("p3/s1", 70)), round_of("c2", ("p2/s2", 20), ("p3/s2", 80)))
    write_solution(problem, Roster(rounds=rounds), tmp_path / "solution.json")
    written = json.loads((tmp_path / "solution.json").read_text())
    assert written["global_ordering"] == ["p1", "p2", "p3"]
    assert written["routes"][1] == {
        "caregiver_id": "c2",
        "locations": [
            {"patient_id": "p2", "service_id": "s2", "arrival_time": 20, "departure_time": 27.125},
            {"patient_id": "p3", "service_id": "s2", "arrival_time": 80, "departure_time": 86},
        ],
    }


def test_a_visit_left_out_has_no_place_in_a_solution(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match=r"roster\.p1/s1: found 'not served'") as caught:
        write_solution(read(HHCRSP), Roster(), tmp_path / "solution.json")
    assert len(caught.value.faults) == 4
    assert not list(tmp_path.iterdir())


def test_the_uhhc_cost_is_the_weighted_sum() -> None:
    problem = read(UHHC)
    # c1: away at 45, p0 55-85 (25 min after its first window), lunch at home 96-126; c2 stays at home.
    roster = Roster(rounds=(round_of("c1", ("p0/s1", 55), (None, 96)),), unserved=P1_LEFT)
    judged = check(problem, roster)
    assert judged.score.hard == 1  # the lunch ends after 120 and windows here are met at the end
    roster = Roster(rounds=(round_of("c1", ("p0/s1", 45), (None, 88)),), unserved=P1_LEFT)
    judged = check(problem, roster)
    assert judged.score.hard == 0
    travel, late, wait, idle = 10 + 11, 15, 2, 35 + 2 + 82
    weighted = 2 * travel + 3 * late + 4 * late + 5 * wait + 7 * idle + 80 + 90
    assert judged.score.total == 1000 * weighted
    assert published_cost(problem, roster) == weighted


def test_the_wait_after_an_opening_lunch_is_free_in_the_publication_only() -> None:
    problem = read(UHHC)
    roster = Roster(rounds=(round_of("c1", (None, 70), ("p0/s1", 103)),), unserved=P1_LEFT)
    assert check(problem, roster).score.by_rule["paid_waiting"] == 5 * 3000
    assert published_cost(problem, roster) == (check(problem, roster).score.total - 15_000) / 1000


def from_origin(origin: str) -> dict[str, Any]:
    """The UHHC file as one of another origin, where nobody is owed a lunch."""
    data = copy.deepcopy(UHHC)
    data["metadata"]["origin"] = origin
    del data["metadata"]["cost_components"]["missed_lunch_break"]
    return data


def test_who_leaves_at_the_start_of_the_shift_waits_at_the_first_door(tmp_path: Path) -> None:
    free, fixed = read(from_origin("generated")), read(from_origin("bazirha"))
    late = round_of("c1", ("p0/s1", 45))
    roster = Roster(rounds=(late,), unserved=P1_LEFT)
    left = Roster(
        rounds=(round_of("c1", ("start of c1", 0), ("p0/s1", 45)), round_of("c2", ("start of c2", 30))),
        unserved=P1_LEFT,
    )
    assert check(free, roster).score.hard == check(fixed, left).score.hard == 0
    # reached at 10, served at 45; who stays at home waits nowhere
    assert published_cost(fixed, left) == published_cost(free, roster) + 5 * 35
    write_solution(fixed, left, tmp_path / "solution.json")
    routes = json.loads((tmp_path / "solution.json").read_text())["routes"]
    assert [[step["patient"] for step in route["locations"]] for route in routes] == [["p0"], []]


def test_where_waiting_is_free_a_fixed_departure_changes_nothing() -> None:
    data = from_origin("bazirha-caie")
    del data["metadata"]["cost_components"]["total_waiting_time"]
    assert not read(data).pins


def test_an_independent_pair_wants_two_caregivers(tmp_path: Path) -> None:
    data = from_origin("generated")
    data["patients"][1] |= {"synchronization": {"type": "independent"}, "incompatible_caregivers": []}
    problem = read(data)
    by_one = Roster(rounds=(round_of("c2", ("p1/s1", 55), ("p1/s2", 75)),), unserved=(Unserved(visit="p0/s1"),))
    assert "different_worker" in {breach.rule for breach in check(problem, by_one).breaches}
    write_instance(problem, tmp_path / "again.json")
    assert read_literature(tmp_path / "again.json") == problem


def test_weights_become_rule_values_and_hard_ones_become_hard() -> None:
    data = copy.deepcopy(UHHC)
    data["metadata"]["cost_components"] |= {
        "total_tardiness": "HARD",
        "total_extra_time": "HARD",
        "missed_lunch_break": "HARD",
        "qualification": 40,
        "incompabilities": 30,
        "workload_balance": 2,
        "max_waiting_time": 9,
    }
    problem = read(data)
    pack = Pack.for_problem(problem)
    assert all(visit.windows_hard for visit in problem.visits)
    assert problem.shifts[0].max_overtime == 0
    assert pack.values("break")["hard"]
    assert (pack.values("competency")["hard"], pack.values("competency")["price"]) == (False, 40)
    assert (pack.values("refused_worker")["hard"], pack.values("refused_worker")["price"]) == (False, 30)
    assert (pack.enabled("workload_balance"), pack.enabled("max_waiting")) == (True, True)
    assert not any(pack.enabled(rule) for rule in ("mileage", "continuity", "fairness", "weekly_hours", "daily_rest"))


@pytest.mark.parametrize("data", [HHCRSP, UHHC], ids=["hhcrsp", "uhhc"])
def test_no_rule_asks_of_an_instance_what_its_publication_does_not(data: dict[str, Any]) -> None:
    """What costs has its price from the instance; what forbids has its values there or is structural, like journeys."""
    problem = read(data)
    pack = Pack.for_problem(problem)
    known = {*problem.pack, "pins", *(rule.id for rule in RULES if rule.id.startswith("join"))}  # nothing is joined
    for rule in RULES:
        structural = pack.entries[rule.id].always and not rule.costs
        if rule.id in ("call_spacing", "one_client"):  # codes say nothing there of what kind a call is, or who stays
            assert list(rule.lower(case_for(rule, problem, journeys(problem), pack))) == []
            continue
        if pack.enabled(rule.id) and not rule.reports and not structural:
            assert rule.id in known, f"give {rule.id} literature = False, or values in solver/formats/instance.py"
    assert not any(pack.enabled(rule.id) for rule in RULES if not rule.literature)


def test_hard_preferences_close_the_door_to_everybody_else() -> None:
    data = copy.deepcopy(UHHC)
    data["metadata"]["cost_components"]["caregiver_preferences"] = "HARD"
    assert read(data).client["p0"].refused_workers == ("c1",)


def test_an_unvisited_patient_is_priced_once() -> None:
    problem = read(UHHC)
    assert [visit.value for visit in problem.visits] == [None, 90, 0]
    assert check(problem, Roster()).score.by_rule["unserved"] == 1000 * (1_000_000 + 90)


def test_uhhc_solutions_name_the_place_of_lunch(tmp_path: Path) -> None:
    problem = read(UHHC)
    for stops, place in (((("p0/s1", 45), (None, 88)), "d0"), (((None, 70), ("p0/s1", 103)), "p0")):
        write_solution(problem, Roster(rounds=(round_of("c1", *stops),)), tmp_path / "solution.json")
        steps = json.loads((tmp_path / "solution.json").read_text())["routes"][0]["locations"]
        assert [step["patient"] for step in steps if step["service"] == "lunch_break"] == [place]


def test_starts_are_rounded_together_where_that_costs_no_more(tmp_path: Path) -> None:
    problem = read(UHHC)
    stops = (Stop(visit="p0/s1", start=45_400), Stop(start=88_300, duration=30_000))
    roster = Roster(rounds=(Round(shift="c1", stops=stops),))
    write_solution(problem, roster, tmp_path / "solution.json")
    steps = json.loads((tmp_path / "solution.json").read_text())["routes"][0]["locations"]
    assert [step["arrival_time"] for step in steps] == [45, 88]
    mixed = copy.deepcopy(UHHC)
    mixed["distances"][0][1] = 9.5
    write_solution(read(mixed), roster, tmp_path / "solution.json")
    steps = json.loads((tmp_path / "solution.json").read_text())["routes"][0]["locations"]
    assert [step["arrival_time"] for step in steps] == [45.4, 88.3]


@pytest.mark.parametrize("data", [HHCRSP, UHHC, from_origin("bazirha")], ids=["hhcrsp", "uhhc", "fixed departure"])
def test_read_write_read_is_the_same_problem(data: dict[str, Any], tmp_path: Path) -> None:
    problem = read(data)
    write_instance(problem, tmp_path / "again.json")
    assert is_literature(json.loads((tmp_path / "again.json").read_text()))
    assert read_literature(tmp_path / "again.json") == problem


def test_what_a_format_cannot_say_is_named(tmp_path: Path) -> None:
    problem = read(UHHC)
    changed = problem.replace(
        pins=(Pin(visit="p0/s1", shift="c1"),),
        visits=(problem.visits[0].model_copy(update={"priority": 5}), *problem.visits[1:]),
        pack={**problem.pack, "mileage": {"enabled": True}},
    )
    with pytest.raises(InputFaults) as caught:
        write_instance(changed, tmp_path / "never.json")
    assert {fault.where for fault in caught.value.faults} == {"pins[0]", "visits[0]", "pack.mileage"}
    assert not list(tmp_path.iterdir())


def test_a_problem_of_no_published_format_is_refused(tmp_path: Path) -> None:
    problem = read(UHHC)
    other = problem.replace(horizon=problem.horizon.model_copy(update={"days": 2}))
    for refuse in (lambda: write_instance(other, tmp_path / "x"), lambda: published_cost(other, Roster())):
        with pytest.raises(InputFaults, match="want a problem that was read from a literature file"):
            refuse()


def test_every_format_that_is_written_is_one_that_is_declared() -> None:
    assert sorted(NAMES) == sorted(PUBLISHED_FORMATS)
