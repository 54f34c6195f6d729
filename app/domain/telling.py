"""A lead's timeline: one line for each fact worth telling, the newest kept."""

from typing import Any

from msgspec.structs import replace

from app.domain.facts import Fact
from app.domain.lead import TIMELINE_KEPT, Entry, Lead


def told(lead: Lead, fact: Fact, **what: Any) -> Lead:
    """`lead` with one more line about `fact`."""
    line = Entry(kind=fact.k, **what)
    return replace(lead, timeline=(*lead.timeline, line)[-TIMELINE_KEPT:])
