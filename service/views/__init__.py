"""What somebody sees of a problem, a roster and its outcome: everything, their own part, or nobody's name.

Every route hands documents out through these functions and never looks at a sight itself. "whole" changes nothing.

"partner" shows an organisation its own clients, visits and staff. Of a joint visit it learns when, who comes and whose
the other visits are; of everybody else's clients nothing: no name, address, reason or sum that tells of them.

"pseudonymised" shows all of it with invented codes in the place of names, ids, addresses and notes, other codes for
each day, in the order of the codes. Places are moved to the middle of groups of five people or more, about 2 km wide,
and a roster's times are made anew from those: see coarse.py. The document stays a problem that reads and solves.

Both are written as lists of what may be told, so that a new field is hidden until it is added; a test asks for it.
"""

from __future__ import annotations

from typing import Any

from service.access import Sight
from solver import Problem

from .coded_documents import code_outcome, code_problem, code_roster
from .codes import Codes, codes_for, keep_key, key_of
from .partner import Part
from .partner_documents import problem_part, roster_part
from .round_figures import in_round_figures

__all__ = [
    "Codes",
    "codes_for",
    "in_round_figures",
    "keep_key",
    "key_of",
    "seen_event",
    "seen_outcome",
    "seen_problem",
    "seen_roster",
]

Document = dict[str, Any]


def seen_problem(document: Document, problem: Problem, sight: Sight, organisation: str | None) -> Document:
    """A problem's document as somebody of an organisation sees it. problem: the same, read."""
    if sight == "whole":
        return document
    if sight == "partner":
        return problem_part(document, Part(problem, _known(organisation)))
    return code_problem(document, codes_for(_known(organisation), problem.digest))


def seen_roster(document: Document, problem: Problem, sight: Sight, organisation: str | None) -> Document:
    """A roster's document likewise. problem: as commissioned, with what was changed by hand."""
    if sight == "whole":
        return document
    if sight == "partner":
        return roster_part(document, Part(problem, _known(organisation)))
    return code_roster(document, codes_for(_known(organisation), problem.digest), problem)


def seen_outcome(outcome: Document, problem: Problem, sight: Sight, organisation: str | None) -> Document:
    """An outcome likewise: judgement, headline, provenance, explanations, joins, trace."""
    if sight == "whole":
        return outcome
    if sight == "partner":
        from .partner_outcome import outcome_part

        return outcome_part(outcome, Part(problem, _known(organisation)))
    return code_outcome(outcome, codes_for(_known(organisation), problem.digest))


def seen_event(kind: str, data: Document, sight: Sight) -> Document:
    """The data of one line of a roster's story. Partners are told no cost or count: those are of the whole."""
    if sight == "whole":
        return data
    kept: dict[str, tuple[str, ...]] = {"progress": ("seconds", "phase"), "state": ("state",), "changed": ("version",)}
    names = kept.get(kind, ())
    if sight == "pseudonymised" and kind == "progress":
        names = ("seconds", "phase", "cost", "served", "unserved")
    told = {name: data[name] for name in names if name in data}
    return in_round_figures(told) if sight == "pseudonymised" else told


def _known(organisation: str | None) -> str:
    if organisation is None:
        raise ValueError("want the organisation whose part is to be seen; only sight whole needs none")
    return organisation
