"""Postcodes as people write them: one spelling of each, and those that are one slip away."""

from __future__ import annotations

import pytest

from solver.domain import Place
from solver.domain.postcode import is_postcode, list_near_spellings


@pytest.mark.parametrize("written", ["EC1A 1AE", "ec1a1ae", " Ec1a  1aE ", "EC1A1 AE"])
def test_case_and_spaces_do_not_matter(written: str) -> None:
    assert Place(id="p", lat=1, lon=1, postcode=written).postcode == "EC1A 1AE"


@pytest.mark.parametrize("written", ["M1 1AE", "M60 1NW", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB"])
def test_all_six_forms_are_known(written: str) -> None:
    assert is_postcode(written)
    assert not is_postcode(written[:-1])


@pytest.mark.parametrize("written", ["EC1A OAE", "12345", "EC1A 1", "EC1A 1CE", "the old mill"])
def test_what_is_none_stays_as_it_is_written(written: str) -> None:
    assert not is_postcode(written)
    assert Place(id="p", lat=1, lon=1, postcode=written).postcode == written


def test_a_letter_for_a_digit_two_swapped_and_one_too_few_are_one_slip() -> None:
    for slip in ("EC1A OAE", "E1CA 0AE", "EC1A 0A", "EC1A 00AE"):
        assert "EC1A 0AE" in list(list_near_spellings(slip)), slip
    assert "EC1A 0AE" not in list(list_near_spellings("EC1A 0AE"))


def test_a_place_without_one_is_written_as_before() -> None:
    """So that problems of before keep their fingerprints."""
    assert set(Place(id="p", lat=1, lon=1).model_dump()) == {"id", "lat", "lon", "name", "address", "scheme"}
