"""Rule authority_delegated: each thing that a delegation wants, on its days, the day before and after; sentences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import at
from solver.domain import HeldCompetency

from .conftest import LONG_AGO, TODAY, TOMORROW, YESTERDAY, consent

if TYPE_CHECKING:
    from .conftest import Authority

RULE = "authority_delegated"
DOES = "Carl Example would do Ada Testclient's insulin (visit insulin) on 1 March 2027, but "
NONE = "no delegation names Carl Example for insulin with this client."


def test_in_order(authority: Authority) -> None:
    assert authority.all_say("insulin", "carl") == set()
    assert authority.all_say("insulin", "nell") == set()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"review": None, "expires": TOMORROW}, None),
        ({"task": "  INSULIN "}, None),
        ({"worker": "hana", "also": ("nell", "carl")}, None),
        ({"expires": YESTERDAY, "signed_off": LONG_AGO}, "the sign-off expired on 28 February 2027: renew it."),
        ({"signed_off": TOMORROW, "expires": TOMORROW}, "the sign-off begins on 2 March 2027."),
        ({"review": YESTERDAY}, "the review due on 28 February 2027 has not been done."),
        ({"worker": "nell"}, NONE),
        ({"worker": "hana", "also": ("nell",)}, NONE),
        ({"task": "injection"}, NONE),
    ],
)
def test_this_worker_this_task_this_day(authority: Authority, fields: dict[str, Any], why: str | None) -> None:
    authority.change("delegations", "d1", **fields)
    assert authority.says(RULE, "insulin", "carl") == ([DOES + why] if why else [])


def test_for_another_client_it_counts_for_nothing(authority: Authority) -> None:
    ada = authority.problem.clients[0]
    authority.add("clients", ada.model_copy(update={"id": "bert", "name": "Bert Testclient"}))
    authority.change("delegations", "d1", client="bert")
    assert authority.says(RULE, "insulin", "carl") == [DOES + NONE]


def test_a_start_is_asked_at_the_earliest_moment_and_an_end_at_the_latest(authority: Authority) -> None:
    """From half past eleven at night to half past twelve: both days, wherever in it the visit begins."""
    authority.change(
        "registrants",
        "r1",
        cover=(authority.problem.registrants[0].cover[0].model_copy(update={"from_": "00:00", "until": "24:00"}),),
        registered_until=TOMORROW,
    )
    authority.change("agreements", "a1", starts=None, ends=None)
    authority.window("insulin", at(23, 30), at(24, 30))
    authority.change("delegations", "d1", signed_off=TODAY, expires=TOMORROW, review=None)
    assert authority.all_say("insulin", "carl", at(23, 30)) == set()
    authority.change("delegations", "d1", signed_off=TOMORROW)
    for start in (at(23, 30), at(24, 30)):
        assert authority.all_say("insulin", "carl", start) == {RULE}
    authority.change("delegations", "d1", signed_off=TODAY, expires=TODAY)
    for start in (at(23, 30), at(24, 30)):
        assert authority.all_say("insulin", "carl", start) == {RULE}
    authority.window("insulin", at(23), at(23, 40))  # over by midnight
    assert authority.all_say("insulin", "carl") == set()


def test_two_that_meet_at_midnight_are_not_one_that_holds(authority: Authority) -> None:
    authority.window("insulin", at(23, 30), at(24, 30))
    first = authority.problem.delegations[0].model_copy(update={"review": None})
    then = first.model_copy(update={"id": "d2", "signed_off": TOMORROW, "expires": TOMORROW})
    authority.replace(delegations=(first, then))
    (sentence,) = authority.says(RULE, "insulin", "carl")
    assert sentence == DOES + "the sign-off begins on 2 March 2027."


def test_how_late_a_soft_window_lets_it_be_counts(authority: Authority) -> None:
    """In time it is over by midnight, and so when it is late; where in time it may last past midnight, that counts."""
    for hard in (False, True):
        authority.window("insulin", at(22), at(22, 30), windows_hard=hard)
        assert RULE not in authority.all_say("insulin", "carl")
        authority.window("insulin", at(22), at(23, 59), windows_hard=hard)
        assert RULE in authority.all_say("insulin", "carl")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (None, "none is recorded by then"),
        (consent("delegation", given=None), "asked on 4 January 2027, and the answer is not known"),
        (consent("delegation", given=False), "it was refused on 4 January 2027"),
        (consent("delegation", recorded=TOMORROW), "none is recorded by then"),
        (consent("delegation", expires=YESTERDAY), "the one of 4 January 2027 expired on 28 February 2027"),
        (consent("delegation", withdrawn=at(10)), "it was withdrawn on 1 March 2027"),
        (consent("sharing"), "none is recorded by then"),
    ],
)
def test_the_client_consents_to_delegation(authority: Authority, answer: Any, why: str) -> None:
    authority.change("clients", "ada", consents=(consent("sharing"), *([answer] if answer else [])))
    reason = f"Ada Testclient's consent to delegation is not in force ({why})."
    assert authority.says(RULE, "insulin", "carl") == [DOES + reason]
    assert authority.all_say("insulin", "nell") == set()


def test_a_withdrawal_counts_from_its_moment(authority: Authority) -> None:
    """The visit ends at 10:20 at the latest."""
    for withdrawn, held in ((at(10, 20), True), (at(10, 19), False)):
        answers = consent("sharing"), consent("delegation", withdrawn=withdrawn)
        authority.change("clients", "ada", consents=answers)
        assert (authority.says(RULE, "insulin", "carl") == []) == held


def test_the_latest_answer_counts_and_of_one_day_the_refusal(authority: Authority) -> None:
    def held(*answers: Any) -> bool:
        authority.change("clients", "ada", consents=(consent("sharing"), *answers))
        return authority.says(RULE, "insulin", "carl") == []

    yes, no = consent("delegation"), consent("delegation", given=False, recorded=YESTERDAY)
    assert not held(yes, no)
    assert held(no, consent("delegation", recorded=TODAY))
    assert not held(consent("delegation", recorded=YESTERDAY), no)
    # What was withdrawn after an answer is not given by that answer.
    given = consent("delegation", recorded=LONG_AGO + timedelta(days=9))
    assert not held(consent("delegation", withdrawn=at(1)), given)
    assert held(consent("delegation", withdrawn=at(1)), consent("delegation", recorded=TODAY)) is False
    assert held(consent("delegation", withdrawn=-30 * 3600), consent("delegation", recorded=TODAY))
    # An old yes that is still in force does not stand for a newer one that has run out.
    assert not held(yes, consent("delegation", recorded=YESTERDAY, expires=YESTERDAY))
    assert not held(consent("delegation", given=False, expires=YESTERDAY))


def test_who_was_asked_again_and_has_not_answered_says_yes_no_more(authority: Authority) -> None:
    def states(*answers: Any) -> list[str]:
        authority.change("clients", "ada", consents=(consent("sharing"), *answers))
        return authority.says(RULE, "insulin", "carl")

    yes, asked = consent("delegation"), consent("delegation", given=None, recorded=YESTERDAY)
    (sentence,) = states(yes, asked)
    assert "(asked on 28 February 2027, and the answer is not known)" in sentence
    assert states(consent("delegation", recorded=YESTERDAY), asked) != []  # of one day the one that lets less
    assert states(asked, consent("delegation", recorded=TODAY)) == []
    assert states(yes, consent("delegation", given=None, recorded=TOMORROW)) == []
    assert states(yes, consent("sharing", given=None, recorded=YESTERDAY)) == []
    # A no is answered by a yes alone.
    (sentence,) = states(consent("delegation", given=False), asked)
    assert "(it was refused on 4 January 2027)" in sentence


def test_what_else_a_delegation_wants(authority: Authority) -> None:
    authority.change("clients", "ada", stable=False)
    authority.change("workers", "carl", accepts_delegation=False)
    (sentence,) = authority.says(RULE, "insulin", "carl")
    assert sentence == (
        f"{DOES}Ada Testclient's condition is not recorded as stable and Carl Example has not agreed to do delegated "
        f"tasks."
    )
    authority.change("clients", "ada", stable=True)
    assert len(authority.says(RULE, "insulin", "carl")) == 1
    authority.change("workers", "carl", accepts_delegation=True)
    assert authority.says(RULE, "insulin", "carl") == []


@pytest.mark.parametrize(
    ("kind", "said"), [("first", "a first visit"), ("changed", "a visit after a change of condition")]
)
def test_nothing_is_delegated_in_a_first_visit_nor_after_a_change(authority: Authority, kind: str, said: str) -> None:
    authority.change("visits", "insulin", kind=kind)
    assert authority.says(RULE, "insulin", "carl") == [
        f"{DOES}visit insulin is {said}, and nothing is delegated before a nurse has been."
    ]
    assert authority.all_say("insulin", "nell") == set()
    authority.change("visits", "insulin", kind="review")
    assert authority.all_say("insulin", "carl") == set()


@pytest.mark.parametrize(
    ("held", "rules"),
    [((), set()), ((None,), set()), ((TODAY,), set()), ((YESTERDAY,), {RULE}), ((YESTERDAY, TODAY), set())],
)
def test_training_stands_for_a_competency_never_held_and_for_none_that_has_run_out(
    authority: Authority, held: Any, rules: set[str]
) -> None:
    competencies = tuple(HeldCompetency(competency="insulin", expires=day) for day in held)
    authority.change("workers", "carl", competencies=competencies)
    assert authority.all_say("insulin", "carl") == rules
    if rules:
        assert authority.says(RULE, "insulin", "carl") == [DOES + "Carl Example's insulin expired on 28 February 2027."]


def test_a_competency_is_no_delegation_and_nobody_inherits_one(authority: Authority) -> None:
    """Olga and Aggie hold the competency. Aggie acts for Carl's own organisation."""
    assert authority.all_say("insulin", "olga") == {RULE, "authority_agreement"}
    assert authority.all_say("insulin", "aggie") == {RULE}
    authority.change("delegations", "d1", also=("aggie",))
    assert authority.all_say("insulin", "aggie") == set()


def test_an_employers_own_assistant_needs_one_too(authority: Authority) -> None:
    authority.change("workers", "hana", competencies=(HeldCompetency(competency="insulin"),))
    assert authority.all_say("insulin", "hana") == {RULE}
    authority.change("delegations", "d1", also=("hana",))
    assert authority.all_say("insulin", "hana") == set()


def test_a_task_of_ordinary_care_that_a_health_row_lets_be_delegated(authority: Authority) -> None:
    authority.task("insulin", code="medication", delegable=True)
    assert RULE in authority.all_say("insulin", "carl")
    authority.task("insulin", code="medication", delegable=False)
    assert RULE not in authority.all_say("insulin", "carl")


@pytest.mark.parametrize(
    ("held", "good"),
    [
        ((), True),  # whoever is signed off need not hold it
        ((("insulin", TODAY),), True),
        ((("insulin", YESTERDAY),), False),
        ((("insulin", YESTERDAY), ("insulin", None)), True),
        ((("insulin", YESTERDAY), ("personal_care", None)), False),  # another competency that lasts is no help
        ((("insulin", None), ("personal_care", YESTERDAY)), True),
        ((("personal_care", YESTERDAY),), True),
    ],
)
def test_a_competency_that_has_run_out_is_this_one(authority: Authority, held: Any, good: bool) -> None:
    authority.task("insulin", competencies=("insulin",))
    competencies = tuple(HeldCompetency(competency=name, expires=expires) for name, expires in held)
    authority.change("workers", "carl", competencies=competencies)
    assert (authority.says(RULE, "insulin", "carl") == []) == good


def test_two_sign_offs_that_follow_each_other_do_not_hold_for_a_span_of_both(authority: Authority) -> None:
    """From half past eleven at night to half past twelve; each of the two holds for one of the days."""
    (one,) = authority.problem.delegations
    authority.window("insulin", at(23, 30), at(24, 30))
    authority.change("delegations", "d1", signed_off=LONG_AGO, expires=TODAY, review=None)
    after = {"id": "d2", "signed_off": TODAY, "expires": TOMORROW, "review": TODAY}
    authority.add("delegations", one.model_copy(update=after))
    (sentence,) = authority.says(RULE, "insulin", "carl")
    assert sentence.endswith("the review due on 1 March 2027 has not been done.")
    authority.change("delegations", "d2", signed_off=TOMORROW, review=None)
    (sentence,) = authority.says(RULE, "insulin", "carl")
    assert sentence.endswith("the sign-off begins on 2 March 2027.")
