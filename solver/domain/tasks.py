"""The task catalogue: what a task code means. A problem declares codes of its own; the pack brings ordinary ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Literal

from pydantic import Field

from .care import Sector, is_absent
from .clock import Duration, Frozen
from .place import Code, Id, Text
from .shown import seen_of
from .task_words import Phrase, phrase_of, says, words_of

# Who may do a task. registered: a registered nurse only. delegated: besides nurses those whom a registrant has named
# for this client. protocol: besides nurses those of the provider's own staff who hold its competencies, under a
# protocol that a registrant has signed. ordinary: whoever holds its competencies.
TaskClass = Literal["registered", "delegated", "protocol", "ordinary"]
# What kind of call it makes of its visit: calls of one kind keep their order and distance. presence: somebody stays
# (a sit, a night, living in), so that other visits may happen meanwhile.
Hygiene = Literal["clean", "dirty", "neutral"]
CallKind = Literal["meal", "medicine", "personal_care", "presence", "other"]


class TaskCode(Frozen):
    """One entry of the catalogue. An entry without a class is made as strict as what it says by ``catalogue_of``.

    An unknown code that says one of ``also`` is taken for this one until it is classified.
    """

    code: Code
    """The code that tasks of visits name. Example: wound_care"""
    name: Text = ""
    """What it is in words. Example: dressing of a wound"""
    owner: Sector = "social"
    """Whose record it belongs to."""
    task_class: TaskClass | None = Field(default=None, alias="class", exclude_if=is_absent)
    """Who may do it. registered: a registered nurse only; delegated: also whom a registrant named for this client;
    protocol: also competent staff of the provider under a signed protocol; ordinary: whoever holds its competencies.
    Empty: as strict as what it says."""
    hygiene: Hygiene = "neutral"
    """Clean work is done before dirty work within a joint visit."""
    meal: Literal["before", "after", "either"] = "either"
    """Whether it comes before or after the meal of the same visit."""
    call: CallKind = "other"
    """The kind of call it makes of its visit: calls of one kind keep their order and distance. presence: somebody
    stays, and other visits may happen meanwhile."""
    competencies: tuple[Id, ...] = ()
    """What is asked where a task names none."""
    least: Duration = Field(default=0, alias="least_minutes")
    """The shortest it may be commissioned for. Example: 15"""
    also: tuple[Code, ...] = Field(default=(), exclude_if=is_absent)
    """What else people call it, such as brands of a medicine. Example: dressing; wound clinic"""
    gap: Duration = Field(default=0, alias="gap_minutes")
    """The least from the end of a visit with this task to the start of the client's next one with it. Example: 240"""


@lru_cache(maxsize=4096)
def fold(code: str) -> str:
    """A code as it is compared: case, blanks around and between, hyphens and underscores make no difference, nor do
    wide letters and signs that nobody sees.
    """
    if not code.isascii():
        code = seen_of(unicodedata.normalize("NFKC", code))
    return "_".join(code.replace("-", " ").replace("_", " ").casefold().split())


class Catalogue(Mapping[str, TaskCode]):
    """Codes by any spelling of theirs; later entries replace earlier ones of the same code."""

    def __init__(self, *entries: Iterable[TaskCode]):
        self._codes = {fold(entry.code): entry for some in entries for entry in some}
        self._said: dict[str, tuple[TaskCode, ...]] = {}

    def __getitem__(self, code: str) -> TaskCode:
        return self._codes[fold(code)]

    def __iter__(self) -> Iterator[str]:
        return (entry.code for entry in self._codes.values())

    def __len__(self) -> int:
        return len(self._codes)

    def said_by(self, code: str) -> tuple[TaskCode, ...]:
        """Entries whose code, or another name of theirs, stands among the words of an unknown code."""
        return () if code in self else self.spoken_in(code)

    def spoken_in(self, text: str) -> tuple[TaskCode, ...]:
        """The same of any text, such as an order; of a code that is known, its entry alone."""
        entry = self.get(text)
        return self.words_say(text) if entry is None else (entry,)

    def words_say(self, text: str) -> tuple[TaskCode, ...]:
        """The same of the words alone, whether the text is a code that is known or not."""
        if text not in self._said:
            words = words_of(text)
            self._said[text] = tuple(one for one in self.values() if self._is_said(one, words))
        return self._said[text]

    def _is_said(self, entry: TaskCode, words: frozenset[str]) -> bool:
        strict = entry.task_class not in (None, "ordinary")  # whose misspelling is not to make everybody's work of it
        return any(says(words, phrase, loosely=strict) for phrase in self._phrases[fold(entry.code)])

    @cached_property
    def _phrases(self) -> dict[str, tuple[Phrase, ...]]:
        return {name: tuple(map(phrase_of, (one.code, *one.also))) for name, one in self._codes.items()}

    def nearest(self, code: str) -> tuple[str, ...]:
        """Up to three codes that an unknown one may have been meant for, the likeliest first: what it says itself, then
        what is spelled like it.
        """
        close = get_close_matches(fold(code), self._codes, n=3, cutoff=0.6)
        likely = (*(one.code for one in self.said_by(code)), *(self._codes[name].code for name in close))
        return tuple(dict.fromkeys(likely))[:3]
