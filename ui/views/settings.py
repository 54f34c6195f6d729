"""Settings, each in a salesperson's words and in force at once."""

from __future__ import annotations

from typing import Any, cast

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtMultimedia import QMediaDevices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from client.settings import Settings
from client.system.links import DEFAULT_TEMPLATE, template_fault
from ui import words
from ui.bridge import Bridge
from ui.fonts import Type
from ui.overlays.outputs import SYSTEM, OutputsPopup
from ui.person_words import cleaned
from ui.text import PlainLabel
from ui.theme import Mode, Theme
from ui.views.settings_page import SettingsColumn
from ui.widgets.field import Field
from ui.widgets.flow import Flow
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import Run
from ui.widgets.one_of import OneOf
from ui.widgets.paragraph import Paragraph
from ui.widgets.tick import Tick

SOUNDS = (
    ("strike_now", "Strike now"),
    ("prepare", "Prepare first"),
    ("burst", "Several at once"),
    ("sla_80", "SLA at 80 %"),
    ("tick", "While on a call"),
)
PRESETS = (
    (DEFAULT_TEMPLATE, "This computer’s phone"),
    ("sip:{e164}", "SIP softphone"),
    ("callto:{e164}", "callto:"),
    ("zoomphonecall://{e164}", "Zoom Phone"),
    ("", "Other"),
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
    """Emits `changed` with whole settings at every change, `play` with a sound, `test_call`, and
    `sign_out` once the rep has confirmed it in words."""

    changed = Signal(object)
    play = Signal(str)
    test_call = Signal()
    sign_out = Signal()
    told = Signal(str)

    def __init__(
        self, bridge: Bridge, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "Settings", parent)
        self._bridge, self._settings = bridge, settings
        self._other = False
        self.setAccessibleName("Settings")
        self.ticks = {name: Tick(theme, title, said) for name, title, said in _TICKS}
        for name, tick in self.ticks.items():
            tick.clicked.connect(lambda on, name=name: self._set(**{name: on}))
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
        self.preset = OneOf(theme, "Softphone", PRESETS)
        self.preset.chosen.connect(self._preset_chosen)
        said = (
            "What opens when you press C. Leadbell hands the number over and dials nothing itself."
        )
        self.line("Softphone", said, self.preset)
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(4, 4, 4, 4)
        across.setSpacing(8)
        self.template = Field(theme, "Address of the softphone", hint="tel:{e164}", limit=300)
        self.template.setMaximumWidth(400)
        self.test = KeyButton(theme, "Test", icon="phone")
        across.addWidget(self.template, 1)
        across.addWidget(self.test)
        across.addStretch()
        self.part(row)
        self._fault = Paragraph(theme, width=600)
        self.part(self._fault)
        self.template.textEdited.connect(self._template_typed)
        self.test.acted.connect(self._test)

    def _start_part(self) -> None:
        self.section("Start")
        self.part(self.ticks["start_at_login"])
        self.part(self.ticks["start_hidden"])

    def _account_part(self, theme: Theme) -> None:
        self.section("Account")
        self._who = self.line("", "")
        self._where = self.line("", "")
        self._sure = Paragraph(theme, width=600)
        self.part(self._sure)
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(4, 4, 4, 4)
        across.setSpacing(8)
        self.out = KeyButton(theme, "Sign out", icon="log-out")
        self.really = KeyButton(theme, "Sign out now", icon="log-out")
        self.stay = KeyButton(theme, "Stay signed in", kind=Kind.QUIET)
        for button in (self.out, self.really, self.stay):
            across.addWidget(button)
        across.addStretch()
        self.part(row)
        self.out.acted.connect(lambda: self._ask_sure(True))
        self.stay.acted.connect(lambda: self._ask_sure(False))
        self.really.acted.connect(self._sign_out)
        self._folder = PlainLabel(theme, "", Type.SMALL, "ink3", wrap=True)
        self.part(self._folder)

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
        self._folder.setText(f"This desk keeps its things in {folder}" if folder else "")

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
        self._show_template()
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

    def _show_template(self) -> None:
        template = self._settings.softphone
        known = {key for key, _ in PRESETS if key}
        self._other = self._other or template not in known
        self.preset.set_chosen("" if self._other else template)
        if not self.template.hasFocus():
            self.template.setText(template)
        self._say_fault(self.template.text())

    def _show_account(self) -> None:
        desk = self._bridge.desk
        me = desk.me if desk is not None else None
        if me is None:
            self._who.set_runs((Run("Nobody is signed in here.", Type.BODY, "ink2"),))
        else:
            role = me.role.replace("-", " ")
            said = f"{cleaned(me.name, 60)}, {role} of {cleaned(me.team_name, 60)}"
            self._who.set_runs((Run(said, Type.BODY_MEDIUM),))
        hub = cleaned(self._settings.hub, 120)
        self._where.set_runs((Run(f"Hub: {hub}" if hub else "", Type.SMALL, "ink2"),))
        self._ask_sure(self.really.isVisibleTo(self) and me is not None)
        self.out.setVisible(me is not None and self.really.isHidden())

    # -- acts

    def _ask_device(self) -> None:
        corner = self.device.mapTo(self, self.device.rect().bottomLeft())
        self.outputs.ask(_outputs(), self._settings.sound_device, corner)

    def _set_device(self, name: str) -> None:
        self._set(sound_device=name)
        self._show_devices()

    def _preset_chosen(self, template: str) -> None:
        self._other = not template
        if template:
            self.template.setText(template)
            self._template_typed(template)
        else:
            self.template.setFocus()
            self._say_fault(self.template.text())

    def _template_typed(self, text: str) -> None:
        self._say_fault(text)
        if not template_fault(text.strip()):
            self._set(softphone=text.strip())
        known = {key for key, _ in PRESETS if key}
        self.preset.set_chosen(text.strip() if text.strip() in known and not self._other else "")

    def _say_fault(self, text: str) -> None:
        fault = template_fault(text.strip())
        said = fault or "{e164} stands for the number, like +447700900142."
        self._fault.set_runs((Run(said, Type.SMALL, "hot_text" if fault else "ink2"),))
        if fault:
            self.test.refuse(fault)
        elif self.test.kind is Kind.REFUSED:
            self.test.set_kind(Kind.PLAIN)

    def _test(self) -> None:
        self.test_call.emit()

    def _ask_sure(self, asking: bool) -> None:
        desk = self._bridge.desk
        waiting = len(desk.pending()) if desk is not None else 0
        lost = (
            f" {words.counted(waiting, 'act')} the hub has not answered yet would be lost."
            if waiting
            else ""
        )
        said = (
            f"Signed out, this desk no longer rings and forgets its leads.{lost}"
            " To come back you need a new invite code."
        )
        self._sure.set_runs((Run(said, Type.BODY, "warm_text"),) if asking else ())
        self.really.setVisible(asking)
        self.stay.setVisible(asking)
        self.out.setVisible(not asking)

    def _sign_out(self) -> None:
        self._ask_sure(False)
        self.sign_out.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()


def _outputs() -> list[str]:
    return [found.description() for found in QMediaDevices.audioOutputs()]
