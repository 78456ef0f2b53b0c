"""docs/reference/rules.md: every rule of the built-in pack."""

from __future__ import annotations

from solver.rules import RULE_BY_ID, Pack
from solver.rules.pack import Entry, plain_value

from .tables import code, table

_HEAD = """# The rules

Every figure that the rules use stands in one file, the rule pack (`solver/rules/pack.toml`). Prices are in pence, per
minute unless the name says otherwise. What **forbids** can be broken by no roster that `solve` returns; what
**costs** is weighed against the rest; what **reports** is told and changes nothing. A pack of your own names only
what differs, and goes in with `--rules`:

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


def rules_page() -> str:
    """The page as Markdown."""
    pack = Pack.load()
    rows = [_row(rule, entry) for rule, entry in pack.entries.items()]
    head = ("rule", "what it asks", "does", "may be off", "kind", "values", "source, since")
    return f"{_HEAD}\nPack {code(pack.name)}, version {pack.version}: {len(rows)} rules.\n\n{table(head, rows)}"


def _row(rule: str, entry: Entry) -> tuple[str, ...]:
    found = RULE_BY_ID[rule]
    does = [word for word, so in (("forbids", found.forbids), ("costs", found.costs)) if so] or ["reports"]
    off = "never" if entry.always else "yes" if entry.enabled else "is, unless asked for"
    values = ", ".join(f"{name} = {plain_value(value)}" for name, value in entry.values.items())
    since = f"{entry.source}, {entry.effective.isoformat()}"
    return code(rule), entry.about, " and ".join(does), off, entry.kind, values, since
