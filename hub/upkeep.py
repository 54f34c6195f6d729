"""What is looked after beside the clock: leads of people on leave, leads that nothing is due for,
planned touches that the rules no longer allow, what is learnt at night. All of it is worked out
from what is stored: a crash between a change and what follows puts that off to the next start."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from app.domain import hours
from app.domain.ids import Ms
from app.domain.ids import at as moment
from hub import look_over
from hub.database import Busy, ReadOnly
from hub.look_over import Amiss
from hub.policies import Policies
from hub.service import Service
from hub.trouble import without_words

log = structlog.get_logger(__name__)
EVERY_S = 1_800.0
"""How often everything is looked at again, also when nobody says that anything changed."""
AFTER_TROUBLE_S = 5.0
AT_ONCE = 2
"""Orders given before their answers are waited for. Each takes the writer some milliseconds, and a
claim that comes meanwhile must not wait for many."""
DAY = 86_400_000
NIGHT = range(2, 5)
"""The hours of a team's night in which it is learnt."""
SAME_NIGHT = DAY // 4
NEW_TIMES, OVERNIGHT = "Hours or meetings changed", "Planned anew overnight"
"""Why a touch was moved, as its reason may begin."""


class Upkeep:
    def __init__(
        self,
        service: Service,
        policies: Policies,
        now: Callable[[], Ms],
        found: Callable[[int, int], None] = lambda leaked, left: None,
    ) -> None:
        """`found(leaked, left)` is told after each look at all leads how many had nothing due, and
        how many of those still have not."""
        self._service = service
        self._policies = policies
        self._now = now
        self._found = found
        self._reps: dict[tuple[str, str], None] = {}
        self._leads: dict[tuple[str, str], None] = {}
        self._tried: dict[str, Ms] = {}
        self._news = asyncio.Event()
        self._rules_known = False

    async def run(self, ready: asyncio.Event) -> None:
        """Until cancelled. Begins with everything there is, once the hub is `ready`: desks come
        first."""
        self._service.times_changed.append(self._times_changed)
        self._service.alone.append(self._left_alone)
        try:
            await ready.wait()
            while True:
                await self._safely(self.everything)
                await self._heard_until_due()
        finally:
            self._service.times_changed.remove(self._times_changed)
            self._service.alone.remove(self._left_alone)

    # ---- what may be asked at any time -------------------------------------------------------

    async def everything(self) -> None:
        """Look at every lead, every leave and every team's learning."""
        await self.no_leaks()
        for team in await self._service.db.read(look_over.teams):
            for rep in await self._service.times_of(team):
                await self.leave_of(team, rep)
            await self._learn(team)

    async def no_leaks(self) -> None:
        """See to it that every active lead has a next touch; the first time also that each planned
        one may stand by the rules this hub was started with."""
        amiss = await self._amiss()
        self._rules_known = True
        leaked = [one for one in amiss if one.leak]
        for one in leaked:
            log.warning("lead had nothing due", team=one.team, lead=one.lead, why=one.why)
        if len(amiss) > len(leaked):
            log.info("planned touches not allowed any more", n=len(amiss) - len(leaked))
        await self._all([partial(self._service.order, a.team, a.lead, a.order) for a in amiss])
        left = [one for one in leaked if await self._still_leaks(one)]
        for one in left:
            log.error("lead without a next touch", team=one.team, lead=one.lead, why=one.why)
        self._found(len(leaked), len(left))

    async def leave_of(self, team: str, rep: str) -> int:
        """Hand on, put back or put off what falls into a leave of `rep`; how many leads."""
        now = self._now()
        leads = await self._service.db.read(lambda conn: look_over.left_by(conn, team, rep, now))
        await self._all([partial(self._service.stand_in, team, lead) for lead in leads])
        return len(leads)

    async def _amiss(self) -> list[Amiss]:
        found, after, now = list[Amiss](), "", self._now()
        rules_too = not self._rules_known
        while True:
            page = await self._service.db.read(
                lambda conn, after=after: look_over.page(  # type: ignore[misc]
                    conn, after, self._policies, now, rules_too
                )
            )
            found += page.amiss
            if not page.last:
                return found
            after = page.last

    async def _still_leaks(self, one: Amiss) -> bool:
        now = self._now()
        return await self._service.db.read(lambda conn: look_over.still_leaks(conn, one, now))

    async def _all(self, orders: list[Callable[[], Awaitable[int]]]) -> None:
        """Give them in this order, a few at a time: desks' acts come in between."""
        for first in range(0, len(orders), AT_ONCE):
            await asyncio.gather(*(self._one(o) for o in orders[first : first + AT_ONCE]))

    async def _one(self, order: Callable[[], Awaitable[int]]) -> None:
        """A lead whose rules break keeps nobody from looking after the others. Raises Busy and
        ReadOnly, which are about all of them."""
        try:
            await order()
        except (Busy, ReadOnly):
            raise
        except Exception as wrong:
            log.error("upkeep of a lead failed", **without_words(wrong))

    # ---- the night ---------------------------------------------------------------------------

    async def _learn(self, team: str) -> None:
        """Once a night, and at any hour when the last time is over a day ago."""
        plans, now = self._service.plans, self._now()
        if plans is None:
            return
        learnt = await self._service.db.read(lambda conn: look_over.learnt(conn, team))
        age = now - max(learnt, self._tried.get(team, 0))
        if age < SAME_NIGHT or (age < DAY and not await self._night(team, now)):
            return
        self._tried[team] = now
        await plans.learn(team, now)
        plans.repack(team, "", OVERNIGHT)

    async def _night(self, team: str, now: Ms) -> bool:
        """Is it night where most of the team keep their hours? UTC where nobody said."""
        times = await self._service.times_of(team)
        zones = sorted(kept.zone for kept in times.values() if kept.zone)
        place = hours.zone(max(zones, key=zones.count)) if zones else None
        local = moment(now).astimezone(place) if place else moment(now)
        return local.hour in NIGHT

    # ---- what others say ---------------------------------------------------------------------

    def _times_changed(self, team: str, rep: str) -> None:
        self._reps[team, rep] = None
        self._news.set()

    def _left_alone(self, team: str, lead: str) -> None:
        self._leads[team, lead] = None
        self._news.set()

    async def _heard_until_due(self) -> None:
        """Carry out what others say, until it is time to look at everything again."""
        try:
            async with asyncio.timeout(EVERY_S):
                while True:
                    await self._news.wait()
                    self._news.clear()
                    await self._safely(self._heard)
        except TimeoutError:
            return

    async def _heard(self) -> None:
        while self._leads:
            team, lead = next(iter(self._leads))
            await self._one(partial(self._service.stand_in, team, lead))
            self._leads.pop((team, lead), None)
        while self._reps:
            team, rep = next(iter(self._reps))
            self._reps.pop((team, rep), None)  # before: what changes meanwhile is looked at again
            await self.leave_of(team, rep)
            if self._service.plans is not None:
                self._service.plans.repack(team, rep, NEW_TIMES)

    async def _safely(self, work: Callable[[], Awaitable[None]]) -> None:
        """What fails now is found again by the next look at everything."""
        try:
            await work()
        except Exception as wrong:
            log.error("upkeep stumbled", **without_words(wrong))
            await asyncio.sleep(AFTER_TROUBLE_S)
            self._news.set()
