"""What rings now on this desk: notification, sound and card, in bursts, repeated, aged in place,
withdrawn. Whether something rings at all is `reasons.py`; the rep's own word is asked first.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from client import notice_words
from client.countdown import urgency
from client.hooks import Hooks, Ring
from client.notices import Notices
from client.ports import Clock, Notice, Notifier, Sound
from client.reasons import Reasons
from client.ring_rules import Cause

BURST_MS = 10_000
AGE_MS = 5_000
"""How often a standing notification is told its new age."""
SINGLES = 5
"""At most so many rings of their own on catching up; the rest share one."""
URGENT_SINGLES = 5
"""Strike-now leads ring singly up to here; more at once would bury each other."""
BURST = "burst"
POOL = frozenset({"new", "again", "nudged", "unclaimed"})


class _Alarm(Struct):
    ring: Ring
    began: int
    """Monotonic ms."""
    repeats: list[int]
    """Monotonic ms at which it sounds again."""
    eid: str = ""


class Alerts(Reasons):
    def __init__(
        self,
        *,
        hooks: Hooks,
        notifier: Notifier,
        sound: Sound,
        clock: Clock,
        now: Callable[[], Ms],
        leads: Callable[[], Mapping[str, Lead]],
        seen: Callable[[str, str], None],
        soon: Callable[[Callable[[], None]], object],
        on_error: Callable[[BaseException], None],
    ) -> None:
        """`seen(lead, eid)`: the notification service confirmed it. `soon`: after this turn."""
        super().__init__(now, leads)
        self._hooks = hooks
        self._sound = sound
        self._clock = clock
        self._seen = seen
        self._soon = soon
        self.notices = Notices(notifier, self._shown, on_error)
        self.team = ""
        self.privacy = False
        self.quiet: frozenset[str] = frozenset()
        """Lanes that ring without sound here."""
        self.renews = True
        """False where a notification replaced in place would pop up again."""
        self._alarms: dict[str, _Alarm] = {}
        self._burst: set[str] = set()
        self._burst_sounded = -BURST_MS
        self._arrived: deque[tuple[int, str]] = deque()
        self._renewed = 0
        self._sounded = -BURST_MS

    def forget(self) -> None:
        """All leads changed at once: timers start anew, alarms without a reason end."""
        self.remind_all()
        for lead_id in tuple(self._alarms):
            self.check(lead_id, "")

    # ---- ringing -----------------------------------------------------------------------------

    def ring(self, causes: list[Cause], *, caught_up: bool = False) -> None:
        """Ring for `causes`, already written as told."""
        leads = self._leads()
        now = self._now()
        rules = self.rules
        if rules is None:
            return
        known = [c for c in causes if rules.stands(c.why, leads.get(c.lead), now)]
        if not caught_up or len(known) <= SINGLES:
            for cause in known:
                self._ring_one(cause, leads[cause.lead], quietly=caught_up)
            return
        known.sort(key=lambda cause: urgency(leads[cause.lead], now))
        for cause in known[:SINGLES]:
            self._ring_one(cause, leads[cause.lead], quietly=True, alone=True)
        for cause in known[SINGLES:]:
            self._alarms[cause.lead] = self._alarm(cause, leads[cause.lead])
            self._burst.add(cause.lead)
        self._ring_burst(sounding=not self._sounded_lately())

    def practice(self) -> None:
        ring = Ring(
            id=f"practice:{new_id(self._now())}",
            leads=(),
            urgent=True,
            why="practice",
            sound="strike_now",
            at=self._now(),
        )
        self.notices.want(notice_words.practice(ring))
        self._sound.play(ring.sound)
        self._soon(lambda: self._hooks.ring(ring))

    def check(self, lead_id: str, why: str) -> None:
        """After a change of this lead: end its alarm when no reason is left. `why` in words."""
        alarm = self._alarms.get(lead_id)
        lead = self._leads().get(lead_id)
        if alarm is None or self.rules is None:
            return
        if not self.rules.stands(alarm.ring.why, lead, self._now()):
            self.over(lead_id, why)

    def over(self, lead_id: str, why: str, *, always: bool = False) -> None:
        """Withdraw every alarm about this lead and say why (`always`: even without an alarm)."""
        if self._alarms.pop(lead_id, None) is None:
            if always:
                self._hooks.ring_over(lead_id, why)
            return
        self.notices.drop(lead_id)
        if lead_id in self._burst:
            self._burst.discard(lead_id)
            if not self._burst:
                self.notices.drop(BURST)
        self._hooks.ring_over(lead_id, why)

    def hush(self, lead_id: str) -> None:
        """A human acted here: no more sound, everything else stays."""
        for key in self._burst if lead_id in self._burst else {lead_id}:
            if key in self._alarms:
                self._alarms[key].repeats.clear()

    def silence(self) -> None:
        """The rep is not here to be rung: end all alarms; the leads stay for others."""
        for lead_id in tuple(self._alarms):
            self.over(lead_id, "")

    def hottest(self) -> str:
        """The hottest lead of the burst, for a click on its notification."""
        leads, now = self._leads(), self._now()
        known = [leads[i] for i in self._burst if i in leads]
        return min(known, key=lambda lead: urgency(lead, now)).id if known else ""

    def tick(self) -> None:
        """Once a second: sounds that repeat, ages in place, alarms whose reason went by itself."""
        mono = self._clock.mono()
        for lead_id, alarm in tuple(self._alarms.items()):
            self.check(lead_id, "")
            if alarm.repeats and alarm.repeats[0] <= mono:
                alarm.repeats = [at for at in alarm.repeats if at > mono]
                self._sound.play(alarm.ring.sound)
        if self.renews and mono - self._renewed >= AGE_MS:
            self._renewed = mono
            self._renew()

    # ---- inside ------------------------------------------------------------------------------

    def _ring_one(
        self, cause: Cause, lead: Lead, *, quietly: bool = False, alone: bool = False
    ) -> None:
        mono = self._clock.mono()
        alarm = self._alarms[lead.id] = self._alarm(cause, lead)
        if cause.why in POOL and not alone:
            self._arrived.append((mono, lead.id))
            while self._arrived and mono - self._arrived[0][0] > BURST_MS:
                self._arrived.popleft()
            together = self._together()
            if lead.id in together:
                for other in together - self._burst:
                    self.notices.drop(other)
                self._burst |= together
                self._ring_burst(sounding=mono - self._burst_sounded >= BURST_MS)
                return
        self._burst.discard(lead.id)
        ring = alarm.ring
        if ring.sound != "none" and not (quietly and self._sounded_lately()):
            self._sound.play(ring.sound)
            self._sounded = mono
        self._want(ring)
        self._soon(lambda: self._hooks.ring(ring))

    def _sounded_lately(self) -> bool:
        return self._clock.mono() - self._sounded < 1_000

    def _ring_burst(self, *, sounding: bool) -> None:
        ring = self._burst_ring()
        if ring is None:
            return
        # One voice for all of them, also when it repeats.
        for lead_id in ring.leads[1:]:
            self._alarms[lead_id].repeats.clear()
        if sounding:
            self._burst_sounded = self._sounded = self._clock.mono()
            self._sound.play(ring.sound)
        self._want(ring)
        self._soon(lambda: self._hooks.ring(ring))

    def _together(self) -> set[str]:
        """Which of the ringing leads share one alarm."""
        assert self.rules is not None
        pool = {i: a for i, a in self._alarms.items() if a.ring.why in POOL}
        urgent = {i for i, a in pool.items() if a.ring.urgent}
        recent = {i for _, i in self._arrived if i in pool}
        if len(urgent) > URGENT_SINGLES:
            return urgent | recent | self._burst
        calm = {i for i in recent | self._burst if i not in urgent}
        return calm if len(recent) >= self.rules.playbook.burst and len(calm) > 1 else self._burst

    def _burst_ring(self) -> Ring | None:
        leads, now = self._leads(), self._now()
        known = sorted(
            (leads[i] for i in self._burst if i in leads), key=lambda lead: urgency(lead, now)
        )
        if not known:
            return None
        alarms = [self._alarms[lead.id] for lead in known]
        urgent = any(alarm.ring.urgent for alarm in alarms)
        return Ring(
            id=BURST,
            leads=tuple(lead.id for lead in known),
            urgent=urgent,
            why="new",
            sound="strike_now" if urgent else "burst",
            repeats=max((alarm.ring.repeats for alarm in alarms), default=()),
            at=now,
        )

    def _alarm(self, cause: Cause, lead: Lead) -> _Alarm:
        assert self.rules is not None
        lane = self.rules.playbook.lanes.get(lead.lane)
        now, mono = self._now(), self._clock.mono()
        pool = cause.why in POOL
        fresh = lead.due is None or lead.due > now
        quiet = lead.lane in self.quiet
        ring = Ring(
            id=f"{lead.id}:{cause.why}:{mono}",
            leads=(lead.id,),
            urgent=cause.why in ("sla", "missed", "now") or (pool and lead.lane == "strike_now"),
            why=cause.why,
            sound="none" if quiet else _sound(cause.why, lane.sound if lane else "none"),
            repeats=lane.repeats if lane and pool and fresh and not quiet else (),
            at=now,
        )
        repeats = [mono + after * 1000 for after in ring.repeats]
        return _Alarm(ring=ring, began=mono, repeats=repeats, eid=cause.eid)

    def _want(self, ring: Ring) -> None:
        notice = self._notice(ring)
        if notice is not None:
            self.notices.want(notice)

    def _renew(self) -> None:
        rings = [a.ring for i, a in self._alarms.items() if i not in self._burst]
        burst = self._burst_ring()
        for ring in [*rings, *([burst] if burst else [])]:
            notice = self._notice(ring)
            if notice is not None:
                self.notices.renew(notice)

    def _notice(self, ring: Ring) -> Notice | None:
        leads, rules = self._leads(), self.rules
        known = [leads[i] for i in ring.leads if i in leads]
        if rules is None or not known:
            return None
        now = self._now()
        book = rules.playbook
        if ring.id == BURST:
            return notice_words.of_several(ring, known, book, self.team, now, private=self.privacy)
        return notice_words.of_lead(ring, known[0], book, self.team, now, private=self.privacy)

    def _shown(self, key: str) -> None:
        for lead_id in self._burst if key == BURST else {key}:
            alarm = self._alarms.get(lead_id)
            if alarm is not None and alarm.eid:
                self._seen(lead_id, alarm.eid)
                self._alarms[lead_id] = replace(alarm, eid="")


def _sound(why: str, lane: str) -> Literal["strike_now", "prepare", "sla_80", "tick", "none"]:
    if why == "sla":
        return "sla_80"
    if why == "due":
        return "tick"
    if why in ("missed", "now"):
        return "strike_now"
    if why == "reply":
        return "prepare"
    if lane == "strike_now":
        return "strike_now"
    return "prepare" if lane == "prepare" or why != "new" else "none"
