"""kill -9 while writing: what was acknowledged is there, numbers are never used twice."""

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub.builders import hub_at

ROOT = Path(__file__).parents[2]
ROUNDS = 5


def killed_while_writing(data: Path, round_: int, after: int) -> list[list[str]]:
    """What a child acknowledged on its pipe before it was killed, at least `after` lines."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.hub.crash_child", str(data), str(round_)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert child.stdout is not None
    told = []
    with child.stdout as lines:
        for line in lines:
            told.append(line)
            if len(told) == after:
                child.send_signal(signal.SIGKILL)
    assert child.wait(60) == -signal.SIGKILL
    return [line.split() for line in told if line.endswith("\n")]


@pytest.mark.timeout(300)
def test_every_acknowledged_row_survives_kill_nine_and_no_number_comes_twice(
    tmp_path: Path,
) -> None:
    chance = random.Random(20261026)
    told: list[list[str]] = []
    last = 0
    for round_ in range(ROUNDS):
        told += killed_while_writing(tmp_path, round_, chance.randint(20, 300))
        store = sqlite3.connect(tmp_path / "hub.sqlite")
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        leads = {row[0] for row in store.execute("SELECT id FROM lead")}
        claims = {
            (row[0], str(row[1]), row[2])
            for row in store.execute("SELECT lead_id, seq, op FROM event WHERE kind='lead.claimed'")
        }
        numbers = [row[0] for row in store.execute("SELECT seq FROM event ORDER BY seq")]
        head = store.execute("SELECT max(head_seq) FROM team_stream").fetchone()[0]
        owners = dict(store.execute("SELECT id, owner FROM lead").fetchall())
        answers = {row[0] for row in store.execute("SELECT op FROM op_log")}
        store.close()
        for what, lead, *more in (line for line in told if len(line) > 1):
            if what == "lead":
                assert lead in leads
            elif what == "claim":
                rep, seq, op = more
                assert (lead, seq, op) in claims
                assert owners[lead] == rep
                assert op in answers
        assert numbers == list(range(1, head + 1)), "gapless, and none used twice"
        assert head > last
        last = head
    assert sum(line[0] == "claim" for line in told) > 100


async def test_a_torn_tail_of_the_log_file_opens_as_a_shorter_history(tmp_path: Path) -> None:
    """The write-ahead file cut anywhere in its last frames: what is left is whole, and a prefix."""
    async with hub_at(tmp_path / "live") as hub:
        dana = await hub.desk("Dana")
        for n in range(12):
            await hub.do(dana, "claim", await hub.lead_id(n))
        facts = [(e.seq, e.eid) for e in await hub.log.read(hub.team, 0)]
        main = (tmp_path / "live" / "hub.sqlite").read_bytes()
        wal = (tmp_path / "live" / "hub.sqlite-wal").read_bytes()
    frame = 24 + 4096
    cuts = [len(wal)] + [len(wal) - back * frame + off for back in range(25) for off in (-1, 1)]
    lengths = set()
    for number, cut in enumerate(cuts):
        torn = tmp_path / str(number)
        torn.mkdir()
        (torn / "hub.sqlite").write_bytes(main)
        (torn / "hub.sqlite-wal").write_bytes(wal[:cut])
        store = sqlite3.connect(torn / "hub.sqlite")
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        left = store.execute("SELECT seq, eid FROM event ORDER BY seq").fetchall()
        head = store.execute("SELECT max(head_seq) FROM team_stream").fetchone()[0]
        versions = store.execute("SELECT sum(version) FROM lead").fetchone()[0]
        store.close()
        assert left == facts[: len(left)]
        assert head == versions == len(left), "facts, numbers and leads were cut together"
        lengths.add(len(left))
    assert max(lengths) == len(facts), "the whole file has the whole history"
    assert len(lengths) > 3, "and the cuts did cut"
