"""A message of a lead as a letter for a gateway: threading, the way out, where reports go."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import Connection

from app.domain.lead import Lead
from app.domain.message import Message
from hub import keys
from hub.gateways.port import Letter

Unsubscribe = Callable[[Connection, Lead, Message], str]
"""Makes the one-click address of one mail (RFC 8058); "" where there can be none."""
REFERENCES = 20
"""Mails of a thread that a reply names."""


def no_way_out(conn: Connection, lead: Lead, message: Message) -> str:
    """Where the hub cannot be reached from outside, so no link of ours works."""
    return ""


@dataclass(frozen=True)
class Letters:
    """`public_url` is how the outside reaches the hub, `near_url` how a gateway for texts on the
    same machine does; `mail_domain` what follows the @ of our own address."""

    public_url: str = ""
    near_url: str = ""
    mail_domain: str = "localhost"
    unsubscribe: Unsubscribe = no_way_out

    def letter(self, conn: Connection, lead: Lead, message: Message) -> Letter:
        """Inside the write that begins the sending: it may mint a link."""
        made = Letter(
            id=message.id,
            to=message.to,
            text=message.text,
            subject=message.subject,
            to_name=lead.person.name,
            from_name=message.rep_name,
            automatic=message.automatic,
            report_to=self.report_to(conn, message.channel, message.id),
        )
        return self._mail(conn, lead, message, made) if message.channel == "email" else made

    def report_to(self, conn: Connection, channel: str, message: str) -> str:
        """Where the gateway tells what became of it; "" where nobody can reach us."""
        url = self.reached_by(channel)
        if not url:
            return ""
        signed = token(keys.key(conn, "callback_key"), channel, message)
        return f"{url}/v1/gw/{channel}/{message}/{signed}"

    def reached_by(self, channel: str) -> str:
        """The address at which that channel's gateway calls us back; "" where it cannot."""
        return self.public_url or (self.near_url if channel == "sms" else "")

    def message_id(self, message: str) -> str:
        """Our own Message-ID, without brackets: answers and bounces name it."""
        return f"{message}@{self.mail_domain}"

    def _mail(self, conn: Connection, lead: Lead, message: Message, made: Letter) -> Letter:
        before = [m for m in lead.messages if m.channel == "email" and m.id != message.id]
        thread = [named for m in before if (named := self._named(m))]
        theirs = [m for m in before if m.direction == "inbound" and not m.away]
        out = "" if theirs else self.unsubscribe(conn, lead, message)
        return replace(
            made,
            message_id=self.message_id(message.id),
            in_reply_to=theirs[-1].ref if theirs else "",
            references=tuple(thread[-REFERENCES:]) if theirs else (),
            unsubscribe=out,
        )

    def _named(self, message: Message) -> str:
        if message.direction == "inbound":
            return message.ref
        return self.message_id(message.id) if message.state in ("sent", "delivered") else ""


def token(key: bytes, channel: str, about: str) -> str:
    """What proves that an address we gave out comes back: 132 bits over channel and subject."""
    proof = hmac.new(key, f"{channel}/{about}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(proof)[:22].decode()
