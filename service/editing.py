"""Changes by hand: judged on what a roster is now, kept only where no hard rule is newly broken.

Judging needs no lock: the roster is read, the change tried, and only then a session begins that writes, which finds out
whether somebody was quicker. What a roster rests on (its problem read, its rules, its journeys, its judgement) is kept
for the last few rosters looked at, so that one try after another on the same day is quick.
"""

from __future__ import annotations

import json
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from service.access import Principal
from service.store import problems, rosters, tables, versions
from service.store.compression import unpack
from service.web.problem_details import Refusal
from solver import Check, Pack, Problem, Roster, journeys, problem_document, roster_document
from solver.amend import Amendment, amend
from solver.check import check, worsened
from solver.domain import JointVisit, Outcome, Role, Visit, Worker
from solver.domain.money import pence
from solver.joining import Register, Signatures, find_outcome
from solver.result import judged_outcome, notes_after_change
from solver.rules import Breach
from solver.travel import Journeys

_KEPT = 4  # grounds; that of a town's day holds some 20 MB


@dataclass(frozen=True)
class Ground:
    """What a change by hand is judged on: one version of a roster with its problem, rules and journeys.

    before: the checker's judgement of that version. submitted: the digest of the problem as it was submitted.
    """

    problem: Problem
    roster: Roster
    pack: Pack
    travel: Journeys
    before: Check
    submitted: str


def judge_other(ground: Ground, roster: Roster, problem: Problem | None = None) -> Ground:
    """Another roster of the same day, judged. problem: the day, where what was promised in it has changed."""
    judged = check(problem or ground.problem, roster, ground.pack, ground.travel)
    return replace(ground, problem=problem or ground.problem, roster=roster, before=judged)


_grounds: OrderedDict[tuple[str, int], Ground] = OrderedDict()
_lock = threading.Lock()


def find_ground(session: Session, row: tables.Roster) -> Ground:
    """What a change of a roster is judged on now. Raises Refusal 409 while it is being solved, or has ended without."""
    if row.state in rosters.LIVE:
        raise Refusal(409, "Still being solved", "want a roster that has ended; cancel it to keep the best so far")
    if row.document is None:
        raise Refusal(409, "There is no roster", "this one ended without any; ask for another")
    key = row.id, row.version
    with _lock:
        if key in _grounds:
            _grounds.move_to_end(key)
            return _grounds[key]
    problem = rosters.load_problem(session, row)
    submitted = session.get_one(tables.Problem, row.problem).digest
    ground = judge_ground(problem, rosters.load_roster(row.document, problem), row.pack, submitted)
    _cache(key, ground)
    return ground


def _cache(key: tuple[str, int], ground: Ground) -> None:
    with _lock:
        _grounds[key] = ground
        while len(_grounds) > _KEPT:
            _grounds.popitem(last=False)


def judge_ground(problem: Problem, roster: Roster, pack_text: str | None, submitted: str) -> Ground:
    """A roster judged on a problem. submitted: the digest of the problem as the store keeps it for all its rosters."""
    pack, travel = pack_of(problem, pack_text), journeys(problem)
    return Ground(problem, roster, pack, travel, check(problem, roster, pack, travel), submitted)


def pack_of(problem: Problem, text: str | None) -> Pack:
    """The rules in force. text: what differs from the built-in ones, TOML."""
    if text is None:
        return Pack.for_problem(problem)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.toml"
        path.write_text(text, encoding="utf-8")
        return Pack.for_problem(problem, path)


def try_changes(ground: Ground, changes: Sequence[Any]) -> Amendment:
    """Make the changes and judge them; nothing is kept. Raises InputFaults for those that cannot be made at all."""
    return amend(ground.problem, ground.roster, changes, pack=ground.pack, travel=ground.travel, before=ground.before)


def describe_changes(ground: Ground, amended: Amendment) -> dict[str, Any]:
    """What changes would break, mend and cost, as documents tell it. Costs in pence, travel in minutes."""
    problem = ground.problem
    figures = {"before": amended.before, "after": amended.after}
    return {
        "safe": amended.safe,
        "broken": [
            *(make_breach_document(one) for one in amended.broken),
            *(make_breach_document(one) for one in _find_left_out(amended.after, amended.before)),
        ],
        "mended": [
            make_breach_document(one) for one in (*amended.mended, *_find_left_out(amended.before, amended.after))
        ],
        "cost": pence(amended.cost),
        "doses": list(amended.medicines.told),
        "out_of_turn": list(amended.medicines.out_of_turn),
        "sentences": list(amended.sentences),
        **{
            name: {
                "cost": pence(judged.score.total),
                "hard": judged.score.hard,
                "served": judged.figures.served,
                "unserved": judged.figures.unserved,
                "late": judged.figures.late,
                "late_minutes": problem.horizon.minutes(judged.figures.lateness),
                "travel_minutes": problem.horizon.minutes(judged.figures.travel),
            }
            for name, judged in figures.items()
        },
    }


def _find_left_out(one: Check, other: Check) -> list[Breach]:
    """Visits that nobody makes in one and somebody in the other: no hard rule, but the first thing to be told."""
    known = {breach.visit for breach in other.breaches if breach.rule == "unserved"}
    return [breach for breach in one.breaches if breach.rule == "unserved" and breach.visit not in known]


def make_breach_document(one: Breach) -> dict[str, Any]:
    return {"rule": one.rule, "sentence": one.sentence, "visit": one.visit, "shift": one.shift, "hard": one.hard}


def refuse_unsafe(broken: Iterable[Breach]) -> None:
    """Raises Refusal 409, with the checker's words, where hard rules are newly broken."""
    hard = [one for one in broken if one.hard]
    if hard:
        sentences = " ".join(one.sentence for one in hard[:3])
        raise Refusal(409, "Against a hard rule", sentences, broken=[make_breach_document(one) for one in hard])


def signatures_of(problem: Problem, pack: Pack) -> Signatures:
    """What people have decided about the joins of a problem."""
    return Signatures(Register.of(problem, pack), pack)


def find_signing(signatures: Signatures, whole: JointVisit, workers: Sequence[Worker]) -> tuple[Outcome, Role]:
    """What becomes of a join when these workers make it, and whose signature that waits for.

    Worked out anew: what a document calls a join must not decide who may sign for it.
    """
    return find_outcome(signatures.register, whole, workers), signatures.find_signing_role(whole.parts)


def save_version(
    session: Session, principal: Principal, row: tables.Roster, after: Ground, what: str, by_hand: bool = True
) -> tables.Version:
    """Put a changed roster into the store, as a new version. by_hand: it counts as a change by hand.

    Raises Refusal 412 where somebody was quicker.
    """
    figures, score = after.before.figures, after.before.score
    document = roster_document(after.roster, after.problem)
    outcome = make_outcome_after(unpack(row.outcome) if row.outcome else {}, after, by_hand)
    if outcome.get("notes") and (row.document is None or unpack(row.document)["rounds"] != document["rounds"]):
        outcome["notes"] = notes_after_change(outcome["notes"], after.before)
    changed = after.problem.digest != after.submitted
    try:
        version = versions.add_version(
            session,
            principal,
            row,
            document,
            problem_document(after.problem) if changed else None,
            outcome,
            what,
            best_cost=score.total,
            served=figures.served,
            unserved=figures.unserved,
            hard=score.hard,
        )
    except StaleDataError:
        raise Refusal(412, "Somebody has changed it since", "fetch the roster again, and change that one") from None
    return version


def cache_ground(row: tables.Roster, ground: Ground) -> None:
    """Keep the ground of a roster as it is now; only once what was changed is in the store for good."""
    _cache((row.id, row.version), ground)


def make_outcome_after(outcome: dict[str, Any], after: Ground, by_hand: bool = True) -> dict[str, Any]:
    """What is told of a roster after a change by hand: judged anew; verdicts stay with visits that are still out."""
    told = judged_outcome(after.before, after.roster.unserved, pack=after.pack)
    known = {one["visit"]: one for one in outcome.get("explanations", ())}
    how = dict(outcome.get("provenance") or {})
    return {
        **outcome,
        **told,
        "provenance": {**how, "amended": how.get("amended", 0) + by_hand, "cost": after.before.score.total},
        "explanations": [known.get(one["visit"], one) for one in told["explanations"]],
    }


def make_amended_ground(ground: Ground, amended: Amendment) -> Ground:
    """What further changes are judged on once these are made."""
    return Ground(amended.problem, amended.roster, ground.pack, amended.travel, amended.after, ground.submitted)


def restore_version(session: Session, row: tables.Roster, ground: Ground, version: tables.Version) -> Ground:
    """An earlier version as it would be now: with all that has been decided about joins, stopped, accepted as late and
    set as a clinical window since.

    A signature, a refusal, a stop, an accepted lateness, a clinical window or a promise is somebody's word, and no undo
    takes it back; what is about a visit or a client that was added since goes with them, and a cancelled visit is there
    again.
    Raises Refusal 409 where the old roster now breaks hard rules that the present one does not, makes a join that was
    refused, or has times that a clinical window set since does not allow.
    """
    document = version.problem_document or session.get_one(tables.Problem, row.problem).document
    problem = problems.load(document)
    now = ground.problem.visit
    there = problem.visit.keys() | {gone.id for gone in problem.cancelled_visits}
    decisions = tuple(one for one in ground.problem.join_decisions if there.issuperset(one.visits))
    kept = {
        "join_decisions": decisions,
        "suspensions": tuple(
            one for one in ground.problem.suspensions if one.what != "client" or one.of in problem.client
        ),
        "promises": tuple(one for one in ground.problem.promises if one.visit in problem.visit),
        "visits": tuple(_as_said(visit, now[visit.id]) if visit.id in now else visit for visit in problem.visits),
    }
    if any(getattr(problem, name) != value for name, value in kept.items()):
        problem = problem.replace(**kept)
    after = judge_ground(problem, rosters.load_roster(version.document, problem), row.pack, ground.submitted)
    refuse_unsafe(worsened(ground.before.breaches, after.before.breaches))
    return after


def _as_said(visit: Visit, now: Visit) -> Visit:
    """An earlier version's visit with what people have said of it since: accepted lateness and clinical windows.

    now: the same visit as it is today.
    """
    windows = [(task.clinical_window, task.clinical_window_set_by) for task in now.tasks]
    tasks = tuple(
        task.model_copy(update={"clinical_window": window, "clinical_window_set_by": by})
        for task, (window, by) in zip(visit.tasks, windows, strict=True)  # no change by hand takes or adds a task
    )
    return visit.model_copy(update={"late_accepted": now.late_accepted, "tasks": tasks})


def find_clients_touched(before: Ground, after: Ground, changes: Sequence[Any] = ()) -> list[str]:
    """The clients whose visits are elsewhere, later or not at all now, or that changes name."""
    named = {visit for change in changes for visit in _list_visits_named(change)}
    old, new = _find_places(before), _find_places(after)
    moved = {visit for visit in old.keys() | new.keys() if old.get(visit) != new.get(visit)}
    visits = {**before.problem.visit, **after.problem.visit}
    return sorted({visits[visit].client for visit in named | moved if visit in visits})


def _list_visits_named(change: Any) -> Iterable[str]:
    yield from getattr(change, "visits", None) or ()
    visit = getattr(change, "visit", None)
    if isinstance(visit, dict):  # one that is added
        yield str(visit.get("id"))
    elif visit:
        yield visit


def _find_places(ground: Ground) -> dict[str, set[tuple[str, int]]]:
    """Where and when each commissioned visit is made."""
    found: dict[str, set[tuple[str, int]]] = {}
    for run, call in ground.before.timeline.calls():
        visit = call.visit
        for name in [part.id for part in visit.parts] if isinstance(visit, JointVisit) else [visit.id] if visit else []:
            found.setdefault(name, set()).add((run.shift.id, call.start))
    return found


def describe_in_ids(changes: Sequence[Any]) -> str:
    """Changes in a few words and ids: "move V12 to S3; unserve V4"."""
    return "; ".join(_describe_in_ids(json.loads(one.model_dump_json(exclude_none=True))) for one in changes)[:500]


def _describe_in_ids(one: dict[str, Any]) -> str:
    kind, visit, shift = one["change"], one.get("visit", ""), one.get("shift")
    if kind == "add":
        return f"add {visit.get('id')}"
    at = f" at {one['start'][11:16]}" if "start" in one else ""
    match kind:
        case "move":
            return f"move {visit} to {shift}{at}"
        case "pin":
            held = " ".join(part for part in (shift, one.get("worker")) if part)
            return f"pin {visit}{f' to {held}' if held else ''}{at}"
        case "swap":
            return f"swap {' and '.join(one['shifts'])}"
        case "absent":
            return f"absent {one['worker']}{' on ' + ' and '.join(one['shifts']) if one.get('shifts') else ''}"
        case "window":
            what = f"clinical window of {one['task']} in" if "task" in one else "times of"
            return f"{what} {visit}" if {"earliest", "latest"} & one.keys() else f"length of {visit}"
        case "suspend":
            return f"suspend {one['what']} {one['of']}"
        case "late":
            return f"accept {visit} until {one['until'][11:16]}"
        case "decide_join":
            return f"{'approve' if one['approved'] else 'refuse'} {' + '.join(one['visits'])}"
    return f"{kind} {visit}"
