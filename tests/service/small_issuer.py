"""A small OIDC issuer in a process of its own, on this machine, with its own key: python small_issuer.py NAME PORT.

It lets everybody in who comes to /authorize, as whom POST /say has said: {"sub": ..., and claims or keys to get wrong}.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "onevisit-tests", "a secret of the tests alone"
KEY, OTHER = (rsa.generate_private_key(65537, 2048) for _ in range(2))
SAID: dict[str, Any] = {}
CODES: dict[str, dict[str, str]] = {}


class Issuer(BaseHTTPRequestHandler):
    name = ""

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(where.query).items()}
        if where.path == "/.well-known/openid-configuration":
            told = {"issuer": self.name, "authorization_endpoint": self.name + "/authorize", **SAID.get("about", {})}
            self.tell({**told, "token_endpoint": self.name + "/token", "jwks_uri": self.name + "/keys"})
        elif where.path == "/keys":
            self.tell({"keys": [{**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "k", "use": "sig"}]})
        elif where.path == "/authorize":
            self.authorize(asked)
        else:
            self.tell({}, 404)

    def authorize(self, asked: dict[str, str]) -> None:
        if asked["client_id"] != CLIENT or asked["response_type"] != "code" or asked["code_challenge_method"] != "S256":
            self.tell({"error": "invalid_request"}, 400)
            return
        code = secrets.token_urlsafe(16)
        CODES[code] = asked
        told = {"code": code, "state": asked["state"], **SAID.get("back", {})}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(told)}")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/say":
            SAID.clear()
            SAID.update(json.loads(body))
            self.tell({})
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = CODES.pop(form.get("code", ""), None)  # a code holds once
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        good = asked is not None and asked["code_challenge"] == challenge
        good = good and asked is not None and form.get("redirect_uri") == asked["redirect_uri"]
        basic = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        shown = tuple(unquote(part) for part in basic.split(":")) if basic else (CLIENT, form.get("client_secret"))
        if not good or asked is None or shown != (CLIENT, SECRET):
            self.tell({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {"iss": self.name, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], "sub": "u-1"}
        claims |= SAID.get("claims", {})
        key = OTHER if SAID.get("other_key") else KEY
        self.tell({"token_type": "Bearer", "id_token": jwt.encode(claims, key, "RS256", headers={"kid": "k"})})

    def tell(self, document: Any, status: int = 200) -> None:
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        return


if __name__ == "__main__":
    Issuer.name = sys.argv[1]
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Issuer).serve_forever()
