"""Providers that say where a postcode or street is: geopy's, by name, each with the settings that it takes."""

from __future__ import annotations

from inspect import signature
from typing import Any
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import get_geocoder_for_service

from ..domain import Fault, InputFaults
from .geocode import Geocoder

# The ones whose answers to a single line of text geopy reads alike. The first may be an installation of one's own.
PROVIDERS = ("nominatim", "photon", "pelias", "opencage", "googlev3", "tomtom", "mapbox", "bing", "arcgis", "here")
_PUBLIC = {"nominatim": "nominatim.openstreetmap.org", "photon": "photon.komoot.io"}
_SECONDS = 15  # to wait for an answer


def make_geocoder(name: str, server: str | None = None, key: str | None = None) -> tuple[Geocoder, str]:
    """The geocoder, and the host that is asked. server: an address such as https://maps.example, where it is one's own.

    key: what the provider knows its customer by. Raises InputFaults where a setting lacks, or is of no use to it.
    """
    if name not in PROVIDERS:
        raise InputFaults([Fault("--provider", name, f"want one of {', '.join(PROVIDERS)}")])
    kind = get_geocoder_for_service(name)
    taken = signature(kind).parameters
    given: dict[str, Any] = {"timeout": _SECONDS}
    if "user_agent" in taken:
        given["user_agent"] = "onevisit"
    if server is not None:
        given |= _server(server, name, taken)
    named = next((one for one in ("api_key", "apikey") if one in taken), None)
    if named is not None and key:
        given[named] = key
    elif named is not None and taken[named].default is taken[named].empty:
        raise InputFaults([Fault("ONEVISIT_LOCATE_KEY", None, f"want the key by which {name} knows you")])
    try:
        made = kind(**given)
    except (GeopyError, TypeError, ValueError) as error:
        raise InputFaults([Fault("--provider", name, f"want settings that it takes: {error}")]) from None
    return made, str(getattr(made, "domain", "") or _PUBLIC.get(name, name))


def is_public(name: str, host: str) -> bool:
    """Whether it is a free service for everybody, which asks for a second between two questions at least."""
    return _PUBLIC.get(name) == host


def _server(server: str, name: str, taken: Any) -> dict[str, str]:
    where = urlsplit(server)
    if where.scheme not in ("http", "https") or not where.netloc:
        raise InputFaults([Fault("--server", server, "want an address such as https://maps.example")])
    if "domain" not in taken:
        raise InputFaults([Fault("--server", server, f"want none: {name} has one server")])
    return {"domain": where.netloc + where.path.rstrip("/"), "scheme": where.scheme}
