"""Where people are: places, housing schemes with many doors, households with several clients."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from .clock import Frozen
from .shown import seen_of


def _seen(value: object) -> object:
    return seen_of(value) if isinstance(value, str) else value


# Read without the signs that nobody sees. Neither end may be blank, and control characters (which no spreadsheet keeps)
# are refused throughout.
Id = Annotated[
    str,
    Field(
        min_length=1,
        max_length=80,
        pattern=r"^[^\s\x00-\x1f\x7f\ufffe\uffff]([^\x00-\x1f\x7f\ufffe\uffff]*[^\s\x00-\x1f\x7f\ufffe\uffff])?$",
    ),
    BeforeValidator(_seen),
]
# The same, read with blanks around it too, which are taken away: codes come from cells that people fill in.
Code = Annotated[Id, BeforeValidator(lambda code: code.strip() if isinstance(code, str) else code)]
# Free text, in which people's names stand, is left out of reprs: these end in logs and notebooks.
Text = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]*$", repr=False)]
# A name, or an id, by which something else is found; read without what nobody sees, as ids are. Named is never empty.
Reference = Annotated[Text, BeforeValidator(_seen)]
Named = Annotated[
    str,
    Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]*$", repr=False),
    BeforeValidator(_seen),
]


class Scheme(Frozen):
    """Sheltered housing or a retirement community: many doors, one car park."""

    id: Id
    """Its id. Example: harbour-court"""
    name: Text = ""
    """What to call it. Example: Harbour Court"""


class Place(Frozen):
    """A door."""

    id: Id
    """Its id. Example: P12"""
    lat: float | None = Field(default=None, ge=-90, le=90)
    """Latitude in degrees (WGS 84). Both or neither; neither only where a matrix has the place. Example: 54.597"""
    lon: float | None = Field(default=None, ge=-180, le=180)
    """Longitude in degrees, west negative. Example: -5.930"""
    name: Text = ""
    """What to call it. Example: Harbour Court, door 3"""
    address: Text = ""
    """The address, for printed rounds. Example: 3 Pretend Street"""
    scheme: Id | None = None
    """The housing scheme that the door is in: between its doors one walks."""


class Household(Frozen):
    """Clients who live behind one door."""

    id: Id
    """Its id. Example: H4"""
    place: Id
    """Where it is."""
