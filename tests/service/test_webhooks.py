"""Webhooks: only to public addresses, signed, until they arrive."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.access import SYSTEM, Principal
from service.jobs import webhook_sender as sending
from service.jobs.webhook_sender import BadAddressError, Sender, addresses, send, signature
from service.run.settings import Settings
from service.store import tables, webhooks
from service.store.database import Store

from ..waiting import patience, until
from .installation import installed


class Receiver(ThreadingHTTPServer):
    """A real server on this machine that keeps what it is told. statuses: its answers in turn, then 200."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.send_header("location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/told?by=onevisit"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def found_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says at which addresses every name is found."""

    def put(*known: str) -> None:
        entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in known]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)

    return put


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:1::",
    ],
)
def test_nothing_is_sent_to_this_machine_or_a_private_network(found_at: Any, address: str) -> None:
    found_at(address)
    with pytest.raises(BadAddressError):
        addresses("https://example.org/hook", loopback=False)


def test_one_private_address_among_public_ones_is_enough_to_refuse(found_at: Any) -> None:
    found_at("93.184.215.14", "10.0.0.1")
    with pytest.raises(BadAddressError, match="public"):
        addresses("https://example.org/hook", loopback=False)


def test_public_https_address_is_fine(found_at: Any) -> None:
    found_at("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert addresses("https://example.org:8443/hook?x=1", loopback=False)[0] == "93.184.215.14"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://user:secret@example.org/",
        "https://exa mple.org",
        "https://example.org/\r\nX: 1",
        "https://example.org:99999/",
        "https://example.org:0/",
        "//example.org/",
        "",
        "https://[::1",
        "https://exämple.org/",
        "https://example.org/" + "x" * 2000,
    ],
)
def test_other_urls_are_refused(found_at: Any, url: str) -> None:
    found_at("93.184.215.14")
    with pytest.raises(BadAddressError):
        addresses(url, loopback=True)


def test_loopback_only_where_the_settings_allow_it() -> None:
    assert addresses("http://127.0.0.1:9/", loopback=True) == ["127.0.0.1"]
    with pytest.raises(BadAddressError):
        addresses("http://127.0.0.1:9/", loopback=False)


def test_connection_goes_to_the_address_that_was_judged(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers differently the second time (DNS rebinding) gains nothing: it is not asked again."""
    asked = []
    real = socket.getaddrinfo

    def once(host: Any, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if host == "rebinding.example" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    url = f"http://rebinding.example:{receiver.server_port}/"
    assert send(url, "whsec_" + base64.b64encode(b"k" * 32).decode(), "d1", {}, loopback=True)[0] == 200
    assert asked.count("rebinding.example") == 1
    assert receiver.got[0][0]["host"] == f"rebinding.example:{receiver.server_port}"


def test_message_is_signed_over_id_time_and_body(receiver: Receiver) -> None:
    secret = "whsec_" + base64.b64encode(b"s" * 32).decode()
    before = int(time.time())
    status, words = send(receiver.url, secret, "delivery1", {"type": "roster.ended"}, loopback=True)
    assert (status, words) == (200, "answered 200")
    headers, body = receiver.got[0]
    assert before <= int(headers["webhook-timestamp"]) <= time.time()
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(b"s" * 32, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert signature(secret, "delivery2", int(headers["webhook-timestamp"]), body) != headers["webhook-signature"]


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [302]
    assert send(receiver.url, "whsec_", "d", {}, loopback=True) == (302, "answered 302")
    assert len(receiver.got) == 1


def test_receiver_that_never_ends_its_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_LONGEST", 0.3)
    monkeypatch.setattr(sending, "_PATIENCE", patience())
    with socket.create_server(("127.0.0.1", 0)) as server:
        status, words = send(f"http://127.0.0.1:{server.getsockname()[1]}/", "whsec_", "d", {}, loopback=True)
        assert status is None
        assert words.startswith("no answer")
        assert "Timeout" not in words  # it was cut off, not given up


def test_sent_again_until_it_arrives_later_each_time(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    sender = told_once(store, receiver, tmp_path)
    receiver.statuses = [500, 404, 200]
    for least, most in ((20, 40), (100, 140)):
        before = tables.now()
        assert sender.once()
        row = delivery(store)
        assert row.next is not None
        assert row.next - before > timedelta(seconds=least)
        assert row.next - tables.now() < timedelta(seconds=most)
        assert not sender.once()  # not before its time
        due_now(store)
    assert sender.once()
    row = delivery(store)
    assert row.next is None
    assert not sender.once()
    assert (row.attempts, row.answer) == (3, "answered 200")
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_given_up_after_eight_attempts_over_some_hours(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    sender = told_once(store, receiver, tmp_path)
    receiver.statuses = [500] * 20
    hours = 0.0
    while sender.once():
        row = delivery(store)
        hours += 0.0 if row.next is None else (row.next - tables.now()).total_seconds() / 3600
        due_now(store)
    assert len(receiver.got) == webhooks.ATTEMPTS == row.attempts == 8
    assert 3 < hours < 5


def test_receiver_that_is_gone_is_told_no_more(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    sender = told_once(store, receiver, tmp_path)
    receiver.statuses = [410]
    sender.once()
    with store.reading(SYSTEM) as session:
        assert session.scalars(select(tables.Webhook)).one().ended is not None
    assert delivery(store).next is None


def test_what_a_dead_sender_took_is_sent_by_the_next(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    sender = told_once(store, receiver, tmp_path)
    with store.session(SYSTEM) as session:
        assert webhooks.take(session) is not None  # and dies
    assert not sender.once()
    due_now(store)
    assert sender.once()
    assert delivery(store).next is None
    assert len(receiver.got) == 1


def told_once(store: Store, receiver: Receiver, tmp_path: Path) -> Sender:
    """A webhook with one message to be sent."""
    with store.session(SYSTEM) as session:
        webhooks.add(session, SYSTEM, "trust", receiver.url)
        assert webhooks.announce(session, "trust", "roster.ended", {"roster": "r"}) == 1
        assert webhooks.announce(session, "council", "roster.ended", {"roster": "r"}) == 0
    return Sender(store, Settings(data=tmp_path / "none", webhooks_to_loopback=True))


def delivery(store: Store) -> tables.Delivery:
    with store.reading(SYSTEM) as session:
        return session.scalars(select(tables.Delivery)).one()


def due_now(store: Store) -> None:
    with store.session(SYSTEM) as session:
        row = session.scalars(select(tables.Delivery)).one()
        if row.next is not None:
            row.next = tables.now() - timedelta(seconds=1)


def test_from_registering_to_the_log(
    tmp_path: Path, receiver: Receiver, hamlet: Any, somebody: Callable[..., Principal]
) -> None:
    """Over HTTP and with the service's own threads: registered, told when a roster ends, removed."""
    from service.store import problems, rosters

    with installed(tmp_path, webhooks_to_loopback=True) as here:
        made = here.ask("trust scheduler", "POST", "/v1/webhooks", json={"url": receiver.url})
        assert made.status_code == 201
        assert made.json()["secret"].startswith("whsec_")
        one = made.headers["location"]
        assert "secret" not in here.get("trust scheduler", "/v1/webhooks").json()["webhooks"][0]
        assert here.get("council scheduler", "/v1/webhooks").json() == {"webhooks": []}
        assert here.get("council scheduler", f"{one}/deliveries").status_code == 404

        with here.store.session(SYSTEM) as session:
            problem = problems.add(session, somebody("trust"), hamlet, "trust")
            roster = rosters.add(session, somebody("trust"), problem, seconds=1.0).id
            rosters.begin(session, roster)
            rosters.end(session, roster, "failed", why="a test")
            rosters.end(session, roster, "failed", why="a test")  # which tells nobody a second time
        until(lambda: receiver.got)
        message = json.loads(receiver.got[0][1])
        assert message["type"] == "roster.ended"
        assert message["data"]["roster"] == roster
        assert message["data"]["state"] == "failed"
        named = {*(client.name for client in hamlet.clients), *(client.id for client in hamlet.clients)}
        assert not [name for name in named if name in receiver.got[0][1].decode()]

        def log() -> Any:
            return here.get("trust scheduler", f"{one}/deliveries").json()["deliveries"]

        until(lambda: log()[0]["next"] is None)
        assert [(entry["attempts"], entry["answer"]) for entry in log()] == [(1, "answered 200")]
        assert here.ask("trust scheduler", "DELETE", one).status_code == 204
        assert here.ask("trust scheduler", "DELETE", one).status_code == 404
        assert here.get("trust scheduler", "/v1/webhooks").json() == {"webhooks": []}
        assert len(receiver.got) == 1


def test_private_address_is_refused_at_registration(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        answer = here.ask("trust scheduler", "POST", "/v1/webhooks", json={"url": "https://10.0.0.1/hook"})
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert "public" in answer.json()["faults"][0]["expected"]
        for who, status in (("trust analyst", 403), (None, 401), ("admin", 422)):
            asked = here.ask(who, "POST", "/v1/webhooks", json={"url": "https://example.org/"})
            assert asked.status_code == status


def test_no_more_than_twenty(store: Store) -> None:
    with store.session(SYSTEM) as session:
        for _ in range(webhooks.MOST):
            webhooks.add(session, SYSTEM, "trust", "https://example.org/")
        webhooks.add(session, SYSTEM, "council", "https://example.org/")
        with pytest.raises(ValueError, match="at most 20"):
            webhooks.add(session, SYSTEM, "trust", "https://example.org/")
