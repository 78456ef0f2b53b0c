"""The flat form: three sheets as a scheduler keeps them, clients, visits and staff, and what their columns are called.

The template writes them, the reader finds them by any of their names, and docs/reference/input.md lists them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..headings import heading

FlatName = Literal["clients", "visits", "staff"]
_TITLE_ROWS = 12  # above the column names, at most


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column. about: what it says, for people. example: a value of the template's grey row. choices: what a cell of
    it may hold, as a list to choose from; free: another word may stand there too. also: other names of it, as headings
    are compared. template: whether the template has it; one that it has not is read where it is there.
    """

    name: str
    about: str
    example: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    free: bool = False
    also: tuple[str, ...] = ()
    template: bool = True
    width: int = 16

    @property
    def key(self) -> str:
        """Its name as headings are compared."""
        return heading(self.name)


@dataclass(frozen=True, slots=True)
class FlatSheet:
    """A sheet. also: other names of it, as headings are compared."""

    name: FlatName
    about: str
    columns: tuple[FlatColumn, ...]
    also: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)

    def column(self, key: str) -> FlatColumn:
        return next(column for column in self.columns if column.key == key)

    def meant(self, cells: Sequence[Any]) -> list[str]:
        """The key of the column that each heading means; as it is compared where it is none of ours."""
        said = [heading(cell) for cell in cells]
        other = {name: column.key for column in self.columns for name in column.also}
        return [other[one] if one in other and other[one] not in said else one for one in said]

    def row_of_headings(self, rows: Sequence[Sequence[Any]]) -> int:
        """The row with the column names, from 0: of the first few the one that has most of ours."""
        hits = [len(set(self.meant(row)) & set(self.keys)) for row in rows[:_TITLE_ROWS]]
        return hits.index(max(hits)) if hits else 0


_ID = FlatColumn(
    "id", "An id of your own; without it one is made of the name.", template=False, also=("ref", "reference")
)
_WHERE = (
    FlatColumn("lat", "Latitude, in place of a postcode.", template=False, also=("latitude",)),
    FlatColumn("lon", "Longitude, in place of a postcode.", template=False, also=("longitude", "long", "lng")),
)
_POSTCODE = FlatColumn(
    "postcode", "Where that is. It is found in your table of postcodes: onevisit postcodes FILE, once.", "EC1A 1AA"
)
_PHONE = FlatColumn("phone", "Shown beside the address.", "01632 960001", also=("telephone", "tel", "mobile"))

CLIENTS = FlatSheet(
    "clients",
    "Everybody who is visited, a row each.",
    (
        FlatColumn(
            "name",
            "Their whole name. Two people of one name want something that tells them apart.",
            "Example: Ada Sample",
            True,
            also=("client", "client_name", "service_user", "patient"),
            width=24,
        ),
        _POSTCODE,
        FlatColumn("address", "Shown to whoever goes.", "1 Pretend Street", width=24),
        _PHONE,
        FlatColumn(
            "needs",
            "What whoever comes must be able to do at every visit, with ; between, in the words of can do "
            "in staff. Also: female carer, male carer, two carers. Other words are told and not used.",
            "moving and handling",
            also=("need", "care_needs", "requirements"),
            width=28,
        ),
        FlatColumn(
            "carers must be",
            "Only women, or only men.",
            None,
            choices=("female", "male"),
            also=("carer_must_be", "worker_sex", "carer_sex", "carer_gender", "gender_of_carer", "sex_of_carer"),
        ),
        FlatColumn(
            "never send",
            "Names of staff who must not go there, with ; between.",
            None,
            also=("refused_workers", "do_not_send", "not_to_send", "banned_carers"),
            width=24,
        ),
        FlatColumn(
            "usual carers",
            "Names of staff whom they know, with ; between.",
            None,
            also=("preferred_workers", "preferred_carers", "usual_carer", "regular_carers"),
            width=24,
        ),
        FlatColumn(
            "lone working",
            "Where nobody should go alone (pair), or only by day (daylight).",
            None,
            choices=("pair", "daylight"),
            also=("lone_worker", "lone_worker_risk"),
        ),
        FlatColumn("nhs number", "Ten digits.", template=False, also=("nhs_no", "nhs")),
        _ID,
        *_WHERE,
    ),
    ("client", "client_list", "service_users", "patients", "people_we_support"),
)
# Columns of clients that visits may have too, as where there is no sheet clients.
_OF_THE_CLIENT = tuple(
    replace(column, required=False, template=False)
    for column in CLIENTS.columns
    if column.key not in ("name", "id", "lat", "lon")
)
VISITS = FlatSheet(
    "visits",
    "Every visit that somebody is due, a row each.",
    (
        FlatColumn(
            "client",
            "Their name, as in the sheet clients.",
            "Example: Ada Sample",
            True,
            also=("client_name", "name", "service_user", "patient"),
            width=24,
        ),
        FlatColumn(
            "day",
            "The date, day first: 02/03/2027. Empty: the one day that the sheet tells of.",
            "02/03/2027",
            also=("date", "visit_date"),
            width=13,
        ),
        FlatColumn(
            "from",
            "The earliest that the visit may begin, such as 08:00.",
            "08:00",
            True,
            also=("start", "earliest", "earliest_start", "window_start", "from_time", "start_from"),
            width=9,
        ),
        FlatColumn(
            "to",
            "The latest that the visit may begin (not when it ends), such as 09:00.",
            "09:00",
            True,
            also=("latest", "latest_start", "window_end", "to_time", "start_to", "until"),
            width=9,
        ),
        FlatColumn(
            "minutes",
            "How long the visit is.",
            30,
            True,
            also=("mins", "duration", "length", "duration_minutes", "visit_length"),
            width=9,
        ),
        FlatColumn(
            "tasks",
            "What is done, with ; between; the words are on the sheet Read me. A task may say its own "
            "minutes: washing and dressing 30; breakfast 15. Which medicine it is stands behind a colon.",
            "washing and dressing; breakfast",
            True,
            also=("task", "care", "code", "activities"),
            width=34,
        ),
        FlatColumn(
            "carers",
            "How many come together: 1, 2 where it is double-handed, up to 4. Empty: 1.",
            1,
            choices=("1", "2", "3", "4"),
            also=("workers", "staff_needed", "handed", "number_of_carers"),
            width=8,
        ),
        FlatColumn(
            "whose",
            "Whose visit it is: care, nursing, or the organisation's name. Empty: nursing where all of "
            "its tasks are health tasks, else care.",
            "care",
            choices=("care", "nursing"),
            free=True,
            also=("organisation", "provider", "team", "service"),
            width=18,
        ),
        FlatColumn(
            "priority", "From 1 (routine) to 5 (critical). Empty: 2.", 2, choices=("1", "2", "3", "4", "5"), width=9
        ),
        FlatColumn(
            "must start from",
            "A time that a nurse has set: the timed task (insulin, say) begins no earlier. "
            "It is a rule, where from and to are wishes.",
            None,
            also=("clinical_window_start", "clinical_from"),
            width=16,
        ),
        FlatColumn(
            "must start to",
            "The timed task begins no later than this.",
            None,
            also=("clinical_window_end", "clinical_to"),
            width=16,
        ),
        FlatColumn(
            "set by", "The registered nurse who set that time.", None, also=("clinical_window_set_by",), width=18
        ),
        *_OF_THE_CLIENT,
        _ID,
        *_WHERE,
    ),
    ("visit", "visit_list", "calls", "call_list"),
)
STAFF = FlatSheet(
    "staff",
    "Everybody who can go, a row for each shift. Two rows of one name are two shifts of one person.",
    (
        FlatColumn(
            "name",
            "Their whole name.",
            "Example: Cy Madeup",
            True,
            also=("carer", "worker", "employee", "staff_name", "carer_name", "nurse"),
            width=24,
        ),
        FlatColumn(
            "postcode",
            "Where they start from and go back to: their home, or your base. Empty: their day begins at the first "
            "visit and ends at the last.",
            "EC1A 1AB",
            also=("base", "base_postcode", "home_postcode", "starts_from", "start_postcode"),
        ),
        FlatColumn(
            "day",
            "The date of the shift, or several with ; between. Empty: every day of the sheet visits.",
            None,
            also=("date", "days", "shift_date"),
            width=13,
        ),
        FlatColumn(
            "from",
            "When the shift begins.",
            "07:30",
            True,
            also=("start", "shift_start", "starts", "from_time"),
            width=9,
        ),
        FlatColumn(
            "to",
            "When the shift ends. Before from: the next morning.",
            "14:00",
            True,
            also=("end", "shift_end", "ends", "finish", "to_time", "until"),
            width=9,
        ),
        FlatColumn(
            "travels by",
            "Empty: car.",
            "car",
            choices=("car", "walk", "bicycle", "transit", "motorcycle"),
            also=("mode", "travel", "transport", "travel_mode"),
            width=12,
        ),
        FlatColumn(
            "can do",
            "What they are trained for, with ; between; the words are on the sheet Read me.",
            "personal care; home support; medication",
            also=("competencies", "skills", "training"),
            width=40,
        ),
        FlatColumn(
            "registered nurse",
            "yes for a registered nurse (RN).",
            None,
            choices=("yes", "no"),
            also=("rn", "is_nurse"),
            width=16,
        ),
        FlatColumn(
            "works for",
            "care, nursing, or the organisation's name. Empty: nurses for nursing, others for care.",
            None,
            choices=("care", "nursing"),
            free=True,
            also=("organisation", "employer", "provider"),
            width=18,
        ),
        FlatColumn(
            "sex",
            "Wanted where clients want women or men.",
            None,
            choices=("female", "male"),
            also=("gender",),
            width=9,
        ),
        FlatColumn(
            "never goes to",
            "Names of clients whom they must not visit, with ; between.",
            None,
            also=("refused_clients", "not_to_visit"),
            width=24,
        ),
        FlatColumn("address", "Where they live.", template=False),
        FlatColumn("phone", "Shown beside their address.", template=False, also=("telephone", "tel", "mobile")),
        _ID,
        *_WHERE,
    ),
    ("carers", "workers", "care_workers", "rota", "shifts", "team", "employees"),
)
FLAT: dict[FlatName, FlatSheet] = {sheet.name: sheet for sheet in (CLIENTS, VISITS, STAFF)}
