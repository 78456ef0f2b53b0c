"""Invented codes: the same for the same thing of one organisation, and no way back without the key."""

from __future__ import annotations

import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from service.run.settings import Settings

_DIGITS = 16  # hexadecimal: among 10,000 visits two alike once in 4 * 10^11 problems
_KEPT = [secrets.token_bytes(32)]  # until an application says which key is kept, codes hold for this process


class Codes:
    """Codes for one organisation: HMAC-SHA256 of kind and id, so that no two organisations' codes can be laid side by
    side. release: what they are salted with beside, so that those of two days cannot be either; without it equal
    things have equal codes in every problem.
    """

    def __init__(self, key: bytes, organisation: str, release: str = ""):
        salt = "\0".join((organisation, release)) if release else organisation
        self._key = hmac.digest(key, salt.encode(), "sha256")

    def __call__(self, kind: str, name: str) -> str:
        """The code of a thing: "client-5f0e..."."""
        code = hmac.digest(self._key, "\0".join((kind, name)).encode(), "sha256")
        return f"{kind}-{code.hex()[:_DIGITS]}"


@lru_cache(maxsize=64)
def _codes(key: bytes, organisation: str, release: str) -> Codes:
    return Codes(key, organisation, release)


def codes_for(organisation: str, release: str = "") -> Codes:
    """The codes of an organisation under the key that is kept. release: the fingerprint of the day that is told of."""
    return _codes(_KEPT[0], organisation, release)


def keep_key(key: bytes) -> None:
    """Use this key from now on. Raises ValueError for a short one."""
    if len(key) < 16:
        raise ValueError("want a pseudonym key of at least 16 bytes")
    _KEPT[0] = key


def key_of(settings: Settings) -> bytes:
    """The installation's key: pseudonym_key where that is set, as several machines need it; else a file of its own in
    the data folder, made at the first start and readable by nobody else.
    """
    if settings.pseudonym_key is not None:
        return settings.pseudonym_key.get_secret_value().encode()
    path = settings.data / "pseudonym.key"
    return _made(path) if not path.exists() else path.read_bytes()


def _made(path: Path) -> bytes:
    """A new key in a file. Where another process is quicker, its key is the one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_bytes(secrets.token_bytes(32))
    try:
        os.link(draft, path)  # fails where the file exists, and never shows half a key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
