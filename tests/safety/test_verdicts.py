"""Why a visit is left out: proven is only what is so on an empty roster, by the rule that emptied it; never off duty
who is on duty, never for want of room where there is nothing else. Each day has a twin that is served whole.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from .days import Change, Plain, at, changed, client, day, named, put, shift, task, told, visit, worker
from .doors import Made, by_hand, check, run, solve, written

WASH = "wash_and_dress"


def verdict(made: Made, name: str) -> tuple[str, str]:
    """Verdict and reason of a visit that is left out."""
    (entry,) = (one for one in made.document["unserved"] if one["visit"] == name)
    return entry["verdict"], entry["reason"]


def one_visit(minutes: float = 30, opens: str = "09:00", closes: str = "09:30", **fields: Any) -> Plain:
    """One visit of one worker's, who is on duty from seven to three."""
    call = visit("only", task(WASH, minutes), opens, closes, organisation="care", **fields)
    return day([call], [worker("wes", "care")], [shift("wes")])


def sharing(*ends: str, kind: str, **fields: Any) -> Change:
    first, second = ends
    return put(links=[{"id": "L1", "kind": kind, "first": first, "second": second, **fields}])


ALONE: dict[str, tuple[Plain, Change, str, str]] = {
    "under 18": (
        changed(one_visit(270), told("workers", "wes", under_18=True)),
        told("workers", "wes", under_18=False),
        "[break]",
        "has no break of 30 min",
    ),
    "longer than any shift": (
        one_visit(540),
        told("visits", "only", tasks=[task(WASH, 300)]),
        "[shift_bounds]",
        "as long as the visit",
    ),
    "ends after the shift": (
        changed(
            one_visit(30, "15:00", "15:10"),
            told("visits", "only", windows_hard=True),
            told("shifts", "WES", end=at("15:10"), max_overtime_minutes=0),
        ),
        told("shifts", "WES", end=at("16:00")),
        "[shift_bounds]",
        "is not on duty for 30 min from then",
    ),
    "in the dark": (
        changed(
            one_visit(30, "05:30", "05:40"),
            told("visits", "only", windows_hard=True),
            told("clients", "ada", lone_working="daylight"),
            told("shifts", "WES", start=at("04:00")),
        ),
        told("visits", "only", windows=[{"start": at("11:00"), "end": at("11:10")}]),
        "[lone_working]",
        "in the dark",
    ),
    "outside every shift": (
        changed(one_visit(30, "18:00", "19:00"), told("visits", "only", windows_hard=True)),
        told("shifts", "WES", end=at("20:00")),
        "[shift_bounds]",
        "lies outside every shift",
    ),
    "two at once and one worker on two shifts": (
        changed(
            one_visit(20, "11:50", "12:00"),
            told("visits", "only", workers=2, windows_hard=True),
            put(shifts=[shift("wes", "08:00", "12:30"), shift("wes", "11:30", "16:00", id="LATER")]),
        ),
        put(workers=[worker("wes", "care"), worker("dot", "care")], shifts=[shift("wes"), shift("dot")]),
        "only Wes Sample could come.",
        "it takes two workers at once",
    ),
}


@pytest.mark.parametrize("case", named(ALONE))
def test_the_only_visit_of_the_only_worker_is_never_left_out_for_want_of_room(
    folder: Path, case: tuple[Plain, Change, str, str]
) -> None:
    document, mended, rule, words = case
    kind, reason = verdict(solve(folder, document), "only")
    assert kind == "PROVEN"
    assert rule in reason
    assert words in reason
    assert "no room" not in reason
    assert solve(folder, changed(document, mended)).whole()


def test_an_outlier_is_told_first(folder: Path) -> None:
    document = changed(one_visit(30, "18:00", "19:00"), told("visits", "only", windows_hard=True))
    _, reason = verdict(solve(folder, document), "only")
    assert reason.startswith("Its window, 18:00 to 19:00, lies outside every shift")


def located(lat: float, lon: float) -> Change:
    """Ada somewhere, the base and two others in Newcastle, without a matrix."""

    def change(document: Plain) -> None:
        spots = {"base": (54.98, -1.62), "door": (lat, lon), "north": (54.99, -1.60), "west": (54.97, -1.63)}
        document["places"] = [{"id": name, "lat": spot[0], "lon": spot[1]} for name, spot in spots.items()]
        document["travel"] = {}

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (located(-1.61, 54.985), "Look first at this: Place door (latitude -1.61, longitude 54.985) lies "),
        (located(0, 0), "Look first at this: 1 place is at latitude 0, longitude 0, in the Atlantic: door."),
        (told("visits", "only", length_minutes=1800), "It takes 30 h 00 min and the longest shift "),
        (
            lambda document: document["travel"]["matrices"][0].update(durations_minutes=[[0, None], [None, 0]]),
            "By the travel matrix there is no way to its place door from where any worker sets out.",
        ),
    ],
)
def test_a_likely_slip_is_told_first(folder: Path, change: Change, words: str) -> None:
    kind, reason = verdict(solve(folder, changed(one_visit(30, "09:00", "10:00"), change)), "only")
    assert kind == "PROVEN"
    assert reason.startswith(words)


def test_of_a_window_on_another_day_the_dates_are_named(folder: Path) -> None:
    next_day = [{"start": at("34:00"), "end": at("35:00")}]
    document = changed(one_visit(30, "10:00", "11:00"), told("visits", "only", windows=next_day, windows_hard=True))
    _, reason = verdict(solve(folder, document), "only")
    window = datetime.fromisoformat(at("34:00"))
    duty = datetime.fromisoformat(at("08:00"))
    assert reason.startswith(
        f"Its window, {window:%a %d.%m.%Y} 10:00 to 11:00, lies outside every shift; all are from {duty:%a %d.%m.%Y}"
    )


def pair_of(first: Plain, second: Plain, *, workers: int = 1, **lists: Any) -> Plain:
    staff = [worker(name, "care") for name in ("wes", "dot")[:workers]]
    return day([first, second], staff, [shift(one["id"]) for one in staff], **lists)


def call(name: str, opens: str, closes: str, code: str = "companionship", minutes: float = 30, **fields: Any) -> Plain:
    return visit(name, task(code, minutes), opens, closes, organisation="care", **fields)


BESIDE: dict[str, tuple[Plain, Change, str]] = {
    "no worker who holds both": (
        changed(
            day(
                [call("one", "09:00", "10:00"), call("two", "11:00", "12:00")],
                [worker("wes", "care", ["x"]), worker("dot", "care", ["y"])],
                [shift("wes"), shift("dot")],
            ),
            told("visits", "one", tasks=[task("companionship", 30, competencies=["x"])]),
            told("visits", "two", tasks=[task("companionship", 30, competencies=["y"])]),
            sharing("one", "two", kind="same_worker"),
        ),
        told("workers", "dot", competencies=[{"competency": "x"}, {"competency": "y"}]),
        "[same_worker]",
    ),
    "two workers and only one": (
        changed(
            pair_of(call("one", "09:00", "10:00"), call("two", "11:00", "12:00")),
            sharing("one", "two", kind="different_worker"),
        ),
        put(workers=[worker("wes", "care"), worker("dot", "care")], shifts=[shift("wes"), shift("dot")]),
        "[different_worker]",
    ),
    "a gap that nobody's hours allow": (
        changed(
            pair_of(call("one", "09:00", "10:00"), call("two", "11:00", "12:00")),
            sharing("one", "two", kind="gap", min_gap_minutes=360),
        ),
        sharing("one", "two", kind="gap", min_gap_minutes=180),
        "[dose_spacing]",
    ),
    "meals too near each other": (
        changed(
            pair_of(
                call("one", "09:00", "09:00", "meal", windows_hard=True),
                call("two", "10:00", "10:30", "meal", windows_hard=True),
            )
        ),
        told("visits", "two", windows=[{"start": at("11:00"), "end": at("11:30")}]),
        "[call_spacing]",
    ),
    "two visits to one client at once": (
        changed(
            pair_of(
                call("one", "09:00", "09:00", windows_hard=True),
                call("two", "09:10", "09:15", windows_hard=True),
                workers=2,
            )
        ),
        told("visits", "two", windows=[{"start": at("09:30"), "end": at("09:45")}]),
        "[one_client]",
    ),
    "a break named before the round": (
        changed(
            pair_of(call("one", "09:00", "09:00", windows_hard=True), call("two", "15:00", "15:00", windows_hard=True)),
            put(
                shifts=[
                    shift(
                        "wes",
                        "07:00",
                        "17:00",
                        **{"break": {"earliest": at("07:30"), "latest": at("08:30"), "duration_minutes": 30}},
                    )
                ]
            ),
        ),
        put(
            shifts=[
                shift(
                    "wes",
                    "07:00",
                    "17:00",
                    **{"break": {"earliest": at("11:00"), "latest": at("12:00"), "duration_minutes": 30}},
                )
            ]
        ),
        "[break]",
    ),
}


@pytest.mark.parametrize("case", named(BESIDE))
def test_what_no_roster_holds_beside_a_served_visit_is_proven_by_its_rule(
    folder: Path, case: tuple[Plain, Change, str]
) -> None:
    document, mended, rule = case
    made = solve(folder, document)
    (left,) = made.unserved
    kind, reason = verdict(made, left)
    other = {"one": "two", "two": "one"}[left]
    assert kind == "PROVEN"
    assert rule in reason
    assert f"({other}), which is served, even on an otherwise empty roster" in reason
    assert solve(folder, changed(document, mended)).whole()


def test_a_break_that_cannot_stand_inside_the_round_is_named_with_its_hours(folder: Path) -> None:
    made = solve(folder, BESIDE["a break named before the round"][0])
    (left,) = made.unserved
    assert "the break named in shift WES (07:30 to 08:30) lies before its first visit" in verdict(made, left)[1]


def test_those_who_go_together_go_on_the_empty_roster_together(folder: Path) -> None:
    """Either could be made, and both must: one worker cannot be at both."""
    document = changed(
        pair_of(call("one", "09:00", "09:00", windows_hard=True), call("two", "09:10", "09:15", windows_hard=True)),
        told("visits", "two", client="ben"),
        put(clients=[{"id": name, "name": f"{name.title()} Pretend", "place": "door"} for name in ("ada", "ben")]),
        sharing("one", "two", kind="both_or_none"),
    )
    made = solve(folder, document)
    for name in ("one", "two"):
        kind, reason = verdict(made, name)
        assert kind == "PROVEN"
        assert "on an empty roster they have no place" in reason
    more = put(workers=[worker("wes", "care"), worker("dot", "care")], shifts=[shift("wes"), shift("dot")])
    assert solve(folder, changed(document, more)).whole()


def crowd(count: int, priority: int = 5) -> Plain:
    """A long urgent visit, and short ones of priority 1 that together are worth more; one worker."""
    people = [{"id": f"c{n:02}", "name": f"Client {n} Pretend", "place": "door"} for n in range(count)]
    long = call("long", "09:00", "09:00", minutes=10 * count, priority=priority, windows_hard=True, client="ada")
    short = [
        call(
            f"v{n:02}",
            f"{9 + n // 6:02}:{n % 6}0",
            f"{9 + n // 6:02}:{n % 6}0",
            minutes=10,
            priority=1,
            windows_hard=True,
            client=f"c{n:02}",
        )
        for n in range(count)
    ]
    clients = [{"id": "ada", "name": "Ada Pretend", "place": "door"}, *people]
    return day([long, *short], [worker("wes", "care")], [shift("wes")], clients=clients)


def test_many_visits_that_one_was_left_out_for_are_named_and_counted(folder: Path) -> None:
    made = solve(folder, crowd(17))
    kind, reason = verdict(made, "long")
    assert kind == "CAPACITY"
    assert "by giving up 17 visits of priority 1 (v00, v01," in reason
    assert "8,500.00 points if nobody else takes them, against 8,000.00 points" in reason
    assert "There is one visit of priority 5 left out for want of room while 17 of priority 1 are served." in " ".join(
        made.output.split()
    )
    more = put(workers=[worker("wes", "care"), worker("dot", "care")], shifts=[shift("wes"), shift("dot")])
    other = solve(folder, changed(crowd(17), more))
    assert other.whole()
    assert "left out" not in other.output


def test_two_rounds_that_each_want_room_for_a_break_prove_nothing(folder: Path) -> None:
    """A visit for two, so long that with the ways both are owed a break, and a short visit for each beside which it is
    taken. Alone it is impossible, and beside either of the others too.
    """
    document = day(
        [
            call("long", "08:30", "09:30", minutes=345, workers=2),
            call("a", "07:10", "07:30", minutes=10),
            call("b", "07:10", "07:30", minutes=10, client="ben"),
        ],
        [worker("wes", "care"), worker("dot", "care")],
        [shift("wes", "07:00", "16:00"), shift("dot", "07:00", "16:00")],
        clients=[client("ada"), client("ben")],
    )
    roster = by_hand({"WES": [("a", "07:10"), ("long", "08:30")], "DOT": [("b", "07:10"), ("long", "08:30")]})
    for round_ in roster["rounds"]:
        round_["stops"].insert(1, {"start": "2027-03-01T07:40:00+00:00", "duration_minutes": 20})
    judged = check(folder, document, roster)
    assert judged.accepted, judged.sentences
    nobody = written(folder, "nobody", by_hand({}, unserved=["long", "a", "b"]))
    left = run("explain", written(folder, "day", document), nobody)
    assert left.exit_code == 0, left.output
    assert "PROVEN" not in left.output
