"""What a gateway's own codes mean, in a sentence for a rep, and what follows from them. Nothing a
gateway wrote itself is passed on: it may quote the message or the number.

Sources: twilio.com/docs/api/errors and developers.telnyx.com/docs/messaging/messages/error-codes,
read in November 2026.
"""

from msgspec import Struct

BUSY_S = 30


class Meaning(Struct, frozen=True):
    why: str
    opted_out: bool = False
    again_s: int | None = None


_STOPPED = Meaning("They have told us to stop texting them.", opted_out=True)
_NO_NUMBER = Meaning("This is not a phone number that exists.")
_LANDLINE = Meaning("This number is a landline: it cannot receive texts. Call instead.")
_UNREACHABLE = Meaning("Their phone is off or out of reach. Call or mail instead.")
_GONE = Meaning("This number is not in service any more.")
_FILTERED = Meaning("The phone network held it back as unwanted. Word it differently, or call.")
_SENDER = Meaning("Our own number cannot send this. Tell whoever set up the gateway.")
_REGION = Meaning("Our gateway may not send to this country. Tell whoever set it up.")
_ACCOUNT = Meaning("The gateway does not accept our account. Tell whoever set it up.")
_MONEY = Meaning("Our account at the gateway has run out of credit. Tell whoever set it up.")
_BUSY = Meaning("The gateway is busy.", again_s=BUSY_S)
_LONG = Meaning("The text is too long for the gateway. Shorten it.")
_EMPTY = Meaning("There was no text in it.")
_NETWORK = Meaning("The phone network could not deliver it.")
_UNREGISTERED = Meaning("Our number is not registered for texts there. Tell whoever set it up.")

TWILIO: dict[str, Meaning] = {
    "13214": _SENDER,
    "13223": _NO_NUMBER,
    "13224": _NO_NUMBER,
    "13225": Meaning("The gateway does not call this number."),
    "13227": Meaning("Our gateway may not call this country. Tell whoever set it up."),
    "14107": _BUSY,
    "20003": _ACCOUNT,
    "20005": _ACCOUNT,
    "20404": Meaning("The gateway does not know our account. Tell whoever set it up."),
    "20429": _BUSY,
    "21203": _NO_NUMBER,
    "21205": Meaning("The gateway cannot call this hub back. Tell whoever set it up."),
    "21210": _SENDER,
    "21211": _NO_NUMBER,
    "21212": _SENDER,
    "21214": _NO_NUMBER,
    "21215": Meaning("Our gateway may not call this country. Tell whoever set it up."),
    "21216": Meaning("The gateway does not call this number."),
    "21217": _NO_NUMBER,
    "21219": Meaning("Our trial account may only call numbers checked before."),
    "21401": _NO_NUMBER,
    "21408": _REGION,
    "21602": _EMPTY,
    "21603": _SENDER,
    "21604": _NO_NUMBER,
    "21605": _LONG,
    "21606": _SENDER,
    "21608": Meaning("Our trial account may only text numbers checked before."),
    "21609": Meaning("The gateway cannot call this hub back. Tell whoever set it up."),
    "21610": _STOPPED,
    "21611": Meaning("Too many of our texts are waiting at the gateway.", again_s=60),
    "21612": Meaning("Our number cannot reach this one by text. Call instead."),
    "21614": Meaning("This is not a mobile number: it cannot receive texts. Call instead."),
    "21617": _LONG,
    "21619": _EMPTY,
    "21635": _LANDLINE,
    "21659": _SENDER,
    "21660": _SENDER,
    "21703": Meaning("Our messaging service has no number to send from. Tell whoever set it up."),
    "30001": Meaning("Too many of our texts were waiting at the gateway; it dropped this one."),
    "30002": _ACCOUNT,
    "30003": _UNREACHABLE,
    "30004": Meaning("The text was blocked: they, or their network, do not take ours."),
    "30005": _GONE,
    "30006": _LANDLINE,
    "30007": _FILTERED,
    "30008": _NETWORK,
    "30010": Meaning("The text cost more than our account allows. Tell whoever set it up."),
    "30022": _BUSY,
    "30032": _UNREGISTERED,
    "30034": _UNREGISTERED,
    "30410": _NETWORK,
    "30453": _FILTERED,
    "63018": _BUSY,
}

TELNYX: dict[str, Meaning] = {
    "10001": _GONE,
    "10002": _NO_NUMBER,
    "10009": _ACCOUNT,
    "10010": _ACCOUNT,
    "10011": _BUSY,
    "10016": _NO_NUMBER,
    "40001": _LANDLINE,
    "40002": _FILTERED,
    "40003": _FILTERED,
    "40004": _NETWORK,
    "40005": _UNREACHABLE,
    "40006": _UNREACHABLE,
    "40008": _NETWORK,
    "40009": Meaning("The phone network does not take these words. Word it differently."),
    "40010": _UNREGISTERED,
    "40011": _BUSY,
    "40012": _NO_NUMBER,
    "40013": _SENDER,
    "40014": Meaning("It waited too long at the gateway and was dropped."),
    "40015": _FILTERED,
    "40300": _STOPPED,
}
"""Codes that stand here were read in the documentation; any other is named as it is."""

KANNEL_DENIED = Meaning("Our own gateway's lists deny this number. Tell whoever set it up.")

BY_STATUS: dict[int, Meaning] = {
    401: _ACCOUNT,
    402: _MONEY,
    403: _ACCOUNT,
    404: Meaning("The gateway does not know our account. Tell whoever set it up."),
    413: _LONG,
    429: _BUSY,
    503: _BUSY,
}


def meaning(codes: dict[str, Meaning], title: str, code: str, status: int = 0) -> Meaning:
    """What `code` means; if unknown, what the HTTP status does; if that is unknown too, that it was
    refused, and by whom."""
    told = codes.get(code) or BY_STATUS.get(status)
    return told or Meaning(f"{title} refused it{f' (code {code})' if code else ''}.")


def late(codes: dict[str, Meaning], title: str, code: str) -> Meaning:
    """What `code` means in a report, after the gateway had taken the message."""
    if not code:
        return Meaning("It could not be delivered; the gateway does not say why.")
    return codes.get(code) or Meaning(f"It could not be delivered ({title} code {code}).")
