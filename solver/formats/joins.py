"""What is wrong with the joins of a roster document, each fault at the place where it can be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..domain import Fault, Join, Problem, joint_visits, wrong_joins
from ..domain.joint import REMAINS, SECOND
from .wording import Path, path_text


def join_faults(problem: Problem, joins: Sequence[tuple[int, Join]]) -> list[tuple[Path, Fault]]:
    """Every fault of the joins that the schema cannot see, with its path. joins: with their index in the document."""
    faults: list[tuple[Path, Fault]] = []
    sound: list[tuple[int, Join]] = []
    names: dict[str, int] = {}
    taken: dict[str, int] = {}
    for index, join in joins:
        own = [*_name(problem, index, join, names), *_visits(problem, index, join, taken)]
        own += _steps(problem, index, join)
        faults += own
        names.setdefault(join.id, index)
        for visit in join.visits:
            taken.setdefault(visit, index)
        if not own:
            sound.append((index, join))
    place = {join.id: index for index, join in sound}
    for wrong in wrong_joins(problem, [join for _, join in sound]):
        faults.append(_fault(("joins", place[wrong.join]), wrong.join, f"want a join that works. {wrong.sentence}"))
    return sorted(faults, key=lambda found: (found[0][1], len(found[0]) == 2))


def joint_names(problem: Problem, joins: Iterable[Join], faulty: Iterable[str]) -> set[str]:
    """The ids of joint visits that stops may name. faulty: ids of joins with faults: what they would make is unknown,
    so that naming any of it is no second fault.
    """
    unknown = set(faulty)
    names = {name + end for name in unknown for end in ("", SECOND, REMAINS)}
    for join in joins:
        if join.id not in unknown:
            names |= {visit.id for visit in joint_visits(problem, join)}
    return names


def _name(problem: Problem, index: int, join: Join, names: dict[str, int]) -> Iterator[tuple[Path, Fault]]:
    if join.id in names:
        yield _fault(("joins", index, "id"), join.id, f"want an id used once; it is also at joins[{names[join.id]}]")
    elif {join.id, join.id + SECOND, join.id + REMAINS} & problem.visit.keys():
        yield _fault(("joins", index, "id"), join.id, "want an id that no visit has")


def _visits(problem: Problem, index: int, join: Join, taken: dict[str, int]) -> Iterator[tuple[Path, Fault]]:
    for number, visit in enumerate(join.visits):
        where: Path = ("joins", index, "visits", number)
        if visit not in problem.visit:
            yield _fault(where, visit, "want the id of one of the visits")
        elif visit in join.visits[:number]:
            yield _fault(where, visit, "want different visits")
        elif visit in taken:
            yield _fault(where, visit, f"want each visit in one join; joins[{taken[visit]}] has taken it")


def _steps(problem: Problem, index: int, join: Join) -> Iterator[tuple[Path, Fault]]:
    seen: dict[tuple[str, int], int] = {}
    for number, step in enumerate(join.steps):
        where: Path = ("joins", index, "steps", number)
        if step.visit not in join.visits:
            wanted = f"want one of the visits of the join: {', '.join(join.visits)}"
            yield _fault((*where, "visit"), step.visit, wanted)
            continue
        if step.visit not in problem.visit:
            continue  # told where the join names it
        count = len(problem.visit[step.visit].tasks)
        if step.task >= count:
            wanted = f"want the number of one of the tasks of {step.visit}, 0 to {count - 1}"
            yield _fault((*where, "task"), step.task, wanted)
        elif (first := seen.setdefault((step.visit, step.task), number)) != number:
            yield _fault((*where, "task"), step.task, f"want each task in one step; steps[{first}] does it already")
        if step.done_by is not None and (wanted := _doer(problem, join, number)):
            yield _fault((*where, "done_by"), step.done_by, wanted)


def _doer(problem: Problem, join: Join, number: int) -> str:
    """What would be right for the step that is to do this one as well; empty where it is."""
    step = join.steps[number]
    if step.done_by is None or step.done_by >= len(join.steps):
        return f"want the number of a step, 0 to {len(join.steps) - 1}"
    doer = join.steps[step.done_by]
    if doer.done_by is not None:
        return "want a step that is done itself"
    if doer.visit == step.visit:
        return "want a step of another visit"
    codes = []
    for one in (doer, step):
        tasks = problem.visit[one.visit].tasks if one.visit in problem.visit else ()
        if one.task >= len(tasks):
            return ""  # told where the step names it
        codes.append(tasks[one.task].code)
    return "" if codes[0] == codes[1] else f"want a step about the same task, {codes[1]}; that one is about {codes[0]}"


def _fault(path: Path, value: object, wanted: str) -> tuple[Path, Fault]:
    return path, Fault(path_text(path), value, wanted)
