"""Organisations, keys, people and the audit, as the routes answer them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

ID = "28 hexadecimal digits"
_ROLE = Field(description="The role", examples=["scheduler"])
_ORGANISATION = Field(
    description="Its organisation's id; null: an admin of the whole installation", examples=["council"]
)
_REVOKED = Field(description="When it was ended; null: in force")


class Organisation(BaseModel):
    """An organisation that has keys or people here."""

    id: str = Field(description="The id that problems use for it", examples=["council"])
    name: str = Field(description="What it is called", examples=["Dogger Bank Council"])
    created: datetime = Field(description="When it first had a key or a person")


class OrganisationList(BaseModel):
    """Organisations."""

    organisations: list[Organisation] = Field(description="By no order")


class Key(BaseModel):
    """A key, without its secret."""

    id: str = Field(description="The key's id")
    name: str = Field(description="What it is for", examples=["the council's scheduler"])
    role: str = _ROLE
    organisation: str | None = _ORGANISATION
    created: datetime = Field(description="When it was made")
    expires: datetime | None = Field(description="When it ends by itself; null: never")
    revoked: datetime | None = _REVOKED


class KeyList(BaseModel):
    """Keys."""

    keys: list[Key] = Field(description="By no order, ended ones too")


class NewKey(BaseModel):
    """A key just made."""

    id: str = Field(description="The key's id")
    key: str = Field(description="The key in the clear: told now and never again", examples=["ov_..."])


class Person(BaseModel):
    """Somebody who was let in."""

    id: str = Field(description=ID)
    issuer: str = Field(description="The OIDC issuer that vouches for them", examples=["https://issuer.example"])
    subject: str = Field(description='The token\'s claim "sub"')
    name: str = Field(description="What they are called here", examples=["Sam Sample"])
    role: str = _ROLE
    organisation: str | None = _ORGANISATION
    revoked: datetime | None = _REVOKED


class PersonList(BaseModel):
    """People."""

    people: list[Person] = Field(description="By no order, those no longer let in too")


class NewPerson(BaseModel):
    """Somebody just let in."""

    id: str = Field(description=ID)


class AuditEntry(BaseModel):
    """Who saw or changed whose data."""

    id: str = Field(description=ID)
    at: datetime = Field(description="When")
    who: str = Field(description="A key's or a person's id", examples=["key:0199a1b2c3d4"])
    role: str = _ROLE
    organisation: str | None = _ORGANISATION
    owner: str = Field(
        description="Whose data: an organisation's id; empty where its owner refused your people", examples=["council"]
    )
    action: str = Field(description="What was done", examples=["changed"])
    problem: str | None = Field(description="The problem's id")
    roster: str | None = Field(description="The roster's id")
    client: str | None = Field(
        description="The client's id, as the problem has it; empty where it is of all that a day showed"
    )
    detail: str = Field(description="More of what was done, in ids", examples=["move V12 to S3"])
    version: int | None = Field(description="The roster's version that was seen")
    sight: str | None = Field(
        description="How much was seen: whole, partner (its own clients), pseudonymised, or none (refused)"
    )
    address: str | None = Field(description="Where the request came from", examples=["192.0.2.7"])


class AuditPage(BaseModel):
    """Entries of the audit."""

    entries: list[AuditEntry] = Field(description="Oldest first")
    next: str | None = Field(description="What to give as after= for the page that follows; null on the last")
