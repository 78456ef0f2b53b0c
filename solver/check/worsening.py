"""What a change has newly broken: the hard breaches of one judgement that another did not have, or had less of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from solver.rules import Breach

Subject = tuple[str, ...]


def worsened(before: Iterable[Breach], after: Iterable[Breach]) -> tuple[Breach, ...]:
    """The hard breaches of ``after`` that those of ``before`` do not account for, in the order of ``after``.

    Two breaches are of one subject when the rule, the visit, shift, worker, client and whatever else they are about
    are the same, and they are counted in the same unit. A breach of ``before`` accounts for one of ``after`` of the
    same subject that is not larger. What the sentences say, and what soft breaches cost, plays no part.

    With the arguments changed over: what the change has mended.
    """
    found = [breach for breach in after if breach.hard]
    if not found:
        return ()
    known: defaultdict[Subject, list[int]] = defaultdict(list)
    for breach in before:
        if breach.hard:
            known[_subject(breach)].append(breach.amount)
    new = []
    # The smallest first, each taking the smallest that accounts for it: so as few as can be are told as new.
    for index in sorted(range(len(found)), key=lambda index: found[index].amount):
        amounts = known.get(_subject(found[index]), [])
        enough = min((amount for amount in amounts if amount >= found[index].amount), default=None)
        if enough is None:
            new.append(index)
        else:
            amounts.remove(enough)
    return tuple(found[index] for index in sorted(new))


def _subject(breach: Breach) -> Subject:
    """What a breach is about. Nothing may be left out: an amount less here would hide one more there."""
    return breach.rule, breach.visit, breach.shift, breach.worker, breach.client, breach.about, breach.unit
