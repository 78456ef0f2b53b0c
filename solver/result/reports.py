"""What the rules that only report have to say: it costs nothing and forbids nothing, and somebody should know."""

from __future__ import annotations

from collections.abc import Mapping

from solver.check import Check
from solver.explain import cost_label
from solver.rules import RULE_BY_ID


def list_reports(check: Check) -> Mapping[str, list[str]]:
    """Rule -> its sentences, of the rules that neither forbid nor cost, and what costs by those that tell it: calls
    closer than wanted. Those with most first.
    """
    found: dict[str, list[str]] = {}
    for breach in check.breaches:
        rule = RULE_BY_ID.get(breach.rule)
        if rule is not None and (rule.reports or (rule.tells_costs and not breach.hard)):
            found.setdefault(breach.rule, []).append(breach.sentence)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def count_reports(reports: Mapping[str, list[str]]) -> str:
    """ "13 visit length, 1 caseload"; empty where nothing is reported."""
    return ", ".join(f"{len(sentences):,} {cost_label(rule)}" for rule, sentences in reports.items())
