"""What keeps visits apart, and what a single change would bring: promised, and kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from solver.domain import HeldCompetency, Window
from solver.joining import RegisterChange, apply_change, choose_heaviest, find_blocked_joins, find_candidates
from solver.joining.candidates import make_partial
from solver.joining.refusals import Suggestion, count_nurse_ticks, is_skilled
from solver.solving import solve


def three_days(day: Any, **fields: Any) -> Any:
    """Insulin and a morning call on each of three days; nora cannot do the call, so only carl could do both."""
    visits = [
        visit
        for number in range(3)
        for visit in (
            day.nurse_visit(f"n{number}", day=number),
            day.care_visit(f"c{number}", day.task("meal", 15, competencies=("personal_care",)), day=number),
        )
    ]
    nora, carl = day.workers()
    nora = nora.model_copy(update={"competencies": nora.competencies[1:]})
    return day.problem(*visits, days=3, workers=(nora, carl), **fields)


def test_nothing_is_refused_where_somebody_may(day: Any) -> None:
    assert find_blocked_joins(day.register(three_days(day))) == ([], [])


@pytest.mark.kernel
def test_a_sign_off_that_expires_midway(day: Any) -> None:
    problem = three_days(day, delegations=(day.delegation(expires=date(2027, 3, 2)),))
    apart, changes = find_blocked_joins(day.register(problem))
    assert [one.visits for one in apart] == [("n2", "c2")]
    assert apart[0].conditions == ("authority_delegated",)
    assert apart[0].blockers[0].sentence == (
        "Carl Example's insulin sign-off for Ada Testperson expired on 02.03.2027, before Wed 03.03.2027."
    )
    assert changes[0].text == (
        "renew Carl Example's insulin sign-off for Ada Testperson until 3 March: 1 visit in 3 days joins, "
        "0 min saved, 15 nurse minutes freed"
    )
    roster = solve(problem, iterations=3_000, joins="all").roster
    assert {join.visits for join in roster.joins} == {("n0", "c0"), ("n1", "c1")}


@pytest.mark.kernel
def test_the_first_change_keeps_what_it_promises(day: Any) -> None:
    problem = three_days(day, delegations=(day.delegation(expires=date(2027, 2, 1)),))
    _, changes = find_blocked_joins(day.register(problem))
    best = changes[0]
    assert best.change.renewal
    assert len(best.joins) == 3
    before = solve(problem, iterations=3_000, joins="all").check
    after = solve(apply_change(problem, best.change), iterations=3_000, joins="all").check
    minutes = (before.figures.contact - after.figures.contact) / 60
    assert minutes == pytest.approx(best.minutes, rel=0.2)
    assert len(before.timeline.served) - len(after.timeline.served) == best.doors
    freed = (before.figures.health_contact - after.figures.health_contact) / 60
    assert freed == pytest.approx(best.nurse_minutes, rel=0.2)


def test_two_things_missing_are_no_single_change(day: Any) -> None:
    problem = three_days(day, delegations=(), clients=(day.client(stable=False),))
    apart, changes = find_blocked_joins(day.register(problem))
    assert apart[0].conditions == ("authority_delegated",)
    assert "is not recorded as stable. Carl Example is not signed off" in apart[0].blockers[0].sentence
    assert changes == []


def test_the_best_joins_share_no_visit() -> None:
    joins = {"ab": 5.0, "bc": 8.0, "cd": 5.0, "abc": 9.0, "ef": 1.0}
    assert sorted(choose_heaviest(joins, list, joins.__getitem__)) == ["ab", "cd", "ef"]


@pytest.mark.parametrize("who", ["ada", "bea", None])
def test_whoever_one_of_two_clients_has_declined_makes_no_joint_visit(day: Any, who: str | None) -> None:
    """Declined by the client, or the client by the worker; a worker of the wrong sex neither."""
    couple = tuple(day.client(id=name, name=f"{name.title()} Testperson", household="home") for name in ("ada", "bea"))
    visits = day.nurse_visit(), day.visit("b", day.task("meal", 15), client="bea")

    def skilled(worker: str, clients: Any = couple, **carl: Any) -> bool:
        problem = day.problem(*visits, clients=clients, workers=day.workers(**carl))
        return is_skilled(day.suitability(problem, worker, "n+b"))

    def with_one(**fields: Any) -> Any:
        return tuple(one.model_copy(update=fields) if one.id == who else one for one in couple)

    assert skilled("carl", with_one(refused_workers=("carl",))) == (who is None)
    assert skilled("nora", with_one(refused_workers=("carl",)))
    assert skilled("carl", refused_clients=(who,) if who else ()) == (who is None)
    assert skilled("carl", with_one(worker_sex="female"), sex="male") == (who is None)
    assert skilled("carl", with_one(worker_sex="female"), sex="female")


@pytest.mark.parametrize(
    ("starts", "ends", "there"),
    [(7, 15, True), (9, 15, True), (9.02, 15, False), (7, 8 + 50 / 60, True), (7, 8 + 49 / 60, False)],
)
def test_only_who_is_on_duty_at_the_time_is_asked(day: Any, starts: float, ends: float, there: bool) -> None:
    """The visit takes 50 minutes and may begin from eight to nine; what stops carl is told where he is there."""
    problem = day.problem(delegations=())
    shifts = tuple(
        one.model_copy(update={"start": round(day.at(starts)), "end": round(day.at(ends))})
        for one in problem.shifts
        if one.worker == "carl"
    )
    apart, _ = find_blocked_joins(day.register(problem.replace(shifts=shifts)))
    assert [one.worker for one in apart] == (["carl"] if there else [])


def test_where_one_of_two_may_nothing_is_refused(day: Any) -> None:
    problem = day.problem(delegations=())  # carl may not, nora may
    assert find_blocked_joins(day.register(problem)) == ([], [])


def test_three_changes_are_named_of_many_the_best_first(day: Any) -> None:
    """Five carers lack a sign-off; and a renewal is the lesser thing to ask."""
    carl = day.workers()[1]
    carers = tuple(carl.model_copy(update={"id": f"c{n}", "name": f"Carer {n} Example"}) for n in range(5))
    lapsed = day.delegation(worker="c4", expires=date(2027, 2, 1))
    apart, suggestions = find_blocked_joins(day.register(day.problem(workers=carers, delegations=(lapsed,))))
    assert [one.worker for one in apart] == ["c0"]
    assert [(change.worker, change.renewal) for change in apart[0].changes] == [
        ("c4", True),
        ("c0", False),
        ("c1", False),
    ]
    assert [one.change.worker for one in suggestions] == ["c4"]  # all of them would let the same visits be joined
    assert suggestions[0].joins == (("n", "c"),)


def test_of_two_with_one_thing_in_the_way_the_one_is_told_whom_a_change_would_help(day: Any) -> None:
    carl = day.workers()[1]
    ran_out = (*carl.competencies, HeldCompetency(competency="insulin", expires=date(2027, 2, 1)))
    abel = carl.model_copy(update={"id": "abel", "name": "Abel Example", "competencies": ran_out})
    problem = day.problem(workers=(abel, carl), delegations=(day.delegation(worker="abel"),))
    (one,), _ = find_blocked_joins(day.register(problem))
    assert (one.worker, one.conditions) == ("carl", ("authority_delegated",))
    assert (one.visits, one.client, one.day) == (("n", "c"), "ada", date(2027, 3, 1))
    assert [change.kind for change in one.changes] == ["sign_off"]


@pytest.mark.parametrize(("minutes", "nurses", "doors", "worth"), [(5, 15, 2, 40), (5, -15, 2, 25), (0, 0, 1, 10)])
def test_what_a_suggestion_is_worth(minutes: float, nurses: float, doors: int, worth: float) -> None:
    change = RegisterChange("stable", client="ada")
    assert not change.renewal  # unless somebody says so
    assert Suggestion(change, "", (), doors, minutes, nurses).worth == worth


@pytest.mark.parametrize("hands", [1, 2])
def test_what_the_health_side_gains(day: Any, hands: int) -> None:
    """Its own quarter of an hour, less the fifty minutes for which a nurse stays if she makes the joint visit."""
    problem = day.problem(day.nurse_visit(workers=hands), day.care_visit(workers=hands))
    register = day.register(problem)
    (candidate,) = find_candidates(register)
    nora, carl = problem.workers
    assert count_nurse_ticks(register, candidate, carl) == hands * 15 * 60
    assert count_nurse_ticks(register, candidate, nora) == hands * (15 - 50) * 60


def test_what_remains_for_nurses_is_no_gain(day: Any) -> None:
    nurse = day.nurse_visit("n", day.insulin(), day.task("pressure_area_check", 30, owner="health"))
    problem = day.problem(nurse, day.care_visit())
    register = day.register(problem)
    (whole,) = find_candidates(register)
    partial = make_partial(register, whole, {"n": {0}}, "delegate")
    assert partial is not None
    assert count_nurse_ticks(register, partial, problem.worker["carl"]) == 15 * 60
    social = make_partial(register, whole, {"c": {0}}, "absorb")
    assert social is not None
    assert count_nurse_ticks(register, social, problem.worker["carl"]) == 45 * 60


def test_one_change_is_for_all_the_days_it_would_help_on(day: Any) -> None:
    lapsed = day.delegation(expires=date(2027, 2, 1))
    _, (one,) = find_blocked_joins(day.register(three_days(day, delegations=(lapsed,))))
    assert (one.change.kind, one.change.renewal) == ("sign_off", True)
    assert (one.change.since, one.change.until) == (date(2027, 3, 1), date(2027, 3, 3))
    assert set(one.joins) == {("n0", "c0"), ("n1", "c1"), ("n2", "c2")}
    assert one.text.startswith("renew Carl Example's insulin sign-off for Ada Testperson until 3 March: 3 visits in ")
    assert one.text.endswith(", 45 nurse minutes freed")


def test_the_days_of_two_joins_are_those_of_both(day: Any) -> None:
    problem = three_days(day, delegations=(day.delegation(expires=date(2027, 2, 1)),))
    for visits, last in ((problem.visits[:4], 2), (problem.visits[:2], 1)):
        _, (one,) = find_blocked_joins(day.register(problem.replace(visits=visits)))
        assert (one.change.since, one.change.until) == (date(2027, 3, 1), date(2027, 3, last))


def test_a_change_that_frees_no_nurse_says_nothing_of_nurses(day: Any) -> None:
    """Two care providers, and a client who was never asked about sharing."""
    usual = day.problem()
    other = usual.organisations[1].model_copy(update={"id": "other", "name": "Other Council (invented)"})
    problem = day.problem(
        day.care_visit("n", day.task("meal", 15)),
        day.care_visit("c", day.task("tidy", 20), organisation="other"),
        clients=(day.client(consents=()),),
        organisations=(*usual.organisations, other),
        agreements=(usual.agreements[0].model_copy(update={"between": ("council", "other")}),),
    )
    _, (one,) = find_blocked_joins(day.register(problem))
    assert (one.change.kind, one.change.renewal, one.nurse_minutes) == ("consent", False, 0)
    assert one.text.endswith(": 1 visit that day joins, 5 min saved")


def test_who_is_on_duty_in_the_second_window_is_asked_too(day: Any) -> None:
    windows = tuple(Window(start=day.at(hour), end=day.at(hour + 1)) for hour in (8, 12))
    visits = (one.model_copy(update={"windows": windows}) for one in (day.nurse_visit(), day.care_visit()))
    problem = day.problem(*visits, delegations=())
    late = tuple(
        one.model_copy(update={"start": day.at(11.5), "end": day.at(15)})
        for one in problem.shifts
        if one.worker == "carl"
    )
    apart, _ = find_blocked_joins(day.register(problem.replace(shifts=late)))
    assert [one.worker for one in apart] == ["carl"]


def test_a_join_that_is_worth_nothing_is_not_chosen() -> None:
    joins = {"ab": 0.0, "cd": -1.0, "ef": 1.0}
    assert choose_heaviest(joins, list, joins.__getitem__) == ["ef"]
