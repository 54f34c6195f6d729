"""Whose certificates a mail server's own is checked against."""

import ssl

from hub.gateways.port import GatewayTrouble

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Where a mail server may be spoken to in the clear: nobody else can listen."""


def checked_by(ca_file: str) -> ssl.SSLContext:
    """TLS 1.2 or later, certificate and host name checked against the system's authorities, or
    against `ca_file` alone where one is named. Raises GatewayTrouble."""
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError):
        raise GatewayTrouble(
            f"ca_file: {ca_file} cannot be read as certificates. It must be a PEM file."
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def must_be_safe(field: str, host: str, tls: str) -> None:
    """Raises GatewayTrouble for a connection in the clear that leaves this machine."""
    if tls == "none" and host not in LOOPBACK:
        raise GatewayTrouble(
            f'{field}: "none" would send the password in the clear. Use "starttls" or "tls".'
        )
