"""How far it is: either estimated from coordinates, or a given matrix a mode."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .clock import Duration, Frozen
from .place import Id
from .staff import Mode

Preset = Literal["urban", "rural", "dense"]
METRES_A_MILE = 1609.344


class Matrix(Frozen):
    """Travel between places in one mode: ``durations[i][j]`` is from ``places[i]`` to ``places[j]``."""

    mode: Mode
    """The mode of travel it is of; it replaces the estimate for that mode whole."""
    places: tuple[Id, ...] = Field(min_length=1)
    """The places, in the order of rows and columns."""
    durations: tuple[tuple[Duration | None, ...], ...] = Field(alias="durations_minutes")
    """From each place (row) to each (column), all in; null: there is no way, nobody goes from one to the other.
    Example: 12"""
    metres: tuple[tuple[Annotated[int, Field(ge=0, le=10**8)] | None, ...], ...] | None = None
    """The same for the length of the road; in every row or in none, null where there is no way. Example: 5200"""


class Travel(Frozen):
    """Settings of the offline estimate, and matrices that replace it for their mode.

    Between doors of one scheme there is the time of the door alone.
    """

    preset: Preset = "urban"
    """How fast roads are: in a town, in the country, or in a dense city. A car alone."""
    parking: Duration = Field(default=120, alias="parking_minutes")
    """Added to every journey by car that ends at another door. Example: 2"""
    door: Duration = Field(default=60, alias="door_minutes")
    """Added to every journey between different places: from the car or stop to the client. Example: 1"""
    traffic: float = Field(default=1.0, ge=0.5, le=3.0)
    """Factor on the time of cars: 1.2 makes a fifth more. Example: 1.0"""
    wait: Duration = Field(default=600, alias="transit_wait_minutes")
    """What waiting for public transport takes, each journey. Example: 10"""
    transit_slowdown: float = Field(default=1.6, ge=1.0, le=5.0)
    """How many times as long as a car public transport is on the way. Example: 1.6"""
    matrices: tuple[Matrix, ...] = ()
    """Journeys as you know them, in the place of the estimate."""
