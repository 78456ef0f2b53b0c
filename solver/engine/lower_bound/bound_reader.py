"""Which terms the bound keeps, and what it says of those it leaves out."""

from __future__ import annotations

from solver import terms as t

from ..encode.term_readers import TermReader

_TIED = "visits tied to the same or to different workers may be anybody's"
_LARGEST = "the largest lateness, wait or idle time costs nothing"
BOUND = TermReader(
    "the bound",
    handled=frozenset(
        {
            t.Forbid,
            t.AssignCost,
            t.StartWithin,
            t.LateCost,
            t.TravelCost,
            t.WaitCost,
            t.ShiftBounds,
            t.OvertimeCost,
            t.UseCost,
            t.OffWork,
            t.Bundle,
            t.UnservedCost,
            t.NewFaceCost,
            t.LoadCost,
        }
    ),
    relaxed={  # in the order in which they are told
        t.Alternatives: "visits that could be joined may be left out for nothing",
        t.Handed: "the two workers of a double-handed visit need not come together",
        t.Gap: "visits tied in time need not keep their distance",
        t.Apart: "visits that may not overlap may be made at once",
        t.AwayCost: "a visit may come at another time than was promised for nothing",
        t.GapCost: "visits that come too soon after one another cost nothing",
        t.OverlapCost: "visits that overlap cost nothing",
        t.DifferentWorkers: _TIED,
        t.SameWorker: _TIED,
        t.LegLimit: "a journey may be longer than its limit",
        t.Rest: "rest between shifts is not asked for",
        t.Hours: "working hours over several shifts are not counted",
        t.DutyLimits: "what several shifts of a duty owe together is not asked for",
        t.MaxLateCost: _LARGEST,
        t.MaxWaitCost: _LARGEST,
        t.MaxIdleCost: _LARGEST,
        t.VisitNumberCost: "more visits on a shift than are wanted cost nothing",
        t.SpreadCost: "the balance of work between workers costs nothing",
        t.BreakNeed: "a break may stand where none is owed, and at either end of a round none is owed",
    },
)
