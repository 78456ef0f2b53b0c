"""Who answers for delegations and protocols: what names, contacts and registrations say. Reading only.

``Wording`` reads single texts; who is in force on a visit is judged by rules, and anew by the engine's side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from solver.domain import Problem, Registrant
from solver.domain.names import fold_name, is_name

_INSIDE = 3  # letters from which a phrase also counts inside a longer text: "na" is a name, "tbc" is none


class Supposed(str):
    """A name, a number or a contact that a what-if supposes. It counts as told only there: once written down it is
    plain text, and reads as one of the phrases that stand for nobody.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What people write where nobody is known (``unknown``), and of somebody who is there no more (``gone``)."""

    unknown: frozenset[str]
    gone: frozenset[str]

    @classmethod
    def of(cls, *values: Mapping[str, Any]) -> Wording:
        """The phrases of several sets of values of the rule authority_registrant together: a pack only adds some."""
        phrases = ((_plain(one) for some in values for one in some[name]) for name in ("unknown", "gone"))
        return cls(*(frozenset(phrase for phrase in some if phrase) for some in phrases))

    def names_somebody(self, text: str) -> bool:
        """Whether a text is the name of a person who is there."""
        if isinstance(text, Supposed):
            return True
        return is_name(text) and not _says(text, self.unknown) and not _says(text, self.gone)

    def reaches_somebody(self, text: str) -> bool:
        """Whether a contact is one by which somebody is reached."""
        if isinstance(text, Supposed):
            return True
        return bool(_plain(text)) and not self.says_nobody(text)

    def says_nobody(self, contact: str) -> bool:
        """Whether a contact says that whoever is meant is not known, or there no more."""
        return not isinstance(contact, Supposed) and (_says(contact, self.unknown) or _says(contact, self.gone))

    def states_something(self, text: str) -> bool:
        """Whether a text says what was asked for, such as a basis, and not that nobody knows."""
        return is_name(text) and _plain(text) not in self.unknown

    def registration(self, text: str) -> Literal["known", "unknown", "gone"]:
        """What a registration number says."""
        if isinstance(text, Supposed):
            return "known"
        if _says(text, self.gone):
            return "gone"
        return "unknown" if not _plain(text) or _says(text, self.unknown) else "known"


def _plain(text: str) -> str:
    """Letters and digits, with one blank between what else would separate them."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def _says(text: str, phrases: Iterable[str]) -> bool:
    plain = _plain(text)
    inside = f" {plain} "
    return any(
        plain == phrase or (len(phrase.replace(" ", "")) >= _INSIDE and f" {phrase} " in inside) for phrase in phrases
    )


def registrants_by_text(problem: Problem) -> dict[str, Registrant]:
    """Registrants by what a delegation or a protocol may call them: the id, or a name that is that of one only.

    Names by ``fold_name``. A name that several have is nobody's.
    """
    names: dict[str, list[Registrant]] = {}
    for registrant in problem.registrants:
        names.setdefault(fold_name(registrant.name), []).append(registrant)
    single = {name: some[0] for name, some in names.items() if len(some) == 1}
    return single | {registrant.id: registrant for registrant in problem.registrants}
