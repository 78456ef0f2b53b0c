"""Tokens of an OIDC issuer (JWT): whose they are, if they are good. Which algorithms hold is decided here alone."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import jwt

_ALGORITHMS = ("RS256", "ES256")  # asymmetric only: with HS256 anybody who knows the public key could sign
LEEWAY = 30  # seconds that clocks may differ
_FRESH, _AGAIN = 600.0, 30.0  # seconds: keys are fetched anew after; and for an unknown kid at most so often
_BITS = 2048  # of an RSA key, at least (RFC 7518, 3.3)
_PATIENCE, _LARGEST = 5.0, 1_000_000  # seconds to wait for the issuer's keys, bytes to read of them


class BadTokenError(Exception):
    """A token that is not accepted, and why, in words that may be told."""


class IssuerUnreachableError(Exception):
    """No keys to judge a token by, now."""


class Issuer:
    """The one issuer that an installation trusts. Thread-safe.

    name, audience: what ``iss`` and ``aud`` of a token must say. jwks: URL or file of its public keys.
    """

    def __init__(self, name: str, audience: str, jwks: str):
        self.name, self.audience, self._jwks = name, audience, jwks
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = self._tried = -_FRESH
        self._lock = threading.Lock()

    def subject(self, token: str) -> str:
        """Whose token it is. Raises BadTokenError, or IssuerUnreachableError."""
        subject: str = self.claims(token)["sub"]
        return subject

    def claims(self, token: str) -> dict[str, Any]:
        """What a good token says. Raises as subject() does."""
        try:
            head = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise BadTokenError("want a key of this service or a token of its issuer") from None
        if head.get("alg") not in _ALGORITHMS:
            raise BadTokenError(f"want a token signed with {' or '.join(_ALGORITHMS)}")
        key = self._key(head.get("kid"))
        if key.algorithm_name != head["alg"]:
            raise BadTokenError("want a token signed with the algorithm of its key")
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                issuer=self.name,
                audience=self.audience,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.ExpiredSignatureError:
            raise BadTokenError("want a token that has not expired") from None
        except jwt.InvalidAudienceError:
            raise BadTokenError("want a token made for this service (aud)") from None
        except jwt.InvalidIssuerError:
            raise BadTokenError("want a token of this service's issuer (iss)") from None
        except jwt.PyJWTError:
            raise BadTokenError("want a token that is whole, in force and signed by the issuer") from None
        if not claims["sub"] or not claims["sub"].isprintable():
            raise BadTokenError("want a token that says whose it is (sub)")
        return claims

    def _key(self, kid: Any) -> jwt.PyJWK:
        if not isinstance(kid, str):
            raise BadTokenError("want a token that names its key (kid)")
        with self._lock:
            now = time.monotonic()
            stale = now - self._fetched >= _FRESH
            # An unknown kid may be a new key; asking for every one would let strangers make us flood the issuer.
            if (stale or kid not in self._keys) and now - self._tried >= (_AGAIN if self._keys else 1.0):
                self._tried = now
                self._fetch(now)
            if not self._keys:
                raise IssuerUnreachableError
            if kid not in self._keys:
                raise BadTokenError("want a token signed with a key that the issuer names")
            return self._keys[kid]

    def _fetch(self, now: float) -> None:
        """Take the issuer's keys; where that fails, those known stay."""
        try:
            document = json.loads(self._read())
            self._keys = dict(found for key in document["keys"] if (found := _usable(key)))
            self._fetched = now
        except (OSError, ValueError, KeyError, TypeError):
            return

    def _read(self) -> bytes:
        if "://" not in self._jwks:
            return Path(self._jwks).read_bytes()
        with urllib.request.urlopen(self._jwks, timeout=_PATIENCE) as answer:
            read: bytes = answer.read(_LARGEST)
            return read


def _usable(key: Any) -> tuple[str, jwt.PyJWK] | None:
    """A public key of a kind we take, by its name; the algorithm by its kind where it does not say."""
    if not isinstance(key, dict) or not isinstance(key.get("kid"), str) or key.get("use", "sig") != "sig":
        return None
    kinds = {("RSA", ""): "RS256", ("EC", "P-256"): "ES256"}
    algorithm = kinds.get((str(key.get("kty")), str(key.get("crv", ""))), "")
    if not algorithm or key.get("alg", algorithm) != algorithm:
        return None
    try:
        read = jwt.PyJWK(key, algorithm)
    except jwt.PyJWTError:
        return None
    return None if getattr(read.key, "key_size", _BITS) < _BITS and algorithm == "RS256" else (key["kid"], read)
