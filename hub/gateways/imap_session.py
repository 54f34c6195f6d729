"""One IMAP connection: opened, signed in, new mails found and fetched, waited for by IDLE (RFC
2177). Blocking, with time limits; it lives on the mailbox's own thread (`mailbox.py`)."""

import imaplib
import re
import select
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Literal

from imap_tools import BaseMailBox
from msgspec import Struct

from app.domain.ids import Ms, at, ms
from hub.gateways.mail_parts import LARGEST
from hub.gateways.port import GatewayTrouble

STEP_S = 30.0
_LONGEST_LINE = 8 * 1024 * 1024
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Inbox(Struct, frozen=True, kw_only=True):
    """Where answers arrive, and as whom they are read there."""

    host: str
    user: str
    port: int = 993
    tls: Literal["starttls", "tls", "none"] = "tls"
    folder: str = "INBOX"


class Position(Struct, frozen=True, kw_only=True):
    """How far a mailbox is read. UIDs rise for as long as `validity` stays (RFC 3501 §2.3.1.1);
    when it changes, everything since `day` (YYYY-MM-DD, UTC) is read again."""

    validity: int
    uid: int
    day: str


class Raw(Struct, frozen=True, kw_only=True):
    """A mail as it lies there, its first LARGEST bytes."""

    uid: int
    at: Ms
    bytes: bytes


class Session(BaseMailBox):
    """Raises OSError, imaplib's and imap_tools' errors when the connection or the server fails."""

    client: "_Line | _LineTls"

    def __init__(self, inbox: Inbox, trusted: ssl.SSLContext | None) -> None:
        self._inbox = inbox
        self._trusted = trusted
        super().__init__()

    def _get_mailbox_client(self) -> "_Line | _LineTls":
        where, port = self._inbox.host, self._inbox.port
        if self._inbox.tls == "tls":
            encrypted = _LineTls(where, port, ssl_context=self._trusted, timeout=STEP_S)
            keep_alive(encrypted.sock)
            return encrypted
        line = _Line(where, port, timeout=STEP_S)
        keep_alive(line.sock)
        if self._inbox.tls == "starttls":
            try:
                line.starttls(self._trusted)
            except BaseException:
                line.shutdown()
                raise
        return line

    def by_password(self, password: str) -> None:
        """Raises imaplib.IMAP4.error when the server does not want it."""
        if "AUTH=PLAIN" in self.client.capabilities:
            proof = f"\0{self._inbox.user}\0{password}".encode()
            self._prove("PLAIN", proof)
        else:
            self.client.login(self._inbox.user, password)

    def by_token(self, token: str) -> None:
        """XOAUTH2; the server's error challenge gets an empty answer, as it wants."""
        self._prove("XOAUTH2", f"user={self._inbox.user}\1auth=Bearer {token}\1\1".encode())

    def _prove(self, mechanism: str, proof: bytes) -> None:
        told: list[bytes] = [proof]
        self.client.authenticate(mechanism, lambda challenge: told.pop() if told else b"")

    def open(self) -> tuple[int, int]:
        """Opens the folder for reading; its UIDVALIDITY and UIDNEXT. Raises GatewayTrouble."""
        folder = self._inbox.folder.replace("\\", "\\\\").replace('"', '\\"')
        kind, _ = self.client.select(f'"{folder}"', readonly=True)
        if kind != "OK":
            raise GatewayTrouble(
                f"email.inbox.folder: {self._inbox.host} has no folder of this name."
            )
        return self._number("UIDVALIDITY"), self._number("UIDNEXT")

    def _number(self, name: str) -> int:
        _, said = self.client.response(name)
        return int(said[-1]) if said and said[-1] else 0

    def newer(self, uid: int) -> list[int]:
        """The UIDs above `uid`, rising."""
        return self._search(f"UID {uid + 1}:*", above=uid)

    def since(self, day: str) -> list[int]:
        """The UIDs of what arrived on `day` (UTC) or later; the day before too, for servers count
        in a zone of their own."""
        when = date.fromisoformat(day) if _DAY.fullmatch(day) else date(1970, 1, 1)
        before = date.fromordinal(max(1, when.toordinal() - 1))
        return self._search(
            f"SINCE {before.day}-{_MONTHS[before.month - 1]}-{before.year}", above=0
        )

    def _search(self, what: str, above: int) -> list[int]:
        kind, said = self.client.uid("SEARCH", what)
        if kind != "OK":
            raise imaplib.IMAP4.abort("the search was refused")
        found = (int(one) for line in said if line for one in line.split())
        # "5:*" names the last mail even when its number is below 5.
        return sorted(one for one in found if one > above)

    def mails(self, uids: list[int]) -> Iterator[Raw]:
        """Those mails one after the other, unmarked; those gone meanwhile are left out."""
        for uid in uids:
            kind, said = self.client.uid(
                "FETCH", str(uid), f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)"
            )
            if kind != "OK":
                raise imaplib.IMAP4.abort("the mail was refused")
            for one in said:
                if isinstance(one, tuple) and len(one) == 2:
                    head, body = one
                    yield Raw(uid=uid, at=_instant(head), bytes=body)

    def wait(self, seconds: float, wake: socket.socket) -> None:
        """Returns when the server says anything, when `wake` can be read, or after `seconds`."""
        if "IDLE" not in self.client.capabilities:
            select.select([wake], [], [], min(seconds, 30.0))
            self.client.noop()
            return
        self.idle.start()  # type: ignore[no-untyped-call]
        self.client.heard(seconds, wake)
        self.idle.stop()  # type: ignore[no-untyped-call]
        self.client.untagged_responses.clear()  # it would keep every EXISTS of a month

    def cut(self) -> None:
        """Ends whatever another thread waits for on this connection."""
        with suppress(OSError):
            # Not the encrypted socket's own: it would take the keys from under the other thread.
            socket.socket.shutdown(self.client.sock, socket.SHUT_RDWR)

    def leave(self) -> None:
        """Says goodbye where that still works, and closes."""
        with suppress(OSError, imaplib.IMAP4.error):
            self.client.logout()
        with suppress(OSError):
            self.client.shutdown()


class _Line(imaplib.IMAP4):
    """Reads the socket itself, so that what has come but is not yet asked for is known: the
    library's buffered file hides it from `select`, and a mail would be noticed minutes late."""

    _held = b""
    _held_from: socket.socket | None = None

    def readline(self) -> bytes:
        while b"\n" not in self._waiting():
            if len(self._held) > _LONGEST_LINE:
                raise self.abort("a line without an end")
            if not self._more():
                break
        line, mark, rest = self._held.partition(b"\n")
        self._held = rest
        return line + mark

    def read(self, size: int) -> bytes:
        if size > 2 * LARGEST:
            raise self.abort("more than was asked for")
        while len(self._waiting()) < size and self._more():
            pass
        got, self._held = self._held[:size], self._held[size:]
        return got

    def heard(self, seconds: float, wake: socket.socket) -> bool:
        """Whether anything has come from the server within `seconds`; `wake` ends the wait."""
        if self._waiting() or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        ready, _, _ = select.select([self.sock, wake], [], [], seconds)
        return self.sock in ready

    def _waiting(self) -> bytes:
        """What has come; what came before the connection was encrypted is forgotten."""
        if self._held_from is not self.sock:
            self._held, self._held_from = b"", self.sock
        return self._held

    def _more(self) -> bool:
        chunk = self.sock.recv(64 * 1024)
        self._held += chunk
        return bool(chunk)


class _LineTls(_Line, imaplib.IMAP4_SSL):
    """The same, encrypted from the start."""


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def keep_alive(sock: socket.socket) -> None:
    """The system notices within two minutes that the other side is gone without a word."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def day_of(instant: Ms) -> str:
    return at(instant).date().isoformat()


def _instant(head: bytes) -> Ms:
    """The INTERNALDATE in a FETCH answer; 0 when there is none."""
    found = re.search(rb'INTERNALDATE "([^"]{20,30})"', head)
    with suppress(ValueError):
        if found:
            said = found.group(1).decode("ascii", "replace").strip()
            return ms(datetime.strptime(said, "%d-%b-%Y %H:%M:%S %z"))
    return 0
