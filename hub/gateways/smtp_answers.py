"""What a mail server's refusals mean, as a code to keep and a sentence to show.

The server's own words are not passed on: they may quote an address. Codes: RFC 5321 §4.2, 3463."""

import re
import ssl

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from hub.gateways.port import GatewayTrouble, Refused

BUSY_S = 60
LATER_S = 300
"""Greylisting servers commonly want five minutes."""

_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_NO_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_NO_PASSWORDS = (
    "The mail provider no longer takes passwords for sending (5.7.30). Your administrator has to "
    'set auth = "xoauth2" and sign in once.'
)
_ITS_REASONS = {
    "5.2.2": "Their mailbox is full.",
    "5.2.3": "The mail is too large for their mailbox.",
    "5.3.4": "The mail is too large for the mail server.",
    "5.4.1": "Their mail server knows no such mailbox, or takes no mail from outside.",
    "5.7.26": "Their mail server could not tell that the mail is really from us.",
}


def not_taken(wrong: SMTPResponseException) -> Refused:
    """A refusal the server put into words; temporary ones (4xx) say when to try again."""
    detail = enhanced(wrong.message)
    code = f"{wrong.code} {detail}".strip()
    if not 500 <= wrong.code < 600:
        after = BUSY_S if wrong.code == 421 else LATER_S
        return Refused(code=code, why="The mail server wants us to try later.", again_s=after)
    if detail == "5.7.30":
        return Refused(code=code, why=_NO_PASSWORDS)
    if isinstance(wrong, SMTPAuthenticationError):
        return Refused(
            code=code, why="The mail server refused our sign-in. Your administrator has to mend it."
        )
    if isinstance(wrong, SMTPSenderRefused):
        return Refused(
            code=code, why="The mail server does not let us send from the company's address."
        )
    if isinstance(wrong, SMTPRecipientRefused) and (not detail or detail in _NO_MAILBOX):
        return Refused(code=code, why="There is no such mailbox. Ask them for another address.")
    return Refused(code=code, why=_ITS_REASONS.get(detail, "The mail server refused the mail."))


def no_connection(wrong: BaseException, host: str) -> Refused:
    """Nothing was handed over, as there was no connection or it broke."""
    if isinstance(ssl_cause(wrong), ssl.SSLCertVerificationError):
        return Refused(
            code="certificate",
            why=f"{host} showed a certificate that cannot be trusted. Nothing was sent.",
        )
    return Refused(code="connection", why=f"{host} could not be reached.", again_s=BUSY_S)


def trouble(wrong: BaseException, host: str, port: int) -> GatewayTrouble:
    """The same for the operator who tries the settings."""
    if isinstance(wrong, SMTPAuthenticationError):
        if enhanced(wrong.message) == "5.7.30":
            return GatewayTrouble(_NO_PASSWORDS)
        return GatewayTrouble(
            f"email.user, email.password: {host} refused them ({wrong.code}). "
            "Some providers want an app password here."
        )
    if isinstance(wrong, SMTPResponseException):
        return GatewayTrouble(f"email.host: {host} answered {wrong.code} and went no further.")
    if isinstance(ssl_cause(wrong), ssl.SSLCertVerificationError):
        return GatewayTrouble(
            f"email.ca_file: the certificate of {host} cannot be trusted. Check the host's name; "
            "for a company's own authority name its PEM file."
        )
    if isinstance(ssl_cause(wrong), ssl.SSLError):
        return GatewayTrouble(
            f'email.tls: no TLS on port {port}. Port 465 is "tls", 587 "starttls".'
        )
    return GatewayTrouble(f"email.host, email.port: {host}:{port} cannot be reached.")


def enhanced(words: str) -> str:
    """The enhanced status code a server's words begin with; empty: none."""
    found = _ENHANCED.match(words)
    return found.group(1) if found else ""


def ssl_cause(wrong: BaseException) -> BaseException:
    """What lies behind a library's own error."""
    return wrong.__cause__ if isinstance(wrong.__cause__, ssl.SSLError) else wrong
