"""A night tells what is to be known first of a team's day: in the text, in the page and for machines."""

from __future__ import annotations

from pathlib import Path

from fixtures import generate
from service.overnight.asks import Ask
from service.overnight.report import report_document, report_html, report_text, row
from service.overnight.solving import answered
from service.overnight.teams import Team
from solver.formats import write_tables


def test_what_a_teams_table_leaves_unknown_is_in_the_morning_report(tmp_path: Path) -> None:
    write_tables(generate("hamlet", 1), tmp_path / "west")
    (tmp_path / "west" / "consents.csv").unlink()
    answer = answered(Ask("read", 0, tmp_path / "out", tmp_path / "west"))
    told = "Safety sheets are missing, and what they would tell is unknown: consents."
    assert answer.notes == (told,)
    west = Team("west", tmp_path / "west", tmp_path / "out")
    west.read(answer)
    line = row(west)
    about = {"deadline": "06:00", "finished": "05:59"}
    assert line.needs[-1] == "1 thing to know of the day, below"
    assert told in " ".join(report_text([line], about).split())
    assert told in report_html([line], about)
    assert report_document([line], about)["teams"][0]["notes"] == [told]


def test_a_day_that_tells_everything_needs_nobody_for_that(tmp_path: Path) -> None:
    write_tables(generate("hamlet", 1), tmp_path / "west")
    answer = answered(Ask("read", 0, tmp_path / "out", tmp_path / "west"))
    assert (answer.notes, answer.faults, answer.failure) == ((), (), "")
