"""Colour, pattern and short label of each organisation: told apart by any eye, and on a black-and-white printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from solver.domain import Organisation, Problem

# Okabe and Ito's colour-blind safe set, less vermilion, which is kept for what is wrong; (line, tint).
_COLOURS = (
    ("#0072b2", "#cfe5f5"),
    ("#b26f00", "#fbe6bd"),
    ("#00795a", "#c9ebdf"),
    ("#9a4f7c", "#f3dbe8"),
    ("#5b5b5b", "#e4e4e4"),
    ("#6a5d00", "#f4efa9"),
)
_PATTERNS = (
    "",
    '<path d="M0 8 L8 0" stroke-width="1.1"/>',
    '<circle cx="3" cy="3" r="1"/>',
    '<path d="M0 4 H8" stroke-width="1"/>',
    '<path d="M0 0 L8 8" stroke-width="1.1"/>',
    '<path d="M4 0 V8" stroke-width="1"/>',
)
_SWATCH = 'x=".5" y=".5" width="25" height="13" rx="2"'


@dataclass(frozen=True)
class Ink:
    """How one organisation is drawn; ``code`` names it in two to four letters."""

    number: int
    line: str
    tint: str
    code: str


class Sides(Protocol):
    """What the choice of colours reads of a problem: its organisations."""

    @property
    def organisations(self) -> Sequence[Organisation]: ...


def inks(problem: Sides) -> dict[str, Ink]:
    """Organisation id -> ink, in the problem's order."""
    result: dict[str, Ink] = {}
    codes: set[str] = set()
    for number, organisation in enumerate(problem.organisations):
        words = [word for word in organisation.name.split() if word[0].isalnum()] or [organisation.id]
        code = "".join(word[0] for word in words[:4]).upper() if len(words) > 1 else words[0][:3].upper()
        while code in codes:
            code = f"{code[:3]}{number + 1}"
        codes.add(code)
        line, tint = _COLOURS[number % len(_COLOURS)]
        result[organisation.id] = Ink(number, line, tint, code)
    return result


def definitions(found: dict[str, Ink]) -> str:
    """One invisible SVG with a fill pattern for each ink, the hatch of waiting and the cross of unserved visits."""
    parts = []
    for ink in found.values():
        # Organisations past the sixth repeat a colour with the next pattern along.
        mark = _PATTERNS[(ink.number + ink.number // len(_COLOURS)) % len(_PATTERNS)]
        parts.append(
            f'<pattern id="ink{ink.number}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{ink.tint}"/>'
            f'<g stroke="{ink.line}" fill="{ink.line}" stroke-opacity=".35" fill-opacity=".35">{mark}</g></pattern>'
        )
    parts.append(
        '<pattern id="waiting" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<path d="M-1 6 L6 -1 M-1 1 L1 -1 M4 6 L6 4" stroke="#8a8f98" stroke-width="1"/></pattern>'
        '<pattern id="left-out" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#fff"/><path d="M0 0 L6 6" stroke="#d55e00" stroke-width="1.2"/></pattern>'
    )
    return f'<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>{"".join(parts)}</defs></svg>'


def styles(found: dict[str, Ink]) -> str:
    """CSS rules that colour visits and rounds by organisation."""
    return "\n".join(
        f".o{ink.number}{{--line:{ink.line};--tint:{ink.tint};--fill:url(#ink{ink.number})}}" for ink in found.values()
    )


def legend(problem: Problem, found: dict[str, Ink]) -> str:
    """Which look belongs to whom, and what the other marks mean."""
    items = [
        f'<span class="key o{ink.number}"><svg width="26" height="14"><rect {_SWATCH} class="visit"/></svg>'
        f"<b>{escape(ink.code)}</b> {escape(organisation.name)} <i>{escape(organisation.sector)}</i></span>"
        for organisation in problem.organisations
        for ink in (found[organisation.id],)
    ]
    marks: tuple[tuple[str, str], ...] = (
        ('<path d="M0 7 H26" class="travel"/>', "travel"),
        ('<rect x="0" y="3" width="26" height="8" class="wait"/>', "waiting"),
        (f'<rect {_SWATCH} class="rest"/>', "break"),
        (f'<rect {_SWATCH} class="plain"/><path d="M1 12 H25 M1 9.5 H25" class="two"/>', "two workers"),
        ('<path d="M7 1 h12 l-6 9 z" class="late"/>', "late"),
        ('<rect x="1" y="1" width="24" height="12" class="left-out"/>', "not served"),
    )
    if any(len(visit.commissioned) > 1 for visit in problem.visits):
        mark = f'<rect {_SWATCH} class="plain"/><rect x=".5" y="7.5" width="25" height="6" class="plain"/>'
        marks = (*marks, (mark, "joint visit: the strip is the other's"))
    items += [f'<span class="key"><svg width="26" height="14">{mark}</svg>{name}</span>' for mark, name in marks]
    return f'<p class="legend">{"".join(items)}</p>'
