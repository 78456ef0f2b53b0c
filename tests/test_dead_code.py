"""Nothing is written that nobody calls. What vulture takes for dead and is not stands here, with who calls it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import vulture
from vulture.core import Item

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("onevisit", "solver", "service", "fixtures", "benchmarks")  # not tests: what only they call is dead
FASTAPI = ["@router.*", "@app.*"]
PYDANTIC = ["@field_validator", "@model_validator", "@field_serializer", "@model_serializer"]


class Kept(NamedTuple):
    """Files, names and kinds ("variable", "function" ...), each as in a shell, that are no dead code, and why."""

    files: str
    names: str
    why: str
    kind: str = "*"

    def fits(self, file: str, item: Item) -> bool:
        pairs = ((file, self.files), (item.name, self.names), (item.typ, self.kind))
        return all(fnmatchcase(text, pattern) for text, pattern in pairs)


KEPT = [
    Kept("solver/rules/*.py", "*Rule", "catalogue.py finds the one class of each file it lists"),
    Kept("solver/rules/catalogue.py", "SETTINGS", "read by tests: entries of the pack that no rule reads"),
    Kept("solver/engine/exact/model.py", "add_*", "called by the name of the kind of term"),
    Kept("fixtures/medley.py", "max_*", "called by the name of the kind of term"),
    Kept("service/routes/*.py", "*", "a field of an answer: handed out by name, or through response_model", "variable"),
    Kept("service/ui/*.py", "hue", "read by a template"),
    Kept("service/ui/suspensions.py", "may_end", "read by a template"),
    Kept("service/cli/*.py", "*_command", "typer calls it"),
    Kept("*.py", "APPLY", "a member of an enum that typer reads"),
    Kept("solver/cli/templates.py", "FULL", "a member of an enum that typer reads"),
    Kept("service/cli/nightly.py", "EQUAL", "a member of an enum that typer reads"),
    Kept("*.py", "__getattr__", "Python calls it, for names that are loaded when first used"),
    Kept("onevisit/__init__.py", "__dir__", "Python calls it, to list these names"),
    Kept("*.py", "model_config", "pydantic reads it"),
    Kept("solver/domain/role.py", "_missing_", "enum calls it, for a role in another spelling"),
    Kept("solver/domain/errors.py", "max*", "reprlib reads it"),
    Kept("solver/engine/crew.py", "__call__", "a protocol says how it is called"),
    Kept("service/jobs/batches.py", "roster_id", "a protocol says how it is called"),
    Kept("solver/engine/exact/solve.py", "*", "a parameter of CP-SAT", "attribute"),
    Kept("solver/engine/lower_bound/column_pool.py", "*", "a parameter of CP-SAT", "attribute"),
    Kept("benchmarks/peers/ortools_peer.py", "*", "a parameter of the router", "attribute"),
    Kept("solver/engine/kernel/array_type.py", "_get*", "numba calls it to compile an index"),
    Kept("solver/engine/kernel/pointers.py", "*", "numba calls it to compile a field"),
    Kept("solver/engine/local_search/cache.py", "_py_file", "numba reads it"),
    Kept("solver/engine/local_search/cache.py", "get_*", "numba calls it"),
    Kept("solver/engine/local_search/cache.py", "from_function", "numba calls it"),
    Kept("solver/engine/local_search/cooling.py", "ruins_kept", "a place in what the kernel counts"),
    Kept("solver/engine/local_search/warm.py", "help_out", "called in another process, by a line of Python"),
    Kept("solver/travel/cache.py", "writeable", "numpy's flag: a table that several hold is not written to"),
    Kept("solver/check/figures.py", "home_metres", "a figure for who reads them in Python, beside home"),
    Kept("solver/check/figures.py", "health_contact", "told through a table of names in solver/result/judgement.py"),
    Kept("solver/formats/literature.py", "write_instance", "the way back of read_literature, by which tests hold it"),
    Kept("service/jobs/webhook_sender.py", "default_port", "http.client reads it"),
    Kept("service/store/database.py", "isolation_level", "sqlite3's setting"),
    Kept("service/store/base.py", "impl", "SQLAlchemy reads it"),
    Kept("service/store/base.py", "cache_ok", "SQLAlchemy reads it"),
    Kept("service/store/base.py", "process_*", "SQLAlchemy calls it"),
    Kept("service/store/base.py", "type_annotation_map", "SQLAlchemy reads it"),
    Kept("service/store/migrations/versions/*.py", "down*", "alembic reads or calls it"),
    Kept("benchmarks/mutants/server.py", "*", "pytest and the machinery of imports call it"),
    Kept("service/views/*.py", "HIDDEN", "read by tests, so that every field is decided"),
    Kept("service/views/*.py", "OTHERWISE", "read by tests, so that every field is decided"),
    Kept("fixtures/earlier.py", "version_1_day", "invented for tests"),
    Kept("fixtures/every_join.py", "*", "invented for tests"),
    Kept("fixtures/joint.py", "not_joined", "invented for tests"),
    Kept("fixtures/medley.py", "medley", "invented for tests"),
    Kept("fixtures/tiny.py", "TINY", "invented for tests"),
]


def test_nothing_is_written_that_nobody_calls() -> None:
    found = vulture.Vulture(ignore_decorators=[*FASTAPI, *PYDANTIC])
    found.scavenge([ROOT / folder for folder in FOLDERS])
    unused = [(Path(item.filename).relative_to(ROOT).as_posix(), item) for item in found.get_unused_code(60)]
    hits = {
        (file, item.name): [
            kept for kept in KEPT if fnmatchcase(file, kept.files) and fnmatchcase(item.name, kept.names)
        ]
        for file, item in unused
    }
    dead = [f"{file}:{item.first_lineno} {item.message}" for file, item in unused if not hits[file, item.name]]
    assert not dead, "\n".join([*dead, "Take it out, or say in KEPT who calls it."])
    stale = [kept for kept in KEPT if not any(kept in each for each in hits.values())]
    assert not stale, f"Nothing is kept by these any more; take them off the list: {stale}"
