"""Which visits could be one, in what order their tasks are done, and how long that takes."""

from __future__ import annotations

from typing import Any

import pytest

from solver.domain import Link, Pin, Window, joined
from solver.joining import MOST_A_DAY


def steps(candidate: Any) -> list[tuple[str, str, int | None]]:
    whole = candidate.whole
    return [(step.visit, whole.task_of(step).code, step.done_by) for step in candidate.join.steps]


def test_clean_first_then_as_commissioned(day: Any) -> None:
    (found,) = day.candidates(day.problem()).values()
    assert steps(found) == [("n", "insulin", None), ("c", "meal", None), ("c", "wash_and_dress", None)]
    assert (found.whole.duration, found.doors_saved, found.ticks_saved) == (50 * 60, 1, 5 * 60)


def test_what_has_a_moment_comes_before_what_has_none(day: Any) -> None:
    timed = day.task("drops", 5, clinical_window=Window(start=day.at(8), end=day.at(9)), clinical_window_set_by="RN")
    problem = day.problem(day.visit("c", day.task("tidy", 20)), day.nurse_visit("n", timed))
    assert [code for _, code, _ in steps(day.candidates(problem)["c+n"])] == ["drops", "tidy"]


def test_a_task_commissioned_twice_is_done_once_by_the_longer(day: Any) -> None:
    prompt = {"competencies": ()}
    nurse = day.nurse_visit("n", day.task("medication", 5, owner="health", **prompt), day.insulin())
    care = day.care_visit("c", day.task("meal", 15), day.task("medication", 10))
    (found,) = day.candidates(day.problem(nurse, care)).values()
    assert found.join.outcome == "drop_duplicate"
    assert steps(found)[-1] == ("n", "medication", 2)
    assert steps(found)[2] == ("c", "medication", None)
    assert found.whole.duration == (20 + 25 - 5 - 5) * 60
    same = day.problem(day.visit("n", day.task("meal", 15)), day.visit("c", day.task("meal", 15)))
    assert day.candidates(same)["n+c"].join.outcome == "join"  # one organisation that orders twice means it


def test_never_under_the_floor_or_the_longest_part(day: Any) -> None:
    short = day.problem(day.nurse_visit("n", day.insulin(duration=5 * 60)), day.care_visit("c", day.task("meal", 10)))
    assert day.candidates(short)["n+c"].whole.duration == 30 * 60
    slow = day.nurse_visit("n", day.insulin(), length=40 * 60)
    assert day.candidates(day.problem(slow, day.care_visit()))["n+c"].whole.duration == 75 * 60


def test_a_visit_that_is_all_done_by_another_makes_that_one_no_longer(day: Any) -> None:
    """Nothing is merged, so the floor for joint visits asks nothing; two minutes of something else, and it does."""
    prompt = {"competencies": ()}
    nurse = day.nurse_visit("n", day.task("medication", 5, owner="health", **prompt))
    kept, more = day.task("medication", 10), day.task("companionship", 2)
    found = day.candidates(day.problem(nurse, day.care_visit("c", kept)))["n+c"]
    assert (found.join.outcome, found.whole.duration) == ("drop_duplicate", 10 * 60)
    nurse = day.nurse_visit("n", *nurse.tasks, more)
    assert day.candidates(day.problem(nurse, day.care_visit("c", kept)))["n+c"].whole.duration == 30 * 60


def test_windows_must_meet(day: Any) -> None:
    touching = day.problem(day.nurse_visit(opens=7, closes=8), day.care_visit())
    assert day.candidates(touching)["n+c"].whole.windows == (Window(start=day.at(8), end=day.at(8)),)
    assert day.candidates(day.problem(day.nurse_visit(opens=6, closes=7.9), day.care_visit())) == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"pins": (Pin(visit="n", worker="nora"),)},
        {"links": (Link(id="l", kind="both_or_none", first="n", second="c"),)},
        {"links": (Link(id="l", kind="different_worker", first="n", second="c"),)},
        {"links": (Link(id="l", kind="double_handed", first="n", second="x"),)},
    ],
)
def test_pinned_and_fused_visits_stay_as_they_are(day: Any, fields: dict[str, Any]) -> None:
    alone = day.visit("x", day.task("meal", 15), opens=12, closes=13)
    assert day.candidates(day.problem(day.nurse_visit(), day.care_visit(), alone, **fields)) == {}


def test_triples_and_neighbours_in_one_household(day: Any) -> None:
    clients = day.client(household="home"), day.client(id="bea", name="Bea Testperson", household="home")
    third = day.visit("b", day.task("meal", 15), client="bea")
    problem = day.problem(day.nurse_visit(), day.care_visit(), third, clients=clients)
    found = day.candidates(problem)
    assert set(found) == {"n+c", "n+b", "c+b", "n+c+b"}
    assert found["n+c+b"].whole.clients == ("ada", "bea")
    assert found["n+c+b"].doors_saved == 2
    apart = day.problem(day.nurse_visit(), third, clients=(day.client(), day.client(id="bea", name="Bea Testperson")))
    assert day.candidates(apart) == {}


def test_three_of_whom_each_two_could_be_one_need_a_time_for_all(day: Any) -> None:
    def visit(name: str, *hours: int) -> Any:
        windows = tuple(Window(start=day.at(hour), end=day.at(hour + 1)) for hour in hours)
        return day.visit(name, day.task("meal", 15)).model_copy(update={"windows": windows})

    found = day.candidates(day.problem(visit("a", 8, 12), visit("b", 8, 15), visit("c", 12, 15)))
    assert set(found) == {"a+b", "a+c", "b+c"}
    assert "a+b+c" in day.candidates(day.problem(visit("a", 8, 12), visit("b", 8, 15), visit("c", 8, 12)))


@pytest.mark.parametrize("kind", ["same_worker", "same_start", "gap"])
def test_other_links_keep_nobody_apart(day: Any, kind: Any) -> None:
    gap = {"min_gap": 0} if kind == "gap" else {}
    link = Link(id="l", kind=kind, first="n", second="c", **gap)
    assert set(day.candidates(day.problem(links=(link,)))) == {"n+c"}


def test_two_and_one_attend_together(day: Any) -> None:
    problem = day.problem(day.nurse_visit(), day.care_visit("c", day.task("hoist", 20), workers=2))
    found = day.candidates(problem)["n+c"]
    assert [visit.role for visit in found.visits] == ["whole", "second"]
    assert steps(found)[0][1] == "hoist"
    assert found.doors_saved == 1


def test_no_more_than_so_many(day: Any) -> None:
    many = [day.visit(f"v{number}", day.task("meal", 10)) for number in range(12)]
    assert len(day.candidates(day.problem(*many))) == MOST_A_DAY


def test_as_many_again_for_the_next_client_at_the_same_place(day: Any) -> None:
    """Strangers behind one door are never joined, and the joins of the one leave those of the other theirs."""
    clients = day.client(), day.client(id="bea", name="Bea Testperson")
    many = [
        day.visit(f"{client.id}{number}", day.task("meal", 10), client=client.id)
        for client in clients
        for number in range(7)
    ]
    found = [one.whole.clients for one in day.candidates(day.problem(*many, clients=clients)).values()]
    assert [found.count((client.id,)) for client in clients] == [MOST_A_DAY, MOST_A_DAY]
    assert len(found) == 2 * MOST_A_DAY


def test_as_many_again_for_the_next_day_and_pairs_that_save_most_first(day: Any) -> None:
    many = [day.visit(f"v{at}{n}", day.task("meal", 10), day=at) for at in range(2) for n in range(7)]
    long = day.visit("long", day.task("meal", 5), day.task("tidy", 25))
    found = day.candidates(day.problem(*many, long, days=2))
    assert len(found) == 2 * MOST_A_DAY
    assert {len(one.parts) for one in found.values()} == {2, 3}
    first = [one for one in found.values() if one.whole.windows[0].start < day.at(24)]
    assert sum(len(one.parts) == 2 for one in first) == MOST_A_DAY  # 28 pairs, no triple
    assert sum("long" in one.join.visits for one in first) >= 3


def test_long_names_are_shortened_and_still_work(day: Any) -> None:
    one, other = "n" * 60, "c" * 60
    problem = day.problem(day.nurse_visit(one), day.care_visit(other))
    (found,) = day.candidates(problem).values()
    assert len(found.join.id) <= 57
    assert found.join.id in joined(problem, [found.join]).visit


def test_the_joint_visit_comes_first_of_what_a_join_makes(day: Any) -> None:
    hoist = day.task("hoist_transfer", 20, competencies=("personal_care",))
    problem = day.problem(day.nurse_visit(kind="review"), day.care_visit("c", hoist, workers=2))
    found = day.candidates(problem)["n+c"]
    assert [visit.role for visit in found.visits] == ["whole", "second"]
    assert found.whole.role == "whole"
    assert [part.id for part in found.parts] == ["n", "c"]
