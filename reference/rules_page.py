"""docs/reference/rules.md: every rule of the built-in pack."""

from __future__ import annotations

from collections.abc import Iterator

from solver.rules import RULE_BY_ID, Pack
from solver.rules.pack import Entry, plain_value

from .tables import code, table

_HEAD = """# The rules

Every figure that the rules use stands in one file, the rule pack (`solver/rules/pack.toml`). Prices are in pence, per
minute unless the name says otherwise. What **forbids** can be broken by no roster that `solve` returns; what
**costs** is weighed against the rest; what **reports** is told and changes nothing; what **sets** is no rule. A pack
of your own names only what differs, and goes in with `--rules`:

```toml
name = "our team"
version = "2026-05"

[continuity]
values = { price = 400.0 }
```

A problem may override single values in its sheet `pack`. `onevisit rules` prints this table, with a day the values in
force there. Every result names the pack and its fingerprint. A rule of real care that is off, or asks less than the
built-in pack does, and every cap on lateness that somebody has lifted, stands by name in a line that begins
`Loosened:` at the head of every summary, page, workbook and answer about a roster.

Kinds: statute, guidance, contract, local, literature (rules of published benchmark instances, off for real days).
"""
_ABOUT_VALUES = """Beside each stands what it is for. Lists of five are by priority 1 to 5. Source and
date are the rule's. A change that asks less of a roster than this is told first, as above."""
# The words of the pack for it: pack.toml, at its head.
_LESS = {
    **{"lower": "lower", "higher": "higher", "on": "yes", "off": "no", "fewer": "fewer entries", "other": "any other"},
    **{"zero": "nothing, or less than a tenth", "free": ""},
}


def rules_page() -> str:
    """The page as Markdown."""
    pack = Pack.load()
    rows = [_row(rule, entry) for rule, entry in pack.entries.items()]
    head = ("rule", "what it asks", "does", "may be off", "kind", "source, since")
    values = [row for rule, entry in pack.entries.items() for row in _values(rule, entry)]
    told = table(("rule", "value", "unit", "unless said", "what it is for", "asks less when", "source, since"), values)
    rules = f"\nPack {code(pack.name)}, version {pack.version}: {len(rows)} rules.\n\n{table(head, rows)}"
    return f"{_HEAD}{rules}\n## Values\n\n{_ABOUT_VALUES}\n\n{told}"


def _row(rule: str, entry: Entry) -> tuple[str, ...]:
    found = RULE_BY_ID.get(rule)  # none of a setting, which no rule reads
    does = [word for word in ("forbids", "costs") if getattr(found, word, False)] or ["reports" if found else "sets"]
    off = "never" if entry.always else "yes" if entry.enabled else "is, unless asked for"
    return code(rule), entry.about, " and ".join(does), off, entry.kind, _since(entry)


def _values(rule: str, entry: Entry) -> Iterator[tuple[str, ...]]:
    for name, value in entry.values.items():
        unit, _, meaning = entry.means[name].partition(": ")
        less = _LESS[entry.looser.get(name, "free")]
        yield code(rule), code(name), unit, plain_value(value) or "none", meaning, less, _since(entry)


def _since(entry: Entry) -> str:
    return f"{entry.source}, {entry.effective.isoformat()}"
