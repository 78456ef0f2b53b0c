"""Which delegations rest on the days of grace alone, which are in them, and whom to ask where nobody answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import at
from solver.domain import CoverHours
from solver.rules import Pack, Readings
from solver.rules.authority.facts import Facts
from solver.rules.authority.registrants import is_excused, is_in_grace, rests_on_grace, whom_to_ask
from solver.rules.readings.calls import Span

from .conftest import TODAY, TOMORROW, YESTERDAY

if TYPE_CHECKING:
    from .conftest import Authority

KNOWN = {"registration": "99A9999Z", "registered_until": date(2028, 1, 1), "cover": (CoverHours(),)}


def facts(authority: Authority) -> Facts:
    return Facts(Readings(authority.problem, Pack.for_problem(authority.problem)))


def span(last: date = TODAY) -> Span:
    return Span(at(9), at(10), TODAY, last)


@pytest.mark.parametrize(
    ("registrant", "delegation", "version", "rests", "inside"),
    [
        ({}, {}, "1", False, False),  # all is known
        ({"registration": ""}, {}, "1", True, True),
        ({"registration": ""}, {}, "2", False, False),
        ({"registered_until": None}, {}, "1", True, True),
        ({"cover": ()}, {}, "1", True, True),
        ({"registration": "lapsed", "cover": ()}, {}, "1", False, False),  # what is known counts
        ({"cover": ()}, {"signed_off": TOMORROW, "expires": TOMORROW, "review": None}, "1", False, False),
        ({"cover": ()}, {"signed_off": YESTERDAY, "expires": YESTERDAY, "review": None}, "1", True, False),
        ({}, {"registrant": "Somebody Else"}, "1", True, True),
        ({}, {"registrant": "?"}, "1", False, False),
    ],
)
def test_what_rests_on_the_days_of_grace(
    authority: Authority, registrant: Any, delegation: Any, version: str, rests: bool, inside: bool
) -> None:
    authority.replace(version=version)
    authority.change("registrants", "r1", **KNOWN | registrant)
    authority.change("delegations", "d1", **delegation)
    known, (one,) = facts(authority), authority.problem.delegations
    assert rests_on_grace(known, one, span()) == rests
    assert is_in_grace(known, one) == inside


def test_grace_is_for_what_was_signed_by_then_and_ends(authority: Authority) -> None:
    authority.replace(version="1")
    known = facts(authority)
    assert known.readings.grace is not None
    since, until = known.readings.grace
    assert since == TODAY
    assert is_excused(known, since, span(until))
    assert not is_excused(known, since + timedelta(days=1), span(until))
    assert not is_excused(known, since, span(until + timedelta(days=1)))
    authority.replace(version="2")
    assert not is_excused(facts(authority), since, span())


@pytest.mark.parametrize(
    ("registrant", "text", "whom"),
    [
        ({}, "r1", "Rita Testnurse"),
        ({}, "rita testnurse", "Rita Testnurse"),
        ({"registered_until": YESTERDAY}, "r1", "Rita Testnurse"),  # may be renewed
        ({"left": TODAY}, "r1", "Rita Testnurse"),
        ({"left": YESTERDAY}, "r1", "another registrant to answer for it"),
        ({"registration": "struck off"}, "r1", "another registrant to answer for it"),
        ({"name": "?"}, "r1", "a registrant to answer for it"),
        ({}, "Somebody Else", "a registrant to answer for it"),
    ],
)
def test_whom_to_ask(authority: Authority, registrant: Any, text: str, whom: str) -> None:
    authority.change("registrants", "r1", **registrant)
    assert whom_to_ask(facts(authority), text, span()) == whom
