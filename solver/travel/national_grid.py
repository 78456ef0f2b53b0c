"""From the National Grid (OSGB36 eastings and northings, as Ordnance Survey gives them) to latitude and longitude.

Source: Ordnance Survey, A guide to coordinate systems in Great Britain, annexes B and C: the Transverse Mercator
projection on the Airy 1830 ellipsoid, then the Helmert transformation of section 6.6, turned about. The guide gives its
error as up to 5 m; the exact OSTN15 needs a grid of 30 MB, and a postcode is 100 m wide.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_AIRY = 6_377_563.396, 6_356_256.909  # semi-axes in metres
_WGS84 = 6_378_137.0, 6_356_752.3142  # the same
_SCALE = 0.9996012717  # on the central meridian
_LAT, _LON = np.radians(49.0), np.radians(-2.0)  # the true origin
_EAST, _NORTH = 400_000.0, -100_000.0  # what it is called
_SHIFT = 446.448, -125.157, 542.060  # metres, from OSGB36 to WGS 84
_TURN = tuple(np.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))  # radians about each axis
_GROWTH = -20.4894e-6  # by which part of itself a length grows


def to_degrees(eastings: Numbers, northings: Numbers) -> tuple[Numbers, Numbers]:
    """Latitudes and longitudes (WGS 84, degrees) of National Grid coordinates (metres); arrays of one length."""
    lat, lon = _unproject(np.asarray(eastings, float), np.asarray(northings, float))
    x, y, z = _from_axis(lat, lon)
    turn_x, turn_y, turn_z = _TURN
    grown = 1 + _GROWTH
    moved = (
        _SHIFT[0] + grown * x - turn_z * y + turn_y * z,
        _SHIFT[1] + turn_z * x + grown * y - turn_x * z,
        _SHIFT[2] - turn_y * x + turn_x * y + grown * z,
    )
    return _on_ellipsoid(*moved)


def _arc(lat: Numbers) -> Numbers:
    """The meridian's arc from the true origin (guide, B3), in metres."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = lat - _LAT, lat + _LAT
    arc = (
        (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(less) * np.cos(more)
        + (15 / 8 * n**2 + 15 / 8 * n**3) * np.sin(2 * less) * np.cos(2 * more)
        - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
    )
    return np.asarray(b * _SCALE * arc)


def _unproject(eastings: Numbers, northings: Numbers) -> tuple[Numbers, Numbers]:
    """Latitude and longitude on the Airy ellipsoid, in radians (guide, C2: the names are its own)."""
    a, b = _AIRY
    lat = (northings - _NORTH) / (a * _SCALE) + _LAT
    for _ in range(8):  # each step leaves a thousandth of the error; six are a hundredth of a millimetre
        lat = lat + (northings - _NORTH - _arc(lat)) / (a * _SCALE)
    e2 = 1 - (b / a) ** 2
    sine, tan, sec = np.sin(lat), np.tan(lat), 1 / np.cos(lat)
    nu = a * _SCALE / np.sqrt(1 - e2 * sine**2)
    rho = a * _SCALE * (1 - e2) / (1 - e2 * sine**2) ** 1.5
    eta2 = nu / rho - 1
    seven = tan / (2 * rho * nu)
    eight = tan / (24 * rho * nu**3) * (5 + 3 * tan**2 + eta2 - 9 * tan**2 * eta2)
    nine = tan / (720 * rho * nu**5) * (61 + 90 * tan**2 + 45 * tan**4)
    ten = sec / nu
    eleven = sec / (6 * nu**3) * (nu / rho + 2 * tan**2)
    twelve = sec / (120 * nu**5) * (5 + 28 * tan**2 + 24 * tan**4)
    last = sec / (5040 * nu**7) * (61 + 662 * tan**2 + 1320 * tan**4 + 720 * tan**6)
    east = eastings - _EAST
    found = lat - seven * east**2 + eight * east**4 - nine * east**6
    return found, _LON + ten * east - eleven * east**3 + twelve * east**5 - last * east**7


def _from_axis(lat: Numbers, lon: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Metres from the middle of the earth, of a point on the Airy ellipsoid (guide, B1)."""
    a, b = _AIRY
    e2 = 1 - (b / a) ** 2
    nu = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return nu * np.cos(lat) * np.cos(lon), nu * np.cos(lat) * np.sin(lon), (1 - e2) * nu * np.sin(lat)


def _on_ellipsoid(x: Numbers, y: Numbers, z: Numbers) -> tuple[Numbers, Numbers]:
    """Latitude and longitude in degrees on the ellipsoid of WGS 84 (guide, B2)."""
    a, b = _WGS84
    e2 = 1 - (b / a) ** 2
    off = np.hypot(x, y)
    lat = np.arctan2(z, off * (1 - e2))
    for _ in range(5):
        nu = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + e2 * nu * np.sin(lat), off)
    return np.degrees(lat), np.degrees(np.arctan2(y, x))
