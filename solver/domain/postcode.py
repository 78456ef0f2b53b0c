"""How postcodes are spelt: AN NAA, ANN NAA, AAN NAA, AANN NAA, ANA NAA, AANA NAA (BS 7666).

Source of the letters that stand in the last two places: all but C, I, K, M, O and V (Royal Mail, Programmers' Guide).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_OUTWARD = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_FORM = re.compile(f"({_OUTWARD})({_INWARD})")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def tidy_postcode(written: str) -> str:
    """In capitals with one space where it has the form of a postcode; else as it is written, blanks around it apart."""
    found = _FORM.fullmatch("".join(written.split()).upper())
    return f"{found[1]} {found[2]}" if found else written.strip()


def is_postcode(written: str) -> bool:
    """Whether it has the form of one; whether there is such a postcode only a table knows."""
    return _FORM.fullmatch("".join(written.split()).upper()) is not None


def area_of(written: str) -> str:
    """The letters that a postcode begins with, such as EH."""
    return written.strip().upper()[:2].rstrip("0123456789")


def find_postcodes(text: str) -> list[str]:
    """The postcodes that stand in a text among other words."""
    found = re.finditer(rf"(?<![A-Z0-9])({_OUTWARD})[\s-]*({_INWARD})(?![A-Z0-9])", text.upper())
    return [f"{one[1]} {one[2]}" for one in found]


def list_near_spellings(written: str) -> Iterator[str]:
    """Every postcode that is one slip away: a sign changed, left out, added, or two neighbours the wrong way round."""
    signs = "".join(written.split()).upper()
    if len(signs) > 8:
        return
    seen = {tidy_postcode(signs)}
    for near in _one_slip(signs):
        tidy = tidy_postcode(near)
        if is_postcode(near) and tidy not in seen:
            seen.add(tidy)
            yield tidy


def _one_slip(signs: str) -> Iterator[str]:
    for place in range(len(signs)):
        yield from (signs[:place] + sign + signs[place + 1 :] for sign in _LETTERS)
        yield signs[:place] + signs[place + 1 :]
        yield signs[:place] + signs[place : place + 2][::-1] + signs[place + 2 :]
    for place in range(len(signs) + 1):
        yield from (signs[:place] + sign + signs[place:] for sign in _LETTERS)
