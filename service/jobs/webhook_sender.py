"""Sends what webhooks are to be told: signed, to public addresses only, until it arrives or is given up.

Messages are signed as "Standard Webhooks" says (standardwebhooks.com): headers webhook-id, webhook-timestamp and
webhook-signature, HMAC-SHA256 over "id.timestamp.body". Each is sent at least once; receivers tell repeats by the id.

An address is looked up once for an attempt, judged, and the connection goes to the very address that was judged, so
that a name which answers differently the second time gains nothing. Redirects are not followed, and of an answer
only the status is kept: nobody can read this machine's network through a delivery log.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

import structlog

from service.access import SYSTEM
from service.run.settings import Settings
from service.store import webhooks
from service.store.database import Store

_LOG = structlog.get_logger("onevisit.webhooks")
_PAUSE = 1.0  # seconds between looks for what is due
_PATIENCE = 10.0  # seconds for each step of an attempt
_LONGEST = 20.0  # seconds for a whole attempt, however slowly the receiver answers
_TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


class BadAddressError(Exception):
    """An address that nothing is sent to, and what would be right."""


def addresses(url: str, loopback: bool, hosts: tuple[str, ...] = ()) -> list[str]:
    """The network addresses of a webhook's URL. loopback: whether this machine, and plain http to it, may be one.

    hosts: the only ones that may be told, ".example.org" for all below it; none: every public one.
    Raises BadAddressError where it is no https URL of such a host, or where any of its addresses is not public.
    """
    split = _split(url)
    host = split.hostname or ""
    if hosts and not any(_is_of(host, one) for one in hosts):
        raise BadAddressError("want one of the hosts that this installation allows (ONEVISIT_WEBHOOK_HOSTS)")
    try:
        port = split.port or (443 if split.scheme == "https" else 80)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError):
        raise BadAddressError("want a host whose address can be found") from None
    known = [str(entry[4][0]) for entry in found]
    if loopback and all(_plain(one).is_loopback for one in known):
        return known
    if split.scheme != "https":
        raise BadAddressError("want an https address")
    if not known or not all(_public(one) for one in known):
        raise BadAddressError("want a public address, not one of this machine or of a private network")
    return known


def _is_of(host: str, allowed: str) -> bool:
    """Whether a host is the one that is allowed, or below it where that begins with a dot."""
    name, wanted = host.rstrip(".").lower(), allowed.lower()
    return name == wanted or (wanted.startswith(".") and name.endswith(wanted))


def _split(url: str) -> SplitResult:
    try:
        split = urlsplit(url)
        fine = split.scheme in ("https", "http") and split.hostname and split.port != 0
    except ValueError:
        fine = None
    if not fine or len(url) > 2000 or not url.isascii() or not url.isprintable() or " " in url:
        raise BadAddressError("want an https address of plain letters, such as https://example.org/onevisit")
    if split.username is not None or split.password is not None:
        raise BadAddressError("want an address without user and password: messages are signed instead")
    return split


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address; an IPv4 one that is written as IPv6 as the one it is."""
    one = ipaddress.ip_address(address.partition("%")[0])
    return one.ipv4_mapped or one if isinstance(one, ipaddress.IPv6Address) else one


def _public(address: str) -> bool:
    one = _plain(address)
    tunnelled = any(one in network for network in _TUNNELS if network.version == one.version)
    return one.is_global and not one.is_multicast and not tunnelled


def signature(secret: str, id_: str, timestamp: int, body: bytes) -> str:
    """What webhook-signature says of a message. secret: as it was given out, "whsec_" and base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"{id_}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(mac).decode()}"


def send(
    url: str, secret: str, id_: str, message: dict[str, Any], loopback: bool, hosts: tuple[str, ...] = ()
) -> tuple[int | None, str]:
    """One attempt: the status answered, and a few words for the log; status None where nothing was answered.

    loopback, hosts: as addresses() takes them.
    """
    body, timestamp = json.dumps(message).encode(), int(time.time())
    headers = {
        "content-type": "application/json",
        "user-agent": "onevisit",
        "webhook-id": id_,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, id_, timestamp, body),
    }
    try:
        judged, split = addresses(url, loopback, hosts), _split(url)
        path = (split.path or "/") + (f"?{split.query}" if split.query else "")
        with _connection(split, judged[0]) as connection:
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
    except BadAddressError as bad:
        return None, f"not sent: {bad}"
    except ssl.SSLError as error:
        return None, f"not sent: TLS, {error.reason or 'failed'}"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return None, f"no answer: {type(error).__name__}"
    return status, f"answered {status}"


@contextlib.contextmanager
def _connection(split: SplitResult, address: str) -> Iterator[http.client.HTTPConnection]:
    """A connection to the judged address, under the URL's own name; closed after 20 s whatever it does."""
    secure = split.scheme == "https"
    host = split.hostname or ""
    port = split.port or (443 if secure else 80)
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    connection.default_port = 443 if secure else 80  # the Host header names a port only where it is another one
    connection.sock = socket.create_connection((address, port), _PATIENCE)
    watch = threading.Timer(_LONGEST, _cut, [connection])
    watch.daemon = True
    watch.start()
    try:
        if secure:
            trusted = ssl.create_default_context()
            sealed = trusted.wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
            connection.sock = sealed
            sealed.do_handshake()
        yield connection
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    """End a connection that another thread reads from, which closing it would not."""
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


class Sender:
    """The threads that send. What is to be sent stands in the store: what a crash leaves undone, the next one does."""

    def __init__(self, store: Store, settings: Settings, hands: int = 3):
        self.store, self.loopback, self.hosts = store, settings.webhooks_to_loopback, settings.allowed_hosts
        self._over = threading.Event()
        # Several, so that one receiver that never answers holds up a third of them at most.
        self._threads = [threading.Thread(target=self._run, name="webhooks", daemon=True) for _ in range(hands)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """No new attempt begins; those under way are waited for so long."""
        self._over.set()
        until = time.monotonic() + seconds
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while not self._over.wait(_PAUSE):
            try:
                while not self._over.is_set() and self.once():
                    pass
            except Exception as error:  # the database away for a while must not end sending for good
                _LOG.warning("webhooks.round", error=type(error).__name__)

    def once(self) -> bool:
        """Make one attempt that is due; False where none is."""
        with self.store.reading(SYSTEM) as session:
            if not webhooks.is_due(session):
                return False
        with self.store.session(SYSTEM) as session:
            taken = webhooks.take(session)
        if taken is None:
            return True
        row, webhook = taken
        status, words = send(webhook.url, webhook.secret, row.id, row.body, self.loopback, self.hosts)
        done = status is not None and 200 <= status < 300
        with self.store.session(SYSTEM) as session:
            webhooks.record_answer(session, row.id, words, done, gone=status == 410)
        _LOG.info("webhooks.sent", delivery=row.id, attempt=row.attempts, status=status, done=done)
        return True
