"""The least a hub could be: websockets' own broadcast. `python -m benchmarks.bare_server`.

Prints `ready PORT`. Each line on stdin, {"frame", "count", "rate"}, is broadcast `count` times
to all connected, each time under another lead id; then it prints {id: moment of publishing}."""

import asyncio
import json
import sys
import time

from websockets.asyncio.server import ServerConnection, broadcast, serve

from app.domain.ids import new_id


async def publish(
    desks: set[ServerConnection], frame: str, count: int, rate: float
) -> dict[str, float]:
    old = json.loads(frame)["lead"]
    published: dict[str, float] = {}
    start = time.monotonic()
    for i in range(count):
        await asyncio.sleep(max(0.0, start + i / rate - time.monotonic()))
        lead = new_id(round(time.time() * 1000))
        text = frame.replace(old, lead)
        published[lead] = time.monotonic()
        broadcast(desks, text)
    return published


async def main() -> None:
    desks: set[ServerConnection] = set()

    async def desk(socket: ServerConnection) -> None:
        desks.add(socket)
        try:
            await socket.wait_closed()
        finally:
            desks.discard(socket)

    loop = asyncio.get_running_loop()
    async with serve(desk, "127.0.0.1", 0, compression=None) as server:
        print(f"ready {next(iter(server.sockets)).getsockname()[1]}", flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            asked = json.loads(line)
            done = await publish(desks, asked["frame"], asked["count"], asked["rate"])
            print(json.dumps(done), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
