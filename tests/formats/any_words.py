"""What ids, texts, dates and NHS numbers of any problem are drawn from: characters that files and spreadsheets lose."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from solver.domain import nhs_number_is_valid
from solver.domain.shown import seen_of

_letters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
texts = st.text(st.one_of(_letters, st.sampled_from('\n\t;,"=_x0041_')), max_size=12)
# Ids are read without the signs that nobody sees (Cf, and a few more), so such a one would not come back as it was.
_seen = st.characters(exclude_categories=("Cc", "Cs", "Cf"), exclude_characters="\ufffe\uffff")
ids = st.text(_seen, min_size=1, max_size=8).filter(
    lambda text: text == text.strip() and not text[0].isspace() and seen_of(text) == text
)
dates = st.dates(date(1850, 1, 1), date(2150, 1, 1))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
# The range kept for tests; one number in eleven has no check digit.
nhs_numbers = st.integers(0, 10**6 - 1).map(lambda number: checked_number(f"999{number:06}")).filter(bool)


def checked_number(nine: str) -> str:
    """Nine digits of an NHS number with the one that checks them; nothing where there is none."""
    return next((nine + digit for digit in "0123456789" if nhs_number_is_valid(nine + digit)), "")
