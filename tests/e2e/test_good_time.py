"""The link in a real text, opened in a real browser on a phone, and what it does on the desks.

"At once" is what a tap sets off by itself; no timer that brings things about in half a minute has a
part in it. What it takes on a machine with nothing else to do is a figure of `benchmarks`."""

import email
import email.policy
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_process import DeskProcess
from tests.e2e.linked import Setting, asks_now, is_fact, linked, posted
from tests.e2e.ways_out import ByExim, sending_hub, way_out
from tests.hub_process import DIRECT
from tests.rigs.browser import chromium
from tests.rigs.processes import until

pytestmark = pytest.mark.real
BY_ITSELF_S = 15.0
"""On a machine that is busy with other things."""


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    with linked(tmp_path_factory.mktemp("good-time")) as made:
        yield made


async def test_call_me_now_in_a_text_rings_the_owners_desk_at_once(
    setting: Setting,
    tmp_path: Path,
) -> None:
    lead = setting.claimed()
    url = setting.link(lead)
    async with chromium(tmp_path) as browser:
        phone = await browser.page(scripts=False)
        await phone.open(url)
        assert f"Anna will call you on the number ending {setting.end}" in await phone.text()
        tapped = time.monotonic()
        await phone.tap("Call me now")
        due = setting.anna.next(lambda said: is_fact(said, "good_time.answered", lead), "told")
        setting.anna.next(lambda said: asks_now(said, lead), "Anna's desk rings")
        assert time.monotonic() - tapped < BY_ITSELF_S
        assert due["b"]["choice"] == "now"
        assert "Anna is asked to call you now" in await phone.text()
        await phone.open(url)
        assert phone.answers[-1]["status"] == 410
        assert "You chose: Call me now." in await phone.text()
        assert phone.complaints == [
            "Failed to load resource: the server responded with a status of 410 (Gone)"
        ]


async def test_a_time_tapped_on_the_phone_is_pinned_on_the_agenda(
    setting: Setting, tmp_path: Path
) -> None:
    lead = setting.claimed()
    url = setting.link(lead)
    async with chromium(tmp_path) as browser:
        phone = await browser.page()
        await phone.open(url)
        first = next(n for n in await phone.tree() if re.search(r"\d\d:\d\d", n["name"]))
        await phone.tap(first["name"])
        assert "Anna will call you then" in await phone.text()
        planned = setting.anna.next(
            lambda said: is_fact(said, "touch.next", lead) and said["b"]["next"].get("pinned"),
            "it is on Anna's agenda",
        )
        assert planned["b"]["next"]["channel"] == "call"
        assert planned["b"]["next"]["at"] > time.time() * 1000
        clock = re.search(r"\d\d:\d\d", first["name"])
        assert clock is not None
        assert clock[0] in await phone.text()


async def test_stop_on_the_page_is_on_every_desk_at_once_and_nothing_leaves_again(
    setting: Setting,
    tmp_path: Path,
) -> None:
    lead = setting.claimed()
    url = setting.link(lead)
    async with chromium(tmp_path) as browser:
        phone = await browser.page(scripts=False)
        await phone.open(url)
        await phone.tap("Stop, do not contact me")
        assert "Stop all contact?" in await phone.text()
        assert setting.never("lead.consent", lead)
        stopped = time.monotonic()
        await phone.tap("Yes, stop")
        setting.anna.next(lambda said: is_fact(said, "lead.consent", lead), "Anna is told")
        assert time.monotonic() - stopped < BY_ITSELF_S
        assert "You will not hear from us again" in await phone.text()
    before = setting.way.carrier.attempts()
    setting.anna.do("send", lead=lead, channel="sms", text="One more thing")
    told = setting.anna.next(lambda said: said.get("do") == "send_message", "it is refused")
    assert told["re"]["e"]["code"] in ("no_consent", "not_open")
    assert setting.way.carrier.attempts() == before


def test_forged_replayed_and_prefetched_links_do_nothing(setting: Setting) -> None:
    lead = setting.claimed()
    url = setting.link(lead)
    for method in ("GET", "HEAD"):
        with DIRECT.open(urllib.request.Request(url, method=method), timeout=60) as answer:
            assert answer.status == 200
    assert setting.never("good_time.answered", lead)
    forged = url[:-1] + ("A" if url[-1] != "A" else "B")
    assert posted(forged, "email") == 404
    assert posted(url, "email") == 200
    assert posted(url, "email") == 410
    assert posted(url, "now") == 410
    until(lambda: setting.anna.facts("good_time.answered", lead), "one answer is told")
    assert len(setting.anna.facts("good_time.answered", lead)) == 1


def test_an_unclaimed_lead_that_says_call_me_now_rings_in_the_pool(setting: Setting) -> None:
    """Their own words in the automatic answer's link; nobody has the lead yet."""
    lead = setting.enquiry()
    setting.anna.wait(lambda said: "ring" in said and lead in str(said), "it rings first")
    setting.anna.do("claim", lead=lead)
    setting.anna.wait(lambda said: is_fact(said, "lead.claimed", lead), "it is Anna's")
    url = setting.link(lead)
    setting.anna.do("release", lead=lead)
    setting.anna.next(lambda said: is_fact(said, "lead.released", lead), "nobody's again")
    assert posted(url, "now") == 200
    setting.anna.next(lambda said: asks_now(said, lead), "it rings again")


def test_one_click_in_a_mail_program_is_on_the_desk_at_once(tmp_path: Path) -> None:
    with way_out("exim", tmp_path) as way, sending_hub(tmp_path / "h", [way]) as hub:
        assert isinstance(way, ByExim)
        anna = DeskProcess.start_for(hub, "Anna", tmp_path / "anna")
        try:
            lead = hub.post({"name": "Jane", "email": "jane@lead.example"})
            anna.wait(lambda said: is_fact(said, "lead.new", lead), "it arrives")
            anna.do("claim", lead=lead)
            anna.wait(lambda said: is_fact(said, "lead.claimed", lead), "it is Anna's")
            words = {"subject": "Your question", "text": "Thank you. {good_time}"}
            anna.do("send", lead=lead, channel="email", **words)
            anna.wait(lambda said: is_fact(said, "message.sent", lead), "it is sent")
            (raw,) = until(lambda: way.server.mails("jane@lead.example"), "the mail is there")
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            url = mail["List-Unsubscribe"].strip("<> ")
            assert re.fullmatch(r"http://\S+/u/[\w.-]{29}", url), url
            with DIRECT.open(url, timeout=60) as page:
                assert b"Unsubscribe" in page.read()
            assert not anna.facts("lead.consent", lead)
            clicked = time.monotonic()
            click = urllib.request.Request(url, b"List-Unsubscribe=One-Click")
            with DIRECT.open(click, timeout=60) as told:
                assert told.status == 200
            said = anna.next(lambda said: is_fact(said, "lead.consent", lead), "Anna is told")
            assert time.monotonic() - clicked < BY_ITSELF_S
            assert (said["b"]["channel"], said["b"]["consent"]["state"]) == ("email", "refused")
        finally:
            anna.end()
