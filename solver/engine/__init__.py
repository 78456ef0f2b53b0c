"""The search: numbers in, a roster out. The door of the room is ``search``; ``exact`` is imported by itself."""

from .compiled import keep_compiled_code

keep_compiled_code()  # before any kernel module is imported: numba asks for its folder when it meets a function

from .crew import PartFailedError  # noqa: E402
from .search import Found, Progress, search  # noqa: E402
from .split import parts_for, processes_for, split_search  # noqa: E402
from .warming import warm  # noqa: E402
from .without import PARTS  # noqa: E402

__all__ = [
    "PARTS",
    "Found",
    "PartFailedError",
    "Progress",
    "parts_for",
    "processes_for",
    "search",
    "split_search",
    "warm",
]
