"""A second opinion on safety: what a roster breaks of authority, doses, signatures and moments, judged anew.

It is written from the specification and shares nothing with the rules, the joining or the checker: it reads the domain
objects alone, and is plain and slow. ``python -m benchmarks safety`` judges random days with both and prints where they
differ.
"""

from .comparison import Difference, compare, compare_searched, lost_tasks, pack_codes
from .finding import Finding
from .opinion import judge
from .random_days import Day, random_day

__all__ = [
    "Day",
    "Difference",
    "Finding",
    "compare",
    "compare_searched",
    "judge",
    "lost_tasks",
    "pack_codes",
    "random_day",
]
