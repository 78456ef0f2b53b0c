"""A golden roster, broken once per rule: the checker names exactly that rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from fixtures.joint import joined_day
from solver.check import STRUCTURE, check
from solver.domain import (
    Break,
    Client,
    Competency,
    HeldCompetency,
    Horizon,
    Link,
    Matrix,
    Organisation,
    PastVisit,
    Pin,
    Place,
    Problem,
    Roster,
    Round,
    Shift,
    Step,
    Stop,
    Task,
    TimeCritical,
    Travel,
    Unserved,
    Visit,
    Window,
    Worker,
)
from solver.rules import RULES, Pack

PLACES = ("home", "a", "b", "c", "d")
Plan = dict[str, list[tuple[str | None, int]]]


def at(clock: str, day: int = 0) -> int:
    hour, minute = map(int, clock.split(":"))
    return ((day * 24 + hour) * 60 + minute) * 60


def visit(name: str, client: str, opens: str = "08:00", closes: str = "20:00", day: int = 0, **fields: Any) -> Visit:
    task = Task(code="personal care", duration=1800, **fields.pop("task", {}))
    window = Window(start=at(opens, day), end=at(closes, day))
    return Visit(id=name, client=client, organisation="council", tasks=(task,), windows=(window,), **fields)


def link(kind: Any, first: str, second: str, **gaps: int) -> Link:
    return Link(id=f"{first}-{second}", kind=kind, first=first, second=second, **gaps)


GOLDEN: Plan = {
    "s1": [("v1", at("8:40")), ("v2", at("10:00")), ("v3", at("11:00")), (None, at("12:30")), ("v4", at("13:30")),
           ("v12", at("14:30"))],
    "s2": [("v2", at("10:00")), ("v5", at("11:00")), ("v6", at("11:40")), (None, at("12:20")), ("v7", at("13:10")),
           ("v11", at("14:30"))],
    "s3": [("v8", at("9:00")), ("v9", at("10:20")), ("v10", at("11:00"))],
    "s4": [("v14", at("8:10", 1))],
    "s5": [("v13", at("16:15")), ("v16", at("17:30"))],
    "s7": [("v17", at("20:00"))],
    "s8": [("v18", at("8:10", 1))],
}  # fmt: skip


@pytest.fixture(scope="module")
def problem() -> Problem:
    minutes = tuple(tuple(0 if here == there else 600 for there in PLACES) for here in PLACES)
    metres = tuple(tuple(0 if here == there else 5000 for there in PLACES) for here in PLACES)
    clinical = {"clinical_window": Window(start=at("8:30"), end=at("9:30")), "clinical_window_set_by": "Nurse Example"}
    critical = TimeCritical(at=at("11:00"), tolerance=1800)
    visits = (
        visit("v1", "ada", task={"competencies": ("insulin",), **clinical}),
        visit("v2", "bert", workers=2),
        visit("v3", "cora", task={"time_critical": critical}),
        visit("v4", "ada"),
        visit("v5", "bert"),
        visit("v6", "bert"),
        visit("v7", "cora"),
        visit("v8", "cora", "8:30", "9:30"),
        visit("v9", "ada"),
        visit("v10", "bert", preferred_workers=("yusuf",)),
        visit("v11", "cora"),
        visit("v12", "cora"),
        visit("v13", "dora"),
        visit("v14", "ada", day=1),
        visit("v16", "ada"),
        visit("v17", "bert"),
        visit("v18", "bert", opens="7:00", day=1),
    )
    links = (
        link("gap", "v1", "v4", min_gap=at("4:30"), max_gap=at("6:00")),
        link("same_worker", "v5", "v6"),
        link("different_worker", "v7", "v8"),
        link("both_or_none", "v9", "v10"),
        link("same_start", "v11", "v12"),
    )
    insulin = (HeldCompetency(competency="insulin"),)
    people = {"wanda": {"competencies": insulin, "limit": at("10:15")}, "aggie": {"agency": True}}
    workers = tuple(
        Worker(id=name, name=f"{name.title()} Example", organisation="council", home="home", **people.get(name, {}))
        for name in ("wanda", "xaver", "yusuf", "zoe", "aggie")
    )
    lunch = Break(duration=1800, earliest=at("12:00"), latest=at("13:00"))
    shifts = (
        Shift(id="s1", worker="wanda", start=at("8:00"), end=at("16:00"), break_=lunch),
        Shift(id="s2", worker="xaver", start=at("8:00"), end=at("16:00"), break_=lunch),
        Shift(id="s3", worker="yusuf", start=at("8:00"), end=at("12:00")),
        Shift(id="s4", worker="wanda", start=at("8:00", 1), end=at("16:00", 1)),
        Shift(id="s5", worker="wanda", start=at("15:00"), end=at("20:00")),
        Shift(id="s7", worker="zoe", start=at("16:00"), end=at("22:00")),
        Shift(id="s8", worker="zoe", start=at("7:00", 1), end=at("12:00", 1)),
        Shift(id="s9", worker="aggie", start=at("8:00"), end=at("20:00")),
    )
    client_of, worker_of = {item.id: item.client for item in visits}, {item.id: item.worker for item in shifts}
    met = {(client_of[name], worker_of[shift]) for shift, stops in GOLDEN.items() for name, _ in stops if name}
    met |= {("ada", "aggie"), ("dora", "xaver")}
    return Problem(
        horizon=Horizon(start=datetime(2026, 3, 2, tzinfo=UTC), days=2),
        travel=Travel(matrices=(Matrix(mode="car", places=PLACES, durations=minutes, metres=metres),)),
        organisations=(Organisation(id="council", name="Invented Council", sector="social"),),
        competencies=(Competency(id="insulin"),),
        places=tuple(Place(id=place) for place in PLACES),
        clients=(
            Client(id="ada", name="Ada Testperson", place="a"),
            Client(id="bert", name="Bert Testperson", place="b"),
            Client(id="cora", name="Cora Testperson", place="c"),
            Client(id="dora", name="Dora Testperson", place="d", refused_workers=("xaver",), lone_working="daylight"),
        ),
        visits=visits,
        links=links,
        workers=workers,
        shifts=shifts,
        history=tuple(PastVisit(client=client, worker=worker, start=-86_400) for client, worker in sorted(met)),
        pins=(Pin(visit="v9", shift="s3"),),
    )


def roster(problem: Problem, plan: Plan, *, tell: bool = True) -> Roster:
    placed = {name for stops in plan.values() for name, _ in stops}
    rounds = tuple(
        Round(
            shift=shift, stops=tuple(Stop(visit=name, start=start) for name, start in sorted(stops, key=lambda s: s[1]))
        )
        for shift, stops in plan.items()
    )
    left = tuple(Unserved(visit=item.id) for item in problem.visits if item.id not in placed)
    return Roster(rounds=rounds, unserved=left if tell else ())


def changed(*moves: tuple[str | None, str, str | None, int]) -> Plan:
    """The golden plan with stops moved: (visit or None for the break, from shift, to shift or None, start)."""
    plan = {shift: list(stops) for shift, stops in GOLDEN.items()}
    for name, source, target, start in moves:
        plan[source] = [stop for stop in plan[source] if stop[0] != name]
        if target:
            plan.setdefault(target, []).append((name, start))
    return plan


HARD = {
    "competency": ("v1", "s1", "s2", at("8:40")),
    "refused_worker": ("v13", "s5", "s2", at("15:15")),
    "time_window": ("v8", "s3", "s3", at("8:20")),
    "clinical_window": ("v1", "s1", "s1", at("8:25")),
    "time_critical": ("v3", "s1", "s1", at("11:31")),
    "dose_spacing": ("v4", "s1", "s1", at("13:05")),
    "double_handed": ("v2", "s2", None, 0),
    "same_start": ("v11", "s2", "s2", at("14:35")),
    "same_worker": ("v6", "s2", "s3", at("11:40")),
    "different_worker": ("v8", "s3", "s2", at("9:00")),
    "both_or_none": ("v10", "s3", None, 0),
    "travel_time": ("v3", "s1", "s1", at("10:35")),
    "shift_bounds": ("v8", "s3", "s3", at("8:35")),
    "break": (None, "s1", None, 0),
    "lone_working": ("v13", "s5", "s5", at("16:40")),
    "pins": ("v9", "s3", "s2", at("9:10")),
    "daily_rest": ("v18", "s8", "s8", at("7:40", 1)),
    "one_place": ("v13", "s5", "s5", at("15:15")),
    "weekly_hours": ("v16", "s5", "s5", at("19:20")),
}
SOFT = {
    "time_window": ("v8", "s3", "s3", at("9:31")),
    "overtime": ("v10", "s3", "s3", at("11:30")),
    "continuity": ("v16", "s5", "s2", at("15:15")),
    "preferred_worker": ("v10", "s3", "s2", at("9:10")),
    "unserved": ("v16", "s5", None, 0),
    "agency": ("v16", "s5", "s9", at("17:30")),
}


def test_the_golden_roster_has_no_hard_breach(problem: Problem) -> None:
    judged = check(problem, roster(problem, GOLDEN))
    assert [breach.sentence for breach in judged.breaches if breach.hard] == []
    assert judged.feasible
    assert not set(SOFT) & set(judged.score.by_rule)


@pytest.mark.parametrize("rule", HARD)
def test_broken_once_names_exactly_that_rule(problem: Problem, rule: str) -> None:
    if rule == "shift_bounds":  # the shift starts later, so that its first visit makes its worker leave before it
        later = problem.shift["s3"].model_copy(update={"start": at("8:30")})
        problem = problem.replace(shifts=tuple(later if shift.id == "s3" else shift for shift in problem.shifts))
    judged = check(problem, roster(problem, changed(HARD[rule])))
    assert {breach.rule for breach in judged.breaches if breach.hard} == {rule}
    assert not judged.feasible
    assert judged.breaches[0].hard


@pytest.mark.parametrize("rule", SOFT)
def test_a_soft_rule_broken_once_costs_under_its_own_name(problem: Problem, rule: str) -> None:
    golden = check(problem, roster(problem, GOLDEN)).score
    judged = check(problem, roster(problem, changed(SOFT[rule])))
    assert judged.feasible
    assert set(judged.score.by_rule) - set(golden.by_rule) == {rule}
    assert judged.score.total == sum(judged.score.by_rule.values())


def test_weekly_rest_broken_once_names_exactly_that_rule(problem: Problem) -> None:
    """Zoe works on each day of a week; the last day of it is free until its visit is given to her."""
    days = range(2, 7)
    visits = tuple(visit(f"w{day}", "bert", day=day) for day in days)
    shifts = tuple(Shift(id=f"z{day}", worker="zoe", start=at("8:00", day), end=at("12:00", day)) for day in days)
    week = problem.replace(
        horizon=problem.horizon.model_copy(update={"days": 7}),
        visits=problem.visits + visits,
        shifts=problem.shifts + shifts,
    )
    broken = GOLDEN | {f"z{day}": [(f"w{day}", at("8:10", day))] for day in days}
    golden = {shift: stops for shift, stops in broken.items() if shift != "z6"}
    assert check(week, roster(week, golden)).feasible
    judged = check(week, roster(week, broken))
    assert [breach.rule for breach in judged.breaches if breach.hard] == ["weekly_rest"]


Edit = Callable[[Problem, Roster], tuple[Problem, Roster]]


def entry(where: str, name: str, **fields: Any) -> Edit:
    """An entry of the joined day with some fields changed."""

    def edit(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
        entries = (item.model_copy(update=fields) if item.id == name else item for item in getattr(problem, where))
        return problem.replace(**{where: tuple(entries)}), made

    return edit


def joins(name: str, **fields: Any) -> Edit:
    """A join of the joined day with some fields changed."""

    def edit(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
        changed = (join.model_copy(update=fields) if join.id == name else join for join in made.joins)
        return problem, made.model_copy(update={"joins": tuple(changed)})

    return edit


def steps(*pairs: tuple[str, int]) -> tuple[Step, ...]:
    return tuple(Step(visit=visit, task=task) for visit, task in pairs)


def late_insulin(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    """The insulin after twenty minutes of meal and washing, whose window closes ten minutes after the start."""
    task = problem.visit["n1"].tasks[0]
    window = Window(start=at("8:00"), end=at("8:40"))
    problem, made = entry("visits", "n1", tasks=(task.model_copy(update={"clinical_window": window}),))(problem, made)
    wash, meal = problem.visit["c1"].tasks
    drink = meal.model_copy(update={"code": "drink_and_snack"})
    problem, made = entry("visits", "c1", tasks=(wash, drink))(problem, made)
    return joins("n1+c1", steps=steps(("c1", 1), ("n1", 0), ("c1", 0)))(problem, made)


def undelegable(problem: Problem, made: Roster) -> tuple[Problem, Roster]:
    task = problem.visit["n1"].tasks[0].model_copy(update={"delegable": False})
    return entry("visits", "n1", tasks=(task,))(problem, made)


JOINS: dict[str, Edit] = {
    "join_consent": entry("clients", "ada", consents=()),
    "join_delegable": undelegable,
    "join_signed_off": entry("delegations", "d1", expires=date(2027, 2, 28)),
    "join_registrant": entry("delegations", "d1", contact=""),
    "join_windows": late_insulin,
    "join_nurse_only": entry("visits", "c3", kind="review"),
    "join_order": joins("n1+c1", steps=steps(("c1", 1), ("n1", 0), ("c1", 0))),
    "join_floor": joins("c2+c3", duration=34 * 60),
    "join_infection": joins("n1+c1", steps=steps(("c1", 0), ("n1", 0), ("c1", 1))),
    "join_agreement": entry("agreements", "both-ways", ends=date(2027, 2, 28)),
    "join_willing": entry("workers", "carl", accepts_delegation=False),
}


def test_the_golden_joined_roster_has_no_hard_breach_and_the_papers_figures() -> None:
    problem, made = joined_day()
    judged = check(problem, made)
    assert [breach.sentence for breach in judged.breaches if breach.hard] == []
    figures = judged.figures
    assert (figures.commissioned, figures.served, figures.unserved, figures.late) == (5, 5, 0, 0)
    assert (figures.tasks_served, figures.tasks_unserved) == (6, 0)
    assert (figures.doors, figures.joint, figures.rounds) == (3, 2, 2)
    assert (figures.contact, figures.health_contact) == (110 * 60, 30 * 60)
    assert (figures.travel, figures.home, figures.waiting) == (10 * 60, 40 * 60, 0)
    assert (figures.continuity["health"].clients, figures.continuity["care"].clients) == (2, 3)
    assert set(problem.visit) - set(judged.problem.visit) == {"n1", "c1", "c2", "c3"}


@pytest.mark.parametrize("bare", [False, True])
def test_a_problem_that_is_joined_already_is_not_joined_twice(bare: bool) -> None:
    problem, made = joined_day()
    judged = check(problem, made)
    again = check(judged.problem, made.model_copy(update={"joins": ()}) if bare else made)
    assert again.problem is judged.problem
    assert (again.breaches, again.score, again.figures) == (judged.breaches, judged.score, judged.figures)


@pytest.mark.parametrize("rule", JOINS)
def test_each_condition_for_joining_broken_once_is_named_alone(rule: str) -> None:
    judged = check(*JOINS[rule](*joined_day()))
    assert {breach.rule for breach in judged.breaches if breach.hard} == {rule}
    assert not judged.feasible


def test_every_rule_that_can_be_hard_is_broken_above() -> None:
    never_hard = {
        "max_lateness", "overtime", "paid_travel", "paid_waiting", "max_waiting", "max_idle", "mileage", "continuity",
        "preferred_worker", "fairness", "workload_balance", "unserved", "agency", "contract_hours", "visit_length",
        "caseload", "minimum_wage", "joined_time",
    }  # fmt: skip
    assert {rule.id for rule in RULES} == never_hard | set(HARD) | set(JOINS) | {"weekly_rest"}
    assert {rule.id for rule in RULES} == set(Pack.load().entries)


def _structure(problem: Problem, broken: Roster) -> list[str]:
    judged = check(problem, broken)
    assert {breach.rule for breach in judged.breaches if breach.hard} == {STRUCTURE}
    return [breach.sentence for breach in judged.breaches if breach.hard]


def test_a_lost_visit(problem: Problem) -> None:
    broken = roster(problem, changed(("v16", "s5", None, 0)), tell=False)
    assert _structure(problem, broken) == [
        "Ada Testperson's visit v16 is LOST: neither on a round nor in the unserved list."
    ]


def test_a_visit_placed_and_unserved(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    broken = golden.model_copy(update={"unserved": (Unserved(visit="v16"),)})
    assert _structure(problem, broken) == ["Visit v16 is placed and also listed as unserved."]


def test_a_visit_unserved_twice(problem: Problem) -> None:
    broken = roster(problem, changed(("v16", "s5", None, 0)))
    broken = broken.model_copy(update={"unserved": broken.unserved * 2})
    assert _structure(problem, broken) == ["Visit v16 is listed as unserved 2 times."]


def test_unknown_visits_and_shifts(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    strange = Round(shift="s99", stops=(Stop(visit="v98", start=0),))
    more = golden.rounds[0].model_copy(update={"stops": (*golden.rounds[0].stops, Stop(visit="v97"))})
    broken = Roster(rounds=(more, *golden.rounds[1:], strange), unserved=(Unserved(visit="v96"),))
    assert _structure(problem, broken) == [
        "Shift s1 makes visit v97, which the problem does not know.",
        "The roster has a round for shift s99, which the problem does not know.",
        "Shift s99 makes visit v98, which the problem does not know.",
        "Visit v96 is listed as unserved, but the problem does not know it.",
    ]


def test_two_rounds_for_one_shift(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    broken = golden.model_copy(update={"rounds": (*golden.rounds, Round(shift="s9"), Round(shift="s9"))})
    assert _structure(problem, broken) == ["The roster has two rounds for shift s9; only the first is judged."]


def test_a_stretched_visit(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    long = golden.rounds[5].model_copy(update={"stops": (Stop(visit="v17", start=at("20:00"), duration=2400),)})
    broken = golden.model_copy(update={"rounds": (*golden.rounds[:5], long, golden.rounds[6])})
    assert _structure(problem, broken) == ["Visit v17 on shift s7 is down for 40 min; it takes 30 min."]


def test_a_visit_twice_is_too_many_workers(problem: Problem) -> None:
    plan = changed()
    plan["s7"] = [*plan["s7"], ("v16", at("17:00"))]
    judged = check(problem, roster(problem, plan))
    assert {breach.rule for breach in judged.breaches if breach.hard} == {"double_handed"}
    assert "Ada Testperson's visit v16 takes one worker and has 2" in judged.sentences[0]


def test_a_join_that_cannot_be_carried_out() -> None:
    problem, made = joins("n1+c1", visits=("n1", "c2"))(*joined_day())
    assert _structure(problem, made) == [
        "Join n1+c1 is of visits at different places.",
        "Ada Testclient's visit n1 is LOST: neither on a round nor in the unserved list.",
        "Ada Testclient's visit c1 is LOST: neither on a round nor in the unserved list.",
    ]


def test_a_join_that_does_not_do_every_task() -> None:
    problem, made = joins("n1+c1", outcome="join", steps=steps(("n1", 0), ("c1", 1)))(*joined_day())
    assert _structure(problem, made)[0] == "Join n1+c1 leaves tasks of c1 undone."


def test_a_join_on_no_round() -> None:
    problem, made = joined_day()
    broken = made.model_copy(update={"rounds": (Round(shift="k", stops=made.rounds[0].stops[:1]), made.rounds[1])})
    said = "Join c2+c3 is on no round; its visits are LOST: Bert Testclient's c2 and Bea Testclient's c3."
    assert _structure(problem, broken) == [said]
    told = broken.model_copy(update={"unserved": (Unserved(visit="c2"), Unserved(visit="c3"))})
    assert _structure(problem, told) == ["Join c2+c3 is on no round and has no place in the roster."]
    judged = check(problem, told)
    assert (judged.figures.served, judged.figures.unserved, judged.figures.joint) == (3, 2, 1)
    assert judged.score.by_rule["unserved"] == 2 * 200_000


def test_a_visit_of_a_join_placed_itself_or_listed_as_unserved() -> None:
    problem, made = joined_day()
    nurse = Round(shift="n", stops=(Stop(visit="n1", start=at("8:10")), *made.rounds[1].stops))
    assert _structure(problem, made.model_copy(update={"rounds": (made.rounds[0], nurse)})) == [
        "Shift n makes visit n1, which join n1+c1 makes too."
    ]
    assert _structure(problem, made.model_copy(update={"unserved": (Unserved(visit="c1"),)})) == [
        "Visit c1 is listed as unserved, but join n1+c1 makes it."
    ]


def test_joins_that_links_leave_no_room_for() -> None:
    """n1 and c1 are to start four hours apart from n2, one before and one after it: one visit cannot."""
    problem, made = joined_day()
    gaps = (link("gap", "n1", "n2", min_gap=at("4:00")), link("gap", "n2", "c1", min_gap=at("4:00")))
    sentences = _structure(problem.replace(links=gaps), made)
    assert sentences[0].startswith("Join n1+c1 breaks what links ask of its visits: ")
    assert len(sentences) == 1


def test_figures_and_score_of_the_golden_roster_by_hand(problem: Problem) -> None:
    """All places are ten minutes and five kilometres apart; a break is taken where the next visit is."""
    judged = check(problem, roster(problem, GOLDEN))
    figures = judged.figures
    assert (figures.commissioned, figures.served, figures.unserved) == (17, 17, 0)
    assert (figures.tasks_served, figures.tasks_unserved) == (17, 0)
    assert (figures.rounds, figures.late, figures.lateness, figures.overtime) == (7, 0, 0, 0)
    assert figures.contact == 18 * 1800  # seventeen visits, one of them by two workers
    # Ways: s1 a-b, b-c, c-(break)a, a-c; s2 b-(break)c; s3 c-a, a-b; s5 d-a; and home and back seven times.
    assert figures.travel == 8 * 600
    assert figures.metres == 8 * 5000
    assert (figures.home, figures.home_metres) == (14 * 600, 14 * 5000)
    # Minutes from arriving to starting, on s1, s2, s3 and s5.
    waits = sum([40, 20, 50, 30, 20]) + sum([30, 10, 0, 20, 50]) + sum([40, 0]) + 35
    assert figures.waiting == waits * 60
    assert judged.score.by_rule["paid_travel"] == 8 * 600 * 367 + 14 * 600 * 100
    assert judged.score.by_rule["mileage"] == 8 * 5000 * 28
    assert judged.score.by_rule["paid_waiting"] == waits * 60 * 367
    assert figures.continuity["care"].clients == 4
    assert figures.continuity["health"].clients == 0


def test_breaches_and_figures_leave_the_roster_as_it_was(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    assert check(problem, golden).score == check(problem, golden).score
    assert golden == roster(problem, GOLDEN)


def test_a_roster_without_times_is_timed_first(problem: Problem) -> None:
    golden = roster(problem, GOLDEN)
    rounds = tuple(
        Round(shift=round_.shift, stops=tuple(stop.model_copy(update={"start": None}) for stop in round_.stops))
        for round_ in golden.rounds
    )
    judged = check(problem, Roster(rounds=rounds))
    assert [breach.sentence for breach in judged.breaches if breach.hard] == []
    assert judged.figures.served == 17
