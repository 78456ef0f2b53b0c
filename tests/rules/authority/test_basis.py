"""What a visit rests on is told whole: delegation, protocol or agreement, who answers, until when, whose consent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import solver.cli
from service.ui.day_model import day_model
from service.ui.viewed_roster import Reading
from solver.check import check
from solver.domain import Problem
from solver.formats import read_problem, read_roster
from solver.plot import gather, html
from solver.rules import Pack
from solver.rules.authority.basis import list_bases
from solver.rules.readings.readings import Readings

from ...safety.days import (
    Plain,
    agreement,
    changed,
    client,
    day,
    delegation,
    insulin,
    nurse,
    put,
    registrant,
    shift,
    task,
    told,
    visit,
    without,
    worker,
)
from ...safety.doors import by_hand

CONSENTS = [
    {"kind": kind, "given": True, "recorded": "2026-06-01", "basis": "best_interests", "recorder": "Lea Example"}
    for kind in ("sharing", "delegation")
]


def dose_day() -> Plain:
    """Cal of the council gives Ada the trust's insulin under a delegation; Nan, the trust's nurse, is there too."""
    dose = visit("dose", insulin(), "09:00", "09:30", organisation="trust")
    known = {
        "version": "2",
        "registrants": [registrant()],
        "clients": [client(consents=CONSENTS)],
        "agreements": [agreement(ends="2027-06-30")],
        "delegations": [delegation(registrant="nora", review="2027-09-01")],
    }
    return day([dose], [nurse(), worker("cal", "council", ["insulin"])], [shift("cal"), shift("nan")], **known)


def bases(document: Plain, rounds: Any = None) -> tuple[str, ...]:
    problem: Problem = read_problem(json.dumps(document).encode())
    roster = read_roster(json.dumps(by_hand(rounds or {"CAL": [("dose", "09:00")]})).encode(), problem)
    judged = check(problem, roster)
    assert judged.feasible, [one.sentence for one in judged.breaches]
    found = list_bases(Readings(judged.problem, Pack.for_problem(problem)), judged.timeline)
    return found.get("dose", ())


def test_a_delegation_with_all_it_rests_on() -> None:
    assert bases(dose_day()) == (
        "Cal Sample does insulin under delegation cal-ada-insulin: Nora Example answers for it, until 1 September 2027 "
        "(its review is due).",
        "Ada Pretend's consent to delegation: given on 1 June 2026 (a best-interests decision; recorded by Lea "
        "Example).",
        "Cal Sample comes for Lundy Council (invented) by agreement trust+council with Dogger Trust (invented), until "
        "30 June 2027.",
        "Ada Pretend's consent to sharing: given on 1 June 2026 (a best-interests decision; recorded by Lea Example).",
    )


@pytest.mark.parametrize(
    ("change", "until"),
    [
        (told("delegations", "cal-ada-insulin", expires="2027-04-30"), "until 30 April 2027 (it expires)."),
        (told("registrants", "nora", left="2027-03-31"), "until 31 March 2027 (they leave)."),
        (told("registrants", "nora", registered_until="2027-05-31"), "until 31 May 2027 (their registration ends)."),
    ],
)
def test_the_first_end_counts(change: Any, until: str) -> None:
    assert bases(changed(dose_day(), change))[0].endswith(f"Nora Example answers for it, {until}")


def test_a_nurse_of_the_provider_rests_on_nothing() -> None:
    assert bases(dose_day(), {"NAN": [("dose", "09:00")]}) == ()


def test_grace_is_told_with_its_end_and_its_rule() -> None:
    """A document of version 1 read on the first of March: ninety days from then."""
    old = changed(dose_day(), put(version="1"), without("registrants"))
    old["delegations"] = [delegation()]
    assert bases(old)[0] == (
        "Cal Sample does insulin under delegation cal-ada-insulin: Nora Example RN answers for it, until 1 December "
        "2027 (it expires); what is unknown of the registrant is allowed until 30 May 2027 (rule authority_registrant: "
        "grace of a document of version 1)."
    )


def test_an_agreement_in_the_place_of_a_consent() -> None:
    """A sharing that nobody was asked about rests on the signed agreement's basis."""
    signed = agreement(("council", "care"), sharing_basis="direct care", signed_by="Lea Example", signed="2026-06-01")
    document = day(
        [visit("dose", task("meal"), "09:00", "09:30")],
        [worker("cal", "care")],
        [shift("cal")],
        version="2",
        clients=[client(consents=[])],
        agreements=[signed],
    )
    assert bases(document) == (
        "Cal Sample comes for Madeup Care by agreement council+care with Lundy Council (invented), signed by Lea "
        "Example on 1 June 2026, without an end.",
        "Ada Pretend's consent to sharing: none is recorded by then; agreement council+care states a basis for "
        "sharing: direct care.",
    )


def test_a_protocol() -> None:
    blood = task("blood_sample", owner="health", competencies=["bloods"])
    document = day(
        [visit("dose", blood, "09:00", "09:30", organisation="trust")],
        [worker("hana", "trust", ["bloods"])],
        [shift("hana")],
        version="2",
        registrants=[registrant()],
        protocols=[
            {"id": "p1", "organisation": "trust", "task": "blood_sample", "registrant": "nora", "signed": "2026-06-01"}
        ],
    )
    (sentence,) = bases(document, {"HANA": [("dose", "09:00")]})
    assert sentence == (
        "Hana Sample does blood_sample under protocol p1: signed by Nora Example on 1 June 2026, until 31 January 2028 "
        "(their registration ends)."
    )


def test_the_command_the_page_and_the_panel_show_it(tmp_path: Path) -> None:
    """Every word of it, in `explain --visit` (text and JSON), in roster.html and in what the day page draws."""
    (tmp_path / "day.json").write_text(json.dumps(dose_day()))
    (tmp_path / "roster.json").write_text(json.dumps(by_hand({"CAL": [("dose", "09:00")]})))
    app = typer.Typer(pretty_exceptions_enable=False)
    solver.cli.register(app)
    words = ["explain", str(tmp_path / "day.json"), str(tmp_path / "roster.json"), "--visit", "dose"]
    said = CliRunner().invoke(app, words, catch_exceptions=False).output
    assert "It rests on:\n  Cal Sample does insulin under delegation cal-ada-insulin: Nora Example" in said
    plain = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).output)
    assert tuple(plain["rests_on"]) == bases(dose_day())
    problem = read_problem((tmp_path / "day.json").read_bytes())
    roster = read_roster(tmp_path / "roster.json", problem)
    judged = check(problem, roster)
    assert gather(roster, judged).rests_on == {"dose": bases(dose_day())}
    assert "cal-ada-insulin: Nora Example answers for it, until 1 September 2027" in html(problem, roster, judged)
    read = Reading("r", 1, "done", "", "whole", problem, roster, judged, {}, 0, None)
    assert day_model(read)["visits"]["dose"]["rests"] == list(bases(dose_day()))


def blood_day(**lists: Any) -> Plain:
    """Hana of the trust takes blood; her competency is there."""
    blood = task("blood_sample", owner="health", competencies=["bloods"])
    return day(
        [visit("dose", blood, "09:00", "09:30", organisation="trust")],
        [worker("hana", "trust", ["bloods"])],
        [shift("hana")],
        clients=[client(consents=CONSENTS)],
        **{"version": "1", "registrants": [registrant()]} | lists,
    )


PROTOCOL = {"id": "p1", "organisation": "trust", "task": "blood_sample", "registrant": "nora", "signed": "2026-06-01"}


def test_no_protocol_in_an_old_document_is_told_where_nothing_else_allows_it() -> None:
    def told(**lists: Any) -> list[str]:
        return [
            sentence
            for sentence in bases(blood_day(**lists), {"HANA": [("dose", "09:00")]})
            if "no protocol" in sentence
        ]

    assert told() == [
        "Hana Sample does blood_sample under no protocol: none is recorded, which is allowed until 30 May 2027 (rule "
        "authority_registrant: grace of a document of version 1)."
    ]
    assert told(protocols=[PROTOCOL]) == []
    named = delegation("hana", task="blood_sample", registrant="nora")
    assert told(delegations=[named]) == []


def test_of_several_delegations_those_that_are_answered_for_are_told_and_else_all() -> None:
    good = delegation(registrant="nora")
    bad = delegation(id="other", registrant="nobody")
    document = changed(dose_day(), put(delegations=[bad, good]))
    assert [sentence.split(":")[0] for sentence in bases(document) if "delegation " in sentence] == [
        "Cal Sample does insulin under delegation cal-ada-insulin"
    ]
    bad = delegation("hana", id="other", task="blood_sample", registrant="nobody")
    blood = blood_day(version="2", protocols=[PROTOCOL], delegations=[bad])
    (told,) = (sentence for sentence in bases(blood, {"HANA": [("dose", "09:00")]}) if "under delegation" in sentence)
    assert told.startswith('Hana Sample does blood_sample under delegation other: it names no registrant ("nobody")')
