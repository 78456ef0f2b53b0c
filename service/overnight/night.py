"""The conductor of a night: reads every team's problem, gives slices until it is time to close, closes, in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from solver.domain import Fault, InputFaults

from .allocation import COOLING, Share, equal_slice, next_slice
from .asks import Answer, Ask
from .closing import Closings
from .crew import Crew
from .teams import Team, list_teams

_STUCK = 30.0  # seconds on the wall after which a solver that does not obey is stopped
_LAST = 2.0  # seconds before the end after which nothing is waited for any more
_NO_TEAM = -1
_MUCH = 0.2  # of all time left when everything is closed: worth another search
_TWICE = 2  # failures of the program on one team after which it gets no more slices


@dataclass(frozen=True)
class Plan:
    """What to solve and until when.

    seconds: on the wall until everything must be written; cpu: seconds of CPU in all instead, for comparisons.
    before: the folder that the night before wrote; its rosters tell of last shifts and last tasks.
    """

    source: Path
    out: Path
    seconds: float
    solvers: int
    share: Share = "adaptive"
    joins: Literal["off", "suggest", "apply"] = "suggest"
    rules: Path | None = None
    cpu: float | None = None
    seed: int = 0
    before: Path | None = None


class Night:
    """One run. teams: where each stands; ignored: names in the folder that hold no problem."""

    def __init__(self, plan: Plan, told: Callable[[Night], None] = lambda night: None):
        self.plan, self.told = plan, told
        self.teams, self.ignored = list_teams(plan.source, plan.out)
        if plan.before is not None:
            _check_before(plan.before, plan.out)
        self.began = time.monotonic()
        self.end = float("inf") if plan.cpu is not None else self.began + plan.seconds
        self.used = 0.0  # CPU seconds, all solvers
        self.rate = 1.0  # CPU seconds for one on the wall: less where others use the machine too
        self.whole: float | None = None
        self.stopped = False
        self.phase = "reading"
        self.closings = Closings(plan.solvers, again=plan.share == "adaptive")
        self.story: list[dict[str, float | str | None]] = []  # every piece of work, in the order of its end
        self._begun: dict[int, float] = {}  # team -> when its piece of work was given out

    def stop(self) -> None:
        """Search no more: close what there is."""
        self.stopped = True

    def run(self) -> list[Team]:
        """Everything, from reading to the last file of the last team. The report is the caller's."""
        self.plan.out.mkdir(parents=True, exist_ok=True)
        with Crew(min(self.plan.solvers, len(self.teams))) as crew:
            self._read(crew)
            while True:
                self.phase = "searching"
                self._search(crew)
                self.phase = "closing"
                self._close(crew)
                if not self._much_left():
                    break
            self.phase = "done"
            self.told(self)
        return self.teams

    def _much_left(self) -> bool:
        """Whether closing began far too early, because the machine was much busier then: the search goes on."""
        if self.stopped or self.plan.cpu is not None or self.plan.share != "adaptive":
            return False
        now = time.monotonic()
        able = any(team.solvable and not team.given_up for team in self.teams)
        return able and self._search_end() - now > _MUCH * (self.end - self.began)

    @property
    def working(self) -> dict[int, float]:
        """Numbers of the teams that are worked on now, and since when (monotonic)."""
        return dict(self._begun)

    def _read(self, crew: Crew) -> None:
        """Read every problem; meanwhile one solver has the engine compiled: a minute after an update, else at once."""
        asks = [
            Ask("read", number, team.folder, team.source, self._before(team), rules=self.plan.rules)
            for number, team in enumerate(self.teams)
        ]
        asks.insert(1, Ask("warm", _NO_TEAM, self.plan.out))
        while asks or crew.busy:
            if time.monotonic() > self.end - _LAST:
                asks.clear()
                for ask in crew.busy:
                    self._take(crew.stop(ask))
            while asks and crew.idle:
                self._give(crew, asks.pop(0))
            if self._hear(crew) and not self.closings.starting:
                self.closings.starting = time.monotonic() - self.began

    def _before(self, team: Team) -> Path | None:
        return None if self.plan.before is None else self.plan.before / team.name

    def _search(self, crew: Crew) -> None:
        while True:
            while crew.idle and not self.stopped:
                ask = self._next(crew)
                if ask is None:
                    break
                self._give(crew, ask)
            if self.stopped:
                crew.hurry.set()
            if not crew.busy:
                return
            self._hear(crew)
            for ask in crew.busy:
                if time.monotonic() > ask.until + _STUCK:
                    self._take(crew.stop(ask))

    def _next(self, crew: Crew) -> Ask | None:
        """The next piece of work while there is time to search."""
        busy = {ask.team for ask in crew.busy}
        idle = [
            number
            for number, team in enumerate(self.teams)
            if team.solvable and not team.given_up and number not in busy
        ]
        least = 2 if self.plan.share == "adaptive" else 1
        for number in idle:  # what closing takes is measured on the first team of each size, not guessed
            team = self.teams[number]
            if team.curve.slices >= least and not team.closed and self.closings.unknown(team.curve.visits):
                self.closings.learning(team.curve.visits)
                return self._closing(number, float("inf"))
        left = self._left(crew)
        if self.whole is None:
            self.whole = left + sum(team.curve.spent for team in self.teams)
        solvable = [number for number, team in enumerate(self.teams) if team.solvable and not team.given_up]
        place = {number: index for index, number in enumerate(solvable)}
        rule = next_slice if self.plan.share == "adaptive" else equal_slice
        curves = [self.teams[number].curve for number in solvable]
        chosen = rule(curves, [place[number] for number in idle], left, self._running(crew), self.whole)
        if chosen is None:
            return None
        number, seconds = solvable[chosen.team], chosen.seconds
        if self.plan.cpu is None:  # the engine cools towards the end it is told: one solver has no more than this
            seconds = min(seconds, (self._search_end() - time.monotonic()) * self.rate)
        seed = self.plan.seed + self.teams[number].curve.slices
        return replace(self._ask("slice", number), seconds=seconds, seed=seed, until=self._search_end())

    def _running(self, crew: Crew) -> float:
        """CPU seconds that slices under way still take."""
        now = time.monotonic()
        return sum(max(0.0, ask.seconds - (now - self._begun[ask.team]) * self.rate) for ask in crew.busy)

    def _left(self, crew: Crew) -> float:
        """CPU seconds of search that nobody has yet."""
        if self.plan.cpu is not None:
            running = sum(ask.seconds for ask in crew.busy)
            return self.plan.cpu - self.used - running - self.closings.reserve(self.teams, self._closing_search)
        wall = self._search_end() - time.monotonic()
        return wall * self.rate * min(self.plan.solvers, len(self.teams)) - self._running(crew)

    def _search_end(self) -> float:
        """The moment at which closing must begin."""
        if self.plan.cpu is not None:
            return float("inf")
        return self.end - self.closings.wall(self.teams, self._closing_search, self.rate)

    def _closing_search(self, team: Team) -> float:
        """CPU seconds of search in the closing: a quarter of them looks for joins that would pay."""
        if self.plan.joins == "off":
            return 0.2
        visits = sum(one.curve.visits for one in self.teams if one.solvable) or 1
        share = 0.04 * (self.whole or 0.0) * team.curve.visits / visits
        cooling = COOLING * team.curve.visits / 1e6
        return max(0.2, 0.1 * cooling, min(2 * cooling, share))

    def _close(self, crew: Crew) -> None:
        """Audit, verdicts, joins and files of every team whose best roster has none yet, largest first."""
        order = sorted(range(len(self.teams)), key=lambda number: -self.teams[number].curve.visits)
        waiting = [number for number in order if self.teams[number].solvable and not self.teams[number].closed]
        kept: set[int] = set()
        while waiting or crew.busy:
            stop_at = self.closings.stop_at(self.end, len(waiting), self.rate)
            while waiting and crew.idle:
                number = waiting.pop(0)
                team = self.teams[number]
                now, after = time.monotonic(), self.closings.after(team)
                until = max(stop_at - after, now + (stop_at - now) / 2) if stop_at < float("inf") else stop_at
                if number in kept or team.given_up or now > stop_at - min(1.0, after):
                    kept.add(number)
                    self._give(crew, self._ask("keep", number))
                else:
                    self._give(crew, self._closing(number, until))
            for answer in self._hear(crew):
                if answer.failure and answer.ask.team not in kept:
                    kept.add(answer.ask.team)
                    waiting.append(answer.ask.team)
            for ask in crew.busy:
                if ask.what == "close" and time.monotonic() > stop_at:
                    self._take(crew.stop(ask))
                    kept.add(ask.team)
                    waiting.append(ask.team)
                elif time.monotonic() > self.end:
                    self._take(crew.stop(ask))

    def _closing(self, number: int, until: float) -> Ask:
        ask = self._ask("close", number)
        return replace(ask, seconds=self._closing_search(self.teams[number]), until=until, seed=self.plan.seed + 999)

    def _ask(self, what: Literal["slice", "close", "keep"], number: int) -> Ask:
        plan = self.plan
        return Ask(what, number, self.teams[number].folder, joins=plan.joins, rules=plan.rules)

    def _give(self, crew: Crew, ask: Ask) -> None:
        self._begun[ask.team] = time.monotonic()
        crew.give(ask)
        self.told(self)

    def _hear(self, crew: Crew) -> list[Answer]:
        answers = crew.answers(0.5)
        for answer in answers:
            self._take(answer)
        self.told(self)
        return answers

    def _take(self, answer: Answer) -> None:
        if answer.elapsed > 0:  # a short piece says little of how busy the machine is
            weight = min(0.5, answer.elapsed / 10)
            seen = min(1.0, max(0.05, answer.cpu / answer.elapsed))
            self.rate += weight * (seen - self.rate)
        if answer.ask.what == "warm":
            self._begun.pop(_NO_TEAM, None)
            if answer.failure:
                for team in self.teams:
                    team.failures.append(f"the engine could not be compiled: {answer.failure}")
                    team.given_up = True
            return
        team, ask = self.teams[answer.ask.team], answer.ask
        self._begun.pop(ask.team, None)
        self.used += answer.cpu
        self.story.append(
            {
                "what": ask.what,
                "team": team.name,
                "at": round(time.monotonic() - self.began, 1),
                "asked": round(ask.seconds, 2),
                "cpu": round(answer.cpu, 2),
                "elapsed": round(answer.elapsed, 2),
                "cost": answer.cost,
            }
        )
        team.cpu += answer.cpu
        if answer.faults and ask.what == "read":
            team.faults = answer.faults
        elif answer.failure or answer.faults:
            team.failures.append(answer.failure or "; ".join(answer.faults))
            team.given_up = ask.what == "read" or len(team.failures) >= _TWICE
        elif ask.what == "read":
            team.record_read(answer)
        elif ask.what != "keep":
            team.record_solved(answer)
            if ask.what == "close":
                self.closings.record_length(team.curve.visits, answer.cpu - ask.seconds)


def _check_before(before: Path, out: Path) -> None:
    """Raises InputFaults for a folder that is none, and for the one that this night writes to."""
    if not before.is_dir():
        raise InputFaults([Fault("--before", str(before), "want the folder that the night before wrote")])
    if before.resolve() == out.resolve():
        raise InputFaults([Fault("--before", str(before), "want another folder than the one for this night's rosters")])
