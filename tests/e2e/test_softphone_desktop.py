"""The window with a real softphone beside it: one press claims and dials, H hangs up, and the
outcome is asked without anybody opening anything. Pictures are kept in build/test-shots."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from client import settings as stored
from client.settings import Settings
from tests.desk_process import DeskProcess, Said, of
from tests.e2e.conftest import StartDesk
from tests.e2e.desktop import Computer, Desktop, computer
from tests.hub_process import HubProcess
from tests.rigs.baresip import Phone, hand_on, two_phones
from tests.rigs.notifiers import Xfce, xfce4_notifyd
from tests.rigs.processes import soon, until

LEAD = "+442079460018"
CLAIM_AND_CALL = 0
CONNECTED = "1"


@pytest.fixture
def pc() -> Iterator[Computer[Xfce]]:
    """A computer whose notifications have real buttons."""
    with computer(xfce4_notifyd) as pc:
        yield pc


def test_claimed_called_hung_up_and_asked_how_it_ended_with_three_keys(
    hub: HubProcess, desk_of: StartDesk, pc: Computer[Xfce], tmp_path: Path
) -> None:
    witness = desk_of("Lena", role="team-lead")
    anna = Desktop(pc.screen, tmp_path / "anna", hub)
    with two_phones(tmp_path, answering="manual", number=LEAD) as (mine, theirs):
        way = Settings(call_by="softphone", sip_phone=mine.at, sip_dials=theirs.template)
        stored.save(anna.profile, way)
        try:
            anna.sign_in("Anna")
            lead = hub.post(name="Mara Okafor", phone=LEAD, message="Please call me about a demo")
            notification = until(lambda: next(iter(pc.daemon.shown()), None), "it rings")
            until(lambda: pc.daemon.buttons(notification), "it has buttons")
            pc.daemon.press(notification, CLAIM_AND_CALL)
            stands(witness, lead, "ringing")
            anna.screen.shot("softphone-01-rings")
            asyncio.run(pick_up(theirs))
            stands(witness, lead, "answered")
            anna.screen.shot("softphone-02-talking")
            anna.screen.key("h")
            over = stands(witness, lead, "ended")
            assert over["b"].get("why") == "hung up here"
            assert pc.phone.lines() == [], "nothing was handed to the computer's own phone"
            anna.screen.shot("softphone-03-how-did-it-end")
            anna.screen.key(CONNECTED)
            anna.screen.key("Return")
            ended = witness.wait(
                lambda said: said.get("fact") == "touch.ended" and of(said) == lead, "it is said"
            )
            assert ended["b"]["disposition"] == "connected"
            assert not anna.crashes.exists()
        finally:
            anna.end()


async def pick_up(phone: Phone) -> None:
    async with hand_on(phone) as them:
        await them.do("accept")
        await soon(lambda: them.saw("CALL_ESTABLISHED"), "they talk")


def stands(witness: DeskProcess, lead: str, state: str) -> Said:
    """What the team lead's desk hears of the line."""
    return witness.wait(
        lambda said: (
            said.get("fact") == "call.progress" and of(said) == lead and said["b"]["state"] == state
        ),
        f"the log says {state}",
    )
