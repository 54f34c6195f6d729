"""What `gateways.toml` says of each gateway, as values. No secret stands in it: only where each is
kept. Reading the file is `settings_file.py`, reading secrets `credentials.py`."""

from typing import Literal

from msgspec import Struct

from hub.gateways.port import GatewayTrouble

_NAMED_FROM = {"from_": "from"}


class SettingsError(GatewayTrouble):
    """What is wrong with the file, as `line 4, sms.token: ...`."""


class Secret(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a secret is kept; exactly one of the three. A relative `file` lies beside the
    settings."""

    env: str = ""
    file: str = ""
    keyring: str = ""


class TwilioSms(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="twilio",
    rename=_NAMED_FROM,
):
    """`from` is a number, or `messaging_service` names a service (MG...) that picks one."""

    account: str
    token: Secret
    from_: str = ""
    messaging_service: str = ""
    base_url: str = "https://api.twilio.com"


class SignalWireSms(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="signalwire",
    rename=_NAMED_FROM,
):
    """`account` is the project's id; `base_url` the space: https://example.signalwire.com. Its
    callbacks are signed with `signing_key`; without one they are refused."""

    account: str
    token: Secret
    from_: str
    base_url: str
    signing_key: Secret | None = None


class TelnyxSms(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="telnyx",
    rename=_NAMED_FROM,
):
    """`token` is the API key; `public_key` (base64, no secret) is what callbacks are checked
    with; without one they are refused."""

    token: Secret
    from_: str = ""
    messaging_profile: str = ""
    public_key: str = ""
    base_url: str = "https://api.telnyx.com"


class KannelSms(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="kannel",
    rename=_NAMED_FROM,
):
    """smsbox's sendsms: `base_url` is http://host:13013."""

    user: str
    password: Secret
    from_: str
    base_url: str


SmsSettings = TwilioSms | SignalWireSms | TelnyxSms | KannelSms


class TwilioCall(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="twilio",
    rename=_NAMED_FROM,
):
    account: str
    token: Secret
    from_: str
    """The company's number: what rep and lead see ringing."""
    base_url: str = "https://api.twilio.com"


class SignalWireCall(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="signalwire",
    rename=_NAMED_FROM,
):
    account: str
    token: Secret
    from_: str
    base_url: str
    signing_key: Secret | None = None


CallSettings = TwilioCall | SignalWireCall

Tls = Literal["starttls", "tls", "none"]
Auth = Literal["password", "xoauth2", "none"]
Provider = Literal["google", "microsoft"]


class Inbox(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where answers arrive, over IMAP. `user`, `auth` and `password` default to the sending
    account's."""

    host: str
    port: int = 993
    tls: Tls = "tls"
    user: str = ""
    auth: Auth | None = None
    password: Secret | None = None
    folder: str = "INBOX"
    ca_file: str = ""


class SmtpEmail(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="smtp",
    rename=_NAMED_FROM,
):
    """`refresh_token` is where the sign-in of `auth = "xoauth2"` is kept: a file or the keyring,
    as it changes. `oauth_url` stands in for the provider's own sign-in address."""

    host: str
    port: int = 587
    tls: Tls = "starttls"
    user: str = ""
    password: Secret | None = None
    auth: Auth = "password"
    provider: Provider | None = None
    client_id: str = ""
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    tenant: str = "common"
    oauth_url: str = ""
    from_: str
    from_name: str = ""
    reply_to: str = ""
    ca_file: str = ""
    inbox: Inbox | None = None


class GatewaySettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in the file. `public_url` is how the outside reaches the hub; empty: it cannot,
    so nothing is called in and no link is sent."""

    public_url: str = ""
    sms: SmsSettings | None = None
    email: SmtpEmail | None = None
    call: CallSettings | None = None
    folder: str = ""
    """Where the file lies; not written in it."""
