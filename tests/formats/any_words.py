"""What ids, texts and dates of any problem are drawn from: characters that files and spreadsheets like to lose."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from solver.domain.shown import seen_of

_letters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
texts = st.text(st.one_of(_letters, st.sampled_from('\n\t;,"=_x0041_')), max_size=12)
# Ids are read without the signs that nobody sees (Cf, and a few more), so such a one would not come back as it was.
_seen = st.characters(exclude_categories=("Cc", "Cs", "Cf"), exclude_characters="\ufffe\uffff")
ids = st.text(_seen, min_size=1, max_size=8).filter(
    lambda text: text == text.strip() and not text[0].isspace() and seen_of(text) == text
)
dates = st.dates(date(1850, 1, 1), date(2150, 1, 1))
