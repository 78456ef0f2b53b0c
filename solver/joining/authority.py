"""What a worker lacks of the authority to make a joint visit, in words, and the changes that would mend it.

What is lacking is worked out in solver/rules/permits, as for ordinary visits. Nothing clinical is ever offered as a
change: no list of delegable tasks, no class of a known task, no nurse's own work; and no client is asked again who has
said no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.domain import fold
from solver.rules import Obstacle

from .changes import DIRECTIONS, Kind, RegisterChange
from .refusal import Refusal, client_name, date_words
from .register import Suitability


def list_authority_refusals(suitability: Suitability) -> Iterator[Refusal]:
    """A refusal for each rule of authority that stands in the way."""
    by_rule: dict[str, list[Obstacle]] = {}
    for obstacle in suitability.obstacles:
        by_rule.setdefault(obstacle.rule, []).append(obstacle)
    for rule, some in by_rule.items():
        sentences, changes = dict[str, None](), dict[tuple[str, ...], RegisterChange]()
        fixed = False
        for obstacle in some:
            sentence, kind = _SAID[obstacle.lack](suitability, obstacle)
            sentences[sentence] = None
            if kind is None:
                fixed = True
            else:
                change = _change(suitability, obstacle, kind)
                changes[change.subject] = change
        yield Refusal(rule, " ".join(sentences), () if fixed else tuple(changes.values()))


_Said = tuple[str, Kind | None]  # a sentence, and the kind of change that would mend it; None: nothing would


def _change(suitability: Suitability, obstacle: Obstacle, kind: Kind) -> RegisterChange:
    span = suitability.register.readings.span(suitability.visit)
    about = {
        "consent": "sharing" if obstacle.rule == "authority_sharing" else "delegation",
        "agreement": obstacle.of,
        "suspension": obstacle.of,
    }
    what = about.get(kind, obstacle.code if kind not in ("stable", "willing", "subcontract") else "")
    worker = suitability.worker.id if kind in ("sign_off", "contact", "registrant", "willing") else ""
    ends = obstacle.between if kind in ("agreement", "protocol", "subcontract") else ("", "")
    if kind == "agreement":
        ends = (min(ends), max(ends))
    client = "" if kind in ("agreement", "willing", "protocol", "catalogue", "suspension") else obstacle.client
    renewal = kind == "sign_off" and _last_sign_off(suitability, obstacle) is not None
    return RegisterChange(kind, what, client, worker, ends, span.first_day, span.last_day, renewal)


def _registered(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"{obstacle.code} is for a registered nurse, which {suitability.worker.name} is not.", None


def _stable(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"{client_name(suitability, obstacle.client)} is not recorded as stable.", "stable"


def _unsettled(suitability: Suitability, obstacle: Obstacle) -> _Said:
    of = "a first visit, or one after a change of condition: nothing is delegated before a nurse has been"
    return f"Visit {obstacle.part} is {of}.", None


def _consent(suitability: Suitability, obstacle: Obstacle) -> _Said:
    kind = "sharing" if obstacle.rule == "authority_sharing" else "delegation"
    name = client_name(suitability, obstacle.client)
    return f"{name}'s consent to {kind} is not in force on {date_words(suitability)}.", "consent"


def _refused(suitability: Suitability, obstacle: Obstacle) -> _Said:
    kind = "sharing" if obstacle.rule == "authority_sharing" else "delegation"
    return f"{client_name(suitability, obstacle.client)} has refused {kind}, or withdrawn their consent to it.", None


def _sign_off(suitability: Suitability, obstacle: Obstacle) -> _Said:
    on, worker = date_words(suitability), suitability.worker.name
    client = client_name(suitability, obstacle.client)
    expires = _last_sign_off(suitability, obstacle)
    if expires is None:
        return f"{worker} is not signed off for {obstacle.code} with {client} on {on}.", "sign_off"
    return f"{worker}'s {obstacle.code} sign-off for {client} {expires}, before {on}.", "sign_off"


def _last_sign_off(suitability: Suitability, obstacle: Obstacle) -> str | None:
    """Why the last sign-off made by then is not in force, in words; None: there is none."""
    span = suitability.register.readings.span(suitability.visit)
    made = [
        one
        for one in suitability.register.problem.delegations
        if one.client == obstacle.client
        and fold(one.task) == fold(obstacle.code)
        and suitability.worker.id in one.workers
        and one.signed_off <= span.first_day
    ]
    if not made:
        return None
    last = max(made, key=lambda one: one.expires)
    if last.expires < span.last_day or last.review is None:
        return f"expired on {last.expires:%d.%m.%Y}"
    return f"was due for review on {last.review:%d.%m.%Y}"


def _willing(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"{suitability.worker.name} does not accept delegated tasks.", "willing"


def _behind(suitability: Suitability, obstacle: Obstacle) -> str:
    client = client_name(suitability, obstacle.client)
    return f"the registrant behind {suitability.worker.name}'s sign-off for {obstacle.code} with {client}"


def _contact(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"Nobody recorded how {_behind(suitability, obstacle)} is reached.", "contact"


def _cover(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"Nobody recorded the cover hours of {_behind(suitability, obstacle)}.", "registrant"


def _person(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"Nobody recorded the name and registration of {_behind(suitability, obstacle)}.", "registrant"


def _not_on_cover(suitability: Suitability, obstacle: Obstacle) -> _Said:
    about = _behind(suitability, obstacle).removeprefix("the ")
    return f"The {about} is not on cover for all of the time.", None


def _gone(suitability: Suitability, obstacle: Obstacle) -> _Said:
    about = _behind(suitability, obstacle).removeprefix("the ")
    return f"The {about} has left, or is registered no longer.", None


def _no_nurse(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"{_behind(suitability, obstacle).capitalize()} is a worker who is no registered nurse.", None


def _protocol(suitability: Suitability, obstacle: Obstacle) -> _Said:
    name = suitability.register.problem.organisation[suitability.acting].name
    return f"No protocol of {name} for {obstacle.code} is in force on {date_words(suitability)}.", "protocol"


def _own_staff(suitability: Suitability, obstacle: Obstacle) -> _Said:
    name = suitability.register.problem.organisation[obstacle.between[0]].name
    return f"{obstacle.code} is done under a protocol, by staff of {name} only.", "subcontract"


def _training(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"No competency is named for {obstacle.code}, so nobody knows who is trained for it.", None


def _competency(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"What {suitability.worker.name} held of {obstacle.code} has run out.", None


def _agreement(suitability: Suitability, obstacle: Obstacle) -> _Said:
    organisation = suitability.register.problem.organisation
    names = " and ".join(organisation[end].name for end in sorted(obstacle.between))
    passes = f" passes {DIRECTIONS[obstacle.of]}" if obstacle.of else " is there"
    return f"No agreement in force on {date_words(suitability)}{passes} between {names}.", "agreement"


def _code(suitability: Suitability, obstacle: Obstacle) -> _Said:
    return f"No catalogue knows the code {obstacle.code}.", "catalogue"


def _stop(suitability: Suitability, obstacle: Obstacle) -> _Said:
    stop = next(one for one in suitability.register.problem.suspensions if one.id == obstacle.of)
    whom = {"worker": suitability.worker.name, "task": obstacle.code}.get(stop.what, f"{stop.what} {stop.of}")
    return f"{whom[0].upper()}{whom[1:]} is stopped ({stop.reason.strip()}).", "suspension"


_SAID: dict[str, Callable[[Suitability, Obstacle], _Said]] = {
    "registered": _registered,
    "stable": _stable,
    "unsettled": _unsettled,
    "consent": _consent,
    "sharing": _consent,
    "refused": _refused,
    "sign_off": _sign_off,
    "willing": _willing,
    "contact": _contact,
    "cover": _cover,
    "person": _person,
    "not_on_cover": _not_on_cover,
    "gone": _gone,
    "no_nurse": _no_nurse,
    "protocol": _protocol,
    "own_staff": _own_staff,
    "training": _training,
    "competency": _competency,
    "agreement": _agreement,
    "direction": _agreement,
    "code": _code,
    "medicine": _code,
    "stop": _stop,
}
