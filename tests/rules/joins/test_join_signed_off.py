"""Rule join_signed_off: on its days, the day before and after, for nobody else, and its sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fixtures.joint import DAY

if TYPE_CHECKING:
    from .conftest import Joint

DOES = "Carl Testworker would do Ada Testclient's insulin (visit n1) on 1 March 2027 in joint visit n1+c1, but "
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"expires": DAY, "review": DAY, "signed_off": DAY}, None),
        ({"review": None}, None),
        ({"expires": BEFORE}, "the sign-off expired on 28 February 2027: renew it."),
        ({"signed_off": AFTER, "expires": AFTER}, "the sign-off begins on 2 March 2027."),
        ({"review": BEFORE}, "the review due on 28 February 2027 has not been done."),
        ({"worker": "nora"}, "is not signed off for insulin with this client."),
        ({"client": "cora"}, "is not signed off for insulin with this client."),
        ({"task": "injection"}, "is not signed off for insulin with this client."),
    ],
)
def test_this_worker_this_task_this_client_this_day(joint: Joint, fields: dict[str, object], why: str | None) -> None:
    joint.change("delegations", "d1", **fields)
    assert joint.sentences("join_signed_off") == ([DOES + why] if why else [])


def test_an_agency_stand_in_inherits_nothing(joint: Joint) -> None:
    shift = joint.problem.shift["k"]
    stand_in = joint.problem.worker["carl"].model_copy(update={"id": "aggie", "name": "Aggie Example", "agency": True})
    joint.problem = joint.problem.replace(
        workers=(*joint.problem.workers, stand_in),
        shifts=(*joint.problem.shifts, shift.model_copy(update={"id": "a", "worker": "aggie"})),
    )
    joint.by("a")
    assert joint.sentences("join_signed_off")[0].startswith("Aggie Example would do")


def test_one_delegation_in_force_is_enough_and_a_nurse_needs_none(joint: Joint) -> None:
    good = joint.problem.delegations[0]
    old = good.model_copy(update={"id": "d0", "expires": BEFORE})
    joint.problem = joint.problem.replace(delegations=(old, good))
    assert joint.sentences("join_signed_off") == []
    joint.problem = joint.problem.replace(delegations=())
    assert len(joint.sentences("join_signed_off")) == 1
    joint.by("n")
    assert joint.sentences("join_signed_off") == []
