"""One list of roles; either spelling is read, and each place goes on writing the one it always has."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from fixtures.every_join import joined_day
from service.access import ACCOUNTS, MAY
from service.routes.organisations import KeyRequest
from solver import InputFaults, Problem, problem_document, read_problem
from solver.amend import DecideJoin, parse_changes
from solver.domain import JoinDecision, Role
from solver.domain.role import SIGNING
from solver.formats import problem_schema, read_tables, write_tables

ROOT = Path(__file__).parents[2]
SPELLED = ["nurse lead", "nurse_lead", "Nurse Lead", " NURSE-LEAD "]


def decided(role: Any) -> Problem:
    decision = JoinDecision(
        id="j", visits=("A-care", "A-nurse"), approved=True, by="L. Example", role=role, on="2027-02-01"
    )
    return joined_day().replace(join_decisions=(decision,))


@pytest.mark.parametrize("spelled", SPELLED)
def test_either_spelling_is_read(spelled: str) -> None:
    assert Role(spelled) is Role.NURSE_LEAD
    problem = decided(Role.NURSE_LEAD)
    document = problem_document(problem)
    document["join_decisions"][0]["role"] = spelled
    back = read_problem(json.dumps(document).encode())
    assert back == problem
    assert back.digest == problem.digest
    change = {"change": "decide_join", "visits": ["A-care", "A-nurse"], "approved": True, "signed_by": "L. Example"}
    (read,) = parse_changes([{**change, "role": spelled}])
    assert isinstance(read, DecideJoin)
    assert read.role is Role.NURSE_LEAD
    assert KeyRequest.model_validate({"name": "k", "role": spelled, "organisation": "trust"}).role is Role.NURSE_LEAD


@pytest.mark.parametrize("spelled", ["nurse lead", "nurse_lead", "Nurse_Lead"])
def test_either_spelling_is_read_from_tables(spelled: str, tmp_path: Path) -> None:
    problem = decided(Role.NURSE_LEAD)
    write_tables(problem, tmp_path / "day")
    path = tmp_path / "day" / "join_decisions.csv"
    text = path.read_text("utf-8-sig")
    assert text.count("nurse lead") == 1
    path.write_text(text.replace("nurse lead", spelled))
    assert read_tables(tmp_path / "day") == problem


@pytest.mark.parametrize("role", SIGNING)
def test_documents_keep_their_spelling_and_so_their_fingerprint(role: Role) -> None:
    problem = decided(role)
    assert problem_document(problem)["join_decisions"][0]["role"] == role.value
    assert f'"role":"{role.value}"' in problem.model_dump_json()  # what the digest is made of
    assert decided(role.code).digest == problem.digest


def test_the_schema_takes_what_is_read_and_nothing_else() -> None:
    document = problem_document(decided("scheduler"))
    entry = document["join_decisions"][0]
    for role in SIGNING:
        for spelled in (role.value, role.code):
            entry["role"] = spelled
            jsonschema.validate(document, problem_schema())
    entry["role"] = "admin"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, problem_schema())


@pytest.mark.parametrize("role", [role for role in Role if role not in SIGNING])
def test_who_decides_nothing_about_joins_is_refused(role: Role) -> None:
    document = problem_document(decided("scheduler"))
    document["join_decisions"][0]["role"] = role.value
    with pytest.raises(InputFaults, match="want 'nurse lead', 'scheduler' or 'team lead'"):
        read_problem(json.dumps(document).encode())


def test_who_comes_in_is_decided_for_every_role() -> None:
    assert {role for roles in MAY.values() for role in roles} == set(ACCOUNTS)
    assert set(Role) - set(ACCOUNTS) == {Role.TEAM_LEAD}, "a new role: is it one to come in with? (service/access.py)"
    for role in Role:
        wanted = {"name": "k", "role": role.code, "organisation": "trust"}
        if role in ACCOUNTS:
            assert KeyRequest.model_validate(wanted).role is role
        else:
            with pytest.raises(ValidationError, match="want scheduler, nurse_lead, analyst or admin"):
                KeyRequest.model_validate(wanted)


def test_no_other_file_spells_a_role() -> None:
    """Which is where two spellings came from."""
    words = {spelled for role in (Role.NURSE_LEAD, Role.TEAM_LEAD) for spelled in (role.value, role.code)}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ("solver", "service", "fixtures", "benchmarks")
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.name != "role.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in words
    ]
    assert found == [], "want Role.NURSE_LEAD or Role.TEAM_LEAD of solver.domain"
