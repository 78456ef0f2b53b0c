"""Why somebody has no authority for a visit, in words that follow their number and name nobody.

"have no authority for insulin: no delegation names them". What is missing is read where the engine's side found it.
"""

from __future__ import annotations

from solver.domain import Shift, Visit

from ..permits import Lack, Obstacle, Permits
from ..rule import Case

_LACKS: dict[Lack, str] = {
    "registered": "only a registered nurse does it",
    "stable": "the client is not recorded as stable",
    "consent": "the client's consent to delegation is not recorded as given",
    "sign_off": "no delegation in force names them",
    "willing": "they do not accept such tasks",
    "person": "nobody knows which registrant answers for it",
    "contact": "nobody knows how its registrant is reached",
    "cover": "nobody knows when its registrant is on cover",
    "not_on_cover": "its registrant is not on cover then",
    "gone": "its registrant has left or is registered no longer",
    "protocol": "no protocol of their organisation is in force",
    "own_staff": "its protocol is for the provider's own staff",
    "training": "no competency is named for it, so nobody knows who is trained",
    "competency": "what they held for it has run out",
    "sharing": "the client's consent to sharing is not known, and no signed agreement states a basis",
    "refused": "the client has refused",
    "agreement": "no agreement between the organisations is in force",
    "direction": "no agreement passes such tasks in this direction",
    "code": "no catalogue knows the code, so the provider's own staff do it",
    "medicine": "no catalogue knows the code, which says a medicine, and nobody knows who is trained for it",
    "stop": "it is suspended",
}


def describe_refusal(rule: str, case: Case, visit: Visit, shift: Shift) -> str:
    """What the worker of a shift lacks by one rule of authority."""
    problem, readings = case.readings.problem, case.readings
    worker = problem.worker[shift.worker]
    obstacles = readings.once(Permits).obstacles(visit, worker, readings.acting[shift.id])
    found = [one for one in obstacles if one.rule == rule]
    if rule == "suspended":
        return _describe_stop(case, visit, found)
    lacks = dict.fromkeys(_LACKS[one.lack] for one in found)
    codes = dict.fromkeys(one.code for one in found if one.code)
    about = f" for {' and '.join(codes)}" if codes else ""
    asked = ""
    if visit.workers > 1 and codes:  # a second pair of hands of whom less is asked is told apart in the document
        asked = " (asked of both pairs of hands; who only helps is a visit of its own, linked double_handed)"
    return f"have no authority{about}" + (f": {'; '.join(lacks)}" if lacks else "") + asked


def _describe_stop(case: Case, visit: Visit, found: list[Obstacle]) -> str:
    problem = case.readings.problem
    stops = {stop.id: stop for stop in problem.suspensions}
    named = [stops[one.of] for one in found if one.of in stops]
    named += [stop for stop in problem.suspensions if stop.what == "client" and stop.of in visit.clients]
    if not named:
        return "are suspended"
    stop = named[0]
    what = {"worker": "are suspended themselves", "task": f"may not: {stop.of} is suspended"}.get(
        stop.what, f"may not: the {stop.what} is suspended"
    )
    return f"{what} ({stop.reason.strip()})"
