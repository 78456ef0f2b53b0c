"""Links that an added visit brings: ties in time to visits of the day, where they ask more of a roster, never less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.domain import InputFaults, Link, Problem, Visit
from solver.explain.model import named
from solver.rules import length, list_loosened

from .draft import Draft
from .faults import ChangeFaults
from .insertion import find_dependents, take_off
from .objects import read_object
from .placing import place_best

_IN_TIME = ("gap", "same_start", "double_handed")


def read_links(draft: Draft, visit: Visit, plain: Sequence[dict[str, Any]], faults: ChangeFaults) -> list[Link]:
    """The links as documents have them; a fault, at the link, for one of another kind or of other visits."""
    problem, found = draft.problem, []
    for number, one in enumerate(plain):
        where = f"links[{number}]"
        link = read_object(problem, Link, one, where, faults)
        if link is None:
            continue
        found.append(link)
        if link.kind not in _IN_TIME:
            wanted = f"want one of {', '.join(_IN_TIME)}: {link.id} says who comes, which is written into the document"
            faults.add(f"{where}.kind", link.kind, wanted)
        if any(link.id == other.id for other in (*problem.links, *found[:-1])):
            faults.add(f"{where}.id", link.id, "want an id that no link has")
        if visit.id not in (link.first, link.second):
            faults.add(f"{where}.first", link.first, f"want a link of the visit that is added, {visit.id}")
    return found


def refuse_loosening(draft: Draft, made: Problem, links: Sequence[Link], faults: ChangeFaults) -> None:
    """A fault for each link by which two calls of a kind would come nearer than the rules in force ask."""
    if not links or faults.found:
        return
    known = list_loosened(draft.problem, draft.pack)
    for phrase in list_loosened(made, draft.pack):
        for number, link in enumerate(links):
            if phrase not in known and phrase.startswith(f"link {link.id}:"):
                wanted = f"want no link that brings two calls nearer: {phrase.removeprefix('link ')}"
                faults.add(f"links[{number}]", link.id, wanted)


def widen(draft: Draft, made: Problem, links: Sequence[Link], faults: ChangeFaults) -> Draft | None:
    """The draft on the wider problem; None, and a fault, where a joint visit cannot be tied so."""
    try:
        return draft.with_problem(made)
    except InputFaults as error:
        names = ", ".join(link.id for link in links) or "none"
        faults.add("links", names, f"want none of a visit that is part of a joint one: {error.faults[0].expected}")
        return None


def place_tied(draft: Draft, name: str) -> tuple[Draft, list[str]]:
    """The new visit at its best place. Where that is none while those who come with it stay, they are placed together;
    where that is none either, double-handed visits are left out together, and told.
    """
    placed, more = place_best(draft, [name])
    together = find_dependents(draft, [name])
    if not more or together == [name]:
        return placed, more
    return place_best(take_off(draft, together), together)


def describe_link(problem: Problem, link: Link) -> str:
    """ "L7 (double handed with Ada Pretend's 08:00 visit (V12))", "L8 (30 min or more after ...)"."""
    first, second = (named(problem, end) if end in problem.visit else end for end in (link.first, link.second))
    if link.kind != "gap":
        return f"{link.id} ({link.kind.replace('_', ' ')}: {first} and {second})"
    least = f"{length(problem, link.min_gap)} or more" if link.min_gap is not None else ""
    most = f"{length(problem, link.max_gap)} or less" if link.max_gap is not None else ""
    return f"{link.id} ({second} starts {' and '.join(filter(None, (least, most)))} after {first})"
