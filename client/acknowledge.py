"""From a key on an alarm to an answered person: claim, and with it the answer where the hub itself
can send; else wait for the hub, then hand the number or the words to the system. A claim that is
lost dials nothing and sends nothing."""

from collections.abc import Callable, Mapping
from typing import Protocol

from app.domain import decide, permission, reach, wording
from app.domain.facts import Fact, MessageQueued
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import Answer, Written
from app.domain.playbook import Playbook
from app.domain.touch import Channel
from app.protocol.messages import Gateways, Re
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
        gateways: Callable[[], Gateways] = Gateways,
    ) -> None:
        """`call(lead, e164)`: place a call, or say why not. `signature()`: my rep id, my name, my
        team's name. `over(lead, words)`: end its alarm. `gateways()`: what the hub can send."""
        self._verbs = verbs
        self._dialer = dialer
        self._call = call
        self._hooks = hooks
        self._leads = leads
        self._playbook = playbook
        self._signature = signature
        self._now = now
        self._over = over
        self._gateways = gateways
        self._then: dict[str, tuple[str, Channel | None]] = {}
        self._coming: dict[str, Channel] = {}
        """Messages the hub has queued and not told yet."""

    def acted(self, lead_id: str, action: ActionKey) -> None:
        """A button was pressed for that very lead."""
        lead = self._leads().get(lead_id)
        if lead is None or action == "default":
            self._hooks.open_lead(lead_id)
        elif action == "later":
            self._verbs.later(lead_id)
        elif lead.owner == self._signature()[0] and lead.state in ("claimed", "engaged"):
            self._begin(lead, CHANNELS[action])
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
        if self.sends(waiting[1]):
            self._show(lead, act.answer, waiting[1], queued=re.r is not None and re.r.queued)
            return
        if self._now() - act.made > STALE_MS:
            self._hooks.told("The lead is yours, but the answer came late. Nothing was dialled.")
            return
        self._touch(lead, waiting[1])

    def _show(self, lead: Lead, answer: Answer | None, channel: Channel, queued: bool) -> None:
        """Open the composer. The hub's answer may come before its fact: what it says is queued is
        waited for, so that the words stand in the thread and not in the box."""
        if answer is None or not queued:
            self._hooks.compose(lead.id, channel, self._unsent(lead, channel))
        elif lead.message(answer.message) is not None:
            self._hooks.compose(lead.id, channel, "")
        else:
            self._coming[answer.message] = channel

    def changed(self, lead: Lead, fact: Fact) -> None:
        """A fact came: perhaps the one that was waited for."""
        if isinstance(fact, MessageQueued):
            channel = self._coming.pop(fact.message, None)
            if channel is not None:
                self._hooks.compose(lead.id, channel, "")

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
        """Body, subject and key of the first words of the playbook they have not got, for another
        program, which can put in no link; all empty where there are none."""
        chosen = self._first_words(lead, channel, link=False) if channel != "call" else None
        if chosen is None:
            return "", "", ""
        return chosen.words.body, chosen.words.subject, chosen.template.key

    # ---- the hub sends ------------------------------------------------------------------------

    def sends(self, channel: Channel) -> bool:
        """Can the hub itself send on this channel?"""
        return channel != "call" and bool(getattr(self._gateways(), channel))

    def answer(self, lead_id: str, channel: Channel, message: str) -> Answer | None:
        """The first words of the playbook this person has not got, as a message with the id
        `message`; None where somebody has to look first, or where the hub does not send."""
        lead, playbook = self._leads().get(lead_id), self._playbook()
        if channel == "call" or not self.sends(channel) or lead is None or playbook is None:
            return None
        chosen = self._first_words(lead, channel, link=bool(self._gateways().link))
        if chosen is None or chosen.words.missing or permission.may_use(lead, channel) is not None:
            return None
        return Answer(
            message=message,
            channel=channel,
            text=chosen.words.body,
            subject=chosen.words.subject if channel == "email" else "",
            template=chosen.template.key,
            variant=chosen.variant,
            language=chosen.language,
        )

    def _first_words(self, lead: Lead, channel: Written, *, link: bool) -> wording.Chosen | None:
        playbook = self._playbook()
        if playbook is None:
            return None
        _, name, team = self._signature()
        pen = wording.Pen(rep=name, team=team, good_time=link)
        return wording.choose(playbook, lead, channel, pen)

    def _unsent(self, lead: Lead, channel: Channel) -> str:
        """Why the claim was granted and nothing is on its way."""
        refused = permission.may_use(lead, channel)
        if refused is not None:
            return f"{refused.msg} Nothing was sent."
        link = bool(self._gateways().link)
        chosen = self._first_words(lead, channel, link=link) if channel != "call" else None
        if chosen is None:
            return "They got all of the templates already. Nothing was sent."
        if chosen.words.missing:
            return "The template lacks what is marked. Nothing was sent."
        return "The hub took the claim and not the words. Nothing was sent."

    def _begin(self, lead: Lead, channel: Channel) -> None:
        """A button for a lead that is mine: what the hub sends is written first."""
        if self.sends(channel):
            self._hooks.open_lead(lead.id)
            self._hooks.compose(lead.id, channel, "")
        else:
            self._touch(lead, channel)

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
