"""What a partner is told of an outcome: how its own visits fared. Sums and costs of the whole stay out."""

from __future__ import annotations

from typing import Any

from solver.rules import count_near_links, list_late_accepted, tells_of_visit
from solver.rules.authority.stopped import find_stopped

from .partner import Part
from .partner_documents import join_part, sides
from .telling import Document

_HOW = ("pack", "pack_digest", "travel", "seconds", "seed", "iterations", "threads", "parts", "joins", "amended")


def outcome_part(outcome: Document, part: Part) -> Document:
    """The part of an outcome, recounted from own visits alone."""
    judged = outcome.get("judgement") or {}
    left = [one for one in judged.get("unserved_visits", ()) if one["visit"] in part.visits]
    broken = [_breach(one, part) for one in judged.get("breaches", ()) if one.get("visit") in part.visits]
    all_, missing = len(part.visits), len({one["visit"] for one in left})
    judgement = {
        "commissioned": all_,
        "served": all_ - missing,
        "unserved": missing,
        "hard_breaches": len(broken),
        "breaches": broken,
        "unserved_visits": [
            {**one, "reason": part.reason(one.get("verdict"), one.get("reason") or "")} for one in left
        ],
    }
    stopped = len(find_stopped(part.problem).keys() & {one["visit"] for one in left})
    headline = [
        _line("Served", f"{all_ - missing:,} of {all_:,}", "of your own visits"),
        _line("Not served", f"{missing - stopped:,}", "of your own visits", missing > stopped),
        *([_line("Stopped", f"{stopped:,}", "of your own visits; client or task suspended")] if stopped else []),
        _line("Hard breaches", f"{len(broken):,}", "at your own visits", bool(broken)),
    ]
    how = outcome.get("provenance") or {}
    explained = [one for one in outcome.get("explanations", ()) if one.get("visit") in part.visits]
    return {
        "sight": "partner",
        "judgement": judgement,
        "loosened": [
            *(one for one in outcome.get("loosened", ()) if not tells_of_visit(one)),
            *count_near_links(outcome.get("loosened", ())),
            *_late_accepted(part),
        ],
        "headline": headline,
        "provenance": {name: how[name] for name in _HOW if name in how},
        "explanations": [_explanation(one, part) for one in explained],
        "joins": _joins(outcome.get("joins") or {}, part),
        "trace": [],
    }


def _late_accepted(part: Part) -> list[str]:
    """Caps on lateness lifted for own visits, without a reason that tells of others; of other visits how many."""
    whole, plain = (list_late_accepted(part.problem, part.organisation, named) for named in (True, False))
    return [bare if part.tells_of_others(full) else full for full, bare in zip(whole, plain, strict=True)]


def _line(name: str, figure: str, small: str, alarm: bool = False) -> Document:
    return {"name": name, "figure": figure, "small": small, "alarm": alarm}


def _breach(breach: Document, part: Part) -> Document:
    """A breach at an own visit; its sentence and shift only where they tell of nobody else."""
    seen = {name: breach.get(name) for name in ("rule", "visit", "amount", "unit")}
    for name in ("sentence", "shift"):
        if breach.get(name) and not part.tells_of_others(breach[name]):
            seen[name] = breach[name]
    return seen


def _explanation(one: Document, part: Part) -> Document:
    """Verdict and reason, and of the rest what names nobody else."""
    known = {"visit", "verdict", "reason"}
    rest = {name: value for name, value in one.items() if name not in known and not part.tells_of_others(value)}
    return {"visit": one["visit"], "verdict": one.get("verdict"), "reason": _reason(one, part), **rest}


def _reason(one: Document, part: Part) -> str:
    return part.reason(one.get("verdict"), one.get("reason") or "")


def _joins(joins: Document, part: Part) -> Document:
    def own(visits: list[str]) -> bool:
        return bool(part.visits & set(visits))

    seen: Document = {}
    if "proposals" in joins:
        seen["proposals"] = [_proposal(one, part) for one in joins["proposals"] if own(one["join"]["visits"])]
    if "refusals" in joins:
        seen["refusals"] = [_refusal(one, part) for one in joins["refusals"] if own(one["visits"])]
    if "changes" in joins:
        # A change is counted over all that it would let be joined: told where each of those is partly the partner's.
        mine = [one for one in joins["changes"] if all(own(visits) for visits in one["joins"])]
        seen["changes"] = [
            {**one, "joins": [sides(visits, part) for visits in one["joins"]]}
            for one in mine
            if not part.tells_of_others([one["change"], one["sentence"]])
        ]
    return seen


def _proposal(one: Document, part: Part) -> Document:
    """A proposed join: when it was priced, its gain was the whole roster's, and stays out."""
    register = {entry.id for entry in part.problem.delegations if entry.client in part.clients}
    problem = part.problem
    coming = [problem.worker[worker] for worker in one["workers"] if worker in problem.worker]
    return {
        "join": join_part(one["join"], part),
        "clients": [client for client in one["clients"] if client in part.clients],
        "workers": [{"id": w.id, "name": w.name, "organisation": w.organisation} for w in coming],
        "doors": one["doors"],
        "minutes": one["minutes"],
        "delegations": [entry for entry in one["delegations"] if entry in register],
        "sign": one["sign"],
        "signed": bool(one["signed"]),
    }


def _refusal(one: Document, part: Part) -> Document:
    seen: dict[str, Any] = {**sides(one["visits"], part), "day": one["day"], "conditions": one["conditions"]}
    if one["client"] in part.clients:
        seen["client"] = one["client"]
    seen["sentences"] = [text for text in one["sentences"] if not part.tells_of_others(text)]
    seen["changes"] = [change for change in one["changes"] if not part.tells_of_others(change)]
    return seen
