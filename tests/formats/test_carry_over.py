"""A document of version 1 becomes one of version 2: what was recorded stays, all else is unknown, and told so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fixtures.earlier import version_1_day
from solver.domain import Problem
from solver.formats import convert, read_any, read_problem, write_tables

TODAY = date(2027, 2, 15)


def delegation(name: str, registrant: str, contact: str = "") -> dict[str, Any]:
    dates = {"trained": "2026-01-05", "signed_off": "2026-01-19", "expires": "2027-12-31"}
    about = {"client": "c1", "task": "insulin", "worker": "w1", "registrant": registrant, "contact": contact}
    return {"id": name, **about, **dates}


def carried(document: dict[str, Any], tmp_path: Path) -> tuple[Problem, list[str]]:
    (tmp_path / "old.json").write_text(json.dumps(document), encoding="utf-8")
    notes = convert(tmp_path / "old.json", tmp_path / "new.json", today=TODAY)
    return read_problem(tmp_path / "new.json"), notes


def test_the_day_of_version_1_keeps_everything_but_the_names_of_its_registrants(tmp_path: Path) -> None:
    old = json.loads(version_1_day())
    new, notes = carried(old, tmp_path)
    document = json.loads((tmp_path / "new.json").read_bytes())
    assert (document.pop("version"), document.pop("carried_over"), old.pop("version")) == ("2", "2027-02-15", "1")
    assert document.pop("registrants") == [{"id": "registrant-1", "name": "RN Prudence Testmatron"}]
    assert {one["registrant"] for one in document["delegations"]} == {"registrant-1"}
    for entry in document["delegations"]:
        entry["registrant"] = "RN Prudence Testmatron"
    assert document == old
    told = " ".join(notes)
    assert "carried over on 15.02.2027" in told
    grace = "until 16 May 2027 (rule authority_registrant, grace_days = 90, from 15 February 2027)"
    assert f"registrant unknown. All the same they run on {grace}, no longer: " in told
    assert "blood_sample" in told.split("Its own staff do it all the same " + grace)[0]
    assert "that 125 delegations and protocols give: 1, all with registration and cover hours unknown" in told
    assert "Clients' answers kept with their dates: 72" in told
    assert "No answer about sharing is recorded of 37 of 80 clients" in told
    assert "no signed basis for sharing: 2 of 2" in told
    assert "do not say who engaged them: 1" in told
    assert "No protocol of the organisation that delivers them is recorded for" in told
    assert "blood_sample" in told
    assert new.registrants[0].cover == ()


@pytest.mark.parametrize("ending", ["tables", "day.zip", "day.xlsx", "day.json"])
def test_every_form_is_carried_over_alike(ending: str, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_bytes(version_1_day())
    old = read_any(tmp_path / "old.json")
    source = tmp_path / ending
    if ending == "day.json":
        source.write_bytes(version_1_day())
    else:
        write_tables(old, source)
    assert read_any(source).version == "1"
    convert(tmp_path / "old.json", tmp_path / "expected.json", today=TODAY)
    convert(source, tmp_path / "new.json", today=TODAY)
    assert (tmp_path / "new.json").read_bytes() == (tmp_path / "expected.json").read_bytes()


def test_a_table_without_a_version_is_of_version_1(good: dict[str, Any], tmp_path: Path) -> None:
    write_tables(read_problem(json.dumps(good).encode()), tmp_path / "tables")
    path = tmp_path / "tables" / "problem.csv"
    assert ",version," in path.read_text("utf-8-sig")
    path.write_text(path.read_text("utf-8-sig").replace(",version,", ",").replace(",1,,", ",,"), encoding="utf-8")
    assert read_any(tmp_path / "tables").version == "1"
    convert(tmp_path / "tables", tmp_path / "new.json", today=TODAY)
    assert read_any(tmp_path / "new.json").carried_over == TODAY


def test_converting_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_bytes(version_1_day())
    convert(tmp_path / "old.json", tmp_path / "new.json", today=TODAY)
    again = convert(tmp_path / "new.json", tmp_path / "again.json", today=date(2028, 1, 1))
    assert len([note for note in again if "until 16 May 2027" in note]) == 2
    (other,) = [note for note in again if "until 16 May 2027" not in note]
    assert "catheter_bag" in other  # nursing by the catalogue, in visits that a council pays for
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "new.json").read_bytes()


def test_only_real_names_become_people(good: dict[str, Any], tmp_path: Path) -> None:
    good["delegations"] = [
        delegation("d1", "Nora Mockup RN", "ext. 999 01"),
        delegation("d2", " nora  mockup RN ", "ext. 999 01"),
        delegation("d3", "?"),
        delegation("d4", "N/A", "ext. 999 01"),
        delegation("d5", "Vacant.", "ext. 999 01"),
        delegation("d6", "Olga Pretend RN", "ext. 999 02"),
        delegation("d7", "Olga Pretend RN", ""),
    ]
    new, notes = carried(good, tmp_path)
    assert [(one.id, one.name, one.contact) for one in new.registrants] == [
        ("registrant-1", "Nora Mockup RN", "ext. 999 01"),
        ("registrant-2", "Olga Pretend RN", ""),  # one of her delegations reached nobody, and still does not
    ]
    assert [one.registrant for one in new.delegations] == [
        "registrant-1",
        "registrant-1",
        "?",
        "N/A",
        "Vacant.",
        "registrant-2",
        "registrant-2",
    ]
    assert [one.contact for one in new.delegations] == [entry["contact"] for entry in good["delegations"]]
    told = " ".join(notes)
    assert "nobody is named as registrant: 3 delegations (d3, d4, d5)" in told
    assert "for delegations tell several or none: 1" in told


def test_people_the_document_knows_are_not_made_twice(good: dict[str, Any], tmp_path: Path) -> None:
    good["registrants"] = [
        {"id": "registrant-1", "name": "Nora Mockup RN", "left": "2026-01-01"},
        {"id": "r2", "name": "Ada Namesake"},
        {"id": "r3", "name": "Ada Namesake"},
    ]
    good["delegations"] = [
        delegation("d1", "nora mockup rn"),
        delegation("d2", "r2"),
        delegation("d3", "Ada Namesake"),
        delegation("d4", "Pia Sample RN"),
    ]
    good["suspensions"] = [
        {
            "id": "s1",
            "what": "registrant",
            "of": "Pia Sample RN",
            "starts": "2026-03-01T00:00",
            "reason": "x",
            "by": "y",
        }
    ]
    new, _ = carried(good, tmp_path)
    assert [one.id for one in new.registrants] == ["registrant-1", "r2", "r3", "registrant-2"]
    assert [one.registrant for one in new.delegations] == ["registrant-1", "r2", "Ada Namesake", "registrant-2"]
    assert new.suspensions[0].of == "registrant-2"  # what was stopped stays stopped under the new name


def test_nothing_is_written_as_given_that_was_not_recorded(good: dict[str, Any], tmp_path: Path) -> None:
    good["clients"][0]["consents"] = [
        {"kind": "sharing", "given": False, "recorded": "2026-01-05"},
        {"kind": "delegation", "recorded": "2026-01-06"},
    ]
    good["agreements"] = [{"id": "a", "between": ["care", "trust"], "health_task_to_care_worker": True}]
    new, _ = carried(good, tmp_path)
    answers = [[(one.kind, one.given, one.basis, one.recorder) for one in client.consents] for client in new.clients]
    assert answers == [[("sharing", False, None, ""), ("delegation", None, None, "")], []]
    assert (new.agreements[0].sharing_basis, new.agreements[0].signed) == ("", None)
    assert (new.protocols, new.subcontracts, new.standing_agreements, new.suspensions) == ((), (), (), ())
    assert all(visit.delivered_by == visit.paid_by == visit.organisation for visit in new.visits)


def test_the_day_of_an_earlier_carrying_over_is_kept(good: dict[str, Any], tmp_path: Path) -> None:
    for said, kept in (("2027-01-01", date(2027, 1, 1)), ("2099-01-01", TODAY)):
        new, _ = carried({**good, "carried_over": said}, tmp_path)
        assert new.carried_over == kept
