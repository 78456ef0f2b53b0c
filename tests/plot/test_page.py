"""The page: whole, self-contained, safe against what names may hold, and nobody unserved is hidden."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fixtures.paper import at, day, round_, visit, worker
from solver.check import check
from solver.domain import InputFaults, Problem, Roster, Shift, Unserved
from solver.plot import html, write_roster_html

Day = tuple[Problem, Roster]


class Tags(HTMLParser):
    """Every tag with its attributes, and whether all that was opened was closed again."""

    _void = ("meta", "input", "br", "link", "img", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self._void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in ("tr", "td", "th", "p"):
            self.open.pop()
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def page_of(day: Day) -> str:
    return html(*day, check(*day), ["Rules: a <b>bold</b> pack."])


def test_needs_no_network(hamlet: Day) -> None:
    page = page_of(hamlet)
    tags = Tags(page).found
    assert not [tag for tag, attrs in tags if tag in ("link", "img", "iframe") or "src" in attrs]
    assert not re.search(r"https?://|@import|url\((?!#)", page)
    assert "default-src 'none'" in page


def test_is_well_formed(hamlet: Day) -> None:
    assert Tags(page_of(hamlet)).open == []


def test_every_shift_and_visit_is_on_the_timeline(hamlet: Day) -> None:
    problem, roster = hamlet
    tags = Tags(page_of(hamlet)).found
    lines = {attrs["data-shift"] for tag, attrs in tags if tag == "div" and "data-shift" in attrs}
    assert lines == {shift.id for shift in problem.shifts}
    marks = {attrs["data-visit"] for tag, attrs in tags if tag == "g" and attrs.get("class") == "visit-mark"}
    assert marks == {visit.id for visit in problem.visits}
    routes = {attrs["data-shift"] for tag, attrs in tags if tag == "g" and "data-shift" in attrs}
    assert routes == {round_.shift for round_ in roster.rounds if any(stop.visit for stop in round_.stops)}


def test_unserved_visits_stand_in_timeline_map_table_and_details(hamlet: Day) -> None:
    problem, roster = hamlet
    assert roster.unserved
    page = page_of(hamlet)
    tags = Tags(page).found
    data = json.loads(re.findall(r'id="data">(.*?)</script>', page, re.S)[0])
    for entry in roster.unserved:
        crosses = [tag for tag, attrs in tags if attrs.get("class") == "cross" and attrs["data-visit"] == entry.visit]
        table = [tag for tag, attrs in tags if tag == "tr" and attrs.get("data-visit") == entry.visit]
        assert (len(crosses), len(table)) == (1, 1)
        assert entry.reason in data["unserved"][entry.visit]["reason"]
    assert f"Not served: {len(roster.unserved)} of {len(problem.visits)} visits" in page


def test_names_cannot_break_out(hamlet: Day) -> None:
    problem, roster = hamlet
    evil = "</script><script>alert(1)</script>\"'&<img src=x>"
    clients = tuple(client.model_copy(update={"name": evil}) for client in problem.clients)
    workers = tuple(worker.model_copy(update={"name": evil}) for worker in problem.workers)
    unserved = tuple(entry.model_copy(update={"reason": evil}) for entry in roster.unserved)
    changed = problem.replace(clients=clients, workers=workers, name=evil)
    page = page_of((changed, Roster(rounds=roster.rounds, unserved=unserved)))
    tags = Tags(page)
    assert [attrs.get("type") for tag, attrs in tags.found if tag == "script"] == ["application/json", None]
    assert not [tag for tag, _ in tags.found if tag in ("img", "b") and tag == "img"]
    assert "alert(1)</script>" not in page
    data = json.loads(re.findall(r'id="data">(.*?)</script>', page, re.S)[0])
    assert evil in next(iter(data["unserved"].values()))["title"]


def test_several_days_have_a_switch(two_days: Day) -> None:
    page = page_of(two_days)
    buttons = [attrs["data-day"] for tag, attrs in Tags(page).found if tag == "button" and "data-day" in attrs]
    assert buttons == ["2027-03-01", "2027-03-02"]
    sections = [attrs for tag, attrs in Tags(page).found if tag == "section" and attrs.get("class") == "day"]
    assert ["hidden" in attrs for attrs in sections] == [False, True]


def test_without_coordinates_there_is_a_sentence_for_a_map() -> None:
    problem = day(
        {"home A": 10},
        [visit("a", "A", 30, (at(9), at(10)))],
        [worker("w")],
        [Shift(id="s", worker="w", start=at(8), end=at(12))],
    )
    page = html(problem, Roster(rounds=(round_("s", ("a", at(9))),)), check(problem, Roster(rounds=())))
    assert "No map" in page
    assert 'id="map"' not in page


def test_a_broken_rule_is_the_first_thing_on_the_page(hamlet: Day) -> None:
    problem, roster = hamlet
    first = next(round_ for round_ in roster.rounds if len(round_.stops) > 1)
    crammed = first.model_copy(
        update={"stops": tuple(stop.model_copy(update={"start": first.stops[0].start}) for stop in first.stops)}
    )
    rounds = tuple(crammed if round_ is first else round_ for round_ in roster.rounds)
    page = page_of((problem, Roster(rounds=rounds, unserved=roster.unserved)))
    assert page.index("Do not send out") < page.index("Not served:") < page.index("<h2>Rounds on the map")
    assert "travel_time" in page


def test_an_unserved_visit_nobody_listed_is_shown_too(hamlet: Day) -> None:
    problem, roster = hamlet
    page = page_of((problem, Roster(rounds=roster.rounds)))
    assert f"Not served: {len(roster.unserved)} of" in page


def test_nothing_is_written_where_it_cannot_be(hamlet: Day, tmp_path: Path) -> None:
    with pytest.raises(InputFaults):
        write_roster_html(*hamlet, check(*hamlet), tmp_path / "no such folder" / "roster.html")
    write_roster_html(*hamlet, check(*hamlet), tmp_path / "roster.html")
    assert [path.name for path in tmp_path.iterdir()] == ["roster.html"]


def test_an_empty_roster_is_drawn(hamlet: Day) -> None:
    problem, _ = hamlet
    nobody = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))
    assert f"Not served: {len(problem.visits)} of {len(problem.visits)}" in page_of((problem, nobody))
