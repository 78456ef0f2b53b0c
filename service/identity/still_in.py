"""Whether somebody who was let in still would be: what stays open long, an event stream, ends with its key."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict

from starlette.concurrency import run_in_threadpool

from service.run.settings import Settings
from service.store.database import Store
from service.web.problem_details import Refusal

from .auth import find_principal

LOOK = 5.0  # seconds between two looks at one key, however many streams it has open
_KNOWN = 10_000


class StillIn:
    """Of one process. Asks the store at most once in LOOK seconds for each key, token or session."""

    def __init__(self, store: Store, settings: Settings):
        self._store, self._settings = store, settings
        self._known: OrderedDict[bytes, tuple[float, bool]] = OrderedDict()  # by hash: when asked, what came of it

    async def holds(self, token: str) -> bool:
        """Whether a key, token or session is still good. Being asked about is no use of a session."""
        name, now = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest(), asyncio.get_running_loop().time()
        asked, good = self._known.get(name, (-LOOK, False))
        if now - asked < LOOK:
            return good
        good = await run_in_threadpool(self._ask, token)
        self._known[name] = (now, good)
        self._known.move_to_end(name)
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        return good

    def _ask(self, token: str) -> bool:
        try:
            find_principal(self._store, self._settings, token, used=False)
        except Refusal as refusal:
            return refusal.status not in (401, 403)  # an issuer that is away says nothing about anybody
        return True
