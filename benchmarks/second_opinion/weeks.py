"""Random weeks of split days, nights and sleep-ins: what their duties break, judged by the words of the design.

Nothing of the rules is used: a week is a list of stretches in minutes, and a duty is looked at minute by minute where
that is plainer. ``python -m benchmarks duties`` sets it beside the checker.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime

from solver.domain import (
    Client,
    Horizon,
    Matrix,
    Mode,
    Organisation,
    Place,
    Problem,
    Roster,
    Round,
    Shift,
    Stop,
    Task,
    Travel,
    Visit,
    Window,
    Worker,
    WorkerBefore,
)

RULES = ("break", "daily_rest", "young_workers", "second_break", "bus_hours")
WAY = 10  # minutes from everybody's home to the one door
_DAYS, _DAY = 7, 24 * 60
_METRES = 5_000  # of the way: nobody walks it
_WAYS = ((0, WAY), (WAY, 0))
_HORIZON = Horizon(start=datetime(2026, 11, 16, tzinfo=UTC), timezone="UTC", days=_DAYS)  # no clock changes


@dataclass(frozen=True)
class Piece:
    """A visit or a break of a round, in minutes since the first midnight. code: of its task, "" a break."""

    start: int
    minutes: int
    code: str


@dataclass(frozen=True)
class Stint:
    """One shift as it was worked. sleeps: the shift itself is a sleep-in or living in."""

    shift: str
    pieces: tuple[Piece, ...]
    sleeps: bool

    @property
    def rests(self) -> bool:
        """Whether it is a sleep-in that has five hours of one night, 23:00 to 06:00: else it is plain work."""
        nights = (range(day * _DAY - 60, day * _DAY + 6 * 60) for day in range(_DAYS + 1))
        return self.sleeps and any(min(self.back, one.stop) - max(self.leave, one.start) >= 300 for one in nights)

    @property
    def leave(self) -> int:
        return self.pieces[0].start - WAY

    @property
    def back(self) -> int:
        return self.pieces[-1].start + self.pieces[-1].minutes + WAY


@dataclass(frozen=True)
class Week:
    """One worker's week. before: (began, until) of the last shift before it, began None where nobody knows.

    by_bus: how the worker travels. two_breaks: an agreement asks a second one in more than ten hours of work.
    """

    young: bool
    stints: tuple[Stint, ...]
    before: tuple[int | None, int] | None
    by_bus: bool = False
    two_breaks: bool = False


Finding = tuple[str, str]  # rule, and the first shift of the duty (or the shift) it is about; "soft break": it is paid


def random_week(seed: int) -> Week:
    """Two to nine stints of a few visits, often close to the limits that there are."""
    dice = random.Random(seed)
    clock = dice.choice([0, dice.randint(0, _DAY)])
    stints = []
    for number in range(dice.randint(2, 9)):
        kind = dice.choice(["plain", "plain", "plain", "sleep", "slept", "long"])
        pieces = _pieces(dice, kind, clock + WAY)
        stints.append(Stint(f"s{number}", pieces, kind == "slept"))
        pause = dice.choice([0, 19, 20, 21, dice.randint(0, 240), 659, 660, 661, 719, 720, dice.randint(600, 1500)])
        clock = stints[-1].back + pause
    kept = tuple(stint for stint in stints if stint.leave > 0 and stint.back < (_DAYS - 1) * _DAY)
    before = None
    if kept and dice.random() < 0.4:
        until = kept[0].leave - dice.choice([0, 15, 25, 300, 655, 660, 665, 900])
        if until < 0:
            before = dice.choice([None, until - dice.randint(10, 800)]), until
    more = random.Random(f"more {seed}")
    return Week(dice.random() < 0.3, kept, before, more.random() < 0.3, more.random() < 0.5)


def _pieces(dice: random.Random, kind: str, clock: int) -> tuple[Piece, ...]:
    if kind == "sleep":
        return (Piece(clock, dice.choice([15, 240, 480]), "sleep_in"),)
    if kind == "long":
        return (Piece(clock, dice.choice([359, 360, 361, 600]), "sit"),)
    pieces: list[Piece] = []
    for number in range(dice.randint(2, 6)):
        if number and dice.random() < 0.15 and all(piece.code for piece in pieces):
            pieces.append(Piece(clock, dice.choice([30, 45]), ""))
            clock += pieces[-1].minutes
        minutes = dice.choice([30, 60, 75, 120])
        pieces.append(Piece(clock, minutes, "sit"))
        clock += minutes + dice.choice([0, 0, 0, 5, 30, 60])
    return tuple(pieces)


def as_problem(week: Week) -> tuple[Problem, Roster]:
    """The week as a document and its roster."""
    visits, rounds, shifts = [], [], []
    for stint in week.stints:
        stops = []
        for number, piece in enumerate(stint.pieces):
            if not piece.code:
                stops.append(Stop(start=60 * piece.start, duration=60 * piece.minutes))
                continue
            name = f"{stint.shift}-{number}"
            window = Window(start=60 * piece.start, end=60 * piece.start)
            task = Task(code=piece.code, duration=60 * piece.minutes)
            visits.append(Visit(id=name, client="ada", organisation="care", tasks=(task,), windows=(window,)))
            stops.append(Stop(visit=name, start=60 * piece.start))
        rounds.append(Round(shift=stint.shift, stops=tuple(stops)))
        kind = "sleep_in" if stint.sleeps else None
        shifts.append(
            Shift(id=stint.shift, worker="wes", start=60 * stint.leave, end=60 * stint.back, kind=kind, max_overtime=0)
        )
    before: tuple[WorkerBefore, ...] = ()
    if week.before is not None:
        began, until = week.before
        told = None if began is None else 60 * began
        before = (WorkerBefore(worker="wes", until=60 * until, began=told),)
    born = date(2009, 1, 1) if week.young else date(1990, 1, 1)
    seconds = tuple(tuple(60 * minutes for minutes in row) for row in _WAYS)
    metres = tuple(tuple(_METRES if minutes else 0 for minutes in row) for row in _WAYS)
    mode: Mode = "transit" if week.by_bus else "car"
    problem = Problem(
        horizon=_HORIZON,
        travel=Travel(matrices=(Matrix(mode=mode, places=("home", "door"), durations=seconds, metres=metres),)),
        organisations=(Organisation(id="care", name="Madeup Care", sector="social"),),
        places=(Place(id="home"), Place(id="door")),
        clients=(Client(id="ada", name="Ada Pretend", place="door"),),
        visits=tuple(visits),
        workers=(Worker(id="wes", name="Wes Sample", organisation="care", home="home", born=born, mode=mode),),
        shifts=tuple(shifts),
        workers_before=before,
        pack={"second_break": {"enabled": week.two_breaks}},
    )
    return problem, Roster(rounds=tuple(rounds))


def judge_week(week: Week) -> set[Finding]:
    """What the week breaks of rest, breaks and young people's limits."""
    rest, longest, due, law = (720, 720, 270, 30) if week.young else (660, 780, 360, 20)
    found: set[Finding] = set()
    for before, duty in _duties(week, rest):
        head, end = duty[0].shift, max(stint.back for stint in duty)
        working = sum(_working(stint, breaks=True) for stint in duty)
        named = sum(piece.minutes for stint in duty for piece in stint.pieces if not piece.code)
        began = duty[0].leave
        if before is not None:
            began = before[1] if before[0] is None else before[0]
        asleep = sum(stint.back - stint.leave - _working(stint, breaks=True) for stint in duty)
        if (before is not None and before[0] is None) or end - began - asleep > longest:
            found.add(("daily_rest", head))
        if week.young and working - named > 480:
            found.add(("young_workers", head))
        all_work = working + (before[1] - began if before is not None else 0)
        ends = [*([before[1]] if before is not None else []), *(stint.back for stint in duty)]
        begins = [stint.leave for stint in (duty if before is not None else duty[1:])]
        off_duty = any(later - earlier >= law for earlier, later in zip(ends, begins, strict=False))
        inside = any(
            stint.rests or any(p.minutes > 360 or (p.code == "sleep_in" and p.minutes >= 20) for p in stint.pieces)
            for stint in duty
        )
        if all_work - named > due and not (off_duty or inside or named):
            found.add(("break", head))
        if week.two_breaks and all_work - named > 600 and not inside:
            away = sum(later - earlier >= 20 for earlier, later in zip(ends, begins, strict=False))
            if away + sum(not piece.code for stint in duty for piece in stint.pieces) < 2:
                found.add(("second_break", head))
        if named and (all_work <= due or off_duty or inside):
            found.update(("soft break", s.shift) for s in duty if any(not piece.code for piece in s.pieces))
    if week.young:
        found.update(
            ("young_workers", stint.shift)
            for stint in week.stints
            if any(piece.code == "sit" and piece.minutes > 360 for piece in stint.pieces)
            or any(not 6 * 60 <= minute % _DAY < 22 * 60 for minute in range(stint.leave, stint.back))
        )
    return found | (
        {("bus_hours", stint.shift) for stint in week.stints if _misses_bus(stint)} if week.by_bus else set()
    )


def _misses_bus(stint: Stint) -> bool:
    """Whether no bus runs at some minute of the way out or home."""
    on_the_way = (*range(stint.leave, stint.leave + WAY), *range(stint.back - WAY, stint.back))
    return not all(map(_bus_runs, on_the_way))


def _bus_runs(minute: int) -> bool:
    """From five to midnight, on Sunday from six to half past eleven; the week begins on a Monday."""
    day, of_day = divmod(minute, _DAY)
    return 6 * 60 <= of_day < 23 * 60 + 30 if day % 7 == 6 else of_day >= 5 * 60


def _working(stint: Stint, breaks: bool) -> int:
    """Minutes of a stint on which somebody is at work: all but a sleep-in; on a sleep-in shift only at the door."""
    care = sum(piece.minutes for piece in stint.pieces if piece.code == "sit")
    if stint.rests:
        return care
    slept = sum(piece.minutes for piece in stint.pieces if piece.code == "sleep_in")
    named = 0 if breaks else sum(piece.minutes for piece in stint.pieces if not piece.code)
    return stint.back - stint.leave - slept - named


def _duties(week: Week, rest: int) -> list[tuple[tuple[int | None, int] | None, list[Stint]]]:
    """Stints with less than the rest between, and what was before the first ones where it is as near."""
    duties: list[tuple[tuple[int | None, int] | None, list[Stint]]] = []
    for stint in week.stints:
        if duties and stint.leave - duties[-1][1][-1].back < rest:
            duties[-1][1].append(stint)
        else:
            near = week.before is not None and not duties and stint.leave - week.before[1] < rest
            duties.append((week.before if near else None, [stint]))
    return duties
