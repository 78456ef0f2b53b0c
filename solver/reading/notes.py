"""What is worth telling of a problem before anything else, though nothing about it is a fault.

A kind of note is a function from the problem (as commissioned) and the pack to sentences; NOTES lists them in the order
in which they are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.completeness import count_unknowns
from solver.domain import Catalogue, JoinedProblem, Problem, Sector
from solver.rules import Pack, tell_loosened
from solver.rules.funders import funder_of
from solver.rules.task_catalogue import (
    STRICTEST,
    built_in_tasks,
    class_of,
    competencies_of,
    is_reached,
    meant_by,
    said_by_entry,
    said_by_order,
    unknown_codes,
)
from solver.rules.vocabulary.nights import days_called_nights
from solver.rules.vocabulary.wording import list_some

from .doses import (
    tell_doses_at_once,
    tell_doses_tied_together,
    tell_doses_without_room,
    tell_one_medicine_by_two_orders,
    tell_ordered_twice,
)
from .grace import tell_grace
from .people import carers_answering, carers_who_set_windows, people_twice
from .please_look import find_oddities
from .signed import tell_void_lateness, tell_void_signatures
from .unjudged import told_nothing_of_before, told_nothing_of_nights, told_of_longer_weeks
from .wishes import contradicting_wishes

LISTED = 5  # of one kind; the rest are counted


def problem_notes(problem: Problem, pack: Pack | None = None, judged: bool = True) -> list[str]:
    """Sentences for whoever reads a document's answer, most important first. None for a literature instance.

    pack: the rules in force, for what it adds to the task catalogue; the built-in one where it is not given.
    judged: whether a roster of it is judged or made: what is judged without, and how much is unknown, is told too.
    """
    if problem.horizon.abstract:
        return []
    asked = problem.origin if isinstance(problem, JoinedProblem) else problem
    rules = pack if pack is not None else Pack.load()
    kinds = [kind for kind in NOTES if judged or kind not in _OF_A_ROSTER]
    return [sentence for kind in kinds for sentence in kind(asked, rules)]


def loosened(problem: Problem, pack: Pack) -> Iterator[str]:
    """What the rules in force ask less than the built-in ones do, and which caps on lateness somebody has lifted."""
    sentence = tell_loosened(problem, pack)
    if sentence is not None:
        yield sentence


def void_signatures(problem: Problem, pack: Pack) -> Iterator[str]:
    """Who has signed for joins and may not."""
    yield from _first_of(list(tell_void_signatures(problem, pack)), "signatures that do not count")


def void_lateness(problem: Problem, pack: Pack) -> Iterator[str]:
    """Who has accepted a late start and may not, or not without saying what they are."""
    yield from _first_of(list(tell_void_lateness(problem, pack)), "late starts accepted that do not count")


def first_version(problem: Problem, pack: Pack) -> Iterator[str]:
    """A document from before consents had three answers and registrants were people."""
    if problem.version == "1":
        who = "who is a registrant, " if problem.delegations else ""
        yield (
            f"This document is of version 1, in which nobody could say {who}who delivers for whom or what was stopped: "
            "all of it is unknown. onevisit convert brings it up to date."
        )


def unknown_tasks(problem: Problem, pack: Pack) -> Iterator[str]:
    """Task codes that no catalogue has, each told once with what may have been meant."""
    owners: dict[str, set[Sector]] = {}
    for visit in problem.visits:
        for task in visit.tasks:
            owners.setdefault(task.code, set()).add(task.owner)
    catalogue = pack.catalogue(problem)
    unknown = unknown_codes(problem, catalogue)
    meant = {code: [one.code for one in meant_by(code, catalogue)] for code in unknown}
    if strict := [code for code in unknown if "social" in owners[code] and meant[code]]:
        many = len(strict) != 1
        told = [f"{code} (says {' and '.join(meant[code])}; meant: {', '.join(unknown[code])}?)" for code in strict]
        yield (
            f"Unknown task code{'s' if many else ''} that {'say' if many else 'says'} what not everybody may do: "
            f"{list_some(told, LISTED)}. Until the task catalogue says what {'they are' if many else 'it is'}, "
            "the same is asked as of what is said, of staff of the organisation that delivers the visit, and it is "
            "never joined."
        )
    for owner, who in (
        ("health", "only registered nurses do it"),
        ("social", "only staff of the organisation that delivers the visit do it"),
    ):
        codes = [code for code in unknown if owner in owners[code] and not (owner == "social" and meant[code])]
        if not codes:
            continue
        told = [f"{code} (meant: {', '.join(unknown[code])}?)" if unknown[code] else code for code in codes]
        yield (
            f"Unknown task code{'s' if len(codes) != 1 else ''} of {owner} care: {list_some(told, LISTED)}. Until the "
            f"task catalogue says what {'they are' if len(codes) != 1 else 'it is'}, {who}, and it is never joined or "
            "delegated."
        )


def spoken_orders(problem: Problem, pack: Pack) -> Iterator[str]:
    """Orders that say more than the code of their task: a medicine or a procedure that not everybody may do."""
    catalogue, found = pack.catalogue(problem), dict[str, str]()
    for visit in problem.visits:
        for task in visit.tasks:
            if says := said_by_order(task, catalogue):
                codes = " and ".join(one.code for one in says)
                found.setdefault(f'{task.code} "{task.order}"', f'{task.code} "{task.order}" ({visit.id}) says {codes}')
    if found:
        yield (
            f"Orders that say more than their task code: {list_some([*found.values()], LISTED)}. Say the code. Until "
            "then a task whose order says what not everybody may do is for registered nurses only, and who does one is "
            "trained for what the order says; neither is joined or delegated."
        )


def unfunded_nursing(problem: Problem, pack: Pack) -> Iterator[str]:
    """Nursing in visits that a council pays for: whoever pays for it is not known, and it is charged to nobody."""
    catalogue = pack.catalogue(problem)
    found = [
        f"{visit.id} ({task.code})"
        for visit in problem.visits
        for task in visit.tasks
        if funder_of(problem, visit, task, catalogue) is None
    ]
    if found:
        yield (
            f"Nursing in visits that a council pays for: {list_some(found, LISTED)}. A council may not pay "
            "for it (Care Act 2014 s. 22), so it is charged to nobody: name the commissioner of a visit of its own."
        )


def tamed_tasks(problem: Problem, pack: Pack) -> Iterator[str]:
    """Codes of the day's or the pack's own catalogue that are freer than what they, their name or what else they are
    called say to everybody.
    """
    known, catalogue = Catalogue(built_in_tasks()), pack.catalogue(problem)
    found, taken = {}, {}
    for entry in (*pack.tasks, *problem.task_catalogue):
        said = [
            *known.said_by(entry.code),
            *(one for name in (entry.name, *entry.also) for one in known.words_say(name)),
        ]
        strict = known.get(entry.code)
        if strict in said and strict is not None and strict.task_class not in (None, "ordinary"):
            continue  # "catheter bag change" of catheter_bag
        mine = catalogue[entry.code].task_class or ("registered" if entry.owner == "health" else "ordinary")
        freer = [one for one in said if STRICTEST.index(one.task_class or "ordinary") < STRICTEST.index(mine)]
        if freer:
            found[entry.code] = f"{entry.code} is {mine}, though it says {freer[0].code}"
        elif entry.task_class is None and (says := said_by_entry(entry, known)):
            taken[entry.code] = f"{entry.code} says {says[0].code} and is taken for {mine}"
    if taken:
        told = list_some([*taken.values()], LISTED, "; ")
        yield f"No class in its own task catalogue: {told}. Say the class of each."
    if found:
        yield f"By its own task catalogue: {list_some([*found.values()], LISTED, '; ')}. See that this is meant."


def untaught_tasks(problem: Problem, pack: Pack) -> Iterator[str]:
    """Tasks that a protocol lets trained staff do, where no competency tells who is trained."""
    catalogue, declared = pack.catalogue(problem), [competency.id for competency in problem.competencies]
    codes: dict[str, tuple[str, ...]] = {}
    for visit in problem.visits:
        for task in visit.tasks:
            if class_of(task, catalogue) == "protocol" and not competencies_of(task, catalogue, declared):
                entry = catalogue.get(task.code)
                codes.setdefault(task.code, () if entry is None else entry.competencies)
    if not codes:
        return
    told = [f"{code} (the catalogue asks for {', '.join(codes[code])})" if codes[code] else code for code in codes]
    yield (
        f"Nobody knows who is trained for {list_some(told, LISTED)}: a protocol lets trained staff do it, and "
        "no competency is named and declared. Until it is, and who holds it, only registered nurses do it, and who is "
        "named by a delegation."
    )


def visits_with_their_own_break(problem: Problem, pack: Pack) -> Iterator[str]:
    """Visits longer than anybody may work without a break: nobody leaves them, and their break is taken as arranged."""
    values = pack.values("break")
    if not pack.enabled("break") or not values["statutory"]:
        return
    most = values["threshold_minutes"]
    found = [visit for visit in problem.visits if problem.horizon.minutes(visit.duration) > most >= 0]
    if found:
        named = [f"{one.id} ({problem.horizon.minutes(one.duration) / 60:.3g} h)" for one in found]
        yield (
            f"Longer than {most / 60:g} h, so taken to hold a break of their own: {list_some(named, LISTED)}. Arrange "
            "it with whoever makes the visit."
        )


def please_look(problem: Problem, pack: Pack) -> Iterator[str]:
    """What is hardly meant: doubled rows, places and times that are likely slips."""
    yield from (oddity.sentence for oddity in find_oddities(problem, pack))


def unjudged(problem: Problem, pack: Pack) -> Iterator[str]:
    """What the day before would have told."""
    sentence = told_nothing_of_before(problem, pack)
    if sentence is not None:
        yield sentence


def unknown_counts(problem: Problem, pack: Pack) -> Iterator[str]:
    """How much is not known that safety rests on."""
    sentence = count_unknowns(problem, pack)
    if sentence is not None:
        yield sentence


def unknown_stops(problem: Problem, pack: Pack) -> Iterator[str]:
    """Suspensions of a task code that no catalogue and no visit has: they stop nothing."""
    catalogue = pack.catalogue(problem)
    tasks = {task for visit in problem.visits for task in visit.tasks}
    for stop in problem.suspensions:
        if stop.what != "task" or stop.of in catalogue:
            continue
        if not any(is_reached(task, stop.of, catalogue) for task in tasks):
            near = ", ".join(catalogue.nearest(stop.of))
            meant = f" (meant: {near}?)" if near else ""
            yield f"Suspension {stop.id} stops the task code {stop.of}, which nobody knows{meant}: it stops nothing."


def doses_at_once(problem: Problem, pack: Pack) -> Iterator[str]:
    """Two doses of one medicine in one visit."""
    yield from _first_of(list(tell_doses_at_once(problem, pack)), "visits with one medicine twice")


def one_medicine_by_two_orders(problem: Problem, pack: Pack) -> Iterator[str]:
    """Orders in unlike words that give one medicine."""
    yield from _first_of(list(tell_one_medicine_by_two_orders(problem, pack)), "pairs of orders that give one medicine")


def doses_tied_together(problem: Problem, pack: Pack) -> Iterator[str]:
    """One medicine in two visits that links bring together."""
    yield from _first_of(
        list(tell_doses_tied_together(problem, pack)), "pairs of visits tied to give one medicine at once"
    )


def doses_ordered_twice(problem: Problem, pack: Pack) -> Iterator[str]:
    """One medicine at the same hours by two visits."""
    yield from _first_of(list(tell_ordered_twice(problem, pack)), "pairs of visits that give one medicine")


def doses_without_room(problem: Problem, pack: Pack) -> Iterator[str]:
    """Two doses of one medicine whose windows leave too little between them."""
    yield from _first_of(list(tell_doses_without_room(problem, pack)), "pairs of doses without room between them")


def wishes(problem: Problem, pack: Pack) -> Iterator[str]:
    """Somebody both preferred and refused, counted where they are many."""
    yield from _first_of(list(contradicting_wishes(problem)), "contradicting wishes")


def _first_of(sentences: list[str], of: str) -> Iterator[str]:
    yield from sentences[:LISTED]
    if len(sentences) > LISTED:
        yield f"And {len(sentences) - LISTED} more {of}."


def sleep_ins_by_day(problem: Problem, pack: Pack) -> Iterator[str]:
    """Shifts called a sleep-in or living in that have no night: they are shifts like any other."""
    found = days_called_nights(problem, pack)
    if found:
        more = f" and {len(found) - LISTED:,} more" if len(found) > LISTED else ""
        hours = pack.values("daily_rest")["sleep_minutes"] / 60
        yield (
            f"Called a sleep-in or living in, with less than {hours:g} h of a night: "
            f"{', '.join(found[:LISTED])}{more}. "
            "All of such a shift is work, with its breaks and rest."
        )


def unjudged_nights(problem: Problem, pack: Pack) -> Iterator[str]:
    """The averages over seventeen weeks of those who work at night."""
    if sentence := told_nothing_of_nights(problem):
        yield sentence


def longer_weeks(problem: Problem, pack: Pack) -> Iterator[str]:
    """Who may work more than the law's week, by a limit of their own."""
    if sentence := told_of_longer_weeks(problem):
        yield sentence


NOTES: tuple[Callable[[Problem, Pack], Iterator[str]], ...] = (
    loosened,
    first_version,
    doses_at_once,
    one_medicine_by_two_orders,
    doses_tied_together,
    please_look,
    doses_ordered_twice,
    doses_without_room,
    void_signatures,
    void_lateness,
    carers_answering,
    carers_who_set_windows,
    tell_grace,
    unknown_tasks,
    spoken_orders,
    untaught_tasks,
    tamed_tasks,
    unknown_stops,
    unfunded_nursing,
    visits_with_their_own_break,
    sleep_ins_by_day,
    wishes,
    people_twice,
    unjudged,
    unjudged_nights,
    longer_weeks,
    unknown_counts,
)
_OF_A_ROSTER = (unjudged, unjudged_nights, unknown_counts)
