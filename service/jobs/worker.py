"""Does one job, in a process of its own: ``python -m service.jobs.worker JOB LEASE PARENT``. A roster, or a comparison.

Settings come from the environment. It saves the best so far as it goes, stops within two seconds of being asked to, and
dies with whoever started it: that is arranged first of all, before the imports, which take a second or two.

Exit code 0: it has said how the job ended, or it is somebody else's now. Anything else is a crash.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from pathlib import Path

from service.parent_death import die_with_parent

_NICE = 10  # so that the service goes on answering where there are more solvers than processors


def main(id_: str, lease: str, parent: int) -> int:
    die_with_parent(parent)
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    spare_others()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which stops its solvers itself
    import traceback

    from service.access import SYSTEM
    from service.run.settings import Settings
    from service.store import tables
    from service.store.database import Store

    from .comparison_job import Comparing
    from .roster_job import Attempt

    store = Store(Settings().database_url)
    with store.reading(SYSTEM) as session:
        compares = session.get(tables.Comparison, id_) is not None
    attempt = (Comparing if compares else Attempt)(store, id_, lease)
    try:
        attempt.run()
    except Exception as error:
        # Where it happened, not what it said: that may name somebody.
        frames = traceback.extract_tb(error.__traceback__)
        print(f"{id_}: {type(error).__name__}\n{''.join(frames.format())}", file=sys.stderr)
        attempt.fail(error)
    return 0


def spare_others() -> None:
    """Where memory is short this process fails, not the service or somebody else's roster.

    It may have ONEVISIT_SOLVER_MEMORY megabytes of its own (0: as many as there are), and is the first that the
    kernel ends.
    """
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    megabytes = int(os.environ.get("ONEVISIT_SOLVER_MEMORY", "0"))
    if megabytes:
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20, megabytes * 2**20))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
