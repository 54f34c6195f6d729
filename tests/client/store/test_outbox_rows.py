"""The outbox's rows: what is written twice stands there once."""

from pathlib import Path

from app.domain.ids import new_id
from client.pending import Act
from client.store.keeper import Keeper
from tests.builders import NOON


async def test_an_act_written_again_after_an_interrupted_stop_is_kept_once(tmp_path: Path) -> None:
    keeper = await Keeper.open(tmp_path / "desk.sqlite", NOON)
    try:
        act = Act(op=new_id(NOON), do="note", lead="lead-1", b={"text": "her words"}, at=NOON)
        await keeper.add([act])
        await keeper.add([act])
        [kept] = (await keeper.load()).acts
        assert (kept.op, kept.b) == (act.op, act.b)
    finally:
        await keeper.close()
