"""A document of version 1 brought to version 2, in which registrants are people and consent has three answers.

What version 1 did not say stays unknown: nothing is ever written as given, known or signed that was not recorded so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from solver.rules.vocabulary.wording import list_some

from ..domain import Problem, Registrant
from ..domain.names import fold_name, is_name

_LISTED = 10  # ids or codes told by name


def carry_over(problem: Problem, today: date) -> tuple[Problem, list[str]]:
    """The problem as a document of version 2, and sentences on what was done and what stays unknown.

    today: written as ``carried_over``. A problem of version 2 comes back as it is, without a sentence.
    """
    if problem.version != "1":
        return problem, []
    made = _Registrants(problem)
    named, on = made.named, min(today, problem.carried_over or today)
    carried = problem.replace(
        version="2",
        carried_over=on,
        registrants=(*problem.registrants, *made.people),
        delegations=tuple(
            one.model_copy(update={"registrant": named.get(fold_name(one.registrant), one.registrant)})
            for one in problem.delegations
        ),
        protocols=tuple(
            one.model_copy(update={"registrant": named.get(fold_name(one.registrant), one.registrant)})
            for one in problem.protocols
        ),
        suspensions=tuple(
            one.model_copy(update={"of": named.get(fold_name(one.of), one.of)}) if one.what == "registrant" else one
            for one in problem.suspensions
        ),
    )
    return carried, list(_notes(problem, carried, made.people, on))


class _Registrants:
    """The people behind the names of a document. people: those that it did not know as registrants yet.

    named: their ids by folded name, with those of registrants that the document had.
    """

    def __init__(self, problem: Problem):
        known = Counter(fold_name(one.name) for one in problem.registrants)
        self.named = {fold_name(one.name): one.id for one in problem.registrants if known[fold_name(one.name)] == 1}
        ids = {word for one in problem.registrants for word in (one.id, one.name)}
        contacts: dict[str, set[str]] = {}
        spelled: dict[str, str] = {}
        for one in problem.delegations:
            contacts.setdefault(fold_name(one.registrant), set()).add(one.contact.strip())
        for name in (*(one.registrant for one in problem.delegations), *(one.registrant for one in problem.protocols)):
            if name not in ids and is_name(name) and not known[fold_name(name)]:
                spelled.setdefault(fold_name(name), " ".join(name.split()))
        self.people: list[Registrant] = []
        number = 0
        for folded, name in spelled.items():
            number += 1
            while f"registrant-{number}" in ids:
                number += 1
            told = contacts.get(folded, set())
            # Where delegations tell of different ways, or some of none, each keeps its own: what reached nobody then
            # must not come into force by being carried over.
            contact = next(iter(told)) if len(told) == 1 else ""
            self.people.append(Registrant(id=f"registrant-{number}", name=name, contact=contact))
        self.named |= {fold_name(one.name): one.id for one in self.people}


def _notes(old: Problem, new: Problem, people: list[Registrant], on: date) -> Iterator[str]:
    yield f"Version 1 became version 2, carried over on {on:%d.%m.%Y}."
    if people:
        yield from _about_registrants(new, people)
    nobody = [one.id for one in old.delegations if not is_name(one.registrant)]
    if nobody:
        named = list_some(nobody, _LISTED)
        yield f"Not in force, for nobody is named as registrant: {_many(len(nobody), 'delegation')} ({named})."
    answers = [consent for client in old.clients for consent in client.consents]
    if answers:
        bare = sum(one.basis is None or not one.recorder.strip() for one in answers)
        yield (
            f"Clients' answers kept with their dates: {len(answers):,}; whose decision it was, or who recorded it, is "
            f"unknown of {bare:,}."
        )
    clients = _many(len(old.clients), "client")
    for kind in ("sharing", "delegation"):
        unasked = sum(all(one.kind != kind for one in client.consents) for client in old.clients)
        if unasked:
            yield f"No answer about {kind} is recorded of {unasked:,} of {clients}: unknown, neither yes nor no."
    bases = sum(not one.sharing_basis.strip() or one.signed is None for one in old.agreements)
    if bases:
        yield f"Agreements that state no signed basis for sharing: {bases:,} of {len(old.agreements):,}."
    hired = {worker.id for worker in old.workers if worker.agency}
    shifts = sum(shift.worker in hired and shift.engaged_by is None for shift in old.shifts)
    if shifts:
        yield f"Shifts of agency staff that do not say who engaged them: {shifts:,}."


def _about_registrants(new: Problem, people: list[Registrant]) -> Iterator[str]:
    ids = {one.id for one in people}
    named = sum(one.registrant in ids for one in new.delegations) + sum(one.registrant in ids for one in new.protocols)
    without = sum(not one.contact for one in people)
    yield (
        f"Registrants made of the names that {named:,} delegations and protocols give: {len(people):,}, all with "
        "registration and cover hours unknown."
        + (f" Without one contact, for delegations tell several or none: {without:,}." if without else "")
    )


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
