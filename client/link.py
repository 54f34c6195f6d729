"""The wire to the hub: connects, stays, notices when it is dead, and tries again. It owns the
socket and nothing else; what frames mean is the subscriber's, what they change is the desk's."""

import asyncio
import contextlib
import random
import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from app.domain.ids import Ms
from app.protocol import messages as m
from app.protocol.codec import BadFrame, decode_from_hub, encode
from app.protocol.subscriber import Abort, Effect, Sampled, Send, Subscriber
from client import address
from client.ending import Ending, Jitter, after_close, after_refusal, delay
from client.hooks import LinkState
from client.ports import Clock, SecretsUnavailable

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

STABLE_MS = 30_000
"""So long live, and the next drop counts as the first."""
OPEN_TIMEOUT_S = 10.0
SECRETS_AGAIN_MS = 15_000
GOODBYE_S = 1.0


class Link:
    """`run()` until cancelled. All callbacks come on the loop."""

    def __init__(
        self,
        url: str,
        *,
        subscriber: Subscriber,
        clock: Clock,
        token: Callable[[], Awaitable[str | None]],
        opening: Callable[[], m.Open],
        deliver: Callable[[list[Effect]], None],
        sampled: Callable[[Sampled], None],
        settled: Callable[[], Awaitable[None]],
        changed: Callable[[LinkState], None],
        now: Callable[[], Ms],
        insecure_lan: bool = False,
        jitter: Jitter = random.uniform,
    ) -> None:
        self._url = url
        self._subscriber = subscriber
        self._clock = clock
        self._token = token
        self._opening = opening
        self._deliver = deliver
        self._sampled = sampled
        self._settled = settled
        self._changed = changed
        self._now = now
        self._insecure_lan = insecure_lan
        self._jitter = jitter
        self.state = LinkState(state="off")
        self.wiped = False
        """The hub revoked this device: what it stored must go."""
        self.heard_at = 0
        """Monotonic ms of the last frame."""
        self._socket: ClientConnection | None = None
        self._out: asyncio.Queue[m.FromDesk] = asyncio.Queue()
        self._why = ""
        self._refused = ""
        self._drain: tuple[int, int] | None = None
        self._attempt = 0
        self._bugs = 0
        self._live_at: int | None = None
        self._nudge = asyncio.Event()

    @property
    def connected(self) -> bool:
        return self._socket is not None

    async def run(self) -> None:
        while True:
            await self._settled()
            self._nudge.clear()
            self._say("connecting", "Connecting to the hub")
            ending = await self._once()
            await self._wait_after(ending)

    def send(self, frame: m.FromDesk) -> None:
        """Queue a frame for this connection; without one it is dropped (the outbox sends again)."""
        if self._socket is not None:
            self._out.put_nowait(frame)

    def caught_up(self) -> None:
        """The desk has applied everything up to `live`."""
        if self._socket is not None and self.state.state != "live":
            self._live_at = self._clock.mono()
            self._say("live", "Live")

    def measured(self, rtt_ms: int) -> None:
        self.state = replace(self.state, rtt_ms=rtt_ms)

    def draining(self, window: tuple[int, int]) -> None:
        self._drain = window

    def tick(self) -> None:
        """Once a second while running."""
        if self._socket is not None:
            self._carry(self._subscriber.tick(self._clock.mono()))

    def woke(self) -> None:
        """The clock jumped: prove the link, or try at once if there is none."""
        if self._socket is not None:
            self._carry(self._subscriber.probe(self._clock.mono()))
        else:
            self.try_now()

    def refuse(self, why: str) -> None:
        """Drop the link until a person has done something about it."""
        self._refused = why
        self.abort(why)

    def try_now(self) -> None:
        """Network back, machine awake, or the user asked: one immediate try."""
        self._nudge.set()

    def abort(self, why: str) -> None:
        """Drop the socket without a close handshake: a dead peer would not answer one."""
        if self._socket is not None:
            self._why = why
            self._socket.transport.abort()

    # ---- one connection ----------------------------------------------------------------------

    async def _once(self) -> Ending:
        try:
            url = address.checked(self._url, insecure_lan=self._insecure_lan)
            token = await self._token()
        except address.BadAddress as wrong:
            return Ending(then="stop", text=str(wrong))
        except SecretsUnavailable as wrong:
            return Ending(then="after", text=str(wrong), wait=(SECRETS_AGAIN_MS, SECRETS_AGAIN_MS))
        if not token:
            return Ending(then="stop", text="This desk is not signed in. Pair it again.")
        socket = await self._dial(url, token)
        return socket if isinstance(socket, Ending) else await self._talk(socket)

    async def _dial(self, url: str, token: str) -> "ClientConnection | Ending":
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidHandshake, InvalidStatus, ProxyError

        class Straight(connect):
            """Follows no redirect: a portal's 302 is to be told, not to be given a token."""

            def process_redirect(self, exc: Exception) -> Exception | str:
                return exc

        try:
            return await Straight(
                address.desk_door(url),
                additional_headers={"Authorization": f"Bearer {token}"},
                subprotocols=[m.SUBPROTOCOL],  # type: ignore[list-item]  # a NewType of str
                compression=None,
                user_agent_header=self._opening().app,
                proxy=None if address.is_loopback(address.host(url)) else True,
                open_timeout=OPEN_TIMEOUT_S,
                max_size=m.MAX_FROM_HUB,
            )
        except InvalidStatus as no:
            answer = no.response
            return after_refusal(answer.status_code, answer.headers, bytes(answer.body or b""))
        except ssl.SSLCertVerificationError:
            return Ending(then="portal", text="The certificate is not the hub's")
        except ProxyError:
            return Ending(then="portal", text="The proxy does not let this desk through")
        except InvalidHandshake:
            return Ending(then="again", text="The hub broke off while answering")
        except (OSError, TimeoutError):
            return Ending(then="again", text="The hub cannot be reached")

    async def _talk(self, socket: "ClientConnection") -> Ending:
        from websockets.exceptions import ConnectionClosed

        self._socket, self._out, self._why, self._drain = socket, asyncio.Queue(), "", None
        self._refused = ""
        self._live_at = None
        self.heard_at = self._clock.mono()
        self._subscriber.connected(self.heard_at)
        self._say("catching_up", "Catching up")
        self.send(self._opening())
        writer = asyncio.create_task(self._write(socket), name="link-writer")
        try:
            await self._read(socket)
        except ConnectionClosed as closed:
            return self._ended(closed)
        except BadFrame:
            return Ending(then="again", text="The hub sent something unreadable")
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(socket.close(1000), GOODBYE_S)
            raise
        finally:
            self._socket = None
            writer.cancel()
            socket.transport.abort()
            await asyncio.gather(writer, return_exceptions=True)
        return Ending(then="again", text="The connection was lost")

    async def _read(self, socket: "ClientConnection") -> None:
        while True:
            message = await socket.recv()
            self.heard_at = self._clock.mono()
            if isinstance(message, bytes):
                raise BadFrame("bad_frame", "binary")
            self._carry(self._subscriber.receive(decode_from_hub(message), self.heard_at))

    async def _write(self, socket: "ClientConnection") -> None:
        while True:
            frame = await self._out.get()
            await socket.send(encode(frame))

    def _carry(self, effects: list[Effect]) -> None:
        news: list[Effect] = []
        for effect in effects:
            match effect:
                case Send():
                    self.send(effect.frame)
                case Abort():
                    self.abort(effect.why)
                case Sampled():
                    self._sampled(effect)
                case _:
                    news.append(effect)
        if news:
            self._deliver(news)

    # ---- between connections -----------------------------------------------------------------

    def _ended(self, closed: Any) -> Ending:
        if self._refused:
            return Ending(then="stop", text=self._refused)
        if self._why:
            return Ending(then="again", text=self._why)
        frame = closed.rcvd
        if frame is None:
            return Ending(then="again", text="The connection was lost")
        ending = after_close(frame.code, frame.reason, self._drain, self._bugs)
        if frame.code in (m.CLOSE_BAD_FRAME, m.CLOSE_TOO_BIG):
            self._bugs += 1
        return ending

    async def _wait_after(self, ending: Ending) -> None:
        if self._live_at is not None and self._clock.mono() - self._live_at >= STABLE_MS:
            self._attempt = self._bugs = 0
        self._live_at = None
        if ending.then in ("stop", "wiped"):
            self._say("refused", ending.text, wiped=ending.then == "wiped")
            await self._nudge.wait()
            return
        wait = delay(ending, self._attempt, self._jitter)
        self._attempt += 1
        state: Literal["portal", "waiting"] = "portal" if ending.then == "portal" else "waiting"
        self._say(state, ending.text, retry_at=self._now() + wait)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait / 1000):
                await self._nudge.wait()

    def _say(
        self,
        state: Literal["off", "connecting", "catching_up", "live", "waiting", "portal", "refused"],
        text: str,
        *,
        retry_at: Ms | None = None,
        wiped: bool = False,
    ) -> None:
        since = self.state.since if state == self.state.state else self._now()
        self.state = LinkState(
            state=state, text=text, since=since, rtt_ms=self.state.rtt_ms, retry_at=retry_at
        )
        self.wiped = wiped
        self._changed(self.state)
