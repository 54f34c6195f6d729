"""The planner of the whole hub (`hub.planning.Plans`): per team what was learnt, a choice for every
write, queues packed anew, a night's learning. The numeric core is imported when it is first needed,
so that the hub answers before it is there."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from app.domain.bounds import Bounds, Choice, Choose
from app.domain.commands import HubCommand
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.protocol.messages import Pickup
from hub import absence, time_rows
from hub.choosing import LONGEST_S, InTime
from hub.database import Busy, Database, ReadOnly
from hub.plans import core, learnt, rows, slots
from hub.plans.learnt import Kept
from hub.policies import Policies
from hub.trouble import without_words

if TYPE_CHECKING:
    from hub.plans.choose import Side, Tables
    from hub.plans.night import Page
    from hub.plans.repack import Move

log = structlog.get_logger(__name__)
Order = Callable[[str, str, HubCommand], Awaitable[int]]
"""`Service.order`: (team, lead, command) to the number of facts it made."""
AFTER_TROUBLE_S = 5.0


class TeamPlans:
    def __init__(self, db: Database, policies: Policies, longest: float = LONGEST_S) -> None:
        """`longest`: seconds an act waits for a choice."""
        self._db = db
        self._policies = policies
        self._kept: dict[str, Kept | None] = {}
        self._tables: dict[str, Tables] = {}
        self._asked: dict[tuple[str, str], str] = {}
        self._in_time: InTime[Choice | None] = InTime(longest)
        self._news = asyncio.Event()
        self.pickup_changed: list[Callable[[str], None]] = []

    # ---- inside a transaction ----------------------------------------------------------------

    def choose(self, conn: Connection, team: str) -> Choose:
        """Reads the rep's times and bookings only when it is asked."""
        core.begin()

        def chosen(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
            core.bring_in()
            from hub.plans.choose import choose

            end = bounds.spans[-1][1] if bounds.spans else now
            side = self._side(conn, team, lead, now, end)
            playbook, tables = self._policies.playbook(team), self._known(conn, team)
            return self._in_time(lambda: choose(lead, bounds, now, side, playbook, tables))

        return chosen

    def _side(self, conn: Connection, team: str, lead: Lead, now: Ms, end: Ms) -> "Side":
        from hub.plans.choose import Side

        planning, rep = self._policies.playbook(team).planning, lead.owner
        if not rep:
            return Side(times=slots.kept(None, planning))
        return Side(
            times=slots.kept(time_rows.find(conn, team, rep), planning),
            booked=rows.booked(conn, team, rep, lead.id, now, end),
            prices=self._prices(conn, team, rep),
        )

    def _known(self, conn: Connection, team: str) -> "Tables":
        """What the team has learnt; before its first night the published table."""
        if team not in self._tables:
            self._learnt(team, learnt.find(conn, team))
        return self._tables[team]

    def _prices(self, conn: Connection, team: str, rep: str) -> dict[int, float]:
        self._known(conn, team)
        kept = self._kept[team]
        return {} if kept is None else kept.learnt.prices.get(rep, {})

    def _learnt(self, team: str, kept: Kept | None) -> None:
        core.bring_in()
        from hub.planner.model import from_json
        from hub.plans.choose import Tables
        from hub.plans.learning import first_model

        self._kept[team] = kept
        if kept is None:
            model = first_model(self._policies.playbook(team).planning.published)
            self._tables[team] = Tables(model=model, version=model.version)
        else:
            model = from_json(bytes(kept.learnt.model))
            self._tables[team] = Tables(model=model, version=kept.version)

    # ---- queues packed anew ------------------------------------------------------------------

    def repack(self, team: str, rep: str, why: str) -> None:
        """Soon, and off the loop; `run` does it."""
        self._asked[team, rep] = why
        self._news.set()

    async def run(self, order: Order, now: Callable[[], Ms], ready: asyncio.Event) -> None:
        """Until cancelled: bring in what was learnt before, then pack queues whenever asked."""
        await ready.wait()
        await self._safely(self._recall)
        while True:
            await self._news.wait()
            self._news.clear()
            while self._asked:
                (team, rep), why = next(iter(self._asked.items()))
                del self._asked[team, rep]  # before: asked again meanwhile, it is done once more
                await self._safely(lambda t=team, r=rep, w=why: self._pack(t, r, w, order, now()))  # type: ignore[misc]

    async def _recall(self) -> None:
        """What was learnt in earlier nights, of every team; the desks hear of the figures."""
        for team in await self._db.read(rows.teams):
            await self._db.read(lambda conn, team=team: self._known(conn, team))  # type: ignore[misc]
            self._tell(team)

    async def _pack(self, team: str, rep: str, why: str, order: Order, now: Ms) -> None:
        reps = [rep] if rep else await self._db.read(lambda conn: rows.owners(conn, team))
        for each in reps:
            for move in await self._db.read(
                lambda conn, each=each: self._moves(conn, team, each, why, now)  # type: ignore[misc]
            ):
                await order(team, move.lead, move.command)

    def _moves(self, conn: Connection, team: str, rep: str, why: str, now: Ms) -> "list[Move]":
        core.bring_in()
        from hub.plans.choose import Side
        from hub.plans.repack import moves

        playbook = self._policies.playbook(team)
        times = slots.kept(time_rows.find(conn, team, rep), playbook.planning)
        planned = rows.planned(conn, team, rep)
        leads, times = absence.movable(planned, times, playbook.planning, now)
        side = Side(times=times, prices=self._prices(conn, team, rep))
        return moves(leads, side, playbook, self._known(conn, team), now, why)

    async def _safely(self, work: Callable[[], Awaitable[None]]) -> None:
        """A plan that fails leaves what is planned as it is."""
        try:
            await work()
        except (Busy, ReadOnly):
            await asyncio.sleep(AFTER_TROUBLE_S)
        except Exception as wrong:
            log.error("planning stumbled", **without_words(wrong))

    # ---- the night ---------------------------------------------------------------------------

    async def learn(self, team: str, now: Ms) -> None:
        """Read all, learn in a thread, keep it. Whatever goes wrong, the old figures stand."""
        try:
            kept = await self._learn(team, now)
            await self._db.write(lambda conn: learnt.keep(conn, team, kept))
            self._learnt(team, kept)
        except Exception as wrong:
            log.error("learning failed", team=team, **without_words(wrong))
            return
        self._tell(team)

    async def _learn(self, team: str, now: Ms) -> Kept:
        await asyncio.to_thread(core.bring_in)
        from hub.plans import night
        from hub.plans.learning import Facts
        from hub.plans.learning import learnt as learn

        pages: list[Page] = []
        while True:
            after = pages[-1].last if pages else ""
            page = await self._db.read(
                lambda conn, after=after: night.page(conn, team, after, now)  # type: ignore[misc]
            )
            if page is None:
                break
            pages.append(page)
        facts = Facts(
            histories=[history for page in pages for history in page.histories],
            open=[lead for page in pages for lead in page.open],
            own=await self._db.read(lambda conn: night.own_times(conn, team, now)),
            times=await self._db.read(lambda conn: time_rows.of_team(conn, team)),
        )
        playbook = self._policies.playbook(team)
        made = await core.apart(lambda: learn(facts, playbook, now))
        return learnt.kept(made)

    def pickup(self, team: str) -> Pickup | None:
        kept = self._kept.get(team)
        return None if kept is None else kept.learnt.pickup

    def _tell(self, team: str) -> None:
        if self.pickup(team) is not None:
            for hook in self.pickup_changed:
                hook(team)
