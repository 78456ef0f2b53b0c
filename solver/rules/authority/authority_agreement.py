"""authority_agreement: tasks go to another organisation's staff only as both have agreed, and to who is willing."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Visit

from ..vocabulary.rule import Rule
from .condition import Condition
from .look import Duty, Look, Reason, Told, tasks_of


class AuthorityAgreementRule(Condition, Rule):
    """An agreement in force between the provider and the organisation that the worker acts for; where the task belongs
    to the other side of health and social care, one that lets tasks go that way. Whoever only lends a hand, because an
    unpaid carer does every task, comes under an agreement too.
    """

    id = "authority_agreement"
    reason_order = 3

    def find(self, look: Look) -> Iterator[Told]:
        for duty in look.duties:
            if look.is_own(duty.part):
                continue
            if reason := _why_not_agreed(look, duty):
                yield Told(look.does(duty), (reason,), duty.part.client, duty.task.code)
            if _crosses(look, duty) and not look.worker.accepts_delegation:
                declined = f"{look.they_have} not agreed to do tasks of the other service"
                yield Told(look.does(duty), (Reason(declined),), duty.part.client, duty.task.code)
        for part in {one.part.id: one.part for one in tasks_of(look.visit)}.values():
            if look.is_own(part) or any(duty.part.id == part.id for duty in look.duties):
                continue
            if not look.facts.agreements(part.delivered_by, look.acting, look.span):
                yield Told(look.would_make(), (_no_agreement(look, part),), part.client)


def _no_agreement(look: Look, part: Visit) -> Reason:
    names = " and ".join(look.facts.problem.organisation[one].name for one in (part.delivered_by, look.acting))
    return Reason(f"no agreement between {names} is in force", f"{names} for one")


def _why_not_agreed(look: Look, duty: Duty) -> Reason | None:
    facts = look.facts
    provider = duty.part.delivered_by
    names = " and ".join(facts.problem.organisation[one].name for one in (provider, look.acting))
    agreements = facts.agreements(provider, look.acting, look.span)
    if not agreements:
        return _no_agreement(look, duty.part)
    if not _crosses(look, duty):
        return None
    if facts.readings.owner_of(duty.task) == "health":
        agreed, what = any(one.health_task_to_care_worker for one in agreements), "health tasks go to care workers"
    else:
        agreed, what = any(one.social_task_to_nurse for one in agreements), "social tasks go to nurses"
    return (
        None if agreed else Reason(f"no agreement in force between {names} lets {what}", f"{names} for one that does")
    )


def _crosses(look: Look, duty: Duty) -> bool:
    """Whether a task goes to the other side of health and social care."""
    readings = look.facts.readings
    return readings.owner_of(duty.task) != readings.side_of(look.worker)
