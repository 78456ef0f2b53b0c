"""What has been published about each measure of a day, and the range in which a day is held to be like life.

A range is what the sources say; where only one figure was found it is that figure with room on either side, and the
row says so. Where nothing was found there is no range, and no day is inside or outside of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .sources import UNPROVEN

Room = Literal["employers", "care", "nursing", "staff", "made"]
Unit = Literal["share", "times", "minutes", "hours", "miles", "number"]


@dataclass(frozen=True, slots=True)
class Published:
    """One measure. low, high: the range, None where none is known. said: what the sources say. made: of a roster.

    room: what it is about. grave: a day outside flatters so much that no saving measured on it means anything.
    """

    key: str
    what: str
    unit: Unit
    low: float | None
    high: float | None
    source: str
    said: str
    room: Room
    grave: bool = False

    @property
    def made(self) -> bool:
        """Whether it is about a roster, and not about the day alone."""
        return self.room == "made"


PUBLISHED: tuple[Published, ...] = (
    Published(
        "own_minutes",
        "care wanted of the busiest employer's own carers, at its busiest time of day",
        "times",
        0,
        1,
        "by definition",
        "each employer staffs its own work, so at most 1",
        "employers",
        True,
    ),
    Published(
        "others_past",
        "care visits of the last 14 days by another employer's carer, agency apart",
        "share",
        0,
        0.02,
        "by definition",
        "about none",
        "employers",
        True,
    ),
    Published(
        "others_delegations",
        "delegations held by another employer's carer",
        "share",
        0,
        0.02,
        "by definition",
        "none: carers are signed off for their own clients",
        "employers",
        True,
    ),
    Published(
        "clients_of_employer",
        "care clients of an employer of carers",
        "number",
        45,
        110,
        "S8, S6",
        "about 65 an office; Torbay 104, derived",
        "employers",
    ),
    Published(
        "agreements",
        "employers of carers with whom the trust has agreed that carers take health tasks",
        "share",
        0.3,
        0.7,
        "S11",
        "49 % of directors have none",
        "employers",
    ),
    Published(
        "other_lengths",
        "care visits of other than 15, 30, 45 or 60 minutes",
        "share",
        0,
        0.10,
        "S12",
        "visits are bought in quarters of an hour",
        "care",
    ),
    Published(
        "quarter_hours",
        "care visits of 15 minutes or less",
        "share",
        0,
        0.34,
        "S4, S12",
        "Torbay 2 %, Northern Ireland 32 %",
        "care",
    ),
    Published(
        "half_hours",
        "care visits of 16 to 30 minutes",
        "share",
        0.35,
        0.75,
        "S12, S13, S4",
        "72 % public; 37 % private; 54 % Northern Ireland",
        "care",
    ),
    Published(
        "visits_a_client",
        "care visits a day for a care client",
        "number",
        2.5,
        3.6,
        "S4",
        "2.6 (2016) to 3.6 (2023)",
        "care",
    ),
    Published(
        "hours_a_client",
        "hours of care a week for a care client, carers counted once",
        "hours",
        10.2,
        13,
        "S4, S5, S14",
        "11.3, 11.5, 12.4 and 12.7",
        "care",
    ),
    Published(
        "intensive",
        "care clients with six visits and ten hours a week or more",
        "share",
        0.36,
        0.48,
        "S4",
        "42 %",
        "care",
    ),
    Published("double", "care visits for two carers", "share", None, None, UNPROVEN, "no figure found", "care"),
    Published(
        "wide_windows",
        "care visits that may begin within more than an hour",
        "share",
        0,
        0.15,
        "S15",
        "paid within 15 or 30 minutes either way",
        "care",
    ),
    Published(
        "faces",
        "carers seen in 14 days by clients with two care visits a day or more",
        "number",
        12,
        16,
        "S27",
        "14.9 in Sweden 2021, 13.3 in its cities; none for Britain",
        "care",
    ),
    Published(
        "nursing_share",
        "nursing visits among all visits",
        "share",
        0.07,
        0.15,
        "S1, S2, S3",
        "7 to 13 %, derived; up to 15 % allowed",
        "nursing",
        True,
    ),
    Published(
        "delegable",
        "nursing visits whose every task a carer could take",
        "share",
        None,
        None,
        UNPROVEN,
        "no figure found",
        "nursing",
    ),
    Published(
        "insulin_a_client", "insulin visits a day for a client who has them", "number", 1, 1.25, "S9", "1.09", "nursing"
    ),
    Published("insulin_minutes", "minutes of insulin", "minutes", 12, 16, "S9", "14", "nursing"),
    Published(
        "wounds", "share of nursing minutes that is wound care", "share", 0.4, 0.6, "S10", "about half", "nursing"
    ),
    Published(
        "first_assessments",
        "first assessments of one client in 14 days, at most",
        "number",
        0,
        1,
        "by definition",
        "once",
        "nursing",
        True,
    ),
    Published(
        "both", "nursing clients who also have home care", "share", None, None, UNPROVEN, "no figure found", "nursing"
    ),
    Published("women", "carers who are women", "share", 0.70, 0.88, "S20", "78 % of social care", "staff"),
    Published(
        "zero_hours",
        "carers without guaranteed hours",
        "share",
        0.30,
        0.60,
        "S16, S17",
        "37 % (2023/24), 58 % (2018)",
        "staff",
    ),
    Published(
        "part_time",
        "carers who may work 30 hours a week or less",
        "share",
        0.30,
        0.46,
        "S18",
        "38 % part time",
        "staff",
    ),
    Published("split", "carers at work who are on a split day", "share", 0.5, 0.8, "S19", "71 % of 417", "staff"),
    Published(
        "assistants",
        "assistants for each registered nurse on the trust's side",
        "times",
        None,
        None,
        UNPROVEN,
        "no figure found",
        "staff",
    ),
    Published(
        "left_out",
        "hours of care that are not given",
        "share",
        0,
        0.06,
        "S2",
        "3.6 % (autumn 2021), 5.2 % (early 2022)",
        "made",
    ),
    Published("very_late", "visits more than half an hour late", "share", 0, 0.12, "S15", "one in ten", "made"),
    Published(
        "miles",
        "miles of a carer between two visits",
        "miles",
        2,
        4.5,
        "S21, S3",
        "3.06 (2017/18) and 4.3; towns are below",
        "made",
    ),
    Published(
        "travel",
        "minutes of a carer's travel in each hour of contact",
        "minutes",
        10,
        14,
        "S22",
        "11.4 (2014) and 11.7 (2020), derived",
        "made",
    ),
    Published(
        "contact",
        "contact in a carer's time between first and last visit",
        "share",
        0.65,
        0.8,
        "S24",
        "74 %, derived",
        "made",
    ),
    Published("carer_visits", "visits a day of a carer at work", "number", 0, 20, "S6", "up to 15 to 20", "made"),
    Published(
        "nurse_visits",
        "visits a day of a registered nurse at work",
        "number",
        6,
        10,
        "S26",
        "9 to 10 is the line of warning",
        "made",
    ),
)
