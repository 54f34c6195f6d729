"""The addresses a desk may open: built from numbers, texts and mail addresses, and checked. Pure.

RFC 3966 (tel), RFC 5724 (sms), RFC 6068 (mailto). Everything from a lead is hostile until here.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

DEFAULT_TEMPLATE: Final = "tel:{e164}"
SOFTPHONES: Final = frozenset({"tel", "callto", "sip", "sips", "rcapp", "rcmobile"}) | {
    "zoomphonecall",
    "msteams",
    "dialpad",
    "groundwire",
}
HTTPS_HOSTS: Final = frozenset({"teams.microsoft.com"})
SCHEMES: Final = SOFTPHONES | {"https", "sms", "mailto"}
NO_ADDRESS: Final = "This is not a mail address."
# RFC 5321 allows them before the @; a mail program that decodes too early would act on them.
RISKY: Final = frozenset("?&=%#/!|`$^*{}")
FIELDS: Final = ("{e164}", "{digits}", "{national}")
# Windows refuses longer ones in ShellExecute (INTERNET_MAX_URL_LENGTH 2083).
LONGEST: Final = 2_000

SIP_TEMPLATE: Final = re.compile(
    r"\{e164\}|sip:\{e164\}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(:[0-9]{1,5})?"
)
E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
# RFC 3986's characters and nothing else: no space, no quote, no control, no other script.
URL: Final = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&()*+,;=%]+")
BROKEN_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


class NotOpenable(ValueError):
    """What was asked for may not be opened. The text is a sentence for the user."""


def call_url(e164: str, template: str = DEFAULT_TEMPLATE) -> str:
    """The address that makes the user's softphone call `e164`. Raises NotOpenable."""
    number = _number(e164)
    wrong = template_fault(template)
    if wrong:
        raise NotOpenable(wrong)
    head, mark, query = template.partition("?")
    return checked(_filled(head, number, safe="+") + mark + _filled(query, number, safe=""))


def sms_url(e164: str, text: str) -> str:
    """Raises NotOpenable."""
    body = _said(text, "\n")
    return checked(f"sms:{_number(e164)}" + (f"?body={quote(body, safe='')}" if body else ""))


def mail_url(address: str, subject: str, text: str) -> str:
    """Raises NotOpenable. Never with cc, bcc or an attachment, whatever the address holds."""
    from email_validator import EmailNotValidError, validate_email

    try:
        # Judged as the hub judges it when the lead comes in.
        found = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise NotOpenable(NO_ADDRESS) from None
    domain = found.ascii_domain
    if "." not in domain or set(found.local_part) & RISKY:
        raise NotOpenable(NO_ADDRESS)
    to = f"{quote(found.local_part, safe='+')}@{domain}"
    said = {"subject": " ".join(_said(subject, " ").split()), "body": _said(text, "\r\n")}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in said.items() if value)
    return checked(f"mailto:{to}" + (f"?{query}" if query else ""))


def sip_fault(template: str) -> str:
    """What is wrong with what a softphone is told to dial, as a sentence; "" when it may be."""
    if SIP_TEMPLATE.fullmatch(template):
        return ""
    return "Only {e164} or sip:{e164}@domain can be dialled."


def sip_target(e164: str, template: str) -> str:
    """What a softphone dials to call `e164`: `+447700900142`, or with `sip:{e164}@domain` as a
    template `sip:+447700900142@domain`. Nothing else can come out. Raises NotOpenable."""
    number, wrong = _number(e164), sip_fault(template)
    if wrong:
        raise NotOpenable(wrong)
    return template.replace("{e164}", number)


def template_fault(template: str) -> str:
    """What is wrong with a softphone template, as a sentence; "" when it may be used."""
    bare = template
    for field in FIELDS:
        bare = bare.replace(field, "")
    if bare == template:
        return "The template needs {e164}, {digits} or {national} where the number goes."
    if "{" in bare or "}" in bare:
        return "The template knows only {e164}, {digits} and {national}."
    scheme = template.partition(":")[0]
    if scheme == "https":
        if urlsplit(bare).netloc not in HTTPS_HOSTS:
            return "With https, only teams.microsoft.com can be called through."
    elif scheme not in SOFTPHONES:
        return (
            f"A template begins with one of {', '.join(sorted(SOFTPHONES))}, followed by a colon."
        )
    if not URL.fullmatch(bare + "0") or BROKEN_ESCAPE.search(bare):
        return "The template holds a character that cannot stand in an address."
    return ""


def checked(url: str) -> str:
    """`url` itself when it is of a kind a desk may open: the one list of what is allowed.

    Raises NotOpenable."""
    scheme = url.partition(":")[0]
    if scheme not in SCHEMES or not URL.fullmatch(url) or BROKEN_ESCAPE.search(url):
        raise NotOpenable("This address may not be opened.")
    if len(url) > LONGEST:
        raise NotOpenable("The text is too long to hand over. Copy it instead.")
    parts = urlsplit(url)
    names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    fine = {
        "tel": not parts.query and re.fullmatch(r"\+?[0-9]{3,15}", parts.path),
        "sms": names <= {"body"} and E164.fullmatch(parts.path),
        "mailto": names <= {"subject", "body"} and "@" in parts.path and "," not in parts.path,
        "https": parts.netloc in HTTPS_HOSTS,
    }.get(scheme, True)
    if not fine or (scheme in ("tel", "sms", "mailto") and "#" in url):
        raise NotOpenable("This address may not be opened.")
    return url


def _number(e164: str) -> str:
    if not E164.fullmatch(e164):
        raise NotOpenable("This is not a full phone number with its country code.")
    return e164


def _filled(template: str, e164: str, safe: str) -> str:
    if "{national}" in template:
        template = template.replace("{national}", quote(_national(e164), safe=safe))
    template = template.replace("{e164}", quote(e164, safe=safe))
    return template.replace("{digits}", e164[1:])


def _national(e164: str) -> str:
    """As one dials it inside the country, digits only."""
    import phonenumbers  # late: its tables are not needed by who dials with {e164}

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        raise NotOpenable("This is not a full phone number with its country code.") from None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(sign for sign in written if sign in "0123456789")


def _said(text: str, line_end: str) -> str:
    """`text` without control characters and half surrogates, its lines ended by `line_end`."""
    kept = "\n".join(text.replace("\t", " ").splitlines())
    clean = "".join(
        sign for sign in kept if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")
    )
    return clean.replace("\n", line_end)
