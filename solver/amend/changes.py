"""What a scheduler can change by hand, as documents say it: one small object a change, told apart by ``change``."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError, model_validator

from solver.domain import AcceptingRole, Fault, Frozen, Id, InputFaults, Outcome, SigningRole, SuspensionKind, Text
from solver.formats.wording import schema_faults


class Move(Frozen):
    """A visit goes to another round, or to another place or time in its own.

    shift: where it goes. from_shift: which of its two rounds it leaves, where two workers go. start: default the
    cheapest legal time in that round; where none is legal, the one that breaks least. What starts together with it, its
    other worker or a visit linked to it, starts when it does. Moving an unserved visit that takes two workers wants two
    moves, one for each of them.
    """

    change: Literal["move"] = "move"
    visit: Id
    shift: Id
    from_shift: Id | None = None
    start: AwareDatetime | None = None


class Unserve(Frozen):
    """A visit comes off its round, or both of its rounds, and goes to the unserved list; so does what stands or falls
    with it."""

    change: Literal["unserve"] = "unserve"
    visit: Id


class PinVisit(Frozen):
    """A visit is held on a shift, with a worker, at a start, or any of these; without any, where and when it is now.

    Earlier pins of the visit fall. A visit for two workers is held by naming both: where one is named, the other is
    held where the visit is now.
    """

    change: Literal["pin"] = "pin"
    visit: Id
    shift: Id | None = None
    worker: Id | None = None
    start: AwareDatetime | None = None


class Unpin(Frozen):
    """A visit is held no longer."""

    change: Literal["unpin"] = "unpin"
    visit: Id


class Swap(Frozen):
    """Two rounds exchange their visits. Each shift keeps its own break, wherever there is a place for it."""

    change: Literal["swap"] = "swap"
    shifts: tuple[Id, Id]


class Absent(Frozen):
    """A worker does not come: the shifts leave the problem, all of them unless some are named."""

    change: Literal["absent"] = "absent"
    worker: Id
    shifts: Annotated[tuple[Id, ...], Field(min_length=1)] | None = None


class DecideJoin(Frozen):
    """A named person says yes or no to visits made as one. outcome: what was signed for; None: whatever it becomes.

    role: the signer's; None: for a yes the role whose signature the join waits for, which the caller then vouches for,
    for a no a scheduler's. on: the day of the signature, today unless told.
    """

    change: Literal["decide_join"] = "decide_join"
    visits: Annotated[tuple[Id, ...], Field(min_length=2, max_length=3)]
    outcome: Outcome | None = None
    approved: bool
    signed_by: Annotated[Text, Field(min_length=1)]
    reason: Text = ""
    role: SigningRole | None = None
    on: date | None = None

    @model_validator(mode="after")
    def _apart(self) -> DecideJoin:
        if len(set(self.visits)) < len(self.visits):
            raise ValueError("want different visits")
        return self


class AcceptLate(Frozen):
    """A named person accepts that a visit begins after its cap on lateness, up to ``until``, and says why.

    Never past a clinical window, a prescribed moment, hard windows or the local day. on: the day of it, today unless
    told. It is added to what was accepted before; the last counts. role: theirs; nurse lead or registrant for a visit
    with a health task, or manager for one with a medicine or a task that has a time of its own.
    """

    change: Literal["late"] = "late"
    visit: Id
    until: AwareDatetime
    by: Annotated[Text, Field(min_length=1)]
    reason: Annotated[Text, Field(min_length=1)]
    role: AcceptingRole | None = None
    on: date | None = None


class Cancel(Frozen):
    """A visit is commissioned no more: it leaves the day, whoever else was tied to it stays.

    Its name, who cancelled it and why stand in ``cancelled_visits`` from then on. A joint visit falls back to its other
    parts. Visits that are one double-handed visit, or all or none, are cancelled in one list. on: today unless told.
    role: of whoever cancels it, where it has a health task, a medicine or a time of its own, as for a late start.
    """

    change: Literal["cancel"] = "cancel"
    visit: Id
    by: Annotated[Text, Field(min_length=1)]
    reason: Annotated[Text, Field(min_length=1)]
    on: date | None = None
    role: AcceptingRole | None = None


class Add(Frozen):
    """A visit more is commissioned; it goes to its best place, or stays unserved with the reason.

    visit: as it stands in a document's ``visits``. client, place: the same of a client, and of a place, that the day
    does not know. links: the same of links that tie it to visits of the day in time. Consent, a stable condition,
    accepted lateness and one order declared for two visits are not brought by this door. by, role: who wants it, where
    it has a health task, a medicine or a time of its own (as for a late start), or fewer workers than the client's like
    visits of that day.
    """

    change: Literal["add"] = "add"
    visit: dict[str, Any]
    client: dict[str, Any] | None = None
    place: dict[str, Any] | None = None
    links: tuple[dict[str, Any], ...] = ()
    by: Text = ""
    role: AcceptingRole | None = None


class Suspend(Frozen):
    """Something is stopped: a client (hospital), a worker, a registrant, a task code, a delegation or an unpaid carer.

    of: which, by id; of a registrant the name will do. client: of a task, of this client only. Every visit of the
    roster that rests on it and is to come leaves it with the reason. to: until then; without it until somebody ends it.
    """

    change: Literal["suspend"] = "suspend"
    what: SuspensionKind
    of: Annotated[Text, Field(min_length=1)]
    client: Id | None = None
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime | None = None
    by: Annotated[Text, Field(min_length=1)]
    reason: Annotated[Text, Field(min_length=1)]


class ChangeWindow(Frozen):
    """Other agreed times of a visit, or another length at the door, or both; it stays where it is as far as that goes.

    earliest, latest: its start lies between them. minutes: at the door. task: it is the clinical window of that task
    which is changed, and by no one but a registrant or a nurse lead: by, role. Both are wanted, too, where the visit
    has a health task, a medicine or a time of its own: as for a late start.
    """

    change: Literal["window"] = "window"
    visit: Id
    earliest: AwareDatetime | None = None
    latest: AwareDatetime | None = None
    minutes: Annotated[float, Field(gt=0, le=24 * 60)] | None = None
    task: Id | None = None
    by: Text = ""
    role: AcceptingRole | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ChangeWindow:
        if self.earliest is None and self.latest is None and self.minutes is None:
            raise ValueError("want earliest, latest, minutes or several of these")
        return self


_AnyChange = (
    Move | Unserve | PinVisit | Unpin | Swap | Absent | DecideJoin | AcceptLate | Cancel | Add | Suspend | ChangeWindow
)
Change = Annotated[_AnyChange, Field(discriminator="change")]
_MOMENTS = (".start", ".until", ".from", ".to", ".earliest", ".latest")
_KINDS: dict[str, type[_AnyChange]] = {kind.model_fields["change"].default: kind for kind in get_args(_AnyChange)}


def parse_changes(plain: Any) -> tuple[Change, ...]:
    """Changes from plain JSON values: a list of objects. Raises InputFaults with every fault, by ``changes[2].visit``.

    Ids are looked up only when the changes are applied.
    """
    if not isinstance(plain, list | tuple) or not plain:
        raise InputFaults([Fault("changes", plain, "want a list with at least one change in it")])
    faults: list[Fault] = []
    found: list[Change] = []
    for index, item in enumerate(plain):
        where = f"changes[{index}]"
        kind = item.get("change") if isinstance(item, dict) else None
        if not isinstance(item, dict):
            faults.append(Fault(where, item, "want an object in curly brackets"))
        elif not isinstance(kind, str) or kind not in _KINDS:
            faults.append(Fault(f"{where}.change", kind, f"want one of {', '.join(_KINDS)}"))
        else:
            try:
                found.append(_KINDS[kind].model_validate_json(json.dumps(item), strict=True))
            except ValidationError as error:
                found_wrong = schema_faults(error.errors(include_url=False), ("changes", index), _KINDS[kind])
                faults += [_ask_for_offset(fault) for _, fault in found_wrong]
            except (TypeError, ValueError):
                faults.append(Fault(where, item, "want values that JSON can hold"))
    if faults:
        raise InputFaults(faults)
    return tuple(found)


def _ask_for_offset(fault: Fault) -> Fault:
    """A time without an offset, said so that the offset is asked for."""
    unread = fault.expected.startswith(("want something else", "want a date and time"))
    if not unread or not fault.where.endswith(_MOMENTS):
        return fault
    return Fault(fault.where, fault.value, "want a date and time with an offset, such as 2026-03-02T08:30:00+00:00")


def changes_schema() -> dict[str, Any]:
    """JSON Schema of a list of changes."""
    return TypeAdapter(list[Change]).json_schema()
