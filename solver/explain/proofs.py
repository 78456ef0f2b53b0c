"""What nobody could ever do: a visit by itself, visits that go together, or a visit beside one that is served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.domain import Visit
from solver.rules import RULE_BY_ID, distances, length, many_workers
from solver.rules.readings.distances import doses_tied_together

from .audit import Auditor, units_of
from .companions import find_tied_visits
from .empty_roster import EmptyRoster, Standing
from .model import Explanation, named
from .outliers import describe_clock_change, describe_misplaced_break, describe_outlier
from .trial_pricing import TrialPricing

_BESIDE = 12  # served visits with which one is tried on an empty roster, those nearest in time
_ALL = 5  # as many are tried all at once

Group = tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What an empty roster says of visits that have no place. told: the proof, if there is one.

    standing: how they could be made if there were nothing else. two_breaks: what is in the way of a round with one,
    where two breaks could help, and no try has two.
    """

    told: tuple[Explanation, ...]
    standing: Standing
    two_breaks: str = ""


def prove_alone(auditor: Auditor, group: Group) -> list[Explanation]:
    """The proof that nobody could do a visit of the group as their only one, or that they are too few; else nothing."""
    proven = [(visit, reason) for visit in group if (reason := _impossible(auditor, visit))]
    proven = proven or _too_few(auditor, group)
    if not proven:
        return []
    reasons = {visit.id: reason for visit, reason in proven}
    problem, first = auditor.pricing.problem, proven[0][0]
    found = []
    for visit in group:
        if visit.id in reasons:
            outlier = describe_outlier(auditor, visit)
            reason = f"{outlier}Nobody could do it even as their only visit: {reasons[visit.id]}."
        else:
            reason = (
                f"It goes together with {named(problem, first.id)}, which nobody could do even as their only visit: "
                f"{reasons[first.id]}."
            )
        found.append(Explanation(visit.id, "PROVEN", reason))
    return found


def _impossible(auditor: Auditor, visit: Visit) -> str:
    """Why nobody could ever do the visit, or nothing."""
    shifts = auditor.eligibility.eligible_shifts(visit)
    if not shifts:
        return auditor.eligibility.describe_ineligible(visit) or "there is nobody on the list of workers"
    workers = {shift.worker for shift in shifts}
    if len(workers) < visit.workers:
        who = f"{many_workers(visit.workers)} at once and only {_names(auditor, workers)} could come"
        others = auditor.eligibility.describe_ineligible(visit)
        return f"it takes {who}; {others}" if others else f"it takes {who}"
    return ""


def _too_few(auditor: Auditor, group: Group) -> list[tuple[Visit, str]]:
    """Visits tied as double-handed for which there are not as many people as visits."""
    for unit in units_of(group, auditor.pricing):
        if len({visit.id for visit in unit}) > 1:
            workers = {shift.worker for visit in unit for shift in auditor.eligibility.eligible_shifts(visit)}
            if len(workers) < len(unit):
                names = _names(auditor, workers)
                return [(unit[0], f"it takes {many_workers(len(unit))} at once and only {names} could come")]
    return []


def _names(auditor: Auditor, workers: set[str]) -> str:
    return " and ".join(auditor.pricing.problem.worker[worker].name for worker in sorted(workers))


def prove_on_empty_roster(auditor: Auditor, empty: EmptyRoster, group: Group) -> Found:
    """What an empty roster says of a group that has no place on the real one: by itself, then beside each served visit
    that is tied to it, then beside all of these.
    """
    mine = sorted({other for visit in group for other in find_tied_visits(auditor.pricing, visit.id)})
    standing = empty.stand(mine)
    if standing.impossible:
        return Found(tuple(_told_alone(auditor, empty, group, mine, standing)), standing)
    beside = list(_served_companions(auditor, empty, mine))
    two_breaks = _two_breaks(standing)
    for others in beside:
        with_them = empty.stand([*mine, *others])
        two_breaks = two_breaks or _two_breaks(with_them)
        if with_them.impossible and not empty.stand(sorted(others)).impossible:
            return Found(tuple(_told_beside(auditor, empty, group, others, with_them)), standing)
    everyone = sorted({visit for others in beside for visit in others})
    if len(beside) > 1 and len(everyone) <= _ALL:
        with_all = empty.stand([*mine, *everyone])
        if with_all.impossible and not empty.stand(everyone).impossible:
            return Found(tuple(_told_beside(auditor, empty, group, everyone, with_all)), standing)
    return Found((), standing, two_breaks)


def _two_breaks(standing: Standing) -> str:
    known = RULE_BY_ID.get(standing.rule)
    if standing.rounds or known is None or not known.wants_two_breaks:
        return ""
    return f"{standing.sentence.rstrip('.')} [{standing.rule}]"


def _served_companions(auditor: Auditor, empty: EmptyRoster, mine: list[str]) -> Iterator[list[str]]:
    """Served visits that these are tied to, each with those that go together with it; the nearest first."""
    pricing, inside = auditor.pricing, set(mine)
    start = min(pricing.problem.visit[one].windows[0].start for one in mine)
    tied = {other for one in mine for other in empty.companions.of(one)} - inside
    served = [pricing.problem.visit[other] for other in tied if other in pricing.serving]
    served.sort(key=lambda visit: (abs(visit.windows[0].start - start), visit.id))
    seen: set[str] = set()
    for visit in served[:_BESIDE]:
        if visit.id not in seen:
            together = find_tied_visits(pricing, visit.id) - inside
            seen |= together
            yield sorted(together)


def _told_alone(
    auditor: Auditor, empty: EmptyRoster, group: Group, mine: list[str], standing: Standing
) -> Iterator[Explanation]:
    why = _why(empty, mine, standing)
    for visit in group:
        outlier = describe_outlier(auditor, visit)
        if len(mine) == 1:
            reason = f"{outlier}Nobody could do it even as their only visit: {why}."
        else:
            others = " and ".join(named(auditor.pricing.problem, one) for one in mine if one != visit.id)
            reason = f"{outlier}It goes together with {others}, and on an empty roster they have no place: {why}."
        yield Explanation(visit.id, "PROVEN", reason)


def _told_beside(
    auditor: Auditor, empty: EmptyRoster, group: Group, others: list[str], standing: Standing
) -> Iterator[Explanation]:
    problem = auditor.pricing.problem
    names = " and ".join(named(problem, other) for other in others)
    clock = describe_clock_change(problem, [*group, *(problem.visit[other] for other in others)])
    are, went = ("is", "that one") if len(others) == 1 else ("are", "they")
    why = _why(empty, [*(visit.id for visit in group), *others], standing)
    for visit in group:
        outlier = describe_outlier(auditor, visit)
        reason = (
            f"{outlier}{clock}It cannot be made beside {names}, which {are} served, even on an otherwise empty "
            f"roster: {why}. It could be if {went} went."
        )
        yield Explanation(visit.id, "PROVEN", reason, None, tuple(others))


def _why(empty: EmptyRoster, visits: list[str], standing: Standing) -> str:
    """What emptied the roster, in words, with the rule's id."""
    if not standing.sentence and (doses := _tied_doses_in_words(empty, visits)):
        return f"{doses} [call_spacing]"
    words = standing.sentence.rstrip(".") or _tie_in_words(empty, visits, standing)
    told = f"{words} [{standing.rule}]" if standing.rule else words
    known = RULE_BY_ID.get(standing.rule)
    misplaced = describe_misplaced_break(empty.bounds, standing.tried) if known and known.break_mends else ""
    return f"{told}; {misplaced}" if misplaced else told


def _tie_in_words(empty: EmptyRoster, visits: list[str], standing: Standing) -> str:
    problem = empty.problem
    link = next((link for link in problem.links if link.id == standing.link), None)
    says = f"link {link.id} " if link is not None else ""
    if link is not None and link.kind == "gap":
        return _gap_in_words(empty, visits, standing.link)
    if standing.rule == "call_spacing" and (doses := _doses_in_words(empty.pricing, visits)):
        return doses
    return {
        "same_worker": f"{says}wants one worker for both, and nobody could make both",
        "different_worker": f"{says}wants two workers, and only one could make them",
        "double_handed": f"{says}wants two workers who start together, and no two can",
        "same_start": f"{says}wants one start for both, and there is none that suits both",
        "call_spacing": "the two calls would come too near each other, or in the wrong order",
        "one_client": "somebody would come while somebody else is with the client",
    }.get(standing.rule, "no time suits all")


def _tied_doses_in_words(empty: EmptyRoster, visits: list[str]) -> str:
    """Two of these visits that give one medicine and are tied to be made together; empty: there are none."""
    case, inside = empty.pricing.case("call_spacing"), set(visits)
    for pair, link in doses_tied_together(empty.problem, case.catalogue, case.values):
        if {pair.first.id, pair.second.id} <= inside:
            tied = f"link {link} ties" if link else "links tie"
            return (
                f"{pair.first.id} and {pair.second.id} both give {pair.dose}, and {tied} them together: two doses at "
                f"once, which nobody may give. Where it is one dose, keep {pair.dose} in one of the two visits"
            )
    return ""


def describe_keeper_out(auditor: Auditor, visit: Visit, other: str) -> str:
    """That a visit has no start beside a served one of its client, as long as that stays where it is; with the rule."""
    pricing = auditor.pricing
    at = pricing.problem.horizon.label(auditor.bounds.starts[other])
    why = _doses_in_words(pricing, [visit.id, other]) or "the two come too near each other, or in the wrong order"
    return f"{named(pricing.problem, other)} is made at {at}, which leaves it no start: {why} [call_spacing]."


def _doses_in_words(pricing: TrialPricing, visits: list[str]) -> str:
    """ "two doses of insulin lie at least 60 min apart, from the end of V1 to the start of V2"; empty: no doses."""
    case, inside = pricing.case("call_spacing"), set(visits)
    for pair in distances(pricing.problem, case.catalogue, case.values):
        if pair.dose and pair.first is not pair.second and {pair.first.id, pair.second.id} <= inside:
            least = length(pricing.problem, pair.least)
            between = f"from the end of {pair.first.id} to the start of {pair.second.id}" if pair.ordered else ""
            return f"two doses of {pair.dose} lie at least {least} apart{f', {between}' if between else ''}"
    return ""


def _gap_in_words(empty: EmptyRoster, visits: list[str], link_id: str) -> str:
    """ "link L1 wants at least 4 h from start to start, and 60 min are possible at most"."""
    problem = empty.problem
    link = next(link for link in problem.links if link.id == link_id)
    first, second = problem.visit[link.first], problem.visit[link.second]
    spans = [
        [span for shift in empty.eligibility.eligible_shifts(visit) for span in empty.spans(visit, shift)]
        for visit in (first, second)
    ]
    least, most = link.min_gap or 0, link.max_gap
    says = f"from start to start link {link.id} wants"
    if spans[0] and spans[1]:
        widest = max(high for _, high in spans[1]) - min(low for low, _ in spans[0])
        nearest = min(low for low, _ in spans[1]) - max(high for _, high in spans[0])
        if widest < least:
            return f"{says} at least {length(problem, least)}, and {length(problem, widest)} are possible at most"
        if most is not None and nearest > most:
            return f"{says} at most {length(problem, most)}, and {length(problem, nearest)} are possible at least"
    return f"nobody's hours allow what link {link.id} wants between the two starts"
