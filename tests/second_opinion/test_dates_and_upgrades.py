"""The second opinion on joint visits' consents, on dates over a span, and on documents of the version before."""

from __future__ import annotations

from typing import Any

import pytest

from .little_day import LittleDay, consent, insulin_by_carer, joined, on, stop, ticks, update


def test_parts_of_two_providers_need_every_clients_consent_whoever_comes() -> None:
    day = joined()
    assert day.broken() == set()
    day.the("clients", "C1")["consents"].clear()
    day.agreement(id="B", sharing_basis="direct care", signed_by="Kim Sample", signed=on(-9))
    assert day.broken() == {"authority_sharing"}


def test_an_unknown_code_is_never_joined() -> None:
    """s-breakfast_first: a code that no catalogue knows comes into no joint visit."""
    day = joined()
    day.the("visits", "v2")["tasks"][0]["code"] = "brekkie"
    assert "join_catalogue" in day.broken()


def test_dates_are_asked_at_both_ends_of_a_span_over_midnight() -> None:
    """s-midnight_future: a window from 23:30 to 00:30, made at 23:30; what begins tomorrow is not in force."""
    day = insulin_by_carer()
    day.the("visits", "v1")["windows"] = [{"start": ticks("23:30"), "end": ticks("24:30")}]
    day.stops = {"shift of carer": [{"visit": "v1", "start": ticks("23:30")}]}
    assert day.broken() == set()
    for change in (
        update("delegations", "D", trained=on(1), signed_off=on(1)),
        consent(0, recorded=on(1)),
        consent(1, recorded=on(1)),
        update("agreements", "trust and council", starts=on(1)),
        update("delegations", "D", expires=on(0)),
        update("agreements", "trust and council", ends=on(0)),
        update("registrants", "R", left=on(0)),
        update("registrants", "R", cover=[{"days": ["mon"]}]),
    ):
        spoilt = insulin_by_carer()
        spoilt.the("visits", "v1")["windows"] = [{"start": ticks("23:30"), "end": ticks("24:30")}]
        spoilt.stops = dict(day.stops)
        change(spoilt)
        assert len(spoilt.broken()) == 1


def covered(until: str, **fields: Any) -> LittleDay:
    """Insulin to begin by nine, a quarter of an hour long, by priority 3 up to half past ten; R is on cover until."""
    day = insulin_by_carer()
    update("registrants", "R", cover=[{"from_": "07:00", "until": until}])(day)
    day.the("visits", "v1").update({"windows_hard": False, "priority": 3} | fields)
    return day


def test_a_soft_window_ends_where_what_the_visit_rests_on_does() -> None:
    """Cover that ends while it could be late leaves it less lateness; within the agreed time it leaves nobody."""
    assert covered("10:15").broken() == set()
    assert covered("09:15").broken() == set()
    assert covered("09:14").broken() == {"authority_registrant"}
    late = covered("10:15")
    late.stops = {}
    late.stop("v1", "carer", "10:01")
    assert late.broken() == {"authority_registrant"}


def test_a_stop_while_it_could_be_late_is_no_stop_in_time() -> None:
    for what, of in (("registrant", "R"), ("delegation", "D"), ("task", "insulin")):
        for starts, broken in (("10:15", set()), ("09:15", set()), ("09:14", {"suspended"})):
            day = covered("24:00")
            stop(what, of, starts)(day)
            assert day.broken() == broken
    withdrawn = covered("24:00")
    consent(1, withdrawn=ticks("10:00"))(withdrawn)
    assert withdrawn.broken() == set()
    consent(1, withdrawn=ticks("09:14"))(withdrawn)
    assert withdrawn.broken() == {"authority_delegated"}


def test_a_worker_stopped_while_it_could_be_late() -> None:
    """Where somebody else is on duty the visit may be late, and waits for nobody who could not be; else it is not."""
    day = covered("24:00")
    stop("worker", "carer", "10:00")(day)
    assert day.broken() == {"suspended"}
    day.tables["shifts"] = [row for row in day.tables["shifts"] if row["worker"] == "carer"]
    assert day.broken() == set()
    update("suspensions", "X", starts=ticks("09:14"))(day)
    assert day.broken() == {"suspended"}


def old_document(**scalars: Any) -> LittleDay:
    """A delegation of a document from before registrants could be told."""
    day = insulin_by_carer()
    day.scalars = scalars
    day.tables["registrants"].clear()
    update("delegations", "D", registrant="Robin Madeup", trained=on(-99), signed_off=on(-95))(day)
    return day


@pytest.mark.parametrize(
    ("scalars", "clean"),
    [
        ({"version": "1"}, True),
        ({"version": "2"}, False),
        ({"carried_over": on(-89)}, True),
        ({"carried_over": on(-92)}, False),
        ({"version": "1", "carried_over": on(-92)}, False),
    ],
    ids=str,
)
def test_older_delegations_run_on_for_ninety_days(scalars: dict[str, object], clean: bool) -> None:
    assert old_document(**scalars).broken() == (set() if clean else {"authority_registrant"})


def test_what_runs_on_needs_a_name_a_contact_and_an_older_signature() -> None:
    """s-left: registrant "?" who left the trust in 2025."""
    for change in (
        update("delegations", "D", registrant="?"),
        update("delegations", "D", contact="left the trust 2025"),
        lambda day: day.scalars.update(version="2", carried_over=on(-96)),
    ):
        day = old_document(version="1")
        change(day)
        assert day.broken() == {"authority_registrant"}
