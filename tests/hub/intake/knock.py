"""Posts to the door as a server would hand them over: one ASGI request, no network."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.types import Message

from hub.intake.webhooks import Door, routes


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["error"]["code"])


async def knock(
    door: Door,
    body: bytes | Sequence[bytes] = b"",
    *,
    token: str = "good",
    method: str = "POST",
    sender: str = "198.51.100.7",
    end: str = "whole",
    **headers: str,
) -> Answer:
    """`body` in one part or several; `headers` with underscores for dashes. `end`: the sender
    sends it "whole", "hangs up" after its parts, or "stalls"."""
    parts = [body] if isinstance(body, bytes) else list(body)
    waiting: list[Message] = [
        {"type": "http.request", "body": part, "more_body": True} for part in parts
    ]
    if end == "whole":
        waiting.append({"type": "http.request", "body": b"", "more_body": False})
    said: list[Message] = []

    async def receive() -> Message:
        if end == "stalls" and not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)

    headers.setdefault("content_type", "application/json")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": f"/v1/in/{token}",
        "raw_path": f"/v1/in/{token}".encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (k.replace("_", "-").encode(), v.encode("latin-1")) for k, v in headers.items()
        ],
        "client": (sender, 50_000),
        "server": ("hub", 80),
    }
    await Starlette(routes=routes(door))(scope, receive, send)
    start = said[0]
    answered = {k.decode(): v.decode() for k, v in start["headers"]}
    return Answer(start["status"], answered, b"".join(one.get("body", b"") for one in said[1:]))
