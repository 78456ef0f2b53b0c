"""Mutants of what keeps people safe: joining, the checker and the rules concerned, and which no test notices."""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .by_hand import make_by_hand
from .making import Mutant, make_mutants
from .rooms import TESTS, find_files
from .running import Fate, Tests
from .sampling import draw_sample

_ROOT = Path(__file__).parents[2]
_EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def run(size: int, seed: int, files: str, minutes: float, again: bool, kept: Path, out: Path) -> tuple[int, int]:
    """Run those made by hand and a sample; print, and keep the tables as ``<date>-mutants.md`` in the folder ``out``.

    minutes: of wall time, after which no mutant is begun. again: survivors that are kept are run anew. kept: what has
    been run before, and is not run again. Returns how many made by hand and how many of the sample live.
    """
    made = {path: make_mutants(path, (_ROOT / path).read_text("utf-8")) for path in find_files(_ROOT, files)}
    drawn = draw_sample(made, size, seed)
    equivalent = _read_equivalent()
    end = time.monotonic() + 60 * minutes
    with Tests(_ROOT, kept) as tests:

        def find_fate(mutant: Mutant) -> Fate | None:
            known = tests.known(mutant)
            if time.monotonic() > end and (known is None or (again and known.lives)):
                return known
            fate = tests.try_one(mutant, again)
            if fate.lives:
                print(f"lives: {_tell(mutant)}", flush=True)
            return fate

        tried = [(mutant, find_fate(mutant)) for mutant in drawn if mutant.name not in equivalent]
        hand = [(mutant, meaning, find_fate(mutant)) for mutant, meaning in make_by_hand(_ROOT)]
        left_out = tests.left_out
    found = [(mutant, fate) for mutant, fate in tried if fate is not None]
    apart = [mutant for mutant in drawn if mutant.name in equivalent]
    words = [
        f"# Mutants, {time.strftime('%Y-%m-%d')}",
        "",
        f"A sample of {len(drawn)} of {sum(map(len, made.values())):,} (seed {seed}); {len(apart)} are equivalent and "
        f"set apart, {len(found)} of the others were run, by the tests in {', '.join(TESTS)} that reach them (those "
        "marked slow, timing or kernel apart).",
        *([f"Tests left out, failing without a mutant: {', '.join(left_out)}."] if left_out else []),
        "",
        *_by_file(found),
        "",
        "## Survivors",
        "",
        *(f"- {_tell(mutant)} ({fate.tried} tests reach it)" for mutant, fate in found if fate.lives),
        "",
        "## Equivalent",
        "",
        *(f"- {_tell(mutant)}: {equivalent[mutant.name]}" for mutant in apart),
        "",
        "## Made by hand",
        "",
        "| file | what it would mean | killed by |",
        "|---|---|---|",
        *(f"| {one.path} | {meaning} | {_tell_fate(fate)} |" for one, meaning, fate in hand),
    ]
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{time.strftime('%Y-%m-%d')}-mutants.md").write_text("\n".join(words) + "\n", "utf-8")
    print("\n".join(words))
    lives = sum(fate is not None and fate.lives for *_, fate in hand)
    return lives, sum(fate.lives for _, fate in found)


def _tell(mutant: Mutant) -> str:
    return f"{mutant.path}:{mutant.line} `{mutant.before}` -> `{mutant.after}`"


def _tell_fate(fate: Fate | None) -> str:
    if fate is None:
        return "not run"
    return fate.test.split("::")[-1] or "LIVES"


def _by_file(found: Sequence[tuple[Mutant, Fate]]) -> list[str]:
    """The table: how many died in which file, and in all."""
    all_, dead = Counter[str](), Counter[str]()
    for mutant, fate in found:
        for name in (mutant.path, "all"):
            all_[name] += 1
            dead[name] += not fate.lives
    rows = [f"| {name} | {all_[name]} | {dead[name]} | {all_[name] - dead[name]} |" for name in sorted(all_)]
    share = f"{100 * dead['all'] / all_['all']:.1f} % died." if found else "None was run."
    return ["| file | run | died | lived |", "|---|---|---|---|", *rows, "", share]


def _read_equivalent() -> dict[tuple[str, str, str], str]:
    """The mutants set apart, by name, with the reason."""
    entries = tomllib.loads(_EQUIVALENT.read_text("utf-8")).get("mutant", [])
    return {(entry["file"], entry["before"], entry["after"]): entry["reason"] for entry in entries}
