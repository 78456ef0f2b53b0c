"""Visits of the flat form: a row each becomes a visit with its window, its tasks and the time that a nurse set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ...domain import Fault
from ...domain.hands import read_hands, says_times
from ..cells import read_cell
from ..gather import list_rows
from ..rows import Row
from .days import Days
from .found import FlatRow
from .people import text_of
from .said import SaidNeeds, SaidTask, read_tasks
from .whose import Organisations

_CLINICAL = ("must_start_from", "must_start_to")
_HANDS, _LIFTED = "extra_hands", "hoist"  # of the task catalogue, and a word in its codes
_PAIR, _MOST = 2, 4  # carers at a door: in one visit, and in all
_CARERS = re.compile(
    r"x?\s*(?P<number>\d+)(\.0+)?\s*(x|x?\s*(carers?|care workers?|workers?|staff|people))?", re.IGNORECASE
)
_COUNTED = {"one": 1, "single": 1, "single-handed": 1, "1:1": 1, "two": 2, "both": 2, "three": 3, "four": 4, "3:1": 3}
_OF_STAFF = re.compile(r"\s+(carers?|care workers?|workers?|staff|people)$")
Rows = dict[str, list[Row]]


def owner_of(tasks: Iterable[SaidTask]) -> str | None:
    """Whose work these are: health where all of them are; None: the visit's organisation says."""
    return "health" if all(task.health for task in tasks) else None


@dataclass(frozen=True, slots=True)
class Client:
    """What a visit must know of its client."""

    id: str
    needs: SaidNeeds


def _how_many(said: str, label: str) -> int:
    """How many carers a cell says, in a number or in words; 0: none of them. label: what its column is called."""
    text = " ".join(said.split()).casefold().strip(" .()")
    number = _CARERS.fullmatch(text)
    if number is not None:
        return int(number["number"])
    if text in ("yes", "y", "no", "n") and any(word in label.casefold() for word in ("double", "handed")):
        return _PAIR if text[0] == "y" else 1
    hands = read_hands(text)
    if hands.two and hands.rest in ("", str(_PAIR), "two"):
        return _PAIR
    return _COUNTED.get(_OF_STAFF.sub("", text), 0)


class Visits:
    """The visits of a table, made one by one. many_days: whether their ids tell the day."""

    def __init__(self, rows: Rows, days: Days, organisations: Organisations, many_days: bool):
        self.rows, self.days, self.organisations, self.many_days = rows, days, organisations, many_days
        self.faults: list[Fault] = []
        self.moments: list[datetime] = []
        self._taken: Counter[str] = Counter()
        self._exact: list[int] = []  # rows in which from and to are as far apart as the visit is long
        self._shared: list[int] = []  # rows whose minutes were shared out among their tasks
        self._many: list[str] = []  # visits that more than two make, and how many
        self._at_once: dict[tuple[str, datetime, datetime, str | None], list[tuple[int, int]]] = {}
        self._by_end: list[str] = []  # what the column is called that said when visits are over
        self._both: list[str] = []  # the same, of rows that say to as well
        self._pairs: list[str] = []  # rows that two make for their tasks say so
        self._lifted: list[str] = []  # rows with a hoist that do not say how many come
        self._times: list[str] = []  # rows with an x2

    def add(self, row: FlatRow, client: Client, day: date) -> None:
        """The rows of visits, visit_windows and visit_tasks that a row of the flat sheet becomes."""
        window, length = self._window(row, day)
        tasks = self._tasks(row, length)
        if window is None or not tasks:
            return
        name = text_of(row.cells["id"]) if "id" in row.cells else self._name(client.id, window[0])
        workers = self._carers(row, client, [task for task, _ in tasks])
        organisation = self._whose(row, [task for task, _ in tasks])
        self._at_once.setdefault((client.id, *window, organisation), []).append((row.number, workers or 1))
        more = max(0, (workers or 0) - _PAIR)
        said = {"id": name, "client": client.id, "organisation": organisation, "workers": _PAIR if more else workers}
        said["priority"] = row.cells.get("priority")
        self._put("visits", row, said, {"workers": "carers", "organisation": "whose"})
        ends = {"visit": name, "start": window[0].isoformat(), "end": window[1].isoformat()}
        self._put("visit_windows", row, ends, {"start": "from", "end": "to"})
        self.moments += window
        timed = self._clinical(row, day, [task for task, _ in tasks])
        for number, (task, minutes) in enumerate(tasks):
            own = bool(client.needs.abilities) or task.hands.hoist  # else the catalogue says it
            held = (*task.competencies, *client.needs.abilities) if own else ()
            owner = owner_of([task])
            values = {
                **{"visit": name, "code": task.code, "duration_minutes": minutes, "owner": owner, "order": task.order},
                "competencies": "; ".join(dict.fromkeys(held)),
                **(timed[1] if timed is not None and timed[0] == number else {}),
            }
            labels = {"code": "tasks", "duration_minutes": "minutes", "competencies": "needs"}
            clinical = {f"clinical_window_{end}": key for end, key in zip(("start", "end"), _CLINICAL, strict=True)}
            self._put("visit_tasks", row, values, labels | clinical | {"clinical_window_set_by": "set_by"})
        length = sum(minutes for _, minutes in tasks)
        if more:
            self._add_hands(row, client, {**said, "workers": more}, ends, tasks)
        if (window[1] - window[0]).total_seconds() == 60 * length:
            self._exact.append(row.number)

    def _add_hands(
        self,
        row: FlatRow,
        client: Client,
        said: Mapping[str, Any],
        ends: Mapping[str, Any],
        tasks: Sequence[tuple[SaidTask, float]],
    ) -> None:
        """Whoever comes beyond two: a visit of their own, tied to the first: all come at once, or nobody.

        They help: no task of the first is done a second time, and they are skilled in its care, medicines and nursing
        apart. said, ends: of the first visit, with how many more come. tasks: of the first, with their minutes.
        """
        name, minutes = f"{said['id']}-more", sum(minutes for _, minutes in tasks)
        owner = owner_of(task for task, _ in tasks)
        skills = [*read_tasks(_HANDS)[0].competencies]
        skills += [skill for task, _ in tasks if not task.timed for skill in task.competencies]
        self._put("visits", row, {**said, "id": name}, {"workers": "carers", "organisation": "whose"})
        self._put("visit_windows", row, {**ends, "visit": name}, {"start": "from", "end": "to"})
        task: dict[str, Any] = {"visit": name, "code": _HANDS, "duration_minutes": minutes, "owner": owner}
        task["competencies"] = "; ".join(dict.fromkeys((*skills, *client.needs.abilities)))
        self._put("visit_tasks", row, task, {"code": "tasks", "duration_minutes": "minutes", "competencies": "needs"})
        tie = {"id": f"{name}-tie", "kind": "double_handed", "first": said["id"], "second": name}
        self._put("links", row, tie, dict.fromkeys(tie, "carers"))
        self._many.append(f"{said['id']} ({_PAIR + said['workers']})")

    def tell(self) -> list[str]:
        """What is odd in how the table is written."""
        told = []
        if self._both:
            told.append(f"Not used: visits: column {self._both[0]}, where to says the latest that the visit may begin.")
        if self._by_end:
            told.append(
                f"{self._by_end[0]} is read as when a visit is over: the latest that it may begin is as long before "
                "as it lasts."
            )
        if self._pairs:
            told.append(f"Read as for two carers, for their tasks say so: {list_some(self._pairs, 5)}.")
        if together := [rows for rows in self._at_once.values() if len(rows) > 1 and max(n for _, n in rows) > 1]:
            named = (" and ".join(f"row {number} ({many} carers)" for number, many in rows) for rows in together)
            told.append(
                f"Please look: two rows of one client at one time: {list_some([*named], 5, '; ')}. Read as visits one "
                "after the other: where all come at once, write one row with all of them under carers."
            )
        if self._lifted:
            told.append(
                f"Please look: a hoist, and nothing under carers: {list_some(self._lifted, 5)}. Whoever comes must "
                "hold moving and handling, and comes alone: write 2 where two are wanted."
            )
        if self._times:
            told.append(
                f"Please look: x2 is two carers to some and twice a day to others: {list_some(self._times, 5)}. Read "
                "as one visit of one carer: write 2 under carers, or a row for each visit."
            )
        if self._many:
            told.append(
                f"More than two come together to {list_some(self._many, 5)}. Whoever comes beyond two stands in a "
                "visit of its own (-more), tied to the first: all come at once, or nobody."
            )
        many = len(self.rows.get("visits", ()))
        if self._exact and 2 * len(self._exact) > many > 2:
            told.append(
                f"In {len(self._exact)} of {many} visits from and to are as far apart as the visit is long. To is "
                "read as the latest start of the visit, not its end: is that meant?"
            )
        if self._shared:
            told.append(
                f"The minutes of visits with several tasks are shared out evenly among them: row"
                f"{'' if len(self._shared) == 1 else 's'} {list_rows(sorted(self._shared))}."
            )
        return told

    def _name(self, client: str, start: datetime) -> str:
        name = f"{client}-{start:%m%d-%H%M}" if self.many_days else f"{client}-{start:%H%M}"
        self._taken[name] += 1
        return name if self._taken[name] == 1 else f"{name}-{self._taken[name]}"

    def _put(self, sheet: str, row: FlatRow, values: Mapping[str, Any], ours: Mapping[str, str]) -> None:
        """Add a row of one of our sheets. ours: by our column the key of the flat one that it comes from."""
        labels = {name: row.labels.get(ours.get(name, name), ours.get(name, name)) for name in values}
        seen = {name: row.cells.get(ours.get(name, name)) for name in values if ours.get(name, name) in row.cells}
        self.rows.setdefault(sheet, []).append(Row(values, row.file, row.number, seen, labels))

    def _window(self, row: FlatRow, day: date) -> tuple[tuple[datetime, datetime] | None, float | None]:
        """When a visit may begin, and how long it is where only its end tells that; a fault is noted."""
        if "to" in row.cells or "end" not in row.cells:
            if "end" in row.cells:
                self._both.append(row.labels.get("end", "end"))
            return self.days.span(row, day, "visits", ("from", "to")), None
        span = self.days.span(row, day, "visits", ("from", "end"))
        if span is None:
            return None, None
        whole = (span[1] - span[0]).total_seconds() / 60
        try:
            minutes = read_cell(row.cells["minutes"], "minutes") if "minutes" in row.cells else whole
        except ValueError:
            return span, None  # told with the tasks
        if minutes > whole:
            label = row.labels.get("end", "end")
            wanted = f"want at most the {whole:g} min between {row.labels.get('from', 'from')} and {label}"
            self.faults.append(row.fault("minutes", wanted))
            return None, None
        self._by_end.append(row.labels.get("end", "end"))
        return (span[0], span[1] - timedelta(minutes=minutes)), minutes

    def _tasks(self, row: FlatRow, length: float | None = None) -> list[tuple[SaidTask, float]]:
        """The tasks of a visit with their minutes: their own, or an even share of what is left of the visit's.

        length: of the visit, where its end tells it.
        """
        said = row.cells.get("tasks")
        if said is None:
            self.faults.append(row.fault("tasks", "want what is done, such as washing and dressing; breakfast"))
            return []
        tasks = read_tasks(str(said))
        own = sum(task.minutes or 0 for task in tasks)
        bare = [task for task in tasks if task.minutes is None]
        if "minutes" in row.cells:
            try:
                length = read_cell(row.cells["minutes"], "minutes")
            except ValueError as error:
                self.faults.append(row.fault("minutes", str(error)))
                return []
        if length is None:
            if not bare:
                return [(task, task.minutes or 0) for task in tasks]
            self.faults.append(row.fault("minutes", "want how long the visit is, such as 30"))
            return []
        left = length - own
        if (bare and left < len(bare)) or (not bare and left):
            wanted = f"want minutes that hold those of its tasks, which say {own}"
            self.faults.append(row.fault("minutes", wanted if own else "want a minute at least for each task"))
            return []
        if len(bare) > 1:
            self._shared.append(row.number)
        share = left // len(bare) if bare else 0
        shares = iter([left - share * (len(bare) - 1), *([share] * (len(bare) - 1))] if bare else [])
        return [(task, task.minutes if task.minutes is not None else next(shares)) for task in tasks]

    def _carers(self, row: FlatRow, client: Client, tasks: Sequence[SaidTask]) -> int | None:
        """How many come; None: it does not say, or a fault."""
        pair = any(task.hands.two for task in tasks)
        least = 2 if client.needs.two or pair else 1
        if "carers" not in row.cells:
            if pair:
                self._pairs.append(f"row {row.number} ({row.cells['tasks']})")
            elif least == 1 and any(_LIFTED in task.code or task.hands.hoist for task in tasks):
                self._lifted.append(f"row {row.number} ({row.cells['tasks']})")
            if least == 1 and says_times(str(row.cells["tasks"])):
                self._times.append(f"row {row.number} ({row.cells['tasks']})")
            return 2 if least == 2 else None
        number = _how_many(str(row.cells["carers"]), row.labels.get("carers", ""))
        if not 1 <= number <= _MOST:
            self.faults.append(row.fault("carers", f"want how many come together, from 1 to {_MOST}"))
        elif number < least:
            whose = "the client's needs" if client.needs.two else "the tasks"
            self.faults.append(row.fault("carers", f"want 2, or nothing: {whose} say two carers"))
        else:
            return number
        return None

    def _whose(self, row: FlatRow, tasks: Sequence[SaidTask]) -> str | None:
        health = all(task.health for task in tasks)
        found = self.organisations.find(str(row.cells["whose"]), health) if "whose" in row.cells else None
        if found is None:
            found = self.organisations.only("health" if health else "social", "visits")
        if found is None:
            wanted = f"want whose visit it is: {self.organisations.named('health' if health else 'social')}"
            self.faults.append(row.fault("whose", wanted))
            return next(iter(self.organisations.sectors), None)  # read no further than to what else is wrong
        return found

    def _clinical(self, row: FlatRow, day: date, tasks: Sequence[SaidTask]) -> tuple[int, dict[str, Any]] | None:
        """Which of the tasks a nurse has set a time for, and its cells; None: none, or a fault."""
        if not any(key in row.cells for key in (*_CLINICAL, "set_by")):
            return None
        timed = [number for number, task in enumerate(tasks) if task.timed] or list(range(len(tasks)))
        if len(timed) > 1:
            names = list_some([tasks[number].code for number in timed], 4)
            wanted = f"want one timed task in a row ({names} may be it): give the timed one a row of its own"
            self.faults.append(row.fault(next(key for key in (*_CLINICAL, "set_by") if key in row.cells), wanted))
            return None
        if "set_by" not in row.cells:
            self.faults.append(row.fault("set_by", "want the registered nurse who set the time"))
        span = self.days.span(row, day, "visits", _CLINICAL)
        if span is None or "set_by" not in row.cells:
            return None
        start, end = (when.isoformat() for when in span)
        cells = {"clinical_window_start": start, "clinical_window_end": end}
        return timed[0], cells | {"clinical_window_set_by": row.cells.get("set_by")}
