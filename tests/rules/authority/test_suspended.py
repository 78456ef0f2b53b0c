"""Rule suspended: clients before and after, workers, tasks, delegations and registrants; their moments; sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import at, round_
from solver.domain import Pin, Roster, Suspension, TaskCode, UnpaidCarer
from solver.rules import RULES, Pack, case_for, timeline
from solver.rules.authority.stopped import find_stopped
from solver.travel import journeys

from .conftest import LONG_AGO
from .test_authority_protocol import delegated
from .test_authority_sharing import joint

if TYPE_CHECKING:
    from .conftest import Authority

RULE = "suspended"
FOR_GOOD = "from 1 March 2027 08:00 on (in hospital; Lena Sample)"


def stop(authority: Authority, what: Any, of: str, starts: int = at(8), ends: int | None = None) -> None:
    authority.add(
        "suspensions",
        Suspension(
            id=f"x{len(authority.problem.suspensions)}",
            what=what,
            of=of,
            starts=starts,
            ends=ends,
            reason="in hospital",
            by="Lena Sample",
        ),
    )


@pytest.mark.parametrize(
    ("starts", "ends", "early", "late"),
    [  # the visit takes 20 minutes and may begin from 09:00 to 10:00
        (at(8), None, False, False),
        (at(8), at(9), True, True),
        (at(8), at(9, 1), False, True),
        (at(9, 20), None, True, False),
        (at(9, 19), None, False, False),
        (at(9, 30), at(9, 40), True, True),
        (at(10, 20), None, True, True),
        (at(9, 10), at(9, 10), True, True),  # lifted at the moment it was made
    ],
)
def test_a_clients_visits_are_made_before_and_after(
    authority: Authority, starts: int, ends: int | None, early: bool, late: bool
) -> None:
    stop(authority, "client", "ada", starts, ends)
    assert (authority.says(RULE, "wash", "carl", at(9)) == []) == early
    assert (authority.says(RULE, "wash", "carl", at(10)) == []) == late


def test_between_two_stays_in_hospital(authority: Authority) -> None:
    stop(authority, "client", "ada", at(8), at(9, 20))
    stop(authority, "client", "ada", at(9, 50))
    held = [minute for minute in range(0, 61, 5) if not authority.says(RULE, "wash", "carl", at(9, minute))]
    assert held == [20, 25, 30]
    assert authority.says(RULE, "wash", "carl", at(9, 15)) == [
        "Carl Example would make visit wash, but Ada Testclient's visits are stopped from 1 March 2027 08:00 until "
        "1 March 2027 09:20 (in hospital; Lena Sample)."
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (at(8), at(9), True),
        (at(8), at(9, 1), False),
        (at(10, 20), None, True),
        (at(10, 19), None, False),
        (at(9, 30), at(9, 31), False),
    ],
)
def test_a_worker_who_is_stopped_at_any_moment_of_it_makes_none(
    authority: Authority, starts: int, ends: int | None, held: bool
) -> None:
    stop(authority, "worker", "carl", starts, ends)
    for start in (at(9), at(10)):
        assert (authority.says(RULE, "wash", "carl", start) == []) == held
    assert authority.all_say("wash", "aggie") == set()


def test_a_task_code_is_stopped_for_everybody(authority: Authority) -> None:
    stop(authority, "task", " Wash and DRESS")
    assert authority.says(RULE, "wash", "carl") == [
        "Carl Example would make Ada Testclient's visit wash on 1 March 2027, but wash_and_dress is stopped "
        f"{FOR_GOOD}."
    ]
    assert len(authority.says(RULE, "wash", "nell")) == 1
    assert authority.all_say("insulin", "carl") == set()


def test_a_stopped_task_is_stopped_whoever_does_it(authority: Authority) -> None:
    carer = UnpaidCarer(
        id="c1",
        client="ada",
        name="Cousin Sample",
        tasks=("wash and dress",),
        carer_agreed=LONG_AGO,
        client_agreed=LONG_AGO,
    )
    authority.add("unpaid_carers", carer)
    authority.change("visits", "wash", unpaid_carer="c1")
    assert authority.all_say("wash", "carl") == set()
    stop(authority, "task", "wash_and_dress")
    assert authority.all_say("wash", "carl") == {RULE}


@pytest.mark.parametrize(("what", "of"), [("delegation", "d1"), ("registrant", "r1"), ("registrant", "Rita Testnurse")])
def test_what_somebody_works_under(authority: Authority, what: str, of: str) -> None:
    stop(authority, what, of)
    assert authority.says(RULE, "insulin", "carl") == [
        "Carl Example would do Ada Testclient's insulin (visit insulin) on 1 March 2027, but what they would work "
        f"under is stopped {FOR_GOOD}."
    ]
    assert authority.all_say("insulin", "carl") == {RULE}
    assert authority.all_say("insulin", "nell") == set()
    assert authority.all_say("wash", "carl") == set()
    again = authority.problem.delegations[0].model_copy(update={"id": "d2", "registrant": "r2"})
    authority.add(
        "registrants", authority.problem.registrants[0].model_copy(update={"id": "r2", "name": "Rory Testnurse"})
    )
    authority.add("delegations", again)  # another one stands for it
    assert authority.all_say("insulin", "carl") == set()
    stop(authority, "delegation", "d2", at(10, 19))
    assert authority.all_say("insulin", "carl") == {RULE}


def test_a_registrant_by_the_name_that_a_delegation_gives(authority: Authority) -> None:
    authority.replace(registrants=(), version="1", protocols=())
    authority.change("delegations", "d1", registrant="Rory Testnurse", signed_off=LONG_AGO)
    assert authority.all_say("insulin", "carl") == set()
    stop(authority, "registrant", "Rory Testnurse")
    assert authority.all_say("insulin", "carl") == {RULE}


def test_who_signed_a_protocol(authority: Authority) -> None:
    stop(authority, "registrant", "r1")
    assert authority.all_say("blood", "hana") == {RULE}
    assert authority.all_say("blood", "nell") == set()
    authority.replace(version="1")  # what an old document may leave out does not lift a stop
    assert authority.all_say("blood", "hana") == {RULE}
    authority.replace(version="2")
    authority.add(
        "registrants", authority.problem.registrants[0].model_copy(update={"id": "r2", "name": "Rory Testnurse"})
    )
    authority.add("protocols", authority.problem.protocols[0].model_copy(update={"id": "p2", "registrant": "r2"}))
    assert authority.all_say("blood", "hana") == set()


def test_a_stopped_delegation_allows_nothing_where_no_protocol_does(authority: Authority) -> None:
    delegated(authority)
    stop(authority, "delegation", "d2")
    (sentence,) = authority.says("authority_protocol", "blood", "hana")
    assert sentence.endswith("and delegation d2 is stopped.")


def test_a_joint_visit_is_stopped_by_any_of_its_parts(authority: Authority) -> None:
    joint(authority)
    assert authority.all_say("both", "carl") == set()
    stop(authority, "task", "insulin")
    assert authority.all_say("both", "carl") == {RULE}


def test_what_is_no_real_clock_knows_none_of_this(authority: Authority) -> None:
    authority.add("task_catalogue", TaskCode(code="x"))
    stop(authority, "client", "ada")
    paper = authority.problem.horizon.model_copy(update={"ticks_per_minute": 1000})
    authority.replace(horizon=paper)
    for worker in ("carl", "hana", "olga"):
        for visit in ("assess", "insulin", "blood", "wash"):
            assert authority.all_say(visit, worker) <= {"competency"}


def test_a_visit_pinned_before_the_stop_was_made_before_it(authority: Authority) -> None:
    """What may be made at any of several moments is stopped by a stop at one of them; a pin says which it was."""
    stop(authority, "delegation", "d1", at(9, 30))
    assert authority.all_say("insulin", "carl") == {RULE}
    authority.add("pins", Pin(visit="insulin", start=at(9)))
    assert authority.all_say("insulin", "carl") == set()
    assert authority.says(RULE, "insulin", "carl", at(10)) != [], "it is made later all the same"
    authority.replace(pins=(Pin(visit="insulin", start=at(9, 20)),))
    assert authority.all_say("insulin", "carl") == {RULE}


def test_what_is_told_of_several_workers_names_none_of_them(authority: Authority) -> None:
    travel, pack = journeys(authority.problem), Pack.for_problem(authority.problem)

    def told(rule_id: str, visit: str, worker: str) -> str:
        rule = next(rule for rule in RULES if rule.id == rule_id)
        case = case_for(rule, authority.problem, travel, pack)
        return rule.explain_refusal(case, authority.problem.visit[visit], authority.problem.shift[worker])

    authority.change("workers", "carl", accepts_delegation=False)
    assert "they have not agreed to do delegated tasks" in told("authority_delegated", "insulin", "carl")
    stop(authority, "worker", "carl")
    for worker in ("carl", "nell"):
        assert "Example" not in told(RULE, "insulin", worker)


def test_of_several_stops_that_of_the_visit_is_told(authority: Authority) -> None:
    stops = [("client", "ada", at(20), None), ("client", "ada", at(8), at(12)), ("task", "insulin", at(20), None)]
    authority.replace(
        suspensions=tuple(
            Suspension(id=f"x{n}", what=what, of=of, starts=starts, ends=ends, reason=f"reason {n}", by="Lena Sample")
            for n, (what, of, starts, ends) in enumerate(stops)
        )
    )
    found = find_stopped(authority.problem)
    assert set(found) == {"insulin", "blood", "assess", "wash"}
    assert all("reason 1" in why for why in found.values())
    authority.replace(suspensions=authority.problem.suspensions[:1])
    assert find_stopped(authority.problem) == {}


def test_what_was_found_in_time_says_nothing_of_a_visit_made_outside_its_time(authority: Authority) -> None:
    """Both of one problem: the day on which it is really made counts."""
    authority.change("visits", "insulin", windows_hard=False)
    travel, pack = journeys(authority.problem), Pack.for_problem(authority.problem)
    rule = next(rule for rule in RULES if rule.id == "authority_delegated")
    case = case_for(rule, authority.problem, travel, pack)
    for start, wrong in ((at(9), 0), (at(25), 1), (at(9, 30), 0), (at(25), 1)):
        made = timeline(authority.problem, Roster(rounds=(round_("carl", ("insulin", start)),)), travel)
        assert len(list(rule.breaches(case, made))) == wrong


def test_a_stop_that_begins_within_the_only_time_of_a_visit_is_told(authority: Authority) -> None:
    """Twenty minutes between nine and ten, and none of them before ten past."""
    stop(authority, "client", "ada", at(9, 10), at(12))
    assert set(find_stopped(authority.problem)) == {"insulin", "blood", "assess", "wash"}
    authority.window("wash", at(8, 50), at(10))
    assert set(find_stopped(authority.problem)) == {"insulin", "blood", "assess"}
