"""Sheets and columns that are none of ours: which are left out and told, and which are refused.

People keep notes in their workbooks. But a name that is nearly one of ours is likely a slip, and a column that sounds
like safety is told before all else: no roster takes anything in it into account.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from solver.rules.vocabulary.wording import list_some

from .columns import SHEET
from .headings import heading, sheet_meant
from .safety_columns import SAFETY
from .sheet import Sheet
from .wording import want_name

_NEAR = 0.75  # as difflib measures it: vists, visit task and Shift are near; Notes and Rota are not


_SAFETY = re.compile(
    r"allerg|anaphyl|risk|hazard|danger|alert|warning|caution|safeguard|do_?not|don'?t|never|not_to|must_not|banned|barred"
    r"|key_?safe|access|entry|door_code|infect|covid|mrsa|c_?diff|barrier|ppe|dnr|dnacpr|resus|respect_form|epilep|seizure"
    r"|diabet|insulin|medic|meds|drug|dose|dysphag|swallow|thicken|choking|peg|oxygen|hoist|mobility|falls?(_|$)|handling"
    r"|double|two_(carers|staff)|2_carers|lone|alone|dog|pets?(_|$)|aggress|violen|behaviou?r|capacity|consent|dols|mental"
    r"|refus|female|wom[ae]n|male_(only|carer|staff)|(carer|worker|staff|preferred|wanted)s?_(sex|gender)"
    r"|(sex|gender)_(of|pref|requ|want|only)|pressure|catheter"
    r"|(^|_)dns?(_|$)|dnar|dna?cpr|(^|_)respect(_|$)"
    r"|condition|diagnos|clinical|critical|urgent|nurse|delegat|safe"
)


def sounds_like_safety(name: str) -> bool:
    """Whether a sheet or column that nobody reads may hold what somebody must know before they go."""
    return _SAFETY.search(heading(name)) is not None


# A way in: "key safe 1234", "code C4711".
_WAY_IN = re.compile(r"(key|code|safe|lock|door|gate|pin)\D{0,20}\d{3,}", re.IGNORECASE)


# Headings under which somebody may say that a row is off, how many come or how often.
_STANDING = re.compile(
    r"status|cancel|(end|stop|leav\w*|ceas\w*|discharge\w*)_date|date_(end|stop|left|ceas|of_leav|of_death|discharg)"
    r"|suspen|on_hold|terminat|ceased|discharged|sick|absen|(^|_)active|(carers?|workers?|staff)_(required|needed)"
    r"|(no|num|number)_(of_)?(carers?|staff|workers)|handed|(carer|worker|staff)_(2|two|b)(_|$)"
    r"|(second|2nd)_(carer|worker|staff)|frequency|how_often|(times|calls|visits)_(a|per|each)_(day|week)"
)
_OWN_SEX = re.compile(r"clients: column (sex|gender)", re.IGNORECASE)
_OFF = re.compile(
    r"\bcancel|\bcxl|\boff sick\b|\blong[- ]term sick|\blts\b|\bin hosp|\bhospitali[sz]ed|\bdeceased\b"
    r"|\bdied\b|\bpassed away\b"
    r"|\bon hold\b|\bsuspended\b|\bno longer\b|\bceased\b|\bannual leave\b|\bmat(ernity)? leave\b|\bdo not visit\b"
    r"|\bnot required\b|\bleaver\b|\bhas left\b|\bleft the (service|company)\b|\bin respite\b",
    re.IGNORECASE,
)


def find_off(cells: Mapping[int, Any]) -> list[str]:
    """Rows in which a cell that nobody reads says that the row is off, with the word. cells: by the row's number."""
    found = ((number, _OFF.search(cell)) for number, cell in cells.items() if isinstance(cell, str))
    return [f"row {number} ({word.group().strip().lower()})" for number, word in found if word is not None]


def holds_safety(cells: Iterable[Any]) -> bool:
    """Whether what stands in cells that nobody reads may be what somebody must know before they go: words of safety, or
    a code by which one gets in.
    """
    texts = [cell for cell in cells if isinstance(cell, str)]
    return any(sounds_like_safety(text) or _WAY_IN.search(text) for text in texts)


def tell_unused(beside: Mapping[str, bool], off: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """Sentences on what is not used, what sounds like safety first. beside: "clients: column Notes", "sheet Rota", each
    with whether a cell of it reads like safety (``holds_safety``); what stands there is not repeated. off: by the same
    names the rows that a cell there says are off (``find_off``).
    """
    off = {one: rows for one, rows in (off or {}).items() if rows}
    own = [one for one in beside if _OWN_SEX.fullmatch(one)]
    beside = {one: reads for one, reads in beside.items() if one not in own}
    grave = [one for one in beside if sounds_like_safety(one.rpartition("column ")[2].removeprefix("sheet "))]
    cells = [one for one, reads in beside.items() if reads and one not in grave]
    standing = [
        one
        for one in beside
        if one not in (*grave, *cells, *off) and _STANDING.search(heading(one.rpartition("column ")[2]))
    ]
    others = [one for one in beside if one not in (*grave, *cells, *off, *standing)]
    told = []
    if off:
        named = "; ".join(f"{one}, {list_some(rows, 5)}" for one, rows in off.items())
        told.append(
            f"Please look: not used, though it says that a row may be off: {named}. These rows are read as any other: "
            "cross them out, or take them out."
        )
    if standing:
        told.append(
            "Please look: not used, though it may say which rows are off, how many come or how often: "
            f"{', '.join(standing)}. No row is left out for it, nobody more comes and no visit is repeated."
        )
    if grave:
        told.append(
            f"Not used, though it sounds like safety: {', '.join(grave)}. No roster takes account of it: say it in the "
            "columns that are read (docs/reference/input.md), or tell whoever goes."
        )
    if cells:
        told.append(
            "Not used, though what stands there reads like safety or a way in (a risk, a key code): "
            f"{', '.join(cells)}. Nobody who gets the roster sees it: say it in the columns that are read "
            "(docs/reference/input.md), or tell whoever goes."
        )
    if own:
        told.append(f"Not used: {', '.join(own)}, taken for the client's own: who may come is said in carers must be.")
    if others:
        told.append(f"Not used: {', '.join(others)}.")
    return told


def refuse_sheet(name: str, there: Collection[str]) -> str:
    """What is wanted in place of an unknown sheet; empty where it is left out."""
    if _near(name, list(SHEET)) or not any(sheet_meant(one) for one in there):
        return want_name(name, list(SHEET), "sheets")
    return ""


def refuse_column(sheet: Sheet, name: str, there: Sequence[str]) -> str:
    """What is wanted in place of an unknown column of a sheet; empty where it is left out. there: its columns."""
    missing = [column for column in sheet.names if column not in there]
    required = {column.name for column in sheet.columns if column.required}
    safety = {column for sheets in SAFETY.values() for column in sheets.get(sheet.name, ())}
    renamed = sounds_like_safety(name) and safety.intersection(missing)  # perhaps one of those, under another name
    known = want_name(name, sheet.names, "columns", missing)
    if _near(name, missing) or required.intersection(missing):
        return known
    if renamed:
        perhaps = " or ".join(one for one in missing if one in renamed)
        return (
            f"{known}. It sounds like safety: call it {perhaps}, if that is what it says. Else move it to another "
            "sheet: nothing reads it, so tell whoever goes"
        )
    return ""


def _near(name: str, ours: Sequence[str]) -> list[str]:
    return get_close_matches(heading(name), ours, 1, _NEAR)
