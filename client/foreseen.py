"""Leads as they will be once the hub has answered what this desk did: the same rules, run here. For
what must not wait for a link: the next touch after a call made offline, and its alarm."""

from collections.abc import Callable, Iterator, Mapping

from app.domain import commands as c
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.provisional import foreseen
from app.domain.touch import NextTouch
from app.protocol.codec import BadFrame, decode_command
from client.pending import Act, Outbox

ANSWER_MS = 1_500
"""So soon a live hub has answered: nothing provisional is shown for the blink until then."""


class Foreseen(Mapping[str, Lead]):
    """A view on the leads in memory. A claim is never foreseen: only the hub can give it."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        leads: Callable[[], Mapping[str, Lead]],
        actor: Callable[[], c.Actor | None],
        playbook: Callable[[], Playbook | None],
        now: Callable[[], Ms],
    ) -> None:
        self._outbox, self._leads = outbox, leads
        self._actor, self._playbook, self._now = actor, playbook, now
        self._made: dict[str, tuple[tuple[object, ...], Lead]] = {}
        """By lead: what it was worked out from, and the lead."""

    def __getitem__(self, lead_id: str) -> Lead:
        lead = self._leads()[lead_id]
        acts = self._outbox.on(lead_id)
        actor, playbook = self._actor(), self._playbook()
        if not acts or actor is None or playbook is None:
            self._made.pop(lead_id, None)
            return lead
        key = (lead.v, id(playbook), *((act.op, act.gen, act.state) for act in acts))
        known = self._made.get(lead_id)
        if known is None or known[0] != key:
            orders = _orders(acts, actor)
            known = self._made[lead_id] = key, foreseen(lead, orders, playbook, self._now())
        return known[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._leads())

    def __len__(self) -> int:
        return len(self._leads())

    def next_touch(self, lead_id: str, *, live: bool) -> NextTouch | None:
        """What is due next, marked where the hub has not said so."""
        lead = self._leads().get(lead_id)
        if lead is None:
            return None
        acts = self._outbox.on(lead_id)
        if not acts or (live and self._now() - acts[-1].at < ANSWER_MS):
            return lead.next_touch
        ahead = self[lead_id].next_touch
        return ahead if ahead is not None else lead.next_touch


def _orders(acts: list[Act], actor: c.Actor) -> list[c.Order]:
    """What may be foreseen of them: nothing after a claim that is not answered, and nothing the
    user has to decide on first."""
    orders: list[c.Order] = []
    for act in acts:
        if act.do == c.ClaimLead.do:
            break
        if act.state == "needs_user":
            continue
        try:
            command = decode_command(act.cmd(0))
        except BadFrame:  # of another version
            break
        orders.append(c.Order(actor=actor, command=command, gen=act.gen, at=act.at))
    return orders
