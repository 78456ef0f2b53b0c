"""What is asked less of a roster than the built-in rules ask, by name: told before anything else is.

A pack that asks less, and caps on lateness that somebody has lifted for a visit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solver.domain import Catalogue, JoinedProblem, Problem, fold

from .pack import Entry, Pack, plain_value
from .readings.accepting import acceptance_in_force
from .readings.calls import call_pairs, distance
from .readings.carried import commissioned_links, commissioned_visits
from .readings.lateness import accepted_spans
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
_CAP = "the cap on lateness"
_LINK = "link"
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


def find_loosened(pack: Pack) -> list[Loosening]:
    """Every rule of real care that is switched off, and every value that asks less, in the pack's order."""
    return [
        one
        for rule, known in Pack.load().entries.items()
        if known.kind != "literature" and known.enabled
        for one in _compare(rule, known, pack.entries[rule])
    ]


def tell_loosened(
    problem: Problem,
    pack: Pack | None = None,
    seen_by: str | None = None,
    named: bool = True,
    about: Collection[str] | None = None,
) -> str | None:
    """The sentence that stands first wherever a roster of this problem is shown; None where nothing is loosened.

    A literature instance has rules of its own, and loosens none. The rest as ``list_loosened``.
    """
    said = list_loosened(problem, pack, seen_by, named, about)
    return f"Loosened: {'; '.join(said)}." if said else None


def explain_loosened(sentence: str) -> str:
    """A sentence for a person to read; that of ``tell_loosened`` with what its first word means."""
    if not sentence.startswith("Loosened:"):
        return sentence
    return f"{sentence} (Loosened: less is asked of this roster than the built-in rules ask.)"


def list_loosened(
    problem: Problem,
    pack: Pack | None = None,
    seen_by: str | None = None,
    named: bool = True,
    about: Collection[str] | None = None,
) -> list[str]:
    """The same as a phrase each, rules before visits, none left out; empty where nothing is loosened.

    pack: where none is given, the problem's own. seen_by: the organisation that reads it; of other organisations'
    visits it is told only how many. named: with clients' names and the reasons, which may tell of them. about: the
    visits that what is read is about, whoever's they are: of lateness accepted for any other it says only how many.
    """
    if problem.horizon.abstract:
        return []
    asked = problem.origin if isinstance(problem, JoinedProblem) else problem
    in_force = pack if pack is not None else Pack.for_problem(asked)
    found = find_loosened(in_force)
    rules = [f"{one.rule} is off" if not one.value else f"{one.rule}: {_words(one)}" for one in found]
    links = list(_by_links(asked, in_force, seen_by))
    return rules + links + list_late_accepted(asked, seen_by, named, about, in_force)


def list_late_accepted(
    problem: Problem,
    seen_by: str | None = None,
    named: bool = True,
    about: Collection[str] | None = None,
    pack: Pack | None = None,
) -> list[str]:
    """Caps on lateness that somebody has lifted for a visit, a phrase each, with their name and reason.

    problem: as commissioned. What ends no later than the agreed times lifts none, nor what nobody in a role that may
    has accepted. The rest as ``list_loosened``.
    """
    late = [visit for visit in problem.visits if visit.late_accepted]
    if not late:
        return []
    catalogue = (pack if pack is not None else Pack.for_problem(problem)).catalogue(problem)
    label, told, own, others = problem.horizon.label, [], 0, 0
    for visit in late:
        if acceptance_in_force(problem, visit, catalogue) is None:
            continue
        if all(until <= visit.windows[number].end for number, until in accepted_spans(visit).items()):
            continue
        theirs = seen_by in (None, visit.organisation)
        if not theirs if about is None else visit.id not in about:
            own, others = own + theirs, others + (not theirs)
            continue
        row = visit.late_accepted[-1]
        whose = f"{problem.client[visit.client].name}'s visit" if named else "visit"
        reason = f": {row.reason.rstrip('. ')}" if named else ""
        told.append(
            f"{_CAP} of {whose} {visit.id}, which may begin until {label(row.until)}; accepted by {row.by} on "
            f"{row.on:%d.%m.%Y}{reason}"
        )
    counted = [count_late_accepted(own)] if own else []
    return told + counted + ([count_late_accepted(others, " of other organisations")] if others else [])


def count_late_accepted(many: int, whose: str = "") -> str:
    """ "the cap on lateness of 2 visits": for those who may not know which."""
    return f"{_CAP} of {many:,} visit{'s' if many != 1 else ''}{whose}"


def count_loosened(phrases: Iterable[str]) -> list[str]:
    """Phrases of ``list_loosened`` for those who may not know whom they are about: rules by name, visits by number."""
    said = list(phrases)
    rules = [one for one in said if not tells_of_visit(one)]
    return [*rules, *count_near_links(said), *count_lifted_caps(said)]


def count_near_links(phrases: Iterable[str]) -> list[str]:
    """Of phrases of ``list_loosened`` those about links, as one that says only how many; none where there is none."""
    links = sum(phrase.startswith(_LINK) for phrase in phrases)
    return [f"{links:,} {_LINK}{'s' if links != 1 else ''} by which two calls of a kind come nearer"] if links else []


def count_lifted_caps(phrases: Iterable[str]) -> list[str]:
    """The same of phrases about lateness that somebody has accepted."""
    late = sum(phrase.startswith(_CAP) for phrase in phrases)
    return [count_late_accepted(late)] if late else []


def tells_of_visit(phrase: str) -> bool:
    """Whether a phrase of ``list_loosened`` is about a visit, and not about a rule."""
    return phrase.startswith((_CAP, _LINK))


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
    yield from _of_single_values(rule, known, now)


def _of_single_values(rule: str, known: Entry, now: Entry) -> Iterator[Loosening]:
    """What the lists of two rules do to one visit or one task code."""
    if rule == "unserved":
        usual = min(known.values["prices"])
        for visit, price in now.values["visits"].items():
            if _ASKS_LESS["zero"](usual, price):
                yield Loosening(rule, f"price of {visit}", plain_value(price), plain_value(usual))
    if rule == "join_infection":
        catalogue, built_in, given = Catalogue(built_in_tasks()), _hygiene_lists(known), _hygiene_lists(now)
        for code in dict.fromkeys(map(fold, (*catalogue, *given[0], *given[1]))):
            before, after = (hygiene_of(code, *lists, catalogue) for lists in (built_in, given))
            gone = code in (*built_in[0], *built_in[1]) and code not in (*given[0], *given[1])  # told as lacking
            if before != "neutral" and after != before and not gone:
                yield Loosening(rule, code, after, before)


def _hygiene_lists(entry: Entry) -> tuple[list[str], list[str]]:
    """The codes that an entry of join_infection calls clean, and dirty."""
    clean, dirty = entry.values["clean"], entry.values["dirty"]
    return list(map(fold, clean)), list(map(fold, dirty))


def _by_links(problem: Problem, pack: Pack, seen_by: str | None) -> Iterator[str]:
    """Links that let two calls of a kind come nearer to each other than the rules in force ask.

    seen_by: an organisation that reads of its own visits alone; None reads of all.
    """
    values, minute = pack.values("call_spacing"), problem.horizon.ticks_per_minute
    links = {
        frozenset((link.first, link.second)): link for link in commissioned_links(problem) if link.kind in _SPACING
    }
    visits = {visit.id: visit for visit in commissioned_visits(problem)} if links else {}
    for pair in call_pairs(problem, visits.values(), pack.catalogue(problem), values):
        link, (least, _) = links.get(frozenset((pair.first, pair.second))), distance(pair.kinds, values, minute)
        if link is None or not pair.ordered or not least:
            continue
        if seen_by is not None and any(visits[id_].organisation != seen_by for id_ in (link.first, link.second)):
            continue
        wanted = visits[link.first].duration + least
        if link.kind != "gap" or (link.min_gap or 0) < wanted:
            kinds = " and ".join(kind.replace("_", " ") for kind in sorted(pair.kinds))
            told = f"{problem.horizon.minutes(link.min_gap or 0):g} min" if link.kind == "gap" else "no time"
            yield (
                f"{_LINK} {link.id}: {told} from the start of {link.first} to that of {link.second}, two {kinds} calls "
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
