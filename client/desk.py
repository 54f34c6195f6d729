"""The desk: sole owner of the leads in memory, and the only door the screen knocks on.

Only the hub's facts change `leads`; a verb writes one outbox row and nothing else. Everything here runs on
one asyncio loop; nothing blocks it.
"""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from app.domain.commands import Role
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import Channel, Disposition
from app.protocol.messages import RepCard
from client.hooks import Armed, Hooks, LinkState, Pending
from client.ports import ActionKey, Clock, Dialer, Notifier, Secrets, Sound
from client.profile import Account, Profile

Mode = Literal["on", "dnd", "away", "off"]


class Me(Struct, frozen=True, kw_only=True):
    rep: str
    name: str
    role: Role
    team: str
    team_name: str


class Ports(Struct, frozen=True, kw_only=True):
    """What the desk needs of the machine it runs on."""

    clock: Clock
    notifier: Notifier
    dialer: Dialer
    secrets: Secrets
    sound: Sound


class Desk:
    """One signed-in account at work. `start()` opens the store and the link, `stop()` closes both."""

    hooks: Hooks
    leads: dict[str, Lead]
    me: Me | None
    playbook: Playbook | None
    link: LinkState
    cards: tuple[RepCard, ...]
    armed_state: Armed
    privacy: bool

    def __init__(
        self,
        account: Account,
        profile: Profile,
        ports: Ports,
        on_error: Callable[[BaseException], None],
        *,
        insecure_lan: bool = False,
    ) -> None:
        raise NotImplementedError

    # ---- life --------------------------------------------------------------------------------

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def reconnect_now(self) -> None:
        """The network is back, the machine woke, or the user asked: one immediate try."""

    # ---- what is true ------------------------------------------------------------------------

    def now(self) -> Ms:
        """Hub time as well as it can be known here: a monotonic clock plus a measured offset."""
        raise NotImplementedError

    def clock_known(self) -> bool:
        """False before the first answer of the hub, and after a jump until it is measured again: show ≈."""
        raise NotImplementedError

    def pending(self, lead_id: str = "") -> list[Pending]:
        """The outbox as an overlay, oldest first; of one lead, or (empty) all."""
        raise NotImplementedError

    # ---- verbs: one outbox row each, its op returned -----------------------------------------

    def claim(self, lead_id: str, then: Channel | None = None) -> str:
        """Ask for the lead. `then`: once granted, start that touch and hand it over. Never optimistic."""
        raise NotImplementedError

    def release(self, lead_id: str, reason: str = "") -> str:
        raise NotImplementedError

    def assign(self, lead_id: str, rep: str) -> str:
        raise NotImplementedError

    def pull_back(self, lead_id: str, reason: str = "") -> str:
        raise NotImplementedError

    def nudge(self, lead_id: str, rep: str = "") -> str:
        raise NotImplementedError

    def later(self, lead_id: str, minutes: int = 10) -> str:
        raise NotImplementedError

    def start_touch(
        self, lead_id: str, channel: Channel, text: str = "", template: str = ""
    ) -> str:
        """Returns the touch's id. Writes the touch only; handing it to the system is `hand_over`."""
        raise NotImplementedError

    def hand_over(self, lead_id: str, channel: Channel, text: str = "", subject: str = "") -> bool:
        """Give number or mail to the system's handler; an SMS or email without text is filled from the
        playbook's first fitting template. False when nothing took it (said through `hooks.told`)."""
        raise NotImplementedError

    def end_touch(
        self,
        lead_id: str,
        touch: str,
        disposition: Disposition,
        note: str = "",
        clue: str = "",
        reason: str = "",
    ) -> str:
        raise NotImplementedError

    def note(self, lead_id: str, text: str) -> str:
        raise NotImplementedError

    def move_touch(self, lead_id: str, at: Ms, channel: Channel | None = None) -> str:
        raise NotImplementedError

    def return_lead(self, lead_id: str, reason: str, text: str = "") -> str:
        raise NotImplementedError

    def qualify(self, lead_id: str, text: str = "") -> str:
        raise NotImplementedError

    def retry(self, op: str) -> None:
        """The user's decision about a pending act that needs one: try it again as it was."""

    def discard(self, op: str) -> None:
        """The user's decision: drop a pending act that has not been sent, or that needs a decision."""

    # ---- the rep -----------------------------------------------------------------------------

    def set_mode(self, mode: Mode, until: Ms | None = None) -> None:
        """The rep's own word; survives restarts; a reconnect never changes it."""

    def practice(self) -> None:
        """A practice ring: sound, notification and card; nobody is contacted, nothing is written."""

    def acted(self, lead_id: str, action: ActionKey) -> None:
        """A button of a notification or of the ring card was pressed for that very lead."""

    def closed_card(self, lead_id: str) -> None:
        """The ring card was closed: the sound stops, the lead stays where it is."""
