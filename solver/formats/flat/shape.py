"""The flat form: three sheets as a scheduler keeps them, clients, visits and staff, and what their columns are called.

The template writes them, the reader finds them by any of their names, and docs/reference/input.md lists them.
"""

from __future__ import annotations

from dataclasses import replace

from .sheet import FlatColumn, FlatName, FlatSheet

_ID = FlatColumn(
    "id", "An id of your own; without it one is made of the name.", template=False, also=("ref", "reference")
)
_WHERE = (
    FlatColumn("lat", "Latitude, in place of a postcode.", template=False, also=("latitude",)),
    FlatColumn("lon", "Longitude, in place of a postcode.", template=False, also=("longitude", "long", "lng")),
)
_STANDING = (
    FlatColumn(
        "status",
        "Cancelled, in hospital, off sick, long-term sick, left and the like: the row is left out, and told. A status "
        "that is not known here is told, and its row read like any other.",
        template=False,
        also=(
            *("state", "current_status", "live", "active", "visit_status", "call_status", "client_status"),
            *("service_status", "employment_status", "staff_status", "carer_status"),
        ),
    ),
    FlatColumn("cancelled", "yes: as status cancelled.", template=False, also=("canceled", "is_cancelled", "on_hold")),
    FlatColumn(
        "start date",
        "The first day on which the row counts.",
        template=False,
        also=("date_started", "service_start_date", "package_start_date", "package_start"),
    ),
    FlatColumn(
        "end date",
        "The last day on which the row counts: visits and shifts after it are left out, and told.",
        template=False,
        also=(
            *("date_ended", "service_end_date", "package_end_date", "package_end", "last_day", "leaving_date"),
            *("leave_date", "date_left", "date_of_leaving", "finish_date", "termination_date", "ceased_date"),
        ),
    ),
)
STANDING = frozenset(column.key for column in _STANDING)
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
            also=(
                *("gender_preference", "gender_pref", "sex_preference", "carer_gender_preference", "preferred_gender"),
                *("carer_must_be", "worker_sex", "carer_sex", "carer_gender", "gender_of_carer", "sex_of_carer"),
            ),
        ),
        FlatColumn(
            "never send",
            "Names of staff who must not go there, with ; between.",
            None,
            also=(
                *("refused_workers", "do_not_send", "not_to_send", "banned_carers", "dns", "not_to_be_sent"),
                *("barred_carers", "excluded_carers", "carers_not_to_send", "carers_to_avoid", "refused_carers"),
            ),
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
        *_STANDING,
        _ID,
        *_WHERE,
    ),
    ("client", "client_list", "service_users", "patients", "people_we_support"),
)
# Columns of clients that visits may have too, as where there is no sheet clients.
_OF_THE_CLIENT = tuple(
    replace(column, required=False, template=False)
    for column in CLIENTS.columns
    if column.key not in ("name", "id", "lat", "lon", *STANDING)
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
            at_need=("weekday", "day_of_week", "week_day", "days"),
            width=13,
        ),
        FlatColumn(
            "from",
            "The earliest that the visit may begin, such as 08:00.",
            "08:00",
            True,
            also=(
                *("start", "earliest", "earliest_start", "window_start", "from_time", "start_from", "start_time"),
                *("time_from", "planned_start", "scheduled_start", "call_start", "visit_start"),
            ),
            width=9,
        ),
        FlatColumn(
            "to",
            "The latest that the visit may begin (not when it ends), such as 09:00.",
            "09:00",
            True,
            also=("latest", "latest_start", "window_end", "to_time", "start_to", "until", "time_to"),
            width=9,
        ),
        FlatColumn(
            "end",
            "When the visit is over, in place of to: the latest that it may begin is as long before as it lasts.",
            template=False,
            also=("end_time", "finish", "finish_time", "ends", "planned_end", "scheduled_end", "call_end", "visit_end"),
        ),
        FlatColumn(
            "minutes",
            "How long the visit is.",
            30,
            True,
            also=(
                *("mins", "duration", "length", "duration_minutes", "visit_length", "duration_mins", "duration_min"),
                *("length_mins", "length_minutes", "visit_duration", "call_length", "call_duration"),
                *("planned_duration", "duration_in_minutes", "length_of_visit", "length_of_call", "visit_minutes"),
            ),
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
            also=(
                *("workers", "staff_needed", "handed", "number_of_carers", "no_of_carers", "carers_required"),
                *("carers_needed", "carer_count", "no_carers", "staff_required", "no_of_staff", "number_of_staff"),
                *("no_of_workers", "workers_needed", "double_up", "double_handed", "how_many_carers", "num_carers"),
            ),
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
        *_STANDING,
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
            at_need=("weekday", "day_of_week", "week_day"),
            width=13,
        ),
        FlatColumn(
            "from",
            "When the shift begins.",
            "07:30",
            True,
            also=("start", "shift_start", "starts", "from_time", "start_time", "time_from"),
            width=9,
        ),
        FlatColumn(
            "to",
            "When the shift ends. Before from: the next morning.",
            "14:00",
            True,
            also=("end", "shift_end", "ends", "finish", "to_time", "until", "end_time", "finish_time", "time_to"),
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
        *_STANDING,
        _ID,
        *_WHERE,
    ),
    ("carers", "workers", "care_workers", "rota", "shifts", "team", "employees"),
)
FLAT: dict[FlatName, FlatSheet] = {sheet.name: sheet for sheet in (CLIENTS, VISITS, STAFF)}
