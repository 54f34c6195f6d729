"""The composition root of the desktop: everything is put together here, top to bottom.

First the window is painted; only then the desk is imported (database, websockets and keyring cost
a third of a second that nobody should wait for). From there on one loop runs Qt and asyncio alike.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.config import Options
from app.crash import CrashBook
from client import settings as stored
from client.settings import Settings
from ui.bridge import Bridge
from ui.icons import icon
from ui.main_window import MainWindow
from ui.my_clock import my_zone_name
from ui.theme import Theme

if TYPE_CHECKING:
    import asyncio

    from app.moments import Moments
    from client.desk import Desk, Ports
    from client.hooks import LinkState
    from client.ports import Secrets
    from client.profile import Account, Profile
    from client.system.dialer import SystemDialer
    from client.system.instance import Instance
    from ui.ring_card import RingCards
    from ui.sound import QtSound
    from ui.tray import Tray

NAME = "Leadbell"
CARD_AFTER_MS = 25
"""Time for the notification service to answer before the card is painted."""


def run(options: Options) -> int:
    """The desktop, until it is quit. Answers the exit code."""
    crash = CrashBook(options.profile)
    crash.install()
    app = QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setDesktopFileName("leadbell")
    # The window may be in the tray while a dialog closes: that is no reason to end.
    app.setQuitOnLastWindowClosed(False)
    settings = stored.load(options.profile)
    theme = Theme(settings.look)
    theme.apply(app)
    app.setWindowIcon(icon("leadbell", 64, theme.tokens.accent))
    bridge = Bridge()
    window = MainWindow(bridge, theme, settings)
    window.profile = str(options.profile)
    moments = _moments(options, window, bridge)
    if not (options.hidden or settings.start_hidden):
        window.show()
        app.processEvents()  # the first paint, before anything heavy is imported
    try:
        return _serve(app, options, Desktop(options, settings, theme, bridge, window, crash))
    finally:
        del moments
        if options.temporary:
            import shutil

            shutil.rmtree(options.profile, ignore_errors=True)


def _moments(options: Options, window: MainWindow, bridge: Bridge) -> Moments | None:
    if not options.moments:
        return None
    from app.moments import Moments

    return Moments(window, bridge)


def _serve(app: QApplication, options: Options, desktop: Desktop) -> int:
    import asyncio

    import qasync

    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(desktop.crash.loop_handler)
    with loop:
        loop.run_until_complete(desktop.live())
    return 0


class Desktop(QObject):
    """The running program: which account is signed in, and who hears whom."""

    def __init__(
        self,
        options: Options,
        settings: Settings,
        theme: Theme,
        bridge: Bridge,
        window: MainWindow,
        crash: CrashBook,
    ) -> None:
        super().__init__()
        self.options, self.settings, self.theme = options, settings, theme
        self.bridge, self.window, self.crash = bridge, window, crash
        self.desk: Desk | None = None
        self._over: asyncio.Event
        self._tasks: set[asyncio.Task[Any]] = set()
        self._instance: Instance
        self._profile: Profile
        self._ports: Ports
        self._dialer: SystemDialer
        self._sound: QtSound
        self._tray: Tray | None = None
        self._cards: RingCards

    async def live(self) -> None:
        """From the painted window to the end."""
        import asyncio

        self._over = asyncio.Event()
        if not self._put_together():
            return
        await self._instance.listen(self._raised)
        self._end_on_signals()
        account = self._profile.current()
        if account is None or (self.options.hub and account.url != self.options.hub.rstrip("/")):
            self.window.show_sign_in(self.options.hub or self.settings.hub)
        else:
            await self._sign_on(account)
        await self._over.wait()
        if self.desk is not None:
            await self.desk.stop()
        await self._instance.release()

    def _put_together(self) -> bool:
        """The heavy part. False when this profile's desk runs already: that one shows itself."""
        from client.desk import Ports
        from client.profile import Profile
        from client.system import instance
        from client.system.clock import SystemClock
        from client.system.dialer import SystemDialer
        from client.system.notifier.choose import SystemNotifier
        from ui.ring_card import RingCards
        from ui.sound import QtSound
        from ui.tray import Tray

        claimed = instance.claim(self.options.profile)
        if claimed is None:
            self.window.hide()
            instance.raise_first(self.options.profile)
            return False
        self._instance = claimed
        self._profile = Profile(self.options.profile)
        self._dialer = SystemDialer(self.settings.softphone)
        self._sound = QtSound(self.settings.volume, self.settings.sound_device, self)
        self._ports = Ports(
            clock=SystemClock(),
            notifier=SystemNotifier(),
            dialer=self._dialer,
            secrets=_keeper_of_secrets(self.options),
            sound=self._sound,
        )
        self._cards = RingCards(self.bridge, self.theme, self.settings, self, after=CARD_AFTER_MS)
        if Tray.available():
            self._tray = Tray(self.bridge, self.theme, self)
            self._tray.show()
        self._connect()
        return True

    def _connect(self) -> None:
        window, cards = self.window, self._cards
        window.sign_in_requested.connect(self._ask_sign_in)
        window.sign_out_requested.connect(lambda: self._spawn(self._sign_out()))
        window.settings_changed.connect(self._set)
        window.quit_requested.connect(self._over.set)
        window.play_sound.connect(self._sound.play)
        self._sound.changed.connect(self._outputs_changed)
        self.bridge.link.connect(self._link_changed)
        window.set_tray(self._tray is not None)
        cards.acted.connect(self._acted)
        cards.closed.connect(self._card_closed)
        self.bridge.open_lead.connect(lambda _lead: window.bring_to_front())
        self.crash.tell = window.tell
        if self._tray is not None:
            self._tray.show_requested.connect(window.bring_to_front)
            self._tray.quit_requested.connect(self._over.set)
            self._tray.practice_requested.connect(self._practise)
            self._tray.mode_chosen.connect(self._set_mode)

    def _end_on_signals(self) -> None:
        import asyncio
        import signal

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, ValueError):
                loop.add_signal_handler(number, self._over.set)

    # ---- the account ---------------------------------------------------------------------------

    def _ask_sign_in(self, hub: str, code: str) -> None:
        self._spawn(self._sign_in(hub, code))

    async def _sign_in(self, hub: str, code: str) -> None:
        from client import sign_in
        from client.address import BadAddress
        from client.ports import SecretsUnavailable

        try:
            account = await sign_in.pair(
                hub,
                code,
                device_name=NAME,
                install=self._profile.install(self._ports.clock.wall()),
                now=self._ports.clock.wall(),
                profile=self._profile,
                secrets=self._ports.secrets,
            )
        except (sign_in.SignInRefused, BadAddress, SecretsUnavailable) as no:
            self.window.show_sign_in(hub, str(no))
            return
        self._set(_with(self.settings, hub=hub))
        await self._sign_on(account)

    async def _sign_on(self, account: Account) -> None:
        from client.desk import Desk
        from client.ports import SecretsUnavailable

        desk = Desk(account, self._profile, self._ports, self.crash.report, zone=my_zone_name)
        desk.use(self.settings)
        desk.hooks.signed_out.connect(self._signed_out)
        try:
            await desk.start()
        except SecretsUnavailable as no:
            self.window.show_sign_in(account.url, str(no))
            return
        self.desk = desk
        self.bridge.attach(desk)
        self.window.show_place("now")

    async def _sign_out(self) -> None:
        from client.ports import SecretsUnavailable

        desk, self.desk = self.desk, None
        if desk is None:
            return
        self.bridge.detach()
        try:
            await desk.sign_out()
        except SecretsUnavailable as no:
            self._signed_out(str(no))
        else:
            self._signed_out("")

    def _signed_out(self, why: str) -> None:
        """By the rep, or by the hub: back to where one signs in."""
        if self.desk is not None:
            self.desk = None
            self.bridge.detach()
        self.window.show_sign_in(self.settings.hub, why)

    def _link_changed(self, link: LinkState) -> None:
        """Sound is loaded once the link stands, or cannot: nobody rings before, and rows are
        painted sooner."""
        if link.state not in ("connecting", "catching_up"):
            QTimer.singleShot(0, self, self._sound.open)

    def _outputs_changed(self) -> None:
        if self.desk is not None:
            self.desk.use(self.settings)

    # ---- what is asked -------------------------------------------------------------------------

    def _acted(self, lead_id: str, action: Any) -> None:
        if self.desk is not None:
            self.desk.acted(lead_id, action)

    def _card_closed(self, lead_id: str) -> None:
        if self.desk is not None:
            self.desk.closed_card(lead_id)

    def _practise(self) -> None:
        if self.desk is not None:
            self.desk.practice()

    def _set_mode(self, mode: Any) -> None:
        if self.desk is not None:
            self.desk.set_mode(mode)

    def _raised(self, lead_id: str) -> None:
        self.window.bring_to_front()
        if lead_id:
            self.window.open_lead(lead_id)

    def _set(self, settings: Settings) -> None:
        """New settings, in force at once and kept."""
        from client.system import autostart

        if settings.start_at_login != self.settings.start_at_login:
            entry = autostart.autostart()
            (entry.enable if settings.start_at_login else entry.disable)()
        self.settings = settings
        stored.save(self.options.profile, settings)
        self._sound.choose(settings.sound_device, settings.volume)
        self._dialer.template = settings.softphone
        self._cards.set_settings(settings)
        self.window.set_settings(settings)
        if self.desk is not None:
            self.desk.use(settings)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        import asyncio

        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            self.crash.report(task.exception())


def _keeper_of_secrets(options: Options) -> Secrets:
    from client.system.keychain import Keychain, MemorySecrets
    from client.system.token_file import FileSecrets

    if options.secrets == "file":
        return FileSecrets(options.profile / "tokens.json")
    return MemorySecrets() if options.secrets == "memory" else Keychain()


def _with(settings: Settings, **changes: Any) -> Settings:
    from msgspec.structs import replace

    return replace(settings, **changes)
