"""The figures a scheduler asks for first, in words, the same on the terminal, the page and the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.check import Check, Waiting
from solver.domain import METRES_A_MILE, Horizon, Problem
from solver.explain import money, points, split_paid
from solver.reading import problem_notes
from solver.rules.authority.stopped import find_stopped
from solver.whole_minutes import describe_starts

from .record import Result
from .reports import count_reports, list_reports

PAID, WEIGHED = "Pay and mileage", "Preferences"  # what costs are called, apart
_USELESS = 100.0  # per cent that a roster may be above a bound worth telling


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure: its name, its value in words, small print, and whether somebody should worry."""

    name: str
    figure: str
    small: str = ""
    alarm: bool = False


def headline(problem: Problem, check: Check) -> list[Headline]:
    """Served, joined where anything is, unserved, breaches, travel, waiting, overtime, lateness, continuity, what rules
    only report, what is paid, and in points what is preferred and missed.

    Visits left out because somebody stopped them are told apart from the others, see ``find_stopped``.
    problem: the one judged on, check.problem.
    """
    return list(_headline(problem, check))


def _headline(problem: Problem, check: Check) -> Iterator[Headline]:
    figures, horizon = check.figures, problem.horizon
    tasks = figures.tasks_served + figures.tasks_unserved
    yield Headline(
        "Served",
        f"{figures.served:,} of {figures.commissioned:,}",
        f"visits; {figures.tasks_served:,} of {tasks:,} tasks",
    )
    stopped = find_stopped(problem)
    left_out = [visit for visit in problem.visits if visit.id not in check.timeline.served]
    missing = [visit for visit in left_out if visit.id not in stopped]
    must = sum(not visit.optional for visit in missing)
    small = f"{must} must be served, {len(missing) - must} optional" if missing else ""
    yield Headline("Not served", str(len(missing)), small, must > 0)
    if len(left_out) > len(missing):
        yield Headline("Stopped", str(len(left_out) - len(missing)), "client or task suspended; nobody makes them")
    if figures.joint:
        joint = f"joint visit{'s' if figures.joint != 1 else ''}; {figures.doors:,} knocks at doors in all"
        yield Headline("Joined", f"{figures.joint:,}", joint)
    broken = len({breach.rule for breach in check.breaches if breach.hard})
    yield Headline("Hard breaches", str(check.score.hard), f"of {broken} rules" if broken else "", check.score.hard > 0)
    used = f"on {figures.rounds} of {len(problem.shifts)} shifts"
    yield Headline("Contact", hours(horizon, figures.contact), used)
    yield Headline(
        "Travel", hours(horizon, figures.travel), f"between visits; {figures.metres / METRES_A_MILE:,.0f} miles"
    )
    yield Headline("Waiting", hours(horizon, figures.waiting))
    yield Headline("Overtime", hours(horizon, figures.overtime))
    late = f"{hours(horizon, figures.lateness)} in all" if figures.late else ""
    yield Headline("Late", str(figures.late), f"visits; {late}" if late else "visits")
    faces = check.figures.continuity["all"]
    if faces.clients and problem.history:
        yield Headline("Continuity", f"{faces.share:.0%}", f"by the usual face; {faces.faces:.1f} faces a client")
    if reports := list_reports(check):
        yield Headline("Reports", f"{sum(map(len, reports.values())):,}", count_reports(reports))
    yield from _costs(problem, check)


def _costs(problem: Problem, check: Check) -> Iterator[Headline]:
    """What somebody pays, and apart from it what only weighs; one cost on a literature clock."""
    if problem.horizon.abstract:
        yield Headline("Cost", money(problem, check.score.total), unserved_share(problem, check))
        return
    paid, weighed = (sum(costs.values()) for costs in split_paid(check.score.by_rule))
    yield Headline(PAID, money(problem, paid), "for travel, waiting, overtime, miles and agency call-outs")
    share = unserved_share(problem, check)
    yield Headline(WEIGHED, points(problem, weighed), f"no money{'; ' if share else ''}{share}")


def summary_lines(result: Result) -> Iterator[str]:
    """A result in some twenty lines: what is to be told first, the figures, and how it came about."""
    judged = result.check
    yield result.problem.name or "Roster"
    yield from (sentence for sentence in problem_notes(result.problem, judged.pack))
    for line in headline(judged.problem, judged):
        yield f"{'!' if line.alarm else ' '} {line.name:<15}{line.figure:>13}   {line.small}".rstrip()
    yield from provenance_notes(result)


def unserved_share(problem: Problem, check: Check) -> str:
    """How much of the cost stands for visits left out."""
    part = check.score.by_rule.get("unserved", 0)
    return f"{points(problem, part)} of it for visits left out" if part else ""


def hours(horizon: Horizon, ticks: int) -> str:
    """ "3 h 05 min", "12 min"; bare minutes on a literature clock."""
    if horizon.abstract:
        return f"{horizon.minutes(ticks):,.1f}"
    minutes = round(horizon.minutes(ticks))
    return f"{minutes // 60:,} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


def provenance_notes(result: Result) -> list[str]:
    """Sentences on how the roster came about: rules, travel, search, proof."""
    notes = [
        f"Rules: pack {result.pack}, fingerprint {result.pack_digest[:12]}.",
        f"Travel: {result.travel_error}.",
        f"Search: {result.seconds:.1f} s, {result.iterations:,} iterations, seed {result.seed}, "
        + (
            f"{result.parts} parts in {result.threads} process{'es' if result.threads != 1 else ''}."
            if result.parts > 1
            else f"{result.threads} thread{'s' if result.threads != 1 else ''}."
        ),
        f"Problem: {result.problem.name or 'unnamed'}, fingerprint {result.problem.digest[:12]}.",
    ]
    unasked = sum(entry.verdict is None for entry in result.roster.unserved)
    if unasked:
        notes.append(
            f"Audit: not made for {unasked:,} of the {len(result.roster.unserved):,} visits left out; "
            f"onevisit explain makes it."
        )
    if result.joins in ("apply", "all"):
        joins = len(result.roster.joins)
        notes.append(
            f"Joins: {joins} made, decided in the search; it was in one piece, and no bound is given for the cost."
            + _waiting(result)
        )
    finer, cost = result.to_the_second, result.check.score.total
    if finer is not None:
        more = f"{points(result.problem, abs(cost - finer))} {'more' if cost >= finer else 'less'}"
        starts = describe_starts(result.check)
        notes.append(f"Starts: {starts}, by the last pass, which costs {more} than the same to the second.")
    if result.proven:
        notes.append(f"The best possible (proven): no roster{_without_joins(result)} costs less at these prices.")
    elif result.proven_to_the_second:
        least = cost if finer is None else finer
        above, none = points(result.problem, cost - least), f"no roster{_without_joins(result)} costs less than"
        notes.append(
            f"{above} above the least that any roster could cost. The best possible (proven), with starts to the "
            f"second: {none} {points(result.problem, least)} at these prices; the {above} are for starts that people "
            f"can read."
        )
    elif result.bound is not None and (result.gap is None or result.gap > _USELESS):
        notes.append("No useful bound on the cost was found in this time.")
    elif result.bound is not None:
        short = f"{points(result.problem, cost - result.bound)} ({result.gap:.1f} %) short of the best possible"
        notes.append(f"At most {short}: no roster costs less than {points(result.problem, result.bound)}.")
        if result.relaxed:
            notes.append(f"What that leaves out: {'; '.join(result.relaxed)}.")
    return notes


def _without_joins(result: Result) -> str:
    """Of which rosters a proof speaks, where joins are proposed beside the roster."""
    return " without joins" if result.joins == "suggest" else ""


def _waiting(result: Result) -> str:
    """Whether anybody waits for the joins: the roster beside the one without joins that it was held to."""
    if result.held is None:
        return ""
    horizon, now, held = result.problem.horizon, result.waits or Waiting.of(result.check), result.held
    late, before = hours(horizon, now.late), hours(horizon, held.late)
    if not result.roster.joins:
        return " None that was found pays without leaving others waiting."
    if now.late <= held.late:
        return f" Joining makes nobody wait: {late} late in all, {before} in the roster without joins."
    if now.left_out < held.left_out:
        return f" {late} late in all, {before} in the roster without joins, which leaves more out."
    return (
        f" {late} late in all, {before} in the roster without joins: the roster to start from was later, but cheaper."
    )
