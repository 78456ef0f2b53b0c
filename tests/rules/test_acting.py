"""For which organisation somebody acts, and where a subcontract allows more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Organisation, Problem, Subcontract
from solver.rules.readings.acting import (
    acting_organisation,
    acting_organisations,
    is_subcontracted,
    organisations_that_engage,
)

if TYPE_CHECKING:
    from .conftest import Build

TODAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def day(build: Build, *providers: str, engaged: str | None = None, **worker: Any) -> Problem:
    """Visits of some providers; Wanda on s1."""
    kinds: dict[str, Any] = {"trust": ("health", "nhs_trust"), "temps": ("social", "agency")}
    names = ("council", "care", "trust", "ward", "temps")
    organisations = tuple(
        Organisation(id=name, name=f"Invented {name}", sector=sector, kind=kind)
        for name in names
        for sector, kind in [kinds.get(name, ("health", "nhs_trust") if name == "ward" else ("social", "provider"))]
    )
    wanda = build.worker("wanda", **{"organisation": "temps", "agency": True} | worker)
    return build.problem(
        *(build.visit(f"v{number}", provider=provider) for number, provider in enumerate(providers)),
        organisations=organisations,
        workers=(wanda,),
        shifts=(build.shift("s1", "wanda", engaged_by=engaged),),
    )


@pytest.mark.parametrize(
    ("providers", "fields", "acts_for"),
    [
        (("care", "trust"), {"engaged": "council"}, "council"),
        (("care", "trust"), {"engaged": "council", "agency": False}, "temps"),  # own staff, whatever the shift says
        (("care", "trust"), {}, "care"),  # the only one of her side
        (("care", "care", "trust"), {}, "care"),
        (("care", "council"), {}, "temps"),  # two could: nobody knows which
        (("trust",), {}, "temps"),
        (("temps", "care"), {}, "care"),  # an agency engages nobody
        (("temps",), {}, "temps"),
        (("care", "trust"), {"registered_nurse": True}, "trust"),
        (("care", "trust", "ward"), {"registered_nurse": True}, "temps"),
    ],
)
def test_for_whom_somebody_acts(build: Build, providers: Any, fields: dict[str, Any], acts_for: str) -> None:
    problem = day(build, *providers, **fields)
    assert acting_organisation(problem, problem.shifts[0]) == acts_for
    assert acting_organisations(problem) == {"s1": acts_for}


def test_who_engages_is_told_in_the_order_of_the_problem(build: Build) -> None:
    problem = day(build, "care", "trust", "council", "temps")
    assert organisations_that_engage(problem, problem.workers[0]) == ("council", "care")


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({}, True),
        ({"clients": ("ada",)}, True),
        ({"clients": ("bert",)}, False),
        ({"clients": ("bert", "ada")}, True),
        ({"starts": TODAY, "ends": TOMORROW}, True),
        ({"starts": TOMORROW}, False),
        ({"ends": TODAY}, False),
        ({"provider": "care", "to": "council"}, False),
        ({"provider": "council", "to": "trust"}, False),
    ],
)
def test_a_subcontract_is_of_these_two_this_client_and_all_of_the_days(
    build: Build, fields: dict[str, Any], held: bool
) -> None:
    contract = Subcontract(**{"id": "s", "provider": "council", "to": "care"} | fields)
    problem = day(build, "council").replace(subcontracts=(contract,))
    assert is_subcontracted(problem, "council", "care", "ada", TODAY, TOMORROW) == held
