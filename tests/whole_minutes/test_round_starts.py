"""Starts are moved to whole five minutes where every hard rule still holds, else to whole minutes."""

from __future__ import annotations

import random
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fixtures.paper import LONDON, MINUTE, at, day, round_, visit, worker
from solver.check import check, worsened
from solver.domain import Break, Horizon, Link, Pin, Problem, Roster, Shift, Stop, Task, TimeCritical
from solver.rules import Pack
from solver.terms import KINDS
from solver.whole_minutes import round_starts, start_limits
from solver.whole_minutes.start_limits import LEFT_TO_CHECKER

from ..rules.random_days import random_problem, random_roster

SHIFT = Shift(id="s", worker="w", start=at(8), end=at(16))


def starts(roster: Roster) -> dict[tuple[str, str], str]:
    """By shift and visit (a break: ""), when it starts on the clock."""
    found = {}
    for one in roster.rounds:
        for stop in one.stops:
            hours, rest = divmod(stop.start or 0, 3600)
            found[one.shift, stop.visit or ""] = f"{hours:02}:{rest // 60:02}" + (f":{rest % 60:02}" * bool(rest % 60))
    return found


def two(first: tuple[int, int], second: tuple[int, int], way: int = 10, end: int = 16, **more: Any) -> Problem:
    """Two calls of half an hour, first A and then B, with so many minutes between them."""
    return day(
        {"home A": 10, "home B": 10, "A B": way},
        [visit("a", "A", 30, first), visit("b", "B", 30, second)],
        [worker("w")],
        [Shift(id="s", worker="w", start=at(8), end=at(end), max_overtime=0)],
    ).replace(**more)


def rounded(problem: Problem, *stops: tuple[str, int] | Stop, keep: tuple[str, ...] = ()) -> dict[str, str]:
    roster = Roster(rounds=(round_("s", *stops),))
    before = check(problem, roster)
    found = round_starts(problem, roster, keep=lambda _, stop: stop.visit in keep)
    assert not worsened(before.breaches, found.check.breaches)
    assert found.check.score == check(problem, found.roster).score
    return {visit: start for (_, visit), start in starts(found.roster).items()}


def with_setting(problem: Problem, minutes: int) -> Problem:
    return problem.replace(pack={**problem.pack, "round_to": {"minutes": minutes}})


def test_starts_move_to_the_five_minutes_before_and_those_that_follow_to_the_next() -> None:
    """The first may begin earlier; from there the second is reached at 08:53, so it begins at 08:55."""
    problem = two((at(8), at(9)), (at(8), at(10)), way=13)
    before = ("a", at(8, 13) + 20), ("b", at(8, 56) + 20)
    assert rounded(problem, *before) == {"a": "08:10", "b": "08:55"}


def test_none_begins_before_its_window_opens_nor_its_worker_before_the_shift() -> None:
    problem = two((at(8, 12), at(9)), (at(8), at(10)))
    assert rounded(problem, ("a", at(8, 12) + 1), ("b", at(8, 52) + 1))["a"] == "08:15"
    problem = two((at(7), at(9)), (at(8), at(10)))  # ten minutes from home, on duty at 08:00
    assert rounded(problem, ("a", at(8, 10) + 30), ("b", at(8, 50) + 30)) == {"a": "08:10", "b": "08:50"}


def test_whole_minutes_where_five_do_not_fit() -> None:
    """Back by 09:32 at the latest: 08:52 is the last start of the second, and 08:12 of the first."""
    problem = two((at(8, 11) + 30, at(9)), (at(8), at(10)), end=10)
    problem = problem.replace(shifts=(problem.shifts[0].model_copy(update={"end": at(9, 32)}),))
    assert rounded(problem, ("a", at(8, 11) + 30), ("b", at(8, 51) + 30)) == {"a": "08:12", "b": "08:52"}


def test_the_seconds_stay_where_not_even_a_minute_fits() -> None:
    """To the second there is no room at all: what begins later breaks the bounds of the shift."""
    problem = two((at(8, 11) + 30, at(9)), (at(8), at(10)))
    problem = problem.replace(shifts=(problem.shifts[0].model_copy(update={"end": at(9, 31) + 30}),))
    assert rounded(problem, ("a", at(8, 11) + 30), ("b", at(8, 51) + 30)) == {"a": "08:11:30", "b": "08:51:30"}


def test_what_has_no_time_to_lose_keeps_its_minute_before_others_get_their_five() -> None:
    """08:43 is the last moment for B: A at 08:10 would do, at 08:05 its worker cannot be there."""
    problem = two((at(8, 1), at(9)), (at(8, 10), at(8, 51)), way=8)
    found = rounded(problem, ("a", at(8, 12) + 40), ("b", at(8, 50) + 40))
    assert found == {"a": "08:10", "b": "08:50"}


def test_a_prescribed_moment_and_a_hard_window_hold() -> None:
    problem = two((at(8), at(9)), (at(8), at(8, 52)))
    hard = visit("b", "B", 30, (at(8), at(8, 52)), windows_hard=True)
    early, late = visit("a", "A", 30, (at(8), at(9))), visit("a", "A", 30, (at(8, 11) + 30, at(9)))
    stops = ("a", at(8, 11) + 30), ("b", at(8, 51) + 30)
    assert rounded(problem.replace(visits=(early, hard)), *stops) == {"a": "08:10", "b": "08:50"}
    assert rounded(problem.replace(visits=(late, hard)), *stops) == {"a": "08:12", "b": "08:52"}
    moment = TimeCritical(at=at(8, 52), tolerance=30)
    insulin = Task(code="care", duration=30 * MINUTE, time_critical=moment)
    prescribed = visit("b", "B", 30, (at(8), at(10))).model_copy(update={"tasks": (insulin,)})
    assert rounded(problem.replace(visits=(early, prescribed)), *stops) == {"a": "08:10", "b": "08:52"}


def test_nobody_in_time_becomes_more_than_five_minutes_late_and_nobody_later_than_the_next_five() -> None:
    """A from 08:11:30, B reached 38 minutes later: on five it is five minutes late, and that is the most."""
    opens = at(8, 11) + 30
    problem = two((opens, at(9)), (at(8), at(8, 50)), way=8)
    assert rounded(problem, ("a", opens), ("b", at(8, 49) + 30)) == {"a": "08:15", "b": "08:55"}
    sooner = two((opens, at(9)), (at(8), at(8, 45)), way=8)
    assert rounded(sooner, ("a", opens), ("b", at(8, 49) + 30)) == {"a": "08:12", "b": "08:50"}
    late = rounded(two((opens, at(9)), (at(8), at(8, 30)), way=8), ("a", at(8, 14)), ("b", at(8, 52)))
    assert late == {"a": "08:15", "b": "08:55"}


def test_both_workers_of_a_visit_for_two_begin_together() -> None:
    problem = day(
        {"near H": 10, "far A": 20, "A H": 13, "far H": 30, "near A": 60, "near far": 60},
        [visit("lift", "H", 30, (at(9), at(10)), workers=2), visit("a", "A", 15, (at(9), at(10)))],
        [worker("w", "near"), worker("v", "far")],
        [Shift(id="s", worker="w", start=at(8), end=at(12)), Shift(id="t", worker="v", start=at(8), end=at(12))],
    )
    roster = Roster(rounds=(round_("s", ("lift", at(9, 30))), round_("t", ("a", at(9, 2)), ("lift", at(9, 30)))))
    found = round_starts(problem, roster)
    assert starts(found.roster) == {("s", "lift"): "09:30", ("t", "a"): "09:00", ("t", "lift"): "09:30"}
    odd = Roster(rounds=(round_("s", ("lift", at(9, 31) + 7)), round_("t", ("a", at(9, 3)), ("lift", at(9, 31) + 7))))
    found = round_starts(problem, odd)
    assert starts(found.roster) == {("s", "lift"): "09:30", ("t", "a"): "09:00", ("t", "lift"): "09:30"}
    assert (found.check.feasible, found.moved) == (True, 3)


@pytest.mark.parametrize(
    ("link", "second"),
    [
        ({"kind": "gap", "min_gap": 62 * MINUTE}, "09:15"),  # from 08:10: 09:12 at the earliest
        ({"kind": "gap", "min_gap": 62 * MINUTE, "max_gap": 62 * MINUTE}, "09:17"),  # one of the two is on five
        ({"kind": "gap", "min_gap": 60 * MINUTE, "max_gap": 60 * MINUTE}, "09:10"),
    ],
)
def test_links_with_a_gap_hold(link: dict[str, Any], second: str) -> None:
    gap = int(str(link["min_gap"]))
    problem = two((at(8), at(12)), (at(8), at(12)), links=(Link(id="l", first="a", second="b", **link),))
    first = at(8, 11) + 17
    found = rounded(problem, ("a", first), ("b", first + gap))
    assert found == {"a": "08:15" if second == "09:17" else "08:10", "b": second}


def test_a_pinned_start_and_one_that_was_promised_stay() -> None:
    problem = two((at(8), at(9)), (at(8), at(10)))
    stops = ("a", at(8, 11) + 10), ("b", at(8, 53) + 20)
    assert rounded(problem, *stops) == {"a": "08:10", "b": "08:50"}
    assert rounded(problem, *stops, keep=("b",)) == {"a": "08:10", "b": "08:53:20"}
    pinned = problem.replace(pins=(Pin(visit="a", start=at(8, 11) + 10),))
    assert rounded(pinned, *stops) == {"a": "08:11:10", "b": "08:55"}


def test_breaks_move_too_and_no_break_becomes_owed() -> None:
    """Six hours without a break are allowed, a minute more is not: the round does not grow past them."""
    problem = day(
        {"home A": 10, "home B": 10, "A B": 10},
        [visit("a", "A", 170, (at(8, 11), at(9))), visit("b", "B", 160, (at(11), at(12)))],
        [worker("w")],
        [SHIFT],
    )
    assert rounded(problem, ("a", at(8, 12)), ("b", at(11, 12)))["a"] == "08:15"
    pause = Stop(start=at(11, 12) + 40, duration=30 * MINUTE)
    planned = Break(duration=30 * MINUTE, earliest=at(11), latest=at(13))
    longer = problem.replace(shifts=(SHIFT.model_copy(update={"break_": planned}),))
    found = rounded(longer, ("a", at(8, 12) + 40), pause, ("b", at(11, 42) + 40))
    assert found == {"a": "08:15", "": "11:15", "b": "11:45"}


def test_six_hours_stay_six_hours() -> None:
    """Leaving at 08:02:30 and back at 14:02:30, exactly six hours: with both on five it would be more."""
    problem = day(
        {"home A": 10, "home B": 10, "A B": 7},
        [visit("a", "A", 170, (at(8, 12), at(9))), visit("b", "B", 163, (at(11), at(12)))],
        [worker("w")],
        [SHIFT],
    )
    found = rounded(problem, ("a", at(8, 12) + 30), ("b", at(11, 9) + 30))
    assert found == {"a": "08:15", "b": "11:12"}


@pytest.mark.parametrize(
    ("minutes", "first", "second"),
    [(5, "08:10", "08:55"), (1, "08:13", "08:56"), (15, "08:15", "09:00"), (0, "08:13:20", "08:56:20")],
)
def test_the_pack_says_to_how_many_minutes(minutes: int, first: str, second: str) -> None:
    problem = with_setting(two((at(8, 6), at(9)), (at(8), at(10)), way=13), minutes)
    assert rounded(problem, ("a", at(8, 13) + 20), ("b", at(8, 56) + 20)) == {"a": first, "b": second}


def test_a_setting_that_is_switched_off_leaves_starts_alone() -> None:
    problem = two((at(8), at(9)), (at(8), at(10)), pack={"round_to": {"enabled": False}})
    assert rounded(problem, ("a", at(8, 13) + 20), ("b", at(8, 56) + 20)) == {"a": "08:13:20", "b": "08:56:20"}


def test_whole_minutes_are_those_of_the_clock_on_the_wall() -> None:
    """A horizon that begins at 07:58: five minutes count from midnight, not from there."""
    problem = two((at(0), at(1)), (at(0), at(2)))
    problem = problem.replace(
        horizon=Horizon(start=datetime(2027, 3, 1, 7, 58, tzinfo=LONDON)),
        shifts=(problem.shifts[0].model_copy(update={"start": at(0), "end": at(8)}),),
    )
    found = round_starts(problem, Roster(rounds=(round_("s", ("a", at(0, 14)), ("b", at(0, 57))),)))
    told = [problem.horizon.moment(stop.start or 0).strftime("%H:%M:%S") for stop in found.roster.rounds[0].stops]
    assert told == ["08:10:00", "08:55:00"]


def test_a_literature_instance_is_never_rounded() -> None:
    problem = two((at(8), at(9)), (at(8), at(10)))
    raw = problem.replace(horizon=Horizon(start=datetime(2027, 3, 1, tzinfo=LONDON), ticks_per_minute=1000))
    roster = Roster(rounds=(round_("s", ("a", at(8, 13) + 20), ("b", at(8, 56) + 20)),))
    found = round_starts(raw, roster)
    assert (found.roster is roster, found.moved) == (True, 0)


def test_every_kind_of_term_is_read_or_left_to_the_checker() -> None:
    """A kind that is neither raises TypeError where it turns up; so is a kind that is both no kind at all."""
    source = Path(start_limits.__file__).read_text("utf-8")
    read = {kind for kind in KINDS if re.search(rf"case (?:.*\| )?(?:t\.)?{kind.__name__}\(\)", source)}
    assert read | LEFT_TO_CHECKER == set(KINDS)
    assert not read & LEFT_TO_CHECKER


@pytest.mark.parametrize("seed", range(60))
def test_on_random_rosters_nothing_hard_gets_worse_and_rounding_twice_changes_nothing(seed: int) -> None:
    dice = random.Random(seed)
    problem = random_problem(dice, nights=seed % 2 == 1)
    roster = random_roster(dice, problem)
    pack = Pack.for_problem(problem)
    before = check(problem, roster, pack)
    found = round_starts(problem, roster, pack, judged=before)
    assert not worsened(before.breaches, found.check.breaches)
    if problem.horizon.abstract:
        assert found.roster is roster
    kept = [[stop.visit for stop in one.stops] for one in roster.rounds]
    assert [[stop.visit for stop in one.stops] for one in found.roster.rounds] == kept
    assert found.roster.unserved == roster.unserved
