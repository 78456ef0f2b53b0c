"""Whether two orders are of one medicine, by what they say: by its name, or by a substance that both are known to hold.

Reading only. What is known of products stands in substances.toml, with its sources; nothing is guessed beyond it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from solver.domain import fold_order
from solver.domain.task_words import says

_TABLE = Path(__file__).with_name("substances.toml")
_STRENGTH = re.compile(r"\d+(?:[.,/:]\d+)+")  # 30/500, 2.5; and 08:00
_AMOUNT = re.compile(r"x\d+|\d+([^\W\d_]*)")  # x2, 500mg, 2x; and 500 alone
_MASS = re.compile(r"(\d+(?:[.,]\d+)?) ?([^\W\d_]+)")  # 2.5 mg
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")  # 1,000 mg
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_LEAST_LETTERS = 4  # of a word that names a medicine


@dataclass(frozen=True, slots=True)
class _Known:
    """said: by substance, the words that an order about it begins with; asked: of those that are only asked about. The
    rest: see substances.toml.
    """

    said: dict[str, tuple[tuple[str, ...], ...]]
    sources: dict[str, str]
    asked: dict[str, tuple[tuple[str, ...], ...]]
    amounts: frozenset[str]
    directions: frozenset[str]
    nothing: frozenset[str]
    times: frozenset[str]
    needed: frozenset[str]
    mass: Mapping[str, int]


@lru_cache(maxsize=1)
def _known() -> _Known:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    said, asked = (
        {one["holds"]: tuple(tuple(_tokens(name)) for name in one["said"]) for one in table[kind]}
        for kind in ("substance", "asked")
    )
    words, sources = table["words"], {one["holds"]: one["source"] for one in table["substance"]}
    names = ("amounts", "directions", "nothing", "times", "needed")
    amounts, directions, nothing, times, needed = (frozenset[str](words[name]) for name in names)
    return _Known(said, sources, asked, amounts, directions, nothing, times, needed, words["mass"])


def shared_medicine(order: str, other: str) -> str:
    """What medicine two orders are both of: "paracetamol" of "Paracetamol 1 g" and "co-codamol 30/500"; nothing where
    they do not clearly say one. Orders that say nothing, or the very same, are not asked about here.
    """
    if both := sorted(_holds(order) & _holds(other)):
        return both[0]
    same = _telling(order) and _telling(order) == _telling(other) and set(_name(order)) == set(_name(other))
    return " ".join(_name(order)) if same else ""


def are_strengths(order: str, other: str) -> bool:
    """Whether two orders name one medicine in the same words and differ in how much it holds: "Warfarin 3 mg" and
    "warfarin 1 mg" are one dose of two tablets. Not a brand beside a generic name, not what is measured in units, and
    not where the two say two times.
    """
    amounts = _strength(order), _strength(other)
    if None in amounts or amounts[0] == amounts[1] or not _telling(order) or set(_name(order)) != set(_name(other)):
        return False
    if "insulin" in _name(order) or any(one.startswith("insulin") for one in _holds(order)):
        return False
    when, then = _times(order), _times(other)
    return when == then or (not (when and then) and not (when | then) & _known().needed)


def _times(order: str) -> set[str]:
    """When an order says that it is given: the words that say so, and times of the clock."""
    return {*_CLOCK.findall(fold_order(order)), *((_known().times | _known().needed) & set(_tokens(order)))}


def _strength(order: str) -> float | None:
    """The one amount that an order says, in micrograms; None where it says none, several, or one for a volume."""
    text, mass = _THOUSANDS.sub("", fold_order(order)), _known().mass
    found = [(number, unit) for number, unit in _MASS.findall(text) if unit in mass]
    if len(found) != 1 or "/" in text:
        return None
    ((number, unit),) = found
    return float(number.replace(",", ".")) * mass[unit]


def source_of(substance: str) -> str:
    """Where it is published what holds a substance; nothing of what the table does not have."""
    return _known().sources.get(substance, "")


def may_be_one_medicine(order: str, other: str) -> bool:
    """Whether two orders do not clearly say one medicine, and could: one's name, slips of the pen apart, stands in the
    other ("morphine", "morphine MR"), one mentions what the other holds, or both mention what is asked about.
    """
    if fold_order(order) == fold_order(other) or shared_medicine(order, other):
        return False
    one, then = _telling(order), _telling(other)
    within = any(says(words, name, loosely=True) for words, name in ((one, then), (then, one)))
    asked = _asked(order) & _asked(other)
    return within or bool(asked or _mentions(order) & _holds(other) or _holds(order) & _mentions(other))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold_order(text))


@lru_cache(maxsize=4096)
def _name(order: str) -> tuple[str, ...]:
    """The words of an order that are no amount and no direction; numbers that count nothing stay."""
    known = _known()
    tokens = _tokens(_STRENGTH.sub(" ", fold_order(order)))
    beside = ["", *tokens, ""]
    return tuple(
        token
        for last, token, following in zip(beside, tokens, beside[2:], strict=False)
        if token not in known.amounts | known.directions and not _is_amount(token, last, following, known.amounts)
    )


def _is_amount(token: str, last: str, following: str, amounts: frozenset[str]) -> bool:
    """Whether a number counts something: with its unit, or a number alone beside a word that is one."""
    found = _AMOUNT.fullmatch(token)
    if found is None:
        return False
    unit = found.group(1)
    return unit is None or unit in amounts or (not unit and (following in amounts or last == "x"))


def _telling(order: str) -> frozenset[str]:
    """The words of an order that name a medicine; none where no long one is among them, or a number of its own is:
    "order 12" and "case 7 at lunch" name none.
    """
    words = frozenset(_name(order)) - _known().nothing
    long = any(word.isalpha() and len(word) >= _LEAST_LETTERS for word in words)
    return words if long and not any(word.isdigit() for word in words) else frozenset()


def _holds(order: str) -> set[str]:
    """Substances that an order is known to be of: it begins with the name of something that holds them."""
    name = _name(order)
    return {
        substance
        for substance, phrases in _known().said.items()
        if any(name[: len(phrase)] == phrase for phrase in phrases)
    }


def _mentions(order: str) -> set[str]:
    """Substances of which an order says something anywhere."""
    return _mentioned(_known().said, order)


def _asked(order: str) -> set[str]:
    """Of substances that are only asked about, those of which an order says something anywhere."""
    return _mentioned(_known().asked, order)


def _mentioned(said: Mapping[str, Sequence[Sequence[str]]], order: str) -> set[str]:
    name = _name(order)
    return {substance for substance, phrases in said.items() if any(_stands_in(phrase, name) for phrase in phrases)}


def _stands_in(phrase: Sequence[str], words: Sequence[str]) -> bool:
    size = len(phrase)
    return any(tuple(words[at : at + size]) == tuple(phrase) for at in range(len(words) - size + 1))
