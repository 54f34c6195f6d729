"""The page in a real browser, as large as a phone: looked at, tapped, tabbed through, read out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from hub.server import address, listen
from tests.hub.builders import Hub
from tests.hub.good_time.house import House
from tests.rigs.browser import Browser, Page, chromium

pytestmark = pytest.mark.real
SHOTS = Path(__file__).parents[3] / "build" / "test-shots"
TARGET = 44
"""Pixels a thumb needs, both ways."""
CONTRAST = """
(() => {
  const parts = color => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = parts(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return parts(getComputedStyle(document.documentElement).colorScheme === 'dark' ?
      'rgb(0,0,0)' : 'rgb(255,255,255)');
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const said = [...document.body.querySelectorAll('*')].filter(e =>
    [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.offsetHeight > 1);
  const all = said.map(e =>
    [e.innerText.slice(0, 30), ratio(parts(getComputedStyle(e).color), behind(e))]);
  for (const e of document.querySelectorAll('input'))
    all.push(['placeholder', ratio(parts(getComputedStyle(e, '::placeholder').color), behind(e))],
             ['edge', ratio(parts(getComputedStyle(e).borderTopColor), behind(e))]);
  return all;
})()
"""


@dataclass
class Phone:
    browser: Browser
    house: House
    url: str

    async def link(self, **lead: object) -> str:
        """A lead of Aino's, and the page about it."""
        made = await self.house.lead(**lead)  # type: ignore[arg-type]
        aino = await self.house.hub.desk("Aino Laine")
        assert (await self.house.hub.do(aino, "claim", made)).ok
        self.house.armed.add(aino.rep)
        return f"{self.url}/t/{await self.house.link(made)}"


@pytest.fixture
async def phone(hub: Hub, tmp_path: Path) -> AsyncIterator[Phone]:
    house = House(hub)
    async with served(house) as url, chromium(tmp_path) as browser:
        yield Phone(browser, house, url)


@contextlib.asynccontextmanager
async def served(house: House) -> AsyncIterator[str]:
    with contextlib.closing(listen("127.0.0.1", 0)) as sock:
        app = Starlette(routes=house.page.routes())
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, lifespan="off", access_log=False)
        )
        running = asyncio.create_task(server.serve(sockets=[sock]))
        try:
            yield address(sock)
        finally:
            server.should_exit = True
            await running


async def controls(page: Page) -> list[tuple[str, str]]:
    wanted = ("button", "textbox", "link")
    return [(n["role"], n["name"]) for n in await page.tree() if n["role"] in wanted]


# ---- looked at -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "locale", "dark", "text"),
    [
        ("light", "en-GB", False, 1.0),
        ("dark", "en-GB", True, 1.0),
        ("large", "en-GB", False, 2.0),
        ("german", "de", False, 1.0),
        ("german-large-dark", "de", True, 2.0),
        ("french", "fr", False, 1.0),
        ("spanish", "es", True, 1.0),
    ],
)
async def test_it_can_be_read_and_tapped_in_every_dress(
    phone: Phone, name: str, locale: str, dark: bool, text: float
) -> None:
    page = await phone.browser.page(dark=dark, text=text)
    await page.open(await phone.link(locale=locale))
    await page.picture(SHOTS / f"good-time-{name}.png")
    await readable(page)
    await tappable(page)
    ground = await page.value("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(23, 24, 28)" if dark else "rgb(255, 255, 255)")
    assert page.complaints == []


async def readable(page: Page) -> None:
    """No text is below 4.5 to 1, no edge that must be seen below 3, nothing is cut off."""
    found = await page.value(CONTRAST)
    assert len(found) >= 4
    for words, ratio in found:
        assert ratio >= (3 if words == "edge" else 4.5), (words, ratio)
    wide, shown = await page.value(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= shown


async def tappable(page: Page) -> None:
    """Every control is as large as a thumb, and none lies on another."""
    boxes = []
    for node in await page.tree():
        if node["role"] in ("button", "textbox", "link"):
            boxes.append((node["name"], *await page.box(node["node"])))
    assert len(boxes) >= 7
    for name, left, top, width, height in boxes:
        assert height >= 50, (name, height)
        assert width >= TARGET, (name, width)
        for other, x, y, w, h in boxes:
            apart = left >= x + w or x >= left + width or top >= y + h or y >= top + height
            assert name == other or apart, (name, other)


async def test_the_narrowest_phone_needs_no_sideways_scrolling(phone: Phone) -> None:
    page = await phone.browser.page((320, 568), text=2.0)
    await page.open(await phone.link(locale="de", name="Wolfeschlegelsteinhausenbergerdorff"))
    await page.picture(SHOTS / "good-time-narrow.png")
    await readable(page)


async def test_hostile_names_stand_as_text(phone: Phone) -> None:
    page = await phone.browser.page()
    hostile = "<img/src=x/onerror=alert(1)>"
    await page.open(await phone.link(name=hostile, extra={"Topic": "\u202e<b>إيموجين</b>"}))
    await page.picture(SHOTS / "good-time-hostile.png")
    assert page.complaints == []
    assert await page.value("document.images.length + document.scripts.length") == 0


# ---- read out --------------------------------------------------------------------------------


async def test_a_screen_reader_hears_names_roles_and_the_language(phone: Phone) -> None:
    page = await phone.browser.page()
    await page.open(await phone.link())
    assert await controls(page) == [
        ("button", "Call me now"),
        ("button", "Today, Monday, 16:00 in about 4 hours"),
        ("button", "Tomorrow, Tuesday, 09:30"),
        ("button", "Wednesday 28 October, 15:00"),
        ("textbox", "Another time, in your own words"),
        ("button", "Send"),
        ("button", "Just email me"),
        ("button", "Stop, do not contact me"),
    ]
    heads = [node["name"] for node in await page.tree() if node["role"] == "heading"]
    assert heads == ["Imogen, when is a good time?"]
    assert any(node["role"] == "main" for node in await page.tree())
    assert await page.value("document.documentElement.lang") == "en"
    assert await page.value("document.title") == "When is a good time? Team West"


# ---- by keyboard, without scripts ------------------------------------------------------------


async def test_without_scripts_means_without_scripts(phone: Phone) -> None:
    page = await phone.browser.page(scripts=False)
    await page.open("data:text/html,<title>a</title><script>document.title='b'</script>")
    assert await page.value("document.title") == "a"


async def test_enter_in_the_field_sends_the_words_and_never_calls(phone: Phone) -> None:
    page = await phone.browser.page(scripts=False)
    await page.open(await phone.link())
    while not (await page.focused()).startswith("Another time"):
        await page.press("Tab")
    await page.type("Thursday after 3")
    await page.press("Enter", leads_on=True)
    await page.picture(SHOTS / "good-time-understood.png")
    said = await page.text()
    assert "We understood: Thursday after 15:00." in said
    assert "Aino Laine will call then." in said
    assert page.complaints == []


async def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    phone: Phone,
) -> None:
    page = await phone.browser.page(scripts=False)
    await page.open(await phone.link())
    reached = []
    for _ in await controls(page):
        await page.press("Tab")
        reached.append(await page.focused())
        shown = await page.value(
            "(s => s.outlineStyle + ' ' + s.outlineWidth)(getComputedStyle(document.activeElement))"
        )
        assert shown == "solid 2px", reached[-1]
    assert reached == [name for _, name in await controls(page)]
    await page.picture(SHOTS / "good-time-focus.png")


async def test_a_time_is_chosen_with_tab_and_enter_alone(phone: Phone) -> None:
    page = await phone.browser.page(scripts=False)
    await page.open(await phone.link())
    await page.press("Tab")
    await page.press("Tab")
    assert await page.focused() == "Today, Monday, 16:00 in about 4 hours"
    await page.press("Enter", leads_on=True)
    await page.picture(SHOTS / "good-time-thanks.png")
    said = await page.text()
    assert "Today, Monday, 16:00" in said
    assert "Aino Laine will call you then, on the number ending 142." in said
    await readable(page)


# ---- tapped ----------------------------------------------------------------------------------


async def test_stop_asks_again_and_no_goes_back_to_the_question(phone: Phone) -> None:
    page = await phone.browser.page(scripts=False)
    await page.open(await phone.link())
    await page.tap("Stop")
    await page.picture(SHOTS / "good-time-stop.png")
    await readable(page)
    for name in ("Yes, stop", "No, go back"):
        *_, width, height = await page.box(await page.node(name))
        assert height >= TARGET
        assert width >= TARGET
    await page.tap("No, go back")
    assert "when is a good time?" in await page.text()
    await page.tap("Stop")
    await page.tap("Yes, stop")
    assert "You will not hear from us again" in await page.text()
    assert page.complaints == []


async def test_every_other_page_can_be_read_too(phone: Phone) -> None:
    page = await phone.browser.page(dark=True)
    url = await phone.link()
    await page.open(f"{phone.url}/t/{'x' * 29}")
    await page.picture(SHOTS / "good-time-unknown.png")
    assert "This link does not work" in await page.text()
    await page.open(url)
    await page.tap("Just email me")
    assert "Aino Laine will write to you instead." in await page.text()
    await page.open(url)
    await page.picture(SHOTS / "good-time-used.png")
    assert "You chose: Just email me." in await page.text()
    lead = (await phone.house.hub.log.read(phone.house.hub.team, 0, 1))[0].lead
    await page.open(f"{phone.url}/u/{await phone.house.link(lead, 'stop', 400)}")
    await page.picture(SHOTS / "good-time-unsubscribe.png")
    await page.tap("Unsubscribe")
    assert "You will get no more emails from us." in await page.text()
