"""Links that no roster could keep: starts that chase each other in a circle, and one worker who must be two."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from .care import Link
from .errors import Fault

# One link as "to starts at least `least` ticks after from": (from, to, least, index of the link).
Edge = tuple[str, str, int, int]


def link_faults(links: Sequence[Link | None]) -> Iterator[Fault]:
    """Every set of links that contradict each other whenever all their visits are served.

    None stands for a link that could not be read.
    """
    return (fault for fault, _ in guilty_links(links))


def guilty_links(links: Sequence[Link | None]) -> Iterator[tuple[Fault, frozenset[int]]]:
    """The same faults, each with the numbers of the links that are in it."""
    read = {index: link for index, link in enumerate(links) if link is not None}
    yield from _circles(read)
    for index, fault in _split_workers(read):
        yield fault, frozenset((index,))


def list_edges(links: Mapping[int, Link]) -> list[Edge]:
    edges: list[Edge] = []
    for index, link in links.items():
        if link.kind == "gap":
            edges.append((link.first, link.second, link.min_gap or 0, index))
            if link.max_gap is not None:
                edges.append((link.second, link.first, -link.max_gap, index))
        elif link.kind in ("double_handed", "same_start"):
            edges.append((link.first, link.second, 0, index))
            edges.append((link.second, link.first, 0, index))
    return edges


def _circles(links: Mapping[int, Link]) -> Iterator[tuple[Fault, frozenset[int]]]:
    """Start times that keep all gaps exist exactly when no circle of the edges has a positive sum (Bellman-Ford)."""
    edges = list_edges(links)
    while circle := find_positive_circle(edges):
        guilty = sorted({edge[3] for edge in circle})
        way = " -> ".join([edge[0] for edge in circle] + [circle[0][0]])
        names = ", ".join([links[index].id for index in guilty[:6]] + ["..."] * (len(guilty) > 6))
        wanted = f"want gaps that can all be kept; links {names} ask a visit to start after itself"
        yield Fault(f"links[{guilty[0]}]", way, wanted), frozenset(guilty)
        edges = [edge for edge in edges if edge[3] not in guilty]


def find_positive_circle(edges: Sequence[Edge]) -> list[Edge]:
    """The edges, in order, of some circle whose ``least`` sum above nothing; empty where there is none.

    Starts are raised edge by edge until all gaps hold; where they never will, the chain of causes closes in a circle,
    which is looked for every so often.
    """
    leaving: dict[str, list[Edge]] = {}
    for edge in edges:
        leaving.setdefault(edge[0], []).append(edge)
    order = _forwards(edges, leaving)
    start = dict.fromkeys(order, 0)
    cause: dict[str, Edge] = {}
    queue = deque(order)
    waiting = set(order)
    raised = 0
    while queue:
        visit = queue.popleft()
        waiting.discard(visit)
        for edge in leaving.get(visit, ()):
            _, to, least, _ = edge
            if start[visit] + least > start[to]:
                start[to] = start[visit] + least
                cause[to] = edge
                if to not in waiting:
                    waiting.add(to)
                    queue.append(to)
                raised += 1
                if raised % (len(order) + 1) == 0 and (circle := _walk_back(cause)):
                    return circle
    return []


def _forwards(edges: Sequence[Edge], leaving: dict[str, list[Edge]]) -> list[str]:
    """All visits, those before others first as far as gaps say so: one sweep in this order settles ordinary chains."""
    before: dict[str, int] = {}
    for first, to, least, _ in edges:
        before.setdefault(first, 0)
        before[to] = before.get(to, 0) + (least > 0)
    order = [visit for visit, count in before.items() if count == 0]
    for visit in order:  # grows while it is read
        for _, to, least, _ in leaving.get(visit, ()):
            if least > 0:
                before[to] -= 1
                if before[to] == 0:
                    order.append(to)
    placed = set(order)
    return order + [visit for visit in before if visit not in placed]


def _walk_back(cause: dict[str, Edge]) -> list[Edge]:
    """A circle among the causes, if any: in Bellman-Ford such a circle always has a positive sum."""
    done: set[str] = set()
    for visit in cause:
        here = visit
        path: dict[str, None] = {}
        while here in cause and here not in done and here not in path:
            path[here] = None
            here = cause[here][0]
        if here in path:
            circle = [cause[here]]
            while circle[-1][0] != here:
                circle.append(cause[circle[-1][0]])
            return circle[::-1]
        done.update(path)
    return []


def _split_workers(links: Mapping[int, Link]) -> Iterator[tuple[int, Fault]]:
    """Two visits tied to one worker (directly or through others) and to two workers as well."""
    leader: dict[str, str] = {}

    def find(visit: str) -> str:
        while (above := leader.setdefault(visit, visit)) != visit:
            leader[visit] = leader.setdefault(above, above)
            visit = above
        return visit

    for link in links.values():
        if link.kind == "same_worker":
            leader[find(link.first)] = find(link.second)
    for index, link in links.items():
        if link.kind in ("double_handed", "different_worker", "same_start") and find(link.first) == find(link.second):
            wanted = f"want visits that other links do not give to one worker ({link.kind} needs two)"
            yield index, Fault(f"links[{index}]", f"{link.first}, {link.second}", wanted)
