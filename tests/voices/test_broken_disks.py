"""The desk's disk is damaged or full, or the hub's is: nobody goes deaf, nothing is lost unsaid."""

import resource
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from client.store.keeper import Keeper
from client.system.clock import SystemClock
from tests.desk_process import DeskProcess, of
from tests.hub_process import HubProcess
from tests.rigs.processes import PATIENCE_S, soon
from tests.voices.desks import Seat, desk, paired_seat, post, posted

SEEDS = 20
FULL = "The disk is full. What comes is shown, but not kept."


@pytest.fixture(autouse=True)
def _keeps_no_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that may write no file would leave halves of bytecode where all others look."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")


async def test_a_store_with_a_few_flipped_bits_opens_and_shows_what_the_hub_has(
    own_hub: HubProcess, tmp_path: Path
) -> None:
    leads = await posted(own_hub, 12)
    seat = await paired_seat(own_hub, "Anna", tmp_path)
    await seat.start()
    await seat.has(*leads)
    own_hub.kill()
    await soon(lambda: seat.desk.link.state in ("waiting", "connecting"), "the link is lost")
    for n in range(60):
        seat.desk.note(leads[n % 12], f"note {n}")
    await soon(seat.desk.all_saved, "the notes are on disk")
    await seat.desk.stop()
    path = seat.profile.store_file(seat.account)
    sound = path.read_bytes()
    kept = [await reopened(path, flipped(sound, seed)) for seed in range(SEEDS)]
    assert max(kept) == 60
    assert sum(kept) >= SEEDS * 60 * 0.7
    own_hub.restart()
    spoilt(path, flipped(sound, SEEDS - 1))
    again = seat.again()
    await again.start()
    await again.has(*leads)
    await again.desk.stop()


async def reopened(path: Path, data: bytes) -> int:
    """How many unsent acts a desk finds in a store with these bytes; it must open."""
    spoilt(path, data)
    keeper = await Keeper.open(path, SystemClock().wall())
    try:
        return len((await keeper.load()).acts)
    finally:
        await keeper.close()


def spoilt(path: Path, data: bytes) -> None:
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    path.write_bytes(data)


def flipped(data: bytes, seed: int) -> bytes:
    """One to three bits, anywhere."""
    out, rng = bytearray(data), Random(seed)
    for _ in range(1 + seed % 3):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _kinds(seat: Seat, lead: str) -> list[str]:
    return [line.kind for line in seat.desk.leads[lead].timeline]


async def test_an_act_whose_words_were_damaged_does_not_keep_the_desk_from_starting(
    own_hub: HubProcess, tmp_path: Path
) -> None:
    lead = await post(own_hub)
    seat = await paired_seat(own_hub, "Anna", tmp_path)
    await seat.start()
    await seat.has(lead)
    own_hub.kill()
    await soon(lambda: seat.desk.link.state in ("waiting", "connecting"), "the link is lost")
    seat.desk.note(lead, "spoilt words")
    seat.desk.note(lead, "sound words")
    await soon(seat.desk.all_saved, "the notes are on disk")
    await seat.desk.stop()
    path = seat.profile.store_file(seat.account)
    path.write_bytes(path.read_bytes().replace(b'{"text":"spoilt', b'{"text"\xff"spoilt'))
    own_hub.restart()
    again = seat.again()
    await again.start()
    await again.answered("note")
    await soon(lambda: "note.added" in _kinds(again, lead), "the fact follows its answer")
    texts = [line.text for line in again.desk.leads[lead].timeline if line.kind == "note.added"]
    assert texts == ["sound words"]
    assert any("damaged" in text for text in again.told)
    await again.desk.stop()


# ---- no room on the desk's disk ------------------------------------------------------------------


@contextmanager
def no_room(pid: int) -> Iterator[None]:
    """No file of that process may grow any more."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def test_a_desk_whose_disk_is_full_still_rings_says_so_and_keeps_everything_later(
    hub: HubProcess, tmp_path: Path
) -> None:
    anna = DeskProcess.start_for(hub, "Anna", tmp_path / "Anna")
    try:
        assert anna.process is not None
        with no_room(anna.process.pid):
            first = hub.post(email="first@lead.example", phone="")
            anna.wait(lambda s: s.get("ring", {}).get("leads") == [first], "it rings all the same")
            anna.wait(lambda s: s.get("told") == FULL, "it says that nothing is kept")
            anna.do("note", lead=first, text="written on a full disk")
            anna.wait(lambda s: "not kept" in s.get("told", ""), "the note is given back, visibly")
            anna.do("mode", mode="dnd")
            second = hub.post(email="second@lead.example", phone="")
            anna.wait(lambda s: s.get("fact") == "lead.new" and of(s) == second, "it arrives")
            anna.do("mode", mode="on")
            anna.wait(lambda s: s.get("ring", {}).get("leads") == [second], "what waited rings too")
        third = hub.post(email="third@lead.example", phone="")
        anna.wait(lambda s: s.get("fact") == "lead.new" and of(s) == third, "there is room again")
        anna.kill()
        anna.start()
        reset = anna.wait(lambda s: set(s.get("reset", {})) == {first, second, third}, "all kept")
        assert reset
        anna.wait(lambda s: s.get("live") is True, "live")
        fourth = hub.post(email="fourth@lead.example", phone="")
        anna.wait(lambda s: fourth in s.get("ring", {}).get("leads", ()), "what is new rings")
        rings = [s["ring"]["leads"] for s in anna.said if "ring" in s]
        names = {first: "first", second: "second", third: "third", fourth: "fourth"}
        assert [names[i] for (i,) in rings] == ["fourth"], "nothing rings twice"
    finally:
        anna.end()


def test_a_desk_that_cannot_write_anything_from_the_start_ends_with_words_or_works(
    hub: HubProcess, tmp_path: Path
) -> None:
    anna = DeskProcess.start_for(hub, "Anna", tmp_path / "Anna")
    lead = hub.post()
    anna.wait(lambda s: of(s) == lead, "it arrives")
    assert anna.quit() == 0
    anna._close_pipes()
    mine = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, mine[1]))
    try:
        anna.start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, mine)
    try:
        anna.wait(lambda s: s.get("live") is True, "it works without a byte to spare")
        second = hub.post(email="second@lead.example", phone="")
        anna.wait(lambda s: s.get("ring", {}).get("leads") == [second], "and rings")
    finally:
        anna.end()


# ---- no room on the hub's ------------------------------------------------------------------------


async def test_a_hub_that_cannot_write_says_so_to_senders_and_desks_and_recovers_by_itself(
    own_hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(own_hub, "Anna", tmp_path) as anna:
        lead = await post(own_hub)
        await anna.has(lead)
        assert own_hub.process is not None
        with no_room(own_hub.process.pid):
            assert await refused(own_hub) == 503
            anna.desk.claim(lead, then="call")
            await soon(lambda: anna.desk.pending(lead)[0].error, "the claim is told to wait")
            assert anna.desk.link.state == "live"
            assert anna.desk.leads[lead].owner == ""
            assert anna.dialer.taken == []
        second = await post(own_hub, email="second@lead.example", phone="")
        await anna.has(second)
        await soon(
            lambda: anna.desk.leads[lead].owner_name == "Anna", "then it is mine", 2 * PATIENCE_S
        )
        assert len(anna.dialer.taken) <= 1
    assert "Traceback" not in own_hub.log()


async def refused(hub: HubProcess) -> int:
    try:
        await post(hub, email="nowhere@lead.example", phone="")
    except urllib.error.HTTPError as no:
        no.close()
        return no.code
    return 200


def test_a_data_directory_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    """A file stands where the directory should be: even root cannot write into that."""
    (tmp_path / "hub").write_text("not a directory")
    hub = HubProcess(tmp_path / "hub")
    done = hub.cli("serve", "--port", "0")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_hub_whose_disk_is_full_at_the_start_ends_with_words(tmp_path: Path) -> None:
    mine = resource.getrlimit(resource.RLIMIT_FSIZE)
    hub = HubProcess(tmp_path / "hub")
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, mine[1]))
    try:
        done = hub.cli("serve", "--port", "0")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, mine)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3
