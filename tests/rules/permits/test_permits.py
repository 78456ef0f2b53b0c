"""Who is competent, under which delegation somebody would work, and what exactly is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import HeldCompetency, Problem, Suspension
from solver.terms import Forbid

from ..authority.conftest import TODAY, TOMORROW, YESTERDAY

if TYPE_CHECKING:
    from .conftest import Asked


def holds(asked: Asked, worker: str, **held: Any) -> None:
    found = tuple(HeldCompetency(competency=name, expires=expires) for name, expires in held.items())
    asked.change("workers", worker, competencies=found)


@pytest.mark.parametrize(
    ("visit", "code", "worker", "held", "competent"),
    [
        ("wash", "personal_care", "carl", {"personal_care": None}, True),
        ("wash", "personal_care", "carl", {"personal_care": TODAY}, True),
        ("wash", "personal_care", "carl", {"personal_care": YESTERDAY}, False),
        ("wash", "personal_care", "carl", {}, False),
        ("wash", "personal_care", "nell", {"personal_care": None}, True),
        ("wash", "personal_care", "nell", {}, False),
        ("insulin", "insulin", "carl", {}, True),  # who works under a delegation is asked nothing
        ("insulin", "insulin", "nell", {}, False),
        ("insulin", "insulin", "nell", {"insulin": TODAY}, True),
        ("blood", "phlebotomy", "hana", {"phlebotomy": TODAY}, True),
        ("blood", "phlebotomy", "hana", {}, False),  # a protocol asks it of whoever has no delegation
        ("blood", "phlebotomy", "nell", {}, False),
    ],
)
def test_who_holds_what_a_visit_asks_of_them(
    asked: Asked, visit: str, code: str, worker: str, held: dict[str, Any], competent: bool
) -> None:
    asked.task(visit, competencies=(code,))
    holds(asked, worker, **held)
    assert asked.permits().is_competent(asked.problem.visit[visit], asked.problem.worker[worker]) == competent


def test_a_sign_off_for_a_task_under_a_protocol_asks_no_competency(asked: Asked) -> None:
    asked.task("blood", delegable=True, owner="health")
    asked.change("delegations", "d1", task="blood sample", worker="hana")
    holds(asked, "hana")
    visit, hana = asked.problem.visit["blood"], asked.problem.worker["hana"]
    assert asked.permits().is_competent(visit, hana)
    assert [one.id for one in asked.permits().delegations_for(visit, hana)] == ["d1"]


def test_of_several_protocols_without_an_answer_the_first_is_told(asked: Asked) -> None:
    (one,) = asked.problem.protocols
    asked.change("registrants", "r1", left=YESTERDAY)
    asked.add("protocols", one.model_copy(update={"id": "p2"}))
    (found,) = asked.permits().obstacles(asked.problem.visit["blood"], asked.problem.worker["hana"], "trust")
    assert (found.rule, found.lack, found.of) == ("authority_registrant", "gone", "p1")


def test_of_several_delegations_the_one_that_is_easiest_to_mend_is_told(asked: Asked) -> None:
    (one,) = asked.problem.delegations
    other = asked.problem.registrants[0].model_copy(update={"id": "r2", "name": "Rona Testnurse", "cover": ()})
    asked.add("registrants", other)
    asked.change("registrants", "r1", left=YESTERDAY)
    asked.add("delegations", one.model_copy(update={"id": "d2", "registrant": "r2"}))
    (found,) = asked.permits().obstacles(asked.problem.visit["insulin"], asked.problem.worker["carl"], "care")
    assert (found.rule, found.lack, found.of) == ("authority_registrant", "cover", "d2")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, True),
        ({"signed_off": TOMORROW, "expires": TOMORROW, "review": None}, False),
        ({"expires": YESTERDAY, "signed_off": YESTERDAY}, False),
        ({"review": YESTERDAY, "signed_off": YESTERDAY}, False),
        ({"client": "bob"}, False),
        ({"worker": "olga"}, False),
        ({"registrant": "Somebody Else"}, False),
    ],
)
def test_under_which_delegations_somebody_would_work(asked: Asked, fields: dict[str, Any], named: bool) -> None:
    ada = asked.problem.client["ada"]
    asked.add("clients", ada.model_copy(update={"id": "bob", "name": "Bob Testclient"}))
    asked.change("delegations", "d1", **fields)
    permits, visit = asked.permits(), asked.problem.visit["insulin"]
    assert [one.id for one in permits.delegations_for(visit, asked.problem.worker["carl"])] == (["d1"] if named else [])
    assert permits.delegations_for(visit, asked.problem.worker["nell"]) == []
    carls = not asked.permits().obstacles(visit, asked.problem.worker["carl"], "care")
    assert carls == named


def test_of_several_stopped_delegations_the_first_stop_is_told(asked: Asked) -> None:
    (one,) = asked.problem.delegations
    asked.add("delegations", one.model_copy(update={"id": "d2"}))
    for stops in (("d1", "d2"), ("d2", "d1")):
        asked.replace(
            suspensions=tuple(
                Suspension(id=f"stop {of}", what="delegation", of=of, starts=0, reason="ill", by="Lena Sample")
                for of in stops
            )
        )
        (found,) = asked.permits().obstacles(asked.problem.visit["insulin"], asked.problem.worker["carl"], "care")
        assert (found.rule, found.of) == ("suspended", "stop d1")
    asked.replace(suspensions=asked.problem.suspensions[:1])
    assert asked.permits().obstacles(asked.problem.visit["insulin"], asked.problem.worker["carl"], "care") == []


@pytest.mark.parametrize(
    ("fields", "carl", "nell"),
    [
        ({}, True, False),  # whoever is named, and no nurse
        ({"task": "blood sample"}, False, False),
        ({"worker": "nell"}, False, False),
        ({"expires": YESTERDAY, "review": None, "signed_off": YESTERDAY}, False, False),
    ],
)
def test_who_may_do_a_task_under_a_delegation(asked: Asked, fields: dict[str, Any], carl: bool, nell: bool) -> None:
    asked.change("delegations", "d1", also=("nell",) if not fields else (), **fields)
    permits = asked.permits()
    sheet = permits.sheets.of(asked.problem.visit["insulin"])
    assert permits.delegated_to(sheet, sheet.duties[0]) == ({"carl"} if carl else set()) | ({"nell"} if nell else set())


def test_terms_are_of_the_very_problem_they_are_asked_for(asked: Asked) -> None:
    """Joint visits are added to a problem whose records stay the same."""
    permits = asked.permits()
    asked.change("workers", "olga", registered_nurse=True)

    def forbidden(problem: Problem) -> list[list[tuple[int, ...]]]:
        found = [one for one in permits.terms("authority_agreement", problem) if isinstance(one, Forbid)]
        return [[*zip(*one.pairs.nonzero(), strict=True)] for one in found]

    whole = permits._readings.problem
    fewer = whole.replace(visits=whole.visits[2:])
    assert forbidden(fewer) != forbidden(whole)
    assert [{visit for visit, _ in some} for some in forbidden(whole)] == [{0, 1, 2}]
    assert [{visit for visit, _ in some} for some in forbidden(fewer)] == [{0}]
