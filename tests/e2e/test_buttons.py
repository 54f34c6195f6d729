"""The other buttons of a notification, pressed on a real daemon, and the window they lead to."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.desk_process import DeskProcess, of
from tests.e2e.conftest import StartDesk
from tests.e2e.desktop import Computer, Desktop, computer
from tests.hub_process import ROOT, HubProcess
from tests.rigs.notifiers import Xfce, xfce4_notifyd
from tests.rigs.processes import until
from ui.tokens import LIGHT

SMS, EMAIL, LATER, OPEN = 1, 2, 3, 4


@pytest.fixture
def pc() -> Iterator[Computer[Xfce]]:
    with computer(xfce4_notifyd) as running:
        yield running


@pytest.fixture
def anna(pc: Computer[Xfce], hub: HubProcess, tmp_path: Path) -> Iterator[Desktop]:
    """Anna's desktop, signed in."""
    desktop = Desktop(pc.screen, tmp_path / "anna", hub)
    try:
        desktop.sign_in("Anna")
        yield desktop
    finally:
        desktop.end()


def rings(pc: Computer[Xfce]) -> None:
    until(lambda: len(pc.daemon.shown()) == 1, "one notification is shown")


def told(desk: DeskProcess, kind: str, lead: str) -> dict[str, str]:
    said = desk.wait(lambda said: said.get("fact") == kind and of(said) == lead, kind)
    body: dict[str, str] = said["b"]
    return body


def test_sms_and_email_claim_the_lead_and_hand_over_a_text_with_its_name(
    anna: Desktop, pc: Computer[Xfce], hub: HubProcess, desk_of: StartDesk
) -> None:
    witness = desk_of("Lena", role="team-lead")
    lead = hub.post(name="Mara Okafor")
    rings(pc)
    pc.daemon.press(pc.daemon.shown()[0], SMS)
    [sms] = pc.phone.wait()
    assert sms.startswith("sms:+442079460018?body=Hello%20Mara")
    assert told(witness, "touch.started", lead)["channel"] == "sms"
    until(lambda: not pc.daemon.shown(), "its notification is withdrawn")
    lead = hub.post(name="Ben Ashe", email="ben@example.org", phone="+442079460019")
    rings(pc)
    pc.daemon.press(pc.daemon.shown()[0], EMAIL)
    mail = urlsplit(pc.phone.wait(2)[1])
    assert (mail.scheme, mail.path) == ("mailto", "ben@example.org")
    assert parse_qs(mail.query)["body"][0].startswith("Hello Ben,")
    assert told(witness, "touch.started", lead)["channel"] == "email"
    anna.screen.shot("buttons-written")
    assert not anna.crashes.exists()


def test_later_ends_the_ring_here_and_leaves_the_lead_to_the_others(
    anna: Desktop, pc: Computer[Xfce], hub: HubProcess, desk_of: StartDesk
) -> None:
    jonas = desk_of("Jonas")
    lead = hub.post()
    rings(pc)
    pc.daemon.press(pc.daemon.shown()[0], LATER)
    told(jonas, "lead.passed", lead)
    until(lambda: not pc.daemon.shown(), "its notification is withdrawn")
    jonas.do("claim", lead=lead)
    told(jonas, "lead.claimed", lead)
    assert pc.phone.lines() == []
    assert anna.alive()


def test_open_brings_a_window_that_was_closed_back_with_that_lead(
    anna: Desktop, pc: Computer[Xfce], hub: HubProcess
) -> None:
    anna.screen.key("alt+F4")
    until(lambda: not anna.windows(), "the window is put away")
    hub.post()
    rings(pc)

    def shows_a_claim() -> bool:
        return any(anna.painted(window, LIGHT.accent) > 4_000 for window in anna.windows())

    pc.daemon.press(pc.daemon.shown()[0], OPEN)
    anna.until(shows_a_claim, "the window is back and shows the lead with its button")
    anna.screen.shot("buttons-opened")


def test_a_second_start_raises_the_first_and_ends(anna: Desktop, pc: Computer[Xfce]) -> None:
    anna.screen.key("alt+F4")
    until(lambda: not anna.windows(), "the window is put away")
    second = subprocess.run(
        [sys.executable, "-m", "app", "--profile", str(anna.profile)],
        cwd=ROOT,
        env=pc.session.env,
        timeout=60,
    )
    assert second.returncode == 0
    anna.until(anna.windows, "the first is in front again")
    assert anna.alive()
