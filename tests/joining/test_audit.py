"""The duplication audit: which visits meet, what it could save at most, what is told once, and where they are."""

from __future__ import annotations

from typing import Any

import pytest

from solver.domain import Place, Scheme
from solver.joining import Register, audit_duplicates, name_neighbourhoods
from solver.joining.duplicates import bound_saving


def audit(day: Any, *visits: Any, **fields: Any) -> Any:
    register: Register = day.register(day.problem(*visits, **fields))
    return audit_duplicates(register)


def test_one_meeting_with_all_that_is_told_of_it(day: Any) -> None:
    (one,) = audit(day).meetings
    assert (one.visits, one.clients, one.organisations) == (("n", "c"), ("ada",), ("council", "trust"))
    assert (one.possible, one.allowed, one.in_the_way, one.same) == (True, True, (), ())
    assert (one.doors, one.minutes, one.nurse_minutes) == (1, 5, 15)
    assert one.neighbourhood == "not on the map"


@pytest.mark.parametrize(
    ("nurse", "minutes"), [({}, 15), ({"kind": "review"}, 0), ({"workers": 2, "length": 20 * 60}, 40)]
)
def test_nurses_minutes_are_those_of_routine_visits_that_may_be_delegated(
    day: Any, nurse: dict[str, Any], minutes: int
) -> None:
    found = audit(day, day.nurse_visit(**nurse), day.care_visit(workers=nurse.get("workers", 1))).meetings[0]
    assert found.nurse_minutes == minutes
    only = day.insulin(delegable=False)
    assert audit(day, day.nurse_visit("n", day.insulin(), only), day.care_visit()).meetings[0].nurse_minutes == 0
    care = day.visit("n", day.insulin()), day.care_visit()
    assert audit(day, *care).meetings[0].nurse_minutes == 0  # no health organisation's


def test_what_two_asked_for_is_told_once(day: Any) -> None:
    """Where windows meet by its candidate, else as two calls; never of one organisation, of two days or two clients."""
    (one,) = audit(day, day.nurse_visit(), day.care_visit("c", day.insulin())).meetings
    assert (one.same, one.possible) == (("insulin",), True)
    (one,) = audit(day, day.nurse_visit(), day.care_visit("c", day.task("Insulin", 15), opens=13, closes=14)).meetings
    assert (one.visits, one.same, one.possible, one.allowed) == (("n", "c"), ("insulin",), False, False)
    assert [refusal.condition for refusal in one.in_the_way] == ["join_windows"]
    assert (one.doors, one.minutes, one.nurse_minutes) == (0, 0, 0)
    later = {"opens": 13, "closes": 14}
    assert audit(day, day.nurse_visit(), day.nurse_visit("c", **later)).meetings == ()
    assert audit(day, day.nurse_visit(), day.care_visit("c", day.insulin(), day=1), days=2).meetings == ()
    clients = day.client(), day.client(id="bea", name="Bea Testperson")
    apart = day.nurse_visit(), day.care_visit("c", day.insulin(), client="bea", **later)
    assert audit(day, *apart, clients=clients).meetings == ()


def test_what_keeps_two_apart_whoever_makes_them(day: Any) -> None:
    """Two lunches of one provider want a distance: they meet, and could not be one."""
    lunch = day.care_visit("n", day.task("meal", 15)), day.care_visit("c", day.task("meal", 15), opens=8.5)
    (one,) = audit(day, *lunch).meetings
    assert (one.possible, one.allowed) == (False, False)
    assert one.in_the_way != ()
    (one,) = audit(day, *lunch, shifts=()).meetings  # and where nobody is on duty
    assert (one.possible, [refusal.condition for refusal in one.in_the_way]) == (False, ["join_identity"])


def test_of_meetings_that_share_a_visit_those_count_that_save_most(day: Any) -> None:
    clients = day.client(household="home"), day.client(id="bea", name="Bea Testperson", household="home")
    found = audit(
        day, day.nurse_visit(), day.care_visit(), day.visit("b", day.task("meal", 15), client="bea"), clients=clients
    )
    assert len(found.meetings) == 4
    assert (found.total.meetings, found.total.doors, found.total.minutes) == (4, 2, 10)
    assert found.allowed.meetings == sum(one.allowed for one in found.meetings)
    assert [(one.name, one.meetings) for one in found.by_neighbourhood] == [("not on the map", 4)]
    assert {one.name: one.meetings for one in found.by_organisation} == {"council + trust": 3, "council": 1}
    assert [one.minutes for one in found.by_organisation] == sorted(
        (one.minutes for one in found.by_organisation), reverse=True
    )
    assert bound_saving("none", ()).minutes == 0


def test_the_names_of_where_places_are(day: Any) -> None:
    """Two kilometres are 0.018 degrees of latitude, and 0.031 of longitude in the north of England."""
    problem = day.problem()
    places = {
        "base": (54.6, 2.2),
        "door": (54.6, 2.2 + 0.032),
        "other": (54.6 - 0.0185, 2.2),
        "edge": (54.6 - 0.0179, 2.23),
        "far": (54.0, 2.2 + 0.032 * 27),
    }
    spots = [Place(id=name, lat=lat, lon=lon) for name, (lat, lon) in places.items()]
    schemes = Scheme(id="s1", name="Sample Court"), Scheme(id="s2")
    assert name_neighbourhoods(problem.replace(places=tuple(spots), schemes=schemes)) == {
        "base": "square A1",
        "door": "square B1",
        "other": "square A2",
        "edge": "square A1",
        "far": "square AB34",
    }
    named = spots[0], Place(id="door", scheme="s2"), Place(id="other"), Place(id="c", scheme="s1", lat=50, lon=3)
    found = name_neighbourhoods(problem.replace(places=named, schemes=schemes))
    assert [found[name] for name in ("base", "c", "door", "other")] == [
        "square A1",
        "Sample Court",
        "s2",
        "not on the map",
    ]
