"""What was written on a whole desk and did not leave is a draft again, also after a restart."""

from client.desk import Desk
from client.drafts import Kept
from client.hooks import Pending
from tests.client.test_desk import Bench, bench
from tests.hub_process import shared_hub
from tests.rigs.processes import soon

__all__ = ["bench", "shared_hub"]


async def mine(bench: Bench) -> str:
    lead = bench.post()
    await soon(lambda: lead in bench.desk.leads, "it arrives")
    bench.desk.claim(lead)
    await soon(lambda: bench.desk.leads[lead].owner_name == "Anna", "it is mine")
    return lead


async def test_words_the_hub_refuses_come_back_with_its_reason(bench: Bench) -> None:
    lead = await mine(bench)
    bench.desk.send_message(lead, "sms", "At two then")
    await soon(lambda: bench.desk.draft(lead, "sms"), "they are back")
    back = bench.desk.draft(lead, "sms")
    assert back is not None
    assert (back.text, back.touched) == ("At two then", True)
    assert "cannot send SMS" in back.why
    assert any("Not sent" in told for told in bench.told)
    assert bench.desk.pending() == []


async def test_words_that_waited_too_long_for_the_link_come_back(bench: Bench) -> None:
    lead = await mine(bench)
    bench.desk.send_message(lead, "email", "The sheet", "Limits")
    act: Pending = bench.desk.pending(lead)[-1]
    bench.desk.discard(act.op)
    bench.desk.hooks.expired(act)
    back = bench.desk.draft(lead, "email")
    assert back is not None
    assert (back.text, back.subject) == ("The sheet", "Limits")


async def test_what_never_left_is_undone_here(bench: Bench) -> None:
    lead = await mine(bench)
    message = bench.desk.send_message(lead, "sms", "At two then")
    assert bench.desk.pending(lead)[-1].answer is not None
    assert bench.desk.take_back(lead, message) == ""
    assert bench.desk.pending(lead) == []
    assert bench.desk.leads[lead].messages == ()


async def test_a_draft_is_there_after_a_restart(bench: Bench) -> None:
    lead = await mine(bench)
    bench.desk.keep_draft(lead, "sms", Kept(text="Half a sen", touched=True))
    await bench.desk.stop()
    again = Desk(bench.desk.account, bench.desk._profile, bench.desk._ports, bench.wrong.append)
    await again.start()
    try:
        found = again.draft(lead, "sms")
        assert found is not None
        assert found.text == "Half a sen"
        await soon(lambda: again.link.state == "live", "live again")
    finally:
        await again.stop()
