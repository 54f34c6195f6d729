"""What every gateway is asked and answers: the shapes between the sending queue and the outside.

A gateway never decides whether somebody may be written to, never tries again by itself and never
guesses: what it does not know for certain is `Unknown`. No text or address in any log.
"""

from typing import Literal, Protocol

from msgspec import Struct

from app.domain.ids import Ms

Kind = Literal["sms", "email", "call"]


class Letter(Struct, frozen=True, kw_only=True):
    """One message to carry. `id` is ours (UUIDv7) and the same however often it is asked about."""

    id: str
    to: str
    """E.164, or an email address."""
    text: str
    subject: str = ""
    to_name: str = ""
    from_name: str = ""
    """The rep's name, shown beside the company's own address."""
    message_id: str = ""
    """Our own Message-ID, without the angle brackets; emails only."""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    unsubscribe: str = ""
    """The https address of a one-click unsubscribe (RFC 8058); empty: not a cadence mail."""
    automatic: bool = False
    """Nobody pressed a key for it; a mail says so to other machines (Auto-Submitted, RFC 3834)."""
    report_to: str = ""
    """Where reports about this message are to be called back; it names the message. Empty where
    the hub cannot be reached from outside: then there are no reports."""


class Ring(Struct, frozen=True, kw_only=True):
    """One call to place: the rep's phone rings first, then the lead's."""

    id: str
    rep_phone: str
    to: str
    to_name: str = ""
    """Said to the rep before the lead's phone rings; empty: nothing is said."""
    report_to: str = ""


class Sent(Struct, frozen=True, kw_only=True):
    """The gateway has it, under its own name for it."""

    ref: str
    parts: int = 0


class Refused(Struct, frozen=True, kw_only=True):
    """The gateway certainly does not have it. `code` is the gateway's own; `why` a sentence for the
    rep. `opted_out`: this address must never be written to again. `again_s`: it was not taken for a
    reason that passes (busy, not reachable), try again after so many seconds; None: never."""

    code: str
    why: str
    opted_out: bool = False
    again_s: int | None = None


class Unknown(Struct, frozen=True, kw_only=True):
    """It may have it or not: the connection broke after the message had gone out."""

    why: str


Outcome = Sent | Refused | Unknown

CallState = Literal["ringing_rep", "ringing", "answered", "ended"]


class Report(Struct, frozen=True, kw_only=True):
    """What a gateway says of something it took, asked or unasked. `state`: `on_its_way` (has it, no
    more is known), `delivered`, `failed` (with `code`, `why`), `not_known` (it never heard of it),
    `no_answer` (it cannot be asked, or did not answer); for calls the `call` states. `message` is
    our id where it is known, `ref` the gateway's."""

    state: Literal["on_its_way", "delivered", "failed", "not_known", "no_answer", "call"]
    message: str = ""
    ref: str = ""
    code: str = ""
    why: str = ""
    opted_out: bool = False
    call: CallState | None = None
    seconds: int = 0
    """How long they talked, at the end of a call."""
    reached: bool = False
    """Whether the lead's phone was answered, at the end of a call."""


class Inbound(Struct, frozen=True, kw_only=True):
    """A text or mail somebody sent us, or a call nobody took."""

    kind: Kind
    from_: str
    to: str = ""
    text: str = ""
    subject: str = ""
    ref: str = ""
    """The gateway's name for it; a mail's Message-ID without brackets. The same one twice is the
    same message."""
    at: Ms | None = None
    from_name: str = ""
    in_reply_to: tuple[str, ...] = ()
    """Message-IDs it answers, nearest first: In-Reply-To, then References backwards."""
    about: Literal["reply", "away", "bounce", "complaint"] = "reply"
    """`away`: an automatic reply, no person wrote it. `bounce`: a mail server could not deliver."""
    failed_to: str = ""
    """The address a bounce is about."""
    final: bool = False
    """A bounce that will stay so: no such mailbox."""
    why: str = ""
    """A bounce's reason as a sentence."""


class Callback(Struct, frozen=True, kw_only=True):
    """A request from outside that says it comes from a gateway. `url` is the *public* address it
    was sent to, with its query, as the gateway wrote it: signatures cover that. Header names are in
    lower case."""

    url: str
    headers: dict[str, str]
    body: bytes = b""
    at: Ms


class BadCallback(Exception):
    """It is not from the gateway, or not to be understood. `str()` says why and quotes nothing of
    what came."""


class CallsBack(Protocol):
    """A gateway that reports by itself."""

    async def read_callback(self, callback: Callback) -> Report | Inbound | None:
        """What it says; None for what needs no act. Raises BadCallback, and nothing else; where the
        gateway's own secret cannot be read, GatewayTrouble."""
        ...


class TextGateway(Protocol):
    """SMS or email. Every method may be cancelled; `send` then counts as unknown."""

    title: str
    """Its name on screen: "Twilio", "Kannel", "smtp.example.com"."""
    kind: Kind
    keeps_track: bool
    """Whether `ask` can tell what became of a message it took."""

    async def send(self, letter: Letter) -> Outcome: ...

    async def ask(self, letter: Letter, ref: str, since: Ms) -> Report:
        """What became of a message given to it at `since` or a little later; `ref` is empty where
        the answer got lost."""
        ...

    async def check(self) -> str:
        """Try the credentials without sending anything; a sentence saying what works. Raises
        GatewayTrouble with a sentence saying what does not and how to mend it."""
        ...

    async def close(self) -> None: ...


class CallGateway(Protocol):
    title: str

    async def ring(self, ring: Ring) -> Outcome: ...

    async def ask(self, ring: Ring, ref: str, since: Ms) -> Report: ...

    async def check(self) -> str: ...

    async def close(self) -> None: ...


class GatewayTrouble(Exception):
    """A gateway is set up wrong or does not answer. `str()` is a sentence for the operator that
    names the field and what to do; it never holds a secret."""
