"""What Twilio and SignalWire call back with: signed forms. Hostile until the signature is right,
and bounded even then."""

import base64
import binascii
import hashlib
import hmac
import re
from urllib.parse import parse_qsl, urlsplit

from hub.gateways.answers import Key, clean_code
from hub.gateways.port import BadCallback, Callback, Inbound, Report
from hub.gateways.refusal_words import TWILIO, late

LARGEST = 64 * 1024
MOST_FIELDS = 200
LONGEST_TEXT = 10_000
_SIGNATURES = ("x-twilio-signature", "x-signalwire-signature")
_SID = re.compile(r"[A-Za-z0-9-]{2,64}", re.ASCII)

MISSED = ("no-answer", "busy", "failed", "canceled")

_FATES = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), "on_its_way"),
    **dict.fromkeys(("delivered", "read", "partially_delivered"), "delivered"),
    **dict.fromkeys(("failed", "undelivered", "canceled"), "failed"),
}

Form = dict[str, str]


async def signed_form(callback: Callback, account: str, signing: Key | None) -> Form:
    """The form, if the gateway signed it. Raises BadCallback, or GatewayTrouble when our own key
    cannot be read."""
    if signing is None:
        raise BadCallback("no key is set to check it with")
    if len(callback.body) > LARGEST or len(callback.url) > LARGEST:
        raise BadCallback("it is too large")
    try:
        pairs = parse_qsl(
            callback.body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise BadCallback("it is not a form") from None
    key = await signing()
    given = next((callback.headers[name] for name in _SIGNATURES if name in callback.headers), "")
    if not any(_matches(key, url, pairs, given) for url in _spellings(callback.url)):
        raise BadCallback("its signature is wrong")
    form = dict(pairs)
    if form.get("AccountSid", account) != account:
        raise BadCallback("it is about somebody else's account")
    return form


def _matches(key: str, url: str, pairs: list[tuple[str, str]], given: str) -> bool:
    told = url + "".join(name + value for name, value in sorted(set(pairs)))
    ours = hmac.new(key.encode(), told.encode(), hashlib.sha1).digest()
    try:
        theirs = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(ours, theirs)


def _spellings(url: str) -> tuple[str, ...]:
    """The address as it stands and with its scheme's own port written out or left out: which of
    them is signed depends on the kind of callback."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return (url,)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    head, rest = f"{parts.scheme}://", url.partition(parts.netloc)[2]
    if port is None:
        return (url, f"{head}{host}:{usual}{rest}")
    return (url, f"{head}{host}{rest}") if port == usual else (url,)


def read_text(title: str, form: Form) -> Report | Inbound | None:
    """A form to a text gateway's callback address."""
    if "CallSid" in form:
        return missed_call(form)
    sid = sid_of(form, "MessageSid", "SmsSid")
    status = (form.get("MessageStatus") or form.get("SmsStatus") or "").lower()
    if status in ("received", "receiving"):
        return _text_in(form, sid)
    if not status:
        raise BadCallback("it says neither what it is nor how it went")
    return fate(title, sid, status, clean_code(form.get("ErrorCode")))


def fate(title: str, sid: str, status: str, code: str, message: str = "") -> Report:
    """Twilio's word for where a text is, as ours."""
    state = _FATES.get(status)
    if state == "failed":
        told = late(TWILIO, title, code)
        return Report(
            state="failed",
            ref=sid,
            message=message,
            code=code,
            why=told.why,
            opted_out=told.opted_out,
        )
    if state == "delivered":
        return Report(state="delivered", ref=sid, message=message)
    return Report(state="on_its_way", ref=sid, message=message)


def _text_in(form: Form, sid: str) -> Inbound:
    return Inbound(
        kind="sms",
        from_=_short(form, "From"),
        to=_short(form, "To"),
        text=form.get("Body", "")[:LONGEST_TEXT],
        ref=sid,
    )


def missed_call(form: Form) -> Inbound | None:
    """A call to our number that nobody took; None for any other."""
    sid = sid_of(form, "CallSid")
    if form.get("Direction", "").lower() != "inbound":
        return None
    # Where the call is passed on to a phone, the passing on is what failed.
    if form.get("DialCallStatus", form.get("CallStatus", "")).lower() not in MISSED:
        return None
    return Inbound(kind="call", from_=_short(form, "From"), to=_short(form, "To"), ref=sid)


def sid_of(form: Form, *names: str) -> str:
    sid = next((form[name] for name in names if form.get(name)), "")
    if not _SID.fullmatch(sid):
        raise BadCallback("it does not say what it is about")
    return sid


def _short(form: Form, name: str) -> str:
    value = form.get(name, "").strip()
    if len(value) > 100:
        raise BadCallback("a number in it is too long")
    return value
