"""Joined visits: what a problem looks like once a roster's joins stand in the place of the visits they carry.

A join replaces its commissioned visits by one joint visit. Two cases need a second one, tied to the first:
co_attend, where a single-handed visit's worker becomes one of the two pairs of hands of the other visit (the second
pair stays as ``ID (second pair of hands)``), and a join that takes only some tasks along (``ID (what remains)``).
Nothing here says whether a join is right: the rules do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, Self

from .care import Link, Task, Visit, Window
from .clock import Frozen
from .problem import Problem
from .roster import Join, Step

SECOND, REMAINS = " (second pair of hands)", " (what remains)"
_KEEP_APART = ("double_handed", "different_worker")


def joins_by_name(joins: Iterable[Join]) -> dict[str, Join]:
    """The joins by every name that a stop may have by them."""
    return {name: join for join in joins for name in (join.id, join.id + SECOND, join.id + REMAINS)}


class JointVisit(Visit):
    """A visit that stands for commissioned ones. parts: those visits, as commissioned; done: all of them or none.

    role: ``whole`` does the steps of the join; ``second`` and ``rest`` are what goes with it. ties: the links between
    its parts, which are gone once they are one visit.
    """

    join: Join
    parts: tuple[Visit, ...]
    role: Literal["whole", "second", "rest"] = "whole"
    ties: tuple[Link, ...] = ()

    @property
    def commissioned(self) -> tuple[Visit, ...]:
        return self.parts if self.role == "whole" else ()

    @property
    def clients(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.client for part in self.parts)) if self.role == "whole" else (self.client,)

    @cached_property
    def part(self) -> Mapping[str, Visit]:
        return {part.id: part for part in self.parts}

    def task_of(self, step: Step) -> Task:
        """The task that a step is about."""
        return self.part[step.visit].tasks[step.task]

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """Ticks from the start of the visit to each step of the join; a step done by another begins with that one."""
        clock, at = 0, []
        for step in self.join.steps:
            at.append(clock)
            clock += self.task_of(step).duration if step.done_by is None else 0
        return tuple(
            at[step.done_by] if step.done_by is not None else moment
            for step, moment in zip(self.join.steps, at, strict=True)
        )

    @property
    def tasks_reached(self) -> tuple[tuple[Task, int], ...]:
        """The task of each step with the ticks until it is reached; of what remains, its tasks in their order.

        None of the second pair of hands: what it helps with is reached when the first pair reaches it.
        """
        if self.role == "whole":
            return tuple(zip(map(self.task_of, self.join.steps), self.begins, strict=True))
        return super().tasks_reached if self.role == "rest" else ()


def _all_prefer(parts: Sequence[Visit]) -> tuple[str, ...]:
    """Those whom all prefer who prefer anybody; where there is nobody, those of each."""
    known = [set(part.preferred_workers) for part in parts if part.preferred_workers]
    return tuple(sorted(set.intersection(*known) or set.union(*known))) if known else ()


FIRST, JOIN = "as the first part has it", "as the join decides"
# How a joint visit takes each field of a visit: FIRST, JOIN, or made of all parts by a function. A field that has no
# line here is the first part's, and a test asks for its line.
TAKEN: Mapping[str, str | Callable[[Sequence[Visit]], Any]] = {
    "id": JOIN,
    "client": FIRST,
    "organisation": FIRST,
    "tasks": JOIN,
    "windows": lambda parts: common_windows(parts) or parts[0].windows,
    "windows_hard": lambda parts: any(part.windows_hard for part in parts),
    "workers": JOIN,
    "priority": lambda parts: max(part.priority for part in parts),
    "optional": lambda parts: all(part.optional for part in parts),
    "value": JOIN,
    "length": JOIN,
    "place": JOIN,
    "kind": lambda parts: next((part.kind for part in parts if part.kind != "routine"), "routine"),
    "preferred_workers": _all_prefer,
    "commissioner": FIRST,
    "provider": FIRST,
    "late_accepted": lambda parts: (),  # a joint visit begins inside the windows of its parts
    "unpaid_carer": lambda parts: next((part.unpaid_carer for part in parts if part.unpaid_carer), None),
}


class JoinedProblem(Problem):
    """A problem in which joint visits stand in the place of commissioned ones."""

    origin: Problem

    @cached_property
    def digest(self) -> str:
        """That of the problem as commissioned."""
        return self.origin.digest

    def replace(self, **changes: Any) -> Self:
        """Not meant: change the problem as commissioned. Raises TypeError."""
        raise TypeError("a joined problem is not changed; change its origin and join again")


class Wrong(Frozen):
    """A join that cannot be carried out at all, and why."""

    join: str
    sentence: str


def joined(problem: Problem, joins: Sequence[Join]) -> Problem:
    """The problem with the visits of each join replaced. Joins that ``wrong_joins`` names must have been left out."""
    if not joins:
        return problem
    made = {join.id: joint_visits(problem, join) for join in joins}
    gone = {visit for join in joins for visit in join.visits}
    whole = {visit: made[join.id][0] for join in joins for visit in join.visits}
    visits = [visit for visit in problem.visits if visit.id not in gone]
    visits += [visit for some in made.values() for visit in some]
    links = [*relinked(problem.links, whole), *(link for some in made.values() for link in ties_of(some))]
    pins = tuple(
        pin.model_copy(update={"visit": whole[pin.visit].id}) if pin.visit in whole else pin for pin in problem.pins
    )
    promises = tuple(promise for promise in problem.promises if promise.visit not in whole)
    fields = {name: getattr(problem, name) for name in Problem.model_fields}
    fields |= {"visits": tuple(visits), "links": tuple(links), "pins": pins, "join_decisions": ()}
    fields["promises"] = promises
    return JoinedProblem(**fields, origin=problem)


def joint_visits(problem: Problem, join: Join) -> tuple[JointVisit, ...]:
    """The visit that a join makes, and with it the second pair of hands or what remains, where there is one.

    The joint visit takes each field as TAKEN says; the second pair is like it but for what the visit that takes several
    workers says of itself; what remains is like the visit it remains of. None has a worth: leaving them out is leaving
    out their parts.
    """
    parts = tuple(problem.visit[visit] for visit in join.visits)
    inside = set(join.visits)
    ties = tuple(link for link in problem.links if link.first in inside and link.second in inside)
    place = problem.place_of(parts[0])
    whole = JointVisit(
        **_taken_from(parts),
        id=join.id,
        tasks=tuple(problem.visit[step.visit].tasks[step.task] for step in join.steps if step.done_by is None),
        workers=1 if join.outcome == "co_attend" else parts[0].workers,
        value=None,
        length=join.duration,
        place=place,
        join=join,
        parts=parts,
        ties=ties,
    )
    if join.outcome == "co_attend":
        helped = helped_of(parts) or parts[0]
        second = {
            "client": helped.client,
            "organisation": helped.organisation,
            "commissioner": helped.commissioner,
            "provider": helped.provider,
            "unpaid_carer": helped.unpaid_carer,
            "id": join.id + SECOND,
            "tasks": helped.tasks,
            "workers": max(1, helped.workers - whole.workers),
            "length": helped.duration,
            "role": "second",
            "ties": (),
        }
        return whole, JointVisit(**{**_fields_of(whole), **second})
    for part in parts:
        taken = {step.task for step in join.steps if step.visit == part.id}
        left = tuple(task for number, task in enumerate(part.tasks) if number not in taken)
        if left:
            gone = sum(part.tasks[number].duration for number in taken)
            rest = {
                "id": join.id + REMAINS,
                "tasks": left,
                "value": None,
                "length": None if part.length is None else max(part.length - gone, sum(task.duration for task in left)),
                "place": place,
            }
            return whole, JointVisit(**{**_fields_of(part), **rest}, join=join, parts=parts, role="rest")
    return (whole,)


def helped_of(parts: Iterable[Visit]) -> Visit | None:
    """The visit that takes several workers, to which the others lend a hand in co_attend."""
    return next((part for part in parts if part.workers > 1), None)


def _fields_of(visit: Visit) -> dict[str, Any]:
    """Every field of a visit, joint or commissioned, to build another from."""
    return {name: getattr(visit, name) for name in type(visit).model_fields}


def _taken_from(parts: Sequence[Visit]) -> dict[str, Any]:
    """What these visits say as one: every field of Visit but those that the join decides."""
    found = {}
    for name in Visit.model_fields:
        how = TAKEN.get(name, FIRST)
        if callable(how):
            found[name] = how(parts)
        elif how == FIRST:
            found[name] = getattr(parts[0], name)
    return found


def common_windows(parts: Iterable[Visit]) -> tuple[Window, ...]:
    """The spans in which every part may start by agreement."""
    spans: list[tuple[int, int]] | None = None
    for part in parts:
        own = [(window.start, window.end) for window in part.windows]
        if spans is None:
            spans = own
        else:
            both = ((max(a, c), min(b, d)) for a, b in spans for c, d in own)
            spans = sorted(span for span in both if span[0] <= span[1])
    return tuple(Window(start=start, end=end) for start, end in spans or ())


def ties_of(visits: Sequence[JointVisit]) -> Iterator[Link]:
    """What ties a join's two visits to each other."""
    if len(visits) == 2:
        kind: Literal["double_handed", "both_or_none"]
        kind = "double_handed" if visits[1].role == "second" else "both_or_none"
        yield Link(id=visits[1].id, kind=kind, first=visits[0].id, second=visits[1].id)


def relinked(links: Iterable[Link], whole: Mapping[str, JointVisit]) -> Iterator[Link]:
    """Links whose ends were joined, now between the joint visits; those inside one joint visit are gone.

    A gap is measured from where the part's tasks begin inside the joint visit.
    """
    for link in links:
        first, second = whole.get(link.first), whole.get(link.second)
        if first is None and second is None:
            yield link
            continue
        if first is not None and second is not None and first.id == second.id:
            continue
        ends = {
            "first": first.id if first is not None else link.first,
            "second": second.id if second is not None else link.second,
        }
        if link.kind != "gap":
            yield link.model_copy(update=ends)
            continue
        early = part_begins(first, link.first) if first is not None else 0
        late = part_begins(second, link.second) if second is not None else 0
        least = None if link.min_gap is None else link.min_gap + early - late
        most = None if link.max_gap is None else link.max_gap + early - late
        if most is not None and most < 0:  # a gap below 0 is one the other way round
            ends = {"first": ends["second"], "second": ends["first"]}
            least, most = -most, None if least is None else -least
        yield link.model_copy(update={**ends, "min_gap": None if least is None else max(0, least), "max_gap": most})


def part_begins(visit: JointVisit, part: str) -> int:
    """Ticks from the start of a joint visit to the first of a part's tasks."""
    return min((at for step, at in zip(visit.join.steps, visit.begins, strict=True) if step.visit == part), default=0)


def wrong_joins(problem: Problem, joins: Sequence[Join]) -> list[Wrong]:
    """Joins that cannot be carried out, each with the first reason found, in order.

    What remains after leaving them out can all be carried out together.
    """
    return [Wrong(join=join.id, sentence=why) for join, why in _judged(problem, joins) if why is not None]


def sound_joins(problem: Problem, joins: Sequence[Join]) -> tuple[Join, ...]:
    """The joins that can be carried out together: those that ``wrong_joins`` does not name."""
    return tuple(join for join, why in _judged(problem, joins) if why is None)


def _judged(problem: Problem, joins: Sequence[Join]) -> Iterator[tuple[Join, str | None]]:
    """Each join with what is wrong with it; a wrong one takes neither its name nor its visits."""
    taken: dict[str, str] = {}
    names = set(problem.visit)
    for join in joins:
        why = _wrong(problem, join, taken)
        if why is None and names & {join.id, join.id + SECOND, join.id + REMAINS}:
            why = f"Join {join.id} has the name of another join or visit."
        if why is None:
            names.add(join.id)
            taken.update(dict.fromkeys(join.visits, join.id))
        yield join, why


def _wrong(problem: Problem, join: Join, taken: Mapping[str, str]) -> str | None:
    for visit in join.visits:
        if visit not in problem.visit:
            return f"Join {join.id} names visit {visit}, which the problem does not know."
        if visit in taken:
            return f"Join {join.id} takes visit {visit}, which join {taken[visit]} has taken."
    if len(set(join.visits)) < len(join.visits):
        return f"Join {join.id} names one visit twice."
    parts = [problem.visit[visit] for visit in join.visits]
    first = parts[0]
    if len({problem.place_of(part) for part in parts}) > 1:
        return f"Join {join.id} is of visits at different places."
    homes = {problem.client[part.client].household or part.client for part in parts}
    if len(homes) > 1 and len({part.client for part in parts}) > 1:
        return f"Join {join.id} is of visits to clients who do not share a household."
    if join.outcome == "co_attend":
        if len(parts) != 2 or min(part.workers for part in parts) != 1 or helped_of(parts) is None:
            return f"Join {join.id} (co_attend) wants one single-handed and one double-handed visit."
    elif any(part.workers != first.workers for part in parts):
        return f"Join {join.id} is of visits that take different numbers of workers."
    for link in problem.links:
        if link.kind in _KEEP_APART and link.first in join.visits and link.second in join.visits:
            return f"Join {join.id} is of visits that link {link.id} gives to different workers."
    return _wrong_steps(join, {part.id: part for part in parts})


def _wrong_steps(join: Join, part: Mapping[str, Visit]) -> str | None:
    seen: set[tuple[str, int]] = set()
    for number, step in enumerate(join.steps):
        if step.visit not in part or step.task >= len(part[step.visit].tasks):
            return f"Step {number} of join {join.id} names a task that its visits do not have."
        if (step.visit, step.task) in seen:
            return f"Join {join.id} does task {step.task} of visit {step.visit} twice."
        seen.add((step.visit, step.task))
        if step.done_by is None:
            continue
        doer = join.steps[step.done_by] if step.done_by < len(join.steps) else None
        if doer is None or doer.done_by is not None or doer.visit == step.visit:
            return f"Step {number} of join {join.id} is done by a step that does not do it."
        if doer.visit not in part or doer.task >= len(part[doer.visit].tasks):
            return f"Step {step.done_by} of join {join.id} names a task that its visits do not have."
        if part[doer.visit].tasks[doer.task].code != part[step.visit].tasks[step.task].code:
            return f"Step {number} of join {join.id} is done by a step that is about another task."
    if all(step.done_by is not None for step in join.steps):
        return f"Join {join.id} does no task at all."
    left = {visit.id for visit in part.values() if any((visit.id, n) not in seen for n in range(len(visit.tasks)))}
    untouched = set(part) - {visit for visit, _ in seen}
    if untouched or len(left) > 1 or (left and join.outcome not in ("delegate", "absorb")):
        lost = sorted(left | untouched)
        return f"Join {join.id} leaves tasks of {' and '.join(lost)} undone."
    return None
