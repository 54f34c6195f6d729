"""A desk on two pipes: facts, rings and answers out as JSON lines, commands in. No screen."""

import sys
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, cast

import msgspec

from app.domain import hours, why
from app.domain.ids import new_id
from app.domain.lead import Lead
from app.domain.message import Answer
from app.domain.rep_times import RepTimes
from app.protocol.messages import Ev, Ready
from client.desk import Desk
from client.drafts import Kept as Draft
from client.hooks import LinkState
from client.ports import Ability, ActionKey, Notice
from client.settings import Settings

Line = dict[str, Any]
NO_SOUND = "no sound, headless"


def say(line: Line) -> None:
    """One JSON object on one line, at once."""
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    sys.stdout.flush()


class PipeNotifier:
    """Rings are told on stdout, so a notification is there as soon as it is asked for."""

    def __init__(self) -> None:
        self.acted: Callable[[str, ActionKey], None] = lambda key, action: None
        self.closed: Callable[[str], None] = lambda key: None

    async def show(self, notice: Notice) -> bool:
        say({"notice": notice})
        return True

    async def withdraw(self, key: str) -> None:
        say({"withdrawn": key})

    async def probe(self) -> Ability:
        return Ability(works=True, actions=False, text="rings on stdout")


class PipeSound:
    def play(self, name: str) -> bool:
        say({"sound": name})
        return True

    def device(self) -> str:
        return NO_SOUND


class PipeDialer:
    """Says what would have been handed over."""

    def call(self, e164: str) -> bool:
        say({"handed_over": "call", "to": e164})
        return True

    def sms(self, e164: str, text: str) -> bool:
        say({"handed_over": "sms", "to": e164, "text": text})
        return True

    def email(self, address: str, subject: str, text: str) -> bool:
        say({"handed_over": "email", "to": address, "subject": subject, "text": text})
        return True

    def handler(self, scheme: Literal["tel", "sms", "mailto"]) -> str:
        return "stdout"


def tell_everything(desk: Desk) -> None:
    """Connect every hook to stdout."""
    hooks = desk.hooks
    hooks.fact.connect(_fact)
    hooks.ready.connect(_ready)
    hooks.link.connect(_link)
    hooks.settled.connect(lambda act, re: say({"re": re, "do": act.do, "lead": act.lead}))
    hooks.expired.connect(lambda act: say({"expired": act}))
    hooks.ring.connect(lambda ring: say({"ring": ring}))
    hooks.ring_over.connect(lambda lead, why: say({"ring_over": lead, "why": why}))
    hooks.presence.connect(lambda cards: say({"presence": cards}))
    hooks.armed.connect(lambda state: say({"armed": state}))
    hooks.reset.connect(lambda: say({"reset": {one.id: one.v for one in desk.leads.values()}}))
    hooks.open_lead.connect(lambda lead: say({"open_lead": lead}))
    hooks.compose.connect(lambda lead, channel, why: say(_compose(lead, channel, why)))
    hooks.times.connect(lambda times: say({"times": times}))
    hooks.pickup.connect(lambda pickup: say({"pickup": pickup}))
    hooks.call.connect(lambda call: say({"call": call}))
    hooks.call_ended.connect(_call_ended)
    hooks.called_in.connect(lambda lead, number: say({"called_in": lead, "number": number}))
    hooks.call_tested.connect(lambda text: say({"call_tested": text}))
    hooks.calendar.connect(lambda state: say({"calendar": state}))
    hooks.told.connect(lambda text: say({"told": text}))
    hooks.signed_out.connect(lambda why: say({"signed_out": why}))


def _compose(lead: str, channel: str, why: str) -> Line:
    return {"compose": lead, "channel": channel, "why": why}


def _fact(ev: Ev, lead: Lead | None) -> None:
    whole = lead if ev.k == "lead.new" and lead is not None else ev.lead
    line = {"fact": ev.k, "s": ev.s, "seq": ev.seq, "eid": ev.eid, "ts": ev.ts, "v": ev.v}
    say({**line, "op": ev.op, "lead": whole, "b": ev.b})


def _call_ended(lead: str, touch: str, seconds: int, reached: bool) -> None:
    say({"call_ended": lead, "touch": touch, "seconds": seconds, "reached": reached})


def _ready(ready: Ready) -> None:
    names = ("rep", "rep_name", "device", "role", "team", "team_name", "streams")
    say({"ready": {name: getattr(ready, name) for name in names}})


def _link(state: LinkState) -> None:
    say({"link": state})
    if state.state == "live":
        say({"live": True})


def obey(desk: Desk, text: str) -> bool:
    """Carry out one command line; False for `quit`. What cannot be understood is answered so."""
    try:
        order = msgspec.json.decode(text, type=dict[str, Any])
        do = str(order.pop("do"))
        if do == "quit":
            return False
        done = _COMMANDS[do](desk, order)
    except KeyError as wrong:
        say({"error": f"unknown or missing: {wrong.args[0]}"})
    except (msgspec.DecodeError, TypeError, ValueError) as wrong:
        say({"error": str(wrong)})
    else:
        say({"did": do, **done})
    return True


def read_lines(
    loop: AbstractEventLoop, line: Callable[[str], None], end: Callable[[], None]
) -> None:
    """Hand each line of stdin to the loop. A daemon thread, because stdin may be a file or a pipe
    and reading either must hold neither the loop nor the end of the program."""

    def run() -> None:
        with suppress(RuntimeError, ValueError):  # the loop or stdin was closed: nobody listens
            for text in sys.stdin:
                if text.strip():
                    loop.call_soon_threadsafe(line, text)
            loop.call_soon_threadsafe(end)

    threading.Thread(target=run, name="stdin", daemon=True).start()


def _verb(name: str) -> Callable[[Desk, Line], Line]:
    def run(desk: Desk, order: Line) -> Line:
        if order.get("lead") not in desk.leads:
            raise ValueError(f"there is no lead {order.get('lead')!r} here")
        lead = order.pop("lead")
        if "answer" in order:
            words = {"message": new_id(desk.now()), **order["answer"]}
            order["answer"] = msgspec.convert(words, Answer)
        return {"op": getattr(desk, name)(lead, **order), "lead": lead}

    return run


def _start_touch(desk: Desk, order: Line) -> Line:
    done = _verb("start_touch")(desk, order)
    return {"touch": done["op"], "lead": done["lead"]}


def _answer(desk: Desk, order: Line) -> Line:
    """Claim, and the first words for `channel` with it."""
    return _verb("claim")(desk, {"lead": order["lead"], "then": order["channel"]})


def _send(desk: Desk, order: Line) -> Line:
    done = _verb("send_message")(desk, order)
    return {"message": done["op"], "lead": done["lead"]}


def _draft(desk: Desk, order: Line) -> Line:
    """Begin one (with `text`), or what was begun."""
    lead, channel = str(order["lead"]), order["channel"]
    if "text" in order:
        desk.keep_draft(lead, channel, Draft(text=order["text"], touched=True, at=desk.now()))
    return {"lead": lead, "draft": desk.draft(lead, channel)}


def _set_times(desk: Desk, order: Line) -> Line:
    """Fields that are not named stay as they are; `busy` of a calendar read here does too."""
    told = msgspec.to_builtins(desk.my_times) if not order.get("rep") else {}
    times = msgspec.convert({**told, **order["times"]}, RepTimes)
    return {"op": desk.set_times(times, order.get("rep", ""))}


def _calendar(desk: Desk, order: Line) -> Line:
    desk.set_calendar(order["source"])
    return {}


def _next_touch(desk: Desk, order: Line) -> Line:
    """What is due next, and as one line on both clocks with the whole reason."""
    lead, touch = desk.leads.get(order["lead"]), desk.next_touch(order["lead"])
    said: Line = {"lead": order["lead"], "next_touch": touch}
    if lead is not None and touch is not None and not touch.needs_time:
        theirs, mine = hours.zones(lead.where), hours.zone(desk.my_times.zone)
        said["line"] = why.sentence(touch, theirs[0] if theirs else None, mine, desk.now())
    return said


def _acted(desk: Desk, order: Line) -> Line:
    desk.acted(order["lead"], cast(ActionKey, order["action"]))
    return {"lead": order["lead"]}


def _mode(desk: Desk, order: Line) -> Line:
    desk.set_mode(order["mode"], order.get("until"))
    return {"mode": order["mode"]}


def _leads(desk: Desk, order: Line) -> Line:
    return {"leads": list(desk.leads.values())}


def _pending(desk: Desk, order: Line) -> Line:
    return {"pending": desk.pending(order.get("lead", "")), "saved": desk.all_saved()}


def _practice(desk: Desk, order: Line) -> Line:
    desk.practice()
    return {}


def _hand_over(desk: Desk, order: Line) -> Line:
    lead = desk.leads[order["lead"]].id
    words = {name: str(order.get(name, "")) for name in ("text", "subject")}
    return {"lead": lead, "taken": desk.hand_over(lead, order["channel"], **words)}


def _closed_card(desk: Desk, order: Line) -> Line:
    desk.closed_card(order["lead"])
    return {"lead": order["lead"]}


def _call_by(desk: Desk, order: Line) -> Line:
    """How calls are made from now on: the names of the settings, all but `call_by` optional."""
    desk.use(msgspec.convert(order, Settings))
    return {"call_by": order["call_by"]}


def _hang_up(desk: Desk, order: Line) -> Line:
    return {"hung_up": desk.hang_up()}


def _test_call(desk: Desk, order: Line) -> Line:
    desk.test_call(order["how"], str(order.get("number", "")))
    return {}


def _reconnect(desk: Desk, order: Line) -> Line:
    desk.reconnect_now()
    return {}


def _retry(desk: Desk, order: Line) -> Line:
    desk.retry(order["op"])
    return {"op": order["op"]}


def _discard(desk: Desk, order: Line) -> Line:
    desk.discard(order["op"])
    return {"op": order["op"]}


_COMMANDS: dict[str, Callable[[Desk, Line], Line]] = {
    **{
        name: _verb(name)
        for name in (
            "claim",
            "release",
            "assign",
            "pull_back",
            "nudge",
            "later",
            "end_touch",
            "note",
            "move_touch",
            "skip_touch",
            "nurture",
            "qualify",
            "take_back",
            "ask_message",
            "set_consent",
        )
    },
    "clue": _verb("keep_clue"),
    "set_times": _set_times,
    "set_calendar": _calendar,
    "next_touch": _next_touch,
    "return": _verb("return_lead"),
    "start_touch": _start_touch,
    "answer": _answer,
    "send": _send,
    "draft": _draft,
    "acted": _acted,
    "mode": _mode,
    "leads": _leads,
    "pending": _pending,
    "practice": _practice,
    "hand_over": _hand_over,
    "closed_card": _closed_card,
    "call_by": _call_by,
    "hang_up": _hang_up,
    "test_call": _test_call,
    "reconnect": _reconnect,
    "retry": _retry,
    "discard": _discard,
}
