"""A joined roster on the page, in the workbook and on the terminal: both owners, the outcome and the parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from fixtures.joint import joined_day
from solver.check import Check, check
from solver.cli.summary import summary
from solver.plot import html, write_roster_workbook
from solver.result import judgement

STANDS = "delegated: n1 (Sample NHS Trust (invented)) + c1 (Samplecare (invented)), signed by Nora Testnurse"
PAID = ", paid for by Sample NHS Trust (invented) 13.5 min and Samplecare (invented) 31.5 min"


@pytest.fixture(scope="module")
def judged() -> Check:
    return check(*joined_day())


def test_the_page_shows_owners_outcome_and_parts(judged: Check) -> None:
    page = html(*joined_day(), judged)
    mark = page.split('<g class="visit-mark" data-visit="n1+c1">', 1)[1].split("</g>", 1)[0]
    assert STANDS in mark
    assert 'class="visit o1"' in mark  # the trust's visit as well
    assert 'class="visit o0"' in mark  # and the provider's
    couple = page.split('<g class="visit-mark" data-visit="c2+c3">', 1)[1].split("</g>", 1)[0]
    assert "Bert Testclient and Bea Testclient (c2+c3)" in couple
    assert couple.count('class="visit ') == 1  # one organisation
    assert '"where":{"n1+c1":"k","n1":"k","c1":"k","c2+c3":"k","c2":"k","c3":"k","n2":"n"}' in page
    assert "<dt>Joined</dt>" in page


def test_the_workbook_names_both_clients_and_what_was_joined(judged: Check, tmp_path: Path) -> None:
    problem, roster = joined_day()
    write_roster_workbook(problem, roster, judged, tmp_path / "joined.xlsx")
    book = load_workbook(tmp_path / "joined.xlsx")
    head, *stops = book["Rounds"].iter_rows(values_only=True)
    told = {row[head.index("visit")]: row for row in stops}
    assert told["c2+c3"][head.index("client")] == "Bert Testclient and Bea Testclient"
    assert told["n1+c1"][head.index("notes")] == STANDS + PAID
    head, *clients = book["Clients"].iter_rows(values_only=True)
    found = {row[0]: row[1:3] for row in clients}
    assert found == {
        "Ada Testclient": (2, 2),
        "Bert Testclient": (1, 1),
        "Bea Testclient": (1, 1),
        "Cora Testclient": (1, 1),
    }
    workers = {row[0]: row[10] for row in book["Workers"].iter_rows(values_only=True)}
    assert workers["Carl Testworker"] == 3  # clients met


def test_the_terminal_counts_what_was_commissioned(judged: Check) -> None:
    text = summary(judged.problem, judged, [])
    assert "Served                5 of 5   visits; 6 of 6 tasks" in text
    assert "Joined                     2   joint visits; 3 knocks at doors in all" in text
    plain = judgement(judged.problem, judged, [])
    assert (plain["commissioned"], plain["joint"], plain["doors"]) == (5, 2, 3)
    assert plain["health_contact_minutes"] == 30
