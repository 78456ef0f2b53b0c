"""The search: numbers in, a roster out. The door of the room is ``search``; ``exact`` is imported by itself."""

from .compiled import keep_compiled_code

keep_compiled_code()  # before any kernel module is imported: numba asks for its folder when it meets a function

from .search import Found, Progress, search, warm  # noqa: E402

__all__ = ["Found", "Progress", "search", "warm"]
