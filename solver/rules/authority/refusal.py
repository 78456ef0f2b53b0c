"""Why somebody has no authority for a visit, and whom to ask: the checker's own reasons, in words that name no worker.

"have no authority for insulin: no delegation names them for insulin with this client (ask a registrant who may delegate
it)". The words follow the number of those they are about, for many lack the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from solver.domain import Suspension

from ..vocabulary.wording import both
from .facts import Facts
from .look import Look, Reason, Told


def describe_refusal(found: Iterable[Told], hands: int = 1) -> str:
    """What workers lack, from what one rule of authority says of one of them who is not named.

    hands: how many workers the visit takes: each of them is asked, and who only helps is told apart in the document.
    """
    told = list(found)
    if not told:  # what was tried was made at a time that is none of the visit's own
        return "have no authority for it then"
    codes = list(dict.fromkeys(one.code for one in told if one.code))
    about = f" for {both(codes)}" if codes else ""
    reasons = dict.fromkeys(reason for one in told for reason in one.reasons)
    asked = ""
    if hands > 1 and codes:
        asked = " (asked of both pairs of hands; who only helps is a visit of its own, linked double_handed)"
    return f"have no authority{about}: {both([_with_ask(reason) for reason in reasons])}{asked}"


def _with_ask(reason: Reason) -> str:
    return f"{reason.why} (ask {reason.ask})" if reason.ask else reason.why


def describe_stop(facts: Facts, stop: Suspension) -> str:
    """ "Ada Pretend's visits are stopped from 1 March 2027 10:00 on (hospital)".

    Who stopped it is not in it: partners read it.
    """
    client = facts.problem.client.get(stop.of) if stop.what == "client" else None
    what = f"{client.name}'s visits are" if client is not None else f"{stop.of} is"
    if stop.client is not None:
        what = f"{facts.problem.client[stop.client].name}'s {stop.of} is"
    return f"{what} stopped {describe_time(facts, stop)} ({stop.reason.strip()})"


def describe_refusal_by_stop(look: Look, stops: Iterable[Suspension]) -> str:
    """What keeps workers from a visit by the rule ``suspended``. stops: what that rule finds for one of them."""
    stop = next(iter(stops), None)
    if stop is None:
        return "are suspended"
    begin = describe_time(look.facts, stop)
    match stop.what:
        case "client" | "task":
            return f"may not: {describe_stop(look.facts, stop)}"
        case "worker":
            return f"are stopped {begin} ({stop.reason.strip()})"
    return f"may not: the {stop.what} they would work under, {stop.of}, is stopped {begin} ({stop.reason.strip()})"


def describe_time(facts: Facts, stop: Suspension) -> str:
    """ "from 1 March 2027 10:00 on", or until when."""
    begin = _moment(facts, stop.starts)
    return f"from {begin} on" if stop.ends is None else f"from {begin} until {_moment(facts, stop.ends)}"


def _moment(facts: Facts, ticks: int) -> str:
    moment = facts.problem.horizon.moment(ticks)
    return f"{moment.day} {moment:%B %Y %H:%M}"
