"""What a joint visit, its second pair of hands and what remains say in each field of a visit: none is lost unasked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from annotated_types import MaxLen

from fixtures.every_join import joined_day, joined_roster
from fixtures.joint import joined_day as paper_day
from solver.domain import (
    Household,
    InputFaults,
    LateAcceptance,
    Problem,
    UnpaidCarer,
    Visit,
    Window,
    joined,
    joint_visits,
    wrong_joins,
)
from solver.domain import joint as module
from solver.domain.joint import FIRST, TAKEN

HOUR = 3600
JOINS = {join.id: join for join in joined_roster().joins}

# What the join decides of the visits beside the joint one. All other fields are those of the visit they stand for.
SECOND = {"id", "client", "organisation", "tasks", "workers", "value", "length", "place"} | {
    "commissioner",
    "provider",
    "unpaid_carer",
}
REST = {"id", "tasks", "value", "length", "place"}


def telling(problem: Problem) -> Problem:
    """The day with every field of every visit told, and told differently by any two visits of one join."""
    kinds = ("review", "first", "changed")
    names = [organisation.id for organisation in problem.organisations]
    late = LateAcceptance(until=19 * HOUR, by="Lea Example", reason="told", on=date(2027, 3, 1))
    visits = tuple(
        visit.model_copy(
            update={
                "windows": (Window(start=8 * HOUR + number, end=18 * HOUR - number),),
                "windows_hard": number % 2 == 0,
                "priority": 1 + number % 5,
                "optional": True,
                "value": 100 + number,
                "length": visit.duration + 60 * number,
                "place": problem.place_of(visit),
                "kind": kinds[number % 3],
                "preferred_workers": ("nurse", "carer") if number % 2 else ("carer",),
                "commissioner": names[number % 2],
                "provider": names[number % len(names)],
                "unpaid_carer": f"helper {number}",
                "late_accepted": () if number % 2 == 0 else (late,),
            }
        )
        for number, visit in enumerate(problem.visits)
    )
    helpers = [
        UnpaidCarer(id=f"helper {number}", client=visit.client, name="Sample Neighbour")
        for number, visit in enumerate(visits)
    ]
    return problem.replace(visits=visits, unpaid_carers=tuple(helpers))


def values(visit: Visit, names: Any) -> dict[str, Any]:
    return {name: getattr(visit, name) for name in names}


def test_every_field_of_a_visit_is_decided_for_joint_visits() -> None:
    missing = [f"visits.{name}" for name in Visit.model_fields if name not in TAKEN]
    assert not missing, f"{missing}: say in TAKEN (solver/domain/joint.py) how a joint visit takes it"
    assert not TAKEN.keys() - Visit.model_fields.keys(), "TAKEN names what no visit has"


def test_the_day_tells_every_field_of_a_visit() -> None:
    """Else the tests below could not see that a field is lost."""
    for visit in telling(joined_day()).visits:
        usual = [
            name
            for name, field in Visit.model_fields.items()
            if not field.is_required() and getattr(visit, name) == field.default
        ]
        assert set(usual) <= {"windows_hard", "workers", "priority", "late_accepted"}, "tell this field in telling()"


@pytest.mark.parametrize("name", JOINS)
def test_a_joint_visit_has_each_field_as_the_table_says(name: str) -> None:
    problem = telling(joined_day())
    whole = joint_visits(problem, JOINS[name])[0]
    assert whole.parts == tuple(problem.visit[part] for part in JOINS[name].visits)
    for field, how in TAKEN.items():
        if how == FIRST:
            assert getattr(whole, field) == getattr(whole.parts[0], field), field
        elif not isinstance(how, str):
            assert getattr(whole, field) == how(whole.parts), field
    assert (whole.id, whole.length, whole.value) == (name, JOINS[name].duration, None)
    assert whole.place == problem.place_of(whole.parts[0])


def test_what_is_made_of_all_parts() -> None:
    problem = telling(joined_day())
    whole = joint_visits(problem, JOINS["A-care+A-nurse"])[0]
    assert values(whole, [name for name, how in TAKEN.items() if callable(how)]) == {
        "windows": (Window(start=8 * HOUR + 1, end=18 * HOUR - 1),),
        "windows_hard": True,
        "priority": 2,
        "optional": True,
        "kind": "review",
        "preferred_workers": ("carer",),
        "unpaid_carer": "helper 0",
        "late_accepted": (),
    }


@pytest.mark.parametrize("name", JOINS)
def test_what_is_made_of_the_longest_values_is_still_a_visit(name: str) -> None:
    """Texts put together must not become longer than the field may be."""
    problem = telling(joined_day())
    limits = {
        field: limit.max_length
        for field, info in Visit.model_fields.items()
        for limit in info.metadata
        if isinstance(limit, MaxLen) and callable(TAKEN.get(field)) and info.annotation is str
    }
    visits = tuple(
        visit.model_copy(update={field: f"{number}".rjust(most, "x") for field, most in limits.items()})
        for number, visit in enumerate(problem.visits)
    )
    for made in joint_visits(problem.replace(visits=visits), JOINS[name]):
        again = Visit.model_validate({field: getattr(made, field) for field in Visit.model_fields})
        assert again.windows == made.windows


def test_a_field_that_nobody_has_decided_is_the_first_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = telling(joined_day())
    monkeypatch.delitem(module.TAKEN, "kind")
    for join in JOINS.values():
        whole = joint_visits(problem, join)[0]
        assert whole.kind == whole.parts[0].kind != "routine"


def test_the_second_pair_of_hands_is_for_the_visit_that_takes_two() -> None:
    problem = telling(joined_day())
    for turned in (False, True):
        join = JOINS["E-care+E-nurse"]
        visits = join.visits[::-1] if turned else join.visits
        whole, second = joint_visits(problem, join.model_copy(update={"visits": visits}))
        helped = problem.visit["E-care"]
        assert second.role == "second"
        assert (whole.workers, second.workers) == (1, 1)
        assert values(second, Visit.model_fields.keys() - SECOND) == values(whole, Visit.model_fields.keys() - SECOND)
        for field in ("client", "organisation", "tasks"):
            assert getattr(second, field) == getattr(helped, field)
        assert (second.duration, second.place) == (helped.duration, problem.place_of(helped))


def test_what_remains_is_like_the_visit_it_remains_of() -> None:
    problem = telling(joined_day())
    _, rest = joint_visits(problem, JOINS["A-care+A-nurse"])
    part = problem.visit["A-nurse"]
    assert rest.role == "rest"
    assert values(rest, Visit.model_fields.keys() - REST) == values(part, Visit.model_fields.keys() - REST)
    assert rest.tasks == part.tasks[1:]
    assert rest.duration == part.duration - part.tasks[0].duration
    assert (rest.value, rest.place) == (None, problem.place_of(part))


@pytest.mark.parametrize(
    ("homes", "who", "wrong"),
    [
        ((None, None), ("ada", "bea"), True),  # strangers at one place
        (("one", None), ("ada", "bea"), True),
        (("one", "other"), ("ada", "bea"), True),
        (("one", "one"), ("ada", "bea"), False),
        ((None, None), ("ada", "ada"), False),
        (("one", None), ("bea", "bea"), False),
    ],
)
def test_only_who_share_a_household_is_seen_in_one_visit(
    homes: tuple[str | None, str | None], who: tuple[str, str], wrong: bool
) -> None:
    problem = paper_day()[0]
    (made,) = [join for join in paper_day()[1].joins if join.visits == ("c2", "c3")]
    place = problem.place_of(problem.visit["c2"])
    clients = tuple(
        problem.client["bert"].model_copy(update={"id": name, "household": home})
        for name, home in zip(("ada", "bea"), homes, strict=True)
    )
    visits = tuple(
        problem.visit[name].model_copy(update={"client": client, "place": place})
        for name, client in zip(made.visits, who, strict=True)
    )
    day = problem.replace(
        clients=clients,
        visits=visits,
        households=tuple(Household(id=name, place=place) for name in ("one", "other")),
        delegations=(),
        join_decisions=(),
    )
    assert [one.sentence for one in wrong_joins(day, [made])] == (
        ["Join c2+c3 is of visits to clients who do not share a household."] if wrong else []
    )


def test_a_task_may_be_the_duplicate_of_one_that_is_joined_away() -> None:
    """Of a visit inside its own joint visit, and of one inside another; never of one that nobody knows."""
    problem, joins = joined_day(), joined_roster().joins
    for declaring in ("B-care", "F-nurse"):
        told = {"duplicate_of": "B-nurse", "duplicate_declared_by": "Nora Mockup RN"}
        first, *rest = problem.visit[declaring].tasks
        visit = problem.visit[declaring].model_copy(update={"tasks": (first.model_copy(update=told), *rest)})
        day = problem.replace(visits=tuple(visit if one.id == declaring else one for one in problem.visits))
        assert "B-nurse" not in joined(day, joins).visit
    nobody = first.model_copy(update={**told, "duplicate_of": "nobody"})
    visit = visit.model_copy(update={"tasks": (nobody, *rest)})
    with pytest.raises(InputFaults, match="nobody"):
        problem.replace(visits=tuple(visit if one.id == declaring else one for one in problem.visits))
