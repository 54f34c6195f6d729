"""What a desk is sent of the playbook when it connects to a real hub."""

from tests.feed_client import FeedClient
from tests.hub_process import HubProcess, shared_hub

__all__ = ["shared_hub"]


async def test_a_desk_is_sent_the_words_reps_use_and_not_those_of_automatic_answers(
    shared_hub: HubProcess,
) -> None:
    async with FeedClient(shared_hub.pair("Dana")) as desk:
        ready = await desk.open()
    assert {"thanks_sms", "thanks_email"} <= {one.key for one in ready.policy.templates}
    assert all(one.by_hand for one in ready.policy.templates)
    assert ready.policy.acks, "when the hub answers by itself is still told"
