"""What the composer does to messages: sends them, takes them back, sends them anew, asks about
them. Words that come back go to the draft of the lead they were written to, whoever is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, Signal

from app.domain.facts import Fact, MessageTakenBack
from app.domain.lead import Lead
from app.domain.message import Message, Written
from app.protocol.messages import Re
from client.drafts import Kept, returned
from client.hooks import Pending
from ui.bridge import Bridge
from ui.models.draft import Draft, kept, of_message
from ui.text import clean

ASKED = {
    "sms": "The phone company is asked what became of it.",
    "email": "The mail server is asked what became of it.",
}


class Post(QObject):
    """`back` with lead and channel whose draft has words again; `told` with a sentence."""

    back = Signal(str, str)
    told = Signal(str)

    def __init__(self, bridge: Bridge, keep: Callable[[], None], parent: QObject) -> None:
        """`keep()`: what stands in the editor now is kept as a draft."""
        super().__init__(parent)
        self._bridge, self._keep = bridge, keep
        self._undoing: dict[str, tuple[str, Written, Draft]] = {}
        bridge.lead_changed.connect(self._changed)
        bridge.settled.connect(self._settled)

    def sends(self, channel: str) -> bool:
        """Whether the hub itself sends on this channel."""
        desk = self._bridge.desk
        return desk is not None and bool(getattr(desk.gateways, channel, ""))

    def send(self, lead_id: str, channel: Written, draft: Draft) -> None:
        """On its way; what was kept of it is in the log's hands now."""
        desk = self._bridge.desk
        if desk is None:
            return
        desk.drop_draft(lead_id, channel)
        desk.send_message(
            lead_id, channel, draft.text.strip(), draft.subject.strip(), draft.template,
            draft.variant, draft.language,
        )  # fmt: skip

    def act(self, lead_id: str, message: str, do: str) -> None:
        """What was pressed under a message."""
        if do in ("undo", "change"):
            self.take_back(lead_id, message)
        elif do == "again":
            self._again(lead_id, message)
        elif do == "ask" and self._bridge.desk is not None:
            self._bridge.desk.ask_message(lead_id, message)
            about = self._known(lead_id, message)
            self.told.emit(ASKED[about.channel if about is not None else "sms"])

    def in_hand(self, lead_id: str) -> str:
        """My newest message to this lead that can still be undone; empty without one."""
        found = in_hand(self._bridge, lead_id)
        return "" if found in self._undoing else found

    def take_back(self, lead_id: str, message: str) -> None:
        """Ask for it back; the words return when the hub says so, or at once if they never left."""
        desk, words = self._bridge.desk, self._words(lead_id, message)
        if desk is None or words is None or message in self._undoing:
            return
        channel, draft = words
        self._undoing[message] = (lead_id, channel, draft)
        if not desk.take_back(lead_id, message):
            self._return(message)

    def _words(self, lead_id: str, message: str) -> tuple[Written, Draft] | None:
        about, desk = self._known(lead_id, message), self._bridge.desk
        if desk is None:
            return None
        if about is not None:
            return cast(Written, about.channel), of_message(about)
        for act in desk.pending(lead_id):
            if act.answer is not None and act.answer.message == message:
                said = act.answer
                draft = Draft(said.text, said.subject, said.template, True, said.variant,
                              said.language)  # fmt: skip
                return said.channel, draft
        return None

    def _known(self, lead_id: str, message: str) -> Message | None:
        lead = self._bridge.lead(lead_id)
        return lead.message(message) if lead is not None else None

    def _again(self, lead_id: str, message: str) -> None:
        """A new send of the same words; never the old one turned green."""
        desk, about = self._bridge.desk, self._known(lead_id, message)
        if desk is not None and about is not None:
            desk.send_message(
                lead_id, cast(Written, about.channel), about.text, about.subject, about.template,
                about.variant, about.language, message,
            )  # fmt: skip

    def _return(self, message: str) -> None:
        lead_id, channel, draft = self._undoing.pop(message)
        desk = self._bridge.desk
        if desk is None:
            return
        self._keep()
        before = desk.draft(lead_id, channel)
        after: Kept = returned(before, kept(draft, desk.now()))
        desk.keep_draft(lead_id, channel, after)
        self.back.emit(lead_id, channel)
        if after.text != draft.text:
            self.told.emit("Taken back. What you typed since stays; the other words are beside it.")

    def _changed(self, lead: Lead, fact: Fact) -> None:
        if isinstance(fact, MessageTakenBack) and fact.message in self._undoing:
            self._return(fact.message)

    def _settled(self, act: Pending, re: Re) -> None:
        if act.do != "take_back" or re.ok:
            return
        for message in [m for m, (lead, _, _) in self._undoing.items() if lead == act.lead]:
            del self._undoing[message]
        self.told.emit(clean(re.e.msg) if re.e is not None else "It could not be taken back.")


def in_hand(bridge: Bridge, lead_id: str) -> str:
    """My newest message to this lead in its undo window; empty without one."""
    lead, desk, found = bridge.lead(lead_id), bridge.desk, ""
    known = {m.id: m for m in lead.messages} if lead is not None else {}
    for message in known.values():
        if message.rep == bridge.rep and message.state == "waiting":
            found = message.id
    for act in desk.pending(lead_id) if desk is not None else ():
        if act.do == "send_message" and act.answer and act.answer.message not in known:
            found = act.answer.message
    return found
