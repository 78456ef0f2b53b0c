"""What an installation is told from outside: environment variables that begin with ONEVISIT_, or the command line."""

from __future__ import annotations

import ipaddress
import os
import stat
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

# What installers set, and examples show.
_DEFAULT_PASSWORDS = {
    "",
    "postgres",
    "password",
    "passwort",
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "admin",
    "root",
    "test",
    "example",
    "onevisit",
    "1234",
    "12345",
    "123456",
    "letmein",
    "default",
}


_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"


class UnsafeError(Exception):
    """Settings that would lay care data open, each with what would be right. Commands end with exit code 2."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """Settings of one installation. Each is an environment variable: ``data`` is ONEVISIT_DATA, and so on.

    The text under a setting is what it means: docs/reference/settings.md is made of it.
    """

    model_config = SettingsConfigDict(env_prefix="ONEVISIT_", extra="ignore", use_attribute_docstrings=True)

    data: Path = Path("onevisit-data")
    """Folder of the embedded store, and of the pseudonym key."""
    database: str | None = None
    """SQLAlchemy URL of a PostgreSQL database; unset: SQLite in the data folder."""
    host: str = "127.0.0.1"
    """The address to listen on; any but this machine's own wants TLS."""
    port: int = Field(default=8600, ge=1, le=65535)
    """The port to listen on."""
    tls_certificate: Path | None = None
    """File of the TLS certificate."""
    tls_key: Path | None = None
    """File of its key."""
    behind_tls_proxy: bool = False
    """That a proxy in front does TLS."""
    solvers: int = Field(default_factory=lambda: max(1, os.cpu_count() or 1), ge=0, le=256)
    """Rosters solved at once, a process each; unset: the number of processors, 0: solving is left to workers."""
    solver_memory: int = Field(default=4000, ge=0)
    """Megabytes that one solver may use; 0: as many as there are."""
    jobs_of_owner: int = Field(default=500, gt=0)
    """Rosters of one organisation that may wait or be made at once."""
    jobs_of_key: int = Field(default=200, gt=0)
    """The same of one key or person."""
    hours_of_owner: float = Field(default=200, gt=0)
    """CPU hours that these may ask for together, of one organisation."""
    plans_of_owner: int = Field(default=20, gt=0)
    """Plans (offers of a repair) of one organisation that may be looked for at once, by one process."""
    plans_of_key: int = Field(default=10, gt=0)
    """The same of one key or person."""
    longest_seconds: float = Field(default=3600, gt=0)
    """The longest that one roster may be solved for."""
    body_bytes: int = Field(default=50_000_000, gt=0)
    """The largest request."""
    rows: int = Field(default=200_000, gt=0)
    """The most rows of an upload, all tables together."""
    unpacked_bytes: int = Field(default=300_000_000, gt=0)
    """The most that a zip or workbook may unfold to."""
    nesting: int = Field(default=40, gt=0)
    """How deep a JSON document may nest."""
    body_seconds: float = Field(default=60, gt=0)
    """Seconds within which the whole of a request must have come."""
    requests_a_minute: int = Field(default=600, gt=0)
    """Requests a minute by one key."""
    webhooks_to_loopback: bool = False
    """Webhooks also to this machine, and without TLS: for trying them out."""
    webhook_hosts: str = ""
    """The only hosts webhooks may go to, with commas between; .example.org: all below it. Empty: any public one."""
    metrics_token: SecretStr | None = None
    """Lets a scraper on this machine read /metrics without a key."""
    pseudonym_key: SecretStr | None = None
    """Key of the codes that analysts see; unset: a file in the data folder."""
    issuer: str | None = None
    """The OIDC issuer of people's tokens."""
    audience: str | None = None
    """The audience of people's tokens."""
    jwks: str | None = None
    """URL or file of the issuer's keys."""
    client_id: str | None = None
    """What onevisit is called at the issuer: people sign in there."""
    client_secret: SecretStr | None = None
    """The secret that goes with it."""
    address: str | None = None
    """Where browsers find this service, such as https://rosters.example."""
    acr_values: str | None = None
    """What the issuer is asked for, and has to say it did (acr), such as the value it has for a second factor; several
    with spaces between."""
    session_minutes: float = Field(default=480, gt=0, le=1440)
    """Minutes that a sign-in at the page holds, whatever happens."""
    session_idle_minutes: float = Field(default=60, gt=0, le=1440)
    """Minutes without use after which it is over."""
    page_keys: bool = True
    """That keys sign in at the page too; no: only the issuer does."""
    wrong_keys_a_minute: int = Field(default=20, gt=0)
    """Unknown keys and tokens from one address in a minute; more are not looked at."""
    tiles: str | None = None
    """The map behind the rounds: a PMTiles or MBTiles file, a folder, or a path of this host."""
    tiles_attribution: str | None = None
    """Whose map it is; unset: what the file says."""
    tiles_from_elsewhere: bool = False
    """That browsers may ask another host for tiles."""
    nightly: str = Field(default="02:00", pattern=f"^({_CLOCK})?$")
    """When the coming day's problems begin to be solved; empty: never."""
    nightly_deadline: str = Field(default="06:00", pattern=f"^{_CLOCK}$")
    """When they must be done."""
    zone: str | None = None
    """The zone of these two, such as Europe/London; unset: the machine's own."""

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in available_timezones():
            raise ValueError(f"{zone!r} is no time zone: want one such as Europe/London")
        return zone

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The hosts that webhooks may go to; none: any public one."""
        return tuple(one.strip() for one in self.webhook_hosts.split(",") if one.strip())

    @property
    def database_url(self) -> str:
        """Where the tables are."""
        return self.database or f"sqlite:///{(self.data / 'onevisit.db').absolute()}"

    def refuse_unsafe(self) -> None:
        """Raises UnsafeError, with every fault at once, rather than serve unsafely. Mends the data folder's mode."""
        faults = [*self._network(), *self._folder(), *self._password(), *self._tokens()]
        if faults:
            raise UnsafeError(faults)

    def _network(self) -> list[str]:
        given = [path for path in (self.tls_certificate, self.tls_key) if path is not None]
        lost = [f"{path} cannot be read: want the TLS files" for path in given if not os.access(path, os.R_OK)]
        if len(given) == 1:
            lost.append("only one TLS file is named: want both ONEVISIT_TLS_CERTIFICATE and ONEVISIT_TLS_KEY")
        if lost or given or self.behind_tls_proxy or loopback(self.host):
            return lost
        return [
            f"{self.host} can be reached from other machines, and without TLS keys and names would travel in the clear:"
            " want ONEVISIT_TLS_CERTIFICATE and ONEVISIT_TLS_KEY, or ONEVISIT_BEHIND_TLS_PROXY=yes where a proxy"
            " does it, or the host 127.0.0.1"
        ]

    def _folder(self) -> list[str]:
        """Make the data folder, or close it to others; what cannot be closed is a fault."""
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                self.data.chmod(0o700)
            if self.data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                return [f"{self.data} can be read by others, and closing it did nothing: want a folder of mode 700"]
        except OSError as error:
            return [f"{self.data} cannot be made, or closed to others ({error.strerror}): want a folder of one's own"]
        return []

    def _password(self) -> list[str]:
        if self.database is None:
            return []
        try:
            url = make_url(self.database)
        except ArgumentError:
            return ["ONEVISIT_DATABASE is no URL: want one such as postgresql+psycopg://user:password@host/onevisit"]
        if url.get_backend_name() == "sqlite":
            return []
        faults = []
        if url.username == "postgres":
            faults.append(
                "the database user is postgres, whom row-level security does not bind: want a user of its own"
            )
        told = url.query.get("password") if url.password is None else url.password  # either may hold it
        if told is not None and str(told).lower() in _DEFAULT_PASSWORDS | {str(url.username).lower()}:
            faults.append("the database password is one that everybody knows: want a secret one")
        return faults

    def _tokens(self) -> list[str]:
        told = [self.issuer, self.audience, self.jwks]
        faults = self._client()
        if any(told) and not all(told) and (self.client_id is None or self.audience or self.jwks):
            faults.append("people's tokens need ONEVISIT_ISSUER, ONEVISIT_AUDIENCE and ONEVISIT_JWKS: want all three")
        where = urlsplit(self.jwks or "")
        if where.scheme and where.scheme != "https" and not (where.scheme == "http" and loopback(where.hostname or "")):
            faults.append(f"the issuer's keys would come over {where.scheme}: want an https address, or a file")
        return faults

    def _client(self) -> list[str]:
        told = [self.client_id, self.client_secret, self.address]
        if not any(told):
            lost = [] if self.page_keys else ["ONEVISIT_PAGE_KEYS=no lets nobody in: want a sign-in at an issuer first"]
            return lost + (["ONEVISIT_ACR_VALUES wants a sign-in at an issuer"] if self.acr_values else [])
        faults = []
        if not all([self.issuer, *told]):
            faults.append(
                "signing in at the issuer needs ONEVISIT_ISSUER, ONEVISIT_CLIENT_ID, ONEVISIT_CLIENT_SECRET and"
                " ONEVISIT_ADDRESS: want all four"
            )
        if self.client_secret is not None and len(self.client_secret.get_secret_value()) < 16:
            faults.append(
                "ONEVISIT_CLIENT_SECRET signs too who is signing in: want 16 characters or more, as the issuer made it"
            )
        for name, address in (("ONEVISIT_ISSUER", self.issuer), ("ONEVISIT_ADDRESS", self.address)):
            where = urlsplit(address or "https://unset")
            if where.scheme != "https" and not (where.scheme == "http" and loopback(where.hostname or "")):
                faults.append(f"{name} is {address}: want an https address")
        return faults


def loopback(host: str) -> bool:
    """Whether only this machine reaches an address. A name other than localhost may mean anything."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
