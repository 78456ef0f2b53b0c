"""Postcodes are found in a table on this machine; one that is not there is said, with what may be meant."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from solver.cli import application
from solver.domain import InputFaults
from solver.formats import read_problem
from solver.travel.postcode_files import read_postcodes
from solver.travel.postcode_table import PostcodeTable, write_table

TABLE = "postcode,lat,lon\nEC1A 0AE,51.515,-0.099\nEC1A 1AE,51.516,-0.098\nEH1 1YZ,55.95,-3.19\n"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of three postcodes, indexed by the command."""
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(tmp_path / "table.sqlite"))
    (tmp_path / "some.csv").write_text(TABLE, encoding="utf-8")
    told = CliRunner().invoke(application(), ["postcodes", str(tmp_path / "some.csv")])
    assert told.exit_code == 0
    assert "3 postcodes" in told.stdout
    return tmp_path / "table.sqlite"


def day(postcode: str) -> bytes:
    """A day whose client lives at a postcode, near a base with coordinates."""
    plain: dict[str, Any] = {
        "onevisit": "problem",
        "version": "2",
        "horizon": {"start": "2026-11-17T00:00"},
        "organisations": [{"id": "co", "name": "Madeup Care", "sector": "social"}],
        "places": [{"id": "base", "lat": 51.51, "lon": -0.1}, {"id": "door", "postcode": postcode}],
        "clients": [{"id": "ann", "name": "Ann Pretend", "place": "door"}],
        "visits": [],
        "workers": [{"id": "w", "name": "Wes Sample", "organisation": "co", "home": "base"}],
        "shifts": [{"id": "s", "worker": "w", "start": "2026-11-17T08:00", "end": "2026-11-17T12:00"}],
    }
    return json.dumps(plain).encode()


@pytest.mark.parametrize("written", ["EC1A 1AE", "ec1a1ae", " EC1A1  ae "])
def test_a_postcode_gives_coordinates_and_how_exact_they_are(table: Path, written: str) -> None:
    place = read_problem(day(written)).place["door"]
    assert (place.lat, place.lon, place.accuracy) == (51.516, -0.098, "postcode")


def test_a_scottish_one_and_a_sector_are_found(table: Path) -> None:
    assert read_problem(day("eh11yz")).place["door"].lat == 55.95
    sector = read_problem(day("EC1A 1")).place["door"]
    assert (sector.lat, sector.accuracy) == (51.516, "sector")


def faults_of(postcode: str) -> list[str]:
    with pytest.raises(InputFaults) as caught:
        read_problem(day(postcode))
    return [str(fault) for fault in caught.value.faults]


def test_a_letter_for_a_digit_is_suggested_and_never_taken(table: Path) -> None:
    (told,) = faults_of("EC1A OAE")
    assert "places[1].postcode" in told
    assert "EC1A 0AE is one: is it meant?" in told


@pytest.mark.parametrize("written", ["EC1A 1AE (key safe)", "Pretend Street, ec1a 1ae", "EC1A-1AE", "EC1A 1AE."])
def test_the_one_that_stands_among_other_words_is_suggested(table: Path, written: str) -> None:
    (told,) = faults_of(written)
    assert "EC1A 1AE is one: is it meant?" in told


@pytest.mark.parametrize("written", ["tbc", "EC1A", "EH1 9", "NFA"])
def test_what_is_no_whole_postcode_is_told_so(table: Path, written: str) -> None:
    (told,) = faults_of(written)
    assert "want a whole postcode such as EC1A 1AA, or lat and lon" in told


@pytest.mark.parametrize(("written", "area"), [("ZZ9 9ZZ", "ZZ"), ("BT1 5GS", "BT"), ("E1 1AA", "E")])
def test_an_area_that_the_table_has_not_is_named(table: Path, written: str, area: str) -> None:
    (told,) = faults_of(written)
    assert f"a table of postcodes that has the area {area}: yours has none of it" in told


@pytest.mark.parametrize("written", ["EC1A 2AE", "EH1 1YX"])
def test_an_unknown_one_is_one_fault_without_a_guess(table: Path, written: str) -> None:
    """The first is a slip away from two; the second from one that is far from every other place."""
    (told,) = faults_of(written)
    assert "is it meant" not in told
    assert "it has others of this area, and no such postcode" in told


def test_without_a_table_it_is_told_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(tmp_path / "none.sqlite"))
    (told,) = faults_of("EC1A 1AE")
    assert "onevisit postcodes FILE" in told


def test_both_publishers_files_are_read_as_they_are_downloaded(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "codepo_gb.zip", "w") as archive:
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO\nPostcode,Quality,Eastings,Northings\n")
        archive.writestr("Data/CSV/nr.csv", '"NR305AA",10,651410,313177,"E92"\n"NR305AB",90,0,0,"E92"\n')
    with zipfile.ZipFile(tmp_path / "onspd.zip", "w") as archive:
        rows = 'pcd,pcds,osgrdind,lat,long\n"EC1A1AE","EC1A 1AE",1,51.516,-0.098\n'
        rows += '"EC1A1AF","EC1A 1AF",8,51.5,-0.1\n"JE2 3AB","JE2 3AB",9,99.999999,0\n'
        archive.writestr("Data/ONSPD_NOV_2026_UK.csv", rows)
    ((code, lat, lon, accuracy),) = read_postcodes(tmp_path / "codepo_gb.zip")
    assert (code, round(lat, 4), round(lon, 4), accuracy) == ("NR30 5AA", 52.658, 1.7161, "postcode")
    assert list(read_postcodes(tmp_path / "onspd.zip")) == [
        ("EC1A 1AE", 51.516, -0.098, "postcode"),
        ("EC1A 1AF", 51.5, -0.1, "sector"),
    ]


def test_what_is_no_table_is_refused_and_leaves_the_old_one(table: Path, tmp_path: Path) -> None:
    (tmp_path / "else.csv").write_text("name,phone\nAnn,1\n", encoding="utf-8")
    with pytest.raises(InputFaults, match="Code-Point Open"):
        write_table(read_postcodes(tmp_path / "else.csv"), table)
    assert PostcodeTable(table).find("EC1A 1AE") is not None
