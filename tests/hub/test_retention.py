"""What is kept for a while is kept so long and no longer; facts and leads stay."""

import asyncio

from sqlalchemy import Connection, func, select

from hub import retention
from hub.clockwork import Clockwork, HubClock
from hub.tables import event, ingest_log, op_log
from tests.hub.builders import Hub

DAY_S = 86_400


async def rows(hub: Hub) -> tuple[int, int, int]:
    """How many answers, deliveries and facts there are."""
    counts = [select(func.count()).select_from(t) for t in (op_log, ingest_log, event)]

    def read(conn: Connection) -> tuple[int, int, int]:
        answers, deliveries, facts = (int(conn.execute(count).scalar_one()) for count in counts)
        return answers, deliveries, facts

    return await hub.db.read(read)


async def test_answers_and_deliveries_are_forgotten_after_thirty_days_and_facts_are_not(
    hub: Hub,
) -> None:
    dana = await hub.desk("Dana")
    for number in (1, 2):
        await hub.do(dana, "claim", await hub.lead_id(number))
    assert await rows(hub) == (2, 2, 4)
    await hub.service.forget(hub.clock.forward(30 * DAY_S))
    assert await rows(hub) == (2, 2, 4), "the thirtieth day is still theirs"
    await hub.do(dana, "claim", await hub.lead_id(3))
    await hub.service.forget(hub.clock.forward(1))
    assert await rows(hub) == (1, 1, 6)


async def test_a_long_history_goes_in_pieces(hub: Hub) -> None:
    for number in range(retention.AT_ONCE + 5):
        await hub.lead_id(number)
    now = hub.clock.forward(31 * DAY_S)
    assert await hub.db.write(lambda conn: retention.forget(conn, now))
    assert (await rows(hub))[1] == 5
    await hub.service.forget(now)
    assert (await rows(hub))[1] == 0


async def test_the_clockwork_forgets_by_itself(hub: Hub) -> None:
    await hub.lead_id()
    later = HubClock(hub.clock.forward(31 * DAY_S), wall=hub.clock)
    task = asyncio.create_task(Clockwork(hub.service, later).run())
    try:
        async with asyncio.timeout(60):
            while (await rows(hub))[1]:
                pass
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
