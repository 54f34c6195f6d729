"""A real Chromium without a screen, driven over its own debugging socket: what a phone would show,
what a thumb or a keyboard does, what a screen reader is told.

async with chromium(folder) as browser:
    page = await browser.page()
    await page.open("http://...")
"""

import asyncio
import base64
import contextlib
import itertools
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from tests.rigs.processes import needs, soon, started

PHONE = (390, 844)
WITHIN_S = 60.0
Said = dict[str, Any]
_KEYS = {"Tab": 9, "Enter": 13, "Space": 32}


@contextlib.asynccontextmanager
async def chromium(folder: Path) -> "AsyncIterator[Browser]":
    """A browser with a fresh profile in `folder`; skipped where there is none."""
    program = needs("chromium", "chromium")
    profile = folder / "chromium"
    command = [
        program,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--no-proxy-server",
        "--hide-scrollbars",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    with started(command, dict(os.environ), folder / "chromium.log"):
        told = profile / "DevToolsActivePort"
        await soon(
            lambda: told.exists() and len(told.read_text().split()) == 2, "a browser", WITHIN_S
        )
        port, path = told.read_text().split()
        async with connect(
            f"ws://127.0.0.1:{port}{path}",
            **{"max_size": None, "proxy": None, "compression": None},
            **{"open_timeout": WITHIN_S, "ping_interval": None},
        ) as socket:
            browser = Browser(socket)
            listening = asyncio.create_task(browser.listen())
            try:
                yield browser
            finally:
                listening.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await listening


class Browser:
    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Said]] = {}
        self._pages: dict[str, Page] = {}

    async def page(
        self,
        size: tuple[int, int] = PHONE,
        *,
        dark: bool = False,
        scripts: bool = True,
        text: float = 1.0,
    ) -> "Page":
        """A new tab as a phone has it. `text`: how much larger than usual its owner set letters."""
        made = await self.ask("Target.createTarget", url="about:blank")
        there = await self.ask("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        page = self._pages[there["sessionId"]] = Page(self, there["sessionId"], size)
        for domain in ("Page", "Runtime", "Log", "Network", "DOM", "CSS", "Accessibility"):
            await page.ask(f"{domain}.enable")
        await page.ask("Page.setLifecycleEventsEnabled", enabled=True)
        await page.resize(size)
        await page.ask("Emulation.setTouchEmulationEnabled", enabled=True)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await page.ask("Emulation.setEmulatedMedia", features=[scheme])
        await page.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        if text != 1.0:
            sizes = {"standard": round(16 * text), "fixed": round(13 * text)}
            await page.ask("Page.setFontSizes", fontSizes=sizes)
        return page

    async def ask(self, method: str, session: str = "", **params: Any) -> Said:
        """One command, answered. Raises AssertionError with what the browser says is wrong."""
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        frame: Said = {"id": number, "method": method, "params": params}
        if session:
            frame["sessionId"] = session
        await self._socket.send(msgspec.json.encode(frame).decode())
        async with asyncio.timeout(WITHIN_S):
            told = await answer
        assert "error" not in told, (method, told["error"])
        result: Said = told["result"]
        return result

    async def listen(self) -> None:
        async for raw in self._socket:
            said: Said = msgspec.json.decode(raw)
            if "id" in said:
                self._asked.pop(said["id"]).set_result(said)
            elif page := self._pages.get(said.get("sessionId", "")):
                page.heard(said["method"], said["params"])


class Page:
    """One tab. `complaints` is all it said in its console; `answers` every main document: address,
    status, headers."""

    def __init__(self, browser: Browser, session: str, size: tuple[int, int]) -> None:
        self._size = size
        self._browser = browser
        self._session = session
        self._loaded: set[str] = set()
        """Documents whose load is over. An empty tab has one too, and it may come late."""
        self._news = asyncio.Event()
        self.complaints: list[str] = []
        self.answers: list[Said] = []

    async def ask(self, method: str, **params: Any) -> Said:
        return await self._browser.ask(method, self._session, **params)

    def heard(self, event: str, said: Said) -> None:
        if event == "Page.lifecycleEvent" and said["name"] == "load":
            self._loaded.add(said["loaderId"])
            self._news.set()
        elif event == "Log.entryAdded":
            self.complaints.append(str(said["entry"]["text"]))
        elif event in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.complaints.append(str(said))
        elif event == "Network.responseReceived" and said["type"] == "Document":
            self.answers.append(said["response"])

    # ---- going somewhere ---------------------------------------------------------------------

    async def open(self, url: str) -> None:
        went = await self.ask("Page.navigate", url=url)
        assert "errorText" not in went, went
        await self._arrived(lambda: went["loaderId"] in self._loaded)

    async def tap(self, name: str) -> None:
        """Touch the button or link with this name and wait for the page it leads to."""
        x, y, width, height = await self.box(await self.node(name))
        before = set(self._loaded)
        at = [{"x": x + width / 2, "y": y + height / 2}]
        await self.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=at)
        await self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        await self._arrived(lambda: self._loaded > before)

    async def press(self, key: str, *, leads_on: bool = False) -> None:
        """One key, down and up; `leads_on`: and wait for the page it leads to."""
        before = set(self._loaded)
        text = {"Enter": "\r", "Space": " "}.get(key, "")
        name = " " if key == "Space" else key
        about = {"key": name, "code": key, "windowsVirtualKeyCode": _KEYS[key]}
        down = "keyDown" if text else "rawKeyDown"
        await self.ask("Input.dispatchKeyEvent", type=down, text=text, **about)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", **about)
        if leads_on:
            await self._arrived(lambda: self._loaded > before)

    async def type(self, text: str) -> None:
        await self.ask("Input.insertText", text=text)

    async def _arrived(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not there():
                self._news.clear()
                await self._news.wait()

    # ---- what is there -----------------------------------------------------------------------

    async def tree(self) -> list[Said]:
        """What a screen reader is told, in reading order: role, name, and the node's id."""
        nodes = (await self.ask("Accessibility.getFullAXTree"))["nodes"]
        return [
            {
                "role": node["role"]["value"],
                "name": node.get("name", {}).get("value", ""),
                "node": node.get("backendDOMNodeId", 0),
                "focusable": _flag(node, "focusable"),
                "focused": _flag(node, "focused"),
            }
            for node in nodes
            if not node["ignored"]
        ]

    async def node(self, name: str) -> int:
        """The one control whose name begins so."""
        roles = ("button", "link", "textbox")
        found = [n for n in await self.tree() if n["role"] in roles and n["name"].startswith(name)]
        assert len(found) == 1, (name, found)
        return int(found[0]["node"])

    async def focused(self) -> str:
        """The name of the control that has the focus; "" for none."""
        had = [n for n in await self.tree() if n["focused"] and n["role"] != "RootWebArea"]
        return str(had[0]["name"]) if had else ""

    async def box(self, node: int) -> tuple[float, float, float, float]:
        """Left, top, width, height of its border box, in CSS pixels."""
        border = (await self.ask("DOM.getBoxModel", backendNodeId=node))["model"]["border"]
        return border[0], border[1], border[2] - border[0], border[5] - border[1]

    async def text(self) -> str:
        """Everything that can be read on it."""
        return str(await self.value("document.body.innerText"))

    async def value(self, expression: str) -> Any:
        """What an expression comes to on the page; ours, not the page's own script."""
        said = await self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return said["result"].get("value")

    async def picture(self, file: Path) -> None:
        """What it looks like from top to end, as a PNG."""
        height = (await self.ask("Page.getLayoutMetrics"))["cssContentSize"]["height"]
        await self.resize((self._size[0], max(self._size[1], round(height))))
        shot = await self.ask("Page.captureScreenshot")
        await self.resize(self._size)
        await asyncio.to_thread(_keep, file, base64.b64decode(shot["data"]))

    async def resize(self, size: tuple[int, int]) -> None:
        width, height = size
        await self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=True,
        )


def _keep(file: Path, picture: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture)


def _flag(node: Said, name: str) -> bool:
    each = (one for one in node.get("properties", ()) if one["name"] == name)
    return any(bool(one["value"].get("value")) for one in each)
