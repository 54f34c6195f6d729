"""Which language somebody reads, as far as their form or browser said."""

import re

from app.domain.lead import Lead

LANGUAGE = re.compile(r"[a-z]{2,3}")
"""ISO 639, as a playbook names one."""


def language_of(lead: Lead) -> str:
    """ "de" for a locale like "de-AT", "de_DE.UTF-8" or "de,en;q=0.8"; "" where none was named."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", lead.person.locale)
    return found[1].lower() if found else ""
