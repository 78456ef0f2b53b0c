"""Who says so, where a person at a terminal is believed: marked in what is written, and told in words.

A file can be edited by whoever has it, so no command can know who sits there. The service takes name and role from the
key instead (service/routes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.amend.deciding import Decided
    from solver.domain import Problem

MARK = "role as typed, not verified"


def mark_typed(
    before: Problem, after: Problem, decided: Sequence[Decided] = ()
) -> tuple[Problem, list[dict[str, Any]]]:
    """A day whose new signatures say that nobody verified them, and who gave them: by, role and verified, once each.

    New decisions about joins and accepted lateness are marked in their reason, clinical windows in who set them, and of
    what was cancelled the reason, where that was not everybody's to do. decided: who answered for such changes.
    """
    signers: dict[tuple[str, str], None] = dict.fromkeys((one.by, str(one.role)) for one in decided)
    asked = {one.visit for one in decided}
    cancelled = tuple(
        gone.model_copy(update={"reason": _marked(gone.reason)})
        if gone.id in asked and gone not in before.cancelled_visits
        else gone
        for gone in after.cancelled_visits
    )
    known = set(before.join_decisions)
    decisions = []
    for one in after.join_decisions:
        if one not in known:
            signers[one.by, str(one.role)] = None
            one = one.model_copy(update={"reason": _marked(one.reason)})
        decisions.append(one)
    visits = []
    for visit in after.visits:
        earlier = before.visit.get(visit.id)
        rows = [] if earlier is None else list(earlier.late_accepted)
        late = []
        for row in visit.late_accepted:
            if row not in rows:
                signers[row.by, str(row.role or "no role")] = None
                row = row.model_copy(update={"reason": _marked(row.reason)})
            late.append(row)
        tasks = []
        for number, task in enumerate(visit.tasks):
            was = earlier.tasks[number] if earlier is not None and number < len(earlier.tasks) else task
            if task.clinical_window is not None and task.clinical_window != was.clinical_window:
                signers[task.clinical_window_set_by, "who may set a clinical window"] = None
                task = task.model_copy(update={"clinical_window_set_by": _marked(task.clinical_window_set_by)})
            tasks.append(task)
        visits.append(visit.model_copy(update={"late_accepted": tuple(late), "tasks": tuple(tasks)}))
    told = [{"by": by, "role": role, "verified": False} for by, role in signers]
    if not told:
        return after, []
    return after.replace(visits=tuple(visits), join_decisions=tuple(decisions), cancelled_visits=cancelled), told


def describe_typed(told: list[dict[str, Any]]) -> str:
    """ "Signed by Lea Example (nurse lead): role as typed, not verified."; empty where nobody signs."""
    if not told:
        return ""
    names = " and ".join(f"{one['by']} ({one['role']})" for one in told)
    return f"Signed by {names}: {MARK}. A service that knows who asks takes both from their key."


def _marked(text: str) -> str:
    mark = f"({MARK})" if text else MARK
    return text if text.endswith(mark) else f"{text[: 990 - len(mark)]} {mark}".strip()
