"""Where people are: places, housing schemes with many doors, households with several clients."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .clock import Frozen

Id = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]


class Scheme(Frozen):
    """Sheltered housing or a retirement community: many doors, one car park."""

    id: Id
    name: str = ""


class Place(Frozen):
    """A door. lat and lon in degrees (WGS 84); both or neither, neither only with a given travel matrix."""

    id: Id
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    name: str = ""
    address: str = ""
    scheme: Id | None = None


class Household(Frozen):
    """Clients who live behind one door."""

    id: Id
    place: Id
