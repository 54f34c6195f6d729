"""Leads written by somebody who means harm, in every field: shown as text, dialled never, fetched
never, logged never, and nothing stops."""

import re
import threading
import urllib.error
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.desk_process import of
from tests.e2e.conftest import StartDesk
from tests.e2e.desktop import Desktop, computer
from tests.hub_process import HubProcess
from tests.rigs.notifiers import xfce4_notifyd
from tests.rigs.processes import until

SEEN_NOWHERE = "zq7canary"
"""Stands in every hostile text; no log may hold it."""
FIELDS = (
    *("name", "first name", "last name", "salutation", "company", "job title", "email", "phone"),
    *("message", "page", "page title", "referrer", "form", "content", "utm_source", "utm_campaign"),
    *("utm_term", "country", "city", "state", "zip", "timezone", "language", "opted_in_at"),
    *("sms consent", "budget", "{first_name}", "<b>field</b>", "__proto__"),
)


class Canary:
    """A web server that counts who comes by."""

    def __init__(self) -> None:
        canary = self
        self.hits: list[str] = []

        class Count(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.hits.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Count)
        self.url = f"http://127.0.0.1:{self.server.server_port}/{SEEN_NOWHERE}"


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    thread = threading.Thread(target=canary.server.serve_forever)
    thread.start()
    yield canary
    canary.server.shutdown()
    thread.join()
    canary.server.server_close()


def hostile_texts(url: str) -> dict[str, str]:
    c = SEEN_NOWHERE
    return {
        "html": f'<img src="{url}/i.png"><b>{c}</b><script src="{url}/s.js"></script>',
        "link": f'<a href="{url}/a">{c}</a> {url}/plain <style>@import "{url}/c.css"</style>',
        "markup": f"&lt;img src='{url}/e.png'&gt; </b></body></html> & {c} ]]>",
        "bidi": f"{c} \u202e\u2066gnp.exe\u2069 \u200b\u2028\u2029 \u061c evil",
        "rtl": f"\u0644\u064a\u0644\u0649 {c} \u05e9\u05dc\u05d5\u05dd \u202b(123)",
        "zalgo": c + "".join(chr(0x300 + n % 80) for n in range(400)),
        "emoji": f"{c} 👩‍👩‍👧‍👦🏴‍☠️🔥" * 50,
        "braces": f"{c} {{first_name}} {{{{7*7}}}} {{% if x %}} ${{jndi:ldap://x}} %s %n",
        "codes": f"tel:*21*#;{c}",
        "dial": f"+442079460018,,*31#;phone-context={c}",
        "scheme": f"file:///etc/passwd?{c} javascript:alert(1) mailto:a@b?bcc={c}@x.example",
        "control": f"{c}\x00\x07\x1b[31m\x1b]0;owned\x07\r\nBcc: {c}@x.example\r\n",
        "option": f"--display=:9 -rf / $(touch {c}) `id` ; | & {c}",
        "sql": f"'; DROP TABLE lead;-- {c} \\x27 \" OR 1=1",
        "long": c + "W" * 1_500,
    }


def test_hostile_text_in_every_field_is_text_and_nothing_more(
    hub: HubProcess, desk_of: StartDesk, canary: Canary, tmp_path: Path
) -> None:
    witness = desk_of("Lena", role="team-lead")
    with computer(xfce4_notifyd) as pc:
        petra = Desktop(pc.screen, tmp_path / "petra", hub)
        try:
            petra.sign_in("Petra", role="team-lead")
            leads = {*post_hostile(hub, canary.url), post_long_name(hub)}
            refuse_a_megabyte(hub)
            until(lambda: {*map(of, witness.facts("lead.new"))} == leads, "all arrive", 120)
            petra.until(lambda: all(map(petra.lead, leads)), "all are on the desktop", 120)
            petra.screen.shot("hostile-1-rings")
            for key in ("Home", *["j"] * len(leads), "Home"):
                pc.screen.key(key)
                pc.screen.key("i", "i")
            petra.screen.shot("hostile-2-read")
            for key in ("c", "s", "e"):
                pc.screen.key("Home", key)
            until(lambda: witness.facts("touch.started"), "one of them is called or written to")
            pc.screen.key("g", "b")
            good = hub.post(name="Good", email="good@example.org", phone="+44 20 7946 0099")
            petra.until(lambda: petra.lead(good), "and the desk goes on")
            petra.screen.shot("hostile-3-board")
        finally:
            petra.end()
        handed = pc.phone.lines()
    assert petra.process is not None
    assert petra.process.returncode == 0, petra.said()
    assert all(re.fullmatch(r"tel:\+[0-9]{7,15}|(sms|mailto):\S+", line) for line in handed), handed
    assert canary.hits == []
    assert not petra.crashes.exists(), petra.crashes.read_text()
    for told in (petra.said(), hub.log(), (tmp_path / "Lena.log").read_text()):
        assert "Traceback" not in told
        assert SEEN_NOWHERE not in told.lower()
        assert "442079460" not in told
        assert "20 7946 0" not in told
        assert "@x.example" not in told


def post_hostile(hub: HubProcess, url: str) -> Iterator[str]:
    """Each text in every field at once, and again with an address so that it can be reached."""
    for number, (kind, text) in enumerate(hostile_texts(url).items()):
        everywhere = dict.fromkeys(FIELDS, text)
        yield hub.post(everywhere)
        yield hub.post(everywhere, email=f"{kind}@{SEEN_NOWHERE}.example", phone="")
        yield hub.post(everywhere, email="", phone=f"+44 20 7946 0{number:03}")


def post_long_name(hub: HubProcess) -> str:
    """As long as a body may be."""
    name = SEEN_NOWHERE + "n" * 250_000
    return hub.post(name=name, email=f"long@{SEEN_NOWHERE}.example", phone="")


def refuse_a_megabyte(hub: HubProcess) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        hub.post(name=SEEN_NOWHERE + "m" * 1_000_000)
    assert refused.value.code == 413
    refused.value.close()
