"""Every view with lifelike data, into build/screenshots: `python -m tests.screenshots [NAME ...]`.

Light and dark, at 100 and 200 %, at 960x600, 1280x800 and 1440x900. Each scale runs in a child
process of its own, because Qt reads it once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.facts import CallProgress
from app.protocol.messages import Gateways
from client.drafts import Kept
from client.hooks import RunningCall
from client.settings import CallBy, Settings
from tests.ui import agenda_scenes, hours_scenes, message_scenes, number_scenes, scenes
from tests.ui.card_sheet import CardSheet
from tests.ui.scenes import JONAS, MINUTE, NOW, SECOND, FakeDesk, lead
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.models.gone import Gap
from ui.overlays.clue import CluePopup
from ui.theme import Mode, Theme
from ui.views.agenda import AgendaView
from ui.views.awake import AwakePage
from ui.views.compose import Composer
from ui.views.numbers import NumbersView
from ui.views.settings import SettingsView

_A_PHONE = "baresip 1.0.0, account sip:aino@pbx.example, registered."
_NO_PHONE = "Nothing listens at 127.0.0.1:4444: start baresip with the ctrl_tcp module."
OUT = Path("build/screenshots")
SIZES = ((1280, 800), (960, 600), (1440, 900))
SCALES = ("1", "2")
MODES: tuple[Mode, ...] = ("light", "dark")

Shot = Callable[[MainWindow, FakeDesk], QWidget | None]
"""Brings a window to a state; answers what to picture when it is not the window."""


def _nothing(window: MainWindow, desk: FakeDesk) -> None:
    """The scene as it opens."""


def _trying(window: MainWindow, desk: FakeDesk) -> None:
    window.now.desk.act("call")


def _lost(window: MainWindow, desk: FakeDesk) -> None:
    window.now.open_lead("lead-dana")
    window.now.desk.act("call")
    desk.answer(lost_to=JONAS)


def _outcome(window: MainWindow, desk: FakeDesk) -> None:
    bar = window.now.lead_pane.bar
    bar.choose(5)
    bar.field.setText("dana: mon or tue after 3")
    bar.draft_changed.emit()


def _booked(window: MainWindow, desk: FakeDesk) -> None:
    _outcome(window, desk)
    bar = window.now.lead_pane.bar
    bar.press_save()
    desk.answer()
    window.now.open_lead("lead-imogen")


def _arrived(window: MainWindow, desk: FakeDesk) -> None:
    window.now.column.pool.entered_or_left.emit(True)
    for number in (1, 2):
        desk.arrive(lead(f"Newcomer{number}", "Demo request", "Kestrel", age=MINUTE,
                         zone="Europe/London", due=NOW + number * SECOND))  # fmt: skip


def _prepare(window: MainWindow, desk: FakeDesk) -> None:
    window.now.open_lead("lead-jean-baptiste")


def _due(window: MainWindow, desk: FakeDesk) -> None:
    window.now.open_lead("lead-ruth")


def _due_now(window: MainWindow, desk: FakeDesk) -> None:
    window.now.open_lead("lead-imogen")


def _ended_offline(window: MainWindow, desk: FakeDesk) -> None:
    window.now.open_lead("lead-олена")


def _about(window: MainWindow, desk: FakeDesk) -> None:
    window.now.lead_pane.toggle_about()


def _picked_deaf(window: MainWindow, desk: FakeDesk) -> None:
    window.now.open_lead("lead-dana")


def _was_armed(window: MainWindow, desk: FakeDesk) -> None:
    broken = desk.armed_state
    desk.set_armed(scenes.armed(desk.now()))
    desk.set_armed(broken)


def _place(name: str) -> Shot:
    def show(window: MainWindow, desk: FakeDesk) -> None:
        window.show_place(name)

    return show


def _numbers(window: MainWindow, desk: FakeDesk) -> None:
    window.show_place("numbers")
    view = window.places.currentWidget()
    assert isinstance(view, NumbersView)
    view.team.mark(2, 8)


def _hours_wrong(window: MainWindow, desk: FakeDesk) -> None:
    window.show_place("settings")
    view = window.places.currentWidget()
    assert isinstance(view, SettingsView)
    view.times.hours.field.setText("mon-fri 9-14 13-18")
    view.times.hours.field.textEdited.emit("mon-fri 9-14 13-18")
    view.times.leave.field.setText("24 Dec to 2 Jan")
    view.times.leave.field.textEdited.emit("24 Dec to 2 Jan")


def _how_i_call(how: CallBy, *, wrong: bool = False) -> Shot:
    def show(window: MainWindow, desk: FakeDesk) -> None:
        desk.gateways = Gateways(call="Twilio")
        window.show_place("settings")
        view = window.places.currentWidget()
        assert isinstance(view, SettingsView)
        view.set_settings(Settings(call_by=how, my_phone="+358401234567"))
        if how == "softphone":
            view.phone.number.setText("+358 40 123 4567")
            view.phone.say(_NO_PHONE if wrong else _A_PHONE)
        if wrong:
            view.phone.softphone.at.setText("192.0.2.7:4444")
            view.phone.softphone.at.textEdited.emit("")
        QApplication.processEvents()
        view.area.ensureWidgetVisible(view.phone)
        view.area.ensureWidgetVisible(view.phone.result)

    return show


def _call_runs(window: MainWindow, desk: FakeDesk) -> None:
    lead = next(one for one in desk.leads.values() if one.running() is not None)
    window.open_lead(lead.id)
    desk.call = RunningCall(
        lead=lead.id, touch="", via="softphone", state="answered", since=desk.now() - 42 * SECOND
    )
    desk.hooks.call(desk.call)


def _call_over(window: MainWindow, desk: FakeDesk) -> None:
    lead = next(one for one in desk.leads.values() if one.running() is not None)
    running = lead.running()
    assert running is not None
    window.open_lead(lead.id)
    at = desk.now() - 6 * SECOND
    desk.fact(lead.id, CallProgress(touch=running.id, state="ended", at=at, seconds=102))
    window.ticker.second.emit(desk.now())


def _assigning(window: MainWindow, desk: FakeDesk) -> None:
    window.show_place("board")
    window.acts.run("board-down")
    window.acts.run("board-assign")


def _board_open(window: MainWindow, desk: FakeDesk) -> None:
    window.show_place("board")
    window.acts.run("board-hand")


def _agenda(*acts: str, lead: str = "") -> Shot:
    def show(window: MainWindow, desk: FakeDesk) -> None:
        window.show_place("agenda")
        view = window.places.currentWidget()
        assert isinstance(view, AgendaView)
        if lead:
            view.choose(lead)
        for act in acts:
            window.acts.run(act)

    return show


def _dragged(by: int) -> Shot:
    def show(window: MainWindow, desk: FakeDesk) -> None:
        _agenda(lead="lead-ólafur")(window, desk)
        view = window.places.currentWidget()
        assert isinstance(view, AgendaView)
        for _ in range(abs(by)):
            view.strip.nudge(1 if by > 0 else -1)

    return show


def _clue(window: MainWindow, desk: FakeDesk) -> None:
    _agenda("agenda-clue", lead="lead-ólafur")(window, desk)
    field = window.focusWidget()
    if isinstance(field, QLineEdit):
        field.setText("tue after 3, ask for Dana")
    for popup in window.findChildren(CluePopup):
        popup.say()


def _act(name: str) -> Shot:
    def run(window: MainWindow, desk: FakeDesk) -> None:
        window.acts.run(name)

    return run


def _writing(channel: str) -> Shot:
    def write(window: MainWindow, desk: FakeDesk) -> None:
        window.now.open_lead("lead-imogen")
        window.pages.write(desk.leads["lead-imogen"], channel)  # type: ignore[arg-type]

    return write


def _writes(
    lead_id: str, channel: str, text: str = "", *, beside: str = "", about: bool = False
) -> Shot:
    def write(window: MainWindow, desk: FakeDesk) -> None:
        if beside:
            draft = Kept(text=text, touched=True, other=beside)
            desk.keep_draft(lead_id, channel, draft)  # type: ignore[arg-type]
        window.now.open_lead(lead_id)
        window.pages.write(desk.leads[lead_id], channel)  # type: ignore[arg-type]
        page = window.now.pane.currentWidget()
        assert isinstance(page, Composer)
        if text and not beside:
            page.foot.box.set_text(text)
        page.foot.focus()
        if about:
            page.toggle_side(True)

    return write


def _find(window: MainWindow, desk: FakeDesk) -> None:
    window.acts.run("find")
    field = window.focusWidget()
    if isinstance(field, QLineEdit):
        field.setText("ol")


def _ringing(window: MainWindow, desk: FakeDesk) -> QWidget:
    return CardSheet(window.bridge, desk, window.theme)


def _sign_in(error: str) -> Shot:
    def show(window: MainWindow, desk: FakeDesk) -> None:
        window.bridge.detach()
        window.show_sign_in("https://hub.tillerpay.example", error)

    return show


def _awake(window: MainWindow, desk: FakeDesk) -> None:
    page = AwakePage(window.bridge, window.theme)
    page.show_gap(Gap(NOW - 45 * MINUTE, NOW, "The computer slept"))
    window.now.pane.addWidget(page)
    window.now.pane.setCurrentWidget(page)


VIEWS: dict[str, tuple[Callable[[], FakeDesk], Shot]] = {
    "now-offer": (scenes.offered, _nothing),
    "now-trying": (scenes.offered, _trying),
    "now-lost": (scenes.offered, _lost),
    "now-claimed": (scenes.claimed_only, _nothing),
    "now-on-call": (scenes.on_call, _nothing),
    "now-outcome": (scenes.on_call, _outcome),
    "now-booked": (scenes.on_call, _booked),
    "now-sms": (scenes.sms_sent, _nothing),
    "now-arrived": (scenes.offered, _arrived),
    "now-settle": (scenes.offered, _prepare),
    "now-due": (scenes.offered, _due),
    "now-ended-offline": (agenda_scenes.offline, _ended_offline),
    "now-about": (scenes.offered, _about),
    "now-stale": (scenes.stale, _picked_deaf),
    "deaf": (scenes.deaf, _was_armed),
    "arming": (scenes.deaf, _nothing),
    "empty": (scenes.empty, _nothing),
    "awake": (scenes.offered, _awake),
    "board": (scenes.board, _place("board")),
    "board-hand": (scenes.board, _board_open),
    "board-assign": (scenes.board, _assigning),
    "board-stale": (scenes.board_stale, _board_open),
    "agenda": (agenda_scenes.as_drawn, _agenda()),
    "agenda-plan": (agenda_scenes.as_drawn, _agenda("agenda-plan", lead="lead-ólafur")),
    "agenda-dragging": (agenda_scenes.as_drawn, _dragged(7)),
    "agenda-refused": (agenda_scenes.as_drawn, _dragged(90)),
    "agenda-advice": (agenda_scenes.given_up, _agenda(lead="lead-priya")),
    "agenda-overdue": (agenda_scenes.overdue, _agenda()),
    "agenda-provisional": (agenda_scenes.offline, _agenda(lead="lead-олена")),
    "agenda-stale": (agenda_scenes.stale_agenda, _agenda()),
    "agenda-leave": (agenda_scenes.on_leave, _agenda()),
    "agenda-after-leave": (agenda_scenes.after_leave, _agenda()),
    "agenda-empty": (FakeDesk, _agenda()),
    "agenda-crowded": (agenda_scenes.crowded, _agenda()),
    "agenda-list": (agenda_scenes.as_drawn, _agenda("agenda-turn")),
    "agenda-next": (agenda_scenes.as_drawn, _agenda("agenda-next", lead="lead-ólafur")),
    "agenda-snooze": (agenda_scenes.as_drawn, _agenda("agenda-snooze", lead="lead-ólafur")),
    "agenda-skip": (agenda_scenes.as_drawn, _agenda("agenda-skip", lead="lead-ólafur")),
    "agenda-clue": (agenda_scenes.as_drawn, _clue),
    "agenda-keys": (agenda_scenes.as_drawn, _agenda("keys")),
    "settings": (scenes.offered, _place("settings")),
    "settings-call-tel": (scenes.offered, _how_i_call("tel")),
    "settings-call-softphone": (scenes.offered, _how_i_call("softphone")),
    "settings-call-wrong": (scenes.offered, _how_i_call("softphone", wrong=True)),
    "settings-call-company": (scenes.offered, _how_i_call("company")),
    "call-runs": (scenes.on_call, _call_runs),
    "call-over": (scenes.on_call, _call_over),
    "settings-hours": (hours_scenes.set_up, _place("settings")),
    "settings-hours-wrong": (hours_scenes.troubled, _hours_wrong),
    "numbers": (number_scenes.counted, _numbers),
    "numbers-few": (number_scenes.few, _place("numbers")),
    "numbers-none": (number_scenes.none, _place("numbers")),
    "compose-sms": (scenes.claimed_only, _writing("sms")),
    "compose-refused": (scenes.claimed_only, _writing("email")),
    "compose-thread": (
        message_scenes.thread,
        _writes(
            "lead-oluwaseun",
            "sms",
            "If 14:00 slips, which is better for you, 15:30 today or 10:00 tomorrow?",
        ),
    ),
    "compose-new": (message_scenes.sends, _writes("lead-imogen", "sms")),
    "compose-failed": (message_scenes.failed, _writes("lead-imogen", "sms")),
    "compose-unknown": (message_scenes.unknown, _writes("lead-imogen", "sms")),
    "compose-stopped": (message_scenes.refused, _writes("lead-imogen", "email")),
    "compose-beside": (
        message_scenes.thread,
        _writes(
            "lead-oluwaseun",
            "sms",
            "One more thing",
            beside="14:00 your time it is. I will show payout limits first.",
        ),
    ),
    "compose-extreme": (message_scenes.extreme, _writes("lead-extreme", "email")),
    "compose-waiting": (message_scenes.unlinked, _writes("lead-imogen", "sms")),
    "compose-kept": (message_scenes.kept, _writes("lead-imogen", "email")),
    "compose-about": (message_scenes.thread, _writes("lead-oluwaseun", "sms", about=True)),
    "compose-on-call": (message_scenes.calling, _writes("lead-imogen", "sms")),
    "now-replied": (message_scenes.replied, _due_now),
    "compose-email": (
        message_scenes.thread,
        _writes("lead-oluwaseun", "email"),
    ),
    "palette": (scenes.offered, _find),
    "keys": (scenes.offered, _act("keys")),
    "later": (scenes.offered, _act("later")),
    "decide": (scenes.undecided, _act("decide")),
    "ring": (scenes.offered, _ringing),
    "sign-in": (scenes.empty, _sign_in("")),
    "sign-in-refused": (
        scenes.empty,
        _sign_in("The hub does not know this code. Ask your team lead for a new one."),
    ),
    "return": (scenes.on_call, _act("outcome-9")),
}


def main(names: list[str]) -> int:
    """All of it, or only the views named."""
    OUT.mkdir(parents=True, exist_ok=True)
    if os.environ.get("LEADBELL_SHOT_SCALE"):
        _draw(names)
        return 0
    for scale in SCALES:
        env = {"LEADBELL_SHOT_SCALE": scale, "QT_SCALE_FACTOR": scale, "TZ": "Europe/Helsinki"}
        env |= {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
        again = [sys.executable, "-m", "tests.screenshots", *names]
        done = subprocess.run(again, env=os.environ | env, check=False)
        if done.returncode:
            return done.returncode
    print(f"pictures in {OUT}")
    return 0


def _draw(names: list[str]) -> None:
    scale = os.environ["LEADBELL_SHOT_SCALE"]
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for mode in MODES:
        theme = Theme(mode)
        theme.apply(app)
        for name, (scene, shot) in VIEWS.items():
            if names and name not in names:
                continue
            for width, height in SIZES if scale == "1" else SIZES[:1]:
                picture = OUT / f"{name}-{mode}-{width}x{height}@{scale}x.png"
                _picture(app, theme, scene(), shot, (width, height), picture)


def _picture(
    app: QApplication, theme: Theme, desk: FakeDesk, shot: Shot, size: tuple[int, int], to: Path
) -> None:
    bridge = Bridge()
    bridge.attach(desk)
    window = MainWindow(bridge, theme, Settings())
    window.ticker.stop()
    window.resize(*size)
    window.show()
    app.processEvents()
    window.ticker.second.emit(desk.now())
    shown = shot(window, desk) or window
    for _ in range(3):
        app.processEvents()
    shown.grab().save(str(to))
    bridge.detach()
    window.deleteLater()
    app.processEvents()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
