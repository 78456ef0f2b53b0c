"""Links that the visits' own times contradict: one start for two that share none, a gap that no windows leave.

Only times that nothing may move count: hard windows, clinical windows and prescribed moments. What depends on who works
today (one worker for both, and nobody who could make both) is no fault of the document; explanations tell it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from solver.domain import Fault, Horizon, Link, Visit
from solver.domain.ties import Edge, find_positive_circle, guilty_links, list_edges

_NEVER = 1 << 62
_CLOCK = "the clock"  # stands for the moment 0 among the visits of a circle; no id has a space and an article
Span = tuple[int, int]


def timed_link_faults(links: Sequence[Link | None], visits: Mapping[str, Visit], horizon: Horizon) -> Iterator[Fault]:
    """Every link that the times of its two visits contradict, once each; then every chain of links that times do.

    Links that contradict each other whatever the times are not told of again: the problem itself is refused for them.
    """
    told = {index for _, guilty in guilty_links(links) for index in guilty}
    spans = {end: _spans(visits[end]) for link in links if link is not None for end in _ends(link, visits)}
    for index, link in enumerate(links):
        if link is None or index in told or len(_ends(link, visits)) < 2:
            continue
        first, second = visits[link.first], visits[link.second]
        mine, its = spans[link.first], spans[link.second]
        if not mine or not its:
            continue  # a visit whose own times contradict each other is another matter
        wanted = _wrong_pair(link, first, second, mine, its, horizon)
        if wanted:
            told.add(index)
            yield Fault(f"links[{index}]", _clocks(horizon, first, second), wanted)
    yield from _chains(links, spans, told)


def _ends(link: Link, visits: Mapping[str, Visit]) -> list[str]:
    """The ends of a link that are visits as commissioned."""
    return [end for end in (link.first, link.second) if end in visits and visits[end].commissioned == (visits[end],)]


def _spans(visit: Visit) -> list[Span]:
    """When a visit may start, by what nothing may move; in order and apart."""
    spans: list[Span] = [(visit.windows[0].start, _NEVER)]
    if visit.windows_hard:
        spans = [(window.start, window.end) for window in visit.windows]
    for task, offset in visit.tasks_reached:
        if window := task.clinical_window:
            spans = _within(spans, window.start - offset, window.end - offset)
        if moment := task.time_critical:
            due = moment.at - offset
            spans = _within(spans, due - moment.tolerance, due + moment.tolerance)
    return spans


def _within(spans: Sequence[Span], low: int, high: int) -> list[Span]:
    return [(max(a, low), min(b, high)) for a, b in spans if max(a, low) <= min(b, high)]


def _wrong_pair(link: Link, first: Visit, second: Visit, mine: list[Span], its: list[Span], horizon: Horizon) -> str:
    """What is wanted in place of a link that two visits cannot keep; empty where they can."""
    if link.kind in ("double_handed", "same_start"):
        if any(max(a, c) <= min(b, d) for a, b in mine for c, d in its):
            return ""
        return f"want two visits that can start together ({link.kind}); their times have no moment in common"
    if link.kind == "same_worker":
        if any(d >= a + first.duration or b >= c + second.duration for a, b in mine for c, d in its):
            return ""
        return "want two visits that one worker can make one after the other (same_worker); their times overlap"
    if link.kind != "gap":
        return ""
    least, most = link.min_gap or 0, _NEVER if link.max_gap is None else link.max_gap
    if any(d - a >= least and c - b <= most for a, b in mine for c, d in its):
        return ""
    return _wanted_gap(link, mine, its, horizon)


def _wanted_gap(link: Link, mine: list[Span], its: list[Span], horizon: Horizon) -> str:
    least = link.min_gap or 0
    earliest, latest = mine[0][0], its[-1][1]
    if latest - earliest < least:
        apart = _length(horizon, latest - earliest) if latest >= earliest else "no time"
        wanted = f"at least {_length(horizon, least)}" if least else "the second not to start before the first"
        change = f"the second from {horizon.label(earliest + least)} would do"
        return (
            f"want a gap that the visits' times allow: from {horizon.label(earliest)} to {horizon.label(latest)} "
            f"{'is' if apart == 'no time' else 'are'} {apart}{_clock_change(horizon, earliest, latest)}, and the link "
            f"wants {wanted}; {change}"
        )
    most = f" and at most {_length(horizon, link.max_gap)}" if link.max_gap is not None else ""
    return (
        f"want a gap that the visits' times allow: none of their starts lie at least {_length(horizon, least)}{most} "
        "apart"
    )


def _clock_change(horizon: Horizon, first: int, last: int) -> str:
    """ ": the clocks go forward"; nothing where they do not change between two moments."""
    if horizon.abstract:
        return ""
    before, after = horizon.moment(first).utcoffset(), horizon.moment(last).utcoffset()
    if before is None or after is None or before == after:
        return ""
    return f": the clocks go {'forward' if after > before else 'back'}"


def _length(horizon: Horizon, ticks: int) -> str:
    """ "3 h", "90 min"; bare minutes on a literature clock."""
    minutes = horizon.minutes(ticks)
    if not horizon.abstract and minutes >= 120 and minutes % 60 == 0:
        return f"{minutes / 60:g} h"
    if horizon.abstract:
        return f"{minutes:g}"
    return f"{minutes:.4g} min" if abs(ticks) >= horizon.ticks_per_minute or ticks == 0 else f"{ticks} s"


def _clocks(horizon: Horizon, first: Visit, second: Visit) -> str:
    """ "d1 at 23:30, d2 at 03:30", windows in full where they are no single moment."""
    return ", ".join(
        f"{visit.id} at {label(opens)}" if opens == closes else f"{visit.id} from {label(opens)} to {label(closes)}"
        for label in (horizon.label,)
        for visit in (first, second)
        for opens, closes in ((visit.windows[0].start, visit.windows[-1].end),)
    )


def _chains(links: Sequence[Link | None], spans: Mapping[str, list[Span]], told: set[int]) -> Iterator[Fault]:
    """Links that can each be kept and not all together: a circle of waits that runs through the clock."""
    read = {index: link for index, link in enumerate(links) if link is not None and index not in told}
    edges = list_edges(read)
    timed = {end for edge in edges for end in edge[:2] if spans.get(end)}
    bounds: list[Edge] = []
    for visit in sorted(timed):
        bounds.append((_CLOCK, visit, spans[visit][0][0], -1))
        if spans[visit][-1][1] < _NEVER:
            bounds.append((visit, _CLOCK, -spans[visit][-1][1], -1))
    while circle := find_positive_circle([*edges, *bounds]):
        guilty = sorted({edge[3] for edge in circle if edge[3] >= 0})
        if not guilty:
            return
        way = " -> ".join(edge[1] for edge in circle if edge[3] >= 0)
        first = next((edge[1] for edge in circle if edge[0] == _CLOCK), "")
        names = ", ".join([read[index].id for index in guilty[:6]] + ["..."] * (len(guilty) > 6))
        way = f"{first} -> {way}" if first else way
        wanted = f"want gaps that the visits' times allow; links {names} together ask for more time than there is"
        yield Fault(f"links[{guilty[0]}]", way, wanted)
        edges = [edge for edge in edges if edge[3] not in guilty]
