"""Sound is claimed only where an output exists."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.resources import RESOURCES
from ui.sound import NAMES, QtSound


def test_every_named_sound_is_shipped() -> None:
    assert all((RESOURCES / "sounds" / f"{name}.wav").is_file() for name in NAMES)


def test_a_sound_nobody_made_is_not_played(qtbot: QtBot) -> None:
    assert QtSound().play("../../etc/passwd") is False


def test_without_an_output_it_says_so_and_with_one_it_plays(qtbot: QtBot) -> None:
    sound = QtSound(volume=1)
    assert sound.play("tick") is bool(sound.device())
    sound.stop()
