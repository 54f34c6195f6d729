"""The company's mailbox, watched by IMAP IDLE on a daemon thread: every mail is handed over once,
in order, and only what was taken is passed. A lost connection is opened anew.

The connection itself is `imap_session.py`, reading a mail `mail_reading.py`."""

import asyncio
import imaplib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from imap_tools.errors import ImapToolsError

from app.domain.ids import Ms
from hub.gateways.certificates import checked_by, must_be_safe
from hub.gateways.imap_session import Inbox, Position, Session, day_of
from hub.gateways.mail_reading import read_mail
from hub.gateways.oauth import SignedIn
from hub.gateways.port import GatewayTrouble, Inbound
from hub.gateways.smtp_session import Password
from hub.log import logger

RENEW_S = 9 * 60.0
"""Servers drop an IDLE after half an hour (RFC 2177), routers a silent connection after ten."""
RETRY_S = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
_TAKING_S = 60.0
_FAREWELL_S = 1.5
_BROKEN = (OSError, imaplib.IMAP4.error, ImapToolsError, EOFError)
T = TypeVar("T")


class Mailbox:
    """`heard` is awaited on the loop for every mail, then `keep` with the position after it. When
    `heard` raises, the same mail comes again later. `position` is what `keep` was last given; None
    begins with what arrives from now on. `ours`: the company's own addresses, whose mails are none.
    """

    def __init__(
        self,
        inbox: Inbox,
        secret: Password | SignedIn,
        *,
        heard: Callable[[Inbound], Awaitable[None]],
        keep: Callable[[Position], Awaitable[None]],
        position: Position | None,
        ours: frozenset[str],
        now: Callable[[], Ms],
        ca_file: str = "",
        retry_s: tuple[float, ...] = RETRY_S,
        renew_s: float = RENEW_S,
    ) -> None:
        must_be_safe("email.inbox.tls", inbox.host, inbox.tls)
        self.title = inbox.host
        self.trouble = "It has not been opened yet."
        """Why nothing can be heard just now, as a sentence; empty: all is well."""
        self._inbox = inbox
        self._secret = secret
        self._heard = heard
        self._keep = keep
        self._position = position
        self._ours = frozenset(one.lower() for one in ours)
        self._now = now
        self._trusted = None if inbox.tls == "none" else checked_by(ca_file)
        self._retry_s = retry_s
        self._renew_s = renew_s
        self._session: Session | None = None
        self._failures = 0
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake, self._waker = socket.socketpair()

    def start(self) -> None:
        """Begins to watch; call it on the loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="mailbox", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Ends watching, politely for a moment, then by cutting the line."""
        self._ending.set()
        self._waker.send(b".")
        self._waker.close()
        if self._thread is None:
            self._wake.close()
            return
        await asyncio.to_thread(self._thread.join, _FAREWELL_S)
        if self._thread.is_alive() and self._session is not None:
            self._session.cut()
            await asyncio.to_thread(self._thread.join, _FAREWELL_S)

    async def check(self) -> str:
        """Signs in and opens the folder. Raises GatewayTrouble saying what to mend."""
        self._loop = asyncio.get_running_loop()
        return await asyncio.to_thread(self._try)

    def _try(self) -> str:
        try:
            session = self._open()
            try:
                session.open()
            finally:
                session.leave()
        except _BROKEN as wrong:
            raise GatewayTrouble(self._sentence(wrong)) from None
        return f"{self.title} answers, {self._inbox.folder} can be read."

    def _run(self) -> None:
        try:
            self._watch_for_good()
        finally:
            self._wake.close()

    def _watch_for_good(self) -> None:
        while not self._ending.is_set():
            try:
                self._watch()
            except GatewayTrouble as wrong:
                self.trouble = str(wrong)
            except _BROKEN as wrong:
                self.trouble = self._sentence(wrong)
            except Exception as wrong:  # `heard` or `keep` failed, or a bug: never the end of it
                self.trouble = "A mail could not be taken in; it is tried again."
                logger.error("mailbox.not_taken", error=type(wrong).__qualname__)
            if not self._ending.is_set():
                self._failures += 1
                logger.warning("mailbox.lost", n=self._failures)
                self._ending.wait(self._retry_s[min(self._failures, len(self._retry_s)) - 1])

    def _watch(self) -> None:
        """One connection, until it breaks or the end comes."""
        session = self._session = self._open()
        try:
            validity, following = session.open()
            self._begin(session, validity, following)
            self.trouble = ""
            while not self._ending.is_set():
                self._take(session, validity, session.newer(self._read_up_to()))
                self._failures = 0
                session.wait(self._renew_s, self._wake)
        finally:
            session.leave()
            self._session = None

    def _begin(self, session: Session, validity: int, following: int) -> None:
        """Where to read on: where we were, or from now on; after a rebuilt mailbox, whose numbers
        mean nothing any more, from the last day read."""
        known = self._position
        if known is None:
            last = following - 1 if following else max(session.newer(0), default=0)
            self._moved(Position(validity=validity, uid=last, day=day_of(self._now())))
        elif known.validity != validity:
            self._take(session, validity, session.since(known.day))

    def _take(self, session: Session, validity: int, uids: list[int]) -> None:
        """Hands over each mail and moves on behind it."""
        for raw in session.mails(uids):
            mail = read_mail(raw.bytes, raw.at or self._now(), self._ours)
            if mail is not None:
                self._on_loop(self._heard(mail))
            day = day_of(raw.at or self._now())
            self._moved(Position(validity=validity, uid=raw.uid, day=day))
            if self._ending.is_set():
                return

    def _read_up_to(self) -> int:
        return self._position.uid if self._position else 0

    def _moved(self, position: Position) -> None:
        self._on_loop(self._keep(position))
        self._position = position

    def _open(self) -> Session:
        """A session that is signed in; a token the server calls stale is fetched anew, once."""
        proof = self._on_loop(self._proof())
        try:
            return self._signed_in(proof)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            if not isinstance(self._secret, SignedIn):
                raise
            return self._signed_in(self._on_loop(self._secret.token(stale=proof)))

    async def _proof(self) -> str:
        secret = self._secret
        return await (secret.token() if isinstance(secret, SignedIn) else secret())

    def _signed_in(self, proof: str) -> Session:
        session = Session(self._inbox, self._trusted)
        try:
            if isinstance(self._secret, SignedIn):
                session.by_token(proof)
            else:
                session.by_password(proof)
        except BaseException:
            session.leave()
            raise
        return session

    def _on_loop(self, act: Awaitable[T]) -> T:
        """What `act` gives, run on the hub's loop; TimeoutError when that takes too long."""
        if self._loop is None:
            raise RuntimeError("start() first")
        future = asyncio.run_coroutine_threadsafe(_coroutine(act), self._loop)
        try:
            return future.result(_TAKING_S)
        except TimeoutError:
            future.cancel()
            raise

    def _sentence(self, wrong: BaseException) -> str:
        host, port = self._inbox.host, self._inbox.port
        if isinstance(wrong, ssl.SSLCertVerificationError):
            return f"email.inbox.ca_file: the certificate of {host} cannot be trusted."
        if isinstance(wrong, ssl.SSLError):
            return f'email.inbox.tls: no TLS on port {port}. Port 993 is "tls", 143 "starttls".'
        if isinstance(wrong, imaplib.IMAP4.abort):
            return f"{host} ended the connection."
        if isinstance(wrong, imaplib.IMAP4.error):
            return f"email.inbox.user, email.inbox.password: {host} refused them."
        return f"email.inbox.host: {host}:{port} cannot be reached."


async def _coroutine(act: Awaitable[T]) -> T:
    return await act
