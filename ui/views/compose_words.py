"""What the composer says about a lead and a channel: why not, to whom, what is allowed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain import reach
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.permission import may_use
from app.domain.playbook import Playbook
from app.domain.touch import Channel
from ui.models.hero_face import number
from ui.person_words import cleaned, is_words, name, object_
from ui.preview import refusal
from ui.tokens import Role
from ui.widgets.line import Run

Written = Literal["sms", "email"]
WORDS: dict[Channel, str] = {"call": "Call", "sms": "SMS", "email": "Email"}
OPENS: dict[Written, str] = {"sms": "Open in SMS app", "email": "Open in mail app"}
_IN_TEXT: dict[Channel, str] = {"call": "call", "sms": "SMS", "email": "email"}


@dataclass(frozen=True)
class WhyNot:
    """Why this channel may not be used now: a heading and a sentence."""

    title: str
    text: str


def why_not(
    lead: Lead,
    channel: Channel,
    playbook: Playbook | None,
    me: str,
    now: Ms,
    *,
    holds: bool = False,
) -> WhyNot | None:
    """None while a message may go out; `holds`: what may not go now is held by the hub."""
    who, what = name(lead.person), _IN_TEXT[channel]
    if lead.state == "closed":
        return WhyNot(f"No {what} to {who}", f"{who} is closed; nothing more is due.")
    if lead.owner != me:
        whom = cleaned(lead.owner_name, 40) or "Nobody"
        return WhyNot(
            f"{who} is not yours", f"{whom} has this lead now. What you wrote stays here."
        )
    if playbook is None:
        return None
    said = refused(lead, channel) if holds else refusal(lead, channel, playbook, now)
    if not said:
        return None
    consent = lead.consent.get(channel, Consent())
    if consent.state == "refused":
        why = cleaned(consent.why, 200) or "refused"
        said = f"{why[:1].upper()}{why[1:]}. The hub refuses it, whoever sends it."
        return WhyNot(f"No {what} to {who}", said)
    now_only = " now" if reach.address(lead, channel) else ""
    return WhyNot(f"No {what} to {who}{now_only}", cleaned(said, 400))


def refused(lead: Lead, channel: Channel) -> str:
    """Why this channel may not be used whatever the hour, as a sentence."""
    no = may_use(lead, channel)
    return "" if no is None else no.msg


def address_runs(lead: Lead, channel: Written) -> tuple[Run, ...]:
    """`To +44 7700 900317, mobile · SMS allowed, ticked on the form`."""
    if channel == "email":
        to, kind = cleaned(reach.address(lead, "email")), ""
    else:
        to = number(lead)
        kind = f", {lead.person.phone_kind}" if lead.person.phone_kind else ""
    said, role = consent_words(lead, channel)
    return (Run(f"To {to}{kind}  ·  ", role="ink2"), Run(said, role=role))


def consent_words(lead: Lead, channel: Channel) -> tuple[str, Role]:
    """What is known of their consent to this channel."""
    consent, what = lead.consent.get(channel, Consent()), WORDS[channel]
    why = cleaned(consent.why, 80)
    if consent.state == "allowed":
        return f"✓ {what} allowed" + (f", {why}" if why else ""), "good_text"
    if consent.state == "refused":
        return f"{what} refused" + (f", {why}" if why else ""), "hot_text"
    return f"Nobody asked whether {is_words(lead.person)} fine with {_IN_TEXT[channel]}", "ink2"


def yes_words(lead: Lead, channel: Channel) -> str:
    """How a yes can be got where they said no; empty where nobody said so."""
    if lead.consent.get(channel, Consent()).state != "refused":
        return ""
    return f"Ask {object_(lead.person)} on the call, then record it"


def other_ways(
    lead: Lead, channel: Channel, playbook: Playbook | None, me: str, now: Ms
) -> list[Channel]:
    """Channels that may be used instead."""
    return [
        other
        for other in reach.CHANNELS
        if other != channel and why_not(lead, other, playbook, me, now) is None
    ]
