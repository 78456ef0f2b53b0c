"""Sheets and columns that safety rests on: what a table without one of them leaves unknown is told first.

Every column that may be left out is one of these, unless it is listed here as one of no harm; a column that is added to
a sheet is therefore told of until somebody says that it need not be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .columns import OBJECTS

_NAMED = 6  # columns told by name; more are counted

# Columns without which nothing is allowed that is forbidden with them, or that no rule about safety looks at.
HARMLESS: dict[str, frozenset[str]] = {
    "organisations": frozenset({"kind"}),
    "agreements": frozenset({"pre_agreed", "overhead_borne_by"}),
    "task_catalogue": frozenset({"name", "also"}),
    "competencies": frozenset({"name"}),
    "schemes": frozenset({"name"}),
    "places": frozenset({"lat", "lon", "name", "address", "scheme", "postcode", "accuracy"}),
    "clients": frozenset({"nhs_number", "household", "preferred_workers"}),
    "unpaid_carers": frozenset({"second_hands", "tasks", "carer_agreed", "client_agreed"}),
    "visits": frozenset({"optional", "value_pence", "length_minutes", "place", "preferred_workers", "unpaid_carer"}),
    "visit_tasks": frozenset(
        {"clinical_window_end", "clinical_window_set_by", "time_critical_tolerance_minutes"}  # faults where they lack
        | {"duplicate_of", "duplicate_declared_by"}
    ),
    "links": frozenset({"min_gap_minutes", "max_gap_minutes"}),  # a fault of every gap where they lack
    "workers": frozenset({"team", "mode", "born", "contract_minutes", "hour_pence"}),
    "registrants": frozenset({"organisation"}),
    "delegations": frozenset({"also"}),
    "shifts": frozenset(
        {"start_place", "end_place", "max_overtime_minutes", "mode", "kind"}
        | {"break_minutes", "break_earliest", "break_latest"}
    ),
    "suspensions": frozenset({"ends", "ended_by", "client"}),  # of no client: of everybody
    "history": frozenset({"sector"}),
    "pins": frozenset({"shift", "worker", "start"}),
    "promises": frozenset({"to"}),
    "join_decisions": frozenset({"reason", "answers"}),
}
# Sheets that a table should have, by version of the document since which they can be told. What is seldom so (an unpaid
# carer, a subcontract) is none of these: absent, there is none.
_WANTED = {
    "1": (
        *("agreements", "clients", "consents", "visits", "visit_tasks", "links", "workers", "worker_competencies"),
        "delegations",
    ),
    "2": ("registrants", "registrant_cover", "protocols", "shifts", "suspensions", "tasks_before"),
}
# Columns that a document of version 1 could not tell; of the sheets that it could not, all of them.
_SINCE_2: dict[str, frozenset[str]] = {
    "agreements": frozenset({"sharing_basis", "signed_by", "signed"}),
    "consents": frozenset({"basis", "recorder", "withdrawn"}),
    "visits": frozenset({"commissioner", "provider"}),
    "visit_tasks": frozenset({"order"}),
    "shifts": frozenset({"engaged_by"}),
    "task_catalogue": frozenset({"gap_minutes"}),
    "join_decisions": frozenset({"outcome", "tasks", "worker", "worker_kind", "since", "until"}),
}
_SHEETS_OF_2 = frozenset(
    {"subcontracts", "unpaid_carers", "registrants", "registrant_cover", "protocols", "standing_agreements"}
    | {"suspensions", "workers_before", "tasks_before"}
)


def _since(version: str) -> dict[str, tuple[str, ...]]:
    """By sheet, the safety columns that a document can tell since this version."""
    found = {}
    for sheet in OBJECTS:
        later = _SINCE_2.get(sheet.name, frozenset())
        optional = [one.name for one in sheet.columns if not one.required]
        harmless = HARMLESS.get(sheet.name, frozenset())
        found[sheet.name] = tuple(
            name
            for name in optional
            if name not in harmless and (version == "2") == (sheet.name in _SHEETS_OF_2 or name in later)
        )
    return {sheet: names for sheet, names in found.items() if names or sheet in _WANTED[version]}


SAFETY: dict[str, dict[str, tuple[str, ...]]] = {version: _since(version) for version in _WANTED}


def safety_sheets(version: str) -> frozenset[str]:
    """Sheets that are written even without rows: an empty one says that there is nothing to tell."""
    return frozenset(sheet for since, sheets in _WANTED.items() if since <= version for sheet in sheets)


def missing_safety(there: Mapping[str, Collection[str]], version: str) -> list[str]:
    """Sentences on what a table leaves unknown. there: the columns of each sheet that it has."""
    sheets = [sheet for since, wanted in _WANTED.items() if since <= version for sheet in wanted if sheet not in there]
    columns: dict[str, list[str]] = {}
    for since, wanted in SAFETY.items():
        for sheet, names in wanted.items() if since <= version else ():
            if sheet in there and (missing := [name for name in names if name not in there[sheet]]):
                columns.setdefault(sheet, []).extend(missing)
    notes = []
    if columns:
        notes.append(_tell_columns(columns))
    if sheets:
        notes.append(f"Safety sheets are missing, and what they would tell is unknown: {', '.join(sheets)}.")
    return notes


def _tell_columns(columns: Mapping[str, Collection[str]]) -> str:
    """One sentence on the columns that sheets lack: by name where they are few, else counted."""
    many = sum(map(len, columns.values()))
    if many <= _NAMED:
        told = "; ".join(f"{sheet}: {', '.join(names)}" for sheet, names in columns.items())
        return f"Safety columns are missing, and what would stand in them is unknown for every row. {told}."
    told = ", ".join(f"{len(names)} of {sheet}" for sheet, names in columns.items())
    return (
        f"Safety columns are missing, {many} in all ({told}), and what would stand in them is unknown for every row: "
        "`onevisit safety DAY` says what waits for it, and whom to ask."
    )
