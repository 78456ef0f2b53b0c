"""The engine: numbers in, a roster out. Six doors: search, split_search, retime, solve_exact, bound and warm.

``retime``, ``solve_exact`` and ``bound`` are loaded when they are first asked for: OR-Tools takes a second to import.
"""

from typing import TYPE_CHECKING, Any

from .local_search.cache import keep_compiled_code

keep_compiled_code()  # before any kernel module is imported: numba asks for its folder when it meets a function

from .crew import PartFailedError  # noqa: E402
from .decompose.run import parts_for, processes_for, split_search  # noqa: E402
from .local_search.ablation import SWITCHES  # noqa: E402
from .local_search.runner import Found, Progress, search  # noqa: E402
from .local_search.warm import warm  # noqa: E402

if TYPE_CHECKING:
    from .decompose.retime import retime
    from .exact.held_order import Whole
    from .exact.solve import NoRosterFound, solve_exact
    from .lower_bound.solve import bound

__all__ = [
    "SWITCHES",
    "Found",
    "NoRosterFound",
    "PartFailedError",
    "Progress",
    "Whole",
    "bound",
    "parts_for",
    "processes_for",
    "retime",
    "search",
    "solve_exact",
    "split_search",
    "warm",
]


def __getattr__(name: str) -> Any:
    if name in ("NoRosterFound", "solve_exact"):
        from .exact import solve as exact

        return getattr(exact, name)
    if name == "retime":
        from .decompose.retime import retime

        return retime
    if name == "Whole":
        from .exact.held_order import Whole

        return Whole
    if name == "bound":
        from .lower_bound.solve import bound

        return bound
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
