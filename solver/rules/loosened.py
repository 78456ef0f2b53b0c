"""What is asked less of a roster than the built-in rules ask, by name: told before anything else is.

A pack that asks less, and caps on lateness that somebody has lifted for a visit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solver.domain import JoinedProblem, Problem

from .pack import Entry, Pack, plain_value
from .readings.calls import accepted_spans

# Whether a number, a switch asks less (second) than another in its place (first).
_ASKS_LESS: dict[str, Callable[[Any, Any], bool]] = {
    "lower": lambda known, now: bool(now < known),
    "higher": lambda known, now: bool(now > known),
    "zero": lambda known, now: bool(known > 0 and now == 0),
    "on": lambda known, now: bool(now and not known),
    "off": lambda known, now: bool(known and not now),
    "free": lambda known, now: False,
}
_CAP = "the cap on lateness"
DIRECTIONS = frozenset({*_ASKS_LESS, "fewer"})  # fewer: a list of texts that lacks some


@dataclass(frozen=True, slots=True)
class Loosening:
    """A rule that is off (value is empty), or a value of it that asks less than the built-in one. now, built_in: text;
    of a list now is what it lacks, and built_in is empty.
    """

    rule: str
    value: str
    now: str
    built_in: str


def find_loosened(pack: Pack) -> list[Loosening]:
    """Every rule of real care that is switched off, and every value that asks less, in the pack's order."""
    return [
        one
        for rule, known in Pack.load().entries.items()
        if known.kind != "literature" and known.enabled
        for one in _compare(rule, known, pack.entries[rule])
    ]


def tell_loosened(
    problem: Problem, pack: Pack | None = None, seen_by: str | None = None, named: bool = True
) -> str | None:
    """The sentence that stands first wherever a roster of this problem is shown; None where nothing is loosened.

    A literature instance has rules of its own, and loosens none. The rest as ``list_loosened``.
    """
    said = list_loosened(problem, pack, seen_by, named)
    return f"Loosened: {'; '.join(said)}." if said else None


def list_loosened(
    problem: Problem, pack: Pack | None = None, seen_by: str | None = None, named: bool = True
) -> list[str]:
    """The same as a phrase each, rules before visits, none left out; empty where nothing is loosened.

    pack: where none is given, the problem's own. seen_by: the organisation that reads it; of other organisations'
    visits it is told only how many. named: with clients' names and the reasons, which may tell of them.
    """
    if problem.horizon.abstract:
        return []
    asked = problem.origin if isinstance(problem, JoinedProblem) else problem
    found = find_loosened(pack if pack is not None else Pack.for_problem(asked))
    rules = [f"{one.rule} is off" if not one.value else f"{one.rule}: {_words(one)}" for one in found]
    return rules + list_late_accepted(asked, seen_by, named)


def list_late_accepted(problem: Problem, seen_by: str | None = None, named: bool = True) -> list[str]:
    """Caps on lateness that somebody has lifted for a visit, a phrase each, with their name and reason.

    problem: as commissioned. What ends no later than the agreed times lifts none.
    """
    label, told, others = problem.horizon.label, [], 0
    for visit in problem.visits:
        if all(until <= visit.windows[number].end for number, until in accepted_spans(visit).items()):
            continue
        if seen_by not in (None, visit.organisation):
            others += 1
            continue
        row = visit.late_accepted[-1]
        whose = f"{problem.client[visit.client].name}'s visit" if named else "visit"
        reason = f": {row.reason.rstrip('. ')}" if named else ""
        told.append(
            f"{_CAP} of {whose} {visit.id}, which may begin until {label(row.until)}; accepted by {row.by} on "
            f"{row.on:%d.%m.%Y}{reason}"
        )
    return told + ([count_late_accepted(others, " of other organisations")] if others else [])


def count_late_accepted(many: int, whose: str = "") -> str:
    """ "the cap on lateness of 2 visits": for those who may not know which."""
    return f"{_CAP} of {many:,} visit{'s' if many != 1 else ''}{whose}"


def tells_of_visit(phrase: str) -> bool:
    """Whether a phrase of ``list_loosened`` is about a visit, and not about a rule."""
    return phrase.startswith(_CAP)


def _words(one: Loosening) -> str:
    name = one.value.replace("_", " ")
    return f"{name} {one.now} (else {one.built_in})" if one.built_in else f"{name} without {one.now}"


def _compare(rule: str, known: Entry, now: Entry) -> Iterator[Loosening]:
    if not now.enabled:
        yield Loosening(rule, "", "off", "on")
        return
    for name, direction in known.looser.items():
        before, after = known.values[name], now.values[name]
        if direction == "fewer":
            if lacking := [text for text in before if text not in after]:
                yield Loosening(rule, name, ", ".join(lacking), "")
        elif _asks_less(direction, before, after):
            yield Loosening(rule, name, plain_value(after), plain_value(before))


def _asks_less(direction: str, before: Any, after: Any) -> bool:
    """A table or list of numbers asks less where one of them does."""
    less = _ASKS_LESS[direction]
    if isinstance(before, Mapping):
        return any(less(value, after[key]) for key, value in before.items())
    if isinstance(before, list):
        return any(map(less, before, after))
    return less(before, after)
