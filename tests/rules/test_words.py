"""Words that sentences have in common."""

from __future__ import annotations

import pytest

from solver.rules.vocabulary.wording import list_some


@pytest.mark.parametrize(
    ("names", "most", "said"),
    [
        ([], 2, ""),
        (["a"], 2, "a"),
        (["a", "b"], 2, "a, b"),
        (["a", "b", "c"], 2, "a, b and 1 more"),
        ([str(number) for number in range(1202)], 2, "0, 1 and 1,200 more"),
    ],
)
def test_the_first_are_told_and_the_rest_counted(names: list[str], most: int, said: str) -> None:
    assert list_some(names, most) == said


def test_names_with_commas_have_something_else_between() -> None:
    assert list_some(["a, b", "c", "d"], 2, "; ") == "a, b; c and 1 more"
