"""What stands between a worker and a visit: one thing that is missing, as a value that others put in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What is missing. registered: the worker is no nurse. stable, unsettled (a first visit, or one after a change),
# consent, sign_off, willing, competency (it has run out): for a delegated task. person, contact, cover, not_on_cover,
# gone, no_nurse (a worker who is none): of the registrant. training: no
# competency tells who is trained for it. protocol; own_staff: the worker acts for another organisation than one that
# delivers the visit. sharing; refused: consent, for good. agreement, direction: of an agreement.
# code: of the catalogue; medicine: the same, of a code that says one. stop: the end of a suspension.
Lack = Literal[
    "registered",
    "stable",
    "unsettled",
    "consent",
    "sign_off",
    "willing",
    "person",
    "contact",
    "cover",
    "not_on_cover",
    "gone",
    "no_nurse",
    "protocol",
    "own_staff",
    "training",
    "competency",
    "sharing",
    "refused",
    "agreement",
    "direction",
    "code",
    "medicine",
    "stop",
]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that is missing.

    rule: the id of the rule that forbids it. client, code (as written) and part (the commissioned visit) say what it is
    about. between: the provider, and the organisation that the worker acts for. of: the id of the delegation, protocol
    or suspension meant; or which switch of an agreement is off, such as "health_task_to_care_worker", and empty where
    any agreement would do.
    """

    rule: str
    lack: Lack
    client: str = ""
    code: str = ""
    part: str = ""
    between: tuple[str, str] = ("", "")
    of: str = ""
