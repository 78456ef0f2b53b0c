"""An analyst who lays nine rosters of a day side by side learns no more of addresses than the map's groups say.

The attacker knows the model of journeys, believes that whoever goes on at once was on the way for the time between two
visits, and moves every address about in and around its group until the times fit best.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pytest

from fixtures import generate
from service.views import codes_for, seen_problem, seen_roster
from service.views.coarse import LATITUDE, LONGITUDE, PEOPLE, Coarse
from service.views.retimed import retimed
from solver import Problem, Roster, problem_document, read_problem, read_roster, roster_document
from solver.solving import solve
from solver.travel import great_circle, journeys

ROSTERS, NEAR = 9, 500.0  # metres
_LONGEST = 25.0  # minutes between two visits that may be a journey alone
_SEARCHED, _STEP = 2_000, 100  # metres about the middle of a group, and between two places that are tried
_TRIES, _SWEEPS = 2, 10
_SLACKS = (0.0, 0.5)  # minutes that most journeys leave over: what fits better is believed

Spots = npt.NDArray[np.float64]  # of each place metres north and east, in the order of the problem
Model = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]  # minutes by car for metres as the crow flies
Ways = Mapping[tuple[int, int], float]  # minutes between two places


@dataclass(frozen=True)
class Day:
    problem: Problem
    rosters: tuple[Roster, ...]


@pytest.fixture(scope="module")
def days() -> list[Day]:
    """Several: how many addresses a guess is near to is a matter of luck in one of them, and so is what is learnt."""
    problems = [generate("team", seed, visits=110) for seed in (2, 3, 5)]
    made = [
        tuple(solve(one, iterations=600, seed=seed, explain=False).roster for seed in range(ROSTERS))
        for one in problems
    ]
    return [Day(*one) for one in zip(problems, made, strict=True)]


@pytest.fixture(scope="module")
def day(days: list[Day]) -> Day:
    return days[0]


def _ways_of(problem: Problem, rosters: tuple[Roster, ...]) -> Ways:
    """The shortest time from one visit to the next, by car, in any roster."""
    number = {place.id: at for at, place in enumerate(problem.places)}
    found: dict[tuple[int, int], float] = {}
    for one in (one for roster in rosters for one in roster.rounds):
        if problem.mode_of(problem.shift[one.shift]) != "car":
            continue
        for first, second in pairwise(one.stops):
            if first.visit is None or second.visit is None or first.start is None or second.start is None:
                continue
            here, there = problem.visit[first.visit], problem.visit[second.visit]
            away = problem.horizon.minutes(second.start - first.start - here.duration)
            low, high = sorted((number[problem.place_of(here)], number[problem.place_of(there)]))
            if low != high and 0 < away < _LONGEST:
                found[low, high] = min(away, found.get((low, high), _LONGEST))
    return found


def _attack(ways: Ways, spots: Spots, model: Model) -> Spots:
    """Where the attacker puts each place: of some tries what fits the times best."""
    ties: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (here, there), minutes in ways.items():
        ties[here].append((there, minutes))
        ties[there].append((here, minutes))
    axis = np.arange(-_SEARCHED, _SEARCHED + 1, _STEP)
    around = np.array([(x, y) for x in axis for y in axis], dtype=float)
    chance, results = np.random.default_rng(0), list[tuple[float, int, Spots]]()
    for number, slack in product(range(_TRIES), _SLACKS):
        put = spots + chance.normal(0, 400, spots.shape) * (number > 0)
        for _ in range(_SWEEPS):
            cost = 0.0
            for one in chance.permutation(sorted(ties)):
                found, least = _fit(put, ties[one], spots[one], around, slack, model)
                put[one] = found
                cost += least
        results.append((cost, len(results), put))
    return min(results, key=lambda one: one[:2])[2]


def _fit(
    put: Spots, ties: list[tuple[int, float]], middle: Spots, around: Spots, slack: float, model: Model
) -> tuple[Spots, float]:
    """The place that fits best with where the others are put: nobody is there sooner than a car, and few wait long."""
    tried = middle + around
    others, minutes = put[[other for other, _ in ties]], np.array([away for _, away in ties])
    left = minutes - slack - model(np.linalg.norm(tried[:, None] - others[None], axis=2))
    cost = np.where(left < 0, np.minimum(-left * 2, 6), np.minimum(left / 1.5, 1.5)).sum(axis=1)
    cost = cost + 3e-7 * (around**2).sum(axis=1)  # of two that fit alike the one nearer to the middle
    best = int(np.argmin(cost))
    return tried[best], float(cost[best])


def _flat(problem: Problem, spots: Sequence[tuple[float, float]]) -> Spots:
    """Degrees as metres on a map of the problem's."""
    narrow = float(np.cos(np.radians(problem.places[0].lat or 0.0)))
    return np.array(spots) * 111_195.0 * (1.0, narrow)


def _model(problem: Problem) -> Model:
    """Minutes by car for metres as the crow flies, by the very model that the solver uses."""
    table = journeys(problem).seconds["car"]
    some = [(place.lat or 0.0, place.lon or 0.0) for place in problem.places]
    known = {
        great_circle(some[here], some[there]) * 1000: problem.horizon.minutes(int(table[here, there]))
        for here in range(len(some))
        for there in range(here)
        if problem.places[here].scheme is None or problem.places[here].scheme != problem.places[there].scheme
    }
    metres = sorted(known)
    return lambda far: np.interp(far, metres, [known[one] for one in metres])


@pytest.mark.slow
def test_nine_rosters_of_a_day_put_no_address(days: list[Day]) -> None:
    near = Counter[str]()
    for day in days:
        near += _count_near(day)
    guessed, most = near["guessed"], near["guessed"] + 0.02 * near["homes"]
    assert near["by real starts"] > guessed + 0.1 * near["homes"], "an attack that learns nothing would show nothing"

    assert near["as told"] <= most


def _count_near(day: Day) -> Counter[str]:
    """How many homes are put within 500 m: by guessing the middles, by real starts, by what is told."""
    problem, document = day.problem, problem_document(day.problem)
    model, coarse = _model(problem), Coarse(document)
    true = _flat(problem, [(place.lat or 0.0, place.lon or 0.0) for place in problem.places])
    middles = _flat(problem, [coarse.spot[coarse.group[place.id]] for place in problem.places])
    homes = {client.place for client in problem.clients}
    rows = [number for number, place in enumerate(problem.places) if place.id in homes]

    told = read_problem(json.dumps(seen_problem(document, problem, "pseudonymised", "trust")).encode())
    seen = [seen_roster(roster_document(one, problem), problem, "pseudonymised", "trust") for one in day.rosters]
    ways = _ways_of(told, tuple(read_roster(json.dumps(one).encode(), told) for one in seen))
    assert len(ways) > 100
    seen_at = _flat(problem, [(place.lat or 0.0, place.lon or 0.0) for place in told.places])
    # The attacker is told what takes the codes away, which no analyst is: whose place is which.
    codes, of = codes_for("trust", problem.digest), {place.id: number for number, place in enumerate(told.places)}
    order = [of[codes("place", place.id)] for place in problem.places]
    assert np.allclose(seen_at[order], middles)

    put = {
        "guessed": middles,
        "by real starts": _attack(_ways_of(problem, day.rosters), middles, model),
        "as told": _attack(ways, seen_at, model)[order],
    }
    near = {how: int((np.linalg.norm(spots - true, axis=1)[rows] < NEAR).sum()) for how, spots in put.items()}
    return Counter({**near, "homes": len(rows)})


def test_wherever_in_its_group_a_door_is_the_same_times_are_told(day: Day) -> None:
    problem, chance = day.problem, np.random.default_rng(0)
    moved = tuple(
        place.model_copy(
            update={"lat": _within(place.lat, LATITUDE, chance), "lon": _within(place.lon, LONGITUDE, chance)}
        )
        for place in problem.places
    )
    elsewhere = problem.replace(places=moved)
    assert Coarse(problem_document(elsewhere)).group == Coarse(problem_document(problem)).group
    for roster in day.rosters:
        document = roster_document(roster, problem)
        assert retimed(document, problem)["rounds"] == retimed(document, elsewhere)["rounds"]


def _within(degrees: float | None, step: float, chance: np.random.Generator) -> float:
    """Anywhere in the same cell."""
    return float(round((degrees or 0.0) / step) * step + chance.uniform(-0.49, 0.49) * step)


def test_no_group_has_under_five_people(day: Day) -> None:
    document = seen_problem(problem_document(day.problem), day.problem, "pseudonymised", "trust")
    spot = {place["id"]: (place["lat"], place["lon"]) for place in document["places"]}
    people = Counter(spot[one["place"]] for one in document["clients"])
    people.update(spot[one["home"]] for one in document["workers"])
    assert min(people.values()) >= PEOPLE
    assert len(people) > 1


def test_a_day_of_workers_without_a_base_is_told(day: Day) -> None:
    """Their rounds begin at the first visit; they are people of no group."""
    roams = day.problem.replace(
        workers=tuple(one.model_copy(update={"home": None}) for one in day.problem.workers),
        shifts=tuple(one.model_copy(update={"start_place": None, "end_place": None}) for one in day.problem.shifts),
    )
    document = seen_problem(problem_document(roams), roams, "pseudonymised", "trust")
    told = read_problem(json.dumps(document).encode())
    spot = {place["id"]: (place["lat"], place["lon"]) for place in document["places"]}
    assert min(Counter(spot[one["place"]] for one in document["clients"]).values()) >= PEOPLE
    for roster in day.rosters[:2]:
        seen = seen_roster(roster_document(roster, roams), roams, "pseudonymised", "trust")
        assert len(read_roster(json.dumps(seen).encode(), told).rounds) == len(roster.rounds)


def test_codes_and_rows_of_two_days_cannot_be_laid_side_by_side(day: Day) -> None:
    first = seen_problem(problem_document(day.problem), day.problem, "pseudonymised", "trust")
    other = day.problem.replace(name="the same people tomorrow")
    second = seen_problem(problem_document(other), other, "pseudonymised", "trust")
    for kind in ("clients", "workers", "visits", "places", "shifts"):
        one, two = ([entry["id"] for entry in each[kind]] for each in (first, second))
        assert not set(one) & set(two)
        assert one == sorted(one), "the source's order is gone"


def test_given_ways_are_told_between_groups_alone() -> None:
    """Of two doors in the same group a matrix says the same, however far one is from the other's."""
    names = [f"p{number}" for number in range(12)]
    rows = [[abs(one - two) * 7.0 for two in range(12)] for one in range(12)]
    document = {
        "clients": [{"place": name} for name in names],
        "workers": [],
        "places": [{"id": name} for name in names],
        "travel": {"matrices": [{"places": names, "durations_minutes": rows}]},
    }
    coarse = Coarse(document)
    told = coarse.matrix(document["travel"]["matrices"][0])["durations_minutes"]  # type: ignore[index]
    assert set(Counter(coarse.group.values()).values()) == {5, 7}
    for here, row in enumerate(told):
        means = {(coarse.group[names[there]], value) for there, value in enumerate(row) if there != here}
        assert len(means) == 2


def test_few_places_that_no_map_has_are_no_group_of_their_own() -> None:
    names = [f"p{number}" for number in range(8)]
    rows = [[abs(one - two) * 7.0 for two in range(8)] for one in range(8)]
    document = {
        "clients": [{"place": name} for name in names],
        "workers": [],
        "places": [{"id": name, **({"lat": 51.5, "lon": 0.0} if name < "p6" else {})} for name in names],
        "travel": {"matrices": [{"places": names, "durations_minutes": rows}]},
    }
    assert min(Counter(Coarse(document).group.values()).values()) >= PEOPLE
