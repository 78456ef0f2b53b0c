"""What the engine is offered equals what the checker allows, over many random registers; and back to a roster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from solver.check import check
from solver.domain import (
    Agreement,
    Competency,
    HeldCompetency,
    JoinDecision,
    JointVisit,
    Link,
    Roster,
    Round,
    Stop,
    Unserved,
)
from solver.joining import (
    Candidate,
    Offer,
    Register,
    Suitability,
    find_candidates,
    find_outcome,
    list_refusals,
    make_offer,
    settle_joins,
)
from solver.joining.conditions import possible_starts
from solver.rules import Pack, lower_all
from solver.terms import Alternatives, Forbid, StartWithin
from solver.travel import journeys

REGISTERS = 2_000
ASKED = ("join_", "authority_", "suspended", "call_spacing")  # rules on who may make a visit, and what is joined
PLAIN = settings(max_examples=REGISTERS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def made(register: Register, candidate: Candidate, worker: str, second: str, start: int) -> Roster:
    """A roster in which one worker makes the joint visit, a second what goes with it or the other half of it."""
    stops: dict[str, list[Stop]] = {}
    stops.setdefault(worker, []).append(Stop(visit=candidate.whole.id, start=start))
    if candidate.whole.workers == 2:
        stops.setdefault(second, []).append(Stop(visit=candidate.whole.id, start=start))
    for other in candidate.visits[1:]:
        later = start if other.role == "second" else max(start, other.windows[0].start) + 4 * 3600
        stops.setdefault(second, []).append(Stop(visit=other.id, start=later))
    problem = register.problem
    rounds = tuple(Round(shift=f"{name}0", stops=tuple(some)) for name, some in stops.items())
    left = tuple(Unserved(visit=visit.id) for visit in problem.visits if visit.id not in candidate.join.visits)
    workers = [problem.worker[name] for name in {worker: 0, **({second: 0} if candidate.whole.workers == 2 else {})}]
    join = candidate.join.model_copy(update={"outcome": find_outcome(register, candidate.whole, workers)})
    return Roster(rounds=rounds, unserved=left, joins=(join,))


def _only_joining(pack: Pack) -> Pack:
    """The pack with every rule off that has nothing to say about joining: the checker is then fast enough."""
    heard = (*ASKED, "clinical_window", "time_critical", "time_window", "unserved", "continuity")
    entries = {
        rule: entry if rule.startswith(heard) else replace(entry, enabled=False) for rule, entry in pack.entries.items()
    }
    return replace(pack, entries=entries)


@pytest.mark.slow
@pytest.mark.long
@PLAIN
@given(data=st.data())
def test_conditions_are_the_checkers(data: st.DataObject, day: Any, registers: Any) -> None:
    _compare_conditions(data, day, registers)


@pytest.mark.parametrize("number", range(12))
def test_conditions_are_the_checkers_on_some_days(day: Any, registers: Any, number: int) -> None:
    _on_some_days(lambda data: _compare_conditions(data, day, registers), number)


def _on_some_days(compare: Callable[[st.DataObject], None], number: int) -> None:
    """A few of the days of the long comparison, others for each number."""

    @seed(number)
    @settings(PLAIN, max_examples=12, derandomize=False, database=None, phases=[Phase.generate])
    @given(data=st.data())
    def compared(data: st.DataObject) -> None:
        compare(data)

    compared()


def _compare_conditions(data: st.DataObject, day: Any, registers: Any) -> None:
    problem = data.draw(registers)
    register = day.register(problem)
    pack = _only_joining(Pack.for_problem(problem).as_if_signed())
    for candidate in find_candidates(register):
        worker, second = data.draw(st.permutations(problem.workers))[:2]
        suitability = Suitability(register, candidate.whole, worker)
        ours = {refusal.condition for refusal in list_refusals(suitability)}
        if candidate.whole.workers == 2:
            ours |= {refusal.condition for refusal in list_refusals(Suitability(register, candidate.whole, second))}
        spans = possible_starts(suitability) or [(candidate.whole.windows[0].start, 0)]
        start = data.draw(st.sampled_from((spans[0][0], max(spans[0][0], min(spans[-1][1], spans[0][0] + 3600)))))
        judged = check(problem, made(register, candidate, worker.id, second.id, start), pack)
        hard = {breach.rule for breach in judged.breaches if breach.hard}
        theirs = {breach.rule for breach in judged.breaches if breach.hard and breach.visit == candidate.whole.id}
        theirs = {rule for rule in theirs if rule.startswith(ASKED) and rule != "join_signed"}  # see test_signatures.py
        if any(stop.what == "client" for stop in problem.suspensions):  # it leaves some times: no worker is refused
            theirs, ours = theirs - {"suspended"}, ours - {"suspended"}
        if "join_windows" in ours:
            assert theirs - {"join_windows"} == ours - {"join_windows"}
            assert hard & {"join_windows", "clinical_window", "time_critical"}
        else:
            assert theirs == ours
            assert not hard & {"clinical_window", "time_critical"}


@pytest.mark.slow
@pytest.mark.long
@settings(PLAIN, max_examples=REGISTERS // 4)
@given(data=st.data())
def test_terms_of_an_offer_are_the_checkers(data: st.DataObject, day: Any, registers: Any) -> None:
    """Of ordinary and of joint visits, on every shift, as the engine is offered them side by side."""
    _compare_offer(data, day, registers)


@pytest.mark.parametrize("number", range(12))
def test_terms_of_an_offer_are_the_checkers_on_some_days(day: Any, registers: Any, number: int) -> None:
    _on_some_days(lambda data: _compare_offer(data, day, registers), 100 + number)


def _compare_offer(data: st.DataObject, day: Any, registers: Any) -> None:
    problem = data.draw(registers)
    wanted: Literal["all", "signed"] = data.draw(st.sampled_from(("all", "signed")))
    plain = Pack.for_problem(problem) if wanted == "signed" else Pack.for_problem(problem).as_if_signed()
    register, pack, offer = day.register(problem), _only_joining(plain), make_offer(problem, plain, wanted)
    lowered = [*lower_all(offer.problem, journeys(problem), pack), *offer.terms]
    bars = [term for term in lowered if isinstance(term, Forbid | StartWithin) and term.rule.startswith(ASKED)]
    for row, visit in enumerate(offer.problem.visits):
        candidate = next((one for one in offer.candidates.values() if one.whole.id == visit.id), None)
        if isinstance(visit, JointVisit) and candidate is None:
            continue
        start = data.draw(st.sampled_from((visit.windows[0].start, visit.windows[-1].end)))
        for column, shift in enumerate(problem.shifts):
            second = next(worker.id for worker in problem.workers if worker.id != shift.worker)
            if candidate is None:
                roster = Roster(rounds=(Round(shift=shift.id, stops=(Stop(visit=visit.id, start=start),)),))
            else:
                roster = made(register, candidate, shift.worker, second, start)
            judged = check(problem, roster, pack)
            told = {
                one.rule
                for one in judged.breaches
                if one.hard and (one.visit, one.worker) == (visit.id, shift.worker) and one.rule.startswith(ASKED)
            }
            barred = {term.rule for term in bars if _bars(term, row, column, start)}
            if candidate is not None:  # what is joined, and when, is told of the first who makes it
                joined = ("join_", "clinical_window", "time_critical")
                others = {one.rule for one in judged.breaches if one.hard and one.rule.startswith(joined)}
                assert bool(told | others) == bool(barred)
            assert {rule for rule in told if not rule.startswith("join_")} == {
                rule for rule in barred if not rule.startswith("join_")
            }


def _bars(term: Forbid | StartWithin, row: int, column: int, start: int) -> bool:
    if isinstance(term, Forbid):
        return bool(term.pairs[row, column])
    return term.visit == row and not any(a <= start <= b for a, b in term.intervals)


@pytest.fixture
def offered(day: Any) -> Offer:
    problem = day.problem()
    return make_offer(problem, Pack.for_problem(problem))


def test_both_stand_side_by_side(offered: Offer) -> None:
    assert [visit.id for visit in offered.problem.visits] == ["n", "c", "n+c"]
    assert [term.joint for term in offered.terms if isinstance(term, Alternatives)] == [(2,)]
    assert [term.instead for term in offered.terms if isinstance(term, Alternatives)] == [(0, 1)]
    assert [term.visit for term in offered.terms if isinstance(term, StartWithin)] == [2]
    assert not [term for term in offered.terms if isinstance(term, Forbid)]


def test_conditions_forbid_the_shifts_of_those_they_stop(day: Any) -> None:
    problem = day.problem(delegations=())
    pack = Pack.for_problem(problem)
    made_offer = make_offer(problem, pack)
    assert [term for term in made_offer.terms if isinstance(term, Forbid)] == []
    lowered = lower_all(made_offer.problem, journeys(problem), pack)
    (ban,) = [term for term in lowered if term.rule == "authority_delegated"]
    assert isinstance(ban, Forbid)
    carl = problem.shift_number["carl0"]
    assert ban.pairs.sum() == 2  # the insulin, and the joint visit with it
    assert ban.pairs[0, carl]
    assert ban.pairs[2, carl]


def test_links_of_a_part_hold_for_the_joint_visit(day: Any) -> None:
    lunch = day.nurse_visit("n2", opens=11, closes=13), day.care_visit("c2", opens=11, closes=13)
    link = Link(id="dose", kind="gap", first="n", second="n2", min_gap=4 * 3600)
    problem = day.problem(day.nurse_visit(), day.care_visit(), *lunch, links=(link,))
    found = make_offer(problem, Pack.for_problem(problem)).problem.links
    ends = {(one.first, one.second): one.min_gap for one in found}
    assert set(ends) == {("n", "n2"), ("n+c", "n2"), ("n", "n2+c2"), ("n+c", "n2+c2")}
    assert set(ends.values()) == {4 * 3600}  # the insulin comes first in either


def test_joins_whose_links_contradict_are_not_offered(day: Any) -> None:
    other = day.visit("x", day.task("walk", 10), opens=7, closes=12)
    links = (
        Link(id="a", kind="gap", first="n", second="x", min_gap=600),
        Link(id="b", kind="gap", first="x", second="c", min_gap=600),
    )
    late = day.problem(day.nurse_visit(opens=7, closes=12), day.care_visit(opens=7, closes=12), other, links=links)
    assert "n+c" not in make_offer(late, Pack.for_problem(late)).joins


def test_some_tasks_move_where_not_all_can(day: Any) -> None:
    nurse = day.nurse_visit("n", day.insulin(), day.task("pressure_area_check", 30, owner="health"))
    problem = day.problem(nurse, day.care_visit(), workers=day.workers()[1:])
    found = make_offer(problem, Pack.for_problem(problem)).candidates["n+c"]
    assert found.is_partial
    assert [visit.role for visit in found.visits] == ["whole", "rest"]
    assert [task.code for task in found.visits[1].tasks] == ["pressure_area_check"]
    assert found.join.outcome == "delegate"


def test_what_remains_of_a_visit_for_two_workers_is_for_two_workers(day: Any) -> None:
    nurse = day.nurse_visit("n", day.insulin(), day.task("pressure_check", 30, owner="health"), workers=2)
    carl = day.workers()[1]
    carers = (carl, carl.model_copy(update={"id": "cora", "name": "Cora Example"}))
    signed = (day.delegation(), day.delegation(id="d2", worker="cora"))
    problem = day.problem(nurse, day.care_visit(workers=2), workers=carers, delegations=signed)
    found = make_offer(problem, Pack.for_problem(problem)).candidates["n+c"]
    assert [(visit.role, visit.workers) for visit in found.visits] == [("whole", 2), ("rest", 2)]
    assert found.ticks_saved == 2 * (45 + 40) * 60 - 2 * (found.whole.duration + 30 * 60)


def test_what_a_nurse_may_do_moves_where_not_all_can(day: Any) -> None:
    """The wash goes to the nurse who gives the insulin; what no catalogue knows, and she is not trained for, stays."""
    swing = day.task("swing exercise", 20, competencies=("swing",))
    care = day.care_visit("c", day.task("wash_and_dress", 25, competencies=("personal_care",)), swing)
    names = ("insulin", "personal_care", "swing")
    nora, carl = day.workers()

    def offered_with(*more: HeldCompetency, nurse: Any = nora, care: Any = care, visit: Any = None) -> Candidate | None:
        nurse = nurse.model_copy(update={"competencies": (*nurse.competencies, *more)})
        problem = day.problem(
            visit or day.nurse_visit(),
            care,
            workers=(nurse, carl),
            delegations=(),
            competencies=tuple(Competency(id=name) for name in names),
        )
        return make_offer(problem, Pack.for_problem(problem)).candidates.get("n+c")

    lapsed = HeldCompetency(competency="swing", expires=date(2027, 2, 28))
    mixed = day.nurse_visit("n", day.insulin(), day.task("tidy", 5))  # some of it is health
    for found in (offered_with(), offered_with(lapsed), offered_with(visit=mixed)):
        assert found is not None
        assert (found.join.outcome, found.is_partial) == ("absorb", True)
        assert [task.code for task in found.visits[1].tasks] == ["swing exercise"]
    assert offered_with(HeldCompetency(competency="swing", expires=date(2027, 3, 1))) is None  # nothing would stay
    assert offered_with(nurse=nora.model_copy(update={"competencies": nora.competencies[:1]})) is None  # no insulin
    assert offered_with(care=day.care_visit("c", swing)) is None  # nothing would move
    assert offered_with(care=care.model_copy(update={"provider": "trust"})) is None  # one provider
    assert offered_with(care=care.model_copy(update={"kind": "review"})) is None
    assert offered_with(visit=day.nurse_visit("n", day.task("tidy", 5))) is None  # no health task to come for


def settled(made_offer: Offer, *rounds: tuple[str, str]) -> Roster:
    stops = (Round(shift=shift, stops=(Stop(visit=visit, start=8 * 3600),)) for shift, visit in rounds)
    return settle_joins(made_offer, Roster(rounds=tuple(stops)))


def test_settled_by_who_does_it(offered: Offer) -> None:
    care = settled(offered, ("carl0", "n+c"))
    assert [(join.outcome, join.signed_by) for join in care.joins] == [("delegate", "")]
    assert care.unserved == ()
    assert [join.outcome for join in settled(offered, ("nora0", "n+c")).joins] == ["absorb"]
    apart = settled(offered, ("nora0", "n"))
    assert apart.joins == ()
    assert [entry.visit for entry in apart.unserved] == ["c"]


def decision(approved: bool, *visits: str) -> JoinDecision:
    return JoinDecision.model_validate(
        {
            "id": f"j{approved}",
            "visits": visits,
            "approved": approved,
            "by": "L. Example",
            "role": "nurse lead",
            "on": "2027-02-01",
        }
    )


@pytest.mark.parametrize(
    ("decisions", "pre_agreed", "workers", "signed"),
    [
        ((), (), (), ""),
        ((decision(True, "c", "n"),), (), ("carl", "nora"), "L. Example (nurse lead)"),
        ((decision(True, "c", "n"), decision(False, "n", "c")), ("delegate",), (), ""),
        ((decision(False, "n", "c"),), ("delegate",), (), ""),
        ((), ("delegate",), ("carl",), "a1"),
        ((), ("absorb", "join"), ("nora",), "a1"),
    ],
)
def test_what_is_signed_for(day: Any, decisions: Any, pre_agreed: Any, workers: Any, signed: str) -> None:
    agreement = Agreement(
        id="a1",
        between=("trust", "council"),
        health_task_to_care_worker=True,
        social_task_to_nurse=True,
        pre_agreed=pre_agreed,
        signed_by="Lea Example",
        signed=date(2027, 1, 4),
    )
    problem = day.problem(join_decisions=decisions, agreements=(agreement,))
    made_offer = make_offer(problem, Pack.for_problem(problem), "signed")
    assert bool(made_offer.candidates) == bool(workers)
    if workers:
        banned = [term.pairs for term in made_offer.terms if isinstance(term, Forbid)]
        free = [shift.worker for k, shift in enumerate(problem.shifts) if not any(pairs[2, k] for pairs in banned)]
        assert set(free) == set(workers)
        assert [join.signed_by for join in settled(made_offer, (f"{workers[0]}0", "n+c")).joins] == [signed]


def test_only_the_joins_asked_for_are_offered(day: Any) -> None:
    clients = day.client(household="home"), day.client(id="bea", name="Bea Testperson", household="home")
    third = day.visit("b", day.task("meal", 15), client="bea")
    problem = day.problem(day.nurse_visit(), day.care_visit(), third, clients=clients)
    pack = Pack.for_problem(problem)
    everything = set(make_offer(problem, pack).candidates)
    assert {"n+c", "c+b"} <= everything
    assert set(make_offer(problem, pack, only=["c+b"]).candidates) == {"c+b"}
    assert set(make_offer(problem, pack, only=[]).candidates) == set()
