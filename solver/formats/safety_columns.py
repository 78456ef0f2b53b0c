"""Sheets and columns that safety rests on: what a table without one of them leaves unknown is told first."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# By version of the document since which they can be told: sheets with their columns; the sheet itself is wanted too.
# What is left out where it is only seldom so (an unpaid carer, a subcontract) is none of these: absent, it is none.
SAFETY: dict[str, dict[str, tuple[str, ...]]] = {
    "1": {
        "agreements": ("health_task_to_care_worker", "social_task_to_nurse"),
        "clients": ("worker_sex", "refused_workers", "lone_working", "stable"),
        "consents": ("given", "expires"),
        "visits": ("workers",),
        "visit_tasks": (
            "owner",
            "competencies",
            "clinical_window_start",
            "time_critical_at",
            "registered_nurse_only",
            "delegable",
        ),
        "links": (),
        "workers": ("registered_nurse", "under_18", "refused_clients", "accepts_delegation"),
        "worker_competencies": ("expires",),
        "delegations": ("contact", "review"),
    },
    "2": {
        "agreements": ("sharing_basis", "signed_by", "signed"),
        "consents": ("basis", "recorder", "withdrawn"),
        "visits": ("commissioner", "provider"),
        "visit_tasks": ("order",),
        "registrants": ("registration", "registered_until", "contact", "left"),
        "registrant_cover": (),
        "protocols": ("expires",),
        "shifts": ("engaged_by",),
        "suspensions": (),
        "tasks_before": (),
    },
}


def safety_sheets(version: str) -> frozenset[str]:
    """Sheets that are written even without rows: an empty one says that there is nothing to tell."""
    return frozenset(sheet for since, sheets in SAFETY.items() if since <= version for sheet in sheets)


def missing_safety(there: Mapping[str, Collection[str]], version: str) -> list[str]:
    """Sentences on what a table leaves unknown. there: the columns of each sheet that it has."""
    sheets: list[str] = []
    columns: dict[str, list[str]] = {}
    for since, wanted in SAFETY.items():
        for sheet, names in wanted.items():
            if since > version:
                continue
            if sheet not in there:
                sheets += [sheet] * (sheet not in sheets)
            elif missing := [name for name in names if name not in there[sheet]]:
                columns.setdefault(sheet, []).extend(missing)
    notes = []
    if columns:
        told = "; ".join(f"{sheet}: {', '.join(names)}" for sheet, names in columns.items())
        notes.append(f"Safety columns are missing, and what would stand in them is unknown for every row. {told}.")
    if sheets:
        notes.append(f"Safety sheets are missing, and what they would tell is unknown: {', '.join(sheets)}.")
    return notes
