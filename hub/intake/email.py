"""An e-mail address as typed into a form, checked by its grammar alone: no look-up, no delivery
test."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

_APART = re.compile(r"[\s,;]+")


def address(text: str) -> str:
    """The first address in `text`, lower-cased and in its normal form, or ""."""
    for one in _candidates(text[:1_000]):
        try:
            checked = validate_email(one, check_deliverability=False, globally_deliverable=False)
        except (EmailNotValidError, ValueError):
            continue
        # Names such as localhost reach nobody; reserved ones such as .example do no harm.
        if "." in checked.domain:
            return checked.normalized.lower()
    return ""


def _candidates(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text)  # full-width forms, as Japanese keyboards type them
    text = text.replace("mailto:", " ").split("?")[0]
    return [one.strip("<>()[]\"'.,:") for one in _APART.split(text) if "@" in one][:5]
