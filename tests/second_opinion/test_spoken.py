"""Words of nursing are read alike by the catalogue and by the second opinion, abbreviations too."""

from __future__ import annotations

import pytest

from benchmarks.second_opinion.spoken import is_spoken_of, spoken_words
from solver.domain.task_words import phrase_of, says, words_of
from solver.rules.task_catalogue import built_in_tasks

# fmt: off
TEXTS = [
    "i.v. co-amoxiclav", "IV/IM", "Sub-cut fluids", "s/c morphine", "S.C.morphine", "s/c-i.m.", "Hydrocortisone IM",
    "B 12", "B-12", "vitamin B 12", "at b o2", "T 34", "give a t34", "Depo-Provera", "manual evac.", "d.r.e.",
    "D/R/E!",
    "bolus via button", "bladder w/o", "catheter w.o.", "non-invasive", "in-sulin", "i-n-s-u-l-i-n", "p.e.g. feed",
    "a.m.",
    "x.", "/", "a--b", "s / c", "apo-go", "m.s.t. 10 mg", "Henry IV", "o/2", "\uff49.\uff56.", "i.\u200bv.",
    "sub\u00adcut", "i. v.", "give i v", "s c", "a b c d", "d r e", "I'm in", "at a i. m. b", "watch Henry IV",
    "im going", "O'Brien a b", "x a I'm b", "7 i v", "i v7",
]
# fmt: on


@pytest.mark.parametrize("text", TEXTS)
def test_both_hear_the_same(text: str) -> None:
    words, spoken = words_of(text), spoken_words(text)
    for entry in built_in_tasks():
        for name in (entry.code, *entry.also):
            strict = entry.task_class != "ordinary"
            assert says(words, phrase_of(name), loosely=strict) == is_spoken_of(name, spoken, strict), name
