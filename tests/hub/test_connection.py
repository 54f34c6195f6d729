"""A connection whose house fails it: its desk is told to come back, and the hub goes on."""

from typing import Any, cast

from starlette.websockets import WebSocket

from app.protocol import codec
from app.protocol import messages as m
from app.protocol.outgoing import Snapshot
from app.protocol.session import Node, Tick
from app.protocol.verdict import StreamHead
from hub.accounts import Device
from hub.connection import Connection, Hall
from hub.event_log import EventLog
from hub.presence import TeamPresence
from hub.runs import Runs
from hub.stream import TeamStream
from hub.team_news import TeamNews
from tests.protocol.desk_model import EPOCH, PLAYBOOK
from tests.rigs.processes import soon

DANA = Device(
    id="d1", rep="r1", rep_name="Dana", role="rep", team="7", team_name="West", view=1, install="i"
)


class Socket:
    """What a desk says, in order, then nothing; and what it heard."""

    def __init__(self, *said: m.FromDesk) -> None:
        self.scope: dict[str, Any] = {"extensions": {}}
        self.heard: list[m.FromHub | None] = []
        self.closed = 0
        self._said = [codec.encode(frame) for frame in said]

    async def receive(self) -> dict[str, Any]:
        if self._said:
            return {"type": "websocket.receive", "text": self._said.pop(0)}
        return {"type": "websocket.disconnect"}

    async def send_text(self, text: str) -> None:
        self.heard.append(codec.decode_from_hub(text))

    async def close(self, code: int, _reason: str) -> None:
        self.closed = code


async def broken(*_: object) -> Any:
    raise OSError("the database is away")


async def served(socket: Socket, **failing: Any) -> Socket:
    async def position(*_: object) -> StreamHead:
        return StreamHead(epoch=EPOCH, seq=0, min_seq=1)

    async def snapshot(_: Device) -> Snapshot:
        return Snapshot(epoch=EPOCH, view=1, as_of=0, eid="", leads=())

    usual: dict[str, Any] = {
        "node": Node(hub="h", node="n", boot="b"),
        "tick": lambda: Tick(1_800_000_000_000, 0),
        "position": position,
        "snapshot": snapshot,
        "playbook": lambda _: PLAYBOOK,
        "submit": broken,
        "opened": lambda _: None,
        "acknowledged": lambda *_: None,
        "shown": lambda _: None,
        "hole": lambda *_: None,
        "runs": Runs(lambda: 1_800_000_000_000),
        "started": lambda _: None,
    }
    stream = TeamStream("7", cast(EventLog, None), lambda *_: None)
    hall = Hall(**{**usual, **failing})
    ws = cast(WebSocket, socket)
    presence = TeamPresence("team:7")
    await Connection(ws, DANA, "token", stream, presence, TeamNews(), hall).run()
    return socket


OPEN = m.Open(id=1, app="1", install="i", session="s")


async def test_a_database_that_is_away_at_open_closes_with_internal_so_the_desk_retries() -> None:
    assert (await served(Socket(OPEN), position=broken)).closed == 4500
    assert (await served(Socket(OPEN), snapshot=broken)).closed == 4500


async def test_a_command_that_breaks_the_service_is_answered_and_told_to_try_again() -> None:
    cmd = m.Cmd(id=5, op="op", do="claim", lead="l")
    patient = Waiting(OPEN, cmd)
    await served(patient)
    (re,) = [frame for frame in patient.heard if isinstance(frame, m.Re)]
    assert re.e is not None
    assert (re.re, re.e.code, re.e.retry) == (5, "internal", "backoff")


class Waiting(Socket):
    """Hangs up only after an answer."""

    async def receive(self) -> dict[str, Any]:
        message = await super().receive()
        if message["type"] == "websocket.disconnect":
            await soon(lambda: any(isinstance(f, m.Re) for f in self.heard), "an answer")
        return message
