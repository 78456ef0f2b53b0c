"""What is told of a broken input, against what should be: these faults, each named rightly, and no other."""

from __future__ import annotations

from solver.domain import InputFaults


def exactly(faults: InputFaults, expected: list[tuple[str, str, str, str]]) -> None:
    """Each expected fault (file, where, part of the value, part of the want) is there, and no other."""
    told = "\n".join(str(fault) for fault in faults.faults)
    for file, where, value, wanted in expected:
        assert any(
            (fault.file, fault.where) == (file, where) and value in str(fault)
            for fault in faults.faults
            if wanted in fault.expected
        ), told
    assert len(faults.faults) == len(expected), told
