"""`onevisit locate` asks a Nominatim of one's own on this machine: what it sends, what it keeps and what it writes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from geopy.extra.rate_limiter import RateLimiter
from typer.testing import CliRunner, Result

from solver.cli import application
from solver.domain import InputFaults
from solver.formats import read_any
from solver.travel.geocode import Answers
from solver.travel.providers import PROVIDERS, is_public, make_geocoder

CLIENTS = [
    ("Ada Sample", "EC1A 1AA", "1 Pretend Street", "01632 960001"),
    ("Bo Pretend", "EC1A 1AB", "", "01632 960002"),
    ("Cy Invented", "EC1A 1AA", "", ""),
]


@dataclass
class Nominatim:
    """A server that answers as Nominatim does. known: its answer to each question; asked: what came, whole."""

    known: dict[str, dict[str, Any]]
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    address: str = ""
    broken: bool = False

    @property
    def questions(self) -> list[str]:
        return [parse_qs(urlsplit(line).query)["q"][0] for line in self.asked]


def spot(lat: float, lon: float, kind: str, rank: int) -> dict[str, Any]:
    """A row of its answer."""
    return {"lat": str(lat), "lon": str(lon), "display_name": "", "addresstype": kind, "type": kind, "place_rank": rank}


@pytest.fixture
def nominatim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nominatim]:
    """A server that runs, and answers that are kept in a place of this test."""
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(tmp_path / "postcodes.sqlite"))
    made = Nominatim(
        {
            "EC1A 1AA": spot(51.52, -0.1, "postcode", 21),
            "EC1A 1AB": spot(51.53, -0.11, "suburb", 19),
            "1 Pretend Street, EC1A 1AA": spot(51.521, -0.101, "building", 30),
        }
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.agents.append(self.headers["User-Agent"])
            row = made.known.get(parse_qs(urlsplit(self.path).query)["q"][0])
            data = json.dumps([row] if row else []).encode()
            self.send_response(429 if made.broken else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """Three clients by postcode, two of them of one, as a workbook; a carer without a home."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    clients, visits, staff = (book.create_sheet(name) for name in ("clients", "visits", "staff"))
    for row in (("name", "postcode", "address", "phone"), *CLIENTS):
        clients.append(row)
    visits.append(("client", "day", "from", "to", "minutes", "tasks"))
    for name, *_ in CLIENTS:
        visits.append((name, "02/03/2027", "8:00", "9:00", 30, "personal care"))
    staff.append(("name", "from", "to", "can do"))
    staff.append(("Di Madeup", "7:00", "15:00", "personal care"))
    book.save(tmp_path / "day.xlsx")
    return tmp_path / "day.xlsx"


def locate(day: Path, to: str, nominatim: Nominatim, *more: str, answer: str | None = None) -> Result:
    words = ["locate", str(day), "-o", str(day.parent / to), "--provider", "nominatim", "--server", nominatim.address]
    return CliRunner().invoke(application(), [*words, "--pause", "0", *more], input=answer)


def test_postcodes_alone_are_sent_once_each_and_the_day_is_written_with_places(nominatim: Nominatim, day: Path) -> None:
    done = locate(day, "located.json", nominatim, answer="y\n")
    assert done.exit_code == 0, done.output
    assert nominatim.questions == ["EC1A 1AA", "EC1A 1AB"]
    sent = " ".join(nominatim.asked)
    assert not any(word in sent for row in CLIENTS for word in (row[0].split()[0], "Pretend", "960"))
    assert set(nominatim.agents) == {"onevisit"}
    assert "2 by postcode, 1 by sector" in done.output
    places = {place.id: place for place in read_any(day.parent / "located.json").places}
    ada, bo = places["ada_sample-home"], places["bo_pretend-home"]
    assert (ada.lat, ada.lon, ada.accuracy, ada.postcode) == (51.52, -0.1, "postcode", "EC1A 1AA")
    assert bo.accuracy == "sector"  # a suburb is what it found
    again = locate(day, "again.xlsx", nominatim)  # asks nobody, so it needs no yes
    assert again.exit_code == 0, again.output
    assert len(nominatim.asked) == 2
    assert {one.id: one for one in read_any(day.parent / "again.xlsx").places} == places


def test_first_it_is_said_what_goes_to_whom_and_no_is_no(nominatim: Nominatim, day: Path) -> None:
    done = locate(day, "located.json", nominatim, answer="n\n")
    assert done.exit_code == 2
    host = nominatim.address.removeprefix("http://")
    assert f"To nominatim ({host}) would go, and nothing else: EC1A 1AA; EC1A 1AB." in done.output
    assert "Nothing was sent." in done.output
    assert nominatim.asked == []
    assert not (day.parent / "located.json").exists()


def test_streets_go_only_where_asked_for_and_never_with_the_telephone(nominatim: Nominatim, day: Path) -> None:
    done = locate(day, "located.json", nominatim, "--streets", "--yes")
    assert done.exit_code == 0, done.output
    assert nominatim.questions == ["1 Pretend Street, EC1A 1AA", "EC1A 1AB", "EC1A 1AA"]
    places = {place.id: place for place in read_any(day.parent / "located.json").places}
    assert places["ada_sample-home"].accuracy == "door"
    assert places["cy_invented-home"].accuracy == "postcode"


def test_what_it_does_not_know_is_a_fault_and_what_it_knew_is_kept(nominatim: Nominatim, day: Path) -> None:
    del nominatim.known["EC1A 1AB"]
    done = locate(day, "located.json", nominatim, "--yes")
    assert done.exit_code == 2
    assert "EC1A 1AB" in done.output
    assert not (day.parent / "located.json").exists()
    kept = Answers(day.parent / "postcodes-asked.json").read()
    assert kept["EC1A 1AB"] is None
    assert kept["EC1A 1AA"] is not None
    locate(day, "located.json", nominatim, "--yes")
    assert len(nominatim.asked) == 2


def test_questions_keep_their_distance(nominatim: Nominatim, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause is RateLimiter's; the free services get a second at least, whatever is asked."""
    slept: list[float] = []
    monkeypatch.setattr(RateLimiter, "_clock", lambda self: 100 + sum(slept))
    monkeypatch.setattr(RateLimiter, "_sleep", lambda self, seconds: slept.append(seconds))
    done = locate(day, "located.json", nominatim, "--yes", "--pause", "5")
    assert done.exit_code == 0, done.output
    assert slept == [5]
    assert is_public("nominatim", make_geocoder("nominatim")[1])
    assert not is_public("nominatim", "127.0.0.1:8080")


def test_a_provider_that_refuses_is_told(nominatim: Nominatim, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RateLimiter, "_sleep", lambda self, seconds: None)
    nominatim.broken = True
    done = locate(day, "located.json", nominatim, "--yes")
    assert done.exit_code == 2
    assert "the provider failed" in " ".join(done.output.split())


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_is_made_with_a_key(name: str) -> None:
    own = "https://maps.example" if name == "pelias" else None
    made, host = make_geocoder(name, own, key="invented-key")
    assert callable(made.geocode)
    assert host


@pytest.mark.parametrize(
    ("name", "server", "told"),
    [
        ("postman", None, "want one of nominatim"),
        ("nominatim", "maps", "want an address"),
        ("opencage", None, "the key"),
    ],
)
def test_settings_that_lack_are_told(name: str, server: str | None, told: str) -> None:
    with pytest.raises(InputFaults) as caught:
        make_geocoder(name, server)
    assert told in str(caught.value)
