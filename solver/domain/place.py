"""Where people are: places, housing schemes with many doors, households with several clients."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from .clock import Frozen
from .postcode import tidy_postcode
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
# A postcode as people write it; one that has the form of a postcode is read with capitals and one space.
Postcode = Annotated[
    str,
    Field(max_length=40, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]*$", repr=False),
    BeforeValidator(lambda code: tidy_postcode(code) if isinstance(code, str) else code),
]
Accuracy = Literal["door", "postcode", "sector"]
# No place (ids are never empty): where rounds begin and end of whom nobody says where. No way leads there or away.
ANYWHERE = ""


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
    postcode: Postcode = Field(default="", exclude_if=lambda value: not value)
    """Its postcode, in small or capital letters, with a space or none. Example: EC1A 1AE"""
    accuracy: Accuracy | None = Field(default=None, exclude_if=lambda value: value is None)
    """How exact latitude and longitude are: of the door, of the middle of its postcode (100 m or so), or of its
    postcode sector (a kilometre or more). Nothing: nobody says. Example: postcode"""
    scheme: Id | None = None
    """The housing scheme that the door is in: between its doors one walks."""


class Household(Frozen):
    """Clients who live behind one door."""

    id: Id
    """Its id. Example: H4"""
    place: Id
    """Where it is."""
