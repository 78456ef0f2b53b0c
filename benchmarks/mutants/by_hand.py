"""Mutants made by hand: what a slip in a safety rule would look like. Some such once survived; each must die."""

from __future__ import annotations

from pathlib import Path

from .making import Mutant

# file, text before (it stands there once), text after, what it would mean
BY_HAND = (
    (
        "solver/rules/readings/sectors.py",
        "return worker.registered_nurse or problem",
        "return problem",
        "a nurse whom a care provider employs is on the social side",
    ),
    (
        "solver/rules/clinical_window.py",
        "for task in visit.tasks:",
        "for task in visit.tasks[:1]:",
        "the checker reads the clinical window of the first task only",
    ),
    (
        "solver/rules/clinical_window.py",
        "(window.start - offset, window.end - offset)",
        "(window.start, window.end)",
        "the engine takes every task to be reached at the visit's start",
    ),
    (
        "solver/rules/time_critical.py",
        "for task in visit.tasks:",
        "for task in visit.tasks[:1]:",
        "the checker reads the prescribed moment of the first task only",
    ),
    (
        "solver/rules/time_critical.py",
        "due = prescribed.at - offset",
        "due = prescribed.at",
        "the engine takes a medicine to be given at the visit's start",
    ),
    (
        "solver/rules/joins/signing.py",
        '"delegate" if True in crossing else "absorb" if False in crossing else "join"',
        '"delegate" if True in crossing else "join"',
        "the checker asks no signature for care absorbed by a nurse",
    ),
    (
        "solver/joining/signatures.py",
        'found.add("delegate" if "health" in owners else "absorb" if "social" in owners else "join")',
        'found.add("delegate" if "health" in owners else "join")',
        "the search asks no signature for care absorbed by a nurse",
    ),
    (
        "solver/joining/signatures.py",
        "and set(no.visits) <= set(names)",
        "and set(no.visits) == set(names)",
        "for the search, a refused pair no longer blocks the triple",
    ),
    (
        "solver/rules/joins/signing.py",
        "not set(refusal.visits) <= self.inside",
        "set(refusal.visits) != self.inside",
        "for the checker, a refused pair no longer blocks the triple",
    ),
    (
        "solver/rules/dose_spacing.py",
        "two.start - begun, link.min_gap or 0",
        "two.start - begun, (link.min_gap or 0) - 60",
        "the checker lets doses come nearer than prescribed",
    ),
    (
        "solver/rules/dose_spacing.py",
        "((begun + (link.min_gap or 0), upper),)",
        "((begun, upper),)",
        "the engine forgets the distance from the dose of before the horizon",
    ),
    (
        "solver/joining/conditions.py",
        "gap = part_begins(visit, link.second) - part_begins(visit, link.first)",
        "gap = part_begins(visit, link.second)",
        "the distance of doses inside a joint visit is counted from its start",
    ),
    (
        "solver/joining/candidates.py",
        'problem.client[visit.client].household or f"client {visit.client}"',
        '""',
        "visits of strangers at one place may be joined",
    ),
    (
        "solver/domain/joint.py",
        "if len(homes) > 1 and len({part.client for part in parts}) > 1:",
        "if len(homes) > 2 and len({part.client for part in parts}) > 1:",
        "for the checker, strangers at one place may be joined",
    ),
    (
        "solver/rules/one_client.py",
        "bool(providers[0] & providers[1])",
        "False",
        "one provider may be with a client twice at once",
    ),
    (
        "solver/rules/permits/stops.py",
        "stop.starts < end and (stop.ends is None or span.earliest < stop.ends)",
        "stop.starts < end and stop.ends is None",
        "for the engine, a stop that has an end stops nobody",
    ),
)


def make_by_hand(root: Path) -> list[tuple[Mutant, str]]:
    """Each with what it would mean. Raises ValueError where a text does not stand in its file exactly once."""
    found = []
    for path, old, new, meaning in BY_HAND:
        source = (root / path).read_text("utf-8")
        if source.count(old) != 1:
            raise ValueError(f"{path} holds {source.count(old)} times, want once: {old}")
        start = len(source[: source.index(old)].encode())
        found.append((Mutant(path, source, start, old, new), meaning))
    return found
