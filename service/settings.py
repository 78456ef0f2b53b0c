"""What an installation is told from outside: environment variables that begin with ONEVISIT_, or the command line."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one installation. Each is an environment variable: ``data`` is ONEVISIT_DATA, and so on.

    data: folder of the embedded store. database: an SQLAlchemy URL; unset means SQLite in the data folder.
    solvers: rosters solved at once, a process each. body_bytes: the largest request.
    """

    model_config = SettingsConfigDict(env_prefix="ONEVISIT_", extra="ignore")

    data: Path = Path("onevisit-data")
    database: str | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=1, le=65535)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    behind_tls_proxy: bool = False
    solvers: int = Field(default_factory=lambda: max(1, os.cpu_count() or 1), ge=1, le=256)
    longest_seconds: float = Field(default=3600, gt=0)  # that one roster may be solved for
    body_bytes: int = Field(default=50_000_000, gt=0)
    rows: int = Field(default=200_000, gt=0)  # of an upload, all tables together
    unpacked_bytes: int = Field(default=300_000_000, gt=0)  # of a zip or workbook
    nesting: int = Field(default=40, gt=0)  # of a JSON document
    requests_a_minute: int = Field(default=600, gt=0)  # by one key
    pseudonym_key: SecretStr | None = None  # of the codes that analysts see; unset: a file in the data folder
    issuer: str | None = None  # of people's tokens (OIDC)
    audience: str | None = None
    jwks: str | None = None  # URL or file of the issuer's keys

    @property
    def database_url(self) -> str:
        """Where the tables are."""
        return self.database or f"sqlite:///{(self.data / 'onevisit.db').absolute()}"
