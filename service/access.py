"""Who asks, and what they may see and do. No other file compares roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What somebody is in their organisation."""

    SCHEDULER = "scheduler"
    NURSE_LEAD = "nurse_lead"  # also signs for joins that touch a health task
    ANALYST = "analyst"  # sees no names
    ADMIN = "admin"


Sight = Literal["whole", "partner", "pseudonymised"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody, or some system, whose key or token was accepted.

    id: "key:..." or "person:issuer|subject", as the audit records it. organisation: the id that problems use for it;
    None only for an admin of the whole installation.
    """

    id: str
    name: str
    role: Role
    organisation: str | None

    @property
    def everywhere(self) -> bool:
        """Whether no organisation bounds what they see."""
        return self.organisation is None and self.role is Role.ADMIN


SYSTEM = Principal("system", "onevisit itself", Role.ADMIN, None)  # jobs, the nightly schedule, the command line


def sight(who: Principal, owner: str, partners: frozenset[str] | set[str]) -> Sight | None:
    """How much of a problem and its rosters somebody sees; None: not even that it exists."""
    if who.everywhere:
        return "whole"
    if who.organisation == owner:
        return "pseudonymised" if who.role is Role.ANALYST else "whole"
    if who.organisation in partners and who.role is not Role.ANALYST:
        return "partner"
    return None
