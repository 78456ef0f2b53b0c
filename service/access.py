"""Who asks, and what they may see and do. No other file compares roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from service.web.problem_details import Refusal
from solver.domain import Role

# What a key or a person may be here. A team lead decides about joins in documents, and is no role to come in with.
ACCOUNTS = (Role.SCHEDULER, Role.NURSE_LEAD, Role.ANALYST, Role.ADMIN)


def account_role(value: Any) -> Role:
    """One of ACCOUNTS, however it is spelled. Raises ValueError, which names them all, for any other value."""
    try:
        role = Role(value)
    except ValueError:
        role = None
    if role not in ACCOUNTS:
        *most, last = (one.code for one in ACCOUNTS)
        raise ValueError(f"want {', '.join(most)} or {last}")
    return role


AccountRole = Annotated[
    Role, BeforeValidator(account_role), WithJsonSchema({"type": "string", "enum": [role.code for role in ACCOUNTS]})
]

Sight = Literal["whole", "partner", "pseudonymised"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody, or some system, whose key or token was accepted.

    id: "key:..." or "person:issuer|subject", as the audit records it. organisation: the id that problems use for it;
    None only for an admin of the whole installation. address: where this request came from, for the audit.
    """

    id: str
    name: str
    role: Role
    organisation: str | None
    address: str = field(default="", compare=False)

    @property
    def everywhere(self) -> bool:
        """Whether no organisation bounds what they see."""
        return self.organisation is None and self.role is Role.ADMIN


NOBODY = "nobody"  # the id of who came with no key, or a wrong one
SYSTEM = Principal("system", "onevisit itself", Role.ADMIN, None)  # jobs, the nightly schedule, the command line


class Action(StrEnum):
    """What somebody may do. On whose data, sight() and the store's sessions say."""

    READ = "read"
    EXPORT = "export"
    CHECK = "check"  # have a roster judged that is kept nowhere
    SUBMIT = "submit"  # a problem
    SOLVE = "solve"  # ask for a roster, and cancel it
    URGENT = "urgent"  # have it go ahead of others
    CHANGE = "change"  # a roster by hand: pin, move, swap, undo; and stop something, or end a stop of people's visits
    CHANGE_MEDICINES = "change when visits with a health task or a medicine are, and whether"
    RESUME = "end a stop of a delegation, a registrant or a task"
    SIGN_JOIN = "sign joins"  # or refuse them
    SIGN_HEALTH_JOIN = "sign joins that touch a health task"
    BATCH = "batch"
    WEBHOOKS = "webhooks"
    PARTNERS = "partners"  # whose days one's organisation agrees to see
    KEYS = "keys"  # and people: who may come in
    AUDIT = "audit"
    METRICS = "metrics"
    ERASE = "erase"  # a client, or what is old


_EVERYBODY = frozenset(ACCOUNTS)
_PLANNERS = frozenset({Role.SCHEDULER, Role.NURSE_LEAD, Role.ADMIN})
_ADMINS = frozenset({Role.ADMIN})

MAY: dict[Action, frozenset[Role]] = {
    Action.READ: _EVERYBODY,
    Action.EXPORT: _EVERYBODY,
    Action.CHECK: _EVERYBODY,
    Action.SUBMIT: _EVERYBODY,  # analysts bring synthetic regions of their own
    Action.SOLVE: _EVERYBODY,
    Action.URGENT: _PLANNERS,
    Action.CHANGE: _PLANNERS,
    Action.CHANGE_MEDICINES: frozenset({Role.NURSE_LEAD}),  # of the service's roles that accept that they are late
    Action.RESUME: frozenset({Role.NURSE_LEAD}),  # whether it is safe again is a clinical decision
    Action.SIGN_JOIN: frozenset({Role.SCHEDULER, Role.NURSE_LEAD}),
    Action.SIGN_HEALTH_JOIN: frozenset({Role.NURSE_LEAD}),  # a clinical decision: no administrator's either
    Action.BATCH: _PLANNERS,
    Action.WEBHOOKS: _PLANNERS,
    Action.PARTNERS: _PLANNERS,
    Action.KEYS: _ADMINS,
    Action.AUDIT: _PLANNERS,  # of their own organisation's data
    Action.METRICS: _ADMINS,
    Action.ERASE: _ADMINS,
}


def may(principal: Principal, action: Action) -> bool:
    """Whether somebody's role lets them do something."""
    return principal.role in MAY[action]


def require(principal: Principal, action: Action) -> None:
    """Raises Refusal 403 where somebody's role does not let them do something."""
    if not may(principal, action):
        allowed = " or ".join(sorted(MAY[action]))
        raise Refusal(403, "Not for this role", f"{action.value}: want the role {allowed}")


def sight(principal: Principal, owner: str, partners: frozenset[str] | set[str]) -> Sight | None:
    """How much of a problem and its rosters somebody sees; None: not even that it exists."""
    if principal.everywhere:
        return "whole"
    if principal.organisation == owner:
        return "pseudonymised" if principal.role is Role.ANALYST else "whole"
    if principal.organisation in partners and principal.role is not Role.ANALYST:
        return "partner"
    return None


def may_solve(principal: Principal, seen: Sight, created_by: str) -> bool:
    """Whether somebody may have rosters made of a day that they see so. Analysts may of days that they brought
    themselves: many rosters of a real one, each with its times, would tell where people live.
    """
    return seen == "whole" or (seen == "pseudonymised" and created_by == principal.id)


def sees_shared(principal: Principal) -> bool:
    """Whether somebody sees their share of what other organisations submitted; sight() says how much."""
    return principal.role is not Role.ANALYST
