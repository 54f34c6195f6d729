"""The sending queue: undo, once and only once, retries, crashes, slow gateways."""

import asyncio

from app.domain.ids import new_id
from hub.gateways.port import Refused, Report, Sent, Unknown
from tests.hub.builders import problem
from tests.hub.outgoing.conftest import Sending


async def test_a_message_leaves_after_its_undo_window_and_each_step_is_a_fact(
    sending: Sending,
) -> None:
    desk, lead, gen = await sending.mine()
    message, told = await sending.send(desk, lead, gen)
    assert told.ok, told.e
    sending.later(4.9)
    await sending.stands(lead, message, "waiting")
    assert sending.sms.got == []
    sending.later(0.1)
    sent = await sending.stands(lead, message, "sent")
    assert [letter.text for letter in sending.sms.got] == ["Hello there"]
    assert sent.ref == f"ref-{message}"
    kinds = [kind for kind in await sending.hub.kinds() if kind.startswith("message.")]
    assert kinds == ["message.queued", "message.sending", "message.sent"]
    assert (await sending.lead(lead)).first_attempt is not None


async def test_it_counts_as_sending_on_disk_before_the_gateway_hears_of_it(
    sending: Sending,
) -> None:
    sending.sms.open.clear()
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.seen(sending.sms)
    assert (await sending.message(lead, message)).state == "sending"
    sending.sms.open.set()
    await sending.stands(lead, message, "sent")


async def test_taken_back_it_never_leaves_and_edited_only_the_new_words_do(
    sending: Sending,
) -> None:
    desk, lead, gen = await sending.mine()
    first, _ = await sending.send(desk, lead, gen, "Hello Jon")
    sending.later(3)
    assert (await sending.hub.do(desk, "take_back", lead, gen=gen, message=first)).ok
    second, told = await sending.send(desk, lead, gen, "Hello John")
    assert told.ok, told.e
    sending.later(600)
    await sending.stands(lead, second, "sent")
    assert [letter.text for letter in sending.sms.got] == ["Hello John"]
    assert (await sending.message(lead, first)).state == "taken_back"


async def test_two_workers_and_a_clock_that_jumps_hand_it_over_once(sending: Sending) -> None:
    for _ in range(3):
        sending.start()
    desk, lead, gen = await sending.mine()
    texts = [f"words {n}" for n in range(20)]
    messages = [(await sending.send(desk, lead, gen, text))[0] for text in texts]
    sending.later(3600)
    for message in messages:
        await sending.stands(lead, message, "sent")
    sending.later(24 * 3600)
    await sending.quiet()
    assert sorted(letter.text for letter in sending.sms.got) == sorted(texts)


async def test_what_a_gateway_cannot_take_just_now_goes_again_and_then_fails_in_words(
    sending: Sending,
) -> None:
    busy = Refused(code="429", why="Too busy just now.", again_s=10)
    sending.sms.answers = [busy] * 20
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    held = await sending.stands(lead, message, "held")
    assert held.held_why == "Too busy just now."
    sending.sms.answers = [busy]
    sending.later(15)
    await sending.quiet()
    assert len(sending.sms.got) == 2
    sending.later(3600)
    await sending.stands(lead, message, "sent")
    assert len(sending.sms.got) == 3


async def test_refused_for_good_it_is_red_and_a_retry_is_a_real_second_send(
    sending: Sending,
) -> None:
    sending.sms.answers = [Refused(code="21211", why="That is no mobile number.")]
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    failed = await sending.stands(lead, message, "failed")
    assert (failed.why, failed.code) == ("That is no mobile number.", "21211")
    assert (await sending.lead(lead)).first_attempt is None
    answer = {"message": new_id(sending.hub.clock()), "channel": "sms", "text": "Hello there"}
    again = await sending.hub.do(
        desk, "send_message", lead, gen=gen, answer=answer, retry_of=message
    )
    assert again.ok, again.e
    sending.later(5)
    await sending.stands(lead, answer["message"], "sent")
    assert len(sending.sms.got) == 2
    assert (await sending.message(lead, message)).state == "failed"


async def test_an_answer_that_got_lost_is_unknown_and_asked_about_in_words(
    sending: Sending,
) -> None:
    sending.sms.answers = [Unknown(why="The line broke after it had gone out.")]
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    unknown = await sending.stands(lead, message, "unknown")
    assert unknown.why == "The line broke after it had gone out."
    sending.sms.reports = [
        Report(state="not_known", why="Not there so far."),
        Report(state="on_its_way", ref="SM1"),
    ]
    sending.later(10)
    await sending.quiet()
    assert (await sending.message(lead, message)).why == "Not there so far."
    told = await sending.hub.do(desk, "ask_message", lead, gen=gen, message=message)
    assert told.ok, told.e
    assert (await sending.stands(lead, message, "sent")).ref == "SM1"
    assert len(sending.sms.got) == 1


async def test_the_gateway_is_asked_after_ten_seconds_a_minute_ten_and_an_hour_then_never(
    sending: Sending,
) -> None:
    sending.sms.answers = [Unknown(why="Lost.")]
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "unknown")
    asked = []
    for seconds in (9, 1, 49, 1, 539, 1, 2999, 1, 36_000):
        sending.later(seconds)
        await sending.quiet()
        asked.append(len(sending.sms.asked))
    assert asked == [0, 1, 1, 2, 2, 3, 3, 4, 4]


async def test_what_never_reached_the_gateway_fails_after_ten_minutes_and_not_before(
    sending: Sending,
) -> None:
    sending.sms.answers = [Unknown(why="Lost.")]
    sending.sms.reports = [Report(state="not_known")] * 3
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "unknown")
    sending.later(60)
    await sending.quiet()
    assert (await sending.message(lead, message)).state == "unknown"
    sending.later(600)
    failed = await sending.stands(lead, message, "failed")
    assert failed.code == "not_known"


async def test_a_hub_that_died_while_sending_asks_and_does_not_send_again(
    sending: Sending,
) -> None:
    sending.sms.open.clear()
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.seen(sending.sms)
    sending.kill()  # nothing is said any more
    sending.sms.reports = [Report(state="delivered")]
    sending.start()
    await sending.stands(lead, message, "delivered")
    assert len(sending.sms.got) == 1


async def test_a_gateway_that_breaks_leaves_an_unknown_and_does_not_stop_the_queue(
    sending: Sending,
) -> None:
    sending.sms.answers = [ValueError("a bug"), Sent(ref="fine")]
    desk, lead, gen = await sending.mine()
    first, _ = await sending.send(desk, lead, gen, "one")
    second, _ = await sending.send(desk, lead, gen, "two")
    sending.later(5)
    await sending.quiet()
    states = {(await sending.message(lead, message)).state for message in (first, second)}
    assert states == {"unknown", "sent"}


async def test_a_slow_gateway_holds_up_neither_the_other_channel_nor_more_than_eight(
    sending: Sending,
) -> None:
    sending.sms.open.clear()
    desk, lead, gen = await sending.mine()
    for n in range(12):
        await sending.send(desk, lead, gen, f"text {n}")
    mail, told = await sending.send(
        desk, lead, gen, "a mail", channel="email", subject="About your question"
    )
    assert told.ok, told.e
    sending.later(5)
    await sending.stands(lead, mail, "sent")
    await sending.quiet()
    assert len(sending.sms.got) == 8
    sending.sms.open.set()
    await sending.quiet()
    assert len(sending.sms.got) == 12


async def test_a_claim_with_an_answer_that_is_lost_asks_no_gateway(sending: Sending) -> None:
    winner, loser = await sending.hub.desk("Ann"), await sending.hub.desk("Bea")
    lead = await sending.hub.lead_id()
    words = [
        {"message": new_id(sending.hub.clock()), "channel": "sms", "text": f"from {name}"}
        for name in ("Ann", "Bea")
    ]
    first, second = await asyncio.gather(
        sending.hub.do(winner, "claim", lead, answer=words[0]),
        sending.hub.do(loser, "claim", lead, answer=words[1]),
    )
    assert first.ok
    assert problem(second).code == "already_claimed"
    sending.later(5)
    await sending.stands(lead, str(words[0]["message"]), "sent")
    assert (await sending.lead(lead)).message(str(words[1]["message"])) is None
    assert len(sending.sms.got) == 1
