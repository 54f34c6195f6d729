"""Start at login: files that desktops read, switched on and off."""

import plistlib
import subprocess
from pathlib import Path

import pytest

from client.system.autostart import DesktopFile, LaunchAgent, autostart, own_command
from tests.rigs.processes import needs, until


def test_linux_follows_the_users_config_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    start = autostart(["/opt/lead bell/leadbell"])
    file = tmp_path / "autostart" / "leadbell.desktop"
    assert not start.enabled()
    start.enable()
    start.enable()
    assert start.enabled()
    assert 'Exec="/opt/lead bell/leadbell" --hidden' in file.read_text().splitlines()
    start.disable()
    start.disable()
    assert not start.enabled()
    assert not file.exists()


@pytest.mark.real
def test_a_real_desktop_starts_exactly_the_command(tmp_path: Path) -> None:
    gio = needs("gio", "libglib2.0-bin")
    script, told = tmp_path / "lead bell", tmp_path / "told"
    script.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > "{told}.new" && mv "{told}.new" "{told}"\n'
    )
    script.chmod(0o700)
    odd = ["--profile", 'a$b`c%d"e\\f g', "%u", "~;&|<>#*?()'"]
    DesktopFile([str(script), *odd, "--hidden"], tmp_path).enable()
    subprocess.run([gio, "launch", str(tmp_path / "leadbell.desktop")], check=True, timeout=20)
    until(told.exists, "it was started")
    assert told.read_text().splitlines() == [*odd, "--hidden"]


@pytest.mark.parametrize("off", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_switched_off_by_the_desktops_own_settings_is_off(tmp_path: Path, off: str) -> None:
    start = DesktopFile(["leadbell"], tmp_path)
    start.enable()
    file = tmp_path / "leadbell.desktop"
    rows = file.read_text().replace("X-GNOME-Autostart-enabled=true", "")
    file.write_text(rows + off + "\n")
    assert not start.enabled()
    start.enable()
    assert start.enabled()


def test_a_command_with_a_line_break_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line break"):
        DesktopFile(["leadbell\nHidden=true"], tmp_path).enable()
    assert not (tmp_path / "leadbell.desktop").exists()


def test_mac_gets_a_launch_agent(tmp_path: Path) -> None:
    start = LaunchAgent(["/Applications/Leadbell", "--hidden"], tmp_path / "LaunchAgents")
    assert not start.enabled()
    start.enable()
    assert start.enabled()
    (file,) = (tmp_path / "LaunchAgents").iterdir()
    told = plistlib.loads(file.read_bytes())
    assert told["ProgramArguments"] == ["/Applications/Leadbell", "--hidden"]
    assert told["RunAtLoad"] is True
    start.disable()
    assert not start.enabled()


def test_an_app_image_starts_itself_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_command()[1:] == ["-m", "app"]
    monkeypatch.setenv("APPIMAGE", "/home/a/Leadbell.AppImage")
    assert own_command() == ["/home/a/Leadbell.AppImage"]
