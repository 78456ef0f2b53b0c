"""Requests that hold whole documents. They are read in a process of their own; these schemas are for the OpenAPI
document. service.reading.work judges what was sent.
"""

from __future__ import annotations

from typing import Any

_PROBLEM = {
    "description": "The id of a problem, or a problem document",
    "anyOf": [{"type": "string"}, {"type": "object"}],
}
_RULES = {
    "type": ["string", "null"],
    "maxLength": 100_000,
    "description": "A rule pack: TOML that names what differs from the built-in one",
}

REQUESTS: dict[str, Any] = {
    "ProblemRequest": {
        "type": "object",
        "description": "A problem document: `onevisit schema problem` prints its whole JSON Schema.",
        "required": [
            "onevisit",
            "version",
            "horizon",
            "organisations",
            "places",
            "clients",
            "visits",
            "workers",
            "shifts",
        ],
    },
    "RosterRequest": {
        "type": "object",
        "description": "For which problem, how long to search, and by which rules.",
        "required": ["problem"],
        "additionalProperties": False,
        "properties": {
            "problem": _PROBLEM,
            "seconds": {"type": "number", "exclusiveMinimum": 0, "default": 20, "description": "CPU seconds to search"},
            "joins": {
                "enum": ["off", "suggest", "apply"],
                "default": "suggest",
                "description": "apply: make those joins that are signed for or agreed beforehand",
            },
            "rules": _RULES,
            "seed": {
                "type": "integer",
                "minimum": 0,
                "maximum": 2**31 - 1,
                "default": 0,
                "description": "Of the random numbers",
            },
            "start": {"type": ["object", "null"], "description": "A roster document to begin with"},
            "urgent": {"type": "boolean", "default": True, "description": "Goes ahead of batch work"},
        },
    },
    "RosterCheckRequest": {
        "type": "object",
        "description": "A roster to be judged, on which problem and by which rules.",
        "required": ["problem", "roster"],
        "additionalProperties": False,
        "properties": {
            "problem": _PROBLEM,
            "roster": {"type": "object", "description": "A roster document, with or without times"},
            "rules": _RULES,
        },
    },
}
