"""What a pack asks less of a roster than the built-in one, by name: told before anything else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solver.domain import Catalogue, Problem, fold

from .calls import call_pairs, distance
from .carried import commissioned_links, commissioned_visits
from .pack import Entry, Pack, plain_value
from .task_catalogue import built_in_tasks, hygiene_of

# Whether a number, a switch asks less (second) than another in its place (first).
_ASKS_LESS: dict[str, Callable[[Any, Any], bool]] = {
    "lower": lambda known, now: bool(now < known),
    "higher": lambda known, now: bool(now > known),
    "zero": lambda known, now: bool(known > 0 and now < known / 10),  # next to nothing is nothing
    "other": lambda known, now: bool(now != known),
    "on": lambda known, now: bool(now and not known),
    "off": lambda known, now: bool(known and not now),
    "free": lambda known, now: False,
}
_SPACING = ("gap", "same_start", "double_handed")  # links that say how far apart two visits are
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
    source: str


def find_loosened(pack: Pack) -> list[Loosening]:
    """Every rule of real care that is switched off, and every value that asks less, in the pack's order."""
    return [
        one
        for rule, known in Pack.load().entries.items()
        if known.kind != "literature" and known.enabled
        for one in _compare(rule, known, pack.entries[rule])
    ]


def tell_loosened(problem: Problem, pack: Pack | None = None) -> str | None:
    """The sentence that stands first wherever a roster of this problem is shown; None where nothing is loosened.

    A literature instance has rules of its own, and loosens none.
    """
    said = list_loosened(problem, pack)
    return f"Loosened: {'; '.join(said)}." if said else None


def list_loosened(problem: Problem, pack: Pack | None = None) -> list[str]:
    """The same as a phrase each; empty where nothing is loosened. pack: where none is given, the problem's own."""
    if problem.horizon.abstract:
        return []
    pack = pack if pack is not None else Pack.for_problem(problem)
    found = find_loosened(pack)
    said = [f"{one.rule} is off" if not one.value else f"{one.rule}: {_words(one)}" for one in found]
    return said + list(_by_links(problem, pack))


def _words(one: Loosening) -> str:
    name = one.value.replace("_", " ")
    return f"{name} {one.now} (else {one.built_in})" if one.built_in else f"{name} without {one.now}"


def _compare(rule: str, known: Entry, now: Entry) -> Iterator[Loosening]:
    if not now.enabled:
        yield Loosening(rule, "", "off", "on", known.source)
        return
    for name, direction in known.looser.items():
        before, after = known.values[name], now.values[name]
        if direction == "fewer":
            if lacking := [text for text in before if text not in after]:
                yield Loosening(rule, name, ", ".join(lacking), "", known.source)
        elif _asks_less(direction, before, after):
            yield Loosening(rule, name, plain_value(after), plain_value(before), known.source)
    yield from _of_single_values(rule, known, now)


def _of_single_values(rule: str, known: Entry, now: Entry) -> Iterator[Loosening]:
    """What the lists of two rules do to one visit or one task code."""
    if rule == "unserved":
        usual = min(known.values["prices"])
        for visit, price in now.values["visits"].items():
            if _ASKS_LESS["zero"](usual, price):
                yield Loosening(rule, f"price of {visit}", plain_value(price), plain_value(usual), known.source)
    if rule == "join_infection":
        catalogue, built_in, given = Catalogue(built_in_tasks()), _hygiene_lists(known), _hygiene_lists(now)
        for code in dict.fromkeys(map(fold, (*catalogue, *given[0], *given[1]))):
            before, after = (hygiene_of(code, *lists, catalogue) for lists in (built_in, given))
            gone = code in (*built_in[0], *built_in[1]) and code not in (*given[0], *given[1])  # told as lacking
            if before != "neutral" and after != before and not gone:
                yield Loosening(rule, code, after, before, known.source)


def _hygiene_lists(entry: Entry) -> tuple[list[str], list[str]]:
    """The codes that an entry of join_infection calls clean, and dirty."""
    clean, dirty = entry.values["clean"], entry.values["dirty"]
    return list(map(fold, clean)), list(map(fold, dirty))


def _by_links(problem: Problem, pack: Pack) -> Iterator[str]:
    """Links that let two calls of a kind come nearer to each other than the rules in force ask."""
    values, minute = pack.values("call_spacing"), problem.horizon.ticks_per_minute
    links = {
        frozenset((link.first, link.second)): link for link in commissioned_links(problem) if link.kind in _SPACING
    }
    visits = {visit.id: visit for visit in commissioned_visits(problem)} if links else {}
    for pair in call_pairs(problem, visits.values(), pack.catalogue(problem), values):
        link, (least, _) = links.get(frozenset((pair.first, pair.second))), distance(pair.kinds, values, minute)
        if link is None or not pair.ordered or not least:
            continue
        wanted = visits[link.first].duration + least
        if link.kind != "gap" or (link.min_gap or 0) < wanted:
            kinds = " and ".join(kind.replace("_", " ") for kind in sorted(pair.kinds))
            told = f"{problem.horizon.minutes(link.min_gap or 0):g} min" if link.kind == "gap" else "no time"
            yield (
                f"link {link.id}: {told} from the start of {link.first} to that of {link.second}, two {kinds} calls "
                f"(else {problem.horizon.minutes(wanted):g})"
            )


def _asks_less(direction: str, before: Any, after: Any) -> bool:
    """A table or list of numbers asks less where one of them does."""
    less = _ASKS_LESS[direction]
    if isinstance(before, Mapping):
        return any(less(value, after[key]) for key, value in before.items())
    if isinstance(before, list):
        return any(map(less, before, after))
    return less(before, after)
