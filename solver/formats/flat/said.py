"""What cells of the flat form say in words: tasks with their minutes, what somebody can do, what a client needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from ...domain import Catalogue, TaskCode
from ...domain.hands import NO_HANDS, Hands, read_hands
from ...domain.shown import fold_order
from ...domain.tasks import fold
from ...rules.task_catalogue import built_in_tasks
from ..words import known_word

_MINUTES = re.compile(r"(?P<task>.+?)[\s(]+(?P<minutes>\d{1,3})\s*(?:m|min|mins|minutes)?\.?\s*\)?")
# What people say for a medicine of no name: it is none of a medicine's orders.
_NO_MEDICINE = frozenset({"medicine", "medicinal", "meds", "med", "tablet", "pill", "capsule", "medication"})
_ABILITIES = {
    **dict.fromkeys(("moving and handling", "manual handling", "m&h", "hoist", "hoisting"), "moving_handling"),
    **dict.fromkeys(("meds", "medicine", "medicines", "medication administration", "tablets"), "medication"),
    **dict.fromkeys(("meals", "cooking", "cleaning", "shopping", "housework", "domestic", "home help"), "home_support"),
    **dict.fromkeys(("peg", "peg feed", "peg feeds"), "peg_feeding"),
    **dict.fromkeys(("catheter", "catheters"), "catheter_care"),
    **dict.fromkeys(("wounds", "dressings"), "wound_care"),
}
# What people write for a task where the whole of a cell is that, and more than a word of a longer text could bear.
_SHORT = {
    **dict.fromkeys(("wash", "washing", "p/c", "p.c", "pcare"), "personal_care"),
    **dict.fromkeys(("w&d", "w & d", "w/d", "wash & dress", "wash and dress", "dress", "up"), "wash_and_dress"),
    **dict.fromkeys(("bed", "bedtime", "tuck in"), "undress_to_bed"),
    **dict.fromkeys(("pad", "pads", "toilet call"), "toileting"),
    **dict.fromkeys(("b/fast", "bfast", "brekkie"), "breakfast"),
}
_HANDLING = "moving_handling"
NURSE = frozenset({"nurse", "registered nurse", "rn", "rgn", "district nurse", "community nurse"})


@dataclass(frozen=True, slots=True)
class SaidTask:
    """A task as a cell says it. code: of the catalogue, or the words as they stand. minutes: its own, where said.
    order: the words, where they name a medicine. entries: what the catalogue knows of it. hands: what it says of those.
    """

    code: str
    minutes: int | None
    order: str
    entries: tuple[TaskCode, ...]
    hands: Hands = NO_HANDS

    @property
    def health(self) -> bool:
        return bool(self.entries) and all(one.owner == "health" for one in self.entries)

    @property
    def timed(self) -> bool:
        """Whether it is of the kind that a nurse sets a time for: not everybody's to do, or a medicine."""
        return any(one.task_class not in (None, "ordinary") or one.call == "medicine" for one in self.entries)

    @property
    def competencies(self) -> tuple[str, ...]:
        handling = (_HANDLING,) if self.hands.hoist else ()
        return tuple(dict.fromkeys((*(name for one in self.entries for name in one.competencies), *handling)))


@dataclass(frozen=True, slots=True)
class SaidNeeds:
    """What a client needs of whoever comes. abilities: competencies. sex: of the carers; "": either. two: whether two
    come. strange: words that nothing reads.
    """

    abilities: tuple[str, ...]
    sex: str
    two: bool
    strange: tuple[str, ...]
    sex_said: str = ""


def split_words(text: str) -> list[str]:
    """The parts of a list as people write it: between ; and new lines, and plus signs."""
    return [part.strip() for part in re.split(r"[;\n]|\s\+\s", text) if part.strip()]


def split_list(text: str, known: Iterable[str] = ()) -> list[str]:
    """The same, between commas too, unless the whole is one of those known (compared in small letters)."""
    whole = frozenset(known)
    parts = []
    for part in split_words(text):
        if part.casefold() in whole:
            parts.append(part)
        else:
            parts += [one.strip() for one in part.split(",") if one.strip()]
    return parts


def read_tasks(text: str) -> list[SaidTask]:
    """The tasks of a cell. "medication: paracetamol 500 mg" is a task and its order; "lunch 20" says its minutes."""
    parts = [(part, read_hands(part)) for part in split_list(text, _task_names())]
    beside = [hands for _, hands in parts if not hands.rest and not hands.hoist]  # "DH" and "no hoist": no task
    tasks = [_read_task(part) for part, hands in parts if hands.rest or hands.hoist or len(beside) == len(parts)]
    if any(hands.two for hands in beside):
        tasks[0] = replace(tasks[0], hands=replace(tasks[0].hands, two=True))
    return tasks


def _read_task(text: str) -> SaidTask:
    """A part of a cell. What it says of hands is taken from it where the rest is a task that is known."""
    hands = read_hands(text)
    if _entry(text) is None and hands.rest and (hands.two or hands.hoist or hands.rest != " ".join(text.split())):
        bare = _read_bare(hands.rest)
        if bare.entries and bare.code == bare.entries[0].code:
            return replace(bare, hands=hands)
    return replace(_read_bare(text), hands=hands)


def _read_bare(text: str) -> SaidTask:
    minutes = None
    task, colon, which = text.partition(":")
    if colon and which.strip() and (known := _entry(task)) is not None:
        return SaidTask(known.code, None, which.strip(), (known, *_catalogue().spoken_in(which)))
    if _entry(text) is None and (own := _MINUTES.fullmatch(text)):
        text, minutes = own["task"].strip(), int(own["minutes"])
    entry = _entry(text)
    if entry is None:
        return SaidTask(text, minutes, "", _catalogue().said_by(text))
    named = entry.call == "medicine" and text.casefold() not in (entry.name.casefold(), entry.code.casefold())
    order = text if named and fold(text).rstrip("s") not in _NO_MEDICINE and fold(text) != fold(entry.code) else ""
    return SaidTask(entry.code, minutes, order, (entry,))


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return Catalogue(built_in_tasks())


@lru_cache(maxsize=1)
def _task_names() -> dict[str, TaskCode]:
    """Entries by every name that is one entry's alone, folded and in small letters."""
    found: dict[str, list[TaskCode]] = {}
    for entry in built_in_tasks():
        for name in dict.fromkeys((entry.code, entry.name, *entry.also)):
            for spelled in dict.fromkeys((fold(name), name.casefold(), fold(name + "s"))):
                found.setdefault(spelled, []).append(entry)
    return {name: entries[0] for name, entries in found.items() if name and len({id(one) for one in entries}) == 1}


def _entry(text: str) -> TaskCode | None:
    said = " ".join(text.casefold().split())
    return (
        _task_names().get(fold(text)) or _task_names().get(said) or _task_names().get(_SHORT.get(said.rstrip("."), ""))
    )


def list_task_words() -> list[tuple[str, str]]:
    """What tasks may be called, for people, each with what it asks whoever does it to be able to do."""
    return [(one.name or one.code, "; ".join(map(show_ability, one.competencies))) for one in built_in_tasks()]


@lru_cache(maxsize=1)
def known_abilities() -> frozenset[str]:
    """Every competency that the catalogue asks for."""
    return frozenset(name for one in built_in_tasks() for name in one.competencies)


def show_ability(competency: str) -> str:
    """A competency as people write it."""
    return competency.replace("_", " ")


def read_ability(text: str) -> tuple[str, ...]:
    """The competencies that a word of can do means: one that is known, those of a task of that name, or the word."""
    said = " ".join(re.sub(r"\s*&\s*", " and ", text).split()).casefold()
    said = said.removesuffix(" trained").replace("m and h", "m&h")
    if fold(said) in known_abilities():
        return (fold(said),)
    if said in _ABILITIES:
        return (_ABILITIES[said],)
    entry = next((one for one in built_in_tasks() if fold(said) in (fold(one.code), fold(one.name))), None)
    if entry is None and (other := _entry(text)) is not None and other.call == "personal_care":
        entry = other  # by its other names too: nobody is taken for able to do more than ordinary care
    if entry is not None:
        return entry.competencies
    parts = [part.strip() for part in re.split(r"/|\+|&", text)]
    meant = [read_ability(part) for part in parts if part] if len(parts) > 1 else []
    if meant and all(set(one) <= known_abilities() for one in meant):
        return tuple(dict.fromkeys(name for one in meant for name in one))
    return (" ".join(text.split()),)


def read_needs(text: str, held: frozenset[str]) -> SaidNeeds:
    """What a cell of needs says. held: competencies that somebody of the staff holds, also ones of their own words."""
    known = known_abilities() | held
    abilities: list[str] = []
    strange: list[str] = []
    sex, sex_said, two = "", "", False
    for part in split_list(text, _task_names()):
        said = " ".join(part.split()).casefold().removesuffix(" only")
        word = known_word("worker_sex", said)
        meant = read_ability(part)
        hands = read_hands(part)
        if word in ("female", "male"):
            sex, sex_said = word, part
        elif hands.two and read_needs(hands.rest, held).strange == ():
            rest = read_needs(hands.rest, held)
            two, sex, sex_said = True, rest.sex or sex, rest.sex_said or sex_said
            abilities += [*rest.abilities, *((_HANDLING,) if hands.hoist else ())]
        elif same := [one for one in known if {fold_order(one)} == {fold_order(name) for name in meant}]:
            abilities.append(same[0])
        elif set(meant) <= known:
            abilities += meant
        else:
            strange.append(part)
    return SaidNeeds(tuple(dict.fromkeys(abilities)), sex, two, tuple(strange), sex_said)
