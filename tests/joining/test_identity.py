"""What the visits are, whoever makes them: one order of two providers, who signs for it, calls in their turn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from solver.domain import JoinDecision, Link, Problem, Role, Window
from solver.joining.identity import call_spacing, is_declared, is_one_task, join_identity, keeps_apart, within_a_day

TODAY, YESTERDAY, TOMORROW = date(2027, 3, 1), date(2027, 2, 28), date(2027, 3, 2)
SIGNED = {"id": "s", "visits": ("n", "c"), "approved": True, "by": "Lea Example", "role": Role.NURSE_LEAD}


def twice(day: Any, *decisions: dict[str, Any]) -> Problem:
    """Ada's insulin asked for by the trust and by the council, in the same window."""
    care = day.care_visit("c", day.task("wash_and_dress", 25, competencies=("personal_care",)), day.insulin())
    signed = tuple(JoinDecision(**SIGNED | {"on": YESTERDAY} | fields) for fields in decisions)
    other = day.care_visit("other", opens=13, closes=14)
    problem: Problem = day.problem(day.nurse_visit(), care, other, join_decisions=signed)
    return problem


def asked(day: Any, problem: Problem) -> str | None:
    """The condition that join_identity refuses by."""
    found = join_identity(day.suitability(problem, "nora"))
    return None if found is None else found.condition


def test_one_order_of_two_providers_is_dropped_with_a_nurse_leads_signature(day: Any) -> None:
    assert asked(day, twice(day)) == "join_identity"
    assert asked(day, twice(day, {})) is None


@pytest.mark.parametrize(
    "fields",
    [{"role": Role.SCHEDULER}, {"approved": False}, {"visits": ("n", "other")}, {"outcome": "join"}, {"by": "?"}],
)
def test_what_is_no_signature_for_it(day: Any, fields: dict[str, Any]) -> None:
    assert asked(day, twice(day, fields)) == "join_identity"


def test_a_refusal_is_answered_by_a_later_signature_only(day: Any) -> None:
    no = {"id": "no", "approved": False}
    assert asked(day, twice(day, no, {"on": YESTERDAY})) == "join_identity"
    assert asked(day, twice(day, no, {"on": TODAY})) is None
    assert asked(day, twice(day, no, {"answers": "no"})) is None


@pytest.mark.parametrize(
    ("opens", "closes", "apart"),
    [(8, 10, True), (7, 9, True), (8.5, 9.5, True), (8, 9, False), (7, 10, False), (8.25, 8.75, False)],
)
def test_calls_of_which_neither_window_holds_the_other_have_a_turn(
    day: Any, opens: float, closes: float, apart: bool
) -> None:
    """Windows that share one end have an order; the same window, or one strictly inside the other, has none."""
    first = day.care_visit("n", day.task("meal", 15))
    second = day.care_visit("c", day.task("drink", 5), day.task("meal", 15), opens=opens, closes=closes)
    found = call_spacing(day.suitability(day.problem(first, second)))
    assert (found is not None) == apart


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        (((8, 9), (10, 11)), ((7.5, 8.5), (10.5, 11.5)), False),  # the second begins earlier and ends later
        (((8, 9), (10, 11)), ((8.5, 9.5), (10.5, 11.5)), True),
        (((8, 9), (10, 11)), ((8, 9), (10, 11.5)), True),
        (((8, 9), (10, 11)), ((8, 8.5), (9, 11)), False),
        (((8, 9), (10, 11)), ((8.5, 9),), False),
        (((8, 9), (10, 11)), ((7.5, 9),), True),
    ],
)
def test_calls_of_several_windows_have_their_turn_by_the_first_start_and_the_last_end(
    day: Any, first: Any, second: Any, apart: bool
) -> None:
    def meal(name: str, spans: Any) -> Any:
        windows = tuple(Window(start=day.at(opens), end=day.at(closes)) for opens, closes in spans)
        return day.care_visit(name, day.task("meal", 15)).model_copy(update={"windows": windows})

    found = call_spacing(day.suitability(day.problem(meal("n", first), meal("c", second))))
    assert (found is not None) == apart


@pytest.mark.parametrize(
    ("registrant", "declared"),
    [
        ({}, True),
        ({"registered_until": TODAY}, True),
        ({"registered_until": YESTERDAY}, False),
        ({"registered_until": None}, False),
        ({"registered_until": None, "left": date(2027, 12, 31)}, False),
        ({"left": TODAY}, True),
        ({"left": YESTERDAY}, False),
        ({"registration": "?"}, False),
        ({"registration": "lapsed"}, False),
        ({"name": "tbc"}, False),
    ],
)
@pytest.mark.parametrize("side", ["n", "c"])
def test_only_a_registrant_of_the_day_declares_two_to_be_one_order(
    day: Any, side: str, registrant: dict[str, Any], declared: bool
) -> None:
    told = {"duplicate_of": {"n": "c", "c": "n"}[side], "duplicate_declared_by": "nora-rn"}
    tasks = {name: day.insulin(**(told if name == side else {})) for name in ("n", "c")}
    problem = day.problem(
        day.nurse_visit("n", tasks["n"]),
        day.nurse_visit("c", tasks["c"]),
        registrants=(day.registrant(**registrant),),
        delegations=(),
    )
    n, c = problem.visits
    assert is_declared(day.register(problem).readings, n, n.tasks[0], c, c.tasks[0]) == declared
    assert is_one_task(day.register(problem).readings, n, n.tasks[0], c, c.tasks[0]) == declared


@pytest.mark.parametrize("turned", [False, True])
def test_the_registrant_is_asked_for_on_the_last_day_of_both(day: Any, turned: bool) -> None:
    told = {"duplicate_of": "c", "duplicate_declared_by": "nora-rn"}
    windows = tuple(Window(start=day.at(8, number), end=day.at(9, number)) for number in range(2))
    n = day.nurse_visit("n", day.insulin(**told))
    c = day.nurse_visit("c").model_copy(update={"windows": windows})
    for until, declared in ((TODAY, False), (TOMORROW, True)):
        problem = day.problem(n, c, days=2, registrants=(day.registrant(registered_until=until),), delegations=())
        pair = [(n, n.tasks[0]), (c, c.tasks[0])]
        (one, task), (other, then) = pair[::-1] if turned else pair
        assert is_declared(day.register(problem).readings, one, task, other, then) == declared


@pytest.mark.parametrize(
    ("orders", "one"), [(("", ""), True), (("A", ""), True), (("A", "A "), True), (("A", "B"), False)]
)
def test_two_orders_are_two_tasks(day: Any, orders: tuple[str, str], one: bool) -> None:
    n, c = day.nurse_visit("n", day.insulin(order=orders[0])), day.care_visit("c", day.insulin(order=orders[1]))
    readings = day.register(day.problem(n, c)).readings
    assert is_one_task(readings, n, n.tasks[0], c, c.tasks[0]) == one
    assert is_one_task(readings, c, c.tasks[0], n, n.tasks[0]) == one


@pytest.mark.parametrize(
    ("fields", "one"),
    [
        ({}, True),
        ({"opens": 8.5, "closes": 9.5}, True),  # half of the shorter
        ({"opens": 8.51, "closes": 9.51}, False),
        ({"opens": 8.75, "closes": 9.25}, True),  # half of the shorter, a quarter of the longer
        ({"opens": 9, "closes": 10}, False),
        ({"opens": 9.1, "closes": 10}, False),
        ({"organisation": "trust"}, False),  # one provider that orders twice means it
        ({"client": "bea"}, False),
    ],
)
def test_two_providers_asked_for_one_task_in_windows_that_overlap_by_half(
    day: Any, fields: dict[str, Any], one: bool
) -> None:
    n, c = day.nurse_visit(), day.care_visit("c", day.insulin(), **fields)
    clients = day.client(), day.client(id="bea", name="Bea Testperson")
    readings = day.register(day.problem(n, c, clients=clients)).readings
    assert is_one_task(readings, n, n.tasks[0], c, c.tasks[0]) == one
    assert is_one_task(readings, c, c.tasks[0], n, n.tasks[0]) == one
    assert not is_one_task(readings, n, n.tasks[0], n, n.tasks[0])
    assert not is_one_task(readings, n, n.tasks[0], c, day.task("meal", 15))


@pytest.mark.parametrize(("hours", "near"), [(24, False), (23.99, True), (0, True), (-23.99, True), (-24, False)])
def test_less_than_a_day_between_the_starts(day: Any, hours: float, near: bool) -> None:
    n, c = day.nurse_visit(opens=32, closes=33), day.care_visit(opens=32 + hours, closes=80)
    assert within_a_day(day.problem(n, c, days=4), n, c) == near


def test_the_day_between_is_counted_from_the_first_windows(day: Any) -> None:
    windows = tuple(Window(start=day.at(hour), end=day.at(hour + 1)) for hour in (8, 40))
    n, c = day.nurse_visit().model_copy(update={"windows": windows}), day.care_visit(opens=9, closes=10)
    problem = day.problem(n, c, days=4)
    assert within_a_day(problem, n, c)
    assert within_a_day(problem, c, n)


@pytest.mark.parametrize("opens", [0, 8, 20, 30])
def test_calls_have_their_turn_at_any_hour(day: Any, opens: float) -> None:
    first = day.care_visit("n", day.task("meal", 15), opens=opens, closes=opens + 1)
    second = day.care_visit("c", day.task("meal", 15), opens=opens + 0.5, closes=opens + 1.5)
    found = call_spacing(day.suitability(day.problem(first, second, days=2)))
    assert found is not None


@pytest.mark.parametrize(("kind", "apart"), [("gap", False), ("same_start", False), ("same_worker", True), ("", True)])
def test_only_a_gap_or_one_start_says_it_instead(day: Any, kind: Any, apart: bool) -> None:
    first = day.care_visit("n", day.task("meal", 15))
    second = day.care_visit("c", day.task("meal", 15), opens=8.5, closes=9.5)
    gap = {"min_gap": 0} if kind == "gap" else {}
    links = (Link(id="l", kind=kind, first="n", second="c", **gap),) if kind else ()
    found = call_spacing(day.suitability(day.problem(first, second, links=links)))
    assert (found is not None) == apart


def test_windows_that_do_not_meet_take_nothing_from_those_that_do(day: Any) -> None:
    windows = tuple(Window(start=day.at(hour), end=day.at(hour + 1)) for hour in (8, 12))
    n = day.nurse_visit().model_copy(update={"windows": windows})
    c = day.care_visit("c", day.insulin()).model_copy(update={"windows": windows})
    readings = day.register(day.problem(n, c)).readings
    assert is_one_task(readings, n, n.tasks[0], c, c.tasks[0])


def test_each_kind_of_thing_that_visits_are_keeps_them_apart(day: Any) -> None:
    """Alone, with nothing else in the way."""
    breakfast, lunch, drops = day.task("breakfast", 15), day.task("lunch", 15), day.task("mystery drops", 5)
    twice_insulin = day.problem(day.nurse_visit(), day.nurse_visit("c"))
    unknown = day.problem(day.nurse_visit(), day.care_visit("c", drops))
    in_turn = day.problem(day.care_visit("n", breakfast), day.care_visit("c", lunch, opens=8.5, closes=9.5))
    found = [keeps_apart(day.suitability(problem)) for problem in (twice_insulin, unknown, in_turn, day.problem())]
    told = [None if refusal is None else refusal.condition for refusal in found]
    assert told == ["join_identity", "join_catalogue", "call_spacing", None]


@pytest.mark.parametrize(
    ("one", "other", "orders", "apart"),
    [
        ("medication", "ear_drops", ("A", "A"), True),  # one order under two codes; ear drops say a medicine
        ("medication", "ear_drops", ("A", "B"), False),
        ("medication", "ear_drops", ("", ""), False),
        ("medication", "odds and ends", ("A", "A"), False),  # says no medicine
        ("odds and ends", "bits and bobs", ("A", "A"), False),
        ("ear_drops", "nose drops", ("A", "A"), True),
        ("meal", "ear_drops", ("A", "A"), False),
    ],
)
def test_one_order_under_two_codes_is_not_given_twice_at_once(
    day: Any, one: str, other: str, orders: tuple[str, str], apart: bool
) -> None:
    first, second = (day.task(code, 5, order=order) for code, order in zip((one, other), orders, strict=True))
    problem = day.problem(day.care_visit("n", first), day.care_visit("c", second))
    assert (call_spacing(day.suitability(problem)) is not None) == apart


@pytest.mark.parametrize(
    ("code", "orders", "apart"),
    [
        ("insulin", ("", ""), True),
        ("insulin", ("A", ""), True),
        ("insulin", ("A", "A"), True),
        ("insulin", ("A", "B"), False),
        ("medication", ("", ""), False),
        ("medication", ("A", "A"), True),
        ("medication", ("Warfarin 3 mg", "warfarin 1 mg"), False),  # one dose of two strengths
        ("medication", ("Warfarin 3 mg", "warfarin 3mg"), True),
        ("insulin", ("Lantus 10 units", "Lantus 6 units"), True),
        ("insulin", ("Lantus 10 mg", "Lantus 6 mg"), True),
        ("meal", ("", ""), False),
    ],
)
def test_one_medicine_twice_in_one_of_the_visits(day: Any, code: str, orders: tuple[str, str], apart: bool) -> None:
    """Two tasks "medication" are often two medicines."""
    doses = (day.task(code, 5, order=order) for order in orders)
    problem = day.problem(day.care_visit("n", *doses), day.care_visit("c", day.task("tidy", 10)))
    assert (call_spacing(day.suitability(problem)) is not None) == apart


@pytest.mark.parametrize(
    ("code", "orders"),
    [("medication", ("Warfarin 3 mg", "warfarin 1 mg")), ("insulin", ("Lantus 10 units", "Lantus 6 units"))],
)
def test_what_two_visits_give_is_no_one_dose_of_two_strengths(day: Any, code: str, orders: tuple[str, str]) -> None:
    first, second = (day.task(code, 5, order=order) for order in orders)
    problem = day.problem(day.care_visit("n", first), day.care_visit("c", second))
    assert keeps_apart(day.suitability(problem)) is not None


@pytest.mark.parametrize(("second", "one"), [(8.0, True), (8.25, False)])
def test_windows_of_no_length_overlap_at_their_moment(day: Any, second: float, one: bool) -> None:
    n = day.nurse_visit(opens=8, closes=8)
    c = day.care_visit("c", day.insulin(), opens=second, closes=second)
    readings = day.register(day.problem(n, c)).readings
    assert is_one_task(readings, n, n.tasks[0], c, c.tasks[0]) == one
