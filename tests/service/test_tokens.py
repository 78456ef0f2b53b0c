"""Tokens with real keys: what is accepted, and each way to be refused."""

from __future__ import annotations

import base64
import http.server
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from service.access import SYSTEM, Principal
from service.identity.auth import find_principal
from service.identity.tokens import BadTokenError, Issuer, IssuerUnreachableError
from service.run.settings import Settings
from service.store.database import Store
from service.store.keys import add_person, make_key, revoke_key, revoke_person
from service.web.problem_details import Refusal
from solver.domain import Role

ISSUER, AUDIENCE = "https://id.example", "onevisit"
RSA = rsa.generate_private_key(65537, 2048)
OTHER_RSA = rsa.generate_private_key(65537, 2048)
SHORT_RSA = rsa.generate_private_key(65537, 1024)
EC = ec.generate_private_key(ec.SECP256R1())
PEM = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def jwk(key: Any, kid: str, **more: Any) -> dict[str, Any]:
    made = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**json.loads(made.to_jwk(key.public_key())), "kid": kid, "use": "sig", **more}


def token(key: Any = RSA, algorithm: str = "RS256", kid: str | None = "r1", **claims: Any) -> str:
    now = int(time.time())
    body = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "iat": now, "exp": now + 300} | claims
    return jwt.encode(
        {name: value for name, value in body.items() if value is not None},
        key,
        algorithm,
        headers={"kid": kid} if kid is not None else {},
    )


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    unusable = [{"kty": "oct", "k": "c2VjcmV0", "kid": "o1", "alg": "HS256"}, jwk(RSA, "x1", use="enc"), "nonsense"]
    file.write_text(json.dumps({"keys": [jwk(RSA, "r1"), jwk(EC, "e1"), jwk(SHORT_RSA, "s1"), *unusable]}))
    return file


@pytest.fixture
def issuer(keys: Path) -> Issuer:
    return Issuer(ISSUER, AUDIENCE, str(keys))


def test_good_tokens_of_both_kinds(issuer: Issuer) -> None:
    assert issuer.subject(token()) == "u-1"
    assert issuer.subject(token(EC, "ES256", "e1", sub="u-2")) == "u-2"
    assert issuer.subject(token(aud=["other", AUDIENCE])) == "u-1"


def test_clocks_may_differ_by_half_a_minute(issuer: Issuer) -> None:
    now = int(time.time())
    assert issuer.subject(token(exp=now - 20)) == "u-1"
    assert issuer.subject(token(nbf=now + 20)) == "u-1"
    wrong: list[dict[str, Any]] = [{"exp": now - 40}, {"nbf": now + 60}, {"iat": now + 60}]
    for late in wrong:
        with pytest.raises(BadTokenError):
            issuer.subject(token(**late))


def _unsigned() -> str:
    return token(None, "none")


def _signed_with_the_public_key() -> str:
    """The old confusion: HS256 with the RSA public key as the secret. PyJWT refuses to make it, so by hand."""
    import hashlib
    import hmac

    def part(value: dict[str, Any]) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    body = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "exp": int(time.time()) + 300}
    signed = part({"alg": "HS256", "typ": "JWT", "kid": "r1"}) + b"." + part(body)
    mac = base64.urlsafe_b64encode(hmac.new(PEM, signed, hashlib.sha256).digest()).rstrip(b"=")
    return (signed + b"." + mac).decode()


def _changed() -> str:
    head, body, signature = token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    other = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "u-9"}).encode()).rstrip(b"=").decode()
    return f"{head}.{other}.{signature}"


BAD = {
    "none": _unsigned(),
    "hs256": token("a secret that is long enough for this", "HS256"),
    "hs256 with the public key": _signed_with_the_public_key(),
    "hs256 named as the symmetric key": token("secret" * 8, "HS256", "o1"),
    "rs512": token(RSA, "RS512"),
    "another algorithm than the key's": token(EC, "ES256", "r1"),
    "another key": token(OTHER_RSA),
    "unknown kid": token(OTHER_RSA, kid="r9"),
    "no kid": token(kid=None),
    "a key for encrypting": token(kid="x1"),
    "a key of 1024 bits": token(SHORT_RSA, kid="s1"),
    "wrong audience": token(aud="other"),
    "no audience": token(aud=None),
    "wrong issuer": token(iss="https://id.example.evil"),
    "no issuer": token(iss=None),
    "expired": token(exp=int(time.time()) - 60),
    "no expiry": token(exp=None),
    "no subject": token(sub=None),
    "empty subject": token(sub=""),
    "changed": _changed(),
    "cut": token()[:-10],
    "nonsense": "a.b.c",
    "empty parts": "..",
}


@pytest.mark.parametrize("case", BAD)
def test_bad_tokens_are_refused(issuer: Issuer, case: str) -> None:
    with pytest.raises(BadTokenError):
        issuer.subject(BAD[case])


@pytest.fixture
def served() -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    """An issuer's address on this machine, the requests it got, and what it answers."""
    asked: list[str] = []
    answer: dict[str, Any] = {"keys": [jwk(RSA, "r1")]}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if answer else 500)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: Any) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/keys", asked, answer
    server.shutdown()
    server.server_close()


def test_keys_are_kept_and_strangers_cannot_flood_the_issuer(
    served: tuple[str, list[str], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, asked, answer = served
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    issuer = Issuer(ISSUER, AUDIENCE, url)
    for _ in range(5):
        assert issuer.subject(token()) == "u-1"
    assert len(asked) == 1
    for number in range(20):
        with pytest.raises(BadTokenError):
            issuer.subject(token(OTHER_RSA, kid=f"made up {number}"))
    assert len(asked) == 1
    answer["keys"].append(jwk(OTHER_RSA, "r2"))  # the issuer changes keys
    clock[0] += 31
    assert issuer.subject(token(OTHER_RSA, kid="r2")) == "u-1"
    assert len(asked) == 2
    answer.clear()  # it fails: the keys known stay good
    clock[0] += 601
    assert issuer.subject(token()) == "u-1"
    assert len(asked) == 3


def test_no_keys_at_all_is_no_refusal(tmp_path: Path) -> None:
    with pytest.raises(IssuerUnreachableError):
        Issuer(ISSUER, AUDIENCE, str(tmp_path / "nowhere.json")).subject(token())


@pytest.fixture
def told(settings: Settings, keys: Path) -> Settings:
    return settings.model_copy(update={"issuer": ISSUER, "audience": AUDIENCE, "jwks": str(keys)})


def refusal(store: Store, settings: Settings, text: str) -> int:
    with pytest.raises(Refusal) as refused:
        find_principal(store, settings, text)
    assert text not in refused.value.detail
    return refused.value.status


def test_people_are_whom_the_table_says(store: Store, told: Settings) -> None:
    assert refusal(store, told, token()) == 403  # a good token of nobody we know
    with store.session(SYSTEM) as session:
        row = add_person(session, ISSUER, "u-1", "Ann Madeup", Role.NURSE_LEAD, "trust")
    assert find_principal(store, told, token()) == Principal(
        "person:https://id.example|u-1", "Ann Madeup", Role.NURSE_LEAD, "trust"
    )
    assert refusal(store, told, token(sub="u-2")) == 403
    assert refusal(store, told, BAD["wrong audience"]) == 401
    with store.session(SYSTEM) as session:
        assert revoke_person(session, row.id)
        assert not revoke_person(session, row.id)
    assert refusal(store, told, token()) == 403
    with store.session(SYSTEM) as session:
        add_person(session, ISSUER, "u-1", "Ann Madeup", Role.SCHEDULER, "trust")
    assert find_principal(store, told, token()).role is Role.SCHEDULER


def test_without_an_issuer_no_token_is_good(store: Store, settings: Settings) -> None:
    assert refusal(store, settings, token()) == 401


def test_an_issuer_out_of_reach_is_told_as_such(store: Store, told: Settings, tmp_path: Path) -> None:
    assert refusal(store, told.model_copy(update={"jwks": str(tmp_path / "nowhere")}), token()) == 503


def test_keys_expire_and_are_revoked(store: Store, settings: Settings) -> None:
    with store.session(SYSTEM) as session:
        good = make_key(session, "ward system", Role.SCHEDULER, "trust")
        over = make_key(session, "old", Role.SCHEDULER, "trust", expires=tokens_of_the_past())
    who = find_principal(store, settings, good)
    assert (who.role, who.organisation, who.name) == (Role.SCHEDULER, "trust", "ward system")
    assert refusal(store, settings, over) == 401
    id_ = good.removeprefix("ov_").split(".")[0]
    for wrong in (good[:-1], good + "x", f"ov_{id_}.", f"ov_{id_}", "ov_.", "ov_", "ov_nobody.secret", "ov_\x00.ü"):
        assert refusal(store, settings, wrong) == 401
    with store.session(SYSTEM) as session:
        assert revoke_key(session, id_)
        assert not revoke_key(session, id_)
    assert refusal(store, settings, good) == 401


def tokens_of_the_past() -> Any:
    from datetime import timedelta

    from service.store.tables import now

    return now() - timedelta(seconds=1)


def test_only_an_admin_is_of_no_organisation(store: Store) -> None:
    with store.session(SYSTEM) as session, pytest.raises(ValueError, match="want an organisation"):
        make_key(session, "x", Role.ANALYST, None)
    with store.session(SYSTEM) as session, pytest.raises(ValueError, match="want an organisation"):
        add_person(session, ISSUER, "s", "x", Role.SCHEDULER, None)
