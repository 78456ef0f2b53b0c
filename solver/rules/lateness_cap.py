"""lateness_cap: how late a visit may begin after its window, by priority; lateness has an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from solver.domain import Accepting, LateAcceptance, Registrant, Task, Visit, Window
from solver.domain.names import registration_state
from solver.terms import Term

from .readings.calls import next_calls
from .readings.carers import find_carer, find_nurse, find_registrant, find_stops
from .readings.carried import carried_by
from .readings.lateness import ends_when_late, latest_starts_by_window, may_be_late, start_spans
from .task_catalogue import entries_of
from .vocabulary.indices import Span, start_within
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, who, whose

_NURSES = frozenset({Accepting.NURSE_LEAD, Accepting.REGISTRANT})
_ANYBODY = frozenset({None, *Accepting})


class LatenessCapRule(Rule):
    """A soft window has an end: the start lies at most so many minutes after it, by priority 1 to 5.

    Never in another local day than that in which the window ends: over by midnight, where a visit in time would be.
    Never so late that the visit, and the least gap of call_spacing after it, is not over when the client's next call
    of one kind may begin: that one need not wait. Never past the moment at which something ends that the visit rests
    on, such as the cover of who answers for a delegation. A start inside the window breaks nothing, whatever comes
    next. Each of several windows counts from its opening to that of the next. Windows that are hard allow no lateness
    at all, and joint visits have none: other rules say so.
    Where somebody has accepted a later start (``late_accepted``), that stands in the place of the cap and of the next
    call; nothing else moves. Of a visit with a health task only a nurse lead or a registrant accepts it, of one with a
    medicine or a task that has a time of its own also a manager: a row without such a role does not count. Nor
    does one in any of these roles by a worker of the day who is no registered nurse, by whoever has left or is stopped,
    or as a nurse by a registrant who is registered no more; and of a health medicine (insulin) none by somebody who is
    neither a registrant of the document nor a registered nurse of the day.

    Hard. A literature clock has no cap.
    """

    id = "lateness_cap"
    scope = "round"
    forbids, costs = True, False
    literature = False
    reason_order = 7
    reason = "could only come too late"
    tells_lateness = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        if problem.horizon.abstract:
            return
        for pairs in timeline.served.values():
            run, call = pairs[0]
            visit = call.visit
            assert visit is not None
            opened = [window for window in visit.windows if window.start <= call.start]
            if not opened or call.start <= opened[-1].end or not may_be_late(visit):
                continue
            limit, why = _limit(case, visit, opened[-1])
            if call.start <= limit:
                continue
            late = call.start - opened[-1].end
            sentence = (
                f"{whose(problem, visit)} starts at {at(problem, call.start)} with {who(problem, run)}, "
                f"{length(problem, late)} after its window closed at {at(problem, opened[-1].end)}; {why}."
            )
            place = (visit.id, run.shift.id, run.shift.worker, visit.client)
            yield Breach(self.id, True, call.start - limit, "ticks", 0, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        latest = latest_starts_by_window(case.problem, case.catalogue, case.values, case.pack["call_spacing"])
        spans: dict[str, list[Span]] = {}
        for visit in case.problem.visits:
            if visit.id in latest and may_be_late(visit):
                (opens, last), *rest = start_spans(visit, latest[visit.id])
                # A start before the first window is no lateness; time_window forbids it.
                spans[visit.id] = [(min(0, opens), last), *rest]
        yield from start_within(case.problem, self.id, spans)


def _limit(case: Case, visit: Visit, window: Window) -> tuple[int, str]:
    """The last start after this window, never before its end, and what says so."""
    problem = case.problem
    horizon = problem.horizon
    allowed = round(float(case.values["minutes"][visit.priority - 1]) * horizon.ticks_per_minute)
    limits = [(window.end + allowed, f"at priority {visit.priority} it may be {length(problem, allowed)} late at most")]
    last_day = horizon.date(window.end if window.end == window.start else window.end - 1)
    midnight = horizon.ticks(datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(horizon.timezone)))
    made_in_time = window.end + max(visit.duration, 1) <= midnight
    tonight = midnight - max(visit.duration, 1) if made_in_time else midnight - 1
    limits.append((tonight, "it may not be made on another day"))
    for one in carried_by(visit):
        if then := next_calls(problem, case.catalogue, case.pack["call_spacing"]).get(one.part.id):
            last = max(window.end, then.free_by - visit.duration)
            then_opens = at(problem, then.opens)
            why = f"{at(problem, last)} is the latest, for the next call, {then.visit}, may begin at {then_opens}"
            limits.append((last, why))
    limit, why = min(limits)
    told = _accepted(case, visit, window)
    if told is not None and told.until > limit:
        until = min(told.until, tonight)
        if until > limit:
            limit, why = until, f"{told.by} has accepted a start until {at(problem, until)} and no later"
    for one in carried_by(visit):
        if end := ends_when_late(problem, case.catalogue, case.values, case.pack["call_spacing"]).get(one.part.id):
            last = max(window.end, end.moment - visit.duration)
            if last < limit:
                why = f"{at(problem, last)} is the latest, for {end.why}, at {at(problem, end.moment)}"
                limit = last
    return max(window.end, limit), why


def _accepted(case: Case, visit: Visit, window: Window) -> LateAcceptance | None:
    """What was accepted last of a visit, if this window is the one in force at that start."""
    part = carried_by(visit)[0].part
    if not part.late_accepted:
        return None
    told = part.late_accepted[-1]
    if any(told.role not in _who_accepts(case, task) for task in part.tasks):
        return None
    if any(_who_accepts(case, task) is not _ANYBODY for task in part.tasks) and _may_not(case, part, told):
        return None
    in_force = [other for other in visit.windows if other.start <= told.until]
    return told if in_force and in_force[-1] == window else None


def _may_not(case: Case, part: Visit, told: LateAcceptance) -> bool:
    """Whether the document says that who accepts it is none who may: a carer, nobody it knows, gone, or stopped."""
    problem, person = case.problem, find_registrant(case.problem, told.by)
    if find_carer(problem, told.by) or (person is not None and _is_gone(case, person, part, told)):
        return True
    if (
        person is None
        and not find_nurse(problem, told.by)
        and any(_is_health_medicine(case, one) for one in part.tasks)
    ):
        return True
    opens, over = part.windows[0].start, max(part.windows[-1].end, told.until) + max(part.duration, 1)
    stops = find_stops(problem, told.by)
    return any(stop.starts < over and (stop.ends is None or stop.ends > opens) for stop in stops)


def _is_gone(case: Case, person: Registrant, part: Visit, told: LateAcceptance) -> bool:
    """Whether a registrant has left by the day of the visit, or accepts as a nurse and is registered no more."""
    last = case.problem.horizon.date(part.windows[-1].end)
    ends = [person.left, person.registered_until] if told.role in _NURSES else [person.left]
    if any(end is not None and end < last for end in ends):
        return True
    return told.role in _NURSES and registration_state(person.registration) == "gone"


def _is_health_medicine(case: Case, task: Task) -> bool:
    medicine = any(one.call == "medicine" for one in entries_of(task, case.catalogue))
    return medicine and _who_accepts(case, task) is _NURSES


def _who_accepts(case: Case, task: Task) -> frozenset[Accepting | None]:
    """Roles that may accept that a task is done late; None among them: also who says no role."""
    readings = case.readings
    if readings.owner_of(task) == "health" or readings.class_of(task) != "ordinary":
        return _NURSES
    medicine = any(one.call == "medicine" for one in entries_of(task, case.catalogue))
    if medicine or task.clinical_window is not None or task.time_critical is not None:
        return _NURSES | {Accepting.MANAGER}
    return _ANYBODY
