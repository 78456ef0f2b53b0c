"""Rule agency: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import Organisation

if TYPE_CHECKING:
    from .conftest import Build


def test_each_agency_shift_in_use(build: Build) -> None:
    firm = Organisation(id="firm", name="Invented Agency", sector="social", kind="agency")
    council = Organisation(id="council", name="Invented Council", sector="social")
    workers = (build.worker("wanda"), build.worker("xaver", agency=True), build.worker("yusuf", organisation="firm"))
    problem = build.problem(build.visit("v1"), build.visit("v2"), organisations=(council, firm), workers=workers)
    assert build.breaches("agency", problem, s1=["v1", "v2"], s2=[]) == []
    (found,) = build.breaches("agency", problem, s2=[("v1", build.at(9)), "v2"])
    assert found.cost == 2_500_000
    assert found.sentence == "Xaver Example of the agency is called in from 08:50."
    assert len(build.breaches("agency", problem, s2=["v1"], s3=["v2"])) == 2
