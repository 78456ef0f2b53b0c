"""``onevisit locate``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from .outcome import faults_told, writable

_SHOWN = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("locate")(locate_command)


def locate_command(
    day: Annotated[Path, typer.Argument(help="The day: JSON document, folder or zip of CSV files, or workbook.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Ends in .json, .xlsx or .zip; no ending: a folder.")],
    provider: Annotated[str, typer.Option("--provider", help="Whom to ask: nominatim, photon, opencage and others.")],
    server: Annotated[
        str | None, typer.Option("--server", envvar="ONEVISIT_LOCATE_SERVER", help="A server of your own.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(envvar="ONEVISIT_LOCATE_KEY", help="The key by which the provider knows you.")
    ] = None,
    streets: Annotated[bool, typer.Option("--streets", help="Send the address too, not the postcode alone.")] = False,
    pause: Annotated[float, typer.Option("--pause", min=0, max=60, help="Seconds between two questions.")] = 1.0,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking first.")] = False,
) -> None:
    """Ask a provider where places are that have no coordinates, and write the day with what it answers.

    Your own table of postcodes is looked at first, and what it has is not asked. Before anything is sent you are told
    what goes to whom. Postcodes go, or addresses where you ask for that: no names, no visits. Answers are kept beside
    the table of postcodes and never asked again.
    """
    with faults_told():
        from solver.formats import read_any, write_any
        from solver.travel.geocode import Answers, Asking
        from solver.travel.placing import place_by_postcode
        from solver.travel.postcode_table import table_path
        from solver.travel.providers import is_public, make_geocoder

        writable(output)
        geocoder, host = make_geocoder(provider, server, key)
        least = 1.0 if is_public(provider, host) else 0.0

        def agreed(asked: Sequence[str]) -> bool:
            return _agree(provider, host, asked, yes)

        asking = Asking(
            geocoder, Answers(table_path().with_name("postcodes-asked.json")), agreed, streets, max(pause, least)
        )
        before: list[Any] = []
        after: list[Any] = []

        def fill(parts: dict[str, Any]) -> None:
            travel = parts.get("travel")
            given = frozenset(place for matrix in (travel.matrices if travel else ()) for place in matrix.places)
            known, _ = place_by_postcode(parts.get("places", ()), given)
            asked = [None if place is not None and place.id in given else place for place in known]
            found = asking.locate(asked)
            parts["places"] = tuple(new or old for new, old in zip(found, known, strict=True))
            before.extend(place for place in asked if place is not None and place.lat is None)
            after.extend(place for place in parts["places"] if place is not None and place.lat is not None)

        problem = read_any(day, [], fill)
        write_any(problem, output)
    located = {place.id: place.accuracy for place in after}
    got = [located[place.id] for place in before if place.id in located]
    many = ", ".join(f"{got.count(one)} by {one}" for one in ("door", "postcode", "sector") if one in got)
    typer.echo(f"{len(got)} places located ({many or 'none wanted it'}). Written to {output}.")


def _agree(provider: str, host: str, asked: Sequence[str], yes: bool) -> bool:
    """Say what goes to whom, and ask whether it may."""
    shown = "; ".join(asked[:_SHOWN]) + (f"; and {len(asked) - _SHOWN} more" if len(asked) > _SHOWN else "")
    typer.echo(f"To {provider} ({host}) would go, and nothing else: {shown}.", err=True)
    if not yes and not typer.confirm("Send them?", err=True):
        typer.echo("Nothing was sent.", err=True)
        raise typer.Exit(2)
    return True
