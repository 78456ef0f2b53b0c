"""People sign in at their organisation's own issuer: OIDC's authorization code flow with PKCE (RFC 6749, 7636, 9207).

Nothing is kept here between the two steps: state, nonce and verifier lie in a cookie of the browser that began, signed
with a key made of the client's secret, which every machine of an installation has. The session that comes of it is
kept by the store, see store/sign_ins.py.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
import jwt

from service.run.settings import Settings, loopback

from .tokens import BadTokenError, Issuer

BACK = "/ui/oidc/back"  # where the issuer sends people back to
_MINUTES = 10.0  # to sign in at the issuer
_PATIENCE, _FRESH, _AGAIN = 10.0, 3600.0, 30.0  # seconds: for the issuer's answers; its addresses are fresh; next try
_BASIC = "client_secret_basic"  # how a client shows its secret where the issuer does not say
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class SignInError(Exception):
    """Somebody does not come in, and why, in words for them."""


class IssuerAwayError(Exception):
    """The issuer does not answer, or not as OIDC says."""


@dataclass(frozen=True)
class Begun:
    """Somebody on the way to the issuer. cookie: to be given back by the same browser."""

    address: str
    cookie: str


@dataclass(frozen=True)
class Arrived:
    """Somebody whom the issuer has vouched for. next: where they wanted to go."""

    subject: str
    next: str


class Client:
    """What onevisit is to the one issuer. Thread-safe."""

    def __init__(self, issuer: str, id_: str, secret: str, address: str, acr: tuple[str, ...] = ()):
        self.issuer, self.id, self._secret, self.acr = issuer, id_, secret, acr
        self.back = address.rstrip("/") + BACK
        self._key = hmac.digest(secret.encode(), b"onevisit signs in", "sha256")
        self._lock, self._asked, self._found = threading.Lock(), -_FRESH, dict[str, str]()
        self._tokens: Issuer | None = None

    def begin(self, next_: str) -> Begun:
        """The way to the issuer. Raises IssuerAwayError."""
        where = self._endpoints()["authorization_endpoint"]
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.id,
            "redirect_uri": self.back,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if self.acr:
            asked["acr_values"] = " ".join(self.acr)
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "next": next_}
        join = "&" if urlsplit(where).query else "?"
        return Begun(where + join + urlencode(asked), self._signed("begun", 60 * _MINUTES, kept))

    def arrive(self, cookie: str, told: dict[str, str]) -> Arrived:
        """Who comes back. cookie: as begin() gave it; told: the query that the issuer sent along.

        Raises SignInError, IssuerAwayError.
        """
        try:
            kept = self._read("begun", cookie)
        except jwt.ExpiredSignatureError:
            raise SignInError("Signing in took too long. Please begin again.") from None
        except jwt.PyJWTError:
            raise SignInError("This browser has not begun to sign in here. Please begin again.") from None
        if not hmac.compare_digest(kept["state"].encode(), told.get("state", "").encode()):
            raise SignInError("This answer belongs to another attempt to sign in. Please begin again.")
        if told.get("iss", self.issuer) != self.issuer:
            raise SignInError("This answer comes from another issuer. Please begin again.")
        if "error" in told or not told.get("code"):
            raise SignInError("Your organisation's sign-in did not let you in.")
        token = self._exchanged(told["code"], kept["verifier"])
        try:
            claims = self._verified().claims(token)
        except BadTokenError as bad:
            raise SignInError(f"What your organisation's sign-in said of you is not accepted: {bad}.") from None
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), kept["nonce"].encode()):
            raise SignInError("What your organisation's sign-in said of you belongs to another attempt (nonce).")
        if claims.get("azp", self.id) != self.id:
            raise SignInError("What your organisation's sign-in said of you was meant for another service (azp).")
        if self.acr and claims.get("acr") not in self.acr:  # the issuer may do as it likes with what is asked (acr)
            raise SignInError(
                "Your organisation's sign-in let you in less strictly than this service wants (acr)."
                f" Want {' or '.join(self.acr)}: sign in there with your second factor."
            )
        return Arrived(claims["sub"], kept["next"])

    def _signed(self, kind: str, seconds: float, told: dict[str, Any]) -> str:
        now = time.time()
        return jwt.encode({**told, "aud": kind, "iat": int(now), "exp": int(now + seconds)}, self._key, "HS256")

    def _read(self, kind: str, text: str) -> dict[str, Any]:
        """Only what was signed here, for this purpose (aud)."""
        found: dict[str, Any] = jwt.decode(
            text, self._key, ["HS256"], audience=kind, options={"require": ["exp", "aud"]}
        )
        return found

    def _exchanged(self, code: str, verifier: str) -> str:
        """The identity token for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": verifier,
            "client_id": self.id,
        }
        try:
            where = self._endpoints()
            proof: httpx.BasicAuth | None = None
            if where["proof"] == _BASIC:
                proof = httpx.BasicAuth(quote(self.id, safe=""), quote(self._secret, safe=""))  # RFC 6749, 2.3.1
            else:
                form["client_secret"] = self._secret
            answer = httpx.post(where["token_endpoint"], data=form, auth=proof, timeout=_PATIENCE)
            if 400 <= answer.status_code < 500:
                raise SignInError("Your organisation's sign-in did not confirm that it sent you. Please begin again.")
            token = answer.raise_for_status().json()["id_token"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            raise IssuerAwayError from None
        if not isinstance(token, str):
            raise IssuerAwayError
        return token

    def _endpoints(self) -> dict[str, str]:
        """The issuer's addresses, by discovery; those known stay where it does not answer."""
        with self._lock:
            if time.monotonic() - self._asked >= _FRESH:
                try:
                    self._found = self._discovered()
                    self._asked = time.monotonic()
                    self._tokens = Issuer(self.issuer, self.id, self._found["jwks_uri"])
                except (httpx.HTTPError, ValueError, KeyError, TypeError):
                    if not self._found:
                        raise IssuerAwayError from None
                    self._asked = time.monotonic() - _FRESH + _AGAIN
            return self._found

    def _verified(self) -> Issuer:
        self._endpoints()
        assert self._tokens is not None
        return self._tokens

    def _discovered(self) -> dict[str, str]:
        where = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        told = httpx.get(where, timeout=_PATIENCE).raise_for_status().json()
        if told["issuer"] != self.issuer:
            raise ValueError("another issuer answers")
        found = {name: str(told[name]) for name in _ENDPOINTS}
        for address in found.values():
            if not safe_address(address):
                raise ValueError("an address without TLS")
        ways = told.get("token_endpoint_auth_methods_supported", [_BASIC])
        return {**found, "proof": _BASIC if _BASIC in ways else "client_secret_post"}


def safe_address(address: str) -> bool:
    """Whether what is sent there travels under TLS, or stays on this machine."""
    where = urlsplit(address)
    return bool(where.hostname) and (
        where.scheme == "https" or (where.scheme == "http" and loopback(where.hostname or ""))
    )


def client_of(settings: Settings) -> Client | None:
    """One client for each set of settings, so that what it learned is kept; None where people only have keys."""
    if settings.issuer is None or settings.client_id is None or settings.client_secret is None:
        return None
    secret, acr = settings.client_secret.get_secret_value(), tuple((settings.acr_values or "").split())
    return _client(settings.issuer, settings.client_id, secret, settings.address or "", acr)


@lru_cache(maxsize=4)
def _client(issuer: str, id_: str, secret: str, address: str, acr: tuple[str, ...]) -> Client:
    return Client(issuer, id_, secret, address, acr)
