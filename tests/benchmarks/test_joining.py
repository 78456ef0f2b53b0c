"""The benchmark of alternatives: pairs are what they say, and the table has both rates."""

from __future__ import annotations

import re

import pytest

from benchmarks import joining
from solver.terms import Alternatives, UnservedCost
from solver.travel import journeys

pytestmark = pytest.mark.kernel


def test_pairs_are_apart_and_joint_visits_cost_nothing_when_left_out() -> None:
    problem = joining.cut(40, 1)
    offered, joints, terms = joining.offer(problem, journeys(problem), 6)
    assert len(problem.visits) == 40
    assert len(joints) == 6
    parts = [part.id for joint in joints for part in joint.parts]
    assert len(set(parts)) == len(parts) == 12
    assert not set(parts) & {end for link in problem.links for end in (link.first, link.second)}
    assert [term.joint for term in terms if isinstance(term, Alternatives)] == [
        (offered.visit_number[joint.id],) for joint in joints
    ]
    (unserved,) = (term for term in terms if isinstance(term, UnservedCost))
    assert (unserved.cost[40:] == 0).all()
    assert (unserved.cost[:40] > 0).all()


def test_the_table_has_both_rates(capsys: pytest.CaptureFixture[str]) -> None:
    joining.run(30, 4, 0.3, 1)
    said = capsys.readouterr().out
    assert len(re.findall(r"^\s+1\s+[\d,]+\s+[\d,]+\s+\d\.\d\d", said, re.MULTILINE)) == 1
    assert re.search(r"alternatives cost -?\d+ % of the moves a second", said)
