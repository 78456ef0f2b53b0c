"""The column table: which sheets a problem has as tables, and where each column stands in the document.

The folder of CSV files, the workbook and the mapping of foreign exports all read this one table. A sheet holds the
objects of one list of the document, one a row; what an object holds in lists of its own has a sheet of its own whose
first column names the object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# id: text without blanks around it. choice: one of a few words. ids, choices: several, with ; between them.
# moment: a date and time; instant: the same, or minutes since the start on a literature clock. clock: a time of a day.
# json: anything a rule value may be. The others say what they are.
Kind = Literal[
    "id", "text", "choice", "nhs", "whole", "number", "minutes", "moment", "instant", "clock", "date", "yesno", "ids",
    "choices", "json",
]  # fmt: skip
Step = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """A column. path: where its value stands inside the object of its row."""

    name: str
    kind: Kind
    path: tuple[Step, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. collection: the list of the document its rows are in. owner: the column that names the object the rows
    belong to, and ``field`` the list inside that object; both empty for a sheet of whole objects.
    """

    name: str
    collection: str
    columns: tuple[Column, ...]
    required: bool = False
    owner: str = ""
    field: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _column(text: str, kind: Kind) -> Column:
    """ "name*" is required; "name=path.to.value" stands elsewhere in the object than under its own name."""
    name, _, path = text.partition("=")
    required = name.endswith("*")
    name = name.rstrip("*")
    steps = tuple(int(step) if step.isdigit() else step for step in (path or name).split("."))
    return Column(name, kind, steps, required)


def _sheet(name: str, *columns: tuple[str, Kind], required: bool = False) -> Sheet:
    return Sheet(name, name, tuple(_column(*column) for column in columns), required)


def _inner(name: str, owner: str, collection: str, field: str, *columns: tuple[str, Kind]) -> Sheet:
    own = (Column(owner, "id", (), True), *(_column(*column) for column in columns))
    return Sheet(name, collection, own, False, owner, field)


# One row: what the problem says once.
PROBLEM = _sheet(
    "problem",
    ("name", "text"),
    ("version", "id"),
    ("carried_over", "date"),
    ("start*=horizon.start", "moment"),
    ("days=horizon.days", "whole"),
    ("timezone=horizon.timezone", "id"),
    ("ticks_per_minute=horizon.ticks_per_minute", "whole"),
    ("travel_preset=travel.preset", "choice"),
    ("parking_minutes=travel.parking_minutes", "minutes"),
    ("door_minutes=travel.door_minutes", "minutes"),
    ("traffic=travel.traffic", "number"),
    ("transit_wait_minutes=travel.transit_wait_minutes", "minutes"),
    ("transit_slowdown=travel.transit_slowdown", "number"),
    required=True,
)

# A row for each pair of places of each mode, all pairs of a mode: the order of its places is that of their first rows.
MATRICES = _sheet(
    "matrices",
    ("mode*", "choice"),
    ("from*", "id"),
    ("to*", "id"),
    ("minutes*", "minutes"),
    ("metres", "whole"),
)

# Rule values that override the rule pack's.
PACK = _sheet("pack", ("rule*", "id"), ("setting", "id"), ("value", "json"))

OBJECTS: tuple[Sheet, ...] = (
    _sheet("organisations", ("id*", "id"), ("name*", "text"), ("sector*", "choice"), ("kind", "choice"), required=True),
    _sheet(
        "agreements",
        ("id*", "id"),
        ("organisation*=between.0", "id"),
        ("other_organisation*=between.1", "id"),
        ("health_task_to_care_worker", "yesno"),
        ("social_task_to_nurse", "yesno"),
        ("pre_agreed", "choices"),
        ("starts", "date"),
        ("ends", "date"),
        ("sharing_basis", "text"),
        ("signed_by", "text"),
        ("signed", "date"),
        ("overhead_borne_by", "id"),
    ),
    _sheet(
        "subcontracts",
        ("id*", "id"),
        ("provider*", "id"),
        ("to*", "id"),
        ("clients", "ids"),
        ("starts", "date"),
        ("ends", "date"),
    ),
    _sheet(
        "task_catalogue",
        ("code*", "id"),
        ("name", "text"),
        ("owner", "choice"),
        ("class", "choice"),
        ("hygiene", "choice"),
        ("meal", "choice"),
        ("call", "choice"),
        ("competencies", "ids"),
        ("least_minutes", "minutes"),
        ("also", "ids"),
        ("gap_minutes", "minutes"),
    ),
    _sheet("competencies", ("id*", "id"), ("name", "text")),
    _sheet("schemes", ("id*", "id"), ("name", "text")),
    _sheet(
        "places",
        ("id*", "id"),
        ("lat", "number"),
        ("lon", "number"),
        ("name", "text"),
        ("address", "text"),
        ("scheme", "id"),
        required=True,
    ),
    _sheet("households", ("id*", "id"), ("place*", "id")),
    _sheet(
        "clients",
        ("id*", "id"),
        ("name*", "text"),
        ("place*", "id"),
        ("nhs_number", "nhs"),
        ("household", "id"),
        ("worker_sex", "choice"),
        ("refused_workers", "ids"),
        ("preferred_workers", "ids"),
        ("lone_working", "choice"),
        ("stable", "yesno"),
        required=True,
    ),
    _inner(
        "consents",
        "client",
        "clients",
        "consents",
        ("kind*", "choice"),
        ("given", "yesno"),
        ("recorded*", "date"),
        ("expires", "date"),
        ("basis", "choice"),
        ("recorder", "text"),
        ("withdrawn", "instant"),
    ),
    _sheet(
        "unpaid_carers",
        ("id*", "id"),
        ("client*", "id"),
        ("name*", "text"),
        ("second_hands", "yesno"),
        ("tasks", "ids"),
        ("carer_agreed", "date"),
        ("client_agreed", "date"),
        ("until", "date"),
    ),
    _sheet(
        "visits",
        ("id*", "id"),
        ("client*", "id"),
        ("organisation*", "id"),
        ("windows_hard", "yesno"),
        ("workers", "whole"),
        ("priority", "whole"),
        ("optional", "yesno"),
        ("value_pence", "whole"),
        ("length_minutes", "minutes"),
        ("place", "id"),
        ("kind", "choice"),
        ("preferred_workers", "ids"),
        ("commissioner", "id"),
        ("provider", "id"),
        ("unpaid_carer", "id"),
        required=True,
    ),
    _inner("visit_windows", "visit", "visits", "windows", ("start*", "instant"), ("end*", "instant")),
    _inner(
        "visit_late_accepted",
        "visit",
        "visits",
        "late_accepted",
        ("until*", "instant"),
        ("by*", "text"),
        ("reason*", "text"),
        ("on*", "date"),
        ("role", "choice"),
    ),
    _inner(
        "visit_tasks",
        "visit",
        "visits",
        "tasks",
        ("code*", "id"),
        ("duration_minutes*", "minutes"),
        ("owner", "choice"),
        ("competencies", "ids"),
        ("clinical_window_start=clinical_window.start", "instant"),
        ("clinical_window_end=clinical_window.end", "instant"),
        ("clinical_window_set_by", "text"),
        ("time_critical_at=time_critical.at", "instant"),
        ("time_critical_tolerance_minutes=time_critical.tolerance_minutes", "minutes"),
        ("registered_nurse_only", "yesno"),
        ("delegable", "yesno"),
        ("order", "text"),
        ("duplicate_of", "id"),
        ("duplicate_declared_by", "text"),
    ),
    _sheet(
        "links",
        ("id*", "id"),
        ("kind*", "choice"),
        ("first*", "id"),
        ("second*", "id"),
        ("min_gap_minutes", "minutes"),
        ("max_gap_minutes", "minutes"),
    ),
    _sheet(
        "workers",
        ("id*", "id"),
        ("name*", "text"),
        ("organisation*", "id"),
        ("home*", "id"),
        ("team", "text"),
        ("sex", "choice"),
        ("mode", "choice"),
        ("registered_nurse", "yesno"),
        ("agency", "yesno"),
        ("under_18", "yesno"),
        ("born", "date"),
        ("apprentice", "yesno"),
        ("contract_minutes", "minutes"),
        ("limit_minutes", "minutes"),
        ("hour_pence", "whole"),
        ("tax_year_miles", "whole"),
        ("longest_walk_minutes", "minutes"),
        ("refused_clients", "ids"),
        ("accepts_delegation", "yesno"),
        required=True,
    ),
    _inner("worker_competencies", "worker", "workers", "competencies", ("competency*", "id"), ("expires", "date")),
    _sheet(
        "registrants",
        ("id*", "id"),
        ("name*", "text"),
        ("organisation", "id"),
        ("registration", "text"),
        ("registered_until", "date"),
        ("contact", "text"),
        ("left", "date"),
    ),
    _inner(
        "registrant_cover",
        "registrant",
        "registrants",
        "cover",
        ("days", "choices"),
        ("from", "clock"),
        ("until", "clock"),
    ),
    _sheet(
        "protocols",
        ("id*", "id"),
        ("organisation*", "id"),
        ("task*", "id"),
        ("registrant*", "text"),
        ("signed*", "date"),
        ("expires", "date"),
    ),
    _sheet(
        "standing_agreements",
        ("id*", "id"),
        ("organisation*", "id"),
        ("outcome*", "choice"),
        ("tasks*", "ids"),
        ("signed_by*", "text"),
        ("role*", "choice"),
        ("signed*", "date"),
        ("review*", "date"),
    ),
    _sheet(
        "delegations",
        ("id*", "id"),
        ("client*", "id"),
        ("task*", "id"),
        ("worker*", "id"),
        ("also", "ids"),
        ("registrant*", "text"),
        ("contact", "text"),
        ("trained*", "date"),
        ("signed_off*", "date"),
        ("expires*", "date"),
        ("review", "date"),
    ),
    _sheet(
        "shifts",
        ("id*", "id"),
        ("worker*", "id"),
        ("start*", "instant"),
        ("end*", "instant"),
        ("start_place", "id"),
        ("end_place", "id"),
        ("max_overtime_minutes", "minutes"),
        ("break_minutes=break.duration_minutes", "minutes"),
        ("break_earliest=break.earliest", "instant"),
        ("break_latest=break.latest", "instant"),
        ("mode", "choice"),
        ("engaged_by", "id"),
        ("kind", "choice"),
        ("told_on", "date"),
        required=True,
    ),
    _sheet(
        "suspensions",
        ("id*", "id"),
        ("what*", "choice"),
        ("of*", "text"),
        ("starts*", "instant"),
        ("ends", "instant"),
        ("reason*", "text"),
        ("by*", "text"),
        ("ended_by", "text"),
    ),
    _sheet(
        "cancelled_visits",
        ("id*", "id"),
        ("client*", "id"),
        ("organisation*", "id"),
        ("reason*", "text"),
        ("by*", "text"),
        ("on*", "date"),
    ),
    _sheet(
        "workers_before", ("worker*", "id"), ("until*", "instant"), ("began", "instant"), ("week_minutes", "minutes")
    ),
    _sheet(
        "tasks_before",
        ("client*", "id"),
        ("task*", "id"),
        ("start*", "instant"),
        ("end", "instant"),
        ("order", "text"),
        ("visit", "id"),
    ),
    _sheet("history", ("client*", "id"), ("worker*", "id"), ("start*", "instant"), ("sector", "choice")),
    _sheet("pins", ("visit*", "id"), ("shift", "id"), ("worker", "id"), ("start", "instant")),
    _sheet(
        "join_decisions",
        ("id*", "id"),
        ("visits*", "ids"),
        ("approved*", "yesno"),
        ("by*", "text"),
        ("role*", "choice"),
        ("on*", "date"),
        ("reason", "text"),
        ("outcome", "choice"),
        ("tasks", "ids"),
        ("worker", "id"),
        ("worker_kind", "choice"),
        ("since", "date"),
        ("until", "date"),
        ("answers", "id"),
    ),
)

SHEETS: tuple[Sheet, ...] = (PROBLEM, *OBJECTS, MATRICES, PACK)
SHEET: dict[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}
