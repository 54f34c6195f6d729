"""A hub that writes for ever and says what was acknowledged, until it is killed. A script."""

import asyncio
import sys
from pathlib import Path

from tests.hub.builders import hub_at


def say(line: str) -> None:
    """To the pipe at once: what is not out when the kill comes was never promised."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(data: Path, round_: int) -> None:
    async with hub_at(data) as hub:
        desks = [await hub.desk(f"Rep {n}") for n in range(4)]

        async def work(k: int) -> None:
            n = k
            while True:
                n += 4
                receipt = await hub.service.receive(hub.delivery(round_ * 1_000_000 + n))
                say(f"lead {receipt.lead}")
                re = await hub.do(desks[k], "claim", receipt.lead)
                say(f"claim {receipt.lead} {desks[k].rep} {re.seq} {re.op}")

        say("ready")
        await asyncio.gather(*(work(k) for k in range(4)))


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
