"""Who answers for delegations and protocols: what names, contacts and registrations say. Reading only.

``Wording`` reads single texts; who is in force on a visit is judged by rules, and anew by the engine's side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.domain import Problem, Registrant, Suspension
from solver.domain.names import (
    RegistrationState,
    fold_name,
    is_name,
    plain,
    registration_state,
    says_nobody,
    says_something,
)


class Supposed(str):
    """A name, a number or a contact that a what-if supposes. It counts as told only there: once written down it is
    plain text, and reads as one of the phrases that stand for nobody.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """How names are read (solver/domain/names.py), with the phrases that packs add: for nobody known, and for gone."""

    unknown: frozenset[str]
    gone: frozenset[str]

    @classmethod
    def of(cls, *values: Mapping[str, Any]) -> Wording:
        """The phrases of several sets of values of the rule authority_registrant together: a pack only adds some."""
        return cls(*(frozenset(one for some in values for one in some[name]) for name in ("unknown", "gone")))

    def names_somebody(self, text: str) -> bool:
        """Whether a text is the name of a person who is there."""
        return isinstance(text, Supposed) or is_name(text, self.unknown, self.gone)

    def reaches_somebody(self, text: str) -> bool:
        """Whether a contact is one by which somebody is reached."""
        return isinstance(text, Supposed) or (bool(plain(text)) and not self.says_nobody(text))

    def says_nobody(self, contact: str) -> bool:
        """Whether a contact says that whoever is meant is not known, or there no more."""
        return not isinstance(contact, Supposed) and says_nobody(contact, self.unknown, self.gone)

    def states_something(self, text: str) -> bool:
        """Whether a text says what was asked for, such as a basis, and not that nobody knows."""
        return says_something(text, self.unknown)

    def registration(self, text: str) -> RegistrationState:
        """What a registration number says."""
        return "known" if isinstance(text, Supposed) else registration_state(text, self.unknown, self.gone)


def namesakes(problem: Problem, stop: Suspension) -> list[Registrant]:
    """Registrants who have the name of a stopped worker, answer for something and are not stopped then themselves. They
    may be one person, or two: a shared name proves nothing.
    """
    worker = problem.worker.get(stop.of) if stop.what == "worker" and not stop.is_void else None
    if worker is None:
        return []
    answering = {fold_name(one.registrant) for one in problem.delegations}
    answering |= {fold_name(one.registrant) for one in problem.protocols}
    stopped = {
        fold_name(other.of)
        for other in problem.suspensions
        if other.what == "registrant" and other.starts <= stop.starts and not other.is_void
        if other.ends is None or (stop.ends is not None and stop.ends <= other.ends)
    }
    return [
        one
        for one in problem.registrants
        if fold_name(one.name) == fold_name(worker.name)
        and answering & {fold_name(one.id), fold_name(one.name)}
        and not stopped & {fold_name(one.id), fold_name(one.name)}
    ]


def registrants_by_text(problem: Problem) -> dict[str, Registrant]:
    """Registrants by what a delegation or a protocol may call them: the id, or a name that is that of one only.

    Names by ``fold_name``. A name that several have is nobody's.
    """
    names: dict[str, list[Registrant]] = {}
    for registrant in problem.registrants:
        names.setdefault(fold_name(registrant.name), []).append(registrant)
    single = {name: some[0] for name, some in names.items() if len(some) == 1}
    return single | {registrant.id: registrant for registrant in problem.registrants}
