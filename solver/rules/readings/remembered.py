"""What is worked out once for one problem, as long as it is asked again about the very same objects."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

Made = TypeVar("Made")
_KEPT = 8  # a problem, its joined ones and the offer, under a pack or two


class _Same:
    """One very object. Problems are large, and comparing two of them costs more than what is kept saves."""

    __slots__ = ("it",)

    def __init__(self, it: object):
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


def remember(work_out: Callable[..., Made]) -> Callable[..., Made]:
    """A function of problems, catalogues and tables of values that is asked over and over for the same ones.

    The arguments are kept alive with the answer, so none of them may change afterwards.
    """

    @lru_cache(maxsize=_KEPT)
    def kept(*arguments: _Same) -> Made:
        return work_out(*(argument.it for argument in arguments))

    @wraps(work_out)
    def asked(*arguments: Any) -> Made:
        return kept(*map(_Same, arguments))

    return asked


def remember_commissioned(work_out: Callable[..., Made]) -> Callable[..., Made]:
    """As ``remember``, for what a problem with joins, or a part of a problem, shares with the one it was made of.

    The function is given that one, its ``origin``. The explainer asks about thousands of parts of one problem: what is
    said of all commissioned visits is worked out once for all of them. Only for what no part and no join changes: the
    function never sees the visits, workers and shifts of a part.
    """
    remembered = remember(work_out)

    @wraps(work_out)
    def asked(problem: Any, *others: Any) -> Made:
        return remembered(getattr(problem, "origin", problem), *others)

    return asked
