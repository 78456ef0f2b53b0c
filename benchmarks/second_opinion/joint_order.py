"""Section 5, what the catalogue says of the order of tasks inside a joint visit: clean before dirty, and meals."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import fold

from .finding import Finding
from .made import Made
from .register import Register


def judge_joint_order(register: Register, made: Made) -> Iterator[Finding]:
    """Of any two tasks, also of one part: a joint visit puts all its tasks in order anew."""
    if made.role != "joint":
        return
    done = sorted((job for job in made.jobs if not job.dropped), key=lambda job: job.at)
    for position, job in enumerate(done):
        for later in done[position + 1 :]:
            first, second = register.entry(job.task), register.entry(later.task)
            if first is None or second is None:
                continue
            if first.hygiene == "dirty" and second.hygiene == "clean":
                yield Finding("join_infection", made.id, "clean after dirty")
            if job.part.client != later.part.client:
                continue
            if (first.call == "meal" and second.meal == "before") or (second.call == "meal" and first.meal == "after"):
                yield Finding("join_order", made.id, "wrong side of the meal", client=job.part.client)
            if (
                fold(first.code) == "insulin"
                and second.call == "meal"
                and later.at - job.at > 30 * register.problem.horizon.ticks_per_minute
            ):
                yield Finding("join_order", made.id, "meal long after the insulin", client=job.part.client)
