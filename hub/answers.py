"""Answers to commands, as they go on the wire: granted, or refused in words."""

from app.domain.commands import ClaimLead, WireCommand
from app.domain.lead import Lead
from app.domain.refusals import Refused
from app.protocol.messages import Cmd, Problem, Re, Settled

NO_SUCH_LEAD = Refused(code="not_found", msg="There is no such lead here.")
REVOKED = Refused(
    code="revoked", msg="This desk is no longer paired; pair it again.", retry="repair"
)


def refusal(cmd: Cmd, refused: Refused, lead: Lead | None, seq: int = 0) -> Re:
    problem = Problem(
        code=refused.code,
        msg=refused.msg,
        retry=refused.retry,
        owner=refused.owner,
        owner_name=refused.owner_name,
        since=refused.since,
        gen=lead.gen if lead else 0,
        v=lead.v if lead else 0,
        kept=bool(refused.kept),
    )
    return Re(re=cmd.id, op=cmd.op, ok=False, e=problem, seq=seq)


def taken(lead: Lead) -> Refused:
    return Refused(
        code="already_claimed",
        msg=f"{lead.owner_name or 'Somebody'} has this lead.",
        owner=lead.owner,
        owner_name=lead.owner_name,
        since=lead.claimed,
    )


def settled(lead: Lead, command: WireCommand) -> Settled:
    answer = command.answer if isinstance(command, ClaimLead) else None
    return Settled(
        gen=lead.gen,
        v=lead.v,
        lease_until=lead.lease_until,
        state=lead.state,
        next_at=lead.next_touch.at if lead.next_touch else None,
        queued=answer is not None and lead.message(answer.message) is not None,
    )
