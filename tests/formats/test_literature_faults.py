"""Every fault of a published file is named at once."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from solver.domain import InputFaults
from solver.formats.literature import read_literature

from .test_literature import HHCRSP, UHHC, read


def broken(data: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> set[str]:
    """The paths of all faults of a file after a change."""
    copied = copy.deepcopy(data)
    change(copied)
    with pytest.raises(InputFaults) as caught:
        read(copied)
    assert all(fault.expected.startswith("want") for fault in caught.value.faults)
    return {fault.where for fault in caught.value.faults}


def test_every_wrong_field_is_named_at_once() -> None:
    def change(data: dict[str, Any]) -> None:
        data["patients"][0]["time_window"] = ["early", True]
        data["patients"][1]["id"] = ""
        data["caregivers"][0].pop("abilities")
        data["distances"][1][2] = -1

    assert broken(HHCRSP, change) == {
        "patients[0].time_window[0]",
        "patients[0].time_window[1]",
        "patients[1].id",
        "caregivers[0].abilities",
        "distances[1][2]",
    }


def test_every_contradiction_of_an_hhcrsp_file_is_named_at_once() -> None:
    def change(data: dict[str, Any]) -> None:
        data["patients"][0]["time_window"] = [40, 20]
        data["patients"][1]["id"] = "p1"
        data["patients"][1]["required_caregivers"][0]["service"] = "s9"
        data["patients"][2]["synchronization"]["distance"] = [15, 10]
        data["caregivers"][1] = {"id": "c1", "abilities": ["s8"]}
        data["distances"] = [row[:3] for row in data["distances"][:3]]
        data["services"][0].pop("default_duration")

    assert broken(HHCRSP, change) == {
        "patients[0].time_window",
        "patients[1].id",
        "patients[1].required_caregivers[0].service",
        "patients[2].synchronization.distance",
        "caregivers[1].id",
        "caregivers[1].abilities[0]",
        "distances",
        "patients[0].required_caregivers[0].duration",
    }


def test_every_contradiction_of_a_uhhc_file_is_named_at_once() -> None:
    def change(data: dict[str, Any]) -> None:
        data["metadata"]["cost_components"] |= {"travel_time": "HARD", "working_time": 3, "max_idle_time": 1.5}
        data["distances"][1].append(4)
        data["caregivers"][0]["departing_point"] = "d7"
        data["caregivers"][1]["working_shift"] = {"start": 100, "end": 100}
        data["patients"][0]["time_windows"] = [{"start": 0, "end": 70}, {"start": 60, "end": 90}]
        data["patients"][0]["preferred_caregivers"] = ["c7"]
        data["patients"][1]["distance_matrix_index"] = 9
        data["patients"][1]["synchronization"] = {"type": "sequential"}
        data.pop("lunch_breaks")

    assert broken(UHHC, change) == {
        "metadata.cost_components.travel_time",
        "metadata.cost_components.working_time",
        "metadata.cost_components.max_idle_time",
        "distances[1]",
        "caregivers[0].departing_point",
        "caregivers[1].working_shift",
        "patients[0].time_windows[1].start",
        "patients[0].preferred_caregivers[0]",
        "patients[1].distance_matrix_index",
        "patients[1].synchronization.distance",
        "lunch_breaks",
    }


def test_numbers_that_are_none_are_named_too() -> None:
    text = json.dumps(HHCRSP).replace("12.25", "NaN")
    with pytest.raises(InputFaults) as caught:
        read_literature(text.encode())
    assert [fault.where for fault in caught.value.faults] == ["patients[1].time_window[1]"]
