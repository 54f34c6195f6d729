"""From settings to gateways that can be used. Nothing outside is asked here, and no secret is read:
each gateway reads its own when it first needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.ids import Ms
from hub.gateways.credentials import Credentials, Key
from hub.gateways.kannel import Kannel
from hub.gateways.port import CallGateway, TextGateway
from hub.gateways.settings import (
    CallSettings,
    GatewaySettings,
    KannelSms,
    SignalWireCall,
    SignalWireSms,
    SmsSettings,
    TelnyxSms,
)
from hub.gateways.telnyx import Telnyx
from hub.gateways.twilio import TwilioText
from hub.gateways.twilio_account import Account
from hub.gateways.twilio_call import TwilioCall

if TYPE_CHECKING:
    from hub.gateways.build_email import WatchedInbox


@dataclass(frozen=True, kw_only=True)
class Gateways:
    """What the hub can send by; None: not set up."""

    public_url: str = ""
    sms: TextGateway | None = None
    email: TextGateway | None = None
    call: CallGateway | None = None
    inbox: "WatchedInbox | None" = None
    """The mailbox answers arrive in; whoever watches it opens and closes it."""

    async def close(self) -> None:
        for gateway in (self.sms, self.email, self.call):
            if gateway is not None:
                await gateway.close()


def build(
    settings: GatewaySettings, now: Callable[[], Ms], credentials: Credentials | None = None
) -> Gateways:
    """The gateways of `settings`. Raises GatewayTrouble for what cannot be right."""
    secrets = credentials or Credentials(Path(settings.folder))
    email: TextGateway | None = None
    inbox: WatchedInbox | None = None
    if settings.email is not None:
        from hub.gateways.build_email import mail  # late: no mail, no mail library

        email, inbox = mail(settings.email, secrets, now)
    return Gateways(
        public_url=settings.public_url,
        sms=_sms(settings.sms, secrets) if settings.sms else None,
        email=email,
        inbox=inbox,
        call=_call(settings.call, secrets) if settings.call else None,
    )


def _sms(sms: SmsSettings, secrets: Credentials) -> TextGateway:
    if isinstance(sms, KannelSms):
        password = Key(secrets, sms.password, "sms.password")
        return Kannel(sms.base_url, sms.user, password, sms.from_)
    token = Key(secrets, sms.token, "sms.token")
    if isinstance(sms, TelnyxSms):
        return Telnyx(sms.base_url, token, sms.from_, sms.messaging_profile, sms.public_key)
    if isinstance(sms, SignalWireSms):
        signing = Key(secrets, sms.signing_key, "sms.signing_key") if sms.signing_key else None
        return TwilioText(_space(sms.base_url, sms.account, token), sms.from_, signing)
    account = Account("Twilio", sms.base_url, sms.account, token)
    return TwilioText(account, sms.messaging_service or sms.from_, token)


def _call(call: CallSettings, secrets: Credentials) -> CallGateway:
    token = Key(secrets, call.token, "call.token")
    if isinstance(call, SignalWireCall):
        signing = Key(secrets, call.signing_key, "call.signing_key") if call.signing_key else None
        return TwilioCall(_space(call.base_url, call.account, token), call.from_, signing)
    return TwilioCall(Account("Twilio", call.base_url, call.account, token), call.from_, token)


def _space(base_url: str, account: str, token: Key) -> Account:
    return Account("SignalWire", base_url.rstrip("/") + "/api/laml", account, token)
