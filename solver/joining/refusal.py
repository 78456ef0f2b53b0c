"""Why a worker may not make a joint visit, with what would have to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .changes import RegisterChange
from .register import Suitability


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a worker may not make a joint visit. changes: what would have to change, all of it; none: nothing can."""

    condition: str
    sentence: str
    changes: tuple[RegisterChange, ...] = ()


def client_name(suitability: Suitability, client: str) -> str:
    return suitability.register.problem.client[client].name


def date_words(suitability: Suitability) -> str:
    """ "Mon 01.03.2027"."""
    return f"{suitability.day:%a %d.%m.%Y}"


def join_words(names: Iterable[str]) -> str:
    """ "a, b and c"."""
    *most, last = list(dict.fromkeys(names))
    return f"{', '.join(most)} and {last}" if most else last
