"""The shapes the kernel works on: record layouts, column names, and the two bundles of arrays it is given."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FOREVER = 10**12  # no upper bound
NEVER = -(10**12)  # no lower bound
BAD = 2**60  # the cost of what is impossible
A, B, C = np.int64(0), np.int64(1), np.int64(2)  # rows of State.list: an array for an argument would count references
AT_ALL = np.int64(BAD)  # a most that nothing costs
NO, YES = np.bool_(False), np.bool_(True)  # arguments, as below

# Arguments: numba compiles a function anew for every bare 0 or 1 it is called with, and all that it calls with it.
NONE, ONE, TWO = np.int64(0), np.int64(1), np.int64(2)
ANY = np.int64(-1)  # whichever route, shift or unit
FREE = np.int64(-2)  # no place that a break must have

# A unit is one worker's part of one visit: a double-handed visit is two units.
UNIT = np.dtype(
    [
        (name, np.int64)
        for name in (
            "visit",
            "client",
            "more",  # what few units have: further clients, pairs, wishes ..., see HAS_OTHERS; 0: none of it
            "place",
            "duration",
            "open",  # first interval: earliest start,
            "due",  # last start that is not late,
            "close",  # last start at all
            "late",  # cost units a tick late
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
    ]
)

SHIFT = np.dtype(
    [
        (name, np.int64)
        for name in (
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
    ]
)

# Kinds of Data.link, rows of (partner unit, kind, lo, hi, pair, order): of a pair that may not overlap the link holds
# while State.order of the pair is that order; pair -1: it holds always
RIGID, AFTER, BEFORE = 0, 1, 2  # start = partner's + lo | start - partner's in [lo, hi] | partner's - start in [lo, hi]
LINK_PAIR, LINK_ORDER = 4, 5
LINK_COLUMNS = 6
# State.order of a pair that may not overlap. By round: both are in one round, which sees to it
FIRST_FIRST, SECOND_FIRST, BY_ROUND, UNDECIDED = 0, 1, 2, 3
# Columns of Data.more, what few units have: the first of its further clients in Data.other, and how many; of the pairs
# that may not overlap in Data.apart_of; of the wishes in Data.wish_of
OTHERS, APARTS, WISHES = np.int64(0), np.int64(2), np.int64(4)
MORE_COLUMNS = 6
# "more" of a unit: the bits from MORE_ROW on are its row there, those before say of which of the three it has any,
# whether it ever waits for a wish, and whether it is rigid with a unit of another bundle
HAS_OTHERS, HAS_APARTS, HAS_WISHES = (1 << int(column) // 2 for column in (OTHERS, APARTS, WISHES))
MAY_WAIT, RIGID_BEYOND = 8, 16
MORE_ROW = 5
# Columns of Data.apart: first unit and units of either visit; how long the other may not begin after its start
AP_FIRST, AP_FIRST_UNITS, AP_SECOND, AP_SECOND_UNITS, AP_LENGTH, AP_SECOND_LENGTH = range(6)
AP_ROUND = 6  # whether both in one round cannot overlap, as a round has it
AP_LISTS, AP_LISTED, AP_CHAINED = 7, 8, 9  # all units its order binds, in Data.apart_unit; whether any of other visits
APART_COLUMNS = 10
# Columns of Data.wish: a first unit of each of two visits; whether it is about their overlap, with the lengths of both,
# or else how long after the first the second is wanted; the price of a tick
WI_FIRST, WI_SECOND, WI_OVERLAPS, WI_LENGTH, WI_SECOND_LENGTH, WI_PRICE = range(6)
WI_WANTED = WI_LENGTH
WISH_COLUMNS = 6
# Columns of Data.wish_of, a wish as one of its units has it: the other unit; how long after the other's start this one
# is wanted, and whether it waits for that where it can; the same of the other
WO_WISH, WO_OTHER, WO_WANTED, WO_WAITS, WO_OTHER_WANTED, WO_OTHER_WAITS = range(6)
WISH_OF_COLUMNS = 6
NEVER_WAITS, ALWAYS_WAITS, LATER_WAITS = 0, 1, 2  # later: of the two the one that could begin later
# Columns of State.time, a row a unit
EARLIEST, START, READY, BOUND, LATEST, SOONEST = range(6)  # soonest: the earliest start without a break
LEAD, LAST, BEHIND_LAST, BEHIND_SOON = range(6, 10)  # see segments.py
TIME_COLUMNS = 10
# Columns of State.route, a row a shift
COST, LEAVE, BACK, LATE, LONGEST_WAIT, IDLE, WORKED, LOAD, CONTACT, BREAK_AT, BREAK_START, WAIT, PENALTY = range(13)
OFF, RELIEVED = 13, 14  # ticks that are no work; whether a visit of it holds a break. Only where Data.off says any
ROUTE_COLUMNS = 15
# Columns of State.walk, a row a stop. Written on the way forward:
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
# Columns of Data.duty: its shifts in Data.duty_shift; the ticks of rest that part two duties; what was before the
# horizon; the limits of a duty, FOREVER: none; the ticks off duty that count as a break
DU_FIRST, DU_COUNT, DU_REST, DU_BEGAN, DU_UNTIL, DU_SPAN, DU_WORK, DU_THRESHOLD, DU_PAUSE = range(9)
DUTY_COLUMNS = 9
# Columns of Data.duty_shift: the shift; whether all of it is sleep; beyond which length it owes its own break
DS_SHIFT, DS_ASLEEP, DS_OWN = range(3)
# State.total
BASE, TOTAL, BEST, TOUCHED, ABSENT, QUEUED, HEAD, OLD_BASE, OLD_TOTAL, OLD_ABSENT = range(10)
MOST_LATE, MOST_WAIT, MOST_IDLE = range(10, 13)  # what price_extremes last saw
WORK, OWED = 13, 14  # stops walked and places looked at: time without a clock; thousandths of it owed to ruins
CHANGED = 15  # bundles whose State.blocked changed since the last mark
SEEN, DEAR, SOUGHT = range(16, 19)  # the last stamp; what is dear to leave out; the absent bundle ruined for, or -1
OLD_LATE, OLD_WAIT, OLD_IDLE = range(19, 22)  # the largest figures at the last mark
TURNED, REPRICED = 22, 23  # pairs whose State.order, and wishes whose State.wish_cost changed since the last mark
WISHED = 24  # what all wishes cost
TOTALS = 25
# Columns of State.plan, a row a member of a bundle. To: the route it comes to, -1 when it stays. From: the route it
# stands in, -1 when absent, and where there. Position: before which stop of the other it comes; when: at what time.
# Comes, leaves: what that changes in the cost of the ways of the one, and of the other.
TO, FROM, STANDS, POSITION, WHEN, COMES, LEAVES, BOUND_NOW = range(8)
PLAN_COLUMNS = 8
# State.soft, see smoothed_max.py
SOFT_TOP, SOFT_SUM, SOFT_TAU = range(3)


class Data(NamedTuple):
    """What does not change during a search."""

    unit: NDArray[np.void]  # (n,) UNIT
    interval: NDArray[np.int64]  # (., 3) open, due, close
    link: NDArray[np.int64]  # (., LINK_COLUMNS)
    more: NDArray[np.int64]  # (., MORE_COLUMNS) what few units have
    apart: NDArray[np.int64]  # (P, APART_COLUMNS) pairs of visits that may not overlap
    apart_of: NDArray[np.int64]  # pairs by unit
    apart_unit: NDArray[np.int64]  # units that the order of a pair binds, by pair
    wish: NDArray[np.int64]  # (G, WISH_COLUMNS) costs of how two visits lie to each other in time
    wish_of: NDArray[np.int64]  # (., WISH_OF_COLUMNS) wishes by unit
    peer: NDArray[np.int64]  # (., 2) other unit, 1 = same worker / 0 = different
    shift: NDArray[np.void]  # (K,) SHIFT
    ticks: NDArray[np.int32]  # (modes, P, P)
    metres: NDArray[np.int32]  # (modes, P, P)
    allowed: NDArray[np.uint8]  # (n, K)
    assign: NDArray[np.int64]  # (n, K)
    route: NDArray[np.int64]  # shifts that may take a unit, by unit
    member: NDArray[np.int64]  # units by bundle
    bundle: NDArray[np.int64]  # (B, 3) first member, members, cost when unserved (a joint one: what its parts' are)
    conflict: NDArray[np.int64]  # bundles that are not served beside another, by bundle; empty without alternatives
    conflict_of: NDArray[np.int64]  # (B, 3) first in conflict, how many, whether it is joint: missed for nothing
    near: NDArray[np.int64]  # (n, G) units close in way and time, closest first
    other: NDArray[np.int64]  # further clients by unit
    familiar: NDArray[np.uint8]  # (C, W)
    worker_shift: NDArray[np.int64]  # shifts by worker
    worker: NDArray[np.int64]  # (W, 4) first shift, shifts, load target (-1: none), price a tick away from it
    rest: NDArray[np.int64]  # (., 3) earlier shift, later shift, gap
    rest_of: NDArray[np.int64]  # (K, 2) first rest in rest_list, how many
    rest_list: NDArray[np.int64]
    hours: NDArray[np.int64]  # (H, 6) first shift in hours_shift, shifts, cap, beyond, price, worker
    hours_shift: NDArray[np.int64]
    hours_of: NDArray[np.int64]  # (W, 2) first hours in hours_list, how many
    hours_list: NDArray[np.int64]
    duty: NDArray[np.int64]  # (D, DUTY_COLUMNS)
    duty_shift: NDArray[np.int64]  # (., 3) see DS_*
    duty_of: NDArray[np.int64]  # (K, 2) first duty in duty_list, how many
    duty_list: NDArray[np.int64]
    off: NDArray[np.int64]  # (V, 2) ticks of each visit that are no work, and whether it holds a break
    price: NDArray[np.int64]  # see PRICE_*


class State(NamedTuple):
    """A roster being searched, with all that is needed to change it and to take a change back."""

    line: NDArray[np.int64]  # (K, M) units of each route in order
    size: NDArray[np.int64]  # (K,)
    at: NDArray[np.int64]  # (n,) route of each unit, -1 when absent
    time: NDArray[np.int64]  # (n, TIME_COLUMNS)
    hold: NDArray[np.int64]  # (n,) a start no earlier than this, as a given roster has it, until the unit is moved
    pause: NDArray[np.int64]  # (K,) before which stop the break is, -1: none, while a roster is loaded; then FREE
    order: NDArray[np.int64]  # (P,) which of two visits that may not overlap goes first
    is_turned: NDArray[np.uint8]  # (P,) whether that changed since the last mark
    turned: NDArray[np.int64]  # (P,) pairs of which it did
    wish_cost: NDArray[np.int64]  # (G,) what each wish costs now
    paid: NDArray[np.int64]  # (n,) what all wishes of each unit cost now
    is_repriced: NDArray[np.uint8]  # (G,) whether a wish's cost changed since the last mark
    repriced: NDArray[np.int64]  # (G,) wishes of which it did
    old_wish_cost: NDArray[np.int64]  # (G,)
    route: NDArray[np.int64]  # (K, ROUTE_COLUMNS)
    met: NDArray[np.int64]  # (C, W) visits of each worker to each client
    worker_cost: NDArray[np.int64]  # (W,)
    total: NDArray[np.int64]  # see BASE..
    absent: NDArray[np.int64]  # (B,) bundles that are open: neither served nor blocked
    absent_at: NDArray[np.int64]  # (B,) position in absent, -1 when served or blocked
    blocked: NDArray[np.int64]  # (B,) served bundles in conflict with each
    touched: NDArray[np.int64]  # (K,) routes changed since the last mark
    is_touched: NDArray[np.uint8]  # (K,)
    queue: NDArray[np.int64]  # (K,) routes to measure again
    queued: NDArray[np.uint8]  # (K,)
    old_line: NDArray[np.int64]  # (K, M)
    old_size: NDArray[np.int64]
    old_time: NDArray[np.int64]  # (n, TIME_COLUMNS)
    old_hold: NDArray[np.int64]
    old_route: NDArray[np.int64]
    old_order: NDArray[np.int64]  # (P,)
    old_absent: NDArray[np.int64]
    old_blocked: NDArray[np.int64]
    changed: NDArray[np.int64]  # (B,) bundles whose blocked changed since the last mark
    is_changed: NDArray[np.uint8]  # (B,)
    best_line: NDArray[np.int64]
    best_size: NDArray[np.int64]
    best_hold: NDArray[np.int64]
    best_time: NDArray[np.int64]  # (n, TIME_COLUMNS)
    best_order: NDArray[np.int64]  # (P,)
    best_route: NDArray[np.int64]  # (K, ROUTE_COLUMNS)
    try_line: NDArray[np.int64]  # (M + 2,) the route being tried
    walk: NDArray[np.int64]  # (M + 4, WALK_COLUMNS) earliest, start ... of each stop tried, see schedule.py
    out: NDArray[np.int64]  # (ROUTE_COLUMNS,) the figures of the route tried
    lows: NDArray[np.int64]  # (K, M) least cost of a unit at each place, see scan()
    slot: NDArray[np.int64]  # (K, 3) route, place and cost of the best bounds still to price
    seen: NDArray[np.int64]  # (K,) the stamp of the last scan whose unit has neighbours in the route
    soft: NDArray[np.float64]  # (3,) see SOFT_*
    list: NDArray[np.int64]  # (3, n + 2) units or bundles that a move is about: rows A, B, C
    key: NDArray[np.float64]  # (n,)
    plan: NDArray[np.int64]  # (n, PLAN_COLUMNS) what a move wants of the members of a bundle, see move_bundle.py
    off: NDArray[np.uint8]  # (OFF_PLACES,) 1: the search does without, see move_kinds.py
    random: NDArray[np.uint64]  # (1,)
    tally: NDArray[np.int64]  # (MOVES, 3) tried, accepted, improved
