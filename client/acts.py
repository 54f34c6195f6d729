"""What the user does becomes an act in the outbox, with the fencing token held at the click."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from app.domain import commands as c
from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from app.protocol.messages import Re
from client.hooks import Hooks
from client.pending import FENCED, Act, Outbox


class Acts:
    def __init__(
        self,
        outbox: Outbox,
        *,
        hooks: Hooks,
        now: Callable[[], Ms],
        leads: Callable[[], Mapping[str, Lead]],
        me: Callable[[], str],
    ) -> None:
        self.outbox = outbox
        self.posted: Callable[[], None] = lambda: None
        """Called when something may have become sendable; the courier's, once it runs."""
        self._hooks = hooks
        self._now = now
        self._leads = leads
        self._me = me
        self._grants: dict[str, int] = {}
        """Fencing tokens of claims granted by an answer whose fact is still on its way."""

    def post(
        self,
        command: c.WireCommand,
        lead_id: str,
        *,
        gen: int | None = None,
        not_after: Ms | None = None,
    ) -> str:
        """One outbox row; its op."""
        lead = self._leads().get(lead_id)
        body: dict[str, Any] = msgspec.to_builtins(command)
        now = self._now()
        act = Act(
            op=new_id(now),
            do=command.do,
            lead=lead_id,
            b=body,
            at=now,
            gen=self.my_gen(lead_id) if command.do in FENCED else gen,
            seen_v=lead.v if lead else None,
            not_after=not_after,
        )
        self.outbox.add(act)
        self._hooks.pending_changed(lead_id)
        self.posted()
        return act.op

    def my_gen(self, lead_id: str) -> int | None:
        """The fencing token I hold for this lead, if any."""
        lead = self._leads().get(lead_id)
        held = lead.gen if lead is not None and lead.owner == self._me() else 0
        return max(held, self._grants.get(lead_id, 0)) or None

    def granted(self, act: Act, re: Re) -> None:
        """A claim was answered before its fact came."""
        if act.do == "claim" and re.ok and re.r is not None:
            self._grants[act.lead] = re.r.gen

    def caught_up(self, lead_id: str | None = None) -> None:
        """The feed has told how `lead_id` (None: everything) stands: that is the truth now."""
        if lead_id is None:
            self._grants.clear()
        else:
            self._grants.pop(lead_id, None)

    def retry(self, op: str) -> None:
        """The user's decision about an act that needs one: try it again as it was."""
        act = self.outbox.retry(op)
        if act is not None:
            self._hooks.pending_changed(act.lead)
            self.posted()

    def discard(self, op: str) -> Act | None:
        """Take out an act that never left, or that needs a decision; None when it may not go."""
        act = self.outbox.get(op)
        if act is None or (act.marked and act.state != "needs_user"):
            return None
        self.outbox.drop(op)
        self._hooks.pending_changed(act.lead)
        return act
