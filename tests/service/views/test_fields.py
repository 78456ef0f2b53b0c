"""Every field of problems and rosters is decided for partners and analysts: shown, coded or hidden; none unasked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from fixtures import play
from service.views import partner_tables, pseudonymised
from service.views.coded_documents import code_problem
from service.views.codes import codes_for
from service.views.partner import Part
from service.views.partner_documents import problem_part
from service.views.telling import Names, Tables, as_is
from solver import Problem, Roster, problem_document
from solver.domain import Place, Visit

from . import marked

DAY = play("blended-insulin", 1)
VIEWS: dict[str, tuple[Any, Tables]] = {
    "partner": (partner_tables, Part(DAY, "trust").tables),
    "pseudonymised": (pseudonymised, pseudonymised.Coding(codes_for("trust")).tables()),
}


def held(model: type[BaseModel], name: str) -> Iterator[type[BaseModel]]:
    """The classes of objects in a field."""
    queue: list[Any] = [model.model_fields[name].annotation]
    while queue:
        kind = queue.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield kind
        queue.extend(getattr(kind, "__args__", ()))


def seen(hidden: Names) -> list[type[BaseModel]]:
    """The classes of objects that a reader may come upon, what is hidden left out."""
    found: list[type[BaseModel]] = [Problem, Roster]
    for model in found:  # grows while it is read
        for name, field in model.model_fields.items():
            if (field.alias or name) not in hidden.get(model, ()):
                found += [kind for kind in held(model, name) if kind not in found]
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_every_field_is_decided_once(view: str) -> None:
    module, tables = VIEWS[view]
    models = seen(module.HIDDEN)
    assert Visit in models
    undecided: list[str] = []
    twice: list[str] = []
    for model in models:
        for name, field in model.model_fields.items():
            told = field.alias or name
            ways = [told in way.get(model, ()) for way in (tables, module.HIDDEN, module.OTHERWISE)]
            if sum(ways) != 1:
                (twice if any(ways) else undecided).append(f"{model.__name__}.{told}")
    assert not undecided, f"{undecided}: say how it is told, or that it is hidden, in {module.__name__}"
    assert not twice, f"{twice}: decided twice in {module.__name__}"


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_decided_that_there_is_not(view: str) -> None:
    module, tables = VIEWS[view]
    for way in (tables, module.HIDDEN, module.OTHERWISE):
        for model, names in way.items():
            known = {field.alias or name for name, field in model.model_fields.items()}
            assert set(names) <= known, model.__name__


@pytest.mark.parametrize("view", VIEWS)
def test_objects_in_objects_are_told_by_their_own_tables(view: str) -> None:
    """Else their new fields would be told unasked."""
    _, tables = VIEWS[view]
    plain = [
        f"{model.__name__}.{field.alias or name}"
        for model, table in tables.items()
        for name, field in model.model_fields.items()
        if list(held(model, name)) and table.get(field.alias or name) is as_is
    ]
    assert plain == [], "want each_by or one_by in service/views"


def test_analysts_are_told_no_free_text() -> None:
    """Whatever people may write could name somebody. Names of organisations and competencies name nobody."""
    free = Place.model_fields["address"].metadata
    tables = VIEWS["pseudonymised"][1]
    plain = {
        f"{model.__name__}.{name}"
        for model in seen(pseudonymised.HIDDEN)
        for name, field in model.model_fields.items()
        if field.annotation is str and set(map(repr, free)) <= set(map(repr, field.metadata))
        if tables.get(model, {}).get(field.alias or name) is as_is
    }
    allowed = {"Organisation.name", "Competency.name"}
    assert plain == allowed, f"{sorted(plain - allowed)}: hide it, or tell a code, in service/views/pseudonymised.py"


@pytest.mark.parametrize("view", VIEWS)
def test_a_field_that_nobody_decided_is_not_told(view: str) -> None:
    """In a document of tomorrow, anywhere in it."""
    problem = marked.marked_day(2)
    document = problem_document(problem)
    mark = "something new"

    def marked_everywhere(value: Any) -> Any:
        if isinstance(value, dict):
            return {**{name: marked_everywhere(inner) for name, inner in value.items()}, mark: mark}
        return [marked_everywhere(inner) for inner in value] if isinstance(value, list) else value

    new = {**marked_everywhere({**document, "pack": {}}), "pack": document.get("pack", {})}
    for own in (one.id for one in problem.organisations):
        told = problem_part(new, Part(problem, own)) if view == "partner" else code_problem(new, codes_for(own))
        assert mark not in marked.texts(told)
        assert told["organisations"]
