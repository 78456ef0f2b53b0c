"""How much one organisation, and one key, may have waiting and running at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from . import tables
from .rosters import LIVE


@dataclass(frozen=True)
class Quota:
    """jobs_of_owner, jobs_of_key: rosters and comparisons not yet ended; hours_of_owner: CPU hours they ask for."""

    jobs_of_owner: int
    jobs_of_key: int
    hours_of_owner: float

    def find_excess(self, session: Session, owner: str, who: str, seconds: float) -> str | None:
        """What would be too much with one more job of so many seconds, in words; None where there is room."""
        live = tables.Job.state.in_(LIVE)
        asked = case((tables.Job.seconds > tables.Job.spent, tables.Job.seconds - tables.Job.spent), else_=0.0)
        of_owner = select(func.count(), func.sum(asked))
        many, left = session.execute(of_owner.where(live, tables.Job.owner == owner)).one()
        if many >= self.jobs_of_owner:
            return f"{many} rosters of {owner} wait or are being made: want at most {self.jobs_of_owner}"
        if ((left or 0.0) + seconds) / 3600 > self.hours_of_owner:
            return f"rosters of {owner} ask for more than {self.hours_of_owner:g} CPU hours together: want fewer"
        own = session.scalar(select(func.count()).where(live, tables.Job.created_by == who)) or 0
        if own >= self.jobs_of_key:
            return f"{own} rosters asked for with this key wait or are being made: want at most {self.jobs_of_key}"
        return None
