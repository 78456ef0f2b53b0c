"""What the catalogue makes of a task: its class, its competencies, its hygiene; no entry makes less of a known code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Catalogue, Task, TaskCode
from solver.rules.task_catalogue import (
    call_kinds,
    catalogue_of,
    class_of,
    competencies_of,
    hygiene_of,
    is_meant,
    meant_by,
    unknown_codes,
)

if TYPE_CHECKING:
    from .conftest import Build


def catalogue(build: Build, *own: TaskCode, pack: tuple[TaskCode, ...] = ()) -> Catalogue:
    return catalogue_of(build.problem(task_catalogue=own), pack)


def task(code: str, **fields: Any) -> Task:
    return Task(code=code, duration=600, **fields)


@pytest.mark.parametrize(
    ("code", "fields", "found"),
    [
        ("meal", {}, "ordinary"),
        ("Blood sample", {}, "protocol"),
        ("INSULIN", {}, "delegated"),
        ("catheter change", {}, "registered"),
        ("meal", {"registered_nurse_only": True}, "registered"),
        ("blood_sample", {"delegable": True, "owner": "health"}, "delegated"),
        ("blood_sample", {"delegable": True}, "protocol"),
        ("catheter_change", {"delegable": True, "owner": "health"}, "registered"),
        ("meal", {"delegable": True, "owner": "health"}, "delegated"),
        ("ear drops", {}, "ordinary"),
        ("ear drops", {"owner": "health"}, "registered"),  # a code that nobody knows
        ("ear drops", {"owner": "health", "delegable": True}, "registered"),
        ("ear drops", {"registered_nurse_only": True}, "registered"),
        ("lantus", {}, "delegated"),  # what it says
        ("lantus and venepuncture", {}, "delegated"),  # the strictest of what it says
        ("lantus", {"owner": "health"}, "registered"),
    ],
)
def test_who_may_do_a_task_is_the_strictest_of_what_is_said(
    build: Build, code: str, fields: dict[str, Any], found: str
) -> None:
    assert class_of(task(code, **fields), catalogue(build)) == found


def test_no_entry_makes_less_of_a_code_that_is_known(build: Build) -> None:
    entry = catalogue(build, TaskCode(code="Insulin", competencies=("hoist",), also=("jab",), gap=60)).get("insulin")
    assert entry is not None
    assert (entry.task_class, entry.owner, entry.competencies) == ("delegated", "health", ("insulin", "hoist"))
    assert "jab" in entry.also
    assert "lantus" in entry.also
    assert entry.gap >= 60
    more = catalogue(build, TaskCode(code="meal", owner="health", task_class="protocol")).get("meal")
    assert more is not None
    assert (more.task_class, more.owner) == ("protocol", "health")


def test_the_problems_entries_come_before_the_packs_and_make_no_less_of_them(build: Build) -> None:
    pack = (TaskCode(code="drops", name="of the pack", task_class="delegated", owner="health"),)
    own = TaskCode(code="drops", name="of the problem", gap=60)
    entry = catalogue(build, own, pack=pack).get("drops")
    assert entry is not None
    assert (entry.name, entry.task_class, entry.owner, entry.gap) == ("of the problem", "delegated", "health", 60)


def test_what_a_task_asks_for(build: Build) -> None:
    known = catalogue(build)
    declared = ("insulin", "personal_care")
    assert competencies_of(task("insulin", competencies=("hoist",)), known, declared) == ("hoist",)
    assert competencies_of(task("insulin"), known, declared) == ("insulin",)
    assert competencies_of(task("insulin"), known, ()) == ()  # nobody can hold what is not declared
    assert competencies_of(task("lantus"), known, declared) == ("insulin",)
    assert competencies_of(task("ear drops"), known, declared) == ()


def test_what_an_unknown_code_says_counts_only_where_not_everybody_may(build: Build) -> None:
    known = catalogue(build, TaskCode(code="stroll", also=("walkies",)))
    assert [one.code for one in meant_by("lantus", known)] == ["insulin"]
    assert meant_by("walkies", known) == ()
    tablets = catalogue(build, TaskCode(code="pill round", call="medicine", also=("nebules",)))
    assert [one.code for one in meant_by("nebules", tablets)] == ["pill round"]  # ordinary, but a medicine


def test_a_word_of_the_pack_means_a_code_or_its_kind_of_call(build: Build) -> None:
    known = catalogue(build)
    assert is_meant("Wash and dress", "wash_and_dress", known)
    assert is_meant("meal", "breakfast", known)
    assert not is_meant("meal", "insulin", known)
    assert not is_meant("other", "ear drops", known)
    assert is_meant("Ear-drops", "ear drops", known)


def test_how_clean_a_task_is(build: Build) -> None:
    known = catalogue(build)
    assert hygiene_of("wash_and_dress", ["Wash and Dress"], [], known) == "clean"
    assert hygiene_of("insulin", [], ["INSULIN"], known) == "dirty"
    assert hygiene_of("insulin", ["insulin"], ["insulin"], known) == "clean"
    assert hygiene_of("insulin", ["meal"], ["meal"], known) == "clean"
    assert hygiene_of("wash_and_dress", [], [], known) == "dirty"
    assert hygiene_of("ear drops", [], [], known) == "neutral"


def test_which_calls_tasks_make_and_which_codes_nobody_knows(build: Build) -> None:
    known = catalogue(build)
    assert call_kinds([task("insulin"), task("breakfast"), task("ear drops")], known) == {"medicine", "meal"}
    problem = build.problem(build.visit("v1", tasks=(task("insulin"), task("insulim"), task("zzz"))))
    found = unknown_codes(problem, known)
    assert list(found) == ["insulim", "zzz"]
    assert "insulin" in found["insulim"]
    on_paper = problem.replace(horizon=problem.horizon.model_copy(update={"ticks_per_minute": 1000}))
    assert unknown_codes(on_paper, known) == {}


@pytest.mark.parametrize("code", ["medication", "insulin", "lunch", "personal_care", "toileting"])
def test_an_entry_of_its_own_takes_no_kind_of_call_no_hygiene_no_meal_and_no_length_from_a_known_code(
    build: Build, code: str
) -> None:
    known, bare = catalogue(build)[code], catalogue(build, TaskCode(code=code))[code]
    assert bare.model_copy(update={"name": known.name}) == known
    other = TaskCode(code=code, call="presence", hygiene="neutral", meal="either", least=known.least + 60)
    said = catalogue(build, other)[code]
    assert (said.call, said.hygiene, said.meal) == (
        known.call if known.call != "other" else "presence",
        known.hygiene,
        known.meal,
    )
    assert said.least == known.least + 60


def test_a_code_of_its_own_is_what_its_entry_says(build: Build) -> None:
    """Nothing is taken from whoever declares a new code."""
    own = TaskCode(code="foot bath", call="personal_care", hygiene="clean", meal="after", least=600)
    assert catalogue(build, own)["foot bath"] == own


@pytest.mark.parametrize(
    ("entry", "fields", "found"),
    [
        ({"code": "ear drops"}, {}, "ordinary"),
        ({"code": "ear drops"}, {"owner": "health"}, "registered"),
        ({"code": "ear drops", "owner": "health"}, {}, "registered"),
        ({"code": "lantus at noon"}, {}, "delegated"),
        ({"code": "lantus at noon", "owner": "health"}, {}, "registered"),
        ({"code": "ear drops", "task_class": "ordinary", "owner": "health"}, {"owner": "health"}, "ordinary"),
        ({"code": "insulin"}, {}, "delegated"),
    ],
)
def test_an_entry_of_no_class_is_no_more_than_an_unknown_code(
    build: Build, entry: dict[str, Any], fields: dict[str, Any], found: str
) -> None:
    """Such as the rows of a table without the column; in JSON too."""
    known = catalogue(build, TaskCode(**entry))
    assert class_of(task(entry["code"], **fields), known) == found
