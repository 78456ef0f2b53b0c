"""What stands between a worker and a visit: one thing that is missing, in a form that can be named and mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What is missing. registered: the worker is no nurse. stable, consent, sign_off, willing, competency (it has run out):
# for a delegated task. person, contact, cover, not_on_cover, gone: of the registrant. protocol; own_staff: the worker
# acts for another organisation than one that delivers the visit; training: no competency tells who is trained for it.
# sharing; refused: consent, for good. agreement, direction: of an agreement. code: of the catalogue; medicine: the
# same, of a code that says one. stop: the end of a suspension.
Lack = Literal[
    "registered", "stable", "consent", "sign_off", "willing", "person", "contact", "cover",
    "not_on_cover", "gone", "protocol", "own_staff", "training", "competency", "sharing", "refused", "agreement",
    "direction", "code", "medicine", "stop",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Obstacle:
    """rule: the id under which it forbids. client, code (as commissioned), part (a visit): what it is about.

    between: provider and the organisation that the worker acts for. of: the delegation or suspension meant, or the
    switch of an agreement (empty: any agreement would do).
    """

    rule: str
    lack: Lack
    client: str = ""
    code: str = ""
    part: str = ""
    between: tuple[str, str] = ("", "")
    of: str = ""
