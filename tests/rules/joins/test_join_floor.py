"""Rule join_floor: at each floor, a minute under it, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.paper import MINUTE
from solver.domain import Step

if TYPE_CHECKING:
    from .conftest import Joint

NO_SAVING = {"shared_overhead_minutes": 60.0}  # so that the other floors bind


@pytest.mark.parametrize(
    ("values", "minutes", "floor"),
    [
        ({}, 45, "its parts together, less what is done once and the shared overhead"),
        (NO_SAVING, 38, "75% of its tasks"),  # 0.75 x 50 min = 37 min 30 s
        ({**NO_SAVING, "floor_share": 0.5}, 35, "its longest part"),
        ({**NO_SAVING, "floor_minutes": 60}, 60, "the floor for any joint visit"),
    ],
)
def test_each_floor(joint: Joint, values: dict[str, float], minutes: int, floor: str) -> None:
    joint.problem = joint.problem.replace(pack={**joint.problem.pack, "join_floor": values})
    joint.joins.pop("c2+c3")
    joint.join("n1+c1", duration=minutes * MINUTE)
    assert joint.sentences("join_floor") == []
    joint.join("n1+c1", duration=(minutes - 1) * MINUTE)
    (found,) = joint.breaches("join_floor")
    assert floor in found.sentence
    if not values:
        assert found.amount == MINUTE
        assert found.sentence == (
            "Carl Testworker's joint visit n1+c1 on 1 March 2027 lasts 44 min; it takes at least 45 min (its parts "
            "together, less what is done once and the shared overhead)."
        )


def test_what_is_done_once_for_two_is_saved(joint: Joint) -> None:
    """Insulin commissioned by both: 15 + 50 - 15 - 5 = 45 minutes."""
    joint.change("visits", "c1", tasks=(*joint.visit("c1").tasks, joint.a_task("insulin", 15)))
    steps = (*joint.steps(("n1", 0), ("c1", 1), ("c1", 0)), Step(visit="c1", task=2, done_by=0))
    joint.join("n1+c1", outcome="drop_duplicate", steps=steps, duration=50 * MINUTE)  # as long as the longest part
    assert joint.sentences("join_floor") == []
    joint.join("n1+c1", duration=50 * MINUTE - 1)
    assert "longest part" in joint.sentences("join_floor")[0]


def test_a_dropped_duplicate_leaves_the_visit_that_is_kept(joint: Joint) -> None:
    """All of one visit is done by the other: nothing is merged, so it lasts as long as the longer of the two."""
    joint.change("visits", "n1", tasks=(joint.a_task("insulin", 15),))
    joint.change("visits", "c1", tasks=(joint.a_task("insulin", 10),))
    steps = (Step(visit="n1", task=0), Step(visit="c1", task=0, done_by=0))
    joint.join("n1+c1", outcome="drop_duplicate", steps=steps, duration=15 * MINUTE)
    assert joint.sentences("join_floor") == []
    joint.join("n1+c1", duration=15 * MINUTE - 1)
    assert "longest part" in joint.sentences("join_floor")[0]
    joint.change("visits", "c1", tasks=(joint.a_task("insulin", 10), joint.a_task("companionship", 2)))
    joint.join("n1+c1", steps=(*steps, Step(visit="c1", task=1)), duration=17 * MINUTE)
    assert "the floor for any joint visit" in joint.sentences("join_floor")[0]


def test_what_remains_is_not_counted(joint: Joint) -> None:
    """Of a nurse's visit only the insulin comes along; her wound care stays hers."""
    joint.change("visits", "n1", tasks=(*joint.visit("n1").tasks, joint.a_task("wound_care", 30, owner="health")))
    assert joint.sentences("join_floor") == []
    joint.join("n1+c1", duration=45 * MINUTE - 1)
    assert len(joint.sentences("join_floor")) == 1


@pytest.mark.parametrize(("minutes", "told"), [(30, False), (29, True)])
def test_under_half_an_hour_it_is_reported_even_where_a_pack_lowers_the_floor(
    joint: Joint, minutes: int, told: bool
) -> None:
    joint.problem = joint.problem.replace(
        pack={**joint.problem.pack, "join_floor": {"floor_minutes": 10, "floor_share": 0.0}}
    )
    joint.joins.pop("c2+c3")
    joint.join("n1+c1", duration=minutes * MINUTE)
    found = [breach.sentence for breach in joint.breaches("visit_length") if breach.visit == "n1+c1"]
    assert bool(found) == told
    assert all("it is a joint visit" in sentence for sentence in found)
