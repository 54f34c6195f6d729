"""The sign-in on a real Secret Service: kept there and nowhere else. What is said without one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from client.system.keychain import ABSENT, SERVICE
from tests.desk_process import DeskProcess
from tests.e2e.desktop import Desktop, computer
from tests.hub_process import ROOT, HubProcess
from tests.rigs.keyrings import unlocked_keyring
from tests.rigs.notifiers import dunst
from tests.rigs.session import Session, own_session
from ui.tokens import LIGHT


def test_a_desktop_signed_in_once_asks_nothing_after_a_restart_and_keeps_no_token_on_disk(
    hub: HubProcess, tmp_path: Path
) -> None:
    with computer(dunst) as pc:
        anna = Desktop(pc.screen, tmp_path / "anna", hub)
        try:
            anna.sign_in("Anna")
            token = kept_token(pc.session, anna.profile)
            anna.end()
            assert not files_with(token, tmp_path), "only the keyring has it"
            anna.start()
            anna.until(lambda: len(anna.moments("live")) == 2, "live again, with nobody asked")
        finally:
            anna.end()
    assert hub.log().count('"event": "paired"') == 1
    assert token not in hub.log() + anna.said()


def test_a_desktop_without_a_keyring_says_so_and_does_not_sign_in(
    hub: HubProcess, tmp_path: Path
) -> None:
    with computer(dunst, keyring=False) as pc:
        anna = Desktop(pc.screen, tmp_path / "anna", hub)
        try:
            anna.start()
            assert red(anna) == 0
            anna.type_code(hub.invite("Anna"))
            anna.until(lambda: red(anna) > 10, "the page says in red what is missing")
            anna.screen.shot("without-a-keyring")
            assert not anna.moments("live")
            assert not (anna.profile / "accounts.json").exists()
            assert not anna.crashes.exists()
            assert '"event": "paired"' not in hub.log(), "the code is still good"
        finally:
            anna.end()


def test_a_headless_desk_comes_back_without_a_code(
    hub: HubProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_session() as session, unlocked_keyring(session):
        session.enter(monkeypatch)
        profile = tmp_path / "Anna"
        arguments = ["--hub", hub.url, "--profile", str(profile)]
        desk = DeskProcess([*arguments, "--code", hub.invite("Anna")], _log=tmp_path / "anna.log")
        try:
            desk.start()
            desk.wait(lambda said: said.get("live") is True, "live")
            assert desk.quit() == 0
            desk.end()
            token = kept_token(session, profile)
            desk.arguments = arguments
            desk.start()
            desk.wait(lambda said: said.get("live") is True, "live again, without a code")
        finally:
            desk.end()
    assert not files_with(token, tmp_path)


def test_a_headless_desk_says_on_stderr_that_there_is_no_keyring(
    hub: HubProcess, tmp_path: Path
) -> None:
    with own_session() as session:
        command = [sys.executable, "-m", "client", "--hub", hub.url, "--secrets", "keyring"]
        command += ["--code", hub.invite("Anna"), "--profile", str(tmp_path / "Anna")]
        said = subprocess.run(
            command,
            cwd=ROOT,
            env=session.env,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert (said.stderr.strip(), said.stdout, said.returncode) == (ABSENT, "", 1)
    assert '"event": "paired"' not in hub.log(), "the code is still good"


def red(desktop: Desktop) -> int:
    """Pixels in the colour of what went wrong; letters have few that are not blended."""
    return desktop.painted(desktop.windows()[0], LIGHT.hot_text)


def kept_token(session: Session, profile: Path) -> str:
    """What the session's keyring has for the profile's only account."""
    [account] = json.loads((profile / "accounts.json").read_text())["accounts"]
    ask = [sys.executable, "-m", "keyring", "get", SERVICE, f"{account['url']}#{account['device']}"]
    told = subprocess.run(ask, env=session.env, capture_output=True, text=True, timeout=60)
    token = told.stdout.strip()
    assert len(token) > 20, told.stderr
    return token


def files_with(token: str, folder: Path) -> list[Path]:
    """Files below `folder` that hold the token. The hub keeps its hash only, so none should."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if token.encode() in path.read_bytes()]
