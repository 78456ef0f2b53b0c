"""A partner's part of what lets somebody do something: its own clients, staff, organisation, and who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .partner import Part

Document = dict[str, Any]


def authority_part(document: Document, part: Part) -> Document:
    """Delegations, registrants, protocols and so on by name, as far as they are an organisation's own.

    A registrant is told of where they are of the organisation, or answer for something it sees; their registration
    stays with their employer.
    """
    own = part.organisation

    def listed(name: str) -> list[Document]:
        return list(document.get(name, ()))

    delegations = [seen for one in listed("delegations") if (seen := _delegation(one, part)) is not None]
    protocols = [one for one in listed("protocols") if one["organisation"] == own]
    answering = {one["registrant"] for one in (*delegations, *protocols)}
    registrants = [
        one if one.get("organisation") == own else _without(one, "registration", "registered_until")
        for one in listed("registrants")
        if one.get("organisation") == own or {one["id"], one["name"]} & answering
    ]
    doing = {
        (visit["client"], task["code"])
        for visit in document["visits"]
        if visit["id"] in part.visits
        for task in visit["tasks"]
    }
    there: dict[str, set[str]] = {
        "client": part.clients,
        "worker": part.workers,
        "delegation": {one["id"] for one in delegations},
        "unpaid_carer": {one["id"] for one in listed("unpaid_carers") if one["client"] in part.clients},
        "registrant": {word for one in registrants for word in (one["id"], one["name"])} | answering,
    }
    return {
        "delegations": delegations,
        "protocols": protocols,
        "registrants": registrants,
        "task_catalogue": listed("task_catalogue"),
        "standing_agreements": [one for one in listed("standing_agreements") if one["organisation"] == own],
        "subcontracts": [
            {**one, "clients": [client for client in one.get("clients", ()) if client in part.clients]}
            for one in listed("subcontracts")
            if own in (one["provider"], one["to"])
        ],
        "unpaid_carers": [one for one in listed("unpaid_carers") if one["client"] in part.clients],
        "suspensions": [
            _without(one, "by", "ended_by", *(["reason"] if part.tells_of_others(one["reason"]) else []))
            for one in listed("suspensions")
            if (one["of"] in there[one["what"]] if one["what"] != "task" else _is_seen(one, part))
        ],
        "cancelled_visits": [
            _without(one, *(["reason"] if part.tells_of_others(one["reason"]) else []))
            for one in listed("cancelled_visits")
            if one["organisation"] == own
        ],
        "workers_before": [one for one in listed("workers_before") if one["worker"] in part.workers],
        "tasks_before": [
            _without(one, *(["visit"] if one.get("visit") and part.tells_of_others(one["visit"]) else []))
            for one in listed("tasks_before")
            if (one["client"], one["task"]) in doing
        ],
    }


def _is_seen(stop: Document, part: Part) -> bool:
    """Whether a stop of a task is everybody's, or an own client's."""
    return stop.get("client") is None or stop["client"] in part.clients


def _delegation(one: Document, part: Part) -> Document | None:
    """With own workers alone; None where it is about nobody of the organisation's."""
    own = [worker for worker in (one["worker"], *one.get("also", ())) if worker in part.workers]
    if one["client"] not in part.clients or not own:
        return None
    return {**_without(one, "also"), "worker": own[0], **({"also": own[1:]} if own[1:] else {})}


def _without(entry: Document, *names: str) -> Document:
    return {name: value for name, value in entry.items() if name not in names}
