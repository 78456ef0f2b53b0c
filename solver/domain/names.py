"""Whether what stands where a name, a contact or a registration should is one: the one reading that every door uses.

A field says nobody where it is made up of the words that people write when they know nobody, or of posts ("duty
nurse"), or tells anywhere that somebody is not known or gone. Gone, Left and None are surnames, too: "Peter Gone" is a
person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

# Nobody is known. Alone in a field or inside a longer text.
UNKNOWN = frozenset(
    {
        *("none", "nobody", "no one", "unknown", "not known", "tbc", "tba", "tbd", "tbn", "vacant", "vacancy"),
        *("to be confirmed", "to be named", "to be recorded", "to be appointed", "to be advised", "to be arranged"),
        *("to be decided", "to be determined", "to be allocated", "to be assigned", "to be agreed", "to be found"),
        *("to be announced", "to be notified", "not applicable", "not assigned", "not allocated", "not recorded"),
        *("not given", "not stated", "not yet", "unassigned", "unallocated", "unstated", "unnamed", "no name"),
        *("don t know", "not sure", "unsure", "awaiting", "awaited"),
    }
)
# Somebody is there no more, or not now.
GONE = frozenset(
    {
        *("left", "leaver", "retired", "resigned", "dismissed", "gone", "deceased", "died", "dead", "no longer"),
        *("struck off", "removed from the register", "lapsed", "suspended", "on leave", "maternity leave"),
        *("paternity leave", "annual leave", "sick leave", "off sick", "long term sick", "career break", "moved"),
        *("transferred", "emigrated", "ex employee", "former employee", "made redundant"),
    }
)
# Words that say nobody only where a field has no others: some are names, or parts of them.
_ALONE = frozenset(
    {
        *("x", "xx", "xxx", "n a", "na", "nil", "null", "any", "anyone", "anybody", "someone", "somebody", "various"),
        *("whoever", "pending", "to follow", "no contact", "no number", "as above", "see above", "see notes"),
    }
)
# Posts and teams. Whoever holds one today is not named by it.
_POSTS = frozenset(
    {
        *(
            "nurse",
            "nurses",
            "duty",
            "on duty",
            "on call",
            "oncall",
            "agency",
            "locum",
            "relief",
            "bank nurse",
            "staff",
        ),
        *("bank staff", "team", "district", "community", "registered", "registrant", "clinician", "manager", "lead"),
        *("leader", "coordinator", "co ordinator", "supervisor", "carer", "carers", "care worker", "care staff"),
        *("ward nurse", "night nurse", "day nurse", "night staff", "head of care", "head nurse", "charge nurse"),
        *("in charge", "out of hours", "ooh", "senior", "deputy", "gp", "matron on duty", "sister on duty", "rota"),
        *("hub", "office", "service", "trust", "nhs", "provider", "council", "hospital", "practice", "same as"),
    }
)
_FILLERS = frozenset(
    {"the", "a", "an", "of", "our", "their", "and", "or", "has", "have", "is", "was", "who", "see", "per"}
)
_REACHED = frozenset({"hub", "office", "service", "hospital", "practice", "on call", "out of hours"})  # one rings them
# What is said of a registration that is not there yet, and of one that is no more.
_NOT_YET = frozenset(
    {
        *("pending", "applied", "applying", "application", "in process", "in progress", "processing", "student"),
        *("requested", "to follow", "not registered", "unregistered"),
    }
)
_ENDED = frozenset(
    {"expired", "ended", "revoked", "cancelled", "canceled", "withdrawn", "erased", "overdue", "surrendered"}
)

Words = frozenset[str]
RegistrationState = Literal["known", "unknown", "gone"]

_SURNAMES = frozenset({"gone", "left", "none", "dead", "moved"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sr"})
# Letters and posts that people write after a name.
_AFTER_NAMES = frozenset(
    {"rn", "rgn", "rmn", "rnld", "rnmh", "rscn", "rnc", "rm", "nmc", "bsc", "msc", "hons", "qn", "dn"}
)
_AFTER_NAMES |= {"nurse", "registered", "district", "community", "senior", "lead", "sister", "matron", "manager"}
_INSIDE = 3  # letters from which a phrase also counts inside a longer text
_NUMBER = 5  # digits of a telephone number; fewer are a year


@lru_cache(maxsize=4096)
def is_name(text: str, unknown: Words = frozenset(), gone: Words = frozenset()) -> bool:
    """Whether a text is the name of a person. False for what has no letter, and where it says that there is nobody.

    unknown, gone: further phrases for these, such as those of a pack.
    """
    if not any(letter.isalpha() for letter in text):
        return False
    letters = re.sub(r"\d", " ", text)
    return not (_is_made_of(plain(letters), _alone(_phrases(unknown, gone))) or says_nobody(text, unknown, gone))


@lru_cache(maxsize=4096)
def says_nobody(text: str, unknown: Words = frozenset(), gone: Words = frozenset()) -> bool:
    """Whether a name or a contact says that whoever is meant is not known, or there no more; nothing says nothing."""
    known, words = _phrases(unknown, gone), plain(text)
    if not words:
        return False
    if _is_made_of(words, _alone(known) - _REACHED) or any(_is_made_of(plain(part), known) for part in _parts(text)):
        return True
    inside = (one for one in known if len(one.replace(" ", "")) >= _INSIDE and f" {one} " in f" {words} ")
    return any(one not in _SURNAMES or not _is_surname(one, text) for one in inside)


def says_something(text: str, unknown: Words = frozenset()) -> bool:
    """Whether a text says what was asked for, such as a basis or who did it, and not that nobody knows."""
    known = UNKNOWN | _ALONE | {plain(one) for one in unknown}
    return any(letter.isalpha() for letter in text) and plain(text) not in known


def registration_state(text: str, unknown: Words = frozenset(), gone: Words = frozenset()) -> RegistrationState:
    """What stands where the number of a registration should: "known", "unknown" or "gone"."""
    words = f" {plain(text)} "
    if any(f" {one} " in words for one in (*GONE, *_ENDED, *map(plain, gone))):
        return "gone"
    unsaid = (*UNKNOWN, *_NOT_YET, *map(plain, unknown))
    known = any(sign.isdigit() for sign in text) and not any(f" {one} " in words for one in unsaid)
    return "known" if known else "unknown"


def fold_name(text: str) -> str:
    """A name as it is compared: case and the blanks around and between its words make no difference."""
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=4096)
def bare_name(text: str) -> str:
    """A name as signatures are compared: plain, without titles, letters after it and brackets; the forename first.

    "Mrs Wes Sample, RN", "Sample, Wes" and "Wes Sample - RN (bank)" are "wes sample".
    """
    parts = [_without_style(part) for part in re.sub(r"\([^)]*\)?", " ", text).split(",")]
    last, *first = [part for part in parts if part] or [plain(text)]
    return " ".join([*first, last])


def _without_style(part: str) -> str:
    return " ".join(word for word in plain(part).split() if word not in _TITLES | _AFTER_NAMES)


def plain(text: str) -> str:
    """Letters and digits in small, with one blank between what else would separate them."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


@lru_cache(maxsize=64)
def _phrases(unknown: Words, gone: Words) -> frozenset[str]:
    return UNKNOWN | GONE | {words for one in (*unknown, *gone) if (words := plain(one))}


@lru_cache(maxsize=64)
def _alone(known: frozenset[str]) -> frozenset[str]:
    return known | _ALONE | _POSTS | _FILLERS


@lru_cache(maxsize=64)
def _made_of(phrases: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{'|'.join(sorted(map(re.escape, phrases)))})(?: |$))+")


def _is_made_of(words: str, phrases: frozenset[str]) -> bool:
    """Whether a plain text is some of these phrases, one after the other, and nothing else."""
    return _made_of(phrases).fullmatch(words) is not None


def _parts(text: str) -> list[str]:
    """What brackets, commas and the like set apart, as in "Nora Example (left)" and "Nora Example - retired"."""
    return re.split(r"[,;:()\[\]|]|\s[-–—]+\s", text)


def _is_surname(word: str, text: str) -> bool:
    """Whether a word is a surname wherever it stands in a text: after one forename or initials, and with a capital."""
    return all(_ends_a_name(tokens, place) for tokens in _tokens(text) for place in _places(word, tokens))


def _tokens(text: str) -> Iterator[list[str]]:
    for part in _parts(text):
        yield re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", part)


def _places(word: str, tokens: list[str]) -> list[int]:
    return [place for place, token in enumerate(tokens) if token.casefold() == word]


def _ends_a_name(tokens: list[str], place: int) -> bool:
    word, before, after = tokens[place], tokens[:place], tokens[place + 1 :]
    forenames = [one for one in before if len(one) > 1 and one.casefold() not in _TITLES]
    shouted = word.isupper() and not all(one.isupper() for one in forenames)
    letters = (one for one in after if sum(sign.isdigit() for sign in one) < _NUMBER)
    return (
        bool(before)
        and word[0].isupper()
        and not shouted
        and len(forenames) <= 1
        and all(one[0].isupper() and one.casefold() not in _POSTS | _FILLERS for one in before)
        and all(one.isupper() and one.isalpha() and len(one) <= 4 for one in letters)  # RN, RGN
    )
