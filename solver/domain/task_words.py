"""What a task code says in words, so that "insulin (breakfast)" and "NovoRapid am" are seen to be about insulin.

Whatever else the code says makes no difference: "no insulin today" speaks of insulin too, until somebody classifies it.
"""

from __future__ import annotations

import re
import unicodedata

from .shown import seen_of

_LONG = 7  # letters from which a word also counts as the begin of a longer one, or with one slip of the pen
_NUMBERED = re.compile(r"(?<![^\W_])([^\W\d_])[-_ ]*(\d+)(?![^\W_])")  # one letter and a number that stand alone
_DOTTED = re.compile(r"(?<![^\W_])[^\W\d_](?:[./-][^\W\d_])+(?![^\W_])")  # "i.v.", "s/c": letters that stand alone
_PARTED = re.compile(r"[^\W\d_]+(?:[./-][^\W\d_]+)+")  # "sub-cut"
_MARKS = re.compile(r"[./-]")
_SPELLED = re.compile(r"(?<![^\W_])[^\W\d_](?:[. ]+[^\W\d_])+(?![^\W_])")  # "i. v.", "s c"
Phrase = frozenset[str]


def words_of(code: str) -> frozenset[str]:
    """Its words in small letters, with and without a plural s: divided wherever no letter stands, "NovoRapid" inside,
    too. All of it run together is one more: "in-sulin"; so is what dots, hyphens and slashes part: "sub-cut", "s/c",
    and two or three letters that stand alone one after the other: "i. v.".
    Wide letters are letters, and signs that nobody sees are none.
    """
    shown = seen_of(unicodedata.normalize("NFKC", code))
    pieces = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", shown)
    words = phrase_of(shown) | phrase_of(pieces) | phrase_of(re.sub(r"[\W\d_]", "", shown))
    words |= {letter + number for letter, number in _NUMBERED.findall(shown.casefold())}  # "O2", "T-34", "B 12"
    words |= {*re.findall(r"[^\W\d_]+", shown.casefold())}  # "vitamin B" of "vitamin B 12"
    words |= {_MARKS.sub("", word) for word in _PARTED.findall(shown.casefold())}
    for spelled in _SPELLED.findall(shown.casefold()):
        letters = re.sub(r"[. ]", "", spelled)
        words |= {letters[at : at + many] for many in (2, 3) for at in range(len(letters) - many + 1)}
    return words | {word[:-1] for word in words if len(word) > 3 and word.endswith("s")}


def phrase_of(name: str) -> Phrase:
    """The words of a name, all of which have to be said. One letter says nothing without its number: "o2"; letters of
    an abbreviation are one word: "i.v.".
    """
    shown = _DOTTED.sub(lambda found: _MARKS.sub("", found.group()), name.casefold())
    numbered = {letter + number for letter, number in _NUMBERED.findall(shown)}
    return frozenset(re.findall(r"[^\W\d_]+", _NUMBERED.sub(" ", shown))) | numbered


def says(words: frozenset[str], phrase: Phrase, loosely: bool) -> bool:
    """Whether all of a phrase stands among the words of a code, in any order. loosely: slips of the pen count too."""
    return bool(phrase) and all(part in words or (loosely and _is_written_otherwise(part, words)) for part in phrase)


def _is_written_otherwise(part: str, words: frozenset[str]) -> bool:
    """Whether a long word begins another one, or has one letter too few, too many, wrong or out of place."""
    return len(part) >= _LONG and any(word.startswith(part) or _is_a_slip(part, word) for word in words)


def _is_a_slip(one: str, other: str) -> bool:
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    first = next((n for n, letter in enumerate(shorter) if letter != longer[n]), len(shorter))
    if len(shorter) < len(longer):
        return shorter[first:] == longer[first + 1 :]
    rest_one, rest_other = one[first:], other[first:]
    swapped = rest_one[1::-1] == rest_other[:2]
    return rest_one[1:] == rest_other[1:] or (swapped and rest_one[2:] == rest_other[2:])
