"""How a person can be reached: which address a channel uses, and which channels are left. When is
not asked here."""

from app.domain.lead import Consent, Lead
from app.domain.touch import Channel

CHANNELS: tuple[Channel, ...] = ("call", "sms", "email")


def address(lead: Lead, channel: Channel) -> str:
    """The email address, or the E.164 number: the last one a clue named, else the one they left.
    Empty when there is none."""
    if channel == "email":
        return lead.person.email
    return _other_number(lead) or lead.person.phone


def addresses(lead: Lead, channel: Channel) -> frozenset[str]:
    """Every address of theirs on this channel: the one in use, and what they left at first unless
    that turned out to be somebody else's."""
    left = lead.person.email if channel == "email" else lead.person.phone
    every = {address(lead, channel), left if channel == "email" or not _wrong_since(lead) else ""}
    return frozenset(every - {""})


def usable(lead: Lead, channel: Channel) -> bool:
    """Is there an address, not refused, and not known to be a stranger's?"""
    if lead.consent.get(channel, Consent()).state == "refused" or not address(lead, channel):
        return False
    return channel == "email" or not _wrong_since(lead) or bool(_other_number(lead))


def fallback(lead: Lead, wanted: Channel) -> Channel | None:
    """`wanted` if it is usable, else the next usable channel, else None: nobody can be reached."""
    return next((c for c in (wanted, *CHANNELS) if usable(lead, c)), None)


def dead_number(lead: Lead) -> bool:
    """Did a call reach a stranger, and nobody name another number since?"""
    return bool(_wrong_since(lead)) and not _other_number(lead)


def _other_number(lead: Lead) -> str:
    since = _wrong_since(lead)
    said = [
        clue.text
        for note in lead.clues
        for clue in note.clues
        if clue.kind == "number" and note.kept >= since
    ]
    return said[-1] if said else ""


def _wrong_since(lead: Lead) -> int:
    """When a call last reached a stranger, 0 if never. A number named since then is a new one."""
    ends = (t.ended for t in lead.touches if t.disposition == "wrong_number")
    return max((end for end in ends if end is not None), default=0)
