"""Touches: one begins, a note is written. How one ends is `ending.py`, what is planned `moving.py`;
whether one may be made is `permission.py`."""

from app.domain import commands as c
from app.domain import facts as f
from app.domain import fences, permission, reach, timing
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused


def start(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.StartTouch)
    if (lost := fences.not_mine(lead, order)) is not None:
        return lost
    if any(touch.id == command.touch for touch in lead.touches):
        return Refused(code="version_conflict", msg="This touch has begun already.")
    running = lead.running()
    if running is not None and running.channel == command.channel == "call":
        return Refused(code="version_conflict", msg="Say how the running call ended first.")
    if (no := fences.too_long(text=command.text)) is not None:
        return no
    if command.via == "company" and (command.channel != "call" or "call" not in policy.gateways):
        return Refused(code="bad_field", msg="via: no phone system of the company is set up here.")
    when = fences.when(order, now, lead.claimed or lead.received)
    if (no := permission.may_touch(lead, command.channel, policy.playbook, when)) is not None:
        return no
    begun = f.TouchStarted(
        touch=command.touch,
        channel=command.channel,
        rep=actor.rep,
        rep_name=actor.name,
        at=when,
        to=reach.address(lead, command.channel),
        text=command.text,
        template=command.template,
        via=command.via,
    )
    return (*timing.breach(lead, when), begun)


def note(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.AddNote)
    text = command.text.strip()
    if not text:
        return Refused(code="bad_field", msg="text: an empty note says nothing.")
    if (no := fences.too_long(text=text)) is not None:
        return no
    lost = order.gen is not None and order.gen != lead.gen and lead.owner != actor.rep
    when = fences.when(order, now, lead.received)
    written = f.NoteAdded(rep=actor.rep, rep_name=actor.name, at=when, text=text, after_loss=lost)
    refusal = fences.not_mine(lead, order) if lost else None
    return fences.keeping(refusal, written) if refusal else (written,)
