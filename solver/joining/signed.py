"""A signature in words: who signed for a join, as what, when and until when, or what was agreed beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from solver.domain import Agreement, JoinDecision, Problem, StandingAgreement


def describe_signature(problem: Problem, visits: Sequence[str], signed: str) -> str:
    """ "signed by Lea Example (nurse lead) on 22 February 2027, until 22 February 2028", "not signed".

    visits: those that the join makes one. signed: what ``Signatures.find_signature`` says of it, as rosters hold it: a
    name and a role, or ids of agreements.
    """
    if not signed:
        return "not signed"
    decisions = [
        one
        for one in problem.join_decisions
        if one.approved and set(one.visits) == set(visits) and signed == f"{one.by} ({one.role})"
    ]
    if decisions:
        return describe_decision(max(decisions, key=lambda one: one.on))
    known: dict[str, Agreement | StandingAgreement] = {one.id: one for one in problem.agreements}
    known |= {one.id: one for one in problem.standing_agreements}
    names = [signed] if signed in known else signed.split(", ")
    if all(name in known for name in names):
        return f"agreed beforehand: {' and '.join(_describe_agreement(problem, known[name]) for name in names)}"
    return f"signed by {signed}"


def describe_decision(one: JoinDecision) -> str:
    """ "signed by Lea Example (nurse lead) on 22 February 2027, until 22 February 2028", or "refused by ...".

    An approval that names no end holds for twelve months.
    """
    if not one.approved:
        return f"refused by {one.by} ({one.role}) on {_on(one.on)}"
    since = f", from {_on(one.first_day)}" if one.first_day > one.on else ""
    return f"signed by {one.by} ({one.role}) on {_on(one.on)}{since}, until {_on(one.last_day)}"


def _describe_agreement(problem: Problem, one: Agreement | StandingAgreement) -> str:
    if isinstance(one, StandingAgreement):
        return (
            f"standing agreement {one.id} of {problem.organisation[one.organisation].name}, signed by {one.signed_by} "
            f"({one.role}) on {_on(one.signed)}, until {_on(one.review)}"
        )
    names = " and ".join(problem.organisation[end].name for end in one.between)
    signed = f", signed by {one.signed_by.strip()}" if one.signed_by.strip() else ", nobody is named who signed it"
    on = f" on {_on(one.signed)}" if one.signed is not None else ""
    until = f"until {_on(one.ends)}" if one.ends is not None else "without an end"
    return f"agreement {one.id} between {names}{signed}{on}, {until}"


def _on(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
