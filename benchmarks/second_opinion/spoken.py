"""Words in a task code that nobody knows: whether it speaks of something that is known by name."""

from __future__ import annotations

from itertools import product
from unicodedata import category, normalize

_LONG = 7  # letters of a word that is also known when it is run together with what follows, or misspelled once


def spoken_words(code: str) -> set[str]:
    """Runs of letters, small; a capital after a small letter begins another one, but both readings count, and
    so does all of it run together.
    """
    whole, parted = "", ""
    before = " "
    for sign in normalize("NFKC", code):
        if category(sign) == "Cf":
            continue  # nobody sees it
        sign = sign if sign.isalpha() else " "
        parted += f" {sign}" if "A" <= sign <= "Z" and before.isalpha() and not "A" <= before <= "Z" else sign
        whole += sign
        before = sign
    together = "".join(whole.split())
    return {*whole.casefold().split(), *parted.casefold().split(), together.casefold(), *_signs(code)}


def _signs(text: str) -> set[str]:
    """Words of one letter and a number: "o2", "t34"; of "T-34", too."""
    shown = "".join(sign for sign in normalize("NFKC", text).casefold() if category(sign) != "Cf")
    found, word = set(), ""
    for sign in f"{shown} ":
        if sign.isalnum():
            word += sign
        elif not (sign in "-_" and len(word) == 1 and word.isalpha()):
            if word[:1].isalpha() and word[1:].isdecimal():
                found.add(word)
            word = ""
    return found


def is_spoken_of(name: str, spoken: set[str], nearly: bool) -> bool:
    """Whether each word of a name is among those spoken, or its plural; nearly: or nearly so where it is a long one."""
    numbered = _signs(name)
    words = "".join(sign if sign.isalnum() else " " for sign in name.casefold()).split()
    plain = " ".join(word for word in words if word not in numbered)
    wanted = [*"".join(sign if sign.isalpha() else " " for sign in plain).split(), *numbered]
    return bool(wanted) and all(any(_is_heard(word, other, nearly) for other in spoken) for word in wanted)


def _is_heard(word: str, other: str, nearly: bool) -> bool:
    if other == word or (other == word + "s" and len(word) > 2):
        return True
    if len(word) < _LONG or not nearly:
        return False
    singular = other[:-1] if other.endswith("s") else other
    return other.startswith(word) or min(slips(word, other), slips(word, singular)) <= 1


def slips(one: str, other: str) -> int:
    """How many letters are left out, put in, wrong or swapped with the next (optimal string alignment)."""
    if abs(len(one) - len(other)) > 1:
        return 2  # or more
    row = {(a, b): a + b for a, b in product(range(len(one) + 1), range(len(other) + 1)) if a * b == 0}
    for a, b in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        wrong = one[a - 1] != other[b - 1]
        row[a, b] = min(row[a - 1, b] + 1, row[a, b - 1] + 1, row[a - 1, b - 1] + wrong)
        if a > 1 and b > 1 and one[a - 1] == other[b - 2] and one[a - 2] == other[b - 1]:
            row[a, b] = min(row[a, b], row[a - 2, b - 2] + 1)
    return row[len(one), len(other)]
