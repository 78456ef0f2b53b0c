"""A problem as pandas users have it at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver import domain

if TYPE_CHECKING:
    from pandas import DataFrame


class Problem(domain.Problem):
    """A day, or several: all of ``solver.domain.Problem``, and its tables as pandas frames."""

    @classmethod
    def of(cls, problem: domain.Problem) -> Problem:
        """The same problem, which has been validated already, with frames."""
        return cls.model_construct(**{name: getattr(problem, name) for name in domain.Problem.model_fields})

    def frames(self) -> dict[str, DataFrame]:
        """A frame for each sheet of a workbook of this problem, with its columns: docs/reference/input.md names them.

        Times are local dates and times without offset, lists are text with ; between, as in the workbook.
        ``onevisit.from_frames(**problem.frames())`` is this problem again.
        """
        from pandas import DataFrame

        from solver.formats.tables import table_grids

        return {name: DataFrame(rows, columns=head) for name, (head, *rows) in table_grids(self).items()}

    def __eq__(self, other: object) -> bool:
        """Equal to every problem that says the same, whether it has frames or not."""
        if not isinstance(other, domain.Problem):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in domain.Problem.model_fields)

    __hash__ = None  # type: ignore[assignment]
