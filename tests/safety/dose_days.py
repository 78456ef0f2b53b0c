"""Days with two doses of one medicine, and changes to them."""

from __future__ import annotations

from typing import Any

from .days import Change, Plain, at, day, doing, insulin, nurse, put, shift, task, told, visit, worker

HOURS = 60


def two_doses(**lists: Any) -> Plain:
    """A nurse's two visits with insulin at hand, at the breakfast's time and at lunch's; the windows touch."""
    doses = [
        visit("early", insulin(), "07:00", "11:00", organisation="trust"),
        visit("noon", insulin(), "11:00", "14:00", organisation="trust"),
    ]
    return day(doses, [nurse()], [shift("nan")], **{"version": "2"} | lists)


def by_two(**lists: Any) -> Plain:
    """The same medicine at the same hours by a care provider's visit and by the trust's nurse."""
    doses = [
        visit("nurse", task("medication", 10, "health"), "08:00", "10:00", organisation="trust"),
        visit("carer", task("medication", 10), "08:00", "10:00", organisation="care"),
    ]
    staff = [nurse(), worker("cat", "care")]
    return day(doses, staff, [shift("nan"), shift("cat")], **{"version": "2"} | lists)


def windows(name: str, opens: str, closes: str, **fields: Any) -> Change:
    return told("visits", name, windows=[{"start": at(opens), "end": at(closes)}], **fields)


def gap(code: str, hours: float) -> Change:
    """A catalogue of the document's own that says how far apart doses lie."""
    return put(task_catalogue=[{"code": code, "owner": "health", "call": "medicine", "gap_minutes": hours * HOURS}])


def order(name: str, code: str, said: str) -> Change:
    return doing(name, code, order=said)


def link(kind: str, first: str = "early", second: str = "noon", **fields: Any) -> Change:
    return put(links=[{"id": "l", "kind": kind, "first": first, "second": second, **fields}])


def flat(text: str) -> str:
    """Without line ends."""
    return " ".join(text.split())
