"""The state before a day: what the rosters of the days just before tell of last shifts and of what was done last."""

from .writing import Earlier, fill_before, write_before

__all__ = ["Earlier", "fill_before", "write_before"]
