"""Rule authority_registered: by the catalogue, by the task, for unknown health codes; and its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Authority


def test_a_nurse_and_nobody_else(authority: Authority) -> None:
    assert authority.says("authority_registered", "assess", "nell") == []
    assert authority.says("authority_registered", "assess", "hana") == [
        "Hana Example would do Ada Testclient's assessment (visit assess) on 1 March 2027, but only a registered "
        "nurse does that."
    ]
    assert authority.says("authority_registered", "wash", "carl") == []


@pytest.mark.parametrize("code", ["Assessment", "ASSESSMENT", "assessment"])
def test_case_is_folded_and_the_owners_cell_may_be_left_out(authority: Authority, code: str) -> None:
    authority.task("wash", code=code, owner="social")
    assert len(authority.says("authority_registered", "wash", "carl")) == 1


def test_the_task_itself_may_say_so(authority: Authority) -> None:
    authority.task("wash", registered_nurse_only=True)
    assert len(authority.says("authority_registered", "wash", "carl")) == 1
    authority.task("insulin", registered_nurse_only=True)  # the strictest counts, whatever is delegated
    assert len(authority.says("authority_registered", "insulin", "carl")) == 1


def test_an_unknown_health_code_is_a_nurses(authority: Authority) -> None:
    authority.task("blood", code="bloods, fasting")
    (sentence,) = authority.says("authority_registered", "blood", "hana")
    assert sentence.endswith("only a registered nurse does that while no catalogue knows the code bloods, fasting.")
    assert authority.all_say("blood", "nell") == set()
    authority.task("wash", code="odds and ends")  # a social one is not
    assert authority.says("authority_registered", "wash", "carl") == []
