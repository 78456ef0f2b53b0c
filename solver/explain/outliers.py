"""What is odd about a visit nobody can make: a window outside every shift, a place far from all, a clock change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from solver.domain import Problem, Round, Visit
from solver.rules import length
from solver.travel import NO_WAY

from .audit import Auditor
from .time_bounds import TimeBounds
from .timing import intersect

_FAR = 120  # minutes one way, beyond which no worker's home is near
# Kinds of oddity that can be why nobody makes a visit; the others are told beside the roster alone.
_LEAVES_OUT = ("clinical_window", "place_at_zero", "place_far")


def describe_outlier(auditor: Auditor, visit: Visit) -> str:
    """A sentence to begin with, and a space; nothing where nothing is odd."""
    kinds = (_outside_every_shift, _longer_than_every_shift, _odd_by_itself, _far_from_all)
    return next((told for kind in kinds if (told := kind(auditor, visit))), "")


def _longer_than_every_shift(auditor: Auditor, visit: Visit) -> str:
    problem = auditor.pricing.problem
    longest = max((legs.latest - legs.earliest for legs in map(auditor.bounds.legs, problem.shift)), default=0)
    if problem.horizon.abstract or not problem.shifts or visit.duration <= longest:
        return ""
    return (
        f"It takes {length(problem, visit.duration)} and the longest shift {length(problem, longest)}: are its minutes "
        "seconds? "
    )


def _odd_by_itself(auditor: Auditor, visit: Visit) -> str:
    """What a reader was asked to look at of the visit or its place, where that alone may leave it out."""
    problem = auditor.pricing.problem
    rows = {f"visits {visit.id}", f"places {problem.place_of(visit)}"}
    for oddity in auditor.oddities:
        if oddity.kind in _LEAVES_OUT and rows.intersection(oddity.where):
            return f"Look first at this: {oddity.what} "
    return ""


def _outside_every_shift(auditor: Auditor, visit: Visit) -> str:
    problem, spans = auditor.pricing.problem, auditor.bounds.alone(visit.id)
    if not spans or not problem.shifts or problem.horizon.abstract:
        return ""
    hours = [(legs.earliest, legs.latest - 1) for legs in map(auditor.bounds.legs, problem.shift)]
    if any(intersect(spans, [span]) for span in hours):
        return ""
    label = problem.horizon.label
    window = f"{label(visit.windows[0].start)} to {label(visit.windows[-1].end)}"
    first, last = min(shift.start for shift in problem.shifts), max(shift.end for shift in problem.shifts)
    if not problem.horizon.date(first) <= problem.horizon.date(visit.windows[0].start) <= problem.horizon.date(last):
        window = _with_dates(problem, visit.windows[0].start, visit.windows[-1].end)
        return f"Its window, {window}, lies outside every shift; all are from {_with_dates(problem, first, last)}. "
    if last <= visit.windows[0].start or first > visit.windows[-1].end:
        return f"Its window, {window}, lies outside every shift; all are from {label(first)} to {label(last)}. "
    return f"Its window, {window}, lies outside every shift: nobody is on duty then. "


def _with_dates(problem: Problem, first: int, last: int) -> str:
    """ "Wed 03.03.2027 07:30 to 08:00": the second date only where it is another."""
    begin, end = problem.horizon.moment(first), problem.horizon.moment(last)
    same = begin.date() == end.date()
    return (
        f"{begin:%a %d.%m.%Y %H:%M} to {end:%H:%M}" if same else f"{begin:%a %d.%m.%Y %H:%M} to {end:%a %d.%m.%Y %H:%M}"
    )


def _far_from_all(auditor: Auditor, visit: Visit) -> str:
    """The shortest way from any worker's start is very long."""
    problem, bounds = auditor.pricing.problem, auditor.bounds
    if problem.horizon.abstract:
        return ""
    there = problem.place_number[problem.place_of(visit)]
    ways = [int(legs.ticks[legs.origin, there]) for legs in map(bounds.legs, problem.shift)]
    nearest = min(ways, default=0)
    if nearest <= _FAR * problem.horizon.ticks_per_minute:
        return ""
    place = next(one for one in problem.places if one.id == problem.place_of(visit))
    where = "" if place.lat is None else f" (latitude {place.lat:g}, longitude {place.lon:g})"
    if nearest >= NO_WAY:
        return f"By the travel matrix there is no way to its place {place.id}{where} from where any worker sets out. "
    return (
        f"Its place {place.id}{where} is {length(problem, nearest)} from where the nearest worker sets out: "
        "is it where it should be? "
    )


def describe_clock_change(problem: Problem, visits: Iterable[Visit]) -> str:
    """ "The clocks go forward between 23:30 and Sun 03:30, which are 3 h apart. "; nothing where they do not change."""
    horizon, some = problem.horizon, list(visits)
    if horizon.abstract:
        return ""
    first, last = min(v.windows[0].start for v in some), max(v.windows[-1].end for v in some)
    before, after = horizon.moment(first).utcoffset(), horizon.moment(last).utcoffset()
    if before == after or before is None or after is None:
        return ""
    way = "forward" if after > before else "back"
    apart = length(problem, last - first)
    return f"The clocks go {way} between {horizon.label(first)} and {horizon.label(last)}, which are {apart} apart. "


def describe_misplaced_break(bounds: TimeBounds, rounds: Mapping[str, Round]) -> str:
    """That the break which a shift names lies before its first visit or after its last, so that no round of these can
    hold it; nothing where it does not.
    """
    problem = bounds.problem
    label = problem.horizon.label
    for shift_id, round_ in rounds.items():
        rest, starts = problem.shift[shift_id].break_, [stop.start for stop in round_.stops if stop.start is not None]
        if rest is None or not starts:
            continue
        side = "before its first visit" if rest.latest <= min(starts) else ""
        side = "after its last visit" if rest.earliest >= max(starts) else side
        if side:
            hours = f"{label(rest.earliest)} to {label(rest.latest)}"
            return (
                f"the break named in shift {shift_id} ({hours}) lies {side}, so it can never stand inside the round: "
                "the smallest change is to move that break"
            )
    return ""
