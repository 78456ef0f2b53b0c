"""What somebody is in their organisation: who signs a join, and who may do what in the service."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema


class Role(StrEnum):
    """The value is what people and documents say, ``code`` the same as one word.

    ``Role("nurse_lead")`` and ``Role("Nurse lead")`` are ``Role("nurse lead")``: blanks, underscores, hyphens and
    capitals make no difference at reading.
    """

    NURSE_LEAD = "nurse lead"  # also signs for joins that touch a health task
    SCHEDULER = "scheduler"
    TEAM_LEAD = "team lead"
    ANALYST = "analyst"  # sees no names
    ADMIN = "admin"

    @property
    def code(self) -> str:
        """The role as one word, as the command line, the API and the store have it: "nurse_lead"."""
        return self.value.replace(" ", "_")

    @classmethod
    def _missing_(cls, value: object) -> Role | None:
        word = re.sub(r"[\s_-]+", "_", value.strip().lower()) if isinstance(value, str) else None
        return next((role for role in cls if role.code == word), None)


SIGNING = (Role.NURSE_LEAD, Role.SCHEDULER, Role.TEAM_LEAD)  # who decides about joins


def _signing(value: Any) -> Role:
    try:
        role = Role(value)
    except ValueError:
        role = None
    if role not in SIGNING:
        *most, last = (f"'{one.value}'" for one in SIGNING)
        raise ValueError(f"want {', '.join(most)} or {last}")
    return role


# The role of whoever signs for a join, or refuses it.
SigningRole = Annotated[
    Role,
    BeforeValidator(_signing),
    WithJsonSchema(
        {"type": "string", "enum": list(dict.fromkeys(s for one in SIGNING for s in (one.value, one.code)))}
    ),
]


class Accepting(StrEnum):
    """What somebody is who accepts a late start: whoever signs for joins, a registrant, or a registered manager."""

    NURSE_LEAD = Role.NURSE_LEAD.value
    SCHEDULER = Role.SCHEDULER.value
    TEAM_LEAD = Role.TEAM_LEAD.value
    REGISTRANT = "registrant"
    MANAGER = "manager"

    @property
    def code(self) -> str:
        """The role as one word."""
        return self.value.replace(" ", "_")


def _accepting(value: Any) -> Accepting:
    word = re.sub(r"[\s_-]+", " ", value.strip().lower()) if isinstance(value, str) else None
    for role in Accepting:
        if role.value == word:
            return role
    *most, last = (f"'{one.value}'" for one in Accepting)
    raise ValueError(f"want {', '.join(most)} or {last}")


# The role of whoever accepts a late start.
AcceptingRole = Annotated[
    Accepting,
    BeforeValidator(_accepting),
    WithJsonSchema(
        {"type": "string", "enum": list(dict.fromkeys(s for one in Accepting for s in (one.value, one.code)))}
    ),
]
