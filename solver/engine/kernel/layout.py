"""The shapes the kernel works on: record layouts, column names, and the two bundles of arrays it is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FOREVER = 10**12  # no upper bound
NEVER = -(10**12)  # no lower bound
BAD = 2**60  # the cost of what is impossible
A, B, C = (np.int64(0), np.int64(1), np.int64(2))  # rows of State.scratch: an array as argument counts references
AT_ALL = np.int64(BAD)  # a most that nothing costs
NO, YES = np.bool_(False), np.bool_(True)  # arguments, as below

# Arguments: numba compiles a function anew for every bare 0 or 1 it is called with, and all that it calls with it.
NONE, ONE, TWO = np.int64(0), np.int64(1), np.int64(2)
ANY = np.int64(-1)  # whichever route, shift or unit
FREE = np.int64(-2)  # no place that a break must have


def record(*names: str) -> np.dtype[np.void]:
    """A row of int64 figures with these names. Rows are flat in memory, as those of a table of as many columns."""
    return np.dtype([(name, np.int64) for name in names])


def to_records(rows: Sequence[Sequence[int]] | NDArray[np.int64], kind: np.dtype[np.void]) -> NDArray[np.void]:
    """Rows of figures, in the order of the names of ``kind``, as an array of records."""
    table = np.array(rows, np.int64).reshape(len(rows), len(kind.names or ()))
    return table.view(kind).reshape(len(rows))


# A unit is one worker's part of one visit: a double-handed visit is two units.
UNIT = record(
    "visit",
    "client",
    "more",  # what few units have: further clients, pairs, wishes ..., see HAS_OTHERS; 0: none of it
    "place",
    "duration",
    "open",  # first interval: earliest start,
    "due",  # last start that is not late,
    "close",  # last start at all
    "late",  # cost units a tick late
    "promised",  # last start that is as promised, FOREVER: nothing is
    "intervals",  # how many intervals; the others follow in Data.interval from first_interval
    "first_interval",
    "links",  # how many links, in Data.link from first_link
    "first_link",
    "peers",  # how many units whose worker must differ (or be the same), in Data.peer from first_peer
    "first_peer",
    "bundle",
    "routes",  # how many shifts may take it, in Data.route from first_route
    "first_route",
)

SHIFT = record(
    "worker",
    "mode",
    "from_place",
    "to_place",
    "earliest",
    "latest",
    "tick_price",
    "metre_price",
    "home_tick_price",
    "home_metre_price",
    "wait_price",
    "overtime_after",
    "overtime_price",
    "use_price",
    "most_visits",  # from the next one on each costs
    "visit_price",
    "idle_start",
    "idle_end",
    "break_duration",  # -1: no break is ever owed
    "break_earliest",
    "break_latest",
    "break_threshold",
    "break_missed",  # cost of a missed break, -1: hard
    "break_unowed",  # cost of a break in a round that is so short with it that it owes none
    "break_at_ends",
    "duty",  # the row of Data.duty that says what break its duty owes, -1: none but its own
)

INTERVAL = record("open", "due", "close")  # as in UNIT
LISTED = record("first", "count")  # where something's part of a list begins, and how long it is

# A link as one of its two units has it: RIGID: start = partner's + least; AFTER: start - partner's in [least, most];
# BEFORE: partner's - start in [least, most]. Of a pair of visits that may not overlap it holds while State.order of the
# pair is that order; pair -1: it holds always
RIGID, AFTER, BEFORE = 0, 1, 2
LINK = record("partner", "kind", "least", "most", "pair", "order")
PEER = record("unit", "is_same")  # whose worker must be the same, or else a different one
BUNDLE = record("first", "count", "cost")  # members in Data.member; what it costs unserved (a joint one: as its parts)
CONFLICTS = record("first", "count", "is_joint")  # in Data.conflict; a joint bundle is missed for nothing
WORKER = record("first", "count", "target", "price")  # shifts in Data.worker_shift; load, -1: none; a tick away from it
REST = record("earlier", "later", "gap")  # between two shifts of a worker
HOURS = record("first", "count", "cap", "beyond", "price", "worker")  # shifts in Data.hours_shift
OFF_WORK = record("ticks", "holds_break")  # of a visit: ticks that are no work; whether it holds a break
# State.order of a pair that may not overlap. By round: both are in one round, which sees to it
FIRST_FIRST, SECOND_FIRST, BY_ROUND, UNDECIDED = 0, 1, 2, 3
# Columns of Data.more, what few units have: the first of its further clients in Data.other, and how many; of the pairs
# that may not overlap in Data.apart_of; of the wishes in Data.wish_of
OTHERS, APARTS, WISHES = np.int64(0), np.int64(2), np.int64(4)
# "more" of a unit: the bits from MORE_ROW on are its row there, those before say of which of the three it has any,
# whether it ever waits for a wish, and whether it is rigid with a unit of another bundle
HAS_OTHERS, HAS_APARTS, HAS_WISHES = (1 << int(column) // 2 for column in (OTHERS, APARTS, WISHES))
MAY_WAIT, RIGID_BEYOND = 8, 16
MORE_ROW = 5
# A pair of visits that may not overlap
APART = record(
    "first",  # first unit of the one visit,
    "first_units",  # and how many
    "second",
    "second_units",
    "first_length",  # how long the other may not begin after its start
    "second_length",
    "by_round",  # whether both in one round cannot overlap, as a round has it
    "first_bound",  # all units its order binds, in Data.apart_unit from here,
    "bound",  # and how many
    "is_chained",  # whether any of them is of other visits
)
# A cost of how two visits lie to each other in time, by the tick. SOONER: of how much sooner than wanted the second
# starts after the first; OVERLAPS: of their overlap. Or of how one visit, which is then first and second, lies to the
# clock: TOO_EARLY, TOO_LATE: of how long before or after ``wanted`` it starts
SOONER, OVERLAPS, TOO_EARLY, TOO_LATE = range(4)
WISH = record("first", "second", "kind", "wanted", "first_length", "second_length", "price")
# A wish as one of its units has it: how long after the other's start this one is wanted, and whether it waits for that
# where it can; the same of the other
WISH_OF = record("wish", "other", "wanted", "waits", "other_wanted", "other_waits")
# later: of the two the one that could begin later; for clock: until a moment, ``wanted`` is that
NEVER_WAITS, ALWAYS_WAITS, LATER_WAITS, FOR_CLOCK = range(4)
# Shifts that come to be one duty where less than ``rest`` lies between them
DUTY = record(
    "first",  # its shifts in Data.duty_shift,
    "count",
    "rest",  # ticks of rest that part two duties
    "began",  # the duty that was on at the horizon's start,
    "until",  # and its end; NEVER: none
    "span",  # limits of a duty, FOREVER: none
    "work",
    "threshold",
    "pause",  # ticks off duty that count as a break
)
DUTY_SHIFT = record("shift", "asleep", "own_threshold")  # all of it is sleep; beyond which length it owes its own break
# Columns of State.time, a row a unit
EARLIEST, START, READY, BOUND, LATEST, SOONEST = range(6)  # soonest: the earliest start without a break
LEAD, LAST, BEHIND_LAST, BEHIND_SOON = range(6, 10)  # see segments.py
TIME_COLUMNS = 10
# Columns of State.route, a row a shift
COST, LEAVE, BACK, LATE, LONGEST_WAIT, IDLE, WORKED, LOAD, CONTACT, BREAK_AT, BREAK_START, WAIT, PENALTY = range(13)
OFF, RELIEVED = 13, 14  # ticks that are no work; whether a visit of it holds a break. Only where Data.off says any
ROUTE_COLUMNS = 15
# Columns of State.trial_schedule, a row a stop. Written on the way forward:
W_EARLIEST, W_READY, W_DUE, W_LIMIT = range(4)  # the earliest start, the same without ties, the last that costs nothing
W_WAY, W_ARRIVAL = 4, 5  # ticks of the journey to it, its end
W_LEAD, W_SLACK = 6, 7  # work and journeys since the first start; the last first start that up to here costs nothing
W_OWED = 8  # what lateness costs up to here
# Written at the end, and by breaks.py:
W_START, W_SLACK_BEHIND = 9, 10  # the start; W_SLACK from here on, but for the last stop
W_SOONEST = 11  # W_EARLIEST without a break
W_PUT_OFF = W_SLACK_BEHIND  # until when a stop can be put off, see postpone.py; the place of the break is known then
WALK_COLUMNS = 12
# Data.price: costs of what no single route decides
PRICE_MAX_LATE, PRICE_MAX_WAIT, PRICE_MAX_IDLE, PRICE_FACE, PRICE_SPREAD, SPREAD_UNIT = range(6)
RETIME, METRES, LIMITS, PLAIN = range(6, 10)  # flags: delaying pays, metres cost, rests or hours bind, none of it
EXTREMES = 10  # flag: a largest figure of all rounds has a price
OFFS = 11  # flag: there are visits during which nobody works all the time
# State.scalars
BASE, TOTAL, BEST, TOUCHED, ABSENT, QUEUED, HEAD, OLD_BASE, OLD_TOTAL, OLD_ABSENT = range(10)
MOST_LATE, MOST_WAIT, MOST_IDLE = range(10, 13)  # what price_extremes last saw
WORK, OWED = 13, 14  # stops walked and places looked at: time without a clock; thousandths of it owed to ruins
CHANGED = 15  # bundles whose State.conflicts changed since the last mark
SEEN, DEAR, SOUGHT = range(16, 19)  # the last stamp; what is dear to leave out; the absent bundle ruined for, or -1
OLD_LATE, OLD_WAIT, OLD_IDLE = range(19, 22)  # the largest figures at the last mark
TURNED, REPRICED = 22, 23  # pairs whose State.order, and wishes whose State.wish_cost changed since the last mark
WISHED = 24  # what all wishes cost
TOTALS = 25
# Columns of State.bundle_plan, a row a member of a bundle. To: the route it comes to, -1 when it stays. From: the route
# it stands in, -1 when absent, and where there. Position: before which stop of the other it comes; when: at what time.
# Comes, leaves: what that changes in the cost of the ways of the one, and of the other.
TO, FROM, STANDS, POSITION, WHEN, COMES, LEAVES, BOUND_NOW = range(8)
PLAN_COLUMNS = 8
# Columns of State.move_counts
TRIED, ACCEPTED, IMPROVED = range(3)
TALLY_COLUMNS = 3
# State.soft, see smoothed_max.py
SOFT_TOP, SOFT_SUM, SOFT_TAU = range(3)


class Data(NamedTuple):
    """What does not change during a search."""

    unit: NDArray[np.void]  # (n,) UNIT
    interval: NDArray[np.void]  # INTERVAL
    link: NDArray[np.void]  # LINK
    more: NDArray[np.int64]  # (., MORE_COLUMNS) what few units have
    apart: NDArray[np.void]  # (P,) APART
    apart_of: NDArray[np.int64]  # pairs by unit
    apart_unit: NDArray[np.int64]  # units that the order of a pair binds, by pair
    wish: NDArray[np.void]  # (G,) WISH
    wish_of: NDArray[np.void]  # WISH_OF, by unit
    peer: NDArray[np.void]  # PEER
    shift: NDArray[np.void]  # (K,) SHIFT
    ticks: NDArray[np.int32]  # (modes, P, P)
    metres: NDArray[np.int32]  # (modes, P, P)
    allowed: NDArray[np.uint8]  # (n, K)
    assign: NDArray[np.int64]  # (n, K)
    route: NDArray[np.int64]  # shifts that may take a unit, by unit
    member: NDArray[np.int64]  # units by bundle
    bundle: NDArray[np.void]  # (B,) BUNDLE
    conflict: NDArray[np.int64]  # bundles that are not served beside another, by bundle; empty without alternatives
    conflict_of: NDArray[np.void]  # (B,) CONFLICTS
    near: NDArray[np.int64]  # (n, G) units close in way and time, closest first
    other: NDArray[np.int64]  # further clients by unit
    familiar: NDArray[np.uint8]  # (C, W)
    worker_shift: NDArray[np.int64]  # shifts by worker
    worker: NDArray[np.void]  # (W,) WORKER
    rest: NDArray[np.void]  # REST
    rest_of: NDArray[np.void]  # (K,) LISTED in rest_list
    rest_list: NDArray[np.int64]
    hours: NDArray[np.void]  # (H,) HOURS
    hours_shift: NDArray[np.int64]
    hours_of: NDArray[np.void]  # (W,) LISTED in hours_list
    hours_list: NDArray[np.int64]
    duty: NDArray[np.void]  # (D,) DUTY
    duty_shift: NDArray[np.void]  # DUTY_SHIFT
    duty_of: NDArray[np.void]  # (K,) LISTED in duty_list
    duty_list: NDArray[np.int64]
    off: NDArray[np.void]  # (V,) OFF_WORK
    price: NDArray[np.int64]  # see PRICE_*


class State(NamedTuple):
    """A roster being searched, with all that is needed to change it and to take a change back."""

    route_units: NDArray[np.int64]  # (K, M) units of each route in order
    route_size: NDArray[np.int64]  # (K,)
    route_of: NDArray[np.int64]  # (n,) route of each unit, -1 when absent
    time: NDArray[np.int64]  # (n, TIME_COLUMNS)
    not_before: NDArray[np.int64]  # (n,) a start no earlier than this, as a given roster has it, until it is moved
    break_position: NDArray[np.int64]  # (K,) the stop after the break, -1: none, while a roster is loaded; then FREE
    order: NDArray[np.int64]  # (P,) which of two visits that may not overlap goes first
    is_turned: NDArray[np.uint8]  # (P,) whether that changed since the last mark
    turned: NDArray[np.int64]  # (P,) pairs of which it did
    wish_cost: NDArray[np.int64]  # (G,) what each wish costs now
    paid: NDArray[np.int64]  # (n,) what all wishes of each unit cost now
    is_repriced: NDArray[np.uint8]  # (G,) whether a wish's cost changed since the last mark
    repriced: NDArray[np.int64]  # (G,) wishes of which it did
    old_wish_cost: NDArray[np.int64]  # (G,)
    route: NDArray[np.int64]  # (K, ROUTE_COLUMNS)
    visits_between: NDArray[np.int64]  # (C, W) visits of each worker to each client
    worker_cost: NDArray[np.int64]  # (W,)
    scalars: NDArray[np.int64]  # see BASE..
    unassigned: NDArray[np.int64]  # (B,) bundles that are open: neither served nor blocked
    unassigned_at: NDArray[np.int64]  # (B,) position in absent, -1 when served or blocked
    conflicts: NDArray[np.int64]  # (B,) served bundles in conflict with each
    touched: NDArray[np.int64]  # (K,) routes changed since the last mark
    is_touched: NDArray[np.uint8]  # (K,)
    queue: NDArray[np.int64]  # (K,) routes to measure again
    queued: NDArray[np.uint8]  # (K,)
    old_route_units: NDArray[np.int64]  # (K, M)
    old_route_size: NDArray[np.int64]
    old_time: NDArray[np.int64]  # (n, TIME_COLUMNS)
    old_not_before: NDArray[np.int64]
    old_route: NDArray[np.int64]
    old_order: NDArray[np.int64]  # (P,)
    old_unassigned: NDArray[np.int64]
    old_conflicts: NDArray[np.int64]
    changed: NDArray[np.int64]  # (B,) bundles whose blocked changed since the last mark
    is_changed: NDArray[np.uint8]  # (B,)
    best_route_units: NDArray[np.int64]
    best_route_size: NDArray[np.int64]
    best_not_before: NDArray[np.int64]
    best_time: NDArray[np.int64]  # (n, TIME_COLUMNS)
    best_order: NDArray[np.int64]  # (P,)
    best_route: NDArray[np.int64]  # (K, ROUTE_COLUMNS)
    trial_route: NDArray[np.int64]  # (M + 2,) the route being tried
    trial_schedule: NDArray[np.int64]  # (M + 4, WALK_COLUMNS) earliest, start ... of each stop tried, see schedule.py
    trial_figures: NDArray[np.int64]  # (ROUTE_COLUMNS,) the figures of the route tried
    insertion_bounds: NDArray[np.int64]  # (K, M) least cost of a unit at each place, see best_insertions()
    candidates: NDArray[np.int64]  # (K, 3) the best bounds still to price: route, position, bound; see insertion.py
    scan_stamp: NDArray[np.int64]  # (K,) the stamp of the last scan whose unit has neighbours in the route
    soft: NDArray[np.float64]  # (3,) see SOFT_*
    scratch: NDArray[np.int64]  # (3, n + 2) units or bundles that a move is about: rows A, B, C
    sort_key: NDArray[np.float64]  # (n,)
    bundle_plan: NDArray[np.int64]  # (n, PLAN_COLUMNS) what a move wants of the members of a bundle, see move_bundle.py
    disabled: NDArray[np.uint8]  # (OFF_PLACES,) 1: the search does without, see move_kinds.py
    random: NDArray[np.uint64]  # (1,)
    move_counts: NDArray[np.int64]  # (MOVES, TALLY_COLUMNS) moves of each kind
