"""Rule lateness_cap: nothing, at the limit, one over, by priority, day, next call, window and clock change."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from fixtures import paper
from fixtures.joint import delegate, joined_day
from solver.domain import Horizon, Link, Pin, Problem, Visit, Window
from solver.domain.care import LateAcceptance
from solver.domain.joint import REMAINS, joined
from solver.joining.search_problem import make_offer
from solver.rules import Breach, Pack, case_for
from solver.rules.readings.calls import span_of
from solver.rules.readings.lateness import latest_starts_by_window
from solver.rules.vocabulary.last_start import latest_start_by_visit
from solver.solving import solve
from solver.terms import FOREVER, Apart, Gap, GapCost, StartWithin
from solver.travel import journeys

if TYPE_CHECKING:
    from .conftest import Build

NINE = ((9, 0), (10, 0))


def day(build: Build, *visits: Visit, **fields: Any) -> Problem:
    return build.problem(*visits, **fields)


def one(build: Build, name: str = "v1", span: Any = NINE, code: str = "companionship", **fields: Any) -> Visit:
    """Half an hour with Ada, to begin within the span of clock times."""
    window = build.at(*span[0]), build.at(*span[1])
    return build.visit(name, window=window, tasks=(build.task(30, code=code),), **fields)


def told(build: Build, problem: Problem, start: int, visit: str = "v1") -> list[Breach]:
    return build.breaches("lateness_cap", problem, s1=[(visit, start)])


def agrees(build: Build, problem: Problem, last: int, visit: str = "v1") -> None:
    """Both sides say that this is the last start: the checker to the second, the engine's term too."""
    assert told(build, problem, last, visit) == []
    (found,) = told(build, problem, last + 1, visit)
    assert (found.hard, found.amount, found.cost) == (True, 1, 0)
    (term,) = [term for term in build.terms("lateness_cap", problem) if term.visit == problem.visit_number[visit]]
    assert isinstance(term, StartWithin)
    assert term.intervals[-1][1] == last


@pytest.mark.parametrize(("priority", "minutes"), [(1, 180), (2, 120), (3, 90), (4, 60), (5, 60)])
def test_by_priority(build: Build, priority: int, minutes: int) -> None:
    agrees(build, day(build, one(build, priority=priority)), build.at(10, minutes))


def test_the_pack_says_how_late_and_may_switch_it_off(build: Build) -> None:
    looser = day(build, one(build, priority=5), pack={"lateness_cap": {"minutes": [1, 2, 3, 4, 5]}})
    agrees(build, looser, build.at(10, 5))
    off = looser.replace(pack={**looser.pack, "lateness_cap": {"enabled": False}})
    judged = build.check(off, s1=[("v1", build.at(14))])
    assert "lateness_cap" not in {breach.rule for breach in judged.breaches}
    assert not build.check(looser, s1=[("v1", build.at(14))]).feasible


def test_its_sentence(build: Build) -> None:
    (found,) = told(build, day(build, one(build, priority=3)), build.at(11, 35))
    assert found.sentence == (
        "Ada Testperson's visit v1 starts at 11:35 with Wanda Example, 95 min after its window closed at 10:00; "
        "at priority 3 it may be 90 min late at most."
    )
    assert found.amount == 5 * 60


def test_inside_and_before_its_window(build: Build) -> None:
    for start in (build.at(9), build.at(10), build.at(8, 30)):
        assert told(build, day(build, one(build)), start) == []
    (term,) = build.terms("lateness_cap", day(build, one(build)))
    assert term.intervals == ((0, build.at(12)),)


def test_what_has_no_lateness_has_no_cap(build: Build) -> None:
    hard = day(build, one(build, windows_hard=True))
    assert told(build, hard, build.at(15)) == []
    assert build.terms("lateness_cap", hard) == []
    abstract = hard.replace(
        horizon=Horizon(start=hard.horizon.start, days=1, ticks_per_minute=1000), visits=(one(build),)
    )
    assert told(build, abstract, build.at(15)) == []
    assert build.terms("lateness_cap", abstract) == []


def test_two_who_come_together_are_late_once(build: Build) -> None:
    problem, start = day(build, one(build, workers=2)), build.at(12, 1)
    assert len(build.breaches("lateness_cap", problem, s1=[("v1", start)], s2=[("v1", start)])) == 1


@pytest.mark.parametrize(
    ("closes", "last"),
    [((23, 0), (23, 30, 0)), ((23, 30), (23, 30, 0)), ((23, 31), (23, 59, 59)), ((24, 0), (24, 0, 0))],
)
def test_never_on_another_day(build: Build, closes: tuple[int, int], last: tuple[int, int, int]) -> None:
    """Half an hour that in time is over by midnight is so when late. A window to midnight ends on the day before."""
    problem = day(build, one(build, span=((21, 0), closes), priority=1), days=2)
    agrees(build, problem, build.at(*last[:2]) + last[2])
    (found,) = told(build, problem, build.at(24, 10))
    assert found.sentence.endswith("; it may not be made on another day.")


def test_a_window_past_midnight_belongs_to_the_new_day(build: Build) -> None:
    agrees(build, day(build, one(build, span=((23, 0), (24, 30)), priority=5), days=2), build.at(25, 30))


LONDON = ZoneInfo("Europe/London")


def night(build: Build, on: tuple[int, int], opens: tuple[int, int], closes: tuple[int, int]) -> Problem:
    """A visit between two times of the clock on a day on which the clocks change. on: month and day."""
    horizon = Horizon(start=datetime(2026, *on, tzinfo=LONDON), days=2)
    start, end = (horizon.ticks(datetime(2026, *on, *clock, tzinfo=LONDON)) for clock in (opens, closes))
    visit = build.visit("v1", window=(start, end), priority=1)
    return build.problem(visit, horizon=horizon)


def test_in_the_nights_in_which_the_clocks_change(build: Build) -> None:
    """Three hours are three hours: from 00:30 to 04:30 in spring, to 02:30 in autumn. Midnight is by the clock."""
    hour, length = 3600, build.visit("v1").duration
    spring, autumn = (3, 29), (10, 25)
    agrees(build, night(build, spring, (0, 10), (0, 30)), hour // 2 + 3 * hour)
    agrees(build, night(build, autumn, (0, 10), (0, 30)), hour // 2 + 3 * hour)
    agrees(build, night(build, spring, (22, 0), (22, 30)), 23 * hour - length)
    agrees(build, night(build, autumn, (22, 0), (22, 30)), 25 * hour - length)
    assert night(build, spring, (0, 10), (0, 30)).horizon.label(hour // 2 + 3 * hour).endswith("04:30")
    assert night(build, autumn, (0, 10), (0, 30)).horizon.label(hour // 2 + 3 * hour).endswith("02:30")


def test_each_of_several_windows_has_its_own(build: Build) -> None:
    at = build.at
    windows = tuple(Window(start=at(a), end=at(b)) for a, b in ((8, 9), (10, 11), (14, 15)))
    problem = day(build, one(build, windows=windows, priority=3))
    (term,) = build.terms("lateness_cap", problem)
    assert term.intervals == ((0, at(12, 30)), (at(14), at(16, 30)))
    for start, breaks in (
        (at(9, 59), False),
        (at(10), False),
        (at(12, 30), False),
        (at(12, 31), True),
        (at(13, 59), True),
        (at(14), False),
        (at(16, 30), False),
        (at(16, 31), True),
    ):
        assert bool(told(build, problem, start)) is breaks
    apart = day(build, one(build, windows=windows, priority=5))
    (term,) = build.terms("lateness_cap", apart)
    assert term.intervals == ((0, at(12)), (at(14), at(16)))


def meals(build: Build, noon: Any, second: str = "lunch", first: str = "breakfast", **fields: Any) -> Problem:
    """Breakfast at nine to ten, of half an hour, and lunch."""
    return day(build, one(build, code=first), one(build, "v2", noon, second), **fields)


def test_the_next_call_of_the_kind_need_not_wait(build: Build) -> None:
    """Half an hour at the door and an hour and a half between two meals: over by half past ten, begun by ten."""
    agrees(build, meals(build, ((12, 30), (14, 0))), build.at(10, 30))
    agrees(build, meals(build, ((12, 0), (14, 0))), build.at(10))
    agrees(build, meals(build, ((11, 0), (14, 0))), build.at(10))  # never before the window's own end
    agrees(build, meals(build, ((15, 0), (16, 0))), build.at(12))
    problem = meals(build, ((12, 30), (14, 0)))
    (found,) = told(build, problem, build.at(10, 40))
    assert found.sentence.endswith("; 10:30 is the latest, for the next call, v2, may begin at 12:30.")
    assert found.amount == 10 * 60


def test_the_next_call_is_of_that_client_and_kind(build: Build) -> None:
    soon = ((10, 30), (14, 0))
    agrees(build, meals(build, soon, "companionship"), build.at(12))
    agrees(build, meals(build, soon, "medication"), build.at(12))
    agrees(build, meals(build, soon, "wash_and_dress", "wash_and_dress"), build.at(10))
    agrees(build, meals(build, ((12, 0), (14, 0)), "medication", "medication"), build.at(10, 30))  # two doses: an hour
    agrees(build, meals(build, ((11, 0), (14, 0)), "medication", "insulin"), build.at(10, 30))
    bert = day(build, one(build, code="breakfast"), one(build, "v2", soon, "lunch", client="bert"))
    agrees(build, bert, build.at(12))
    inside = day(build, one(build, span=((8, 0), (10, 0)), code="lunch"), one(build, "v2", ((8, 30), (9, 0)), "lunch"))
    agrees(build, inside, build.at(12))  # whose span holds the other's may come before or after it


@pytest.mark.parametrize("kind", ["gap", "same_start", "double_handed"])
def test_what_a_link_says_takes_the_place_of_the_next_call(build: Build, kind: Any) -> None:
    gap = {"min_gap": 3600} if kind == "gap" else {}
    link = Link(id="l", kind=kind, first="v1", second="v2", **gap)
    agrees(build, meals(build, ((9, 30), (14, 0)), links=(link,)), build.at(12))


def test_calls_that_caps_keep_apart_are_not_tied(build: Build) -> None:
    """Without it lateness has no end, and every two calls of a kind might meet."""
    kinds = {"Gap": Gap, "GapCost": GapCost, "Apart": Apart}

    def tied(problem: Problem) -> list[str]:
        terms = [*build.terms("call_spacing", problem), *build.terms("one_client", problem)]
        return [name for name, kind in kinds.items() if any(isinstance(term, kind) for term in terms)]

    far, near = ((15, 30), (17, 0)), ((14, 30), (17, 0))
    assert tied(meals(build, far)) == []
    assert tied(meals(build, near)) == ["GapCost"]  # begun at noon, two hours lie between them and three are wanted
    assert tied(meals(build, ((11, 0), (14, 0)))) == ["Gap", "GapCost"]
    assert tied(meals(build, far, pack={"lateness_cap": {"enabled": False}})) == ["Gap", "GapCost", "Apart"]


def test_where_joint_visits_are_offered_the_calls_as_commissioned_count(build: Build) -> None:
    """Beside the joint visits that may stand in its place, and in their company, a visit may be as late as alone."""
    problem, _ = joined_day()
    pack = Pack.for_problem(problem)
    catalogue, caps, spacing = pack.catalogue(problem), pack.values("lateness_cap"), pack.values("call_spacing")
    alone = latest_starts_by_window(problem, catalogue, caps, spacing)
    offer = make_offer(problem, pack)
    assert offer.joins
    beside = latest_starts_by_window(offer.problem, catalogue, caps, spacing)
    assert alone == {visit.id: beside[visit.id] for visit in problem.visits}
    for name in offer.joins:
        assert beside[name] == tuple(window.end for window in offer.problem.visit[name].windows)


def test_the_latest_of_all_windows(build: Build) -> None:
    """What ties are judged by; without the rule a soft window has no end."""
    hard = one(build, "v2", windows_hard=True)
    for enabled, last in ((True, build.at(12)), (False, FOREVER)):
        problem = day(build, one(build), hard, pack={"lateness_cap": {"enabled": enabled}})
        case = case_for("one_client", problem, journeys(problem), Pack.for_problem(problem))
        assert latest_start_by_visit(case) == {"v1": last, "v2": build.at(10)}


def test_what_remains_of_a_visit_may_be_as_late_as_the_visit(build: Build) -> None:
    """The insulin and the meal are one visit; the wash may come by noon, as it might have as commissioned."""
    day_, _ = joined_day()
    join = delegate().model_copy(update={"steps": delegate().steps[:2]})
    problem = joined(day_, [join])
    rest = join.id + REMAINS
    assert problem.visit[rest].duration == 20 * 60
    agrees_at = paper.at(12)
    for start, breaks in ((agrees_at, False), (agrees_at + 1, True)):
        assert bool(build.breaches("lateness_cap", problem, k=[(rest, start)])) is breaks
    terms = {term.visit: term for term in build.terms("lateness_cap", problem)}
    assert terms[problem.visit_number[rest]].intervals == ((0, agrees_at),)
    assert problem.visit_number[join.id] not in terms
    pack = Pack.for_problem(day_)
    values = pack.values("lateness_cap"), pack.values("call_spacing")
    latest = latest_starts_by_window(day_, pack.catalogue(day_), *values)
    span = span_of(day_, problem.visit[rest], latest)
    assert (span.earliest, span.latest) == (paper.at(8), agrees_at + day_.visit["c1"].duration)
    assert span_of(day_, problem.visit[join.id], latest).latest == paper.at(10) + problem.visit[join.id].duration


@pytest.mark.kernel
def test_what_is_pinned_or_begun_beyond_it_is_told_and_leaves_the_rest_of_the_day_solvable(build: Build) -> None:
    """As a hard window: the checker tells it, and a search leaves the pinned visit out, or makes the other in time."""
    late = build.at(14)
    visits = one(build), one(build, "v2", ((11, 0), (16, 0)))
    pinned = day(build, *visits, pins=(Pin(visit="v1", start=late),))
    begun = build.check(pinned, s1=["v2", ("v1", late)])
    assert [breach.rule for breach in begun.breaches if breach.hard] == ["lateness_cap"]
    found = solve(pinned, iterations=300)
    assert found.feasible
    assert [left.visit for left in found.roster.unserved] == ["v1"]
    assert "could only come too late (earliest 14:00, 4 h 00 min late; cap 2 h 00 min)" in found.explanations[0].reason
    free = day(build, *visits)
    again = solve(free, iterations=300, start=build.roster(free, s1=["v2", ("v1", late)]))
    assert again.feasible
    assert again.roster.unserved == ()


def test_a_start_that_is_accepted_is_no_other_day(build: Build) -> None:
    """Accepted until a quarter to midnight, of half an hour: it is over by midnight."""
    at = build.at
    late = LateAcceptance(until=at(23, 45), by="Lena Sample", reason="asked for it", on=date(2026, 3, 1))
    problem = day(build, one(build, span=((20, 0), (21, 0)), priority=3, late_accepted=(late,)))
    agrees(build, problem, at(23, 30))
    (found,) = told(build, problem, at(23, 31))
    assert "Lena Sample has accepted a start until 23:30 and no later" in found.sentence
    sooner = late.model_copy(update={"until": at(23)})
    agrees(build, day(build, one(build, span=((20, 0), (21, 0)), priority=3, late_accepted=(sooner,))), at(23))
