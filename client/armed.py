"""Can this desk ring? Four checks every few seconds, proven and never assumed: link, notification,
sound, clock. The answer goes to the screen and to the hub, on every change and every 15 s."""

from collections.abc import Callable
from typing import Literal

from app.domain.ids import Ms
from app.protocol.messages import Check, Status
from client.countdown import clock as clock_face
from client.hooks import Armed
from client.ports import Ability, Notifier, Sound

EVERY_MS = 5_000
TELL_EVERY_MS = 15_000
RECENT_MS = 20_000
"""A link that said nothing for longer than a heartbeat and a bit proves nothing."""
PROBED_MS = 15_000
"""Three rounds without an answer: what the notification service said before proves nothing."""
ORDER = ("link", "notification", "sound", "clock")
NOT_YET = "Not checked yet"
Mode = Literal["on", "dnd", "away", "off"]


class Presence:
    """The rep's own word, and until when. It survives restarts; only the rep changes it."""

    def __init__(self, mode: Mode = "on", until: Ms | None = None) -> None:
        self.mode = mode
        self.until = until

    def over(self, now: Ms) -> bool:
        """True once, when the time the rep named has come and the mode is "on" again."""
        if self.until is None or self.until > now:
            return False
        self.mode, self.until = "on", None
        return True

    def words(self) -> str:
        if self.mode == "on":
            return ""
        return f"until {clock_face(self.until)}" if self.until else ""


class Watch:
    """Runs the checks. `link()` gives (live, monotonic ms of the last frame, words)."""

    def __init__(
        self,
        *,
        notifier: Notifier,
        sound: Sound,
        link: Callable[[], tuple[bool, int, str]],
        clock_known: Callable[[], bool],
        mono: Callable[[], int],
        now: Callable[[], Ms],
        presence: Presence,
    ) -> None:
        self._notifier = notifier
        self._sound = sound
        self._link = link
        self._clock_known = clock_known
        self._mono = mono
        self._now = now
        self._presence = presence
        self.silent = False
        """The rep chose to ring without sound: its check no longer counts."""
        self._ability: Ability | None = None
        self._probed = mono()
        self._told: Status | None = None
        self._told_at = 0
        self.state = Armed(
            armed=False,
            mode=presence.mode,
            why="Checking whether this desk can ring",
            since=now(),
            proven=0,
            checks={name: Check(ok=False, text=NOT_YET, since=now()) for name in ORDER},
        )

    @property
    def ability(self) -> Ability | None:
        return self._ability

    async def probe(self) -> Ability:
        """Ask the notification service; everything else is looked at, not asked."""
        self._ability, self._probed = await self._notifier.probe(), self._mono()
        return self._ability

    def look(self) -> bool:
        """Check all four now; True when the answer differs from the last one."""
        now, before = self._now(), self.state
        found = dict(zip(ORDER, self._checks(), strict=True))
        checks = {
            name: Check(
                ok=ok,
                text=text,
                since=before.checks[name].since if before.checks[name].ok == ok else now,
            )
            for name, (ok, text) in found.items()
        }
        broken = next((c.text for c in checks.values() if not c.ok), "")
        armed = not broken
        same = before.armed == armed and before.mode == self._presence.mode
        self.state = Armed(
            armed=armed,
            mode=self._presence.mode,
            why=broken or self._presence.words(),
            since=before.since if same else now,
            proven=now if armed else before.proven,
            checks=checks,
        )
        return (
            not same
            or before.why != self.state.why
            or {n: c.text for n, c in before.checks.items()}
            != {n: c.text for n, c in checks.items()}
        )

    def report(self, on_call: str) -> Status | None:
        """The frame for the hub, when it is news or due as proof. None before every check was made
        once: a desk that is starting is not deaf."""
        if self._sound.device() is None:
            return None
        state = self.state
        status = Status(
            armed=state.armed,
            mode=state.mode,
            why=state.why,
            on_call=on_call,
            checks=state.checks,
        )
        if status == self._told and self._mono() - self._told_at < TELL_EVERY_MS:
            return None
        self._told, self._told_at = status, self._mono()
        return status

    def connected(self) -> None:
        """A new connection has been told nothing yet."""
        self._told = None

    def _checks(self) -> tuple[tuple[bool, str], ...]:
        live, heard, words = self._link()
        recent = live and self._mono() - heard <= RECENT_MS
        fresh = self._mono() - self._probed <= PROBED_MS
        ability, device = self._ability if fresh else None, self._sound.device()
        return (
            (recent, "The hub answers" if recent else words or "The hub has gone quiet"),
            (bool(ability and ability.works), self._notification_words(ability)),
            (bool(device) or self.silent, self._sound_words(device)),
            (self._clock_known(), "In step" if self._clock_known() else "Hub time not known yet"),
        )

    def _sound_words(self, device: str | None) -> str:
        if self.silent:
            return "Rings without sound, as you chose"
        return NOT_YET if device is None else device or "No sound output"

    def _notification_words(self, ability: Ability | None) -> str:
        if ability is None:
            late = "does not answer" if self._ability else "has not answered yet"
            return f"The notification service {late}"
        return ability.text + (", muted by the system" if ability.muted else "")
