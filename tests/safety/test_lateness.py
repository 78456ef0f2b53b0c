"""Something that a visit rests on ends while the visit could still be late: it is made in time, and not later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    TOMORROW,
    Change,
    Plain,
    agreement,
    also,
    answered,
    at,
    both,
    changed,
    day,
    delegation,
    insulin,
    named,
    nurse,
    registrant,
    shift,
    told,
    visit,
    without,
    worker,
)
from .doors import by_hand, check, solve


def tea_time(**lists: Any) -> Plain:
    """The trust's insulin at half past three to half past four, up to two hours late, by the council's carer."""
    dose = visit("tea", insulin(), "15:30", "16:30", organisation="trust", priority=2)
    staff = [nurse(), worker("cal", "council", ["insulin"])]
    known: Plain = {
        "version": "2",
        "registrants": [registrant(cover=[{"from": "08:00", "until": "18:00"}])],
        "agreements": [agreement()],
        "delegations": [delegation(registrant="nora")],
    }
    return day([dose], staff, [shift("cal", "12:00", "20:00")], **known | lists)


def stop(what: str, of: str, starts: str) -> Change:
    told = {
        "id": f"{what}-{of}",
        "what": what,
        "of": of,
        "starts": at(starts),
        "reason": "said so",
        "by": "Lea Example",
    }
    return also("suspensions", told)


def cover(until: str) -> Change:
    return told("registrants", "nora", cover=[{"from": "08:00", "until": until}])


def withdrawn(kind: str, clock: str) -> Change:
    answer = {"given": True, "recorded": "2026-06-01", "withdrawn": at(clock)}
    return answered("ada", kind, answer)


# What ends at a time of the day, before the visit, as late as it can be, would be over at a quarter to seven.
ENDING = {
    "cover": cover,
    "the delegation is stopped": lambda clock: stop("delegation", "cal-ada-insulin", clock),
    "the registrant is stopped": lambda clock: stop("registrant", "nora", clock),
    "the task is stopped": lambda clock: stop("task", "insulin", clock),
    "the only worker is stopped": lambda clock: stop("worker", "cal", clock),
    "consent to delegation is withdrawn": lambda clock: withdrawn("delegation", clock),
    "consent to sharing is withdrawn": lambda clock: withdrawn("sharing", clock),
}


@pytest.mark.parametrize("ending", named(ENDING))
def test_who_may_make_it_in_time_makes_it(folder: Path, ending: object) -> None:
    assert callable(ending)
    for clock, served in (("18:00", True), ("16:45", True), ("16:44", False)):
        made = solve(folder, changed(tea_time(), ending(clock)))
        assert made.whole() is served, (clock, made.output)


@pytest.mark.parametrize("ending", named(ENDING))
def test_nobody_makes_it_afterwards(folder: Path, ending: object) -> None:
    """In time until the end of the window, late until it is over when that ends; by hand, too."""
    assert callable(ending)
    document = changed(tea_time(), ending("17:00"))
    for start, accepted in (("16:30", True), ("16:45", True), ("16:46", False), ("17:10", False)):
        judged = check(folder, document, by_hand({"CAL": [("tea", start)]}))
        assert judged.accepted is accepted, start
    only_later = changed(document, told("shifts", "CAL", start=at("16:40")))
    made = solve(folder, only_later)
    assert "tea" in made.unserved
    assert solve(folder, changed(only_later, told("shifts", "CAL", start=at("16:30")))).starts == {"tea": "16:40"}


def test_a_person_is_told_why_it_may_not_be_later(folder: Path) -> None:
    judged = check(folder, changed(tea_time(), cover("17:00")), by_hand({"CAL": [("tea", "16:50")]}))
    said = "16:45 is the latest, for the registrant of delegation cal-ada-insulin is on cover until then, at 17:00"
    assert any(said in sentence for sentence in judged.sentences)


def test_how_late_a_visit_may_be_is_one_thing_for_all_who_could_make_it(folder: Path) -> None:
    """A nurse needs no registrant, and is late no more than the carer; with nobody named on duty nothing is cut."""
    both_there = changed(tea_time(), cover("17:00"), also("shifts", shift("nan", "16:50", "20:00")))
    assert solve(folder, both_there).workers == {"tea": ("cal",)}
    assert not check(folder, both_there, by_hand({"NAN": [("tea", "17:00")]})).accepted
    nurse_alone = changed(both_there, without("shifts", "CAL"))
    assert check(folder, nurse_alone, by_hand({"NAN": [("tea", "17:00")]})).accepted
    assert solve(folder, nurse_alone).starts == {"tea": "17:00"}


def test_a_stopped_worker_leaves_others_their_lateness(folder: Path) -> None:
    """Somebody else on duty may come as late as ever; whoever is stopped meanwhile is not waited for."""
    document = changed(
        tea_time(),
        stop("worker", "cal", "17:00"),
        also("workers", worker("dee", "council", ["insulin"])),
        also("delegations", delegation("dee", registrant="nora")),
        also("shifts", shift("dee", "17:10", "20:00")),
    )
    made = solve(folder, document)
    assert (made.starts, made.workers) == ({"tea": "17:20"}, {"tea": ("dee",)})


@pytest.mark.parametrize(("day", "served"), [(TOMORROW, True), ("2027-03-01", True), ("2027-02-28", False)])
def test_what_holds_all_day_holds_for_a_late_visit_of_the_evening(folder: Path, day: str, served: bool) -> None:
    """Made in time it is over by midnight, and so when it is late: a sign-off of that day is enough."""
    evening = told(*("visits", "tea"), windows=[{"start": at("22:30"), "end": at("23:30")}], tasks=[insulin(20)])
    document = changed(
        tea_time(),
        both(evening, told("registrants", "nora", cover=[{"from": "00:00", "until": "24:00"}])),
        told("delegations", "cal-ada-insulin", expires=day),
        told("shifts", "CAL", start=at("20:00"), end=at("26:00")),
    )
    assert solve(folder, document).whole() is served
    for start, accepted in (("23:40", served), ("23:41", False)):
        assert check(folder, document, by_hand({"CAL": [("tea", start)]})).accepted is accepted
