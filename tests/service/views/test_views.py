"""Nobody sees what is not theirs, and everybody sees all that is."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

from service.run.settings import Settings
from service.views import (
    Codes,
    codes_for,
    in_round_figures,
    keep_key,
    key_of,
    seen_event,
    seen_outcome,
    seen_problem,
    seen_roster,
)
from solver import Problem, Roster, problem_document, read_problem, read_roster, roster_document
from solver.result import PAID, WEIGHED
from solver.rules import list_loosened

from ...safety.days import at, client, insulin, shift, task, visit, worker
from ...safety.days import day as little_day
from . import marked

SEEDS = range(1, 7)
AUTHORITY = (
    "agreements",
    "delegations",
    "registrants",
    "protocols",
    "subcontracts",
    "unpaid_carers",
    "standing_agreements",
    "suspensions",
    "workers_before",
    "tasks_before",
)


@cache
def day(seed: int) -> tuple[Problem, Roster, dict[str, Any], dict[str, Any], dict[str, Any]]:
    problem = marked.marked_day(seed)
    roster = marked.any_roster(problem, seed)
    outcome = marked.outcome_of(problem, roster, seed)
    return problem, roster, problem_document(problem), roster_document(roster, problem), outcome


def parts(problem: Problem) -> list[str]:
    return [one.id for one in problem.organisations]


@pytest.mark.parametrize("seed", SEEDS)
def test_partner_reads_no_mark_of_others_in_problem(seed: int) -> None:
    problem, _, document, _, _ = day(seed)
    for own in parts(problem):
        seen = seen_problem(document, problem, "partner", own)
        foreign = [mark for mark in marked.marks(seen) if own not in mark]
        assert foreign == []
        assert marked.SECRET not in json.dumps(seen)


@pytest.mark.parametrize("seed", SEEDS)
def test_partner_reads_no_mark_of_others_in_roster_and_outcome(seed: int) -> None:
    """But for the staff of others who come to its clients: id and name."""
    problem, roster, _, document, outcome = day(seed)
    for own in parts(problem):
        seen = [seen_roster(document, problem, "partner", own), seen_outcome(outcome, problem, "partner", own)]
        coming = marked.coming_to(problem, roster, outcome, own)
        allowed = {text for worker in coming for text in (worker, problem.worker[worker].name)}
        foreign = [
            text
            for text in marked.texts(seen)
            if any(own not in mark for mark in marked.marks(text)) and text not in allowed
        ]
        assert foreign == []
        assert marked.SECRET not in json.dumps(seen)


@pytest.mark.parametrize("seed", SEEDS)
def test_partner_reads_all_that_is_its_own(seed: int) -> None:
    problem, roster, document, made, outcome = day(seed)
    for own in parts(problem):
        visits = {visit.id for visit in problem.visits if visit.organisation == own}
        workers = {worker.id for worker in problem.workers if worker.organisation == own}
        seen = seen_problem(document, problem, "partner", own)
        assert {one["id"] for one in seen["visits"]} == visits
        assert {one["id"] for one in seen["clients"]} == {problem.visit[visit].client for visit in visits}
        assert {one["id"] for one in seen["workers"]} == workers
        assert {one["id"] for one in seen["shifts"]} == {s.id for s in problem.shifts if s.worker in workers}

        seen = seen_roster(made, problem, "partner", own)
        joins = {one["id"]: one["visits"] for one in seen["joins"]}
        got = {
            (visit, stop["start"])
            for round_ in seen["rounds"]
            for stop in round_["stops"]
            if "visit" in stop
            for visit in joins.get(stop["visit"], [stop["visit"]])
            if visit in visits
        }
        whole = {join["id"]: join["visits"] for join in made.get("joins", ())}
        wanted = {
            (visit, stop["start"])
            for round_ in made["rounds"]
            for stop in round_["stops"]
            if "visit" in stop
            for visit in whole.get(stop["visit"], [stop["visit"]])
            if visit in visits
        }
        assert got == wanted
        assert {one["visit"] for one in seen["unserved"]} == {e.visit for e in roster.unserved if e.visit in visits}
        tasks = {(step["visit"], step["task"]) for one in seen["joins"] for step in one["steps"]}
        assert tasks == {(s.visit, s.task) for join in roster.joins for s in join.steps if s.visit in visits}

        seen = seen_outcome(outcome, problem, "partner", own)
        left = {one["visit"] for one in seen["judgement"]["unserved_visits"]}
        assert left == {e.visit for e in roster.unserved if e.visit in visits}
        assert {one["visit"] for one in seen["explanations"]} == left
        assert seen["judgement"]["served"] == len(visits) - len(left)
        assert len(seen["joins"]["proposals"]) == len(joins)


@pytest.mark.parametrize("seed", SEEDS)
def test_partner_reads_reasons_about_its_own_and_general_words_for_others(seed: int) -> None:
    problem, roster, _, document, _ = day(seed)
    reasons = {entry.visit: entry.reason for entry in roster.unserved}
    for own in parts(problem):
        for entry in seen_roster(document, problem, "partner", own)["unserved"]:
            said = reasons[entry["visit"]]
            told_of_others = any(own not in mark for mark in marked.marks(said))
            assert (entry["reason"] == said) != told_of_others


def test_partner_is_told_no_sum_of_the_whole() -> None:
    problem, _, _, _, outcome = day(1)
    seen = seen_outcome(outcome, problem, "partner", "trust")
    assert "cost" not in seen["judgement"]
    assert "cost" not in seen["provenance"]
    assert "problem" not in seen["provenance"]
    assert seen["trace"] == []
    assert all("gain" not in one for one in seen["joins"]["proposals"])
    assert not {"Cost", PAID, WEIGHED} & {line["name"] for line in seen["headline"]}
    assert {PAID, WEIGHED} <= {line["name"] for line in outcome["headline"]}
    progress = {"seconds": 1.0, "cost": 5, "unserved": 2, "served": 3, "phase": "search"}
    assert seen_event("progress", progress, "partner") == {"seconds": 1.0, "phase": "search"}
    assert seen_event("changed", {"version": 3, "what": "move V1", "by": "key:1"}, "partner") == {"version": 3}


@pytest.mark.parametrize("seed", SEEDS)
def test_analyst_reads_no_name_id_or_note(seed: int) -> None:
    problem, _, document, made, outcome = day(seed)
    seen = [
        seen_problem(document, problem, "pseudonymised", "trust"),
        seen_roster(made, problem, "pseudonymised", "trust"),
        seen_outcome(outcome, problem, "pseudonymised", "trust"),
    ]
    assert marked.marks(seen) == set()
    own = {one.id for many in (problem.clients, problem.workers, problem.visits, problem.shifts) for one in many}
    numbers = {client.nhs_number for client in problem.clients if client.nhs_number}
    told = marked.texts(seen)
    assert not told & (own | numbers)
    plain = {text.split(" {")[0] for text in own | {client.name for client in problem.clients}}
    assert not [text for text in told if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in plain)]


def in_order_of_codes(problem: Problem) -> Problem:
    """The problem with its lists in the order in which an analyst is told them."""
    codes = codes_for("trust", problem.digest)
    kinds = {"visits": "visit", "clients": "client", "workers": "worker", "registrants": "registrant"}
    kinds |= {"delegations": "delegation", "protocols": "protocol", "unpaid_carers": "carer"}
    ordered = {
        name: tuple(sorted(getattr(problem, name), key=lambda one, kind=kind: codes(kind, one.id)))  # type: ignore[misc]
        for name, kind in kinds.items()
    }
    return problem.replace(**ordered)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_analyst_reads_is_a_problem_with_its_roster(seed: int) -> None:
    problem, roster, document, made, outcome = day(seed)
    seen = read_problem(json.dumps(seen_problem(document, problem, "pseudonymised", "trust")).encode())
    again = read_roster(json.dumps(seen_roster(made, problem, "pseudonymised", "trust")).encode(), seen)
    ordered = in_order_of_codes(problem)
    assert [len(visit.tasks) for visit in seen.visits] == [len(visit.tasks) for visit in ordered.visits]
    assert [visit.windows for visit in seen.visits] == [visit.windows for visit in ordered.visits]
    asked = [[consent.model_copy(update={"recorder": ""}) for consent in one.consents] for one in ordered.clients]
    assert [[one.model_copy(update={"recorder": ""}) for one in client.consents] for client in seen.clients] == asked
    for name in AUTHORITY:
        assert len(getattr(seen, name)) == len(getattr(problem, name)), name
    assert sorted(len(one.stops) for one in again.rounds) == sorted(len(one.stops) for one in roster.rounds)
    assert {one.start for each in again.rounds for one in each.stops} != {
        one.start for each in roster.rounds for one in each.stops
    }
    assert Counter(one.verdict for one in again.unserved) == Counter(one.verdict for one in roster.unserved)
    told = seen_outcome(outcome, problem, "pseudonymised", "trust")
    assert {one["visit"] for one in told["explanations"]} <= seen.visit.keys()
    assert {one["worker"] for one in told["joins"]["refusals"]} <= seen.worker.keys()
    assert told["judgement"]["cost"] == pytest.approx(outcome["judgement"]["cost"], rel=0.01)


@pytest.mark.parametrize("seed", SEEDS)
def test_in_codes_the_same_people_answer_for_the_same_things(seed: int) -> None:
    """References go on meeting: of registrants, carers, orders and declared duplicates, and of what is stopped."""
    problem, _, document, _, _ = day(seed)
    seen = read_problem(json.dumps(seen_problem(document, problem, "pseudonymised", "trust")).encode())

    def places(one: Problem) -> list[Any]:
        number = {registrant.id: n for n, registrant in enumerate(one.registrants)}
        worker = {person.id: n for n, person in enumerate(one.workers)}
        client = {person.id: n for n, person in enumerate(one.clients)}
        carer = {person.id: n for n, person in enumerate(one.unpaid_carers)}
        return [
            [(number[each.registrant], [worker[name] for name in each.workers]) for each in one.delegations],
            [(number[each.registrant], each.organisation, each.task) for each in one.protocols],
            [carer.get(visit.unpaid_carer or "") for visit in one.visits],
            [(visit.paid_by, visit.delivered_by) for visit in one.visits],
            [one.visit_number.get(task.duplicate_of or "") for visit in one.visits for task in visit.tasks],
            [len({task.order for visit in one.visits for task in visit.tasks})],
            [(each.what, client[each.of], each.starts, each.ends) for each in one.suspensions],
            [(client[each.client], each.task, each.start, each.end) for each in one.tasks_before],
            [(worker[each.worker], each.until) for each in one.workers_before],
            [shift.engaged_by for shift in one.shifts],
        ]

    def all_told(one: Problem) -> list[list[str]]:
        return [sorted(map(repr, some)) for some in places(one)]

    assert all_told(seen) == all_told(in_order_of_codes(problem))


@pytest.mark.parametrize("seed", SEEDS)
def test_partner_reads_who_answers_for_its_own_and_not_their_registration(seed: int) -> None:
    problem, _, document, _, _ = day(seed)
    for own in parts(problem):
        seen = seen_problem(document, problem, "partner", own)
        named = {one["registrant"] for one in (*seen["delegations"], *seen["protocols"])}
        assert named <= {one["id"] for one in seen["registrants"]}
        assert all(("registration" in one) == (own == "trust") for one in seen["registrants"])
        assert {one["organisation"] for one in seen["protocols"]} <= {own}
        ours = {visit.client for visit in problem.visits if visit.organisation == own}
        assert {one["id"] for one in seen["unpaid_carers"]} == {c.id for c in problem.unpaid_carers if c.client in ours}
        stopped = {one["of"] for one in seen["suspensions"]}
        assert stopped == {stop.of for stop in problem.suspensions if stop.of in ours}
        workers = {worker.id for worker in problem.workers if worker.organisation == own}
        told = {(one["client"], name) for one in seen["delegations"] for name in (one["worker"], *one.get("also", ()))}
        assert told == {
            (one.client, name)
            for one in problem.delegations
            for name in one.workers
            if name in workers and one.client in ours
        }


def test_places_an_analyst_sees_are_on_a_coarse_grid() -> None:
    problem, _, document, _, _ = day(2)
    seen = seen_problem(document, problem, "pseudonymised", "trust")
    doors = {(place.lat, place.lon) for place in problem.places}
    assert len({(place["lat"], place["lon"]) for place in seen["places"]}) < len(doors) / 2


def test_codes_are_the_same_again_and_differ_by_kind_organisation_and_key() -> None:
    codes = Codes(b"k" * 32, "trust")
    assert codes("client", "C1") == Codes(b"k" * 32, "trust")("client", "C1")
    others = [
        codes("worker", "C1"),
        Codes(b"k" * 32, "council")("client", "C1"),
        Codes(b"l" * 32, "trust")("client", "C1"),
    ]
    assert codes("client", "C1").partition("-")[2] not in {other.partition("-")[2] for other in others}


def test_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Any) -> None:
    settings = Settings(data=tmp_path / "data")
    key = key_of(settings)
    assert len(key) == 32
    assert key_of(settings) == key
    assert (tmp_path / "data" / "pseudonym.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["pseudonym.key"]
    given = Settings(data=tmp_path / "none", pseudonym_key="sixteen bytes or more")
    assert key_of(given) == b"sixteen bytes or more"
    keep_key(key)
    assert codes_for("trust")("client", "C1") == Codes(key, "trust")("client", "C1")
    with pytest.raises(ValueError, match="16 bytes"):
        keep_key(b"short")


def test_whole_sight_changes_nothing() -> None:
    problem, _, document, made, outcome = day(1)
    assert seen_problem(document, problem, "whole", None) is document
    assert seen_roster(made, problem, "whole", None) is made
    assert seen_outcome(outcome, problem, "whole", None) is outcome


def test_partner_is_told_apart_what_is_stopped_of_its_own_visits() -> None:
    """Ada is in hospital: her washing is stopped, Ben's meal is what could not be placed; her dose is the trust's."""
    visits = [
        visit("dose", insulin(), "09:00", "09:30", organisation="trust"),
        visit("wash", task("wash"), "10:00", "10:30"),
        visit("meal", task("meal"), "12:00", "12:30", client="ben"),
    ]
    stays = {
        "id": "s1",
        "what": "client",
        "of": "ada",
        "starts": "2027-03-01T07:00",
        "reason": "ill",
        "by": "Lea Example",
    }
    document = little_day(
        visits,
        [worker("cal", "council")],
        [shift("cal")],
        version="2",
        clients=[client(), client("ben")],
        suspensions=[stays],
    )
    problem = read_problem(json.dumps(document).encode())
    left = [{"visit": one, "verdict": None, "reason": ""} for one in ("dose", "wash", "meal")]
    seen = seen_outcome({"judgement": {"unserved_visits": left}}, problem, "partner", "council")
    figures = {line["name"]: (line["figure"], line["alarm"]) for line in seen["headline"]}
    assert (figures["Not served"], figures["Stopped"]) == (("1", True), ("1", False))
    seen = seen_outcome({"judgement": {"unserved_visits": left[1:2]}}, problem, "partner", "council")
    assert {line["name"]: line["alarm"] for line in seen["headline"]}["Not served"] is False


def test_a_cancelled_visit_and_an_accepted_lateness_stay_with_whose_they_are() -> None:
    """Another organisation is told how many caps were lifted and no more; an analyst reads no name and no reason."""
    accepted = {"until": at("10:30"), "by": "Lea Example", "reason": "Ada waits", "on": "2027-02-28"}
    gone = {"id": "gone", "client": "ada", "organisation": "council", "reason": "Ada is away"}
    written = little_day(
        [
            visit("wash", task("wash_and_dress", 30), "08:00", "09:00", late_accepted=[accepted]),
            visit("dose", insulin(), "09:00", "10:00", organisation="trust", client="ben"),
        ],
        [worker("cal", "council")],
        [shift("cal")],
        version="2",
        clients=[client(), client("ben")],
        cancelled_visits=[{**gone, "by": "Lou Example", "on": "2027-02-28"}],
    )
    problem = read_problem(json.dumps(written).encode())
    document = problem_document(problem)
    outcome = {"judgement": {}, "loosened": list_loosened(problem)}
    (phrase,) = outcome["loosened"]
    assert "Ada Pretend's visit wash" in phrase
    assert "accepted by Lea Example on 28.02.2027: Ada waits" in phrase
    own, other = (seen_outcome(outcome, problem, "partner", one)["loosened"] for one in ("council", "trust"))
    assert own == [phrase]
    assert other == ["the cap on lateness of 1 visit of other organisations"]
    assert [one["id"] for one in seen_problem(document, problem, "partner", "council")["cancelled_visits"]] == ["gone"]
    assert seen_problem(document, problem, "partner", "trust")["cancelled_visits"] == []
    coded = seen_outcome(outcome, problem, "pseudonymised", "trust")
    assert coded["loosened"] == ["the cap on lateness of 1 visit"]
    analyst = json.dumps(seen_problem(document, problem, "pseudonymised", "trust"))
    assert not [word for word in ("Example", "away", "waits", '"gone"') if word in analyst]
    again = read_problem(analyst.encode())
    assert (len(again.cancelled_visits), sum(len(one.late_accepted) for one in again.visits)) == (1, 1)


def test_an_analyst_is_told_figures_of_a_day_to_three_digits() -> None:
    told = {"seconds": 2.5, "phase": "search", "cost": 346_612, "served": 30, "unserved": 2}
    assert seen_event("progress", told, "pseudonymised") == told | {"cost": 347_000}
    assert seen_event("progress", told, "whole") == told


def test_an_analyst_is_told_the_figures_in_words_no_closer() -> None:
    problem, _, _, _, outcome = day(1)
    lines = [
        {"name": "Served", "figure": "1,423 of 1,437", "small": "visits; 98 of 99 tasks", "alarm": False},
        {"name": "Travel", "figure": "62 h 13 min", "small": "between visits; 1,234 miles", "alarm": False},
        {"name": "Pay and mileage", "figure": "\u00a31,026.40", "small": "", "alarm": False},
        {"name": "Continuity", "figure": "71%", "small": "by the usual face; 2.3 faces a client", "alarm": False},
    ]
    told = seen_outcome(outcome | {"headline": lines}, problem, "pseudonymised", problem.organisations[0].id)
    assert [(line["figure"], line["small"]) for line in told["headline"]] == [
        ("1,420 of 1,440", "visits; 98 of 99 tasks"),
        ("62 h 10 min", "between visits; 1,230 miles"),
        ("\u00a31,030", ""),
        ("71%", "by the usual face; 2.3 faces a client"),
    ]
    assert in_round_figures({"travel": 812.4375, "share": 0.72134, "late": 999}) == {
        "travel": 812.0,
        "share": 0.721,
        "late": 999,
    }
