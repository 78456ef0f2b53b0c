"""Duties as CP-SAT constraints: the rounds of one worker one after the other, each joining the duty so far or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver import terms as t

from .variables import Line

if TYPE_CHECKING:
    from .model import ExactModel


@dataclass(frozen=True, slots=True)
class _SoFar:
    """The last duty among the rounds up to some point. any: whether a round has been made at all.

    length: breaks included. fee: what its breaks cost if it owes none. met: by another way than a break.
    """

    begin: Line
    end: Line
    off: Line
    length: Line
    breaks: Line
    work: Line
    fee: Line
    met: cp_model.LiteralT
    rested: cp_model.LiteralT
    any: cp_model.LiteralT


class _Adder:
    """The rounds of one DutyLimits term, one after the other."""

    def __init__(self, exact: ExactModel, term: t.DutyLimits):
        self.exact, self.term, self.model = exact, term, exact.model
        rounds = exact.rounds
        self.reach = 4 * (rounds.last - rounds.first + 1) + abs(rounds.first) + abs(rounds.last) + 2 * term.rest
        before = term.until > -t.FOREVER
        if before:
            self.reach += 2 * (abs(term.began) + abs(term.until))
        nobody = rounds.first - term.rest - 1  # so long ago that nothing joins it
        begin, end = (term.began, term.until) if before else (nobody, nobody)
        self.no = self.model.new_constant(0)
        no = self.no
        self.now = _SoFar(begin, end, 0, end - begin, 0, 0, 0, no, no, no)
        self.used = self.joined = self.alone = no

    def add(self, place: int, k: int) -> None:
        """Round k: whether it joins the duty so far, and what that has come to then."""
        exact, term, model, now = self.exact, self.term, self.model, self.now
        rounds = exact.rounds
        used, leave, back = rounds.used[k], rounds.leave[k], rounds.back[k]
        off = exact.off_work(k)
        if term.asleep[place]:
            off = back - leave - (rounds.contact(k) - off)
        relieved = used if term.asleep[place] else exact.relieved(k)
        joined, gap, alone = (model.new_bool_var(f"{what} {k}") for what in ("joined", "pause before", "new duty"))
        self.used, self.joined, self.alone = used, joined, alone
        model.add(joined + alone == used)
        model.add(leave - now.end < term.rest).only_enforce_if(joined)
        model.add(leave - now.end >= term.rest).only_enforce_if(alone)
        model.add_implication(gap, joined)
        model.add(leave - now.end >= term.pause).only_enforce_if(gap)
        model.add(leave - now.end < term.pause).only_enforce_if(joined, ~gap)
        _end_duty(exact, term, now, alone)
        begin, end, latest = (
            model.new_int_var(-self.reach, self.reach, f"{what} {k}") for what in ("begin", "end", "latest")
        )
        model.add(begin == leave).only_enforce_if(alone)
        model.add(begin == now.begin).only_enforce_if(~alone)
        model.add_max_equality(latest, [now.end, back])
        model.add(end == latest).only_enforce_if(used)
        model.add(end == now.end).only_enforce_if(~used)
        length, breaks = back - leave - off, rounds.break_length(k)
        self.now = now = _SoFar(
            begin,
            end,
            self._sum(now.off, off),
            self._sum(now.length, length),
            self._sum(now.breaks, breaks),
            self._sum(now.work, length - breaks),
            self._sum(now.fee, _fee(exact, term, place, length)),
            self._any(now.met, [relieved, gap]),
            self._any(now.rested, [rounds.rest.get(k, self.no)]),
            self._any(now.any, [used]),
        )
        if term.span < t.FOREVER:
            model.add(end - begin - now.off <= term.span).only_enforce_if(used)
        if term.work < t.FOREVER:
            model.add(now.work <= term.work)

    def _sum(self, before: Line, own: Line) -> cp_model.IntVar:
        """What a sum over the rounds of the last duty is now."""
        total = self.model.new_int_var(-self.reach, self.reach, "sum")
        self.model.add(total == before + own).only_enforce_if(self.joined)
        self.model.add(total == own).only_enforce_if(self.alone)
        self.model.add(total == before).only_enforce_if(~self.used)
        return total

    def _any(self, before: cp_model.LiteralT, own: list[cp_model.LiteralT]) -> cp_model.IntVar:
        """Whether something holds of any round of the last duty now."""
        kept, found, stays = (self.model.new_bool_var(what) for what in ("kept", "found", "the same duty"))
        self.model.add(self.joined + 1 - self.used == stays)
        self.model.add_bool_and(before, stays).only_enforce_if(kept)
        self.model.add_bool_or(~before, ~stays, kept)
        self.model.add_max_equality(found, [kept, *own])
        return found


def add_duty_limits(exact: ExactModel, term: t.DutyLimits) -> None:
    """The limits of each duty, and at its end the break that it owes, or what its breaks cost."""
    adder = _Adder(exact, term)
    for place, k in enumerate(term.shifts):
        adder.add(place, k)
    _end_duty(exact, term, adder.now, exact.model.new_constant(1))


def _fee(exact: ExactModel, term: t.DutyLimits, place: int, length: Line) -> Line:
    """What a break in a round costs in a duty that owes none: nothing where the round owes its own."""
    rounds, k = exact.rounds, term.shifts[place]
    if k not in rounds.rest or not term.unowed[place]:
        return 0
    fee, own = term.unowed[place] * rounds.breaks[k].duration, exact.model.new_bool_var("owes its own")
    paid = exact.model.new_bool_var("pays if none is owed")
    if term.own[place] < t.FOREVER:
        exact.model.add(length > term.own[place]).only_enforce_if(own)
    else:
        exact.model.add(own == 0)
    exact.model.add_bool_or(~rounds.rest[k], own, paid)
    return fee * paid


def _end_duty(exact: ExactModel, term: t.DutyLimits, duty: _SoFar, ends: cp_model.LiteralT) -> None:
    """Where ``ends`` holds the duty is over: is a break owed, and is it met?"""
    if term.threshold >= t.FOREVER:
        return
    model = exact.model
    short, owes, pays = (model.new_bool_var(name) for name in ("short", "owes", "pays"))
    model.add(duty.length - duty.breaks <= term.threshold).only_enforce_if(short)
    model.add_bool_or(~ends, ~duty.any, short, duty.met, duty.rested)
    if any(term.unowed):
        model.add(duty.length > term.threshold).only_enforce_if(owes)
        model.add_implication(owes, ~duty.met)
        model.add_bool_or(~ends, owes, pays)
        fee = model.new_int_var(0, sum(price * 10**6 for price in term.unowed), "fee")
        model.add(fee >= duty.fee).only_enforce_if(pays)
        exact.pay(1, fee)
