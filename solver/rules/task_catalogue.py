"""The task catalogue in force for a problem, and what it makes of a task. Reading only: no roster is judged here."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from solver.domain import CallKind, Catalogue, Fault, Horizon, Hygiene, Problem, Task, TaskClass, TaskCode, fold
from solver.domain.task_words import phrase_of, says, words_of

_BUILT_IN = Path(__file__).with_name("task_catalogue.toml")
_CLOCK = Horizon.model_validate({"start": "2026-01-01T00:00"})  # minutes of a catalogue are minutes of a real clock
_ENTRIES: TypeAdapter[tuple[TaskCode, ...]] = TypeAdapter(tuple[TaskCode, ...])
_FREE = (None, "ordinary")  # classes of what is no question of who may, a medicine's apart
STRICTEST: tuple[TaskClass, ...] = ("registered", "delegated", "protocol", "ordinary")
# What counts as a call of its own: the kinds whose calls keep their order and distance.
CALLS: tuple[CallKind, ...] = ("meal", "medicine", "personal_care")


@lru_cache(maxsize=1)
def built_in_tasks() -> tuple[TaskCode, ...]:
    """The codes that everybody knows; those of no class are ordinary care."""
    entries = read_tasks(tomllib.loads(_BUILT_IN.read_text(encoding="utf-8"))["task"])
    return tuple(one.model_copy(update={"task_class": one.task_class or "ordinary"}) for one in entries)


def read_tasks(entries: Any) -> tuple[TaskCode, ...]:
    """Catalogue entries from plain values, ``least_minutes`` in minutes. Raises ValueError with what is wrong."""
    try:
        return _ENTRIES.validate_json(json.dumps(entries), strict=True, context={"horizon": _CLOCK}, by_name=False)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def catalogue_of(problem: Problem, pack: Iterable[TaskCode] = ()) -> Catalogue:
    """The problem's own entries before the pack's, the pack's before those that everybody knows.

    An entry that says of no class is as strict as its words are, its name's and what else it is called too; one for a
    new code also as its owner is, and no more than unknown. None makes less of a code than is known of it already:
    whoever may not give insulin may not where an entry of a document calls it ordinary care, and what is a medicine,
    clean work or comes before a meal stays so.
    """
    known = Catalogue(built_in_tasks())
    for entry in (*pack, *problem.task_catalogue):
        if entry.task_class is None:
            entry = _by_its_words(entry, known)
        if (before := known.get(entry.code)) is not None:
            strictest = _strictest(entry.task_class, before.task_class)
            owner = "health" if "health" in (entry.owner, before.owner) else "social"
            asked = tuple(dict.fromkeys((*before.competencies, *entry.competencies)))
            also, gap = tuple(dict.fromkeys((*before.also, *entry.also))), max(entry.gap, before.gap)
            said = {"task_class": strictest, "owner": owner, "competencies": asked, "also": also, "gap": gap}
            said["least"] = max(entry.least, before.least)
            said["call"] = entry.call if before.call == "other" else before.call
            said["hygiene"] = entry.hygiene if before.hygiene == "neutral" else before.hygiene
            said["meal"] = entry.meal if before.meal == "either" else before.meal
            entry = entry.model_copy(update=said)
        known = Catalogue(known.values(), [entry])
    return known


def said_by_entry(entry: TaskCode, known: Catalogue) -> list[TaskCode]:
    """What an entry of somebody's own catalogue says of that not everybody may do, and of medicines: its code where
    nobody knows it, its name, and what else it is called. Nothing where the code is as strict as what it says:
    "catheter bag change" of catheter_bag.
    """
    before = known.get(entry.code)
    words = (one for name in (entry.name, *entry.also) for one in known.words_say(name))
    said = [*known.said_by(entry.code), *words]
    if before is not None and before in said and before.task_class not in _FREE:
        return []
    return [one for one in said if one.task_class not in _FREE or one.call == "medicine"]


def _by_its_words(entry: TaskCode, known: Catalogue) -> TaskCode:
    """An entry of no class with the class of what it says, and that of a medicine: what an unknown code would be."""
    said = said_by_entry(entry, known)
    health = entry.owner == "health" and entry.code not in known
    strictest = _strictest(*(one.task_class for one in said), "registered" if health else None)
    update: dict[str, object] = {"task_class": None if strictest == "ordinary" else strictest}
    if entry.call == "other" and any(one.call == "medicine" for one in said):
        update["call"] = "medicine"
    if not entry.competencies:
        update["competencies"] = tuple(dict.fromkeys(name for one in said for name in one.competencies))
    return entry.model_copy(update=update)


def _strictest(*classes: TaskClass | None) -> TaskClass | None:
    said = [one for one in classes if one is not None]
    return min(said, key=STRICTEST.index, default=None)


def class_of(task: Task, catalogue: Catalogue) -> TaskClass:
    """Who may do a task: the strictest of what the catalogue says of its code and what the task itself says.

    A code that nobody knows, or of no class that anybody has said, is for registered nurses where a health
    organisation's record holds it; else it is of the strictest class of what it says, or ordinary. Where the order says
    another task that not everybody may do (``said_by_order``), a registered nurse does it until that code is said:
    delegations and protocols name codes, and nobody has named this one for that.
    """
    said = _class_by_code(task, catalogue)
    strict = any(one.task_class not in _FREE for one in said_by_order(task, catalogue))
    return "registered" if strict else said


def _class_by_code(task: Task, catalogue: Catalogue) -> TaskClass:
    entry = catalogue.get(task.code)
    said: list[TaskClass] = []
    if entry is not None and entry.task_class is not None:
        said.append(entry.task_class)
    elif task.owner == "health":
        said.append("registered")
    else:
        said += [one.task_class or "ordinary" for one in meant_by(task.code, catalogue)]
    if task.registered_nurse_only:
        said.append("registered")
    if task.delegable and task.owner == "health":
        said.append("delegated")
    return min(said, key=STRICTEST.index, default="ordinary")


def meant_by(code: str, catalogue: Catalogue) -> tuple[TaskCode, ...]:
    """What an unknown code says of that not everybody may do: tasks that are no ordinary care, and medicines."""
    return tuple(one for one in catalogue.said_by(code) if one.task_class not in _FREE or one.call == "medicine")


def said_by_order(task: Task, catalogue: Catalogue) -> tuple[TaskCode, ...]:
    """What the order of a task says beyond its code: tasks that not everybody may do, as strict as the code or more,
    and of ordinary care that is no medicine also medicines. "Enoxaparin 40 mg" of a task "medication": injection. Not
    what the words of the code say already: "Lantus" of a delegated code "insulin_am" of the day's own.
    """
    if not task.order.strip():
        return ()
    own, by_code = _said_by_code(task, catalogue), _class_by_code(task, catalogue)
    names, free = {fold(one.code) for one in own}, by_code == "ordinary" and all(one.call != "medicine" for one in own)
    called = (name for one in own for name in (one.code, *one.also, *_own_names(one.code, catalogue)))
    words = (said for name in called for said in catalogue.words_say(name))
    names |= {fold(one.code) for one in words if _rank(one.task_class) >= _rank(by_code)}
    return tuple(
        one
        for one in catalogue.spoken_in(task.order)
        if fold(one.code) not in names
        and (
            _rank(one.task_class) <= _rank(by_code) if one.task_class not in _FREE else free and one.call == "medicine"
        )
    )


def _rank(of: TaskClass | None) -> int:
    """0 for the strictest."""
    return STRICTEST.index(of or "ordinary")


def _said_by_code(task: Task, catalogue: Catalogue) -> tuple[TaskCode, ...]:
    entry = catalogue.get(task.code)
    return meant_by(task.code, catalogue) if entry is None else (entry,)


def entries_of(task: Task, catalogue: Catalogue) -> tuple[TaskCode, ...]:
    """What a task is: the entry of its code, or what an unknown code says, and what its order says beyond that."""
    return (*_said_by_code(task, catalogue), *said_by_order(task, catalogue))


def is_reached(task: Task, code: str, catalogue: Catalogue) -> bool:
    """Whether a stop of a task code is about a task: its code in any spelling, or what its code or its order says.

    A code that everybody knows says itself alone, and insulin "before breakfast" is no breakfast. A code of somebody's
    own catalogue also says what it is called there. A name that no catalogue knows is looked for word by word.
    """
    if fold(code) == fold(task.code):
        return True
    texts = [task.order, *_own_names(task.code, catalogue)]
    if task.code not in _everybodys():
        texts.append(task.code)
    entry = catalogue.get(code)
    if entry is None:
        return any(says(words_of(text), phrase_of(code), loosely=False) for text in texts)
    said = [one for text in texts if text.strip() for one in catalogue.words_say(text)]
    meant = (*entries_of(task, catalogue), *(one for one in said if one.task_class not in _FREE))
    if not meant:  # ordinary care by an unknown code: "breakfast prep"
        meant = catalogue.said_by(task.code)
    return fold(entry.code) in {fold(one.code) for one in meant}


def _own_names(code: str, catalogue: Catalogue) -> list[str]:
    """What a code is called by a pack or a document, and not by everybody."""
    entry, usual = catalogue.get(code), _everybodys().get(code)
    if entry is None or entry == usual:
        return []
    known = set() if usual is None else {usual.name, *usual.also}
    return [name for name in (entry.name, *entry.also) if name not in known]


@lru_cache(maxsize=1)
def _everybodys() -> Catalogue:
    return Catalogue(built_in_tasks())


def call_kinds(tasks: Iterable[Task], catalogue: Catalogue) -> frozenset[CallKind]:
    """The kinds of call that these tasks make of their visit."""
    return frozenset(entry.call for task in tasks if (entry := catalogue.get(task.code)) is not None)


def is_meant(word: str, code: str, catalogue: Catalogue) -> bool:
    """Whether a word of the pack means a task code: any spelling of it, or its kind of call ("meal": breakfast)."""
    name = fold(word)
    return name == fold(code) or ((entry := catalogue.get(code)) is not None and name == entry.call)


def hygiene_of(code: str, clean: Iterable[str], dirty: Iterable[str], catalogue: Catalogue) -> Hygiene:
    """How clean a task is: what the pack's lists say of its code by any spelling, else the catalogue."""
    name = fold(code)
    if name in map(fold, clean):
        return "clean"
    if name in map(fold, dirty):
        return "dirty"
    entry = catalogue.get(code)
    return "neutral" if entry is None else entry.hygiene


def competencies_of(task: Task, catalogue: Catalogue, declared: Iterable[str]) -> tuple[str, ...]:
    """What a task asks for; where it names nothing, what the catalogue says, of its code or of what an unknown code
    means, and the problem declares. What the order says beyond the code is asked for in any case.
    """
    entries, known = said_by_order(task, catalogue), frozenset(declared)
    if not task.competencies:
        entries = (*_said_by_code(task, catalogue), *entries)
    said = (name for one in entries for name in one.competencies if name in known)
    return tuple(dict.fromkeys((*task.competencies, *said)))


def unknown_codes(problem: Problem, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Task codes that no catalogue knows, each with the nearest that one does. None on a literature clock."""
    if problem.horizon.abstract:
        return {}
    codes = dict.fromkeys(task.code for visit in problem.visits for task in visit.tasks)
    return {code: catalogue.nearest(code) for code in codes if code not in catalogue}


def task_faults(table: Any, file: str) -> tuple[tuple[TaskCode, ...], list[Fault]]:
    """A pack's [[task]] entries, and what is wrong with them."""
    try:
        return read_tasks(table), []
    except ValueError as error:
        return (), [Fault("task", str(error), "want entries such as those of solver/rules/task_catalogue.toml", file)]
