"""A client generated from the service's own document, by a generator that knows nothing of us, makes a day's roster."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from service.access import SYSTEM
from service.app import create_app
from service.routes.examples import PROBLEM
from service.run.settings import Settings
from service.store.keys import make_key
from solver.domain import Role

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTES = "application/octet-stream"  # to the generator workbooks and zips are bytes
_SETTINGS = {"post_hooks": [], "content_type_overrides": dict.fromkeys((_XLSX, "application/zip"), _BYTES)}


def _generate(document: dict[str, Any], folder: Path) -> None:
    """The package day_client in a folder. Fails where the generator leaves out a piece of the document."""
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "settings.json").write_text(json.dumps(_SETTINGS))
    program = Path(sys.executable).with_name("openapi-python-client")
    command = [str(program), "generate", "--path", "openapi.json", "--config", "settings.json", "--meta", "none"]
    made = subprocess.run(
        [*command, "--output-path", "day_client", "--fail-on-warning"], cwd=folder, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stdout + made.stderr


@pytest.mark.slow
@pytest.mark.kernel
def test_it_submits_a_day_follows_and_fetches_its_roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(data=tmp_path / "data"))
    document = app.openapi()
    _generate(document, tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    def of(module: str) -> Any:
        return importlib.import_module(f"day_client.{module}")

    models = of("models")
    with app.state.store.session(SYSTEM) as session:
        keys = {role: make_key(session, "a client", role, "council") for role in (Role.SCHEDULER, Role.ANALYST)}
    with TestClient(app, headers={"Authorization": f"Bearer {keys[Role.SCHEDULER]}"}) as wire:
        client = of("client").Client(base_url="http://testserver").set_httpx_client(wire)
        day = models.ProblemRequest.from_dict(PROBLEM)
        submitted = of("api.problems.submit_problem").sync(client=client, body=day)
        assert isinstance(submitted, models.SubmittedProblem)
        assert (submitted.visits, submitted.owner) == (1, "council")

        wanted = models.RosterRequest(problem=submitted.id, seconds=1, seed=7)
        head = of("api.rosters.request_roster").sync(client=client, body=wanted)
        assert isinstance(head, models.RosterHead)
        assert (head.state, head.problem, head.seed) == ("queued", submitted.id, 7)

        events = of("api.rosters.follow_roster").sync_detailed(id=head.id, client=client)
        assert events.status_code == 200
        assert b'"state": "done"' in events.content.replace(b'":"', b'": "')

        roster = of("api.rosters.read_roster").sync(id=head.id, client=client)
        assert isinstance(roster, models.Roster)
        assert (roster.state, roster.served, roster.unserved) == ("done", 1, 0)
        assert roster.outcome.judgement.feasible is True
        assert [stop.visit for one in roster.roster.rounds for stop in one.stops] == ["V1"]

        refused = of("api.rosters.read_roster").sync(id="0" * 28, client=client)
        assert isinstance(refused, models.Refusal)
        assert refused.status == 404

        for role, key in keys.items():  # what is stored, in the bytes in which it is handed out
            for path, schema in (
                (f"/v1/rosters/{head.id}", "Roster"),
                (f"/v1/problems/{submitted.id}", "ProblemDocument"),
            ):
                answer = wire.get(path, headers={"Authorization": f"Bearer {key}"})
                whole = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
                wrong = [one.json_path for one in Draft202012Validator(whole).iter_errors(answer.json())]
                assert not wrong, f"{role}, {schema}: {wrong}"
