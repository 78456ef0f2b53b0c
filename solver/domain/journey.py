"""How far it is: either estimated from coordinates, or a given matrix a mode."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .clock import Duration, Frozen
from .place import Id
from .staff import Mode

Preset = Literal["urban", "rural", "dense"]


class Matrix(Frozen):
    """Travel between places in one mode. durations[i][j] from places[i] to places[j]; metres likewise or absent."""

    mode: Mode
    places: tuple[Id, ...] = Field(min_length=1)
    durations: tuple[tuple[Duration, ...], ...] = Field(alias="durations_minutes")
    metres: tuple[tuple[Annotated[int, Field(ge=0, le=10**8)], ...], ...] | None = None


class Travel(Frozen):
    """Settings of the offline estimate, and matrices that replace it for their mode.

    door is added to every journey between different places, parking to those by car; between doors of one scheme there
    is the door alone.
    wait: the fixed wait of public transport, driven at ``transit_slowdown`` times the car's time.
    """

    preset: Preset = "urban"
    parking: Duration = Field(default=120, alias="parking_minutes")
    door: Duration = Field(default=60, alias="door_minutes")
    traffic: float = Field(default=1.0, ge=0.5, le=3.0)
    wait: Duration = Field(default=600, alias="transit_wait_minutes")
    transit_slowdown: float = Field(default=1.6, ge=1.0, le=5.0)
    matrices: tuple[Matrix, ...] = ()
