"""What the last pass over a roster has come to, in words."""

from __future__ import annotations

from solver.check import Check

from .rounding import SETTING


def describe_starts(judged: Check) -> str:
    """ "169 of 203 starts on whole five minutes, the others on whole minutes": visits and breaks of every round.

    judged: the roster's check. Whole is what a clock on the wall shows.
    """
    horizon = judged.problem.horizon
    step = int(judged.pack.values(SETTING)["minutes"])
    moments = [horizon.moment(call.start) for run in judged.timeline.runs.values() for call in run.calls]
    whole = [moment for moment in moments if not moment.second and not moment.microsecond]
    fine = [moment for moment in whole if step > 1 and (moment.hour * 60 + moment.minute) % step == 0]
    called = f"on whole {'five' if step == 5 else step} minutes"
    between, exact = len(whole) - len(fine), len(moments) - len(whole)
    groups = [(len(fine), called), (between, "on whole minutes"), (exact, "to the second")]
    (first, where), *others = [(count, name) for count, name in groups if count] or [(0, called)]
    if not others:
        return f"all {first:,} starts {where}"
    rest = [f"{count:,} {name}" for count, name in others[:-1]]
    return ", ".join([f"{first:,} of {len(moments):,} starts {where}", *rest, f"the others {others[-1][1]}"])
