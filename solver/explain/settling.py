"""When several stops can start, each within spans of its own and so long after others: difference constraints.

Arithmetic only. The least solution of such constraints, where there is one, is found by raising starts until all hold
(Bellman-Ford on longest paths); a start that leaves one of its spans goes on to the opening of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .timing import Span

# "the second starts at least so many ticks after the first": (first, second, ticks); ticks below 0 bound the first.
Wait = tuple[int, int, int]
Ways = tuple[tuple[Wait, ...], ...]  # of which one must hold


def settle(spans: Sequence[Sequence[Span]], waits: Sequence[Wait], floor: Mapping[int, int] | None = None) -> list[int]:
    """The earliest starts in these spans (in order, apart) that keep every wait; empty where there are none.

    floor: starts of some stops that may not be undercut.
    """
    starts = []
    for number, legal in enumerate(spans):
        first = _next_legal(legal, floor[number]) if floor and number in floor else (legal[0][0] if legal else None)
        if first is None:
            return []
        starts.append(first)
    # Between two leaps into a later span a raise travels along each wait once at most, unless it runs in a circle.
    rounds = (len(spans) + 1) * (sum(len(legal) for legal in spans) + 1)
    for _ in range(rounds):
        raised = False
        for first, second, ticks in waits:
            wanted = starts[first] + ticks
            if wanted > starts[second]:
                later = _next_legal(spans[second], wanted)
                if later is None:
                    return []
                starts[second], raised = later, True
        if not raised:
            return starts
    return []


def settle_one_way(
    spans: Sequence[Sequence[Span]], choices: Sequence[Ways], waits: tuple[Wait, ...] = ()
) -> Iterator[tuple[tuple[Wait, ...], list[int]]]:
    """Every way to keep one alternative of each choice: the waits that then hold, and the earliest starts."""
    starts = settle(spans, waits)
    if not starts:
        return
    if not choices:
        yield waits, starts
        return
    for way in choices[0]:
        yield from settle_one_way(spans, choices[1:], waits + way)


def _next_legal(legal: Sequence[Span], start: int) -> int | None:
    """The first moment of these spans at or after one."""
    for low, high in legal:
        if start <= high:
            return max(low, start)
    return None
