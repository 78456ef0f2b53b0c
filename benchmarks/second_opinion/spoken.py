"""Words in a task code that nobody knows: whether it speaks of something that is known by name."""

from __future__ import annotations

import re
from itertools import pairwise, product
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
    found = {*whole.casefold().split(), *parted.casefold().split(), together.casefold(), *_signs(code)}
    return found | set(_run_together(code)) | _spelled(code)


def _pieces(text: str, between: str) -> list[list[str]]:
    """Runs of letters and figures, small, in groups that nothing parts but one of these signs, or several."""
    shown = "".join(sign for sign in normalize("NFKC", text).casefold() if category(sign) != "Cf")
    marked = "".join(sign if sign.isalnum() else "\t" if sign in between else "\n" for sign in shown)
    return [line.split("\t") for line in marked.split("\n")]


def _signs(text: str) -> set[str]:
    """Words of one letter and a number: "o2", "t34"; of "T-34" and "B 12", too."""
    found = set()
    for group in _pieces(text, "-_ "):
        runs = [run for run in group if run]
        found |= {run for run in runs if run[0].isalpha() and run[1:].isdecimal()}
        found |= {one + then for one, then in pairwise(runs) if len(one) == 1 and one.isalpha() and then.isdecimal()}
    return found


def _run_together(text: str) -> list[str]:
    """What dots, slashes and hyphens part, each without them: "sub-cut", "i.v.", "s/c"."""
    found = []
    for group in _pieces("".join(" " if sign.isdecimal() else sign for sign in text), "./-"):
        runs = [*group, ""]
        while runs:
            end = runs.index("")
            part, runs = runs[:end], runs[end + 1 :]
            initials = 0
            while initials < len(part) and len(part[initials]) == 1 and part[initials].isalpha():
                initials += 1
            found += ["".join(one) for one in (part, part[:initials]) if len(one) > 1]
    return found


def _spelled(text: str) -> set[str]:
    """Two or three letters that only blanks and full stops part: "i. v.", "d r e"."""
    shown = "".join(sign for sign in normalize("NFKC", text).casefold() if category(sign) != "Cf")
    found = set()
    for part in re.split(r"[^\w. ]|_|[^\W_]{2,}", shown):  # whatever else stands there, and words, end a row
        row = re.sub(r"[. ]", "", part)
        found |= {row[at : at + many] for at in range(len(row)) for many in (2, 3) if at + many <= len(row)}
    return {one for one in found if one.isalpha()}


def is_spoken_of(name: str, spoken: set[str], nearly: bool) -> bool:
    """Whether each word of a name is among those spoken, or its plural; nearly: or nearly so where it is a long one."""
    numbered = _signs(name)
    parted = {sign for group in numbered for sign in (group, group[0], group[1:])}
    words = "".join(sign if sign.isalnum() else " " for sign in name.casefold()).split()
    plain = " ".join(word for word in words if word not in parted)
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
