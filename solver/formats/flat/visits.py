"""Visits of the flat form: a row each becomes a visit with its window, its tasks and the time that a nurse set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ...domain import Fault
from ..cells import read_cell
from ..gather import list_rows
from ..rows import Row
from .days import Days
from .found import FlatRow
from .people import text_of
from .said import SaidNeeds, SaidTask, read_tasks
from .whose import Organisations

_CLINICAL = ("must_start_from", "must_start_to")
_HANDS = "extra_hands"  # of the task catalogue
_PAIR, _MOST = 2, 4  # carers at a door: in one visit, and in all
_CARERS = re.compile(
    r"x?\s*(?P<number>\d+)(\.0+)?\s*(x|x?\s*(carers?|care workers?|workers?|staff|people))?", re.IGNORECASE
)
Rows = dict[str, list[Row]]


def owner_of(tasks: Iterable[SaidTask]) -> str | None:
    """Whose work these are: health where all of them are; None: the visit's organisation says."""
    return "health" if all(task.health for task in tasks) else None


@dataclass(frozen=True, slots=True)
class Client:
    """What a visit must know of its client."""

    id: str
    needs: SaidNeeds


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

    def add(self, row: FlatRow, client: Client, day: date) -> None:
        """The rows of visits, visit_windows and visit_tasks that a row of the flat sheet becomes."""
        window = self.days.span(row, day, "visits", ("from", "to"))
        tasks = self._tasks(row)
        if window is None or not tasks:
            return
        name = text_of(row.cells["id"]) if "id" in row.cells else self._name(client.id, window[0])
        workers = self._carers(row, client)
        organisation = self._whose(row, [task for task, _ in tasks])
        more = max(0, (workers or 0) - _PAIR)
        said = {"id": name, "client": client.id, "organisation": organisation, "workers": _PAIR if more else workers}
        said["priority"] = row.cells.get("priority")
        self._put("visits", row, said, {"workers": "carers", "organisation": "whose"})
        ends = {"visit": name, "start": window[0].isoformat(), "end": window[1].isoformat()}
        self._put("visit_windows", row, ends, {"start": "from", "end": "to"})
        self.moments += window
        timed = self._clinical(row, day, [task for task, _ in tasks])
        for number, (task, minutes) in enumerate(tasks):
            held = (*task.competencies, *client.needs.abilities) if client.needs.abilities else ()
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

    def _tasks(self, row: FlatRow) -> list[tuple[SaidTask, float]]:
        """The tasks of a visit with their minutes: their own, or an even share of what is left of the visit's."""
        said = row.cells.get("tasks")
        if said is None:
            self.faults.append(row.fault("tasks", "want what is done, such as washing and dressing; breakfast"))
            return []
        tasks = read_tasks(str(said))
        own = sum(task.minutes or 0 for task in tasks)
        bare = [task for task in tasks if task.minutes is None]
        if "minutes" not in row.cells:
            if not bare:
                return [(task, task.minutes or 0) for task in tasks]
            self.faults.append(row.fault("minutes", "want how long the visit is, such as 30"))
            return []
        try:
            whole = read_cell(row.cells["minutes"], "minutes")
        except ValueError as error:
            self.faults.append(row.fault("minutes", str(error)))
            return []
        left = whole - own
        if (bare and left < len(bare)) or (not bare and left):
            wanted = f"want minutes that hold those of its tasks, which say {own}"
            self.faults.append(row.fault("minutes", wanted if own else "want a minute at least for each task"))
            return []
        if len(bare) > 1:
            self._shared.append(row.number)
        share = left // len(bare) if bare else 0
        shares = iter([left - share * (len(bare) - 1), *([share] * (len(bare) - 1))] if bare else [])
        return [(task, task.minutes if task.minutes is not None else next(shares)) for task in tasks]

    def _carers(self, row: FlatRow, client: Client) -> int | None:
        """How many come; None: it does not say, or a fault."""
        least = 2 if client.needs.two else 1
        if "carers" not in row.cells:
            return 2 if client.needs.two else None
        said = _CARERS.fullmatch(str(row.cells["carers"]).strip())
        number = int(said["number"]) if said is not None else 0
        if not 1 <= number <= _MOST:
            self.faults.append(row.fault("carers", f"want how many come together, from 1 to {_MOST}"))
        elif number < least:
            self.faults.append(row.fault("carers", "want 2, or nothing: the client's needs say two carers"))
        else:
            return number
        return None

    def _whose(self, row: FlatRow, tasks: Sequence[SaidTask]) -> str | None:
        if "whose" in row.cells:
            return self.organisations.find(str(row.cells["whose"]))
        sector = "health" if all(task.health for task in tasks) else "social"
        found = self.organisations.only("health" if sector == "health" else "social")
        if found is None:
            wanted = f"want whose visit it is: {self.organisations.named('health' if sector == 'health' else 'social')}"
            self.faults.append(row.fault("whose", wanted))
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
        if span is None:
            return None
        start, end = (when.isoformat() for when in span)
        cells = {"clinical_window_start": start, "clinical_window_end": end}
        return timed[0], cells | {"clinical_window_set_by": row.cells.get("set_by")}
