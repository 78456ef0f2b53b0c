"""authority_agreement: tasks go to another organisation's staff only as both have agreed, and to who is willing."""

from __future__ import annotations

from collections.abc import Iterator

from ..rule import Rule
from .condition import Condition
from .look import Duty, Look, Told


class AuthorityAgreementRule(Condition, Rule):
    """An agreement in force between the provider and the organisation that the worker acts for; where the task belongs
    to the other side of health and social care, one that lets tasks go that way.
    """

    id = "authority_agreement"
    reason_order = 3

    def find(self, look: Look) -> Iterator[Told]:
        for duty in look.duties:
            if look.is_own(duty.part):
                continue
            if why := _why_not_agreed(look, duty):
                yield Told(f"{look.does(duty)}, but {why}.", duty.part.client)
            if _crosses(look, duty) and not look.worker.accepts_delegation:
                yield Told(
                    f"{look.does(duty)}, but has not agreed to do tasks of the other service: somebody else, or a "
                    f"visit of its own.",
                    duty.part.client,
                )


def _why_not_agreed(look: Look, duty: Duty) -> str:
    facts = look.facts
    provider = duty.part.delivered_by
    names = " and ".join(facts.problem.organisation[one].name for one in (provider, look.acting))
    agreements = facts.agreements(provider, look.acting, look.span)
    if not agreements:
        return f"no agreement between {names} is in force"
    if not _crosses(look, duty):
        return ""
    if facts.readings.owner_of(duty.task) == "health":
        agreed, what = any(one.health_task_to_care_worker for one in agreements), "health tasks go to care workers"
    else:
        agreed, what = any(one.social_task_to_nurse for one in agreements), "social tasks go to nurses"
    return "" if agreed else f"no agreement in force between {names} lets {what}"


def _crosses(look: Look, duty: Duty) -> bool:
    """Whether a task goes to the other side of health and social care."""
    readings = look.facts.readings
    return readings.owner_of(duty.task) != readings.side_of(look.worker)
