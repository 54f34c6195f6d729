"""Whole desks in the test's own loop on a real hub: real store, real socket; only sound,
notification, phone and keyring are stand-ins that write down what was asked of them.

    async with desk(hub, "Anna", tmp_path) as anna:
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from app.domain import facts as f
from app.domain.ids import Ms
from client.desk import Desk, Ports
from client.hooks import LinkState, Pending, Ring
from client.profile import Account, Profile
from client.sign_in import pair
from client.system.clock import SystemClock
from tests.fakes import FakeDialer, FakeNotifier, FakeSecrets, FakeSound, turns
from tests.hub_process import HubProcess
from tests.rigs.processes import PATIENCE_S, soon

LIVE_S = 2 * PATIENCE_S
"""A busy machine may need more than one try, and waits longer before each."""
NOTES = count(1)


class MovableClock(SystemClock):
    """The machine's clocks, and what a test adds to them."""

    def __init__(self) -> None:
        self.ahead_wall = 0
        self.ahead_mono = 0
        self._stopped: tuple[Ms, int] | None = None

    def wall(self) -> Ms:
        return (self._stopped[0] if self._stopped else super().wall()) + self.ahead_wall

    def mono(self) -> int:
        return (self._stopped[1] if self._stopped else super().mono()) + self.ahead_mono

    def stand_still(self) -> None:
        """Nothing that waits for time to pass by these clocks comes any more."""
        self._stopped = super().wall(), super().mono()

    def forward(self, ms: int) -> None:
        """Both run on, as over a freeze."""
        self.ahead_wall += ms
        self.ahead_mono += ms

    def sleep(self, ms: int) -> None:
        """A suspend on Linux: only the wall clock runs on."""
        self.ahead_wall += ms


@dataclass
class Seat:
    """One desk and everything it made heard."""

    hub: HubProcess
    rep: str
    account: Account
    profile: Profile
    clock: MovableClock = field(default_factory=MovableClock)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    dialer: FakeDialer = field(default_factory=FakeDialer)
    sound: FakeSound = field(default_factory=FakeSound)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    rings: list[Ring] = field(default_factory=list)
    over: list[tuple[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    settled: list[tuple[Pending, Any]] = field(default_factory=list)
    expired: list[Pending] = field(default_factory=list)
    facts: list[tuple[str, f.Fact]] = field(default_factory=list)
    links: list[LinkState] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    wrong: list[BaseException] = field(default_factory=list)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        ports = Ports(
            clock=self.clock,
            notifier=self.notifier,
            dialer=self.dialer,
            secrets=self.secrets,
            sound=self.sound,
        )
        self.desk = Desk(self.account, self.profile, ports, self.wrong.append)
        hooks = self.desk.hooks
        hooks.ring.connect(self.rings.append)
        hooks.ring_over.connect(lambda lead, why: self.over.append((lead, why)))
        hooks.told.connect(self.told.append)
        hooks.settled.connect(lambda act, re: self.settled.append((act, re)))
        hooks.expired.connect(self.expired.append)
        hooks.lead_changed.connect(lambda lead, fact: self.facts.append((lead.id, fact)))
        hooks.link.connect(self.links.append)
        hooks.open_lead.connect(self.opened.append)

    # ---- its life ----------------------------------------------------------------------------

    async def start(self) -> None:
        await self.desk.start()
        await self.live()

    async def live(self, within: float = LIVE_S) -> None:
        await soon(lambda: self.desk.link.state == "live", f"{self.rep} is live", within)

    async def has(self, *leads: str, within: float = PATIENCE_S) -> None:
        await soon(lambda: set(leads) <= set(self.desk.leads), f"{self.rep} has them", within)

    async def cut(self, by: Callable[[], None]) -> None:
        """`by` costs it its link, which may be back by now: what counts is what it said."""
        before = len(self.links)
        by()
        await soon(lambda: set(self.states[before:]) - {"live"}, f"{self.rep} is cut off")

    async def until_here(self, lead: str) -> None:
        """All that the hub wrote down so far has been heard here, and what rings for it has rung:
        a note, which any lead takes, has gone there and come back behind it."""
        words = f"until here {next(NOTES)}"
        self.desk.note(lead, words)
        noted = lambda: any(line.text == words for line in self.desk.leads[lead].timeline)  # noqa: E731
        await soon(noted, f"{self.rep} has heard all")
        await turns()

    def again(self) -> "Seat":
        """The same desk after a restart of its program, not started yet."""
        return Seat(self.hub, self.rep, self.account, self.profile, secrets=self.secrets)

    # ---- what it told ------------------------------------------------------------------------

    @property
    def states(self) -> list[str]:
        """Every state its link was in."""
        return [link.state for link in self.links]

    def rung(self) -> Counter[str]:
        """How often each lead rang: every alarm of its own counts; a summary that takes over a lead
        which rang already, or grows by another, is no new alert."""
        alone = Counter({lead: 0 for ring in self.rings for lead in ring.leads})
        alone.update(next(iter(ring.leads)) for ring in self.rings if len(ring.leads) == 1)
        return Counter({lead: max(1, count) for lead, count in alone.items()})

    def whys(self, lead: str) -> list[str]:
        return [ring.why for ring in self.rings if lead in ring.leads]

    def answer(self, do: str) -> Any:
        """The last answer to an act of this kind, None before it came."""
        return next((re for act, re in reversed(self.settled) if act.do == do), None)

    async def answered(self, do: str) -> Any:
        return await soon(lambda: self.answer(do), f"{self.rep}: {do} is answered")


async def paired_seat(
    hub: HubProcess,
    rep: str,
    folder: Path,
    *,
    role: str = "rep",
    team: str = "West",
    url: str = "",
) -> Seat:
    """A desk of `rep`, paired (over `url`, if it is not the hub's own) and not started."""
    profile, secrets = Profile(folder / f"{team}-{rep}"), FakeSecrets()
    code = await asyncio.to_thread(hub.invite, rep, team, role)
    now = SystemClock().wall()
    account = await pair(
        url or hub.url, code, device_name=rep, install=profile.install(now), now=now,
        profile=profile, secrets=secrets,
    )  # fmt: skip
    return Seat(hub, rep, account, profile, secrets=secrets)


@asynccontextmanager
async def desk(hub: HubProcess, rep: str, folder: Path, **more: Any) -> AsyncIterator[Seat]:
    """A live desk of `rep`; stopped at the close, and nothing may have gone wrong inside it."""
    seat = await paired_seat(hub, rep, folder, **more)
    await seat.start()
    try:
        yield seat
    finally:
        await seat.desk.stop()
    assert seat.wrong == []


async def post(hub: HubProcess, **fields: Any) -> str:
    """A lead, posted off the loop."""
    return await asyncio.to_thread(hub.post, **fields)


async def with_source(hub: HubProcess, team: str = "West") -> None:
    """One source for the team before many post at once: each would make its own."""
    if team not in hub.sources:
        address = await asyncio.to_thread(hub.source, team)
        hub.sources[team] = address.removeprefix(hub.url)


async def posted(hub: HubProcess, count: int, tag: str = "n", **fields: Any) -> list[str]:
    """So many different people, at once."""

    def person(n: int) -> dict[str, str]:
        return {"name": f"Lead {tag} {n}", "email": f"{tag}{n}@lead.example", "phone": ""}

    await with_source(hub)
    every = (post(hub, **person(n), **fields) for n in range(count))
    return list(await asyncio.gather(*every))
