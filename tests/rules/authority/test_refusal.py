"""What several workers lack, in one sentence: each task and each reason once, and what is asked of two."""

from __future__ import annotations

from solver.rules.authority.look import Reason, Told
from solver.rules.authority.refusal import describe_refusal

ASKED = " (asked of both pairs of hands; who only helps is a visit of its own, linked double_handed)"


def told(code: str, *reasons: Reason) -> Told:
    return Told("Cal Sample would do it", reasons, "ada", code)


def test_each_task_and_each_reason_once() -> None:
    none, away = Reason("no delegation names them", "a registrant"), Reason("Nora Example has left")
    found = [told("insulin", none), told("insulin", none, away), told("peg_feed", away)]
    assert describe_refusal(found) == (
        "have no authority for insulin and peg_feed: no delegation names them (ask a registrant) and Nora Example "
        "has left"
    )


def test_what_is_of_no_task_names_none() -> None:
    """Sharing a record is about the whole visit: it has no code."""
    refused = Reason("Ada Pretend has refused sharing")
    assert describe_refusal([told("", refused)]) == "have no authority: Ada Pretend has refused sharing"
    assert describe_refusal([told("", refused)], hands=2) == "have no authority: Ada Pretend has refused sharing"
    both = [told("", refused), told("insulin", refused)]
    assert describe_refusal(both) == "have no authority for insulin: Ada Pretend has refused sharing"


def test_two_pairs_of_hands_are_told_as_such_where_a_task_is_named() -> None:
    refused = Reason("no delegation names them")
    assert describe_refusal([told("insulin", refused)], hands=2).endswith(f"no delegation names them{ASKED}")
    assert ASKED not in describe_refusal([told("insulin", refused)], hands=1)


def test_nothing_told_is_a_matter_of_the_time() -> None:
    assert describe_refusal([]) == "have no authority for it then"
