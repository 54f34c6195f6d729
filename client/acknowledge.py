"""From a key on an alarm to an answered person: claim, wait for the hub, then hand the number or
the words to the system. A claim that is lost dials nothing and sends nothing."""

from collections.abc import Callable, Mapping
from typing import Protocol

from app.domain import decide, reach, words
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import Channel
from app.protocol.messages import Re
from client.calls import HANDED_OVER
from client.countdown import by_how_much
from client.hooks import Hooks, Pending
from client.ports import ActionKey, Dialer

LATER_MIN = 10
STALE_MS = 30_000
"""An answer later than this finds a rep busy with something else: nothing is dialled by itself."""
CHANNELS: dict[ActionKey, Channel] = {"claim-call": "call", "sms": "sms", "email": "email"}
NOTHING_SENT = "Nothing was sent from here."


class Verbs(Protocol):
    """What of the desk is needed here."""

    def claim(self, lead_id: str, then: Channel | None = None) -> str: ...

    def later(self, lead_id: str, minutes: int = LATER_MIN) -> str: ...

    def start_touch(
        self, lead_id: str, channel: Channel, text: str = "", template: str = ""
    ) -> str: ...


class Acknowledge:
    def __init__(
        self,
        verbs: Verbs,
        *,
        dialer: Dialer,
        call: Callable[[Lead, str], bool],
        hooks: Hooks,
        leads: Callable[[], Mapping[str, Lead]],
        playbook: Callable[[], Playbook | None],
        signature: Callable[[], tuple[str, str, str]],
        now: Callable[[], Ms],
        over: Callable[[str, str], None],
    ) -> None:
        """`call(lead, e164)`: place a call, or say why not. `signature()`: my rep id, my name, my
        team's name. `over(lead, words)`: end its alarm."""
        self._verbs = verbs
        self._dialer = dialer
        self._call = call
        self._hooks = hooks
        self._leads = leads
        self._playbook = playbook
        self._signature = signature
        self._now = now
        self._over = over
        self._then: dict[str, tuple[str, Channel | None]] = {}

    def acted(self, lead_id: str, action: ActionKey) -> None:
        """A button was pressed for that very lead."""
        lead = self._leads().get(lead_id)
        if lead is None or action == "default":
            self._hooks.open_lead(lead_id)
        elif action == "later":
            self._verbs.later(lead_id)
        elif lead.owner == self._signature()[0] and lead.state in ("claimed", "engaged"):
            self._touch(lead, CHANNELS[action])
        elif action == "claim-call" and (self._read_first(lead) or not reach.address(lead, "call")):
            self.after(self._verbs.claim(lead_id), lead_id, None)
        else:
            self._verbs.claim(lead_id, CHANNELS[action])

    def after(self, op: str, lead_id: str, then: Channel | None) -> None:
        """Once the claim `op` is granted: open the lead, and start `then`."""
        self._then[op] = (lead_id, then)

    def settled(self, act: Pending, re: Re) -> None:
        """The hub answered a claim."""
        if act.do != "claim":
            return
        waiting = self._then.pop(act.op, None)
        if not re.ok:
            self._over(act.lead, lost_words(act, re))
            return
        if waiting is None:
            return
        lead = self._leads().get(act.lead)
        self._hooks.open_lead(act.lead)
        if lead is None or waiting[1] is None:
            return
        if self._now() - act.made > STALE_MS:
            self._hooks.told("The lead is yours, but the answer came late. Nothing was dialled.")
            return
        self._touch(lead, waiting[1])

    def expired(self, act: Pending) -> None:
        self._then.pop(act.op, None)

    def hand_over(self, lead: Lead, channel: Channel, text: str = "", subject: str = "") -> bool:
        """Give it to the system's handler. Never on a channel the person refused."""
        to = reach.address(lead, channel)
        playbook = self._playbook()
        refused = playbook and decide.may_touch(lead, channel, playbook, self._now())
        if refused:
            self._hooks.told(f"{refused.msg} {NOTHING_SENT}")
            return False
        if not to:
            self._hooks.told(f"There is no address for this. {NOTHING_SENT}")
            return False
        if channel == "call":
            return self._call(lead, to)
        if channel == "sms":
            taken = self._dialer.sms(to, text)
        else:
            taken = self._dialer.email(to, subject, text)
        if not taken:
            self._hooks.told(HANDED_OVER)
        return taken

    def compose(self, lead: Lead, channel: Channel) -> tuple[str, str, str]:
        """Body, subject and key of the playbook's first fitting template, filled."""
        playbook = self._playbook()
        fitting = words.templates(playbook.templates, lead, channel) if playbook else ()
        if not fitting:
            return "", "", ""
        _, name, team = self._signature()
        filled = words.fill(fitting[0], lead, name, team)
        return filled.body, filled.subject, fitting[0].key

    def _touch(self, lead: Lead, channel: Channel) -> None:
        body, subject, template = ("", "", "") if channel == "call" else self.compose(lead, channel)
        playbook = self._playbook()
        refused = playbook and decide.may_touch(lead, channel, playbook, self._now())
        if refused:
            self._hooks.told(f"{refused.msg} {NOTHING_SENT}")
            return
        self._verbs.start_touch(lead.id, channel, body, template)
        self.hand_over(lead, channel, body, subject)

    def _read_first(self, lead: Lead) -> bool:
        playbook = self._playbook()
        lane = playbook.lanes.get(lead.lane) if playbook else None
        return lane is not None and lane.first_key == "read"


def lost_words(act: Pending, re: Re) -> str:
    """Who took it and by how much, and that nothing left this desk."""
    problem = re.e
    if problem is None:
        return NOTHING_SENT
    if problem.code == "already_claimed" and problem.owner_name and problem.since is not None:
        ahead = by_how_much(act.made, problem.since)
        return f"{problem.owner_name} took it, {ahead}. {NOTHING_SENT}"
    return f"{problem.msg} {NOTHING_SENT}"
