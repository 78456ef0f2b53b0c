"""Commands of ``python -m benchmarks``: each measures one thing; ``--help`` lists them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Annotated, get_args

import typer

from fixtures import DayPreset

from . import (
    ablation,
    bounds,
    calls,
    digests,
    duties,
    joining,
    literature,
    micro,
    moves,
    mutants,
    offers,
    realism,
    region,
    regions,
    repair,
    retime,
    safety,
    verdicts,
)
from . import threads as processors

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


@app.callback()
def main() -> None:
    """Benchmarks of onevisit."""


@app.command("literature")
def run_literature(
    folder: Annotated[Path, typer.Argument(help="Searched for instances; best_known.csv and published.csv too.")],
    seconds: Annotated[str, typer.Option(help="CPU seconds a thread and instance, or 'published'.")] = "10",
    threads: Annotated[int, typer.Option(min=1)] = 1,
    seeds: Annotated[int, typer.Option(min=1, help="Runs of each instance, with seeds 1 to this.")] = 1,
    only: Annotated[str, typer.Option(help="Instances whose path holds this text.")] = "",
    out: Annotated[Path, typer.Option("-o", help="Folder for the solutions, in the published format.")] = Path(
        "benchmarks/solutions"
    ),
    judge: Annotated[
        Path | None, typer.Option(help="An independent judge: JUDGE hhcrsp|uhhc INSTANCE SOLUTION prints the cost.")
    ] = None,
) -> None:
    """Every HHCRSP and UHHC instance of a folder against the best known cost; a table by set and size."""
    literature.run(folder, None if seconds == "published" else float(seconds), threads, seeds, only, out, judge)


# argparse reads the options of "peers": several of them take several values, which typer's options cannot.
@app.command(
    "peers", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def run_peers(context: typer.Context) -> None:
    """onevisit and today's routers on the same invented days, one price list, one judge, one thread each."""
    words = argparse.ArgumentParser("python -m benchmarks peers", description=run_peers.__doc__)
    words.add_argument("--sizes", type=int, nargs="+", default=[60, 200, 600, 2000], help="visits a day")
    words.add_argument("--seeds", type=int, default=3, help="days of each size, with seeds 1 to this")
    words.add_argument("--seconds", type=float, nargs="+", default=[10.0, 60.0], help="CPU seconds a run")
    words.add_argument("--variants", nargs="+", choices=["common", "full"], default=["common", "full"])
    words.add_argument("--only", default="", help="peers whose name holds this text")
    words.add_argument("-o", type=Path, default=Path("benchmarks/results"), dest="out", help="folder for the results")
    asked = words.parse_args(context.args)
    from .peers.protocol import measure
    from .peers.report import Report

    report = Report(asked.out)
    rows = measure(asked.sizes, asked.seeds, asked.seconds, asked.variants, asked.only, report.keep)
    print(report.json.with_suffix(".md").read_text("utf-8") if rows else "no such peer")


@app.command("bound")
def run_bound(
    sizes: Annotated[str, typer.Option(help="Visits a day, as '60,200'.")] = "60,200",
    seeds: Annotated[int, typer.Option(min=1, help="Days of each size, with seeds 1 to this.")] = 3,
    seconds: Annotated[str, typer.Option(help="Seconds for the bound, as '3,30'.")] = "3,30",
    search: Annotated[float, typer.Option(min=0.1, help="Seconds for the roster it is set against.")] = 20,
    kind: Annotated[
        bounds.Kind,
        typer.Option("--days", help="full: double-handed and tied visits too; common: the peers' days and prices."),
    ] = "single-handed",
) -> None:
    """How near the bound comes to the rosters found, on invented days."""
    limits = [float(limit) for limit in seconds.split(",")]
    bounds.run([int(size) for size in sizes.split(",")], seeds, limits, search, kind)


@app.command("joining")
def run_joining(
    visits: Annotated[int, typer.Option(min=2)] = 600,
    pairs: Annotated[int, typer.Option(min=1, help="Joinable pairs among them.")] = 120,
    seconds: Annotated[float, typer.Option(min=0.1, help="CPU seconds a search.")] = 10,
    seeds: Annotated[int, typer.Option(min=1, help="Days, with seeds 1 to this.")] = 3,
) -> None:
    """What visits that exclude each other cost the engine in moves a second."""
    joining.run(visits, pairs, seconds, seeds)


@app.command("calls")
def run_calls(
    sizes: Annotated[str, typer.Option(help="Visits a day, as '200,600'.")] = "200,600",
    pairs: Annotated[int, typer.Option(min=1, help="Tied pairs of a day of 200 visits; larger days have more.")] = 40,
    moves: Annotated[int, typer.Option(min=1, help="Moves a run.")] = 2_000_000,
    runs: Annotated[int, typer.Option(min=1, help="Runs with the ties and as many without, in turn.")] = 8,
    out: Annotated[Path, typer.Option("-o", help="Folder for the dated table.")] = Path("benchmarks/results"),
) -> None:
    """What calls that keep their distance cost the engine in moves a second."""
    calls.run([int(size) for size in sizes.split(",")], pairs, moves, runs, out)


@app.command("retime")
def run_retime(
    sizes: Annotated[str, typer.Option(help="As 'hamlet,team,town'.")] = "hamlet,team,town",
    seeds: Annotated[int, typer.Option(min=1, help="Days of each size, with seeds 1 to this.")] = 3,
    moves: Annotated[int, typer.Option(min=1, help="Moves a search.")] = 600_000,
    out: Annotated[Path, typer.Option("-o", help="Folder for the dated table.")] = Path("benchmarks/results"),
) -> None:
    """What it saves to time the rounds found once more, to the second and on whole five minutes."""
    retime.run(sizes.split(","), seeds, moves, out)


@app.command("region")
def run_region(
    seconds: Annotated[str, typer.Option(help="CPU seconds of each process, as '60,600'.")] = "60,600",
    processes: Annotated[int, typer.Option(min=1)] = 2,
    seed: Annotated[int, typer.Option(help="Of the region and of the search.")] = 1,
    parts: Annotated[int | None, typer.Option(min=1, help="As many as 'onevisit solve' takes, unless given.")] = None,
    districts: Annotated[int, typer.Option(min=0, help="Also search so many districts alone; 0: none.")] = 5,
) -> None:
    """10,000 visits in parts: when everybody is on the roster, cost and memory, and what its districts cost alone."""
    region.run([float(limit) for limit in seconds.split(",")], processes, seed, districts, parts)


@app.command("realism")
def run_realism(
    names: Annotated[
        list[str] | None, typer.Argument(help="Sizes and scenarios; every one but the hamlet unless given.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Days of each, with seeds 1 to this.")] = 1,
    preset: Annotated[str, typer.Option(help="uk, ni or private.")] = "uk",
    days: Annotated[int, typer.Option(min=1, help="Of a size; a scenario has its own.")] = 1,
) -> None:
    """Every size and scenario beside what has been published; exit 1 where a day is not like life."""
    true: DayPreset | None = next((one for one in get_args(DayPreset) if one == preset and one != "kind"), None)
    if true is None:
        raise typer.BadParameter("want uk, ni or private: the kind days are not like life", param_hint="--preset")
    if realism.run(names or realism.EVERY, seeds, true, days):
        raise typer.Exit(1)


@app.command("regions")
def run_regions(
    names: Annotated[
        str, typer.Option("--days", help="Sizes and scenarios, as 'town,home-care-30'.")
    ] = "town,neighbourhood,home-care-30,blended-insulin,nurses-absorb,rapid-response,discharge-hub,housing-scheme",
    shares: Annotated[str, typer.Option(help="Shares of nursing visits.")] = "0.07,0.10,0.15",
    agreements: Annotated[str, typer.Option(help="Shares of employers with an agreement.")] = "0.5,1",
    seeds: Annotated[int, typer.Option(min=1, help="Days of each, with seeds 1 to this.")] = 5,
    seconds: Annotated[float, typer.Option(min=0.1, help="CPU seconds a search; three a day.")] = 30,
    moves: Annotated[int | None, typer.Option(min=0, help="So many moves a search instead.")] = None,
    kept: Annotated[Path, typer.Option(help="What is done; not done again.")] = Path("out/regions.jsonl"),
) -> None:
    """What pooling and joining are worth, by nursing and agreements, for commissioners; goes on where it stopped."""
    nursing, agreed = ([float(one) for one in some.split(",")] for some in (shares, agreements))
    regions.run(names.split(","), nursing, agreed, seeds, seconds, moves, kept)


@app.command("verdicts")
def run_verdicts(
    days: Annotated[int, typer.Option(min=1, help="Random days; every tenth is larger.")] = 500,
    seed: Annotated[int, typer.Option(help="Of the days.")] = 1,
    day: Annotated[int | None, typer.Option(min=0, help="That day alone, by its number.")] = None,
) -> None:
    """Why visits are left out, confirmed by trying everything and by solving again without what was named."""
    if verdicts.run(days, seed, day):
        raise typer.Exit(1)


@app.command("safety")
def run_safety(
    days: Annotated[int, typer.Option(min=1, help="Random days, judged with rosters made by hand.")] = 20_000,
    searched: Annotated[int, typer.Option(min=0, help="The first so many of them are also searched.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Of the days.")] = 1,
    day: Annotated[int | None, typer.Option(min=0, help="That day alone, by its number.")] = None,
    out: Annotated[Path | None, typer.Option("-o", help="Folder for that day and its roster.")] = None,
) -> None:
    """Checker and second opinion on random days; exit 1 where they differ."""
    if safety.run(days, searched, seed, day, out):
        raise typer.Exit(1)


@app.command("duties")
def run_duties(
    weeks: Annotated[int, typer.Option(min=1, help="Random weeks of one worker.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Of the weeks.")] = 1,
) -> None:
    """Checker and second opinion on duties: split days, nights, sleep-ins; exit 1 where they differ."""
    if duties.run(weeks, seed):
        raise typer.Exit(1)


@app.command("mutants")
def run_mutants(
    sample: Annotated[int, typer.Option(min=1, help="Machine-made mutants drawn.")] = 600,
    seed: Annotated[int, typer.Option(help="Of the sample.")] = 1,
    files: Annotated[str, typer.Option(help="Only files whose path matches, as '*/dose_*.py'.")] = "*",
    minutes: Annotated[float, typer.Option(min=0.0, help="After so many no mutant is begun.")] = 600,
    again: Annotated[bool, typer.Option("--again", help="Run survivors anew that were run before.")] = False,
    kept: Annotated[Path, typer.Option(help="What has been run; not run again.")] = Path("out/mutants.jsonl"),
    out: Annotated[Path, typer.Option("-o", help="Folder for the dated table.")] = Path("benchmarks/results"),
) -> None:
    """Small changes to joining, checker and safety rules no test of theirs notices; exit 1 if one by hand lives."""
    if mutants.run(sample, seed, files, minutes, again, kept, out)[0]:
        raise typer.Exit(1)


@app.command("threads")
def run_threads(
    sizes: Annotated[str, typer.Option(help="Visits a day, as '200,600'.")] = "200,600,2000",
    seeds: Annotated[int, typer.Option(min=1, help="Days of each size, with seeds 1 to this.")] = 3,
    seconds: Annotated[float, typer.Option(min=0.1, help="CPU seconds of each thread or process.")] = 20,
    threads: Annotated[int, typer.Option(min=2)] = 2,
    common: Annotated[bool, typer.Option("--common", help="The days reduced to what every router can say.")] = False,
) -> None:
    """One processor against several for the same time."""
    processors.run([int(size) for size in sizes.split(",")], seeds, seconds, threads, "common" if common else "full")


@app.command("repair")
def run_repair(
    seeds: Annotated[int, typer.Option(min=1, help="Invented days, with seeds 1 to this.")] = 10,
    days: Annotated[int, typer.Option(min=1, max=28, help="Days in a row; 7: a week.")] = 1,
    away: Annotated[int, typer.Option(min=1, help="So many of the first day's busiest workers do not come.")] = 2,
    preset: Annotated[str, typer.Option(help=f"Which days: {', '.join(get_args(DayPreset))}.")] = "kind",
    count: Annotated[int, typer.Option("--moves", min=1, help="Moves of each search.")] = 400_000,
    first: Annotated[int, typer.Option(min=1, help="The first seed.")] = 1,
    out: Annotated[Path, typer.Option("-o", help="Folder for the dated table.")] = Path("benchmarks/results"),
) -> None:
    """Published days with workers away, repaired with promises priced beside freely; exit 1 where a goal is missed."""
    if preset not in get_args(DayPreset):
        raise typer.BadParameter(f"want one of {', '.join(get_args(DayPreset))}")
    if repair.run(seeds, days, away, preset, count, out, first):  # type: ignore[arg-type]
        raise typer.Exit(1)


@app.command("first-answer")
def run_first_answer(
    sizes: Annotated[str, typer.Option(help="Sizes of invented days, as 'team,town'.")] = "team,town",
    absences: Annotated[int, typer.Option(min=1, help="So many workers, one after the other, do not come.")] = 20,
    seed: Annotated[int, typer.Option(help="Of the invented days.")] = 1,
    preset: Annotated[str, typer.Option(help=f"Which days: {', '.join(get_args(DayPreset))}.")] = "kind",
    count: Annotated[int, typer.Option("--moves", min=1, help="Moves of the search for the first roster.")] = 200_000,
    out: Annotated[Path, typer.Option("-o", help="Folder for the dated table.")] = Path("benchmarks/results"),
) -> None:
    """How long the first confirmed answer takes when somebody does not come; exit 1 where a goal is missed."""
    if preset not in get_args(DayPreset):
        raise typer.BadParameter(f"want one of {', '.join(get_args(DayPreset))}")
    if offers.run(sizes.split(","), absences, seed, preset, count, out):  # type: ignore[arg-type]
        raise typer.Exit(1)


@app.command("ablation")
def run_ablation(
    days: Annotated[str, typer.Option(help="Visits of invented days, as '200,600'; whole days.")] = "600",
    day_seed: Annotated[int, typer.Option(help="Which invented days: the seed they are drawn with.")] = 1,
    instances: Annotated[
        list[Path] | None, typer.Option("--instance", help="A published instance; repeatable.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.0, help="CPU seconds a run.")] = 10,
    seeds: Annotated[int, typer.Option(min=1, help="Runs of each case, with seeds 1 to this.")] = 1,
    parts: Annotated[list[str] | None, typer.Option("--part", help="Only this part; repeatable.")] = None,
    out: Annotated[Path, typer.Option("-o", help="Folder for the dated table.")] = Path("benchmarks/results"),
) -> None:
    """Each part of the search switched off once: what it is worth."""
    sizes = [int(size) for size in days.split(",") if size]
    ablation.run(sizes, instances or [], seconds, seeds, parts, out, day_seed)


@app.command("digests")
def run_digests(
    published: Annotated[
        Path | None, typer.Option(help="The folder of published instances; without it those rows are left out.")
    ] = None,
    only: Annotated[str, typer.Option(help="Only problems whose name holds this text.")] = "",
) -> None:
    """Ten rosters of fixed seeds and moves as digests: run before and after a change that should change none."""
    digests.run(published, only)


@app.command("moves")
def run_moves(
    other: Annotated[Path, typer.Argument(help="The folder of another checkout, to be measured beside this one.")],
    pairs: Annotated[int, typer.Option(min=1, help="Runs of each, in turn.")] = 10,
    count: Annotated[int, typer.Option("--moves", min=1, help="Moves of each search.")] = 1_000_000,
    published: Annotated[
        Path | None, typer.Option(help="The folder of published instances; without it those rows are left out.")
    ] = None,
) -> None:
    """Moves a second of this checkout beside another one: the same searches with fixed moves, the two in turn."""
    moves.run(other, pairs, count, published)


@app.command("micro")
def run_micro(
    measured: Annotated[Path, typer.Argument(help="What pytest --benchmark-json wrote.")],
    baseline: Annotated[Path, typer.Option(help="The stored baseline.")] = Path("benchmarks/results/micro.json"),
    save: Annotated[bool, typer.Option("--save", help="Store what was measured as the new baseline.")] = False,
) -> None:
    """The micro-benchmarks as ratios to the stored baseline; `make bench` measures and calls this."""
    micro.compare(measured, baseline, save)


if __name__ == "__main__":
    app()
