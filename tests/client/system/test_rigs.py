"""The rigs themselves: a rig that lies would make every test above it worthless."""

import subprocess
import sys

import pytest

from tests.rigs.notifiers import Dunst, Xfce
from tests.rigs.processes import needs, until
from tests.rigs.schemes import Handed
from tests.rigs.screen import Screen
from tests.rigs.session import Session

pytestmark = pytest.mark.real


def notify(screen: Screen, summary: str) -> "subprocess.Popen[bytes]":
    command = [needs("notify-send", "libnotify-bin"), "-u", "critical", "-p"]
    command += ["-A", "one=One", "-A", "two=Two", "-A", "three=Three", summary, "body"]
    return subprocess.Popen(command, env=screen.session.env, stdout=subprocess.PIPE)


def test_a_real_press_on_a_drawn_button_reaches_who_sent_it(xfce: Xfce) -> None:
    sender = notify(xfce.screen, "Ayşe Karaca")
    (window,) = until(xfce.shown, "the notification is on the screen")
    assert len(until(lambda: xfce.buttons(window), "buttons")) == 3
    xfce.press(window, 1)
    told, _ = sender.communicate(timeout=10)
    assert told.split()[-1] == b"two"
    until(lambda: not xfce.shown(), "it is gone")


def test_dunst_counts_and_its_menu_can_be_chosen_from(dunst: Dunst) -> None:
    sender = notify(dunst.screen, "Jonas Weber")
    until(lambda: dunst.displayed() == 1, "one is displayed")
    dunst.choose("Three")
    until(lambda: sender.poll() is not None or dunst.displayed() == 0, "the action came")
    dunst.ctl("close-all")
    told, _ = sender.communicate(timeout=10)
    assert b"three" in told.split()
    assert [row["summary"] for row in dunst.history()] == ["Jonas Weber"]


def test_a_managed_screen_has_a_picture(managed_screen: Screen) -> None:
    assert managed_screen.shot("rig-screen").stat().st_size > 100


def test_the_system_opens_the_registered_handler(
    session: Session,
    screen: Screen,
    phone: Handed,
) -> None:
    subprocess.run(
        [needs("xdg-open", "xdg-utils"), "tel:+14155550101"],
        env=session.env,
        check=True,
        timeout=20,
    )
    assert phone.wait() == ["tel:+14155550101"]


def test_an_open_keyring_holds_a_secret(open_keyring: Session) -> None:
    code = "import keyring as k; k.set_password('s', 'a', 'x'); print(k.get_password('s', 'a'))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=open_keyring.env, capture_output=True, timeout=20
    )
    assert done.stdout == b"x\n", done.stderr
