"""A visit added: at its best place or left out with a true reason, and nothing signed comes with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.paper import MINUTE, at
from solver.amend import Add, Amendment, Cancel, amend
from solver.check import check
from solver.domain import InputFaults, Place, Problem, Roster, Round, Stop, Travel
from solver.explain import explain_unserved
from solver.travel.postcode_table import write_table

from .test_changes import roster, three, times

Sound = Callable[[Amendment], None]
Plain = dict[str, Any]


def record(name: str = "e", client: str = "A", start: str = "10:30", end: str = "12:00", **fields: Any) -> Plain:
    return {
        "id": name,
        "client": client,
        "organisation": "care",
        "tasks": [{"code": "care", "duration_minutes": 30}],
        "windows": [{"start": f"2027-03-01T{start}", "end": f"2027-03-01T{end}"}],
        **fields,
    }


def with_stop(made: Roster, shift: str, start: int) -> Roster:
    """The roster with e there instead."""
    orders = {one.shift: [stop for stop in one.stops if stop.visit != "e"] for one in made.rounds}
    orders.setdefault(shift, []).append(Stop(visit="e", start=start))
    return Roster(
        rounds=tuple(
            Round(shift=one, stops=tuple(sorted(stops, key=lambda stop: stop.start or 0)))
            for one, stops in orders.items()
            if stops
        )
    )


def faults(*changes: Add | Cancel) -> dict[str, str]:
    with pytest.raises(InputFaults) as error:
        amend(three(), roster(), changes)
    return {fault.where: fault.expected for fault in error.value.faults}


def _on_the_map(problem: Problem) -> tuple[Place, ...]:
    """Its places a few hundred metres apart."""
    return tuple(
        one.model_copy(update={"lat": 51.5 + number / 500, "lon": -0.1}) for number, one in enumerate(problem.places)
    )


def test_it_goes_to_the_cheapest_place_of_all(nothing_lost: Sound) -> None:
    made = amend(three(), roster(), [Add(visit=record())])
    assert made.safe
    assert made.problem.visit["e"].windows[0].start == at(10, 30)
    (where,) = [(shift, start) for shift, stops in times(made).items() for name, start in stops if name == "e"]
    best = min(
        judged.score.total
        for shift in "stu"
        for start in range(at(10, 30), at(12) + 1, 5 * MINUTE)
        if (judged := check(made.problem, with_stop(roster(), shift, start))).feasible
    )
    assert made.after.score.total <= best, where
    others = {one.shift for one in made.roster.rounds if one.shift != where[0]}
    assert all(
        times(made)[shift] == [(stop.visit, stop.start) for stop in one.stops]
        for one in roster().rounds
        for shift in others
        if one.shift == shift
    )
    assert any("newly served, by Wilf Testworker" in sentence for sentence in made.sentences)
    nothing_lost(made)


def test_one_for_two_workers_gets_both(nothing_lost: Sound) -> None:
    made = amend(three(), roster(), [Add(visit=record(workers=2))])
    assert made.safe
    starts = {start for stops in times(made).values() for name, start in stops if name == "e"}
    assert len(starts) == 1
    assert made.roster.unserved == ()
    nothing_lost(made)


def test_what_nobody_can_make_is_left_out_with_the_verdict(nothing_lost: Sound) -> None:
    made = amend(three(), roster(), [Add(visit=record(start="16:00", end="17:00"))])
    (entry,) = made.roster.unserved
    (told,) = explain_unserved(made.problem, made.roster)
    assert (entry.visit, entry.verdict, entry.reason) == ("e", told.verdict, told.reason)
    assert entry.verdict == "PROVEN"
    assert any("is left out. PROVEN: " in sentence for sentence in made.sentences)
    assert made.safe
    nothing_lost(made)


def test_a_new_client_comes_with_it_to_a_new_place(nothing_lost: Sound) -> None:
    problem = three()
    new = {"id": "N", "name": "Nell Newly", "place": "A"}
    made = amend(problem, roster(), [Add(visit=record(client="N"), client=new)])
    assert made.safe
    assert made.problem.client["N"].name == "Nell Newly"
    assert made.roster.unserved == ()
    nothing_lost(made)


def test_a_new_place_needs_to_be_found_on_the_map() -> None:
    change = Add(
        visit=record(client="N"),
        client={"id": "N", "name": "Nell Newly", "place": "new door"},
        place={"id": "new door", "name": "1 Pretend Way"},
    )
    told = faults(change)
    assert [where for where in told if where.startswith("changes[0].place")] == list(told)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("EC1A 1AE", ""),
        ("ec1a1ae", ""),
        ("EC1A OAE", "EC1A 0AE is one"),
        ("EH1 1YZ", "the area EH"),
        ("tbc", "a whole"),
    ],
)
def test_a_new_place_is_found_by_its_postcode(
    written: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(tmp_path / "postcodes.sqlite"))
    spots = (("EC1A 1AE", 51.516, -0.098), ("EC1A 0AE", 51.517, -0.099))
    write_table(((code, lat, lon, "postcode") for code, lat, lon in spots), tmp_path / "postcodes.sqlite")
    problem = three().replace(travel=Travel(), places=_on_the_map(three()))
    new = {"id": "N", "name": "Nell Newly", "place": "new door"}
    change = Add(visit=record(client="N"), client=new, place={"id": "new door", "postcode": written})
    if told:
        with pytest.raises(InputFaults) as caught:
            amend(problem, roster(), [change])
        (fault,) = caught.value.faults
        assert (fault.where, told in fault.expected) == ("changes[0].place.postcode", True)
    else:
        place = amend(problem, roster(), [change]).problem.place["new door"]
        assert (place.lat, place.lon, place.accuracy) == (51.516, -0.098, "postcode")


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"visit": record("a")}, "visit.id", "want an id that no visit has"),
        ({"visit": record(client="AA")}, "visit.client", "the nearest: A"),
        ({"visit": record(organisation="nobody")}, "visit.organisation", "want the id of one of the organisations"),
        ({"visit": record(organisation=7)}, "visit.organisation", "want text in quotes"),
        ({"visit": record(windows=[])}, "visit.windows", "want at least 1 in this list"),
        ({"visit": record(colour="red")}, "visit.colour", "want one of the known names"),
        ({"visit": record(), "client": {"id": "A", "name": "Again", "place": "A"}}, "client.id", "does not know"),
        ({"visit": record(), "client": {"id": "N", "name": "Nell", "place": "A"}}, "client.id", "client of the visit"),
        ({"visit": record(), "place": {"id": "A", "lat": 52.6, "lon": -0.7}}, "place.id", "the day does not know"),
        (
            {
                "visit": record(
                    late_accepted=[{"until": "2027-03-01T13:00", "by": "L Example", "reason": "so", "on": "2027-02-28"}]
                )
            },
            "visit.late_accepted",
            "a change late says who accepts it",
        ),
        (
            {
                "visit": record(
                    tasks=[
                        {
                            "code": "care",
                            "duration_minutes": 30,
                            "duplicate_of": "a",
                            "duplicate_declared_by": "Nora Example",
                        }
                    ]
                )
            },
            "visit.tasks[0].duplicate_of",
            "a registrant declares it",
        ),
        (
            {
                "visit": record(
                    tasks=[
                        {
                            "code": "insulin",
                            "duration_minutes": 15,
                            "clinical_window_set_by": "Nora Example",
                            "clinical_window": {"start": "2027-03-01T10:30", "end": "2027-03-01T11:00"},
                        }
                    ]
                )
            },
            "visit.tasks[0].clinical_window",
            "whoever answers for it sets it",
        ),
        (
            {
                "visit": record(client="N"),
                "client": {
                    "id": "N",
                    "name": "Nell",
                    "place": "A",
                    "consents": [{"kind": "sharing", "given": True, "recorded": "2027-02-01"}],
                },
            },
            "client.consents[0].given",
            "want no consent given by this door",
        ),
        (
            {"visit": record(client="N"), "client": {"id": "N", "name": "Nell", "place": "A", "stable": True}},
            "client.stable",
            "a nurse writes into the client's record",
        ),
        (
            {
                "visit": record(
                    tasks=[
                        {
                            "code": "medication",
                            "duration_minutes": 10,
                            "time_critical": {"at": "2027-03-01T17:00", "tolerance_minutes": 30},
                        }
                    ]
                )
            },
            "visit.tasks[0].time_critical.at",
            "inside an agreed window",
        ),
    ],
)
def test_what_may_not_be_added_is_told_where_it_stands(change: Plain, where: str, words: str) -> None:
    told = faults(Add(**change))
    assert list(told) == [f"changes[0].{where}"]
    assert words in told[f"changes[0].{where}"]


def test_a_refusal_comes_with_a_new_client() -> None:
    no = {"kind": "sharing", "given": False, "recorded": "2027-02-01"}
    new = {"id": "N", "name": "Nell Newly", "place": "A", "consents": [no]}
    made = amend(three(), roster(), [Add(visit=record(client="N"), client=new)])
    assert [one.given for one in made.problem.client["N"].consents] == [False]


def test_the_id_of_a_cancelled_visit_is_not_used_again() -> None:
    away = Cancel(visit="b", by="Lea Example", reason="away")
    told = faults(away, Add(visit=record("b")))
    assert "this visit was cancelled" in told["changes[1].visit.id"]


def test_a_second_equal_visit_is_told() -> None:
    again = record("e2")
    made = amend(three(), roster(), [Add(visit=record()), Add(visit=again)])
    (told,) = [sentence for sentence in made.sentences if sentence.startswith("Look again")]
    assert "the same client, tasks and times as" in told
    assert "(e)" in told
    assert "cancel e2 again" in told
    other = amend(three(), roster(), [Add(visit=record()), Add(visit=record("e2", start="10:31"))])
    assert not [sentence for sentence in other.sentences if sentence.startswith("Look again")]


def tie(kind: str, first: str = "a", second: str = "e", name: str = "l", **fields: Any) -> Plain:
    return {"id": name, "kind": kind, "first": first, "second": second, **fields}


def test_a_gap_that_it_brings_is_kept(nothing_lost: Sound) -> None:
    """a starts at nine; e is wanted two hours and a half after it."""
    gap = tie("gap", min_gap_minutes=150, max_gap_minutes=160)
    made = amend(three(), roster(), [Add(visit=record(), links=(gap,))])
    assert made.safe
    (start,) = [start for stops in times(made).values() for name, start in stops if name == "e"]
    assert at(11, 30) <= start <= at(11, 40)
    assert [link.id for link in made.problem.links] == ["l"]
    assert any(
        "is tied by l (" in sentence and "2 h 30 min or more and 2 h 40 min or less" in sentence
        for sentence in made.sentences
    )
    nothing_lost(made)


@pytest.mark.parametrize("kind", ["double_handed", "same_start"])
def test_one_that_starts_with_another_starts_when_it_does(kind: str, nothing_lost: Sound) -> None:
    made = amend(three(), roster(), [Add(visit=record(start="09:00"), links=(tie(kind),))])
    assert made.safe
    starts = {name: start for stops in times(made).values() for name, start in stops}
    assert starts["e"] == starts["a"]
    assert made.roster.unserved == ()
    nothing_lost(made)


def test_two_that_go_together_move_together_or_are_left_out_together(nothing_lost: Sound) -> None:
    made = amend(three(), roster(), [Add(visit=record(start="11:00"), links=(tie("double_handed"),))])
    starts = {name: start for stops in times(made).values() for name, start in stops}
    assert starts["e"] == starts["a"] >= at(11)
    nothing_lost(made)
    apart = amend(three(), roster(), [Add(visit=record(start="15:00", end="16:00"), links=(tie("double_handed"),))])
    assert {entry.visit for entry in apart.roster.unserved} == {"a", "e"}
    assert apart.safe
    nothing_lost(apart)


@pytest.mark.parametrize(
    ("link", "where", "words"),
    [
        (tie("same_worker"), "links[0].kind", "want one of gap, same_start, double_handed: l says who comes"),
        (tie("gap"), "links[0]", "want min_gap_minutes"),
        (tie("same_start", "a", "b"), "links[0].first", "want a link of the visit that is added, e"),
        (tie("same_start", "nobody"), "links[0].first", "want the id of one of the visits"),
        ({"id": "l"}, "links[0].kind", "want kind"),
    ],
)
def test_other_links_are_refused_by_name(link: Plain, where: str, words: str) -> None:
    told = faults(Add(visit=record(), links=(link,)))
    assert words in told[f"changes[0].{where}"]


def test_a_link_that_brings_two_meals_nearer_is_refused_by_name() -> None:
    meal: dict[str, Any] = {"tasks": [{"code": "meal", "duration_minutes": 30}]}
    first = Add(visit=record("m1", start="08:00", end="09:00", **meal))
    near = tie("gap", "m1", "m2", min_gap_minutes=40)
    second = Add(visit=record("m2", start="09:00", end="12:00", **meal), links=(near,))
    told = faults(first, second)
    assert "want no link that brings two calls nearer: l: 40 min" in told["changes[1].links[0]"]
