"""docs/reference/glossary.md: the field's words and those that outputs show, and every word that a field may hold."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Frozen, Problem, Roster
from solver.formats.meanings import inner_model, meaning_of

from .tables import code, table

_HEAD = """# Glossary

For everybody who meets a word here and wonders: the words of home care as this documentation uses them, then those of
rosters and searches, then each word that a field of a document may hold.
"""
CARE = {
    "client": "Somebody who is visited at home.",
    "household": "Clients who live together and may be visited in one.",
    "visit": "Somebody's coming to a client for some tasks, in an agreed window. A call is the same.",
    "task": "One thing done at a visit, by a code such as `lunch` or `insulin`.",
    "task class": "Who may do a task: `registered`, `delegated`, `protocol` or `ordinary`.",
    "window": "The agreed times between which a visit may begin.",
    "clinical window": "When a task must be reached, set by a registered nurse; never moved.",
    "priority": "1 to 5: how bad it is to leave a visit out or come late; 5 is the worst.",
    "worker": "Whoever makes visits: care worker or nurse.",
    "shift": "The planned time of a worker, from leaving to being back.",
    "duty": "All shifts of a worker with less than the daily rest between them.",
    "round": "The visits of a shift in their order; each is a stop.",
    "competency": "What a worker is trained and assessed for, with an end where it expires.",
    "registrant": "A nurse or other professional on a statutory register who answers for delegations and protocols.",
    "delegation": "A registrant lets a named worker do a health task for a named client, until a date.",
    "protocol": "Written rules, signed by a registrant, under which a provider's trained staff do a health task.",
    "consent": "A client's yes or no, to the sharing of their record or to a delegation. None recorded is not a yes.",
    "agreement": "What two organisations signed so that the staff of one may do tasks of the other.",
    "organisation": "Trust, council, provider or agency; of the sector `health` or `social`.",
    "provider": "The organisation whose staff make visits.",
    "commissioner": "The organisation that orders a visit and pays for it.",
    "double-handed": "A visit that takes two workers at once.",
    "joined visit": "Two or more visits of a client or household made as one; also joint visit.",
    "continuity": "That a client meets few new faces.",
    "caseload": "How many visits a nurse has in a day.",
    "suspension": "Something is stopped from a moment on: a client, worker, registrant, task or delegation.",
    "pin": "A scheduler has fixed shift, worker or start of a visit.",
}
OUTPUT = {
    "served": "Visits that somebody makes.",
    "not served": "Visits that nobody makes; also left out, or unserved. Each has a verdict.",
    "PROVEN": "Verdict: no roster could serve the visit.",
    "CAPACITY": "Verdict: somebody could, but there is no room as the rest of the roster stands.",
    "PRICED": "Verdict: there is room, and leaving the visit out is cheaper under the prices in force.",
    "NOT-FOUND": "Verdict: there is a cheaper place, which the search did not find.",
    "breach": "A rule is broken.",
    "hard breach": "A rule that forbids is broken; `solve` returns no roster with one.",
    "cost": "What a roster is weighed by: pay, and prices of rules, in all in points, a pound as a point; no bill.",
    "pay and mileage": "Of the cost what somebody pays, in pounds: travel, waiting, overtime, miles, agency call-outs.",
    "preferences": "Of the cost what only weighs, in points: preferences, lateness, visits left out; no money.",
    "contact": "Time at clients' doors.",
    "travel": "Time between visits.",
    "waiting": "Time between visits that is neither travel nor break.",
    "overtime": "Work after the planned end of a shift.",
    "late": "Begun after the window. A cap is the most that a visit may be late.",
    "cap": "The most that a visit may be late, by priority.",
    "loosened": "A rule in force asks less than the built-in one; told first, by name.",
    "unknown": "What safety rests on and nobody wrote down. It is never taken for yes.",
    "judged without": "What the day does not say of the day before, such as last night's shifts.",
    "reports": "What rules tell and neither forbid nor price.",
    "fingerprint": "Letters and figures that change when anything in a day or a rule pack changes.",
    "rule pack": "The file of all figures that rules use.",
    "horizon": "The days that a problem is about.",
    "problem": "All that is given: clients, visits, staff, rules; also a day.",
    "roster": "Who makes which visits when, and what is left out.",
    "seed": "A number that chooses one of many equally good searches.",
}
SEARCH = {
    "move": "One change that a search tries.",
    "insertion cost": "What a roster costs more with a visit put at one place of a round.",
    "neighbour list": "For each visit those that may well stand beside it in a round; a search looks at these first.",
    "time-window slack": "How much later a stop could begin without making a later one late.",
    "lower bound": "A cost that no roster can be below; shows how far from the best possible one is.",
    "optimal": "No roster costs less: the best possible, proven.",
    "column generation": "A way to a lower bound: rounds are made as they are wanted, by price.",
    "dual price": "What serving one more visit is worth in column generation; it tells which rounds to make next.",
}


def glossary_page() -> str:
    """The page as Markdown."""
    parts = [_HEAD]
    for title, terms in (("Home care", CARE), ("What outputs show", OUTPUT), ("The search", SEARCH)):
        parts.append(f"## {title}\n\n{table(('word', 'meaning'), terms.items())}")
    rows = sorted({(code(word), code(where), meaning) for word, where, meaning in list_words()})
    parts.append(f"## Words that fields hold\n\n{table(('word', 'field', 'what the field says'), rows)}")
    return "\n".join(parts)


def list_models() -> list[type[Frozen]]:
    """Everything a document is made of, found from the two documents on."""
    found: list[type[Frozen]] = []
    waiting: list[type[Frozen]] = [Problem, Roster]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.append(model)
            inside = (inner_model(field) for field in model.model_fields.values())
            waiting += [one for one in inside if one is not None and issubclass(one, Frozen)]
    return found


def list_words() -> Iterator[tuple[str, str, str]]:
    """Each word that a field of a document may hold, with the field and what that means."""
    for model in list_models():
        for name in model.model_fields:
            told = meaning_of(model, (name,))
            for word in told.choices:
                yield word, f"{model.__name__}.{model.model_fields[name].alias or name}", told.meaning
