"""/v1/rosters/{id}/events: a roster's story as server-sent events, from the start or from where a listener left off.

The store is asked once for all who listen to a roster, in a thread, and only as long as somebody does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from service.access import SYSTEM, Action, Principal, Sight, require
from service.identity.auth import bearer
from service.identity.still_in import LOOK, StillIn
from service.store import rosters, tables
from service.store.database import Store
from service.views import seen_event
from service.web.problem_details import describe_refusals

from .dependencies import ALWAYS, KEY, CurrentPrincipal, Id, no_such

router = APIRouter(prefix="/v1/rosters", tags=["rosters"], dependencies=[KEY], responses=ALWAYS)

_EVERY = 0.5  # seconds between looks at the store
_PIECE = 1000  # lines a look


Line = tuple[int, str, str, dict[str, Any]]  # number, kind, moment, data


class Story:
    """The lines of one roster as far as they are known, and whether it has ended."""

    def __init__(self, store: Store, roster: str):
        self.store, self.roster = store, roster
        self.lines: list[Line] = []  # number n stands at n - 1
        self.ended = False
        self.news = asyncio.Event()
        self.listeners = 0
        self.asking: asyncio.Task[None] | None = None

    async def follow(self, after: int) -> AsyncGenerator[Line]:
        """The lines after a number, as they come, until the roster has ended and all are told."""
        self.listeners += 1
        if self.asking is None:
            self.asking = asyncio.create_task(self._ask())
        try:
            while True:
                news = self.news
                for line in self.lines[after:]:
                    after += 1
                    yield line
                if self.ended or self.asking.done():
                    return  # also where the store fails: the listener comes again, with the number it has
                if after >= len(self.lines):
                    await news.wait()
        finally:
            self.listeners -= 1
            if not self.listeners:
                self.asking.cancel()

    async def _ask(self) -> None:
        try:
            while not self.ended:
                fresh, ended = await run_in_threadpool(self._look, len(self.lines))
                self.lines += fresh
                self.ended = ended and len(fresh) < _PIECE
                if fresh or self.ended:
                    self._wake()
                if len(fresh) < _PIECE:
                    await asyncio.sleep(_EVERY)
        finally:
            self._wake()

    def _wake(self) -> None:
        self.news.set()
        self.news = asyncio.Event()

    def _look(self, after: int) -> tuple[list[Line], bool]:
        """In a thread. The state is read with the lines, so that nothing comes between."""
        with self.store.reading(SYSTEM) as session:
            row = session.get(tables.Roster, self.roster, options=rosters.WITHOUT_DOCUMENTS)
            lines = rosters.list_events(session, self.roster, after, _PIECE)
            return [
                (line.number, line.kind, line.at.isoformat(), line.data) for line in lines
            ], row is None or row.state in rosters.ENDED


class Stories:
    """Those that somebody listens to: one for each roster, however many listen."""

    def __init__(self, store: Store):
        self.store = store
        self._told: dict[str, Story] = {}

    async def listen(self, roster: str, after: int) -> AsyncGenerator[Line]:
        story = self._told.get(roster)
        if story is None or (story.asking is not None and story.asking.done()):
            story = self._told[roster] = Story(self.store, roster)
        try:
            async with aclosing(story.follow(after)) as lines:
                async for line in lines:
                    yield line
        finally:
            if not story.listeners and self._told.get(roster) is story:
                del self._told[roster]


def _describe_event(line: Line, seen: Sight) -> ServerSentEvent:
    number, kind, at, data = line
    return ServerSentEvent(data={**seen_event(kind, data, seen), "at": at}, event=kind, id=str(number))


async def _after(
    request: Request,
    id: Id,
    principal: CurrentPrincipal,
    last: Annotated[
        str | None,
        Header(alias="Last-Event-ID", max_length=20, pattern="^[0-9]{1,9}$", description="The last event you have"),
    ] = None,
) -> tuple[int, Sight]:
    """Where to go on, and what to tell, before the stream begins. 204: there is no more, and browsers stop asking."""
    after = int(last or 0)
    require(principal, Action.READ)
    seen, more = await run_in_threadpool(_more, request.app.state.store, principal, id, after)
    if not more and last is not None:
        raise HTTPException(204)
    return after, seen


def _more(store: Store, principal: Principal, id_: str, after: int) -> tuple[Sight, bool]:
    with store.reading(principal) as session:
        found = rosters.find(session, principal, id_)
        if found is None:
            raise no_such("roster")
        row, seen = found
        more = row.state not in rosters.ENDED or bool(rosters.list_events(session, id_, after, 1))
        look = rosters.look_at(session, row, seen)
    store.witness.saw_roster(principal, row, look, "events")
    return seen, more


@router.get(
    "/{id}/events",
    response_class=EventSourceResponse,
    responses=describe_refusals(404, 422) | {204: {"description": "It has ended, and you have all of it"}},
)
async def follow_roster(
    request: Request, id: Id, from_: Annotated[tuple[int, Sight], Depends(_after)]
) -> AsyncGenerator[ServerSentEvent]:
    """Server-sent events: `progress` (seconds, cost in thousandths of a penny, served, unserved, phase), `state`,
    `changed`. The stream ends after the final state, or when the key or session does; Last-Event-ID resumes it.
    """
    after, seen = from_
    async with (
        aclosing(request.app.state.stories.listen(id, after)) as lines,
        aclosing(_while_let_in(request.app.state.still_in, bearer(request), lines)) as told,
    ):
        async for line in told:
            yield _describe_event(line, seen)


async def _while_let_in(still_in: StillIn, token: str, lines: AsyncGenerator[Line]) -> AsyncGenerator[Line]:
    """The lines, for as long as who listens would be let in: looked at also while nothing is told."""
    coming: asyncio.Task[Line | None] | None = None
    try:
        while True:
            coming = coming or asyncio.create_task(_next(lines))
            await asyncio.wait({coming}, timeout=LOOK)
            if not await still_in.holds(token):
                return
            if coming.done():
                line, coming = coming.result(), None
                if line is None:
                    return
                yield line
    finally:
        if coming is not None:
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming


async def _next(lines: AsyncGenerator[Line]) -> Line | None:
    """The next line, None after the last."""
    return await anext(lines, None)
