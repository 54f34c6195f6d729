"""Settings, each in a salesperson's words and in force at once."""

from __future__ import annotations

from typing import Any, cast

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtMultimedia import QMediaDevices
from PySide6.QtWidgets import QWidget

from client.settings import CallBy, Settings
from ui.bridge import Bridge
from ui.overlays.outputs import SYSTEM, OutputsPopup
from ui.person_words import cleaned
from ui.theme import Mode, Theme
from ui.views.settings_account import AccountPart
from ui.views.settings_page import SettingsColumn
from ui.views.settings_phone import PhonePart
from ui.views.settings_times import TimesPart
from ui.widgets.flow import Flow
from ui.widgets.key_button import KeyButton, Size
from ui.widgets.one_of import OneOf
from ui.widgets.tick import Tick

SOUNDS = (
    ("strike_now", "Strike now"),
    ("prepare", "Prepare first"),
    ("burst", "Several at once"),
    ("sla_80", "SLA at 80 %"),
    ("tick", "While on a call"),
)
VOLUMES = ((20, "Soft"), (50, "Lower"), (80, "Normal"), (100, "Loud"))
_TICKS = (
    ("without_sound", "I can see it, ring without sound",
     "This desk stays armed without an output: only the card and the notification tell you."),
    ("privacy", "Privacy",
     "Notifications show rank and age only, no name. For screens that others can see."),
    ("reduce_motion", "Reduce motion", "The ring card comes and goes without fading."),
    ("start_at_login", "Start when I log in", "You are armed before you have thought of it."),
    ("start_hidden", "Start without the window",
     "It sits in the tray and rings; the window opens when you want it."),
)  # fmt: skip


class SettingsView(SettingsColumn):
    """Emits `changed` with whole settings at every change, `play` with a sound,
    `sign_out` once the rep has confirmed it in words, `undoable` with a sentence and how to take it
    back."""

    changed = Signal(object)
    play = Signal(str)
    sign_out = Signal()
    told = Signal(str)
    undoable = Signal(str, object)

    def __init__(
        self, bridge: Bridge, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "Settings", parent)
        self._bridge, self._settings = bridge, settings
        self.setAccessibleName("Settings")
        self.ticks = {name: Tick(theme, title, said) for name, title, said in _TICKS}
        for name, tick in self.ticks.items():
            tick.clicked.connect(lambda on, name=name: self._set(**{name: on}))
        self._times_part(theme)
        self._look_part(theme)
        self._sound_part(theme)
        self._ring_part(theme)
        self._call_part(theme)
        self._start_part()
        self._account_part(theme)
        self.end()
        bridge.ready.connect(lambda _: self._show())
        bridge.reset.connect(self._show)
        bridge.pending_changed.connect(lambda _: self._show_account())
        self._show()

    # -- the parts

    def _times_part(self, theme: Theme) -> None:
        self.times = TimesPart(self._bridge, theme, self)
        self.times.told.connect(self.told)
        self.times.undoable.connect(self.undoable)
        self.section("Your hours")
        said = "Follow-up calls are planned inside them. Leads ring whenever this desk is armed."
        self.line("Work", said, self.times.hours)
        self.column.addSpacing(10)
        self.line("Leave", "Whole days by your clock.", self.times.leave)
        self.column.addSpacing(10)
        said = "Meetings from your calendar, a file (.ics) or a web address."
        self.line("Calendar", said, self.times.calendar)

    def _look_part(self, theme: Theme) -> None:
        self.section("Look")
        choices = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
        self.look = OneOf(theme, "Look", choices)
        self.look.chosen.connect(lambda key: self._set(look=cast(Mode, key)))
        self.line("Light or dark", "All colours keep their meaning in both.", self.look)
        self.part(self.ticks["reduce_motion"])

    def _sound_part(self, theme: Theme) -> None:
        self.section("Sound")
        self.volume = OneOf(theme, "Volume", [(str(n), said) for n, said in VOLUMES])
        self.volume.chosen.connect(lambda key: self._set(volume=int(key)))
        said = "Of Leadbell alone. The computer’s own volume counts on top of it."
        self.line("Volume", said, self.volume)
        self.sounds = Flow()
        buttons: list[QWidget] = []
        for name, words_ in SOUNDS:
            button = KeyButton(theme, words_, icon="volume-2", size=Size.SMALL)
            button.setAccessibleDescription("Play this sound")
            button.acted.connect(lambda name=name: self.play.emit(name))
            buttons.append(button)
        self.sounds.set_parts(buttons)
        self.line("Play", "Hear what each one means before it counts.", self.sounds)
        self.device = KeyButton(theme, "", icon="chevron-down", size=Size.SMALL)
        self.device.acted.connect(self._ask_device)
        self.outputs = OutputsPopup(theme, self)
        self.outputs.chosen.connect(self._set_device)
        device = Flow()
        device.set_parts([self.device])
        said = "If a chosen headset is gone, the computer’s own output rings instead."
        self.line("Output", said, device)
        self.part(self.ticks["without_sound"])

    def _ring_part(self, theme: Theme) -> None:
        self.section("Ring")
        self.quiet = Flow()
        said = "These lanes still show their card and notification here; they make no sound."
        self.line("Quiet lanes", said, self.quiet)
        self.part(self.ticks["privacy"])

    def _call_part(self, theme: Theme) -> None:
        self.section("Calls")
        self.phone = PhonePart(theme)
        self.phone.changed.connect(lambda changes: self._set(**changes))
        self.phone.test_wanted.connect(self._test_call)
        self._bridge.call_tested.connect(self.phone.say)
        self.line("How I call", "What happens when you press C.", self.phone)

    def _start_part(self) -> None:
        self.section("Start")
        self.part(self.ticks["start_at_login"])
        self.part(self.ticks["start_hidden"])

    def _account_part(self, theme: Theme) -> None:
        self.section("Account")
        self.account = AccountPart(self._bridge, theme)
        self.account.sign_out.connect(self.sign_out)
        self.part(self.account)

    # -- in force

    @property
    def settings(self) -> Settings:
        """As they are now."""
        return self._settings

    def set_settings(self, settings: Settings) -> None:
        """They were changed elsewhere."""
        if settings != self._settings:
            self._settings = settings
            self._show()

    def set_profile(self, folder: str) -> None:
        """Where this desk keeps its things."""
        self.account.set_folder(folder)

    def _set(self, **changes: Any) -> None:
        changed = replace(self._settings, **changes)
        if changed != self._settings:
            self._settings = changed
            self.changed.emit(changed)

    # -- showing

    def _show(self) -> None:
        now = self._settings
        self.look.set_chosen(now.look)
        nearest = min(VOLUMES, key=lambda pair: abs(pair[0] - now.volume))[0]
        self.volume.set_chosen(str(nearest))
        for name, tick in self.ticks.items():
            tick.setChecked(getattr(now, name))
        self._show_devices()
        self._show_lanes()
        self.times.show_now()
        desk = self._bridge.desk
        self.phone.show_settings(now, desk.gateways.call if desk is not None else "")
        self._show_account()

    def _show_devices(self) -> None:
        names, wanted = _outputs(), self._settings.sound_device
        if wanted:
            label = cleaned(wanted, 60) if wanted in names else f"{cleaned(wanted, 60)}, not there"
        else:
            label = SYSTEM if names else "This computer has no output"
        self.device.set_label(label)
        self.device.resize(self.device.sizeHint())

    def _show_lanes(self) -> None:
        desk = self._bridge.desk
        book = desk.playbook if desk is not None else None
        lanes = {k: lane.title for k, lane in book.lanes.items() if lane.rings} if book else {}
        buttons: list[QWidget] = []
        for key, title in lanes.items():
            button = KeyButton(self.theme, cleaned(title, 40), size=Size.SMALL)
            button.setCheckable(True)
            button.setChecked(key in self._settings.quiet_lanes)
            button.acted.connect(lambda key=key: self._quiet(key))
            buttons.append(button)
        self.quiet.set_parts(buttons)

    def _quiet(self, lane: str) -> None:
        quiet = set(self._settings.quiet_lanes) ^ {lane}
        self._set(quiet_lanes=tuple(sorted(quiet)))

    def _show_account(self) -> None:
        self.account.show_account(self._settings.hub)

    # -- acts

    def _test_call(self, how: str, number: str) -> None:
        desk = self._bridge.desk
        if desk is None:
            self.phone.say("Sign in first: the test is made by your desk.")
        else:
            desk.test_call(cast(CallBy, how), number)

    def _ask_device(self) -> None:
        corner = self.device.mapTo(self, self.device.rect().bottomLeft())
        self.outputs.ask(_outputs(), self._settings.sound_device, corner)

    def _set_device(self, name: str) -> None:
        self._set(sound_device=name)
        self._show_devices()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()


def _outputs() -> list[str]:
    return [found.description() for found in QMediaDevices.audioOutputs()]
