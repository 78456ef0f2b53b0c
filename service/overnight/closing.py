"""What closing a team takes (audit, verdicts, joins, files): measured on the first of each size, then foreseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .teams import Team

_GUESS, _A_VISIT = 0.3, 0.004  # seconds, and a visit, until the first closing has been measured
_SAFETY = 1.3  # times what was measured
_LAST = 2.0  # seconds on the wall in which the report is written and every process ends
_FILES = 0.3  # seconds of CPU in which a team's files are written without audit, where no time is left for one
_CUT = 11.0  # seconds that verdicts and proposals may go on at most once they are cut short


class Closings:
    """Figures of the closings so far. Seconds of CPU beyond the search that a closing contains.

    again: teams that are closed will get further slices, and then want another closing.
    """

    def __init__(self, solvers: int, again: bool):
        self.solvers, self.again = solvers, again
        self.starting = 0.0  # seconds on the wall that a new solver process took to its first answer
        self._asked: set[int] = set()
        self._took: dict[int, tuple[int, float]] = {}  # octave -> visits, seconds

    def unknown(self, visits: int) -> bool:
        """Whether no team of about this size is being, or has been, measured."""
        return visits.bit_length() not in self._asked

    def learning(self, visits: int) -> None:
        """Note that the closing of a team of this size is being measured."""
        self._asked.add(visits.bit_length())

    def record_length(self, visits: int, seconds: float) -> None:
        """Note how many seconds a closing took beyond its search; the longest of each octave (of visits) counts."""
        octave, took = visits.bit_length(), max(0.05, seconds)
        self._asked.add(octave)
        if octave not in self._took or self._took[octave][1] < took:
            self._took[octave] = (visits, took)

    def beyond(self, visits: int) -> float:
        """Seconds of a closing beyond its search, for a team of this size, safety included."""
        if not self._took:
            return _GUESS + _A_VISIT * visits
        octave = min(self._took, key=lambda one: (abs(one - visits.bit_length()), -one))
        known, seconds = self._took[octave]
        return _SAFETY * seconds * max(0.5, visits / max(1, known))

    def after(self, team: Team) -> float:
        """Seconds that a closing goes on at most once it is cut short."""
        return min(_CUT, self.beyond(team.curve.visits))

    def reserve(self, teams: Sequence[Team], search: Callable[[Team], float]) -> float:
        """CPU seconds that all closings still to come take together, their search included."""
        return sum(self._each(teams, search))

    def wall(self, teams: Sequence[Team], search: Callable[[Team], float], rate: float) -> float:
        """Seconds on the wall before the end at which closing must begin."""
        each = self._each(teams, search)
        return (
            _LAST
            + self.starting
            + max(sum(each) / self.solvers + max(each, default=0.0) / 2, max(each, default=0.0)) / rate
        )

    def stop_at(self, end: float, waiting: int, rate: float) -> float:
        """The moment at which a closing is stopped, so that a new process can still write what there is."""
        return end - _LAST - self.starting - _FILES * (1 + waiting / self.solvers) / rate

    def _each(self, teams: Sequence[Team], search: Callable[[Team], float]) -> list[float]:
        return [search(team) + self.beyond(team.curve.visits) for team in teams if team.solvable and not team.closed]
